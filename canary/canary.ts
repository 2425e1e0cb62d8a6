// npm run canary: is a running Muster well, seen from outside, from a command to its card? One sentence, and 0 or 1.
import { parseArgs } from 'node:util';
import { BadConfig, type Config, environment, readConfig } from '../src/config.ts';
import { withSecrets } from '../src/offline/secrets.ts';
import { ANSWERS } from '../src/watching.ts';
import { inPlayground, onSlack } from './person.ts';
import { type Song, sing } from './sing.ts';

const USAGE = 'npm run canary -- [--url http://127.0.0.1:3000] [--user U0123] [--within 30]';

async function main(args: readonly string[]): Promise<Song> {
  const config = readConfig(await withSecrets(environment()));
  const { values } = parseArgs({
    args: [...args],
    options: { url: { type: 'string' }, user: { type: 'string' }, within: { type: 'string', default: '30' } },
  });
  const url = values.url ?? `http://127.0.0.1:${config.port}`;
  const seconds = Number(values.within);
  if (!URL.canParse(url) || !(seconds > 0 && seconds <= 600)) throw new BadConfig(`Not understood. ${USAGE}`);
  const ready = await readiness(url);
  if (!ready.ok) return ready;
  const song = await songFor(url, config, ready.chats, values.user, seconds * 1000);
  // Only Microsoft signs what comes in from Teams: nobody else can say something there, and nobody should.
  const teams = config.teams
    ? ` Of Teams: it gives Muster tokens (${ready.chats.teams ?? 'not connected'}); what comes in from there only a person can try.`
    : '';
  const answers = !config.teams || ready.chats.teams === ANSWERS;
  return { ok: song.ok && answers, sentence: `${song.sentence}${teams}` };
}

type Chats = Readonly<Record<string, string>>;

async function songFor(url: string, config: Config, chats: Chats, user: string | undefined, ms: number): Promise<Song> {
  const { slack, teams, command } = config;
  if (!slack && !teams) {
    const person = await inPlayground(url, command);
    if (!person)
      throw new BadConfig(
        'No chat is configured here, and no playground runs there: give the canary Muster’s own environment.',
      );
    return sing(person, ms);
  }
  if (!slack) return { ok: true, sentence: 'Muster is ready.' };
  // With both secrets Muster takes Socket Mode, and there is no door.
  if (slack.appToken) return overSocket(chats.slack);
  if (!user)
    throw new BadConfig(
      `--user is missing: the Slack id of the member who reports, best of one made for this. ${USAGE}`,
    );
  return sing(await onSlack(url, slack, command, user), ms);
}

function overSocket(state = 'not connected'): Song {
  const sentence = `Muster is ready. Slack: ${state}; over Socket Mode nobody but Slack can say something to it, so no report was made.`;
  return { ok: state === ANSWERS, sentence };
}

async function readiness(url: string): Promise<Song & { readonly chats: Chats }> {
  try {
    const response = await fetch(new URL('/readyz', url), { signal: AbortSignal.timeout(5_000) });
    const {
      ready,
      reason,
      chats = {},
    } = (await response.json()) as { ready: boolean; reason?: string; chats?: Record<string, string> };
    return { ok: ready, sentence: `Muster is not ready: ${reason}.`, chats };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, sentence: `Muster does not answer at ${url} (${why}).`, chats: {} };
  }
}

const { ok, sentence } = await main(process.argv.slice(2)).catch((error: unknown) => ({
  ok: false,
  sentence: error instanceof Error ? error.message : String(error),
}));
process[ok ? 'stdout' : 'stderr'].write(`${sentence}\n`);
process.exitCode = ok ? 0 : 1;
