// What ties a ticket to others, and to what is kept outside Muster: links, each from the ticket's own side.
import type { Ticket } from './record.ts';

/** What the ticket is to the other end: its parent, its duplicate; `original`: the other is a duplicate of it. */
export const ties = [
  'related',
  'parent',
  'child',
  'caused-by',
  'causes',
  'blocks',
  'blocked-by',
  'duplicate',
  'original',
] as const;
export type Tie = (typeof ties)[number];
/** What people may say; a duplicate is made by its own verb, because it ends the ticket. */
export const sayable = ties.filter((tie) => tie !== 'duplicate' && tie !== 'original');

export interface Link {
  readonly as: Tie;
  readonly what: 'ticket' | 'problem' | 'change' | 'item' | 'other';
  /** A ticket's id, an item's key in the policy, else the reference or the https address as it was said. */
  readonly to: string;
  /** What it was called when it was linked: a ticket may be called otherwise since. */
  readonly name: string;
}

const MIRROR: Readonly<Record<Tie, Tie>> = {
  related: 'related',
  parent: 'child',
  child: 'parent',
  'caused-by': 'causes',
  causes: 'caused-by',
  blocks: 'blocked-by',
  'blocked-by': 'blocks',
  duplicate: 'original',
  original: 'duplicate',
};

/** The same link, seen from its other end, which is called `name`. */
export const mirrored = ({ as }: Link, { id, name }: { readonly id: string; readonly name: string }): Link => ({
  as: MIRROR[as],
  what: 'ticket',
  to: id,
  name,
});

const same = (one: Link, other: Link): boolean => one.what === other.what && one.to === other.to;
export const without = (links: readonly Link[], gone: Link): readonly Link[] =>
  links.filter((link) => !same(link, gone));
/** Two have one tie: a new one takes the place of what tied them before. */
export const withLink = (links: readonly Link[], link: Link): readonly Link[] => [...without(links, link), link];

type Tied = Pick<Ticket, 'links'>;
export const tiedTo = ({ links }: Tied, { id }: Pick<Ticket, 'id'>): Link | undefined =>
  links.find(({ what, to }) => what === 'ticket' && to === id);
/** The link to the ticket of which this one is a duplicate. */
export const originalOf = ({ links }: Tied): Link | undefined => links.find(({ as }) => as === 'duplicate');
export const parentOf = ({ links }: Tied): Link | undefined => links.find(({ as }) => as === 'child');
export const childrenOf = ({ links }: Tied): readonly Link[] => links.filter(({ as }) => as === 'parent');

const SHOWN = 20; // tickets looked up to draw one card; of two hundred duplicates only some are named

/** The tickets that are spoken of where this one is shown. */
export function mentionedBy({ like, links }: Pick<Ticket, 'like' | 'links'>): readonly string[] {
  const tied = links.filter(({ what }) => what === 'ticket');
  const ordered = [...tied.filter(({ as }) => as !== 'original'), ...tied.filter(({ as }) => as === 'original')];
  return [...like, ...ordered.slice(0, SHOWN).map(({ to }) => to)];
}
