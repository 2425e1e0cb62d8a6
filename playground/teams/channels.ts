// Graph's channels of the team: made, described, archived, read.
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { listing } from './chat-messages.ts';
import { type GraphRoute, read } from './graph.ts';
import type { Answer, Call, Route } from './listener.ts';
import { Refused } from './refused.ts';
import { openConversation, type Tenant, teamMembers } from './tenant.ts';
import type { Conversation, Json } from './world.ts';

const FORBIDDEN_IN_NAMES = /[~#%&*{}+/\\:<>?|'",]|^[_.]/;
const MAX_NAME = 50;

const channelSchema = z.looseObject({ displayName: z.string(), description: z.string().max(1024).optional() });

const TEAM = 'teams/([^/]+)';
const CHANNEL = `${TEAM}/channels/([^/]+)`;

export function channelRoutes(tenant: Tenant, route: GraphRoute): Route[] {
  return [
    route('POST', `${TEAM}/channels`, 'channels', (call) => createChannel(tenant, call)),
    route('GET', `${TEAM}/channels`, 'channels', ({ params: [id] }) => {
      checkTeam(tenant, id);
      return { status: 200, body: { value: channels(tenant).map((each) => describe(tenant, each)) } };
    }),
    route('GET', CHANNEL, 'channels', (call) => ({ status: 200, body: describe(tenant, channelOf(tenant, call)) })),
    route('PATCH', CHANNEL, 'channels', (call) => change(tenant, call)),
    route('POST', `${CHANNEL}/(archive|unarchive)`, 'archiving', (call) => {
      const channel = channelOf(tenant, call);
      const archived = call.params[2] === 'archive';
      if (archived === (channel.archived ?? false)) throw new Refused(400, 'BadRequest', 'The channel is so already');
      channel.archived = archived;
      tenant.changed();
      return { status: 202 };
    }),
    route('GET', `${CHANNEL}/messages`, 'channelMessages', (call) =>
      listing(tenant, call, channelOf(tenant, call), ({ root }) => root === undefined),
    ),
    route('GET', `${CHANNEL}/messages/([^/]+)/replies`, 'channelMessages', (call) =>
      listing(tenant, call, channelOf(tenant, call), ({ root }) => root === call.params[2]),
    ),
  ];
}

function createChannel(tenant: Tenant, call: Call): Answer {
  checkTeam(tenant, call.params[0]);
  const { displayName, description = '' } = read(channelSchema, call);
  const name = freeName(tenant, displayName);
  const id = `19:${randomBytes(16).toString('hex')}@thread.tacv2`;
  const members = teamMembers(tenant);
  const channel = openConversation(tenant, { id, name, description, type: 'channel', members });
  return { status: 201, body: describe(tenant, channel) };
}

/** The name, if the rules and the other channels allow it. */
function freeName(tenant: Tenant, name: string, own?: Conversation): string {
  if (name === '' || name.length > MAX_NAME || FORBIDDEN_IN_NAMES.test(name))
    throw new Refused(400, 'BadRequest', `Invalid channel name "${name}"`);
  const taken = channels(tenant).some((each) => each !== own && each.name.toLowerCase() === name.toLowerCase());
  if (taken) throw new Refused(400, 'BadRequest', 'Channel name already existed, please use other name.');
  return name;
}

function change(tenant: Tenant, call: Call): Answer {
  const found = channelOf(tenant, call);
  const { displayName, description } = read(channelSchema.partial(), call);
  if (displayName !== undefined) found.name = freeName(tenant, displayName, found);
  found.description = description ?? found.description;
  tenant.changed();
  return { status: 204 };
}

const channels = (tenant: Tenant) => [...tenant.conversations.values()].filter(({ type }) => type === 'channel');

function describe({ world }: Tenant, { id, name, description, createdAt, archived = false }: Conversation): Json {
  const link = `https://teams.microsoft.com/l/channel/${encodeURIComponent(id)}/${encodeURIComponent(name)}`;
  const webUrl = `${link}?groupId=${world.team.id}&tenantId=${world.tenantId}`;
  const createdDateTime = createdAt.toISOString();
  const isArchived = archived;
  return { id, displayName: name, description, createdDateTime, membershipType: 'standard', webUrl, isArchived };
}

export function checkTeam(tenant: Tenant, id: string | undefined): void {
  if (id !== tenant.world.team.id) throw new Refused(404, 'NotFound', `No team found with Group Id ${id}`);
}

function channelOf(tenant: Tenant, { params: [team, id = ''] }: Call): Conversation {
  checkTeam(tenant, team);
  const found = tenant.conversations.get(id);
  if (found?.type !== 'channel') throw new Refused(404, 'NotFound', 'No such channel');
  return found;
}
