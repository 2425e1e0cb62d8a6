// Writes the parts of README.md that are made from the code. Run after a build: npm run readme.
import { readFileSync, writeFileSync } from 'node:fs';
import { remade } from '../dist/manifest/readme.js';

const file = new URL('../README.md', import.meta.url);
writeFileSync(file, remade(readFileSync(file, 'utf8')));
