import type { Refused, VenueProfile } from './VenueProfile.ts';

/** What a failed request means for us. The text is clean of secrets. */
export type Failure =
  /** The venue said no. */
  | { readonly kind: 'refused'; readonly reason: Refused; readonly text: string }
  /** Too much was asked: wait. Nothing was done. */
  | { readonly kind: 'limited'; readonly text: string }
  /** Our clock and the venue's disagree. Nothing was done. */
  | { readonly kind: 'skewed'; readonly text: string }
  /** No answer, or one that does not say: it may have been done. */
  | { readonly kind: 'unknown'; readonly text: string };

const LIMITED = new Set(['DDoSProtection', 'RateLimitExceeded']);
const NO_ANSWER = new Set([
  'NetworkError',
  'RequestTimeout',
  'ExchangeNotAvailable',
  'OperationFailed',
  'BadResponse',
]);

/** Judges an error of ccxt by its class and text. */
export function judge(error: unknown, profile: VenueProfile, redact: (text: string) => string): Failure {
  const name = error instanceof Error ? error.constructor.name : 'unknown';
  const text = redact(error instanceof Error ? error.message : String(error));
  if (name === 'InvalidNonce') return { kind: 'skewed', text };
  if (LIMITED.has(name)) return { kind: 'limited', text };
  if (profile.surelyNotDone.test(text)) return { kind: 'refused', reason: 'venue-unavailable', text };
  if (NO_ANSWER.has(name) || !isCcxtError(error)) return { kind: 'unknown', text };
  for (const [pattern, reason] of profile.refusals)
    if (pattern.test(text)) return { kind: 'refused', reason, text };
  if (name === 'InsufficientFunds') return { kind: 'refused', reason: 'insufficient-balance', text };
  if (name === 'OrderNotFound') return { kind: 'refused', reason: 'unknown-order', text };
  if (name === 'NotSupported' || name === 'BadRequest' || name === 'InvalidOrder')
    return { kind: 'refused', reason: 'not-supported', text };
  return { kind: 'refused', reason: 'venue-unavailable', text };
}

function isCcxtError(error: unknown): boolean {
  let kind = error instanceof Error ? error.constructor : undefined;
  for (let depth = 0; kind !== undefined && kind !== null && depth < 10; depth += 1) {
    if (kind.name === 'ExchangeError') return true;
    kind = Object.getPrototypeOf(kind) as typeof kind;
  }
  return false;
}
