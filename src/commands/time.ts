// What moves a ticket out of sight and back: wait and resume.
import { Refusal } from '../errors.ts';
import { move } from '../ticket/lifecycle.ts';
import type { Instant } from '../ticket/record.ts';
import { waitForm } from '../views/forms.ts';
import { done, waitsCard } from '../views/replies.ts';
import { readTime } from './dates.ts';
import { type Change, type Context, optionalText } from './verb.ts';

export const wait: Change = {
  name: 'wait',
  aliases: ['等待', '等到'],
  does: 'change',
  who: 'worker',
  ref: true,
  rest: 'until',
  because: true,
  needs: 'until',
  form: waitForm,
  example: 'wait INC-12 until tomorrow 9am because the part comes then',
  decide(ticket, args, context) {
    const to = move(context.reader.policy.workflow, ticket, 'wait');
    const said = (args.until ?? '').trim().replace(/^(until|till|til|直到|到)\s*/iu, '');
    const until = momentIn(said, context, 'until');
    return [{ type: 'waited', until, because: optionalText(args, 'because'), to }];
  },
  reply: waitsCard,
};

/** The moment that the speaker's words mean. What cannot be read is said beside `field`, where the form is still open. */
export function momentIn(said: string, { reader, now }: Pick<Context, 'reader' | 'now'>, field: string): Instant {
  const { organisation, calendars } = reader.policy;
  const calendar = calendars[organisation.calendar];
  if (!calendar) throw new Error('a checked policy has its calendar');
  try {
    return readTime(said, { now, zone: reader.zone, calendar });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(error.code, { ...error.facts, field });
  }
}

export const resume: Change = {
  name: 'resume',
  aliases: ['wake', '恢复'],
  does: 'change',
  who: 'worker',
  ref: true,
  example: 'resume INC-12',
  decide(ticket, args, { reader, speaker }) {
    // The clock's own wish is stale when the ticket was woken, or put to wait anew, since it was set.
    if (!speaker && (ticket.phase !== 'scheduled' || ticket.wakeAt !== args.of)) return [];
    const to = move(reader.policy.workflow, ticket, 'resume');
    const cause = !speaker ? 'time' : args.undo ? 'undone' : 'asked';
    return [{ type: 'resumed', cause, because: ticket.waitsBecause, to }];
  },
  reply: (reader, ticket) => done(reader, ticket, reader.texts.done.resumed),
};
