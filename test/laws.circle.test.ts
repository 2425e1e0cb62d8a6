// The laws of further people: who may copy, follow, ask and answer, and that nobody is told anything twice.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from '../src/commands/parse.ts';
import { placeName } from '../src/port.ts';
import type { NewJob } from '../src/task.ts';
import { tell } from '../src/telling/telling.ts';
import type { Event, Fact } from '../src/ticket/facts.ts';
import type { PersonId, Question, Ticket } from '../src/ticket/record.ts';
import { given, history, NOW, people, policy, policyWith, type Stated, shown, to } from './support/laws.ts';
import { lives } from './support/life.ts';

const HOUR = 3_600_000;
const claimed: Stated = ['bob', { type: 'claimed', from: null, to: to('in_progress') }];
const resolved: Stated = ['bob', { type: 'resolved', resolution: null, to: to('resolved') }];
const cancelled: Stated = ['alice', { type: 'cancelled', because: null, to: to('cancelled') }];
const copied = (...ids: readonly string[]): Stated => ['alice', { type: 'copied', people: ids, text: null }];
const asked = (whom: { person?: string; group?: string }, text = 'Alive?', by: Stated[0] = 'bob'): Stated => [
  by,
  { type: 'asked', person: whom.person ?? null, group: whom.group ?? null, text },
];

describe('following', () => {
  test('is begun once, ended once, and ended by “off” as well', () => {
    given().when('subscribe', {}, 'chen').gives({ type: 'subscribed' });
    given(['chen', { type: 'subscribed' }])
      .when('subscribe', {}, 'chen')
      .refuses('subscribed-already');
    for (const [verb, args] of [
      ['unsubscribe', {}],
      ['subscribe', { off: 'off' }],
    ] as const) {
      given(['chen', { type: 'subscribed' }])
        .when(verb, args, 'chen')
        .gives({ type: 'unsubscribed' });
      given().when(verb, args, 'chen').refuses('not-subscribed');
    }
    given().when('subscribe', { off: 'please' }, 'chen').refuses('unexpected-words');
    given(cancelled).when('subscribe', {}, 'chen').refuses('not-now');
  });
  test('is for whoever sees the ticket', () => {
    given().when('subscribe', {}, 'eve').refuses('not-found');
    given(copied('eve')).when('subscribe', {}, 'eve').gives({ type: 'subscribed' });
    given()
      .when('subscribe', {}, 'alice')
      .leaves({ subscribers: ['alice'] });
  });
  test('a Chinese verb is the longest that fits', () => {
    expect(parse('取消订阅 INC-12', '/desk')).toMatchObject({ verb: { name: 'unsubscribe' }, args: { ref: 'INC-12' } });
    expect(parse('取消 INC-12', '/desk')).toMatchObject({ verb: { name: 'cancel' } });
  });
});

