// Whom a chat knows of those whom a policy names: by their accounts there, and who has never spoken by what the chat itself calls them.
import { In, IsNull } from 'typeorm';
import type { PersonId } from '../ticket/record.ts';
import { neverSeen, peopleNamed } from './agents.ts';
import type { Tx } from './database.ts';
import { accounts } from './tables.ts';

/** A chat's workspace. */
export interface Chat {
  readonly platform: string;
  readonly workspace: string;
}

/** `person`: null for whoever never spoke with Muster. */
export interface User {
  readonly user: string;
  readonly name: string;
  readonly person: PersonId | null;
}

/** The accounts of these people on that chat, in the order of `people`. */
export async function usersHere(
  tx: Tx,
  organisation: string,
  { platform, workspace }: Chat,
  people: readonly PersonId[],
): Promise<User[]> {
  if (people.length === 0) return [];
  const where = { organisation, platform, workspace, guest: false, leftAt: IsNull(), person: In([...people]) };
  const found = await tx.find(accounts, { where, order: { user: 'asc' } });
  return people.flatMap((id) => found.filter(({ person }) => person === id));
}

/** Everybody whom `names` name as members are named. */
export async function usersNamed(tx: Tx, organisation: string, chat: Chat, names: readonly string[]): Promise<User[]> {
  if (names.length === 0) return [];
  const known = await usersHere(tx, organisation, chat, await peopleNamed(tx, organisation, names));
  return [...known, ...(await strangers(tx, organisation, chat, names))];
}

/** Whoever is in a named group, or named by account, and has never come. */
async function strangers(
  tx: Tx,
  organisation: string,
  { platform, workspace }: Chat,
  names: readonly string[],
): Promise<User[]> {
  const own = names.filter((name) => name.toLowerCase().startsWith(`${platform}:`));
  const rows: { user: string }[] = await tx.query(
    `select n.user_id as "user" from (
       select user_id from membership
        where organisation_id = $1 and name = any ($2) and platform = $3 and workspace = $4
       union select unnest($5::text[])) n(user_id)
      where not exists (select from account a where a.organisation_id = $1 and a.platform = $3 and a.workspace = $4
              and lower(a.user_id) = lower(n.user_id))
      order by 1`,
    [
      organisation,
      names.map((name) => name.toLowerCase()),
      platform,
      workspace,
      own.map((name) => name.slice(platform.length + 1)),
    ],
  );
  return rows.map(({ user }) => ({ user, name: user, person: null }));
}

/** Somebody without an account on a chat, by mail address; `person`: null for whoever has never come anywhere. */
export interface Addressed {
  readonly mail: string;
  readonly person: PersonId | null;
}

/** Which of these people have no account on that chat, not even as a guest or as one who has left. */
export async function absent(
  tx: Tx,
  organisation: string,
  { platform, workspace }: Chat,
  people: readonly PersonId[],
): Promise<Addressed[]> {
  if (people.length === 0) return [];
  return tx.query(
    `select lower(p.mail) as mail, p.id as person from person p
      where p.organisation_id = $1 and p.id = any ($2::uuid[]) and p.mail is not null
        and not exists (select from account a where a.organisation_id = $1 and a.person_id = p.id
              and a.platform = $3 and a.workspace = $4)
      order by array_position($2::uuid[], p.id)`,
    [organisation, people, platform, workspace],
  );
}

/** The same of those whom `names` name; whoever has never come anywhere is what they are named. */
export async function absentNamed(
  tx: Tx,
  organisation: string,
  chat: Chat,
  names: readonly string[],
): Promise<Addressed[]> {
  if (names.length === 0) return [];
  const known = await absent(tx, organisation, chat, await peopleNamed(tx, organisation, names));
  const never = await neverSeen(tx, organisation, names);
  return [...known, ...never.map((mail) => ({ mail: mail.toLowerCase(), person: null }))];
}

/** What the chat calls these users, as far as they have ever come. */
export async function namesHere(
  tx: Tx,
  organisation: string,
  { platform, workspace }: Chat,
  users: readonly string[],
): Promise<Map<string, string>> {
  if (users.length === 0) return new Map();
  const found = await tx.findBy(accounts, { organisation, platform, workspace, user: In([...users]) });
  return new Map(found.map(({ user, name }) => [user, name]));
}

/** Whose these users are, as far as they have ever come. */
export async function peopleHere(
  tx: Tx,
  organisation: string,
  { platform, workspace }: Chat,
  users: readonly string[],
): Promise<PersonId[]> {
  if (users.length === 0) return [];
  const found = await tx.findBy(accounts, { organisation, platform, workspace, user: In([...users]) });
  return found.map(({ person }) => person);
}
