// Whose turn it is: who is called first, by name or by a rota that changes at midnight. Pure.
import { DateTime } from 'luxon';
import type { Instant } from '../ticket/record.ts';
import type { OnCall } from './major.ts';

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
