// Files at their worst: lies about what and how large they are, links that nobody gave, hosts that send elsewhere, lost answers.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Fault } from '../playground/slack/faults.ts';
import { makeLog } from '../src/log.ts';
import { eraseWords } from '../src/storage/erasure.ts';
import { filesOffered, sweepFiles } from '../src/storage/files.ts';
import { SLACK_DESK, startDesk, TEAMS_DESK, type TestDesk, teamsId } from './support/desk.ts';
import { cardOf, last } from './support/eyes.ts';
import { archiveOf, EXE, linksIn, opened, PNG, photo, quote } from './support/files.ts';
import type { Attached } from './support/person.ts';
import { delivered, query, until } from './support/proof.ts';
import { REPEAT } from './support/proof-posts.ts';

let desk: TestDesk;
const written: string[] = [];
beforeAll(async () => {
  // Everything that is ever logged, at the finest level.
  const log = makeLog('trace', { write: (line) => void written.push(line) });
  desk = await startDesk({ policy: (yaml) => yaml.replace('max_mb: 20', 'max_mb: 0.05'), log });
}, 60_000);
afterAll(() => desk.stop());
beforeEach(() => {
  desk.slack.clearFaults();
  desk.teams.clearFaults();
});

let reports = 0;
/** A fresh ticket of Alice's on one of the chats: its reference, and where she writes about it. */
async function reported(chat: 'onSlack' | 'onTeams') {
  const alice = desk[chat]('alice');
  reports += 1;
  const ref = `INC-${reports}`;
  await alice.says(`report case number ${reports}`, 'direct');
  await desk.settled();
  const own = last(alice.sees('direct').filter(({ text }) => text.includes(`${ref} `)));
  const send = (file: Attached, words = '') => alice.sends(file, words, 'direct', own.id);
  const inDesk = () => desk.onSlack('bob').sees(SLACK_DESK, cardOf(desk.onSlack('bob'), SLACK_DESK, ref).id);
  const inTeamsDesk = () => desk.onTeams('mei').sees(TEAMS_DESK, cardOf(desk.onTeams('mei'), TEAMS_DESK, ref).id);
  const heard = () => alice.sees('direct', chat === 'onSlack' ? own.id : undefined);
  const ticket = async () => String((await query(desk, 'select id from ticket where number = $1', reports))[0]?.id);
  return { alice, ref, send, inDesk, inTeamsDesk, heard, ticket };
}
const named = (seen: readonly { readonly files?: readonly string[] }[]) => seen.flatMap(({ files = [] }) => files);

describe('what is not taken is told where it was sent, and to whoever has heard of it', () => {
  test.each([
    ['setup.exe', EXE, 'files of the kind “exe” are not'],
    ['photo.png', EXE, 'inside it is of the kind “exe”, which its name does not say'],
    ['tools.zip', archiveOf('go.bat'), '“go.bat” in it is of a kind that is not'],
    ['large.txt', Buffer.alloc(52_429, 'x'), 'it is larger than 0.05 MB'],
    ['empty.txt', Buffer.alloc(0), 'it is empty'],
  ])('%s', async (name, bytes, sentence) => {
    for (const chat of ['onSlack', 'onTeams'] as const) {
      const { send, heard, inDesk, inTeamsDesk } = await reported(chat);
      await send({ name, bytes }, 'see this');
      await desk.settled();
      for (const seen of [heard(), inDesk(), inTeamsDesk()]) expect(last(seen).text).toContain(sentence);
      expect(named(inDesk())).toEqual([]);
    }
    const [left] = await query(desk, `select count(*)::int as pieces from file_piece`);
    expect(left?.pieces).toBe(0);
  });

  test('an agent is told in the thread in which they sent it, and nothing of it reaches the requester but why', async () => {
    const { inDesk, inTeamsDesk, heard, ref } = await reported('onSlack');
    const mei = desk.onTeams('mei');
    await mei.sends(
      { name: 'image.png', bytes: EXE, pasted: true },
      'tell look',
      TEAMS_DESK,
      cardOf(mei, TEAMS_DESK, ref).id,
      true,
    );
    await desk.settled();
    for (const seen of [inTeamsDesk(), inDesk(), heard()]) expect(last(seen).text).toContain('image.png was not taken');
  });

  test('neither a size that is too small nor one that is too large is believed', async () => {
    const { send, heard, inDesk } = await reported('onSlack');
    await send({ name: 'small.txt', bytes: Buffer.alloc(400_000, 'x'), size: 10 });
    await desk.settled();
    expect(last(heard()).text).toContain('small.txt was not taken: it is larger');
    await send({ ...photo, name: 'honest.png', size: 90_000_000 });
    await desk.settled();
    expect(last(heard()).text).toContain('honest.png was not taken: it is larger');
    await send({ ...photo, name: 'kept.png', size: 1 });
    await desk.settled();
    expect(named(inDesk())).toEqual(['kept.png']);
    expect(await query(desk, `select size from file where name = 'kept.png'`)).toEqual([{ size: PNG.length }]);
  });
});

