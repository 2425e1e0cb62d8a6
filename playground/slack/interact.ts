// What a person does with the app's own means: commands, buttons and menus, forms, shortcuts.
import { elementsOf } from './blocks.ts';
import { type Courier, succeeded } from './courier.ts';
import { chosen, type Filled, fieldState, formErrors, type Typed } from './fields.ts';
import type { Delivery } from './ledger.ts';
import { makeView, push, stackOf } from './methods/views.ts';
import type { ResponseUrls } from './response-urls.ts';
import { encode } from './talk.ts';
import type { Workspace } from './workspace.ts';
import type { Block, Channel, Ephemeral, Json, Message, OpenView, View } from './world.ts';
import { SlackError } from './world.ts';

/** Where a button stands. A Home tab is a view too. */
export type Where = { channel: string; ts: string } | { ephemeral: string } | { view: string };
/** An element's action id, with the block's id where several blocks use the same one. */
export type Which = string | { action_id: string; block_id: string };
/** `status` 0: no answer in time. `problem`: the sentence that Slack itself shows when the app failed. */
export interface Answered {
  status: number;
  body: string;
  problem?: string;
}

const trouble = 'We had some trouble connecting. Try again?';

function answered(delivery: Delivery, problem: string): Answered {
  const { status, body } = delivery;
  return { status: status ?? 0, body, ...(!succeeded(delivery) && { problem }) };
}

/** The element that was meant; an error names what could have been. */
function find(blocks: Block[], which: Which) {
  const wanted = typeof which === 'string' ? { action_id: which, block_id: undefined } : which;
  const all = elementsOf(blocks);
  const found = all.find(
    ({ block, element }) =>
      element.action_id === wanted.action_id && (wanted.block_id === undefined || block.block_id === wanted.block_id),
  );
  if (found) return found;
  throw new Error(`no '${wanted.action_id}' here, only: ${all.map(({ element }) => element.action_id).join(', ')}`);
}

