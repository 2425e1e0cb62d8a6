// Whose turn it is, what an intent is called, and what a change is to the rooms: for any moment, title and life.
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, test } from 'vitest';
import { chatGroups } from '../src/policy/roles.ts';
import { intentOf } from '../src/policy/rooms.ts';
import { namedIn, onCallAt } from '../src/policy/rota.ts';
import { archiving, roomJobs } from '../src/telling/rooms.ts';
import { fold } from '../src/ticket/events.ts';
import type { Event, Fact } from '../src/ticket/facts.ts';
import { given, history, NOW, policy } from './support/laws.ts';

const rota = { rota: ['ann', 'ben', 'cy'], since: '2026-03-23', days: 7 };
const paris = (moment: string) => DateTime.fromISO(moment, { zone: 'Europe/Paris' }).toUTC().toISO() ?? '';

describe('a rota', () => {
  test.each([
    ['2026-03-23T00:00', 'ann'],
    ['2026-03-29T23:59', 'ann'], // the clocks changed that night: a day of 23 hours
    ['2026-03-30T00:00', 'ben'],
    ['2026-04-05T23:59', 'ben'],
    ['2026-04-06T00:00', 'cy'],
    ['2026-04-13T00:00', 'ann'],
    ['2026-10-25T23:59', 'ann'], // and back again: a day of 25
    ['2026-10-26T00:00', 'ben'],
    ['2026-03-22T23:59', 'ann'], // before it begins
  ])('at %s it is the turn of %s', (moment, name) => {
    expect(onCallAt(rota, paris(moment), 'Europe/Paris')).toEqual([name]);
  });
  test('days begin at midnight where the organisation is', () => {
    expect(onCallAt(rota, '2026-03-29T22:30:00.000Z', 'Europe/Paris')).toEqual(['ben']);
    expect(onCallAt(rota, '2026-03-29T22:30:00.000Z', 'Europe/Lisbon')).toEqual(['ann']);
  });
  test('always gives the turn to one, to each for as many days, and to everybody', () => {
    const day = fc.integer({ min: 0, max: 2_000 });
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 6 }), (n, days, count) => {
        const names = Array.from({ length: count }, (_, k) => `p${k}`);
        const at = (offset: number) =>
          paris(
            DateTime.fromISO('2026-03-23', { zone: 'Europe/Paris' }).plus({ days: offset, hours: 12 }).toISO() ?? '',
          );
        const turn = (offset: number) =>
          onCallAt({ rota: names, since: '2026-03-23', days }, at(offset), 'Europe/Paris');
        expect(turn(n)).toEqual([names[Math.floor(n / days) % count]]);
      }),
    );
  });
  test('without one everybody is called', () => {
    expect(onCallAt(['ann', 'ben'], NOW, 'Europe/Paris')).toEqual(['ann', 'ben']);
    expect(onCallAt([], NOW, 'Europe/Paris')).toEqual([]);
    expect(namedIn(rota)).toEqual(rota.rota);
  });
  test('groups of a chat are asked for, whoever names them', () => {
    const [key = ''] = Object.keys(policy.groups);
    const group = policy.groups[key];
    if (!group) throw new Error('a policy has a group');
    const on_call = { ...rota, rota: ['slack-group:S0NIGHT', 'ann@example.com'] };
    const named = chatGroups({ ...policy, groups: { ...policy.groups, [key]: { ...group, on_call } } });
    expect(named).toContainEqual({ name: 'slack-group:s0night', platform: 'slack', id: 'S0NIGHT' });
  });
});

test('an intent is another one each time, within what every chat takes', () => {
  const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 32, maxLength: 32 });
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), hex, (title, random) => {
      const { name, title: shown, mark } = intentOf(policy, { ...given().ticket, title }, NOW, random);
      expect(name.length).toBeLessThanOrEqual(80);
      expect(shown.length).toBeLessThanOrEqual(50);
      expect(name).toMatch(/-[a-z0-9]{4}$/u);
      expect(shown.slice(-4)).toBe(name.slice(-4));
      // A chat looks for it as one word among others.
      expect(mark).toMatch(/^\S{16,64}$/u);
    }),
  );
});

describe('a change', () => {
  const room = (platform: string) => ({
    ...{ platform, workspace: 'w', channel: `c-${platform}`, kind: 'channel' as const, name: 'inc-1', link: null },
    ...{ private: false, archived: false },
  });
  const begun: readonly Fact[] = [
    { type: 'declared', how: 'declared', because: null, rule: null, roles: {}, due: NOW },
    { type: 'roomed', room: room('slack') },
    { type: 'roomed', room: room('teams') },
  ];
  function made(...facts: readonly Fact[]) {
    const before = history();
    const events = [...begun, ...facts].map(
      (fact, n): Event => ({ ...fact, seq: before.length + n + 1, at: NOW, by: null }),
    );
    const ticket = fold([...before, ...events]);
    if (!ticket) throw new Error('a history');
    return { ticket, events: events.slice(begun.length) };
  }
  const steps = (...facts: readonly Fact[]) => {
    const { ticket, events } = made(...facts);
    return roomJobs(ticket, events).map(({ task }) => (task.kind === 'room' ? `${task.step} ${task.platform}` : ''));
  };

  test('that gives somebody something to do brings them in, once however many there are', () => {
    const cast: Fact = { type: 'cast', role: 'scribe', person: 'p1', from: null };
    expect(steps(cast, { ...cast, role: 'technical_lead' })).toEqual(['bring slack', 'bring teams']);
    const { ticket, events } = made(cast);
    for (const { key, coalesce } of roomJobs(ticket, events)) expect([typeof key, coalesce]).toEqual(['string', true]);
  });
  test('of its service brings in whoever owns that, and changes the topic', () => {
    const levels = { impact: 'high', urgency: 'high', priority: 1 } as const;
    expect(steps({ type: 'classified', ...levels, service: 'email', category: null })).toEqual([
      ...['bring slack', 'bring teams', 'describe slack', 'describe teams'],
    ]);
  });
  test('of where it stands changes the topic', () => {
    const described = ['describe slack', 'describe teams'];
    expect(steps({ type: 'mitigated', text: null })).toEqual(described);
    expect(steps({ type: 'prioritised', from: 1, priority: 2, because: 'half are back' })).toEqual(described);
  });
  test('that closes the rooms closes each, and nothing is put into them after that', () => {
    expect(steps({ type: 'archived' })).toEqual(['archive slack', 'archive teams']);
    expect(steps({ type: 'archived' }, { type: 'cast', role: 'scribe', person: 'p1', from: null })).toEqual([
      'archive slack',
      'archive teams',
    ]);
  });
  test('that ends it sets the clock by which they are closed', () => {
    const { ticket, events } = made({ type: 'demoted', because: 'a restart was enough' });
    const telling = { policy, now: NOW, workspaces: {}, chats: new Map(), managers: [] };
    const due = new Date(Date.parse(NOW) + policy.major.room.archive_days * 86_400_000).toISOString();
    expect(archiving(ticket, events, telling)).toMatchObject([{ key: `archive ${ticket.id}`, runAt: due }]);
    expect(archiving(ticket, made({ type: 'mitigated', text: null }).events, telling)).toEqual([]);
  });
});
