// Somebody is no agent any more: found, and what is theirs given back as ordinary changes, fifty at a time; then it is told, once.

import { vacate } from './commands/leaving.ts';
import { change, clockContext } from './deciding.ts';
import { Refusal } from './errors.ts';
import { enqueue } from './jobs/enqueue.ts';
import { agentNames, managerNames } from './policy/roles.ts';
import { managersOf } from './storage/agents.ts';
import { recordAudit } from './storage/audit.ts';
import type { Tx } from './storage/database.ts';
import { handsOf, idleHands } from './storage/hands.ts';
import type { Desk } from './storage/organisations.ts';
import { peopleOf } from './storage/people.ts';
import type { Address, NewJob, Task } from './task.ts';
import { newsJob } from './telling/news.ts';
import { type Instant, refOf } from './ticket/record.ts';
import type { News } from './views/news.ts';

export type PartingTask = Extract<Task, { kind: 'parting' }>;

const AT_ONCE = 50; // tickets in one transaction: others wait for them no longer than for a handover

/** Whoever has tickets in hand that are not closed, and is an agent no more, parts with them. */
export async function partFromWhoLeft(tx: Tx, desk: Desk): Promise<void> {
  const names = [...agentNames(desk.policy), ...managerNames(desk.policy)];
  const found = await idleHands(tx, desk.organisation, names);
  await enqueue(
    tx,
    desk.organisation,
    found.map(({ person, gone }) =>
      job({ kind: 'parting', person, cause: gone ? 'gone' : 'role', after: null, returned: [] }),
    ),
  );
}

/** Once for each person, however often it is found out. */
const job = (task: PartingTask): NewJob => ({ key: `parting ${task.person}`, task });

export async function part(tx: Tx, desk: Desk, task: PartingTask, now: Instant): Promise<void> {
  const { person, cause } = task;
  const page = await handsOf(tx, desk.organisation, person, task.after, AT_ONCE);
  const context = clockContext(desk, now);
  const returned = [...task.returned];
  for (const ticket of page) {
    try {
      await tx.transaction((savepoint) =>
        change(savepoint, desk, vacate, { person, cause }, context, { id: ticket.id }),
      );
      returned.push({ ref: refOf(ticket), group: ticket.group });
    } catch (error) {
      // One that cannot be given back must not keep the others.
      if (!(error instanceof Refusal)) throw error;
    }
  }
  const last = page.length === AT_ONCE ? page.at(-1) : undefined;
  if (last) await enqueue(tx, desk.organisation, [job({ ...task, after: last.id, returned })]);
  else await tellOf(tx, desk, { ...task, returned });
}

/** In each group's channel what came back to it, and all of it to the incident managers. */
async function tellOf(tx: Tx, desk: Desk, { person, cause, returned }: PartingTask): Promise<void> {
  if (returned.length === 0) return;
  const { organisation, policy, workspaces } = desk;
  await recordAudit(tx, organisation, { type: 'parted', cause, tickets: returned.length }, { by: null, about: person });
  const name = (await peopleOf(tx, organisation, [person])).get(person)?.name ?? '';
  const sorted = returned.toSorted((one, other) => one.ref.localeCompare(other.ref, 'en', { numeric: true }));
  const news = (group: string | null): News => ({ type: 'parted', name, cause, group, returned: sorted });
  const jobs = [...new Set(returned.map(({ group }) => group))].flatMap((group) =>
    Object.entries(policy.groups[group]?.triage ?? {}).flatMap(([platform, channel]) => {
      const workspace = workspaces[platform];
      if (!workspace) return [];
      const at: Address = { place: { kind: 'channel', platform, workspace, channel }, thread: false, reader: null };
      return [newsJob(news(group), at)];
    }),
  );
  const managers = await managersOf(tx, organisation, policy);
  managers.delete(person);
  const words = [...managers].map(([reader, place]) => newsJob(news(null), { place, thread: false, reader }));
  await enqueue(tx, organisation, [...jobs, ...words]);
}
