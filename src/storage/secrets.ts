// The chats' secrets as they are kept: sealed, by name. Who opens them is not this room's business.
import type { Instant } from '../ticket/record.ts';
import type { Tx } from './database.ts';

export interface KeptSecret {
  readonly name: string;
  readonly sealed: Buffer;
  readonly keyId: string;
  readonly sealedAt: Instant;
}

type Row = Omit<KeptSecret, 'sealedAt'> & { readonly sealedAt: Date };

/** All of them, by name; locked, so that of two who seal anew at once the second sees what the first made. */
export async function keptSecrets(tx: Tx, organisation: string): Promise<KeptSecret[]> {
  const rows: Row[] = await tx.query(
    `select name, sealed, key_id as "keyId", sealed_at as "sealedAt" from secret where organisation_id = $1 order by name for update`,
    [organisation],
  );
  return rows.map((row) => ({ ...row, sealedAt: row.sealedAt.toISOString() }));
}

export async function keepSecret(
  tx: Tx,
  organisation: string,
  { name, sealed, keyId }: Omit<KeptSecret, 'sealedAt'>,
): Promise<void> {
  await tx.query(
    `insert into secret (organisation_id, name, sealed, key_id) values ($1, $2, $3, $4) on conflict (organisation_id, name)
     do update set sealed = excluded.sealed, key_id = excluded.key_id, sealed_at = excluded.sealed_at`,
    [organisation, name, sealed, keyId],
  );
}

/** False: there was none. */
export async function dropSecret(tx: Tx, organisation: string, name: string): Promise<boolean> {
  const [gone] = await tx.query('delete from secret where organisation_id = $1 and name = $2 returning name', [
    organisation,
    name,
  ]);
  return gone.length > 0;
}
