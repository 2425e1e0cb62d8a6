// What whoever tied, converted or resolved something gets at once.
import { type Ref, refOf, type Ticket } from '../ticket/record.ts';
import { childrenOf, originalOf } from '../ticket/ties.ts';
import { type Block, bold, type Card } from './cards.ts';
import { act } from './pressed.ts';
import { nameOf, type Reader, type Shown } from './reader.ts';
import { done, doneFor, said } from './replies.ts';
import { toneOf } from './ticket.ts';
import { endOf, followed, isOver, tieOf, wordOf } from './ties.ts';
import { longTime } from './time.ts';

/** "INC-12 is parent of INC-9 now", or that it is no longer. */
export function linkedCard(reader: Reader, ticket: Shown, _context: unknown, before: Ticket): Card {
  const { tie } = reader.texts;
  const fresh = ticket.links.find((link) => !before.links.includes(link));
  const gone = before.links.find((link) => !ticket.links.includes(link));
  if (fresh) return said([tie.linked(refOf(ticket)), ...tieOf(reader, fresh), reader.texts.mark.stop]);
  return said([tie.unlinked(refOf(ticket)), ...(gone ? tieOf(reader, gone) : []), reader.texts.mark.stop]);
}

/** To the requester: what becomes of theirs; to the agent: that it is done, and who is told. */
export function duplicatedCard(
  reader: Reader,
  ticket: Shown,
  { speaker }: { readonly speaker: { readonly id: string } | null },
): Card {
  const { tie, button } = reader.texts;
  if (speaker?.id !== ticket.requester) {
    const name = nameOf(reader, ticket.requester);
    const link = originalOf(ticket);
    return done(reader, ticket, (ref) => tie.duplicated(ref, link ? wordOf(endOf(reader, link)) : '', name));
  }
  const reopen = act(ticket, button.reopen, 'reopen', { form: true });
  return said(
    [bold(refOf(ticket)), reader.texts.mark.colon, ...(followed(reader, ticket) ?? [])],
    [{ type: 'buttons', buttons: [reopen] }],
    toneOf(ticket),
  );
}

export function convertedCard(reader: Reader, ticket: Shown, was: Ref): Card {
  const { tie } = reader.texts;
  return said([tie.converted(refOf(was), tie.kinds[ticket.kind], refOf(ticket))]);
}

const text = (sentence: string): Block => ({ type: 'text', text: [sentence] });

/** Whoever resolves a major incident has its review next. */
function reviewOpened(reader: Reader, ticket: Shown): Block[] {
  const { major } = ticket;
  if (major?.state !== 'resolved' || !major.review) return [];
  const { opened, open } = reader.texts.review;
  const buttons = [act(ticket, open, 'review')];
  return [text(opened(refOf(ticket), longTime(reader, major.review.due))), { type: 'buttons', buttons }];
}

/** Whoever resolves a parent is told that its children are not resolved with it, but for a major incident's. */
export function resolvedCard(reader: Reader, ticket: Shown): Card {
  const card = doneFor(reader, ticket, reader.texts.done.resolved, ticket.requester);
  const open = childrenOf(ticket).flatMap(({ to }) => {
    const child = reader.others.get(to);
    return child && !isOver(child) ? [child] : [];
  });
  const review = reviewOpened(reader, ticket);
  if (open.length === 0) return { ...card, blocks: [...card.blocks, ...review] };
  const names = open.map(refOf).join(reader.texts.mark.comma);
  if (ticket.major?.state === 'resolved')
    return { ...card, blocks: [...card.blocks, text(reader.texts.review.children(open.length, names)), ...review] };
  return {
    ...card,
    blocks: [...card.blocks, { type: 'text', text: [reader.texts.tie.openChildren(open.length, names)] }],
  };
}
