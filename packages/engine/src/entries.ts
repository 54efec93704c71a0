import type { TimeUs } from '@qca/base';
import type { TransferEventType, TransferKind } from '@qca/ledger';
import type { InstrumentSpec, MarketEvent } from '@qca/market';
import type { OrderSpec, Report, Why } from '@qca/orders';
import type { RiskLimits, RiskModeChanged } from '@qca/risk';
import type { Command, CommandFact, KillPlan } from './commands.ts';

// The words of the journal: inputs, which the outside told us, and facts, which the kernel decided from them.
// Facts carry plain text and numbers only (amounts as decimal strings of atoms), so that their bytes are one spelling.

/** Everything a run was started with; the first entry of every journal. */
export interface RunStarted {
  readonly kind: 'run-started';
  readonly timeUs: TimeUs;
  readonly configuration: RunConfiguration;
}

export interface RunConfiguration {
  /** Prefix of every order id: at most 8 letters or digits. */
  readonly stream: string;
  readonly seed: number;
  /** Asset that results and limits are expressed in. */
  readonly reportingAsset: string;
  /** Assets that count as cash: holding them is no exposure. */
  readonly cashAssets: readonly string[];
  /** Assets valued 1:1 in another where no market links them. */
  readonly pegs: Readonly<Record<string, string>>;
  readonly instruments: readonly InstrumentSpec[];
  /**
   * Silence after which an order is in doubt, in microseconds. Longer than any order takes to its venue: what a venue
   * does not know after it is taken as never arrived (venues refuse stale requests: Binance, `recvWindow`).
   */
  readonly answerTimeoutUs: number;
  /** What is known of each instrument's data. Shape: [instrument]. */
  readonly data: readonly InstrumentData[];
  readonly strategies: readonly StrategyConfiguration[];
  readonly limits: RiskLimits;
  /** What a kill reduces, and in which order; everything, largest first, where nothing is said. */
  readonly killPlan?: KillPlan;
  /**
   * What accounts at real venues held beyond what the strategies were given when the run began. It is no part of the
   * ledger; a venue's balances are compared with both together. Amounts in atoms as decimal text.
   */
  readonly unassigned?: readonly { readonly venue: string; readonly asset: string; readonly atoms: string }[];
  /** What the market events are: shown wherever their prices are. */
  readonly label: 'recorded' | 'generated' | 'live';
}

export interface InstrumentData {
  readonly kinds: readonly ('bars' | 'trades' | 'quotes' | 'depth' | 'funding')[];
  /** 0 without bars. */
  readonly barIntervalUs: number;
}

export interface StrategyConfiguration {
  readonly name: string;
  /** Plain JSON data. */
  readonly parameters: unknown;
  /** Whole reporting units. */
  readonly budget: number;
  /** Instrument indices the strategy hears. */
  readonly instruments: readonly number[];
  /** What it starts with. Amounts in atoms as decimal text; `value` in reporting atoms. */
  readonly funding: readonly {
    readonly venue: string;
    readonly asset: string;
    readonly atoms: string;
    readonly value: string;
  }[];
}

/** A moment the kernel asked to be woken at has come. */
export interface TimerFired {
  readonly kind: 'timer';
  readonly timeUs: TimeUs;
}

/** The process started again over an existing journal. */
export interface RunResumed {
  readonly kind: 'run-resumed';
  readonly timeUs: TimeUs;
}

export type ControlInput = RunStarted | Command | TimerFired | RunResumed;
export type Input = MarketEvent | Report | ControlInput;

/** The gate let an intent through, whole or smaller, and the order is on its way. */
export interface OrderPlaced {
  readonly kind: 'order-placed';
  readonly timeUs: TimeUs;
  readonly orderId: string;
  readonly strategy: number;
  readonly spec: OrderSpec;
  readonly tradeId: string;
  readonly why: Why;
  /** Sequence of the input that the strategy answered. */
  readonly cause: number;
  readonly bidTicks: number;
  readonly askTicks: number;
  readonly decisionTicks: number;
  /** What the strategy had asked for; larger than the order when the gate shrank it. */
  readonly askedLots: number;
  readonly verdict: GateNumbers | 'admitted';
  /** Reserves what the order can cost; null when nothing is reserved. */
  readonly posting: Posting | null;
}

