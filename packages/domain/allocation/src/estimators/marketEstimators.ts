import { badInput, type Estimator, type Field, type Inputs, type Rows } from '@qca/numerics';
import { blackLitterman, impliedReturns, impliedWeights, type View } from '../blackLitterman.ts';
import { type ShrinkageTarget, shrunkCovariance } from '../shrinkage.ts';
import { marketEstimator, PORTFOLIO_OUTPUTS, portfolio } from './defineEstimator.ts';
import { byAsset, isList, type Market, readMarket, readMarketCaps, readVector } from './readMarket.ts';

const RATE = 'fraction per year';

const COVARIANCE: Field = {
  name: 'cov',
  shape: 'matrix',
  unit: 'fraction squared per year',
  meaning: 'yearly covariance',
};

const SUM: Field = {
  name: 'sum',
  shape: 'number',
  unit: 'fraction squared per year',
  meaning: 'sum of all entries of cov',
};

/** Estimators of what is expected of assets. */
export const MARKET_ESTIMATORS: readonly Estimator[] = [
  marketEstimator({
    name: 'expected-returns',
    summary: 'Expected yearly returns of assets, from their history.',
    source: 'compounded: (Π(1 + r))^(frequency ÷ n) − 1 over known rows; as PyPortfolioOpt expected_returns',
    inputs: [
      {
        name: 'compounding',
        shape: 'flag',
        unit: 'none',
        meaning:
          'whether means are compounded; false is arithmetic, and times frequency for exponential weights too',
        default: true,
      },
    ],
    outputs: [{ name: 'mu', shape: 'record', unit: 'fraction per year', meaning: 'expected yearly returns' }],
    run(inputs) {
      const market = readMarket('expected-returns', inputs);
      return { mu: byAsset(market, market.mu()) };
    },
  }),
  covarianceEstimator(
    'covariance',
    'Yearly covariance and volatilities of assets, by the chosen method.',
    'sample',
  ),
  covarianceEstimator(
    'sample-cov',
    'Yearly sample covariance, each pair over the rows in which both are known.',
    'sample',
  ),
  covarianceEstimator(
    'exp-cov',
    'Yearly covariance with exponential weights, of span 180 by default.',
    'exponential',
  ),
  marketEstimator({
    name: 'ledoit-wolf',
    summary: 'Covariance drawn towards a simpler target, and by how much.',
    source:
      'Ledoit and Wolf (2003, 2004); Chen, Wiesel, Eldar and Hero (2010) for oracle-approximating; as PyPortfolioOpt',
    inputs: [
      {
        name: 'target',
        shape: 'text',
        unit: 'none',
        meaning: 'what the sample covariance is drawn towards',
        choices: ['constant-variance', 'single-factor', 'constant-correlation', 'oracle-approximating'],
        default: 'constant-variance',
      },
    ],
    outputs: [
      COVARIANCE,
      { name: 'delta', shape: 'number', unit: 'share', meaning: 'share of the target, 0 to 1' },
      SUM,
    ],
    run(inputs) {
      const market = readMarket('ledoit-wolf', inputs);
      if (market.assets.length < 2)
        throw badInput('ledoit-wolf', 'prices', 'has one column', 'Give two assets or more.');
      const target = inputs.text('target') as ShrinkageTarget;
      const { covariance, delta } = shrunkCovariance(market.history(), target, market.frequency);
      if (!Number.isFinite(delta) || covariance.some((row) => row.some(Number.isNaN)))
        throw badInput(
          'ledoit-wolf',
          'prices',
          'has an asset that never moves, or is hardly known',
          'Leave it out.',
        );
      return { cov: covariance.map((row) => Array.from(row)), delta, sum: sumOf(covariance) };
    },
  }),
  marketEstimator({
    name: 'black-litterman',
    summary: 'Expected returns after views, each weighed by its uncertainty, and the weights they imply.',
    source:
      'Black and Litterman (1992), He and Litterman (1999), Idzorek (2005); as PyPortfolioOpt BlackLittermanModel',
    inputs: [...viewFields(), ...priorFields()],
    outputs: [
      {
        name: 'returns',
        shape: 'record',
        unit: 'fraction per year',
        meaning: 'expected returns after the views',
      },
      { ...COVARIANCE, meaning: 'covariance after the views' },
      ...PORTFOLIO_OUTPUTS,
    ],
    run(inputs) {
      const market = readMarket('black-litterman', inputs);
      const covariance = market.covariance();
      const riskAversion = inputs.number('risk_aversion');
      const posterior = blackLitterman({
        covariance,
        prior: readPrior(market, inputs, covariance),
        views: readViews(market, inputs),
        tau: inputs.number('tau'),
        ...(hasOmega(inputs) ? { omega: readOmega(inputs) } : {}),
      });
      if (!(riskAversion > 0))
        throw badInput(
          'black-litterman',
          'risk_aversion',
          `is ${riskAversion}`,
          'Give an aversion above zero.',
        );
      const weights = impliedWeights(covariance, posterior.returns);
      return {
        returns: byAsset(market, posterior.returns),
        cov: posterior.covariance.map((row) => Array.from(row)),
        ...portfolio(market, weights, { mu: posterior.returns, covariance: posterior.covariance }),
      };
    },
  }),
];

