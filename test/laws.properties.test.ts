// What holds for any life of a ticket: its row is what its history makes of it, and its clocks lose no minute.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Clock, clocksOf, deadlinesOf } from '../src/policy/clocks.ts';
import { fold } from '../src/ticket/events.ts';
import type { Event } from '../src/ticket/facts.ts';
import { isMajor } from '../src/ticket/major.ts';
import type { Ticket } from '../src/ticket/record.ts';
import { history, later, NOW, policy } from './support/laws.ts';
import { incidents, type Life, lives } from './support/life.ts';

const HOUR = 3_600_000;

describe('the row', () => {
  test('is what its history makes of it, after each change', () => {
    fc.assert(
      fc.property(lives, ({ events, changes }) => {
        for (const { ticket } of changes) expect(fold(events.slice(0, ticket.version))).toEqual(ticket);
        expect(events.map(({ seq }) => seq)).toEqual(events.map((_, n) => n + 1));
      }),
    );
  });
  test('agrees with itself: state and phase, end and waiting, work and worker', () => {
    fc.assert(
      fc.property(lives, ({ changes }) => {
        for (const { ticket } of changes) {
          expect(ticket.phase).toBe(policy.workflow[ticket.state]?.phase);
          expect(ticket.wakeAt !== null).toBe(ticket.phase === 'scheduled');
          expect(ticket.closedAt !== null).toBe(ticket.phase === 'closed');
          if (ticket.state === 'new') expect(ticket.assignee).toBeNull();
          if (ticket.state === 'in_progress') expect(ticket.assignee).not.toBeNull();
          if (ticket.phase === 'done') expect(ticket.resolvedAt).not.toBeNull();
          if (ticket.assignee) expect(ticket.owner).not.toBeNull();
        }
      }),
    );
  });
  test('nothing but own moves an owner, unless they may not see it any more', () => {
    fc.assert(
      fc.property(lives, ({ changes }) => {
        changes.slice(1).forEach(({ ticket, events }, n) => {
          const before = changes[n]?.ticket.owner;
          const moves = (event: Event) =>
            event.type === 'owned' || (event.type === 'restricted' && event.released.some((id) => id === before));
          if (before && !events.some(moves)) expect(ticket.owner).toBe(before);
        });
      }),
    );
  });
});

describe('the row of a major incident', () => {
  test('is what its history makes of it, after each change', () => {
    fc.assert(
      fc.property(incidents, ({ events, changes }) => {
        for (const { ticket } of changes) expect(fold(events.slice(0, ticket.version))).toEqual(ticket);
      }),
    );
  });
  test('agrees with itself: tasks are what was given, roles what was cast, and what is over waits for no update', () => {
    fc.assert(
      fc.property(incidents, ({ events, changes }) => {
        for (const { ticket } of changes) {
          const { major } = ticket;
          const until = events.slice(0, ticket.version);
          expect(major?.tasks.map(({ of }) => of)).toEqual(
            until.filter(({ type }) => type === 'tasked').map(({ seq }) => seq),
          );
          if (!isMajor(ticket)) expect(major?.updateDue).toBeNull();
          for (const [role, person] of Object.entries(major?.roles ?? {})) {
            const last = until.findLast(
              (event) => (event.type === 'cast' && event.role === role) || event.type === 'declared',
            );
            expect(last?.type === 'cast' ? last.person : last?.type === 'declared' && last.roles[role]).toBe(person);
          }
        }
      }),
    );
  });
  test('is lived through, not refused', () => {
    const seen = new Set(
      fc.sample(incidents, { numRuns: 300, seed: 7 }).flatMap(({ events }) => events.map(({ type }) => type)),
    );
    for (const type of [
      'cast',
      'updated',
      'postponed',
      'prompted',
      'unfilled',
      'tasked',
      'finished',
      'decided',
      'marked',
    ])
      expect(seen).toContain(type);
    for (const type of ['informed', 'mitigated', 'monitored', 'resolved', 'reopened', 'demoted'])
      expect(seen).toContain(type);
  });
});

