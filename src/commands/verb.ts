// What a verb is: one object with its grammar, its check and its effect. The table of all of them is in table.ts.

import { Refusal } from '../errors.ts';
import { type Account, isAgent, type Person, type Rights, sees } from '../people/person.ts';
import type { Place } from '../port.ts';
import type { Tx } from '../storage/database.ts';
import type { TicketName } from '../storage/tickets.ts';
import type { Event, Fact, Origin } from '../ticket/facts.ts';
import { castOf } from '../ticket/major.ts';
import type { Words } from '../ticket/marks.ts';
import {
  type Instant,
  type Kind,
  type PersonId,
  type QueueView,
  refOf,
  type Source,
  type Ticket,
} from '../ticket/record.ts';
import type { Card, Form } from '../views/cards.ts';
import type { Installation } from '../views/findings.ts';
import type { Standing } from '../views/forms.ts';
import type { News } from '../views/news.ts';
import type { Reader, Shown } from '../views/reader.ts';

/** Arguments as they come from text, a button or a form: strings by name. */
export type Args = Readonly<Record<string, string>>;

/** Who says it, when and where; everything that a decision may depend on beside the ticket itself. */
export interface Context {
  readonly now: Instant;
  /** null when the clock asks. */
  readonly speaker: Person | null;
  readonly rights: Rights;
  /** The rights of those whom the verb names in `weighs`. */
  readonly others: ReadonlyMap<PersonId, Rights>;
  readonly source: Source | null;
  readonly origin: Origin | null;
  /** The files that came with the words. */
  readonly files: readonly Carried[];
  /** Where links to files lead; null where nobody could reach Muster. */
  readonly address: string | null;
  /** What was said as it looked; of that the facts' words keep their look. */
  readonly said?: Words;
  /** The id of the ticket in whose thread or chat it was said. */
  readonly standsIn: string | null;
  /** References of the tickets that were read or changed, for the log. */
  readonly touched: Set<string>;
  readonly policyVersion: number;
  readonly organisation: string;
  /** For whom the reply is drawn; carries policy, zone and language. */
  readonly reader: Reader;
}

export interface Carried {
  readonly id: string;
  readonly name: string;
}

/**
 * anyone: who is no guest. requester: of this ticket. worker: agents of its group, owner, assignee, whoever has a role in it as a major incident. party: its requester or
 * a worker. manager: an incident manager. writer: its requester, or who is copied. reader: a writer, or any agent. agent: any. administrator: who sees to
 * the desk. clock: nobody who types.
 */
export type Who =
  | 'anyone'
  | 'requester'
  | 'worker'
  | 'party'
  | 'writer'
  | 'reader'
  | 'agent'
  | 'manager'
  | 'administrator'
  | 'clock';

interface Grammar {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly who: Who;
  /** Whether it is about one ticket, which may be left out where the place says which. */
  readonly ref: boolean;
  /** Without one, and in no ticket's place, it is about all of them. */
  readonly alone?: boolean;
  /** The argument that the words after verb and reference become, as they stand. */
  readonly rest?: string;
  /** Meant wherever it is said, also at the top of a direct chat without a reference. */
  readonly outright?: boolean;
  /** Those words are one name, such as a view's: prose is never meant by them. */
  readonly oneWord?: boolean;
  /** Whether those words can be meant: prose otherwise, where a verb may be prose. */
  readonly meant?: (words: string, reader: Reader) => boolean;
  /** Whether "… because why" is read from those words. */
  readonly because?: boolean;
  /** `key=value` is read from those words for these names. */
  readonly keys?: readonly string[];
  /** Whether the files that came with the words go with them; then the words may be left out. */
  readonly carries?: boolean;
  /** Whether it takes several references at once. */
  readonly many?: boolean;
  /** Without a reference: this view of the speaker's groups is offered, not what they last touched. */
  readonly offers?: Exclude<QueueView, 'mine'>;
  /** The argument that names a person: words come in, the person's id goes on. */
  readonly person?: string;
  /** Whether that person is any member, not an agent alone. */
  readonly anybody?: boolean;
  /** Whether several people may be named, with commas between. */
  readonly several?: boolean;
  /** Without this argument the form opens. */
  readonly needs?: string;
  /** Nor with this one, which says as much. */
  readonly unless?: string;
  readonly form?: (reader: Reader, args: Args, standing: Standing) => Form;
  /** The tickets among which its form lets one choose. */
  readonly among?: (tx: Tx, context: Context, args: Args) => Promise<readonly Shown[]>;
  /** Says enough without words: typed, it acts, and the form opens from a button alone. */
  readonly wordless?: boolean;
  /** Its answer says more than that it was done: it is given also where the card that was pressed changes by itself. */
  readonly answers?: true;
  /** What follows the command in help and refusals. */
  readonly example: string;
}

