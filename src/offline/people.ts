// The people of a spreadsheet: whom the desk knows already, whom it will know by their mail address, and who is but a name.
import { createHash, randomUUID } from 'node:crypto';
import { agentNames, isOurs, managerNames } from '../policy/roles.ts';
import type { Policy } from '../policy/schema.ts';
import { agentsCalled } from '../storage/agents.ts';
import type { Tx } from '../storage/database.ts';
import { persons } from '../storage/tables.ts';
import type { PersonId } from '../ticket/record.ts';
import type { Draft, Named } from './draft.ts';

/** A uuid made of words: the same in every import. */
export function madeId(organisation: string, ...words: readonly string[]): string {
  const hash = createHash('sha256')
    .update([organisation, ...words].join('\n'))
    .digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

/**
 * The id of somebody who is known from files alone. A name is no proof of who somebody is: a namesake in a chat does not get
 * these tickets, nor does whoever shows an address outside the policy's domains.
 */
export const strangerId = (organisation: string, { name, mail }: Named): PersonId =>
  madeId(organisation, 'person', mail ?? (name ?? '').toLowerCase());

export interface Newcomer {
  readonly id: PersonId;
  readonly name: string;
  readonly mail: string | null;
}

export interface Cast {
  requester(named: Named): PersonId;
  /** Undefined: nobody whom the policy lets work on tickets; on one that is over, a colleague of old will do. */
  assignee(draft: Draft): PersonId | null | undefined;
  /** Who has to be added. */
  readonly newcomers: readonly Newcomer[];
}

/** Finds everybody whom the drafts name; adds nobody. */
export async function castOf(tx: Tx, organisation: string, policy: Policy, drafts: readonly Draft[]): Promise<Cast> {
  const all = drafts.flatMap(({ requester, assignee }) => (assignee ? [requester, assignee] : [requester]));
  const mails = [...new Set(all.flatMap(({ mail }) => (mail && isOurs(policy, mail) ? [mail] : [])))];
  const known = new Map<string, PersonId>(
    (
      await tx.query(
        'select id, lower(mail) as mail from person where organisation_id = $1 and lower(mail) = any ($2)',
        [organisation, mails],
      )
    ).map(({ id, mail }: { id: string; mail: string }) => [mail, id]),
  );
  const agents = await agentsNamed(tx, organisation, policy, drafts);
  const members = new Set([...agentNames(policy), ...managerNames(policy)]);
  const newcomers = new Map<PersonId, Newcomer>();
  const person = (named: Named): PersonId => {
    const ours = named.mail && isOurs(policy, named.mail) ? named.mail : null;
    const id = (ours && known.get(ours)) || (ours ? randomUUID() : strangerId(organisation, named));
    if (ours && known.has(ours)) return id;
    if (ours) known.set(ours, id);
    if (!newcomers.has(id))
      newcomers.set(id, { id, name: named.name ?? (named.mail ?? '').split('@')[0] ?? '', mail: ours });
    return id;
  };
  return {
    requester: person,
    assignee({ assignee, standing }) {
      if (!assignee) return null;
      const { mail, name } = assignee;
      if (!mail) return agents.get(name ?? '');
      const over = standing === 'closed' || standing === 'cancelled';
      return members.has(mail) || (over && isOurs(policy, mail)) ? person(assignee) : undefined;
    },
    get newcomers() {
      return [...newcomers.values()];
    },
  };
}

async function agentsNamed(tx: Tx, organisation: string, policy: Policy, drafts: readonly Draft[]) {
  const agents = new Map<string, PersonId>();
  const names = new Set(drafts.flatMap(({ assignee }) => (assignee?.name && !assignee.mail ? [assignee.name] : [])));
  for (const name of names) {
    const [only, another] = await agentsCalled(tx, { organisation, policy }, name);
    if (only && !another) agents.set(name, only.id);
  }
  return agents;
}

/** Adds those who are not there yet. */
export async function welcome(tx: Tx, organisation: string, newcomers: readonly Newcomer[]): Promise<void> {
  for (let at = 0; at < newcomers.length; at += 1000) {
    const rows = newcomers.slice(at, at + 1000).map((one) => ({ organisation, ...one, zone: null, language: null }));
    await tx.createQueryBuilder().insert().into(persons).values(rows).orIgnore().execute();
  }
}