describe('the clocks', () => {
  const moments = fc.integer({ min: 0, max: 2000 * 60 }).map((seconds) => seconds * 1000);
  const at = (life: Life, away: number) => later(life.events.at(-1)?.at ?? NOW, away);
  const clocks = (events: readonly Event[], now: string) => clocksOf(events, (fold(events) as Ticket).terms, now);
  /** The intervals between events in which the phase was active, while `stops` had not happened, added up by hand. */
  const active = (events: readonly Event[], until: string, stops: readonly string[], again: readonly string[]) => {
    let sum = 0;
    let met = false;
    events.forEach((event, n) => {
      if (again.includes(event.type)) met = false;
      else if (stops.includes(event.type)) met = true;
      const phase = (fold(events.slice(0, n + 1)) as Ticket).phase;
      if (!met && phase === 'active') sum += Date.parse(events[n + 1]?.at ?? until) - Date.parse(event.at);
    });
    return sum;
  };

  test('what is used is the sum of the active intervals; no minute is lost or counted twice', () => {
    fc.assert(
      fc.property(lives, moments, (life, away) => {
        const now = at(life, away);
        const { response, resolution } = clocks(life.events, now);
        const over = ['resolved', 'cancelled', 'duplicated'];
        expect(response.used).toBe(active(life.events, now, ['claimed', 'told', ...over], []));
        expect(resolution.used).toBe(active(life.events, now, over, ['reopened']));
      }),
    );
  });
  test('while it waits or is done, what is used and what is left stand still, and nothing is due', () => {
    fc.assert(
      fc.property(lives, moments, moments, (life, one, other) => {
        if ((fold(life.events) as Ticket).phase === 'active') return;
        const [early, late] = [clocks(life.events, at(life, one)), clocks(life.events, at(life, other))];
        expect(early).toEqual(late);
        expect([early.response.due, early.resolution.due]).toEqual([null, null]);
      }),
    );
  });
  test('what is in the queue is always due, or it would have no place in its order', () => {
    fc.assert(
      fc.property(lives, ({ events }) => {
        const now = events.at(-1)?.at ?? NOW;
        expect(deadlinesOf(clocks(events, now)).nextDue !== null).toBe((fold(events) as Ticket).phase === 'active');
      }),
    );
  });
  test('while it runs, due does not depend on when one looks, and used + left is the target', () => {
    fc.assert(
      fc.property(lives, moments, moments, (life, one, other) => {
        const [early, late] = [clocks(life.events, at(life, one)), clocks(life.events, at(life, other))];
        for (const name of ['response', 'resolution'] as const) {
          expect(early[name].due).toBe(late[name].due);
          const { due, used, target }: Clock = early[name];
          if (due) expect(Date.parse(due) - Date.parse(at(life, one)) + used).toBe(target);
        }
      }),
    );
  });
  test('what is due moves by exactly the time waited', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 10_000 }), (before, waited) => {
        const active = history(['bob', claimed], ['bob', note, before * 1000]);
        const woken = history(['bob', claimed], ['bob', wait, before * 1000], ['clock', resume, waited * 1000]);
        const now = later(NOW, 100 * HOUR);
        const moved =
          Date.parse(clocks(woken, now).resolution.due ?? '') - Date.parse(clocks(active, now).resolution.due ?? '');
        expect(moved).toBe(waited * 1000);
      }),
    );
  });
  test('the first answer is met once; a reopened ticket counts towards its resolution again, with what it had used', () => {
    fc.assert(
      fc.property(lives, ({ events }) => {
        const first = events.find(({ type }) =>
          ['claimed', 'told', 'resolved', 'cancelled', 'duplicated'].includes(type),
        );
        expect(clocks(events, later(NOW, 9000 * HOUR)).response.met).toBe(first?.at ?? null);
      }),
    );
    const again = history(['bob', claimed], ['bob', resolved], ['alice', reopened, 5 * HOUR]);
    const { response, resolution } = clocks(again, later(again.at(-1)?.at ?? '', HOUR));
    expect(response).toMatchObject({ met: '2026-11-23T09:05:00.000Z', used: 60_000 });
    expect(resolution).toMatchObject({ met: null, used: HOUR + 120_000 });
  });
});

const move = (state: string, phase: Ticket['phase'] = 'active') => ({ to: { state, phase } });
const claimed = { type: 'claimed', from: null, ...move('in_progress') } as const;
const wait = { type: 'waited', until: later(NOW, 500 * HOUR), because: null, ...move('waiting', 'scheduled') } as const;
const resume = { type: 'resumed', cause: 'time', because: null, ...move('in_progress') } as const;
const resolved = { type: 'resolved', resolution: null, ...move('resolved', 'done') } as const;
const reopened = { type: 'reopened', because: null, ...move('in_progress') } as const;
const note = { type: 'noted', text: 'a word', origin: null } as const;
