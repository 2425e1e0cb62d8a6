// Who is in which group of a chat, and whose account is nobody's any more: as the chats say it, kept for when they are not asked.

import type { Instant } from '../ticket/record.ts';
import { recordAudit } from './audit.ts';
import type { Tx } from './database.ts';
import { type AccountName, findAccount } from './people.ts';
import { accounts, memberships } from './tables.ts';

/** What the policy calls it, and where it is. */
export interface CircleName {
  readonly name: string;
  readonly platform: string;
  readonly workspace: string;
}

/** Sets who is in it; whoever came or went, as far as they are known, is written down. */
export async function setMembers(
  tx: Tx,
  organisation: string,
  circle: CircleName,
  users: readonly string[],
): Promise<void> {
  const { name, platform, workspace } = circle;
  // Two processes look at the same time; the second finds nothing to write.
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${organisation} members ${name}`]);
  const before = new Set((await tx.findBy(memberships, { organisation, name })).map(({ user }) => user));
  const came = users.filter((user) => !before.has(user));
  const went = [...before].filter((user) => !users.includes(user));
  const row = (user: string) => ({ organisation, ...circle, user });
  if (came.length > 0) await tx.insert(memberships, came.map(row));
  for (const user of went) await tx.delete(memberships, row(user));
  for (const [type, some] of [
    ['role-gained', came],
    ['role-lost', went],
  ] as const)
    for (const user of some) {
      const known = await findAccount(tx, organisation, { platform, workspace, user });
      if (known) await recordAudit(tx, organisation, { type, name }, { by: null, about: known.person });
    }
}

/** Marks an account as the chat says that it is. Whether that is news. */
export async function markLeft(
  tx: Tx,
  organisation: string,
  name: AccountName,
  left: boolean,
  now: Instant,
): Promise<boolean> {
  const known = await findAccount(tx, organisation, name);
  if (!known || (known.leftAt !== null) === left) return false;
  await tx.update(accounts, { organisation, ...name }, { leftAt: left ? now : null });
  const type = left ? 'account-left' : 'account-back';
  await recordAudit(tx, organisation, { type, chats: [name.platform] }, { by: null, about: known.person });
  return true;
}

/** The same of whether it is a guest's. */
export async function markGuest(tx: Tx, organisation: string, name: AccountName, guest: boolean): Promise<boolean> {
  const known = await findAccount(tx, organisation, name);
  if (!known || known.guest === guest) return false;
  await tx.update(accounts, { organisation, ...name }, { guest });
  return true;
}

/** The accounts of those who have something in hand or own it: nobody waits for whoever has nothing. */
export function accountsInHand(tx: Tx, organisation: string): Promise<AccountName[]> {
  return tx.query(
    `select a.platform, a.workspace, a.user_id as "user" from account a
      where a.organisation_id = $1 and a.left_at is null and a.person_id in (
        select assignee_id from ticket where organisation_id = $1 and phase <> 'closed' and assignee_id is not null
        union select owner_id from ticket where organisation_id = $1 and phase <> 'closed' and owner_id is not null)
      order by 1, 2, 3`,
    [organisation],
  );
}
