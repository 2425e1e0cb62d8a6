// What a person does in Teams; each act reaches the bot as Teams would tell it.
import { activity, mentionOf, messageActivity, type Scene } from './activities.ts';
import { chatMessage } from './chat-messages.ts';
import { mentionsIn } from './composer.ts';
import type { Courier } from './delivery.ts';
import { checkResults, followDialog, openDialog, replaceCard } from './dialogs.ts';
import type { Consents } from './graph.ts';
import type { Delivery } from './ledger.ts';
import { attach, type SharedFile } from './stored.ts';
import { edit, findUser, personalId, post, remove, restore, type Tenant, threadOf } from './tenant.ts';
import { botId, type Conversation, type Json, type Message, type Place, parseConversationId } from './world.ts';

/** A channel's or chat's id, a thread by its first message, or the person's chat with the bot. */
export type Where = 'personal' | { thread: string } | (string & {});

export interface CardAction {
  type: string;
  id?: string;
  verb?: string;
  data?: unknown;
  associatedInputs?: string;
}

/** Every act resolves with the bot's answer (attempt 0: the bot does not hear it), and throws on what no client would let a person do. */
export interface People {
  /** `mention` puts `<at>Muster</at>` before the text, `quote` names the message answered to. */
  say(
    user: string,
    where: Where,
    text: string,
    options?: { mention?: boolean; quote?: string; files?: SharedFile[] },
  ): Promise<Delivery>;
  /** A slash command: seen by nobody else. */
  slash(user: string, where: Where, text: string): Promise<Delivery>;
  edit(user: string, messageId: string, text: string): Promise<Delivery>;
  remove(user: string, messageId: string): Promise<Delivery>;
  /** Takes the removal back. */
  restore(user: string, messageId: string): Promise<Delivery>;
  react(user: string, messageId: string, type: string, options?: { remove?: boolean }): Promise<Delivery>;
  /** `inputs` are the values of the card's inputs by id. */
  press(user: string, conversation: string, messageId: string, action: CardAction, inputs?: Json): Promise<Delivery>;
  submitDialog(user: string, dialogId: string, data: Json, inputs?: Json): Promise<Delivery>;
  closeDialog(user: string, dialogId: string): void;
  /** A message extension's command, from a message's menu. */
  messageAction(user: string, commandId: string, messageId: string): Promise<Delivery>;
  /** The same from the box where one writes. */
  composeAction(user: string, commandId: string, where: Where): Promise<Delivery>;
  /** Types into a message extension's search; '' is its first showing. The answer's body is what the client would list. */
  search(user: string, commandId: string, where: Where, text: string): Promise<Delivery>;
  /** Adds the bot to the person's chat or to the team, or takes it away. */
  install(user: string, options?: { team?: boolean; remove?: boolean }): Promise<Delivery>;
  /** Takes somebody out of the team, and unless `team` alone out of the tenant; the bot is told of the team. */
  expel(user: string, options?: { team?: boolean }): Promise<Delivery>;
}

export interface Stage {
  tenant: Tenant;
  courier: Courier;
  serviceUrl: string;
  /** Where the tenant's files are. */
  origin: string;
  /** By which the bot hears channels and group chats without a mention. */
  consents: Consents;
}

/** The bot came into a chat by Graph: it is told as if the chat's first person had added it. */
export async function enter(
  { tenant, courier, serviceUrl }: Pick<Stage, 'tenant' | 'courier' | 'serviceUrl'>,
  { id, members: [first = ''] }: Conversation,
): Promise<void> {
  const scene = { tenant, serviceUrl, user: person(tenant, first), place: { conversation: id } };
  const membersAdded = [{ id: botId(tenant.world) }];
  await courier.deliver(activity(scene, 'conversationUpdate', { membersAdded }));
  await courier.deliver(activity(scene, 'installationUpdate', { action: 'add' }));
}

export function createPeople(stage: Stage): People {
  return {
    ...speaking(stage),
    ...pressing(stage),
    install: (user, options = {}) => install(stage, user, options),
    expel: (user, options = {}) => expel(stage, user, options),
  };
}

