// Slack's rate limits: a tier per method and workspace, and for posting about one a second per channel with a small burst.

/** Calls a minute by tier; https://docs.slack.dev/apis/web-api/rate-limits */
const tiers = { 2: 20, 3: 50, 4: 100 } as const;
const tierOf: Record<string, keyof typeof tiers> = {
  'conversations.create': 2,
  'conversations.archive': 2,
  'conversations.unarchive': 2,
  'conversations.rename': 2,
  'conversations.setTopic': 2,
  'conversations.setPurpose': 2,
  'conversations.list': 2,
  'users.list': 2,
  'bookmarks.add': 2,
  'pins.add': 2,
  'pins.list': 2,
  'pins.remove': 2,
  'usergroups.users.list': 2,
  'conversations.members': 4,
  'chat.postEphemeral': 4,
  'users.info': 4,
  'views.open': 4,
  'views.update': 4,
  'views.push': 4,
  'views.publish': 4,
  'files.getUploadURLExternal': 4,
  'files.completeUploadExternal': 4,
};
/** `auth.test` has a limit of its own, hundreds a minute; a workspace takes some hundreds of posts a minute. */
const special = { 'auth.test': 300, 'chat.postMessage': 300 } as const;
/** Slack allows short bursts without saying how short; five is what a thread of notices needs. */
const channelBurst = 5;

interface Bucket {
  tokens: number;
  at: number;
}

export class RateLimits {
  enabled: boolean;
  #buckets = new Map<string, Bucket>();
  #now: () => Date;

  constructor(now: () => Date, enabled: boolean) {
    this.#now = now;
    this.enabled = enabled;
  }

  /** Seconds to wait, at least 1, or 0 when the call may go on. */
  retryAfter(method: string, channel: string): number {
    // A response URL's limit is its five uses.
    if (!this.enabled || method === 'response_url') return 0;
    const perMinute = method in special ? special[method as keyof typeof special] : tiers[tierOf[method] ?? 3];
    const waits = [this.#spend(method, perMinute, perMinute / 60)];
    if (method === 'chat.postMessage') waits.push(this.#spend(`${method} ${channel}`, channelBurst, 1));
    return Math.max(...waits);
  }

  #spend(key: string, capacity: number, perSecond: number): number {
    const now = this.#now().getTime() / 1000;
    const bucket = this.#buckets.get(key) ?? { tokens: capacity, at: now };
    bucket.tokens = Math.min(capacity, bucket.tokens + (now - bucket.at) * perSecond);
    bucket.at = now;
    this.#buckets.set(key, bucket);
    if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond));
    bucket.tokens -= 1;
    return 0;
  }
}
