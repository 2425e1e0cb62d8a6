// Compiles the sources and bundles the playground's page into dist/. Needs nothing but the lockfile's packages.
import { execFileSync } from 'node:child_process';
import { copyFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPage } from './page.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const typescript = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
execFileSync(process.execPath, [typescript, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });

for (const file of readdirSync(join(root, 'migrations')).filter((name) => name.endsWith('.sql'))) {
  copyFileSync(join(root, 'migrations', file), join(root, 'dist', 'migrations', file));
}

await buildPage();
