// Runs the benchmarks of bench/, all or those named, against the playground's local servers: `npm run bench -- [rooms …] [--write] [-- options]`.
// With --write, what each prints takes the place of its part of README.md, between `<!-- bench:name -->` and `<!-- /bench:name -->`.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const all = readdirSync(join(root, 'bench'))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -3));
const given = process.argv.slice(2);
const write = given.includes('--write');
const firstOption = given.findIndex((each) => each.startsWith('--') && each !== '--write');
const options = firstOption < 0 ? [] : given.slice(firstOption).filter((each) => each !== '--write');
const named = (firstOption < 0 ? given : given.slice(0, firstOption)).filter((each) => each !== '--write');
for (const name of named) {
  if (all.includes(name)) continue;
  process.stderr.write(`There is no benchmark “${name}”. There are: ${all.join(', ')}.\n`);
  process.exit(2);
}

// Below node_modules, from where it finds its packages; as deep as its sources, whose neighbours it reads.
const cache = join(root, 'node_modules', '.cache');
mkdirSync(cache, { recursive: true });
const folder = mkdtempSync(join(cache, 'muster-bench-'));
const outdir = join(folder, 'one', 'two');
const wanted = named.length > 0 ? named : all;
try {
  await build({
    entryPoints: wanted.map((name) => join(root, 'bench', `${name}.ts`)),
    ...{ outdir, outExtension: { '.js': '.mjs' }, logLevel: 'warning' },
    ...{ bundle: true, packages: 'external', platform: 'node', format: 'esm' },
    // With a chat configured it is never loaded.
    external: ['../playground/playground.ts'],
  });
  for (const file of readdirSync(join(root, 'migrations')).filter((each) => each.endsWith('.sql')))
    copyFileSync(join(root, 'migrations', file), join(outdir, file));
  copyFileSync(join(root, 'policy.yaml'), join(folder, 'policy.yaml'));
  for (const name of wanted) {
    const { status, stdout } = spawnSync(process.execPath, [join(outdir, `${name}.mjs`), ...options], {
      ...{ cwd: root, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8', maxBuffer: 1e7 },
      timeout: 3_600_000,
    });
    process.stdout.write(`\n## ${name}\n\n${stdout}`);
    if (status !== 0) process.exitCode = status ?? 1;
    else if (write) put(name, stdout);
  }
} finally {
  rmSync(folder, { recursive: true });
}

function put(name, text) {
  const file = join(root, 'README.md');
  const marked = new RegExp(`(<!-- bench:${name} -->\n)[\\s\\S]*?(<!-- /bench:${name} -->)`, 'u');
  const readme = readFileSync(file, 'utf8');
  if (!marked.test(readme)) throw new Error(`README.md has no markers for bench:${name}`);
  writeFileSync(
    file,
    readme.replace(marked, (_, begin, end) => `${begin}${text}${end}`),
  );
}
