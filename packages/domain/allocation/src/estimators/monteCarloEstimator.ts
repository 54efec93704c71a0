import { Random } from '@qca/base';
import { badInput, type Estimator, type Field, type Inputs, type Rows } from '@qca/numerics';
import { correlationOf, pairwiseCorrelation } from '../covariance.ts';
import type { SimulatedPaths, Simulation } from '../PathBlock.ts';
import { completeRows } from '../returns.ts';
import { type GarchProcess, simulateBrownian, simulateGarch, simulateHistory } from '../simulate.ts';
import { summarisePaths } from '../summarisePaths.ts';
import { marketEstimator } from './defineEstimator.ts';
import { type Market, readMarket, readVector } from './readMarket.ts';

const NAME = 'monte-carlo';
/** Beyond these a run takes minutes or gigabytes. */
const PATHS_MAX = 1_000_000;
const STEPS_MAX = 5e9;

const GARCH_MEANINGS = {
  omega: 'constant of the variance',
  alpha: 'weight of the last squared residual',
  beta: 'weight of the last variance',
  gamma: 'what a fall adds to alpha; 0 where left out',
  variance: 'variance of the first period; the long-run one where left out',
  mean: 'mean return of a period; 0 where left out',
} as const;

type GarchName = keyof typeof GARCH_MEANINGS;

const FIELDS: readonly Field[] = [
  {
    name: 'method',
    shape: 'text',
    unit: 'none',
    meaning:
      'gbm: geometric Brownian motion from mu and cov; bootstrap: rows of the history one by one; stationary-bootstrap: ' +
      'in blocks; garch: from omega, alpha, beta, gamma and variance',
    choices: ['gbm', 'bootstrap', 'stationary-bootstrap', 'garch'],
    default: 'gbm',
  },
  {
    name: 'weights',
    shape: 'record',
    unit: 'share',
    meaning: 'a list or an object by asset; equal where left out',
    optional: true,
  },
  { name: 'paths', shape: 'whole', unit: 'none', meaning: 'how many paths', default: 10_000 },
  { name: 'horizon', shape: 'whole', unit: 'periods', meaning: 'periods of each path', default: 252 },
  { name: 'seed', shape: 'whole', unit: 'none', meaning: 'the same seed gives the same answer', default: 1 },
  {
    name: 'rebalance',
    shape: 'text',
    unit: 'none',
    meaning: 'whether weights are brought back after every period, or what is bought is held',
    choices: ['every-period', 'never'],
    default: 'every-period',
  },
  { name: 'block', shape: 'number', unit: 'periods', meaning: 'mean length of a block', default: 10 },
  {
    name: 'ruin',
    shape: 'number',
    unit: 'share of the start',
    meaning: 'value at which the portfolio counts as ruined, at the end of any period',
    default: 0.5,
  },
  {
    name: 'levels',
    shape: 'vector',
    unit: 'share',
    meaning: 'shares of the paths that quantiles are given for',
    default: [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99],
  },
  ...Object.entries(GARCH_MEANINGS).map(
    ([name, meaning]): Field => ({
      name,
      shape: 'record',
      unit: 'fractions per period, by asset',
      meaning: `garch: ${meaning}`,
      optional: true,
    }),
  ),
  {
    name: 'correlation',
    shape: 'matrix',
    unit: 'none',
    meaning: 'garch: correlation of the shocks',
    optional: true,
  },
];

/** Distribution of a portfolio's value and drawdowns along simulated paths. */
export const MONTE_CARLO_ESTIMATOR: Estimator = marketEstimator({
  name: NAME,
  summary:
    'Simulates paths of a portfolio: quantiles of its value at the end and of its deepest drawdown, and ruin.',
  source:
    'Glasserman (2003), Monte Carlo methods in financial engineering; Politis and Romano (1994); Bollerslev (1986)',
  inputs: FIELDS,
  outputs: [
    { name: 'mean', shape: 'number', unit: 'share of the start', meaning: 'mean value at the end' },
    { name: 'levels', shape: 'vector', unit: 'share', meaning: 'shares of the paths' },
    { name: 'terminal', shape: 'vector', unit: 'share of the start', meaning: 'value at the end, by level' },
    { name: 'drawdown', shape: 'vector', unit: 'fraction', meaning: 'deepest drawdown, by level' },
    { name: 'mean_drawdown', shape: 'number', unit: 'fraction', meaning: 'mean of the deepest drawdown' },
    {
      name: 'probability_of_loss',
      shape: 'number',
      unit: 'share',
      meaning: 'share of the paths that end below 1',
    },
    {
      name: 'probability_of_ruin',
      shape: 'number',
      unit: 'share',
      meaning: 'share of the paths that ever reach ruin',
    },
  ],
  run(inputs) {
    const market = readMarket(NAME, inputs, 'arithmetic');
    const simulation = readSimulation(market, inputs);
    const levels = inputs.vector('levels');
    if (levels.some((level) => level < 0 || level > 1))
      throw badInput(NAME, 'levels', 'has one outside 0 to 1', 'Give shares of the paths.');
    const summary = summarisePaths(simulate(market, simulation, inputs), {
      levels,
      ruin: inputs.number('ruin'),
    });
    return {
      mean: summary.mean,
      levels: Array.from(levels),
      terminal: summary.terminal,
      drawdown: summary.drawdown,
      mean_drawdown: summary.meanDrawdown,
      probability_of_loss: summary.loss,
      probability_of_ruin: summary.ruin,
    };
  },
});

