// Bundles the playground's page: one script and one style sheet, with everything in them.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Writes main.js and main.css into `outdir`; by default where the compiled playground looks for them. */
export async function buildPage(outdir = join(root, 'dist', 'playground', 'page')) {
  await build({
    entryPoints: [join(root, 'playground', 'page', 'main.tsx')],
    outdir,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: { '.svg': 'dataurl', '.woff2': 'dataurl' },
    logLevel: 'warning',
  });
}
