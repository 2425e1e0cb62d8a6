// What is said of a ticket that only a few may see: its form, the answers, and the one line that stands where it was.
import { refOf } from '../ticket/record.ts';
import type { Card, Form, Rich } from './cards.ts';
import { area, choice, form, optionsOf } from './fields.ts';
import type { Standing } from './forms.ts';
import { groupName, nameOf, type Reader, type Shown, theirs } from './reader.ts';
import { said } from './replies.ts';
import { toneOf } from './ticket.ts';

/** One form for both ways: whose it becomes, and why. */
export function confidentialForm(reader: Reader, args: Form['args'], { ticket }: Standing): Form {
  const { form: texts } = reader.texts;
  const { groups, services, confidential = '' } = reader.policy;
  const off = ticket?.confidential ?? false;
  const among = Object.entries(groups).filter(([, group]) => group.confidential !== off);
  const theirs = ticket?.service ? services[ticket.service]?.group : undefined;
  const usual = among.some(([key]) => key === theirs) ? theirs : off ? reader.policy.first_level : confidential;
  const made = form(reader, 'confidential', { ...args, ...(off ? { off: 'yes' } : {}) }, [
    choice('to', texts.whereTo, optionsOf(reader, Object.fromEntries(among)), usual),
    area('because', texts.because, off),
  ]);
  if (!off) return { ...made, args: { ...made.args, named: 'yes' }, intro: [texts.fewIntro] };
  return { ...made, title: texts.open.title, submit: texts.open.submit, intro: [texts.openIntro] };
}

/** To whoever made it confidential: who sees it now, and what cannot be taken back. */
export function restrictedCard(reader: Reader, ticket: Shown, still: boolean): Card {
  const { confidential: texts, mark } = reader.texts;
  const { link } = ticket.source;
  const rich: Rich = [
    texts.done(refOf(ticket), nameOf(reader, ticket.requester), theirs(reader, ticket)),
    ...(still ? [] : [mark.between, texts.noMore]),
    '\n',
    texts.stays,
    ...(link ? [mark.between, { type: 'link', text: reader.texts.card.source, href: link } as const] : []),
  ];
  return said(rich, [], toneOf(ticket));
}

export const unrestrictedCard = (reader: Reader, ticket: Shown): Card =>
  said([reader.texts.confidential.opened(refOf(ticket), groupName(reader, ticket.group))]);

/** What is left where a ticket stood: no word of what it is about. */
export function withdrawnCard(reader: Reader, ticket: Shown): Card {
  const { confidential: texts } = reader.texts;
  const ref = refOf(ticket);
  return said([ticket.confidential ? texts.withdrawn(ref) : texts.moved(ref, groupName(reader, ticket.group))]);
}
