// Block Kit: what is only read is drawn by slack-blocks-to-jsx, what can be pressed by ourselves, since that library's buttons do nothing.
import { createContext, memo, useContext, useState } from 'react';
import { Message, type MessageProps } from 'slack-blocks-to-jsx';
import type { Block, Element, Option, Text } from '../slack/world.ts';

/** Whom a mention names: blocks know them by id alone. */
export const People = createContext<readonly { readonly id: string; readonly name: string }[]>([]);

/** What was pressed or picked. */
export interface Pressed {
  readonly block: string;
  readonly action: string;
  readonly choice: string | null;
}

interface BlocksProps {
  readonly blocks: readonly Block[];
  readonly press: (pressed: Pressed) => Promise<unknown>;
}

export function SlackBlocks({ blocks, press }: BlocksProps) {
  return (
    <div className="blocks">
      {blocks.map((block) => {
        if (block.type === 'actions') return <Actions key={block.block_id} block={block} press={press} />;
        const { accessory, ...rest } = block;
        if (!accessory) return <Read key={block.block_id} block={block} />;
        return (
          <div key={block.block_id} className="beside">
            <Read block={rest as Block} />
            <Actions block={{ ...block, elements: [accessory] }} press={press} />
          </div>
        );
      })}
    </div>
  );
}

const Read = memo(
  ({ block }: { block: Block }) => {
    const users = [...useContext(People)];
    return (
      <Message
        blocks={[styled(block)] as unknown as MessageProps['blocks']}
        data={{ users }}
        name=""
        logo=""
        theme="light"
        withoutWrapper
      />
    );
  },
  (before, after) => JSON.stringify(before) === JSON.stringify(after),
);

/** That library draws no styles where a text is verbatim; Slack then only makes no links. As rich text both are so. */
function styled(block: Block): unknown {
  if (block.type === 'context')
    return { ...block, elements: block.elements?.map((element) => ({ ...element, verbatim: false })) };
  const { type, text, verbatim } = (block.text as (Text & { verbatim?: boolean }) | undefined) ?? {};
  if (block.type !== 'section' || type !== 'mrkdwn' || !verbatim || !text) return block;
  const elements = text.split(/(\*[^*]+\*|_[^_]+_|`[^`]+`)/).flatMap((part) => {
    const style = { '*': 'bold', _: 'italic', '`': 'code' }[part.length > 2 ? part.charAt(0) : ''];
    if (!style || part.at(-1) !== part[0]) return part === '' ? [] : [{ type: 'text', text: part }];
    return [{ type: 'text', text: part.slice(1, -1), style: { [style]: true } }];
  });
  return { type: 'rich_text', block_id: block.block_id, elements: [{ type: 'rich_text_section', elements }] };
}

function Actions({ block, press }: { block: Block; press: BlocksProps['press'] }) {
  const [busy, setBusy] = useState(false);
  const act = async (element: Element, choice: string | null) => {
    setBusy(true);
    await press({ block: block.block_id, action: element.action_id ?? '', choice });
    setBusy(false);
  };
  return (
    <div className="actions">
      {(block.elements ?? []).map((element) => {
        const key = element.action_id ?? '';
        if (element.type !== 'button')
          return <Menu key={key} element={element} busy={busy} pick={(choice) => act(element, choice)} />;
        return (
          <button
            key={key}
            type="button"
            className={`slack-button ${String(element.style ?? '')}`}
            disabled={busy}
            onClick={() => act(element, null)}
          >
            {(element.text as Text).text}
          </button>
        );
      })}
    </div>
  );
}

/** An overflow menu or a select: the platform's own list, under a sign or its placeholder. */
function Menu({ element, busy, pick }: { element: Element; busy: boolean; pick: (choice: string) => void }) {
  const placeholder = (element.placeholder as Text | undefined)?.text ?? '⋯';
  return (
    <select
      className="slack-menu"
      value=""
      disabled={busy}
      aria-label={placeholder === '⋯' ? 'More actions' : placeholder}
      onChange={({ target }) => pick(target.value)}
    >
      <option value="" hidden>
        {placeholder}
      </option>
      <Options element={element} />
    </select>
  );
}

export function Options({ element }: { element: Element }) {
  const groups = element.option_groups as { label: Text; options: Option[] }[] | undefined;
  const option = ({ text, value }: Option) => (
    <option key={value} value={value}>
      {text.text}
    </option>
  );
  if (!groups) return ((element.options as Option[] | undefined) ?? []).map(option);
  return groups.map(({ label, options }) => (
    <optgroup key={label.text} label={label.text}>
      {options.map(option)}
    </optgroup>
  ));
}
