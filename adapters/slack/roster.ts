// Who is in what, who has left, and what there is to look at: scopes, channels, groups.
import type { WebClient } from '@slack/web-api';
import { Undeliverable } from '../../src/errors.ts';
import type { Circle, Platform } from '../../src/port.ts';
import type { Finding } from '../../src/views/findings.ts';
import { call } from './failures.ts';
import { type Gesture, type Payload, requestOf } from './read.ts';

/** Somebody was deactivated or is a guest now, or a user group has other members: nobody said anything, Muster looks for itself. */
export function readRoster(body: Payload): Gesture | undefined {
  const { event, event_id = '' } = body;
  if (event?.type === 'subteam_members_changed') return gesture(body, event_id, 'regrouped', '');
  if (event?.type !== 'user_change') return undefined;
  // A whole user where other events have an id. It is sent for every new status; a profile is read again within a day anyway.
  const user = Object(event.user) as { id?: string } & Record<
    'deleted' | 'is_restricted' | 'is_ultra_restricted',
    unknown
  >;
  const lost = user.deleted || user.is_restricted || user.is_ultra_restricted;
  return user.id && lost ? gesture(body, event_id, 'changed', user.id) : undefined;
}

function gesture(body: Payload, key: string, kind: 'changed' | 'regrouped', user: string): Gesture {
  const at: [string] = [user];
  return { request: requestOf(body, key, user, at, { kind }), way: { kind: 'chat', user, at } };
}

export function lookout(web: WebClient, scopes: readonly string[]): Pick<Platform, 'members' | 'inspect'> {
  async function everybodyIn(channel: string): Promise<readonly string[] | 'open'> {
    const { channel: info } = await call('conversations.info', 'repeatable', () => web.conversations.info({ channel }));
    const closed = info?.is_private && !info.is_shared && !info.is_ext_shared && !info.is_org_shared;
    if (!closed) return 'open';
    const found: string[] = [];
    let cursor = '';
    do {
      const page = await call('conversations.members', 'repeatable', () =>
        web.conversations.members({ channel, cursor, limit: 200 }),
      );
      found.push(...(page.members ?? []));
      cursor = page.response_metadata?.next_cursor ?? '';
    } while (cursor !== '');
    return found;
  }

  async function place(channel: string): Promise<Finding> {
    const at = { what: 'place', id: channel } as const;
    try {
      await call('conversations.history', 'repeatable', () => web.conversations.history({ channel, limit: 1 }));
      return { ...at, state: 'good' };
    } catch (error) {
      return { ...at, state: 'bad', why: reasonOf(error) };
    }
  }

  async function permissions(): Promise<readonly Finding[]> {
    try {
      const { response_metadata } = await call('auth.test', 'repeatable', () => web.auth.test());
      const login: Finding = { what: 'login', state: 'good' };
      // The header x-oauth-scopes, as the client hands it on.
      const granted = response_metadata?.scopes;
      if (granted === undefined) return [login, { what: 'scopes-unknown', state: 'warning' }];
      const missing = scopes.filter((scope) => !granted.includes(scope));
      if (missing.length === 0) return [login, { what: 'scopes', state: 'good' }];
      return [login, ...missing.map((id): Finding => ({ what: 'scope', state: 'bad', id }))];
    } catch (error) {
      return [{ what: 'login', state: 'bad', why: reasonOf(error) }];
    }
  }

  return {
    members(of: Circle) {
      if (of.kind === 'channel') return everybodyIn(of.id);
      const asked = { usergroup: of.id };
      return call('usergroups.users.list', 'repeatable', () => web.usergroups.users.list(asked)).then(
        ({ users }) => users ?? [],
      );
    },
    async inspect(channels) {
      const [own, places] = await Promise.all([permissions(), Promise.all(channels.map(place))]);
      return [...own, ...places];
    },
  };
}

/** In Slack's words, without the method's name. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) throw error;
  return error instanceof Undeliverable ? (error.message.split(': ').at(-1) ?? error.message) : error.message;
}
