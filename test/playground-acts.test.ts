// What a visitor does on the page, as the page asks for it: every way in of both chats, and what is seen of it.
import { beforeAll, expect, test, vi } from 'vitest';
import type { Found } from '../playground/found.ts';
import type { Setup, Sight } from '../playground/sight.ts';
import { playground } from './support/playground.ts';

const muster = playground();
let setup: Setup;
beforeAll(async () => {
  setup = await get<Setup>('setup');
  // Muster has learned where both chats are when its first private answer comes.
  await vi.waitFor(async () => expect((await act(says('teams', '/help'))).problem).toBeUndefined(), 20_000);
}, 30_000);

const GENERAL = { slack: 'C0GENERAL', teams: '19:general@thread.tacv2' };
const ALICE = { slack: 'U0ALICE', teams: '29:alice' };
const BOB = { slack: 'U0BOB', teams: '29:bob' };

const get = async <T>(path: string): Promise<T> => (await fetch(`${muster().playground}/${path}`)).json() as Promise<T>;
const sight = (who = ALICE) =>
  get<Sight>(
    `sight?${new URLSearchParams({ slack: who.slack, teams: who.teams, slackPlace: GENERAL.slack, teamsPlace: GENERAL.teams })}`,
  );
async function act(body: object): Promise<{ status: number; problem?: string; error?: string }> {
  const headers = { 'Content-Type': 'application/json', Origin: `http://127.0.0.1:${muster().port}` };
  const answer = await fetch(`${muster().playground}/act`, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: answer.status, ...((await answer.json()) as object) };
}
const says = (side: 'slack' | 'teams', text: string) => ({
  ...{ side, user: ALICE[side], do: 'say', place: GENERAL[side], text },
});
const messages = async (side: 'slack' | 'teams', words: string): Promise<{ text: string; id: string }[]> =>
  (await sight())[side].messages
    .filter(({ text }) => text.includes(words))
    .map((message) => ({ text: message.text, id: 'ts' in message ? message.ts : message.id }));
const idOf = async (side: 'slack' | 'teams', words: string) => (await messages(side, words))[0]?.id ?? '';

test('the page knows who is what, by the policy', () => {
  const part = (handle: string) => setup.people.find((one) => one.handle === handle);
  expect(setup.people).toHaveLength(25);
  expect(part('alice')?.part).toBe('requester');
  expect([part('bob')?.part, part('bob')?.team]).toEqual(['first', 'Service Desk']);
  expect([part('chen')?.part, part('chen')?.team]).toEqual(['further', 'Network']);
  expect([part('dana')?.part, part('gus')?.part]).toEqual(['manager', 'guest']);
  expect(setup.menus).toEqual({
    ...{ report: 'Report something', report_message: 'Report this message', find: 'Find a ticket' },
  });
});

test('Slack: a message is reported from its menu, with what it says', async () => {
  await act(says('slack', 'the coffee machine beeps'));
  const ts = await idOf('slack', 'coffee machine');
  const on = { channel: GENERAL.slack, ts };
  await act({ side: 'slack', user: BOB.slack, do: 'shortcut', shortcut: 'report_message', on });
  const { view } = (await sight(BOB)).slack;
  expect(JSON.stringify(view)).toContain('the coffee machine beeps');
  // The author, as people write her; never the desk's own id of her.
  expect(JSON.stringify(view)).toContain('"initial_value":"alice@example.com"');
  await act({ side: 'slack', user: BOB.slack, do: 'close', view: view?.view.id });
});

test('Slack: the lightning opens an empty form; the emoji reports at once', async () => {
  await act({ side: 'slack', user: ALICE.slack, do: 'shortcut', shortcut: 'report' });
  const { view } = (await sight()).slack;
  expect(view?.view.title?.text).toBe('Report something');
  await act({ side: 'slack', user: ALICE.slack, do: 'close', view: view?.view.id });
  await act(says('slack', 'the lift does not come'));
  const ts = await idOf('slack', 'lift');
  const react = { side: 'slack', user: ALICE.slack, do: 'react', place: GENERAL.slack, ts, emoji: setup.emoji };
  expect(await act(react)).toEqual({ status: 200 });
  const found = await get<Found>(`search?user=${ALICE.teams}&place=${GENERAL.teams}&text=lift`);
  expect(found.results.map(({ title }) => title).join()).toContain('the lift does not come');
});

