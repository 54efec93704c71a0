import { badInput, type Estimator, type Field, type Inputs } from '@qca/numerics';
import type { Limits } from '../Limits.ts';
import { programOf } from '../Limits.ts';
import type { QuadraticProgram } from '../LinearProgram.ts';
import {
  efficientReturn,
  efficientReturnProgram,
  efficientRisk,
  efficientRiskRegularised,
  frontier,
  type MeanVariance,
  maximumQuadraticUtility,
  maximumSharpe,
  minimumVolatility,
  utilityProgram,
  withDiagonal,
} from '../meanVariance.ts';
import { optimalityResidual } from '../optimalityResidual.ts';
import { performanceOf } from '../performance.ts';
import { marketEstimator, PORTFOLIO_OUTPUTS, portfolio } from './defineEstimator.ts';
import { LIMIT_FIELDS, NEUTRAL_FIELD } from './marketFields.ts';
import { readLimits } from './readLimits.ts';
import { byAsset, type Market, readMarket } from './readMarket.ts';

const KKT: Field = {
  name: 'kkt',
  shape: 'number',
  unit: 'none',
  meaning: 'how far the weights are from the conditions of an optimum, as a share of the gradient',
};

const GAMMA: Field = {
  name: 'gamma',
  shape: 'number',
  unit: 'none',
  meaning:
    'weight of gamma × Σ weight², which is added to what is made small: keeps weights from being many zeros',
  default: 0,
};

interface Asked {
  readonly market: Market;
  readonly inputs: Inputs;
  /** Covariance with gamma along its diagonal: variance and the penalty are made small together. */
  readonly choice: MeanVariance;
  /** The same without gamma. */
  readonly plain: MeanVariance;
}

/** The rules of an estimator of the family: its name, what more it asks, its weights, and the program they solve. */
interface Family extends Pick<Estimator, 'name' | 'summary' | 'source'> {
  readonly inputs: readonly Field[];
  readonly needsMu: boolean;
  weights(asked: Asked): Float64Array;
  program(asked: Asked, weights: Float64Array): QuadraticProgram;
}

function family({ inputs: more, needsMu, weights, program, ...rest }: Family): Estimator {
  return marketEstimator({
    ...rest,
    inputs: [...LIMIT_FIELDS, GAMMA, ...more],
    outputs: [...PORTFOLIO_OUTPUTS, KKT],
    run(inputs) {
      const market = readMarket(rest.name, inputs);
      const limits: Limits = readLimits(market, inputs);
      const gamma = inputs.number('gamma');
      if (gamma < 0) throw badInput(rest.name, 'gamma', `is ${gamma}`, 'Give 0 or more.');
      const plain = {
        mu: needsMu ? market.mu() : market.muIfKnown(),
        covariance: market.covariance(),
        limits,
      };
      const choice = { ...plain, covariance: withDiagonal(plain.covariance, gamma * penaltyShare(inputs)) };
      const asked = { market, inputs, choice, plain };
      const chosen = weights(asked);
      // With gamma, the return that meets a volatility is no point of the frontier whose conditions are known.
      const isChecked = limits.turnover === undefined && !(rest.name === 'efficient-risk' && gamma > 0);
      return {
        ...portfolio(market, chosen, plain),
        kkt: isChecked ? optimalityResidual(program(asked, chosen), chosen) : Number.NaN,
      };
    },
  });
}

const TARGET_VOLATILITY: readonly Field[] = [
  {
    name: 'target_volatility',
    shape: 'number',
    unit: 'fraction per year',
    meaning: 'largest volatility',
    optional: true,
  },
  {
    name: 'target_risk',
    shape: 'number',
    unit: 'fraction per year',
    meaning: 'the same as target_volatility',
    optional: true,
  },
];

const MARKOWITZ = 'Markowitz (1952), Portfolio selection; as PyPortfolioOpt EfficientFrontier';

