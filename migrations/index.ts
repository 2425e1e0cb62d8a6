// The migrations, SQL up and down, as the classes that TypeORM runs. A name ends in the moment it was written.
import { readFileSync } from 'node:fs';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const sql = (file: string) => readFileSync(new URL(`./${file}.sql`, import.meta.url), 'utf8');

/** `text` gives the SQL of one direction. `concurrently`: its indexes are made while others write, outside of a transaction. */
export function migrationOf(text: (way: 'up' | 'down') => string, name: string, concurrently = false) {
  return class implements MigrationInterface {
    name = name;
    transaction = !concurrently;
    async up(runner: QueryRunner): Promise<void> {
      if (!concurrently) return void (await runner.query(text('up')));
      // It waits for whoever is inside of a transaction and holds nobody up. Several statements in one string would be one transaction.
      await runner.query('set lock_timeout = 0');
      for (const statement of text('up').split(/;\s*$/mu)) if (statement.trim() !== '') await runner.query(statement);
      await runner.query('reset lock_timeout');
    }
    async down(runner: QueryRunner): Promise<void> {
      await runner.query(text('down'));
    }
  };
}

const migration = (file: string, name: string, way?: 'concurrently') =>
  migrationOf((direction) => sql(`${file}.${direction}`), name, way !== undefined);

export const migrations = [
  migration('0001_desk', 'Desk1795400000000'),
  migration('0002_jobs', 'Jobs1795400000001'),
  migration('0003_daily', 'Daily1795400000002'),
  migration('0004_home', 'Home1795400000003'),
  migration('0005_erasure', 'Erasure1795400000004'),
  migration('0010_files', 'Files1795400000009'),
  migration('0009_crossing', 'Crossing1795400000008'),
  migration('0007_circle', 'Circle1795400000006'),
  migration('0006_links', 'Links1795400000006'),
  migration('0008_confidential', 'Confidential1795400000007'),
  migration('0011_people', 'People1795400000010'),
  migration('0012_counts', 'Counts1795400000011'),
  migration('0013_major', 'Major1795400000012'),
  migration('0014_doors', 'Doors1795400000013'),
  migration('0015_scale', 'Scale1795400000014'),
  migration('0016_indexes', 'Indexes1795400000015', 'concurrently'),
];
