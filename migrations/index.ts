// The migrations, SQL up and down, as the classes that TypeORM runs. A name ends in the moment it was written.
import { readFileSync } from 'node:fs';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const sql = (file: string) => readFileSync(new URL(`./${file}.sql`, import.meta.url), 'utf8');

function migration(file: string, name: string): new () => MigrationInterface {
  return class implements MigrationInterface {
    name = name;
    async up(runner: QueryRunner): Promise<void> {
      await runner.query(sql(`${file}.up`));
    }
    async down(runner: QueryRunner): Promise<void> {
      await runner.query(sql(`${file}.down`));
    }
  };
}

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
  migration('0015_scale', 'Scale1795400000014'),
];