describe('copying', () => {
  test('is for the requester and for agents; who has it all already is left out', () => {
    const chen: Fact = { type: 'copied', people: ['chen'], text: null };
    for (const who of ['alice', 'bob', 'mei'] as const) given().when('copy', { person: 'chen' }, who).gives(chen);
    given(copied('eve')).when('copy', { person: 'alice,eve,chen' }, 'alice').gives(chen);
    given(copied('eve')).when('copy', { person: 'eve' }, 'alice').refuses('hears-already', { person: 'eve' });
    given().when('copy', { person: 'alice' }, 'bob').refuses('hears-already', { person: 'alice' });
    given(cancelled).when('copy', { person: 'chen' }, 'alice').refuses('not-now');
    const many = Array.from({ length: 21 }, (_, n) => `p${n}`).join(',');
    given().when('copy', { person: many }, 'alice').refuses('too-many-copied', { most: 20 });
  });
  test('is nobody’s twice, nor the requester’s, once two of them turn out to be one person', () => {
    // As the history is read after their accounts were joined by a code.
    expect(given(copied('alice', 'chen'), copied('chen')).ticket.copies).toEqual(['chen']);
    const follows: Stated = ['chen', { type: 'subscribed' }];
    expect(given(follows, follows).ticket.subscribers).toEqual(['chen']);
  });
  test('who is copied adds and leaves, and does nothing in the requester’s stead', () => {
    const eves = given(copied('eve', 'chen'));
    for (const verb of ['confirm', 'rate', 'cancel', 'reopen', 'escalate'])
      eves.when(verb, {}, 'eve').refuses('only-copied', { person: 'alice', verb });
    eves.when('copy', { person: 'dana' }, 'eve').refuses('only-copied');
    eves.when('copy', { person: 'chen', off: 'yes' }, 'eve').refuses('only-copied');
    eves.when('copy', { person: 'eve', off: 'yes' }, 'eve').leaves({ copies: ['chen'] });
    eves.when('add', { text: 'It hums' }, 'eve').gives({ type: 'added', text: 'It hums', origin: null });
    given().when('add', { text: 'It hums' }, 'eve').refuses('not-found');
    given().when('copy', { person: 'eve', off: 'yes' }, 'bob').refuses('not-copied', { person: 'eve' });
  });
});

describe('a question', () => {
  const both = given(claimed, asked({ group: 'network' }, 'Alive?'), asked({ person: 'chen' }, 'Port 3?'));
  test('is asked by who works on the ticket, of others, while it is open', () => {
    const one = { type: 'asked', person: 'chen', group: null, text: 'Port 3?' } as const;
    given().when('ask', { person: 'chen', text: 'Port 3?' }, 'bob').gives(one);
    given().when('ask', { person: 'bob', text: 'Port 3?' }, 'bob').refuses('asks-self');
    given()
      .when('ask', { text: 'Port 3?' }, 'bob')
      .refuses('ask-whom', { names: 'Service Desk, Network, Workplace, People & Conduct' });
    given().when('ask', { group: 'supplier-connect', text: '?' }, 'bob').refuses('ask-whom');
    given().when('ask', { group: 'network' }, 'bob').refuses('needs-text');
    given().when('ask', { group: 'network', text: '?' }, 'chen').refuses('not-worker');
    given(claimed, resolved).when('ask', { group: 'network', text: '?' }, 'bob').refuses('not-now');
  });
  test('changes neither where the ticket is nor whose, nor any clock', () => {
    const before = shown(history(claimed), NOW);
    const after = shown(history(claimed, asked({ group: 'network' })), NOW);
    const { version: _, questions: __, ...same } = after;
    expect(before).toMatchObject(same);
  });
  test('of oneself comes before that of one’s group; who works on the ticket chooses', () => {
    both.when('answer', { text: 'yes' }, 'chen').gives({ type: 'answered', of: 4, text: 'yes' });
    both.when('answer', { text: 'yes', of: '3' }, 'chen').gives({ type: 'answered', of: 3, text: 'yes' });
    both.when('answer', { text: 'yes' }, 'bob').refuses('which-question', { of: ['3', '4'], carried: 'yes' });
    const long = 'y'.repeat(301);
    both.when('answer', { text: long }, 'dana').refuses('which-question', { text: long });
    given(claimed, asked({ person: 'dana' }))
      .when('answer', { text: 'yes' }, 'chen')
      .refuses('not-asked');
    given(claimed).when('answer', { text: 'yes' }, 'chen').refuses('question-over');
  });
  test('is answered once, and only by who was asked turned down', () => {
    const answered: Stated = ['chen', { type: 'answered', of: 3, text: 'yes' }];
    const one = given(claimed, asked({ group: 'network' }), answered);
    expect(one.ticket.questions).toEqual([]);
    one.when('answer', { text: 'yes', of: '3' }, 'chen').refuses('question-over');
    both.when('decline', { because: 'not mine' }, 'chen').leaves({ questions: [both.ticket.questions[0] as Question] });
    both.when('decline', {}, 'bob').refuses('not-asked');
  });
  test('is taken back by whoever asked it, and ends with its ticket', () => {
    const two = given(claimed, asked({ group: 'network' }, 'One?', 'mei'), asked({ person: 'chen' }, 'Two?'));
    const off = (of: number): Fact => ({ type: 'unasked', of, how: 'withdrawn', because: null });
    two.when('ask', { off: 'yes' }, 'bob').gives(off(4));
    two.when('ask', { off: 'yes' }, 'mei').gives(off(3));
    two.when('ask', { off: 'yes', of: '3' }, 'bob').gives(off(3));
    two.when('ask', { off: 'yes' }, 'dana').refuses('which-question');
    for (const end of [resolved, cancelled])
      expect(given(claimed, asked({ group: 'network' }), end).ticket.questions).toEqual([]);
  });
  test('about a confidential ticket is put to people, never to another group’s channel', () => {
    const made: Stated = [
      'alice',
      { type: 'restricted', group: 'people-conduct', because: null, released: [], to: to('new') },
    ];
    const secret = given(claimed, asked({ group: 'network' }), made);
    expect(secret.ticket.questions).toEqual([]);
    secret.when('ask', { group: 'network', text: '?' }, 'dana').refuses('ask-confidential');
    secret.when('ask', { person: 'chen', text: '?' }, 'dana').leaves({ questions: [expect.anything()] as never });
    secret.when('subscribe', {}, 'chen').refuses('not-found');
    given(claimed, made, asked({ person: 'chen' }))
      .when('answer', { text: 'yes' }, 'chen')
      .gives({
        ...{ type: 'answered', of: 4, text: 'yes' },
      });
    given(made, copied('eve'))
      .when('add', { text: 'It hums' }, 'eve')
      .gives({
        ...{ type: 'added', text: 'It hums', origin: null },
      });
  });
  test('a stale reminder does nothing', () => {
    both.when('remind', { of: '3', hours: '4' }, 'clock').gives({ type: 'reminded', of: 3, hours: 4 });
    both.when('remind', { of: '9', hours: '4' }, 'clock').gives();
    both.when('remind', { of: '3' }, 'bob').refuses('unknown-verb');
  });
});