/** One estimator under several names: they differ in the method that is meant where none is given. */
function covarianceEstimator(name: string, summary: string, method: string): Estimator {
  const estimator = marketEstimator({
    name,
    summary,
    source:
      'as PyPortfolioOpt risk_models; positive semidefinite, negative eigenvalues set to zero where gaps made some',
    inputs: [
      {
        name: 'benchmark',
        shape: 'number',
        unit: 'fraction per period',
        meaning:
          'return below which a semicovariance counts; 0.000079 where left out, 2 % a year in trading days',
        optional: true,
      },
    ],
    outputs: [
      COVARIANCE,
      { name: 'vol', shape: 'record', unit: RATE, meaning: 'volatility of each asset' },
      SUM,
    ],
    run(inputs) {
      const market = readMarket(name, inputs);
      const covariance = market.covariance();
      return {
        cov: covariance.map((row) => Array.from(row)),
        vol: byAsset(
          market,
          covariance.map((row, index) => Math.sqrt(row[index] as number)),
        ),
        sum: sumOf(covariance),
      };
    },
  });
  const inputs = estimator.inputs.map((field) =>
    field.name === 'cov_method' ? { ...field, default: method } : field,
  );
  return { ...estimator, inputs };
}

function viewFields(): Field[] {
  return [
    {
      name: 'absolute_views',
      shape: 'record',
      unit: RATE,
      meaning: 'object by asset of the yearly return expected of it',
      optional: true,
    },
    {
      name: 'Q',
      shape: 'vector',
      unit: RATE,
      meaning: 'return expected of each view, with P',
      optional: true,
    },
    {
      name: 'P',
      shape: 'matrix',
      unit: 'share',
      meaning: 'one row per view: the mix of assets it speaks of; each asset by itself where left out',
      optional: true,
    },
    {
      name: 'view_confidences',
      shape: 'record',
      unit: 'share',
      meaning: 'confidence of each view from 0 to 1, in the order of the views or by asset (Idzorek)',
      optional: true,
    },
    {
      name: 'omega',
      shape: 'matrix',
      unit: RATE,
      meaning:
        'uncertainty of the views itself, or how it is made: default from the covariance, idzorek from view_confidences',
      words: ['default', 'idzorek'],
      optional: true,
    },
  ];
}

function priorFields(): Field[] {
  return [
    {
      name: 'pi',
      shape: 'record',
      unit: RATE,
      meaning:
        'expected returns before the views, or equal (one over the number of assets), or market (from market_caps); zero where neither ' +
        'this nor market_caps is given',
      words: ['equal', 'market'],
      optional: true,
    },
    {
      name: 'market_caps',
      shape: 'record',
      unit: 'value',
      meaning: 'values of all assets: the prior is then what makes the market optimal',
      optional: true,
    },
    {
      name: 'tau',
      shape: 'number',
      unit: 'none',
      meaning: 'weight of the prior’s own uncertainty',
      default: 0.05,
    },
    {
      name: 'risk_aversion',
      shape: 'number',
      unit: 'none',
      meaning: 'aversion of the market, for the prior from market_caps',
      default: 1,
    },
    {
      name: 'market_risk_free_rate',
      shape: 'number',
      unit: RATE,
      meaning: 'added to the prior from market_caps',
      default: 0,
    },
  ];
}

