// A Teams tenant on loopback: Bot Connector, login, keys and Graph for the bot, and the people who talk with it.

import { channelRoutes } from './channels.ts';
import { chatRoutes } from './chats.ts';
import { connectorRoutes } from './connector.ts';
import { createCourier } from './delivery.ts';
import { createFaults, type Fault } from './faults.ts';
import { type Consents, graphRoute, USUAL_CONSENTS } from './graph.ts';
import type { Delivery, Ledger } from './ledger.ts';
import { createLimit, type Limit } from './limits.ts';
import { listen, type Route } from './listener.ts';
import { guarded, loginRoutes } from './login.ts';
import { remembered, restore, type TeamsMemory } from './memory.ts';
import { createPeople, enter, type People } from './people.ts';
import { rosterRoutes } from './roster.ts';
import { downloads, pictures, type StoredFile } from './stored.ts';
import { teamRoutes } from './team.ts';
import { createTenant, findUser, personalId, seenBy, type Tenant } from './tenant.ts';
import { createTokens, type Scope, type TokenOverrides, type Tokens } from './tokens.ts';
import type { Conversation, Dialog, Json, Message, TeamsWorld } from './world.ts';

export interface TeamsOptions {
  world: TeamsWorld;
  /** Where activities go, such as `http://127.0.0.1:3000/teams/messages`; or told later by `deliverTo`. */
  target?: string;
  /** The time that activities and messages carry; tokens and limits keep real time. */
  now?: () => Date;
  /** 0: any free one. */
  port?: number;
  /** `none`: activities go without a token, and calls need none, for a bot with `TEAMS_AUTH=none`. */
  auth?: 'token' | 'none';
  /** Whether the limits of calls are kept; true unless told. */
  limits?: boolean;
  consents?: Partial<Consents>;
  /** The users who have the bot in a chat; all unless told. */
  installed?: string[];
  /** What an earlier tenant remembered. */
  memory?: TeamsMemory | undefined;
  /** Before a message not taken is repeated, ms; 1,000 unless told. */
  repeatAfter?: number;
}

export interface LocalTeams extends People, Sights {
  world: TeamsWorld;
  /** What activities carry, with a slash at its end, as Teams' have. */
  serviceUrl: string;
  /** `${loginUrl}/{tenant}/oauth2/v2.0/token` */
  loginUrl: string;
  /** The metadata document that names the signing keys. */
  openidUrl: string;
  /** `${graphUrl}/v1.0/…` */
  graphUrl: string;
  ledger: Ledger;
  /** May be changed at any time. */
  consents: Consents;
  deliverTo(url: string): void;
  fault(fault: Fault): void;
  clearFaults(): void;
  /** Whether the limits of calls are kept from now on. */
  limitRates(enabled: boolean): void;
  /** Hands over once more what `ledger.deliveries[index]` holds, as it was. */
  redeliver(index: number): Promise<Delivery>;
  /** Any activity with any token (`null`: none), once. */
  post(activity: Json, token?: string | null): Promise<Delivery>;
  /** A token for the bot, good unless told otherwise. */
  token(overrides?: TokenOverrides): string;
  /** The tokens given to the bot so far are refused from now on. */
  expireTokens(): void;
  /** For the next run, as JSON. */
  memory(): TeamsMemory;
  /** Called after anything changed; returns the way to stop it. */
  onChange(listener: () => void): () => void;
  stop(): Promise<void>;
}

/** What a person sees. */
export interface Sights {
  conversations(): Conversation[];
  /** Oldest first, without the targeted and the removed; with `user`, cards as that person sees them. */
  messages(conversation: string, options?: { thread?: string; user?: string }): Message[];
  targeted(user: string): Message[];
  dialogs(user: string): Dialog[];
  /** The id of the person's chat with the bot. */
  personal(user: string): string;
  /** A file's bytes and name, by an address of it (`downloadUrl`, `contentUrl`); undefined when there is none. */
  file(address: string): Pick<StoredFile, 'name' | 'bytes'> | undefined;
}