describe('a link', () => {
  test('opens one file; whoever changes anything in it finds nothing, and is told nothing', async () => {
    const { send } = await reported('onTeams');
    for (const file of [photo, quote]) {
      await send(file);
      await desk.settled();
    }
    const [one, other] = linksIn(desk, TEAMS_DESK)
      .slice(-2)
      .map((link) => new URL(link)) as [URL, URL];
    expect((await opened(one.href)).bytes).toEqual(PNG);
    const forged = [
      one.href.replace(one.pathname, other.pathname),
      one.href.replace(/until=\d+/u, 'until=99999999999'),
      one.href.replace(/signature=./u, 'signature=_'),
      `${one.href}&until=1`,
      `${one.origin}${one.pathname}`,
      `${one.origin}/files/x?until=1&signature=x`,
      one.href.replace(/files\/[^?]+/u, 'files/00000000-0000-4000-8000-000000000000'),
    ];
    for (const link of forged) {
      const { status, bytes, headers } = await opened(link);
      expect([link, status, String(bytes)]).toEqual([link, 404, 'Not Found']);
      expect(headers.get('content-disposition')).toBeNull();
    }
    expect((await fetch(one, { method: 'HEAD' })).headers.get('content-length')).toBe(String(PNG.length));
  });

  test('expires, says how to get a new one, and whoever was in the ticket gets it', async () => {
    const { send, ref, alice } = await reported('onTeams');
    await send(photo);
    await desk.settled();
    const [old = ''] = linksIn(desk, TEAMS_DESK).slice(-1);
    await desk.pass(7 * 86_400 + 5);
    const { status, bytes } = await opened(old);
    expect([status, String(bytes)]).toEqual([
      410,
      `This link has expired. Say “files ${ref}” to Muster to get a new one.`,
    ]);
    expect((await opened(old.replace(/signature=./u, 'signature=_'))).status).toBe(404);
    await alice.types(`files ${ref}`, 'direct');
    const [fresh = ''] = linksIn(desk, desk.teams.personal(teamsId('alice'))).slice(-1);
    expect((await opened(fresh)).bytes).toEqual(PNG);
  });

  test('ends with the words that its file came with', async () => {
    const { send, ticket } = await reported('onTeams');
    await send(photo, 'erase me');
    await desk.settled();
    const [link = ''] = linksIn(desk, TEAMS_DESK).slice(-1);
    const id = await ticket();
    const { organisation } = desk.muster.desk;
    await desk.muster.database.transaction(organisation, (tx) => eraseWords(tx, organisation, id, 'all', 'retention'));
    expect((await opened(link)).status).toBe(404);
    expect(await query(desk, 'select from file where ticket_id = $1', id)).toEqual([]);
    expect(
      await query(desk, 'select from file_piece p where not exists (select from file f where f.id = p.file_id)'),
    ).toEqual([]);
  });
});

