// Major incidents in English: what happened to one, as a line of a thread, a room or a history; states and roles.
import type { MajorState, Section } from '../../../ticket/major.ts';

export const major = {
  major: {
    declared: (ref: string) => `${ref} is a major incident now. Its rooms come up, and its people are called.`,
    proposed: (ref: string) => `The incident managers are asked whether ${ref} is a major incident.`,
    rejected: (ref: string) => `${ref} stays an ordinary incident. Whoever proposed it is told.`,
    demoted: (ref: string) => `${ref} is an ordinary incident again. Its rooms stay until they are closed.`,
  },
  majorState: {
    proposed: 'proposed',
    investigating: 'investigating',
    mitigated: 'mitigated',
    monitoring: 'monitoring',
    resolved: 'resolved',
    demoted: 'not major any more',
  } as Record<MajorState, string>,
  role: {
    incident_manager: {
      name: 'incident manager',
      expects:
        'You lead it: keep the headline true, see that each role is filled, decide what is tried and when it is over.',
    },
    technical_lead: {
      name: 'technical lead',
      expects: 'You lead the repair: say what is tried and found, give tasks, ask for whoever is missing.',
    },
    communications_lead: {
      name: 'communications lead',
      expects: 'You owe the updates: write what happened, whom it affects and what is next, before each is due.',
    },
    scribe: {
      name: 'scribe',
      expects: 'You keep the timeline: mark what was said that matters (📌 or “mark”), and write down decisions.',
    },
  } as Record<string, { readonly name: string; readonly expects: string }>,
  section: { summary: 'Summary', cause: 'Root cause', well: 'What went well', badly: 'What went badly' } as Record<
    Section,
    string
  >,
  majorLine: {
    critical: (priority: number, service: string) => `priority ${priority} on ${service}, which is critical`,
    urgent: (priority: number) => `it is priority ${priority}`,
    reports: (count: number, span: string) => `${count} people reported the same in ${span}`,
    asksReports: (from: number, within: string) => `Its rule speaks from ${from} people in ${within} on.`,
    asksPriority: (from: number) => `Its rule speaks from P${from} on.`,
    proposed: (name: string) => `${name} proposes a major incident`,
    rejected: (name: string) => `${name} turned the proposal down: it stays an ordinary incident`,
    declared: (name: string) => `🔴 ${name} declared a major incident`,
    accepted: (name: string) => `🔴 ${name} accepted it as a major incident`,
    ruled: 'Declared a major incident by the policy',
    demoted: (name: string) => `${name} made it an ordinary incident again`,
    roomed: (chat: string) => `The room in ${chat} is ready: `,
    thread: (chat: string) =>
      `No channel of its own could be made in ${chat}; the room is a thread in the incidents channel: `,
    roomless: (chat: string) => `No room could be made in ${chat}: `,
    archived: 'The rooms are closed. What was said there can still be read.',
    took: (name: string, role: string) => `${name} is ${role} now.`,
    gave: (name: string, person: string, role: string) => `${name} made ${person} ${role}.`,
    over: (name: string, person: string, role: string, from: string) =>
      `${name} handed ${role} over from ${from} to ${person}.`,
    free: (name: string, role: string) => `${name} gave ${role} back: it is free.`,
    unfilled: (roles: string) => `Nobody has these roles yet: ${roles}.`,
    updated: (name: string) => `📣 ${name}: `,
    affects: 'Affects: ',
    next: 'Next: ',
    again: 'Next update ',
    last: 'No further update is planned.',
    postponed: (name: string, when: string) => `${name} put the next update off until ${when}`,
    prompted: (when: string) => `The update was due ${when}.`,
    prompting: (when: string) => `The next update is due ${when}.`,
    tasked: (name: string, person: string | null) => (person ? `${name} asks ${person}: ` : `${name} gives a task: `),
    due: (when: string) => ` · by ${when}`,
    finished: (name: string) => `✔ ${name} did it: `,
    decided: (name: string) => `⚖ ${name} decided: `,
    marked: (name: string, author: string) => `📌 ${name} marked what ${author} said: `,
    informed: (name: string, audience: string) => `${name} informed ${audience}: `,
    mitigated: (name: string) => `🟡 ${name}: mitigated`,
    monitored: (name: string) => `👁 ${name}: being watched`,
    reviewing: (when: string) => `The review is open, due ${when}. “review” shows it.`,
    reviewed: (name: string, section: string) => `${name} wrote the review’s ${section}: `,
    improved: (name: string, ref: string) => `${name} made an improvement of it, ${ref}: `,
    published: (name: string) => `${name} published the review.`,
    exported: (name: string) => `${name} took the review away as files.`,
  },
};
