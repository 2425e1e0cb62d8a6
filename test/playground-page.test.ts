// The playground as a visitor has it: a real browser, the real page, all of Muster behind it.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
// @ts-expect-error a script that the build shares, without types
import { buildPage } from '../scripts/page.mjs';
import { browserPath, playground, visitor, whyNot } from './support/playground.ts';

const muster = playground();

if (!browserPath) process.stderr.write(`\n  The playground’s page was not tested in a browser: ${whyNot}.\n\n`);

describe.runIf(browserPath)('a first visit', () => {
  const { page, slack } = visitor(muster, { toured: false });

  test('begins with a tour, a second one does not', async () => {
    await expect.poll(() => page().getByRole('dialog', { name: 'Tour' }).textContent()).toContain('two chats');
    await expect.poll(() => page().evaluate(() => document.activeElement?.textContent)).toBe('Next');
    await page().keyboard.press('Enter');
    await expect
      .poll(() => page().getByRole('dialog', { name: 'Tour' }).textContent())
      .toContain('/desk report printer');
    await page().keyboard.press('Escape');
    await page().reload();
    await slack().getByText('Nothing here yet').waitFor();
    expect(await page().getByRole('dialog').count()).toBe(0);
  });
});

describe.runIf(browserPath)('the page', () => {
  const { page, slack, teams, type, report, openDesk, cardIn, fits } = visitor(muster);

  test('what is typed after / is completed from what Muster understands', async () => {
    const composer = slack().getByRole('textbox', { name: /^Message/ });
    await composer.fill('/desk cla');
    await slack().getByText('/desk claim').waitFor();
    await composer.press('Tab');
    expect(await composer.inputValue()).toBe('/desk claim ');
  });

  test('a file goes with the words, is shown with them, and what its author changed says so', async () => {
    const bytes = Buffer.from('a line of a log\n');
    await slack()
      .locator('.composer input[type=file]')
      .setInputFiles({ name: 'log.txt', mimeType: 'text/plain', buffer: bytes });
    await type('*this* is in the log');
    const message = slack().locator('.slack-message', { hasText: 'is in the log' });
    await message.getByRole('list', { name: 'Files' }).getByText('log.txt').waitFor();
    expect(await slack().getByRole('list', { name: 'Files to send' }).count()).toBe(0);
    await message.hover();
    await message.getByRole('button', { name: 'More actions on this message' }).click();
    await page().getByRole('menuitem', { name: 'Edit message' }).click();
    const editor = message.getByRole('textbox', { name: 'Edit your message' });
    await editor.fill('*that* is in the log, see https://example.com');
    await editor.press('Enter');
    await message.getByText('(edited)').waitFor();
    await message.hover();
    await message.getByRole('button', { name: 'More actions on this message' }).click();
    await page().getByRole('menuitem', { name: 'Edit message' }).click();
    expect(await editor.inputValue()).toBe('*that* is in the log, see https://example.com');
  });

  test('a report stands on both sides, and a press in Teams changes the card in Slack', async () => {
    const ref = await report('printer on floor 3 is jammed');
    await openDesk(teams());
    const post = cardIn(teams(), '.post', ref);
    await post.getByRole('button', { name: 'Claim', exact: true }).waitFor();
    await page().getByLabel('Who you are in Slack').selectOption('mei');
    await openDesk(slack());
    const card = cardIn(slack(), '.slack-message', ref);
    await expect.poll(() => card.textContent()).toContain('new');
    await post.getByRole('button', { name: 'Claim', exact: true }).click();
    await expect.poll(() => card.textContent()).toContain('Bob Fischer');
    await card.locator('.replies').click();
    await slack().getByRole('complementary', { name: 'Thread' }).getByText('Bob Fischer claimed it').waitFor();
    await page().keyboard.press('Escape');
    await expect.poll(() => page().getByRole('complementary', { name: 'Thread' }).count()).toBe(0);
    expect(await fits()).toBe(true);
  });

  test('Home in Slack shows what is there, and opens its form', async () => {
    const ref = await report('a lamp is dark');
    await slack().getByRole('button', { name: 'Home' }).click();
    await slack().locator('.slack-home').getByText(`${ref} a lamp is dark`).waitFor();
    await slack().locator('.slack-home').getByRole('button', { name: 'Report…' }).click();
    await slack().getByRole('dialog').getByText('What is wrong?').waitFor();
    await page().keyboard.press('Escape');
    expect(await fits()).toBe(true);
  });

  test('a form says what is missing where it is missing', async () => {
    await type('/desk report');
    const form = slack().getByRole('dialog');
    await form.getByRole('button', { name: 'Report' }).click();
    await form.getByRole('alert').waitFor();
    await form.getByLabel('What is wrong?').fill('the coffee machine beeps');
    await form.getByRole('button', { name: 'Report' }).click();
    await form.getByText('the coffee machine beeps').waitFor();
    await page().keyboard.press('Escape');
    await expect.poll(() => form.count()).toBe(0);
  });

  test('a waiting ticket wakes when the clock is moved', async () => {
    const ref = await report('the projector flickers');
    await openDesk(teams());
    const post = cardIn(teams(), '.post', ref);
    await post.getByRole('button', { name: 'Wait…' }).click();
    const dialog = teams().getByRole('dialog');
    await dialog.getByLabel('Until when?').fill('in 30 minutes');
    await dialog.getByRole('button', { name: 'Let it wait' }).click();
    await expect.poll(() => post.textContent()).toContain('Waits until');
    await page().keyboard.press('Escape');
    await expect.poll(() => dialog.count()).toBe(0);
    await page().getByRole('button', { name: '+1 h' }).click();
    await post.getByText('Woke as planned').waitFor();
  });

  test('hostile words stay words', async () => {
    const words = '<img src=x onerror=alert(1)> <!channel> [a](javascript:alert(1)) **b**';
    const ref = await report(words);
    await openDesk(teams());
    await expect.poll(() => cardIn(teams(), '.post', ref).textContent()).toContain(words);
    await slack().getByRole('button', { name: 'Muster' }).click();
    await expect.poll(() => cardIn(slack(), '.slack-message', ref).textContent()).toContain(words);
    expect(await page().locator('img').count()).toBe(0);
  });

  test('the ledger shows what was said, and a fault that Muster recovers from', async () => {
    await page().getByRole('button', { name: 'Ledger' }).click();
    const ledger = page().getByRole('complementary', { name: 'Ledger' });
    await ledger.getByRole('button', { name: '500 once done' }).first().click();
    await page().getByRole('status').waitFor();
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
      const asked = request({ host: '127.0.0.1', port: muster().port, path: `/playground${path}`, method, headers });
      asked.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject);
      asked.end(body);
    });
  const own = () => `http://127.0.0.1:${muster().port}`;
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
