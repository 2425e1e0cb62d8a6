// The embedded PostgreSQL under DATA_DIR, for whoever names no server in DATABASE_URL.
import { mkdirSync, renameSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Attachment } from './server-attachment.ts';
import { makeCluster, readSecrets } from './server-cluster.ts';
import { findPrograms } from './server-programs.ts';

/**
 * Starts or joins the embedded server under `dataDir`. `ownerUrl` is a superuser's, for migrations; `appUrl` that of
 * `muster_app`, which row-level security binds. `created` says that the database is new and empty. `durable: false` gives
 * up safety for speed, in tests. `stop` leaves the server, and stops it if no other Muster uses it. If the server or its
 * keeper dies, it is brought back under the same URLs; where that fails, the rejection is unhandled and ends the process.
 * Throws an Error of one sentence.
 */
export async function startServer(options: {
  dataDir: string;
  durable?: boolean;
}): Promise<{ ownerUrl: string; appUrl: string; created: boolean; stop(): Promise<void> }> {
  const durable = options.durable ?? true;
  const home = join(resolve(options.dataDir), 'postgres');
  const data = join(home, 'data');
  const log = join(home, 'server.log');
  makeHome(home);
  const programs = findPrograms(home, data);
  const created = makeCluster(programs, home, durable);
  const secrets = readSecrets(data);
  if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) > 1_000_000) renameSync(log, `${log}.1`);

  const attachment = new Attachment({ programs, home, data, log, durable, ownerPassword: secrets.owner });
  await attachment.attach();
  const server = `127.0.0.1:${attachment.port}/muster`;
  return {
    ownerUrl: `postgres://muster_owner:${secrets.owner}@${server}`,
    appUrl: `postgres://muster_app:${secrets.app}@${server}`,
    created,
    stop: () => attachment.leave(),
  };
}

function makeHome(home: string): void {
  try {
    mkdirSync(home, { recursive: true });
  } catch (cause) {
    throw new Error(`DATA_DIR cannot be used: ${(cause as Error).message}.`, { cause });
  }
}
