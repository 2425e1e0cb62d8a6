// What goes over the wire between Muster and both chats, and how to let some of it go wrong.
import { useEffect, useState } from 'react';
import type { Entry } from '../wire.ts';
import { type FaultOrder, getExchange, getLedger, orderFault } from './server.ts';
import { secondsOf } from './time.ts';

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
  // biome-ignore lint/correctness/useExhaustiveDependencies: reads again with each change.
  useEffect(() => {
    getLedger().then(setEntries, fail);
  }, [changes, fail]);
  return (
    <aside className="ledger" aria-label="Ledger" onKeyDown={({ key }) => key === 'Escape' && close()}>
      <h2>
        Ledger <small>what goes over the wire, newest first</small>
        <button type="button" className="close" onClick={close} aria-label="Close the ledger">
          ×
        </button>
      </h2>
      <Faults {...{ say, fail }} />
      {entries.length === 0 && <p className="empty">Nothing here yet. Say something in either chat.</p>}
      <ol>
        {entries.map((entry) => (
          <li key={entry.id} data-bad={entry.bad}>
            <button
              type="button"
              onClick={() => setOpen(open === entry.id ? undefined : entry.id)}
              aria-expanded={open === entry.id}
            >
              <time>{secondsOf(entry.at, zone)}</time>
              <i className={entry.chat} title={entry.way === 'out' ? 'Muster calls the chat' : 'The chat tells Muster'}>
                {entry.chat === 'slack' ? 'Slack' : 'Teams'} {entry.way === 'out' ? '←' : '→'}
              </i>
              <span>{entry.what}</span>
              {entry.remark && <em>{entry.remark}</em>}
              <b>{entry.status === null ? '…' : entry.status || 'none'}</b>
            </button>
            {open === entry.id && <Exchange id={entry.id} fail={fail} />}
          </li>
        ))}
      </ol>
    </aside>
  );
}

function Exchange({ id, fail }: { id: string; fail: (error: unknown) => void }) {
  const [shown, setShown] = useState<{ sent: unknown; answered: unknown }>();
  useEffect(() => void getExchange(id).then(setShown, fail), [id, fail]);
  if (!shown) return null;
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
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

const FAULTS: { kind: FaultOrder['kind']; label: string; does: string }[] = [
  { kind: 'lost', label: '500, though done', does: 'is carried out, but answered with 500' },
  { kind: 'busy', label: '429 for 5 s', does: 'is refused for five seconds (429)' },
  { kind: 'drop', label: 'Cut the line', does: 'is carried out, but the line is cut before the answer' },
  { kind: 'none', label: 'All well', does: '' },
];

function Faults({ say, fail }: Pick<LedgerProps, 'say' | 'fail'>) {
  const order = (chat: FaultOrder['chat'], name: string, { kind, does }: (typeof FAULTS)[number]) => {
    const done =
      kind === 'none' ? `${name} answers as it should.` : `The next message that Muster sends to ${name} ${does}.`;
    orderFault({ chat, kind }).then(() => say(done), fail);
  };
  return (
    <div className="faults">
      <p>Let the next message from Muster go wrong, and watch it recover:</p>
      {(['slack', 'teams'] as const).map((chat) => {
        const name = chat === 'slack' ? 'Slack' : 'Teams';
        return (
          <div key={chat}>
            <b>{name}</b>
            {FAULTS.map((fault) => (
              <button key={fault.kind} type="button" onClick={() => order(chat, name, fault)}>
                {fault.label}
              </button>
            ))}
          </div>
        );
      })}
    </div>
  );
}