/** One linked group of transfers, as the ledger's hash chain has it. */
export interface Posting {
  /** The chain's digest after this group. */
  readonly link: string;
  readonly transfers: readonly PostedTransfer[];
}

/** [id, type, pending id, debited account, credited account, atoms, kind]; accounts by the number of `account-opened`. */
export type PostedTransfer = readonly [
  id: number,
  type: TransferEventType,
  pendingId: number,
  debit: number,
  credit: number,
  atoms: string,
  kind: TransferKind,
];

export interface GateNumbers {
  readonly rule: string;
  readonly value: number;
  readonly limit: number;
  readonly unit: string;
}

/** The gate or the ledger said no. */
export interface IntentRefused {
  readonly kind: 'intent-refused';
  readonly timeUs: TimeUs;
  readonly strategy: number;
  readonly instrument: number;
  readonly side: string;
  readonly askedLots: number;
  readonly why: Why;
  readonly cause: number;
  readonly verdict: GateNumbers;
}

export interface CancelSent {
  readonly kind: 'cancel-sent';
  readonly timeUs: TimeUs;
  readonly orderId: string;
  readonly why: string;
}

/** Transfers were posted for a fill, a funding payment or a deposit. */
export interface Booked {
  readonly kind: 'booked';
  readonly timeUs: TimeUs;
  /** Fill id, order id or `deposit`: what the transfers are for. */
  readonly reference: string;
  readonly orderId: string;
  readonly strategy: number;
  readonly posting: Posting;
}

/** An order is final; what was still reserved is free again. */
export interface OrderClosed {
  readonly kind: 'order-closed';
  readonly timeUs: TimeUs;
  readonly orderId: string;
  readonly status: 'filled' | 'cancelled' | 'rejected';
  readonly reason: string;
  readonly filledLots: number;
  /** Frees what was still reserved; null when nothing was. */
  readonly posting: Posting | null;
}

export interface LegsAdvanced {
  readonly kind: 'legs-advanced';
  readonly timeUs: TimeUs;
  readonly tradeId: string;
  readonly strategy: number;
  readonly stage: LegsStage;
  /** Lots filled per leg, unwinding taken off. */
  readonly filledLots: readonly number[];
  readonly detail: string;
}

/** planned → working (a leg is out) → hedging (the next leg at market) → flat; or → unwinding → unwound. */
export type LegsStage =
  | 'planned'
  | 'working'
  | 'hedging'
  | 'unwinding'
  | 'flat'
  | 'unwound'
  | 'nothing-filled'
  | 'stuck';

export interface ReportIgnored {
  readonly kind: 'report-ignored';
  readonly timeUs: TimeUs;
  readonly orderId: string;
  readonly reason: 'duplicate' | 'unknown-order' | 'after-final' | 'impossible';
  readonly detail: string;
}

export interface OrderDoubted {
  readonly kind: 'order-doubted';
  readonly timeUs: TimeUs;
  readonly orderId: string;
  readonly detail: string;
}

export interface Reconciled {
  readonly kind: 'reconciled';
  readonly timeUs: TimeUs;
  readonly venue: string;
  readonly differences: readonly string[];
}

export interface AccountOpened {
  readonly kind: 'account-opened';
  readonly timeUs: TimeUs;
  readonly account: number;
  readonly name: string;
  readonly asset: string;
}

/** What strategies were worth, noted once in a while for curves and reports. Shape: [strategy], whole reporting units. */
export interface EquityMarked {
  readonly kind: 'equity-marked';
  readonly timeUs: TimeUs;
  readonly equity: readonly number[];
}

export type Fact =
  | EquityMarked
  | OrderPlaced
  | IntentRefused
  | CancelSent
  | Booked
  | OrderClosed
  | LegsAdvanced
  | ReportIgnored
  | OrderDoubted
  | Reconciled
  | AccountOpened
  | RiskModeChanged
  | CommandFact;

export type Entry = Input | Fact;
