// Whose turn it is: who is called first, by name or by a rota that changes at midnight. Pure.
import { DateTime } from 'luxon';
import type { Instant, Ticket } from '../ticket/record.ts';
import type { OnCall } from './major.ts';
import type { Policy } from './schema.ts';

/** As the policy names them. Before a rota begins it is the first one's turn; `zone` says when a day does. */
export function onCallAt(who: OnCall, now: Instant, zone: string): readonly string[] {
  if (!('rota' in who)) return who;
  // Days of the calendar, not of twenty-four hours: a turn ends at midnight also where the clocks change in it.
  const today = DateTime.fromISO(now, { zone }).toISODate();
  const days = today
    ? DateTime.fromISO(today, { zone: 'utc' }).diff(DateTime.fromISO(who.since, { zone: 'utc' }))
    : null;
  const turns = Math.max(0, Math.floor((days?.as('days') ?? 0) / who.days));
  return who.rota.slice(turns % who.rota.length, (turns % who.rota.length) + 1);
}

/** Everybody who may ever have a turn. */
export const namedIn = (who: OnCall): readonly string[] => ('rota' in who ? who.rota : who);

/** Who is called for a ticket, by the group for which they are on call: its own first, then its service's. */
export function onCallFor(
  { groups, services, organisation }: Policy,
  { group, service }: Pick<Ticket, 'group' | 'service'>,
  now: Instant,
): ReadonlyMap<string, readonly string[]> {
  const theirs = service === null ? undefined : services[service]?.group;
  const keys = new Set([group, ...(theirs === undefined ? [] : [theirs])]);
  return new Map([...keys].map((key) => [key, onCallAt(groups[key]?.on_call ?? [], now, organisation.zone)]));
}
