// What the organisation promises of major incidents: who may declare them, what does so by itself, who is called, who is told when.
import { z } from 'zod';
import { day, key, named, priority, someone } from './atoms.ts';

/** Who is called first: these, or the one of a rota whose turn it is, each for `days` days from `since` on. */
export const onCall = z.union([
  z.array(someone),
  z.strictObject({ rota: z.array(someone).min(1), since: day, days: z.number().int().min(1).max(366) }),
]);

const places = z.record(key, z.string().min(1));
const minutes = z.number().int().positive().max(10_080);
const days = z.number().int().positive().max(365);

export const major = z
  .strictObject({
    /** The groups whose members may declare at once; incident managers always may. */
    declare: z.array(key).default([]),
    /** What proposes a major incident by itself, or declares it: all that a rule names has to be so. */
    rules: z
      .array(
        z.strictObject({
          /** This urgent or more. */
          priority: priority.optional(),
          /** Of a service that is critical. */
          critical: z.literal(true).optional(),
          /** So many people report the same, within `minutes`. */
          reports: z.number().int().min(2).max(1000).optional(),
          minutes: minutes.default(10),
          do: z.enum(['propose', 'declare']).default('propose'),
        }),
      )
      .default([]),
    /** Roles beside the incident manager, the technical lead, the communications lead and the scribe. */
    roles: z.record(key, z.strictObject({ name: named, expects: named })).default({}),
    /** Minutes from one update to the next. */
    cadence: z
      .strictObject({ p1: minutes, p2: minutes, p3: minutes, p4: minutes })
      .default({ p1: 30, p2: 60, p3: 120, p4: 240 }),
    /** So many minutes before it is due, whoever owes it is reminded. */
    remind_minutes: minutes.default(5),
    room: z
      .strictObject({
        /** {date}, {number} and {title} are filled in; a few random letters are added. */
        name: z
          .string()
          .regex(/^[a-z0-9{}_-]{1,50}$/u, 'small letters, digits, - and _, with {date}, {number} and {title}')
          .default('inc-{date}-{number}-{title}'),
        private: z.boolean().default(false),
        /** Days after the review was published until it is closed. */
        archive_days: days.default(14),
        /** Whether people are added to the team that a room is part of, where the chat was given leave to. */
        add_members: z.boolean().default(false),
      })
      .prefault({}),
    /** A channel on each chat where major incidents are told, and where the room is a thread if none of its own can be made. */
    incidents: places.default({}),
    /** Who can be told together: `inform <audience>`. */
    audiences: z.record(key, z.strictObject({ name: named, places })).default({}),
    review: z.strictObject({ due_days: days.default(5), publish: places.default({}) }).prefault({}),
  })
  .prefault({});

export type OnCall = z.infer<typeof onCall>;
export type MajorRule = z.infer<typeof major>['rules'][number];
