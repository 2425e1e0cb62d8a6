// account forget, retention, backup, restore: what is kept, for how long, and where else.
import { existsSync, renameSync, rmSync } from 'node:fs';
import type { Config } from '../config.ts';
import { agentNames } from '../policy/roles.ts';
import { recordAudit } from '../storage/audit.ts';
import { backUp, openArchive, restore as refill } from '../storage/backup.ts';
import { type Tx, unhurried } from '../storage/database.ts';
import { eraseWords, forgetPerson, pastRetention, personCalled, type Traces, tracesOf } from '../storage/erasure.ts';
import type { Desk } from '../storage/organisations.ts';
import { peopleOf } from '../storage/people.ts';
import { startServer } from '../storage/server.ts';
import { type PersonId, refOf } from '../ticket/record.ts';
import { textsIn } from '../views/reader.ts';
import { type Command, counted, type Terminal } from './command.ts';
import { hasDatabase, withDesk } from './open.ts';
import { strangerId } from './people.ts';
import { Sentence } from './sentence.ts';

const DAY = 86_400_000;

export const forget: Command = {
  usage: 'account forget <mail|platform:user> [--yes]',
  does: 'erases a person: name, accounts, their tickets’ words; the figures stay',
  takes: [1, 1],
  options: { yes: { type: 'boolean' } },
  run: (config, [called = ''], values, terminal) =>
    withDesk(config, async ({ database, desk }) => {
      const { organisation } = desk;
      const { person, name, traces } = await database.transaction(organisation, (tx) => found(tx, desk, called));
      const tickets = counted(traces.reported.length, 'ticket');
      const rest = `what they said in ${counted(traces.spoken.length, 'other')}`;
      const question = `Erase ${name}, all words of ${tickets} that they reported, and ${rest}? This cannot be undone.`;
      if (values.yes !== true && !(await agreed(terminal, question))) {
        await terminal.out('Nothing was erased.\n');
        return 1;
      }
      await database.transaction(organisation, async (tx) => {
        await unhurried(tx);
        const now = await tracesOf(tx, organisation, person);
        refuseOpen(now, name);
        for (const id of now.reported) await eraseWords(tx, organisation, id, 'all', 'forgotten');
        for (const id of now.spoken) await eraseWords(tx, organisation, id, { of: person }, 'forgotten');
        await forgetPerson(tx, organisation, person, textsIn(desk.policy.organisation.language).line.former);
        const gone = new Set([...now.reported, ...now.spoken]);
        await recordAudit(tx, organisation, { type: 'forgotten', tickets: gone.size });
      });
      await terminal.out(`Erased: ${name}, ${tickets} reported, ${rest}.\n`);
      if (traces.messages > 0)
        terminal.tell(
          `${counted(traces.messages, 'message')} about these tickets may still stand in the chats: what is there is deleted there.`,
        );
      if (isNamed(desk, called)) terminal.tell('The policy names them as well: take them out of the policy file.');
      return 0;
    }),
};

async function found(tx: Tx, desk: Desk, called: string) {
  const { organisation } = desk;
  const stranger = strangerId(organisation, { name: null, mail: called.toLowerCase() });
  const person = (await personCalled(tx, organisation, called)) ?? stranger;
  const name = (await peopleOf(tx, organisation, [person])).get(person)?.name;
  if (name === undefined) throw new Sentence(`Nobody here has the address or the account "${called}".`);
  const traces = await tracesOf(tx, organisation, person);
  refuseOpen(traces, name);
  return { person: person as PersonId, name, traces };
}

/** An answer to nobody, or work that nobody does: these come first. */
function refuseOpen({ open }: Traces, name: string): void {
  if (open.length === 0) return;
  const refs = open.slice(0, 10).map(refOf).join(', ');
  throw new Sentence(
    `${name} has a part in ${counted(open.length, 'ticket')} that ${open.length === 1 ? 'is' : 'are'} not closed: ${refs}. Close, cancel or hand over first.`,
  );
}

