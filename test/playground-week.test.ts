// The week that the playground is filled with: lived by the verbs, the same from the same seed, and at work on both chats.
import { expect, test } from 'vitest';
import { type Cast, castFor, slackId, teamsId } from '../playground/cast.ts';
import { type Crew, crewOf, type Player } from '../playground/week/crew.ts';
import { hoursOf } from '../playground/week/hours.ts';
import { type Lived, live } from '../playground/week/life.ts';
import { plannedWeek } from '../playground/week/plan.ts';
import { languageOf } from '../src/people/person.ts';
import { rightsOf } from '../src/policy/roles.ts';
import { type Policy, parsePolicy } from '../src/policy/schema.ts';
import type { Desk } from '../src/storage/organisations.ts';
import { tickets } from '../src/storage/tables.ts';
import { replay } from '../src/storage/tickets.ts';
import { fold } from '../src/ticket/events.ts';
import type { Phase } from '../src/ticket/record.ts';
import { policyText } from './support/laws.ts';
import { playground } from './support/playground.ts';

const NOW = '2026-11-25T09:40:00.000Z'; // a Wednesday morning in Paris
const policy = parsePolicy(policyText);
const desk: Desk = { organisation: 'o', policy, policyVersion: 1, workspaces: {}, routes: {} };

/** The cast without a database: what `met` makes of it. */
function crewWithout(from: Policy, cast: Cast): Crew {
  const players = cast.actors.map((actor): Player => {
    const mail = actor.guest ? null : (cast.slack.users.find(({ id }) => id === slackId(actor))?.email ?? null);
    const { handle, name, zone } = actor;
    const person = { id: handle, name, mail, zone, language: languageOf(actor.locale) };
    const account = {
      ...{ platform: 'slack', workspace: 'T', user: slackId(actor), person: handle, name, mail, zone },
      ...{ locale: actor.locale, guest: actor.guest ?? false, fetchedAt: NOW },
      ...{ joined: 'own' as const, cameFrom: null, leftAt: null },
    };
    const on = {
      slack: { platform: 'slack', workspace: 'T', user: slackId(actor) },
      teams: { platform: 'teams', workspace: 'X', user: teamsId(actor) },
    };
    return { handle, person, rights: rightsOf(from, person, account), on };
  });
  return crewOf(from, players);
}

const crew = crewWithout(policy, castFor(policy));
const lived = (seed?: number, now = NOW): Lived[] =>
  plannedWeek(policy, crew, Date.parse(now), seed).map((story, nth) =>
    live(desk, story, { id: `t${nth}`, number: nth + 1 }, now),
  );
function counted(all: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const one of all) counts[one] = (counts[one] ?? 0) + 1;
  return counts;
}

test('the same seed and the same moment give the same week; another seed another', () => {
  expect(lived()).toEqual(lived());
  const titles = (seed: number) => lived(seed).map(({ ticket }) => ticket.title);
  expect(titles(1)).not.toEqual(titles(2));
});

test('nobody does what the engine does not allow, and nothing happens before its time', () => {
  for (const seed of [undefined, 1, 2]) {
    for (const { refused, events, ticket, timers } of lived(seed)) {
      expect(refused.map(({ verb, args }) => [verb, args])).toEqual([]);
      expect(events.map(({ at }) => at)).toEqual(events.map(({ at }) => at).sort());
      expect((events.at(-1)?.at ?? '') <= NOW).toBe(true);
      for (const { runAt = '' } of timers) expect(runAt > NOW).toBe(true);
      const { responseDue: _r, resolutionDue: _s, nextDue: _n, ...row } = ticket;
      expect(fold(events)).toEqual(row);
    }
  }
});

test('a desk at work: most is over, some of it late, some asleep, one requester unheard', () => {
  for (const seed of [undefined, 1, 2]) {
    const week = lived(seed);
    const states = counted(week.map(({ ticket }) => ticket.state));
    expect(week).toHaveLength(300);
    expect(states.closed).toBeGreaterThan(150);
    for (const state of ['new', 'in_progress', 'on_hold', 'waiting', 'resolved', 'cancelled'])
      expect(states[state], state).toBeGreaterThan(2);
    const open = week.filter(({ ticket }) => ticket.phase !== 'closed');
    expect(open.length).toBeLessThan(130);
    const late = open.filter(({ ticket }) => (ticket.nextDue ?? NOW) < NOW);
    expect(late.length).toBeGreaterThan(2);
    expect(late.length).toBeLessThan(open.length / 2);
    expect(week.filter(({ ticket }) => ticket.escalatedAt).length).toBeGreaterThan(0);
    expect(week.filter(({ ticket }) => ticket.hold?.external?.startsWith('CT-')).length).toBeGreaterThan(1);
    const wakes = open.flatMap(({ ticket }) => ticket.wakeAt ?? []);
    expect(wakes.some((at) => at.startsWith('2026-11-25'))).toBe(true);
    expect(wakes.some((at) => at.startsWith('2026-11-26'))).toBe(true);
    const happened = counted(week.flatMap(({ events }) => events.map(({ type }) => type)));
    for (const type of ['noted', 'told', 'added', 'escalated', 'raised', 'pressed', 'acknowledged', 'rated', 'nudged'])
      expect(happened[type], type).toBeGreaterThan(0);
    for (const type of ['reopened', 'prioritised', 'classified', 'waited', 'resumed', 'held'])
      expect(happened[type], type).toBeGreaterThan(0);
  }
});

