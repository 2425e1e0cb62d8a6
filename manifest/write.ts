// npm run manifest: writes the manifests, the repository's own or those of an installation.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { environment } from '../src/config.ts';
import { make } from './make.ts';

try {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  const files = make(process.argv.slice(2), environment(), version);
  for (const [file, data] of Object.entries(files)) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, data);
    process.stdout.write(`${file}\n`);
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
