// Makes the picture at the top of README.md: plays a storm in a playground of its own, and looks when both rooms talk.
// Run after a build: npm run picture.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('..', import.meta.url));
const picture = join(root, 'docs', 'storm.png');
const named = process.env.CHROMIUM_PATH;
const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
const SIZE = { width: 1440, height: 900 };
const MOST = 600_000; // bytes; whoever opens the README waits for it
const WAIT = 90_000; // ms

const executablePath = (named ? [named] : browsers).find((path) => existsSync(path));
if (!executablePath) {
  const why = named ? `CHROMIUM_PATH (${named}) does not exist` : 'no Chromium was found: set CHROMIUM_PATH to one';
  process.stderr.write(`The picture needs a browser, and ${why}.\n`);
  process.exit(1);
}

const data = mkdtempSync(join(tmpdir(), 'muster-picture-'));
const muster = spawn(process.execPath, [join(root, 'dist', 'src', 'main.js')], {
  cwd: root,
  env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: '0', DATA_DIR: data, LOG_LEVEL: 'silent' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const ended = new Promise((resolve) => muster.once('exit', resolve));
let browser;
try {
  const address = await addressOf(muster);
  browser = await chromium.launch({ executablePath, args: quiet });
  const page = await browser.newPage({ viewport: SIZE, reducedMotion: 'reduce' });
  page.setDefaultTimeout(WAIT);
  await takeIt(page, address);
  const { size } = statSync(picture);
  if (size > MOST) throw new Error(`The picture has ${size} bytes, more than the ${MOST} that it may have.`);
  process.stdout.write(`docs/storm.png is made: ${Math.round(size / 1000)} kB.\n`);
} finally {
  await browser?.close();
  muster.kill('SIGTERM');
  await ended;
  rmSync(data, { recursive: true, force: true });
}

/** Resolves with the page's address, once Muster says it. */
function addressOf({ stdout }) {
  return new Promise((resolve, reject) => {
    let said = '';
    stdout.setEncoding('utf8').on('data', (more) => {
      said += more;
      const [found] = /http:\S+\/playground/.exec(said) ?? [];
      if (found) resolve(found);
    });
    ended.then(() => reject(new Error(`Muster ended before it said where its playground is. ${said}`)));
    setTimeout(() => reject(new Error('Muster did not start in time.')), WAIT).unref();
  });
}

/** A working day's morning, a storm, and the moment after the update, when both panes are back in the rooms. */
async function takeIt(page, address) {
  await page.goto(address);
  await page.getByRole('button', { name: 'Skip' }).click();
  await page.getByRole('button', { name: 'Next morning' }).click();
  await page.getByRole('button', { name: '+1 h' }).click();
  await page.getByRole('button', { name: 'Start a storm' }).click();
  const strip = page.getByRole('region', { name: 'Storm', exact: true });
  const ended = strip.getByRole('status');
  await strip.getByText('update sent').or(ended).first().waitFor();
  for (const chat of ['Slack', 'Microsoft Teams']) {
    const side = page.getByRole('region', { name: chat, exact: true });
    // The one is said in Teams after the update and crosses to Slack, the other the other way.
    for (const words of ['the queue drains', 'first mails arrive'])
      await side.getByText(words).or(ended).first().waitFor();
    await side.getByRole('region', { name: 'Headline' }).getByText('Last update').or(ended).first().waitFor();
  }
  const both = await page.getByText('first mails arrive').count();
  if (both < 2) throw new Error(`There is nothing to be pictured. ${await ended.textContent()}`);
  await page.mouse.move(0, 0);
  await page.screenshot({ path: picture });
}
