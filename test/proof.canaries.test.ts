// Where words and secrets end up: each input has a word of its own, looked for in both outputs, the database and the metrics of a real process.
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enqueue } from '../src/jobs/enqueue.ts';
import { execute } from './support/database.ts';
import { SLACK_DESK, slackId, TEAMS_DESK, teamsId } from './support/desk.ts';
import { query, ticketAbout, until } from './support/proof.ts';
import { buildMuster, openTown, type Town } from './support/proof-process.ts';
import { slackPerson } from './support/slack-person.ts';
import { teamsPerson } from './support/teams-person.ts';

/** What nobody but its owner may ever read. */
const SECRETS = {
  botToken: 'xoxb-canarybot',
  signingSecret: 'canarysigning',
  appPassword: 'canarypassword',
  metrics: 'canarymetricstoken',
  alerts: 'canaryalerts',
  encryption: Buffer.from('canary of the encryption key 32!').toString('base64'),
  header: 'canaryheader',
  trigger: 'canarytrigger',
  response: 'canaryresponse',
  signature: 'canarysignature',
} as const;

/** Where the words of people stand; nowhere else. */
const HOMES: Readonly<Record<string, readonly string[]>> = {
  report: ['ticket.title', 'ticket.description', 'event.data', 'receipt.reply', 'job.task'],
  fields: [
    'event.data',
    'receipt.reply',
    'ticket.hold',
    'ticket.questions',
    'ticket.resolution',
    'ticket.waits_because',
    'ticket.major',
    'ticket.description',
  ],
  room: ['room_message.text', 'room_message.marks'],
  waiting: ['job.task', 'receipt.reply'],
  refused: [],
  poison: ['job.task'],
  file: ['file.name'],
};

let program: Awaited<ReturnType<typeof buildMuster>>;
let town: Town;
const said: { readonly word: string; readonly kind: keyof typeof HOMES }[] = [];
/** A word that nobody else says. */
const canary = (kind: keyof typeof HOMES): string => {
  const word = `canary${kind}${said.length}x`;
  said.push({ word, kind });
  return word;
};
const slack = (name: string) => slackPerson(town.slack, slackId(name));
const teams = (name: string) => teamsPerson(town.teams, teamsId(name));

beforeAll(async () => {
  program = await buildMuster();
  const { botToken, signingSecret, appPassword } = SECRETS;
  const settings = {
    ...{ LOG_LEVEL: 'trace', METRICS_TOKEN: SECRETS.metrics, ENCRYPTION_KEY: SECRETS.encryption },
    ALERT_SECRET_GRAFANA: SECRETS.alerts,
  };
  town = await openTown(program.main, { settings, secrets: { botToken, signingSecret, appPassword } });
  await town.start();
  await town.teams.install(teamsId('bob'), { team: true });
  for (const name of ['alice', 'bob']) await town.teams.install(teamsId(name));
}, 90_000);
afterAll(async () => {
  await town.stop();
  program.remove();
});

/** As Slack would send it, with handles of its own: to the door itself. */
async function posted(text: string, secret: string = SECRETS.signingSecret): Promise<Response> {
  const fields = { command: '/desk', text, user_id: slackId('alice'), team_id: 'T1', channel_id: 'C0GENERAL' };
  const handles = {
    trigger_id: `${SECRETS.trigger}${said.length}`,
    response_url: `${town.slack.url}${SECRETS.response}`,
  };
  const body = new URLSearchParams({ ...fields, ...handles }).toString();
  const at = String(Math.floor(Date.now() / 1000));
  const mac = createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex');
  const headers = {
    ...{ 'content-type': 'application/x-www-form-urlencoded', 'user-agent': SECRETS.header, cookie: SECRETS.header },
    ...{ 'x-slack-request-timestamp': at, 'x-slack-signature': `v0=${mac}`, authorization: `Bearer ${SECRETS.header}` },
  };
  return fetch(`${town.address()}/slack/events`, { method: 'POST', body, headers });
}

