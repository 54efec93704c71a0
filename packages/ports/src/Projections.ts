import type { TimeUs } from '@qca/base';

// Tables that people and programs look things up in. They hold nothing of their own: every row is folded from journal
// entries, so they may be dropped at any time and built again. Amounts are whole atoms of the asset named beside them.

interface Row {
  /** Number of the journal entry the row was last changed by. */
  readonly sequence: number;
  readonly timeUs: TimeUs;
  /** Name of the strategy; empty for what belongs to the platform. */
  readonly strategy: string;
}

/** An order of ours as it stands. Key: `orderId`. */
export interface OrderRow extends Row {
  readonly orderId: string;
  /** The legs-trade it belongs to, or empty. */
  readonly tradeId: string;
  readonly venue: string;
  readonly instrument: string;
  readonly side: 'buy' | 'sell';
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  /** Base atoms. */
  readonly quantity: bigint;
  readonly filled: bigint;
  readonly baseAsset: string;
  readonly quoteAsset: string;
  /** Fixed point with 18 decimals; absent for orders without a limit, and before the first fill. */
  readonly limitPrice: bigint | undefined;
  readonly averagePrice: bigint | undefined;
  readonly sentUs: TimeUs;
  /** The strategy's reason, in words. */
  readonly why: string;
}

/** Key: `venue` and `fillId`. */
export interface FillRow extends Row {
  readonly fillId: string;
  readonly orderId: string;
  readonly venue: string;
  readonly instrument: string;
  readonly side: 'buy' | 'sell';
  readonly liquidity: 'maker' | 'taker';
  /** Fixed point with 18 decimals. */
  readonly price: bigint;
  /** Base atoms. */
  readonly quantity: bigint;
  readonly baseAsset: string;
  /** Quote atoms. */
  readonly notional: bigint;
  /** Atoms of `feeAsset`, what the venue took it in; negative is a rebate. */
  readonly fee: bigint;
  readonly feeAsset: string;
  readonly quoteAsset: string;
}

/** One movement of the ledger. Key: `transferId`. */
export interface TransferRow extends Row {
  readonly transferId: string;
  readonly kind: string;
  readonly state: 'pending' | 'posted' | 'voided';
  readonly debit: string;
  readonly credit: string;
  readonly asset: string;
  readonly amount: bigint;
  /** What caused it: an order, a fill, a legs-trade; empty when nothing else did. */
  readonly reference: string;
}

/** What a strategy wanted and what the risk gate said. Key: `decisionId`. */
export interface DecisionRow extends Row {
  readonly decisionId: string;
  /** What was wanted: `place`, `cancel`, `legs`; or who acted, for decisions of the engine itself. */
  readonly kind: string;
  readonly outcome: 'admitted' | 'shrunk' | 'refused';
  /** The rule that shrank or refused it, or empty. */
  readonly rule: string;
  /** The order or legs-trade that came of it, or empty. */
  readonly reference: string;
  readonly why: string;
  /** The numbers behind `why` and `rule`, as canonical JSON. */
  readonly numbers: string;
}

/** What a strategy's holdings were worth. Key: `strategy` and `sequence`. */
export interface EquityRow extends Row {
  readonly asset: string;
  readonly equity: bigint;
}

/** One bar of a chart. Key: `instrument` and `openUs`; `strategy` is empty. */
export interface BarRow extends Row {
  readonly instrument: string;
  readonly openUs: TimeUs;
  readonly intervalUs: number;
  /** `bar` as the data has it; `mid`: folded from mids where there are no bars, with the volume of the trades heard. */
  readonly kind: 'bar' | 'mid';
  /** Fixed point with 18 decimals. */
  readonly open: bigint;
  readonly high: bigint;
  readonly low: bigint;
  readonly close: bigint;
  /** Base atoms. */
  readonly volume: bigint;
  readonly baseAsset: string;
  readonly quoteAsset: string;
}

/** A command and what came of it. Key: `commandId`. */
export interface CommandRow extends Row {
  readonly commandId: string;
  /** `kill`, `move-budget`, …. */
  readonly kind: string;
  readonly who: string;
  readonly why: string;
  readonly outcome: 'pending' | 'applied' | 'refused';
  /** The rule that refused it, or empty. */
  readonly rule: string;
  /** What was asked and the numbers behind the outcome, as canonical JSON. */
  readonly numbers: string;
}

