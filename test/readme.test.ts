// The README tells what the code has: its tables are made from it.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { remade } from '../manifest/readme.ts';
import { variables } from '../src/config.ts';

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');

test('the README’s tables are those of the code (else: npm run readme)', () => {
  const readme = read('README.md');
  expect(remade(readme)).toBe(readme);
});

test('.env.example names every variable', () => {
  const example = read('.env.example');
  for (const name of Object.keys(variables)) expect(example).toContain(`${name}=`);
});
