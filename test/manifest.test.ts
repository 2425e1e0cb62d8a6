// What the chats are told of Muster: all that the adapters use and nothing more, within the chats' limits, in the repository as made.
import { readdirSync, readFileSync } from 'node:fs';
import { crc32, inflateSync } from 'node:zlib';
import { AppManifestUtils } from '@microsoft/app-manifest';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { make } from '../manifest/make.ts';
import { free, heard, scopes } from '../manifest/slack.ts';
import { permissions } from '../manifest/teams.ts';
import { verbNamed } from '../src/commands/table.ts';

const root = new URL('../', import.meta.url);
const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
const APP = '6f0c8f3e-2b1d-4c55-9d0a-3a4f1e5b7c21';
const yours = ['--url', 'https://desk.acme.test/'];
const made = (args: readonly string[], env = {}) => make(args, env, version);
const slack = (args: readonly string[], env = {}) => parse(String(made(args, env)['dist/slack.yaml']));
const teams = () => made([...yours, '--app-id', APP])['dist/muster.zip'] ?? Buffer.alloc(0);

test('the repository’s files are those that are made (else: npm run manifest)', () => {
  for (const [file, data] of Object.entries(made([]))) {
    const kept = readFileSync(new URL(file, root));
    // Another zlib packs the same picture in other bytes.
    if (file.endsWith('.png')) expect(picture(kept)).toEqual(picture(data));
    else expect(String(kept), file).toBe(String(data));
  }
});

test('Teams’ own schema finds nothing wrong', async () => {
  const manifest = JSON.parse(String(made([])['manifest/teams/manifest.json']));
  expect(await AppManifestUtils.validateAgainstSchema(manifest)).toEqual([]);
});

const adapter = readdirSync(new URL('adapters/slack', root))
  .map((name) => readFileSync(new URL(`adapters/slack/${name}`, root), 'utf8'))
  .join('\n');
const found = (what: RegExp) => [...new Set([...adapter.matchAll(what)].map(([, name = '']) => name))].sort();
const sorted = (names: readonly string[]) => [...new Set(names)].sort();
const needs = Object.values(scopes);

