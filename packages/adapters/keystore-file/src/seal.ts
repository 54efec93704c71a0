import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { hashRaw } from '@node-rs/argon2';
import type { Secret } from '@qca/ports';
import type { KeystoreCost, KeystoreFile, SealedEntry } from './keystoreFormat.ts';

const CIPHER = 'aes-256-gcm';

/** What a passphrase becomes: a key to seal with, and a value that tells whether it is the right one. */
export interface DerivedKey {
  readonly key: Buffer;
  /** Base 64. Says nothing of the key: both are one-way from the same derivation. */
  readonly check: string;
}

/** Derives the key. Takes the time that `cost` says, about 0.1 s by default: that is its purpose. */
export async function deriveKey(
  passphrase: Secret,
  { memoryKiB, passes, lanes, salt }: KeystoreCost & { readonly salt: string },
): Promise<DerivedKey> {
  // The library's method is argon2id unless told otherwise; a test holds it against Node's own.
  const root = await hashRaw(Buffer.from(passphrase.reveal().normalize('NFC')), {
    memoryCost: memoryKiB,
    timeCost: passes,
    parallelism: lanes,
    outputLen: 32,
    salt: Buffer.from(salt, 'base64'),
  });
  const labelled = (label: string) => createHmac('sha256', root).update(label).digest();
  return { key: labelled('qca-keystore seal'), check: labelled('qca-keystore check').toString('base64') };
}

export type Derivation = KeystoreFile['derivation'];

/** A derivation with a salt that was never used before. */
export function newDerivation({ memoryKiB, passes, lanes }: KeystoreCost): Derivation {
  return { method: 'argon2id', memoryKiB, passes, lanes, salt: randomBytes(32).toString('base64') };
}

/** Seals `text` with a nonce that was never used before; `vouched` is kept outside and cannot be changed either. */
export function seal(
  key: Buffer,
  text: Secret,
  vouched: Buffer,
): Pick<SealedEntry, 'nonce' | 'tag' | 'sealed'> {
  const nonce = randomBytes(12);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(vouched);
  const sealed = Buffer.concat([cipher.update(text.reveal(), 'utf8'), cipher.final()]);
  return {
    nonce: nonce.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    sealed: sealed.toString('base64'),
  };
}

/** Returns the sealed text, or nothing when any byte of it or of `vouched` is another. */
export function unseal(
  key: Buffer,
  { nonce, tag, sealed }: Pick<SealedEntry, 'nonce' | 'tag' | 'sealed'>,
  vouched: Buffer,
): string | undefined {
  const decipher = createDecipheriv(CIPHER, key, Buffer.from(nonce, 'base64'), { authTagLength: 16 });
  decipher.setAAD(vouched).setAuthTag(Buffer.from(tag, 'base64'));
  try {
    return Buffer.concat([decipher.update(sealed, 'base64'), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
