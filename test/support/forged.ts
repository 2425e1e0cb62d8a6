// What nobody was ever shown: presses and forms of a client that sends what it likes, signed as the chats sign what people do.
import { createHmac } from 'node:crypto';
import type { Block, Message } from '../../playground/slack/world.ts';
import type { Json } from '../../playground/teams/world.ts';
import { slackId, type TestDesk, teamsId } from './desk.ts';

/** Where everybody is, so that no place says whose ticket is meant. */
const GENERAL = { slack: 'C0GENERAL', teams: '19:general@thread.tacv2' };

export interface Forged {
  readonly verb: string;
  readonly args: Readonly<Record<string, string>>;
}
/** Each gives all that the person was answered, as the chats were handed it. */
export interface Ways {
  types(name: string, text: string): Promise<string>;
  presses(name: string, forged: Forged): Promise<string>;
  /** A press that asks for the verb's form. */
  opens(name: string, forged: Forged): Promise<string>;
  /** Sends a form back that was never opened: its own arguments, and fields that were filled in. */
  submits(name: string, forged: Forged, values: Readonly<Record<string, string>>): Promise<string>;
}

/** Posts what Slack would post, signed with the workspace's secret; `type` as its content type. */
export function postSigned(
  desk: TestDesk,
  body: string,
  type = 'application/x-www-form-urlencoded',
): Promise<Response> {
  const at = String(Math.floor(Date.now() / 1000));
  const mac = createHmac('sha256', desk.slack.world.signingSecret).update(`v0:${at}:${body}`).digest('hex');
  const headers = { 'x-slack-request-timestamp': at, 'x-slack-signature': `v0=${mac}`, 'content-type': type };
  return fetch(`http://127.0.0.1:${desk.muster.port}/slack/events`, { method: 'POST', body, headers });
}

/** A form as Slack sends it back. `metadata`: what the view kept, where it is not as ours would be. */
export function viewOf(desk: TestDesk, user: string, { verb, args }: Forged, values: Json = {}, metadata?: string) {
  const kept = metadata ?? JSON.stringify({ args, title: 'Form', done: 'Done', at: [GENERAL.slack] });
  const filled = Object.entries(values).map(([name, value]) => [name, { value: { type: 'plain_text_input', value } }]);
  const view = { id: `V${crypto.randomUUID()}`, type: 'modal', callback_id: verb, private_metadata: kept, blocks: [] };
  return {
    ...{
      type: 'view_submission',
      team: { id: desk.slack.world.teamId },
      user: { id: user },
      trigger_id: crypto.randomUUID(),
    },
    view: { ...view, state: { values: Object.fromEntries(filled) } },
  };
}

export const postPayload = (desk: TestDesk, payload: Json): Promise<Response> =>
  postSigned(desk, new URLSearchParams({ payload: JSON.stringify(payload) }).toString());

/** A message of Muster's in the channel of everybody with one button of this value. */
export function plantButton({ slack }: TestDesk, value: string): { channel: string; ts: string } {
  const { user } = { user: slack.world.botUserId };
  const ts = `${Math.floor(Date.now() / 1000)}.${String(Math.floor(Math.random() * 1e6)).padStart(6, '0')}`;
  const element = { type: 'button', action_id: 'a0', text: { type: 'plain_text' as const, text: 'Press' }, value };
  const blocks: Block[] = [{ type: 'actions', block_id: 'b0', elements: [element] }];
  const message: Message = {
    type: 'message',
    ts,
    user,
    bot_id: slack.world.botId,
    text: '…',
    team: slack.world.teamId,
    blocks,
  };
  slack.channel(GENERAL.slack).messages.push(message);
  return { channel: GENERAL.slack, ts };
}