test('a host that sends elsewhere is not followed, and no token gets there', async () => {
  const visits: unknown[] = [];
  const stranger = createServer((request, response) => {
    visits.push(request.headers);
    response.end('gotcha');
  });
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
  const redirect = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}/`;
  for (const [chat, pasted] of [
    ['onSlack', false],
    ['onTeams', false],
    ['onTeams', true],
  ] as const) {
    const { send, heard } = await reported(chat);
    await send({ ...photo, redirect, pasted });
    await desk.settled();
    expect(last(heard()).text).toMatch(/could not be fetched from the chat\. Please send it once more/u);
  }
  expect(visits).toEqual([]);
  await new Promise((resolve) => stranger.close(resolve));
});

describe('what is lost on the way', () => {
  test.each<Fault>([
    { method: 'download', times: 2, do: { kind: 'status', status: 503 } },
    { method: 'download', times: 1, do: { kind: 'rate_limited', retryAfter: 1 } },
    { method: 'download', times: 1, do: { kind: 'drop', when: 'before' } },
    { method: 'upload', times: 2, do: { kind: 'status', status: 500 } },
    { method: 'files.getUploadURLExternal', times: 1, do: { kind: 'drop', when: 'after' } },
    { method: 'files.completeUploadExternal', times: 1, do: { kind: 'rate_limited', retryAfter: 1 } },
    { method: 'files.completeUploadExternal', times: 1, do: { kind: 'drop', when: 'before' } },
    { method: 'files.completeUploadExternal', times: 1, do: { kind: 'drop', when: 'after' } },
    { method: 'files.completeUploadExternal', times: 1, do: { kind: 'status', status: 500, when: 'after' } },
    { method: 'files.completeUploadExternal', times: 1, do: { kind: 'error', error: 'internal_error', when: 'after' } },
  ])('is asked for, or looked for, and stands once: %j', async (fault) => {
    const { send, inDesk } = await reported('onTeams');
    desk.slack.fault(fault);
    await send(photo, 'words');
    // Copying is in no lane.
    await until(async () => {
      await desk.pass(2);
      const [left] = await query(desk, `select count(*)::int as jobs from job where task ->> 'kind' = 'fetch'`);
      return left?.jobs === 0;
    });
    await delivered(desk);
    expect(named(inDesk())).toEqual(['photo.png']);
    expect(JSON.stringify(inDesk())).not.toContain(REPEAT);
  });

  test('a file whose download breaks again and again is given up, and that is told', async () => {
    const { send, heard, inDesk } = await reported('onSlack');
    desk.slack.fault({ method: 'download', do: { kind: 'drop', when: 'before' } });
    await send(photo, 'words');
    await until(async () => {
      await desk.pass(60);
      return last(heard()).text.includes('photo.png could not be fetched');
    });
    expect(named(inDesk())).toEqual([]);
  });

  test.each(['files.getUploadURLExternal', 'files.completeUploadExternal'])(
    'where a chat refuses files for good, at %s, a link takes the place',
    async (method) => {
      const { send, inDesk } = await reported('onTeams');
      desk.slack.fault({ method, times: 1, do: { kind: 'error', error: 'missing_scope' } });
      await send(photo);
      await desk.settled();
      expect(named(inDesk())).toEqual([]);
      expect(last(inDesk()).text).toMatch(/^📎 photo\.png .*from Alice Moreau\s+The link is good until/su);
    },
  );

  test('a place that refuses whatever is said of a file is told of to the others', async () => {
    const { send, inTeamsDesk } = await reported('onTeams');
    const gone = { times: 1, do: { kind: 'error', error: 'channel_not_found' } } as const;
    desk.slack.fault({ method: 'files.completeUploadExternal', ...gone });
    desk.slack.fault({
      ...{ method: 'chat.postMessage', ...gone },
      where: (args) => JSON.stringify(args).includes('The link is good'),
    });
    await send(photo);
    await desk.settled();
    await until(() => inTeamsDesk().some(({ text }) => text.includes('cannot be shown in the channel')));
  });

  test('a file that is slow to come delays no words, in any place', async () => {
    const { send, inDesk, inTeamsDesk } = await reported('onSlack');
    const slow = ({ name }: { readonly [arg: string]: unknown }) => name === 'slow.png';
    desk.slack.fault({ method: 'download', times: 1, where: slow, do: { kind: 'slow', ms: 4_000 } });
    await send({ ...photo, name: 'slow.png' }, 'first');
    await send({ ...photo, name: 'quick.png' }, 'second');
    await until(
      () => named(inDesk()).includes('quick.png') && inTeamsDesk().some(({ text }) => text.includes('second')),
    );
    expect(named(inDesk())).not.toContain('slow.png');
    await desk.settled();
    expect(named(inDesk())).toContain('slow.png');
  });
});

test('a gesture that is delivered again brings its file once', async () => {
  const { send, inDesk, ticket } = await reported('onSlack');
  await send(photo, 'once');
  await desk.slack.redeliver(desk.slack.ledger.deliveries.length - 1);
  await desk.settled();
  expect(named(inDesk())).toEqual(['photo.png']);
  const teams = await reported('onTeams');
  await teams.send(photo, 'once');
  await desk.teams.redeliver(desk.teams.ledger.deliveries.length - 1);
  await desk.settled();
  expect(named(teams.inDesk())).toEqual(['photo.png']);
  for (const id of [await ticket()])
    expect(await query(desk, 'select from file where ticket_id = $1', id)).toHaveLength(1);
});

test('what was offered with a form is its sender’s alone, and is swept when nothing came of it', async () => {
  const alice = desk.onSlack('alice');
  await alice.sends(photo, 'a message', 'C0GENERAL');
  const { id } = last(alice.sees('C0GENERAL'));
  await alice.shortcut('report', { at: 'C0GENERAL', id });
  await alice.shortcut('report', { at: 'C0GENERAL', id });
  for (let open = 0; open < 2; open++) await alice.closes();
  const { organisation } = desk.muster.desk;
  const offered = (name: string) =>
    desk.muster.database.transaction(organisation, async (tx) => {
      const [row] = await tx.query(`select person_id as person from account where user_id = $1`, [name]);
      return filesOffered(tx, organisation, { person: row.person, platform: 'slack', message: `C0GENERAL ${id}` });
    });
  expect(await offered('UALICE')).toHaveLength(1);
  await desk.onSlack('bob').types('help', 'C0GENERAL');
  expect(await offered('UBOB')).toEqual([]);
  const sweep = () => desk.muster.database.transaction(organisation, (tx) => sweepFiles(tx, organisation));
  await sweep();
  expect(await offered('UALICE')).toHaveLength(1);
  await desk.pass(86_500);
  await sweep();
  expect(await offered('UALICE')).toEqual([]);
});

test('what waits with kept words stays with them, whatever else is begun with their message', async () => {
  const { inDesk } = await reported('onSlack');
  const alice = desk.onSlack('alice');
  await alice.sends({ ...photo, name: 'waiting.png' }, 'and this', 'direct');
  const said = last(alice.sees('direct').filter(({ files }) => files?.includes('waiting.png')));
  const [job] = await query(desk, `select task -> 'files' as files from job where task ->> 'kind' = 'kept'`);
  expect(job?.files).toEqual([{ id: expect.any(String), name: 'waiting.png' }]);
  await until(() => alice.answer()?.text.includes('waiting.png'));
  await alice.shortcut('report', { at: 'direct', id: said.id });
  await alice.closes();
  await alice.presses(`Add to INC-${reports}`);
  await desk.settled();
  expect(named(inDesk())).toEqual(['waiting.png']);
});

test('a verb that takes no files says so', async () => {
  const { ref } = await reported('onTeams');
  const bob = desk.onSlack('bob');
  const card = cardOf(bob, SLACK_DESK, ref);
  await bob.sends(photo, 'resolve cleaned', SLACK_DESK, card.id, true);
  expect(bob.answer()?.text).toContain('Left behind: photo.png');
});

test('nothing of a file is ever logged: neither bytes nor name nor the address that opens it', async () => {
  const secret = 'canary-5c1f';
  for (const chat of ['onSlack', 'onTeams'] as const) {
    const { send } = await reported(chat);
    desk.slack.fault({ method: 'download', times: 1, do: { kind: 'drop', when: 'before' } });
    await send({ name: `${secret}.txt`, bytes: Buffer.from(`${secret} of bytes`) }, secret);
    await send({ name: `${secret}.exe`, bytes: Buffer.from(`MZ ${secret}`) }, secret);
    await desk.pass(5);
  }
  expect(written.join('')).toContain('a file could not be fetched');
  for (const word of [secret, 'tempauth', 'signature=']) expect(written.join('')).not.toContain(word);
});

test('twenty megabytes are copied whole, and not one byte more', async () => {
  const large = await startDesk();
  try {
    const [alice, bob] = [large.onTeams('alice'), large.onSlack('bob')];
    const bytes = randomBytes(20 * 1_048_576);
    await alice.sends({ name: 'dump.bin', bytes }, 'report it crashed', 'direct');
    await large.settled();
    const card = cardOf(bob, SLACK_DESK, 'INC-1');
    const [shown] = large.slack.messages(SLACK_DESK, { thread: card.id }).flatMap(({ files = [] }) => files);
    expect(large.slack.file(String(shown?.id))?.bytes.equals(bytes)).toBe(true);
    expect((await opened(linksIn(large, TEAMS_DESK)[0] ?? '')).bytes.equals(bytes)).toBe(true);
    await alice.sends(
      { name: 'more.bin', bytes: Buffer.concat([bytes, Buffer.from('x')]) },
      'add INC-1 more',
      'direct',
    );
    await large.settled();
    expect(last(alice.sees('direct')).text).toContain('more.bin was not taken: it is larger than 20 MB');
  } finally {
    await large.stop();
  }
}, 60_000);
