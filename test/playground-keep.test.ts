// What was said in the playground is still there after a restart: the tickets' cards stand where Muster left them.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { expect, test } from 'vitest';
import { untilMorning } from '../playground/clock.ts';
import { keeper, type Memory, recall } from '../playground/keep.ts';
import { localSlack, world as slackWorld } from './support/slack-workspace.ts';
import { activities, alice, begin, bot, caller, card, carrying, triage } from './support/teams-tenant.ts';

const log = pino({ level: 'silent' });
const again = <T>(memory: T): T => JSON.parse(JSON.stringify(memory));

test('a Slack workspace remembers channels, direct chats and whispers', async () => {
  const first = await localSlack();
  await first.say('UALICE', 'CDESK', 'hello');
  await first.say('UALICE', 'UALICE', 'in private');
  const direct = first.directChannel('UALICE');
  const memory = again(first.memory());
  await first.stop();
  const second = await localSlack({ world: slackWorld, memory });
  expect(second.messages('CDESK').map(({ text }) => text)).toEqual(['hello']);
  expect(second.directChannel('UALICE')).toBe(direct);
  expect(second.messages(direct).map(({ text }) => text)).toEqual(['in private']);
  expect(second.channel('CDESK').members.has('UBOB')).toBe(true);
  await second.stop();
});

test('a Teams tenant remembers conversations, messages and who has the bot', async () => {
  const first = await begin({ installed: [] });
  await bot();
  await first.install(alice ?? '');
  const { connector } = await caller();
  await connector('POST', activities(triage), carrying(card({ type: 'TextBlock', text: 'INC-1' })));
  const memory = again(first.memory());
  const before = first.messages(triage);
  const second = await begin({ installed: [], memory });
  expect(second.messages(triage)).toEqual(before);
  expect(second.conversations().find(({ id }) => id === second.personal(alice ?? ''))?.bot).toBe(true);
});

test('a file that cannot be read costs the memory, not the start', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'muster-keep-'));
  const file = join(folder, 'playground.json');
  expect(await recall(file, log)).toBeUndefined();
  const memory: Memory = {
    slack: { channels: [], ephemerals: [] },
    teams: { conversations: [], messages: [] },
    moves: [],
  };
  const kept = keeper(file, () => memory, log);
  kept.changed();
  await kept.stop();
  expect(await recall(file, log)).toEqual(memory);
  await writeFile(file, '{"slack":');
  expect(await recall(file, log)).toBeUndefined();
  await rm(folder, { recursive: true });
});

test('the next morning is when the desk opens, also when clocks change in the night', () => {
  const hours = (now: string, zone: string) => untilMorning(new Date(now), zone, '08:30') / 3600;
  expect(hours('2026-11-23T02:30:00Z', 'Europe/Paris')).toBe(5);
  expect(hours('2026-11-23T07:30:00Z', 'Europe/Paris')).toBe(24);
  expect(hours('2026-03-28T20:30:00Z', 'Europe/Paris')).toBe(10);
});