function speaking(stage: Stage): Pick<People, 'say' | 'slash' | 'edit' | 'remove' | 'restore' | 'react'> {
  const { tenant } = stage;
  const { botName } = tenant.world;
  return {
    say(user, where, text, { mention = false, quote, files = [] } = {}) {
      const scene = sceneAt(stage, user, where);
      const said = mention ? `${mentionOf(botName)} ${text}` : text;
      const mentioned = { id: botId(tenant.world), name: botName };
      const ours = mention ? [{ type: 'mention', mentioned, text: mentionOf(botName) }] : [];
      const entities = [...ours, ...mentionsIn(tenant.world, text)];
      const attachments = files.map((file) => attach(stage, scene.place, file));
      return tell(
        stage,
        scene,
        post(tenant, scene.place, { from: scene.user.id, text: said, entities, quote, attachments }),
      );
    },
    slash(user, where, text) {
      const scene = sceneAt(stage, user, where);
      const message = post(tenant, scene.place, { from: scene.user.id, text, targeted: scene.user.id });
      const recipient = { id: botId(tenant.world), name: botName, isTargeted: true };
      const told = messageActivity(inThread(scene, message), message, undefined);
      return stage.courier.deliver({ ...told, recipient });
    },
    edit(user, messageId, text) {
      const message = ownMessage(tenant, user, messageId);
      const ours = message.entities.filter(({ text: tag }) => tag === mentionOf(botName));
      const said = ours.length > 0 ? `${mentionOf(botName)} ${text}` : text;
      edit(tenant, message, { text: said, entities: [...ours, ...mentionsIn(tenant.world, text)] });
      return tell(stage, sceneOf(stage, user, message), message, 'messageUpdate', 'editMessage');
    },
    remove(user, messageId) {
      const message = ownMessage(tenant, user, messageId);
      remove(tenant, message);
      return tell(stage, sceneOf(stage, user, message), message, 'messageDelete', 'softDeleteMessage');
    },
    restore(user, messageId) {
      const message = tenant.messages.get(messageId);
      if (message?.from !== user || !message.deleted) throw new Error(`${user} has removed no message ${messageId}`);
      restore(tenant, message);
      return tell(stage, sceneOf(stage, user, message), message, 'messageUpdate', 'undeleteMessage');
    },
    react(user, messageId, type, options = {}) {
      const message = seenMessage(tenant, user, messageId);
      const others = message.reactions.filter((each) => each.user !== user || each.type !== type);
      message.reactions = options.remove ? others : [...others, { user, type }];
      message.modified = tenant.now();
      tenant.changed();
      const change = { [options.remove ? 'reactionsRemoved' : 'reactionsAdded']: [{ type }], replyToId: messageId };
      const reaction = activity(sceneOf(stage, user, message), 'messageReaction', change);
      // Teams tells a bot of reactions to its own messages alone.
      return message.from === botId(tenant.world) ? stage.courier.deliver(reaction) : unheard(tenant, reaction);
    },
  };
}

