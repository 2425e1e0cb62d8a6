// The README tells what the code has: its tables are made from it.
import { readdirSync, readFileSync } from 'node:fs';
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

test('SECURITY.md quotes tests that there are', () => {
  const tests = readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith('.test.ts') && name !== 'readme.test.ts')
    .map((name) => read(`test/${name}`));
  const quoted = [...read('SECURITY.md').matchAll(/"([^"]+)"/gu)].map(([, name = '']) => name);
  expect(quoted.length).toBeGreaterThan(9);
  expect(quoted.filter((name) => !tests.some((text) => text.includes(name)))).toEqual([]);
});
