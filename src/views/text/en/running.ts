// While a major incident goes on, in English: roles, updates, tasks, what those concerned are told.
import type { RefusalFacts } from '../en.ts';

export const running = {
  running: {
    major: 'major',
    free: 'free',
    takeIt: 'I’ll take it',
    since: (when: string) => ` · since ${when}`,
    reports: (n: number) => (n === 1 ? '1 report' : `${n} reports`),
    lastUpdate: (when: string) => `Last update ${when}: `,
    updateDue: 'Next update due ',
    updateWasDue: 'The next update was due ',
    moreTasks: (n: number) => `and ${n} more to do`,
    leftOpen: (n: number) => (n === 1 ? '1 task was left open: ' : `${n} tasks were left open: `),
    tasksDone: (n: number) => (n === 1 ? '1 task is done' : `${n} tasks are done`),
    rooms: 'Rooms: ',
    began: (when: string) => `Declared ${when}.`,
    wasMitigated: (span: string) => `Mitigated after ${span}.`,
    wasResolved: (span: string) => `Resolved after ${span}.`,
    reviewDue: (when: string) => `The review is due ${when}.`,
    published: 'The review is published.',
    inChat: (chat: string) => `its channel on ${chat}`,
    sure: 'Send it? Everybody in these channels reads it:',
    long: 'It is too long for a button: copy it, open the form and send it from there.',
    asksYou: (name: string, ref: string) => `${name} asks you for ${ref}:`,
    yours: (ref: string) => `Your ${ref} belongs to it.`,
    isOne: 'It is a major incident: you hear each update of it.',
    belongs: (ref: string, title: string) =>
      `It belongs to the major incident ${ref} ${title}: you hear each update of it.`,
    role: {
      yours: (role: string) => `You are ${role} now.`,
      given: (name: string, role: string) => `${name} made you ${role}.`,
      take: (role: string) => `I’ll be ${role}`,
      unfilled: (roles: string) => `Nobody has taken these roles yet: ${roles}. Take one, or give it to somebody.`,
    },
    prompt: {
      soon: (when: string) => `The next update is due ${when}.`,
      late: (when: string) => `The update was due ${when}. Those concerned are waiting for it.`,
      last: 'Last: ',
      none: 'Nothing was said so far: one line is enough.',
    },
    tells: {
      declared: 'This is a major incident: people from every team that it needs work on it now.',
      mitigated: 'The worst is over: it is mitigated, and work goes on.',
      monitored: 'It works again as far as we see, and is being watched.',
      resolved: 'It is resolved.',
      reopened: 'It is not over: work goes on.',
      demoted: 'It is smaller than it looked, and goes on as an ordinary incident.',
      cancelled: 'It is cancelled: nothing more is done about it.',
      says: (name: string) => `📣 ${name}:`,
    },
    done: {
      cast: (ref: string, role: string, name: string) =>
        `${name} is ${role} of ${ref} now, and is told what that means.`,
      uncast: (ref: string, role: string) => `${role} of ${ref} is free again: the headline asks for somebody.`,
      updated: (ref: string) => `Your update on ${ref} is on its way to everybody concerned.`,
      again: (when: string) => ` They hear again by ${when}.`,
      last: ' No further one is planned.',
      prompted: (ref: string) => `Whoever owes the update on ${ref} was reminded.`,
      postponed: (ref: string, when: string) => `The next update on ${ref} is due ${when} now. The room is told.`,
      tasked: (ref: string, n: number, name: string | null) =>
        `Task ${n} of ${ref} is on the headline${name ? `, and ${name} is told` : ', for anybody to do'}. “done ${n}” ends it.`,
      finished: (n: number, left: number) =>
        `Task ${n} is done. ${left === 0 ? 'No other is open.' : left === 1 ? '1 is open.' : `${left} are open.`}`,
      decided: (ref: string) => `The decision is in the timeline of ${ref}, and in every room.`,
      marked: (ref: string) => `📌 It is in the timeline of ${ref} now.`,
      mitigated: (ref: string) => `${ref} is mitigated. Those concerned are told.`,
      monitored: (ref: string) => `${ref} is being watched. Those concerned are told.`,
      informed: (ref: string) => `It is on its way, with ${ref} named.`,
    },
  },
};

export const runningButtons = {
  update: 'Update…',
  task: 'Task…',
  decision: 'Decision…',
  mitigated: 'Mitigated',
  monitoring: 'Being watched',
  roles: 'Roles…',
  inform: 'Inform…',
  postpone: 'Postpone the update…',
  giveBack: 'Give it back',
  taskDone: 'Done',
  writeIt: 'Write it…',
  later: '+15 min',
  send: 'Send',
};

