// What the organisation promises: the policy file's shape, checked by zod, with line and column for what is wrong.
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { actions, defaultWorkflow, type Workflow } from '../ticket/lifecycle.ts';
import { day, hours, key, level, named, priority, someone, time, words, zone } from './atoms.ts';
import { crossChecks } from './checks.ts';
import { telling } from './hearing.ts';
import { major, onCall } from './major.ts';
import { REFUSED } from './refused.ts';

const calendar = z.strictObject({
  name: named.optional(),
  zone,
  /** 1 is Monday. */
  days: z.array(z.number().int().min(1).max(7)).min(1),
  from: time,
  to: time,
  holidays: z.array(day).default([]),
});

const group = z.strictObject({
  name: named,
  level: z.union([z.literal(1), z.literal(2), z.literal(3)]),
  /** Mail addresses, accounts written platform:user, or a chat's own groups, written platform-group:id. */
  members: z.array(z.string().min(3)).default([]),
  /** The channel on each platform in which the group's cards stand. */
  triage: z.record(key, z.string().min(1)).default({}),
  /** Whoever is in its triage channel is a member, where that channel is private and shared with nobody. */
  trust_membership: z.boolean().default(false),
  next: key.optional(),
  /** A supplier: what is given to it is on hold for this reason, with the supplier's own reference. */
  hold: key.optional(),
  /** Its tickets are for its members alone: their requesters and the incident managers apart, nobody knows of them. */
  confidential: z.boolean().default(false),
  /** Who is brought into the room of a major incident that the group has. */
  on_call: onCall.default([]),
});

/** On each reader's own clock. `days`: 1 is Monday, quiet from midnight to midnight. */
const quiet = z.strictObject({
  from: time,
  to: time,
  days: z.array(z.number().int().min(1).max(7)).default([]),
});

const row = z.strictObject({ high: priority, medium: priority, low: priority });

