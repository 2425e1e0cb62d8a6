// One row of a spreadsheet, understood: what it says of a ticket, and everything that is wrong with it.
import { titleOf } from '../commands/requester.ts';
import { clean, LONGEST } from '../commands/verb.ts';
import { keyCalled, type NamedTable } from '../policy/naming.ts';
import type { Policy } from '../policy/schema.ts';
import type { Instant, Kind, Level, Priority } from '../ticket/record.ts';
import type { Columns, Field } from './columns.ts';
import type { Row } from './csv.ts';
import { type DateOrder, instantOf, kindOf, levelOf, priorityOf, type Standing, standingOf } from './values.ts';

/** Somebody as a spreadsheet names them. One of the two is there. */
export interface Named {
  readonly name: string | null;
  readonly mail: string | null;
}

export interface Draft {
  readonly line: number;
  /** What makes this row itself, in this import and the next: its own key, else all that it says. */
  readonly identity: string;
  readonly kind: Kind;
  readonly title: string;
  readonly description: string;
  readonly requester: Named;
  readonly assignee: Named | null;
  readonly standing: Standing;
  readonly priority: Priority | null;
  readonly impact: Level | null;
  readonly urgency: Level | null;
  readonly service: string | null;
  readonly category: string | null;
  readonly group: string | null;
  readonly reportedAt: Instant;
  readonly answeredAt: Instant | null;
  readonly resolvedAt: Instant | null;
  readonly closedAt: Instant | null;
  readonly resolution: string | null;
}

/** Grave: the row cannot be taken. Else it is taken without what is wrong. */
export interface Problem {
  readonly line: number;
  readonly grave: boolean;
  readonly what: string;
}

export interface Reading {
  readonly policy: Policy;
  readonly columns: Columns;
  readonly now: Instant;
  readonly order: DateOrder | undefined;
  /** Who has reported what nobody is named for. */
  readonly requester: string | undefined;
}

/** Reads a row; grave problems leave no draft. */
export function draftOf(row: Row, reading: Reading): { draft?: Draft; problems: readonly Problem[] } {
  const cells = new Cells(row, reading);
  const { problems } = cells;
  const words = cells.said('description') ?? cells.said('title');
  const requester = somebody(cells.said('requester') ?? reading.requester ?? null, cells.said('mail'));
  if (!words) cells.note('there is neither a title nor a description', true);
  if ((words?.length ?? 0) > LONGEST) cells.note(`the description is longer than ${LONGEST} characters`, true);
  if (!requester) cells.note('nobody is named who reported it: fill the cell, or say --requester <mail>', true);
  const times = timesOf(cells, reading);
  const standing = standingIn(cells, times, reading);
  const classified = classifiedBy(cells, reading.policy);
  if (!words || !requester || !standing || problems.some(({ grave }) => grave)) return { problems };
  const identity = cells.said('key') ?? JSON.stringify(row.cells);
  const draft: Draft = {
    ...{ line: row.line, identity, ...classified, ...times, standing, requester },
    title: titleOf(cells.said('title') ?? words),
    description: words,
    assignee: somebody(cells.said('assignee'), null),
    resolution: cells.said('resolution'),
  };
  return { draft, problems };
}

/** The cells of one row, and what was found wrong with them so far. */
class Cells {
  readonly problems: Problem[] = [];
  readonly #row: Row;
  readonly #reading: Reading;

  constructor(row: Row, reading: Reading) {
    this.#row = row;
    this.#reading = reading;
  }

