// Who is told what, for any life of a ticket: cards before words, nothing twice, nobody of their own doing.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeName } from '../src/port.ts';
import type { NewJob, Task } from '../src/task.ts';
import { deskAddresses } from '../src/telling/addresses.ts';
import { tell } from '../src/telling/telling.ts';
import { fold } from '../src/ticket/events.ts';
import type { Event } from '../src/ticket/facts.ts';
import type { Ticket } from '../src/ticket/record.ts';
import { history, NOW, policy } from './support/laws.ts';
import { incidents, type Life, lives } from './support/life.ts';

const workspaces = { slack: 'T1', teams: 'tenant' };
const every = (
  check: (ticket: Ticket, jobs: readonly NewJob[], events: readonly Event[]) => void,
  told: fc.Arbitrary<Life> = lives,
) =>
  fc.assert(
    fc.property(told, ({ changes }) => {
      for (const { ticket, events } of changes) {
        const now = events.at(-1)?.at ?? NOW;
        const jobs = tell(ticket, events, { policy, now, workspaces, chats: new Map(), managers: [] });
        check(ticket, jobs, events);
      }
    }),
  );
const kind = (jobs: readonly NewJob[], ...kinds: readonly Task['kind'][]) =>
  jobs.filter(({ task }) => kinds.includes(task.kind));

test('each desk and the requester get their card before anything is said in its thread', () => {
  every((ticket, jobs) => {
    const desks = deskAddresses(ticket, { policy, workspaces }).map(({ place }) => placeName(place));
    expect(desks).toHaveLength(2);
    for (const lane of [...desks, 'slack T1 UALICE']) {
      const [first, ...rest] = jobs.filter((job) => job.lane === lane);
      expect(first?.task.kind).toBe('card');
      expect(rest.map(({ task }) => task.kind)).not.toContain('card');
    }
  });
});
test('cards are coalesced by place and ticket; what is said is not, and keeps the order of the events', () => {
  every((ticket, jobs) => {
    for (const { key, coalesce, lane } of kind(jobs, 'card'))
      expect({ key, coalesce }).toEqual({ key: `card ${ticket.id} ${lane}`, coalesce: true });
    for (const job of kind(jobs, 'line', 'notice', 'opening')) expect(job.key).toBeUndefined();
    const said = kind(jobs, 'line').map(({ task }) => ('seq' in task ? task.seq : 0));
    expect(said).toEqual([...said].sort((a, b) => a - b));
  });
});
/** That somebody follows it stands on the card; the report is the card; a review is read as a whole. */
const silent = ['reported', 'subscribed', 'unsubscribed', 'reviewed', 'exported'];
/** How a major incident is run is for its rooms, and for whom it asks. */
const inRooms = ['unfilled', 'prompted', 'tasked', 'finished', 'marked'];

test.each([
  ['any ticket', lives],
  ['a major incident', incidents],
])(
  '%s: every event but the report, who follows it, and what is for the rooms, is said once at each desk',
  (_, told) => {
    every((_ticket, jobs, events) => {
      const lines = kind(jobs, 'line').map(({ task, lane }) => `${'seq' in task ? task.seq : ''} ${lane}`);
      expect(new Set(lines).size).toBe(lines.length);
      expect(lines).toHaveLength(2 * events.filter(({ type }) => ![...silent, ...inRooms].includes(type)).length);
    }, told);
  },
);
test('words are not said again where they were said, and are said everywhere else', () => {
  const origins = fc.constantFrom(
    { platform: 'slack', workspace: 'T1', channel: 'C0SERVICEDESK', message: '1.2' },
    { platform: 'teams', workspace: 'tenant', channel: '19:servicedesk@thread.tacv2', message: '3' },
    { platform: 'slack', workspace: 'T1', channel: 'D1', message: '4.5' },
  );
  fc.assert(
    fc.property(origins, fc.constantFrom('noted', 'added'), (origin, type) => {
      const events = history(['bob', { type, text: 'a word', origin } as Parameters<typeof history>[0][1]]);
      const jobs = tell(fold(events) as Ticket, events.slice(1), {
        policy,
        now: NOW,
        workspaces,
        chats: new Map(),
        managers: [],
      });
      const lanes = kind(jobs, 'line').map(({ lane }) => lane);
      expect(lanes).not.toContain(`${origin.platform} ${origin.workspace} ${origin.channel}`);
      expect(lanes).toHaveLength(origin.channel === 'D1' ? 2 : 1);
    }),
  );
});
test('a requester is not notified of their own doing, nor of what stays inside', () => {
  every((ticket, jobs, events) => {
    for (const { task } of kind(jobs, 'notice')) {
      const event = events.find(({ seq }) => 'seq' in task && seq === task.seq);
      expect(event?.by).not.toBe(ticket.requester);
      expect(['noted', 'claimed', 'released', 'owned', 'added']).not.toContain(event?.type);
    }
    const tells = events.filter(({ type }) => type === 'told').length;
    expect(kind(jobs, 'notice').length).toBeGreaterThanOrEqual(tells);
  });
});
test('a chat that is not connected is told nothing', () => {
  fc.assert(
    fc.property(lives, ({ changes }) => {
      for (const { ticket, events } of changes) {
        const jobs = tell(ticket, events, {
          policy,
          now: NOW,
          workspaces: { slack: 'T1' },
          chats: new Map(),
          managers: [],
        });
        expect(jobs.filter(({ lane }) => lane?.startsWith('teams'))).toEqual([]);
      }
    }),
  );
});
test('a timer is keyed by its ticket, and carries what it was set for', () => {
  every((ticket, jobs, events) => {
    for (const { task, key, runAt, lane } of kind(jobs, 'timer')) {
      if (task.kind !== 'timer') throw new Error('a timer');
      expect(lane).toBeUndefined();
      const name = {
        ...{ resume: 'wake', close: 'close', nudge: 'nudge', remind: 'question', settle: 'settle' },
        ...{ archive: 'archive', resolve: 'resolve', prompt: 'update', rolecall: 'roles' },
      }[task.verb];
      expect(key).toBe(`${name} ${ticket.id}${task.verb === 'remind' ? ` ${task.of}` : ''}`);
      if (task.verb === 'resume') expect([ticket.wakeAt, runAt]).toEqual([task.of, task.of]);
      else if (task.verb === 'prompt') expect(ticket.major?.updateDue).toBe(task.of);
      else if (task.verb === 'rolecall') expect(ticket.major?.declaredAt).toBe(task.of);
      else if (task.verb === 'archive')
        expect(events.some(({ type, at }) => /^(?:published|demoted|rejected)$/u.test(type) && at === task.of)).toBe(
          true,
        );
      else if (task.verb === 'remind') expect(ticket.questions.map(({ of }) => String(of))).toContain(task.of);
      else expect(events.some(({ type, at }) => type === 'resolved' && at === task.of)).toBe(true);
    }
  });
});