/** Starts the tenant on 127.0.0.1; rejects if the port is taken. */
export async function startTeams(options: TeamsOptions): Promise<LocalTeams> {
  const { world, now = () => new Date(), auth = 'token' } = options;
  const { changed, onChange } = createListeners();
  const ledger: Ledger = { calls: [], deliveries: [] };
  const tenant = createTenant(world, now, changed, options.installed);
  if (options.memory) restore(tenant, options.memory);
  const consents = { ...USUAL_CONSENTS, ...options.consents };
  const faults = createFaults();
  const listener = await listen({ port: options.port ?? 0, faults, now, ledger: ledger.calls, changed });
  const serviceUrl = `${listener.origin}/connector/`;
  const tokens = await createTokens(world, serviceUrl);
  const keep = createLimit();
  let limited = options.limits ?? true;
  const limit: Limit = (thread) => (limited ? keep(thread) : undefined);
  listener.mount(routesOf(options, tenant, tokens, consents, listener.origin, limit));

  let target = options.target;
  const courier = createCourier({
    ...{ tokens, auth, now, repeatAfter: options.repeatAfter ?? 1_000, ledger: ledger.deliveries, changed },
    target() {
      if (target === undefined) throw new Error('nowhere to deliver to: call deliverTo first');
      return target;
    },
  });
  tenant.entered = (chat) => {
    if (target !== undefined) void enter({ tenant, courier, serviceUrl }, chat);
  };
  return {
    ...{ world, serviceUrl, ledger, consents, onChange },
    loginUrl: `${listener.origin}/login`,
    openidUrl: `${listener.origin}/openid/v1/.well-known/openidconfiguration`,
    graphUrl: `${listener.origin}/graph`,
    ...createPeople({ tenant, courier, serviceUrl, origin: listener.origin, consents }),
    ...sightsOf(tenant),
    deliverTo(url) {
      target = url;
    },
    fault: faults.add,
    clearFaults: faults.clear,
    limitRates(enabled) {
      limited = enabled;
    },
    async redeliver(index) {
      const delivery = ledger.deliveries[index];
      if (!delivery) throw new Error(`no delivery ${index}`);
      return courier.post(delivery.activity);
    },
    post: courier.post,
    token: tokens.sign,
    expireTokens: tokens.expire,
    memory: () => remembered(tenant),
    stop: listener.stop,
  };
}

function createListeners() {
  const listeners = new Set<() => void>();
  return {
    changed() {
      for (const listener of listeners) listener();
    },
    onChange(listener: () => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function routesOf(
  options: TeamsOptions,
  tenant: Tenant,
  tokens: Tokens,
  consents: Consents,
  origin: string,
  limit: Limit,
): Route[] {
  const graph = graphRoute(consents);
  const wanting = (scope: Scope, routes: Route[]) =>
    guarded(routes, (bearer) => options.auth === 'none' || tokens.allows(bearer, scope));
  return [
    ...loginRoutes(options.world, tokens, origin),
    ...downloads(tenant),
    ...wanting('bot', [
      ...pictures(tenant),
      ...connectorRoutes(tenant, limit, `${origin}/connector/`),
      ...rosterRoutes(tenant),
    ]),
    ...wanting('graph', [...teamRoutes(tenant, graph), ...channelRoutes(tenant, graph), ...chatRoutes(tenant, graph)]),
  ];
}

function sightsOf(tenant: Tenant): Sights {
  return {
    conversations: () => [...tenant.conversations.values()],
    messages: (conversation, { thread, user } = {}) =>
      [...tenant.messages.values()]
        .filter((message) => message.conversation === conversation && !message.deleted && !message.targeted)
        .filter(({ id, root }) => thread === undefined || thread === id || thread === root)
        .map((message) => (user === undefined ? message : seenBy(message, user))),
    targeted: (user) =>
      [...tenant.messages.values()]
        .filter((message) => message.targeted === user && !message.deleted)
        .map((message) => seenBy(message, user)),
    file: (address) =>
      tenant.files.get(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/.exec(address)?.[0] ?? '') ??
      [...tenant.files.values()].findLast(({ shared }) => shared === address),
    dialogs: (user) => [...tenant.dialogs.values()].filter((dialog) => dialog.user === user),
    personal(id) {
      const user = findUser(tenant.world, id);
      if (!user) throw new Error(`nobody is called ${id}`);
      return personalId(tenant.world, user);
    },
  };
}
