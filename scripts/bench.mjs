// Runs a benchmark of bench/ against the playground's local servers: `npm run bench -- rooms [--rounds 7]`.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [name = '', ...rest] = process.argv.slice(2);
const entry = join(root, 'bench', `${name}.ts`);
if (!/^[a-z-]+$/u.test(name) || !existsSync(entry)) {
  process.stderr.write(`There is no benchmark “${name}”: see bench/.\n`);
  process.exit(2);
}
// Below node_modules, from where it finds its packages; as deep as its sources, whose neighbours it reads.
const cache = join(root, 'node_modules', '.cache');
mkdirSync(cache, { recursive: true });
const folder = mkdtempSync(join(cache, 'muster-bench-'));
const outdir = join(folder, 'one', 'two');
try {
  await build({
    ...{ entryPoints: [entry], outdir, outExtension: { '.js': '.mjs' } },
    ...{ bundle: true, packages: 'external', platform: 'node', format: 'esm', logLevel: 'warning' },
    // With a chat configured it is never loaded.
    external: ['../playground/playground.ts'],
  });
  for (const file of readdirSync(join(root, 'migrations')).filter((each) => each.endsWith('.sql')))
    copyFileSync(join(root, 'migrations', file), join(outdir, file));
  copyFileSync(join(root, 'policy.yaml'), join(folder, 'policy.yaml'));
  const { status } = spawnSync(process.execPath, [join(outdir, `${name}.mjs`), ...rest], {
    cwd: root,
    stdio: 'inherit',
    timeout: 600_000,
  });
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true });
}
