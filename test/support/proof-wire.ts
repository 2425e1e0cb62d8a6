// A wire between Muster and its database: it sees every statement go by, and at named moments cuts, refuses, or lets nothing further.

import { EventEmitter, on, once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, connect as dial, type Socket } from 'node:net';
import { answers, failing, listen, type Said } from './wire-protocol.ts';

interface Sign {
  /** In the statement that goes by. */
  readonly said: string;
  /** Only in a transaction in which this was said before. */
  readonly within?: string;
  /** The statement itself passes; what is struck is its answer. */
  readonly answered?: true;
}

const change = { within: 'INSERT INTO "event"' };
const mark = { within: 'INSERT INTO "message"' };

/** The moments between the receipt of a gesture and the mark of its last message, in the order in which the database has them. */
export const moments = {
  'before BEGIN': { said: 'START TRANSACTION' },
  'before its receipt': { said: 'insert into receipt' },
  'before its ticket': { said: 'INSERT INTO "ticket"' },
  'inside the transaction': { said: change.within },
  'before its jobs': { said: 'select enqueue_jobs', ...change },
  'before its reply is kept': { said: 'update receipt set reply', ...change },
  'before COMMIT': { said: 'COMMIT', ...change },
  'after COMMIT, before its answer': { said: 'COMMIT', answered: true, ...change },
  'before its jobs are claimed': { said: 'from claim_jobs' },
  'after they are claimed, before the answer': { said: 'from claim_jobs', answered: true },
  'before a message is remembered': { said: mark.within },
  'before it is marked as sent': { said: 'select settle_job', ...mark },
  'before COMMIT of the mark': { said: 'COMMIT', ...mark },
  'after COMMIT of the mark, before its answer': { said: 'COMMIT', answered: true, ...mark },
} as const satisfies Readonly<Record<string, Sign>>;
export type Moment = keyof typeof moments;

type Blow = 'cut' | 'halt' | { readonly sqlstate: string };

export interface Wire {
  /** The database behind `url`, through the wire. */
  readonly url: string;
  /** Cuts one connection once, as soon as it comes to that moment; resolves when it did. */
  cut(at: Moment): Promise<void>;
  /** The database refuses a statement once, at that moment, and the transaction with it; resolves when it did. */
  refuse(at: Moment, sqlstate: string): Promise<void>;
  /** Nothing gets further than that moment, of whatever connection, from the first that comes to it; resolves when it did. */
  halt(at: Moment): Promise<void>;
  /** Cuts what was halted. */
  letGo(): void;
  /** What was planned and has not happened will not; nothing more is halted. */
  calm(): void;
  /** Resolves when the database next answers with this error. */
  heard(sqlstate: string): Promise<void>;
  /** Resolves when somebody next says this to the database. */
  said(words: string): Promise<void>;
  /** Cuts every connection and takes no new ones until `up`; resolves when somebody has tried in vain. */
  down(): Promise<void>;
  up(): void;
  /** Cuts every connection; new ones are taken. */
  hangUp(): void;
  stop(): Promise<void>;
}

interface Plan {
  readonly at: Sign;
  readonly blow: Blow;
  readonly done: () => void;
}

export async function startWire(url: string): Promise<Wire> {
  const target = new URL(url);
  const open = new Set<Socket>();
  const plans = new Set<Plan>();
  const halted = new Set<() => void>();
  const news = new EventEmitter();
  let isDown = false;

  /** What befalls a statement, or its answer; a blow that was dealt is spent, but for a halt. */
  function blowAt(said: string, spoken: string, answered: boolean): Blow | undefined {
    for (const plan of plans) {
      const { said: sign, within = '', answered: after = false } = plan.at;
      if (after !== answered || !said.includes(sign) || !spoken.includes(within)) continue;
      if (plan.blow !== 'halt') plans.delete(plan);
      plan.done();
      return plan.blow;
    }
    return undefined;
  }

  const server = createServer((client) => {
    if (isDown) {
      news.emit('in vain');
      return void client.destroy();
    }
    const database = dial(Number(target.port), target.hostname);
    const cut = () => {
      client.destroy();
      database.destroy();
    };
    const halt = () => {
      halted.add(cut);
      client.pause();
      database.pause();
    };
    for (const socket of [client, database]) {
      open.add(socket);
      socket.on('error', cut).on('close', () => {
        open.delete(socket);
        cut();
      });
    }
    /** What this transaction has said so far, and the last of it. */
    let spoken = '';
    let said = '';
    /** Statements that the server has not answered, and the greeting. */
    let unanswered = 1;
    const hear = listen();
    const answered = answers();
    const pass = ({ bytes, words }: Said): boolean => {
      said = words;
      if (words !== '') unanswered += 1;
      news.emit('said', words);
      if (words.includes('START TRANSACTION')) spoken = '';
      const blow = blowAt(words, spoken, false);
      spoken += words;
      if (blow === 'cut') cut();
      else if (blow === 'halt') halt();
      else database.write(blow ? failing(blow.sqlstate) : bytes);
      return blow !== 'cut' && blow !== 'halt';
    };
    client.on('data', (bytes: Buffer) => void hear(bytes).every(pass));
    database.on('data', (bytes) => {
      const sqlstate = /\0C([0-9A-Z]{5})\0/u.exec(bytes.toString('latin1'))?.[1];
      if (sqlstate) news.emit(sqlstate);
      unanswered -= answered(bytes);
      const blow = unanswered === 0 ? blowAt(said, spoken, true) : undefined;
      if (blow === 'cut') return cut();
      if (blow === 'halt') return halt();
      client.write(bytes);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const through = new URL(url);
  through.hostname = '127.0.0.1';
  through.port = String((server.address() as AddressInfo).port);
  const cutAll = () => {
    for (const socket of open) socket.destroy();
  };
  const plan = (at: Moment, blow: Blow) =>
    new Promise<void>((done) => {
      plans.add({ at: moments[at], blow, done });
    });
  return {
    url: through.href,
    cut: (at) => plan(at, 'cut'),
    refuse: (at, sqlstate) => plan(at, { sqlstate }),
    halt: (at) => plan(at, 'halt'),
    letGo() {
      for (const cut of halted) cut();
      halted.clear();
    },
    calm: () => plans.clear(),
    async heard(sqlstate) {
      await once(news, sqlstate);
    },
    async said(part) {
      for await (const [words] of on(news, 'said')) if (words.includes(part)) return;
    },
    async down() {
      isDown = true;
      cutAll();
      await once(news, 'in vain');
    },
    up() {
      isDown = false;
    },
    hangUp: cutAll,
    async stop() {
      cutAll();
      await new Promise((closed) => server.close(closed));
    },
  };
}
