// The playground for one test file: all of Muster behind it, and a visitor in a browser where one is to be had.
import { existsSync } from 'node:fs';
import pino from 'pino';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
// @ts-expect-error a script that the build shares, without types
import { buildPage } from '../../scripts/page.mjs';
import { readConfig } from '../../src/config.ts';
import { type Muster, startMuster } from '../../src/muster.ts';
import { installDeskClock } from '../../src/storage/clock.ts';
import { testDatabase } from './database.ts';
import { policyText } from './laws.ts';

const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const named = process.env.CHROMIUM_PATH;
/** Undefined: there is none, and `whyNot` says so. */
export const browserPath = (named ? [named] : browsers).find((path) => existsSync(path));
export const whyNot = named
  ? `CHROMIUM_PATH (${named}) does not exist`
  : 'no Chromium was found: set CHROMIUM_PATH to one';
const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];

/** Runs from the file's first test to its last. */
export function playground(): () => Muster {
  let muster: Muster;
  let drop: () => Promise<void>;
  beforeAll(async () => {
    const database = await testDatabase();
    drop = database.drop;
    await installDeskClock(database.ownerUrl);
    const config = readConfig({ PORT: '0', DATABASE_URL: database.ownerUrl, LOG_LEVEL: 'silent' });
    muster = await startMuster(config, policyText, pino({ level: 'silent' }), 'test');
  }, 60_000);
  afterAll(async () => {
    await muster?.stop();
    await drop?.();
  }, 20_000);
  return () => muster;
}

/** One visit a test, with the tour ended; no test passes in which the page complains. */
export function visitor(muster: () => Pick<Muster, 'playground'>, { toured = true } = {}) {
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  beforeAll(async () => {
    await buildPage();
    browser = await chromium.launch({ executablePath: String(browserPath), args });
  }, 60_000);
  afterAll(() => browser?.close());
  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
    page.setDefaultTimeout(10_000);
    complaints = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(muster().playground ?? '');
    if (toured) await page.getByRole('button', { name: 'Skip' }).click();
  });
  afterEach(async () => {
    await page.close();
    expect(complaints).toEqual([]);
  });

  const slack = () => page.getByRole('region', { name: 'Slack' });
  const type = async (text: string) => {
    const composer = slack().getByRole('textbox', { name: /^Message/ });
    await composer.fill(text);
    await composer.press('Enter');
  };
  return {
    page: () => page,
    slack,
    teams: () => page.getByRole('region', { name: 'Microsoft Teams' }),
    /** Says it in Slack. */
    type,
    /** Alice reports in Slack; the ticket's reference. */
    async report(words: string): Promise<string> {
      await type(`/desk report ${words}`);
      const answer = slack().locator('.private', { hasText: words }).last();
      return /INC-\d+/.exec((await answer.textContent()) ?? '')?.[0] ?? '';
    },
    openDesk: (side: Locator) => side.getByRole('button', { name: 'service-desk' }).click(),
    /** The card of a ticket in #service-desk: a message in Slack, a post in Teams. */
    cardIn: (side: Locator, kind: string, ref: string) =>
      side
        .locator(kind)
        .filter({ hasText: `${ref} ` })
        .first(),
    /** Whether nothing is to be scrolled but what is made for it. */
    fits: () =>
      page.evaluate(() => document.documentElement.scrollWidth <= 1366 && document.documentElement.scrollHeight <= 768),
  };
}