function readPrior(market: Market, inputs: Inputs, covariance: Rows): Float64Array {
  const word = inputs.word('pi');
  if (word === 'equal') return new Float64Array(market.assets.length).fill(1 / market.assets.length);
  if (word === undefined && inputs.has('pi')) return readVector(market, inputs, 'pi');
  if (word === 'market' && !inputs.has('market_caps'))
    throw badInput('black-litterman', 'market_caps', 'is missing', 'Give the market value of every asset.');
  if (!inputs.has('market_caps')) return new Float64Array(market.assets.length);
  const caps = readMarketCaps(market, inputs);
  return impliedReturns(covariance, caps, {
    riskAversion: inputs.number('risk_aversion'),
    riskFreeRate: inputs.number('market_risk_free_rate'),
  });
}

function readViews(market: Market, inputs: Inputs): View[] {
  const { assets } = market;
  if (inputs.has('absolute_views')) {
    const views = Object.entries(inputs.record('absolute_views'));
    return views.map(([asset, value], index) => {
      const column = assets.indexOf(asset);
      if (column < 0 || typeof value !== 'number' || !Number.isFinite(value))
        throw badInput(
          'black-litterman',
          'absolute_views',
          `of ${asset} is no view`,
          'Give a return by the name of an asset.',
        );
      return viewOf(inputs, { index, asset }, unit(assets.length, column), value);
    });
  }
  if (!inputs.has('Q')) return [];
  const values = inputs.vector('Q');
  const mixes = inputs.has('P') ? inputs.matrix('P') : assets.map((_, index) => unit(assets.length, index));
  if (mixes.length !== values.length || mixes.some((mix) => mix.length !== assets.length))
    throw badInput(
      'black-litterman',
      'P',
      `is not ${values.length} × ${assets.length}`,
      'Give one row per view with one column per asset.',
    );
  return mixes.map((mix, index) => viewOf(inputs, { index }, mix, values[index] as number));
}

function viewOf(
  inputs: Inputs,
  of: { index: number; asset?: string },
  mix: Float64Array,
  value: number,
): View {
  if (inputs.word('omega') === 'idzorek' && !inputs.has('view_confidences'))
    throw badInput('black-litterman', 'view_confidences', 'is missing', 'Give the confidence of every view.');
  const isMadeOtherwise = hasOmega(inputs) || inputs.word('omega') === 'default';
  if (!inputs.has('view_confidences') || isMadeOtherwise) return { mix, value };
  const given = inputs.record('view_confidences');
  const confidence = isList(given) ? given[of.index] : given[of.asset ?? ''];
  if (typeof confidence !== 'number')
    throw badInput(
      'black-litterman',
      'view_confidences',
      `has nothing for view ${of.index}`,
      'Give one for every view.',
    );
  return { mix, value, confidence };
}

/** Whether the uncertainty itself is given, rather than a word for how it is made. */
function hasOmega(inputs: Inputs): boolean {
  return inputs.has('omega') && inputs.word('omega') === undefined;
}

function readOmega(inputs: Inputs): Rows {
  const omega = inputs.matrix('omega');
  const views = inputs.has('absolute_views')
    ? Object.keys(inputs.record('absolute_views')).length
    : inputs.has('Q')
      ? inputs.vector('Q').length
      : 0;
  if (omega.length === views && omega.every((row) => row.length === views)) return omega;
  throw badInput(
    'black-litterman',
    'omega',
    `is not ${views} × ${views}`,
    'Give one row and column per view.',
  );
}

function unit(size: number, place: number): Float64Array {
  const values = new Float64Array(size);
  values[place] = 1;
  return values;
}

function sumOf(matrix: Rows): number {
  return matrix.reduce((sum, row) => row.reduce((inner, value) => inner + value, sum), 0);
}
