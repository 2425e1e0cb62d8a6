// The reply to whoever made a gesture: by the handle that came with it, once, private wherever that is possible.
import { WebAPIPlatformError } from '@slack/web-api';
import type { Reply } from '../../src/port.ts';
import { type Card, type Form, mistaken } from '../../src/views/cards.ts';
import { answerView, cardView, formView, homeView } from './form.ts';
import type { Outside } from './hosts.ts';
import { isDirect, type Way } from './read.ts';
import { messageOf } from './render.ts';
import { inert } from './send.ts';

/** The body of the acknowledgement; undefined: an empty one. */
export type Ack = Readonly<Record<string, unknown>> | undefined;

/** What is said may be for one person's eyes: it goes to Slack or nowhere. */
async function respond({ isSlack }: Outside, url: string, body: object): Promise<void> {
  if (!isSlack(url)) throw new Error('response_url is not on a host of Slack’s');
  const headers = { 'content-type': 'application/json' };
  const signal = AbortSignal.timeout(10_000);
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body), redirect: 'error', signal });
  if (!response.ok)
    throw new Error(`response_url answered ${response.status}: ${(await response.text()).slice(0, 200)}`);
}

/** Where no form can open by itself, a button with its title does it. */
const opener = ({ title, verb, args, intro }: Form): Card => ({
  summary: title,
  tone: 'plain',
  blocks: [
    { type: 'text', text: intro ?? [title] },
    { type: 'buttons', buttons: [{ label: title, verb, args, form: true, style: 'primary' }] },
  ],
});

/** Replies once; `late` when the gesture was acknowledged before. Throws whatever Slack's client throws. */
export async function answer(slack: Outside, way: Way, reply: Reply, late: boolean): Promise<Ack> {
  const inView = way.kind === 'view' && way.submitted && !late;
  switch (reply.kind) {
    case 'nothing':
      return inView ? { response_action: 'clear' } : undefined;
    case 'errors':
      if (inView) return { response_action: 'errors', errors: reply.errors };
      return show(slack, way, mistaken(reply.errors), late);
    case 'form':
      return ask(slack, way, reply.form, late);
    case 'card':
      return show(slack, way, reply.card, late);
  }
}

async function ask(slack: Outside, way: Way, form: Form, late: boolean): Promise<Ack> {
  const view = formView(form, way.at);
  if (way.kind === 'view') return replaceView(slack, way, view, late, opener(form));
  if (!way.trigger || late) return show(slack, way, opener(form), late);
  const opening = slack.web.views.open({ trigger_id: way.trigger, view }).then(() => undefined);
  // The trigger is three seconds old, or something else has used it.
  return opening.catch(refused(() => show(slack, way, opener(form), late)));
}

type View = Way & { readonly kind: 'view' };
type Modal = ReturnType<typeof formView>;

async function replaceView(slack: Outside, way: View, view: Modal, late: boolean, instead: Card): Promise<Ack> {
  if (way.submitted && !late) return { response_action: 'update', view };
  const updating = slack.web.views.update({ view_id: way.id, view }).then(() => undefined);
  // Closed in the meantime.
  return updating.catch(refused(() => show(slack, { ...way, kind: 'chat' }, instead, late)));
}

/** Goes on with `instead` when Slack surely did not do it. */
const refused =
  (instead: () => Promise<Ack>) =>
  (error: unknown): Promise<Ack> => {
    if (error instanceof WebAPIPlatformError) return instead();
    throw error;
  };

async function show(slack: Outside, way: Way, card: Card, late: boolean): Promise<Ack> {
  const [channel, root] = way.at;
  const message = messageOf(card, true);
  const thread = root === undefined ? {} : { thread_ts: root };
  switch (way.kind) {
    case 'url': {
      const body = { response_type: 'ephemeral', replace_original: way.replace, ...message, ...thread };
      if (way.inBody && !late) return body;
      await respond(slack, way.url, body);
      return undefined;
    }
    case 'message':
      await slack.web.chat.update({ channel, ts: way.ts, ...message });
      return undefined;
    case 'chat':
      if (!isDirect(channel)) await slack.web.chat.postEphemeral({ channel, user: way.user, ...message, ...thread });
      else if (root === undefined) await slack.web.chat.postMessage({ channel, ...message, ...inert });
      else await slack.web.chat.postMessage({ channel, ...message, ...inert, thread_ts: root, reply_broadcast: true });
      return undefined;
    case 'view':
      return replaceView(slack, way, cardView(card, way.kept), late, card);
    case 'home':
      await slack.web.views.publish({ user_id: way.user, view: homeView(card) });
      return undefined;
    case 'modal': {
      const inChat = () => show(slack, { ...way, kind: 'chat' }, card, late);
      if (!way.trigger || late) return inChat();
      const opening = slack.web.views.open({ trigger_id: way.trigger, view: answerView(card, way.at) });
      return opening.then(() => undefined).catch(refused(inChat));
    }
  }
}
