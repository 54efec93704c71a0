import { badInput, type Estimator, type Field, type Inputs, type Rows } from '@qca/numerics';
import { cluster, correlationDistance, cutTree, type Linkage, leafOrder, type Merger } from '../clusters.ts';
import { correlationOf, pairwiseCorrelation } from '../covariance.ts';
import { hierarchicalRiskParity } from '../hierarchicalRiskParity.ts';
import { riskParity, riskShares } from '../riskParity.ts';
import { marketEstimator, PORTFOLIO_OUTPUTS, portfolio } from './defineEstimator.ts';
import { byAsset, type Market, readMarket, readVector } from './readMarket.ts';

const LINKAGES = ['single', 'complete', 'average', 'weighted', 'ward'] as const;

const LINKAGE: readonly Field[] = [
  {
    name: 'linkage_method',
    shape: 'text',
    unit: 'none',
    meaning:
      'how far two clusters are: nearest or farthest members, mean over pairs or over the two that merged before, or rise of the variance within',
    choices: LINKAGES,
    default: 'single',
  },
  {
    name: 'linkage',
    shape: 'text',
    unit: 'none',
    meaning: 'the same as linkage_method, which it goes before',
    choices: LINKAGES,
    optional: true,
  },
];

const ORDER: Field = {
  name: 'order',
  shape: 'record',
  unit: 'none',
  meaning: 'assets from left to right in the tree: names where known, else columns',
};

const MERGERS: Field = {
  name: 'linkage',
  shape: 'matrix',
  unit: 'none',
  meaning: 'one row per merger, as SciPy has them: two clusters, their distance, leaves below',
};

/** Digits of a correlation that is taken from a covariance, as PyPortfolioOpt rounds it. */
const CORRELATION_DIGITS = 6;

/** Estimators that spread risk and look at what moves together. */
export const DIVERSIFICATION_ESTIMATORS: readonly Estimator[] = [
  marketEstimator({
    name: 'hrp',
    summary: 'Hierarchical risk parity: bisection of a clustering, each half weighted against its variance.',
    source:
      'López de Prado (2016), Building diversified portfolios that outperform out of sample; as PyPortfolioOpt HRPOpt',
    inputs: [
      ...LINKAGE,
      {
        name: 'siblings',
        shape: 'text',
        unit: 'none',
        meaning:
          'which of two single assets that merge stands first: the lower column, as PyPortfolioOpt and SciPy have it, or ' +
          'the calmer one, so that the order of columns never matters',
        choices: ['columns', 'variance'],
        default: 'columns',
      },
    ],
    outputs: [...PORTFOLIO_OUTPUTS, ORDER, MERGERS],
    run(inputs) {
      const market = readMarket('hrp', inputs, 'arithmetic');
      const covariance = market.covariance();
      const { weights, order, mergers } = hierarchicalRiskParity({
        covariance,
        correlation: correlationFor(market, inputs, covariance),
        linkage: linkageOf(inputs),
        siblings: inputs.text('siblings') as 'columns' | 'variance',
      });
      return { ...portfolio(market, weights), order: namesOf(market, order), linkage: tableOf(mergers) };
    },
  }),
  marketEstimator({
    name: 'risk-parity',
    summary: 'Long-only weights whose shares of the variance are the budgets.',
    source:
      'Griveau-Billion, Richard and Roncalli (2013), A fast algorithm for computing high-dimensional risk parity portfolios',
    inputs: [
      {
        name: 'budgets',
        shape: 'record',
        unit: 'share',
        meaning: 'share of the risk by asset, above zero; equal where left out; any scale',
        optional: true,
      },
    ],
    outputs: [
      ...PORTFOLIO_OUTPUTS,
      {
        name: 'risk_contributions',
        shape: 'record',
        unit: 'share',
        meaning: 'share of each asset in the variance',
      },
    ],
    run(inputs) {
      const market = readMarket('risk-parity', inputs, 'arithmetic');
      const covariance = market.covariance();
      const weights = riskParity(
        covariance,
        inputs.has('budgets') ? readVector(market, inputs, 'budgets') : undefined,
      );
      return {
        ...portfolio(market, weights),
        risk_contributions: byAsset(market, riskShares(covariance, weights)),
      };
    },
  }),
  marketEstimator({
    name: 'correlation-clusters',
    summary: 'Correlations of assets, the tree of their clustering, and the clusters it is cut into.',
    source:
      'Pearson correlation; Lance and Williams (1967); distance √((1 − ρ) ÷ 2) of López de Prado (2016)',
    inputs: [
      ...LINKAGE,
      {
        name: 'clusters',
        shape: 'whole',
        unit: 'none',
        meaning: 'how many clusters the tree is cut into',
        default: 2,
      },
    ],
    outputs: [
      { name: 'correlation', shape: 'matrix', unit: 'none', meaning: 'in the order of the columns given' },
      ORDER,
      MERGERS,
      {
        name: 'clusters',
        shape: 'record',
        unit: 'none',
        meaning: 'number of the cluster of each asset, from 0',
      },
    ],
    run(inputs) {
      const name = 'correlation-clusters';
      const market = readMarket(name, inputs);
      const count = inputs.number('clusters');
      if (count < 1 || count > market.assets.length)
        throw badInput(name, 'clusters', `is ${count}`, `Give 1 to ${market.assets.length}.`);
      const correlation =
        market.returns === undefined
          ? correlationOf(market.covariance())
          : pairwiseCorrelation(market.returns);
      if (correlation.some((row) => row.some((value) => !Number.isFinite(value))))
        throw badInput(
          name,
          'prices',
          'leaves a pair of assets without a correlation',
          'Leave one of them out.',
        );
      const mergers = cluster(correlationDistance(correlation), linkageOf(inputs));
      return {
        correlation: correlation.map((row) => Array.from(row)),
        order: namesOf(market, leafOrder(mergers)),
        linkage: tableOf(mergers),
        clusters: byAsset(market, cutTree(mergers, count)),
      };
    },
  }),
];

function linkageOf(inputs: Inputs): Linkage {
  return inputs.text(inputs.has('linkage') ? 'linkage' : 'linkage_method') as Linkage;
}

function correlationFor(market: Market, inputs: Inputs, covariance: Rows): Rows {
  // A history has correlations of its own, each pair over the rows in which both are known.
  const isPlain =
    market.returns !== undefined && !inputs.has('cov') && inputs.text('cov_method') === 'sample';
  if (isPlain) return pairwiseCorrelation(market.history());
  return correlationOf(covariance).map((row) =>
    row.map((value) => Number(value.toFixed(CORRELATION_DIGITS))),
  );
}

function namesOf({ assets, isNamed }: Market, order: readonly number[]): readonly (string | number)[] {
  return isNamed ? order.map((index) => assets[index] as string) : order;
}

function tableOf(mergers: readonly Merger[]): number[][] {
  return mergers.map(({ left, right, distance, size }) => [left, right, distance, size]);
}