const schema = z.strictObject({
  organisation: z.strictObject({
    key,
    name: z.string().min(1),
    language: z.enum(['en', 'zh']).default('en'),
    zone,
    /** Accounts with an address in one of these are joined by it. */
    mail_domains: z.array(z.string().min(3)).default([]),
    calendar: key,
  }),
  calendars: z.record(key, calendar),
  groups: z.record(key, group),
  /** Who may do what beyond the groups, named as members are. */
  roles: z.strictObject({
    incident_manager: z.array(z.string().min(3)).default([]),
    administrator: z.array(z.string().min(3)).default([]),
  }),
  first_level: key,
  /** The confidential group that gets what somebody says is confidential; absent: nobody can say so. */
  confidential: key.optional(),
  routing: z
    .strictObject({
      /** Whether a report whose service was recognised goes to that service's group at once, past the first level. */
      direct: z.boolean().default(false),
      /** The groups whose members may override a priority; absent: the first level. Incident managers always may. */
      override: z.array(key).optional(),
    })
    .default({ direct: false }),
  services: z
    .record(
      key,
      z.strictObject({
        name: named,
        group: key,
        words,
        /** Configuration items: what a ticket can be linked to, by key, name or word. */
        items: z.record(key, z.strictObject({ name: named, words })).default({}),
        /** What is reported of it is so by itself. */
        confidential: z.boolean().default(false),
        /** Much depends on it: rules for major incidents look at that. */
        critical: z.boolean().default(false),
        /** Whose it is: brought into the room, named as members are. */
        owners: z.array(someone).default([]),
        /** Which of `major.audiences` are told of its major incidents. */
        audiences: z.array(key).default([]),
      }),
    )
    .default({}),
  major,
  categories: z.record(key, z.strictObject({ name: named, words })).default({}),
  /** Words that let impact and urgency be guessed; what is guessed is shown as a guess. */
  guess: z
    .strictObject({
      impact: z.strictObject({ high: words, medium: words, low: words }).partial().default({}),
      urgency: z.strictObject({ high: words, medium: words, low: words }).partial().default({}),
    })
    .default({ impact: {}, urgency: {} }),
  /** Impact is the row, urgency the column. */
  priority: z.strictObject({ high: row, medium: row, low: row }),
  /** Hours from the report, while the ticket does not wait. */
  targets: z.record(z.enum(['p1', 'p2', 'p3', 'p4']), z.strictObject({ response: hours, resolution: hours })),
  waiting: z.strictObject({ wake_on_answer: z.boolean().default(false) }).default({ wake_on_answer: false }),
  /** What is often said, ready to be sent: `tell REF :key`, or chosen in the form. */
  replies: z.record(key, z.strictObject({ name: named, text: z.string().min(1).max(3000) })).default({}),
  hold_reasons: z.record(key, z.strictObject({ name: named, pauses: z.boolean() })).default({}),
  /** `emoji`: its name, without colons; put on a message it reports that. */
  intake: z
    .strictObject({ emoji: z.string().regex(/^[\p{L}\p{N}_+'-]{1,100}$/u, 'the name of an emoji, without colons') })
    .default({ emoji: 'ticket' }),
  escalation: z.strictObject({ answer_minutes: z.number().positive().max(1440) }).default({ answer_minutes: 15 }),
  /** A question that nobody answers is remembered after so many hours, then after twice, four times … as many. */
  questions: z.strictObject({ remind_hours: z.number().positive().max(720) }).default({ remind_hours: 4 }),
  closure: z.strictObject({
    /** A resolved ticket closes by itself after this long without a word. */
    grace_days: z.number().positive().max(90),
    reopen_days: z.number().positive().max(365),
  }),
  /** Days after which the requester's words in a closed ticket are erased; absent: they are kept. */
  retention: z.strictObject({ closed_days: z.number().int().positive().optional() }).default({}),
  /** What is copied of files that come with words: megabytes of one, kinds that are not taken, days that a link is good for. */
  files: z
    .strictObject({
      max_mb: z.number().positive().max(20).default(20),
      refuse: z
        .array(z.string().regex(/^[a-z0-9]{1,12}$/u, 'an extension in small letters, without its dot'))
        .default([...REFUSED]),
      link_days: z.number().positive().max(30).default(7),
    })
    .prefault({}),
  /** Who hears of what, where it differs from what is usual: event, role, whether. */
  telling: telling.default({}),
  /** When what can wait is kept until the reader's morning; absent: never. */
  quiet: quiet.optional(),
  workflow: z
    .record(
      key,
      z.strictObject({
        phase: z.enum(['active', 'paused', 'scheduled', 'done', 'closed']),
        on: z.partialRecord(z.enum(actions), key).default({}),
      }),
    )
    .optional(),
});

type Written = z.infer<typeof schema>;
export type Policy = Omit<Written, 'workflow'> & { readonly workflow: Workflow };
export type Calendar = z.infer<typeof calendar>;
export type Group = z.infer<typeof group>;
export type Quiet = z.infer<typeof quiet>;
export type Named = z.infer<typeof named>;
export { level };

/** Everything that a name is, in any language: what people may type. */
export const namesOf = (name: Named): readonly string[] => (typeof name === 'string' ? [name] : [name.en, name.zh]);

/** Something wrong in a policy file. `line` and `column` count from 1. */
export interface Flaw {
  readonly line: number;
  readonly column: number;
  readonly path: string;
  readonly message: string;
}

export class BadPolicy extends Error {
  readonly flaws: readonly Flaw[];
  constructor(file: string, flaws: readonly Flaw[]) {
    const lines = flaws.map(
      (flaw) => `${file}:${flaw.line}:${flaw.column}: ${flaw.path ? `${flaw.path}: ` : ''}${flaw.message}`,
    );
    super(lines.join('\n'));
    this.name = 'BadPolicy';
    this.flaws = flaws;
  }
}

/** Reads a policy from YAML; throws `BadPolicy` with every flaw that it has. */
export function parsePolicy(yaml: string, file = 'policy.yaml'): Policy {
  const counter = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: counter, prettyErrors: false });
  if (document.errors.length > 0) {
    throw new BadPolicy(
      file,
      document.errors.map((error) => ({ ...place(counter, error.pos[0]), path: '', message: error.message })),
    );
  }
  const at = (path: readonly PropertyKey[], message: string): Flaw => {
    for (let length = path.length; length >= 0; length--) {
      const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
      if (node?.range) return { ...place(counter, node.range[0]), path: path.join('.'), message };
    }
    return { line: 1, column: 1, path: path.join('.'), message };
  };
  const parsed = schema.safeParse(document.toJS());
  if (!parsed.success)
    throw new BadPolicy(
      file,
      parsed.error.issues.flatMap((issue) => {
        if (issue.code === 'unrecognized_keys')
          return issue.keys.map((name) => at([...issue.path, name], 'there is no such key'));
        // What is wrong with the key says more than that it is.
        return at(issue.path, (issue.code === 'invalid_key' && issue.issues[0]?.message) || issue.message);
      }),
    );
  const policy: Policy = { ...parsed.data, workflow: tidy(parsed.data.workflow) };
  const flaws = crossChecks(policy).map(([path, message]) => at(path, message));
  if (flaws.length > 0) throw new BadPolicy(file, flaws);
  return policy;
}

function place(counter: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = counter.linePos(offset);
  return { line, column: col };
}

function tidy(written: Written['workflow']): Workflow {
  return written ? (written as Workflow) : defaultWorkflow;
}
