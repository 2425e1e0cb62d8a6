// Noise: who is told by policy, what waits for the morning, and a place that falls behind; through HTTP on both chats.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { moveDeskClock } from '../src/storage/clock.ts';
import type { Seen } from './conformance/counterpart.ts';
import { SLACK_DESK, slackId, startDesk, TEAMS_DESK, type TestDesk } from './support/desk.ts';
import { cardOf, last } from './support/eyes.ts';
import type { Person } from './support/person.ts';
import { delivered, query, until } from './support/proof.ts';

const GENERAL = 'C0GENERAL';
const HOUR = 3_600;
const refIn = (who: Person): string => /INC-\d+/u.exec(who.answer()?.text ?? '')?.[0] ?? '';
const telling = (yaml: string): string =>
  `${yaml}\ntelling: { claimed: { requester: true }, prioritised: { owner: true }, held: { requester: false } }\n`;

/** A desk that has been told to be quiet from now on, for so many hours; the desk's zone alone counts. */
function quietFor(hours: number): (yaml: string) => string {
  const at = (away: number) => {
    const time = new Date(Date.now() + away * HOUR * 1000);
    const parts = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: 'Europe/Paris' } as const;
    return time.toLocaleTimeString('en-GB', parts);
  };
  return (yaml) => `${yaml}\nquiet: { from: "${at(-1)}", to: "${at(hours)}" }\n`;
}

describe('who hears of what, by policy', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await startDesk({ policy: telling });
    await desk.onSlack('bob').types('help', GENERAL);
  }, 60_000);
  afterAll(() => desk.stop());

  test.each(['onSlack', 'onTeams'] as const)(
    'the requester hears what the policy adds and not what it leaves out, %s',
    async (chat) => {
      const alice = desk[chat]('alice');
      const bob = desk.onSlack('bob');
      await alice.types('report the door is stuck', chat === 'onSlack' ? GENERAL : '19:general@thread.tacv2');
      const ref = refIn(alice);
      await desk.settled();
      await bob.types(`claim ${ref}`, SLACK_DESK);
      await bob.types(`hold ${ref} for supplier`, SLACK_DESK);
      await desk.onSlack('dana').types(`priority ${ref} p2 because of the visit`, GENERAL);
      await desk.settled();
      const root = chat === 'onSlack' ? cardOf(alice, 'direct', ref).id : undefined;
      const words = [...alice.sees('direct'), ...(root ? alice.sees('direct', root) : [])]
        .map(({ text }) => text)
        .join('\n');
      expect(words).toContain(`Bob Fischer is on ${ref} now.`);
      expect(words).not.toContain(`${ref} is on hold: For a supplier`);
      expect(last(bob.sees('direct')).text).toMatch(
        new RegExp(`${ref} the door is stuck · P2\\s+Dana Silva changed the priority`, 'u'),
      );
    },
  );
});

