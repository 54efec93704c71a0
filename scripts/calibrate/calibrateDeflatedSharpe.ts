import { Random } from '@qca/base';
import {
  correlationMatrix,
  deflatedSharpe,
  effectiveTrialsByAverage,
  effectiveTrialsByClusters,
  mean,
  probabilisticSharpe,
  type SharpeSample,
  sharpeSample,
  variance,
} from '@qca/statistics';

export interface CalibrationSetup {
  /** What this is about, for the table. */
  readonly name: string;
  /** Sets of strategies that are simulated. */
  readonly sets: number;
  readonly strategies: number;
  /** Returns of each. */
  readonly observations: number;
  readonly periodsPerYear: number;
  /** Annual Sharpe ratio that one strategy of each set truly has; 0 for none. */
  readonly edge: number;
  /** Correlation between any two strategies of one family. */
  readonly correlation: number;
  /** Families of strategies; one strategy each where nothing is correlated. */
  readonly families: number;
  /** Degrees of freedom of Student's t, for fat tails; normal without. */
  readonly degrees?: number;
  readonly seed: number;
}

export interface Calibration {
  readonly name: string;
  /** Shares of the sets whose winner passes 0.95, by how trials are counted. */
  readonly dsrAll: number;
  readonly dsrClusters: number;
  readonly dsrAverage: number;
  /** The same for the probabilistic Sharpe ratio, which knows of no search. */
  readonly psr: number;
  /** Share of the sets in which the winner is the strategy with the edge and passes with clusters counted. */
  readonly found: number;
  /** Mean number of clusters. */
  readonly clusters: number;
}

/** Confidence that a strategy is asked for. */
const CONFIDENCE = 0.95;

/**
 * Simulates sets of strategies, picks the best of each, and counts how often it passes.
 *
 * With no edge a pass is false, and should come in at most 5 % of the sets; with one it is power.
 */
export function calibrateDeflatedSharpe(setup: CalibrationSetup): Calibration {
  const random = new Random(setup.seed);
  const tally = { dsrAll: 0, dsrClusters: 0, dsrAverage: 0, psr: 0, found: 0, clusters: 0 };
  for (let set = 0; set < setup.sets; set += 1) {
    const columns = simulate(setup, random);
    const samples = columns.map(sharpeSample);
    const ratios = samples.map(({ sr }) => sr);
    const winner = ratios.indexOf(Math.max(...ratios));
    const sample = samples[winner] as SharpeSample;
    const spread = variance(ratios, 1);
    const correlations = correlationMatrix(columns);
    const clusters = effectiveTrialsByClusters(correlations);
    const passes = (trials: number): number =>
      deflatedSharpe(sample, trials, spread).dsr > CONFIDENCE ? 1 : 0;
    tally.dsrAll += passes(columns.length);
    tally.dsrClusters += passes(clusters);
    tally.dsrAverage += passes(effectiveTrialsByAverage(correlations));
    tally.psr += probabilisticSharpe(sample, 0) > CONFIDENCE ? 1 : 0;
    tally.found += winner === 0 && setup.edge > 0 ? passes(clusters) : 0;
    tally.clusters += clusters;
  }
  const share = (count: number): number => count / setup.sets;
  return {
    name: setup.name,
    dsrAll: share(tally.dsrAll),
    dsrClusters: share(tally.dsrClusters),
    dsrAverage: share(tally.dsrAverage),
    psr: share(tally.psr),
    found: share(tally.found),
    clusters: share(tally.clusters),
  };
}

/** Returns of unit deviation. Shape: [strategy][time]; the first strategy has the edge. */
function simulate(setup: CalibrationSetup, random: Random): Float64Array[] {
  const { strategies, observations, families, correlation, edge, periodsPerYear, degrees } = setup;
  const draw = (): number => (degrees === undefined ? random.nextGaussian() : studentT(random, degrees));
  const shared = Array.from({ length: families }, () => Float64Array.from({ length: observations }, draw));
  const own = Math.sqrt(1 - correlation);
  const common = Math.sqrt(correlation);
  return Array.from({ length: strategies }, (_, strategy) => {
    const drift = strategy === 0 ? edge / Math.sqrt(periodsPerYear) : 0;
    const family = shared[strategy % families] as Float64Array;
    return family.map((value) => drift + common * value + own * draw());
  });
}

/** Student's t of unit variance; `degrees` a whole number above 2. */
function studentT(random: Random, degrees: number): number {
  const squares = Array.from({ length: degrees }, () => random.nextGaussian() ** 2);
  return (random.nextGaussian() / Math.sqrt(mean(squares))) * Math.sqrt((degrees - 2) / degrees);
}
