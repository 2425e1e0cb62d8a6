// The playground as a visitor has it: a real browser, the real page, all of Muster behind it.
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
// @ts-expect-error a script that the build shares, without types
import { buildPage } from '../scripts/page.mjs';
import { readConfig } from '../src/config.ts';
import { type Muster, startMuster } from '../src/muster.ts';
import { installDeskClock } from '../src/storage/clock.ts';
import { testDatabase } from './support/database.ts';

const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const named = process.env.CHROMIUM_PATH;
const executablePath = (named ? [named] : browsers).find((path) => existsSync(path));
const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];

let muster: Muster;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await testDatabase();
  drop = database.drop;
  await installDeskClock(database.ownerUrl);
  const config = readConfig({ PORT: '0', DATABASE_URL: database.ownerUrl, LOG_LEVEL: 'silent' });
  const policy = await readFile(new URL('../policy.yaml', import.meta.url), 'utf8');
  muster = await startMuster(config, policy, pino({ level: 'silent' }), 'test');
}, 60_000);

afterAll(async () => {
  await muster?.stop();
  await drop?.();
}, 20_000);

if (!executablePath) {
  const why = named ? `CHROMIUM_PATH (${named}) does not exist` : 'no Chromium was found: set CHROMIUM_PATH to one';
  process.stderr.write(`\n  The playground’s page was not tested in a browser: ${why}.\n\n`);
}

