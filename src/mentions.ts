// Whoever is mentioned in what was said: looked up like whoever said it, and called by name in the words that are kept.
import type { Profile, Request, Said, Spoken } from './port.ts';
import type { Tx } from './storage/database.ts';
import { findAccount, peopleOf } from './storage/people.ts';
import { isMention, withPeople } from './ticket/marks.ts';

const MOST = 10; // accounts looked up for one message; more is a crowd, and stays as it was typed

export const spokenIn = (said: Said): Spoken | undefined =>
  said.kind === 'edited' ? said.now : said.kind === 'command' || said.kind === 'message' ? said : undefined;

/** The chat's user ids in the words, each once. */
export function mentionedIn({ said }: Request): string[] {
  const users = (spokenIn(said)?.marks ?? []).filter(isMention).flatMap(({ user }) => user ?? []);
  return [...new Set(users)].slice(0, MOST);
}

/** The same request with names in place of ids; `profiles` of those who are new, by user id. */
export async function named(
  tx: Tx,
  organisation: string,
  request: Request,
  profiles: ReadonlyMap<string, Profile>,
): Promise<Request> {
  const { platform, workspace, said } = request;
  const users = mentionedIn(request);
  const spoken = spokenIn(said);
  if (!spoken || users.length === 0) return request;
  const known = new Map<string, { name: string; person?: string }>();
  for (const user of users) {
    const account = await findAccount(tx, organisation, { platform, workspace, user });
    const person = account && (await peopleOf(tx, organisation, [account.person])).get(account.person);
    const name = person?.name ?? profiles.get(user)?.name;
    if (name) known.set(user, { name, ...(person ? { person: person.id } : {}) });
  }
  const { marks: _before, ...rest } = spoken;
  const now: Spoken = { ...rest, ...withPeople(spoken, known) };
  return { ...request, said: said.kind === 'edited' ? { ...said, now } : now };
}
