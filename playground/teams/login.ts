// The two documents that inbound tokens are checked with, and the token that the bot calls with.
import { z } from 'zod';
import type { Answer, Call, Route } from './listener.ts';
import { Refused } from './refused.ts';
import { ISSUER, type Scope, type Tokens } from './tokens.ts';
import type { TeamsWorld } from './world.ts';

const SCOPES: Record<string, Scope> = {
  'https://api.botframework.com/.default': 'bot',
  'https://graph.microsoft.com/.default': 'graph',
};

const asking = z.looseObject({
  grant_type: z.string(),
  client_id: z.string(),
  client_secret: z.string(),
  scope: z.string(),
});

/** The OpenID document names its keys by an address, hence the origin. */
export function loginRoutes(world: TeamsWorld, tokens: Tokens, origin: string): Route[] {
  return [
    {
      method: 'GET',
      path: /^\/openid\/v1\/\.well-known\/openidconfiguration$/,
      answer: () => ({
        status: 200,
        body: {
          issuer: ISSUER,
          authorization_endpoint: 'https://invalid.botframework.com',
          jwks_uri: `${origin}/openid/v1/.well-known/keys`,
          id_token_signing_alg_values_supported: ['RS256'],
          token_endpoint_auth_methods_supported: ['private_key_jwt'],
        },
      }),
    },
    {
      method: 'GET',
      path: /^\/openid\/v1\/\.well-known\/keys$/,
      answer: () => ({ status: 200, body: tokens.keys() }),
    },
    {
      method: 'POST',
      path: /^\/login\/([^/]+)\/oauth2\/v2\.0\/token$/,
      answer: (call) => token(world, tokens, call),
    },
  ];
}

function token(world: TeamsWorld, tokens: Tokens, { params: [tenant], body }: Call): Answer {
  const parsed = asking.safeParse(body);
  if (!parsed.success) return refused(400, 'invalid_request', 'AADSTS900144: a parameter is missing');
  const { grant_type, client_id, client_secret, scope } = parsed.data;
  if (tenant !== world.tenantId && tenant !== 'botframework.com')
    return refused(400, 'invalid_request', `AADSTS90002: Tenant '${tenant}' not found`);
  if (grant_type !== 'client_credentials') return refused(400, 'unsupported_grant_type', 'AADSTS70003');
  if (client_id !== world.appId) return refused(400, 'unauthorized_client', 'AADSTS700016: no such application');
  if (client_secret !== world.appPassword)
    return refused(401, 'invalid_client', 'AADSTS7000215: Invalid client secret provided');
  const granted = SCOPES[scope];
  if (!granted) return refused(400, 'invalid_scope', `AADSTS70011: The scope ${scope} is not valid`);
  return { status: 200, body: tokens.issue(granted) };
}

const refused = (status: number, error: string, error_description: string): Answer => ({
  status,
  body: { error, error_description },
});

/** Routes that want a token of this scope. */
export function guarded(routes: Route[], allows: (bearer: string | undefined) => boolean): Route[] {
  return routes.map((route) => ({
    ...route,
    answer(call) {
      if (!allows(call.bearer))
        throw new Refused(401, 'Unauthorized', 'Authorization has been denied for this request.');
      return route.answer(call);
    },
  }));
}