function pressing(
  stage: Stage,
): Pick<People, 'press' | 'submitDialog' | 'closeDialog' | 'messageAction' | 'composeAction' | 'search'> {
  const { tenant, courier } = stage;
  async function action(scene: Scene, extra: Json): Promise<Delivery> {
    const value = { ...extra, context: { theme: 'default' } };
    const answer = await courier.deliver(activity(scene, 'invoke', { name: 'composeExtension/fetchTask', value }));
    const submit = { name: 'composeExtension/submitAction' as const, place: scene.place, extra };
    openDialog(tenant, answer, { user: scene.user.id, submit });
    return answer;
  }
  return {
    press: (user, conversation, messageId, action, inputs = {}) => {
      const message = seenMessage(tenant, user, messageId);
      if (message.conversation !== parseConversationId(conversation).conversation)
        throw new Error(`message ${messageId} is not in ${conversation}`);
      return press(stage, sceneOf(stage, user, message), message, action, inputs);
    },
    async submitDialog(user, dialogId, data, inputs = {}) {
      const dialog = tenant.dialogs.get(dialogId);
      if (dialog?.user !== user) throw new Error(`${user} has no dialog ${dialogId} open`);
      const { name, place, extra } = dialog.submit;
      const value = { data: { ...data, ...inputs }, context: { theme: 'default' }, ...extra };
      const scene = { tenant, serviceUrl: stage.serviceUrl, user: person(tenant, user), place };
      const answer = await courier.deliver(activity(scene, 'invoke', { name, value }));
      followDialog(tenant, dialog, answer);
      return answer;
    },
    closeDialog(user, dialogId) {
      if (tenant.dialogs.get(dialogId)?.user === user) tenant.dialogs.delete(dialogId);
      tenant.changed();
    },
    messageAction(user, commandId, messageId) {
      const message = seenMessage(tenant, user, messageId);
      const messagePayload = { ...chatMessage(tenant, message), linkToMessage: linkTo(message) };
      return action(sceneOf(stage, user, message), { commandId, commandContext: 'message', messagePayload });
    },
    composeAction: (user, commandId, where) =>
      action(sceneAt(stage, user, where), { commandId, commandContext: 'compose' }),
    async search(user, commandId, where, text) {
      const typed = text === '' ? { name: 'initialRun', value: 'true' } : { name: 'text', value: text };
      const value = { commandId, parameters: [typed], queryOptions: { skip: 0, count: 25 } };
      const scene = sceneAt(stage, user, where);
      const answer = await courier.deliver(activity(scene, 'invoke', { name: 'composeExtension/query', value }));
      checkResults(answer);
      return answer;
    },
  };
}

const linkTo = ({ conversation, id }: Message): string =>
  `https://teams.microsoft.com/l/message/${encodeURIComponent(conversation)}/${id}`;

async function press(
  { tenant, courier }: Stage,
  scene: Scene,
  message: Message,
  action: CardAction,
  inputs: Json,
): Promise<Delivery> {
  const user = scene.user.id;
  const replyToId = message.id;
  const given = action.associatedInputs === 'none' ? {} : inputs;
  const data: Json = { ...(action.data as Json | undefined), ...given };
  if (action.type === 'Action.Execute') {
    const { type, id, verb } = action;
    const value = { action: { type, id, verb, data }, trigger: 'manual' };
    const invoke = activity(scene, 'invoke', { name: 'adaptiveCard/action', value, replyToId });
    const answer = await courier.deliver(invoke);
    replaceCard(tenant, message, user, answer);
    return answer;
  }
  if (action.type !== 'Action.Submit') throw new Error(`${action.type} does not reach the bot`);
  if ((data.msteams as Json | undefined)?.type !== 'task/fetch')
    return courier.deliver(activity(scene, 'message', { id: tenant.nextId(), value: data, replyToId }));
  const value = { data, context: { theme: 'default' } };
  const answer = await courier.deliver(activity(scene, 'invoke', { name: 'task/fetch', value, replyToId }));
  openDialog(tenant, answer, { user, submit: { name: 'task/submit', place: scene.place, extra: {} } });
  return answer;
}

async function expel(
  { tenant, courier, serviceUrl }: Stage,
  userId: string,
  { team: only = false }: { team?: boolean },
): Promise<Delivery> {
  const { world } = tenant;
  const user = person(tenant, userId);
  for (const each of tenant.conversations.values())
    if (each.type === 'channel' || !only) each.members = each.members.filter((id) => id !== userId);
  const others = world.users.filter(({ id }) => id !== userId);
  if (!only) world.users = others;
  tenant.changed();
  const [admin = user] = others;
  const described = { id: world.team.threadId, name: world.team.name, aadGroupId: world.team.id };
  const channelData = { tenant: { id: world.tenantId }, team: described, eventType: 'teamMemberRemoved' };
  const scene = { tenant, serviceUrl, user: admin, place: { conversation: world.team.threadId } };
  const membersRemoved = [{ id: userId, aadObjectId: user.aadObjectId }];
  return courier.deliver(activity(scene, 'conversationUpdate', { channelData, membersRemoved }));
}

