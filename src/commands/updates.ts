// Words to those concerned by a major incident, and when the next are due: update, postpone, the clock's prompt.
import { Refusal } from '../errors.ts';
import { isMajor } from '../ticket/major.ts';
import { type Instant, refOf, type Ticket } from '../ticket/record.ts';
import { done } from '../views/replies.ts';
import { postponedCard, postponeForm, updatedCard, updateForm } from '../views/running.ts';
import { nextDue } from './major.ts';
import { majorOf } from './roles.ts';
import { momentIn } from './time.ts';
import { type Args, type Change, type Context, optionalText, text } from './verb.ts';

const NEXT = /^([\s\S]*)(?:(?:^|[\s,;，；。])next(?:\s+update)?|\s*下次(?:更新|通报)?)\s*[:：]?\s*([^\n]{1,60})$/iu;
const NONE = /^(?:none|never|no|无|没有|不再)[.。]?$/iu;
/** "we go on next monday" says when they go on, not when one hears again. */
const DAY = /^(?:mon|tue|wed|thu|fri|sat|sun|week|month|year|周|星期|礼拜|月|年)\S*$/iu;
const SPAN =
  /^(?:by\s+)?(?:in\s+)?(?:\d+|an?|half an|[一二两三四五六七八九十半]+)\s*个?(?:m|min|h|hour|分钟|小时|钟头)/iu;

/** A bare length of time in Chinese is one from now on. */
const later = (said: string): string => (/(?:分钟|小时|钟头)$/u.test(said) ? `${said}后` : said);

export const update: Change = {
  name: 'update',
  aliases: ['更新', '通报'],
  does: 'change',
  who: 'worker',
  ref: true,
  rest: 'text',
  needs: 'text',
  form: updateForm,
  example: 'update INC-12 we restarted mx-2 next 30m',
  decide(ticket, args, context) {
    majorOf(ticket);
    const { words, due } = said(ticket, args, context);
    return [
      {
        type: 'updated',
        text: text({ text: words }, 'text', update.example),
        affects: optionalText(args, 'affects'),
        next: optionalText(args, 'next'),
        due,
      },
    ];
  },
  reply: updatedCard,
};

/** What is said, and when one hears again: of a form's own field, else of the end of the words, else by the cadence. */
function said(ticket: Ticket, args: Args, context: Context): { readonly words: string; readonly due: Instant | null } {
  const whole = args.text ?? '';
  const usual = nextDue(ticket, context);
  if (args.again !== undefined) {
    const again = args.again.trim();
    if (again === '') return { words: whole, due: usual };
    return { words: whole, due: NONE.test(again) ? null : momentIn(later(again), context, 'again') };
  }
  const [, before = '', when = ''] = NEXT.exec(whole.trim()) ?? [];
  const words = before.replace(/[\s,;，；]+$/u, '');
  if (when === '' || DAY.test(when.trim())) return { words: whole, due: usual };
  if (NONE.test(when.trim())) return { words, due: null };
  try {
    return { words, due: momentIn(later(when.trim()), context, 'text') };
  } catch (error) {
    // "the next build runs" is no time: then it is a part of what is said.
    if (error instanceof Refusal && error.code === 'time-unread') return { words: whole, due: usual };
    throw error;
  }
}

export const postpone: Change = {
  name: 'postpone',
  aliases: ['推迟'],
  does: 'change',
  who: 'worker',
  ref: true,
  rest: 'until',
  because: true,
  needs: 'until',
  form: postponeForm,
  example: 'postpone INC-12 15m because the restart takes longer',
  decide(ticket, args, context) {
    const { updateDue } = majorOf(ticket);
    // The button of a reminder is about the update that was due then.
    if (args.of !== undefined && args.of !== updateDue)
      throw new Refusal('update-moved', { ref: refOf(ticket), ...(updateDue ? { when: updateDue } : {}) });
    const because = args.of === undefined ? text(args, 'because', postpone.example) : optionalText(args, 'because');
    const until = momentIn(later((args.until ?? '').trim()), fromDue(args, updateDue, context), 'until');
    return [{ type: 'postponed', until, because }];
  },
  reply: postponedCard,
};

/** By a length of time it is put off from when it was due, to a moment whenever that is. */
function fromDue({ until = '' }: Args, due: Instant | null, { reader, now }: Context): Pick<Context, 'reader' | 'now'> {
  return { reader, now: due && due > now && SPAN.test(until.trim()) ? due : now };
}

/** The clock's alone: the update that was due then is remembered, before it is due, when it is, and from then on. */
export const prompt: Change = {
  name: 'prompt',
  aliases: [],
  does: 'change',
  who: 'clock',
  ref: true,
  example: 'prompt INC-12',
  decide(ticket, args, { now }) {
    const due = ticket.major?.updateDue;
    if (!due || !isMajor(ticket) || due !== args.of) return [];
    return [{ type: 'prompted', due, late: now >= due }];
  },
  reply: (reader, ticket) => done(reader, ticket, reader.texts.running.done.prompted),
};
