// Where what is told goes: the places of a ticket, and a delivery in its place's lane. Pure.
import { type Place, placeName } from '../port.ts';
import type { Address, NewJob, RoomStep, Task } from '../task.ts';
import type { Origin } from '../ticket/facts.ts';
import { roomsOf } from '../ticket/major.ts';
import type { Instant, Ticket } from '../ticket/record.ts';
import type { Telling } from './telling.ts';

export type Direct = Extract<Place, { kind: 'direct' }>;

/** The lane of what waits for the morning of whoever is at this place. */
export const quietLane = (place: Address['place']): string => `quiet ${placeName(place)}`;

/** A delivery in its place's lane. With a key it is coalesced with the one that already waits. */
export function delivery(task: Extract<Task, { to: Address }>, key?: string): NewJob {
  return { ...placeJob(task.to.place, task), ...(key ? { key, coalesce: true } : {}) };
}

/** In the place's own lane and at its expense. */
export function placeJob(place: Address['place'], task: Task): NewJob {
  return { lane: placeName(place), scope: `${place.platform} ${place.workspace}`, task };
}

/**
 * Someone's Home, drawn anew: at once, or when it has rested `ms` after something, in which further changes cost nothing. In a
 * lane of its own: it is late by intent, and nothing in the person's chat waits for it. It goes last among what is ready.
 */
export function homeJob(home: Direct, rest?: { readonly after: Instant; readonly ms: number }): NewJob {
  const { platform, workspace } = home;
  const lane = `home ${placeName(home)}`;
  const job: NewJob = { lane, scope: `${platform} ${workspace}`, urgency: 9, task: { kind: 'home', home } };
  const runAt = rest && { runAt: new Date(Date.parse(rest.after) + rest.ms).toISOString() };
  return { ...job, key: lane, coalesce: true, ...runAt };
}

const GARNISH: readonly RoomStep[] = ['describe', 'pin', 'bookmark'];

/** A step towards a room: one at a time for each room, before all lesser work. Nobody waits for what is only good to have. */
export const roomJob = (ticket: string, platform: string, step: RoomStep, then: readonly RoomStep[] = []): NewJob => ({
  lane: `${GARNISH.includes(step) ? 'garnish' : 'room'} ${ticket} ${platform}`,
  urgency: 0,
  task: { kind: 'room', ticket, platform, step, then },
});

/** The triage places of every group that has had the ticket: all copies of its card agree. */
export function deskAddresses(
  ticket: Pick<Ticket, 'desks'>,
  { policy, workspaces }: Pick<Telling, 'policy' | 'workspaces'>,
): Address[] {
  const places = ticket.desks.flatMap((group) => Object.entries(policy.groups[group]?.triage ?? {}));
  const unique = new Map(places.map(([platform, channel]) => [`${platform} ${channel}`, { platform, channel }]));
  return [...unique.values()].flatMap(({ platform, channel }) => {
    const workspace = workspaces[platform];
    if (!workspace) return [];
    return [
      { place: { kind: 'channel', platform, workspace, channel }, thread: false, reader: null } satisfies Address,
    ];
  });
}

/** The rooms of a major incident: what is said there stands in the room itself, or below the headline where the room is a thread. */
export function roomAddresses(ticket: Pick<Ticket, 'major'>, { workspaces }: Pick<Telling, 'workspaces'>): Address[] {
  return roomsOf(ticket).flatMap(({ platform, workspace, channel, kind }) =>
    workspaces[platform] === workspace
      ? [
          {
            place: { kind: 'channel', platform, workspace, channel },
            thread: kind === 'thread',
            reader: null,
          } satisfies Address,
        ]
      : [],
  );
}

/** Whether a ticket stands in this channel: the card of one that is confidential, or of one that was, stands nowhere else. */
export const standsIn = (ticket: Ticket, place: Place, at: Pick<Telling, 'policy' | 'workspaces'>): boolean =>
  [...deskAddresses(ticket, at), ...roomAddresses(ticket, at)].some((to) => placeName(to.place) === placeName(place));

/** The requester's direct chat. None where the ticket came from no chat, as from a file. */
export function requesterAddress(
  { source, requester }: Ticket,
  { workspaces }: Pick<Telling, 'workspaces'>,
): Address[] {
  const { platform, workspace, user } = source;
  if (!workspaces[platform]) return [];
  return [{ place: { kind: 'direct', platform, workspace, user }, thread: false, reader: requester }];
}

export function saidIn(place: Exclude<Place, { kind: 'thread' }>, origin: Origin | null): boolean {
  return (
    origin !== null &&
    !origin.elsewhere &&
    place.kind === 'channel' &&
    origin.platform === place.platform &&
    origin.channel === place.channel
  );
}
