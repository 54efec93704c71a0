import type { MarketChoice } from '@qca/agent';
import type { Sha256 } from '@qca/base';
import type { Point, Space } from '@qca/search';
import type { Measures, Metric } from './measures.ts';

export const METHODS = ['grid', 'random', 'halton', 'tpe', 'cma-es'] as const;
export type Method = (typeof METHODS)[number];

/** What is to be found out. */
export interface StudyChoice {
  readonly market: Extract<MarketChoice, { kind: 'recorded' }>;
  readonly strategy: string;
  readonly file: string | null;
  readonly space: Space;
  readonly method: Method;
  /** Trials of each search; for a grid the bound. */
  readonly trials: number;
  readonly seed: number;
  readonly budget: number;
  readonly metric: Metric;
  readonly folds: number;
  /** Whose trials these are. */
  readonly developer: string;
}

/** One point that was tried on the whole span. */
export interface StudyRun extends Measures {
  readonly index: number;
  readonly parameters: Point;
  readonly orders: number;
  readonly fills: number;
  readonly refusedOrders: number;
  /** Fees and slippage, whole reporting units. */
  readonly costs: number;
  readonly returns: Float64Array;
}

export interface StudyFold {
  readonly train: { readonly from: string; readonly to: string };
  readonly test: { readonly from: string; readonly to: string };
  readonly parameters: Point;
  /** The metric of the choice where it was chosen, and where it was tested. */
  readonly inSample: number;
  readonly outOfSample: number;
  readonly returns: Float64Array;
}

/** Sharpe ratios held against luck. `null` where too little is known. */
export interface Honest {
  readonly psr: number | null;
  readonly dsr: number | null;
  /** Sharpe ratio, by year, that luck alone gives the best of so many trials. */
  readonly luckSharpe: number | null;
}

/** What was found. */
export interface Study {
  readonly choice: StudyChoice;
  readonly strategy: string;
  readonly data: { readonly name: string; readonly hash: Sha256; readonly from: string; readonly to: string };
  readonly periods: { readonly name: string; readonly count: number; readonly perYear: number };
  /** Points on the whole span, in the order in which they were tried. */
  readonly runs: readonly StudyRun[];
  /** Points that the strategy does not take, and why the first was refused. */
  readonly refused: { readonly count: number; readonly first: string | null };
  readonly best: StudyRun;
  readonly bestHonest: Honest;
  readonly folds: readonly StudyFold[];
  readonly outOfSample: Measures;
  readonly outOfSampleReturns: Float64Array;
  readonly outOfSampleHonest: Honest;
  readonly overfitting: {
    readonly pbo: number | null;
    readonly pboLeast: number | null;
    readonly pboMost: number | null;
  };
  readonly trials: {
    /** Runs of this study. */
    readonly played: number;
    /** Trials ever made by this developer on this data, these among them. */
    readonly count: number;
    readonly effective: number;
    /** Digest that ends the chain of all trials kept in the folder. */
    readonly head: Sha256;
  };
  readonly warnings: readonly string[];
  readonly timing: { readonly seconds: number; readonly runsPerSecond: number };
}
