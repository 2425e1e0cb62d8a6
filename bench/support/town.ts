// Muster as a process of its own in a bench: on a durable database behind the wall, with what it and its database use of the machine.
import { readFileSync } from 'node:fs';
import { execute, type Home } from '../../test/support/database.ts';
import { buildMuster, openTown, type Town } from '../../test/support/proof-process.ts';
import { withServer } from './server.ts';

export interface Place {
  readonly town: Town;
  readonly home: Home;
  readonly organisation: string;
  /** The rows of the last of these statements, which see over the wall. */
  sql(...statements: string[]): Promise<Record<string, unknown>[]>;
}

/** Opens a town with so many more people, not started yet. */
export async function withTown<T>(crowd: number, work: (place: Place) => Promise<T>): Promise<T> {
  const { main, remove } = await buildMuster();
  try {
    return await withServer({}, async ({ database }) => {
      const home = await database();
      // The role that people's Muster has: it cannot look over the wall.
      await execute(home.ownerUrl, 'grant select on migration to muster_app');
      const town = await openTown(main, { settings: { DATABASE_URL: home.appUrl }, home, crowd });
      const { organisation } = town.muster.desk;
      try {
        return await work({ town, home, organisation, sql: (...statements) => execute(home.ownerUrl, ...statements) });
      } finally {
        await town.stop();
      }
    });
  } finally {
    remove();
  }
}

/** Muster's process: the one child of ours that runs Node. */
export function musterPid(): number {
  const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .map(Number);
  const found = children.findLast((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('main.mjs'));
  if (!found) throw new Error('Muster does not run');
  return found;
}

/** Megabytes of memory that a process holds. */
export function residentOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/u.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

const TICKS = 100; // of a second: what Linux counts processor time in, everywhere that Node runs

/** Seconds of a processor that a process has used so far. */
function processorOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** What is used from now on, in seconds of a processor, by Muster and by the database processes that serve it. */
export async function watchProcessors({ sql }: Place) {
  const backends = async () => {
    const rows = await sql(`select pid from pg_stat_activity where application_name like 'muster%'`);
    return new Map(rows.map(({ pid }) => [Number(pid), processorOf(Number(pid))]));
  };
  const [muster, before] = [processorOf(musterPid()), await backends()];
  return async () => {
    const after = await backends();
    // One that has ended meanwhile has taken its figures with it.
    const database = [...after].reduce((sum, [pid, seconds]) => sum + seconds - (before.get(pid) ?? 0), 0);
    return { muster: processorOf(musterPid()) - muster, database };
  };
}
