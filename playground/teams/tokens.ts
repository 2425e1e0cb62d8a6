// Both directions of trust: the key that signs what the bot receives, and the tokens that the bot calls with.
import {
  createHash,
  createHmac,
  createSign,
  generateKeyPair,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { promisify } from 'node:util';
import type { Json, TeamsWorld } from './world.ts';

export const ISSUER = 'https://api.botframework.com';
/** Names the key as one that vouches for another channel than Teams alone. */
export const OTHER_CHANNEL = 'key-of-another-channel';
const HOUR = 3600;

/** How a forged token differs from a good one. */
export interface TokenOverrides {
  /** Replaces claims; `undefined` leaves one out. Times are seconds since 1970. */
  claims?: Json;
  /** `HS256` is signed with the public key's text as the secret: the classic confusion. */
  alg?: 'RS256' | 'HS256' | 'none';
  kid?: string;
  /** More that stands in the token's head, such as where its key could be had. */
  head?: Json;
  /** Signed by a key that the key document does not hold. */
  stranger?: boolean;
}

export type Scope = 'bot' | 'graph';

export interface Tokens {
  /** Base64url JWT for the bot, good unless told otherwise. */
  sign(overrides?: TokenOverrides): string;
  keys(): { keys: Json[] };
  issue(scope: Scope): { token_type: 'Bearer'; expires_in: number; ext_expires_in: number; access_token: string };
  allows(bearer: string | undefined, scope: Scope): boolean;
  /** Every token given so far is refused from now on. */
  expire(): void;
}

/** Made once a process, for it takes 150 ms; Microsoft's key is the same for all bots, too. */
let signingKeys: Promise<{ publicKey: KeyObject; privateKey: KeyObject }> | undefined;

export async function createTokens(world: TeamsWorld, serviceUrl: string): Promise<Tokens> {
  signingKeys ??= promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const { publicKey, privateKey } = await signingKeys;
  const jwk = publicKey.export({ format: 'jwk' });
  const kid = createHash('sha256').update(String(jwk.n)).digest('base64url').slice(0, 27);
  const given = new Map<string, { scope: Scope; until: number }>();

  return {
    sign: (overrides = {}) => sign(overrides, { kid, publicKey, privateKey, claims: goodClaims(world, serviceUrl) }),
    keys: () => ({
      keys: [
        { ...jwk, use: 'sig', kid, x5t: kid, endorsements: ['msteams'] },
        { ...jwk, use: 'sig', kid: OTHER_CHANNEL, x5t: OTHER_CHANNEL, endorsements: ['webchat'] },
      ],
    }),
    issue(scope) {
      const token = randomBytes(32).toString('base64url');
      given.set(token, { scope, until: Date.now() + HOUR * 1000 });
      return { token_type: 'Bearer', expires_in: HOUR - 1, ext_expires_in: HOUR - 1, access_token: token };
    },
    allows(bearer, scope) {
      const token = given.get(bearer ?? '');
      return token !== undefined && token.scope === scope && token.until > Date.now();
    },
    expire: () => given.clear(),
  };
}

function goodClaims(world: TeamsWorld, serviceUrl: string): Json {
  // Real time even where the playground's clock moves: whoever checks the token uses its own.
  const now = Math.floor(Date.now() / 1000);
  return { iss: ISSUER, aud: world.appId, nbf: now - 300, exp: now + HOUR, serviceurl: serviceUrl };
}

interface Signing {
  kid: string;
  publicKey: KeyObject;
  privateKey: KeyObject;
  claims: Json;
}

function sign({ claims, alg = 'RS256', kid, stranger, ...more }: TokenOverrides, signing: Signing): string {
  const head = encode({ typ: 'JWT', alg, kid: kid ?? signing.kid, ...more.head });
  const input = `${head}.${encode({ ...signing.claims, ...claims })}`;
  if (alg === 'none') return `${input}.`;
  if (alg === 'HS256') {
    const secret = signing.publicKey.export({ type: 'pkcs1', format: 'pem' });
    return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
  }
  const key = stranger ? generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey : signing.privateKey;
  return `${input}.${createSign('RSA-SHA256').update(input).sign(key, 'base64url')}`;
}

const encode = (part: Json): string => Buffer.from(JSON.stringify(part)).toString('base64url');
