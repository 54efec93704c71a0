import type { Sha256 } from '@qca/base';

/** A number of a report; `null` where it cannot be known, `inf` and `-inf` where it has no bound. */
export type Figure = number | null | 'inf' | '-inf';

/** An estimate with its bootstrap interval. */
export interface Estimate {
  readonly value: Figure;
  readonly lower: Figure;
  readonly upper: Figure;
}

/** A number held against a published bound. */
export interface Gate {
  readonly name: string;
  readonly value: Figure;
  readonly comparison: 'at-least' | 'at-most';
  readonly threshold: number;
  readonly passed: boolean;
  /** What it asks, in a sentence. */
  readonly meaning: string;
}

export interface CostRow {
  /** Times the venue's fees and the assumed spread. */
  readonly factor: number;
  readonly annualReturn: Figure;
  readonly sharpe: Figure;
}

export interface CapacityRow {
  /** Whole reporting units. */
  readonly budget: number;
  readonly annualReturn: Figure;
  readonly sharpe: Figure;
}

export interface FoldRow {
  readonly from: string;
  readonly to: string;
  readonly days: number;
  /** Which of the model's variants the days before it had chosen. */
  readonly variant: string;
  readonly totalReturn: Figure;
  readonly sharpe: Figure;
  readonly maxDrawdown: Figure;
}

export interface RegimeRow {
  readonly name: string;
  readonly days: number;
  readonly annualReturn: Figure;
  readonly sharpe: Figure;
  readonly market: Figure;
}

export interface StressRow {
  readonly name: string;
  readonly kind: 'history' | 'monte-carlo' | 'adversary';
  readonly from: string | null;
  readonly to: string | null;
  readonly market: Figure;
  readonly model: Figure;
  readonly drawdown: Figure;
  readonly detail: string;
}

export interface LeakRow {
  readonly name: string;
  readonly passed: boolean;
  readonly value: Figure;
  readonly threshold: number;
  readonly detail: string;
}

export interface Attribution {
  readonly feature: string;
  /** Mean of the absolute contributions to the output, and of the contributions themselves. */
  readonly meanAbsolute: Figure;
  readonly mean: Figure;
}

/** Everything that one evaluation found: the same model, data, period, seed and trials give the same report to the bit. */
export interface EvaluationReport {
  readonly schema: 'qca-evaluation/1';
  readonly model: {
    readonly hash: Sha256;
    readonly format: string;
    readonly name: string;
    readonly version: string;
    readonly author: string;
    readonly licence: string;
    readonly summary: string;
    readonly output: string;
    readonly horizon: number;
    readonly interval: string;
    readonly trainedUntil: string | null;
    readonly variants: readonly string[];
  };
  readonly data: {
    readonly hash: Sha256;
    /** What the prices are: `recorded`. */
    readonly label: string;
    /** What the fills are. */
    readonly fills: 'simulated';
    readonly instruments: readonly string[];
    /** Of the evaluated bars; what comes before warms the model up. */
    readonly from: string;
    readonly to: string;
    readonly bars: number;
    readonly days: number;
    readonly notes: readonly string[];
  };
  readonly method: {
    readonly seed: number;
    readonly budget: number;
    readonly reportingAsset: string;
    readonly periodsPerYear: number;
    readonly folds: number;
    readonly purgeBars: number;
    readonly embargoBars: number;
    /** Paths that each search of the adversary tried. */
    readonly adversaryPaths: number;
    /** What the numbers were made with: the run's journal, to the bit. */
    readonly journal: Sha256;
    readonly definitions: readonly string[];
  };
  readonly trials: {
    readonly developer: string;
    /** Ever made by this developer on this data, with this one. */
    readonly count: number;
    readonly effective: number;
    /** Of the trials' Sharpe ratios per day; never below that of one Sharpe ratio that is measured on so many days. */
    readonly variance: number;
    /** End of the chain of trials that this was counted in. */
    readonly head: Sha256;
  };
  readonly verdict: 'passed' | 'refused';
  readonly gates: readonly Gate[];
  readonly metrics: Readonly<Record<string, Figure>>;
  readonly intervals: Readonly<Record<string, Estimate>>;
  readonly costs: {
    readonly grossReturn: Figure;
    readonly netReturn: Figure;
    /** Whole reporting units. */
    readonly fees: Figure;
    readonly slippage: Figure;
    /** Share of the gross profit that costs took. */
    readonly shareOfGross: Figure;
    readonly sensitivity: readonly CostRow[];
    /** Factor on costs at which nothing is left. */
    readonly breakEvenFactor: Figure;
    readonly capacity: readonly CapacityRow[];
    /** Largest budget tried that keeps half of the smallest one's annual return. */
    readonly capacityBudget: Figure;
  };
  readonly folds: readonly FoldRow[];
  readonly overfitting: {
    readonly variants: number;
    /** Probability of backtest overfitting over several numbers of blocks; null without variants. */
    readonly pbo: Figure;
    readonly pboLeast: Figure;
    readonly pboMost: Figure;
    readonly rows: readonly { readonly blocks: number; readonly pbo: Figure }[];
  };
  readonly regimes: readonly RegimeRow[];
  readonly stress: readonly StressRow[];
  readonly leaks: readonly LeakRow[];
  readonly contribution: {
    /** Digests of the listed models it was held against. */
    readonly listed: readonly Sha256[];
    /** Return a year of what is left of the weights without the ensemble's; null without listed models. */
    readonly annualReturn: Figure;
    readonly correlation: Figure;
  };
  readonly attributions: {
    readonly method: string;
    readonly rows: readonly Attribution[];
  };
  /** By day. */
  readonly curves: {
    readonly days: readonly string[];
    readonly net: readonly Figure[];
    readonly gross: readonly Figure[];
    readonly fees: readonly Figure[];
    readonly slippage: readonly Figure[];
    readonly market: readonly Figure[];
    readonly drawdown: readonly Figure[];
    readonly rollingSharpe: readonly Figure[];
  };
  readonly months: readonly {
    readonly year: number;
    readonly months: readonly Figure[];
    readonly total: Figure;
  }[];
  readonly distribution: { readonly edges: readonly number[]; readonly counts: readonly number[] };
}

/** A report with its digest, and where model and data lay, which is no part of it. */
export interface SealedReport {
  readonly hash: Sha256;
  readonly report: EvaluationReport;
  readonly places: { readonly model: string; readonly data: string };
}

/** Spells a number for a report. */
export function figure(value: number): Figure {
  if (Number.isNaN(value)) return null;
  if (value === Number.POSITIVE_INFINITY) return 'inf';
  return value === Number.NEGATIVE_INFINITY ? '-inf' : value;
}

/** The number again; NaN where it was not known. */
export function unfigure(value: Figure): number {
  if (value === null) return Number.NaN;
  if (value === 'inf') return Number.POSITIVE_INFINITY;
  return value === '-inf' ? Number.NEGATIVE_INFINITY : value;
}
