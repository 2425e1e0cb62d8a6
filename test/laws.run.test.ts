// The laws of running a major incident: who may take and give roles, what an update says, when it is due, tasks, marks.
import { describe, expect, test } from 'vitest';
import { nextPrompt } from '../src/telling/cadence.ts';
import { tell } from '../src/telling/telling.ts';
import type { Event, Fact } from '../src/ticket/facts.ts';
import { given, history, later, MINUTE, NOW, policy, policyWith, type Stated, shown, to } from './support/laws.ts';

const DUE = '2026-11-23T10:05:00.000Z';
const declared: Fact = {
  ...{ type: 'declared', how: 'declared', because: null, rule: null, roles: { incident_manager: 'dana' } },
  due: DUE,
};
const MI: Stated = ['dana', declared];
const cast = (role: string, person: string | null, from: string | null = null): Fact => ({
  ...{ type: 'cast', role, person, from },
});
const tasked = (text: string, person: string | null = null, due: string | null = null): Fact => ({
  ...{ type: 'tasked', text, person, due },
});
/** What was said two minutes after the report, one after the declaration. */
const said = later(NOW, 2 * MINUTE);

test('what is no major incident, or none any more, has no roles, no updates and no tasks', () => {
  const verbs: readonly (readonly [string, object])[] = [
    ...[['role', { role: 'scribe' }] as const, ['update', { text: 'x' }] as const, ['done', { task: '1' }] as const],
    ...[['postpone', { until: '15m', because: 'x' }] as const, ['task', { text: 'x' }] as const],
    ...[['decide', { text: 'x' }] as const, ['mark', { text: 'x' }] as const, ['mitigated', {}] as const],
    ...[['inform', { text: 'everyone x' }] as const, ['monitoring', {}] as const],
  ];
  const over: Stated = ['bob', { type: 'resolved', resolution: null, to: to('resolved') }];
  for (const [verb, args] of verbs) {
    given()
      .when(verb, { ...args }, 'bob')
      .refuses('not-major', { ref: 'INC-12' });
    given(MI, ['dana', { type: 'demoted', because: 'small' }])
      .when(verb, { ...args }, 'bob')
      .refuses('not-major');
    given(MI, over)
      .when(verb, { ...args }, 'bob')
      .refuses('not-major');
    given(MI)
      .when(verb, { ...args }, 'alice')
      .refuses('not-agent');
    given(MI)
      .when(verb, { ...args }, 'gus')
      .refuses('guest');
  }
});

describe('roles', () => {
  test('a free one is taken by any agent, under its key or its name in either language', () => {
    for (const role of ['technical_lead', 'Technical lead', '技术负责人'])
      given(MI).when('role', { role }, 'chen').gives(cast('technical_lead', 'chen'));
  });
  test('to give one away, or take one that is held, is for whoever has it and for those who lead', () => {
    const chens: Stated = ['chen', cast('scribe', 'chen')];
    given(MI).when('role', { role: 'scribe', person: 'chen' }, 'bob').refuses('not-to-cast', { role: 'scribe' });
    given(MI, chens).when('role', { role: 'scribe' }, 'bob').refuses('role-held', { person: 'chen' });
    given(MI, chens).when('role', { role: 'scribe', off: 'yes' }, 'bob').refuses('role-held');
    given(MI, chens)
      .when('role', { role: 'scribe', person: 'bob' }, 'chen')
      .gives(cast('scribe', 'bob', 'chen'));
    given(MI, chens)
      .when('role', { role: 'scribe', off: 'yes' }, 'chen')
      .gives(cast('scribe', null, 'chen'));
    given(MI, chens)
      .when('role', { role: 'scribe', person: 'mei' }, 'dana')
      .gives(cast('scribe', 'mei', 'chen'));
    // Whoever leads this one, whatever they are elsewhere.
    const bobs: Stated = ['dana', cast('incident_manager', 'bob', 'dana')];
    given(MI, bobs, chens)
      .when('role', { role: 'scribe' }, 'bob')
      .gives(cast('scribe', 'bob', 'chen'));
    given(MI, bobs).when('role', { role: 'scribe', person: 'mei' }, 'bob').gives(cast('scribe', 'mei'));
  });
  test('nobody takes what is theirs, or gives back what nobody has', () => {
    given(MI).when('role', { role: 'incident_manager' }, 'dana').refuses('role-already', { person: 'dana' });
    given(MI).when('role', { role: 'scribe', off: 'yes' }, 'bob').refuses('role-free', { role: 'scribe' });
  });
  test('only whoever may see it gets one', () => {
    given(MI).when('role', { role: 'scribe', person: 'eve' }, 'dana').refuses('may-not-see', { person: 'eve' });
    const few: Stated = [
      'dana',
      { type: 'restricted', group: 'people', because: null, released: [], to: to('new') } as Fact,
    ];
    given(MI, few).when('role', { role: 'scribe', person: 'chen' }, 'dana').refuses('may-not-see', { person: 'chen' });
  });
  test('a slip is asked about; what is no role is answered with those that are', () => {
    given(MI).when('role', { role: 'scirbe' }, 'bob').refuses('no-such-role', { near: 'scribe' });
    given(MI)
      .when('role', { role: 'techncal lead to chen' }, 'bob')
      .refuses('no-such-role', { near: 'technical_lead' });
    given(MI).when('role', { role: 'king' }, 'bob').refuses('no-such-role', { said: 'king' });
  });
  test('the policy may add some', () => {
    const roles = { liaison: { name: { en: 'liaison', zh: '联络人' }, expects: 'You call the supplier.' } };
    const by = policyWith({ major: { ...policy.major, roles } });
    given(MI).when('role', { role: '联络人' }, 'bob', { by }).gives(cast('liaison', 'bob'));
  });
  test('the clock asks once for those that nobody has', () => {
    const at = later(NOW, MINUTE);
    const free = ['technical_lead', 'communications_lead', 'scribe'];
    given(MI).when('rolecall', { of: at }, 'clock').gives({ type: 'unfilled', roles: free });
    given(MI).when('rolecall', { of: NOW }, 'clock').gives();
    const all = free.map((role): Stated => ['chen', cast(role, 'chen')]);
    given(MI, ...all)
      .when('rolecall', { of: at }, 'clock')
      .gives();
  });
});

