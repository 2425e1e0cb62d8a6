// Who could read a word: everything that stands or was sent since a moment, and for whose eyes it was.
import { slackId, type TestDesk, teamsId } from './desk.ts';
import { slackHome } from './slack-person.ts';

/** What the chats had been sent by then. */
export const moment = ({ slack, teams }: TestDesk) => ({
  slackCalls: slack.ledger.calls.length,
  slackGestures: slack.ledger.deliveries.length,
  teamsCalls: teams.ledger.calls.length,
  teamsGestures: teams.ledger.deliveries.length,
});

/** Who may read it: people by name, channels by id. */
export interface Audience {
  readonly people: readonly string[];
  readonly channels: readonly string[];
}

const begins = (body: unknown): string | undefined =>
  (body as { channelData?: { channel?: { id?: string } } } | undefined)?.channelData?.channel?.id;

/** What is inside the files of Slack that are named in it, as text. */
const bytesIn = ({ slack }: TestDesk, what: unknown): string[] =>
  [...new Set(JSON.stringify(what).match(/\bF[\dA-Z]{6,}\b/gu))].map((id) => String(slack.file(id)?.bytes ?? ''));

/** Everything with one of these words that was sent since then to a place or a person outside of the audience. */
export function sentTo(
  desk: TestDesk,
  words: readonly string[],
  since: ReturnType<typeof moment>,
  { people, channels }: Audience,
): string[] {
  const { slack, teams } = desk;
  const has = (what: unknown) => words.find((word) => JSON.stringify(what ?? '').includes(word));
  const places = [...channels, ...people.flatMap((name) => [slackId(name), slack.directChannel(slackId(name))])];
  const inSlack = slack.ledger.calls.slice(since.slackCalls).flatMap(({ method, args }) => {
    const to = [args.user, args.user_id, args.channel, args.channel_id].find((one) => one !== undefined);
    // An upload is seen by nobody until it is completed into a channel.
    const unseen = method === 'response_url' || method === 'files.getUploadURLExternal';
    const sent = method === 'files.completeUploadExternal' ? [args, bytesIn(desk, args)] : args;
    return has(sent) && !places.includes(String(to)) && !unseen ? [`${method} to ${to}`] : [];
  });
  const chats = [...channels, ...people.flatMap((name) => [teams.personal(teamsId(name))])];
  const inTeams = teams.ledger.calls.slice(since.teamsCalls).flatMap(({ method, path, body }) =>
    // A thread is begun at no conversation's path: its body names the channel.
    has(body) && !chats.some((chat) => path.includes(chat) || begins(body) === chat) ? [`${method} ${path}`] : [],
  );
  // What a gesture was answered with on the spot: forms, results of a search, cards in a form's place.
  const slackAnswers = slack.ledger.deliveries.slice(since.slackGestures).flatMap(({ payload, body, kind }) => {
    const { user_id, user } = payload as { user_id?: string; user?: { id?: string } };
    return has(body) && !places.includes(String(user_id ?? user?.id)) ? [`${kind} of ${user_id ?? user?.id}`] : [];
  });
  const known = people.map(teamsId);
  const teamsAnswers = teams.ledger.deliveries.slice(since.teamsGestures).flatMap(({ activity, body }) => {
    const from = (activity.from as { id?: string } | undefined)?.id ?? '';
    return has(body) && !known.includes(from) ? [`${activity.type} of ${from}`] : [];
  });
  return [...inSlack, ...inTeams, ...slackAnswers, ...teamsAnswers];
}

/** What stands with one of these words where this person can read it: channels with their threads, chats, windows, Home. */
export function standsFor(
  desk: TestDesk,
  name: string,
  words: readonly string[],
  channels: readonly string[],
): string[] {
  const { slack, teams } = desk;
  const [onSlack, onTeams] = [slackId(name), teamsId(name)];
  const seen: [string, unknown][] = [
    ['ephemerals', slack.ephemerals(onSlack)],
    ['views', slack.views(onSlack)],
    ['home', slackHome(slack, onSlack)],
    ['targeted', teams.targeted(onTeams)],
    ['dialogs', teams.dialogs(onTeams)],
    ['chat in Teams', teams.messages(teams.personal(onTeams), { user: onTeams })],
  ];
  for (const channel of [...channels, onSlack].filter((one) => !one.startsWith('19:')))
    for (const message of slack.messages(channel))
      seen.push([channel, message], [`thread in ${channel}`, slack.messages(channel, { thread: message.ts })]);
  for (const channel of channels.filter((one) => one.startsWith('19:')))
    for (const message of teams.messages(channel, { user: onTeams }))
      seen.push(
        [channel, message],
        [`thread in ${channel}`, teams.messages(channel, { user: onTeams, thread: message.id })],
      );
  return seen.flatMap(([where, what]) => {
    const shown = JSON.stringify([what ?? '', bytesIn(desk, what ?? '')]);
    const found = words.find((word) => shown.includes(word));
    return found ? [`${found} in ${where} of ${name}`] : [];
  });
}
