// What two people see on the page at one moment: their places, one conversation each, and an open form. Plain data.

import { namesOf, type Policy } from '../src/policy/schema.ts';
import type { Actor } from './actors.ts';
import type { Chats } from './acts.ts';
import { type Attached, filesInSlack, filesInTeams } from './attached.ts';
import type { Cast } from './cast.ts';
import { slackId, teamsId } from './cast.ts';
import type { DeskTime } from './clock.ts';
import type { LocalSlack } from './slack/slack.ts';
import type {
  Channel as SlackChannel,
  Ephemeral as SlackEphemeral,
  Message as SlackMessage,
  View,
} from './slack/world.ts';
import type { LocalTeams } from './teams/teams.ts';
import type { Message as TeamsMessage } from './teams/world.ts';

const HOME = 'home'; // where a channel's id stands; those are in capitals
const NOTHING: Pick<SlackChannel, 'messages' | 'topic' | 'bookmarks' | 'pins' | 'members'> = {
  ...{ messages: [], topic: '', bookmarks: [], pins: [], members: new Set() },
};
const SHOWN = 90; // posts of a place with all their replies; older ones stay in the chat

/** Times are ISO 8601 at the desk's clock. */
type Shown<T> = Omit<T, 'at' | 'edited' | 'modified' | 'deleted'> & { at: string };
export type SlackShown = Omit<Shown<SlackMessage>, 'files'> & {
  edited?: unknown;
  attached: readonly Attached[];
  /** Whether it is pinned in its channel. */
  pinned: boolean;
};
export type SlackPrivate = Shown<SlackEphemeral>;
export type TeamsShown = Shown<TeamsMessage> & { edited: boolean; attached: readonly Attached[] };
export interface SlackView {
  readonly view: View;
  readonly errors: Record<string, string>;
}
export type TeamsDialog = { id: string; title: string; card?: unknown; message?: string };

export interface PlaceShown {
  readonly id: string;
  readonly name: string;
  readonly kind: 'channel' | 'direct' | 'home';
  readonly private: boolean;
  /** Whether the person may write there; in a direct chat in Teams, whether Muster is installed. */
  readonly open: boolean;
  /** Grows with each message that someone else wrote. */
  readonly latest: number;
  /** Whether Muster made it, for a major incident. */
  readonly room: boolean;
}

/** What stands above what is said in a place. */
export interface Above {
  readonly topic: string;
  /** Accounts of the people in it. */
  readonly who: readonly string[];
  /** The message that is kept in sight, by its id. */
  readonly headline: string | null;
}

export interface SlackSight extends Above {
  readonly places: readonly PlaceShown[];
  readonly place: string;
  readonly bookmarks: readonly { readonly id: string; readonly title: string; readonly link: string }[];
  readonly messages: readonly SlackShown[];
  readonly ephemerals: readonly SlackPrivate[];
  /** The Home tab; null until Muster has put something there. */
  readonly home: View | null;
  readonly view: SlackView | null;
}

export interface TeamsSight extends Above {
  readonly places: readonly PlaceShown[];
  readonly place: string;
  readonly messages: readonly TeamsShown[];
  readonly dialog: TeamsDialog | null;
}

export interface Sight {
  readonly now: string;
  readonly slack: SlackSight;
  readonly teams: TeamsSight;
}

/** What somebody is to the desk. */
export type Part = 'requester' | 'first' | 'further' | 'manager' | 'guest';

/** What does not change while the page is open. */
export interface Setup {
  readonly organisation: string;
  readonly zone: string;
  readonly command: string;
  readonly people: readonly {
    readonly name: string;
    readonly handle: string;
    readonly role: string;
    readonly zone: string;
    readonly part: Part;
    /** Among whom they are listed. */
    readonly team: string;
    readonly slack: string;
    readonly teams: string;
  }[];
  readonly bot: { readonly slack: string; readonly teams: string };
  /** What may be said, for the composer. */
  readonly verbs: readonly { readonly name: string; readonly example: string; readonly help: string }[];
  /** What stands in the clients' own menus, by the id that Muster hears. */
  readonly menus: Readonly<Record<'report' | 'report_message' | 'find', string>>;
  /** The emoji that reports a message in Slack, without colons. */
  readonly emoji: string;
}

export function setupOf(
  cast: Cast,
  { organisation, groups, roles, first_level, intake }: Policy,
  command: string,
  { verbs, menus }: Pick<Setup, 'verbs' | 'menus'>,
): Setup {
  const addressOf = (handle: string) => cast.slack.users.find(({ name }) => name === handle)?.email ?? '';
  const place = (actor: Actor): { part: Part; team: string } => {
    const address = addressOf(actor.handle);
    if (actor.guest) return { part: 'guest', team: 'Guests' };
    if (roles.incident_manager.includes(address)) return { part: 'manager', team: 'Incident managers' };
    const [key, group] = Object.entries(groups).find(([, { members }]) => members.includes(address)) ?? [];
    if (!group) return { part: 'requester', team: 'Colleagues who need something' };
    return { part: key === first_level ? 'first' : 'further', team: namesOf(group.name)[0] ?? '' };
  };
  const people = cast.actors.map((actor) => ({
    ...{ name: actor.name, handle: actor.handle, role: actor.role, zone: actor.zone, ...place(actor) },
    ...{ slack: slackId(actor), teams: teamsId(actor) },
  }));
  const bot = { slack: cast.slack.botUserId, teams: `28:${cast.teams.appId}` };
  const { name, zone } = organisation;
  return { organisation: name, zone, command, people, bot, verbs, menus, emoji: intake.emoji };
}

