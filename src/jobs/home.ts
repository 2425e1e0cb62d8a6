// Someone's Home, drawn at the last moment: the chat's own page for it, or the one message that it is in their direct chat.
import { rightsOf } from '../policy/roles.ts';
import type { Platform, Sent } from '../port.ts';
import { knownAs } from '../storage/agents.ts';
import type { Tx } from '../storage/database.ts';
import { homeMessage, rememberHome, shelvesOf } from '../storage/home.ts';
import type { Desk } from '../storage/organisations.ts';
import { findAccount, knowing, peopleOf } from '../storage/people.ts';
import type { Task } from '../task.ts';
import { type Instant, involved } from '../ticket/record.ts';
import type { Card } from '../views/cards.ts';
import { homeCard, movedCard } from '../views/home.ts';
import { endOfDay } from '../views/time.ts';
import type { ClaimedJob, Outcome } from './attempt.ts';
import { readerOf } from './compose.ts';
import { ABSENT_CHAT, type DeliverParts, failed, put } from './deliver.ts';

type HomeTask = Extract<Task, { kind: 'home' }>;

/** Publishes, posts or edits one Home. Throws only what is nobody's to foresee, and that at most a few times. */
export async function deliverHome(parts: DeliverParts, desk: Desk, job: ClaimedJob<HomeTask>): Promise<Outcome> {
  const { home, left } = job.task;
  const platform = parts.platforms.get(home.platform);
  if (!platform) return { retryAfterMs: ABSENT_CHAT, error: `no connection to ${home.platform}` };
  try {
    const { card, standing } = await parts.database.transaction(desk.organisation, async (tx, now) => ({
      card: await draw(tx, desk, platform, job.task, now),
      standing: await homeMessage(tx, desk.organisation, home),
    }));
    if (!card) return { done: true };
    if (left) await platform.send({ do: 'edit', ...wayTo(desk, home), message: left, card });
    else await stand(parts, desk, platform, job, card, standing);
    return { done: true };
  } catch (error) {
    return failed(job, error);
  }
}

async function stand(
  parts: DeliverParts,
  desk: Desk,
  platform: Platform,
  job: ClaimedJob<HomeTask>,
  card: Card,
  standing: Sent | undefined,
): Promise<void> {
  const { home } = job.task;
  if (!platform.facts.gaps.home) {
    await platform.send({ do: 'home', ...wayTo(desk, home), user: home.user, card });
    return;
  }
  const sent = await put(parts, platform, desk, job, {
    card,
    place: home,
    standing: standing ?? null,
    mark: `home ${job.id}`,
  });
  await parts.database.transaction(desk.organisation, async (tx) => {
    // Opened anew meanwhile, it stands where the next job puts it.
    if (sent.id !== standing?.id) await rememberHome(tx, desk.organisation, home, sent);
    await job.finish(tx);
  });
}

const wayTo = (desk: Desk, place: HomeTask['home']) => {
  const route = desk.routes[place.platform];
  return route ? { place, route } : { place };
};

/** Undefined for whoever may not look at a Home any more. */
async function draw(
  tx: Tx,
  desk: Desk,
  platform: Platform,
  { home, left }: HomeTask,
  now: Instant,
): Promise<Card | undefined> {
  const { workspace, user } = home;
  const { organisation } = desk;
  const account = await findAccount(tx, organisation, { platform: home.platform, workspace, user });
  const person = account && (await peopleOf(tx, organisation, [account.person])).get(account.person);
  if (!account || !person || account.guest || account.leftAt) return undefined;
  const address = { place: home, thread: false, reader: person.id };
  const reader = await readerOf(tx, desk, address, [], now, platform.facts.command);
  if (left) return movedCard(reader);
  const rights = rightsOf(desk.policy, person, account, await knownAs(tx, organisation, account));
  const groups = Object.keys(desk.policy.groups);
  const shelves = await shelvesOf(tx, organisation, { person: person.id, rights, groups, until: endOfDay(reader) });
  const people = shelves.flatMap(({ tickets }) => tickets.flatMap(involved));
  return homeCard(await knowing(tx, organisation, reader, people), person.name, rights, shelves);
}
