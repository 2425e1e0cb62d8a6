// Files go where their words go: away from who may not see them any more, and with what their author takes back; both chats.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Fault } from '../playground/slack/faults.ts';
import {
  SLACK_DESK,
  SLACK_PEOPLE,
  startDesk,
  TEAMS_DESK,
  TEAMS_PEOPLE,
  type TestDesk,
  teamsId,
} from './support/desk.ts';
import { cardOf, last } from './support/eyes.ts';
import { EXE, linksIn, opened, PDF, PNG, photo, quote } from './support/files.ts';
import { delivered, query, until } from './support/proof.ts';

const NETWORK = { slack: 'C0NETWORK', teams: '19:network@thread.tacv2' };
let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk();
  for (const name of ['bob', 'chen', 'dana', 'hana']) await desk.onSlack(name).types('help', 'C0GENERAL');
}, 60_000);
afterAll(() => desk.stop());
beforeEach(() => desk.slack.clearFaults());

/** A ticket of Alice's in Teams; `send` says something in its thread, with a file or without. */
async function reported(words: string) {
  const alice = desk.onTeams('alice');
  await alice.says(`report ${words}`, 'direct');
  await desk.settled();
  const own = last(alice.sees('direct').filter(({ text }) => text.includes(words)));
  const ref = /INC-\d+/u.exec(own.text)?.[0] ?? '';
  const { id } = cardOf(desk.onSlack('bob'), SLACK_DESK, ref);
  return { alice, ref, id, send: (file = photo, with_ = 'see this') => alice.sends(file, with_, 'direct', own.id) };
}
const thread = (channel: string, root: string) => desk.slack.messages(channel, { thread: root });
const filesAt = (channel: string, root: string) => thread(channel, root).flatMap(({ files = [] }) => files);
const namesAt = (channel: string, root: string) => filesAt(channel, root).map(({ name }) => name);
const callsOf = (method: string) => desk.slack.ledger.calls.filter((call) => call.method === method).length;
const rowsOf = (ref: string) =>
  query(
    desk,
    `select key from message where key like 'file %' and ticket_id = (select id from ticket where number = $1)`,
    Number(ref.slice(4)),
  );

