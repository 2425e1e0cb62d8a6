// How words look on their way in and out, and what becomes of them afterwards: the same contract for every chat.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Place, Request } from '../../src/port.ts';
import type { Words } from '../../src/ticket/marks.ts';
import type { Card } from '../../src/views/cards.ts';
import { worded } from '../../src/views/formatted.ts';
import { readerFor } from '../support/laws.ts';
import type { Counterpart } from './counterpart.ts';
import { say } from './samples.ts';

const soon = <T>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, { timeout: 4_000, interval: 20 });

/** As it is typed into the composer of either chat. */
const TYPED = [
  'see *this* and `ls`, 🎉 [manual](https://example.com/a)',
  '- one',
  '  - deep',
  '> it jams',
  '```',
  'if (a < b) {',
  '  *go*',
  '```',
  'so?',
].join('\n');

const TEXT = [
  ...['see this and ls, 🎉 manual (https://example.com/a)', '• one', '  ◦ deep', 'it jams'],
  ...['if (a < b) {', '  *go*', 'so?'],
].join('\n');

/** How each stretch of the text looked. */
const LOOKS = [
  ['bold', 'this'],
  ['code', 'ls'],
  ['item', '  ◦ deep'],
  ['item', '• one'],
  ['link', 'manual (https://example.com/a)'],
  ['pre', 'if (a < b) {\n  *go*'],
  ['quote', 'it jams'],
];

const looksOf = ({ text, marks = [] }: Words) =>
  marks
    .map(({ is, from, to }) => [is, text.slice(from, to)])
    .sort(([one = ''], [other = '']) => (one < other ? -1 : 1));

export function wordsConformance(name: string, connect: () => Promise<Counterpart>): void {
  let chat: Counterpart;
  let heard: Request[];
  const nth = (index: number): Promise<Request> =>
    soon(() => heard.at(index) ?? expect.fail(`request ${index} has not arrived`));
  const post = (place: Place, card: Card, key = 'k1') => chat.platform.send({ do: 'post', place, key, card });

  beforeEach(async () => {
    heard = [];
    chat = await connect();
    await chat.listen(async (request) => {
      heard.push(request);
      return { now: { kind: 'nothing' } };
    });
  });
  afterEach(() => chat.stop());

  describe(`${name}: the form of words`, () => {
    it('arrives as marks over a plain text that says everything', async () => {
      await chat.say(TYPED);
      const { said } = await nth(0);
      expect(said).toMatchObject({ kind: 'message', text: TEXT });
      expect(looksOf(said as Words).sort()).toEqual([...LOOKS].sort());
    });

    it('is drawn from marks, and what is typed from that again has the same', async () => {
      await chat.say(TYPED);
      const words = (await nth(0)).said as Words;
      await post(chat.channel, { summary: 'x', tone: 'plain', blocks: worded(readerFor(null), words) });
      const shown = chat.seen(chat.channel).at(-1)?.text ?? '';
      const parts = ['see this and ls, 🎉 manual', 'one', 'deep', 'it jams', '  *go*', 'so?'];
      for (const part of parts) expect(shown).toContain(part);
      // The link itself says where it leads.
      expect(shown).not.toContain('https://example.com/a');
    });

    it('is that of the words alone where they are a command', async () => {
      await chat.command('note INC-1 look *here*');
      const { said } = await nth(0);
      expect(said).toMatchObject({ kind: 'command', text: 'note INC-1 look here' });
      expect(looksOf(said as Words)).toEqual([['bold', 'here']]);
    });
  });

  describe(`${name}: what becomes of words`, () => {
    it('hears a change of words in the direct chat: what they say now, and of which message', async () => {
      await chat.say('the printer is jamed');
      const first = await nth(0);
      await chat.edit('the printer is *jammed*');
      const { said, ...request } = await nth(1);
      expect(said).toMatchObject({ kind: 'edited', now: { kind: 'message', text: 'the printer is jammed' } });
      expect(said.kind === 'edited' && looksOf(said.now)).toEqual([['bold', 'jammed']]);
      expect(said.kind === 'edited' && new Date(said.written).toISOString() === said.written).toBe(true);
      expect(request).toMatchObject({ message: { id: first.message?.id, channel: first.message?.channel } });
      expect(request).toMatchObject({ user: chat.user, place: chat.direct });
      await chat.redeliver();
      expect((await nth(2)).key).toBe(request.key);
      await chat.edit('the printer is jammed again');
      const keys = [first.key, request.key, (await nth(3)).key];
      expect(new Set(keys).size).toBe(3);
    });

    it('hears that words are gone', async () => {
      await chat.say('the printer is jamed');
      const first = await nth(0);
      await chat.remove();
      const gone = await nth(1);
      expect(gone.said).toEqual({ kind: 'deleted' });
      expect(gone).toMatchObject({ user: chat.user, message: { id: first.message?.id } });
      expect(gone.key).not.toBe(first.key);
    });

    it('hears both in a thread of a channel, where it hears threads', async () => {
      const root = await post(chat.channel, say('INC-12'));
      await chat.say('looks like the drivr', root);
      await chat.edit('looks like the driver', root);
      await chat.remove(root);
      if (chat.gaps['hear-threads']) return expect(heard).toEqual([]);
      const [first, edited, deleted] = [await nth(0), await nth(1), await nth(2)];
      expect(edited.said).toMatchObject({ kind: 'edited', now: { kind: 'message', text: 'looks like the driver' } });
      expect(deleted.said).toEqual({ kind: 'deleted' });
      for (const each of [edited, deleted]) {
        expect(each.place).toEqual(first.place);
        expect(each.message?.id).toBe(first.message?.id);
      }
    });

    it('hears nothing of changes of its own messages', async () => {
      const message = await post(chat.direct, say('INC-12 is new'));
      await chat.platform.send({ do: 'edit', place: chat.direct, message, card: say('INC-12 is closed') });
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(heard).toEqual([]);
    });
  });
}
