// A first visit's short tour: what to type first, where to watch, what to press.
import { useEffect, useRef, useState } from 'react';
import { WHAT_IT_DOES } from './storm.tsx';
import { useEscape } from './use-escape.ts';
import type { Storming } from './use-storm.ts';

const steps = (command: string) => [
  {
    title: 'One service desk, two chats',
    storm: true,
    text: 'On the left is Slack, on the right Microsoft Teams: both run on this machine, and Muster talks with them as with the real ones. You can be anyone on either side. You begin as Alice, who needs help, and Bob, who gives it; beside each chat stands what one might try.',
  },
  {
    title: 'Report something as Alice',
    text: 'In Slack, type this and press Enter. It is recorded before anything is asked.',
    example: `${command} report printer on floor 3 is jammed, month end is tonight`,
  },
  {
    title: 'Watch Bob’s channel',
    text: 'In Teams, a dot appears beside # service-desk. Open it: the same ticket is there as a card. Press Claim and see it change where it stands, here and in Slack.',
  },
  {
    title: 'Talk, wait, and move time',
    text: 'Reply to the requester from the card; Alice answers in her chat with Muster. Let the ticket wait until tomorrow 9am, then move the clock above: it wakes by itself.',
  },
  {
    title: 'See a desk at work',
    text: '“Fill with a week” brings three hundred tickets of the last seven days, told by twenty-five people. Be Dana, the incident manager, and open Home in Slack; “What comes next” takes you to the next moment at which something happens by itself.',
  },
  {
    title: 'Look behind it, and break it',
    text: 'The Ledger lists every call between Muster and the chats. There you can also let one go wrong and watch Muster recover: nothing is lost, nothing is said twice.',
  },
];

export function Tour({ command, end, storm }: { command: string; end: () => void; storm: Storming }) {
  const all = steps(command);
  const [at, setAt] = useState(0);
  const next = useRef<HTMLButtonElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each step puts the focus on its button.
  useEffect(() => next.current?.focus(), [at]);
  useEscape(end);
  const step = all[at];
  if (!step) return null;
  const last = at === all.length - 1;
  return (
    <div className="veil">
      <div className="tour" role="dialog" aria-modal="true" aria-label="Tour">
        <p className="tour-count">
          {at + 1} of {all.length}
        </p>
        <h2>{step.title}</h2>
        <p>{step.text}</p>
        {step.example && <code>{step.example}</code>}
        {step.storm && (
          <div className="tour-storm">
            <p>{WHAT_IT_DOES}</p>
            <button
              type="button"
              onClick={() => {
                end();
                storm.start();
              }}
            >
              ⚡&#xFE0E; Start a storm
            </button>
          </div>
        )}
        <footer>
          <button type="button" className="quiet" onClick={end}>
            Skip
          </button>
          <span className="dots">
            {all.map(({ title }, index) => (
              <i key={title} data-on={index === at} />
            ))}
          </span>
          {at > 0 && (
            <button type="button" onClick={() => setAt(at - 1)}>
              Back
            </button>
          )}
          <button type="button" className="primary" ref={next} onClick={last ? end : () => setAt(at + 1)}>
            {last ? 'Begin' : 'Next'}
          </button>
        </footer>
      </div>
    </div>
  );
}
