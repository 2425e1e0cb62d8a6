// The environment, parsed once. The only reader of process.env; the README's table of variables is made from `variables`.
import { existsSync } from 'node:fs';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const word = z.string().min(1);
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/u;
const KEYS = '32 random bytes in base64 (openssl rand -base64 32), or several such keys separated by commas';
const url = z.url({ protocol: /^https?$/u, abort: true });
/** A service's address: https, or a local server on loopback. */
const service = url.refine((value) => {
  const { protocol, hostname } = new URL(value);
  return protocol === 'https:' || LOOPBACK.test(hostname);
}, 'has to be https, or a server on this machine (127.0.0.1, localhost)');

const keys = z.string().transform((value, context) => {
  const given = value.split(',').map((key) => key.trim());
  // Decoding forgives anything; what is no key is to be told.
  if (given.every((key) => /^[A-Za-z0-9+/]{43}=?$/u.test(key))) return given.map((key) => Buffer.from(key, 'base64'));
  context.addIssue({ code: 'custom', message: `has to be ${KEYS}` });
  return z.NEVER;
});

/** Every variable: what it is for, and its shape. All are optional. */
export const variables = {
  PORT: { what: 'the port that Muster listens on', shape: port.default(3000) },
  HOST: { what: 'the address it listens on', shape: word.default('127.0.0.1') },
  PUBLIC_URL: {
    what: 'where people reach Muster from outside, for links to files; without it a file stays in the chat that it came from where the other cannot take it',
    shape: service.optional().transform((value) => value?.replace(/\/+$/u, '')),
  },
  DATABASE_URL: {
    what: 'a PostgreSQL (15 or newer); absent: an embedded server under DATA_DIR',
    shape: z.url({ protocol: /^postgres(ql)?$/u }).optional(),
  },
  DATA_DIR: { what: 'where the embedded server keeps its data', shape: word.default('.data') },
  POLICY_FILE: { what: 'what the desk promises', shape: word.default('policy.yaml') },
  COMMAND: {
    what: 'the slash command',
    shape: z
      .string()
      .regex(/^\/[a-z0-9_-]{1,31}$/u, 'is a slash and up to 31 of a–z, 0–9, - and _')
      .default('/desk'),
  },
  SLACK_BOT_TOKEN: { what: 'the bot token (xoxb-…); with it Slack is connected', shape: word.optional() },
  SLACK_SIGNING_SECRET: { what: "proves Slack's requests over HTTP", shape: word.optional() },
  SLACK_APP_TOKEN: {
    what: 'the app token (xapp-…); with it Socket Mode is used and no address is needed',
    shape: word.optional(),
  },
  SLACK_API_URL: { what: 'a local server that speaks Slack’s Web API, for tests', shape: service.optional() },
  TEAMS_APP_ID: { what: "the bot's Microsoft app id; with it Teams is connected", shape: word.optional() },
  TEAMS_APP_PASSWORD: { what: "the app's client secret", shape: word.optional() },
  TEAMS_TENANT_ID: { what: 'the tenant whose people are served', shape: word.optional() },
  TEAMS_SERVICE_HOSTS: {
    what: 'hosts of the Bot Connector that a token may be sent to, separated by commas',
    shape: word.default('smba.trafficmanager.net').transform((hosts) => hosts.split(',').map((host) => host.trim())),
  },
  GRAPH_URL: {
    what: 'Microsoft Graph, where Muster looks for its own posts; another for tests',
    shape: service.default('https://graph.microsoft.com'),
  },
  TEAMS_INCIDENTS_TEAM_ID: {
    what: 'the group id of the team in which rooms for major incidents are made; without it a room is a thread in the incidents channel of the policy',
    shape: z.guid().optional(),
  },
  TEAMS_LOGIN_URL: { what: 'a local login server, for tests', shape: service.optional() },
  TEAMS_OPENID_URL: { what: 'a local key server, for tests', shape: service.optional() },
  TEAMS_AUTH: {
    what: '`none` accepts Teams activities without a token: for the local Agents Playground, on a loopback HOST only',
    shape: z.literal('none').optional(),
  },
  METRICS_TOKEN: {
    what: 'lets other machines read `/metrics`, as `Authorization: Bearer …`: at least 16 characters; without it only this one may',
    shape: z.string().min(16, 'has to have at least 16 characters').optional(),
  },
  ENCRYPTION_KEY: {
    what: `opens the chats’ secrets that the database keeps (\`muster secret set\`): ${KEYS}; the first seals, all open`,
    shape: keys.optional(),
  },
  LOG_LEVEL: {
    what: 'trace, debug, info, warn, error, fatal or silent',
    shape: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  },
} as const;

