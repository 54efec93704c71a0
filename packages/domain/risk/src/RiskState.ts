import { assert, Bug, type TimeUs } from '@qca/base';
import type { Breakers, RiskLimits } from './limits.ts';
import type { RiskMode, RiskModeChanged } from './types.ts';

// What the gate remembers. The kernel owns it; `admit` and `tick` read it, the functions named `apply…` change it.

/** What the gate has to know of a run. An `Offer` and the list of budgets fit. */
export interface RiskRun {
  /** Whole reporting units given to each strategy. Shape: [strategy]. */
  readonly budgets: readonly number[];
  /** Kinds of data per instrument. Shape: [instrument]. */
  readonly data: readonly ReadonlySet<string>[];
  /** 0 without bars. Shape: [instrument]. */
  readonly barIntervalUs: readonly number[];
}

/** Severity of a mode: modes rise by themselves and fall only by re-arming. */
export type Severity = 0 | 1 | 2;
export const ACTIVE = 0;
export const REDUCING = 1;
export const HALTED = 2;
const MODES: readonly RiskMode[] = ['active', 'reducing', 'halted'];

/** The platform's place in events and commands. */
export const PLATFORM = -1;

/** One equity under watch: a strategy's, or the platform's. Values in whole reporting units. */
export interface Gauge {
  /** Changes where capital comes or goes; see `applyCapital`. */
  budget: number;
  readonly breakers: Breakers;
  severity: Severity;
  /** The event that tripped it; undefined while active. */
  reason: RiskModeChanged | undefined;
  /** As last ticked: the budget before the first tick. */
  timeUs: TimeUs;
  equity: number;
  /** What stop-loss and take-profit count from: the budget, or the equity at the last re-arming. */
  base: number;
  /** Highest equity since the start or the last re-arming; moves with capital. */
  peak: number;
  /** Equity that the current UTC day began with (the last one heard the day before), and when the day ends. */
  dayStart: number;
  dayEndUs: TimeUs;
  /** Start of the current sample of volatility; `sampleUs` is −Infinity before there is one. */
  sampleUs: TimeUs;
  sampleEquity: number;
  /** Averages of squared changes of equity per sample; see `VolatilityBreaker`. */
  fast: number;
  slow: number;
  samples: number;
  /** Weight of the next sample in `fast`. */
  fastWeight: number;
  readonly sampleLengthUs: number;
  /** Where the next breaker trips: equity down to, equity up to, fast variance above. See `drawLines`. */
  lowLine: number;
  highLine: number;
  fastLine: number;
}

/** What one strategy has been allowed to send. */
export interface Flow {
  /** Orders left in the bucket at `tokensUs`; below 0 the reserve of reducing orders is being drawn. */
  tokens: number;
  tokensUs: TimeUs;
  /** Value admitted, less released, in the UTC day number `day`. */
  turnover: number;
  day: number;
}

export interface RiskState {
  readonly limits: RiskLimits;
  readonly strategyNames: readonly string[];
  /** Longest silence per instrument; Infinity where the rule is off. Shape: [instrument]. */
  readonly staleUs: readonly number[];
  /** Shape: [strategy]. */
  readonly gauges: readonly Gauge[];
  readonly flows: readonly Flow[];
  readonly platform: Gauge;
}

/** Starts a gate in which everything is active. `limits` must have passed `checkLimits`. */
export function createRiskState(
  limits: RiskLimits,
  strategyNames: readonly string[],
  run: RiskRun,
): RiskState {
  assert(strategyNames.length === run.budgets.length, 'every strategy has a budget');
  assert(
    run.data.length === run.barIntervalUs.length,
    'every instrument has its kinds of data and bar interval',
  );
  const total = run.budgets.reduce((sum, budget) => sum + budget, 0);
  return {
    limits,
    strategyNames,
    staleUs: run.data.map((kinds, index) => staleUs(limits, kinds, run.barIntervalUs[index]!)),
    gauges: run.budgets.map((budget) => gauge(limits.strategyBreakers, budget)),
    flows: run.budgets.map(() => ({
      tokens: limits.orderRate?.burst ?? 0,
      tokensUs: Number.NEGATIVE_INFINITY,
      turnover: 0,
      day: Number.NEGATIVE_INFINITY,
    })),
    platform: gauge(limits.platformBreakers, total),
  };
}

/** Returns the mode that holds for a strategy: the more severe of its own and the platform's. */
export function riskMode(state: RiskState, strategy: number): RiskMode {
  return MODES[severityOf(state, strategy)]!;
}

/** Returns the event that set the mode that holds for a strategy; undefined while it is active. */
export function riskReason(state: RiskState, strategy: number): RiskModeChanged | undefined {
  const own = gaugeOf(state, strategy);
  return state.platform.severity > own.severity ? state.platform.reason : own.reason;
}

export function severityOf(state: RiskState, strategy: number): Severity {
  return Math.max(gaugeOf(state, strategy).severity, state.platform.severity) as Severity;
}

/** Returns the gauge of a strategy or of the `PLATFORM`. */
export function gaugeOf(state: RiskState, strategy: number): Gauge {
  const found = strategy === PLATFORM ? state.platform : state.gauges[strategy];
  if (found === undefined) throw new Bug(`there is no strategy ${strategy}`);
  return found;
}

export function modeName(severity: Severity): RiskMode {
  return MODES[severity]!;
}

export function severityOfMode(mode: RiskMode): Severity {
  return MODES.indexOf(mode) as Severity;
}

function gauge(breakers: Breakers, budget: number): Gauge {
  assert(Number.isFinite(budget) && budget > 0, `a budget is a positive number, not ${budget}`);
  return {
    budget,
    breakers,
    severity: ACTIVE,
    reason: undefined,
    timeUs: Number.NEGATIVE_INFINITY,
    equity: budget,
    base: budget,
    peak: budget,
    dayStart: budget,
    dayEndUs: Number.NEGATIVE_INFINITY,
    sampleUs: Number.NEGATIVE_INFINITY,
    sampleEquity: budget,
    fast: 0,
    slow: 0,
    samples: 0,
    fastWeight: 1,
    sampleLengthUs: breakers.volatility?.sampleUs ?? Number.POSITIVE_INFINITY,
    // The first tick begins a day and draws the lines.
    lowLine: Number.NEGATIVE_INFINITY,
    highLine: Number.POSITIVE_INFINITY,
    fastLine: Number.POSITIVE_INFINITY,
  };
}

function staleUs(limits: RiskLimits, kinds: ReadonlySet<string>, barIntervalUs: number): number {
  const { barsIntervals, tradesUs, quotesUs, depthUs } = limits.staleAge;
  const ages = [
    kinds.has('bars') && barsIntervals !== null ? barsIntervals * barIntervalUs : null,
    kinds.has('trades') ? tradesUs : null,
    kinds.has('quotes') ? quotesUs : null,
    kinds.has('depth') ? depthUs : null,
  ];
  return Math.min(...ages.map((age) => age ?? Number.POSITIVE_INFINITY));
}
