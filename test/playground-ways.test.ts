// The ways in, as a visitor has them on the page: menus, the lightning, the emoji, the extension; by hand and by keyboard.
import { describe, expect, test } from 'vitest';
import { browserPath, playground, visitor } from './support/playground.ts';

const muster = playground();

describe.runIf(browserPath)('on the page', () => {
  const { page, slack, teams, type, report, fits } = visitor(muster);

  test('a colleague’s message is reported from its menu, by keyboard too, and one’s own is changed', async () => {
    await slack().getByRole('button', { name: 'general' }).click();
    await type('the bike shed leaks');
    const message = slack().locator('.slack-message', { hasText: 'bike shed' });
    await message.hover();
    await message.getByRole('button', { name: 'More actions on this message' }).focus();
    await page().keyboard.press('Enter');
    await expect.poll(() => page().evaluate(() => document.activeElement?.textContent)).toBe('Report this message…');
    await page().keyboard.press('Enter');
    const form = slack().getByRole('dialog', { name: 'Report something' });
    await expect.poll(() => form.getByLabel('What is wrong?').inputValue()).toBe('the bike shed leaks');
    await page().keyboard.press('Escape');
    await expect.poll(() => form.count()).toBe(0);
    await message.hover();
    await message.getByRole('button', { name: 'More actions on this message' }).click();
    await message.getByRole('menuitem', { name: 'Edit message' }).click();
    await message.getByLabel('Edit your message').fill('the bike shed leaks a lot');
    await page().keyboard.press('Enter');
    await message.getByText('the bike shed leaks a lot').waitFor();
    await message.getByRole('button', { name: 'More actions on this message' }).focus();
    for (let step = 0; step < 4; step++) await page().keyboard.press('ArrowLeft');
    await expect
      .poll(() => page().evaluate(() => document.activeElement?.getAttribute('aria-label')))
      .toContain('which reports the message');
    await page().keyboard.press('Enter');
    await message.locator('.reactions', { hasText: '🎫' }).waitFor();
  });

  test('the lightning, the extension and its search begin where one writes; Esc ends them', async () => {
    const ref = await report('the window on floor 6 rattles');
    await slack().getByRole('button', { name: 'Shortcuts' }).click();
    await page().keyboard.press('Enter');
    await slack().getByRole('dialog', { name: 'Report something' }).waitFor();
    await page().keyboard.press('Escape');
    await teams().getByRole('button', { name: 'Muster’s message extension' }).click();
    await page().keyboard.press('ArrowDown');
    await page().keyboard.press('Enter');
    const search = teams().getByRole('dialog', { name: 'Find a ticket' });
    await page().keyboard.type('rattles');
    await search.getByRole('button', { name: ref }).click();
    await search.getByText('goes into your message').waitFor();
    await page().keyboard.press('Escape');
    await expect.poll(() => search.count()).toBe(0);
    expect(await fits()).toBe(true);
  });

  test('what one might try is typed in with a click, as whoever one is', async () => {
    await slack().getByRole('button', { name: 'See how mine are' }).click();
    const composer = slack().getByRole('textbox', { name: /^Message/ });
    await expect.poll(() => composer.inputValue()).toBe('/desk status');
    await page().keyboard.press('Enter');
    await expect.poll(() => composer.inputValue()).toBe('');
    await teams().getByRole('button', { name: 'What is mine' }).click();
    const post = teams().getByRole('textbox', { name: /Teams$/ });
    await expect.poll(() => post.inputValue()).toBe('@Muster queue mine');
    await page().getByLabel('Who you are in Slack').selectOption('dana');
    await slack().getByRole('button', { name: 'Answer an escalation' }).waitFor();
  });

  test('what comes next is told, and a press moves the clock there', async () => {
    const ref = await report('the tap drips');
    await page().getByRole('button', { name: 'What comes next' }).click();
    const next = page().getByRole('region', { name: 'What comes next' });
    const before = await page().locator('.clock > time').getAttribute('datetime');
    await next.getByRole('button', { name: `${ref} first answer is due` }).click();
    await expect
      .poll(async () => Date.parse((await page().locator('.clock > time').getAttribute('datetime')) ?? ''))
      .toBeGreaterThan(Date.parse(before ?? '') + 600_000);
  });

  test('where both do not fit, one chat is in front', async () => {
    await page().setViewportSize({ width: 800, height: 768 });
    expect(await teams().isVisible()).toBe(false);
    await page().getByRole('button', { name: 'Microsoft Teams' }).click();
    await teams().waitFor();
    expect(await slack().isVisible()).toBe(false);
    expect(await page().evaluate(() => document.documentElement.scrollWidth)).toBe(800);
  });
});
