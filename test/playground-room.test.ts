// A room that the app makes in the local Slack is on the page: for whom, what stands at its top, and how one comes in.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebClient } from '@slack/web-api';
import express from 'express';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPlayground, type Playground } from '../playground/playground.ts';
import type { Sight } from '../playground/sight.ts';
import { connect, type Database } from '../src/storage/database.ts';
import { testDatabase } from './support/database.ts';
import { policy } from './support/laws.ts';
import { browserPath, visitor } from './support/playground.ts';
import { once } from './support/slack-workspace.ts';

const STATE = 'INC-7: mail is down';
let database: Database;
let drop: () => Promise<void>;
let opened: Playground;
let server: Server;
let page: string;
let room: string;

beforeAll(async () => {
  const home = await testDatabase();
  drop = home.drop;
  database = await connect(home.appUrl);
  opened = await openPlayground({ policy, database, log: pino({ level: 'silent' }) });
  server = express().use('/playground', opened.router).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  page = `http://127.0.0.1:${(server.address() as AddressInfo).port}/playground`;
  const { apiUrl = '', botToken } = opened.chats.slack;
  const web = new WebClient(botToken, once({ url: apiUrl }));
  const { channel } = await web.conversations.create({ name: 'inc-7-mail-k3f9' });
  room = channel?.id ?? '';
  await web.conversations.setTopic({ channel: room, topic: 'P1 · mail is down' });
  await web.conversations.invite({ channel: room, users: 'U0ALICE' });
  const called = { type: 'rich_text_section', elements: [{ type: 'user', user_id: 'U0BOB' }] } as const;
  const blocks = [{ type: 'section' as const, text: { type: 'plain_text' as const, text: STATE } }];
  const people = { type: 'rich_text' as const, elements: [called] };
  const { ts = '' } = await web.chat.postMessage({ channel: room, text: STATE, blocks: [...blocks, people] });
  await web.pins.add({ channel: room, timestamp: ts });
  await web.bookmarks.add({ channel_id: room, title: 'Bridge', link: 'https://meet.acme.test/7', type: 'link' });
  const hidden = await web.conversations.create({ name: 'inc-8-payroll-x2y4', is_private: true });
  await web.conversations.invite({ channel: hidden.channel?.id ?? '', users: 'U0ALICE' });
}, 30_000);
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await opened.stop();
  await database.close();
  await drop();
});

async function seenBy(handle: 'alice' | 'bob') {
  const slack = { slack: `U0${handle.toUpperCase()}`, slackPlace: room };
  const answer = await fetch(`${page}/sight?${new URLSearchParams({ ...slack, teams: `29:${handle}` })}`);
  return ((await answer.json()) as Sight).slack;
}
const placesOf = async (handle: 'alice' | 'bob') =>
  Object.fromEntries((await seenBy(handle)).places.map(({ name, open }) => [name, open]));

test('it is listed for those who are in it, and for everybody where it is public', async () => {
  expect(await placesOf('alice')).toMatchObject({ 'inc-7-mail-k3f9': true, 'inc-8-payroll-x2y4': true });
  const bob = await placesOf('bob');
  expect(bob['inc-7-mail-k3f9']).toBe(false);
  expect(bob).not.toHaveProperty('inc-8-payroll-x2y4');
});

test('its topic, its links and what is pinned are seen', async () => {
  const { topic, bookmarks, messages } = await seenBy('alice');
  expect(topic).toBe('P1 · mail is down');
  expect(bookmarks).toMatchObject([{ title: 'Bridge', link: 'https://meet.acme.test/7' }]);
  expect(messages).toMatchObject([{ text: STATE, pinned: true }]);
});

describe.runIf(browserPath)('on the page', () => {
  const visit = visitor(() => ({ playground: page }));

  test('whoever looks into a public one sees all of it, and writes there once they have joined', async () => {
    const slack = visit.slack();
    await visit.page().getByLabel('Who you are in Slack').selectOption('bob');
    await slack.getByRole('button', { name: 'inc-7-mail-k3f9' }).click();
    await slack.getByText('P1 · mail is down').waitFor();
    const links = slack.getByRole('navigation', { name: 'Bookmarks' }).getByRole('link');
    expect(await links.evaluateAll((all) => all.map((each) => each.getAttribute('href')))).toEqual([
      'https://meet.acme.test/7',
    ]);
    const state = slack.locator('.slack-message', { hasText: STATE });
    await state.getByText('📌 Pinned').waitFor();
    expect(await state.textContent()).toContain('@Bob Fischer');
    expect(await slack.getByRole('textbox').count()).toBe(0);
    await slack.getByRole('button', { name: 'Join channel' }).click();
    await visit.type('I am here');
    await slack.locator('.slack-message', { hasText: 'I am here' }).waitFor();
    expect(await visit.fits()).toBe(true);
  });
});
