// Who plays in the week: the playground's people as the engine knows them, by where they work.
import { isAgent, type Person, type Rights } from '../../src/people/person.ts';
import { rightsOf } from '../../src/policy/roles.ts';
import type { Policy } from '../../src/policy/schema.ts';
import { knownAs } from '../../src/storage/agents.ts';
import type { Tx } from '../../src/storage/database.ts';
import { recognise } from '../../src/storage/recognising.ts';
import type { Instant, Source } from '../../src/ticket/record.ts';
import { type Cast, slackId, teamsId } from '../cast.ts';

export type Chat = 'slack' | 'teams';

export interface Player {
  readonly handle: string;
  readonly person: Person;
  readonly rights: Rights;
  /** Where they are on each chat. In Teams nobody is, who has not added Muster there. */
  readonly on: { readonly slack: Source; readonly teams?: Source };
}

export interface Crew {
  readonly requesters: readonly Player[];
  readonly managers: readonly Player[];
  /** The agents of each group that has any. */
  readonly groups: Readonly<Record<string, readonly Player[]>>;
}

/** Muster meets everybody on both chats, as it would when they first spoke. */
export async function met(tx: Tx, organisation: string, policy: Policy, cast: Cast, now: Instant): Promise<Player[]> {
  const { slack, teams } = cast;
  const players: Player[] = [];
  for (const actor of cast.actors) {
    const user = slack.users.find(({ id }) => id === slackId(actor));
    const profile = {
      ...{ name: actor.name, zone: actor.zone, locale: actor.locale, guest: actor.guest ?? false, bot: false },
      ...(user ? { mail: user.email } : {}),
    };
    const meet = (name: Source) => recognise(tx, organisation, name, profile, policy.organisation.mail_domains, now);
    const onSlack = { platform: 'slack', workspace: slack.teamId, user: slackId(actor) };
    const onTeams = { platform: 'teams', workspace: teams.tenantId, user: teamsId(actor) };
    await meet(onTeams);
    const speaker = await meet(onSlack);
    if (!speaker) throw new Error(`${actor.handle} was not recognised`);
    const reached = cast.installed.includes(onTeams.user);
    const { person, account } = speaker;
    const rights = rightsOf(policy, person, account, await knownAs(tx, organisation, account));
    players.push({
      ...{ handle: actor.handle, person, rights },
      on: { slack: onSlack, ...(reached ? { teams: onTeams } : {}) },
    });
  }
  return players;
}

/** Everybody in their place. Guests have none: the policy grants them nothing. */
export function crewOf(policy: Policy, players: readonly Player[]): Crew {
  const members = players.filter(({ rights }) => !rights.guest);
  const groups = Object.keys(policy.groups).map((group) => [
    group,
    members.filter(({ rights }) => rights.groups.includes(group)),
  ]);
  return {
    requesters: members.filter(({ rights }) => !isAgent(rights)),
    managers: members.filter(({ rights }) => rights.manager),
    groups: Object.fromEntries(groups.filter(([, agents]) => (agents?.length ?? 0) > 0)),
  };
}
