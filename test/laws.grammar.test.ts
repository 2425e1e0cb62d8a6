// What holds for any words: they are a command, a menu or a refusal; prose is no command, and cleaning spares the rest.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exactCommand, parse } from '../src/commands/parse.ts';
import { table } from '../src/commands/table.ts';
import { clean } from '../src/commands/verb.ts';
import { Refusal } from '../src/errors.ts';
import { contextFor } from './support/laws.ts';

const { rights } = contextFor('dana');

const word = fc.constantFrom(
  ...table.flatMap(({ name, aliases }) => [name, ...aliases]),
  'INC-12',
  'because',
  'until',
  '',
);
const anything = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.oneof(word, fc.string({ unit: 'grapheme' })), { maxLength: 8 }).map((words) => words.join(' ')),
);
test('any string is a command, a menu or a refusal', () => {
  fc.assert(
    fc.property(anything, (said) => {
      try {
        const command = parse(said, '/desk');
        if (command !== 'menu') expect(table).toContain(command.verb);
      } catch (error) {
        expect(error).toBeInstanceOf(Refusal);
      }
    }),
    { numRuns: 2000 },
  );
});
test('what an exact command takes, the parser takes in the same way; and a slip before a reference is refused by both', () => {
  fc.assert(
    fc.property(anything, (said) => {
      const attempt = (read: () => unknown) => {
        try {
          return read();
        } catch (error) {
          if (error instanceof Refusal && error.code === 'unknown-verb') return error.facts;
          throw error;
        }
      };
      const exact = attempt(() => exactCommand(said, rights, '/desk'));
      if (exact) expect(attempt(() => parse(said, '/desk'))).toEqual(exact);
    }),
    { numRuns: 2000 },
  );
});
test('prose about a thing is no command about a ticket, though it begins with a verb', () => {
  const prose = fc
    .array(fc.constantFrom('the', 'window', 'please', 'it', 'is', 'cold', 'a', 'printer', 'again', '窗户'), {
      minLength: 1,
    })
    .map((words) => words.join(' '));
  const about = table.filter(({ ref, outright }) => ref && !outright).map(({ name }) => name);
  fc.assert(
    fc.property(fc.constantFrom(...about), prose, (verb, words) => {
      expect(exactCommand(`${verb} ${words}`, rights, '/desk')).toBeUndefined();
      expect(exactCommand(`${words} ${verb}`, rights, '/desk')).toBeUndefined();
    }),
  );
});
test('cleaning takes away control characters and turning marks, and nothing else; twice is once', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (said) => {
      const kept = clean(said);
      expect(clean(kept)).toBe(kept);
      expect(kept).not.toMatch(/(?![\n\t])[\p{Cc}\u202A-\u202E\u2066-\u2069]/u);
      expect(kept.isWellFormed()).toBe(true);
      if (!/[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]/u.test(said)) expect(kept).toBe(said);
    }),
    { numRuns: 1000 },
  );
  expect(clean('Zażółć 👩‍👩‍👧 打印机\n\t“quoted” *bold* <@U1>')).toBe('Zażółć 👩‍👩‍👧 打印机\n\t“quoted” *bold* <@U1>');
});
