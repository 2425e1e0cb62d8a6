// Teams' app manifest with its Chinese words, and what each of its permissions is for.
import type { Verb } from '../src/commands/verb.ts';
import { agents, asked, chinese, colour, description, english, meaning, name, requesters } from './app.ts';

/** Consent of a team's owner, for that team alone (`.Group`), or for a chat (`.Chat`): https://learn.microsoft.com/microsoftteams/platform/graph-api/rsc */
export const permissions: Readonly<Record<string, string>> = {
  'ChannelMessage.Read.Group':
    'what agents write in the thread of a ticket, and everybody in a war room, without an @mention; looking for its own post in a channel before repeating it',
  'Channel.Create.Group': 'making the channel of a major incident',
  'ChannelSettings.ReadWrite.Group':
    'describing that channel, and looking for it by its mark before it is made once more',
  'TeamsAppInstallation.Read.Group':
    'what Muster is called in the tenant’s catalogue, by which it is put into the group chat of a confidential incident',
  'ChatMessage.Read.Chat':
    'what is written in such a chat without an @mention; looking for its own post there before repeating it',
  'Chat.Manage.Chat': 'bringing people into such a chat',
};

export interface TeamsInstallation {
  /** The Microsoft app id of the bot, a GUID; the Teams app goes by the same. */
  readonly appId: string;
  /** Where Teams reaches Muster, without a slash at its end. */
  readonly url: string;
  /** Of the app; Teams takes an update only with a higher one. */
  readonly version: string;
}

/** The first that knows slash commands and targeted messages. */
const VERSION = '1.29';
const LONGEST_LIST = 12; // commands, of three lists at most

/** One for each scope and way of asking: in the personal chat everything is private, in a team only what begins with a slash. */
const lists = [
  { triggers: ['mention'], scopes: ['personal'], verbs: requesters },
  { triggers: ['mention'], scopes: ['team', 'groupChat'], verbs: agents },
  { triggers: ['slash'], scopes: ['team', 'groupChat'], verbs: asked },
].map(({ verbs, ...list }) => ({ ...list, verbs: atMost(LONGEST_LIST, verbs) }));

/** Without those before the last, which is the help that names them. */
function atMost(length: number, verbs: readonly Verb[]): readonly Verb[] {
  return verbs.length <= length ? verbs : [...verbs.slice(0, length - 1), ...verbs.slice(-1)];
}

/** Beside the mention, from menus: a message's, and those of the box where one writes and of the search above. */
const writing = ['compose', 'commandBox'];
const extension = [
  { id: 'report_message', type: 'action', context: ['message'], fetchTask: true },
  { id: 'report', type: 'action', context: writing, fetchTask: true },
  { id: 'find', type: 'query', context: writing, initialRun: true },
] as const;

function worded(command: (typeof extension)[number], { menus }: typeof english) {
  const { title, what } = menus[command.id];
  const said = { ...command, title, description: what };
  // Teams wants to hear of what a search is asked for by.
  return command.id === 'find' ? { ...said, parameters: [{ name: 'text', title: menus.find.words }] } : said;
}

export function teamsManifest({ appId, url, version }: TeamsInstallation) {
  return {
    $schema: `https://developer.microsoft.com/json-schemas/teams/v${VERSION}/MicrosoftTeams.schema.json`,
    manifestVersion: VERSION,
    version,
    id: appId,
    localizationInfo: {
      defaultLanguageTag: 'en',
      additionalLanguages: [{ languageTag: 'zh-cn', file: 'zh-cn.json' }],
    },
    developer: { name, websiteUrl: url, privacyUrl: url, termsOfUseUrl: url },
    name: { short: name },
    description: { short: english.tagline, full: description(english) },
    icons: { color: 'color.png', outline: 'outline.png' },
    accentColor: colour,
    bots: [
      {
        botId: appId,
        // A war room that only a few may see is a group chat.
        scopes: ['personal', 'team', 'groupChat'],
        supportsTargetedMessages: true,
        // Without it a personal chat offers no way to attach one.
        supportsFiles: true,
        commandLists: lists.map(({ verbs, ...list }) => ({
          ...list,
          commands: verbs.map((verb) => ({ title: verb.name, description: meaning(verb) })),
        })),
      },
    ],
    composeExtensions: [{ botId: appId, commands: extension.map((command) => worded(command, english)) }],
    validDomains: [new URL(url).host],
    // A permission is only asked for where a resource is named, whatever it is: there is no single sign-on here.
    webApplicationInfo: { id: appId, resource: url },
    authorization: {
      permissions: {
        resourceSpecific: Object.keys(permissions).map((permission) => ({ name: permission, type: 'Application' })),
      },
    },
  };
}

/** The same in Chinese, by the paths in the manifest. Verbs stay as they are typed. */
export function teamsChinese() {
  const words = lists.flatMap(({ verbs }, list) =>
    verbs.map((verb, at) => [`bots[0].commandLists[${list}].commands[${at}].description`, meaning(verb, chinese)]),
  );
  const entries = extension.flatMap(({ id }, at) => {
    const { title, what } = chinese.menus[id];
    const path = `composeExtensions[0].commands[${at}]`;
    return [
      [`${path}.title`, title],
      [`${path}.description`, what],
      ...(id === 'find' ? [[`${path}.parameters[0].title`, chinese.menus.find.words]] : []),
    ];
  });
  return {
    $schema: `https://developer.microsoft.com/json-schemas/teams/v${VERSION}/MicrosoftTeams.Localization.schema.json`,
    'name.short': name,
    'description.short': chinese.tagline,
    'description.full': description(chinese),
    ...Object.fromEntries([...words, ...entries]),
  };
}
