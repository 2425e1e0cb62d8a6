// What goes over the wire between Muster and both chats, and how to let some of it go wrong.
import { useEffect, useState } from 'react';
import type { Entry } from '../wire.ts';
import { type FaultOrder, getExchange, getLedger, orderFault } from './server.ts';
import { secondsOf } from './time.ts';
import { useEscape } from './use-escape.ts';

interface LedgerProps {
  readonly zone: string;
  /** Grows when there is something new to look at. */
  readonly changes: number;
  readonly close: () => void;
  readonly say: (sentence: string) => void;
  readonly fail: (error: unknown) => void;
}

export function LedgerDrawer({ zone, changes, close, say, fail }: LedgerProps) {
  const [entries, setEntries] = useState<readonly Entry[]>([]);
  const [open, setOpen] = useState<string>();
  useEscape(close);
  // biome-ignore lint/correctness/useExhaustiveDependencies: reads again with each change.
  useEffect(() => {
    getLedger().then(setEntries, fail);
  }, [changes, fail]);
  return (
    <aside className="ledger" aria-label="Ledger">
      <header>
        <h2>
          Ledger <small>newest first</small>
        </h2>
        <Faults {...{ say, fail }} />
        <button type="button" className="close" onClick={close} aria-label="Close the ledger">
          ×
        </button>
      </header>
      <ol>
        {entries.length === 0 && <li className="empty">Nothing here yet. Say something in either chat.</li>}
        {entries.map((entry) => (
          <li key={entry.id} data-bad={entry.bad}>
            <button type="button" onClick={() => setOpen(entry.id)} aria-pressed={open === entry.id}>
              <time>{secondsOf(entry.at, zone)}</time>
              <i className={entry.chat}>{waysOf(entry)}</i>
              <span>{entry.what}</span>
              {entry.remark && <em>{entry.remark}</em>}
              <b>{entry.status === null ? '…' : entry.status || 'none'}</b>
            </button>
          </li>
        ))}
      </ol>
      {open ? (
        <Exchange key={open} id={open} fail={fail} />
      ) : (
        <p className="empty">Pick a line to see what was said.</p>
      )}
    </aside>
  );
}

/** Who speaks to whom. */
function waysOf({ chat, way }: Entry): string {
  const name = chat === 'slack' ? 'Slack' : 'Teams';
  return way === 'out' ? `Muster → ${name}` : `${name} → Muster`;
}

function Exchange({ id, fail }: { id: string; fail: (error: unknown) => void }) {
  const [shown, setShown] = useState<{ sent: unknown; answered: unknown }>();
  useEffect(() => void getExchange(id).then(setShown, fail), [id, fail]);
  if (!shown) return <div className="exchange" />;
  return (
    <div className="exchange">
      <h4>Sent</h4>
      <pre>{written(shown.sent)}</pre>
      <h4>Answered</h4>
      <pre>{written(shown.answered)}</pre>
    </div>
  );
}

function written(value: unknown): string {
  if (value === undefined || value === null || value === '') return 'nothing';
  const whole = unpacked('', value);
  return typeof whole === 'string' ? whole : JSON.stringify(whole, unpacked, 2);
}

/** Slack's calls carry JSON inside of fields; it is easier to read unpacked. */
function unpacked(_key: string, value: unknown): unknown {
  if (typeof value !== 'string' || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch (error) {
    // Words that only begin like it.
    if (error instanceof SyntaxError) return value;
    throw error;
  }
}

const FAULTS: { kind: FaultOrder['kind']; label: string; does: string }[] = [
  { kind: 'lost', label: '500 once done', does: 'is carried out, but answered with 500' },
  { kind: 'busy', label: '429 for 5 s', does: 'is refused for five seconds (429)' },
  { kind: 'drop', label: 'Cut the line', does: 'is carried out, but the line is cut before the answer' },
  { kind: 'none', label: 'Stop', does: '' },
];

function Faults({ say, fail }: Pick<LedgerProps, 'say' | 'fail'>) {
  const order = (chat: FaultOrder['chat'], name: string, { kind, does }: (typeof FAULTS)[number]) => {
    const done =
      kind === 'none' ? `${name} answers as it should.` : `The next message that Muster sends to ${name} ${does}.`;
    orderFault({ chat, kind }).then(() => say(done), fail);
  };
  return (
    <div className="faults">
      <p>Let Muster’s next message fail:</p>
      {(['slack', 'teams'] as const).map((chat) => {
        const name = chat === 'slack' ? 'Slack' : 'Teams';
        return (
          <div key={chat}>
            <b>{name}</b>
            {FAULTS.map((fault) => (
              <button key={fault.kind} type="button" onClick={() => order(chat, name, fault)} title={fault.does}>
                {fault.label}
              </button>
            ))}
          </div>
        );
      })}
    </div>
  );
}
