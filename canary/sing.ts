// The canary's song: it reports, sees its own card, takes the report back, and sees that too.
import { randomBytes } from 'node:crypto';
import { setTimeout as after } from 'node:timers/promises';
import type { Person } from './person.ts';

export interface Song {
  readonly ok: boolean;
  /** What was seen, or what was not, for whoever reads it at night. */
  readonly sentence: string;
}

const LOOK_EVERY = 500; // ms; Slack lets an app read a chat some fifty times a minute
const refIn = (seen: string): string | undefined => /\b(?:INC|REQ)-\d+\b/u.exec(seen)?.[0];

/** Never throws; ends within `ms`, and a little more for taking back what it left. */
export async function sing(person: Person, ms: number): Promise<Song> {
  const mark = `canary-${randomBytes(4).toString('hex')}`;
  const until = Date.now() + ms;
  let ref: string | undefined;
  const failed = (sentence: string): Song => ({ ok: false, sentence });
  try {
    const began = performance.now();
    const answer = await person.says(`report Canary: an automatic check, there is nothing to do (${mark})`);
    const told = Math.round(performance.now() - began);
    ref = refIn(answer);
    if (!ref)
      return failed(
        `Muster acknowledged the report in ${told} ms, but named no ticket. Look for ${mark} and cancel it.`,
      );
    const card = await found(person, until, (seen) => seen.includes(mark));
    const shown = Math.round(performance.now() - began);
    if (!card)
      return failed(
        `${ref} was reported in ${told} ms, but its card was not seen in the direct chat within ${ms} ms; ${await takeBack(person, ref)}.`,
      );
    await person.says(cancelling(ref));
    const standing = ref;
    const changed = await found(
      person,
      until,
      (seen) => seen.includes(standing) && seen.includes(mark) && seen !== card,
    );
    if (!changed)
      return failed(
        `${ref} was reported in ${told} ms and its card was seen after ${shown} ms, but not that it was cancelled within ${ms} ms.`,
      );
    const all = Math.round(performance.now() - began);
    return {
      ok: true,
      sentence: `${ref} was reported in ${told} ms, its card was seen after ${shown} ms, and as cancelled after ${all} ms.`,
    };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const left = ref ? `; ${await takeBack(person, ref)}` : '';
    return failed(`${ref ? `${ref} was reported, then` : 'The report could not be made'}: ${why}${left}.`);
  }
}

// With words a verb acts at once, without them it would open its form.
const cancelling = (ref: string): string => `cancel ${ref} the check is over`;

async function takeBack(person: Person, ref: string): Promise<string> {
  const answer = await person.says(cancelling(ref)).catch(() => '');
  return refIn(answer) === ref ? 'it was taken back' : `it could not be taken back: cancel ${ref} by hand`;
}

async function found(person: Person, until: number, is: (seen: string) => boolean): Promise<string | undefined> {
  for (;;) {
    const seen = (await person.direct()).find(is);
    if (seen || Date.now() > until) return seen;
    await after(LOOK_EVERY);
  }
}
