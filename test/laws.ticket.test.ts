// The laws of a ticket: what each verb makes of each state, who may, and which workflows are sound.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { verbNamed } from '../src/commands/table.ts';
import type { Fact } from '../src/ticket/facts.ts';
import {
  type Action,
  actions,
  defaultWorkflow,
  flawsOf,
  INITIAL,
  move,
  movesFrom,
  type Workflow,
} from '../src/ticket/lifecycle.ts';
import type { Phase } from '../src/ticket/record.ts';
import { given, NOW, policy, policyWith, refusalOf, type Stated, to } from './support/laws.ts';

const DAY = 86_400_000;
const UNTIL = '2026-11-30T08:00:00.000Z';
const claimed: Fact = { type: 'claimed', from: null, to: to('in_progress') };
const waited: Fact = { type: 'waited', until: UNTIL, because: 'a part comes', to: to('waiting') };
const resolved: Fact = { type: 'resolved', resolution: 'new roller', to: to('resolved') };
const closed: Fact = { type: 'closed', how: 'desk', to: to('closed') };
const cancelled: Fact = { type: 'cancelled', because: null, to: to('cancelled') };
const resumed: Fact = { type: 'resumed', cause: 'asked', because: null, to: to('new') };
const byBob: Stated = ['bob', claimed];

describe('claim and own', () => {
  test('claim takes the ticket, and the ownership that nobody has', () => {
    given().when('claim', {}, 'bob').gives(claimed);
    given().when('claim', {}, 'bob').leaves({ assignee: 'bob', owner: 'bob', state: 'in_progress' });
  });
  test('of two claims the second hears who was first', () => {
    given(byBob).when('claim', {}, 'mei').refuses('already-claimed', { ref: 'INC-12', person: 'bob' });
    given(byBob).when('claim', {}, 'bob').refuses('already-yours');
  });
  test('taking over names whom it is taken from, and the owner stays', () => {
    const takeOver = given(byBob).when('claim', { over: 'bob' }, 'mei');
    takeOver.gives({ type: 'claimed', from: 'bob', to: to('in_progress') });
    takeOver.leaves({ assignee: 'mei', owner: 'bob' });
  });
  test('a button to take over from someone who has it no more does nothing', () => {
    const meis: Stated = ['mei', { ...claimed, from: 'bob' } as Fact];
    given(byBob, meis).when('claim', { over: 'bob' }, 'dana').refuses('already-claimed', { person: 'mei' });
  });
  test('nothing but own moves the owner', () => {
    given(byBob, ['bob', { type: 'released', to: to('new') }])
      .when('claim', {}, 'mei')
      .leaves({ assignee: 'mei', owner: 'bob' });
    given(byBob).when('own', {}, 'mei').leaves({ assignee: 'bob', owner: 'mei' });
    given(byBob).when('own', {}, 'bob').refuses('owns-already');
  });
  test('release gives it back to the group', () => {
    given(byBob).when('release', {}, 'bob').leaves({ assignee: null, owner: 'bob', state: 'new', phase: 'active' });
    given().when('release', {}, 'bob').refuses('not-now', { action: 'release', state: 'new' });
  });
});

describe('classification', () => {
  test('services and levels are named in either language, a slip forgiven', () => {
    for (const args of [
      { service: 'printing', impact: 'medium' },
      { service: '打印', impact: '中' },
      { service: 'Prnting', impact: 'Medium' },
    ])
      given(byBob)
        .when('classify', args, args.impact === '中' ? 'mei' : 'bob')
        .leaves({ service: 'printing', impact: 'medium', priority: 3 });
    given().when('classify', { service: 'the moon' }, 'bob').refuses('no-such-value', { field: 'service' });
  });
  test('a priority is overridden by the first level and incident managers, or by whom the policy names', () => {
    const at: Stated = ['bob', { type: 'assigned', from: null, assignee: 'chen', to: to('in_progress') }];
    const said = { to: 'P1', because: 'payroll' };
    for (const who of ['bob', 'dana'] as const) given(at).when('priority', said, who).leaves({ priority: 1 });
    given(at).when('priority', said, 'chen').refuses('not-to-override', { names: 'Service Desk' });
    const by = policyWith({ routing: { direct: false, override: ['network'] } });
    given(at).when('priority', said, 'chen', { by }).leaves({ priority: 1 });
    given(at).when('priority', said, 'bob', { by }).refuses('not-to-override', { names: 'Network' });
  });
});

