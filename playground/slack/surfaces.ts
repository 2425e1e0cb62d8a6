// Where elements stand (messages, ephemerals, forms, Home) and what an interaction payload says about it.
import { elementsOf } from './blocks.ts';
import { type Filled, fieldState } from './fields.ts';
import { stackOf } from './methods/views.ts';
import type { ResponseUrls } from './response-urls.ts';
import type { Workspace } from './workspace.ts';
import { type Block, type Channel, domainOf, type Ephemeral, type Json, type Message, type OpenView } from './world.ts';

/** Where a button stands. A Home tab is a view too. */
export type Where = { channel: string; ts: string } | { ephemeral: string } | { view: string };
/** An element's action id, with the block's id where several blocks use the same one. */
export type Which = string | { action_id: string; block_id: string };

/** The blocks of a surface, and its part of the payload once `filled` stands in its fields. */
interface Surface {
  blocks: Block[];
  payload: (filled: Filled) => Json;
}

export const nameOf = (channel: Channel): string => (channel.kind === 'im' ? 'directmessage' : channel.name);

/** The element that was meant; an error names what could have been. */
export function find(blocks: Block[], which: Which) {
  const wanted = typeof which === 'string' ? { action_id: which, block_id: undefined } : which;
  const all = elementsOf(blocks);
  const found = all.find(
    ({ block, element }) =>
      element.action_id === wanted.action_id && (wanted.block_id === undefined || block.block_id === wanted.block_id),
  );
  if (found) return found;
  throw new Error(`no '${wanted.action_id}' here, only: ${all.map(({ element }) => element.action_id).join(', ')}`);
}

export class Surfaces {
  readonly #workspace: Workspace;
  readonly #responses: ResponseUrls;
  readonly #address: () => string;

  constructor(workspace: Workspace, responses: ResponseUrls, address: () => string) {
    this.#workspace = workspace;
    this.#responses = responses;
    this.#address = address;
  }

  /** What every interaction payload starts with. */
  opening(type: string, user: string): Json {
    const { name, teamId } = this.#workspace.user(user);
    const { world } = this.#workspace;
    return {
      ...{ type, token: 'verification', api_app_id: world.appId, trigger_id: this.#workspace.trigger(user) },
      team: { id: world.teamId, domain: domainOf(world.teamName) },
      user: { id: user, username: name, name, team_id: teamId ?? world.teamId },
      ...{ enterprise: null, is_enterprise_install: false },
    };
  }

  /** A new response URL for an answer to `user` in `channel`, or in place of the `original`. */
  responseUrl(user: string, channel: Channel, original?: { ts: string } | { ephemeral: string }): string {
    return this.#address() + this.#responses.create({ user, channel, ...(original && { original }) });
  }

  /** An open form of this user. */
  screen(user: string, viewId: string): OpenView {
    const found = stackOf(this.#workspace, user).find(({ view }) => view.id === viewId);
    if (!found) throw new Error(`${user} has no view ${viewId} open`);
    return found;
  }

  at(user: string, where: Where): Surface {
    if ('view' in where) return this.#view(user, where.view);
    if ('channel' in where) {
      const channel = this.#workspace.channel(where.channel);
      if (!channel.members.has(user) && channel.kind !== 'channel')
        throw new Error(`${user} is not in ${where.channel}`);
      const message = this.#workspace.message(channel, where.ts);
      return this.#inChannel(user, channel, message, { ts: where.ts }, { message });
    }
    const shown = this.#workspace.ephemerals.find(({ id }) => id === where.ephemeral);
    if (!shown || shown.user !== user) throw new Error(`${user} sees no ephemeral ${where.ephemeral}`);
    return this.#inChannel(user, this.#workspace.channel(shown.channel), shown, { ephemeral: shown.id }, {});
  }

  #view(user: string, id: string): Surface {
    const home = this.#workspace.homes.get(user);
    const view = home?.id === id ? home : this.screen(user, id).view;
    const payload = (filled: Filled) => {
      view.state.values = fieldState(view.blocks, filled, view.state.values);
      return { container: { type: 'view', view_id: id }, view: structuredClone(view) };
    };
    return { blocks: view.blocks, payload };
  }

  #inChannel(
    user: string,
    channel: Channel,
    { ts, thread_ts, blocks = [] }: Message | Ephemeral,
    original: { ts: string } | { ephemeral: string },
    more: { message?: Message },
  ): Surface {
    const thread = thread_ts && { thread_ts };
    const container = { type: 'message', message_ts: ts, ...thread, channel_id: channel.id };
    const payload = (filled: Filled) => ({
      ...structuredClone(more),
      container: { ...container, is_ephemeral: 'ephemeral' in original },
      channel: { id: channel.id, name: nameOf(channel) },
      response_url: this.responseUrl(user, channel, original),
      state: { values: fieldState(blocks, filled) },
    });
    return { blocks, payload };
  }
}
