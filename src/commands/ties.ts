// What ties a ticket to another, or to what is kept outside Muster: link, unlink.
import { Refusal } from '../errors.ts';
import { itemCalled } from '../policy/items.ts';
import type { Policy } from '../policy/schema.ts';
import type { Fact } from '../ticket/facts.ts';
import { parseRef, refOf, type Ticket } from '../ticket/record.ts';
import { childrenOf, type Link, mirrored, originalOf, parentOf, sayable, type Tie, tiedTo } from '../ticket/ties.ts';
import type { Reader } from '../views/reader.ts';
import { linkForm, unlinkForm } from '../views/tie-forms.ts';
import { linkedCard } from '../views/tie-replies.ts';
import { type Args, type Beside, type Change, text } from './verb.ts';

const TO = /^(?:to|with|from|of|到|与|和|自)(?:\s+|(?=\p{Script=Han}|INC|REQ))/iu;
const AS = /(?:\s+as\s+|\s*作为\s*)(.+)$/iu;
/** "problem PRB-4", "case 4711": what it is, and what it is called. */
const KINDS: readonly (readonly [Link['what'], RegExp])[] = [
  ['problem', /^(?:problem\s+|问题\s*)/iu],
  ['change', /^(?:change\s+|变更\s*)/iu],
  ['other', /^(?:(?:vendor\s+)?case\s+|工单\s*)/iu],
];
const NAMED: readonly (readonly [Link['what'], RegExp])[] = [
  ['problem', /^(?:prb|prob)/iu],
  ['change', /^(?:chg|change|rfc)/iu],
];
/** CHG-12, CHG0030021, CASE#4711; behind a word that says what it is, digits alone are enough. */
const REFERENCE = /^(?:\p{L}{1,12}[-#/]?)?\d[\p{L}\p{N}-]{0,39}$/u;

/** Both ends, without the words between them, and what the first is to the second. */
function said(args: Args, name: 'to' | 'from'): { readonly target: string; readonly as: string } {
  const words = text(args, name, name === 'to' ? link.example : unlink.example);
  const as = AS.exec(words)?.[1] ?? args.as ?? '';
  return { target: words.replace(AS, '').replace(TO, '').trim(), as: as.trim() };
}

function tieNamed(reader: Reader, words: string): Tie {
  const wanted = words.toLowerCase().replace(/[\s_]+/gu, '-');
  if (wanted === '') return 'related';
  const found = sayable.find(
    (tie) => tie === wanted || reader.texts.tie.names[tie].toLowerCase() === words.toLowerCase(),
  );
  if (!found) {
    const names = sayable.map((tie) => reader.texts.tie.names[tie]).join(', ');
    throw new Refusal('no-such-value', { field: 'as', name: 'as', said: words, names });
  }
  return found;
}

const ITEM = /^(?:(?:configuration\s+)?item\s+|配置项\s*)/iu;

/** What is no ticket: an https address, an item of the policy, or a reference that names itself. */
function outside(target: string, policy: Policy): Omit<Link, 'as'> {
  if (/^https:\/\//iu.test(target) && URL.canParse(target) && target.length <= 500) {
    const { href, username, password } = new URL(target);
    if (!username && !password) return { what: 'other', to: href, name: href };
  }
  const item = itemCalled(policy, target.replace(ITEM, ''));
  if (item) return { what: 'item', to: item, name: item.toUpperCase() };
  const spoken = KINDS.find(([, word]) => word.test(target));
  const name = (spoken ? target.replace(spoken[1], '') : target).trim().toUpperCase();
  if (!REFERENCE.test(name) || (!spoken && /^\d/u.test(name)))
    throw new Refusal('no-such-target', { field: 'to', said: target.slice(0, 80) });
  const what = spoken?.[0] ?? NAMED.find(([, word]) => word.test(name))?.[0] ?? 'other';
  return { what, to: name, name };
}

/** Families have two generations: a parent has no parent, and so there are no circles. */
function checkFamily(ticket: Ticket, other: Ticket, as: Tie): void {
  if (as !== 'parent' && as !== 'child') return;
  const [parent, child] = as === 'parent' ? [ticket, other] : [other, ticket];
  const already = parentOf(parent) ?? parentOf(child);
  if (already) {
    const ref = refOf(parentOf(parent) ? parent : child);
    throw new Refusal('child-already', { field: 'as', ref, other: already.name });
  }
  const [grandchild] = childrenOf(child);
  if (grandchild) throw new Refusal('parent-already', { field: 'as', ref: refOf(child), other: grandchild.name });
}

/** What only a few may know of is not tied to what all agents see: the tie itself would tell. */
export function checkOpenness(ticket: Ticket, other: Ticket, field: string): void {
  if (ticket.confidential === other.confidential) return;
  throw new Refusal('tie-confidential', { field, ref: refOf(ticket), other: refOf(other) });
}

const isDuplicate = ({ as }: Link): boolean => as === 'duplicate' || as === 'original';

export const link: Change = {
  name: 'link',
  aliases: ['关联'],
  does: 'change',
  who: 'agent',
  ref: true,
  rest: 'to',
  needs: 'to',
  form: linkForm,
  example: 'link INC-12 to INC-9 as child',
  partner: (_ticket, args) => parseRef(said(args, 'to').target),
  decide(ticket, args, { reader }, { other }: Beside = {}) {
    const { target, as: words } = said(args, 'to');
    const as = tieNamed(reader, words);
    const end = other
      ? ({ what: 'ticket', to: other.id, name: refOf(other) } as const)
      : outside(target, reader.policy);
    const standing = ticket.links.find(({ what, to }) => what === end.what && to === end.to);
    if (standing && isDuplicate(standing)) throw new Refusal('tied-as-duplicate', tiedFacts(ticket, standing));
    if (standing?.as === as) throw new Refusal('linked-already', { field: 'to', ref: refOf(ticket), other: end.name });
    // What it was before to the other one does not count: the new tie takes its place.
    const loose = standing ? { ...ticket, links: ticket.links.filter((one) => one !== standing) } : ticket;
    if (other) checkOpenness(ticket, other, 'to');
    if (other) checkFamily(loose, { ...other, links: other.links.filter(({ to }) => to !== ticket.id) }, as);
    return [{ type: 'linked', link: { ...end, as } }];
  },
  echo: (facts, ticket, other) => facts.flatMap((fact) => reflected(fact, ticket, other)),
  reply: linkedCard,
};

const tiedFacts = (ticket: Ticket, { as, name }: Link) => ({
  ref: as === 'duplicate' ? refOf(ticket) : name,
  other: as === 'duplicate' ? name : refOf(ticket),
});

/** What is stated at one end, stated at the other. */
export function reflected(fact: Fact, ticket: Ticket, other: Ticket): Fact[] {
  if (fact.type !== 'linked' && fact.type !== 'unlinked') return [];
  if (fact.type === 'unlinked' && !tiedTo(other, ticket)) return [];
  return [{ type: fact.type, link: mirrored(fact.link, { id: ticket.id, name: refOf(ticket) }) }];
}

export const unlink: Change = {
  name: 'unlink',
  aliases: ['解除关联'],
  does: 'change',
  who: 'agent',
  ref: true,
  rest: 'from',
  needs: 'from',
  form: unlinkForm,
  example: 'unlink INC-12 from INC-9',
  partner: (_ticket, args) => parseRef(said(args, 'from').target),
  decide(ticket, args, { reader }, { other }: Beside = {}) {
    const { target } = said(args, 'from');
    const item = itemCalled(reader.policy, target);
    const bare = KINDS.reduce((words, [, kind]) => words.replace(kind, ''), target).toLowerCase();
    const found = other
      ? tiedTo(ticket, other)
      : ticket.links.find(
          ({ what, to, name }) =>
            what !== 'ticket' && (to === item || [to, name].some((one) => one.toLowerCase() === bare)),
        );
    if (!found) {
      const names = ticket.links.map(({ name }) => name).join(', ');
      throw new Refusal('not-linked', {
        field: 'from',
        ref: refOf(ticket),
        other: target,
        ...(names ? { names } : {}),
      });
    }
    if (originalOf(ticket) === found || found.as === 'original')
      throw new Refusal('tied-as-duplicate', tiedFacts(ticket, found));
    return [{ type: 'unlinked', link: found }];
  },
  echo: (facts, ticket, other) => facts.flatMap((fact) => reflected(fact, ticket, other)),
  reply: linkedCard,
};