describe('updates', () => {
  const updated = (text: string, due: string | null): Fact => ({
    type: 'updated',
    text,
    affects: null,
    next: null,
    due,
  });
  const minutes = (n: number) => later(said, n * MINUTE);
  test.each([
    ['we restarted mx-2', updated('we restarted mx-2', minutes(120))],
    ['we restarted mx-2 next 30m', updated('we restarted mx-2', minutes(30))],
    ['we restarted mx-2, next update in 1 hour', updated('we restarted mx-2', minutes(60))],
    ['mail is back. next none', updated('mail is back.', null)],
    ['我们重启了 mx-2，下次 30分钟', updated('我们重启了 mx-2', minutes(30))],
    ['next the queue is drained next 20 minutes', updated('next the queue is drained', minutes(20))],
    ['the next build runs', updated('the next build runs', minutes(120))],
    ['we go on next monday', updated('we go on next monday', minutes(120))],
    ['all sites next 11:00', updated('all sites', '2026-11-23T10:00:00.000Z')],
  ])('%s', (text, fact) => {
    given(MI).when('update', { text }, 'bob').gives(fact);
  });
  test('a form says all of it in fields, and nothing is read from its words', () => {
    const args = { text: 'we wait, next 30m', affects: 'all sites', next: 'mx-1', again: '45m' };
    const fact = { type: 'updated', text: 'we wait, next 30m', affects: 'all sites', next: 'mx-1', due: minutes(45) };
    given(MI)
      .when('update', args, 'bob')
      .gives(fact as Fact);
    given(MI)
      .when('update', { ...args, again: 'none' }, 'bob')
      .gives({ ...fact, due: null } as Fact);
    given(MI)
      .when('update', { ...args, again: 'soon' }, 'bob')
      .refuses('time-unread', { field: 'again' });
    given(MI)
      .when('update', { ...args, again: 'yesterday' }, 'bob')
      .refuses('time-past', { field: 'again' });
  });
  test('without words there is none; other groups speak for it once they have a role', () => {
    given(MI).when('update', { text: ' ' }, 'bob').refuses('needs-text');
    given(MI).when('update', { text: 'next 30m' }, 'bob').refuses('needs-text');
    given(MI).when('update', { text: 'x' }, 'chen').refuses('not-worker');
    given(MI, ['chen', cast('communications_lead', 'chen')])
      .when('update', { text: 'x' }, 'chen')
      .leaves({ version: 4 });
  });
  test('it is put off by so long from when it was due, or until a moment, with a reason', () => {
    const postponed = (until: string, because: string | null): Fact => ({ type: 'postponed', until, because });
    const of = (args: object) => given(MI).when('postpone', { ...args }, 'bob');
    of({ until: '15m', because: 'it boots' }).gives(postponed(later(DUE, 15 * MINUTE), 'it boots'));
    of({ until: '12:00', because: 'lunch' }).gives(postponed('2026-11-23T11:00:00.000Z', 'lunch'));
    of({ until: '30分钟', because: '重启' }).gives(postponed(later(DUE, 30 * MINUTE), '重启'));
    of({ until: '15m' }).refuses('needs-text', { field: 'because' });
    of({ until: 'soon', because: 'x' }).refuses('time-unread', { field: 'until' });
    // The button of a reminder needs none, and is about that update alone.
    of({ until: '15m', of: DUE }).gives(postponed(later(DUE, 15 * MINUTE), null));
    of({ until: '15m', of: NOW }).refuses('update-moved', { when: DUE });
  });
  test('the clock says that it is nearly due, or late, and nothing once it has moved', () => {
    const prompted = (late: boolean): Fact => ({ type: 'prompted', due: DUE, late });
    given(MI)
      .when('prompt', { of: DUE }, 'clock', { after: 50 * MINUTE })
      .gives(prompted(false));
    given(MI)
      .when('prompt', { of: DUE }, 'clock', { after: 60 * MINUTE })
      .gives(prompted(true));
    given(MI).when('prompt', { of: NOW }, 'clock').gives();
    given(MI, ['dana', { type: 'demoted', because: 'small' }])
      .when('prompt', { of: DUE }, 'clock')
      .gives();
  });
});