function isNamed({ policy }: Desk, called: string): boolean {
  const names = [...agentNames(policy), ...Object.values(policy.roles).flat()];
  return names.some((name) => name.toLowerCase() === called.toLowerCase());
}

async function agreed({ ask }: Terminal, question: string): Promise<boolean> {
  if (!ask) throw new Sentence(`${question} Nobody is here to answer: say --yes.`);
  return /^y(?:es)?$/iu.test((await ask(`${question} [y/N] `)).trim());
}

export const retention: Command = {
  usage: 'retention [--dry-run]',
  does: 'erases requesters’ words in tickets closed longer ago than the policy keeps them',
  takes: [0, 0],
  options: { 'dry-run': { type: 'boolean' } },
  run: (config, _words, values, { out, tell }) =>
    withDesk(config, async ({ database, desk, differs }) => {
      const { organisation, policy } = desk;
      const { closed_days: days } = policy.retention;
      if (differs)
        tell(`${config.policyFile} differs from the policy in force (version ${desk.policyVersion}), which counts.`);
      if (days === undefined) {
        await out('The policy keeps words without end: it has no retention.closed_days.\n');
        return 0;
      }
      const due = await database.transaction(organisation, async (tx, now) => {
        await unhurried(tx);
        return pastRetention(tx, organisation, new Date(Date.parse(now) - days * DAY).toISOString());
      });
      const dry = values['dry-run'] === true;
      for (const ticket of due) {
        if (dry) await out(`${refOf(ticket)}\n`);
        // One at a time: whoever ends this half-way begins the next time with the rest.
        else
          await database.transaction(organisation, (tx) =>
            eraseWords(tx, organisation, ticket.id, { of: ticket.requester }, 'retention'),
          );
      }
      if (!dry && due.length > 0)
        await database.transaction(organisation, (tx) =>
          recordAudit(tx, organisation, { type: 'retention', tickets: due.length }),
        );
      await out(
        `${dry ? 'Would erase' : 'Erased'} the requester’s words in ${counted(due.length, 'ticket')} closed more than ${counted(days, 'day')} ago.\n`,
      );
      return 0;
    }),
};

export const backup: Command = {
  usage: 'backup <file>',
  does: 'the whole embedded database in one file, while Muster works or not',
  takes: [1, 1],
  async run(config, [file = ''], _values, { out }) {
    embeddedOnly(config);
    if (!hasDatabase(config)) throw new Sentence(`DATA_DIR: there is no database under ${config.dataDir}.`);
    if (existsSync(file)) throw new Sentence(`${file} is there already: name another file.`);
    const draft = `${file}.part`;
    rmSync(draft, { force: true });
    const server = await startServer({ dataDir: config.dataDir });
    try {
      const rows = await backUp(server.ownerUrl, draft);
      renameSync(draft, file);
      await out(`Backed up ${summed(rows)} to ${file}.\n`);
    } finally {
      rmSync(draft, { force: true });
      await server.stop();
    }
    return 0;
  },
};

export const restore: Command = {
  usage: 'restore <file>',
  does: 'fills an empty DATA_DIR from a back-up',
  takes: [1, 1],
  async run(config, [file = ''], _values, { out }) {
    embeddedOnly(config);
    if (!existsSync(file)) throw new Sentence(`${file} is not there.`);
    const archive = await openArchive(file);
    const server = await startServer({ dataDir: config.dataDir });
    try {
      await out(`Restored ${summed(await refill(server.ownerUrl, archive))} from ${file}.\n`);
    } finally {
      await server.stop();
    }
    return 0;
  },
};

function embeddedOnly({ databaseUrl }: Config): void {
  if (databaseUrl)
    throw new Sentence('DATABASE_URL names a server of yours: back it up and restore it by its own means (pg_dump).');
}

const summed = (rows: Readonly<Record<string, number>>): string =>
  `${counted(rows.ticket ?? 0, 'ticket')}, ${counted(rows.event ?? 0, 'event')}, ${counted(rows.person ?? 0, 'person', 'people')}`;