export function interact(workspace: Workspace, courier: Courier, responses: ResponseUrls, address: () => string) {
  const { world } = workspace;
  const nameOf = (channel: Channel) => (channel.kind === 'im' ? 'directmessage' : channel.name);
  const domain = world.teamName.toLowerCase().replace(/[^a-z0-9]+/g, '-');

  /** What every interaction payload starts with. */
  const opening = (type: string, user: string): Json => {
    const { name, teamId } = workspace.user(user);
    return {
      ...{ type, token: 'verification', api_app_id: world.appId, trigger_id: workspace.trigger(user) },
      team: { id: world.teamId, domain },
      user: { id: user, username: name, name, team_id: teamId ?? world.teamId },
      ...{ enterprise: null, is_enterprise_install: false },
    };
  };

  /** What holds an element: its blocks, and what its payload says about it once `filled` stands in its fields. */
  const surface = (user: string, where: Where): { blocks: Block[]; payload: (filled: Filled) => Json } => {
    if ('view' in where) {
      const home = workspace.homes.get(user);
      const view = home?.id === where.view ? home : screen(user, where.view).view;
      const payload = (filled: Filled) => {
        view.state.values = fieldState(view.blocks, filled, view.state.values);
        return { container: { type: 'view', view_id: view.id }, view };
      };
      return { blocks: view.blocks, payload };
    }
    if ('channel' in where) {
      const channel = workspace.channel(where.channel);
      if (!channel.members.has(user) && channel.kind !== 'channel')
        throw new Error(`${user} is not in ${where.channel}`);
      const message = workspace.message(channel, where.ts);
      return inChannel(user, channel, message, { ts: where.ts }, { is_ephemeral: false, message });
    }
    const shown = workspace.ephemerals.find(({ id }) => id === where.ephemeral);
    if (!shown || shown.user !== user) throw new Error(`${user} sees no ephemeral ${where.ephemeral}`);
    const channel = workspace.channel(shown.channel);
    return inChannel(user, channel, shown, { ephemeral: shown.id }, { is_ephemeral: true });
  };

  /** The part of a surface that messages and ephemerals share. */
  const inChannel = (
    user: string,
    channel: Channel,
    { ts, thread_ts, blocks = [] }: Message | Ephemeral,
    original: { ts: string } | { ephemeral: string },
    { is_ephemeral, ...rest }: { is_ephemeral: boolean; message?: Message },
  ) => ({
    blocks,
    payload: (filled: Filled) => ({
      ...rest,
      container: {
        type: 'message',
        message_ts: ts,
        ...(thread_ts && { thread_ts }),
        channel_id: channel.id,
        is_ephemeral,
      },
      channel: { id: channel.id, name: nameOf(channel) },
      response_url: address() + responses.create({ user, channel, original }),
      state: { values: fieldState(blocks, filled) },
    }),
  });

  const screen = (user: string, viewId: string): OpenView => {
    const found = stackOf(workspace, user).find(({ view }) => view.id === viewId);
    if (!found) throw new Error(`${user} has no view ${viewId} open`);
    return found;
  };

  const drop = (user: string, which: (view: View) => boolean) => {
    const gone = workspace.screens.filter((open) => open.user === user && which(open.view));
    for (const each of gone) workspace.screens.splice(workspace.screens.indexOf(each), 1);
    workspace.changed({ kind: 'view', user });
  };

  /** What the answer to a submit does to the screen. */
  const follow = (open: OpenView, body: string): void => {
    const answer = (body.trim() === '' ? {} : JSON.parse(body)) as Json;
    if (answer.response_action === 'errors') open.errors = answer.errors as Record<string, string>;
    else if (answer.response_action === 'update') open.view = makeView(workspace, answer.view, 'modal', open.view);
    else if (answer.response_action === 'push') push(workspace, open.user, makeView(workspace, answer.view, 'modal'));
    else if (answer.response_action === 'clear') drop(open.user, () => true);
    else drop(open.user, ({ id }) => id === open.view.id);
    const stray = Object.keys(open.errors).filter((id) => !open.view.blocks.some((block) => block.block_id === id));
    if (stray.length > 0) throw new SlackError('invalid_arguments', [`no block ${stray.join(', ')} for its error`]);
    workspace.changed({ kind: 'view', user: open.user });
  };

  return {
    /** A slash command, which Slack allows in channels and direct chats but not in threads. */
    async command(user: string, ref: string, text: string, command = '/desk'): Promise<Answered> {
      const channel = workspace.channel(ref);
      const delivery = await courier.send('command', {
        ...{ token: 'verification', team_id: world.teamId, team_domain: domain, api_app_id: world.appId },
        ...{
          channel_id: channel.id,
          channel_name: nameOf(channel),
          user_id: user,
          user_name: workspace.user(user).name,
        },
        ...{ command, text: encode(workspace, text, true), is_enterprise_install: 'false' },
        response_url: address() + responses.create({ user, channel }),
        trigger_id: workspace.trigger(user),
      });
      const fail = (why: string): Answered => {
        const problem = `${command} failed with the error "${why}"`;
        workspace.whisper({ user, channel: channel.id, text: problem, by: 'slackbot' });
        return { ...answered(delivery, problem), problem };
      };
      if (!succeeded(delivery)) return fail(delivery.status === 0 ? 'operation_timeout' : 'dispatch_failed');
      if (delivery.body.trim() === '') return answered(delivery, '');
      try {
        const json = delivery.body.startsWith('{');
        responses.answer({ user, channel }, json ? (JSON.parse(delivery.body) as Json) : { text: delivery.body });
        return answered(delivery, '');
      } catch (error) {
        if (error instanceof SlackError || error instanceof SyntaxError) return fail('invalid_command_response');
        throw error;
      }
    },

    /** Presses a button, or with `choice` picks from a menu; `filled` is what stands in the fields around it. */
    async press(
      user: string,
      where: Where,
      which: Which,
      choice: Typed = null,
      filled: Filled = {},
    ): Promise<Answered> {
      const { blocks, payload } = surface(user, where);
      const { block, element } = find(blocks, which);
      const { action_id = '', type, text, value, style } = element;
      const button = type === 'button';
      const own = { ...filled[block.block_id], [action_id]: choice };
      const what = button ? { type, text, value, style } : chosen(element, choice);
      const action = { action_id, block_id: block.block_id, ...what, action_ts: workspace.ts() };
      const about = payload(button ? filled : { ...filled, [block.block_id]: own });
      const gesture = { ...opening('block_actions', user), ...about, actions: [action] };
      return answered(await courier.send('interaction', gesture), trouble);
    },

    /** Submits an open form. `errors` (block id → sentence) come from Slack's own checks or the app; the form then stays. */
    async submit(
      user: string,
      viewId: string,
      filled: Filled = {},
    ): Promise<Answered & { errors: Record<string, string> }> {
      const open = screen(user, viewId);
      open.view.state.values = fieldState(open.view.blocks, filled, open.view.state.values);
      open.errors = formErrors(open.view.blocks, open.view.state.values);
      if (Object.keys(open.errors).length > 0) {
        workspace.changed({ kind: 'view', user });
        return { status: 0, body: '', errors: open.errors };
      }
      const payload = { ...opening('view_submission', user), view: structuredClone(open.view), response_urls: [] };
      const delivery = await courier.send('interaction', payload);
      if (!succeeded(delivery)) return { ...answered(delivery, trouble), errors: {} };
      try {
        follow(open, delivery.body);
        return { ...answered(delivery, ''), errors: open.errors };
      } catch (error) {
        if (error instanceof SlackError || error instanceof SyntaxError)
          return { ...answered(delivery, ''), errors: open.errors, problem: `${trouble} (${error.message})` };
        throw error;
      }
    },

    /** Closes a form; the app hears of it if the view asked for that. */
    async close(user: string, viewId: string): Promise<void> {
      const { view } = screen(user, viewId);
      drop(user, ({ id }) => view.clear_on_close || id === view.id);
      if (!view.notify_on_close) return;
      const payload = { ...opening('view_closed', user), view, is_cleared: view.clear_on_close };
      await courier.send('interaction', payload);
    },

    /** A global shortcut, or with a message one from that message's menu. */
    async shortcut(user: string, callbackId: string, on?: { channel: string; ts: string }): Promise<Answered> {
      const about = { callback_id: callbackId, action_ts: workspace.ts() };
      if (!on) return answered(await courier.send('interaction', { ...opening('shortcut', user), ...about }), trouble);
      const channel = workspace.channel(on.channel);
      const message = workspace.message(channel, on.ts);
      const at = { channel: { id: channel.id, name: nameOf(channel) }, message, message_ts: on.ts };
      const response_url = address() + responses.create({ user, channel });
      const payload = { ...opening('message_action', user), ...about, ...at, response_url };
      return answered(await courier.send('interaction', payload), trouble);
    },

    /** Types into a search menu (`external_select`); resolves with the options that the app offers. */
    async suggest(user: string, where: Where, which: Which, typed: string): Promise<Json[]> {
      const { blocks, payload } = surface(user, where);
      const { block, element } = find(blocks, which);
      const { trigger_id: _none, ...start } = opening('block_suggestion', user);
      const asked = { action_id: element.action_id, block_id: block.block_id, value: typed };
      const { body } = await courier.send('suggestion', { ...start, ...payload({}), ...asked });
      const { options = [], option_groups = [] } = (body === '' ? {} : JSON.parse(body)) as {
        options?: Json[];
        option_groups?: { options: Json[] }[];
      };
      return [...options, ...option_groups.flatMap((group) => group.options)];
    },
  };
}
