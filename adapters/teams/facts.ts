// What Teams cannot do, and how often it may be spoken to.
import type { Ability, PlatformFacts } from '../../src/port.ts';
import { LIMITS } from './limits.ts';

export const GAPS = {
  'thread-in-direct': 'A personal chat in Teams has no threads: what belongs to one is a message in the chat.',
  'find-in-direct':
    'Reading a personal chat through Graph needs Chat.Read.All, a consent for every chat of the tenant.',
  'form-from-text': 'Teams opens a dialog from a button alone, so a typed command is answered with that button.',
  home: 'A personal tab in Teams is a web page with a sign-in of its own, so Home is a message in the chat, edited in place.',
  'report-by-reaction':
    'Teams tells a bot of reactions to its own messages alone: a message is reported from its menu.',
  'members-of-groups':
    'Reading groups of the directory needs GroupMember.Read.All, a consent for the whole tenant: members are named in the policy.',
  'members-of-channels':
    'A standard channel is open to its whole team; that another is private, and who is in it, needs ChannelMember.Read.Group.',
  'post-file':
    'A bot cannot put a file into a channel of Teams, and into a personal chat only after a consent to each: a link is posted, good for some days.',
  'read-channel-file':
    'What is attached in a channel of Teams stands in the team’s SharePoint, which takes a consent for the whole site to read: its name and link are kept.',
  'mention-people':
    'A card mentions people only in a TextBlock, which parses markdown, and no word of a person’s may be markup: names are bold.',
  'find-in-channel': 'No Graph address is configured, so posts in channels cannot be looked for.',
  'private-in-channel': 'Targeted messages are switched off, so private answers go to the 1:1 chat.',
  'hear-threads': 'Without ChannelMessage.Read.Group a bot hears only the channel messages that mention it.',
  'make-room':
    'No team is named in TEAMS_INCIDENTS_TEAM_ID, or no Graph address: a room is a thread in a channel that there is.',
  pin: 'Graph pins no message in a channel of Teams: what has to stay in sight is the room’s first post, edited in place.',
  bookmark:
    'A link beside a channel of Teams is a tab, which takes a permission to change the tabs of the whole team: links stand in the first post.',
} as const satisfies Partial<Record<Ability, string>>;

export function factsOf(can: {
  graph: boolean;
  targeted: boolean;
  hearsThreads: boolean;
  rooms: boolean;
}): PlatformFacts {
  const {
    'find-in-channel': find,
    'private-in-channel': aside,
    'hear-threads': hear,
    'make-room': room,
    ...always
  } = GAPS;
  return {
    name: 'teams',
    command: '@Muster',
    budget: { place: LIMITS.placeBudget, workspace: LIMITS.workspaceBudget },
    patience: LIMITS.patience,
    gaps: {
      ...always,
      ...(can.graph ? {} : { 'find-in-channel': find }),
      ...(can.targeted ? {} : { 'private-in-channel': aside }),
      ...(can.hearsThreads ? {} : { 'hear-threads': hear }),
      ...(can.rooms ? {} : { 'make-room': room }),
    },
  };
}
