// The review of a major incident in English: what was measured, what was written, its improvements and its files.
import type { Section } from '../../../ticket/major.ts';
import type { TimeName } from '../../../ticket/times.ts';

export const review = {
  review: {
    title: (ref: string) => `Review of ${ref}`,
    unopened: 'It opens when the incident is resolved. This is what the history says so far.',
    due: (when: string) => `Due ${when}`,
    published: (when: string) => `Published ${when}`,
    times: 'Measured',
    measured: {
      detect: { name: 'To detect', from: 'from the first report until it was proposed or declared' },
      acknowledge: { name: 'To acknowledge', from: 'from the declaration until somebody had a role or claimed it' },
      mobilise: { name: 'To mobilise', from: 'from the declaration until the first room was ready' },
      staff: { name: 'To fill the roles', from: 'from the declaration until all four roles were filled' },
      mitigate: { name: 'To mitigate', from: 'from the first report until it was mitigated' },
      resolve: { name: 'To resolve', from: 'from the first report until it was resolved for good' },
    } as Record<TimeName, { readonly name: string; readonly from: string }>,
    atOnce: 'at once',
    not: '–',
    unwritten: 'Nobody has written this yet.',
    improvements: 'Improvements',
    noImprovements: 'None yet. “improve … by @someone by 1 December” makes a tracked request of one.',
    noneTracked: 'None.',
    nobody: 'nobody yet',
    by: (when: string) => `by ${when}`,
    timeline: 'Timeline',
    older: (n: number) => `… and ${n} before these; the export has them all.`,
    column: { when: 'When', who: 'Who', from: 'From', what: 'What', improvement: 'Improvement', state: 'State' },
    clock: 'clock',
    picture: (ref: string) => `The timeline of ${ref} as a picture`,
    inZone: (zone: string) => `Times as the clocks stand in ${zone}.`,
    more: (n: number) => `… and ${n} more, which the table has`,
    reported: 'reported',
    edit: (section: string) => `Edit ${section}…`,
    open: 'Review',
    publish: 'Publish',
    export: 'Export',
    improve: 'Improvement…',
    form: {
      title: 'Review',
      submit: 'Write',
      improve: 'Improvement',
      track: 'Track it',
      what: 'What is to become better?',
      whose: 'Who sees to it?',
      whoseHint: 'An agent’s name or mail address',
      until: 'By when?',
      untilHint: '1 december · in 2 weeks · 2026-12-20',
    },
    written: (ref: string, section: string) => `Written into the review of ${ref}: ${section}.`,
    sent: (ref: string) =>
      `The review of ${ref} is published. What is written from now on is put right where it stands.`,
    taken: (names: string) => `${names} come to our direct chat.`,
    improved: (ref: string, name: string | null, when: string | null) =>
      `${ref} tracks it${name ? `: ${name} sees to it` : '; nobody has it yet'}${when ? `, by ${when}` : ''}.`,
    origin: (ref: string) => `An improvement from the review of ${ref}.`,
    opened: (ref: string, when: string) => `The review of ${ref} is open, due ${when}.`,
    children: (n: number, refs: string) =>
      `${n === 1 ? 'Its child is' : `Its ${n} children are`} resolved with it, and each requester is asked: ${refs}.`,
    word: {
      open: (ref: string, when: string) => `The review of ${ref} is open, due ${when}`,
      soon: (ref: string, when: string) => `The review of ${ref} is due ${when}, and not published yet`,
      due: (ref: string) => `The review of ${ref} is due now, and not published yet`,
    },
    section: {
      summary: 'What happened, in a few sentences?',
      cause: 'What was the root cause?',
      well: 'What went well?',
      badly: 'What went badly?',
    } as Record<Section, string>,
  },
};
