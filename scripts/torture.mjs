// Whole lives of tickets while chats and database fail: `npm run torture -- --seeds 2000 [--first 1]`; the same test that runs with twenty.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '200' }, first: { type: 'string', default: '1' } },
});
for (const [name, value] of Object.entries(values)) {
  if (!/^[1-9]\d{0,6}$/u.test(value)) {
    process.stderr.write(`--${name} has to be a whole number from 1 on, not “${value}”.\n`);
    process.exit(2);
  }
}
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { status } = spawnSync(
  process.execPath,
  [join(root, 'node_modules', 'vitest', 'vitest.mjs'), ...['run', 'test/proof.lives.test.ts', '--reporter', 'verbose']],
  { cwd: root, stdio: 'inherit', env: { ...process.env, TORTURE_SEEDS: values.seeds, TORTURE_FIRST: values.first } },
);
process.exitCode = status ?? 1;
