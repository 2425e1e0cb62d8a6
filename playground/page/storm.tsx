// Above both panes while a storm runs: what happened so far, with its time since the first report, and how it ended.
import type { Milestone } from '../storm/milestones.ts';
import type { Storming } from './use-storm.ts';

export const WHAT_IT_DOES =
  'E-mail goes down: a dozen colleagues report it on both chats, Dana accepts it as a major incident, and its rooms come up side by side. About half a minute.';

export function StormButton({ storm }: { storm: Storming }) {
  const running = storm.sight?.running ?? false;
  return (
    <button type="button" className="storm-button" onClick={storm.start} disabled={running} title={WHAT_IT_DOES}>
      {running ? 'A storm runs…' : '⚡\uFE0E Start a storm'}
    </button>
  );
}

export function StormStrip({ storm }: { storm: Storming }) {
  const { sight, followed, follow, hide } = storm;
  if (!sight) return null;
  const { running, milestones, end } = sight;
  return (
    <section className="storm" aria-label="Storm" data-running={running}>
      <b className="storm-sign">{running ? 'Storm' : end?.well === false ? 'Stopped' : 'Over'}</b>
      <ol>
        {milestones.length === 0 && running && <li>E-mail is about to go down…</li>}
        {milestones.map((each, nth) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a moment keeps its place while what it counts grows.
          <Moment key={nth} {...each} />
        ))}
      </ol>
      {running && !followed && (
        <button type="button" onClick={follow}>
          Follow it again
        </button>
      )}
      {end && (
        <>
          <p role="status">{end.words}</p>
          <button type="button" className="close" onClick={hide} aria-label="Close" title="Close">
            ×
          </button>
        </>
      )}
    </section>
  );
}

const Moment = ({ at, what }: Milestone) => (
  <li>
    <time>
      {Math.floor(at / 60)}:{String(at % 60).padStart(2, '0')}
    </time>{' '}
    {what}
  </li>
);
