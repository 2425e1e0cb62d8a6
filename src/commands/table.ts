// The table of what people may say. From it come the parser, the help, the forms and the test of every verb × role.
import type { Rights } from '../people/person.ts';
import { isAgent } from '../people/person.ts';
import { helpCard } from '../views/lists.ts';
import { account } from './account.ts';
import { claim, close, handover, history, note, own, release, resolve, show, tell } from './agent.ts';
import { copy, subscribe, unsubscribe } from './circle.ts';
import { confidential } from './confidential.ts';
import { convert } from './convert.ts';
import { duplicate, settle } from './doubles.ts';
import { ack, escalate, hold, nudge } from './escalation.ts';
import { files } from './files.ts';
import { home } from './home.ts';
import { improve } from './improve.ts';
import { inform } from './inform.ts';
import { vacate } from './leaving.ts';
import { accept, declare, demote, propose, reject } from './major.ts';
import { known, major } from './majors.ts';
import { audit, setup } from './manage.ts';
import { answer, ask, decline, remind } from './questions.ts';
import { queue, select } from './queue.ts';
import { add, cancel, confirm, rate, reopen, report, request, status } from './requester.ts';
import { decide, finish, mark, mitigated, monitoring, task } from './responding.ts';
import { badly, cause, publish, review, summary, take, well } from './review.ts';
import { role, rolecall } from './roles.ts';
import { archive, room } from './room.ts';
import { link, unlink } from './ties.ts';
import { resume, wait } from './time.ts';
import { assign, classify, find, priority, who } from './triage.ts';
import { postpone, prompt, update } from './updates.ts';
import { person, type Query, type Verb } from './verb.ts';

/** Six lines are read, twenty are not: the rest is named below them. */
const FIRST = ['report', 'request', 'status', 'add', 'confirm', 'reopen'];
const FIRST_FOR_AGENTS = ['queue', 'claim', 'tell', 'wait', 'resolve', 'report'];

const help: Query = {
  name: 'help',
  aliases: ['?', '帮助'],
  does: 'read',
  who: 'anyone',
  ref: false,
  rest: 'about',
  oneWord: true,
  example: 'help',
  async answer(_tx, context, { about = '' }) {
    const agent = isAgent(context.rights);
    const mine = table.filter((verb) => offered(verb, context.rights));
    const asked = verbNamed(about.trim());
    const first = agent ? FIRST_FOR_AGENTS : FIRST;
    const shown = mine.filter((verb) => (asked ? verb === asked : about.trim() === 'all' || first.includes(verb.name)));
    return helpCard(
      context.reader,
      person(context).name,
      shown,
      mine.filter((verb) => !shown.includes(verb)),
      agent,
    );
  },
};

export const table: readonly Verb[] = [
  ...[report, request, status, add, escalate, confirm, reopen, rate, cancel],
  ...[queue, select, find, who, show, claim, release, own, assign, classify, priority, note, tell, ack],
  ...[hold, wait, resume, resolve, close, handover, history, files, nudge, vacate, home, account, setup, audit],
  ...[link, unlink, duplicate, convert, settle, confidential],
  ...[major, known, propose, accept, reject, declare, demote, room, archive],
  ...[review, summary, cause, well, badly, publish, take, improve],
  ...[role, update, postpone, task, finish, decide, mark, inform, mitigated, monitoring, prompt, rolecall],
  ...[subscribe, unsubscribe, copy, ask, answer, decline, remind, help],
];

/** Whether the help shows a verb to someone with these rights. */
export function offered(verb: Verb, rights: Rights): boolean {
  if (rights.guest || verb.who === 'clock') return false;
  if (verb.who === 'administrator') return rights.administrator;
  if (verb.who === 'manager') return rights.manager;
  return ['anyone', 'requester', 'party', 'writer', 'reader'].includes(verb.who) || isAgent(rights);
}

const byName = new Map(table.flatMap((verb) => [verb.name, ...verb.aliases].map((name) => [name, verb] as const)));

export const verbNamed = (name: string): Verb | undefined => byName.get(name.toLowerCase());
/** Every word that begins a command. */
export const verbWords: readonly string[] = [...byName.keys()];
