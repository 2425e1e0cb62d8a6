// What is done while a major incident goes on: tasks, decisions, marks for the timeline, mitigated and watched.
import { Refusal } from '../errors.ts';
import type { MajorTask } from '../ticket/major.ts';
import { type Instant, refOf, type Ticket } from '../ticket/record.ts';
import { done } from '../views/replies.ts';
import { decideForm, finishedCard, taskedCard, taskForm, taskLabel } from '../views/running.ts';
import { checkSees, majorOf } from './roles.ts';
import { momentIn } from './time.ts';
import { type Args, type Change, type Context, optionalText, person, text } from './verb.ts';

const BY = /^([\s\S]+?)(?:\s+by\s+([^\n]{1,60})|[\s,，]+([^\s,，\n]{1,30}?)\s*(?:之前|以前|前))$/iu;

const MOST_TASKS = 100; // of one incident; more are no list that anybody keeps in sight

/** Also "task @li wei check mx-2 by 11:00": see naming.ts, where whoever is named becomes an argument. */
export const task: Change = {
  name: 'task',
  aliases: ['任务'],
  does: 'change',
  who: 'agent',
  ref: true,
  rest: 'text',
  person: 'person',
  needs: 'text',
  form: taskForm,
  example: 'task INC-12 @chen check mx-2 by 11:00',
  weighs: (_ticket, args) => [args.person ?? null],
  decide(ticket, args, context) {
    const { tasks } = majorOf(ticket);
    if (tasks.length >= MOST_TASKS) throw new Refusal('too-many-tasks', { ref: refOf(ticket), most: MOST_TASKS });
    const whom = args.person || null;
    checkSees(ticket, whom, context);
    const { words, due } = untilWhen(args, context);
    return [{ type: 'tasked', text: text({ text: words }, 'text', task.example), person: whom, due }];
  },
  reply: taskedCard,
};

/** What is to be done, and by when: of a form's own field, else of the end of the words, where that is a time. */
function untilWhen(args: Args, context: Context): { readonly words: string; readonly due: Instant | null } {
  const whole = args.text ?? '';
  if (args.due !== undefined) {
    const due = args.due.trim();
    return { words: whole, due: due === '' ? null : momentIn(due, context, 'due') };
  }
  const [, words = '', english, chinese] = BY.exec(whole.trim()) ?? [];
  const when = english ?? chinese;
  if (when === undefined) return { words: whole, due: null };
  try {
    return { words, due: momentIn(when, context, 'text') };
  } catch (error) {
    // "check the door by the lift" names no time.
    if (error instanceof Refusal && error.code === 'time-unread') return { words: whole, due: null };
    throw error;
  }
}

export const finish: Change = {
  name: 'done',
  aliases: ['完成'],
  does: 'change',
  who: 'agent',
  ref: true,
  rest: 'task',
  oneWord: true,
  example: 'done INC-12 3',
  decide(ticket, args, context) {
    const { tasks } = majorOf(ticket);
    const { of } = taskMeant(ticket, tasks, args, context);
    return [{ type: 'finished', of }];
  },
  reply: finishedCard,
};

/** The task with that number; without one, the only one that the speaker has to do. */
function taskMeant(ticket: Ticket, tasks: readonly MajorTask[], args: Args, context: Context): MajorTask {
  const said = (args.task ?? '').trim().replace(/^#/u, '');
  const open = tasks.filter(({ done: at }) => at === null);
  const mine = open.filter(({ person: whom }) => whom === person(context).id);
  const [only, ...more] = mine;
  if (said === '' && only && more.length === 0) return only;
  const found = /^\d{1,3}$/u.test(said) ? tasks[Number(said) - 1] : undefined;
  const facts = { ref: refOf(ticket), said };
  if (found?.done) throw new Refusal('task-done', { ...facts, since: found.done });
  if (found) return found;
  if (open.length === 0) throw new Refusal('no-tasks', facts);
  const labels = open.map((one) => taskLabel(tasks, one));
  throw new Refusal('which-task', { ...facts, labels, of: open.map((one) => String(tasks.indexOf(one) + 1)) });
}

export const decide: Change = {
  name: 'decide',
  aliases: ['决定'],
  does: 'change',
  who: 'agent',
  ref: true,
  rest: 'text',
  needs: 'text',
  form: decideForm,
  example: 'decide INC-12 mail goes over the old relay',
  decide(ticket, args, { origin }) {
    majorOf(ticket);
    return [{ type: 'decided', text: text(args, 'text', decide.example), origin }];
  },
  reply: (reader, ticket) => done(reader, ticket, reader.texts.running.done.decided),
};

/** What is marked comes as arguments: the message that it is said under or that has the emoji (see marking.ts), or one's own words. */
export const mark: Change = {
  name: 'mark',
  aliases: ['标记'],
  does: 'change',
  who: 'agent',
  ref: true,
  rest: 'text',
  example: 'mark INC-12 mx-2 was rebooted at 09:49',
  decide(ticket, args, context, beside) {
    majorOf(ticket);
    const words = optionalText(args, 'text');
    if (words === null) throw new Refusal('nothing-to-mark', { ref: refOf(ticket) });
    const saidAt = args.written ?? context.now;
    const link = args.link ?? null;
    const same = beside?.history?.some(
      (one) =>
        one.type === 'marked' &&
        (link
          ? one.link === link
          : one.saidAt === saidAt && one.text === words && one.author === (args.author ?? null)),
    );
    // Two who put the emoji on one message meant the same.
    if (same && args.pinned) return [];
    if (same) throw new Refusal('marked-already', { ref: refOf(ticket) });
    const author = args.from ? (args.author ?? null) : person(context).id;
    const platform = args.platform ?? context.source?.platform ?? '';
    return [{ type: 'marked', text: words, author, saidAt, platform, link }];
  },
  reply: (reader, ticket) => done(reader, ticket, reader.texts.running.done.marked),
};

const state = { does: 'change', who: 'worker', ref: true, rest: 'text' } as const;

export const mitigated: Change = {
  ...state,
  name: 'mitigated',
  aliases: ['已缓解'],
  example: 'mitigated INC-12 mail flows over the old relay',
  decide(ticket, args) {
    if (majorOf(ticket).state === 'mitigated') throw new Refusal('stands-already', { ref: refOf(ticket) });
    return [{ type: 'mitigated', text: optionalText(args, 'text') }];
  },
  reply: (reader, ticket) => done(reader, ticket, reader.texts.running.done.mitigated),
};

export const monitoring: Change = {
  ...state,
  name: 'monitoring',
  aliases: ['观察'],
  example: 'monitoring INC-12 the queue is empty since 10:40',
  decide(ticket, args) {
    if (majorOf(ticket).state === 'monitoring') throw new Refusal('stands-already', { ref: refOf(ticket) });
    return [{ type: 'monitored', text: optionalText(args, 'text') }];
  },
  reply: (reader, ticket) => done(reader, ticket, reader.texts.running.done.monitored),
};
