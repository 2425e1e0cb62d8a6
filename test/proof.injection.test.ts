// What text may do: nothing. Words that are markup somewhere, in every field that people fill, on every surface that shows them.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clean } from '../src/commands/verb.ts';
import { refOf, type Ticket } from '../src/ticket/record.ts';
import { startDesk, type TestDesk } from './support/desk.ts';
import { forgedOnSlack, forgedOnTeams, type Ways } from './support/forged.ts';
import { faultsInSlack, faultsInTeams } from './support/inert.ts';
import { POISON } from './support/poison.ts';
import { expectHistoriesToHold, query, ticketAbout } from './support/proof.ts';

const GENERAL = 'C0GENERAL';
let desk: TestDesk;
let hands: readonly Ways[];
beforeAll(async () => {
  desk = await startDesk();
  for (const name of ['alice', 'bob', 'chen', 'dana', 'mei']) {
    await desk.onSlack(name).types('help', GENERAL);
    await desk.onTeams(name).types('help', '19:general@thread.tacv2');
  }
  hands = [forgedOnSlack(desk), forgedOnTeams(desk)];
}, 60_000);
afterAll(async () => {
  await expectHistoriesToHold(desk);
  await desk.stop();
});

const moment = () => ({
  slack: { calls: desk.slack.ledger.calls.length, deliveries: desk.slack.ledger.deliveries.length },
  teams: { calls: desk.teams.ledger.calls.length, deliveries: desk.teams.ledger.deliveries.length },
});
/** Nobody was called, nothing misleads, nothing is markup, nothing is unseen, and nothing failed. */
function expectInert(since: ReturnType<typeof moment>): void {
  expect([
    ...new Set([
      ...faultsInSlack(desk.slack, since.slack, ['UDANA', 'UCHEN']),
      ...faultsInTeams(desk.teams, since.teams, ['Dana Silva', 'Chen Hao']),
    ]),
  ]).toEqual([]);
  const answers = [
    ...desk.slack.ledger.deliveries.slice(since.slack.deliveries),
    ...desk.teams.ledger.deliveries.slice(since.teams.deliveries),
  ];
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  const said = JSON.stringify([
    answers,
    desk.slack.ledger.calls.slice(since.slack.calls),
    desk.teams.ledger.calls.slice(since.teams.calls),
  ]);
  expect(said).not.toContain('Something went wrong');
}

/** Who fills which field of which verb: `*` is what is put in. In the order of a ticket's life. */
const FIELDS = [
  ...[
    'bob tell text=*',
    'alice add text=*',
    'bob note text=*',
    'bob hold for=supplier because=*',
    'bob resume',
    'bob wait until=tomorrow because=*',
    'bob resume',
  ],
  ...[
    'alice escalate to=*',
    'bob ack',
    'bob escalate to=up because=*',
    'dana priority to=P1 because=*',
    'bob ask group=network text=*',
    'chen answer text=*',
  ],
  ...[
    'bob ask person=chen text=*',
    'chen decline because=*',
    'bob link to=https://bank.test@evil.test/',
    'alice copy person=* text=*',
  ],
  ...[
    'alice major+propose because=*',
    'dana major+reject because=*',
    'dana major+declare because=*',
    'bob task text=*',
    'bob decide text=*',
    'bob mark text=*',
  ],
  ...[
    'dana update text=*',
    'dana postpone until=15m because=*',
    'dana inform audience=everyone sure=yes text=*',
    'bob mitigated text=*',
    'bob monitoring text=*',
    'bob resolve text=*',
  ],
  ...[
    'bob review+summary text=*',
    'bob review+cause text=*',
    'bob review+well text=*',
    'bob review+badly text=*',
    'bob improve text=*',
    'bob review+publish',
    'bob review+export',
  ],
  ...[
    'alice reopen because=*',
    'dana major+demote because=*',
    'bob resolve text=*',
    'alice confirm',
    'alice rate stars=3 comment=*',
  ],
];

/** By the number of its words: which field they were put into. */
const FIELD_OF = new Map<number, string>();

async function lives(kind: keyof typeof POISON): Promise<{ ticket: Ticket; marks: string[] }> {
  const marks: string[] = [];
  const put = (): string => {
    marks.push(`${kind}${marks.length}end`);
    return `${POISON[kind]} ${marks.at(-1)}`;
  };
  const words = `begun ${put()}`;
  await hands[0]?.submits('alice', { verb: 'report', args: {} }, { text: words, stops: put(), since: put() });
  const ticket = await ticketAbout(desk, `${marks[0]}`);
  const ref = refOf(ticket);
  for (const [n, line] of FIELDS.entries()) {
    const [name = '', verb = '', ...fields] = line.split(' ');
    const values = Object.fromEntries(
      fields
        .map((field) => field.split(/=(.*)/su))
        .map(([key = '', value = '']) => [key, value === '*' ? put() : value]),
    );
    for (let at = FIELD_OF.size; at < marks.length; at++) FIELD_OF.set(at, `${name} ${verb}`);
    await hands[n % 2]?.submits(name, { verb: verb.replace('+', ' '), args: { ref } }, values);
    if (n % 8 === 0) await desk.settled();
  }
  for (const name of ['bob', 'alice'])
    for (const said of [`show ${ref}`, `history ${ref}`, 'status', 'known', 'home'])
      await desk.onSlack(name).types(said, GENERAL);
  await desk.pass(120);
  return { ticket, marks };
}

describe.each(Object.keys(POISON) as (keyof typeof POISON)[])('words that are %s', (kind) => {
  test('stay words in every field of a ticket’s life', async () => {
    const since = moment();
    const { ticket, marks } = await lives(kind);
    expectInert(since);
    // Whole, but for what no eye sees; a name that is nobody's was refused with all its words.
    const [{ all } = { all: '' }] = await query(
      desk,
      'select string_agg(data::text, $2) as all from event where ticket_id = $1',
      ticket.id,
      ' ',
    );
    const refused = marks.filter((mark) => !String(all).includes(mark));
    expect(refused.map((mark) => FIELD_OF.get(Number(/\d+/u.exec(mark)?.[0])))).toEqual(['alice copy', 'alice copy']);
    const whole = String(all).split(JSON.stringify(`${clean(POISON[kind])} `).slice(1, -1)).length - 1;
    expect(whole).toBeGreaterThanOrEqual(marks.length - refused.length);
  }, 60_000);
});