export interface Fresh {
  readonly id: string;
  readonly number: number;
}

/** A file that Muster writes itself. */
export interface Written {
  readonly name: string;
  readonly mediaType: string;
  readonly text: string;
}

export interface Creation extends Grammar {
  readonly does: 'create';
  readonly kind: Ticket['kind'];
  decide(args: Args, context: Context, fresh: Fresh): readonly Fact[];
  reply(reader: Reader, ticket: Shown): Card;
}

/** What a change may look at beside its ticket. */
export interface Beside {
  /** The ticket that `partner` named, locked too. */
  readonly other?: Ticket;
  /** The next number of the kind that `numbers` named. */
  readonly number?: number;
  /** The ticket that `makes` has just made. */
  readonly made?: Ticket;
  /** All that happened to the ticket so far. */
  readonly history?: readonly Event[];
}

export interface Change extends Grammar {
  readonly does: 'change';
  /** The other ticket that it is about, if there is one: both are locked, and both may change. */
  partner?(ticket: Ticket, args: Args): TicketName | undefined;
  /** The kind of which it needs a new number. */
  numbers?(ticket: Ticket): Kind | undefined;
  /** The ticket that comes of it, made within the same transaction. */
  makes?(ticket: Ticket, args: Args, context: Context): Creation;
  /** The files that come of it: they hang on its fact, and go to whoever asked. */
  writes?(tx: Tx, ticket: Shown, context: Context): Promise<readonly Written[]>;
  /** Whose rights the decision depends on beside the speaker's. */
  weighs?(ticket: Ticket, args: Args): readonly (PersonId | null)[];
  decide(ticket: Ticket, args: Args, context: Context, beside?: Beside): readonly Fact[];
  /** What `facts`, decided about `ticket`, are to its partner. */
  echo?(facts: readonly Fact[], ticket: Ticket, other: Ticket): readonly Fact[];
  reply(reader: Reader, after: Shown, context: Context, before: Ticket): Card;
}

export interface Query extends Grammar {
  readonly does: 'read';
  answer(tx: Tx, context: Context, args: Args, ticket: Shown | undefined): Promise<Card>;
}

/** What an action may depend on beside its context: by which account it is asked, where, and how all stands. */
export interface Asking extends Context {
  readonly account: Account;
  /** Said in the direct chat. */
  readonly direct: boolean;
  readonly installation: Installation;
}

/** What whoever asked gets, and what others are told of it. */
export interface Acted {
  readonly card: Card;
  /** It holds a code, which nobody is to find later. */
  readonly fleeting?: true;
  readonly news?: readonly { readonly to: Place & { readonly kind: 'direct' }; readonly news: News }[];
}

/** Something about people or the desk itself, and no ticket. */
export interface Action extends Grammar {
  readonly does: 'act';
  act(tx: Tx, asking: Asking, args: Args): Promise<Acted>;
}

/** One ordinary change among several. */
export interface Step {
  readonly verb: Change;
  readonly args: Args & { readonly ref: string };
}

/** Several changes at a time: each is an ordinary one, refused or done by itself. */
export interface Batch extends Grammar {
  readonly does: 'batch';
  steps(tx: Tx, context: Context, args: Args): Promise<readonly Step[]>;
  /** What is said when there is nothing to do. */
  nothing(reader: Reader): string;
}

