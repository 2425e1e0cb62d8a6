// What whoever asked gets at once: what was done, what is next, what to press.
import { refOf, type Ticket } from '../ticket/record.ts';
import { type Block, type Button, bold, type Card, plain, type Rich } from './cards.ts';
import { act } from './pressed.ts';
import { calendarName, frontName, groupName, nameOf, type Reader, type Shown, stateName } from './reader.ts';
import { meToo, outages } from './requester-card.ts';
import { toneOf } from './ticket.ts';
import { longTime, relative, shortTime, zoneName } from './time.ts';

export function said(rich: Rich, more: readonly Block[] = [], tone: Card['tone'] = 'plain'): Card {
  return { summary: plain(rich), tone, blocks: [{ type: 'text', text: rich }, ...more] };
}

/** A sentence about the ticket that was changed. */
export const done = (_reader: Reader, ticket: Ticket, sentence: (ref: string) => string): Card =>
  said([sentence(refOf(ticket))]);

/** The same, naming a person (by id) or a group (by key). */
export function doneFor(
  reader: Reader,
  ticket: Ticket,
  sentence: (ref: string, name: string) => string,
  whom: string,
): Card {
  const name = reader.people.get(whom)?.name ?? groupName(reader, whom);
  return said([sentence(refOf(ticket), name)]);
}

/** The message is reported already; what its ticket is about is for those who may see it. */
export function alreadyCard(reader: Reader, ticket: Shown, sees: 'agent' | 'requester' | 'nobody'): Card {
  const { reported, button } = reader.texts;
  const ref = refOf(ticket);
  if (sees === 'nobody') return said([reported.already(ref)]);
  const next: Button =
    sees === 'agent' ? act(ticket, button.show, 'show') : { label: button.status, verb: 'status', args: {} };
  const rich: Rich = [
    reported.already(ref),
    '\n',
    bold(`${ref} · ${ticket.title}`),
    ` · ${stateName(reader, ticket.state)}`,
  ];
  return said(rich, [{ type: 'buttons', buttons: [next] }], toneOf(ticket));
}

export function reportedCard(reader: Reader, ticket: Shown): Card {
  const { reported, button, mark } = reader.texts;
  const theirs = ticket.source.reporter !== undefined;
  const due = ticket.responseDue ?? reader.now;
  const rich: Rich = [
    bold(`${refOf(ticket)} · ${ticket.title}`),
    reported.is(frontName(reader, ticket)),
    bold(shortTime(reader, due)),
    mark.aside(relative(reader, due)) + mark.stop,
  ];
  const card = said(
    rich,
    [
      ...(theirs ? [] : meToo(reader, ticket, false)),
      { type: 'small', text: [theirs ? reported.told(nameOf(reader, ticket.requester)) : reported.chat] },
      {
        type: 'buttons',
        buttons: theirs
          ? ticket.confidential
            ? []
            : [act(ticket, button.show, 'show')]
          : [act(ticket, button.add, 'add', { form: true }), act(ticket, button.neverMind, 'cancel')],
      },
    ],
    toneOf(ticket),
  );
  return { ...card, blocks: [...(theirs ? [] : outages(reader, ticket)), ...card.blocks] };
}

/** The echo of a waiting: the instant with its zone, and in the requester's zone where that differs. */
export function waitsCard(reader: Reader, ticket: Shown): Card {
  const { done: texts, button, mark } = reader.texts;
  const until = ticket.wakeAt ?? reader.now;
  const requester = reader.people.get(ticket.requester);
  const theirs = requester?.zone && requester.zone !== reader.zone ? requester.zone : undefined;
  const rich: Rich = [
    bold(refOf(ticket)),
    texts.waits,
    bold(longTime(reader, until)),
    texts.inZone(zoneName(reader.zone), calendarName(reader)),
    mark.stop,
    texts.waitsRest(nameOf(reader, ticket.requester)),
    ...(theirs
      ? [
          texts.otherZone(
            nameOf(reader, ticket.requester),
            zoneName(theirs),
            longTime({ ...reader, zone: theirs }, until),
          ),
        ]
      : []),
  ];
  const buttons = [
    act(ticket, button.undo, 'resume', { args: { undo: 'yes' } }),
    act(ticket, button.change, 'wait', { form: true }),
  ];
  return said(rich, [{ type: 'buttons', buttons }], toneOf(ticket));
}

/** To the requester who escalated: who was told, and by when they hear. */
export function pressedCard(reader: Reader, ticket: Shown): Card {
  const { done: texts } = reader.texts;
  const minutes = reader.policy.escalation.answer_minutes;
  const by = new Date(Date.parse(reader.now) + minutes * 60_000).toISOString();
  const who = ticket.owner ? texts.andManagers(nameOf(reader, ticket.owner)) : texts.managers;
  return said([texts.pressed(who), bold(shortTime(reader, by)), '.'], [], 'alert');
}

/** How several changes ended: how many were done, and why each other was not. */
export function batchCard(reader: Reader, count: number, refused: readonly Card[]): Card {
  const { batch } = reader.texts;
  const rest =
    refused.length > 0 ? [`\n${batch.refused(refused.length)}`, ...refused.map(({ summary }) => `\n• ${summary}`)] : [];
  return said([bold(batch.done(count)), ...rest]);
}

/** To the requester who confirmed: closed, and how it was. */
export function confirmedCard(reader: Reader, ticket: Shown): Card {
  const rate = act(ticket, reader.texts.button.rate, 'rate', { form: true });
  return said([reader.texts.done.confirmed(refOf(ticket))], [{ type: 'buttons', buttons: [rate] }], 'done');
}
