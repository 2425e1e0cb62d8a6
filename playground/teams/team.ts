// Graph's view of the team itself: who is in it, and what is installed there.
import { z } from 'zod';
import { checkTeam } from './channels.ts';
import { bound, type GraphRoute, read } from './graph.ts';
import type { Answer, Call, Route } from './listener.ts';
import { findUser, joinTeam, type Tenant, teamMembers } from './tenant.ts';
import { CHAT_PERMISSIONS, catalogueId, type Json, type TeamsWorld } from './world.ts';

const memberSchema = z.looseObject({ 'user@odata.bind': z.string(), roles: z.array(z.string()) });

const TEAM = 'teams/([^/]+)';

export function teamRoutes(tenant: Tenant, route: GraphRoute): Route[] {
  return [
    route('GET', `${TEAM}/members`, 'people', ({ params: [id] }) => {
      checkTeam(tenant, id);
      return { status: 200, body: { value: teamMembers(tenant).map((user) => member(tenant, user)) } };
    }),
    route('POST', `${TEAM}/members`, 'people', (call) => addMember(tenant, call)),
    route('GET', `${TEAM}/installedApps`, 'channels', ({ params: [id], query }) => {
      checkTeam(tenant, id);
      const { world } = tenant;
      const wanted = /^teamsApp\/externalId eq '([^']+)'$/.exec(query.$filter ?? '')?.[1] ?? world.appId;
      return { status: 200, body: { value: wanted === world.appId ? [installed(world)] : [] } };
    }),
  ];
}

function addMember(tenant: Tenant, call: Call): Answer {
  checkTeam(tenant, call.params[0]);
  const user = bound(tenant, read(memberSchema, call)['user@odata.bind']);
  joinTeam(tenant, user);
  return { status: 201, body: member(tenant, user) };
}

function member({ world }: Tenant, id: string): Json {
  const user = findUser(world, id);
  return { id: `${world.team.id}##${id}`, userId: user?.aadObjectId, displayName: user?.name, roles: [] };
}

function installed(world: TeamsWorld): Json {
  const asked = CHAT_PERMISSIONS.map((permissionValue) => ({ permissionValue, permissionType: 'application' }));
  const team = { permissionValue: 'ChannelMessage.Read.Group', permissionType: 'application' };
  const requiredPermissionSet = { resourceSpecificPermissions: [team, ...asked] };
  return {
    id: `${world.team.id}##${catalogueId(world)}`,
    teamsApp: { id: catalogueId(world), externalId: world.appId, displayName: world.botName },
    teamsAppDefinition: { teamsAppId: catalogueId(world), authorization: { requiredPermissionSet } },
  };
}