/** Rows to write, each whole: a row replaces the one with its key, and within a batch the last one stands. */
export interface ProjectionBatch {
  readonly orders: readonly OrderRow[];
  readonly fills: readonly FillRow[];
  readonly transfers: readonly TransferRow[];
  readonly decisions: readonly DecisionRow[];
  readonly equity: readonly EquityRow[];
  readonly bars: readonly BarRow[];
  readonly commands: readonly CommandRow[];
}

/** What went in and out of an account: posted for good, pending while the outside decides. */
export interface BalanceRow {
  readonly account: string;
  readonly asset: string;
  readonly debits: bigint;
  readonly credits: bigint;
  readonly pendingDebits: bigint;
  readonly pendingCredits: bigint;
}

/** Posted transfers of one kind of one strategy in one asset, summed. */
export interface RevenueRow {
  readonly strategy: string;
  readonly kind: string;
  readonly asset: string;
  readonly amount: bigint;
  readonly transfers: number;
}

export interface BalanceFilter {
  /** Only accounts whose name starts so. */
  readonly accountPrefix?: string;
  /** Only transfers of this strategy. */
  readonly strategy?: string;
  /** Only transfers up to the end of this UTC day, see `dayNumber`. */
  readonly day?: number;
}

/**
 * A place in a list that comes newest first: behind the row with this sequence and key. The key is what tells rows of one
 * sequence apart: `orderId`, `venue` and `fillId`, `transferId`,
 * `decisionId`, `commandId`.
 */
export interface RowMark {
  readonly sequence: number;
  readonly key: readonly string[];
}

export interface RowFilter {
  readonly strategy?: string;
  /** Only rows behind this place. */
  readonly before?: RowMark;
  /** At most so many rows, the newest; see `ROWS_MAX`. */
  readonly limit: number;
}

export interface BarFilter {
  readonly instrument: string;
  /** Bars that open at or after, and before. */
  readonly fromUs?: TimeUs;
  readonly toUs?: TimeUs;
  /** At most so many bars, the newest. */
  readonly limit: number;
}

/** One answer holds at most so many rows: about 50 MB, which a process and a connection bear without a pause. */
export const ROWS_MAX = 100_000;

/** The folded tables of all runs. Lists come newest first: by falling sequence, then by falling key. */
export interface Projections {
  /**
   * Writes a batch that brings the tables from `through` to `throughSequence`: all of it or nothing.
   * A batch that ends at or before `through` has been applied already and is ignored.
   */
  apply(runId: string, batch: ProjectionBatch, throughSequence: number): Promise<void>;
  /** The last journal entry that the tables contain, −1 for none. */
  through(runId: string): Promise<number>;
  /** Forgets all rows of a run; `through` is −1 again. */
  drop(runId: string): Promise<void>;

  orders(runId: string, filter: RowFilter & { readonly orderId?: string }): Promise<readonly OrderRow[]>;
  fills(runId: string, filter: RowFilter & { readonly orderId?: string }): Promise<readonly FillRow[]>;
  /** `account`: what came out of it or went into it. */
  transfers(
    runId: string,
    filter: RowFilter & { readonly reference?: string; readonly account?: string },
  ): Promise<readonly TransferRow[]>;
  decisions(
    runId: string,
    filter: RowFilter & {
      readonly reference?: string;
      readonly outcome?: DecisionRow['outcome'];
      readonly rule?: string;
    },
  ): Promise<readonly DecisionRow[]>;
  equity(runId: string, filter: Omit<RowFilter, 'before'>): Promise<readonly EquityRow[]>;
  /** By falling `openUs`. */
  bars(runId: string, filter: BarFilter): Promise<readonly BarRow[]>;
  commands(
    runId: string,
    filter: RowFilter & { readonly commandId?: string },
  ): Promise<readonly CommandRow[]>;
  /** By account and asset, in code-point order. */
  balances(runId: string, filter?: BalanceFilter): Promise<readonly BalanceRow[]>;
  /** By strategy, kind and asset, in code-point order. */
  revenueByStrategy(runId: string): Promise<readonly RevenueRow[]>;
}
