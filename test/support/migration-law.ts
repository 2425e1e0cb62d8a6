// What a migration may do while the old version still runs: add. What it takes away, that version may still need.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', '..', 'migrations');

/** The migrations later than that one, as their file's name without its ending, and their SQL. */
export const writtenAfter = (name: string): readonly (readonly [string, string])[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.up.sql') && file > name)
    .sort()
    .map((file) => [file.replace('.up.sql', ''), readFileSync(join(folder, file), 'utf8')]);

/** Comments, and the bodies of functions and blocks, are left out: what is done there is done later, or to new tables. */
const statementsOf = (sql: string): readonly string[] =>
  sql
    .replace(/--.*$/gmu, '')
    .replace(/\$(\w*)\$[\s\S]*?\$\1\$/gu, "''")
    .toLowerCase()
    .split(';')
    .map((statement) => statement.replace(/\s+/gu, ' ').trim())
    .filter((statement) => statement !== '');

const taking: readonly (readonly [RegExp, string])[] = [
  [/^drop (?!index concurrently)/u, 'drops something: in a later version, when nothing uses it'],
  [
    / (?:drop (?:column|constraint)|alter (?:column )?\w+ drop default)\b/u,
    'takes away what the old version writes by',
  ],
  [/ rename\b/u, 'renames: add the new one, write both, take the old one away in a later version'],
  [/ alter (?:column )?\w+ (?:set data )?type\b/u, 'changes a type, which rewrites the table under a lock'],
  [/ set not null\b/u, 'the old version may leave it null'],
  [/^(?:truncate|cluster|vacuum|lock)\b|^reindex (?!.*concurrently)/u, 'locks a whole table'],
];

/** Each rule that a statement breaks, with the statement; `old`: its table was there before this migration. */
export function broken(sql: string): readonly string[] {
  const statements = statementsOf(sql);
  const made = new Set(
    statements.flatMap((each) => /^create (?:unlogged )?table (?:if not exists )?(\w+)/u.exec(each)?.[1] ?? []),
  );
  return statements.flatMap((statement) => {
    const on =
      /^(?:alter table (?:only )?(\w+)|create .*index .*?\bon (?:only )?(\w+)|(?:update|delete from) (\w+))/u.exec(
        statement,
      );
    const table = on?.slice(1).find((name) => name !== undefined);
    const old = table !== undefined && !made.has(table);
    const rules = taking.flatMap(([pattern, why]) => (pattern.test(statement) ? [why] : []));
    if (old) rules.push(...onOldTable(statement));
    return rules.map((why) => `${why}: ${statement.slice(0, 120)}`);
  });
}

function* onOldTable(statement: string): Generator<string> {
  if (/^create (?:unique )?index (?!concurrently)/u.test(statement))
    yield 'an index on a table that is in use is made concurrently';
  if (/^(?:update|delete)/u.test(statement)) yield 'rows are changed by a job, some at a time, and not under one lock';
  for (const added of statement.matchAll(/\badd (?:column )?(?:if not exists )?\w+ [^,]*(?:\([^)]*\)[^,]*)*/gu)) {
    const [clause] = added;
    if (/^add (?:constraint|foreign|primary|unique|check)\b/u.test(clause)) {
      if (/\b(?:check|foreign key)\b/u.test(clause) && !/not valid$/u.test(clause.trim()))
        yield 'a constraint is added not valid, and validated afterwards';
      if (/\b(?:unique|primary key)\b/u.test(clause) && !/using index/u.test(clause))
        yield 'a key is made of an index that was made concurrently';
    } else {
      if (/\bnot null\b/u.test(clause) && !/\bdefault\b/u.test(clause))
        yield 'the old version does not fill a new column: it has a default, or may be null';
      if (/\bdefault [^,]*\w+\(/u.test(clause)) yield 'a default that is computed rewrites the table';
      if (/\breferences\b/u.test(clause)) yield 'a reference of a new column is checked row by row: add it not valid';
    }
  }
}