/** Estimators of the mean-variance family. */
export const MEAN_VARIANCE_ESTIMATORS: readonly Estimator[] = [
  family({
    name: 'min-volatility',
    summary: 'The portfolio with the least volatility.',
    source: MARKOWITZ,
    inputs: [],
    needsMu: false,
    weights: ({ choice }) => minimumVolatility(choice),
    program: ({ choice }) => ({ ...programOf(choice.limits), hessian: choice.covariance }),
  }),
  family({
    name: 'max-sharpe',
    summary: 'The portfolio with the highest Sharpe ratio.',
    source: `${MARKOWITZ}; Cornuéjols and Tütüncü (2006)`,
    inputs: [],
    needsMu: true,
    weights: ({ choice, market }) => maximumSharpe(choice, market.riskFreeRate),
    // The portfolio of highest Sharpe ratio s is the one of greatest utility at an aversion of (return − rf) ÷ variance.
    program: ({ choice, market }, weights) => {
      const [expected, volatility] = performanceOf(choice, weights, market.riskFreeRate);
      return utilityProgram(choice, (expected - market.riskFreeRate) / (volatility * volatility));
    },
  }),
  family({
    name: 'efficient-risk',
    summary: 'The portfolio that is expected to earn most with no more than a given volatility.',
    source: MARKOWITZ,
    inputs: [...TARGET_VOLATILITY, NEUTRAL_FIELD],
    needsMu: true,
    weights: ({ plain, inputs }) => {
      const name = inputs.has('target_volatility') ? 'target_volatility' : 'target_risk';
      if (!inputs.has(name))
        throw badInput('efficient-risk', 'target_volatility', 'is missing', 'Give the largest volatility.');
      const [target, gamma] = [inputs.number(name), inputs.number('gamma')];
      return gamma > 0 ? efficientRiskRegularised(plain, target, gamma) : efficientRisk(plain, target);
    },
    program: ({ choice, market }, weights) =>
      efficientReturnProgram(choice, performanceOf(choice, weights, market.riskFreeRate)[0]),
  }),
  family({
    name: 'efficient-return',
    summary: 'The portfolio with the least volatility that is expected to earn a given return or more.',
    source: MARKOWITZ,
    inputs: [
      { name: 'target_return', shape: 'number', unit: 'fraction per year', meaning: 'least expected return' },
      NEUTRAL_FIELD,
    ],
    needsMu: true,
    weights: ({ choice, inputs }) => efficientReturn(choice, inputs.number('target_return')),
    program: ({ choice, inputs }) => efficientReturnProgram(choice, inputs.number('target_return')),
  }),
  family({
    name: 'max-quadratic-utility',
    summary: 'The portfolio that maximises return − ½ aversion × variance.',
    source: MARKOWITZ,
    inputs: [
      {
        name: 'risk_aversion',
        shape: 'number',
        unit: 'none',
        meaning: 'aversion to variance, above zero',
        default: 1,
      },
      NEUTRAL_FIELD,
    ],
    needsMu: true,
    weights: ({ choice, inputs }) => maximumQuadraticUtility(choice, aversionOf(inputs)),
    program: ({ choice, inputs }) => utilityProgram(choice, aversionOf(inputs)),
  }),
  family({
    name: 'cla',
    summary:
      'What the critical line algorithm finds: the highest Sharpe ratio over a rate of 0, whatever rf perf is shown with, or the least volatility.',
    source:
      'Bailey and López de Prado (2013), An open-source implementation of the critical-line algorithm; as PyPortfolioOpt CLA',
    inputs: [
      {
        name: 'objective',
        shape: 'text',
        unit: 'none',
        meaning: 'which portfolio of the frontier',
        choices: ['max-sharpe', 'min-volatility'],
        default: 'max-sharpe',
      },
    ],
    needsMu: true,
    weights: ({ choice, inputs }) =>
      inputs.text('objective') === 'max-sharpe' ? maximumSharpe(choice, 0) : minimumVolatility(choice),
    program: ({ choice, inputs }, weights) => {
      if (inputs.text('objective') === 'min-volatility')
        return { ...programOf(choice.limits), hessian: choice.covariance };
      const [expected, volatility] = performanceOf(choice, weights, 0);
      return utilityProgram(choice, expected / (volatility * volatility));
    },
  }),
  marketEstimator({
    name: 'efficient-frontier',
    summary:
      'Portfolios of least volatility, equally spaced in return from the calmest to the largest return there is.',
    source: MARKOWITZ,
    inputs: [
      ...LIMIT_FIELDS,
      {
        name: 'points',
        shape: 'whole',
        unit: 'none',
        meaning: 'how many portfolios, up to 1000',
        default: 20,
      },
    ],
    outputs: [
      { name: 'returns', shape: 'vector', unit: 'fraction per year', meaning: 'expected return of each' },
      { name: 'volatilities', shape: 'vector', unit: 'fraction per year', meaning: 'volatility of each' },
      { name: 'weights', shape: 'table', unit: 'share', meaning: 'weights of each' },
    ],
    run(inputs) {
      const market = readMarket('efficient-frontier', inputs);
      const points = inputs.number('points');
      if (points < 1 || points > 1000)
        throw badInput('efficient-frontier', 'points', `is ${points}`, 'Give 1 to 1000.');
      const choice = { mu: market.mu(), covariance: market.covariance(), limits: readLimits(market, inputs) };
      const portfolios = frontier(choice, points);
      const performances = portfolios.map((weights) => performanceOf(choice, weights, market.riskFreeRate));
      return {
        returns: performances.map(([expected]) => expected),
        volatilities: performances.map(([, volatility]) => volatility),
        weights: portfolios.map((weights) => byAsset(market, weights)),
      };
    },
  }),
];

/** The utility counts half of aversion × variance, and the whole of the penalty. */
function penaltyShare(inputs: Inputs): number {
  return inputs.has('risk_aversion') ? 2 / aversionOf(inputs) : 1;
}

function aversionOf(inputs: Inputs): number {
  const aversion = inputs.number('risk_aversion');
  if (aversion > 0) return aversion;
  throw badInput('max-quadratic-utility', 'risk_aversion', `is ${aversion}`, 'Give an aversion above zero.');
}
