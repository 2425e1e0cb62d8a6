// The laws of confidence: who sees, who may make it so or end it, what becomes of those who had it, and what of the past is read.
import { describe, expect, test } from 'vitest';
import { report as reporting } from '../src/commands/requester.ts';
import { readable } from '../src/people/past.ts';
import { sees } from '../src/people/person.ts';
import type { Fact } from '../src/ticket/facts.ts';
import { contextFor, given, history, type Name, policyWith, type Stated, to } from './support/laws.ts';

const KEEPERS = 'people-conduct';
const claimed: Fact = { type: 'claimed', from: null, to: to('in_progress') };
const assigned = (assignee: Name): Fact => ({ type: 'assigned', from: 'bob', assignee, to: to('in_progress') });
const restricted = (released: readonly string[] = []): Fact => ({
  ...{ type: 'restricted', group: KEEPERS, because: null, released, to: to('new') },
});
const unrestricted: Fact = {
  ...{ type: 'unrestricted', group: 'service-desk', because: 'an oven', service: 'printing', to: to('new') },
};
const secret: Stated = ['alice', restricted()];

test('who sees: its people, its group and the incident managers; of an open one, every agent', () => {
  const all: readonly Name[] = ['alice', 'eve', 'bob', 'mei', 'chen', 'dana', 'hana', 'gus'];
  const seen = (...stated: Stated[]) => {
    const { ticket } = given(...stated);
    return all.filter((name) => sees(ticket, name, contextFor(name).rights));
  };
  expect(seen()).toEqual(['alice', 'bob', 'mei', 'chen', 'dana', 'hana']);
  expect(seen(secret)).toEqual(['alice', 'dana', 'hana']);
  // Somebody whom the policy took out of the group keeps what is in their hands.
  expect(seen(secret, ['dana', assigned('mei')])).toEqual(['alice', 'mei', 'dana', 'hana']);
  expect(seen(secret, ['hana', unrestricted])).toEqual(['alice', 'bob', 'mei', 'chen', 'dana', 'hana']);
});

describe('made confidential', () => {
  test.each([
    ['alice', {}, null],
    ['bob', { because: 'it names somebody' }, 'it names somebody'],
    ['alice', { to: 'it is about my boss' }, 'it is about my boss'],
    ['dana', { to: 'to people-conduct', because: 'of a name' }, 'of a name'],
    ['alice', { named: 'yes', to: KEEPERS, because: 'of a name' }, 'of a name'],
  ] as const)('by %s, saying %j', (who, args, because) => {
    given()
      .when('confidential', args, who)
      .gives({ ...restricted(), because } as Fact);
  });
  test('its group is all that has it; whoever may not see it has it no more, and another state says so', () => {
    const made = given(['bob', claimed]).when('confidential', {}, 'bob');
    made.gives(restricted(['bob']));
    made.leaves({ group: KEEPERS, desks: [KEEPERS], confidential: true, assignee: null, owner: null, state: 'new' });
    given(['bob', claimed], ['bob', assigned('dana')])
      .when('confidential', {}, 'alice')
      .leaves({ assignee: 'dana', owner: 'dana', state: 'in_progress' });
    const held: Fact = {
      ...{ type: 'held', because: null, hold: { reason: 'other', pauses: false, external: null }, to: to('on_hold') },
    };
    given(['bob', claimed], ['bob', held])
      .when('confidential', {}, 'alice')
      .leaves({ assignee: null, state: 'on_hold' });
  });
  test('questions and copies, which end with it, keep it in nobody’s hands', () => {
    const asked: Fact = { type: 'asked', person: 'bob', group: null, text: 'which lamp?' };
    const copied: Fact = { type: 'copied', people: ['bob', 'eve'], text: null };
    for (const one of [asked, copied])
      given(['bob', claimed], ['dana', one])
        .when('confidential', {}, 'alice')
        .leaves({ assignee: null, owner: null, questions: [], copies: [], state: 'new' });
    // Whom its people name afterwards, they name for it.
    given(secret)
      .when('copy', { person: 'eve' }, 'alice')
      .gives({ type: 'copied', people: ['eve'], text: null });
  });
  test('also when it is closed: what was said stands in the channels to this day', () => {
    const closed: Fact = { type: 'cancelled', because: null, to: to('cancelled') };
    given(['alice', closed]).when('confidential', {}, 'alice').leaves({ state: 'cancelled', confidential: true });
  });
  test('by classifying it so, and by nothing that is not its service', () => {
    const [classified, made] = given().when('classify', { service: 'people' }, 'bob').facts();
    expect([classified?.type, made?.type]).toEqual(['classified', 'restricted']);
    expect(given().when('classify', { service: 'email' }, 'bob').facts()).toHaveLength(1);
    expect(given(secret).when('classify', { service: 'email' }, 'hana').facts()).toHaveLength(1);
  });
  test('to a group that keeps such tickets alone, once, and where there is one', () => {
    given().when('confidential', { to: 'to network' }, 'bob').refuses('no-such-group', { names: 'People & Conduct' });
    given(secret).when('confidential', {}, 'hana').refuses('confidential-already', { group: KEEPERS });
    const { confidential: _, ...without } = policyWith({});
    given().when('confidential', {}, 'alice', { by: without }).refuses('no-confidential');
    given().when('confidential', {}, 'chen').refuses('not-worker');
    given().when('confidential', {}, 'eve').refuses('not-found');
  });
});

