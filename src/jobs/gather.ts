// Who is to be in a room of a major incident, and as what: looked up when it matters, so that it is as of then.
import { sees } from '../people/person.ts';
import { isOurs } from '../policy/roles.ts';
import { onCallFor } from '../policy/rota.ts';
import type { Tx } from '../storage/database.ts';
import {
  type Addressed,
  absent,
  absentNamed,
  type Chat,
  type User,
  usersHere,
  usersNamed,
} from '../storage/gathering.ts';
import type { Desk } from '../storage/organisations.ts';
import { rightsOfPeople } from '../storage/seeing.ts';
import type { RoomRow } from '../storage/tables.ts';
import { historyOf } from '../storage/tickets.ts';
import type { Instant, PersonId, Ticket } from '../ticket/record.ts';
import type { Part } from '../views/rooms.ts';

export interface Called extends User {
  readonly part: Part;
}

export interface Gathered {
  readonly called: readonly Called[];
  /** The addresses of those who are known by nothing else on this chat: it has to be asked who they are. */
  readonly missing: readonly string[];
}

/** Somebody by account, or by mail address as long as none is known. */
type Sought = Pick<Called, 'part' | 'person'> & Partial<Pick<User, 'user' | 'name'> & Pick<Addressed, 'mail'>>;

/** Each once, by the first thing that they are to it: those first who are needed first. */
export async function gather(
  tx: Tx,
  desk: Desk,
  ticket: Ticket,
  room: Chat & Pick<RoomRow, 'found'>,
  now: Instant,
): Promise<Gathered> {
  const { organisation, policy } = desk;
  const service = ticket.service === null ? undefined : policy.services[ticket.service];
  const sought: Sought[] = [];
  const add = (part: Part, users: readonly User[], addressed: readonly Addressed[]) => {
    // An address of another domain is no evidence of who somebody is.
    const ours = addressed.filter(({ mail }) => isOurs(policy, mail));
    sought.push(...users.map((user) => ({ ...user, part })));
    sought.push(...ours.map((each) => ({ ...each, ...room.found[each.mail], part })));
  };
  const named = async (part: Part, names: readonly string[]) =>
    add(part, await usersNamed(tx, organisation, room, names), await absentNamed(tx, organisation, room, names));
  const here = async (part: Part, person: PersonId | null | undefined) => {
    const people = person ? [person] : [];
    add(part, await usersHere(tx, organisation, room, people), await absent(tx, organisation, room, people));
  };
  for (const [group, turn] of onCallFor(policy, ticket, now)) await named({ as: 'onCall', of: group }, turn);
  for (const [role, person] of Object.entries(ticket.major?.roles ?? {})) await here({ as: 'role', of: role }, person);
  await here({ as: 'owner' }, ticket.owner);
  await here({ as: 'assignee' }, ticket.assignee);
  if (ticket.service !== null) await named({ as: 'service', of: ticket.service }, service?.owners ?? []);
  await named({ as: 'manager' }, policy.roles.incident_manager);
  const declared = (await historyOf(tx, organisation, ticket.id)).findLast(({ type }) => type === 'declared');
  await here({ as: 'declarer' }, declared?.by);
  return split(ticket.confidential ? await seeing(tx, desk, ticket, sought) : sought);
}

function split(sought: readonly Sought[]): Gathered {
  const called = sought.flatMap(({ user, name, person, part }) =>
    user === undefined || name === undefined ? [] : [{ user, name, person, part }],
  );
  const missing = sought.flatMap(({ user, mail }) => (user === undefined && mail !== undefined ? [mail] : []));
  return {
    called: called.filter(({ user }, n) => called.findIndex((other) => other.user === user) === n),
    missing: [...new Set(missing)],
  };
}

/** Whoever is not known may see nothing. */
async function seeing(tx: Tx, desk: Desk, ticket: Ticket, sought: readonly Sought[]): Promise<Sought[]> {
  const rights = await rightsOfPeople(
    tx,
    desk,
    sought.map(({ person }) => person),
  );
  return sought.filter(({ person }) => {
    const theirs = person === null ? undefined : rights.get(person);
    return theirs !== undefined && sees(ticket, person, theirs);
  });
}
