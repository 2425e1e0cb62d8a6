// The shapes and sizes that Slack's servers accept: blocks, elements, views; https://docs.slack.dev/reference/block-kit
import { z } from 'zod';

const text = (max: number) => z.string().min(1).max(max);
const id = text(255);
const plain = (max: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: text(max), emoji: z.boolean().optional() });
const mrkdwn = (max: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: text(max), verbatim: z.boolean().optional() });
const either = (max: number) => z.discriminatedUnion('type', [plain(max), mrkdwn(max)]);

const confirm = z.strictObject({
  title: plain(100),
  text: either(300),
  confirm: plain(30),
  deny: plain(30),
  style: z.enum(['primary', 'danger']).optional(),
});
const option = (words: ReturnType<typeof either> | ReturnType<typeof plain>) =>
  z.strictObject({
    text: words,
    value: z.string().max(150).optional(),
    description: either(75).optional(),
    url: z.string().max(3000).optional(),
  });
const plainOption = option(plain(75));
const richOption = option(either(75));
const groups = z
  .array(z.strictObject({ label: plain(75), options: z.array(plainOption).min(1).max(100) }))
  .min(1)
  .max(100);

/** One interactive element; every kind may carry an action id, a confirmation and the focus. */
const element = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) =>
  z.strictObject({
    type: z.literal(type),
    action_id: id.optional(),
    confirm: confirm.optional(),
    focus_on_load: z.boolean().optional(),
    ...shape,
  });
const placeholder = plain(150).optional();
const options = z.array(plainOption).min(1).max(100).optional();
const several = { placeholder, max_selected_items: z.number().int().min(1).optional() };
const conversations = {
  default_to_current_conversation: z.boolean().optional(),
  filter: z.looseObject({}).optional(),
};
const minimumQuery = { min_query_length: z.number().int().optional() };
const answers = { response_url_enabled: z.boolean().optional() };
const ids = z.array(z.string()).optional();

const button = element('button', {
  text: plain(75),
  value: z.string().max(2000).optional(),
  url: z.string().max(3000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  accessibility_label: z.string().max(75).optional(),
});
const overflow = element('overflow', { options: z.array(plainOption).min(1).max(5) });
const image = z.strictObject({
  type: z.literal('image'),
  image_url: text(3000).optional(),
  slack_file: z.looseObject({}).optional(),
  alt_text: text(2000),
});
const choosers = [
  element('static_select', {
    placeholder,
    options,
    option_groups: groups.optional(),
    initial_option: plainOption.optional(),
  }),
  element('external_select', { placeholder, ...minimumQuery, initial_option: plainOption.optional() }),
  element('users_select', { placeholder, initial_user: z.string().optional() }),
  element('conversations_select', {
    placeholder,
    ...conversations,
    ...answers,
    initial_conversation: z.string().optional(),
  }),
  element('channels_select', { placeholder, ...answers, initial_channel: z.string().optional() }),
  element('multi_static_select', {
    ...several,
    options,
    option_groups: groups.optional(),
    initial_options: z.array(plainOption).max(100).optional(),
  }),
  element('multi_external_select', {
    ...several,
    ...minimumQuery,
    initial_options: z.array(plainOption).max(100).optional(),
  }),
  element('multi_users_select', { ...several, initial_users: ids }),
  element('multi_conversations_select', { ...several, ...conversations, initial_conversations: ids }),
  element('multi_channels_select', { ...several, initial_channels: ids }),
  element('checkboxes', {
    options: z.array(richOption).min(1).max(10),
    initial_options: z.array(richOption).max(10).optional(),
  }),
  element('radio_buttons', { options: z.array(richOption).min(1).max(10), initial_option: richOption.optional() }),
  element('datepicker', {
    placeholder,
    initial_date: z
      .string()
      .regex(/^\d{4}-\d\d-\d\d$/)
      .optional(),
  }),
  element('timepicker', {
    placeholder,
    initial_time: z
      .string()
      .regex(/^\d\d:\d\d$/)
      .optional(),
    timezone: z.string().optional(),
  }),
  element('datetimepicker', { initial_date_time: z.number().int().min(1_000_000_000).max(9_999_999_999).optional() }),
] as const;
const dispatching = {
  placeholder,
  initial_value: z.string().max(3000).optional(),
  dispatch_action_config: z
    .strictObject({ trigger_actions_on: z.array(z.enum(['on_enter_pressed', 'on_character_entered'])).min(1) })
    .optional(),
};
const fields = [
  element('plain_text_input', {
    ...dispatching,
    multiline: z.boolean().optional(),
    min_length: z.number().int().min(0).max(3000).optional(),
    max_length: z.number().int().min(1).max(3000).optional(),
  }),
  element('email_text_input', dispatching),
  element('url_text_input', dispatching),
  element('number_input', {
    ...dispatching,
    is_decimal_allowed: z.boolean(),
    min_value: z.string().optional(),
    max_value: z.string().optional(),
  }),
  element('file_input', { filetypes: ids, max_files: z.number().int().min(1).max(10).optional() }),
  z.looseObject({ type: z.literal('rich_text_input'), action_id: id.optional() }),
] as const;

/** Styled words in rich text; an empty one is refused like any empty text. */
const inline = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text'), text: z.string().min(1) }),
  z.looseObject({ type: z.literal('link'), url: text(3000), text: z.string().min(1).optional() }),
  z.looseObject({ type: z.literal('emoji'), name: z.string().min(1) }),
  z.looseObject({ type: z.literal('user'), user_id: z.string().min(1) }),
  z.looseObject({ type: z.literal('usergroup'), usergroup_id: z.string().min(1) }),
  z.looseObject({ type: z.literal('channel'), channel_id: z.string().min(1) }),
  z.looseObject({ type: z.literal('broadcast'), range: z.enum(['here', 'channel', 'everyone']) }),
  z.looseObject({ type: z.literal('date'), timestamp: z.number().int(), format: z.string().min(1) }),
  z.looseObject({ type: z.literal('color'), value: z.string().min(1) }),
]);
const richPart = <T extends string>(type: T) =>
  z.strictObject({ type: z.literal(type), elements: z.array(inline), border: z.number().int().optional() });
