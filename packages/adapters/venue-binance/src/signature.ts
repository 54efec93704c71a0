import { createHmac, timingSafeEqual } from 'node:crypto';
import { REFUSALS } from './ApiError.ts';
import type { Params } from './Params.ts';

const RECV_WINDOW_MS = 5_000;
const RECV_WINDOW_MS_MAX = 60_000;
/** A timestamp may be at most this far ahead of the venue's clock. */
const AHEAD_MS_MAX = 1_000;

/** Refuses a request that is too old, from the future, or not signed by the holder of the secret. */
export function checkSignature(request: {
  readonly payload: string;
  readonly params: Params;
  readonly secret: string;
  readonly nowMs: number;
}): void {
  const { payload, params, secret, nowMs } = request;
  const signature = params.need('signature');
  const timestamp = params.needWhole('timestamp');
  const recvWindow = params.whole('recvWindow') ?? RECV_WINDOW_MS;
  if (recvWindow > RECV_WINDOW_MS_MAX) throw REFUSALS.badRecvWindow();
  if (timestamp >= nowMs + AHEAD_MS_MAX) throw REFUSALS.aheadOfServer();
  if (nowMs - timestamp > recvWindow) throw REFUSALS.outsideWindow();
  const expected = createHmac('sha256', secret).update(payload).digest();
  const given = Buffer.from(signature, 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw REFUSALS.badSignature();
}

/** Returns what was signed: the query or body without its signature. */
export function signedPayload(query: string, body: string): string {
  return withoutSignature(query) + withoutSignature(body);
}

function withoutSignature(text: string): string {
  return text
    .split('&')
    .filter((part) => part !== '' && !part.startsWith('signature='))
    .join('&');
}
