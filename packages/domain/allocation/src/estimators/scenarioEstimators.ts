import { badInput, dot, type Estimator, type Field, type Inputs } from '@qca/numerics';
import type { LinearProgram, SolveLinear } from '../LinearProgram.ts';
import { completeRows, portfolioReturns } from '../returns.ts';
import {
  conditionalDrawdownAtRisk,
  conditionalValueAtRisk,
  meanAbsoluteDeviation,
  semideviation,
  sumDrawdowns,
} from '../riskMeasures.ts';
import {
  maximumReturnProgram,
  minimumCdarProgram,
  minimumCvarProgram,
  minimumMadProgram,
  minimumMaxDrawdownProgram,
  type Scenarios,
  solveScenarios,
} from '../scenarioPrograms.ts';
import { efficientSemideviation, maximumSemivarianceUtility, minimumSemivariance } from '../semivariance.ts';
import { marketEstimator } from './defineEstimator.ts';
import { LIMIT_FIELDS, NEUTRAL_FIELD, WEIGHTS_FIELD } from './marketFields.ts';
import { readLimits } from './readLimits.ts';
import { byAsset, type Market, readMarket } from './readMarket.ts';

const TARGET: Field = {
  name: 'target_return',
  shape: 'number',
  unit: 'fraction per year',
  meaning: 'least expected return; none where left out',
  optional: true,
};

const BETA: readonly Field[] = [
  {
    name: 'beta',
    shape: 'number',
    unit: 'share',
    meaning: 'confidence: 0.95 looks at the worst twentieth of the rows',
    default: 0.95,
  },
  {
    name: 'confidence',
    shape: 'number',
    unit: 'share',
    meaning: 'the same as beta, which it goes before',
    optional: true,
  },
];

/** Variables and rows of the programs grow with the history: beyond this a solver would take minutes. */
const ROWS_MAX = 20_000;

interface Rule extends Pick<Estimator, 'name' | 'summary' | 'source'> {
  readonly inputs: readonly Field[];
  readonly measure: string;
  program(scenarios: Scenarios, beta: number): LinearProgram;
  risk(portfolio: Float64Array, beta: number): number;
}

/**
 * Estimators that are linear programs over the rows of a history, solved by what is handed in. Rows in which a return is
 * not known are left out; expected returns are counted over each asset's own rows.
 */
export function linearEstimators(solve: SolveLinear): readonly Estimator[] {
  return RULES.map((rule) =>
    marketEstimator({
      name: rule.name,
      summary: rule.summary,
      source: rule.source,
      inputs: [...LIMIT_FIELDS, NEUTRAL_FIELD, TARGET, ...riskFields(rule), ...rule.inputs],
      outputs: outputsOf(rule.measure),
      run(inputs) {
        const { market, scenarios, mu } = readScenarios(rule.name, inputs);
        const beta = rule.inputs.length === 0 ? 0 : betaOf(rule.name, inputs);
        const program = rule.program(scenarios, beta);
        const largest = riskFields(rule).find((field) => inputs.has(field.name));
        const weights = solveScenarios(
          largest === undefined ? program : maximumReturnProgram(program, mu, inputs.number(largest.name)),
          scenarios.limits,
          solve,
        );
        const risk = rule.risk(portfolioReturns(scenarios.returns, weights), beta);
        return { weights: byAsset(market, weights), perf: [dot(mu, weights), risk], risk };
      },
    }),
  );
}

/** Names of a largest risk: with one, the return is made large instead of the risk small. */
function riskFields({ name, measure }: Rule): Field[] {
  return [name.replace('min-', 'target_').replaceAll('-', '_'), 'target_risk'].map((field) => ({
    name: field,
    shape: 'number',
    unit: 'fraction',
    meaning: `largest ${measure}: with it, the expected return is made large instead of the risk small`,
    optional: true,
  }));
}

const RULES: readonly Rule[] = [
  {
    name: 'min-cvar',
    summary: 'The portfolio with the least conditional value at risk: mean loss of the worst rows.',
    source:
      'Rockafellar and Uryasev (2000), Optimization of conditional value-at-risk; as PyPortfolioOpt EfficientCVaR',
    inputs: BETA,
    measure: 'conditional value at risk of one period',
    program: minimumCvarProgram,
    risk: conditionalValueAtRisk,
  },
  {
    name: 'min-cdar',
    summary:
      'The portfolio with the least conditional drawdown at risk: mean of the deepest drawdowns, not compounded.',
    source:
      'Chekhlov, Uryasev and Zabarankin (2005), Drawdown measure in portfolio optimization; as PyPortfolioOpt EfficientCDaR',
    inputs: BETA,
    measure: 'conditional drawdown at risk',
    program: minimumCdarProgram,
    risk: conditionalDrawdownAtRisk,
  },
  {
    name: 'min-max-drawdown',
    summary: 'The portfolio with the least of the deepest drawdown, not compounded.',
    source: 'Chekhlov, Uryasev and Zabarankin (2005), Drawdown measure in portfolio optimization',
    inputs: [],
    measure: 'deepest drawdown',
    program: minimumMaxDrawdownProgram,
    risk: (portfolio) => sumDrawdowns(portfolio).reduce((most, value) => Math.max(most, value), 0),
  },
  {
    name: 'min-mad',
    summary: 'The portfolio with the least mean absolute deviation.',
    source: 'Konno and Yamazaki (1991), Mean-absolute deviation portfolio optimization model',
    inputs: [],
    measure: 'mean absolute deviation of one period',
    program: minimumMadProgram,
    risk: meanAbsoluteDeviation,
  },
];

