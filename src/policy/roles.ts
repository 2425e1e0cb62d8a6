// Roles by policy: what the file grants to a person, named by mail address or by account.
import type { Account, Person, Rights } from '../people/person.ts';
import type { Policy } from './schema.ts';

/** A mail address counts only where it was verified by joining (`person.mail`), never as a platform merely shows it. */
export function rightsOf(policy: Policy, person: Person, account: Account): Rights {
  if (account.guest) return { guest: true, groups: [], manager: false };
  const names = new Set(
    [person.mail, `${account.platform}:${account.user}`]
      .filter((name) => name !== null)
      .map((name) => name.toLowerCase()),
  );
  const has = (members: readonly string[]) => members.some((member) => names.has(member.toLowerCase()));
  return {
    guest: false,
    groups: Object.entries(policy.groups).flatMap(([key, { members }]) => (has(members) ? [key] : [])),
    manager: has(policy.roles.incident_manager),
  };
}