describe('reported so', () => {
  const made = (args: Record<string, string>) =>
    reporting.decide(args, contextFor('alice'), { id: 'ticket-1', number: 12 })[0];
  test.each([
    [{ text: 'my printer is jammed' }, 'service-desk', undefined],
    [{ text: 'my printer is jammed', confidential: '-' }, 'service-desk', undefined],
    [{ text: 'my printer is jammed', confidential: 'few' }, KEEPERS, true],
    [{ text: 'my printer is jammed', service: 'people' }, KEEPERS, true],
    [{ text: 'bullying on floor 3' }, KEEPERS, true],
    [{ text: '有人骚扰我' }, KEEPERS, true],
  ])('%j', (args, group, confidential) => {
    const fact = made(args) as Extract<Fact, { type: 'reported' }>;
    expect([fact.group, fact.confidential]).toEqual([group, confidential]);
  });
});

describe('kept', () => {
  test.each(['claim', 'own', 'note', 'tell', 'resolve', 'escalate', 'confidential'])(
    '%s: for others it is not there',
    (verb) => {
      for (const who of ['bob', 'chen'] as const)
        given(secret).when(verb, { text: 'x', to: 'network' }, who).refuses('not-found', { ref: 'INC-12' });
    },
  );
  test('it is given to nobody who may not see it, and to no group that has others', () => {
    given(secret).when('assign', { to: 'bob' }, 'hana').refuses('may-not-see', { person: 'bob', field: 'to' });
    given(secret).when('assign', { to: 'dana' }, 'hana').leaves({ assignee: 'dana' });
    given(secret).when('escalate', { to: 'network' }, 'hana').refuses('confidential-stays', { group: 'network' });
    given().when('escalate', { to: KEEPERS }, 'bob').refuses('confidential-only', { group: KEEPERS });
    given(secret).when('escalate', { to: 'up', because: 'of a name' }, 'hana').leaves({ group: KEEPERS });
  });
});

describe('opened again', () => {
  const why = { because: 'it is an oven' };
  const off = { to: 'off', ...why };
  test('by those who keep it and the incident managers, with a reason, for the group that is named or the usual one', () => {
    given(secret)
      .when('confidential', { ...off, to: 'off to network' }, 'hana')
      .gives({ ...unrestricted, group: 'network', ...why } as Fact);
    given(secret)
      .when('confidential', { off: 'yes', to: 'network', ...why }, 'dana')
      .leaves({ group: 'network' });
    given(secret).when('confidential', off, 'hana').leaves({ group: 'workplace', confidential: false });
    given(secret).when('confidential', { to: 'off' }, 'hana').refuses('needs-text', { field: 'because' });
    given(secret).when('confidential', off, 'alice').refuses('not-keeper', { group: KEEPERS });
    given(secret)
      .when('confidential', { ...off, to: `off to ${KEEPERS}` }, 'hana')
      .refuses('no-such-group');
    given().when('confidential', off, 'bob').refuses('not-confidential');
  });
  test('without what its keepers made of it: nobody’s, not waiting, with no service that says too much', () => {
    const people: Fact = {
      ...{ type: 'classified', impact: 'low', urgency: 'medium', priority: 3, service: 'people', category: null },
    };
    const waited: Fact = { type: 'waited', until: '2026-12-01T08:00:00.000Z', because: 'a hearing', to: to('waiting') };
    given(secret, ['hana', people], ['hana', assigned('hana')], ['hana', waited])
      .when('confidential', off, 'hana')
      .leaves({
        ...{ state: 'new', assignee: null, service: null, group: 'service-desk', desks: ['service-desk'] },
        ...{ waitsBecause: null, wakeAt: null },
      });
    const resolved: Fact = { type: 'resolved', resolution: 'he apologised', to: to('resolved') };
    given(secret, ['hana', resolved])
      .when('confidential', off, 'hana')
      .refuses('confidential-over', { state: 'resolved' });
  });
  test('what was said meanwhile is read by those who saw it then', () => {
    const noted = (text: string): Fact => ({ type: 'noted', text, origin: null });
    const events = history(
      ['bob', noted('before')],
      ['alice', { ...restricted(), because: 'a name' } as Fact],
      ['hana', noted('meanwhile')],
      ['alice', { type: 'added', text: 'mine', origin: null }],
      ['hana', unrestricted],
      ['bob', noted('after')],
    );
    const read = (who: Name) =>
      readable(events, who, contextFor(who).rights).flatMap((event) => ('text' in event ? [event.text] : [event.type]));
    const whole = ['reported', 'before', 'restricted', 'meanwhile', 'mine', 'unrestricted', 'after'];
    expect(read('hana')).toEqual(whole);
    expect(read('dana')).toEqual(whole);
    expect(read('bob')).toEqual(['reported', 'before', 'unrestricted', 'after']);
    expect(read('chen')).toEqual(read('bob'));
  });
  test('a report that was confidential from its first word shows no more than the ticket does', () => {
    const [first, ...rest] = history(['hana', { type: 'noted', text: 'kept', origin: null }], ['hana', unrestricted]);
    const events = [{ ...first, confidential: true, group: KEEPERS } as NonNullable<typeof first>, ...rest];
    expect(readable(events, 'bob', contextFor('bob').rights).map(({ type }) => type)).toEqual([
      'reported',
      'unrestricted',
    ]);
  });
});