/** Whom the page shows and where each of the two looks. */
export interface Looking {
  readonly slack: { readonly user: string; readonly place?: string | undefined };
  readonly teams: { readonly user: string; readonly place?: string | undefined };
}

export function sightOf({ slack, teams }: Chats, time: DeskTime, looking: Looking): Sight {
  return {
    now: time.now().toISOString(),
    slack: slackSight(slack, time, looking.slack),
    teams: teamsSight(teams, time, looking.teams),
  };
}

function slackSight(slack: LocalSlack, time: DeskTime, { user, place: wanted }: Looking['slack']): SlackSight {
  const direct = slack.directChannel(user);
  const whispers = slack.ephemerals(user);
  const places = slack
    .channels(user)
    .filter(({ id, kind, archived }) => !archived && (kind !== 'im' || id === direct))
    .map(({ id, name, kind, members, messages, creator }): PlaceShown => {
      const theirs = messages.findLast((message) => message.user !== user)?.ts ?? 0;
      const whispered = whispers.findLast(({ channel }) => channel === id)?.ts ?? 0;
      const latest = Math.max(Number(theirs), Number(whispered));
      const open = members.has(user);
      if (kind === 'im') return { id, name: 'Muster', kind: 'direct', private: true, open, latest, room: false };
      const room = creator === slack.world.botUserId;
      return { id, name, kind: 'channel', private: kind === 'group', open, latest, room };
    });
  places.push({ id: HOME, name: 'Home', kind: 'home', private: true, open: true, latest: 0, room: false });
  const place = places.find(({ id }) => id === wanted)?.id ?? places[0]?.id ?? direct;
  const { messages: said, topic, bookmarks, pins, members } = place === HOME ? NOTHING : slack.channel(place);
  const at = (ts: string) => time.said(ts, new Date(Number(ts) * 1000)).toISOString();
  const top = slack.views(user).at(-1);
  return {
    places,
    ...{ place, topic },
    who: [...members].filter((id) => id !== slack.world.botUserId),
    headline: pins.at(-1) ?? null,
    bookmarks: bookmarks.map(({ id, title, link }) => ({ id, title, link })),
    messages: lately(said, ({ ts, thread_ts = ts }) => thread_ts).map(({ files = [], ...message }) => ({
      ...message,
      at: at(message.ts),
      pinned: pins.includes(message.ts),
      attached: filesInSlack(slack, files),
    })),
    ephemerals: whispers.filter(({ channel }) => channel === place).map((each) => ({ ...each, at: at(each.ts) })),
    home: slack.home(user) ?? null,
    view: top ? { view: top.view, errors: top.errors } : null,
  };
}

function teamsSight(teams: LocalTeams, time: DeskTime, { user, place: wanted }: Looking['teams']): TeamsSight {
  const targeted = teams.targeted(user);
  const seen = (id: string) =>
    [...teams.messages(id, { user }), ...targeted.filter(({ conversation }) => conversation === id)].sort(
      (a, b) => Number(a.id) - Number(b.id),
    );
  const places = teams
    .conversations()
    .filter(({ members, archived }) => members.includes(user) && !archived)
    .map(({ id, name, type, bot }): PlaceShown => {
      const latest = Number(seen(id).findLast(({ from }) => from !== user)?.id ?? 0);
      if (type === 'personal')
        return { id, name: 'Muster', kind: 'direct', private: true, open: bot, latest, room: false };
      const room = !teams.world.channels.some((channel) => channel.id === id);
      return { id, name, kind: 'channel', private: type === 'groupChat', open: true, latest, room };
    });
  const place = places.find(({ id }) => id === wanted)?.id ?? places[0]?.id ?? teams.personal(user);
  const shown = lately(seen(place), ({ id, root = id }) => root);
  const dialog = teams.dialogs(user).at(-1);
  const here = teams.conversations().find(({ id }) => id === place);
  const isRoom = places.some(({ id, room }) => id === place && room);
  return {
    ...{ places, place, who: here?.members ?? [] },
    topic: isRoom ? (here?.description.split('\n')[0] ?? '') : '',
    // Teams lets no app pin anything; what Muster said first is the room's card.
    headline: (isRoom && shown.find(({ from, root }) => from.startsWith('28:') && root === undefined)?.id) || null,
    messages: shown.map(({ modified: _modified, edited, at, ...message }) => ({
      ...message,
      at: time.said(message.id, at).toISOString(),
      edited: edited !== undefined,
      attached: filesInTeams(teams, message.attachments),
    })),
    dialog: dialog ? shownDialog(dialog) : null,
  };
}

/** The messages that belong to the last posts. */
function lately<T>(messages: readonly T[], rootOf: (message: T) => string): T[] {
  const posts = new Set([...new Set(messages.map(rootOf))].slice(-SHOWN));
  return messages.filter((message) => posts.has(rootOf(message)));
}

function shownDialog({ id, title, card, message }: TeamsDialog): TeamsDialog {
  return { id, title, ...(card === undefined ? {} : { card }), ...(message === undefined ? {} : { message }) };
}