describe('telling', () => {
  const workspaces = { slack: 'T1' };
  const chats = new Map(
    Object.keys(people).map((name) => [
      name as PersonId,
      { kind: 'direct', platform: 'slack', workspace: 'T1', user: `U${name.toUpperCase()}` } as const,
    ]),
  );
  const jobsOf = (ticket: Ticket, events: readonly Event[], open: readonly Question[] = []): NewJob[] =>
    tell(ticket, events, { policy, now: events.at(-1)?.at ?? NOW, workspaces, chats, managers: ['dana'], open });
  const readerOf = ({ task }: NewJob) => ('to' in task ? task.to.reader : null);
  const heard = (...stated: readonly Stated[]) => {
    const events = history(...stated);
    const [event] = events.slice(-1);
    if (!event) throw new Error('a life begins');
    const before = stated.length > 0 ? shown(events.slice(0, -1)) : undefined;
    const jobs = jobsOf(shown(events), [event], before?.questions);
    return jobs.flatMap((job) => {
      const { task } = job;
      return 'to' in task && task.to.reader && 'seq' in task ? [`${task.kind} ${task.to.reader}`] : [];
    });
  };

  test('in any life nobody of the circle hears one event twice, or of their own doing', () => {
    fc.assert(
      fc.property(lives, ({ changes }) => {
        changes.forEach(({ ticket, events }, n) => {
          const jobs = jobsOf(ticket, events, changes[n - 1]?.ticket.questions);
          const circle = jobs.filter(({ task }) => task.kind === 'copy' || task.kind === 'moment');
          for (const job of circle) {
            const { task } = job;
            const seq = 'seq' in task ? task.seq : 0;
            const others = jobs.filter(
              (other) =>
                other !== job && readerOf(other) === readerOf(job) && 'seq' in other.task && other.task.seq === seq,
            );
            expect(others.filter(({ task: { kind } }) => kind !== 'question')).toEqual([]);
            expect(events.find((event) => event.seq === seq)?.by).not.toBe(readerOf(job));
          }
        });
      }),
    );
  });
  test('the copied get their card before anything is said below it', () => {
    fc.assert(
      fc.property(lives, ({ changes }) => {
        for (const { ticket, events } of changes)
          for (const person of ticket.copies) {
            const jobs = jobsOf(ticket, events).filter((job) => readerOf(job) === person);
            expect(jobs[0]?.task).toMatchObject({ kind: 'card', face: 'copy' });
          }
      }),
    );
  });
  test('a follower hears what is more urgent and not what is less, and no words', () => {
    const follows: Stated = ['chen', { type: 'subscribed' }];
    const priority = (from: 1 | 2 | 3 | 4, to: 1 | 2 | 3 | 4): Stated => [
      'bob',
      { type: 'prioritised', from, priority: to, because: 'so' },
    ];
    expect(heard(follows, priority(3, 1))).toEqual(['moment chen']);
    expect(heard(follows, priority(1, 3))).toEqual([]);
    expect(heard(follows, ['bob', { type: 'told', text: 'a word', origin: null }])).toEqual(['notice alice']);
    expect(heard(follows, ['bob', { type: 'noted', text: 'a word', origin: null }])).toEqual([]);
    expect(heard(follows, ['chen', { type: 'raised', because: 'so' }])).toEqual(['word dana']);
    expect(heard(['dana', { type: 'subscribed' }], ['bob', { type: 'raised', because: 'so' }])).toEqual(['word dana']);
    expect(heard(copied('eve'), ['eve', { type: 'subscribed' }], resolved)).toEqual(['notice alice', 'copy eve']);
  });
  test('a question goes where it was asked, its end to the same place and to whoever asked', () => {
    const ask = asked({ person: 'chen' });
    expect(heard(ask)).toEqual(['question chen']);
    expect(heard(ask, ['chen', { type: 'answered', of: 2, text: 'yes' }])).toEqual(['question chen', 'echo bob']);
    expect(heard(ask, ['bob', { type: 'unasked', of: 2, how: 'withdrawn', because: null }])).toEqual(['question chen']);
    expect(heard(ask, ['clock', { type: 'reminded', of: 2, hours: 4 }])).toEqual(['echo chen']);
    expect(heard(ask, resolved)).toEqual(['notice alice', 'question chen']);
    const group = history(asked({ group: 'network' }));
    const places = jobsOf(shown(group), group.slice(1)).flatMap(({ task }) =>
      task.kind === 'question' ? [placeName(task.to.place)] : [],
    );
    expect(places).toEqual(['slack T1 C0NETWORK']);
  });
  test('it is remembered after four hours, then each time after twice as long', () => {
    const ask = history(asked({ group: 'network' }));
    const timer = (events: readonly Event[]) =>
      jobsOf(shown(events), events.slice(-1)).find(({ task }) => task.kind === 'timer');
    const start = Date.parse(ask.at(-1)?.at ?? '');
    expect(timer(ask)).toMatchObject({
      ...{ key: 'question ticket-1 2', runAt: new Date(start + 4 * HOUR).toISOString() },
      task: { verb: 'remind', of: '2', hours: 4 },
    });
    const again = history(asked({ group: 'network' }), ['clock', { type: 'reminded', of: 2, hours: 4 }, 4 * HOUR]);
    const by = policyWith({ questions: { remind_hours: 1 } });
    const jobs = tell(shown(ask), ask.slice(-1), { policy: by, now: NOW, workspaces, chats, managers: [] });
    expect(jobs.find(({ task }) => task.kind === 'timer')).toMatchObject({ task: { hours: 1 } });
    expect(timer(again)).toMatchObject({ runAt: new Date(start + 8 * HOUR).toISOString(), task: { hours: 8 } });
  });
});
