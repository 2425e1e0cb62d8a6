// The Homes of those who watch a queue: drawn anew some time after a card in its channel was, as often as can be afforded.
import { managerNames, memberNames } from '../policy/roles.ts';
import type { Place } from '../port.ts';
import { peopleNamed } from '../storage/agents.ts';
import type { Tx } from '../storage/database.ts';
import { homesOf } from '../storage/home.ts';
import type { Desk } from '../storage/organisations.ts';
import type { NewJob } from '../task.ts';
import { homeJob } from '../telling/addresses.ts';
import type { Instant } from '../ticket/record.ts';

const RESTS = 60_000; // ms; each change reaches a whole group, and Slack publishes some hundred views a minute

/** For the members of the groups whose cards stand in `place`, and the incident managers, who see all groups. */
export async function watchersHomes(tx: Tx, desk: Desk, place: Place, now: Instant, ms = RESTS): Promise<NewJob[]> {
  if (place.kind !== 'channel') return [];
  const { groups } = desk.policy;
  const theirs = Object.values(groups).filter(({ triage }) => triage?.[place.platform] === place.channel);
  const names = [...theirs.flatMap(memberNames), ...managerNames(desk.policy)];
  const people = await peopleNamed(tx, desk.organisation, names);
  const homes = await homesOf(tx, desk.organisation, people, now);
  return homes.map((home) => homeJob(home, { after: now, ms }));
}