async function install(
  { tenant, courier, serviceUrl }: Stage,
  userId: string,
  { team = false, remove: leaving = false }: { team?: boolean; remove?: boolean },
): Promise<Delivery> {
  const { world } = tenant;
  const user = person(tenant, userId);
  const id = team ? world.team.threadId : personalId(world, user);
  for (const each of tenant.conversations.values()) {
    if (team ? each.type === 'channel' : each.id === id) each.bot = !leaving;
  }
  tenant.changed();
  const scene = { tenant, serviceUrl, user, place: { conversation: id } };
  const described = { id: world.team.threadId, name: world.team.name, aadGroupId: world.team.id };
  const channelData = { tenant: { id: user.tenantId ?? world.tenantId }, ...(team ? { team: described } : {}) };
  const members = { [leaving ? 'membersRemoved' : 'membersAdded']: [{ id: botId(world) }] };
  await courier.deliver(activity(scene, 'conversationUpdate', { channelData, ...members }));
  return courier.deliver(activity(scene, 'installationUpdate', { channelData, action: leaving ? 'remove' : 'add' }));
}

/** Hands a message to the bot, if it hears it. */
function tell(stage: Stage, scene: Scene, message: Message, type = 'message', eventType?: string): Promise<Delivery> {
  const { tenant, courier, consents } = stage;
  const conversation = tenant.conversations.get(message.conversation);
  const quoted = message.quote === undefined ? undefined : tenant.messages.get(message.quote);
  const told = messageActivity(inThread(scene, message), message, quoted, type);
  const heard =
    conversation?.type === 'personal' ||
    (conversation?.type === 'channel' ? consents.channelMessages : consents.chatMessages) ||
    message.entities.some(({ text }) => text === mentionOf(tenant.world.botName));
  if (!conversation?.bot || !heard) return unheard(tenant, told);
  const channelData = { ...(told.channelData as Json), ...(eventType === undefined ? {} : { eventType }) };
  return courier.deliver({ ...told, channelData });
}

const inThread = (scene: Scene, message: Message): Scene => ({ ...scene, place: threadOf(scene.tenant, message) });

const unheard = async (tenant: Tenant, told: Json): Promise<Delivery> => ({
  ...{ at: tenant.now(), activity: told, status: 0, body: undefined, ms: 0, attempt: 0 },
});

const sceneOf = ({ tenant, serviceUrl }: Stage, user: string, message: Message): Scene => ({
  ...{ tenant, serviceUrl, user: person(tenant, user), place: threadOf(tenant, message) },
});

function sceneAt({ tenant, serviceUrl }: Stage, userId: string, where: Where): Scene {
  const user = person(tenant, userId);
  const place = placeAt(tenant, userId, where);
  const conversation = tenant.conversations.get(place.conversation);
  if (conversation?.archived) throw new Error(`${conversation.name} is archived`);
  if (!conversation?.members.includes(user.id)) throw new Error(`${user.name} is not in ${place.conversation}`);
  if (conversation.type === 'personal' && !conversation.bot) throw new Error(`${user.name} has not installed the bot`);
  return { tenant, serviceUrl, user, place };
}

function placeAt(tenant: Tenant, user: string, where: Where): Place {
  if (where === 'personal') return { conversation: personalId(tenant.world, person(tenant, user)) };
  if (typeof where === 'string') return parseConversationId(where);
  return threadOf(tenant, seenMessage(tenant, user, where.thread));
}

function person({ world }: Tenant, id: string) {
  const user = findUser(world, id);
  if (!user) throw new Error(`nobody is called ${id}`);
  return user;
}

function seenMessage(tenant: Tenant, user: string, id: string): Message {
  const message = tenant.messages.get(id);
  const members = tenant.conversations.get(message?.conversation ?? '')?.members;
  const hidden = message?.deleted !== undefined || (message?.targeted !== undefined && message.targeted !== user);
  if (!message || hidden || !members?.includes(user)) throw new Error(`${user} sees no message ${id}`);
  return message;
}

function ownMessage(tenant: Tenant, user: string, id: string): Message {
  const message = seenMessage(tenant, user, id);
  if (message.from !== user) throw new Error(`message ${id} is not ${user}'s`);
  return message;
}
