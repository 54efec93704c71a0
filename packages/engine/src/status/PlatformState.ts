import type { TimeUs } from '@qca/base';
import type { RiskMode } from '@qca/risk';
import type { ParameterLimits } from '@qca/strategies';
import type { HoldingLeft, KillPlan } from '../commands.ts';

// What the platform is doing now, as plain JSON. Estimates are numbers in whole reporting units; what stands in the
// ledger is decimal text, in the asset named beside it or the reporting asset.

/** What was earned; `net` is realised and funding less fees and slippage, which are positive where they cost. */
export interface Earnings {
  readonly realised: string;
  readonly funding: string;
  readonly fees: string;
  readonly slippage: string;
  readonly net: string;
}

/** The numbers that set a risk mode. */
export interface ModeReason {
  readonly rule: string;
  readonly value: number;
  readonly limit: number;
  readonly unit: string;
  readonly timeUs: TimeUs;
}

export interface StrategyState {
  readonly name: string;
  readonly on: boolean;
  readonly mode: RiskMode;
  readonly reason: ModeReason | null;
  readonly budget: number;
  readonly equity: number;
  readonly unrealised: number;
  readonly exposure: number;
  /** Fall from the risk gate's peak, as a fraction of it. */
  readonly drawdown: number;
  readonly drawdownRatioMax: number;
  readonly earnings: Earnings;
  readonly orders: number;
  readonly openOrders: number;
  readonly fills: number;
  readonly refused: number;
  readonly shrunk: number;
  readonly parameters: unknown;
  readonly parameterLimits?: ParameterLimits;
}

/** What a strategy holds: an asset at a venue (cash too), or a perpetual position. */
export interface PositionState {
  readonly strategy: string;
  readonly venue: string;
  /** The asset held, or the perpetual's name. */
  readonly instrument: string;
  /** Signed for a perpetual. */
  readonly quantity: string;
  readonly asset: string;
  readonly isCash: boolean;
  /** In reporting units per unit; of an asset over all venues. Null while unknown. */
  readonly averageCost: number | null;
  readonly mark: number | null;
  readonly value: number;
  readonly unrealised: number;
}

export interface OpenOrderState {
  readonly orderId: string;
  readonly tradeId: string;
  readonly strategy: string;
  readonly venue: string;
  readonly instrument: string;
  readonly side: 'buy' | 'sell';
  readonly type: string;
  readonly status: string;
  readonly quantity: string;
  readonly filled: string;
  readonly baseAsset: string;
  readonly quoteAsset: string;
  readonly limitPrice: string | null;
  readonly sentUs: TimeUs;
  readonly why: string;
}

export interface TradeState {
  readonly tradeId: string;
  readonly strategy: string;
  readonly stage: string;
  readonly deadlineUs: TimeUs;
  /** Leg being worked, from 1, of so many. */
  readonly leg: number;
  readonly legs: number;
  readonly filledLots: readonly number[];
  readonly why: string;
}

/** Price and quantity. */
export type LevelState = readonly [price: string, quantity: string];

export interface MarketState {
  readonly instrument: string;
  readonly venue: string;
  readonly kind: 'spot' | 'perpetual';
  readonly baseAsset: string;
  readonly quoteAsset: string;
  readonly bid: string | null;
  readonly ask: string | null;
  readonly mark: string | null;
  /** 0 before anything was heard. */
  readonly lastHeardUs: TimeUs;
  /** Silent for longer than the gate allows. */
  readonly stale: boolean;
  /** The best levels first; empty without a level book. */
  readonly bids: readonly LevelState[];
  readonly asks: readonly LevelState[];
}

export interface VenueConnection {
  readonly id: string;
  readonly up: boolean;
  readonly waitingForSnapshot: boolean;
  readonly openOrders: number;
}

/** One limit of the gate. `limit` is as configured; `headroom` is 1 while nothing of it is used, 0 where all of it is. */
export interface RiskRow {
  readonly scope: 'platform' | 'strategy' | 'venue' | 'asset';
  readonly name: string;
  readonly rule: string;
  readonly value: number;
  readonly limit: number;
  readonly headroom: number;
  readonly unit: string;
}

export interface KillStatus {
  readonly killed: boolean;
  /** Of the kill under way, or what the next would follow. */
  readonly plan: KillPlan;
  readonly stage: 'off' | 'reducing' | 'done';
  /** Holdings still to be reduced, or left in the end. */
  readonly left: number;
  readonly commandId: string;
  readonly sinceUs: TimeUs | null;
  readonly holdings: readonly HoldingLeft[];
}

export interface PlatformState {
  readonly sequence: number;
  readonly timeUs: TimeUs;
  readonly label: 'recorded' | 'generated' | 'live';
  readonly reportingAsset: string;
  readonly stopping: boolean;
  readonly platform: {
    readonly equity: number;
    readonly budget: number;
    /** Capital that no strategy has, at its value. */
    readonly reserve: number;
    readonly unrealised: number;
    readonly mode: RiskMode;
    readonly reason: ModeReason | null;
    readonly earnings: Earnings;
  };
  readonly kill: KillStatus;
  readonly strategies: readonly StrategyState[];
  readonly positions: readonly PositionState[];
  /** Oldest first, at most `OPEN_ORDERS_MAX`; strategies count them all. */
  readonly openOrders: readonly OpenOrderState[];
  readonly trades: readonly TradeState[];
  readonly markets: readonly MarketState[];
  readonly venues: readonly VenueConnection[];
  readonly risk: readonly RiskRow[];
  readonly ledger: { readonly transfers: number; readonly balanced: boolean; readonly difference: string };
  /** What valuation had to assume, in words. */
  readonly warnings: readonly string[];
}
