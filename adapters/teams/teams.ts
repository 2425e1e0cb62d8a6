// Teams as a Platform. The only file that names botbuilder, which does one thing: it checks who sent an activity.
import express from 'express';
import type pino from 'pino';
import { Undeliverable } from '../../src/errors.ts';
import type { Handle, Platform, Words } from '../../src/port.ts';
import { createClient } from './client.ts';
import { createConversations } from './conversations.ts';
import { type Authenticate, createEndpoint } from './endpoint.ts';
import { factsOf, GAPS } from './facts.ts';
import { fetchFile } from './files.ts';
import { findPost } from './graph.ts';
import { serviceBase } from './hosts.ts';
import { LIMITS } from './limits.ts';
import { createLogin } from './login.ts';
import { lookAround } from './lookout.ts';
import { createMemory } from './memory.ts';
import { profileOf, whoIs } from './people.ts';
import { quietly } from './quiet.ts';
import { createRooms } from './room.ts';
import { readRoute } from './route.ts';
import { createTalk } from './talk.ts';

export interface TeamsOptions {
  readonly appId: string;
  readonly appPassword: string;
  readonly tenantId: string;
  /** 'none': no token in either direction; the caller makes sure that this listens on loopback alone. */
  readonly auth: 'token' | 'none';
  /** Hosts, with their port unless it is the usual one, that tokens may be sent to, and what is below them. */
  readonly serviceHosts: readonly string[];
  /** `https://login.microsoftonline.com` unless told; `/{tenant}/oauth2/v2.0/token` follows. */
  readonly loginUrl?: string;
  /** Names the keys that inbound tokens are signed with; Microsoft's unless told. */
  readonly openidUrl?: string;
  /** `https://graph.microsoft.com`; without it no post can be looked for. */
  readonly graphUrl?: string;
  /** The group id of the team in which rooms are made; without it none are. */
  readonly incidentsTeam?: string;
  readonly words: Words;
  /** Gets `POST /teams/messages`. */
  readonly router: express.Router;
  /** Told how many ms each acknowledgement took. */
  readonly acknowledged?: (ms: number) => void;
  readonly log: pino.Logger;
  readonly now?: () => Date;
  /** Private answers in channels (generally available since July 2026); true unless told. */
  readonly targeted?: boolean;
  /** Whether the team granted ChannelMessage.Read.Group, which the manifest asks for; true unless told. */
  readonly hearsThreads?: boolean;
}

const ISSUER = 'https://api.botframework.com';
const OPENID_URL = 'https://login.botframework.com/v1/.well-known/openidconfiguration';
const LOGIN_URL = 'https://login.microsoftonline.com';

/** Throws when a token could not be checked: without an app id botbuilder would let everybody in. */
export function connectTeams(options: TeamsOptions): Platform {
  const {
    tenantId,
    auth,
    serviceHosts,
    words,
    log,
    now = () => new Date(),
    targeted = true,
    acknowledged = () => undefined,
  } = options;
  if (auth === 'token' && !(options.appId && options.appPassword))
    throw new Error('Teams needs its app id and password');
  if (!tenantId) throw new Error('Teams needs its tenant id');

  const login = auth === 'token' ? createLogin({ ...options, url: tokenUrl(options), now }) : undefined;
  const memory = createMemory();
  const client = createClient({ login, serviceHosts });
  const conversations = createConversations({ client, memory, tenantId });
  const talk = createTalk({ client, conversations, words, targeted, log });
  const authenticate = auth === 'none' ? async () => 'yes' as const : authenticator(options);
  const roster = { client, conversations, memory, tenantId };
  const endpoint = createEndpoint({
    ...{ tenantId, serviceHosts, authenticate, memory, talk, log },
    whoIs: (id, conversation, route) => whoIs(roster, id, conversation, route),
  });
  const { incidentsTeam } = options;
  const search = { client, memory, graphUrl: options.graphUrl?.replace(/\/$/, ''), incidentsTeam };
  let handle: Handle | undefined;
  mount(options.router, async (body, authorization) => {
    if (!handle) return { status: 503 };
    const began = performance.now();
    return endpoint.receive(body, authorization, handle).finally(() => acknowledged(performance.now() - began));
  });

  /** The global service answers for whoever has not been heard of since the start. */
  function addressOf(route: string | undefined): string {
    const known = route === undefined ? memory.address() : readRoute(route).address;
    if (known !== undefined) return known;
    if (serviceHosts[0] === undefined) throw new Undeliverable('No service address is known');
    return `https://${serviceHosts[0]}/teams/`;
  }

  /** A stored address is trusted no more than an activity's: its host may have been taken off the list since. */
  function recall(route: string): void {
    const stored = readRoute(route);
    if (serviceBase(stored.address, serviceHosts) !== undefined) memory.recall(stored);
    else log.warn('the stored service address is not on an allowed host');
  }

  /** What was begun before a restart, or heard by another process, may go on before this one has heard anything. */
  function reached(route: string | undefined): string {
    if (route !== undefined) recall(route);
    return addressOf(route);
  }

  const graph = search.graphUrl !== undefined;
  const rooms = graph && incidentsTeam !== undefined;
  return {
    facts: factsOf({ graph, targeted, hearsThreads: options.hearsThreads ?? true, rooms }),
    rooms: createRooms({ search, roster, appId: options.appId, addressOf: reached, log }),
    async start(given, route) {
      if (route !== undefined) recall(route);
      handle = given;
      return async () => {
        handle = undefined;
        await endpoint.settled();
      };
    },
    async send(operation) {
      if (operation.do === 'home') throw new Undeliverable(GAPS.home);
      if (operation.do === 'file') throw new Undeliverable(GAPS['post-file']);
      const route = reached(operation.route);
      if (operation.do === 'remove') return talk.remove(operation, route);
      return operation.do === 'post' ? talk.post(operation, route) : talk.edit(operation, route);
    },
    fetch: (handle) => fetchFile({ login, serviceHosts }, handle),
    find: async (key, place, since, route) => findPost(search, key, place, since, reached(route)),
    members: ({ kind }) =>
      Promise.reject(new Undeliverable(GAPS[kind === 'group' ? 'members-of-groups' : 'members-of-channels'])),
    inspect: (channels, route) =>
      lookAround(
        { login, search, targeted },
        channels,
        route === undefined ? memory.address() : readRoute(route).address,
      ),
    person: async (user, route) => profileOf(roster, user, addressOf(route)),
    async check() {
      await login?.token('https://api.botframework.com/.default');
      return tenantId;
    },
  };
}

