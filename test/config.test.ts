// The environment: every wrong one is refused in one sentence that names the variable and says what to do.
import { describe, expect, test } from 'vitest';
import { BadConfig, readConfig, readWithoutChats, variables } from '../src/config.ts';

const slack = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 's' };
const teams = { TEAMS_APP_ID: 'a', TEAMS_APP_PASSWORD: 'p', TEAMS_TENANT_ID: 't' };

function complaint(environment: NodeJS.ProcessEnv): string {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof BadConfig) return error.message;
    throw error;
  }
  throw new Error('the environment was taken');
}

describe('a wrong environment', () => {
  test.each<[string, NodeJS.ProcessEnv, string]>([
    ['Slack without a signing secret', { SLACK_BOT_TOKEN: 'xoxb-1' }, 'SLACK_SIGNING_SECRET'],
    ['Slack’s secret alone', { SLACK_SIGNING_SECRET: 's' }, 'SLACK_BOT_TOKEN'],
    ['Slack’s app token alone', { SLACK_APP_TOKEN: 'xapp-1' }, 'SLACK_BOT_TOKEN'],
    ['Teams without an app id', { ...teams, TEAMS_APP_ID: '' }, 'TEAMS_APP_ID'],
    ['Teams without a password', { ...teams, TEAMS_APP_PASSWORD: '' }, 'TEAMS_APP_PASSWORD'],
    ['Teams without a tenant', { ...teams, TEAMS_TENANT_ID: undefined }, 'TEAMS_TENANT_ID'],
    ['half of Teams beside a whole Slack', { ...slack, TEAMS_APP_ID: 'a' }, 'TEAMS_APP_PASSWORD'],
    ['an open Teams for everybody', { TEAMS_AUTH: 'none', HOST: '0.0.0.0' }, 'HOST'],
    ['an open Teams on an address of the network', { ...teams, TEAMS_AUTH: 'none', HOST: '192.168.1.2' }, 'TEAMS_AUTH'],
    ['another TEAMS_AUTH', { TEAMS_AUTH: 'some' }, 'TEAMS_AUTH'],
    ['a port in words', { PORT: 'eighty' }, 'PORT'],
    ['a port too high', { PORT: '65536' }, 'PORT'],
    ['a port in parts', { PORT: '80.5' }, 'PORT'],
    ['a plain Graph elsewhere', { ...teams, GRAPH_URL: 'http://graph.example.com' }, 'GRAPH_URL'],
    ['a team by its name', { ...teams, TEAMS_INCIDENTS_TEAM_ID: 'incidents' }, 'TEAMS_INCIDENTS_TEAM_ID'],
    ['a plain Slack elsewhere', { ...slack, SLACK_API_URL: 'http://slack.example.com/api/' }, 'SLACK_API_URL'],
    ['a plain login elsewhere', { ...teams, TEAMS_LOGIN_URL: 'http://127.0.0.1.example.com' }, 'TEAMS_LOGIN_URL'],
    ['a key server that is no address', { ...teams, TEAMS_OPENID_URL: 'keys' }, 'TEAMS_OPENID_URL'],
    ['another database', { DATABASE_URL: 'mysql://localhost/desk' }, 'DATABASE_URL'],
    ['a plain address for people elsewhere', { PUBLIC_URL: 'http://desk.example.com' }, 'PUBLIC_URL'],
    ['a command without a slash', { COMMAND: 'desk' }, 'COMMAND'],
    ['a key that is too short', { ENCRYPTION_KEY: Buffer.alloc(31).toString('base64') }, 'ENCRYPTION_KEY'],
    ['a key in hex', { ENCRYPTION_KEY: Buffer.alloc(32).toString('hex') }, 'ENCRYPTION_KEY'],
    ['keys with a gap', { ENCRYPTION_KEY: `${Buffer.alloc(32).toString('base64')},,` }, 'ENCRYPTION_KEY'],
    ['a log level that there is not', { LOG_LEVEL: 'loud' }, 'LOG_LEVEL'],
  ])('%s is one sentence that names the variable', (_what, environment, name) => {
    const said = complaint(environment);
    expect(said).toContain(name);
    expect(said).toMatch(/^[A-Z][^\n]{20,}\.$/u);
    expect(said).not.toMatch(/undefined|\.\.$/u);
  });
  test('each wrong variable has its sentence', () => {
    expect(complaint({ PORT: 'x', LOG_LEVEL: 'y' }).split('\n')).toHaveLength(2);
  });
});

describe('a right environment', () => {
  const plain = {
    port: 3000,
    host: '127.0.0.1',
    dataDir: '.data',
    policyFile: 'policy.yaml',
    command: '/desk',
    logLevel: 'info',
  };
  test('a public address is kept without the slash at its end', () => {
    expect(readConfig({ PUBLIC_URL: 'https://desk.example.com/muster/' }).publicUrl).toBe(
      'https://desk.example.com/muster',
    );
  });
  test('nothing at all is the playground on this machine', () => {
    expect(readConfig({})).toEqual(plain);
  });
  test('an empty variable is an absent one', () => {
    expect(readConfig(Object.fromEntries(Object.keys(variables).map((name) => [name, ''])))).toEqual(plain);
  });
  test('Slack by HTTP, by Socket Mode, or both', () => {
    expect(readConfig(slack).slack).toEqual({ botToken: 'xoxb-1', signingSecret: 's' });
    expect(readConfig({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' }).slack).toEqual({
      botToken: 'xoxb-1',
      appToken: 'xapp-1',
    });
  });
  test('Teams; its Connector and its Graph are Microsoft’s unless others are named', () => {
    expect(readConfig(teams).teams).toEqual({
      ...{ appId: 'a', appPassword: 'p', tenantId: 't', auth: 'token', serviceHosts: ['smba.trafficmanager.net'] },
      graphUrl: 'https://graph.microsoft.com',
    });
    expect(readConfig({ ...teams, TEAMS_SERVICE_HOSTS: 'a.example.com, b.example.com' }).teams?.serviceHosts).toEqual([
      'a.example.com',
      'b.example.com',
    ]);
  });
  test('the team of the rooms, where one is named', () => {
    const TEAMS_INCIDENTS_TEAM_ID = '5c1f6f0e-0000-4000-8000-00000000c0de';
    expect(readConfig({ ...teams, TEAMS_INCIDENTS_TEAM_ID }).teams?.incidentsTeam).toBe(TEAMS_INCIDENTS_TEAM_ID);
    expect(readConfig(teams).teams).not.toHaveProperty('incidentsTeam');
  });
  test('keys, the first in front; a chat that is not whole is nothing to whoever needs none', () => {
    const keys = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    const ENCRYPTION_KEY = keys.map((key) => key.toString('base64')).join(' , ');
    expect(readWithoutChats({ ENCRYPTION_KEY, TEAMS_APP_ID: 'a' })).toEqual({ ...plain, encryptionKeys: keys });
  });
  test.each(['127.0.0.1', 'localhost', '::1'])('an open Teams on %s', (HOST) => {
    expect(readConfig({ TEAMS_AUTH: 'none', HOST }).teams).toMatchObject({ auth: 'none' });
  });
  test('local servers may speak plainly', () => {
    const GRAPH_URL = 'http://127.0.0.1:4000';
    expect(readConfig({ ...teams, GRAPH_URL }).teams).toMatchObject({ graphUrl: GRAPH_URL });
  });
});