export function forgedOnSlack(desk: TestDesk): Ways {
  const { slack } = desk;
  /** All calls that came of it, and no form stays open. */
  const answered = async (user: string, act: () => Promise<unknown>): Promise<string> => {
    const before = slack.ledger.calls.length;
    await act();
    // Whether Slack is there is asked at any time.
    const calls = slack.ledger.calls.slice(before).filter(({ method }) => method !== 'auth.test');
    const told = JSON.stringify(calls.map(({ args }) => args));
    for (const { view } of slack.views(user)) await slack.close(user, view.id);
    return told;
  };
  const press = (name: string, { verb, args }: Forged) => {
    const at = plantButton(desk, JSON.stringify({ v: verb, a: args }));
    return answered(slackId(name), () => slack.press(slackId(name), at, 'a0'));
  };
  return {
    types: async (name, text) => (await slack.command(slackId(name), GENERAL.slack, text)).body,
    presses: press,
    opens: (name, { verb, args }) => press(name, { verb, args: { ...args, form: 'yes' } }),
    async submits(name, forged, values) {
      return (await postPayload(desk, viewOf(desk, slackId(name), forged, values))).text();
    },
  };
}

const FORM = { title: 'Form', submit: 'Send', cancel: 'Cancel', done: 'Done' };
const field = (name: string) => ({ name, label: name, required: false, type: 'line', maxLength: 3000 });

export function forgedOnTeams(desk: TestDesk): Ways {
  const { teams } = desk;
  let lamp: string | undefined;
  /** A message of somebody's that everybody sees. */
  const anywhere = async (): Promise<string> => {
    if (lamp === undefined) await teams.say(teamsId('bob'), GENERAL.teams, 'good morning');
    lamp ??= teams.messages(GENERAL.teams).at(-1)?.id ?? '';
    return lamp;
  };
  const answered = async (user: string, act: () => Promise<{ body: unknown }>): Promise<string> => {
    const seen = () => teams.targeted(user).filter(({ from }) => from !== user);
    const before = seen().length;
    const { body } = await act();
    for (const { id } of teams.dialogs(user)) teams.closeDialog(user, id);
    return JSON.stringify([
      body,
      seen()
        .slice(before)
        .map(({ text, attachments }) => [text, attachments]),
    ]);
  };
  const press = async (name: string, { verb, args }: Forged, opening: boolean) => {
    const muster = { v: verb, a: args, n: crypto.randomUUID() };
    const action = opening
      ? { type: 'Action.Submit', data: { muster, msteams: { type: 'task/fetch' } } }
      : { type: 'Action.Execute', verb: 'muster', data: { muster } };
    const on = await anywhere();
    return answered(teamsId(name), () => teams.press(teamsId(name), GENERAL.teams, on, action));
  };
  return {
    types: (name, text) =>
      answered(teamsId(name), () => teams.say(teamsId(name), GENERAL.teams, text, { mention: true })),
    presses: (name, forged) => press(name, forged, false),
    opens: (name, { verb, args }) => press(name, { verb, args: { ...args, form: 'yes' } }, true),
    async submits(name, { verb, args }, values) {
      const form = { ...FORM, verb, args, fields: Object.keys(values).map(field) };
      const muster = { v: verb, a: args, n: crypto.randomUUID(), form };
      return answered(teamsId(name), () => teams.post(submission(desk, name, { muster, ...values })));
    },
  };
}

/** A dialog sent back, with whatever data. */
export function submission({ teams }: TestDesk, name: string, data: Json): Json {
  const { tenantId, appId, users } = teams.world;
  const user = users.find(({ id }) => id === teamsId(name));
  return {
    ...{
      type: 'invoke',
      name: 'task/submit',
      id: crypto.randomUUID(),
      channelId: 'msteams',
      serviceUrl: teams.serviceUrl,
    },
    from: { id: user?.id, name: user?.name, aadObjectId: user?.aadObjectId },
    recipient: { id: `28:${appId}`, name: 'Muster' },
    conversation: { id: GENERAL.teams, conversationType: 'channel', tenantId },
    channelData: { tenant: { id: tenantId } },
    value: { data, context: { theme: 'default' } },
  };
}
