// Things to try, by what one is to the desk: each is typed in with one click, and sent with Enter.
import { useState } from 'react';
import type { Part, Setup } from '../sight.ts';
import type { Person } from './side.tsx';

/** What is to stand in the composer; `nth` grows, so that the same words can be put there twice. */
export interface Draft {
  readonly text: string;
  readonly nth: number;
}

/** What is to be typed in, and how to type; `before` makes room for it. */
export function useDraft(before: () => void): [Draft | undefined, (text: string) => void] {
  const [draft, setDraft] = useState<Draft>();
  const type = (text: string) => {
    before();
    setDraft((last) => ({ text, nth: (last?.nth ?? 0) + 1 }));
  };
  return [draft, type];
}

interface Try {
  readonly label: string;
  readonly words: string;
}

const REPORT: Try = { label: 'Report a problem', words: 'report printer on floor 3 is jammed, month end is tonight' };
const FIND: Try = { label: 'Find the printers', words: 'find printer' };
const QUEUE: Try = { label: 'What is to be done', words: 'queue' };
const WHO: Try = { label: 'Who does what', words: 'who' };
const WAIT: Try = { label: 'Let one wait', words: 'wait until tomorrow 9am because the part comes then' };

const TRIES: Readonly<Record<Part, readonly Try[]>> = {
  requester: [
    REPORT,
    { label: '… with a form', words: 'report' },
    { label: '… in Chinese', words: 'report 三楼打印机又卡纸了，今天要打合同' },
    { label: 'Ask for something', words: 'request a projector for the meeting on 20 March' },
    { label: 'See how mine are', words: 'status' },
    { label: 'It takes too long', words: 'escalate payroll closes at 17:00' },
    { label: 'All one can say', words: 'help' },
  ],
  first: [
    QUEUE,
    { label: 'What is mine', words: 'queue mine' },
    WHO,
    FIND,
    { label: 'Report for Alice', words: 'report for @Alice Moreau her badge does not open the door' },
    WAIT,
    { label: 'End my shift', words: 'handover' },
  ],
  further: [
    QUEUE,
    { label: 'What nobody has', words: 'queue unclaimed' },
    { label: 'Wait for a supplier', words: 'hold for supplier because they send a technician external=CT-4711' },
    WAIT,
    FIND,
    { label: 'My tickets, done', words: 'resolve the part was replaced' },
  ],
  manager: [
    { label: 'What is urgent', words: 'queue' },
    WHO,
    { label: 'What waits', words: 'queue waiting' },
    { label: 'What is on hold', words: 'queue held' },
    { label: 'Answer an escalation', words: 'ack' },
    FIND,
  ],
  guest: [REPORT, { label: 'Ask for help', words: 'help' }],
};

interface TriesProps {
  readonly person: Person;
  /** What stands before a command in this place. */
  readonly start: string;
  readonly type: (text: string) => void;
}

export function Tries({ person, start, type }: TriesProps) {
  const [first = ''] = person.name.split(' ');
  return (
    <div className="tries">
      <h3>Try as {first}</h3>
      {TRIES[person.part].map(({ label, words }) => (
        <button key={label} type="button" onClick={() => type(start + words)} title={`Type in: ${start}${words}`}>
          <i>›</i>
          <span>{label}</span>
        </button>
      ))}
    </div>
  );
}

/** The words that a command begins with, wherever it is said. */
export const startIn = (setup: Setup, chat: 'slack' | 'teams', direct: boolean): string =>
  chat === 'slack' ? `${setup.command} ` : direct ? '' : '@Muster ';
