// Whether anything changed: what is in the database, table by table, but for when a profile was last looked at.
import type { Judged } from './proof.ts';
import { query } from './proof.ts';

/** Receipts are of gestures, and jobs have their own time; a Home is drawn whenever somebody looks. */
const ASIDE = ['receipt', 'job', 'home', 'queue_delta', 'organisation', 'installation'];

/** How each table stands for one organisation. */
export async function standing(desk: Judged): Promise<Record<string, string>> {
  const names = await query(
    desk,
    `select table_name as name from information_schema.columns
     where table_schema = 'public' and column_name = 'organisation_id' and table_name <> all($1) order by 1`,
    ASIDE,
  );
  const one = ({ name }: Record<string, unknown>) =>
    `select '${name}' as name, count(*) || ' ' || coalesce(md5(string_agg(row, ' ' order by row)), '') as rows
     from (select md5((to_jsonb(t) - 'fetched_at')::text) as row from "${name}" t where organisation_id = $1) of_it`;
  const rows = await query(desk, names.map(one).join(' union all '), desk.muster.desk.organisation);
  return Object.fromEntries(rows.map(({ name, rows }) => [String(name), String(rows)]));
}
