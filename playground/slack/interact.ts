// What a person does with the app's own means: commands, buttons and menus, shortcuts.

import { encode } from './composer.ts';
import { type Courier, succeeded } from './courier.ts';
import { chosen, type Filled, type Typed } from './fields.ts';
import type { Delivery } from './ledger.ts';
import type { ResponseUrls } from './response-urls.ts';
import { find, nameOf, type Surfaces, type Where, type Which } from './surfaces.ts';
import type { Workspace } from './workspace.ts';
import { domainOf, type Json, SlackError } from './world.ts';

/** `status` 0: no answer in time. `problem`: the sentence that Slack itself shows when the app failed. */
export interface Answered {
  status: number;
  body: string;
  problem?: string;
}

export const trouble = 'We had some trouble connecting. Try again?';

export function answered(delivery: Delivery, problem: string): Answered {
  const { status, body } = delivery;
  return { status: status ?? 0, body, ...(!succeeded(delivery) && { problem }) };
}

/** Why Slack would say that a command failed, after showing the app's direct answer where there is one. */
function commandFailure(delivery: Delivery, show: (answer: Json) => void): string | undefined {
  if (!succeeded(delivery)) return delivery.status === 0 ? 'operation_timeout' : 'dispatch_failed';
  if (delivery.body.trim() === '') return undefined;
  try {
    show(delivery.body.startsWith('{') ? (JSON.parse(delivery.body) as Json) : { text: delivery.body });
    return undefined;
  } catch (error) {
    if (error instanceof SlackError || error instanceof SyntaxError) return 'invalid_command_response';
    throw error;
  }
}

export function interact(workspace: Workspace, courier: Courier, surfaces: Surfaces, responses: ResponseUrls) {
  const { world } = workspace;
  return {
    /** A slash command, which Slack allows in channels and direct chats but not in threads. */
    async command(user: string, ref: string, text: string, command = '/desk'): Promise<Answered> {
      const channel = workspace.channel(ref);
      const delivery = await courier.send('command', {
        ...{ token: 'verification', team_id: world.teamId, team_domain: domainOf(world.teamName) },
        ...{ api_app_id: world.appId, channel_id: channel.id, channel_name: nameOf(channel) },
        ...{ user_id: user, user_name: workspace.user(user).name, is_enterprise_install: 'false' },
        ...{ command, text: encode(workspace, text, true), trigger_id: workspace.trigger(user) },
        response_url: surfaces.responseUrl(user, channel),
      });
      const why = commandFailure(delivery, (answer) => responses.answer({ user, channel }, answer));
      if (why === undefined) return answered(delivery, '');
      const problem = `${command} failed with the error "${why}"`;
      workspace.whisper({ user, channel: channel.id, text: problem, by: 'slackbot' });
      return { ...answered(delivery, problem), problem };
    },

    /** Presses a button, or with `choice` picks from a menu; `filled` is what stands in the fields around it. */
    async press(
      user: string,
      where: Where,
      which: Which,
      choice: Typed = null,
      filled: Filled = {},
    ): Promise<Answered> {
      const { blocks, payload } = surfaces.at(user, where);
      const { block, element } = find(blocks, which);
      const { action_id = '', type, text, value, style } = element;
      const button = type === 'button';
      const own = { ...filled[block.block_id], [action_id]: choice };
      const what = button ? { type, text, value, style } : chosen(element, choice);
      const action = { action_id, block_id: block.block_id, ...what, action_ts: workspace.ts() };
      const about = payload(button ? filled : { ...filled, [block.block_id]: own });
      const gesture = { ...surfaces.opening('block_actions', user), ...about, actions: [action] };
      return answered(await courier.send('interaction', gesture), trouble);
    },

    /** A global shortcut, or with a message one from that message's menu. */
    async shortcut(user: string, callbackId: string, on?: { channel: string; ts: string }): Promise<Answered> {
      const about = { callback_id: callbackId, action_ts: workspace.ts() };
      if (!on) {
        const gesture = { ...surfaces.opening('shortcut', user), ...about };
        return answered(await courier.send('interaction', gesture), trouble);
      }
      const channel = workspace.channel(on.channel);
      const message = workspace.message(channel, on.ts);
      const at = { channel: { id: channel.id, name: nameOf(channel) }, message, message_ts: on.ts };
      const response_url = surfaces.responseUrl(user, channel);
      const gesture = { ...surfaces.opening('message_action', user), ...about, ...at, response_url };
      return answered(await courier.send('interaction', gesture), trouble);
    },

    /** Types into a search menu (`external_select`); resolves with the options that the app offers. */
    async suggest(user: string, where: Where, which: Which, typed: string): Promise<Json[]> {
      const { blocks, payload } = surfaces.at(user, where);
      const { block, element } = find(blocks, which);
      const { trigger_id: _none, ...opening } = surfaces.opening('block_suggestion', user);
      const asked = { action_id: element.action_id, block_id: block.block_id, value: typed };
      const { body } = await courier.send('suggestion', { ...opening, ...payload({}), ...asked });
      const { options = [], option_groups = [] } = (body.startsWith('{') ? JSON.parse(body) : {}) as {
        options?: Json[];
        option_groups?: { options: Json[] }[];
      };
      return [...options, ...option_groups.flatMap((group) => group.options)];
    },
  };
}
