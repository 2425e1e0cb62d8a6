// What is told together, in which words and which order, and what says that it comes late: pure.
import { describe, expect, test } from 'vitest';
import { tell } from '../src/telling/telling.ts';
import { fold } from '../src/ticket/events.ts';
import type { Event, Fact } from '../src/ticket/facts.ts';
import type { Ticket } from '../src/ticket/record.ts';
import { plain } from '../src/views/cards.ts';
import { digestCard, type Entry } from '../src/views/digest.ts';
import { withLateness } from '../src/views/late.ts';
import { spoken } from '../src/views/lines.ts';
import { history, later, MINUTE, NOW, policy, readerFor, type Stated, shown, to } from './support/laws.ts';

const resolved: Fact = { type: 'resolved', resolution: null, to: to('resolved') };
const told: Fact = { type: 'told', text: 'a word', origin: null };
const claimed: Fact = { type: 'claimed', from: null, to: to('in_progress') };
const restricted: Fact = {
  ...{ type: 'restricted', group: 'people-conduct', because: null, released: ['bob'], to: to('new') },
};
const pressed: Fact = { type: 'pressed', because: 'payroll' };
const urgent: Fact = { type: 'prioritised', from: 3, priority: 1, because: 'of them' };
const held: Fact = {
  ...{ type: 'held', because: 'a secret reason', to: to('on_hold') },
  hold: { reason: 'supplier', pauses: true, external: null },
};

describe('told together', () => {
  /** What of the jobs of the last of these facts may be told together with others. */
  const folding = (...stated: readonly Stated[]) => {
    const events = history(...stated);
    const chats = new Map([['bob', { kind: 'direct', platform: 'slack', workspace: 'T1', user: 'UBOB' } as const]]);
    const telling = { policy, now: NOW, workspaces: { slack: 'T1' }, chats, managers: [] };
    const jobs = tell(fold(events) as Ticket, events.slice(-1), telling);
    return jobs.flatMap(({ task }) => ('folds' in task ? [task.kind] : []));
  };
  test('may be lines and notices, but not words to the requester, nothing pressing, nothing of priority 1, no card', () => {
    expect(folding(['bob', held])).toEqual(['line', 'notice']);
    expect(folding(['bob', told])).toEqual(['line']);
    expect(folding(['alice', pressed])).toEqual([]);
    expect(folding(['bob', urgent])).toEqual([]);
    // In a digest nothing may be said of what one may not see; that it is so would be lost with it.
    expect(folding(['bob', claimed], ['alice', restricted])).toEqual(['line']);
  });

  const entry = (
    number: number,
    more: Partial<Entry['ticket']> = {},
    kind: Entry['says'][number]['kind'] = 'line',
  ): Entry => {
    const events = history(['bob', held]);
    const event = events[1] as Event;
    return {
      ticket: { ...shown(events), number, title: `thing ${number}`, ...more },
      says: [{ kind, event, due: event.at }],
    };
  };
  const occasion = { count: 23, because: 'behind', silence: undefined, nonce: 'digest 1' } as const;
  const rows = (card: ReturnType<typeof digestCard>) =>
    card?.blocks.flatMap((block) => (block.type === 'rows' ? block.rows : [])) ?? [];
  test('the most important come first, each with reference and sentence; who cannot be shown is named', () => {
    const many = Array.from({ length: 23 }, (_, n) => entry(n + 1, { priority: n === 20 ? 2 : 3 }));
    const card = digestCard(readerFor('bob'), many, occasion);
    expect(card?.summary).toContain('23 things happened here');
    expect(rows(card)).toHaveLength(20);
    expect(plain(rows(card)[0]?.text ?? [])).toMatch(
      /INC-21 thing 21\n.*Bob Fischer put it on hold: For a supplier: a secret/u,
    );
    expect(rows(card)[0]?.button).toMatchObject({ verb: 'show', args: { ref: 'INC-21' } });
    expect(JSON.stringify(card?.blocks)).toContain('… and INC-20, INC-22, INC-23.');
  });
  test('a requester reads no reason of the agents’, and is asked first what only they can answer', () => {
    const events = history(['bob', resolved]);
    const done: Entry = { ticket: shown(events), says: [{ kind: 'notice', event: events[1] as Event, due: NOW }] };
    const card = digestCard(readerFor('alice'), [entry(13, {}, 'notice'), done], { ...occasion, because: 'quiet' });
    expect(card?.summary).toMatch(/^While you were away:/u);
    expect(JSON.stringify(card)).not.toContain('secret');
    expect(rows(card).map(({ button }) => button?.verb)).toEqual(['confirm', undefined]);
    expect(plain(rows(card)[0]?.text ?? [])).toContain('Bob Fischer thinks that INC-12 is solved.');
  });
  test('in Chinese too', () => {
    expect(digestCard(readerFor('mei'), [entry(1)], occasion)?.summary).toContain('发生了 23 件事');
  });
  test('what comes more than five minutes late says so, and that the chat did not answer when it did not', () => {
    const at = (ms: number, silence?: Parameters<typeof withLateness>[3]) => {
      const card = withLateness(readerFor('alice', later(NOW, ms)), spoken(['hello']), NOW, silence);
      return card?.blocks.flatMap((block) => (block.type === 'small' ? [plain(block.text)] : []));
    };
    expect(at(4 * MINUTE)).toEqual([]);
    expect(at(12 * MINUTE)).toEqual(['Sent 12 min late.']);
    expect(at(12 * MINUTE, { chat: 'Slack', at: later(NOW, MINUTE) })).toEqual([
      'Sent 12 min late: Slack did not answer.',
    ]);
    expect(at(12 * MINUTE, { chat: 'Slack', at: later(NOW, -MINUTE) })).toEqual(['Sent 12 min late.']);
  });
});