const schema = z.object(
  Object.fromEntries(Object.entries(variables).map(([name, { shape }]) => [name, shape])) as {
    [Name in keyof typeof variables]: (typeof variables)[Name]['shape'];
  },
);
type Environment = z.output<typeof schema>;

export interface SlackConfig {
  readonly botToken: string;
  readonly signingSecret?: string;
  readonly appToken?: string;
  readonly apiUrl?: string;
}

export interface TeamsConfig {
  readonly appId: string;
  readonly appPassword: string;
  readonly tenantId: string;
  readonly auth: 'token' | 'none';
  readonly serviceHosts: readonly string[];
  readonly loginUrl?: string;
  readonly openidUrl?: string;
  readonly graphUrl?: string;
  /** The group id of the team in which rooms are made. */
  readonly incidentsTeam?: string;
}

export interface Config {
  readonly port: number;
  readonly host: string;
  /** Without a slash at its end. */
  readonly publicUrl?: string;
  readonly databaseUrl?: string;
  /** Who migrates, where that is somebody else: known only where Muster made the database itself. */
  readonly ownerUrl?: string;
  readonly dataDir: string;
  readonly policyFile: string;
  readonly command: string;
  readonly logLevel: string;
  /** Lets whoever has it read the figures from elsewhere. */
  readonly metricsToken?: string;
  /** The first seals, all open. */
  readonly encryptionKeys?: readonly Buffer[];
  readonly slack?: SlackConfig;
  readonly teams?: TeamsConfig;
  /**
   * Chats on a database whose clock can be moved, and whether the chats' rate budgets are kept: for tests and benchmarks;
   * the environment cannot say so.
   */
  readonly rehearsal?: { readonly budgets: boolean };
}

/** One sentence that names the variable and says what to do. */
export class BadConfig extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BadConfig';
  }
}

/** The process's variables, and those of a `.env` file where a variable is not set. */
export function environment(): NodeJS.ProcessEnv {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return process.env;
}

export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const env = parsed(environment);
  const slack = slackOf(env);
  const teams = teamsOf(env);
  return { ...withoutChats(env), ...(slack ? { slack } : {}), ...(teams ? { teams } : {}) };
}

/** For whoever needs no chat, and while it is not known yet what the database keeps of them. */
export function readWithoutChats(environment: NodeJS.ProcessEnv): Config {
  return withoutChats(parsed(environment));
}

