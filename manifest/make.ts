// Which files a call of `npm run manifest` makes, and from what.
import { parseArgs } from 'node:util';
import { BadConfig, variables } from '../src/config.ts';
import { colorIcon, outlineIcon } from './icons.ts';
import { slackManifest } from './slack.ts';
import { type TeamsInstallation, teamsChinese, teamsManifest } from './teams.ts';
import { zip } from './zip.ts';

/** By their paths from the repository's root. */
export type Files = Readonly<Record<string, Buffer>>;

const GUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/iu;

/**
 * Without arguments, the repository's own files. With `--url` or `--socket`, an installation's: `dist/slack.yaml`, and
 * `dist/muster.zip` where the bot's app id is known. Throws BadConfig, or parseArgs' error for an unknown option.
 */
export function make(args: readonly string[], env: NodeJS.ProcessEnv, version: string): Files {
  const options = { url: { type: 'string' }, socket: { type: 'boolean' }, 'app-id': { type: 'string' } } as const;
  const { values } = parseArgs({ args: [...args], options });
  if (args.length === 0) return ours(version);
  const { socket = false } = values;
  const url = values.url === undefined ? undefined : addressOf(values.url);
  const appId = values['app-id'] ?? (env.TEAMS_APP_ID || undefined);
  if (url === undefined && !socket)
    throw new BadConfig(
      '--url is missing: the address at which the chats reach Muster. Slack alone can do without: --socket.',
    );
  if (url === undefined && values['app-id'] !== undefined)
    throw new BadConfig('--url is missing: Teams reaches Muster at an address only.');
  if (appId !== undefined && !GUID.test(appId))
    throw new BadConfig(`--app-id (or TEAMS_APP_ID) has to be the bot's Microsoft app id, a GUID; it is “${appId}”.`);
  const slack = slackManifest({ command: commandOf(env), url: socket ? undefined : url });
  return {
    'dist/slack.yaml': Buffer.from(slack),
    ...(url !== undefined && appId !== undefined && { 'dist/muster.zip': zip(teamsFiles({ appId, url, version })) }),
  };
}

/** Slack's in Socket Mode, which can be used as it stands; Teams' with an address and an id that belong to nobody. */
function ours(version: string): Files {
  const teams = teamsFiles({
    appId: '00000000-0000-0000-0000-000000000000',
    url: 'https://muster.example.org',
    version,
  });
  return {
    'manifest/slack.yaml': Buffer.from(slackManifest({ command: commandOf({}), url: undefined })),
    ...Object.fromEntries(Object.entries(teams).map(([file, data]) => [`manifest/teams/${file}`, data])),
  };
}

const teamsFiles = (installation: TeamsInstallation): Files => ({
  'manifest.json': json(teamsManifest(installation)),
  'zh-cn.json': json(teamsChinese()),
  'color.png': colorIcon(),
  'outline.png': outlineIcon(),
});

/** Lists of words on one line, as the formatter has them. */
const json = (value: object): Buffer =>
  Buffer.from(
    `${JSON.stringify(value, null, 2).replace(/\[\s+("[^[\]{}]*")\s+\]/gu, (_, words: string) => `[${words.replace(/\s+/gu, ' ')}]`)}\n`,
  );

function addressOf(said: string): string {
  const url = URL.canParse(said) ? new URL(said) : undefined;
  if (url?.protocol !== 'https:' || url.search !== '' || url.hash !== '')
    throw new BadConfig(
      `--url has to be an address that the chats can reach, like https://desk.your-company.com; it is “${said}”.`,
    );
  return url.href.replace(/\/+$/u, '');
}

function commandOf({ COMMAND }: NodeJS.ProcessEnv): string {
  const command = variables.COMMAND.shape.safeParse(COMMAND || undefined);
  if (!command.success)
    throw new BadConfig(`COMMAND: ${command.error.issues.map(({ message }) => message).join(', ')}.`);
  return command.data;
}