const rich = [richPart('rich_text_section'), richPart('rich_text_quote'), richPart('rich_text_preformatted')] as const;
const richList = z.strictObject({
  type: z.literal('rich_text_list'),
  style: z.enum(['bullet', 'ordered']),
  elements: z.array(rich[0]).min(1),
  indent: z.number().int().min(0).max(8).optional(),
  offset: z.number().int().min(0).optional(),
  border: z.number().int().optional(),
});

const block = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) =>
  z.strictObject({ type: z.literal(type), block_id: id.optional(), ...shape });
const anyBlock = z.discriminatedUnion('type', [
  block('section', {
    text: either(3000).optional(),
    fields: z.array(either(2000)).min(1).max(10).optional(),
    accessory: z.discriminatedUnion('type', [button, overflow, image, ...choosers]).optional(),
    expand: z.boolean().optional(),
  }),
  block('header', { text: plain(150) }),
  block('divider', {}),
  block('actions', {
    elements: z
      .array(z.discriminatedUnion('type', [button, overflow, ...choosers]))
      .min(1)
      .max(25),
  }),
  block('context', {
    elements: z
      .array(z.discriminatedUnion('type', [plain(3000), mrkdwn(3000), image]))
      .min(1)
      .max(10),
  }),
  block('input', {
    label: plain(2000),
    element: z.discriminatedUnion('type', [...choosers, ...fields]),
    hint: plain(2000).optional(),
    optional: z.boolean().optional(),
    dispatch_action: z.boolean().optional(),
  }),
  block('image', { ...image.omit({ type: true }).shape, title: plain(2000).optional() }),
  block('markdown', { text: text(12_000) }),
  block('rich_text', { elements: z.array(z.discriminatedUnion('type', [...rich, richList])).min(1) }),
]);
/** A surface's list of blocks. */
export const lists = {
  message: z.array(anyBlock).max(50),
  modal: z.array(anyBlock).max(100),
  home: z.array(anyBlock).max(100),
};

/** A view but for its blocks, which depend on its type. */
export const viewShape = z.strictObject({
  type: z.enum(['modal', 'home']),
  blocks: z.unknown(),
  title: plain(24).optional(),
  submit: plain(24).nullish(),
  close: plain(24).nullish(),
  callback_id: z.string().max(255).optional(),
  external_id: z.string().max(255).optional(),
  private_metadata: z.string().max(3000).optional(),
  clear_on_close: z.boolean().optional(),
  notify_on_close: z.boolean().optional(),
  submit_disabled: z.boolean().optional(),
});
