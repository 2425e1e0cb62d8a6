// The connector's questions: who is in a conversation, what a team is.
import { placeOf } from './connector.ts';
import type { Call, Route } from './listener.ts';
import { Refused } from './refused.ts';
import { findUser, type Tenant, teamMembers } from './tenant.ts';
import type { Json, TeamsUser } from './world.ts';

const CONVERSATION = '^/connector/v3/conversations/([^/]+)';
const TEAM = '^/connector/v3/teams/([^/]+)';

export function rosterRoutes(tenant: Tenant): Route[] {
  const get = (path: string, answer: (call: Call) => unknown): Route => ({
    method: 'GET',
    path: new RegExp(path),
    answer: (call) => ({ status: 200, body: answer(call) }),
  });
  return [
    get(`${CONVERSATION}/members/?$`, ({ params }) => membersOf(tenant, params[0]).map((user) => member(tenant, user))),
    get(`${CONVERSATION}/pagedmembers/?$`, (call) => page(tenant, call)),
    get(`${CONVERSATION}/members/([^/]+)$`, ({ params: [id, userId = ''] }) => {
      const user = findUser(tenant.world, userId);
      if (!user || !membersOf(tenant, id).includes(user))
        throw new Refused(404, 'MemberNotFoundInConversation', 'Member not found in conversation.');
      return member(tenant, user);
    }),
    get(`${TEAM}/?$`, ({ params }) => {
      const { id, name, threadId } = theTeam(tenant, params[0]);
      const channelCount = channels(tenant).length;
      return { id: threadId, name, aadGroupId: id, channelCount, memberCount: tenant.world.users.length };
    }),
    get(`${TEAM}/conversations/?$`, ({ params }) => {
      theTeam(tenant, params[0]);
      return { conversations: channels(tenant).map(({ id, name }) => ({ id, name, type: 'standard' })) };
    }),
  ];
}

function membersOf(tenant: Tenant, id: string | undefined): TeamsUser[] {
  const members = id === tenant.world.team.threadId ? teamMembers(tenant) : membersAt(tenant, id);
  return tenant.world.users.filter((user) => members.includes(user.id));
}

function membersAt(tenant: Tenant, id: string | undefined): string[] {
  return tenant.conversations.get(placeOf(tenant, id).conversation)?.members ?? [];
}

function page(tenant: Tenant, { params, query }: Call): Json {
  const all = membersOf(tenant, params[0]);
  const start = Number(query.continuationToken ?? 0);
  // 50 to 500 are allowed in a page; 200 unless told.
  const size = Math.min(Math.max(Number(query.pageSize ?? 200), 50), 500);
  const members = all.slice(start, start + size).map((user) => member(tenant, user));
  return start + size < all.length ? { members, continuationToken: String(start + size) } : { members };
}

function member({ world }: Tenant, user: TeamsUser): Json {
  const { id, aadObjectId, name, email, userPrincipalName, guest, tenantId = world.tenantId } = user;
  const [givenName = name, ...rest] = name.split(' ');
  const person = { id, aadObjectId, objectId: aadObjectId, name, givenName, surname: rest.join(' ') };
  return { ...person, email, userPrincipalName, tenantId, userRole: guest ? 'guest' : 'user' };
}

function theTeam({ world: { team } }: Tenant, id: string | undefined): typeof team {
  if (id !== team.threadId) throw new Refused(404, 'NotFound', 'No such team');
  return team;
}

const channels = (tenant: Tenant) => [...tenant.conversations.values()].filter(({ type }) => type === 'channel');