function parsed(environment: NodeJS.ProcessEnv): Environment {
  // An empty variable is an absent one: that is how compose files and shells say it.
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const { success, data, error } = schema.safeParse(given);
  if (success) return data;
  throw new BadConfig(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}.`).join('\n'));
}

function withoutChats(env: Environment): Config {
  return {
    port: env.PORT,
    host: env.HOST,
    ...(env.PUBLIC_URL ? { publicUrl: env.PUBLIC_URL } : {}),
    ...(env.DATABASE_URL ? { databaseUrl: env.DATABASE_URL } : {}),
    dataDir: env.DATA_DIR,
    policyFile: env.POLICY_FILE,
    command: env.COMMAND,
    logLevel: env.LOG_LEVEL,
    ...(env.METRICS_TOKEN ? { metricsToken: env.METRICS_TOKEN } : {}),
    ...(env.ENCRYPTION_KEY ? { encryptionKeys: env.ENCRYPTION_KEY } : {}),
  };
}

/** What the database may keep sealed, as far as it is known. */
export const secretsIn = ({ slack, teams }: Config) => ({
  SLACK_BOT_TOKEN: slack?.botToken,
  SLACK_SIGNING_SECRET: slack?.signingSecret,
  SLACK_APP_TOKEN: slack?.appToken,
  TEAMS_APP_PASSWORD: teams?.appPassword || undefined,
});
export type SecretName = keyof ReturnType<typeof secretsIn>;

/** What else may be the matter where one of the chats' secrets is missing. */
const perhapsSealed = ({ ENCRYPTION_KEY }: Environment): string =>
  ENCRYPTION_KEY ? '' : ' If the database keeps it sealed, set ENCRYPTION_KEY.';

function slackOf(env: Environment): SlackConfig | undefined {
  const {
    SLACK_BOT_TOKEN: botToken,
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_APP_TOKEN: appToken,
    SLACK_API_URL: apiUrl,
  } = env;
  if (!botToken) {
    const orphan = signingSecret ? 'SLACK_SIGNING_SECRET' : appToken ? 'SLACK_APP_TOKEN' : undefined;
    if (orphan)
      throw new BadConfig(
        `${orphan} is set but SLACK_BOT_TOKEN is not: set it to the bot token (xoxb-…), or unset both.${perhapsSealed(env)}`,
      );
    return undefined;
  }
  if (!signingSecret && !appToken) {
    throw new BadConfig(
      `SLACK_SIGNING_SECRET is missing: without it nobody can tell Slack from a stranger. Set it, or set SLACK_APP_TOKEN for Socket Mode.${perhapsSealed(env)}`,
    );
  }
  return {
    botToken,
    ...(signingSecret ? { signingSecret } : {}),
    ...(appToken ? { appToken } : {}),
    ...(apiUrl ? { apiUrl } : {}),
  };
}

const NO_TENANT = '00000000-0000-0000-0000-0000000000001'; // what the Agents Playground sends (13 digits at the end, as it does)

function teamsOf(env: Environment): TeamsConfig | undefined {
  const open = env.TEAMS_AUTH === 'none';
  const needed = {
    TEAMS_APP_ID: env.TEAMS_APP_ID,
    TEAMS_APP_PASSWORD: env.TEAMS_APP_PASSWORD,
    TEAMS_TENANT_ID: env.TEAMS_TENANT_ID,
  };
  const given = Object.entries(needed).filter(([, value]) => value !== undefined);
  if (given.length === 0 && !open) return undefined;
  if (open && !LOOPBACK.test(env.HOST)) {
    throw new BadConfig(
      `TEAMS_AUTH=none lets anybody in who can reach HOST (${env.HOST}): set HOST to 127.0.0.1, or unset TEAMS_AUTH.`,
    );
  }
  const missing = Object.entries(needed).find(([, value]) => value === undefined);
  if (missing && !open)
    throw new BadConfig(
      `${missing[0]} is missing: Teams needs TEAMS_APP_ID, TEAMS_APP_PASSWORD and TEAMS_TENANT_ID, or none of them.${perhapsSealed(env)}`,
    );
  return {
    appId: env.TEAMS_APP_ID ?? '',
    appPassword: env.TEAMS_APP_PASSWORD ?? '',
    tenantId: env.TEAMS_TENANT_ID ?? NO_TENANT,
    auth: open ? 'none' : 'token',
    serviceHosts: env.TEAMS_SERVICE_HOSTS,
    ...(env.TEAMS_LOGIN_URL ? { loginUrl: env.TEAMS_LOGIN_URL } : {}),
    ...(env.TEAMS_OPENID_URL ? { openidUrl: env.TEAMS_OPENID_URL } : {}),
    ...(open ? {} : { graphUrl: env.GRAPH_URL }),
    ...(env.TEAMS_INCIDENTS_TEAM_ID ? { incidentsTeam: env.TEAMS_INCIDENTS_TEAM_ID } : {}),
  };
}