/** Scenario estimators that need no solver from outside. */
export const SEMIVARIANCE_ESTIMATOR: Estimator = marketEstimator({
  name: 'min-semivariance',
  summary:
    'The portfolio with the least mean squared shortfall below a benchmark; or the one that earns most for a largest semideviation or an aversion.',
  source: 'Markowitz (1959), Portfolio selection, chapter 9; as PyPortfolioOpt EfficientSemivariance',
  inputs: [
    ...LIMIT_FIELDS,
    NEUTRAL_FIELD,
    TARGET,
    {
      name: 'benchmark',
      shape: 'number',
      unit: 'fraction per period',
      meaning: 'return below which a row falls short',
      default: 0,
    },
    ...['target_semideviation', 'target_risk'].map(
      (name): Field => ({
        name,
        shape: 'number',
        unit: 'fraction per year',
        meaning:
          'largest semideviation: with it, the expected return is made large instead of the risk small',
        optional: true,
      }),
    ),
    {
      name: 'risk_aversion',
      shape: 'number',
      unit: 'none',
      meaning: 'with it, return − ½ aversion × semivariance of one row is made large',
      optional: true,
    },
  ],
  outputs: [
    WEIGHTS_FIELD,
    {
      name: 'perf',
      shape: 'vector',
      unit: 'fraction per year',
      meaning: 'expected return, semideviation, and Sortino ratio over rf',
    },
  ],
  run(inputs) {
    const { market, scenarios, mu } = readScenarios('min-semivariance', inputs);
    const benchmark = inputs.number('benchmark');
    const weights = semivarianceWeights(inputs, { market, scenarios, mu });
    const risk =
      semideviation(portfolioReturns(scenarios.returns, weights), benchmark) * Math.sqrt(market.frequency);
    const expected = dot(mu, weights);
    return {
      weights: byAsset(market, weights),
      perf: [expected, risk, (expected - market.riskFreeRate) / risk],
    };
  },
});

interface ScenarioMarket {
  readonly market: Market;
  readonly scenarios: Scenarios;
  readonly mu: Float64Array;
}

function semivarianceWeights(inputs: Inputs, { market, scenarios, mu }: ScenarioMarket): Float64Array {
  const name = market.estimator;
  const benchmark = inputs.number('benchmark');
  const asked = ['target_semideviation', 'target_risk', 'risk_aversion', 'target_return'].filter((each) =>
    inputs.has(each),
  );
  const [goal, other] = asked;
  if (other !== undefined) throw badInput(name, other, `is given beside ${goal}`, 'Give one of them.');
  if (goal === undefined || goal === 'target_return') return minimumSemivariance(scenarios, benchmark);
  const value = inputs.number(goal);
  if (!(value > 0)) throw badInput(name, goal, `is ${value}`, 'Give a number above zero.');
  if (goal === 'risk_aversion') {
    const gain = mu.map((each) => each / market.frequency);
    return maximumSemivarianceUtility(scenarios, benchmark, { gain, riskAversion: value });
  }
  return efficientSemideviation(scenarios, benchmark, { mu, most: value / Math.sqrt(market.frequency) });
}

function readScenarios(name: string, inputs: Inputs): ScenarioMarket {
  const market = readMarket(name, inputs);
  const returns = completeRows(market.history());
  if (returns.length > ROWS_MAX)
    throw badInput(name, 'returns', `has ${returns.length} complete rows`, `Give at most ${ROWS_MAX}.`);
  const mu = market.mu();
  const limits = readLimits(market, inputs);
  const target = inputs.has('target_return') ? { mu, least: inputs.number('target_return') } : undefined;
  return { market, mu, scenarios: { returns, limits, ...(target === undefined ? {} : { target }) } };
}

function betaOf(name: string, inputs: Inputs): number {
  const beta = inputs.number(inputs.has('confidence') ? 'confidence' : 'beta');
  if (beta > 0 && beta < 1) return beta;
  throw badInput(name, 'beta', `is ${beta}`, 'Give a confidence between 0 and 1, such as 0.95.');
}

function outputsOf(measure: string): Field[] {
  return [
    WEIGHTS_FIELD,
    { name: 'perf', shape: 'vector', unit: 'fraction', meaning: `expected return a year, and ${measure}` },
    { name: 'risk', shape: 'number', unit: 'fraction', meaning: measure },
  ];
}