describe.runIf(executablePath)('the page', () => {
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    await buildPage();
    browser = await chromium.launch({ executablePath: String(executablePath), args });
  }, 60_000);
  afterAll(() => browser?.close());

  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
    page.setDefaultTimeout(10_000);
    complaints = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(muster.playground ?? '');
  });
  afterEach(async () => {
    await page.close();
    expect(complaints).toEqual([]);
  });

  const slack = () => page.getByRole('region', { name: 'Slack' });
  const teams = () => page.getByRole('region', { name: 'Microsoft Teams' });
  const skipTour = () => page.getByRole('button', { name: 'Skip' }).click();
  const type = async (text: string) => {
    const composer = slack().getByRole('textbox', { name: /^Message/ });
    await composer.fill(text);
    await composer.press('Enter');
  };
  /** Alice reports in Slack; the ticket's reference. */
  const report = async (words: string) => {
    await type(`/desk report ${words}`);
    const answer = slack().locator('.private', { hasText: words }).last();
    return /INC-\d+/.exec((await answer.textContent()) ?? '')?.[0] ?? '';
  };
  const openDesk = (side: ReturnType<typeof slack>) => side.getByRole('button', { name: 'service-desk' }).click();
  /** The card of a ticket in #service-desk: a message in Slack, a post in Teams. */
  const cardIn = (side: ReturnType<typeof slack>, kind: string, ref: string) =>
    side
      .locator(kind)
      .filter({ hasText: `${ref} ` })
      .first();
  const fits = () =>
    page.evaluate(() => document.documentElement.scrollWidth <= 1366 && document.documentElement.scrollHeight <= 768);

  test('a first visit begins with a tour, a second one does not', async () => {
    await expect.poll(() => page.getByRole('dialog', { name: 'Tour' }).textContent()).toContain('two chats');
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Next');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByRole('dialog', { name: 'Tour' }).textContent()).toContain('/desk report printer');
    await page.keyboard.press('Escape');
    await page.reload();
    await slack().getByText('Nothing here yet').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  test('what is typed after / is completed from what Muster understands', async () => {
    await skipTour();
    const composer = slack().getByRole('textbox', { name: /^Message/ });
    await composer.fill('/desk cla');
    await slack().getByText('/desk claim').waitFor();
    await composer.press('Tab');
    expect(await composer.inputValue()).toBe('/desk claim ');
  });

  test('a report stands on both sides, and a press in Teams changes the card in Slack', async () => {
    await skipTour();
    const ref = await report('printer on floor 3 is jammed');
    await openDesk(teams());
    const post = cardIn(teams(), '.post', ref);
    await post.getByRole('button', { name: 'Claim', exact: true }).waitFor();
    await page.getByLabel('Who you are in Slack').selectOption('mei');
    await openDesk(slack());
    const card = cardIn(slack(), '.slack-message', ref);
    await expect.poll(() => card.textContent()).toContain('new');
    await post.getByRole('button', { name: 'Claim', exact: true }).click();
    await expect.poll(() => card.textContent()).toContain('Bob Fischer');
    await card.locator('.replies').click();
    await slack().getByRole('complementary', { name: 'Thread' }).getByText('Bob Fischer claimed it').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('complementary', { name: 'Thread' }).count()).toBe(0);
    expect(await fits()).toBe(true);
  });

  test('Home in Slack shows what is there, and opens its form', async () => {
    await skipTour();
    const ref = await report('a lamp is dark');
    await slack().getByRole('button', { name: 'Home' }).click();
    await slack().locator('.slack-home').getByText(`${ref} a lamp is dark`).waitFor();
    await slack().locator('.slack-home').getByRole('button', { name: 'Report…' }).click();
    await slack().getByRole('dialog').getByText('What is wrong?').waitFor();
    await page.keyboard.press('Escape');
    expect(await fits()).toBe(true);
  });

  test('a form says what is missing where it is missing', async () => {
    await skipTour();
    await type('/desk report');
    const form = slack().getByRole('dialog');
    await form.getByRole('button', { name: 'Report' }).click();
    await form.getByRole('alert').waitFor();
    await form.getByLabel('What is wrong?').fill('the coffee machine beeps');
    await form.getByRole('button', { name: 'Report' }).click();
    await form.getByText('the coffee machine beeps').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => form.count()).toBe(0);
  });

  test('a waiting ticket wakes when the clock is moved', async () => {
    await skipTour();
    const ref = await report('the projector flickers');
    await openDesk(teams());
    const post = cardIn(teams(), '.post', ref);
    await post.getByRole('button', { name: 'Wait…' }).click();
    const dialog = teams().getByRole('dialog');
    await dialog.getByLabel('Until when?').fill('in 30 minutes');
    await dialog.getByRole('button', { name: 'Let it wait' }).click();
    await expect.poll(() => post.textContent()).toContain('Waits until');
    await page.keyboard.press('Escape');
    await expect.poll(() => dialog.count()).toBe(0);
    await page.getByRole('button', { name: '+1 h' }).click();
    await post.getByText('Woke as planned').waitFor();
  });

  test('a colleague’s message is reported from its menu, by keyboard too, and one’s own is changed', async () => {
    await skipTour();
    await slack().getByRole('button', { name: 'general' }).click();
    await type('the bike shed leaks');
    const message = slack().locator('.slack-message', { hasText: 'bike shed' });
    await message.hover();
    await message.getByRole('button', { name: 'More actions on this message' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Report this message…');
    await page.keyboard.press('Enter');
    const form = slack().getByRole('dialog', { name: 'Report something' });
    await expect.poll(() => form.getByLabel('What is wrong?').inputValue()).toBe('the bike shed leaks');
    await page.keyboard.press('Escape');
    await expect.poll(() => form.count()).toBe(0);
    await message.hover();
    await message.getByRole('button', { name: 'More actions on this message' }).click();
    await message.getByRole('menuitem', { name: 'Edit message' }).click();
    await message.getByLabel('Edit your message').fill('the bike shed leaks a lot');
    await page.keyboard.press('Enter');
    await message.getByText('the bike shed leaks a lot').waitFor();
    await message.getByRole('button', { name: 'More actions on this message' }).focus();
    for (let step = 0; step < 4; step++) await page.keyboard.press('ArrowLeft');
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
      .toContain('which reports the message');
    await page.keyboard.press('Enter');
    await message.locator('.reactions', { hasText: '🎫' }).waitFor();
  });

  test('the lightning, the extension and its search begin where one writes; Esc ends them', async () => {
    await skipTour();
    const ref = await report('the window on floor 6 rattles');
    await slack().getByRole('button', { name: 'Shortcuts' }).click();
    await page.keyboard.press('Enter');
    await slack().getByRole('dialog', { name: 'Report something' }).waitFor();
    await page.keyboard.press('Escape');
    await teams().getByRole('button', { name: 'Muster’s message extension' }).click();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const search = teams().getByRole('dialog', { name: 'Find a ticket' });
    await page.keyboard.type('rattles');
    await search.getByRole('button', { name: ref }).click();
    await search.getByText('goes into your message').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => search.count()).toBe(0);
    expect(await fits()).toBe(true);
  });

  test('what one might try is typed in with a click, as whoever one is', async () => {
    await skipTour();
    await slack().getByRole('button', { name: 'See how mine are' }).click();
    const composer = slack().getByRole('textbox', { name: /^Message/ });
    expect(await composer.inputValue()).toBe('/desk status');
    await page.keyboard.press('Enter');
    await expect.poll(() => composer.inputValue()).toBe('');
    await teams().getByRole('button', { name: 'What is mine' }).click();
    expect(
      await teams()
        .getByRole('textbox', { name: /Teams$/ })
        .inputValue(),
    ).toBe('@Muster queue mine');
    await page.getByLabel('Who you are in Slack').selectOption('dana');
    await slack().getByRole('button', { name: 'Answer an escalation' }).waitFor();
  });

  test('what comes next is told, and a press moves the clock there', async () => {
    await skipTour();
    const ref = await report('the tap drips');
    await page.getByRole('button', { name: 'What comes next' }).click();
    const next = page.getByRole('region', { name: 'What comes next' });
    const before = await page.locator('.clock > time').getAttribute('datetime');
    await next.getByRole('button', { name: `${ref} first answer is due` }).click();
    await expect
      .poll(async () => Date.parse((await page.locator('.clock > time').getAttribute('datetime')) ?? ''))
      .toBeGreaterThan(Date.parse(before ?? '') + 600_000);
  });

  test('where both do not fit, one chat is in front', async () => {
    await skipTour();
    await page.setViewportSize({ width: 800, height: 768 });
    expect(await teams().isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Microsoft Teams' }).click();
    await teams().waitFor();
    expect(await slack().isVisible()).toBe(false);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(800);
  });

  test('hostile words stay words', async () => {
    await skipTour();
    const words = '<img src=x onerror=alert(1)> <!channel> [a](javascript:alert(1)) **b**';
    const ref = await report(words);
    await openDesk(teams());
    await expect.poll(() => cardIn(teams(), '.post', ref).textContent()).toContain(words);
    await slack().getByRole('button', { name: 'Muster' }).click();
    await expect.poll(() => cardIn(slack(), '.slack-message', ref).textContent()).toContain(words);
    expect(await page.locator('img').count()).toBe(0);
  });

  test('the ledger shows what was said, and a fault that Muster recovers from', async () => {
    await skipTour();
    await page.getByRole('button', { name: 'Ledger' }).click();
    const ledger = page.getByRole('complementary', { name: 'Ledger' });
    await ledger.getByRole('button', { name: '500 once done' }).first().click();
    await page.getByRole('status').waitFor();
    await report('the door of the lift is open');
    await ledger.getByText('status, applied').waitFor();
    await ledger.getByText('status, applied').click();
    await ledger
      .getByText('Commanded by a fault')
      .or(ledger.getByRole('heading', { name: 'Sent' }))
      .first()
      .waitFor();
    expect(await fits()).toBe(true);
    // The browser itself tells of nothing here: the fault met Muster, not the page.
  });
});