describe('tasks', () => {
  test('what is to be done, by whom and by when', () => {
    const of = (args: object) => given(MI).when('task', { ...args }, 'chen');
    of({ text: 'check mx-2' }).gives(tasked('check mx-2'));
    of({ text: 'check mx-2 by 20:00', person: 'bob' }).gives(tasked('check mx-2', 'bob', '2026-11-23T12:00:00.000Z'));
    of({ text: 'check the door by the lift' }).gives(tasked('check the door by the lift'));
    of({ text: '检查 mx-2 20:00前' }).gives(tasked('检查 mx-2', null, '2026-11-23T12:00:00.000Z'));
    of({ text: 'check mx-2', due: '30m' }).gives(tasked('check mx-2', null, later(said, 30 * MINUTE)));
    of({ text: 'check mx-2', due: '' }).gives(tasked('check mx-2'));
    of({ text: 'check mx-2', due: 'soon' }).refuses('time-unread', { field: 'due' });
    of({ text: 'check mx-2', person: 'eve' }).refuses('may-not-see');
    of({ text: '' }).refuses('needs-text');
  });
  test('a number ends one, or nothing where only one is the speaker’s', () => {
    const two: readonly Stated[] = [MI, ['dana', tasked('mx-1', 'bob')], ['dana', tasked('mx-2')]];
    given(...two)
      .when('done', { task: '2' }, 'mei')
      .gives({ type: 'finished', of: 4 });
    given(...two)
      .when('done', {}, 'bob')
      .gives({ type: 'finished', of: 3 });
    given(...two)
      .when('done', {}, 'mei')
      .refuses('which-task', { of: ['1', '2'], labels: ['1 mx-1', '2 mx-2'] });
    given(...two)
      .when('done', { task: '7' }, 'mei')
      .refuses('which-task');
    const finished: Stated = ['bob', { type: 'finished', of: 3 }];
    given(...two, finished)
      .when('done', { task: '1' }, 'mei')
      .refuses('task-done', { said: '1' });
    given(...two, finished, ['bob', { type: 'finished', of: 4 }])
      .when('done', {}, 'mei')
      .refuses('no-tasks');
  });
});

describe('the timeline', () => {
  test('a decision is written down by any agent', () => {
    given(MI)
      .when('decide', { text: 'the old relay' }, 'chen')
      .gives({ type: 'decided', text: 'the old relay', origin: null });
    given(MI).when('decide', {}, 'chen').refuses('needs-text');
  });
  test('one’s own words are marked, or a message of somebody’s, which is marked once', () => {
    const own = { type: 'marked', text: 'mx-2 rebooted', author: 'chen', saidAt: said, platform: 'slack', link: null };
    given(MI)
      .when('mark', { text: 'mx-2 rebooted' }, 'chen')
      .gives(own as Fact);
    given(MI).when('mark', {}, 'chen').refuses('nothing-to-mark');
    const args = { text: 'me, 09:49', from: 'C1 1.2', author: 'mei', written: NOW, link: 'https://x.example/1' };
    const marked = {
      type: 'marked',
      text: 'me, 09:49',
      author: 'mei',
      saidAt: NOW,
      platform: 'slack',
      link: args.link,
    } as Fact;
    given(MI).when('mark', args, 'chen').gives(marked);
    const beside = { history: [{ ...marked, seq: 3, at: said, by: 'bob' }] };
    given(MI).when('mark', args, 'chen', { beside }).refuses('marked-already');
    given(MI)
      .when('mark', { ...args, pinned: 'yes' }, 'chen', { beside })
      .gives();
  });
});

