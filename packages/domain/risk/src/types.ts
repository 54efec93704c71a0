import type { TimeUs } from '@qca/base';
import type { Side } from '@qca/market';

/** May trade; may only reduce exposure; may do nothing but cancel. */
export type RiskMode = 'active' | 'reducing' | 'halted';

/**
 * What a proposed order looks like to the gate. Values are whole units of the reporting asset at current marks:
 * estimates that limits are held against. Whether the money is there is the ledger's exact question, asked after.
 */
export interface OrderRequest {
  readonly timeUs: TimeUs;
  readonly strategy: number;
  readonly instrument: number;
  readonly side: Side;
  readonly quantityLots: number;
  /** Worst price the order accepts: limit, protection or trigger; the mark for a bare market order. Ticks. */
  readonly priceTicks: number;
  /** Current mark in ticks. */
  readonly markTicks: number;
  /** Value of one lot at the mark. */
  readonly lotValue: number;
  /** When the instrument was last heard of. */
  readonly lastHeardUs: TimeUs;
  /** Signed position of the strategy in this instrument's base before the order, and of open orders on its own side. Lots. */
  readonly positionLots: number;
  readonly openSameSideLots: number;
  /** True for unwinds, hedges, reduce-only: it brings exposure down. The gate checks it against the position. */
  readonly reducing: boolean;
  /** Belongs to a kill that is to reduce everything: a halt holds nothing of it back, whatever the limits say. */
  readonly byKill: boolean;
  /** Budget and equity of the strategy, and equity of the whole platform. */
  readonly budget: number;
  readonly strategyEquity: number;
  readonly platformEquity: number;
  /** Gross exposure (Σ |position value| + open orders that add) before this order, of the strategy, at the venue, in the base asset over all strategies. */
  readonly strategyExposure: number;
  readonly venueExposure: number;
  readonly assetExposure: number;
}

/** What the gate says. `value` and `limit` are in `unit`: the numbers that explain it. */
export type Verdict =
  | { readonly kind: 'admitted' }
  | {
      readonly kind: 'shrunk';
      readonly quantityLots: number;
      readonly rule: RiskRule;
      readonly value: number;
      readonly limit: number;
      readonly unit: string;
    }
  | {
      readonly kind: 'refused';
      readonly rule: RiskRule;
      readonly value: number;
      readonly limit: number;
      readonly unit: string;
    };

export type RiskRule =
  | 'halted'
  | 'reducing-only'
  | 'stale-data'
  | 'order-rate'
  | 'price-collar'
  | 'order-value'
  | 'position-value'
  | 'strategy-exposure'
  | 'venue-exposure'
  | 'concentration'
  | 'daily-loss'
  | 'daily-turnover'
  | 'trailing-stop'
  | 'stop-loss'
  | 'take-profit'
  | 'volatility-breaker'
  | 'drawdown-breaker';

/** A change of mode, journaled. `strategy` −1 means the whole platform. */
export interface RiskModeChanged {
  readonly kind: 'risk-mode-changed';
  readonly timeUs: TimeUs;
  readonly strategy: number;
  readonly mode: RiskMode;
  readonly rule: RiskRule | 'command';
  readonly value: number;
  readonly limit: number;
  readonly unit: string;
}
