import type { TimeUs } from '@qca/base';
import type { QueuePosition } from '@qca/book';
import type { Side } from '@qca/market';
import type { CancelReason, OrderSpec, VenueReason } from '@qca/orders';

/**
 * Where an order stands at the venue. `waiting` is a bracket's exit whose parent has not filled, `asleep` waits for its
 * trigger, `resting` provides liquidity at its limit, `sweeping` is a woken stop that takes what it can until it is
 * filled; the other three are final.
 */
export type Stage = 'waiting' | 'asleep' | 'resting' | 'sweeping' | 'filled' | 'cancelled' | 'rejected';

/** An order as the venue keeps it. */
export class WorkingOrder {
  readonly id: string;
  readonly spec: OrderSpec;
  readonly instrument: number;
  readonly side: Side;
  readonly isBuy: boolean;
  stage: Stage = 'resting';
  reason: CancelReason | VenueReason | '' = '';
  /** Why in words, kept for a resend of a rejected order. */
  detail = '';
  /** What may still trade. */
  remainingLots: number;
  /** Open, but not to be traded: an exit's lots that the parent has not filled or the other exit has. */
  dormantLots = 0;
  /** What others see of the remaining lots; smaller for an iceberg. */
  shownLots: number;
  /** Worst price accepted, 0 for any. */
  limitTicks: number;
  /** Last price at which it wakes, 0 when it is awake. A trailing stop's moves. */
  triggerTicks: number;
  /** Expiry, 0 for none. */
  expireTimeUs: TimeUs;
  /** Base atoms that were kept back from its fills as fees. */
  baseFee = 0n;
  /** A bracket's parent: whole lots that its fills have brought, which its exits may sell. */
  broughtLots = 0;
  /** A bracket's exits, once the parent has filled; and an exit's parent. */
  takeProfit: WorkingOrder | undefined = undefined;
  stopLoss: WorkingOrder | undefined = undefined;
  parent: WorkingOrder | undefined = undefined;
  /** Its place in the queue of its level, where a book is told; not yet known while the level is not. */
  queue: QueuePosition | undefined = undefined;
  isQueued = false;

  constructor(id: string, spec: OrderSpec) {
    this.id = id;
    this.spec = spec;
    this.instrument = spec.instrument;
    this.side = spec.side;
    this.isBuy = spec.side === 'buy';
    this.remainingLots = spec.quantityLots;
    this.shownLots = Math.min(spec.displayLots ?? spec.quantityLots, spec.quantityLots);
    this.limitTicks = spec.limitTicks ?? 0;
    this.triggerTicks = spec.triggerTicks ?? 0;
    this.expireTimeUs = spec.timeInForce === 'gtd' ? (spec.expireTimeUs ?? 0) : 0;
  }

  get isOpen(): boolean {
    return this.stage !== 'filled' && this.stage !== 'cancelled' && this.stage !== 'rejected';
  }

  /** What reports call remaining: of the whole quantity, what has not filled. */
  get openLots(): number {
    return this.remainingLots + this.dormantLots;
  }

  /** Moves a trailing stop behind a new last price; never away from it. */
  trail(lastTicks: number): void {
    const distance = this.spec.trailTicks ?? 0;
    const follows = this.isBuy ? lastTicks + distance : Math.max(1, lastTicks - distance);
    if (this.triggerTicks === 0 || (this.isBuy ? follows < this.triggerTicks : follows > this.triggerTicks)) {
      this.triggerTicks = follows;
    }
  }

  /** Whether a last price wakes it. */
  wakesAt(lastTicks: number): boolean {
    return this.isBuy ? lastTicks >= this.triggerTicks : lastTicks <= this.triggerTicks;
  }
}