describe('wait and resume', () => {
  test('an end is mandatory, and must be to come', () => {
    given(byBob).when('wait', {}, 'bob').refuses('time-unread');
    given(byBob).when('wait', { until: 'until yesterday' }, 'bob').refuses('time-past');
  });
  test('a waiting ticket keeps its end and its reason, and its people', () => {
    const waits = given(byBob).when('wait', { until: 'until 2026-12-20 14:00', because: 'a part comes' }, 'bob');
    waits.gives({ type: 'waited', until: '2026-12-20T13:00:00.000Z', because: 'a part comes', to: to('waiting') });
    waits.leaves({ phase: 'scheduled', wakeAt: '2026-12-20T13:00:00.000Z', assignee: 'bob', owner: 'bob' });
  });
  test('it can be put to wait anew while it waits', () => {
    given(byBob, ['bob', waited]).when('wait', { until: '2027-01-04 09:00' }, 'bob').leaves({ waitsBecause: null });
  });
  test('it wakes to whoever has it, else to the queue', () => {
    const wake = { of: UNTIL };
    given(byBob, ['bob', waited]).when('resume', wake, 'clock').leaves({ state: 'in_progress', wakeAt: null });
    given(['bob', waited]).when('resume', wake, 'clock').leaves({ state: 'new', assignee: null, waitsBecause: null });
    const woken: Fact = { type: 'resumed', cause: 'time', because: 'a part comes', to: to('new') };
    given(['bob', waited]).when('resume', wake, 'clock').gives(woken);
  });
  test('a person may wake it early, or take the waiting back', () => {
    given(byBob, ['bob', waited]).when('resume', {}, 'bob').leaves({ state: 'in_progress' });
    expect(given(['bob', waited]).when('resume', {}, 'bob').facts()).toMatchObject([{ cause: 'asked' }]);
    expect(given(['bob', waited]).when('resume', { undo: 'yes' }, 'bob').facts()).toMatchObject([{ cause: 'undone' }]);
    given(byBob).when('resume', {}, 'bob').refuses('not-now', { state: 'in_progress' });
  });
  test('a stale wake-up does nothing', () => {
    given(['bob', waited], ['bob', resumed]).when('resume', { of: UNTIL }, 'clock').gives();
    given(['bob', waited]).when('resume', { of: NOW }, 'clock').gives();
    given(['bob', waited], ['alice', cancelled]).when('resume', { of: UNTIL }, 'clock').gives();
  });
  test('claiming what waits wakes nothing: it is refused', () => {
    given(['bob', waited]).when('claim', {}, 'bob').refuses('not-now', { state: 'waiting' });
  });
  test('the answer of the requester wakes it early only if the policy says so', () => {
    const added: Fact = { type: 'added', text: 'it works', origin: null };
    given(['bob', waited]).when('add', { text: 'it works' }, 'alice').gives(added);
    const by = policyWith({ waiting: { wake_on_answer: true } });
    const answer = given(byBob, ['bob', waited]).when('add', { text: 'it works' }, 'alice', { by });
    answer.gives(added, { type: 'resumed', cause: 'answer', because: 'a part comes', to: to('in_progress') });
    given(byBob).when('add', { text: 'it works' }, 'alice', { by }).gives(added);
  });
});

