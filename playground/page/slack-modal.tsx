// A modal in Slack: its fields, the sentences under those that were wrong, and its buttons.
import { useEffect, useRef, useState } from 'react';
import type { SlackView } from '../sight.ts';
import type { Block, Option, Text } from '../slack/world.ts';
import type { SideProps } from './side.tsx';
import { Options, SlackBlocks } from './slack-blocks.tsx';
import { useEscape } from './use-escape.ts';

type Values = Record<string, string | readonly string[]>;

const isSeveral = ({ element }: Block) => element?.type === 'checkboxes' || element?.type === 'multi_static_select';

function initialOf(block: Block): Values[string] {
  const { element } = block;
  if (isSeveral(block))
    return ((element?.initial_options as Option[] | undefined) ?? []).flatMap(({ value }) => value ?? []);
  const option = element?.initial_option as Option | undefined;
  return option?.value ?? String(element?.initial_value ?? '');
}
/** Nothing, as Slack has it. */
const filledIn = (value: Values[string] = ''): string | string[] | null =>
  typeof value === 'string' ? value || null : value.length > 0 ? [...value] : null;
const inputsOf = (blocks: readonly Block[]) => blocks.filter(({ type }) => type === 'input');

export function SlackModal({
  shown: { view, errors },
  user,
  act,
}: { shown: SlackView } & Pick<SideProps, 'user' | 'act'>) {
  const [values, setValues] = useState<Values>(() =>
    Object.fromEntries(inputsOf(view.blocks).map((block) => [block.block_id, initialOf(block)])),
  );
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>('input, textarea, select, button')?.focus(), []);

  const filled = () =>
    Object.fromEntries(
      inputsOf(view.blocks).map(({ block_id, element }) => [
        block_id,
        { [element?.action_id ?? '']: filledIn(values[block_id]) },
      ]),
    );
  const submit = async () => {
    setBusy(true);
    await act({ side: 'slack', user: user.slack, do: 'submit', view: view.id, filled: filled() });
    setBusy(false);
  };
  const close = () => act({ side: 'slack', user: user.slack, do: 'close', view: view.id });
  useEscape(close);
  return (
    <div className="veil inside">
      <form
        ref={form}
        className="dialog slack-dialog"
        role="dialog"
        aria-modal="true"
        aria-label={view.title?.text}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void submit();
        }}
      >
        <h2>{view.title?.text}</h2>
        <div className="dialog-body">
          {view.blocks.map((block) =>
            block.type === 'input' ? (
              <Field
                key={block.block_id}
                block={block}
                value={values[block.block_id] ?? ''}
                error={errors[block.block_id]}
                change={(value) => setValues({ ...values, [block.block_id]: value })}
              />
            ) : (
              <SlackBlocks
                key={block.block_id}
                blocks={[block]}
                press={({ block: id, action, choice }) => {
                  const where = { view: view.id };
                  return act({ side: 'slack', user: user.slack, do: 'press', where, block: id, action, choice });
                }}
              />
            ),
          )}
        </div>
        <footer>
          <button type="button" className="slack-button" onClick={close}>
            {view.close?.text ?? 'Close'}
          </button>
          {view.submit && (
            <button type="submit" className="slack-button primary" disabled={busy}>
              {view.submit.text}
            </button>
          )}
        </footer>
      </form>
    </div>
  );
}

interface FieldProps {
  readonly block: Block;
  readonly value: Values[string];
  readonly error: string | undefined;
  readonly change: (value: Values[string]) => void;
}

function Field({ block, value, error, change }: FieldProps) {
  const { element } = block;
  const id = `field-${block.block_id}`;
  const common = {
    ...{ id, value: typeof value === 'string' ? value : '', 'aria-invalid': error !== undefined },
    onChange: ({ target }: { target: { value: string } }) => change(target.value),
  };
  const hint = (block.hint as Text | undefined)?.text;
  return (
    <div className="field" data-wrong={error !== undefined}>
      <label htmlFor={id}>
        {(block.label as Text).text}
        {block.optional === true && <small> (optional)</small>}
      </label>
      {isSeveral(block) ? (
        <Boxes id={id} options={(element?.options as Option[] | undefined) ?? []} value={value} change={change} />
      ) : element?.type === 'static_select' ? (
        <select {...common}>
          <option value="">Select an option</option>
          <Options element={element} />
        </select>
      ) : element?.multiline ? (
        <textarea rows={3} {...common} />
      ) : (
        <input type="text" autoComplete="off" {...common} />
      )}
      {error && (
        <p className="error" role="alert">
          {error}
        </p>
      )}
      {hint && <p className="hint">{hint}</p>}
    </div>
  );
}

interface BoxesProps extends Pick<FieldProps, 'value' | 'change'> {
  readonly id: string;
  readonly options: readonly Option[];
}

/** Several of what is offered, in its order. */
function Boxes({ id, options, value, change }: BoxesProps) {
  const toggled = (one: string) =>
    options.flatMap((option) => option.value ?? []).filter((each) => (each === one) !== value.includes(each));
  return (
    <fieldset id={id}>
      {options.map((option) => (
        <label key={option.value}>
          <input
            type="checkbox"
            checked={value.includes(option.value ?? '')}
            onChange={() => change(toggled(option.value ?? ''))}
          />{' '}
          {option.text.text}
        </label>
      ))}
    </fieldset>
  );
}
