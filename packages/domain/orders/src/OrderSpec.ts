import type { TimeUs } from '@qca/base';
import type { Side } from '@qca/market';

export type OrderType = 'market' | 'limit' | 'stop' | 'stop-limit' | 'trailing-stop';

/** Good till cancelled, immediate or cancel, fill or kill, good till a date. */
export type TimeInForce = 'gtc' | 'ioc' | 'fok' | 'gtd';

/** Whether a time in force takes what is there and lets nothing rest. */
export function isImmediate(timeInForce: TimeInForce | undefined): boolean {
  return timeInForce === 'ioc' || timeInForce === 'fok';
}

/** Whether the venue ends the order by itself as it comes in. A stop waits for its trigger first. */
export function endsAtOnce({ type, timeInForce }: Pick<OrderSpec, 'type' | 'timeInForce'>): boolean {
  return type === 'market' || (type === 'limit' && isImmediate(timeInForce));
}

/** What a venue is asked to do. Prices in whole ticks, quantities in whole lots. */
export interface OrderSpec {
  readonly instrument: number;
  readonly side: Side;
  readonly type: OrderType;
  readonly quantityLots: number;
  /** Worst price accepted. Required for `limit` and `stop-limit`; on `market` and `stop` it is a price protection. */
  readonly limitTicks?: number;
  /** `stop` and `stop-limit`: the last price at which the order wakes. */
  readonly triggerTicks?: number;
  /** `trailing-stop`: distance kept behind the best price since the order came in. */
  readonly trailTicks?: number;
  /** `gtc` for limits and stops, `ioc` for market orders, when absent. */
  readonly timeInForce?: TimeInForce;
  /** With `gtd`: the moment the order lapses. */
  readonly expireTimeUs?: TimeUs;
  /** Refused by the venue instead of taking liquidity. */
  readonly postOnly?: boolean;
  /** May only bring the position nearer to zero. */
  readonly reduceOnly?: boolean;
  /** Iceberg: how much of the quantity others can see at a time. */
  readonly displayLots?: number;
  /** One cancels other: a fill of one order of the group cancels the rest. Unique per strategy. */
  readonly ocoGroup?: string;
  /** Bracket: orders placed with this one, asleep until it fills, sized by what filled, one cancelling the other. */
  readonly bracket?: { readonly takeProfitTicks: number; readonly stopTicks: number };
}