describe('the end of a ticket', () => {
  test('the requester confirms what is resolved, or resolves and closes it in one word', () => {
    given(byBob, ['bob', resolved])
      .when('confirm', {}, 'alice')
      .gives({ type: 'closed', how: 'requester', to: to('closed') });
    given(byBob)
      .when('confirm', {}, 'alice')
      .gives(
        { type: 'resolved', resolution: null, to: to('resolved') },
        { type: 'closed', how: 'requester', to: to('closed') },
      );
    given(byBob, ['bob', closed]).when('confirm', {}, 'alice').refuses('closed-already');
  });
  test('first level closes formally; the clock closes what nobody has touched since it was resolved', () => {
    const done = given(byBob, ['bob', resolved]);
    done.when('close', {}, 'bob').gives({ type: 'closed', how: 'desk', to: to('closed') });
    const of = done.ticket.resolvedAt ?? '';
    done.when('close', { of }, 'clock').gives({ type: 'closed', how: 'grace', to: to('closed') });
    done.when('close', { of: NOW }, 'clock').gives();
    const again: Fact = { type: 'reopened', because: null, to: to('in_progress') };
    given(byBob, ['bob', resolved], ['alice', again]).when('close', { of }, 'clock').gives();
    given(byBob).when('close', {}, 'bob').refuses('not-now');
  });
  test('it can be reopened for as long as the policy says after it was closed', () => {
    const after = policy.closure.reopen_days * DAY;
    const over = given(byBob, ['bob', resolved], ['bob', closed]);
    const again: Fact = { type: 'reopened', because: 'jammed again', to: to('in_progress') };
    over.when('reopen', { because: 'jammed again' }, 'alice', { after }).gives(again);
    over
      .when('reopen', {}, 'alice', { after: after + 1 })
      .refuses('reopen-over', { ref: 'INC-12', days: policy.closure.reopen_days });
    given(byBob, ['bob', resolved])
      .when('reopen', {}, 'alice', { after: 10 * after })
      .leaves({ resolvedAt: null, state: 'in_progress' });
  });
  test('without anybody to work on it, it reopens to the queue', () => {
    given(['bob', resolved], ['bob', closed]).when('reopen', {}, 'alice').leaves({ state: 'new', closedAt: null });
  });
  test('what is closed can only be read, or reopened; so can what was cancelled', () => {
    for (const end of [closed, cancelled]) {
      const over = given(byBob, ['bob', end]);
      for (const verb of ['claim', 'release', 'tell', 'resolve', 'close'])
        over.when(verb, { text: 'a word' }, 'bob').refuses('not-now', { ref: 'INC-12', moves: ['reopen'] });
      over.when('own', {}, 'mei').refuses('not-now', { moves: ['reopen'] });
      over.when('wait', { until: 'tomorrow' }, 'bob').refuses('not-now');
      over.when('resume', {}, 'bob').refuses('not-now', { moves: ['reopen'] });
      over.when('add', { text: 'a word' }, 'alice').refuses('not-now', { moves: ['reopen'] });
      over.when('cancel', {}, 'alice').refuses('not-now', { moves: ['reopen'] });
      over.when('note', { text: 'for the next time' }, 'bob').leaves({ phase: 'closed' });
      over.when('reopen', {}, 'alice').leaves({ phase: 'active', closedAt: null });
    }
  });
  test('cancelling wakes nothing and leaves no end to wait for', () => {
    given(['bob', waited]).when('cancel', { because: 'no need' }, 'alice').leaves({ state: 'cancelled', wakeAt: null });
  });
});

describe('words', () => {
  test.each(['note', 'tell', 'add'])('%s needs words, and takes neither blanks nor a book', (verb) => {
    const who = verb === 'add' ? 'alice' : 'bob';
    given(byBob).when(verb, {}, who).refuses('needs-text');
    given(byBob).when(verb, { text: ' \n ' }, who).refuses('needs-text');
    given(byBob)
      .when(verb, { text: 'x'.repeat(20_001) }, who)
      .refuses('too-long', { length: 20_001, most: 20_000 });
  });
  test('words keep their lines, and lose what no database stores', () => {
    const note = given(byBob).when('note', { text: ' one\n\ttwo\u0000 \u202Ethree\uD800 ' }, 'bob');
    note.gives({ type: 'noted', text: 'one\n\ttwo three\uFFFD', origin: null });
  });
  test('telling the requester is the first answer', () => {
    given().when('tell', { text: 'hello' }, 'bob').leaves({ answeredAt: '2026-11-23T09:05:00.000Z' });
    given().when('note', { text: 'hello' }, 'bob').leaves({ answeredAt: null });
  });
});

describe('the lifecycle table', () => {
  const states = Object.keys(defaultWorkflow);
  const inState = (state: string) => ({ ...given().ticket, ...to(state), assignee: 'bob' });
  test.each(states.flatMap((state) => actions.map((action) => [state, action] as const)))(
    '%s × %s moves, or refuses with what is possible',
    (state, action) => {
      const attempt = () => move(policy.workflow, inState(state), action);
      const target = policy.workflow[state]?.on[action];
      if (target) expect(attempt()).toEqual(to(target));
      else {
        const { code, facts } = refusalOf(attempt);
        expect({ code, ...facts }).toEqual({
          ...{ code: 'not-now', ref: 'INC-12', state, action, moves: movesFrom(policy.workflow, state) },
        });
      }
    },
  );
  test('nobody works in a state that someone has to work in', () => {
    expect(move(policy.workflow, { ...inState('waiting'), assignee: null }, 'resume')).toEqual(to('new'));
  });
  test('every action of the default is a verb that somebody can say', () => {
    for (const action of actions) expect(verbNamed(action)?.does).toBe('change');
  });
});

