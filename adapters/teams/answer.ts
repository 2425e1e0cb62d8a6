// Reply → what Teams gets: the answer to the HTTP request, and messages beside it.
import { randomUUID } from 'node:crypto';
import type { Answer, Reply } from '../../src/port.ts';
import { type Block, type Card, type Form, mistaken, plain } from '../../src/views/cards.ts';
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
    case 'search':
      return { status: 200, body: { composeExtension: found(reply) } };
    case 'card':
      return respondToCard(way.replace, reply);
    case 'dialog':
      return respondInDialog(way, reply);
  }
}

/** The card that stands for a reply outside of dialogs; a form becomes the button that opens it, its errors are said. */
export function told(reply: Reply): { tell?: Card } {
  switch (reply.kind) {
    case 'nothing':
      return {};
    case 'card':
      return { tell: reply.card };
    case 'form':
      return { tell: openerOf(reply.form) };
    case 'errors':
      return { tell: mistaken(reply.errors) };
  }
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

/** Each row with a preview to choose by; a card without rows is an answer in words. */
function found(reply: Reply): Json {
  if (reply.kind !== 'card') return { type: 'message', text: '' };
  const { card } = reply;
  const rows = card.blocks.flatMap((block) => (block.type === 'rows' ? block.rows : []));
  if (rows.length === 0) return { type: 'message', text: card.blocks.map(wordsOf).filter(Boolean).join(' ') };
  const attachments = rows.map((row) => {
    const [title = '', ...more] = clean(plain(row.text)).split('\n');
    const content = { title: cut(title, LIMITS.title), text: cut(more.join(' '), LIMITS.summary) };
    const chosen: Card = { summary: title, tone: card.tone, blocks: [{ type: 'rows', rows: [row] }] };
    return {
      ...{ contentType: CARD_TYPE, content: renderCard(chosen, 'message') },
      preview: { contentType: 'application/vnd.microsoft.card.thumbnail', content },
    };
  });
  return { type: 'result', attachmentLayout: 'list', attachments };
}

const wordsOf = (block: Block): string => ('text' in block ? plain(block.text) : '');

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
