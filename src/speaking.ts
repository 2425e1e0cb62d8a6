// Who speaks, and for whom an answer is drawn: the profile before the transaction, the person and the reader inside it.
import { setTimeout as after } from 'node:timers/promises';
import type { Logger } from 'pino';
import { clean } from './commands/verb.ts';
import { type Facts, Refusal, RetryLater } from './errors.ts';
import type { Account, Person, Rights } from './people/person.ts';
import { rightsOf } from './policy/roles.ts';
import type { Platform, Profile, Request } from './port.ts';
import { bearersOf, namesOf } from './storage/agents.ts';
import type { Tx } from './storage/database.ts';
import type { Desk } from './storage/organisations.ts';
import { type AccountName, knowing } from './storage/people.ts';
import { recognise } from './storage/recognising.ts';
import { findTicket, historyOf } from './storage/tickets.ts';
import type { FactType } from './ticket/facts.ts';
import { type Instant, parseRef } from './ticket/record.ts';
import type { Card } from './views/cards.ts';
import { type Reader, readerFor } from './views/reader.ts';
import { refusalCard } from './views/refusals.ts';

const PROFILE_WAIT = 800; // ms; a command has 3 s in all
const PROFILE_KEPT = 5_000; // ms, until what was told has been learned
const LONGEST_REST = 10_000; // ms; of what a chat names when it is asked too often
const PROFILE_AGE = 86_400_000; // ms; a day

export interface Speaking {
  readonly person: Person;
  readonly account: Account;
  readonly rights: Rights;
  readonly reader: Reader;
}

/** Asks the chat who someone is, unless that is known for less than a day; undefined also when it does not say in time. */
export class Profiles {
  readonly #fresh = new Map<string, number>();
  readonly #asking = new Map<string, Promise<Profile | undefined>>();
  readonly #platforms: ReadonlyMap<string, Platform>;
  readonly #log: Logger;
  /** When each chat wants to be asked again. */
  readonly #rests = new Map<string, number>();

  constructor(platforms: ReadonlyMap<string, Platform>, log: Logger) {
    this.#platforms = platforms;
    this.#log = log;
  }

  async of(request: Request): Promise<Profile | undefined> {
    const name = nameOf(request);
    if ((this.#fresh.get(name) ?? 0) > Date.now()) return undefined;
    const asking = this.#asking.get(name) ?? this.#ask(request, name);
    return Promise.race([asking, after(PROFILE_WAIT, undefined, { ref: false })]);
  }

  /** Of a person's many gestures at one moment the first one asks, the others wait with it: a chat answers only so many a minute. */
  async #ask({ platform, user, route }: Request, name: string): Promise<Profile | undefined> {
    const asking = this.#platforms.get(platform)?.person(user, route);
    if (!asking) return undefined;
    const told = asking.then(named).catch((err: unknown) => {
      this.#log.warn({ err, platform }, 'a profile could not be read');
      if (err instanceof RetryLater) this.#rests.set(platform, Date.now() + Math.min(err.afterMs, LONGEST_REST));
      return undefined;
    });
    this.#asking.set(name, told);
    void told.then(async (profile) => {
      if (profile) await after(PROFILE_KEPT, undefined, { ref: false });
      if (this.#asking.get(name) === told) this.#asking.delete(name);
    });
    return told;
  }

  /** Whether the chat says after all who somebody is, later than a gesture waits for it. */
  async late(request: Request): Promise<boolean> {
    const name = nameOf(request);
    const told = () => this.#asking.get(name) ?? this.#ask(request, name);
    if (await told()) return true;
    // One answer that was lost is no reason to refuse what somebody said.
    await after(Math.max(0, (this.#rests.get(request.platform) ?? 0) - Date.now()), undefined, { ref: false });
    return (await told()) !== undefined;
  }

  /** Call when what was learned has been committed. */
  learned(request: Request): void {
    if (this.#fresh.size > 50_000) this.#fresh.clear();
    this.#fresh.set(nameOf(request), Date.now() + PROFILE_AGE);
    this.#asking.delete(nameOf(request));
  }

  /** Call when the desk does not know whom it was thought to know: somebody erased them. Whether that was so. */
  unlearned(request: Request): boolean {
    return this.#fresh.delete(nameOf(request));
  }
}

/** A name on one line, without what no database stores and what turns the text around it. */
const named = (profile: Profile): Profile => ({
  ...profile,
  name: clean(profile.name).replace(/\s+/gu, ' ').trim() || '…',
});
const nameOf = ({ platform, workspace, user }: Request): string => [platform, workspace, user].join(' ');

export async function speakerOf(
  tx: Tx,
  desk: Desk,
  name: AccountName,
  profile: Profile | undefined,
  now: Instant,
  command: string,
): Promise<Speaking> {
  const { platform, workspace, user } = name;
  const { mail_domains: domains } = desk.policy.organisation;
  const recognised = recognise(tx, desk.organisation, { platform, workspace, user }, profile, domains, now);
  // What a profile changes is read after it.
  if (profile) await recognised;
  const [found, bearers] = await Promise.all([recognised, bearersOf(tx, desk.organisation, name)]);
  if (profile?.left || found?.account.leftAt) throw new Refusal('left');
  if (!found) throw new Refusal('unknown-person');
  const reader = readerFor(desk.policy, found.person, now, command);
  const names = namesOf(bearers, found.account);
  return { ...found, rights: rightsOf(desk.policy, found.person, found.account, names), reader };
}

/** Whose doing, and when, the sentence of a refusal speaks of: looked up in the ticket's history. */
const DOINGS: Readonly<Record<string, readonly FactType[]>> = {
  'already-claimed': ['claimed', 'assigned'],
  'not-pressed': ['acknowledged', 'told'],
  'major-already': ['declared'],
  'not-proposed': ['rejected', 'declared'],
  'question-over': ['answered', 'unasked', 'resolved', 'closed', 'cancelled'],
};

/** A refusal in words, with the names and moments that its sentence needs looked up. */
export async function worded(tx: Tx, desk: Desk, reader: Reader, refusal: Refusal): Promise<Card> {
  const facts = { ...refusal.facts, ...(await doingOf(tx, desk, refusal)) };
  const knows = await knowing(tx, desk.organisation, reader, [typeof facts.person === 'string' ? facts.person : null]);
  return refusalCard(knows, new Refusal(refusal.code, facts));
}

async function doingOf(tx: Tx, desk: Desk, { code, facts }: Refusal): Promise<Facts> {
  const types = DOINGS[code];
  const ref = typeof facts.ref === 'string' ? parseRef(facts.ref) : undefined;
  const ticket = types && ref && (await findTicket(tx, desk.organisation, ref));
  const history = ticket ? await historyOf(tx, desk.organisation, ticket.id) : [];
  const done = history.findLast(({ type }) => types?.includes(type));
  return done ? { ...(done.by && !facts.person ? { person: done.by } : {}), since: done.at } : {};
}
