// One row of a spreadsheet, understood: what it says of a ticket, and everything that is wrong with it.
import { titleOf } from '../commands/requester.ts';
import { clean, LONGEST } from '../commands/verb.ts';
import type { Policy } from '../policy/schema.ts';
import type { Instant, Kind, Level, Priority } from '../ticket/record.ts';
import type { Columns, Field } from './columns.ts';
import type { Row } from './csv.ts';
import { type DateOrder, instantOf, keyOf, kindOf, levelOf, priorityOf, type Standing, standingOf } from './values.ts';

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
export function draftOf(row: Row, reading: Reading): { draft?: Draft; problems: Problem[] } {
  const { policy, columns, now } = reading;
  const problems: Problem[] = [];
  const note = (what: string, grave = false) => void problems.push({ line: row.line, grave, what });
  const cell = (field: Field): string | null => {
    const at = columns[field];
    return (at !== undefined && clean(row.cells[at] ?? '').trim()) || null;
  };
  /** What the cell means, or null and a problem. */
  const meant = <T>(
    field: Field,
    read: (said: string) => T | undefined,
    otherwise: string,
    grave = false,
  ): T | null => {
    const said = cell(field);
    const value = said === null ? undefined : read(said);
    if (said !== null && value === undefined) note(`${field}: "${said}" ${otherwise}`, grave);
    return value ?? null;
  };
  const moment = (field: Field): Instant | null => {
    const said = cell(field);
    const read = said === null ? null : instantOf(said, policy.organisation.zone, reading.order);
    if (read === null || typeof read === 'string') return read;
    note(`${field}: ${read.wrong}`, true);
    return null;
  };
  const words = cell('description') ?? cell('title');
  const requester = somebody(cell('requester') ?? reading.requester ?? null, cell('mail'));
  if (!words) note('there is neither a title nor a description', true);
  if ((words?.length ?? 0) > LONGEST) note(`the description is longer than ${LONGEST} characters`, true);
  if (!requester) note('nobody is named who reported it: fill the cell, or say --requester <mail>', true);
  const times = {
    reportedAt: moment('reported') ?? now,
    answeredAt: moment('answered'),
    resolvedAt: moment('resolved'),
    closedAt: moment('closed'),
  };
  if (columns.reported !== undefined && cell('reported') === null) note('reported: the cell is empty', true);
  const standing =
    cell('status') === null
      ? times.closedAt
        ? 'closed'
        : times.resolvedAt
          ? 'resolved'
          : 'new'
      : meant(
          'status',
          (said) => standingOf(said, policy.workflow),
          'is no status that is known: change it to new, in progress, on hold, resolved, closed or cancelled',
          true,
        );
  for (const what of disorder(times, standing, now)) note(what, true);
  if ((standing === 'closed' || standing === 'cancelled') && !times.closedAt && !times.resolvedAt)
    note('no date says when it was closed: the date of the report is taken');
  const read = {
    kind: meant('kind', kindOf, 'is neither incident nor request: taken as an incident') ?? 'incident',
    priority: meant('priority', priorityOf, 'is no priority: taken from impact and urgency'),
    impact: meant('impact', levelOf, 'is neither high, medium nor low: guessed from the words'),
    urgency: meant('urgency', levelOf, 'is neither high, medium nor low: guessed from the words'),
    service: meant(
      'service',
      (said) => keyOf(policy.services, said),
      'is no service of the policy: guessed from the words',
    ),
    category: meant(
      'category',
      (said) => keyOf(policy.categories, said),
      'is no category of the policy: guessed from the words',
    ),
    group: meant(
      'group',
      (said) => keyOf(policy.groups, said),
      `is no group of the policy: ${policy.first_level} is taken`,
    ),
  };
  if (!words || !requester || !standing || problems.some(({ grave }) => grave)) return { problems };
  const draft: Draft = {
    ...{ line: row.line, identity: cell('key') ?? JSON.stringify(row.cells), ...read, ...times, standing, requester },
    title: titleOf(cell('title') ?? words),
    description: words,
    assignee: somebody(cell('assignee'), null),
    resolution: cell('resolution'),
  };
  return { draft, problems };
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