describe('where it stands', () => {
  test('mitigated, then watched; each once', () => {
    given(MI).when('mitigated', { text: 'old relay' }, 'bob').gives({ type: 'mitigated', text: 'old relay' });
    const mitigated: Stated = ['bob', { type: 'mitigated', text: null }];
    given(MI, mitigated).when('mitigated', {}, 'bob').refuses('stands-already');
    given(MI, mitigated).when('monitoring', {}, 'bob').gives({ type: 'monitored', text: null });
    given(MI).when('monitoring', {}, 'chen').refuses('not-worker');
  });
});

describe('informing', () => {
  const informed: Fact = { type: 'informed', audience: 'everyone', text: 'mail is slow' };
  test('whom it reaches is shown before it is sent', () => {
    const args = { text: 'everyone mail is slow' };
    given(MI).when('inform', args, 'bob').refuses('inform-sure', { audience: 'everyone', carried: 'mail is slow' });
    given(MI)
      .when('inform', { ...args, sure: 'yes' }, 'bob')
      .gives(informed);
    given(MI).when('inform', { text: '全体员工 mail is slow', sure: 'yes' }, 'bob').gives(informed);
    given(MI).when('inform', { audience: 'everyone', text: 'mail is slow', sure: 'yes' }, 'bob').gives(informed);
    given(MI).when('inform', { text: 'evryone mail is slow' }, 'bob').refuses('inform-sure', { audience: 'everyone' });
    given(MI).when('inform', { text: 'the board' }, 'bob').refuses('no-such-audience', { said: 'the' });
    given(MI).when('inform', { text: 'everyone' }, 'bob').refuses('needs-text');
    expect(given(MI).when('inform', { text: `everyone ${'x'.repeat(301)}` }, 'bob').facts).toThrow('inform-sure');
  });
  test('of what is confidential nobody is informed in a channel', () => {
    const few: Stated = [
      'dana',
      { type: 'restricted', group: 'people', because: null, released: [], to: to('new') } as Fact,
    ];
    given(MI, few).when('inform', { text: 'everyone x', sure: 'yes' }, 'dana').refuses('inform-confidential');
  });
});

describe('who hears that an update is due', () => {
  const chats = new Map(
    ['dana', 'chen', 'bob'].map((name) => {
      const place = { kind: 'direct', platform: 'slack', workspace: 'T1', user: `U${name.toUpperCase()}` } as const;
      return [name, place] as const;
    }),
  );
  const heard = (...stated: readonly Stated[]): readonly string[] => {
    const events = history(...stated);
    const last = events.slice(-1);
    const telling = { policy, now: NOW, workspaces: { slack: 'T1' }, chats, managers: ['dana'] };
    return tell(shown(events), last, telling).flatMap(({ task: one }) =>
      one.kind === 'word' ? [one.to.reader ?? ''] : [],
    );
  };
  const prompted = (late: boolean): Stated => ['clock', { type: 'prompted', due: DUE, late }];
  const nobodys: Stated = ['dana', { ...declared, roles: {} } as Fact];

  test('whoever speaks for it, and the incident managers too once it is late, or where nobody owes it', () => {
    const chens: Stated = ['chen', cast('communications_lead', 'chen')];
    expect(heard(MI, chens, prompted(false))).toEqual(['chen']);
    expect(heard(MI, chens, prompted(true))).toEqual(['chen', 'dana']);
    expect(heard(MI, prompted(true))).toEqual(['dana']);
    expect(heard(nobodys, prompted(false))).toEqual(['dana']);
  });
  test('it is remembered before it is due, when it is, and less and less often after; what was put off, anew', () => {
    const next = (...stated: readonly Stated[]) => {
      const events = history(...stated);
      return nextPrompt(events.at(-1) as Event, shown(events), 5, 30);
    };
    expect(next(MI)).toEqual({ of: DUE, at: later(DUE, -5 * MINUTE) });
    expect(next(MI, prompted(false))).toEqual({ of: DUE, at: DUE });
    const late = history(MI, prompted(true)).at(-1)?.at ?? '';
    expect(next(MI, prompted(true))).toEqual({ of: DUE, at: later(late, 30 * MINUTE) });
    const night = history(MI, ['clock', { type: 'prompted', due: DUE, late: true }, 180 * MINUTE]).at(-1) as Event;
    const overdue = Date.parse(night.at) - Date.parse(DUE);
    expect(nextPrompt(night, shown(history(MI)), 5, 30)).toEqual({ of: DUE, at: later(night.at, overdue) });
    const soon = later(NOW, 4 * MINUTE);
    expect(next(MI, ['dana', { type: 'postponed', until: soon, because: null }])).toEqual({ of: soon, at: soon });
    expect(next(MI, ['dana', { type: 'mitigated', text: null }])).toBeUndefined();
    expect(next(MI, ['dana', { type: 'demoted', because: 'small' }])).toBeUndefined();
  });
});
