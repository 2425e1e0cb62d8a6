// The composition root: config → database → engine → platforms → worker → signals.
import { hostname } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import type { Logger } from 'pino';
import { BadConfig, environment, readConfig } from './config.ts';
import { makeLog } from './log.ts';
import { type Muster, startMuster } from './muster.ts';
import { readPolicy } from './offline/open.ts';
import { withSecrets } from './offline/secrets.ts';
import { BadPolicy } from './policy/schema.ts';
import { codeOf, isLost } from './storage/database.ts';

const WEEK = '--week';
const STOP_WITHIN = 10_000; // ms; what container platforms allow

// On a large machine the heap would grow by more than it holds before anybody looks for what can go.
setFlagsFromString('--heap-growing-percent=25');

async function main(): Promise<void> {
  let muster: Muster | undefined;
  try {
    const week = wantsWeek(process.argv.slice(2));
    const config = readConfig(await withSecrets(environment()));
    const log = makeLog(config.logLevel);
    muster = await startMuster(config, readPolicy(config.policyFile), log, `${hostname()}:${process.pid}`);
    endOnSignals(muster, log);
    log.info({ port: muster.port }, 'Muster is ready');
    if (week && !muster.fill)
      throw new BadConfig(`${WEEK} fills the playground, and here a chat is connected: start without it.`);
    if (muster.playground) say(`\n  Muster's playground: ${muster.playground}\n`);
    if (week && muster.fill) say(`  ${await muster.fill()}\n`);
  } catch (error) {
    complain(sentence(error));
    await muster?.stop();
    process.exitCode = 1;
  }
}

/** Throws `BadConfig` for any other option. */
function wantsWeek(options: readonly string[]): boolean {
  const other = options.find((option) => option !== WEEK);
  if (other !== undefined)
    throw new BadConfig(`${other} is not an option of Muster’s start. There is one, ${WEEK}: it fills the playground.`);
  return options.length > 0;
}

/** What a person can do something about in one sentence; everything else with its stack, since it is ours to mend. */
function sentence(error: unknown): string {
  if (error instanceof BadConfig || error instanceof BadPolicy) return error.message;
  if (!(error instanceof Error)) return String(error);
  const { port, syscall } = error as { port?: number; syscall?: string };
  if (codeOf(error) === 'EADDRINUSE')
    return `PORT: ${port} is in use. Stop what listens there, or set PORT to another.`;
  if (syscall === 'listen') return `HOST, PORT: cannot listen there (${codeOf(error)}).`;
  if (isLost(error) || codeOf(error)?.startsWith('28') || codeOf(error) === '3D000') {
    return `DATABASE_URL: the database cannot be reached (${codeOf(error) ?? ''} ${error.message}). Check the address, the password and that it is running.`;
  }
  return error.name === 'Error' ? error.message : (error.stack ?? error.message);
}

function endOnSignals(muster: Muster, log: Logger): void {
  let ending = false;
  const end = (signal: NodeJS.Signals) => {
    if (ending) return;
    ending = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), STOP_WITHIN).unref();
    muster.stop().then(
      () => process.exit(0),
      (err: unknown) => {
        log.error({ err }, 'something was left undone');
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
}

const say = (text: string) => process.stdout.write(`${text}\n`);
const complain = (text: string) => process.stderr.write(`${text}\n`);

await main();