export type Verb = Creation | Change | Query | Batch | Action;

export const MOST = 50; // tickets changed by one gesture; more would not be done within the time that a chat gives
export const LONGEST = 20_000; // characters of one text; above it nobody reads it in a chat

/** A text argument: without control characters, trimmed, not empty, not endless. */
export function text(args: Args, name: string, example: string): string {
  const value = optionalText(args, name);
  if (value === null) throw new Refusal('needs-text', { example, field: name });
  return value;
}

/** A text argument that may be left out where files came instead. */
export function wordsOr(args: Args, name: string, example: string, files: readonly Carried[]): string {
  return files.length > 0 ? (optionalText(args, name) ?? '') : text(args, name, example);
}

/** The files of a fact, where there are any. */
export const carrying = ({ files }: Context): { readonly files?: readonly string[] } =>
  files.length > 0 ? { files: files.map(({ id }) => id) } : {};

export function optionalText(args: Args, name: string): string | null {
  const value = clean(args[name] ?? '').trim();
  if (value.length > LONGEST) throw new Refusal('too-long', { length: value.length, most: LONGEST, field: name });
  return value === '' ? null : value;
}

/** Without what no database stores (NUL, half surrogates) and what turns the text around it (bidi overrides). */
export function clean(said: string): string {
  return said
    .toWellFormed()
    .replace(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, (char) => (char === '\n' || char === '\t' ? char : ''));
}

/** Who the context's person is; the clock has asked for something that only a person can do otherwise. */
export function person(context: Context): Person {
  if (!context.speaker) throw new Error('only a person can do this');
  return context.speaker;
}

/** Refuses whoever may not say this verb about this ticket. The clock may. */
export function permit(verb: Verb, ticket: Ticket | undefined, context: Context): void {
  const { speaker, rights } = context;
  if (!speaker) return;
  if (verb.who === 'clock') throw new Refusal('unknown-verb', { said: verb.name, command: context.reader.command });
  if (rights.guest) throw new Refusal('guest');
  if (verb.who === 'administrator') {
    if (!rights.administrator) throw new Refusal('not-administrator', { verb: verb.name });
    return;
  }
  const agent = isAgent(rights);
  if (verb.who === 'manager' && !rights.manager) throw new Refusal('not-manager', { verb: verb.name });
  if ((verb.who === 'agent' || verb.who === 'worker') && !agent) throw new Refusal('not-agent', { verb: verb.name });
  if (!ticket) return;
  const ref = refOf(ticket);
  // Somebody else's ticket does not exist for whoever may not see it.
  if (!sees(ticket, speaker.id, rights)) throw new Refusal('not-found', { ref });
  if (['agent', 'anyone', 'manager'].includes(verb.who)) return;
  const own = ticket.requester === speaker.id;
  const copied = ticket.copies.includes(speaker.id);
  if (own && verb.who !== 'worker') return;
  if (verb.who === 'reader' && (agent || copied)) return;
  if (verb.who === 'writer' && copied) return;
  const alone = verb.who === 'requester' || verb.who === 'writer';
  if (!alone && works(ticket, context)) return;
  if (!agent && copied) throw new Refusal('only-copied', { ref, person: ticket.requester, verb: verb.name });
  if (alone) throw new Refusal('not-requester', { ref, person: ticket.requester, verb: verb.name });
  throw new Refusal('not-worker', { ref, group: ticket.group, verb: verb.name });
}

/** Whether the ticket is the speaker's to work on: of their group, owned, in hand, a role in it as a major incident; an incident manager's always. */
export function works(ticket: Ticket, { speaker, rights }: Pick<Context, 'speaker' | 'rights'>): boolean {
  const { group, owner, assignee } = ticket;
  const hands = [owner, assignee, ...castOf(ticket)];
  return rights.manager || rights.groups.includes(group) || (speaker !== null && hands.includes(speaker.id));
}