const tokenUrl = ({ loginUrl = LOGIN_URL, tenantId }: TeamsOptions): string =>
  `${loginUrl.replace(/\/$/, '')}/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`;

type Receive = (body: unknown, authorization: string) => Promise<{ status: number; body?: unknown }>;

function mount(router: express.Router, receive: Receive): void {
  const answer: express.RequestHandler = async (request, response) => {
    const { status, body } = await receive(request.body, request.headers.authorization ?? '');
    response.status(status);
    if (body === undefined) response.end();
    else response.json(body);
  };
  // Too large is 413, no JSON is 400: the parser says which.
  const unreadable: express.ErrorRequestHandler = (error: { status?: number }, _request, response, _next) => {
    response.status(error.status ?? 500).end();
  };
  router.post('/teams/messages', express.json({ limit: LIMITS.bodyBytes }), answer, unreadable);
}

function authenticator({ appId, tenantId, openidUrl, log }: TeamsOptions): Authenticate {
  // Half a second of loading, in which nobody is served: it comes with the first activity and not before the first message.
  const load = async () => {
    const { ConfigurationBotFrameworkAuthentication } = await import('botbuilder');
    return new ConfigurationBotFrameworkAuthentication({
      MicrosoftAppId: appId,
      ToBotFromChannelTokenIssuer: ISSUER,
      ToBotFromChannelOpenIdMetadataUrl: openidUrl ?? OPENID_URL,
    });
  };
  let loaded: ReturnType<typeof load> | undefined;
  const complain = (...words: unknown[]) => log.debug({ words: words.map(String) }, 'botbuilder');
  return async (activity, authorization) => {
    if (activity.channelId !== 'msteams' || !isFromService(authorization, tenantId)) return 'no';
    try {
      loaded ??= load().catch((error: unknown) => {
        loaded = undefined;
        throw error;
      });
      const microsoft = await loaded;
      const { claimsIdentity } = await quietly(complain, () =>
        microsoft.authenticateRequest(activity as Parameters<typeof microsoft.authenticateRequest>[0], authorization),
      );
      const claim = (name: string) => claimsIdentity.getClaimValue(name);
      // 4.23.3 checks neither when the claim, or the activity's own address, is missing.
      const trusted = claimsIdentity.isAuthenticated && claim('iss') === ISSUER && claim('aud') === appId;
      return trusted && claim('serviceurl') === activity.serviceUrl ? 'yes' : 'no';
    } catch (error) {
      const refused = isRefusal(error);
      log[refused ? 'info' : 'warn']({ err: error }, refused ? 'a token was refused' : 'tokens cannot be checked now');
      return refused ? 'no' : 'unsure';
    }
  };
}

/**
 * Only the service's own issuer and a token that ends go on to botbuilder, which would ask other hosts for the keys of other
 * issuers, keeps every tenant that a token names for ever, and takes a token that names no end.
 */
function isFromService(authorization: string, tenantId: string): boolean {
  const [, payload] = /^Bearer [\w-]+\.([\w-]+)\.[\w-]+$/.exec(authorization) ?? [];
  if (payload === undefined) return false;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    if (typeof claims !== 'object' || claims === null || !('iss' in claims)) return false;
    if (!('exp' in claims) || typeof claims.exp !== 'number') return false;
    return claims.iss === ISSUER && (!('tid' in claims) || claims.tid === tenantId);
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

const REFUSALS = new Set(['JsonWebTokenError', 'NotBeforeError', 'TokenExpiredError']);

/** Everything else is our trouble or the network's: the service tries again. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return REFUSALS.has(error.name) || ('statusCode' in error && error.statusCode === 401);
}
