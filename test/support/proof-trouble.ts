// Everything that can go wrong between Muster, its chats and its database, by name, and how each is made to happen.
import type { Client } from 'pg';
import type { FaultAction } from '../../playground/slack/faults.ts';
import type { Harm } from '../../playground/teams/faults.ts';
import type { TestDesk } from './desk.ts';
import type { Moment, Wire } from './proof-wire.ts';

const each = <T>(names: readonly string[], of: (name: string) => T): Readonly<Record<string, T>> =>
  Object.fromEntries(names.map((name) => [name, of(name)]));
const UNSURE = ['internal_error', 'fatal_error', 'request_timeout', 'service_unavailable'];
const TOKEN = ['account_inactive', 'invalid_auth', 'not_authed', 'token_expired', 'token_revoked'];
const LIMITED = ['ratelimited', 'rate_limited'];
const FOR_GOOD = ['channel_not_found', 'is_archived', 'not_in_channel', 'restricted_action', 'msg_too_long'];

/** After each of these a message is to stand once all the same. */
export const slackFaults: Readonly<Record<string, FaultAction>> = {
  '429': { kind: 'rate_limited', retryAfter: 7 },
  '500 before': { kind: 'status', status: 500, when: 'before' },
  '500 after': { kind: 'status', status: 500, when: 'after' },
  'dropped before': { kind: 'drop', when: 'before' },
  'dropped after': { kind: 'drop', when: 'after' },
  'malformed before': { kind: 'malformed', when: 'before' },
  'malformed after': { kind: 'malformed', when: 'after' },
  slow: { kind: 'slow', ms: 150 },
  'internal_error before': { kind: 'error', error: 'internal_error', when: 'before' },
  'a page of some proxy after': { kind: 'error', error: '<html>Gateway</html>', when: 'after' },
  ...each(UNSURE, (error): FaultAction => ({ kind: 'error', error, when: 'after' })),
  ...each([...LIMITED, ...TOKEN], (error): FaultAction => ({ kind: 'error', error })),
};

export const teamsFaults: Readonly<Record<string, Harm>> = {
  '429': { kind: 'rate_limited', retryAfter: 7 },
  '500 before': { kind: 'status', status: 500, when: 'before' },
  ...each(['500 after', '502 after', '408 after', '412 after'], (name): Harm => {
    return { kind: 'status', status: Number.parseInt(name, 10), when: 'after' };
  }),
  'dropped before': { kind: 'drop', when: 'before' },
  'dropped after': { kind: 'drop', when: 'after' },
  'malformed after': { kind: 'malformed' },
  slow: { kind: 'slow', ms: 150 },
  '401': { kind: 'error', status: 401, code: 'Unauthorized' },
};

/** No answer comes until Muster gives up, ten seconds later: too long to be tried with each kind of post. */
const slackHangs: Readonly<Record<string, FaultAction>> = {
  'hanging before': { kind: 'hang', when: 'before' },
  'hanging after': { kind: 'hang', when: 'after' },
};
const teamsHangs: Readonly<Record<string, Harm>> = { hanging: { kind: 'hang' } };

/** Of these a person is told, and the message stands nowhere. */
export const slackRefusals = each(FOR_GOOD, (error): FaultAction => ({ kind: 'error', error }));
export const teamsRefusals = each(
  ['400', '403', '404'],
  (status): Harm => ({ kind: 'error', status: Number(status), code: 'Refused' }),
);

/** Where trouble is made: the desk's database is reached through `wire`, and `owner` is beside it. */
export interface Scene {
  readonly desk: TestDesk;
  readonly wire: Wire;
  readonly owner: Client;
}

/** Makes it happen to the call that comes after `skip` others; what is returned resolves when it is over, if it has to end before anybody goes on. */
export type Trouble = (scene: Scene, skip: number) => Promise<void> | undefined;

