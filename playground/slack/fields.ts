// What people fill in: an element's value in Slack's own shape, a form's state, and the checks Slack makes before it sends.
import { elementsOf } from './blocks.ts';
import type { Block, Element, Json, Option } from './world.ts';

/** A plain value for a field: words, an option's value, a date, a user id, or several of them. */
export type Typed = string | number | string[] | null;
/** Block id → action id → value. */
export type Filled = Record<string, Record<string, Typed>>;
type Values = Record<string, Record<string, Json>>;

/** Where an element keeps its value, and what it starts from. */
const slots: Record<string, [value: string, initial: string]> = {
  plain_text_input: ['value', 'initial_value'],
  email_text_input: ['value', 'initial_value'],
  url_text_input: ['value', 'initial_value'],
  number_input: ['value', 'initial_value'],
  rich_text_input: ['rich_text_value', 'initial_value'],
  file_input: ['files', 'initial_files'],
  static_select: ['selected_option', 'initial_option'],
  external_select: ['selected_option', 'initial_option'],
  radio_buttons: ['selected_option', 'initial_option'],
  overflow: ['selected_option', 'initial_option'],
  multi_static_select: ['selected_options', 'initial_options'],
  multi_external_select: ['selected_options', 'initial_options'],
  checkboxes: ['selected_options', 'initial_options'],
  users_select: ['selected_user', 'initial_user'],
  multi_users_select: ['selected_users', 'initial_users'],
  conversations_select: ['selected_conversation', 'initial_conversation'],
  multi_conversations_select: ['selected_conversations', 'initial_conversations'],
  channels_select: ['selected_channel', 'initial_channel'],
  multi_channels_select: ['selected_channels', 'initial_channels'],
  datepicker: ['selected_date', 'initial_date'],
  timepicker: ['selected_time', 'initial_time'],
  datetimepicker: ['selected_date_time', 'initial_date_time'],
};

const optionsOf = (element: Element): Option[] => [
  ...((element.options as Option[] | undefined) ?? []),
  ...((element.option_groups as { options: Option[] }[] | undefined) ?? []).flatMap(({ options }) => options),
];

function picked(element: Element, value: unknown): Option {
  const found = optionsOf(element).find((option) => option.value === value || option.text.text === value);
  if (found) return found;
  // The options of an external select were the app's answer to a search; only their value is known here.
  if (element.type.includes('external'))
    return { text: { type: 'plain_text', text: String(value) }, value: String(value) };
  throw new Error(`'${element.action_id}' has no option '${value}'`);
}

/** An element's value as Slack reports it: `{ type, value }`, `{ type, selected_option }` and so on. */
export function chosen(element: Element, value: Typed): Json {
  const [slot] = slots[element.type] ?? ['value'];
  const shaped =
    value === null || !slot.startsWith('selected_option')
      ? value
      : Array.isArray(value)
        ? value.map((each) => picked(element, each))
        : picked(element, value);
  return { type: element.type, [slot]: shaped };
}

function initial(element: Element): Json {
  const [slot, from] = slots[element.type] ?? ['value', 'initial_value'];
  const zone = element.timezone === undefined ? {} : { timezone: element.timezone };
  return { type: element.type, ...zone, [slot]: element[from] ?? (slot.endsWith('s') ? [] : null) };
}

/** Every field's value: what is filled in now, else what was kept, else what it started from. */
export function fieldState(blocks: Block[], filled: Filled, kept: Values = {}): Values {
  const values: Values = {};
  for (const { block, element } of elementsOf(blocks)) {
    if (!slots[element.type] || element.type === 'overflow' || !element.action_id) continue;
    const typed = filled[block.block_id]?.[element.action_id];
    const before = kept[block.block_id]?.[element.action_id];
    const same = before?.type === element.type ? before : initial(element);
    values[block.block_id] = {
      ...values[block.block_id],
      [element.action_id]: typed === undefined ? same : chosen(element, typed),
    };
  }
  return values;
}

/** What Slack itself says before a form leaves the screen (block id → sentence). */
export function formErrors(blocks: Block[], values: Values): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const block of blocks) {
    if (block.type !== 'input' || !block.element?.action_id) continue;
    const [slot] = slots[block.element.type] ?? ['value'];
    const value = values[block.block_id]?.[block.element.action_id]?.[slot];
    const empty = value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
    if (empty && block.optional !== true) errors[block.block_id] = 'Please complete this required field.';
    if (empty || typeof value !== 'string') continue;
    const { min_length: min = 0, max_length: max = 3000 } = block.element as {
      min_length?: number;
      max_length?: number;
    };
    if (slot === 'value' && value.length < min) errors[block.block_id] = `Enter at least ${min} characters.`;
    if (slot === 'value' && value.length > max) errors[block.block_id] = `Enter at most ${max} characters.`;
  }
  return errors;
}