test('people come when the desk is open, hardly ever else; both languages, both chats, every group', () => {
  const week = lived();
  const { isOpen } = hoursOf(policy);
  const out = week.filter(({ ticket }) => !isOpen(Date.parse(ticket.reportedAt)));
  expect(out.length).toBeLessThan(30);
  expect(week.every(({ ticket }) => ticket.reportedAt > '2026-11-18T09:00')).toBe(true);
  expect(week.filter(({ ticket }) => /\p{Script=Han}/u.test(ticket.title)).length).toBeGreaterThan(40);
  const count = (of: (one: Lived) => string) => counted(week.map(of));
  expect(Object.keys(count(({ ticket }) => ticket.source.platform)).sort()).toEqual(['slack', 'teams']);
  expect(Object.keys(count(({ ticket }) => ticket.group))).toEqual(
    expect.arrayContaining(['service-desk', 'network', 'workplace']),
  );
  expect(Object.keys(count(({ ticket }) => String(ticket.priority))).sort()).toEqual(['1', '2', '3', '4']);
  expect(new Set(week.map(({ ticket }) => ticket.title)).size).toBeGreaterThan(180);
});

test('working minutes go from one day to the next, and back', () => {
  const { later, isOpen, opens } = hoursOf(policy);
  const at = (iso: string) => Date.parse(iso);
  const iso = (ms: number) => new Date(ms).toISOString();
  expect(iso(later(at('2026-11-20T16:20:00.000Z'), 20))).toBe('2026-11-23T07:40:00.000Z');
  expect(iso(later(at('2026-11-23T07:40:00.000Z'), -20))).toBe('2026-11-20T16:20:00.000Z');
  expect(isOpen(at('2026-12-25T10:00:00.000Z'))).toBe(false);
  expect(iso(opens(at('2026-11-20T10:00:00.000Z')))).toBe('2026-11-23T07:30:00.000Z');
});

const muster = playground();

test('the playground is filled once, with rows that their histories make and cards that stand on both chats', async () => {
  const [first, second] = await Promise.all([muster().fill?.(), muster().fill?.()]);
  expect(first).toMatch(/^A week is here: 300 tickets, \d+ of them open\./u);
  expect(second).toBe(first);
  expect(await muster().fill?.()).toBe('The week is here already.');
  const { organisation } = muster().desk;
  await muster().database.transaction(organisation, async (tx) => {
    const rows = await tx.findBy(tickets, { organisation });
    expect(rows).toHaveLength(300);
    for (const { organisation: _o, responseDue: _r, resolutionDue: _s, nextDue: _n, ...row } of rows)
      expect(await replay(tx, organisation, row.id)).toEqual(row);
    const open = rows.filter(({ phase }) => phase !== ('closed' satisfies Phase));
    const cards: { ticket: string; platforms: string }[] = await tx.query(
      `select ticket_id as ticket, string_agg(distinct platform, ' ' order by platform) as platforms
         from message where organisation_id = $1 and key = 'card' group by ticket_id`,
      [organisation],
    );
    expect(cards.map(({ ticket }) => ticket).sort()).toEqual(open.map(({ id }) => id).sort());
    expect(new Set(cards.map(({ platforms }) => platforms))).toEqual(new Set(['slack teams']));
    const [{ dead }] = await tx.query(`select count(*)::int as dead from job where state = 'dead'`);
    expect(dead).toBe(0);
    const timers = await tx.query(`select 1 from job where task ->> 'kind' = 'timer'`);
    expect(timers.length).toBeGreaterThan(20);
  });
}, 180_000);

test('the page shows what was said when it was said, and what comes next', async () => {
  const ask = async (path: string) => (await fetch(`${muster().playground}/${path}`)).json();
  const sight = await ask(
    `sight?slack=U0BOB&teams=29:mei&slackPlace=C0SERVICEDESK&teamsPlace=19:servicedesk@thread.tacv2`,
  );
  const days = new Set(sight.slack.messages.map(({ at }: { at: string }) => at.slice(0, 10)));
  expect(days.size).toBeGreaterThan(2);
  const times = sight.slack.messages
    .filter((m: { thread_ts?: string }) => !m.thread_ts)
    .map(({ at }: { at: string }) => at);
  expect(times).toEqual([...times].sort());
  expect(sight.teams.messages.length).toBeGreaterThan(50);
  const next: { at: string; what: string }[] = await ask('next');
  expect(next.length).toBeGreaterThan(4);
  expect(next.map(({ at }) => at)).toEqual(next.map(({ at }) => at).sort());
  expect(next.every(({ at }) => at > sight.now)).toBe(true);
});
