// The figures of GET /metrics by name: what each says, and the values of its labels. The README's table is made from it.
import type { Said } from './port.ts';
import type { Task } from './task.ts';

const everySaid: Readonly<Record<Said['kind'], true>> = {
  ...{ command: true, message: true, press: true, submit: true, shortcut: true, reaction: true, home: true },
  ...{ edited: true, deleted: true, hello: true, changed: true, regrouped: true },
};
const everyTask: Readonly<Record<Task['kind'], true>> = {
  ...{ card: true, opening: true, line: true, notice: true, word: true, digest: true, question: true, copy: true },
  ...{ moment: true, echo: true, update: true, news: true, home: true, homes: true, file: true, fetch: true },
  ...{ room: true, call: true, carry: true, bridge: true, review: true, reminder: true, undelivered: true },
  ...{ withdraw: true, remove: true, spread: true, weigh: true, gather: true, kept: true, parting: true, timer: true },
};
export const saidKinds: readonly string[] = Object.keys(everySaid);
export const taskKinds: readonly string[] = Object.keys(everyTask);

const chat = 'the chat’s name';

export const figures = {
  muster_requests_total: {
    help: 'What people did, by how it was answered.',
    labels: {
      chat,
      kind: saidKinds.join(', '),
      outcome:
        'nothing, card, form, errors, refused; failed: was told that nothing was saved, or that it is not known; unconfirmed: was told not confirmed yet; again: the chat delivers it anew',
    },
  },
  muster_acknowledgement_seconds: {
    help: 'From a gesture read to its acknowledgement; a histogram.',
    labels: { chat },
  },
  muster_chat_heard_timestamp_seconds: { help: 'When this process last heard the chat.', labels: { chat } },
  muster_chat_up: { help: 'Whether the chat answered when it was last asked.', labels: { chat } },
  muster_job_attempts_total: {
    help: 'Attempts at deliveries and timers, by how they ended.',
    labels: {
      chat: `${chat}, or none`,
      kind: taskKinds.join(', '),
      outcome: 'done, later, ambiguous, error (is tried again), dead (is given up)',
    },
  },
  muster_job_lag_seconds: {
    help: 'For how long the first job that is due has not come to its end; 0: none is late.',
    labels: { queue: 'delivery, timer', urgency: '0 (a major incident) to 9' },
  },
  muster_jobs: {
    help: 'Jobs by state, counted up to 10,000.',
    labels: { queue: 'delivery, timer', state: 'pending, sending, ambiguous, dead' },
  },
  muster_rate_budget_tokens: {
    help: 'Calls that the workspace may be sent at once.',
    labels: { chat, of: 'left, burst' },
  },
  muster_database_up: { help: 'Whether the queue could be looked at in time.', labels: {} },
  muster_database_connections: {
    help: 'The pool; "waiting" are callers without a connection.',
    labels: { state: 'total, idle, waiting' },
  },
  muster_info: { help: 'What runs here; always 1.', labels: { version: 'its version', node: 'that of Node.js' } },
} as const;

/** What the library asks for, of the figure with that name. */
export const figure = (name: keyof typeof figures) => ({
  ...{ name, help: figures[name].help },
  labelNames: Object.keys(figures[name].labels),
});
