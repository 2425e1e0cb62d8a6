// How the tests run: one database server for all of them (test/support/global.ts), each file on a database of its own.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global.ts'],
    pool: 'threads',
    // What a file imports is there already for the next, which halves the time; none of them leaves anything changed behind.
    isolate: false,
    testTimeout: 20_000,
    hookTimeout: 20_000,
    reporters: ['default'],
  },
});
