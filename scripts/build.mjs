// Compiles the sources and bundles the playground's page into dist/. Needs nothing but the lockfile's packages.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const typescript = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
execFileSync(process.execPath, [typescript, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });

for (const file of readdirSync(join(root, 'migrations')).filter((name) => name.endsWith('.sql'))) {
  copyFileSync(join(root, 'migrations', file), join(root, 'dist', 'migrations', file));
}

const page = join(root, 'playground', 'page', 'main.tsx');
if (existsSync(page)) {
  await build({
    entryPoints: [page],
    outdir: join(root, 'dist', 'playground', 'page'),
    bundle: true,
    minify: true,
    format: 'esm',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: { '.svg': 'dataurl', '.woff2': 'dataurl' },
    logLevel: 'warning',
  });
}
