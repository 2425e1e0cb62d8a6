// What ties a ticket to others, drawn: its links, what it looks like, whose duplicate it is.
import { itemNamed } from '../policy/items.ts';
import { type Glimpse, refOf, type Ticket } from '../ticket/record.ts';
import { type Link, originalOf, type Tie, ties } from '../ticket/ties.ts';
import { type Block, bold, type Rich, type Span } from './cards.ts';
import { inWords, nameOf, type Reader, type Shown, stateName } from './reader.ts';
import { datedTime, relative } from './time.ts';

const NAMED = 5; // ends of one kind that a card names; the rest are counted

export const isOver = ({ phase }: Pick<Ticket, 'phase'>): boolean => phase === 'done' || phase === 'closed';

/** The other end as it is called now, or was when it was linked. */
export function endOf(reader: Reader, { what, to, name }: Link): Span {
  if (what === 'ticket') {
    const other = reader.others.get(to);
    return other ? refOf(other) : name;
  }
  if (/^https:/u.test(to)) return { type: 'link', text: shortened(to), href: to };
  const { kinds } = reader.texts.tie;
  if (what === 'item') return inWords(reader, itemNamed(reader.policy, to)?.name ?? name);
  return what === 'problem' || what === 'change' ? `${kinds[what]} ${name}` : name;
}

const LONG = 60; // characters of an address that are read
function shortened(address: string): string {
  const { host, pathname } = new URL(address);
  const text = host + (pathname === '/' ? '' : pathname);
  return text.length > LONG ? `${text.slice(0, LONG)}…` : text;
}

/** "parent of INC-13, INC-14 · caused by CHG-12"; nothing where there is nothing. */
export function linksLine(reader: Reader, { links, former }: Pick<Ticket, 'links' | 'former'>): Rich {
  const { tie, mark } = reader.texts;
  const groups = ties.flatMap((as): Rich[] => {
    const ends = links.filter((link) => link.as === as);
    if (ends.length === 0) return [];
    const shown = ends.slice(0, NAMED).map((link) => endOf(reader, link));
    const rest = ends.length > NAMED ? [tie.more(ends.length - NAMED)] : [];
    return [[tie.is[as].before, ...joined([...shown, ...rest], mark.comma), tie.is[as].after]];
  });
  if (former.length > 0) groups.push([tie.former(former.map(refOf).join(mark.comma))]);
  return groups.flatMap((group, n) => (n > 0 ? [' · ', ...group] : group));
}

const joined = (spans: readonly Span[], between: string): Span[] =>
  spans.flatMap((span, n) => (n > 0 ? [between, span] : [span]));

/** "parent of INC-9", of one link. */
export function tieOf(reader: Reader, link: Link): Rich {
  const { before, after } = reader.texts.tie.is[link.as];
  return [before, endOf(reader, link), after];
}

/** What there is of another's ticket for everybody: title, state, since when, who is on it. */
export function glimpsed(reader: Reader, other: Glimpse, exact = true): Rich {
  const { tie, mark } = reader.texts;
  const since = tie.reported((exact ? datedTime : relative)(reader, other.reportedAt));
  const who = other.assignee && !isOver(other) ? tie.worksOn(nameOf(reader, other.assignee)) : undefined;
  const facts = [stateName(reader, other.state), since, who].filter((words) => words !== undefined);
  return [bold(`${refOf(other)} ${other.title}`), mark.aside(facts.join(mark.comma))];
}

/** The open incidents that it looks like, as long as it is open itself. */
export function offersOf(reader: Reader, ticket: Shown): readonly Glimpse[] {
  if (isOver(ticket) || ticket.kind !== 'incident') return [];
  const tied = new Set(ticket.links.map(({ to }) => to));
  return ticket.like.flatMap((id) => {
    const other = reader.others.get(id);
    return other && !isOver(other) && !tied.has(id) ? [other] : [];
  });
}

/** To the agents: what it looks like, and what it is tied to. */
export function tiesOf(reader: Reader, ticket: Shown): Block[] {
  const { tie, mark } = reader.texts;
  const offers = offersOf(reader, ticket).map((other) => glimpsed(reader, other));
  const looks: Rich =
    offers.length > 0 ? [tie.looksLike, ...offers.flatMap((rich, n) => (n > 0 ? [mark.comma, ...rich] : rich))] : [];
  const links = linksLine(reader, ticket);
  return [looks, links].filter((rich) => rich.length > 0).map((text) => ({ type: 'text', text }));
}

/** Its state in words: of a duplicate, whose. */
export function standingName(reader: Reader, ticket: Ticket): string {
  const original = ticket.phase === 'closed' ? originalOf(ticket) : undefined;
  if (!original) return stateName(reader, ticket.state);
  const { before, after } = reader.texts.tie.is.duplicate;
  return before + wordOf(endOf(reader, original)) + after;
}

export const wordOf = (span: Span): string => (typeof span === 'string' ? span : span.text);

/** What whoever reported a duplicate is told of its original. */
export function followed(reader: Reader, ticket: Shown): Rich | undefined {
  const link = originalOf(ticket);
  if (!link) return undefined;
  const original = reader.others.get(link.to);
  const { tie, mark } = reader.texts;
  const what = original ? glimpsed(reader, original) : [bold(wordOf(endOf(reader, link)))];
  return [tie.sameAs, ...what, mark.stop, ...(original && isOver(original) ? [] : [mark.between, tie.youHear])];
}

export const tieName = (reader: Reader, tie: Tie): string => reader.texts.tie.names[tie];