describe('a ticket that becomes confidential', () => {
  test('takes its files along: gone where it stood, their links open nothing, and its own group has them', async () => {
    const { ref, send } = await reported('somebody reads my mail');
    const chen = desk.onSlack('chen');
    await desk.onSlack('bob').types(`escalate ${ref} to network because mail`, SLACK_DESK);
    await send();
    await desk.onSlack('bob').types(`note ${ref} seen`, SLACK_DESK);
    await desk.settled();
    const roots = ([SLACK_DESK, NETWORK.slack] as const).map((at) => [at, cardOf(chen, at, ref).id] as const);
    const ids = roots.flatMap(([at, root]) => filesAt(at, root).map(({ id }) => String(id)));
    expect(ids.map((id) => desk.slack.file(id)?.bytes)).toEqual([PNG, PNG]);
    const links = [TEAMS_DESK, NETWORK.teams].flatMap((at) => linksIn(desk, at).slice(-1));
    for (const link of links) expect((await opened(link)).bytes).toEqual(PNG);

    await desk.onSlack('dana').types(`confidential ${ref} because it names somebody`, SLACK_DESK);
    await desk.settled();
    for (const [at, root] of roots) {
      expect(filesAt(at, root)).toEqual([]);
      expect(JSON.stringify(thread(at, root))).not.toMatch(/photo\.png|Alice|tombstone/u);
    }
    expect(ids.map((id) => desk.slack.file(id))).toEqual([undefined, undefined]);
    for (const link of links) expect((await opened(link)).status).toBe(404);
    for (const at of [TEAMS_DESK, NETWORK.teams]) {
      expect(linksIn(desk, at)).toEqual([]);
      expect(JSON.stringify(desk.teams.messages(at))).not.toContain('photo.png');
    }

    const card = cardOf(desk.onSlack('hana'), SLACK_PEOPLE, ref);
    const [kept] = filesAt(SLACK_PEOPLE, card.id);
    expect(desk.slack.file(String(kept?.id))?.bytes).toEqual(PNG);
    expect((await opened(linksIn(desk, TEAMS_PEOPLE).at(-1) ?? '')).bytes).toEqual(PNG);
    await send({ ...quote, name: 'later.pdf' });
    await desk.settled();
    expect(namesAt(SLACK_PEOPLE, card.id)).toEqual(['photo.png', 'later.pdf']);
    for (const [at, root] of roots) expect(filesAt(at, root)).toEqual([]);
  });

  test.each<Fault>([
    { method: 'files.info', times: 1, do: { kind: 'drop', when: 'before' } },
    { method: 'chat.delete', times: 1, do: { kind: 'drop', when: 'after' } },
    { method: 'files.delete', times: 1, do: { kind: 'drop', when: 'before' } },
    { method: 'files.delete', times: 1, do: { kind: 'status', status: 500, when: 'after' } },
    { method: 'files.delete', times: 2, do: { kind: 'error', error: 'internal_error', when: 'after' } },
    { method: 'files.delete', times: 1, do: { kind: 'rate_limited', retryAfter: 2 } },
  ])('is asked again until they are gone: %j', async (fault) => {
    const { ref, id, send } = await reported(`the ${fault.method} of ${JSON.stringify(fault.do).length}`);
    await send();
    await desk.settled();
    const [shown] = filesAt(SLACK_DESK, id);
    desk.slack.fault(fault);
    const before = desk.slack.ledger.calls.length;
    await desk.onSlack('dana').types(`confidential ${ref}`, SLACK_DESK);
    await delivered(desk);
    expect(desk.slack.ledger.calls.slice(before).some(({ method, fault: met }) => method === fault.method && met)).toBe(
      true,
    );
    expect(filesAt(SLACK_DESK, id)).toEqual([]);
    expect(desk.slack.file(String(shown?.id))).toBeUndefined();
    expect(JSON.stringify(thread(SLACK_DESK, id))).not.toContain('Alice');
  });

  test('a file that cannot be taken away is told of, and the rest is withdrawn', async () => {
    const { ref, id, send } = await reported('the desk drawer');
    await send();
    await desk.settled();
    desk.slack.fault({ method: 'files.delete', times: 1, do: { kind: 'error', error: 'cant_delete_file' } });
    await desk.onSlack('dana').types(`confidential ${ref}`, SLACK_DESK);
    await desk.settled();
    expect(
      JSON.stringify(desk.onSlack('hana').sees(SLACK_PEOPLE, cardOf(desk.onSlack('hana'), SLACK_PEOPLE, ref).id)),
    ).toContain('cant_delete_file');
    expect(JSON.stringify(thread(SLACK_DESK, id))).not.toContain('see this');
  });

  test.each(['before', 'after'] as const)(
    'a file that was on its way, the answer lost %s Slack shows it',
    async (when) => {
      const { ref, id, send } = await reported(`the window ${when}`);
      desk.slack.fault({ method: 'files.completeUploadExternal', times: 1, do: { kind: 'drop', when } });
      await send();
      await until(async () => {
        const [job] = await query(desk, `select state from job where task ? 'begun' and state = 'ambiguous'`);
        return job;
      });
      const shown = filesAt(SLACK_DESK, id);
      expect(shown).toHaveLength(when === 'after' ? 1 : 0);
      const uploads = callsOf('files.completeUploadExternal');
      await desk.onSlack('dana').types(`confidential ${ref}`, SLACK_DESK);
      await delivered(desk);
      expect(filesAt(SLACK_DESK, id)).toEqual([]);
      for (const { id: file } of shown) expect(desk.slack.file(String(file))).toBeUndefined();
      expect(JSON.stringify(thread(SLACK_DESK, id))).not.toContain('📎');
      // The one that the restricted group gets.
      expect(callsOf('files.completeUploadExternal') - uploads).toBe(1);
      expect(namesAt(SLACK_PEOPLE, cardOf(desk.onSlack('hana'), SLACK_PEOPLE, ref).id)).toEqual(['photo.png']);
    },
  );

  test('a file that waits for its turn is posted nowhere but where the ticket is now', async () => {
    const { ref, id, send } = await reported('the roof');
    desk.slack.fault({ method: 'files.getUploadURLExternal', times: 1, do: { kind: 'rate_limited', retryAfter: 30 } });
    await send();
    await desk.settled();
    await desk.onSlack('dana').types(`confidential ${ref}`, SLACK_DESK);
    await delivered(desk);
    expect(JSON.stringify(thread(SLACK_DESK, id))).not.toMatch(/photo\.png|📎/u);
    expect(linksIn(desk, TEAMS_DESK)).toEqual([]);
  });
});