function readSimulation(market: Market, inputs: Inputs): Simulation {
  const count = market.assets.length;
  const weights = inputs.has('weights')
    ? readVector(market, inputs, 'weights', 0)
    : new Float64Array(count).fill(1 / count);
  const sum = weights.reduce((all, weight) => all + weight, 0);
  if (Math.abs(sum - 1) > 1e-6)
    throw badInput(NAME, 'weights', `sum to ${sum}`, 'Give weights that sum to 1.');
  const paths = inputs.number('paths');
  const horizon = inputs.number('horizon');
  if (paths < 1 || paths > PATHS_MAX) throw badInput(NAME, 'paths', `is ${paths}`, `Give 1 to ${PATHS_MAX}.`);
  if (horizon < 1 || horizon * paths * count > STEPS_MAX)
    throw badInput(
      NAME,
      'horizon',
      `is ${horizon}`,
      `Give 1 or more, and at most ${STEPS_MAX} steps in all.`,
    );
  const rebalance = inputs.text('rebalance') as Simulation['rebalance'];
  return { weights, paths, horizon, rebalance, random: new Random(inputs.number('seed')) };
}

function simulate(market: Market, simulation: Simulation, inputs: Inputs): SimulatedPaths {
  switch (inputs.text('method')) {
    case 'bootstrap':
      return simulateHistory(simulation, completeHistory(market), 1);
    case 'stationary-bootstrap': {
      const block = inputs.number('block');
      if (!(block >= 1)) throw badInput(NAME, 'block', `is ${block}`, 'Give a mean length of 1 or more.');
      return simulateHistory(simulation, completeHistory(market), block);
    }
    case 'garch':
      return simulateGarch(simulation, {
        processes: readProcesses(market, inputs),
        correlation: readCorrelation(market, inputs),
      });
    default:
      return simulateBrownian(simulation, {
        mu: market.mu(),
        covariance: market.covariance(),
        frequency: market.frequency,
      });
  }
}

function completeHistory(market: Market): Rows {
  const returns = completeRows(market.history());
  if (returns.length > 0) return returns;
  throw badInput(
    NAME,
    'prices',
    'has no row in which every return is known',
    'Leave out the shortest history.',
  );
}

function readProcesses(market: Market, inputs: Inputs): GarchProcess[] {
  const of = (name: GarchName, fallback?: number): Float64Array => {
    if (inputs.has(name)) return readVector(market, inputs, name, fallback);
    if (fallback !== undefined) return new Float64Array(market.assets.length).fill(fallback);
    throw badInput(NAME, name, 'is missing', 'Give omega, alpha and beta of every asset.');
  };
  const [omega, alpha, beta, gamma, mean] = [
    of('omega'),
    of('alpha'),
    of('beta'),
    of('gamma', 0),
    of('mean', 0),
  ];
  return market.assets.map((asset, index) => {
    const process = {
      mu: mean[index] as number,
      omega: omega[index] as number,
      alpha: alpha[index] as number,
      beta: beta[index] as number,
      gamma: gamma[index] as number,
    };
    const persistence = process.alpha + process.beta + process.gamma / 2;
    if (
      !(process.omega > 0) ||
      process.alpha < 0 ||
      process.beta < 0 ||
      process.alpha + process.gamma < 0 ||
      persistence >= 1
    )
      throw badInput(
        NAME,
        'omega',
        `and the others of ${asset} make no variance that stays`,
        'Give a stationary GARCH.',
      );
    const variance = inputs.has('variance')
      ? (of('variance')[index] as number)
      : process.omega / (1 - persistence);
    if (!(variance > 0))
      throw badInput(NAME, 'variance', `of ${asset} is ${variance}`, 'Give one above zero.');
    return { ...process, variance };
  });
}

function readCorrelation(market: Market, inputs: Inputs): Rows {
  const count = market.assets.length;
  if (inputs.has('correlation')) {
    const matrix = inputs.matrix('correlation');
    if (matrix.length === count && matrix.every((row, index) => row.length === count && row[index] === 1))
      return matrix;
    throw badInput(
      NAME,
      'correlation',
      `is no ${count} × ${count} matrix with ones on its diagonal`,
      'Give one row per asset.',
    );
  }
  if (market.returns !== undefined) return pairwiseCorrelation(market.returns);
  return correlationOf(market.covariance());
}
