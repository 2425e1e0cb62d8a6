// Secrets sealed by keys that only the environment holds: AES-256-GCM; the first key seals, all of them open.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const NONCE = 12;
const TAG = 16;

export interface Sealed {
  /** Nonce, tag and text. */
  readonly sealed: Buffer;
  readonly keyId: string;
}

/** Why a secret stays shut: no key that was given is the one, or the bytes are not what was sealed for this place. */
export class Shut extends Error {
  readonly why: 'another-key' | 'changed';
  constructor(why: Shut['why']) {
    super(why);
    this.name = 'Shut';
    this.why = why;
  }
}

/** What a key is called: enough to tell a few keys apart, nothing to find one by. */
export const keyId = (key: Buffer): string =>
  createHash('sha256').update('muster encryption key').update(key).digest('hex').slice(0, 8);

/** Seals `text` for `place`: only there it opens again. */
export function seal(key: Buffer, text: string, place: string): Sealed {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG }).setAAD(Buffer.from(place));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return { sealed: Buffer.concat([nonce, cipher.getAuthTag(), body]), keyId: keyId(key) };
}

/** Throws Shut. */
export function unseal(keys: readonly Buffer[], { sealed, keyId: id }: Sealed, place: string): string {
  const key = keys.find((each) => keyId(each) === id);
  if (!key) throw new Shut('another-key');
  if (sealed.length < NONCE + TAG) throw new Shut('changed');
  const opening = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE), { authTagLength: TAG })
    .setAAD(Buffer.from(place))
    .setAuthTag(sealed.subarray(NONCE, NONCE + TAG));
  const text = opening.update(sealed.subarray(NONCE + TAG));
  try {
    return Buffer.concat([text, opening.final()]).toString('utf8');
  } catch {
    // The tag does not fit; node:crypto has no code for that.
    throw new Shut('changed');
  }
}
