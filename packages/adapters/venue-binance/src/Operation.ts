import type { Account } from './Account.ts';
import { REFUSALS } from './ApiError.ts';
import type { Market } from './Market.ts';
import type { OrderDesk } from './OrderDesk.ts';
import type { Params } from './Params.ts';
import type { RateLimits } from './RateLimits.ts';
import type { RequestLog } from './RequestLog.ts';
import type { VenueRules } from './Rules.ts';
import type { UserStreams } from './UserStreams.ts';

/** What every operation may use. */
export interface Desk {
  readonly rules: VenueRules;
  readonly markets: ReadonlyMap<string, Market>;
  readonly orders: OrderDesk;
  readonly limits: RateLimits;
  readonly users: UserStreams;
  readonly requests: RequestLog;
  nowMs(): number;
  nextClientId(): string;
  /** Throws when a fault refuses this order. */
  maybeReject(): void;
}

/** One call, over HTTP or a socket. */
export interface Call {
  readonly desk: Desk;
  readonly params: Params;
  /** Who calls; only public operations are called without. */
  readonly account: Account;
}

/** One operation of the API under its names. */
export interface Operation {
  readonly http: string;
  /** Its method on the WebSocket API, where it has one. */
  readonly method?: string;
  readonly weight: number;
  readonly security: 'none' | 'key' | 'signed';
  run(call: Call): unknown;
}

/** The market a call names. */
export function marketOf({ desk, params }: Call): Market {
  const market = desk.markets.get(params.need('symbol'));
  if (market === undefined) throw REFUSALS.badSymbol();
  return market;
}
