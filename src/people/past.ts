// What of a history someone may read: what was said while a ticket was confidential stays with those who saw it then.
import type { Event } from '../ticket/facts.ts';
import type { PersonId } from '../ticket/record.ts';
import type { Rights } from './person.ts';

/** The events of a ticket that `person` may read; of the report itself whatever the ticket shows. */
export function readable(history: readonly Event[], person: PersonId, rights: Rights): readonly Event[] {
  let keepers: readonly string[] | undefined;
  const read = new Set<number>();
  return history.filter((event) => {
    // What became of words is for those who may read them, whenever it became of them.
    if ((event.type === 'amended' || event.type === 'withdrawn') && !read.has(event.of)) return false;
    if (event.type === 'unrestricted') keepers = undefined;
    if (event.type === 'restricted') keepers = [event.group];
    if (keepers && event.type === 'escalated') keepers = [...keepers, event.group];
    const kept = keepers && !rights.manager && !keepers.some((group) => rights.groups.includes(group));
    if (event.type === 'reported' && event.confidential) keepers = [event.group];
    if (kept && event.by !== person) return false;
    read.add(event.seq);
    return true;
  });
}

/** Whether `person` may read what somebody said beside the history, as in a room, at that moment. */
export function mayRead(
  history: readonly Event[],
  said: Pick<Event, 'by' | 'at'>,
  person: PersonId,
  rights: Rights,
): boolean {
  const words: Event = { type: 'noted', text: '', origin: null, seq: history.length + 1, ...said };
  return readable([...history.filter(({ at }) => at <= said.at), words], person, rights).includes(words);
}