describe('the page’s door', () => {
  const ask = (path: string, headers: Record<string, string> = {}, body?: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const method = body === undefined ? 'GET' : 'POST';
      const asked = request({ host: '127.0.0.1', port: muster.port, path: `/playground${path}`, method, headers });
      asked.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject);
      asked.end(body);
    });
  const own = () => `http://127.0.0.1:${muster.port}`;
  const json = { 'Content-Type': 'application/json' };
  const step = JSON.stringify({ by: 1 });

  test.each([
    ['another name for this machine', '/setup', { Host: 'evil.example' }],
    ['another page', '/setup', { Origin: 'https://evil.example' }],
    ['a frame of another site', '/ledger', { 'Sec-Fetch-Site': 'cross-site' }],
    ['another port of this machine', '/sight', { 'Sec-Fetch-Site': 'same-site' }],
  ])('refuses %s', async (_name, path, headers) => {
    expect(await ask(path, headers as Record<string, string>)).toBe(403);
  });

  test('takes only JSON from its own page', async () => {
    expect(await ask('/clock', { Origin: own(), ...json }, step)).toBe(200);
    expect(await ask('/clock', json, step)).toBe(403);
    expect(await ask('/clock', { Origin: own(), 'Content-Type': 'text/plain' }, step)).toBe(403);
    expect(await ask('/clock', { Origin: own(), ...json }, JSON.stringify({ by: -60 }))).toBe(400);
  });

  test('has nothing else behind it', async () => {
    expect(await ask('/../policy.yaml')).toBe(404);
    expect(await ask('/page/main.tsx')).toBe(404);
  });
});

test('the bundle asks for nothing from elsewhere', async () => {
  const outdir = await mkdtemp(join(tmpdir(), 'muster-page-'));
  await buildPage(outdir);
  const style = await readFile(join(outdir, 'main.css'), 'utf8');
  expect(style).not.toMatch(/url\(\s*["']?(?:https?:)?\/\//);
  await rm(outdir, { recursive: true });
});
