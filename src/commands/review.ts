// The review of a major incident: shown, written by section, published, taken away as files.
import { Refusal } from '../errors.ts';
import { workAfter } from '../policy/calendar.ts';
import type { Tx } from '../storage/database.ts';
import { knowing } from '../storage/people.ts';
import { reviewOf } from '../storage/review.ts';
import type { Fact } from '../ticket/facts.ts';
import { isMajor, type Review, type Section, sections } from '../ticket/major.ts';
import { refOf, type Ticket } from '../ticket/record.ts';
import type { ReviewFacts } from '../ticket/timeline.ts';
import type { Reader, Shown } from '../views/reader.ts';
import { said } from '../views/replies.ts';
import { reviewCard } from '../views/review.ts';
import { nextSteps, sectionForm } from '../views/review-forms.ts';
import { reviewMarkdown } from '../views/review-markdown.ts';
import { timelinePicture } from '../views/timeline-picture.ts';
import { type Change, type Context, carrying, person, type Query, text, type Written, works } from './verb.ts';

/** The end of a major incident opens its review, or a reopened one's anew. */
export function opensReview(ticket: Ticket, { now, reader: { policy } }: Pick<Context, 'now' | 'reader'>): Fact[] {
  if (!isMajor(ticket)) return [];
  return [{ type: 'reviewing', due: workAfter(policy, now, policy.major.review.due_days) }];
}

/** Once a major one, an incident can be looked back on, however it goes on. */
function checkDeclared(ticket: Ticket): void {
  if (!ticket.major?.declaredAt) throw new Refusal('not-major', { ref: refOf(ticket) });
}

/** The review that can be written. */
export function openReview(ticket: Ticket): Review {
  checkDeclared(ticket);
  const review = ticket.major?.review;
  if (!review) throw new Refusal('no-review', { ref: refOf(ticket) });
  return review;
}

/** What the review is made of, and the reader who knows everybody in it. */
async function gathered(
  tx: Tx,
  context: Context,
  ticket: Shown,
): Promise<{ readonly facts: ReviewFacts; readonly reader: Reader }> {
  const whose = { id: person(context).id, rights: context.rights };
  const facts = await reviewOf(tx, context.organisation, ticket, whose);
  return { facts, reader: await knowing(tx, context.organisation, context.reader, facts.people) };
}

export const review: Query = {
  name: 'review',
  aliases: ['复盘'],
  does: 'read',
  who: 'agent',
  ref: true,
  example: 'review INC-12',
  async answer(tx, context, _args, ticket) {
    if (!ticket) throw new Error('a verb about a ticket is called with one');
    checkDeclared(ticket);
    const { facts, reader } = await gathered(tx, context, ticket);
    return reviewCard(reader, ticket, facts, works(ticket, context));
  },
};

const written = (section: Section, alias: string, example: string): Change => ({
  name: `review ${section}`,
  aliases: [alias],
  does: 'change',
  who: 'agent',
  ref: true,
  rest: 'text',
  needs: 'text',
  form: (reader, args, { ticket }) => sectionForm(reader, section, args, ticket),
  example: `review ${section} INC-12 ${example}`,
  decide(ticket, args) {
    openReview(ticket);
    return [{ type: 'reviewed', section, text: text(args, 'text', `review ${section} INC-12 ${example}`) }];
  },
  reply: (reader, ticket) =>
    said([reader.texts.review.written(refOf(ticket), reader.texts.section[section])], nextSteps(reader, ticket)),
});

export const summary = written('summary', '复盘概要', 'nobody could send mail for two hours');
export const cause = written('cause', '复盘根因', 'the certificate ran out');
export const well = written('well', '复盘做得好', 'the room stood within a minute');
export const badly = written('badly', '复盘做得不好', 'nobody watched the certificate');

export const publish: Change = {
  name: 'review publish',
  aliases: ['publish', '发布复盘'],
  does: 'change',
  who: 'worker',
  ref: true,
  example: 'review publish INC-12',
  decide(ticket, _args, { reader }) {
    const { sections: done } = openReview(ticket);
    const ref = refOf(ticket);
    if (ticket.confidential) throw new Refusal('review-confidential', { ref });
    if (!sections.some((section) => done[section])) throw new Refusal('review-unwritten', { ref });
    if (Object.keys(reader.policy.major.review.publish).length === 0) throw new Refusal('review-nowhere', { ref });
    return [{ type: 'published' }];
  },
  reply: (reader, ticket) => said([reader.texts.review.sent(refOf(ticket))]),
};

/** The two files of a review. */
export function filesOf(reader: Reader, ticket: Shown, facts: ReviewFacts): readonly [Written, Written] {
  const name = refOf(ticket).toLowerCase();
  const picture = `${name}-timeline.svg`;
  return [
    {
      name: `${name}-review.md`,
      mediaType: 'text/markdown',
      text: reviewMarkdown(reader, ticket, facts, picture),
    },
    { name: picture, mediaType: 'image/svg+xml', text: timelinePicture(reader, ticket, facts) },
  ];
}

export const take: Change = {
  name: 'review export',
  aliases: ['export', '导出复盘'],
  does: 'change',
  who: 'agent',
  ref: true,
  example: 'review export INC-12',
  async writes(tx, ticket, context) {
    checkDeclared(ticket);
    const { facts, reader } = await gathered(tx, context, ticket);
    return filesOf(reader, ticket, facts);
  },
  decide(ticket, _args, context) {
    checkDeclared(ticket);
    return [{ type: 'exported', files: [], ...carrying(context) }];
  },
  reply(reader, ticket) {
    const name = refOf(ticket).toLowerCase();
    const names = [`${name}-review.md`, `${name}-timeline.svg`].join(reader.texts.mark.listed);
    return said([reader.texts.review.taken(names)]);
  },
};
