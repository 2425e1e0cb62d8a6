// What stands beside a message under the pointer, or where the focus is: emoji, a reply, and the message's own menu.
import { useEffect, useRef, useState } from 'react';
import { useEscape } from './use-escape.ts';

export interface Tool {
  readonly label: string;
  readonly act: () => unknown;
}

interface ToolsProps {
  /** Shown as themselves; put on the message with one press. */
  readonly emoji?: readonly (Tool & { readonly sign: string })[];
  readonly buttons?: readonly (Tool & { readonly sign: string })[];
  /** Behind the three dots. */
  readonly menu: readonly Tool[];
}

export function MessageTools({ emoji = [], buttons = [], menu }: ToolsProps) {
  return (
    <div className="tools" role="toolbar" aria-label="This message" onKeyDown={aside} tabIndex={-1}>
      {[...emoji, ...buttons].map(({ label, sign, act }) => (
        <button key={label} type="button" tabIndex={-1} onClick={act} aria-label={label} title={label}>
          {sign}
        </button>
      ))}
      {menu.length > 0 && <Menu label="More actions on this message" sign="⋮" entries={menu} />}
    </div>
  );
}

/** Tab stops once at each message; arrows go to the tools beside. */
function aside(event: React.KeyboardEvent<HTMLElement>) {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('button:not([role="menuitem"])')];
  const at = all.indexOf(document.activeElement as HTMLElement);
  if (!by || at < 0) return;
  event.preventDefault();
  all[(at + by + all.length) % all.length]?.focus();
}

/** A button that opens a list; Esc and a press elsewhere close it, arrows go through it. */
export function Menu({ label, sign, entries }: { label: string; sign: string; entries: readonly Tool[] }) {
  const [open, setOpen] = useState(false);
  return (
    <span className="menu">
      <button
        type="button"
        onClick={() => setOpen(!open)}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={label}
        title={label}
      >
        {sign}
      </button>
      {open && <Entries entries={entries} close={() => setOpen(false)} />}
    </span>
  );
}

function Entries({ entries, close }: { entries: readonly Tool[]; close: () => void }) {
  const list = useRef<HTMLDivElement>(null);
  useEscape(close);
  useEffect(() => {
    list.current?.querySelector('button')?.focus();
    list.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const step = (event: React.KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const all = [...(list.current?.querySelectorAll('button') ?? [])];
    if (!by || all.length === 0) return;
    event.preventDefault();
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    all[(at + by + all.length) % all.length]?.focus();
  };
  const left = ({ relatedTarget }: React.FocusEvent) => {
    if (!list.current?.parentElement?.contains(relatedTarget as Node | null)) close();
  };
  return (
    <div className="menu-list" role="menu" tabIndex={-1} ref={list} onKeyDown={step} onBlur={left}>
      {entries.map(({ label, act }) => (
        <button
          key={label}
          type="button"
          role="menuitem"
          onClick={() => {
            close();
            act();
          }}
        >
          {label}
        </button>
      ))}
    </div>
  );
}

/** One's own message while it is being changed: Enter keeps, Esc leaves it as it was. */
export function Editor({ text, keep, leave }: { text: string; keep: (text: string) => unknown; leave: () => void }) {
  const [typed, setTyped] = useState(text);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(text.length, text.length);
  }, [text]);
  useEscape(leave);
  const save = () => {
    leave();
    if (typed.trim() !== '' && typed !== text) keep(typed.trim());
  };
  return (
    <span className="editor">
      <textarea
        ref={field}
        rows={Math.min(5, typed.split('\n').length)}
        value={typed}
        aria-label="Edit your message"
        onChange={({ target }) => setTyped(target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          save();
        }}
      />
      <button type="button" className="link" onClick={leave}>
        Cancel
      </button>
      <button type="button" className="link" onClick={save}>
        Save
      </button>
    </span>
  );
}