test('Teams: the extension begins from a message and from the box; its search lists, and says when it finds nothing', async () => {
  await act(says('teams', 'the blinds are stuck'));
  const message = await idOf('teams', 'blinds');
  const begin = { side: 'teams', user: ALICE.teams, do: 'extension', place: GENERAL.teams };
  await act({ ...begin, command: 'report_message', message });
  const from = (await sight()).teams.dialog;
  expect(JSON.stringify(from?.card)).toContain('the blinds are stuck');
  await act({ side: 'teams', user: ALICE.teams, do: 'close', dialog: from?.id });
  await act({ ...begin, command: 'report' });
  const empty = (await sight()).teams.dialog;
  expect(empty?.title).toBe('Report something');
  expect(JSON.stringify(empty?.card)).not.toContain('blinds');
  await act({ side: 'teams', user: ALICE.teams, do: 'close', dialog: empty?.id });
  const none = await get<Found>(`search?user=${ALICE.teams}&place=${GENERAL.teams}&text=zebra`);
  expect(none.results).toEqual([]);
  expect(none.message).toContain('zebra');
});

test.each(['slack', 'teams'] as const)(
  '%s: one’s own words are changed and taken back, another’s are not',
  async (side) => {
    await act(says(side, 'the door is opne'));
    const id = await idOf(side, 'opne');
    const which = side === 'slack' ? { place: GENERAL.slack, ts: id } : { message: id };
    const own = { side, user: ALICE[side], ...which };
    expect((await act({ ...own, user: BOB[side], do: 'edit', text: 'mine' })).status).toBe(409);
    expect((await act({ ...own, do: 'edit', text: 'the door is open' })).status).toBe(200);
    expect((await messages(side, 'the door is')).map(({ text }) => text)).toEqual(['the door is open']);
    expect((await act({ ...own, user: BOB[side], do: 'remove' })).status).toBe(409);
    expect((await act({ ...own, do: 'remove' })).status).toBe(200);
    expect(await messages(side, 'the door is')).toEqual([]);
  },
);

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const NOTES = Buffer.from('<script>alert(1)</script>').toString('base64');

test.each(['slack', 'teams'] as const)('%s: files are sent, shown with their sizes, and opened', async (side) => {
  const files = [
    { name: 'screen.png', base64: PIXEL },
    { name: 'notes.html', base64: NOTES },
  ];
  expect(await act({ ...says(side, 'the screen shows this'), files })).toEqual({ status: 200 });
  const [message] = (await sight())[side].messages.filter(({ text }) => text.includes('screen shows this'));
  expect(message?.attached.map(({ name, size, picture }) => [name, size, picture])).toEqual([
    ['screen.png', Buffer.from(PIXEL, 'base64').length, true],
    ['notes.html', 25, false],
  ]);
  const [picture, page] = await Promise.all(
    (message?.attached ?? []).map(({ address }) => fetch(`${muster().playground}/${address}`)),
  );
  expect(picture?.headers.get('content-type')).toBe('image/png');
  expect(Buffer.from((await picture?.arrayBuffer()) ?? new ArrayBuffer()).toString('base64')).toBe(PIXEL);
  // What somebody attached is never a page of this origin.
  expect(page?.headers.get('content-disposition')).toContain('attachment');
  expect(page?.headers.get('content-security-policy')).toContain('sandbox');
});

test('a message has words or files, commands take none, and there is an end to their size', async () => {
  const files = [{ name: 'screen.png', base64: PIXEL }];
  expect((await act({ ...says('slack', ''), files: [] })).status).toBe(400);
  expect((await act({ ...says('slack', ''), files })).status).toBe(200);
  expect((await act({ ...says('slack', '/desk report x'), files })).problem).toContain('takes no files');
  expect((await act({ ...says('teams', '/report x'), files })).problem).toContain('takes no files');
  const large = [{ name: 'large.bin', base64: Buffer.alloc(5 * 1024 * 1024 + 1).toString('base64') }];
  expect((await act({ ...says('slack', 'large'), files: large })).error).toContain('5 MB');
});

test('what no client has is refused before it is done', async () => {
  expect((await act({ side: 'slack', user: ALICE.slack, do: 'dance' })).status).toBe(400);
  expect((await act({ side: 'teams', user: ALICE.teams, do: 'edit', message: '1' })).status).toBe(400);
  expect((await act({ ...says('slack', 'x'), user: 'U0NOBODY' })).status).toBe(409);
});
