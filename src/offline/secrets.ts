// The chats' secrets between the environment and the database: what the one does not give, the other keeps sealed.
import { BadConfig, type Config, readWithoutChats, secretsIn } from '../config.ts';
import { Shut, unseal } from '../sealing.ts';
import type { Database } from '../storage/database.ts';
import { type KeptSecret, keptSecrets } from '../storage/secrets.ts';
import { hasDatabase, withDesk } from './open.ts';

export const secretNames: readonly string[] = Object.keys(secretsIn({} as Config));

/** Where a secret belongs: sealed for one organisation and one name, it opens nowhere else. */
export const placeOf = (organisation: string, name: string): string => JSON.stringify([organisation, name]);

/** The environment, with those of the chats' secrets that it does not give and the database keeps. Throws BadConfig. */
export async function withSecrets(environment: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  const config = readWithoutChats(environment);
  const { encryptionKeys } = config;
  const lacking = secretNames.filter((name) => !environment[name]);
  if (!encryptionKeys || lacking.length === 0 || !hasDatabase(config)) return environment;
  return withDesk(config, async ({ database, desk: { organisation } }) => {
    const kept = await database.transaction(organisation, (tx) => keptSecrets(tx, organisation));
    const wanted = kept.filter(({ name }) => lacking.includes(name));
    const opened = wanted.map((one) => [one.name, opens(encryptionKeys, one, organisation)]);
    return { ...environment, ...Object.fromEntries(opened) };
  });
}

/** Throws BadConfig, saying what to do. */
export function opens(keys: readonly Buffer[], kept: KeptSecret, organisation: string): string {
  const { name, keyId } = kept;
  try {
    return unseal(keys, kept, placeOf(organisation, name));
  } catch (error) {
    if (!(error instanceof Shut)) throw error;
    throw new BadConfig(
      error.why === 'another-key'
        ? `ENCRYPTION_KEY: ${name} is sealed with the key ${keyId}, which is not among them. Put that key behind the first, or keep ${name} anew (secret set ${name}).`
        : `${name} in the database is not what was sealed there: somebody changed or moved it. Keep it anew (secret set ${name}).`,
    );
  }
}

/** Throws BadConfig where the database keeps what the environment does not give, and there is no key to open it. */
export async function refuseShut(config: Config, database: Database, organisation: string): Promise<void> {
  if (config.encryptionKeys) return;
  const kept = await database.transaction(organisation, (tx) => keptSecrets(tx, organisation));
  const given: Readonly<Record<string, string | undefined>> = secretsIn(config);
  const shut = kept.map(({ name }) => name).filter((name) => given[name] === undefined);
  if (shut.length > 0)
    throw new BadConfig(
      `ENCRYPTION_KEY is not set, and the database keeps ${shut.join(', ')} sealed: set it to the key that sealed them.`,
    );
}
