// A PostgreSQL for one benchmark: the embedded one in a folder of its own, which goes with it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../../src/storage/database.ts';
import { startServer } from '../../src/storage/server.ts';
import { execute, type Home, withDatabase } from '../../test/support/database.ts';

export interface BenchServer {
  /** A folder that goes with it. */
  readonly folder: string;
  /** A new database, migrated unless it is to be `bare`. */
  database(bare?: 'bare'): Promise<Home>;
}

/** `durable`: whether a commit is on the disk before it is told, as it is for people; the default. */
export async function withServer<T>(
  { durable = true }: { readonly durable?: boolean },
  work: (server: BenchServer) => Promise<T>,
): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'muster-bench-'));
  const server = await startServer({ dataDir, durable });
  let count = 0;
  try {
    return await work({
      folder: dataDir,
      async database(bare) {
        const name = `bench_${++count}`;
        await execute(server.ownerUrl, `create database ${name} template template0 encoding 'UTF8'`);
        const home = { ownerUrl: withDatabase(server.ownerUrl, name), appUrl: withDatabase(server.appUrl, name) };
        if (!bare) await migrate(home.ownerUrl);
        return {
          ...home,
          async drop() {
            await execute(server.ownerUrl, `drop database ${name} with (force)`);
          },
        };
      },
    });
  } finally {
    await server.stop();
    rmSync(dataDir, { recursive: true });
  }
}
