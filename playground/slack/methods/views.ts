// views.*: modals, opened by a trigger and stacked three deep, and Home tabs.
import type { Args } from '../args.ts';
import { named, viewRefusals } from '../blocks.ts';
import { fieldState } from '../fields.ts';
import type { Workspace } from '../workspace.ts';
import type { Block, OpenView, View } from '../world.ts';
import { newId, SlackError } from '../world.ts';
import type { Method } from './chat.ts';

/** A view that the app sent, checked and given what Slack adds. `before` is the version that it replaces. */
export function makeView(workspace: Workspace, given: unknown, type: 'modal' | 'home', before?: View): View {
  const found = viewRefusals(given, type);
  if (found.length > 0) throw new SlackError('invalid_arguments', found);
  const sent = given as Partial<View> & { blocks: Partial<Block>[] };
  const { teamId, appId, botId } = workspace.world;
  const id = before?.id ?? newId('V');
  const blocks = named(sent.blocks);
  return {
    ...{
      id,
      team_id: teamId,
      app_installed_team_id: teamId,
      type,
      blocks,
      app_id: appId,
      bot_id: botId,
    },
    ...(sent.title && { title: sent.title }),
    ...{ submit: sent.submit ?? null, close: sent.close ?? null },
    ...{ callback_id: sent.callback_id ?? '', external_id: sent.external_id ?? '' },
    private_metadata: sent.private_metadata ?? '',
    ...{ clear_on_close: sent.clear_on_close ?? false, notify_on_close: sent.notify_on_close ?? false },
    // What was typed survives an update where block and action ids stay the same.
    state: { values: fieldState(blocks, {}, before?.state.values) },
    hash: `${Math.floor(workspace.now().getTime() / 1000)}.${newId('')}`,
    ...{ root_view_id: before?.root_view_id ?? id, previous_view_id: before?.previous_view_id ?? null },
  };
}

export const stackOf = (workspace: Workspace, user: string): OpenView[] =>
  workspace.screens.filter((screen) => screen.user === user);

/** Puts a view on top of a user's stack, which holds three at most. */
export function push(workspace: Workspace, user: string, view: View): View {
  const stack = stackOf(workspace, user);
  if (stack.length >= 3) throw new SlackError('push_limit_reached');
  const below = stack.at(-1)?.view;
  if (below) Object.assign(view, { root_view_id: below.root_view_id, previous_view_id: below.id });
  if (view.external_id && workspace.screens.some((screen) => screen.view.external_id === view.external_id))
    throw new SlackError('duplicate_external_id');
  workspace.screens.push({ user, view, errors: {} });
  workspace.changed({ kind: 'view', user });
  return view;
}

function triggered(workspace: Workspace, args: Args) {
  const { user, spend } = workspace.triggered(args.need('trigger_id'));
  return { user, spend, view: makeView(workspace, args.json('view'), 'modal') };
}

export const views: Record<string, Method> = {
  'views.open': (workspace, args) => {
    const { user, spend, view } = triggered(workspace, args);
    const open = push(workspace, user, view);
    spend();
    return { view: open };
  },
  'views.push': (workspace, args) => {
    const { user, spend, view } = triggered(workspace, args);
    if (stackOf(workspace, user).length === 0) throw new SlackError('not_found');
    const open = push(workspace, user, view);
    spend();
    return { view: open };
  },
  'views.update': (workspace, args) => {
    const id = args.text('view_id') ?? args.need('external_id');
    const screen = workspace.screens.find(({ view }) => view.id === id || view.external_id === id);
    if (!screen) throw new SlackError('not_found');
    const hash = args.text('hash');
    if (hash !== undefined && hash !== screen.view.hash) throw new SlackError('hash_conflict');
    screen.view = makeView(workspace, args.json('view'), 'modal', screen.view);
    screen.errors = {};
    workspace.changed({ kind: 'view', user: screen.user });
    return { view: screen.view };
  },
  'views.publish': (workspace, args) => {
    const { id: user } = workspace.user(args.need('user_id'));
    const before = workspace.homes.get(user);
    const hash = args.text('hash');
    if (hash !== undefined && hash !== before?.hash) throw new SlackError('hash_conflict');
    const view = makeView(workspace, args.json('view'), 'home', before);
    workspace.homes.set(user, view);
    workspace.changed({ kind: 'home', user });
    return { view };
  },
};
