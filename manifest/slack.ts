// Slack's app manifest, and what each of its scopes is for.
import type { AppsManifestCreateArguments } from '@slack/web-api';
import { stringify } from 'yaml';
import { anyones, colour, description, english, meaning, name } from './app.ts';

/** What is done to a war room, by one scope where it is public and by another where it is private. */
const roomCalls = [
  'conversations.create',
  'conversations.setTopic',
  'conversations.setPurpose',
  'conversations.invite',
  'conversations.archive',
  'conversations.unarchive',
] as const;

/** What the adapter calls and hears, by the scope that Slack asks for it: https://docs.slack.dev/reference/scopes */
export const scopes = {
  commands: { calls: [], hears: [], why: 'the slash command, and the shortcuts in the menus' },
  'app_mentions:read': { calls: [], hears: ['app_mention'], why: 'what is said to it with an @mention' },
  'reactions:read': {
    calls: [],
    hears: ['reaction_added'],
    why: 'the emoji that reports a message, in the channels that it is invited to',
  },
  'chat:write': {
    calls: ['chat.postMessage', 'chat.update', 'chat.delete', 'chat.postEphemeral'],
    hears: [],
    why: 'cards, which are edited in place, and answers that only one person sees',
  },
  'im:write': {
    calls: ['conversations.open'],
    hears: [],
    why: 'the direct chat in which people are told of their tickets',
  },
  'im:history': {
    calls: ['conversations.history', 'conversations.replies'],
    hears: ['message.im'],
    why: 'what is said to it in the direct chat; looking for its own post there before repeating it',
  },
  'channels:history': {
    calls: ['conversations.history', 'conversations.replies'],
    hears: ['message.channels'],
    why: 'what agents write in the thread of a ticket, and everybody in a war room; what a message says that the emoji was put on; looking for its own post; in the public channels that it is in',
  },
  'groups:history': {
    calls: ['conversations.history', 'conversations.replies'],
    hears: ['message.groups'],
    why: 'the same in the private channels that it is in',
  },
  'groups:read': {
    calls: ['conversations.info', 'conversations.members', 'conversations.list'],
    hears: [],
    why: 'who is in a private triage channel, where the policy trusts its membership; finding a private war room again before making it twice',
  },
  'channels:read': {
    calls: ['conversations.list'],
    hears: [],
    why: 'finding a public war room again before making it twice',
  },
  'channels:manage': {
    calls: roomCalls,
    hears: [],
    why: 'public war rooms: made, described, filled with the people of a major incident, archived',
  },
  'groups:write': { calls: roomCalls, hears: [], why: 'the same for private war rooms' },
  'pins:write': { calls: ['pins.add'], hears: [], why: 'the state of a major incident, pinned in its war room' },
  'bookmarks:read': {
    calls: ['bookmarks.list'],
    hears: [],
    why: 'which links a war room has, so that none stands there twice',
  },
  'bookmarks:write': { calls: ['bookmarks.add'], hears: [], why: 'links at the top of a war room' },
  'usergroups:read': {
    calls: ['usergroups.users.list'],
    hears: ['subteam_members_changed'],
    why: 'who is in a user group that the policy names',
  },
  'users:read': {
    calls: ['users.info'],
    hears: ['user_change'],
    why: 'names, time zones, languages, who is a guest, and who has left',
  },
  'files:read': {
    calls: ['files.info'],
    hears: [],
    why: 'the files that come with what is said to it, copied to whom the words go',
  },
  'files:write': {
    calls: ['files.getUploadURLExternal', 'files.completeUploadExternal', 'files.delete'],
    hears: [],
    why: 'files from the other chat, or another place of this one, posted as themselves, and taken away again',
  },
  'users:read.email': {
    calls: ['users.info', 'users.lookupByEmail'],
    hears: [],
    why: 'the address by which one person on two chats is known to be one, and by which whoever the policy calls to a major incident is found',
  },
} as const;

/** What is called without any scope. */
export const free = ['auth.test', 'views.open', 'views.update', 'views.publish'] as const;

/** What is heard without any scope. */
export const heard = ['app_home_opened'] as const;

type Manifest = AppsManifestCreateArguments['manifest'];

export interface SlackInstallation {
  /** With its slash. */
  readonly command: string;
  /** Where Slack reaches Muster, without a slash at its end; undefined: Socket Mode, which needs no address. */
  readonly url: string | undefined;
}

/** The manifest as YAML, to be pasted at api.slack.com/apps. */
export const slackManifest = (installation: SlackInstallation): string =>
  stringify(manifestOf(installation), { lineWidth: 0 });

function manifestOf({ command, url }: SlackInstallation): Manifest {
  const requests = url === undefined ? undefined : `${url}/slack/events`;
  return {
    display_information: {
      name,
      description: english.tagline,
      long_description: description(english),
      background_color: colour,
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: name.toLowerCase(), always_online: true },
      slash_commands: [
        {
          command,
          description: sentence(anyones.filter((verb) => verb.name !== 'help').map((verb) => meaning(verb))),
          usage_hint: anyones.map((verb) => (verb.needs ? `${verb.name} …` : verb.name)).join(' | '),
          // Mentions arrive as ids, which cannot be mistaken.
          should_escape: true,
          ...(requests && { url: requests }),
        },
      ],
      shortcuts: [shortcut('report_message', 'message'), shortcut('report', 'global')],
    },
    oauth_config: { scopes: { bot: Object.keys(scopes) as (keyof typeof scopes)[] } },
    settings: {
      event_subscriptions: {
        bot_events: [...Object.values(scopes).flatMap(({ hears }) => [...hears]), ...heard],
        ...(requests && { request_url: requests }),
      },
      interactivity: { is_enabled: true, ...(requests && { request_url: requests }) },
      org_deploy_enabled: false,
      socket_mode_enabled: requests === undefined,
      // A rotated token would have to be kept; SLACK_BOT_TOKEN is one that stays.
      token_rotation_enabled: false,
    },
  };
}

function shortcut(id: 'report_message' | 'report', type: 'message' | 'global') {
  const { title, what } = english.menus[id];
  return { name: title, type, callback_id: id, description: what };
}

function sentence(clauses: readonly string[]): string {
  const words = clauses.join('; ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
