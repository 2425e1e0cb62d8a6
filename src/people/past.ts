// What of a history someone may read: what was said while a ticket was confidential stays with those who saw it then.
import type { Event } from '../ticket/facts.ts';
import type { PersonId } from '../ticket/record.ts';
import type { Rights } from './person.ts';

/** The events of a ticket that `person` may read; of the report itself whatever the ticket shows. */
export function readable(history: readonly Event[], person: PersonId, rights: Rights): readonly Event[] {
  let keepers: readonly string[] | undefined;
  return history.filter((event) => {
    if (event.type === 'unrestricted') keepers = undefined;
    if (event.type === 'restricted') keepers = [event.group];
    if (keepers && event.type === 'escalated') keepers = [...keepers, event.group];
    const kept = keepers && !rights.manager && !keepers.some((group) => rights.groups.includes(group));
    if (event.type === 'reported' && event.confidential) keepers = [event.group];
    return !kept || event.by === person;
  });
}
