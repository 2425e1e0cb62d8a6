// A desk opened from the command line: the same database and policy as Muster's own, which may be running meanwhile.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BadConfig, type Config } from '../config.ts';
import { codeOf, connect, type Database, migrate } from '../storage/database.ts';
import { type Desk, openDesk } from '../storage/organisations.ts';
import { startServer } from '../storage/server.ts';

export interface OpenDesk {
  readonly database: Database;
  readonly desk: Desk;
  /** The policy file says something else than the version in force. */
  readonly differs: boolean;
}

/** Opens the desk for `work` and leaves it again, however that ends. */
export async function withDesk<T>(config: Config, work: (open: OpenDesk) => Promise<T>): Promise<T> {
  const { databaseUrl, ownerUrl = databaseUrl, dataDir, policyFile } = config;
  const policy = readPolicy(policyFile);
  const server = databaseUrl && ownerUrl ? undefined : await startServer({ dataDir });
  let database: Database | undefined;
  try {
    await migrate(server?.ownerUrl ?? ownerUrl ?? '', undefined, waits);
    database = await connect(server?.appUrl ?? databaseUrl ?? '', 4);
    return await work({ database, ...(await openDesk(database, policy, policyFile)) });
  } finally {
    await database?.close();
    await server?.stop();
  }
}

const waits = () =>
  process.stderr.write('The schema is being changed, and waits for somebody who uses the database.\n');

/** Whether there is one already: the embedded server makes it when it is first opened. */
export const hasDatabase = ({ databaseUrl, dataDir }: Config): boolean =>
  databaseUrl !== undefined || existsSync(join(dataDir, 'postgres', 'data'));

export function readPolicy(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new BadConfig(
      `POLICY_FILE: ${file} cannot be read (${codeOf(error)}). Name a policy file, or start from the policy.yaml that comes with Muster.`,
    );
  }
}
