// Roles by policy: what the file grants to a person, named by mail address, by account, or by a group of the chat's own.
import { type Account, type Names, nobody, type Person, type Rights } from '../people/person.ts';
import { namedIn } from './rota.ts';
import type { Group, Policy } from './schema.ts';

/** The name by which the members of a triage channel are known, where they are trusted. */
export const channelName = (platform: string, channel: string): string =>
  `${platform}-channel:${channel}`.toLowerCase();

/** What makes someone a member of a group, in lower case. */
export function memberNames({ members, trust_membership, triage }: Group): string[] {
  const trusted = trust_membership
    ? Object.entries(triage).map(([platform, channel]) => channelName(platform, channel))
    : [];
  return [...lower(members), ...trusted];
}

/** What makes someone an agent of any group. */
export const agentNames = ({ groups }: Policy): string[] => Object.values(groups).flatMap(memberNames);
export const managerNames = ({ roles }: Policy): string[] => lower(roles.incident_manager);
const lower = (names: readonly string[]) => names.map((name) => name.toLowerCase());

/** Whether an address is of a domain in which it says who somebody is. */
export const isOurs = ({ organisation }: Policy, mail: string): boolean =>
  organisation.mail_domains.some((domain) => mail.endsWith(`@${domain.toLowerCase()}`));

/** A group of a chat's own that the policy names: `slack-group:S0123`. */
export interface ChatGroup {
  readonly name: string;
  readonly platform: string;
  readonly id: string;
}

export function chatGroups({ groups, roles, services }: Policy): ChatGroup[] {
  const called = Object.values(groups).flatMap(({ on_call }) => namedIn(on_call));
  const owners = Object.values(services).flatMap((service) => service.owners);
  const members = Object.values(groups).flatMap((group) => group.members);
  const named = [...members, ...Object.values(roles).flat(), ...called, ...owners];
  const found = [...new Set(named)].map((name) => ({ name, parts: /^([a-z][a-z0-9_]*)-group:(.+)$/iu.exec(name) }));
  return found.flatMap(({ name, parts }) =>
    parts?.[1] && parts[2] ? [{ name: name.toLowerCase(), platform: parts[1].toLowerCase(), id: parts[2] }] : [],
  );
}

/**
 * A mail address counts only where it was verified by joining (`person.mail`), never as a platform merely shows it. `names`: what
 * is known of the person's other accounts and of the groups that they are in; without, the account stands for itself.
 */
export function rightsOf(policy: Policy, person: Person, account: Account, names = alone(person, account)): Rights {
  if (account.guest) return { ...nobody, guest: true };
  const has = (members: readonly string[], mine: readonly string[]) =>
    members.some((member) => mine.includes(member.toLowerCase()));
  return {
    guest: false,
    groups: Object.entries(policy.groups).flatMap(([key, group]) =>
      has(memberNames(group), names.person) ? [key] : [],
    ),
    manager: has(policy.roles.incident_manager, names.proven),
    administrator: has(policy.roles.administrator, names.proven),
  };
}

export const accountName = ({ platform, user }: Pick<Account, 'platform' | 'user'>): string =>
  `${platform}:${user}`.toLowerCase();

function alone({ mail }: Person, account: Account): Names {
  const own = [accountName(account)];
  const all = mail ? [mail.toLowerCase(), ...own] : own;
  return { person: all, proven: account.joined === 'mail' ? own : all };
}
