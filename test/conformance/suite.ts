// What every chat has to do for Muster, asked of each platform through its local counterpart, without naming any.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Ambiguous, RetryLater, Undeliverable } from '../../src/errors.ts';
import type { Answer, Place, Reply, Request, Sent } from '../../src/port.ts';
import type { Card } from '../../src/views/cards.ts';
import { photo } from '../support/files.ts';
import type { Counterpart } from './counterpart.ts';
import { claim, enormous, everything, form, hostile, quoting, say } from './samples.ts';

const card = (shown: Card): Answer => ({ now: { kind: 'card', card: shown } });
const soon = <T>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, { timeout: 4_000, interval: 20 });

/** Runs the suite; `connect` starts one counterpart with a fresh world, and each test stops its own. */
export function conformance(name: string, connect: () => Promise<Counterpart>): void {
  let chat: Counterpart;
  let heard: Request[];
  let reply: (request: Request) => Answer | Promise<Answer>;
  let keys = 0;

  const post = (place: Place, shown: Card, key = `key-${++keys}`) =>
    chat.platform.send({ do: 'post', place, key, card: shown });
  const nth = (index: number): Promise<Request> =>
    soon(() => heard.at(index) ?? expect.fail(`request ${index} has not arrived`));
  const answered = (words: string) => soon(() => expect(chat.answer()?.text).toContain(words));
  const texts = (place: Place) => chat.seen(place).map((message) => message.text);

  beforeEach(async () => {
    heard = [];
    reply = () => ({ now: { kind: 'nothing' } });
    chat = await connect();
    await chat.listen(async (request) => {
      heard.push(request);
      return reply(request);
    });
  });
  afterEach(() => chat.stop());

  describe(`${name}: what people do`, () => {
    it('declares its gaps as data, each with a reason', () => {
      expect(chat.platform.facts.gaps).toEqual(chat.gaps);
      for (const reason of Object.values(chat.gaps)) expect(reason.length).toBeGreaterThan(20);
    });

    it('hears a command as it was typed, from whom and where', async () => {
      await chat.command('report Printer  a < b & c');
      const request = await nth(0);
      expect(request.said).toEqual({ kind: 'command', text: 'report Printer  a < b & c' });
      expect(request).toMatchObject({ platform: chat.platform.facts.name, user: chat.user, place: chat.channel });
      expect(request.workspace).toBe(chat.channel.workspace);
      expect(request.key).toMatch(/^.{1,255}$/);
    });

    it('gives a gesture the same key when it is delivered again, and no other gesture that key', async () => {
      await chat.command('queue');
      await chat.redeliver();
      await chat.command('queue');
      const [first, again, other] = [await nth(0), await nth(1), await nth(2)];
      expect(again.key).toBe(first.key);
      expect(other.key).not.toBe(first.key);
    });

    it('hears plain words in the direct chat', async () => {
      await chat.say('my screen is black <!channel> &amp;');
      const request = await nth(0);
      expect(request.said).toMatchObject({ kind: 'message', text: 'my screen is black <!channel> &amp;' });
      expect(request.place).toEqual(chat.direct);
      expect(request.message?.id).toBeTruthy();
    });

    it('knows which of its direct messages an answer belongs to', async () => {
      const sent = await post(chat.direct, say('About INC-12'));
      await chat.say('works, thank you', sent);
      const request = await nth(0);
      expect(request.said).toMatchObject({ kind: 'message', text: 'works, thank you' });
      const root = request.place.kind === 'thread' ? request.place.root : undefined;
      const quoted = request.said.kind === 'message' ? request.said.quoted : undefined;
      expect([root, quoted]).toContain(sent.id);
      expect(request.place).toMatchObject({ user: chat.user });
      if (chat.gaps['thread-in-direct']) expect(request.place.kind).toBe('direct');
    });

    it('hears plain words in a channel thread, where it can', async () => {
      const root = await post(chat.channel, say('INC-12'));
      await chat.say('looks like the driver', root);
      if (chat.gaps['hear-threads']) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        return expect(heard).toEqual([]);
      }
      const request = await nth(0);
      expect(request.said).toMatchObject({ kind: 'message', text: 'looks like the driver' });
      expect(request.place).toMatchObject({ kind: 'thread', root: root.id });
    });

    it('hears a button with its verb and arguments, and on which message', async () => {
      const sent = await post(chat.channel, everything.card);
      for (const [index, label] of everything.labels.entries()) {
        await chat.press(label, sent);
        expect((await nth(index)).message).toMatchObject({ channel: sent.channel, id: sent.id });
      }
      expect(heard.map((request) => request.said)).toEqual([
        { kind: 'press', verb: 'claim', args: { ref: 'INC-12' } },
        { kind: 'press', verb: 'known', args: { ref: 'PRB-4' } },
        { kind: 'press', verb: 'history', args: { ref: 'INC-12' } },
      ]);
      expect(heard[0]?.place).toMatchObject({ workspace: chat.channel.workspace, channel: chat.channel.channel });
    });

    it('hears a file beside the words that it came with, or alone, and gives its bytes', async () => {
      await chat.send(photo, 'this is what I see');
      const { said, message } = await nth(0);
      expect(said).toMatchObject({ kind: 'message', text: 'this is what I see', files: [{ name: photo.name }] });
      expect(message?.id).toBeTruthy();
      await chat.send({ ...photo, pasted: true }, '');
      const { said: alone } = await nth(1);
      expect(alone).toMatchObject({ kind: 'message', text: '' });
      for (const each of [said, alone]) {
        const [file] = (each.kind === 'message' && each.files) || [];
        const bytes: Uint8Array[] = [];
        for await (const piece of await chat.platform.fetch(file?.handle ?? '')) bytes.push(piece);
        expect(Buffer.concat(bytes).equals(photo.bytes)).toBe(true);
      }
    });

    it('hears a file in a channel thread: as itself, or where that is a gap by its name and link', async () => {
      const root = await post(chat.channel, say('INC-12'));
      await chat.send(photo, 'see', root);
      const { said } = await nth(0);
      const [file] = (said.kind === 'message' && said.files) || [];
      expect(file?.name).toBe(photo.name);
      if (chat.gaps['read-channel-file']) expect(file).toMatchObject({ link: expect.stringMatching(/^https:/) });
      expect(file?.handle === undefined).toBe(chat.gaps['read-channel-file'] !== undefined);
    });

    it('begins a report from a menu: of a message with its words and author, or of none', async () => {
      await chat.say('the scanner eats paper');
      const { message: said } = await nth(0);
      reply = () => ({ now: { kind: 'form', form } });
      await chat.shortcut(said);
      const about = await nth(1);
      expect(about.said).toMatchObject({ kind: 'shortcut', verb: 'report' });
      expect(about.said).toHaveProperty('message.text', 'the scanner eats paper');
      expect(about.said).toHaveProperty('message.user', chat.user);
      expect(about.said).toHaveProperty('message.id', said?.id);
      expect(about.said).toHaveProperty('message.channel', said?.channel);
      await soon(() => expect(chat.form()?.fields).toEqual(['summary', 'details', 'urgency']));
      reply = () => card(say('INC-15 is recorded'));
      await chat.submit({ summary: 'It eats paper', urgency: 'high' });
      await answered('INC-15 is recorded');
      expect((await nth(2)).said).toMatchObject({ kind: 'submit', args: { source: 'command' } });
      reply = () => ({ now: { kind: 'form', form } });
      await chat.shortcut();
      expect((await nth(3)).said).toEqual({ kind: 'shortcut', verb: 'report' });
      expect((await nth(3)).place.workspace).toBe(chat.channel.workspace);
    });

    it('hears the ticket emoji on a message, where it can', async () => {
      await chat.say('the lamp flickers');
      const said = (await nth(0)).message ?? expect.fail('nothing was said');
      reply = () => card(say('INC-16 is recorded'));
      await chat.react('eyes', said);
      await chat.react('ticket', said);
      if (chat.gaps['report-by-reaction']) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        return expect(heard).toHaveLength(1);
      }
      const { said: reaction, user } = await nth(1);
      expect(reaction).toMatchObject({ kind: 'reaction', emoji: 'ticket', message: { text: 'the lamp flickers' } });
      expect(reaction).toHaveProperty('message.user', user);
      await answered('INC-16 is recorded');
    });

    it('asks for what is typed into the client’s own search, where it can', async () => {
      reply = () => card(everything.card);
      const searching = chat.search('printer');
      if (chat.gaps['search-in-client']) return expect(searching).rejects.toThrow();
      expect((await searching).join()).toMatch(/PRB-4 use tray 2.*INC-11 offline/s);
      expect((await nth(0)).said).toEqual({ kind: 'press', verb: 'find', args: { text: 'printer' } });
      reply = () => card(say('Nothing has these words'));
      expect(await chat.search('lamp')).toEqual(['Nothing has these words']);
    });

    it('asks again, with the same key, when Muster cannot take a gesture now', async () => {
      reply = () => {
        if (heard.length === 1) throw new RetryLater('busy', 1_000);
        return card(say('taken'));
      };
      await chat.say('hello');
      await nth(0);
      if (heard.length === 1) await chat.redeliver();
      expect((await nth(1)).key).toBe(heard[0]?.key);
      await answered('taken');
    });

    it('knows who is in a group and in a private channel, where it can', async () => {
      const { group, private: room, open } = chat.circles;
      const asked = { group: { kind: 'group', id: group }, channel: { kind: 'channel', id: room } } as const;
      for (const [kind, circle] of Object.entries(asked)) {
        const gap = chat.gaps[kind === 'group' ? 'members-of-groups' : 'members-of-channels'];
        const members = chat.platform.members(circle);
        if (gap) await expect(members).rejects.toThrow(new Undeliverable(gap));
        else expect((await members).includes(chat.user)).toBe(true);
      }
      if (chat.gaps['members-of-channels']) return;
      expect(await chat.platform.members({ kind: 'channel', id: open })).toBe('open');
      await expect(chat.platform.members({ kind: 'group', id: 'nowhere' })).rejects.toBeInstanceOf(Undeliverable);
    });

    it('finds what is as it has to be, and what is not', async () => {
      const { channel } = chat.channel;
      const findings = await chat.platform.inspect([channel, 'nowhere']);
      expect(findings).toContainEqual({ what: 'login', state: 'good' });
      expect(findings).toContainEqual({ what: 'place', id: channel, state: 'good' });
      expect(findings).toContainEqual({ what: 'place', id: 'nowhere', state: 'bad', why: expect.any(String) });
    });

    it('says that somebody left, and knows nobody there any more', async () => {
      await chat.say('hello');
      await nth(0);
      await chat.leave();
      expect(await nth(1)).toMatchObject({ user: chat.user, said: { kind: 'changed' } });
      expect(await chat.platform.person(chat.user)).toMatchObject({ left: true });
    });

    it('knows people and itself', async () => {
      const profile = await chat.platform.person(chat.user);
      expect(profile).toMatchObject({ guest: false, bot: false });
      expect(profile.name).not.toBe('');
      expect(await chat.platform.check()).toBe(chat.channel.workspace);
    });
  });

  describe(`${name}: what people see at once`, () => {
    it('answers a command where only its author sees it', async () => {
      reply = () => card(everything.card);
      await chat.command('show INC-12');
      await answered('INC-12 Printer jams');
      expect(everything.words.filter((words) => !chat.answer()?.text.includes(words))).toEqual([]);
      expect(chat.answer()?.buttons).toEqual(expect.arrayContaining(everything.labels));
      expect(texts(chat.channel).join()).not.toContain('INC-12');
    });

    it('answers a press on a public card privately, and leaves the card alone', async () => {
      const sent = await post(chat.channel, say('INC-12 is new', claim));
      reply = () => card(say('Chen was faster'));
      await chat.press('Claim', sent);
      await answered('Chen was faster');
      expect(texts(chat.channel).join()).toContain('INC-12 is new');
      expect(texts(chat.channel).join()).not.toContain('Chen was faster');
    });

    it('puts the answer to a press in the place of the private answer that was pressed', async () => {
      reply = () => card(heard.length === 1 ? say('Sure?', claim) : say('Done'));
      await chat.command('claim');
      await answered('Sure?');
      await chat.press('Claim');
      await answered('Done');
      expect(chat.answer()?.text).not.toContain('Sure?');
    });

    it('shows a form, its field errors, and then the outcome in its place', async () => {
      reply = ({ said }) => {
        if (said.kind !== 'submit') return { now: { kind: 'form', form } };
        if (said.args.summary === 'x') return { now: { kind: 'errors', errors: { summary: 'Say a little more' } } };
        return card(say('INC-13 is recorded'));
      };
      await chat.command('report');
      if (chat.gaps['form-from-text']) {
        await soon(() => expect(chat.answer()?.buttons).toContain(form.title));
        await chat.press(form.title);
        expect((await nth(-1)).said).toMatchObject({ kind: 'press', verb: form.verb, args: form.args });
      }
      await soon(() => expect(chat.form()?.fields).toEqual(['summary', 'details', 'urgency']));
      await chat.submit({ summary: 'x', urgency: 'high' });
      await soon(() => expect(chat.form()?.errors.join()).toContain('Say a little more'));
      await chat.submit({ summary: 'It jams <b>', urgency: 'high' });
      await answered('INC-13 is recorded');
      expect(chat.form()).toBeUndefined();
      const last = await nth(-1);
      // The corrected form is another gesture: the receipt of the first must not answer for it.
      expect(last.key).not.toBe(heard.at(-2)?.key);
      const args = { source: 'command', summary: 'It jams <b>', urgency: 'high' };
      expect(last.said).toMatchObject({ kind: 'submit', verb: 'report', args });
      expect(last.place).toMatchObject({ workspace: chat.channel.workspace, channel: chat.channel.channel });
    });

    it('opens a form from a button', async () => {
      const sent = await post(chat.channel, say('INC-12', { ...claim, label: 'Reply', form: true }));
      reply = () => ({ now: { kind: 'form', form } });
      await chat.press('Reply', sent);
      await soon(() => expect(chat.form()?.fields).toEqual(['summary', 'details', 'urgency']));
    });

    it.each([
      ['INC-14 is recorded', 'an outcome', { kind: 'card', card: say('INC-14 is recorded') }],
      ['Say it in a few words', 'what was wrong in a form', { kind: 'errors', errors: { a: 'Say it in a few words' } }],
    ] as const)('brings what came too late for the answer: “%s”, %s', async (words, _, outcome) => {
      let finish = (_: Reply): void => {};
      const later = new Promise<Reply>((resolve) => {
        finish = resolve;
      });
      reply = () => ({ ...card(say('Not confirmed yet')), later });
      await chat.command('report slow');
      await answered('Not confirmed yet');
      finish(outcome);
      await answered(words);
    });
  });

  describe(`${name}: what is sent`, () => {
    it('shows a card whole', async () => {
      const sent = await post(chat.channel, everything.card);
      const [message] = chat.seen(chat.channel);
      expect(message?.id).toBe(sent.id);
      for (const words of everything.words) expect(message?.text).toContain(words);
      expect(message?.buttons).toEqual(expect.arrayContaining(everything.labels));
    });

    it('says when a message may be a repeat', async () => {
      await post(chat.channel, say('Only once'));
      await chat.platform.send({ do: 'post', place: chat.channel, key: 'again', card: say('Only once'), repeat: true });
      const [first = '', again = ''] = texts(chat.channel);
      expect(again).toContain('Only once');
      expect(again.length).toBeGreaterThan(first.length);
    });

    it('edits a message where it stands', async () => {
      const message = await post(chat.channel, say('INC-12 is new', claim));
      const edited = await chat.platform.send({
        do: 'edit',
        place: chat.channel,
        message,
        card: say('INC-12 is Bob’s'),
      });
      expect(edited).toEqual(message);
      expect(texts(chat.channel)).toHaveLength(1);
      expect(texts(chat.channel)[0]).toMatch(/^(?!.*is new).*INC-12 is Bob’s/s);
    });

    it('posts in a thread of a channel', async () => {
      const root = await post(chat.channel, say('INC-12'));
      const sent = await post({ ...chat.channel, kind: 'thread', root: root.id }, say('Bob claimed it'));
      expect(chat.seen(chat.channel, root).map((message) => message.id)).toContain(sent.id);
      expect(texts(chat.channel).join()).not.toContain('Bob claimed it');
    });

    it('posts to a person, and again under that message, so that it is seen in the chat', async () => {
      const root = await post(chat.direct, say('INC-12 is recorded'));
      const { platform, workspace } = chat.direct;
      await post({ kind: 'thread', platform, workspace, channel: root.channel, root: root.id }, say('Bob is on it'));
      expect(texts(chat.direct).join()).toContain('INC-12 is recorded');
      expect(texts(chat.direct).join()).toContain('Bob is on it');
    });

    it.each(hostile)('shows people’s words as they are: %s', async (words) => {
      await post(chat.channel, quoting(words));
      const shown = texts(chat.channel)[0] ?? '';
      // Once in each block, and the rows have two.
      expect(shown.split(words)).toHaveLength(quoting(words).blocks.length + 2);
    });

    it('puts a file into a thread, where it can, and finds it again by the key that it was begun with', async () => {
      const root = await post(chat.channel, say('INC-12'));
      const place: Place = { ...chat.channel, kind: 'thread', root: root.id };
      const since = new Date();
      const keys: string[] = [];
      const begun = async ({ id }: Sent) => void keys.push(id);
      const bytes = async function* () {
        yield photo.bytes.subarray(0, 10);
        yield photo.bytes.subarray(10);
      };
      const file = { name: 'Größe 1.png', size: photo.bytes.length, bytes };
      const put = (words: string, repeat = false) =>
        chat.platform.send({ do: 'file', place, file, card: say(words), begun, repeat });
      if (chat.gaps['post-file']) return expect(put('from Alice')).rejects.toBeInstanceOf(Undeliverable);
      await put('from <!channel> & Alice');
      const shown = () => chat.seen(chat.channel, root).filter(({ files }) => files);
      expect(shown()).toMatchObject([{ text: 'from &lt;!channel&gt; &amp; Alice', files: ['Größe 1.png'] }]);
      expect(await chat.platform.find(keys[0] ?? '', place, since)).toMatchObject({ channel: root.channel });
      expect(await chat.platform.find('nothing of ours', place, since)).toBe('absent');

      chat.breakFile({ kind: 'error-after' });
      await expect(put('once more')).rejects.toBeInstanceOf(Ambiguous);
      expect(await chat.platform.find(keys[1] ?? '', place, since)).toMatchObject({ channel: root.channel });
      chat.breakFile({ kind: 'error-before' });
      await expect(put('not yet')).rejects.toBeInstanceOf(Ambiguous);
      expect(await chat.platform.find(keys[2] ?? '', place, since)).toBe('absent');
      chat.breakFile({ kind: 'refused' });
      await expect(put('never')).rejects.toBeInstanceOf(Undeliverable);
      chat.breakFile({ kind: 'rate-limited', retryAfterSeconds: 7 });
      await expect(put('later')).rejects.toMatchObject({ name: 'RetryLater', afterMs: 7_000 });
      await put('perhaps twice', true);
      expect(shown().at(-1)?.text).toMatch(/^Perhaps a repeat|^This may be a repeat/);
      expect(shown()).toHaveLength(3);
    });

    it('takes away what is ours: a message, and a file with the message that showed it; once more is as good', async () => {
      const root = await post(chat.channel, say('INC-12'));
      const place: Place = { ...chat.channel, kind: 'thread', root: root.id };
      const message = await post(place, say('Bob claimed it'));
      const takes = async (what: Sent) => {
        for (let twice = 0; twice < 2; twice++)
          await chat.platform.send({ do: 'remove', place: chat.channel, message: what });
      };
      await takes(message);
      expect(
        chat
          .seen(chat.channel, root)
          .map(({ text }) => text)
          .join(),
      ).not.toContain('Bob claimed it');
      if (chat.gaps['post-file']) return;
      const bytes = async function* () {
        yield photo.bytes;
      };
      const file = { name: 'seen.png', size: photo.bytes.length, bytes };
      const shown: Sent[] = [];
      const begun = async (sent: Sent) => void shown.push(sent);
      const put = () => chat.platform.send({ do: 'file', place, file, card: say('from Alice'), begun });
      await takes(await put());
      // What was uploaded and never shown is taken away as well.
      chat.breakFile({ kind: 'error-before' });
      await expect(put()).rejects.toBeInstanceOf(Ambiguous);
      for (const sent of shown) await takes(sent);
      expect(shown).toHaveLength(2);
      expect(
        chat
          .seen(chat.channel, root)
          .map(({ text }) => text)
          .join(),
      ).not.toMatch(/Alice|seen\.png|deleted/u);
    });

    it('says of a file that is gone that it is', async () => {
      await chat.send(photo, 'look');
      const { said } = await nth(0);
      const [file] = (said.kind === 'message' && said.files) || [];
      const other = (file?.handle ?? '').replace(/[\dA-Fa-f](?=[^\dA-Fa-f]*$)/, '');
      await expect(chat.platform.fetch(other)).rejects.toBeInstanceOf(Undeliverable);
    });

    it('shortens what is far too much, and keeps what can be pressed', async () => {
      await post(chat.channel, enormous);
      await post(chat.direct, enormous);
      const [message] = chat.seen(chat.channel);
      expect(message?.text).toContain('So much happened');
      expect(message?.buttons).toContain('Press 0');
      reply = () => card(enormous);
      await chat.command('queue');
      await answered('So much happened');
    });
  });

  describe(`${name}: Home`, () => {
    const publish = (shown: Card) =>
      chat.platform.send({ do: 'home', place: chat.direct, user: chat.user, card: shown });

    const refused = async (reason: string) => {
      await expect(publish(everything.card)).rejects.toThrow(new Undeliverable(reason));
      expect(chat.home()).toBeUndefined();
    };

    it('shows what it is given, whole, and then what comes next; or says why there is no such page', async () => {
      if (chat.gaps.home) return refused(chat.gaps.home);
      await publish(everything.card);
      for (const words of everything.words) expect(chat.home()?.text).toContain(words);
      expect(chat.home()?.buttons).toEqual(expect.arrayContaining(everything.labels));
      await publish(quoting('<!channel> &amp; *x*'));
      expect(chat.home()?.text).toContain('<!channel> &amp; *x*');
      await publish(enormous);
      expect(chat.home()?.buttons).toContain('Press 0');
      expect(texts(chat.direct)).toEqual([]);
    });

    it('is asked for when it is opened, and shows the reply', async () => {
      if (chat.gaps.home) return refused(chat.gaps.home);
      reply = () => card(say('Home of Alice'));
      await chat.openHome();
      expect(await nth(0)).toMatchObject({ said: { kind: 'home' }, user: chat.user, place: chat.direct });
      await soon(() => expect(chat.home()?.text).toContain('Home of Alice'));
      await chat.openHome();
      expect((await nth(1)).key).not.toBe(heard[0]?.key);
    });

    it('answers a press beside it, with a card or a form, and leaves it as it is', async () => {
      if (chat.gaps.home) return refused(chat.gaps.home);
      await publish(say('Home of Alice', claim, { label: 'Report', verb: 'report', args: {}, form: true }));
      reply = ({ said }) =>
        said.kind === 'press' && said.verb === 'report'
          ? { now: { kind: 'form', form } }
          : card(say('INC-12 is yours', claim));
      await chat.pressHome('Claim');
      const request = await nth(0);
      expect(request).toMatchObject({ said: { kind: 'press', verb: 'claim', args: claim.args }, place: chat.direct });
      await answered('INC-12 is yours');
      expect(chat.home()?.text).toContain('Home of Alice');
      await chat.press('Claim');
      expect((await nth(1)).place).toEqual(chat.direct);
      await chat.pressHome('Report');
      await soon(() => expect(chat.form()?.fields).toEqual(['summary', 'details', 'urgency']));
      await chat.submit({ summary: 'It jams', urgency: 'high' });
      expect((await nth(-1)).place).toEqual(chat.direct);
    });
  });

  describe(`${name}: what goes wrong`, () => {
    it('says how long to wait when the chat asks for it, and nothing was posted', async () => {
      chat.break({ kind: 'rate-limited', retryAfterSeconds: 7 });
      const failure = await post(chat.channel, say('one')).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(RetryLater);
      expect((failure as RetryLater).afterMs).toBeGreaterThanOrEqual(7_000);
      expect(chat.seen(chat.channel)).toEqual([]);
    });

    it('says when the chat refuses for good, and goes on', async () => {
      chat.break({ kind: 'refused' });
      await expect(post(chat.channel, say('one'))).rejects.toBeInstanceOf(Undeliverable);
      await post(chat.channel, say('two'));
      expect(texts(chat.channel)).toHaveLength(1);
    });

    const ends = { 'error-before': 0, 'error-after': 1, 'dropped-after': 1 } as const;
    const kinds = Object.keys(ends) as (keyof typeof ends)[];
    for (const where of ['channel', 'direct'] as const)
      it.each(kinds)(`does not guess, sends once and looks for it in a ${where}: %s`, async (kind) => {
        const count = ends[kind];
        const place = chat[where];
        const since = new Date();
        if (where === 'direct') await post(place, say('The chat is open'));
        const before = chat.seen(place).length;
        chat.break({ kind });
        await expect(post(place, say('Only once'), 'sought')).rejects.toBeInstanceOf(Ambiguous);
        expect(chat.seen(place)).toHaveLength(before + count);
        const found = await chat.platform.find('sought', place, since);
        if (chat.gaps[`find-in-${where}`]) expect(found).toBe('unknown');
        else if (count === 0) expect(found).toBe('absent');
        else expect(found).toMatchObject({ id: chat.seen(place).at(-1)?.id });
      });
  });
}
