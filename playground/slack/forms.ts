// What a person does with an open form, and what the app's answer does to the screen.
import { type Courier, succeeded } from './courier.ts';
import { type Filled, fieldState, formErrors } from './fields.ts';
import { type Answered, answered, trouble } from './interact.ts';
import { makeView, push } from './methods/views.ts';
import type { Surfaces } from './surfaces.ts';
import type { Workspace } from './workspace.ts';
import type { Json, OpenView, View } from './world.ts';
import { SlackError } from './world.ts';

function drop(workspace: Workspace, user: string, which: (view: View) => boolean): void {
  const gone = workspace.screens.filter((open) => open.user === user && which(open.view));
  for (const each of gone) workspace.screens.splice(workspace.screens.indexOf(each), 1);
  workspace.changed({ kind: 'view', user });
}

/** Follows the `response_action` of an answered submit; without one the form closes. */
function follow(workspace: Workspace, open: OpenView, body: string): void {
  const { response_action, errors, view } = (body.trim() === '' ? {} : JSON.parse(body)) as Json;
  if (response_action === 'errors') {
    const named = (errors ?? {}) as Record<string, string>;
    const stray = Object.keys(named).filter((id) => !open.view.blocks.some((block) => block.block_id === id));
    if (stray.length > 0) throw new SlackError('invalid_arguments', [`no block ${stray.join(', ')} for its error`]);
    open.errors = named;
  } else if (response_action === 'update') open.view = makeView(workspace, view, 'modal', open.view);
  else if (response_action === 'push') push(workspace, open.user, makeView(workspace, view, 'modal'));
  else if (response_action === 'clear') drop(workspace, open.user, () => true);
  else drop(workspace, open.user, ({ id }) => id === open.view.id);
  workspace.changed({ kind: 'view', user: open.user });
}

export function forms(workspace: Workspace, courier: Courier, surfaces: Surfaces) {
  return {
    /** Submits an open form. `errors` (block id → sentence) come from Slack's own checks or the app; the form then stays. */
    async submit(
      user: string,
      viewId: string,
      filled: Filled = {},
    ): Promise<Answered & { errors: Record<string, string> }> {
      const open = surfaces.screen(user, viewId);
      const { view } = open;
      view.state.values = fieldState(view.blocks, filled, view.state.values);
      open.errors = formErrors(view.blocks, view.state.values);
      workspace.changed({ kind: 'view', user });
      if (Object.keys(open.errors).length > 0) return { status: 0, body: '', errors: open.errors };
      const opening = surfaces.opening('view_submission', user);
      const payload = { ...opening, view: structuredClone(view), response_urls: [] };
      const delivery = await courier.send('interaction', payload);
      if (!succeeded(delivery)) return { ...answered(delivery, trouble), errors: {} };
      try {
        follow(workspace, open, delivery.body);
        return { ...answered(delivery, ''), errors: open.errors };
      } catch (error) {
        // An answer that Slack cannot use is the app's fault, and its user reads the same sentence.
        if (!(error instanceof SlackError || error instanceof SyntaxError)) throw error;
        return { ...answered(delivery, ''), errors: {}, problem: `${trouble} (${error.message})` };
      }
    },

    /** Closes a form; the app hears of it if the view asked for that. */
    async close(user: string, viewId: string): Promise<void> {
      const { view } = surfaces.screen(user, viewId);
      drop(workspace, user, ({ id }) => view.clear_on_close || id === view.id);
      if (!view.notify_on_close) return;
      const opening = surfaces.opening('view_closed', user);
      await courier.send('interaction', { ...opening, view, is_cleared: view.clear_on_close });
    },
  };
}