describe('words that their author takes back', () => {
  test('take their files with them: in both chats, from every list, and out of the database', async () => {
    const { alice, ref, id, send } = await reported('the keyboard is sticky');
    await send(quote, 'first');
    // Two files at once come in either order.
    await desk.settled();
    await send();
    await send({ name: 'setup.exe', bytes: EXE }, 'and this');
    await alice.deletes('direct');
    await desk.settled();
    const [, shown] = filesAt(SLACK_DESK, id);
    const [kept = '', gone = ''] = linksIn(desk, TEAMS_DESK).slice(-2);
    // Its own warnings have gone too.
    expect(
      JSON.stringify([thread(SLACK_DESK, id), desk.teams.messages(desk.teams.personal(teamsId('alice')))]),
    ).not.toContain('setup.exe');

    await alice.deletes('direct');
    await desk.settled();
    expect(namesAt(SLACK_DESK, id)).toEqual([quote.name]);
    expect(desk.slack.file(String(shown?.id))).toBeUndefined();
    expect((await opened(gone)).status).toBe(404);
    expect((await opened(kept)).bytes).toEqual(PDF);
    for (const seen of [thread(SLACK_DESK, id), desk.teams.messages(TEAMS_DESK)])
      expect(JSON.stringify(seen)).not.toContain('photo.png');
    for (const words of [`files ${ref}`, `show ${ref}`, `history ${ref}`]) {
      await desk.onSlack('bob').types(words, SLACK_DESK);
      expect(desk.onSlack('bob').answer()?.text).toContain(quote.name);
      expect(desk.onSlack('bob').answer()?.text).not.toMatch(/photo\.png|setup\.exe/u);
    }
    expect(
      await query(
        desk,
        `select name from file where name in ('photo.png', 'setup.exe') and ticket_id = (select id from ticket where number = $1)`,
        Number(ref.slice(4)),
      ),
    ).toEqual([]);
    expect(await rowsOf(ref)).toHaveLength(2);
  });

  test('an agent’s answer in Slack: the requester’s link is gone with it; nothing of it stands', async () => {
    const { alice, ref, id } = await reported('the chair squeaks');
    const bob = desk.onSlack('bob');
    await bob.sends(quote, 'tell here is the manual', SLACK_DESK, id, true);
    await desk.settled();
    const [link = ''] = linksIn(desk, desk.teams.personal(teamsId('alice'))).slice(-1);
    expect((await opened(link)).bytes).toEqual(PDF);
    await bob.deletes(SLACK_DESK, id);
    await delivered(desk);
    expect((await opened(link)).status).toBe(404);
    expect(
      alice
        .sees('direct')
        .map(({ text }) => text)
        .join(),
    ).not.toContain(quote.name);
    expect(await rowsOf(ref)).toEqual([]);
  });

  test('while the file is still on its way, the answer lost after Slack has shown it', async () => {
    const { alice, ref, id, send } = await reported('the stapler');
    desk.slack.fault({ method: 'files.completeUploadExternal', times: 1, do: { kind: 'drop', when: 'after' } });
    await send();
    await until(async () => (await query(desk, `select from job where task ? 'begun' and state = 'ambiguous'`)).length);
    expect(namesAt(SLACK_DESK, id)).toEqual(['photo.png']);
    await alice.deletes('direct');
    await delivered(desk);
    expect(filesAt(SLACK_DESK, id)).toEqual([]);
    expect(await rowsOf(ref)).toEqual([]);
  });
});