async function aDay(): Promise<void> {
  const first = canary('report');
  const file = { name: `${canary('file')}.txt`, bytes: Buffer.from('canarybytes') };
  await slack('alice').sends(file, `report ${first} is broken\n${canary('report')}`, 'direct');
  await town.delivered();
  const { number } = await ticketAbout(town, first);
  const ref = `INC-${number}`;
  const words: readonly (readonly [string, string])[] = [
    ...(
      ['note', 'tell', 'hold REF for other because', 'resume', 'wait REF until tomorrow because', 'resume'] as const
    ).map((verb) => ['bob', verb] as const),
    ...([
      ['alice', 'add'],
      ['alice', 'escalate'],
      ['bob', 'ack'],
      ['bob', 'resolve'],
      ['alice', 'reopen'],
      ['bob', 'resolve'],
      ['alice', 'rate REF 5'],
    ] as const),
  ];
  for (const [n, [name, verb]] of words.entries()) {
    const whole = verb.includes('REF') ? verb.replace('REF', ref) : `${verb} ${ref}`;
    const text = ['resume', 'ack'].includes(verb) ? whole : `${whole} ${canary('fields')}`;
    if (n % 2 === 0) await slack(name).types(text, name === 'bob' ? SLACK_DESK : 'C0GENERAL');
    else await teams(name).types(text, name === 'bob' ? TEAMS_DESK : '19:general@thread.tacv2');
  }
  // Refused, unknown, looked for, left to wait.
  for (const text of [
    'xyzzy',
    'claim INC-99',
    'priority',
    'find',
    `assign ${ref} to`,
    `confidential ${ref} off because`,
  ])
    await slack('bob').types(`${text} ${canary('refused')}`, SLACK_DESK);
  await teams('bob').searches(canary('refused'));
  await slack('alice').says(canary('waiting'), 'direct');
  await posted(`report ${canary('report')}`);
  await posted(`status ${canary('refused')}`, SECRETS.signature);
}

/** Chats that fail, a database that refuses with the whole row in its mouth, a job that nobody understands. */
async function faults(): Promise<void> {
  for (const method of ['chat.postMessage', 'chat.update', 'users.info'])
    town.slack.fault({ method, times: 1, do: { kind: 'status', status: 500 } });
  town.teams.fault({ match: { method: 'POST' }, times: 1, do: { kind: 'status', status: 500, when: 'before' } });
  await slack('alice').types(`report ${canary('report')}`, 'C0GENERAL');
  await teams('alice').types(`report ${canary('report')}`, '19:general@thread.tacv2');
  await town.delivered();
  town.slack.clearFaults();
  town.teams.clearFaults();
  const refused = canary('refused');
  await execute(town.ownerUrl, `alter table ticket add constraint canary check (title not like '%${refused}%')`);
  await slack('alice').types(`report ${refused}`, 'C0GENERAL');
  await teams('alice').types(`report ${refused}`, '19:general@thread.tacv2');
  await execute(town.ownerUrl, 'alter table ticket drop constraint canary');
  // What a job of another version might hold: it fails at the database, which repeats what it was given.
  const task = { kind: 'timer', verb: 'resume', ticket: canary('poison'), of: 'x' } as const;
  const { organisation } = town.muster.desk;
  await town.muster.database.transaction(organisation, (tx) => enqueue(tx, organisation, [{ task }]));
  await until(async () => (await query(town, 'select from job where error is not null')).length > 0, 20_000);
}

/** In which columns each of these words stands, by table and column. */
async function standing(words: readonly string[]): Promise<Map<string, Set<string>>> {
  const found = new Map<string, Set<string>>();
  const names = await query(
    town,
    "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'",
  );
  for (const { name } of names) {
    if (!(await query(town, `select has_table_privilege('${name}', 'select') as may`))[0]?.may) continue;
    for (const { row } of await query(town, `select to_jsonb(t) as row from "${name}" t`))
      for (const [column, value] of Object.entries(row as object)) {
        const text = JSON.stringify(value);
        for (const word of words.filter((each) => text.includes(each)))
          found.set(word, (found.get(word) ?? new Set()).add(`${name}.${column}`));
      }
  }
  return found;
}

test('a day and its faults, told of in full: nobody’s words and no secret in the outputs or the metrics, words only where they belong', async () => {
  await aDay();
  await faults();
  const words = [
    ...said.map(({ word }) => word),
    ...Object.values(SECRETS),
    'canarybytes',
    'alice@example.com',
    'bob@example.com',
  ];
  const metrics = await fetch(`${town.address()}/metrics`, { headers: { authorization: `Bearer ${SECRETS.metrics}` } });
  const told = `${town.output()}\n${await metrics.text()}`;
  expect(told.split('\n').length).toBeGreaterThan(10);
  expect(words.filter((word) => told.includes(word))).toEqual([]);

  const found = await standing(words);
  expect(
    Object.values(SECRETS).flatMap((secret) => [...(found.get(secret) ?? [])].map((at) => `${secret} in ${at}`)),
  ).toEqual([]);
  const strays = said.flatMap(({ word, kind }) =>
    [...(found.get(word) ?? [])].filter((at) => !HOMES[kind]?.includes(at)).map((at) => `${word} in ${at}`),
  );
  expect(strays).toEqual([]);
  // What was taken in is there: the net has no hole.
  for (const { word, kind } of said)
    if (['report', 'fields', 'file'].includes(kind))
      expect([word, [...(found.get(word) ?? [])]]).not.toEqual([word, []]);
}, 180_000);
