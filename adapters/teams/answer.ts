// Reply → what Teams gets: the answer to the HTTP request, and messages beside it.
import { randomUUID } from 'node:crypto';
import type { Answer, Reply } from '../../src/port.ts';
import type { Card, Form } from '../../src/views/cards.ts';
import { clean, cut } from './fit.ts';
import { openerOf, renderForm } from './form.ts';
import { LIMITS } from './limits.ts';
import type { Way } from './read.ts';
import { CARD_TYPE, renderCard } from './render.ts';
import type { Json } from './rich.ts';

export interface Outcome {
  readonly status: number;
  readonly body?: Json;
}

/** The HTTP answer, and the card to be told privately, if there is one. */
export interface Response extends Outcome {
  readonly tell?: Card;
}

export function respond(way: Way, { now: reply }: Answer): Response {
  switch (way.kind) {
    case 'message':
      return { status: 200, ...told(reply) };
    case 'card':
      return respondToCard(way.replace, reply);
    case 'dialog':
      return respondInDialog(way, reply);
  }
}

/** The card that stands for a reply outside of dialogs; a form becomes the button that opens it. */
export function told(reply: Reply): { tell?: Card } {
  if (reply.kind === 'card') return { tell: reply.card };
  return reply.kind === 'form' ? { tell: openerOf(reply.form) } : {};
}

/** A press on a private answer gets its successor in its place; a shared card stays as it is for everyone. */
function respondToCard(replace: boolean, reply: Reply): Response {
  const { tell } = told(reply);
  if (replace && tell) {
    return { status: 200, body: { statusCode: 200, type: CARD_TYPE, value: renderCard(tell, 'private') } };
  }
  // Without an answer of a known type the client shows an error.
  const body = { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: '' };
  return { status: 200, body, ...(tell ? { tell } : {}) };
}

function respondInDialog({ form, values }: Way & { kind: 'dialog' }, reply: Reply): Response {
  switch (reply.kind) {
    case 'nothing':
      return { status: 200 };
    case 'card':
      return { status: 200, body: dialog(form?.title ?? reply.card.summary, renderCard(reply.card, 'dialog')) };
    case 'form':
      return { status: 200, body: dialogOf(reply.form) };
    case 'errors':
      return form ? { status: 200, body: dialogOf(form, { errors: reply.errors, values }) } : { status: 200 };
  }
}

const dialogOf = (form: Form, returned?: Parameters<typeof renderForm>[2]): Json =>
  dialog(form.title, renderForm(form, randomUUID(), returned));

/** https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/task-modules/invoking-task-modules */
function dialog(title: string, content: Json): Json {
  const [line = ''] = clean(title).split('\n');
  const value = {
    title: cut(line, LIMITS.title),
    ...{ width: 'medium', height: 'medium', card: { contentType: CARD_TYPE, content } },
  };
  return { task: { type: 'continue', value } };
}