describe('sound workflows', () => {
  test('the default has no flaw, and policy.yaml spells it out', () => {
    expect(flawsOf(defaultWorkflow)).toEqual([]);
    expect(policy.workflow).toEqual(defaultWorkflow);
  });
  test.each<[string, Workflow, string]>([
    ['a missing start', { open: { phase: 'closed', on: {} } }, 'state "new" is missing or not active'],
    ['an unknown target', { new: { phase: 'active', on: { cancel: 'gone' } } }, 'cancel leads to "gone"'],
    ['a dead end', { new: { phase: 'active', on: {} } }, 'state "new" is a dead end'],
    [
      'an island',
      {
        new: { phase: 'active', on: { close: 'end' } },
        end: { phase: 'closed', on: {} },
        far: { phase: 'closed', on: {} },
      },
      'nothing leads to state "far"',
    ],
  ])('%s is named', (_name, workflow, flaw) => {
    expect(flawsOf(workflow).join('\n')).toContain(flaw);
  });

  const phases: readonly Phase[] = ['active', 'paused', 'scheduled', 'done', 'closed'];
  const names = [INITIAL, 'in_progress', 'a', 'b', 'c', 'end'];
  const workflows = fc.dictionary(
    fc.constantFrom(...names),
    fc.record({
      phase: fc.constantFrom(...phases),
      on: fc.dictionary(fc.constantFrom(...actions), fc.constantFrom(...names), { maxKeys: 4 }),
    }),
    { maxKeys: 6 },
  ) as fc.Arbitrary<Workflow>;

  test('in a workflow without flaws, whatever is done, an end stays within reach', () => {
    fc.assert(
      fc.property(workflows.map(pruned), fc.array(fc.nat()), (workflow, choices) => {
        fc.pre(flawsOf(workflow).length === 0);
        let ticket = { ...given().ticket, assignee: choices.length % 2 ? 'bob' : null };
        for (const choice of choices) {
          const moves = movesFrom(workflow, ticket.state);
          const action = moves[choice % moves.length];
          if (action) ticket = { ...ticket, ...move(workflow, ticket, action) };
        }
        expect(endsFrom(workflow, ticket.state)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
  test('each flaw is really one: what is left out of the sound ones cannot end, or cannot be', () => {
    fc.assert(
      fc.property(workflows, (workflow) => {
        const flaws = flawsOf(workflow);
        const states = Object.keys(workflow);
        const targets = Object.values(workflow).flatMap(({ on }) => Object.values(on));
        expect(flaws.length === 0).toBe(
          workflow[INITIAL]?.phase === 'active' &&
            targets.every((target) => target in workflow) &&
            states.every((state) => state === 'on_hold' || pathsFrom(workflow, INITIAL).has(state)) &&
            states.every((state) => endsFrom(workflow, state)),
        );
      }),
      { numRuns: 1000 },
    );
  });
});

/** Reachability as a growing set until nothing is added: not the way in which the code does it. */
function pathsFrom(workflow: Workflow, start: string): Set<string> {
  let reached = new Set([start]);
  for (;;) {
    const next = new Set([...reached, ...[...reached].flatMap((state) => targetsOf(workflow, state))]);
    if (next.size === reached.size) return reached;
    reached = next;
  }
}
/** Without what leads nowhere and what nothing leads to: so that sound ones are not too rare among random ones. */
function pruned(workflow: Workflow): Workflow {
  const whole: Workflow = { ...workflow, [INITIAL]: { phase: 'active', on: workflow[INITIAL]?.on ?? {} } };
  const known = Object.entries(whole).map(([state, { phase, on }]) => {
    const leads = Object.entries(on).filter(([, target]) => target in whole);
    return [state, { phase, on: Object.fromEntries(leads) }] as const;
  });
  const reached = pathsFrom(Object.fromEntries(known), INITIAL);
  return Object.fromEntries(known.filter(([state]) => reached.has(state)));
}
const targetsOf = (workflow: Workflow, state: string): string[] =>
  movesFrom(workflow, state).map((action: Action) => workflow[state]?.on[action] ?? '');
const endsFrom = (workflow: Workflow, state: string): boolean =>
  [...pathsFrom(workflow, state)].some((reached) => workflow[reached]?.phase === 'closed');
