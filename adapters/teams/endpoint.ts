// What is done with each activity: checked, read, handled, answered.
import { setTimeout as sleep } from 'node:timers/promises';
import type pino from 'pino';
import { onceMore, RetryLater } from '../../src/errors.ts';
import type { Answer, Handle } from '../../src/port.ts';
import type { Card } from '../../src/views/cards.ts';
import { type Activity, activitySchema, isExtension, tenantsOf } from './activity.ts';
import { type Outcome, respond, told } from './answer.ts';
import { readExtension } from './extension.ts';
import { serviceBase } from './hosts.ts';
import { LIMITS } from './limits.ts';
import type { Memory } from './memory.ts';
import { type Asked, isPersonal, read } from './read.ts';
import type { Talk } from './talk.ts';

/** Whether the activity's sender is Teams; `unsure` when the keys cannot be had now. */
export type Authenticate = (activity: Activity, authorization: string) => Promise<'yes' | 'no' | 'unsure'>;

export interface EndpointOptions {
  readonly tenantId: string;
  readonly serviceHosts: readonly string[];
  readonly authenticate: Authenticate;
  readonly memory: Memory;
  readonly talk: Talk;
  /** See `whoIs`. */
  readonly whoIs: (directoryId: string, conversation: string, route: string) => Promise<string>;
  readonly log: pino.Logger;
}

export interface Endpoint {
  receive(body: unknown, authorization: string, handle: Handle): Promise<Outcome>;
  /** Resolves when every reply under way has ended. */
  settled(): Promise<void>;
}

export function createEndpoint(options: EndpointOptions): Endpoint {
  const { memory, talk, whoIs, log } = options;
  const open = new Set<Promise<void>>();

  function tell(activity: Activity, card: Card): Promise<void> {
    const { serviceUrl: route, conversation, from } = activity;
    const personal = isPersonal(activity) && !isExtension(activity);
    return talk.tell({ route, conversation: conversation.id, personal, user: from.id }, card);
  }

  /** Sent once and never queued: a reply that fails is logged, what it is about is saved already. */
  const tellNow = (activity: Activity, card: Card): Promise<void> =>
    tell(activity, card).catch((error: unknown) => log.warn({ err: error }, 'a reply was lost'));

  function track(work: Promise<void>): Promise<void> {
    open.add(work);
    return work.finally(() => open.delete(work));
  }

  async function tellLater(activity: Activity, { later }: Answer): Promise<void> {
    try {
      const { tell: card } = told((await later) ?? { kind: 'nothing' });
      if (card) await onceMore(() => tell(activity, card));
    } catch (error) {
      log.warn({ err: error }, 'a late outcome was lost');
    }
  }

  /** The author under the name of everything else; unknown where Muster is not in the conversation. */
  async function withAuthor(asked: Asked, address: string): Promise<Asked> {
    const { request } = asked;
    const { said } = request;
    if (said.kind !== 'shortcut' || said.message?.user === undefined) return asked;
    const { user: directoryId, ...message } = said.message;
    const asking = whoIs(directoryId, message.channel, address).catch((error: unknown) => {
      log.info({ err: error }, 'the author of a message is not known');
      return undefined;
    });
    const user = await Promise.race([asking, sleep(LIMITS.authorWithinMs, undefined, { ref: false })]);
    const known = user === undefined ? message : { ...message, user };
    return { ...asked, request: { ...request, said: { ...said, message: known } } };
  }

  async function converse(activity: Activity, handle: Handle): Promise<Outcome> {
    const route = memory.learn(activity);
    const asked = read(activity) ?? readExtension(activity);
    if (!asked) return { status: 200 };
    const { request } = await withAuthor(asked, activity.serviceUrl);
    const answer = await handle({ ...request, route });
    const { tell: card, ...outcome } = respond(asked.way, answer);
    const first = card ? track(tellNow(activity, card)) : Promise.resolve();
    // Only after the first word, so that the two cannot change places. Whoever searches types on, and asks anew.
    if (answer.later && asked.way.kind !== 'search') void track(first.then(() => tellLater(activity, answer)));
    if (card) await Promise.race([first, sleep(LIMITS.replyWithinMs, undefined, { ref: false })]);
    return outcome;
  }

  return {
    async receive(body, authorization, handle) {
      const parsed = activitySchema.safeParse(body);
      if (!parsed.success) {
        log.info({ err: parsed.error }, 'not an activity');
        return { status: 400 };
      }
      const activity = parsed.data;
      const refusal = await refuse(options, activity, authorization);
      if (refusal) return refusal;
      try {
        return await converse(activity, handle);
      } catch (error) {
        if (error instanceof RetryLater) return { status: 503 };
        log.error({ err: error }, 'an activity failed');
        return { status: 500 };
      }
    },
    async settled() {
      while (open.size > 0) await Promise.all(open);
    },
  };
}

async function refuse(
  { authenticate, tenantId, serviceHosts, log }: EndpointOptions,
  activity: Activity,
  authorization: string,
): Promise<Outcome | undefined> {
  const sender = await authenticate(activity, authorization);
  if (sender !== 'yes') return { status: sender === 'no' ? 401 : 503 };
  const tenants = tenantsOf(activity);
  const ours = tenants.length > 0 && tenants.every((tenant) => tenant === tenantId);
  if (ours && serviceBase(activity.serviceUrl, serviceHosts) !== undefined) return undefined;
  log.warn({ ours }, ours ? 'an activity from a service that is not allowed' : 'an activity from another tenant');
  return { status: 403 };
}
