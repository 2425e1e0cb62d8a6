// War rooms as channels of their own: made once, found again by name and maker, filled with whoever may come.
import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import { RetryLater, Undeliverable } from '../../src/errors.ts';
import type { LeftOut, MadeRoom, RoomPlan, Rooms } from '../../src/port.ts';
import { call, refusalIn, unless } from './failures.ts';
import { limits } from './limits.ts';
import { membersWith } from './people.ts';
import type { Self } from './read.ts';
import { cut, unescaped } from './text.ts';

/** Whoever is there already, or is Muster itself, is not left out. */
const there = ['already_in_channel', 'cant_invite_self'];
/** What Slack says of people, not of the channel: https://docs.slack.dev/reference/methods/conversations.invite */
const ofPeople = [
  ...there,
  ...['cant_invite', 'invitee_cant_see_channel', 'no_external_invite_permission', 'org_user_not_in_team'],
  ...['ura_max_channels', 'user_disabled', 'user_is_restricted', 'user_not_found'],
];

export function rooms(web: WebClient, known: () => Promise<Self & { readonly team: string }>): Rooms {
  /** Ours, whatever it is called: only what our bot made. Two of one name can be there when both were made at once. */
  async function sought(name: string, self: Self): Promise<MadeRoom | 'taken' | undefined> {
    let taken = false;
    let cursor = '';
    do {
      const page = await call('conversations.list', 'repeatable', () =>
        web.conversations.list({ types: 'public_channel,private_channel', limit: limits.channel.listed, cursor }),
      );
      const named = (page.channels ?? []).filter((each) => each.name === name);
      const ours = named.find(({ creator }) => creator !== undefined && creator === self.user);
      if (ours?.id && ours.is_archived) await reopen(ours.id);
      if (ours?.id) return roomOf(ours.id, self);
      taken ||= named.length > 0;
      cursor = page.response_metadata?.next_cursor ?? '';
    } while (cursor !== '');
    return taken ? 'taken' : undefined;
  }

  async function make(plan: RoomPlan): Promise<MadeRoom | 'taken'> {
    const name = legal(plan.name);
    const self = await known();
    const before = plan.doubtful ? await sought(name, self) : undefined;
    if (before) return before;
    const made = await unless(['name_taken'], () =>
      call('conversations.create', 'once', () => web.conversations.create({ name, is_private: plan.private })),
    );
    if (made?.channel?.id) return roomOf(made.channel.id, self);
    const found = await sought(name, self);
    if (found) return found;
    // Nobody of ours can have made it: it is a private channel that we are not shown.
    if (!plan.doubtful) return 'taken';
    // That, or the list is behind.
    throw new RetryLater(`conversations.create: ${name} is taken, but not listed`, 5_000);
  }

  async function reopen(channel: string): Promise<void> {
    // Slack documents that it refuses this to bots for now: https://docs.slack.dev/reference/methods/conversations.unarchive
    await unless(['not_archived'], () =>
      call('conversations.unarchive', 'repeatable', () => web.conversations.unarchive({ channel })),
    );
  }

  /** At most a hundred. Where Slack says of one that they cannot come, but not of whom, it is asked by halves. */
  async function invite(channel: string, users: readonly string[]): Promise<readonly LeftOut[]> {
    const asked = { channel, users: users.join(','), force: true };
    try {
      const { errors } = await call('conversations.invite', 'repeatable', () => web.conversations.invite(asked));
      return leftOut(errors);
    } catch (error) {
      const named = leftOutBy(error);
      if (named) return named;
      const why = refusalIn(error) ?? '';
      if (!ofPeople.includes(why)) throw error;
      const [user, other] = users;
      if (user !== undefined && other === undefined) return leftOut([{ user, error: why }]);
      const half = Math.ceil(users.length / 2);
      return [...(await invite(channel, users.slice(0, half))), ...(await invite(channel, users.slice(half)))];
    }
  }

  return {
    make,
    async describe(channel, topic, purpose) {
      const set = { topic: flat(topic), purpose: flat(purpose) };
      await call('conversations.setTopic', 'repeatable', () =>
        web.conversations.setTopic({ channel, topic: set.topic }),
      );
      await call('conversations.setPurpose', 'repeatable', () =>
        web.conversations.setPurpose({ channel, purpose: set.purpose }),
      );
    },
    async pin({ channel, id: timestamp }) {
      await unless(['already_pinned', 'message_not_found'], () =>
        call('pins.add', 'repeatable', () => web.pins.add({ channel, timestamp })),
      );
    },
    async bookmark(channel_id, title, link) {
      const { bookmarks = [] } = await call('bookmarks.list', 'repeatable', () => web.bookmarks.list({ channel_id }));
      if (bookmarks.some((each) => each.title === title && unescaped(each.link ?? '') === link)) return;
      await call('bookmarks.add', 'repeatable', () => web.bookmarks.add({ channel_id, title, link, type: 'link' }));
    },
    async bring(channel, users) {
      const out: LeftOut[] = [];
      const all = [...new Set(users)];
      for (let at = 0; at < all.length; at += limits.channel.invited)
        out.push(...(await invite(channel, all.slice(at, at + limits.channel.invited))));
      return out;
    },
    called: async (mails) => membersWith(web, mails, (await known()).team),
    async archive(channel) {
      await unless(['already_archived'], () =>
        call('conversations.archive', 'repeatable', () => web.conversations.archive({ channel })),
      );
    },
    reopen,
  };
}

const roomOf = (channel: string, { url }: Self): MadeRoom => ({
  channel,
  ...(url && { link: `${url}archives/${channel}` }),
});

/** As Slack takes names: small letters of any script, digits, `-`, `_`. What is too long loses its middle, not its random end. */
function legal(name: string): string {
  const fit = name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{Ll}\p{Lo}\p{M}\p{Nd}_-]+/gu, '-');
  const end = /-?[^-]*$/u.exec(fit)?.[0] ?? '';
  const front = fit.slice(0, fit.length - end.length);
  return front.slice(0, limits.channel.name - end.length).replace(/\p{Surrogate}$/u, '') + end;
}

/** A topic is plain text; without `<` nothing in it could still be a mention or a link. */
const flat = (text: string): string => cut(text.replaceAll('<', '＜'), limits.channel.topic);

type Refused = readonly { readonly user?: string; readonly error?: string }[];

const leftOut = (errors: Refused = []): LeftOut[] =>
  errors.flatMap(({ user, error: why = '' }) => (user && !there.includes(why) ? [{ user, why }] : []));

/** With `force` the others came in, and the answer is an error all the same, which names each one refused. */
function leftOutBy(error: unknown): LeftOut[] | undefined {
  const cause = error instanceof Undeliverable ? error.cause : undefined;
  if (!(cause instanceof WebAPIPlatformError)) return undefined;
  const { errors = [] } = cause.data as { errors?: Refused };
  return errors.some(({ user }) => user) ? leftOut(errors) : undefined;
}
