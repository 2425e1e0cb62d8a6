// What a bare bot keeps of a report: the rows that Muster writes, in one statement, over a pool as large as Muster's.
import { Pool } from 'pg';

const pool = new Pool({ connectionString: process.env.DATABASE_URL, options: process.env.PGOPTIONS, max: 24 });
const text = process.env.STATEMENT ?? '';

/** Resolves with the ticket's number once it is committed. */
export async function keep(): Promise<number> {
  const { rows } = await pool.query<{ number: number }>({ name: 'report', text });
  return rows[0]?.number ?? Number.NaN;
}

export const ready = (address: unknown): boolean => process.stdout.write(`${JSON.stringify(address)}\n`);