const after = (skip: number) => {
  let left = skip;
  return () => left-- === 0;
};
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

function inSlack(fault: FaultAction, only: (args: Record<string, unknown>) => boolean = () => true): Trouble {
  return ({ desk }, skip) => {
    const isTurn = after(skip);
    desk.slack.fault({ times: 1, do: fault, where: (args) => only(args) && isTurn() });
    return undefined;
  };
}

function inTeams(harm: Harm, path: RegExp, only: (body: unknown) => boolean = () => true): Trouble {
  return ({ desk }, skip) => {
    const isTurn = after(skip);
    desk.teams.fault({ match: { path, where: (body) => only(body) && isTurn() }, do: harm });
    return undefined;
  };
}

/** A line below a card, and nothing that others hang on. */
export const isSlackLine = ({ metadata, thread_ts }: Record<string, unknown>): boolean =>
  isObject(metadata) && thread_ts !== undefined;
export const TEAMS_LINE = /;messageid=.*\/activities$/u;
export const isOurs = (body: unknown): boolean => JSON.stringify(body ?? '').includes('"muster:');

const cut =
  (moment: Moment): Trouble =>
  ({ wire }) => {
    void wire.cut(moment);
    return undefined;
  };
const refused =
  (sqlstate: string): Trouble =>
  ({ wire }) => {
    void wire.refuse('inside the transaction', sqlstate);
    return undefined;
  };

/** What is set for the database holds for every connection that is made from now on. */
export async function setDatabase(owner: Client, setting: string): Promise<void> {
  await owner.query(`do $$ begin execute format('alter database %I ${setting}', current_database()); end $$`);
}

/** Set so until a connection of Muster's has met it. */
const setUntil =
  (setting: string, back: string, sqlstate: string): Trouble =>
  async ({ wire, owner }) => {
    const heard = wire.heard(sqlstate);
    await setDatabase(owner, setting);
    wire.hangUp();
    await heard;
    await setDatabase(owner, back);
  };

const CUTS: readonly Moment[] = [
  ...(['before BEGIN', 'inside the transaction', 'before its jobs', 'before COMMIT'] as const),
  ...(['after COMMIT, before its answer', 'after they are claimed, before the answer'] as const),
  ...(['before a message is remembered', 'before COMMIT of the mark'] as const),
  'after COMMIT of the mark, before its answer',
];

const database: Readonly<Record<string, Trouble>> = {
  ...Object.fromEntries(CUTS.map((moment) => [`cut ${moment}`, cut(moment)])),
  ...each(['40001', '40P01'], refused),
  'only reads for a while (25006)': setUntil(
    'set default_transaction_read_only to on',
    'reset default_transaction_read_only',
    '25006',
  ),
  'takes no connection for a while (53300)': setUntil('connection limit 0', 'connection limit -1', '53300'),
  'is away for a while': async ({ wire }) => {
    await wire.down();
    wire.up();
  },
};

const named = <T>(who: string, some: Readonly<Record<string, T>>, how: (one: T) => Trouble) =>
  Object.fromEntries(Object.entries(some).map(([name, one]) => [`${who}: ${name}`, how(one)]));
const SERVICES = /^\/(connector|graph)\//u;

/** Each kind, by its name. */
export const troubles: Readonly<Record<string, Trouble>> = {
  ...named('slack', { ...slackFaults, ...slackHangs }, (fault) => inSlack(fault)),
  ...named('teams', { ...teamsFaults, ...teamsHangs }, (harm) => inTeams(harm, SERVICES)),
  ...named('slack', slackRefusals, (fault) => inSlack(fault, isSlackLine)),
  ...named('teams', teamsRefusals, (harm) => inTeams(harm, TEAMS_LINE, isOurs)),
  ...named('database', database, (trouble) => trouble),
};

/** Those that take ten seconds of real time, and so are drawn more seldom. */
export const isLong = (name: string): boolean => name.includes('hanging');
