// Who is to be in a room of a major incident, and as what: looked up when it matters, so that it is as of then.
import { sees } from '../people/person.ts';
import { onCallFor } from '../policy/rota.ts';
import type { Tx } from '../storage/database.ts';
import { type Chat, type User, usersHere, usersNamed } from '../storage/gathering.ts';
import type { Desk } from '../storage/organisations.ts';
import { rightsOfPeople } from '../storage/seeing.ts';
import { historyOf } from '../storage/tickets.ts';
import type { Instant, PersonId, Ticket } from '../ticket/record.ts';
import type { Part } from '../views/rooms.ts';

export interface Called extends User {
  readonly part: Part;
}

/** Each once, by the first thing that they are to it: those first who are needed first. */
export async function gather(tx: Tx, desk: Desk, ticket: Ticket, chat: Chat, now: Instant): Promise<Called[]> {
  const { organisation, policy } = desk;
  const service = ticket.service === null ? undefined : policy.services[ticket.service];
  const called: Called[] = [];
  const add = (part: Part, users: readonly User[]) => void called.push(...users.map((user) => ({ ...user, part })));
  const named = (names: readonly string[]) => usersNamed(tx, organisation, chat, names);
  const here = (...people: readonly (PersonId | null)[]) =>
    usersHere(
      tx,
      organisation,
      chat,
      people.filter((id) => id !== null),
    );
  for (const [group, turn] of onCallFor(policy, ticket, now)) add({ as: 'onCall', of: group }, await named(turn));
  for (const [role, person] of Object.entries(ticket.major?.roles ?? {}))
    add({ as: 'role', of: role }, await here(person));
  add({ as: 'owner' }, await here(ticket.owner));
  add({ as: 'assignee' }, await here(ticket.assignee));
  if (ticket.service !== null) add({ as: 'service', of: ticket.service }, await named(service?.owners ?? []));
  add({ as: 'manager' }, await named(policy.roles.incident_manager));
  const declared = (await historyOf(tx, organisation, ticket.id)).findLast(({ type }) => type === 'declared');
  add({ as: 'declarer' }, await here(declared?.by ?? null));
  const each = called.filter(({ user }, n) => called.findIndex((other) => other.user === user) === n);
  return ticket.confidential ? seeing(tx, desk, ticket, each) : each;
}

/** Whoever is not known may see nothing. */
async function seeing(tx: Tx, desk: Desk, ticket: Ticket, called: readonly Called[]): Promise<Called[]> {
  const rights = await rightsOfPeople(
    tx,
    desk,
    called.map(({ person }) => person),
  );
  return called.filter(({ person }) => {
    const theirs = person === null ? undefined : rights.get(person);
    return theirs !== undefined && sees(ticket, person, theirs);
  });
}