test('what the adapter calls has its scope, and no scope is for what it does not call', () => {
  const known = [...free, ...needs.flatMap(({ calls }) => [...calls])];
  expect(sorted(known)).toEqual(found(/\bweb\s*\.((?:\w+\.)*\w+)\(/gu));
});

test('what the adapter hears is subscribed to, and nothing else', () => {
  const events = [...needs.flatMap(({ hears }): string[] => [...hears]), ...heard].map((event) =>
    event.replace(/\..*/u, ''),
  );
  expect(sorted(events)).toEqual(found(/\bapp\.event\('(\w+)'/gu));
  expect(found(/\bapp\.(command|shortcut|options|function)\(/gu)).toEqual(['command', 'shortcut']);
});

test('every scope is for something that can be named', () => {
  for (const [scope, { calls, hears, why }] of Object.entries(scopes)) {
    expect(why).not.toBe('');
    expect(scope === 'commands' || calls.length + hears.length > 0, scope).toBe(true);
  }
});

test('Slack over HTTP has one address in three places, Socket Mode none', () => {
  const over = slack(yours);
  const url = 'https://desk.acme.test/slack/events';
  expect(over.features.slash_commands[0].url).toBe(url);
  expect(over.settings.event_subscriptions.request_url).toBe(url);
  expect(over.settings.interactivity).toEqual({ is_enabled: true, request_url: url });
  expect(over.settings.socket_mode_enabled).toBe(false);
  const without = made(['--socket'])['dist/slack.yaml'];
  expect(String(without)).not.toContain('http');
  expect(parse(String(without)).settings.socket_mode_enabled).toBe(true);
  expect(slack(['--socket', ...yours])).toEqual(parse(String(without)));
});

test('Slack’s command is the one that is configured, within Slack’s limits', () => {
  const { display_information: shown, features } = slack(['--socket'], { COMMAND: '/help-me' });
  const [command] = features.slash_commands;
  expect(command).toMatchObject({ command: '/help-me', should_escape: true });
  expect(command.usage_hint).toMatch(/^report … \| .*\bhelp$/u);
  expect(command.usage_hint.length).toBeLessThanOrEqual(1_000);
  expect(command.description.length).toBeLessThanOrEqual(2_000);
  expect(shown.description.length).toBeLessThanOrEqual(140);
  expect(shown.long_description.length).toBeGreaterThanOrEqual(175);
  expect(shown.long_description.length).toBeLessThanOrEqual(4_000);
});

test('the menus begin verbs that are there, in both chats, within what they show', () => {
  const { shortcuts } = slack(['--socket']).features;
  expect(shortcuts.map(({ type }: { type: string }) => type)).toEqual(['message', 'global']);
  const files = unzipped(teams());
  const [{ botId, commands }] = JSON.parse(String(files['manifest.json'])).composeExtensions;
  const chinese = JSON.parse(String(files['zh-cn.json']));
  expect(botId).toBe(APP);
  const entries = [
    ...shortcuts.map((each: Record<string, string>) => ({ id: each.callback_id, title: each.name, ...each })),
    ...commands,
  ];
  for (const { id, title, description } of entries) {
    expect(verbNamed(id.replace(/_message$/u, ''))?.name).toBe(id.replace(/_message$/u, ''));
    expect(title.length).toBeLessThanOrEqual(24);
    expect(description.length).toBeLessThanOrEqual(128);
  }
  for (const at of commands.keys())
    expect(chinese[`composeExtensions[0].commands[${at}].title`]).toMatch(/\p{Script=Han}/u);
});

test('the Teams package holds what Teams asks for, checksummed, the same bytes each time', () => {
  expect(teams()).toEqual(teams());
  const files = unzipped(teams());
  expect(Object.keys(files)).toEqual(['manifest.json', 'zh-cn.json', 'color.png', 'outline.png']);
  expect(picture(files['color.png'])).toMatchObject({ width: 192, height: 192 });
  expect(picture(files['outline.png'])).toMatchObject({ width: 32, height: 32 });
  const { pixels } = picture(files['outline.png']);
  expect(pixels.filter(([r, g, b]) => r !== 255 || g !== 255 || b !== 255)).toEqual([]);
  expect(new Set(pixels.map(([, , , alpha]) => alpha))).toContain(0);
});

test('the Teams manifest is the installation’s own and asks for no more than it says', () => {
  const words = String(unzipped(teams())['manifest.json']);
  expect(words).not.toMatch(/example|00000000|placeholder|[<{$][{<\w]*(?:APP|HOST|ID)\b/u);
  const manifest = JSON.parse(words);
  expect(manifest).toMatchObject({ id: APP, version, validDomains: ['desk.acme.test'] });
  expect(manifest.webApplicationInfo.id).toBe(APP);
  expect(manifest.bots).toMatchObject([
    { botId: APP, scopes: ['personal', 'team', 'groupChat'], supportsTargetedMessages: true },
  ]);
  expect(manifest.authorization.permissions.resourceSpecific).toEqual(
    Object.keys(permissions).map((name) => ({ name, type: 'Application' })),
  );
  expect(manifest.description.short.length).toBeLessThanOrEqual(80);
  expect(manifest.description.full.length).toBeLessThanOrEqual(4_000);
});

test('Teams’ command lists are the table’s verbs, at most 3 × 12, each ending in help, in both languages', () => {
  const files = unzipped(teams());
  const { commandLists } = JSON.parse(String(files['manifest.json'])).bots[0];
  const chinese = JSON.parse(String(files['zh-cn.json']));
  expect(commandLists.length).toBeLessThanOrEqual(3);
  for (const [list, { commands }] of commandLists.entries()) {
    expect(commands.length).toBeLessThanOrEqual(12);
    expect(commands.at(-1).title).toBe('help');
    for (const [at, { title }] of commands.entries()) {
      expect(verbNamed(title)?.name).toBe(title);
      expect(chinese[`bots[0].commandLists[${list}].commands[${at}].description`]).toMatch(/\p{Script=Han}/u);
    }
  }
});

test.each([
  [['--app-id', APP], /--url is missing/u],
  [['--socket', '--app-id', APP], /--url is missing/u],
  [['--url', 'http://desk.acme.test'], /--url has to be/u],
  [['--url', 'desk.acme.test'], /--url has to be/u],
  [[...yours, '--app-id', 'muster'], /--app-id .* GUID/u],
  [['--sockets'], /--sockets/u],
])('%j is refused in a sentence', (args, sentence) => {
  expect(() => made(args)).toThrow(sentence);
});

test('the app id of the environment does for Teams; without one there is Slack alone', () => {
  expect(Object.keys(made(yours, { TEAMS_APP_ID: APP }))).toEqual(['dist/slack.yaml', 'dist/muster.zip']);
  expect(Object.keys(made(yours, { TEAMS_APP_ID: '' }))).toEqual(['dist/slack.yaml']);
  expect(() => made(yours, { COMMAND: 'desk' })).toThrow(/COMMAND: is a slash/u);
});

/** Read from the directory at its end, as archivers do. */
function unzipped(archive: Buffer): Record<string, Buffer> {
  const end = archive.length - 22;
  expect(archive.readUInt32LE(end)).toBe(0x06054b50);
  const files: Record<string, Buffer> = {};
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    expect(archive.readUInt32LE(at)).toBe(0x02014b50);
    const [size, length] = [archive.readUInt32LE(at + 24), archive.readUInt16LE(at + 28)];
    const local = archive.readUInt32LE(at + 42);
    const name = archive.toString('latin1', at + 46, at + 46 + length);
    expect(archive.subarray(local + 4, local + 30)).toEqual(archive.subarray(at + 6, at + 32));
    const data = archive.subarray(local + 30 + length, local + 30 + length + size);
    expect(crc32(data)).toBe(archive.readUInt32LE(at + 16));
    files[name] = data;
    at += 46 + length;
  }
  expect(at).toBe(end);
  return files;
}

/** One header, one block of unfiltered rows: what the icons are made of. */
function picture(png: Buffer = Buffer.alloc(0)) {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const block = png.readUInt32BE(33);
  expect(png.toString('latin1', 37, 41)).toBe('IDAT');
  expect(crc32(png.subarray(37, 41 + block))).toBe(png.readUInt32BE(41 + block));
  const rows = inflateSync(png.subarray(41, 41 + block));
  const pixels = Array.from({ length: width * height }, (_, at) => {
    const start = Math.floor(at / width) * (width * 4 + 1) + 1 + (at % width) * 4;
    return [...rows.subarray(start, start + 4)];
  });
  return { width, height, pixels };
}
