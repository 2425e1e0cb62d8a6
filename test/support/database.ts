// A migrated database for one test file: a clone of the template, in some tens of milliseconds.
import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';

/** A database with every migration applied, as its owner (who sees over the wall) and as Muster's own role. */
export interface Home {
  readonly ownerUrl: string;
  readonly appUrl: string;
  drop(): Promise<void>;
}

/** A fresh one. */
export async function testDatabase(): Promise<Home> {
  const { ownerUrl, appUrl, template, prefix } = inject('database');
  const name = `${prefix}_${randomBytes(6).toString('hex')}`;
  // Copying files suits a throw-away server: the other strategy writes each page to the log first.
  await execute(ownerUrl, `create database ${name} template ${template} strategy file_copy`);
  return {
    ownerUrl: withDatabase(ownerUrl, name),
    appUrl: withDatabase(appUrl, name),
    drop: async () => {
      await execute(ownerUrl, `drop database ${name} with (force)`);
    },
  };
}

/** Runs statements one by one on a connection of their own and gives the rows of the last. */
export async function execute(url: string, ...statements: string[]): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    let rows: Record<string, unknown>[] = [];
    for (const statement of statements) rows = (await client.query(statement)).rows;
    return rows;
  } finally {
    await client.end();
  }
}

export function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