  note(what: string, grave = false): void {
    this.problems.push({ line: this.#row.line, grave, what });
  }

  said(field: Field): string | null {
    const at = this.#reading.columns[field];
    return (at !== undefined && clean(this.#row.cells[at] ?? '').trim()) || null;
  }

  /** What the cell means; null where it is empty, and with a problem where it cannot be read. */
  meant<T>(field: Field, read: (said: string) => T | undefined, otherwise: string, grave = false): T | null {
    const said = this.said(field);
    const value = said === null ? undefined : read(said);
    if (said !== null && value === undefined) this.note(`${field}: "${said}" ${otherwise}`, grave);
    return value ?? null;
  }

  moment(field: Field): Instant | null {
    const said = this.said(field);
    const { policy, order } = this.#reading;
    const read = said === null ? null : instantOf(said, policy.organisation.zone, order);
    if (read === null || typeof read === 'string') return read;
    this.note(`${field}: ${read.wrong}`, true);
    return null;
  }
}

function timesOf(cells: Cells, { columns, now }: Reading): Times {
  if (columns.reported !== undefined && cells.said('reported') === null)
    cells.note('reported: the cell is empty', true);
  return {
    reportedAt: cells.moment('reported') ?? now,
    answeredAt: cells.moment('answered'),
    resolvedAt: cells.moment('resolved'),
    closedAt: cells.moment('closed'),
  };
}

const STANDINGS = 'is no status that is known: change it to new, in progress, on hold, resolved, closed or cancelled';

function standingIn(cells: Cells, times: Times, { policy, now }: Reading): Standing | null {
  const dated = times.closedAt ? 'closed' : times.resolvedAt ? 'resolved' : 'new';
  const standing =
    cells.said('status') === null
      ? dated
      : cells.meant('status', (said) => standingOf(said, policy.workflow), STANDINGS, true);
  for (const what of disorder(times, standing, now)) cells.note(what, true);
  if ((standing === 'closed' || standing === 'cancelled') && dated === 'new')
    cells.note('no date says when it was closed: the date of the report is taken');
  return standing;
}

const GUESSED = 'guessed from the words';
const NO_LEVEL = `is neither high, medium nor low: ${GUESSED}`;

function classifiedBy(cells: Cells, policy: Policy) {
  const { services, categories, groups, first_level: first } = policy;
  const one = (field: Field, table: NamedTable, otherwise: string) =>
    cells.meant(field, (said) => keyCalled(table, said), `is no ${field} of the policy: ${otherwise}`);
  return {
    kind: cells.meant('kind', kindOf, 'is neither incident nor request: taken as an incident') ?? 'incident',
    priority: cells.meant('priority', priorityOf, 'is no priority: taken from impact and urgency'),
    impact: cells.meant('impact', levelOf, NO_LEVEL),
    urgency: cells.meant('urgency', levelOf, NO_LEVEL),
    service: one('service', services, GUESSED),
    category: one('category', categories, GUESSED),
    group: one('group', groups, `${first} is taken`),
  };
}

type Times = Pick<Draft, 'reportedAt' | 'answeredAt' | 'resolvedAt' | 'closedAt'>;

function* disorder(times: Times, standing: Standing | null, now: Instant): Generator<string> {
  const named = Object.entries(times).filter((entry): entry is [string, string] => entry[1] !== null);
  for (const [name, at] of named) {
    if (at > now) yield `${name.slice(0, -2)}: ${at.slice(0, 10)} lies in the future`;
    if (at < times.reportedAt) yield `${name.slice(0, -2)}: ${at.slice(0, 10)} is before it was reported`;
  }
  const { resolvedAt, closedAt } = times;
  if (resolvedAt && closedAt && closedAt < resolvedAt && standing === 'closed')
    yield 'closed: is before it was resolved';
}

/** "Alice Moreau <alice@example.com>", an address alone, or a name alone. */
function somebody(said: string | null, address: string | null): Named | null {
  const [, name, within] = /^(.*?)\s*<?([^\s<>]+@[^\s<>]+\.[^\s<>]+?)>?$/u.exec(said ?? '') ?? [
    undefined,
    said,
    undefined,
  ];
  const mail = (address ?? within ?? '').replace(/^mailto:/iu, '').toLowerCase() || null;
  return name || mail ? { name: name || null, mail } : null;
}
