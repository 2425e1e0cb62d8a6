// policy check, import, export: what goes from files to the desk and back.
import { createWriteStream, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parsePolicy } from '../policy/schema.ts';
import { codeOf } from '../storage/database.ts';
import { refOf } from '../ticket/record.ts';
import { type Command, counted, type Terminal, text } from './command.ts';
import { exportTickets } from './exporting.ts';
import { type Imported, importTickets } from './importing.ts';
import { readPolicy, withDesk } from './open.ts';
import { Sentence } from './sentence.ts';

const WIDTH = 30; // characters of the progress bar

export const policyCheck: Command = {
  usage: 'policy check [file]',
  does: 'what is wrong with a policy, by line and column',
  takes: [0, 1],
  async run(config, [file = config.policyFile], _values, { out }) {
    const { groups, services, organisation } = parsePolicy(readPolicy(file), file);
    const what = [counted(Object.keys(groups).length, 'group'), counted(Object.keys(services).length, 'service')];
    await out(`${file} is sound: ${organisation.name}, ${what.join(', ')}.\n`);
    return 0;
  },
};

export const importing: Command = {
  usage: 'import <file.csv> [--dry-run] [--map column=field,…] [--dates dmy|mdy] [--encoding name] [--requester mail]',
  does: 'tickets from a spreadsheet, all or none; the same row is never taken twice',
  takes: [1, 1],
  options: {
    'dry-run': { type: 'boolean' },
    map: { type: 'string', multiple: true },
    dates: { type: 'string' },
    encoding: { type: 'string' },
    requester: { type: 'string' },
  },
  async run(config, [file = ''], values, terminal) {
    const dates = text(values, 'dates');
    if (dates !== undefined && dates !== 'dmy' && dates !== 'mdy') throw new Sentence('--dates: say dmy or mdy.');
    const bytes = readBytes(file);
    const dryRun = values['dry-run'] === true;
    const imported = await withDesk(config, ({ database, desk }) =>
      importTickets(database, desk, bytes, {
        ...{ maps: Array.isArray(values.map) ? values.map : [], dates, dryRun },
        ...{ encoding: text(values, 'encoding'), requester: text(values, 'requester') },
        progress: bar(terminal),
      }),
    );
    return account(imported, file, dryRun, terminal);
  },
};

async function account(imported: Imported, file: string, dryRun: boolean, { out, tell }: Terminal): Promise<number> {
  const { problems, ignored, created, people, known } = imported;
  const grave = problems.filter((problem) => problem.grave).length;
  for (const { line, what, grave: bad } of problems) tell(`${file}:${line}: ${bad ? '' : 'note: '}${what}`);
  if (ignored.length > 0) tell(`Not imported: the columns ${ignored.map((name) => `"${name}"`).join(', ')}.`);
  const open = created.filter(({ ticket }) => ticket.phase !== 'closed').length;
  const what = `${counted(created.length, 'ticket')} (${open} not closed) and ${counted(people, 'person', 'people')}`;
  const again = known > 0 ? ` ${counted(known, 'row')} had been imported before.` : '';
  if (grave > 0) {
    const rest = dryRun ? `Without them it would create ${what}.` : 'Nothing was imported.';
    await out(`${counted(grave, 'problem')} to mend in ${file}. ${rest}${again}\n`);
    return 1;
  }
  const [first, last] = [created[0], created.at(-1)];
  const refs = !dryRun && first && last ? `: ${refOf(first.ticket)} to ${refOf(last.ticket)}` : '';
  await out(`${dryRun ? 'Would create' : 'Created'} ${what}${refs}.${again}\n`);
  return 0;
}

function bar({ draw }: Terminal): (done: number, all: number) => void {
  return (done, all) => {
    if (all === 0) return;
    const full = Math.round((done / all) * WIDTH);
    draw?.(
      `[${'#'.repeat(full)}${' '.repeat(WIDTH - full)}] ${done.toLocaleString('en')} of ${counted(all, 'ticket')}`,
    );
  };
}

function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new Sentence(`${file} cannot be read (${codeOf(error)}).`);
  }
}

export const exporting: Command = {
  usage: 'export [file.csv] [--from 2026-01-01] [--to 2026-03-31] [--confidential] [--excel]',
  does: 'tickets as CSV, to a file or to standard output; confidential ones only if it is said',
  takes: [0, 1],
  options: {
    from: { type: 'string' },
    to: { type: 'string' },
    confidential: { type: 'boolean' },
    excel: { type: 'boolean' },
  },
  async run(config, [file], values, { out }) {
    await withDesk(config, ({ database, desk }) =>
      database.transaction(desk.organisation, async (tx) => {
        const pieces = exportTickets(tx, desk.organisation, {
          ...{ from: text(values, 'from'), to: text(values, 'to') },
          ...{ zone: desk.policy.organisation.zone, excel: values.excel === true },
          confidential: values.confidential === true,
        });
        if (file !== undefined) await pipeline(Readable.from(pieces), createWriteStream(file));
        else for await (const piece of pieces) await out(piece);
      }),
    );
    return 0;
  },
};
