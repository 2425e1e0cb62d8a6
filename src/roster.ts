// Keeping known who is in what and who has left: asked of the chats now and then, and when they say that something changed.
import type { Logger } from 'pino';
import { RetryLater } from './errors.ts';
import { partFromWhoLeft } from './parting.ts';
import { channelName, chatGroups } from './policy/roles.ts';
import type { Circle, Platform, Request } from './port.ts';
import type { Database } from './storage/database.ts';
import type { Desk } from './storage/organisations.ts';
import type { AccountName } from './storage/people.ts';
import { accountsInHand, markGuest, markLeft, setMembers } from './storage/roster.ts';
import type { Finding } from './views/findings.ts';

export interface RosterParts {
  readonly database: Database;
  readonly desk: Desk;
  readonly platforms: ReadonlyMap<string, Platform>;
  readonly log: Logger;
}

interface Named extends Circle {
  readonly name: string;
  readonly platform: string;
}

const LOOKS = 12; // refreshes, five minutes apart, between two looks at everybody who has something in hand

export class Roster {
  readonly #parts: RosterParts;
  #round = 0;
  /** What could not be read, and what is not to be trusted, by platform. */
  readonly findings = new Map<string, readonly Finding[]>();

  constructor(parts: RosterParts) {
    this.#parts = parts;
  }

  /** Who is in what the policy names; then who is no agent any more parts with their tickets. Throws when the database is away. */
  async refresh(): Promise<void> {
    const { desk, database, platforms } = this.#parts;
    const found = new Map<string, Finding[]>([...platforms.keys()].map((name) => [name, []]));
    for (const circle of circlesOf(desk)) {
      const finding = await this.#read(circle);
      if (finding) found.get(circle.platform)?.push(finding);
    }
    for (const [platform, findings] of found) this.findings.set(platform, findings);
    if (this.#round++ % LOOKS === 0) await this.#lookAtHands();
    await database.transaction(desk.organisation, (tx) => partFromWhoLeft(tx, desk));
  }

  /** A chat said by itself that somebody left or is a guest now, or that a group has other members. */
  async heard({ platform, workspace, user, said }: Request): Promise<void> {
    if (said.kind === 'regrouped') return this.refresh();
    const { desk, database } = this.#parts;
    if (await this.#lookAt({ platform, workspace, user }))
      await database.transaction(desk.organisation, (tx) => partFromWhoLeft(tx, desk));
  }

  async #read({ name, platform, ...circle }: Named): Promise<Finding | undefined> {
    const { desk, database, platforms, log } = this.#parts;
    const [chat, workspace] = [platforms.get(platform), desk.workspaces[platform]];
    if (!chat || !workspace) return undefined;
    const gap = chat.facts.gaps[circle.kind === 'group' ? 'members-of-groups' : 'members-of-channels'];
    if (gap) return { what: 'circle', id: circle.id, state: 'warning', why: gap };
    const at = { what: 'circle', id: circle.id, state: 'bad' } as const;
    try {
      const users = await chat.members(circle, desk.routes[platform]);
      const members = users === 'open' ? [] : users;
      await database.transaction(desk.organisation, (tx) =>
        setMembers(tx, desk.organisation, { name, platform, workspace }, members),
      );
      return users === 'open' ? { ...at, why: 'open' } : undefined;
    } catch (err) {
      // Whoever was in it stays: a chat that cannot be asked takes nobody's role.
      log.warn({ err, name }, 'who is in a group cannot be read');
      return { ...at, why: err instanceof Error ? err.message : 'unknown' };
    }
  }

  async #lookAtHands(): Promise<void> {
    const { desk, database, log } = this.#parts;
    const some = await database.transaction(desk.organisation, (tx) => accountsInHand(tx, desk.organisation));
    for (const name of some)
      await this.#lookAt(name).catch((err: unknown) => log.info({ err }, 'a chat does not say who has left'));
  }

  /** Whether an account is marked otherwise than before. Throws RetryLater when the chat does not answer. */
  async #lookAt(name: AccountName): Promise<boolean> {
    const { desk, database, platforms, log } = this.#parts;
    const chat = platforms.get(name.platform);
    if (!chat || desk.workspaces[name.platform] !== name.workspace) return false;
    const profile = await chat.person(name.user, desk.routes[name.platform]).catch((err: unknown) => {
      if (err instanceof RetryLater) throw err;
      log.info({ err }, 'whether somebody has left is not known');
    });
    if (!profile) return false;
    return database.transaction(desk.organisation, async (tx, now) => {
      const parted = await markLeft(tx, desk.organisation, name, profile.left ?? false, now);
      return (await markGuest(tx, desk.organisation, name, profile.guest)) || parted;
    });
  }
}

/** The groups that the policy names, and the triage channels that it trusts. */
function circlesOf({ policy }: Desk): Named[] {
  const groups = chatGroups(policy).map((group): Named => ({ ...group, kind: 'group' }));
  const trusted = Object.values(policy.groups).filter(({ trust_membership }) => trust_membership);
  const channels = trusted.flatMap(({ triage }) =>
    Object.entries(triage).map(
      ([platform, id]): Named => ({ kind: 'channel', name: channelName(platform, id), platform, id }),
    ),
  );
  return [...groups, ...channels];
}
