import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Sha256, sha256 } from '@qca/base';

/** Bits of a session's token: beyond guessing (OWASP asks for 64 bits of entropy). */
const TOKEN_BITS = 256;

/** A session's token as browsers keep it. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** Returns a new random token. */
export function newToken(): string {
  return randomBytes(TOKEN_BITS / 8).toString('base64url');
}

/** Whether text may be a token at all; saves the look-up of what cannot be one. */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/** What is stored of a token: whoever reads the table cannot use it. */
export function hashToken(token: string): Sha256 {
  return sha256(token);
}

/** The token that writes carry beside the cookie: follows from the session's, and does not give it away. */
export function csrfTokenOf(token: string): string {
  return createHmac('sha256', token).update('qca csrf').digest('base64url');
}

/** Compares two secrets in a time that does not depend on where they differ. */
export function isSameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(Buffer.from(sha256(given), 'hex'), Buffer.from(sha256(expected), 'hex'));
}
