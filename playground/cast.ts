// Who is in the playground, and where: the same people on both chats, in the channels that the policy names.
import { randomBytes } from 'node:crypto';
import { scopes } from '../manifest/slack.ts';
import type { Policy } from '../src/policy/schema.ts';
import { ACTORS, type Actor } from './actors.ts';
import type { SlackWorld } from './slack/world.ts';
import type { TeamsWorld } from './teams/world.ts';

/** The one who has no chat with Muster in Teams yet, so that one sees what happens then. */
const WITHOUT_CHAT = 'liwei';

export const slackId = ({ handle }: Actor): string => `U0${handle.toUpperCase().replace(/[^A-Z0-9]/g, '')}`;
export const teamsId = ({ handle }: Actor): string => `29:${handle}`;

export interface Cast {
  readonly actors: readonly Actor[];
  readonly slack: SlackWorld;
  readonly teams: TeamsWorld;
  /** Teams ids of those who have Muster in a chat. */
  readonly installed: string[];
}

/** The people and both chats, as a policy needs them. Secrets are new each time; ids are not, since tickets keep them. */
export function castFor(policy: Policy): Cast {
  const domain = policy.organisation.mail_domains[0] ?? 'example.com';
  const mail = ({ handle }: Actor) => `${handle}@${domain}`;
  const groups = Object.entries(policy.groups);
  const named = [...groups.flatMap(([, group]) => group.members), ...policy.roles.incident_manager];
  const known = new Set(ACTORS.map(mail));
  const others = [...new Set(named)].filter((one) => one.endsWith(`@${domain}`) && !known.has(one));
  const actors = [...ACTORS, ...others.map((one) => stranger(one, policy))];

  const works = (members: readonly string[]) =>
    actors.filter((actor) => [...members, ...policy.roles.incident_manager].includes(mail(actor)));
  const rooms = (chat: 'slack' | 'teams') =>
    groups.flatMap(([name, { triage, members }]) => {
      const id = triage[chat];
      return id === undefined ? [] : [{ id, name, agents: works(members) }];
    });
  return {
    actors,
    slack: slackWorld(policy, actors, mail, rooms('slack')),
    teams: teamsWorld(policy, actors, mail, rooms('teams')),
    installed: actors.filter(({ handle }) => handle !== WITHOUT_CHAT).map(teamsId),
  };
}

/** Somebody whom only the policy knows. */
function stranger(address: string, policy: Policy): Actor {
  const handle = address.slice(0, address.indexOf('@'));
  const name = handle.replace(/[._-]+/g, ' ').replace(/(^|\s)\p{L}/gu, (letter) => letter.toUpperCase());
  return { handle, name, role: 'Named by the policy', zone: policy.organisation.zone, locale: 'en-US' };
}

type Room = { id: string; name: string; agents: readonly Actor[] };
type Mail = (actor: Actor) => string;
const secret = () => randomBytes(24).toString('hex');

function slackWorld(policy: Policy, actors: readonly Actor[], mail: Mail, rooms: readonly Room[]): SlackWorld {
  const bot = 'U0MUSTER';
  return {
    ...{ teamId: 'T0PLAYGROUND', teamName: policy.organisation.name, appId: 'A0MUSTER' },
    ...{ botUserId: bot, botName: 'muster', botId: 'B0MUSTER' },
    scopes: Object.keys(scopes),
    ...{ botToken: `xoxb-${secret()}`, appToken: `xapp-${secret()}`, signingSecret: secret() },
    users: actors.map((actor) => ({
      ...{ id: slackId(actor), name: actor.handle, realName: actor.name, email: mail(actor) },
      ...{ tz: actor.zone, locale: actor.locale, guest: actor.guest ?? false },
    })),
    channels: [
      { id: 'C0GENERAL', name: 'general', members: [...actors.map(slackId), bot] },
      { id: 'C0INCIDENTS', name: 'incidents', members: [...actors.map(slackId), bot] },
      ...rooms.map(({ id, name, agents }) => ({ id, name, members: [...agents.map(slackId), bot], isPrivate: true })),
    ],
  };
}

function teamsWorld(policy: Policy, actors: readonly Actor[], mail: Mail, rooms: readonly Room[]): TeamsWorld {
  return {
    tenantId: '5c1f6f0e-0000-4000-8000-00000000a1b2',
    appId: '5c1f6f0e-0000-4000-8000-00000000b0b0',
    appPassword: secret(),
    botName: 'Muster',
    team: {
      id: '5c1f6f0e-0000-4000-8000-00000000c0de',
      name: policy.organisation.name,
      threadId: '19:team@thread.tacv2',
    },
    users: actors.map((actor) => ({
      ...{ id: teamsId(actor), aadObjectId: `5c1f6f0e-0000-4000-8000-${hex(actor.handle)}`, name: actor.name },
      ...{ email: mail(actor), userPrincipalName: mail(actor), tz: actor.zone, locale: actor.locale },
      guest: actor.guest ?? false,
    })),
    channels: [
      { id: '19:general@thread.tacv2', name: 'general' },
      { id: '19:incidents@thread.tacv2', name: 'incidents' },
      ...rooms.map(({ id, name, agents }) => ({ id, name, members: agents.map(teamsId) })),
    ],
  };
}

/** Twelve hexadecimal digits that stay the same for a handle. */
const hex = (handle: string) => Buffer.from(handle.padEnd(6, '-').slice(0, 6)).toString('hex');
