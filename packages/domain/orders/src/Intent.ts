import type { Side } from '@qca/market';
import type { OrderSpec } from './OrderSpec.ts';

/** Why a strategy wants something: a short sentence and the numbers behind it, kept in the journal. */
export interface Why {
  readonly text: string;
  readonly numbers: Readonly<Record<string, number>>;
}

/** What a strategy returns; the risk gate admits, shrinks or refuses each. */
export type Intent = PlaceIntent | CancelIntent | LegsIntent;

export interface PlaceIntent {
  readonly kind: 'place';
  readonly order: OrderSpec;
  readonly why: Why;
}

export interface CancelIntent {
  readonly kind: 'cancel';
  readonly orderId: string;
  readonly why: Why;
}

/**
 * Several orders that are worth something only together, sent one after another: each later leg is sized by
 * what the leg before it filled. What is not flat at the deadline is unwound.
 */
export interface LegsIntent {
  readonly kind: 'legs';
  readonly legs: readonly LegSpec[];
  /** From the first order to flat; after it, the rest is hedged or unwound at market. */
  readonly timeoutUs: number;
  readonly why: Why;
}

export interface LegSpec {
  readonly instrument: number;
  readonly side: Side;
  /** Planned quantity; for later legs an upper bound. */
  readonly quantityLots: number;
  /** Worst price at which the whole still pays. */
  readonly limitTicks: number;
  /**
   * How the leg follows the one before it: `same-base` trades the base quantity that leg filled;
   * `spend-output` spends what that leg brought in. Without meaning on the first leg.
   */
  readonly sizing: 'same-base' | 'spend-output';
}