describe('in the quiet hours', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await startDesk({
      policy: quietFor(8),
      zones: { alice: 'Europe/Paris', bob: 'Europe/Paris', dana: 'Europe/Paris' },
    });
    await desk.onSlack('bob').types('help', GENERAL);
    await desk.onSlack('dana').types('help', GENERAL);
  }, 60_000);
  afterAll(() => desk.stop());
  const digests = (seen: readonly Seen[]) => seen.filter(({ text }) => text.includes('While you were away:'));

  test.each(['onSlack', 'onTeams'] as const)(
    'ten notices become one in the morning; what cannot wait comes at once, %s',
    async (chat) => {
      const alice = desk[chat]('alice');
      const bob = desk.onSlack('bob');
      const refs: string[] = [];
      for (let n = 1; n <= 4; n++) {
        await alice.types(
          `report the lamp ${chat} ${n} flickers`,
          chat === 'onSlack' ? GENERAL : '19:general@thread.tacv2',
        );
        refs.push(refIn(alice));
      }
      const [one = '', two = '', three = '', urgent = ''] = refs;
      await desk.pass(2 * HOUR); // nobody is awake any more
      for (const ref of [one, two]) await bob.types(`hold ${ref} for supplier`, SLACK_DESK);
      await bob.types(`resolve ${two} the bulb was changed`, SLACK_DESK);
      await bob.types(`tell ${three} which lamp is it?`, SLACK_DESK);
      await bob.types(`classify ${urgent} impact=high urgency=high`, SLACK_DESK);
      await bob.types(`tell ${urgent} we are on our way`, SLACK_DESK);
      await desk.settled();
      const everything = () => {
        const top = alice.sees('direct');
        return [...top, ...(chat === 'onSlack' ? top.flatMap(({ id }) => alice.sees('direct', id)) : [])]
          .map(({ text }) => text)
          .join('\n');
      };
      expect(cardOf(alice, 'direct', two).text).toContain('We think that this is solved'); // the living card does not wait
      expect(everything()).toContain('we are on our way');
      expect(everything()).not.toMatch(/which lamp is it\?|While you were away|thinks that/u);
      await desk.pass(6 * HOUR + 60); // the morning has come
      const [digest, ...others] = digests(alice.sees('direct'));
      expect(others).toEqual([]);
      expect(digest?.text).toMatch(
        new RegExp(
          `${two} the lamp[\\s\\S]*Bob Fischer thinks that ${two} is solved[\\s\\S]*${one} the lamp[\\s\\S]*on hold`,
          'u',
        ),
      );
      expect(digest?.text).not.toMatch(/late/u);
      expect(everything()).toMatch(/which lamp is it\?/u); // the words of a person come whole, and alone
      await alice.presses('That solved it', { at: 'direct', id: digest?.id ?? '' });
      await desk.settled();
      expect(cardOf(alice, 'direct', two).text).toContain('Closed.');
      await desk.pass(16 * HOUR); // the next night
    },
  );

  test('an escalation wakes those whom it calls', async () => {
    const alice = desk.onSlack('alice');
    await alice.types('report the pump stands still', GENERAL);
    const ref = refIn(alice);
    await desk.onSlack('bob').types(`claim ${ref}`, SLACK_DESK);
    await alice.types(`escalate ${ref} the cellar is under water`, GENERAL);
    await desk.settled();
    for (const name of ['bob', 'dana'])
      expect(last(desk.onSlack(name).sees('direct')).text).toContain(`Alice Moreau escalates ${ref}`);
  });
});