export const runningForms = {
  role: { title: 'A role', submit: 'Give' },
  update: { title: 'Update those concerned', submit: 'Send' },
  postpone: { title: 'Postpone the update', submit: 'Postpone' },
  task: { title: 'A task', submit: 'Give' },
  decide: { title: 'A decision', submit: 'Write down' },
  inform: { title: 'Inform an audience', submit: 'Send' },
  whichRole: 'Which role?',
  whoseRole: 'Whose is it?',
  whoseRoleHint: 'An agent’s name or mail address; empty: mine',
  happened: 'What happened?',
  affects: 'Whom does it affect?',
  affectsHint: 'everyone, all sites',
  isNext: 'What is next?',
  isNextHint: 'mx-1 is checked, then mail is let in again',
  again: 'When do they hear again?',
  againHint: '30m · 11:00 · tomorrow 9am · none',
  postponeHint: 'The room reads it',
  toDo: 'What is to be done?',
  whoDoes: 'By whom?',
  byWhen: 'By when?',
  byWhenHint: '11:00 · 30m · tomorrow 9am',
  decided: 'What was decided?',
  audience: 'Whom?',
};

export const runningActed = {
  role: 'given roles',
  update: 'updated on',
  postpone: 'postponed',
  task: 'given tasks',
  done: 'helped on',
  decide: 'decided on',
  mark: 'marked',
  inform: 'told of',
  mitigated: 'mitigated',
  monitoring: 'watched',
  prompt: 'remembered',
  rolecall: 'remembered',
};

export const runningHelp = {
  role: 'take a role in a major incident, give it to somebody, or (with “off”) back',
  update: 'tell all those concerned by a major incident; “next 30m” says when they hear again',
  postpone: 'let the next update of a major incident wait, with a reason',
  task: 'give a task in a major incident, to somebody or to anybody',
  done: 'say that a task of a major incident is done, by its number',
  decide: 'write a decision into the timeline of a major incident',
  mark: 'put a message into the timeline: under it, or with 📌, or in your own words',
  inform: 'tell a whole audience on every chat; you see first whom it reaches',
  mitigated: 'say that the worst is over; your words go to those concerned',
  monitoring: 'say that it works and is watched; your words go to those concerned',
  prompt: 'the clock’s reminder of an update that is due',
  rolecall: 'the clock’s question for roles that nobody has taken',
};

export const runningRefusals = {
  'no-such-role': (f: RefusalFacts) =>
    f.near
      ? `There is no role “${f.said}”. Did you mean ${f.nearName}?`
      : `There is no role “${f.said}”. These are: ${f.names}.`,
  'role-already': (f: RefusalFacts) => `${f.name} is ${f.roleName} of ${f.ref} already.`,
  'role-free': (f: RefusalFacts) => `Nobody is ${f.roleName} of ${f.ref}.`,
  'role-held': (f: RefusalFacts) =>
    `${f.name} is ${f.roleName} of ${f.ref}. They can hand it over; so can its incident manager and the incident managers.`,
  'not-to-cast': (f: RefusalFacts) =>
    `You can take ${f.roleName} yourself. To give it to somebody else is for the incident manager of ${f.ref}.`,
  'update-moved': (f: RefusalFacts) =>
    f.when
      ? `That reminder is over: the next update on ${f.ref} is due ${f.when}.`
      : `That reminder is over: no further update on ${f.ref} is planned.`,
  'too-many-tasks': (f: RefusalFacts) =>
    `${f.ref} has ${f.most} tasks, which is the most. Say in the room what is to be done.`,
  'task-done': (f: RefusalFacts) => `Task ${f.said} of ${f.ref} is done since ${f.ago}.`,
  'no-tasks': (f: RefusalFacts) => `No task of ${f.ref} is open.`,
  'which-task': (f: RefusalFacts) => `Which task of ${f.ref} is done?`,
  'nothing-to-mark': (f: RefusalFacts) =>
    `What belongs to the timeline of ${f.ref}? Say “mark” under the message that you mean, put 📌 on it, or say “mark” with your own words.`,
  'marked-already': (f: RefusalFacts) => `That is in the timeline of ${f.ref} already.`,
  'stands-already': (f: RefusalFacts) => `${f.ref} is at that already. “update” tells those concerned more.`,
  'no-audiences': () => 'The policy names no audience that could be informed.',
  'no-such-audience': (f: RefusalFacts) =>
    `There is no audience “${f.said}”. Say one of these, then your words: ${f.names}.`,
  'inform-confidential': (f: RefusalFacts) =>
    `${f.ref} is confidential: it is told in no channel. Write to those who may know of it.`,
  'inform-sure': (f: RefusalFacts) => `Send it? ${f.text}`,
};
