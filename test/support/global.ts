// Before all tests: a throw-away server, or the one in TEST_DATABASE_URL, with a migrated database to clone. After: no trace.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrate } from '../../src/storage/database.ts';
import { startServer } from '../../src/storage/server.ts';
import { execute, withDatabase } from './database.ts';

declare module 'vitest' {
  interface ProvidedContext {
    database: TestServer;
  }
}

/** URLs of any database on the server, as its owner and as the role that Muster has; what to clone, and how names begin. */
interface TestServer {
  ownerUrl: string;
  appUrl: string;
  template: string;
  prefix: string;
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL;
  const prefix = `muster_test_${randomBytes(4).toString('hex')}`;
  const server = given ? await borrowServer(given, prefix) : await ownServer();
  const template = `${prefix}_template`;
  try {
    await execute(server.ownerUrl, `create database ${template} template template0 encoding 'UTF8'`);
    await migrate(withDatabase(server.ownerUrl, template));
  } catch (error) {
    await server.stop();
    throw error;
  }
  project.provide('database', { ownerUrl: server.ownerUrl, appUrl: server.appUrl, template, prefix });
  return server.stop;
}

async function ownServer() {
  const dataDir = mkdtempSync(join(tmpdir(), 'muster-test-'));
  const server = await startServer({ dataDir, durable: false });
  const stop = async () => {
    await server.stop();
    rmSync(dataDir, { recursive: true });
  };
  return { ownerUrl: server.ownerUrl, appUrl: server.appUrl, stop };
}

/** On a server of someone else, muster_app may be in use: we log in by a role of our own that has its rights. */
async function borrowServer(ownerUrl: string, prefix: string) {
  const password = randomBytes(24).toString('hex');
  await execute(
    ownerUrl,
    `do $$ begin create role muster_app nologin; exception when duplicate_object or unique_violation then null; end $$`,
    `create role ${prefix} login password '${password}' in role muster_app`,
  );
  const appUrl = new URL(ownerUrl);
  Object.assign(appUrl, { username: prefix, password });
  const stop = async () => {
    const names = await execute(ownerUrl, `select datname from pg_database where starts_with(datname, '${prefix}')`);
    const drops = names.map(({ datname }) => `drop database "${datname}" with (force)`);
    await execute(ownerUrl, ...drops, `drop role ${prefix}`);
  };
  return { ownerUrl, appUrl: appUrl.href, stop };
}