describe('a chat that was away', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await startDesk();
  }, 60_000);
  afterAll(() => desk.stop());
  const away = () =>
    desk.slack.fault({
      method: /^chat\.(?:postMessage|update)$/u,
      where: ({ channel }) => channel === SLACK_DESK,
      do: { kind: 'status', status: 503 },
    });
  const folded = () =>
    query(
      desk,
      `select platform, key, message_id, ticket_id from message where key like 'folded %' order by ticket_id, key`,
    );

  test('is told in one digest what it missed: nothing lost, nothing twice, nobody else delayed', async () => {
    const bob = desk.onTeams('bob');
    const alice = desk.onSlack('alice');
    const refs: string[] = [];
    for (let n = 1; n <= 13; n++) {
      await alice.types(`report gate ${n} is open`, GENERAL);
      refs.push(refIn(alice));
    }
    await delivered(desk);
    desk.slack.ledger.clear();
    away();
    for (const ref of refs) {
      await bob.types(`claim ${ref}`, TEAMS_DESK);
      await bob.types(`note ${ref} looked at ${ref}`, TEAMS_DESK);
    }
    const [major = ''] = refs;
    await bob.types(`priority ${major} p1 because all gates are open`, TEAMS_DESK);
    // The other chat has it all at once, and so has the requester on the same one.
    await until(() =>
      last(bob.sees(TEAMS_DESK, cardOf(bob, TEAMS_DESK, refs.at(-1) ?? '').id)).text.includes('looked at'),
    );
    await moveDeskClock(desk.muster.database.source, 12 * 60);
    await bob.types(`tell ${refs[1]} somebody is on the way`, TEAMS_DESK);
    await until(() =>
      alice.sees('direct', cardOf(alice, 'direct', refs[1] ?? '').id).some(({ text }) => text.includes('on the way')),
    );
    desk.slack.clearFaults();
    await delivered(desk);
    const seen = desk.onSlack('bob').sees(SLACK_DESK);
    const digests = seen.filter(({ text }) => text.includes('things happened here'));
    expect(digests).toHaveLength(1);
    const [digest] = digests;
    for (const ref of refs)
      expect(digest?.text).toMatch(new RegExp(`${ref} gate [\\s\\S]*Bob Fischer noted: looked at ${ref}`, 'u'));
    expect(digest?.text).toMatch(/Sent 1\d min late: Slack did not answer\./u);
    // What is of priority 1 stands in its own thread; what was said before the digest could be is not in it again.
    expect(
      last(desk.onSlack('bob').sees(SLACK_DESK, cardOf(desk.onSlack('bob'), SLACK_DESK, major).id)).text,
    ).toContain('changed the priority from P3 to P1');
    const rows = await folded();
    expect(new Set(rows.map(({ message_id }) => message_id)).size).toBe(1);
    const lines = await query(
      desk,
      `select e.ticket_id, e.seq from event e where e.type <> 'reported' and not exists (
         select from message m where m.ticket_id = e.ticket_id and m.platform = 'slack' and m.place like '%${SLACK_DESK}'
           and m.key in ('line ' || e.seq, 'folded line ' || e.seq))`,
    );
    expect(lines).toEqual([]);
    const twice = await query(
      desk,
      `select from message f join message m on m.ticket_id = f.ticket_id and m.place = f.place and f.key = 'folded ' || m.key`,
    );
    expect(twice).toEqual([]);
    const posts = desk.slack.ledger
      .applied('chat.postMessage')
      .filter(({ args }) => JSON.stringify(args).includes('things happened here'));
    expect(posts).toHaveLength(1);
    expect(digest?.text).toContain(`${rows.length} things happened here`);
  });

  test('so it is on the other chat: one digest there, the first one’s thread is up to date meanwhile', async () => {
    const bob = desk.onSlack('bob');
    await desk.onTeams('alice').types('report the last gate is open', '19:general@thread.tacv2');
    const ref = refIn(desk.onTeams('alice'));
    await delivered(desk);
    const path = /servicedesk.*activities/u;
    desk.teams.fault({ match: { path }, times: 1_000, do: { kind: 'rate_limited', retryAfter: 5 } });
    for (let n = 1; n <= 21; n++) await bob.types(`note ${ref} look ${n}`, SLACK_DESK);
    await until(() => last(bob.sees(SLACK_DESK, cardOf(bob, SLACK_DESK, ref).id)).text.includes('look 21'));
    await moveDeskClock(desk.muster.database.source, 20 * 60);
    desk.teams.clearFaults();
    await delivered(desk);
    const there = desk.onTeams('bob').sees(TEAMS_DESK);
    const digests = there.filter(({ text }) => text.includes('21 things happened here'));
    expect(digests).toHaveLength(1);
    expect(digests[0]?.text).toMatch(
      new RegExp(`${ref} the last gate is open\\n… \\+18\\n[\\s\\S]*look 19[\\s\\S]*look 21`, 'u'),
    );
    expect(digests[0]?.text).toMatch(/Sent 2\d min late/u);
  });

  test('what is said below a digest of many is about none of them; a button on it answers', async () => {
    const bob = desk.onSlack('bob');
    const digest = bob.sees(SLACK_DESK).find(({ text }) => text.includes('things happened here'));
    const before = await query(desk, 'select count(*)::int as n from event');
    await bob.says('well, well', SLACK_DESK, digest?.id);
    await desk.settled();
    expect(await query(desk, 'select count(*)::int as n from event')).toEqual(before);
    await bob.presses('Show', { at: SLACK_DESK, id: digest?.id ?? '' });
    expect(JSON.stringify(desk.slack.ephemerals(slackId('bob')).at(-1))).toContain('gate');
  });

  test('words that their author has changed or taken back meanwhile are told as they are now', async () => {
    const bob = desk.onSlack('bob');
    await desk.onTeams('alice').types('report the side gate is open', '19:general@thread.tacv2');
    const ref = refIn(desk.onTeams('alice'));
    await delivered(desk);
    const path = /servicedesk.*activities/u;
    desk.teams.fault({ match: { path }, times: 1_000, do: { kind: 'rate_limited', retryAfter: 5 } });
    const thread = cardOf(bob, SLACK_DESK, ref).id;
    for (let n = 1; n <= 20; n++) await bob.types(`note ${ref} look ${n}`, SLACK_DESK);
    await bob.says('@muster note the code is 4711', SLACK_DESK, thread);
    await bob.edits('@muster note the code is with the porter', SLACK_DESK, thread);
    await bob.says('@muster note the key lies below the mat', SLACK_DESK, thread);
    await bob.deletes(SLACK_DESK, thread);
    await moveDeskClock(desk.muster.database.source, 20 * 60);
    desk.teams.clearFaults();
    await delivered(desk);
    const digest = last(
      desk
        .onTeams('bob')
        .sees(TEAMS_DESK)
        .filter(({ text }) => text.includes(`${ref} the side gate`) && text.includes('things happened here')),
    );
    expect(digest.text).toContain('the code is with the porter');
    expect(digest.text).not.toMatch(/4711|below the mat/u);
  });
});
