import { badInput, type Estimator, type Field, type Inputs } from '@qca/numerics';
import { impliedReturns } from '../blackLitterman.ts';
import { capitalAssetPricing, impliedRiskAversion } from '../capitalAssetPricing.ts';
import { marketEstimator } from './defineEstimator.ts';
import { byAsset, readMarket, readMarketCaps } from './readMarket.ts';

const RATE = 'fraction per year';

const MARKET_HISTORY: readonly Field[] = [
  {
    name: 'market_prices',
    shape: 'vector',
    unit: 'price',
    meaning:
      'prices of the market on the same dates, null where there is none; the mean of the known assets where left out',
    gaps: true,
    optional: true,
  },
  {
    name: 'market_returns',
    shape: 'vector',
    unit: 'fraction per period',
    meaning: 'simple returns of the market, in place of its prices',
    gaps: true,
    optional: true,
  },
];

/** Estimators of what a market itself says of its assets. */
export const PRICING_ESTIMATORS: readonly Estimator[] = [
  withoutRate(
    marketEstimator({
      name: 'capm-return',
      summary: 'Expected yearly returns by the capital asset pricing model: rf + β (market − rf).',
      source: 'Sharpe (1964), Capital asset prices; as PyPortfolioOpt capm_return',
      inputs: [
        ...MARKET_HISTORY,
        {
          name: 'compounding',
          shape: 'flag',
          unit: 'none',
          meaning: 'whether the return of the market is compounded rather than an arithmetic mean',
          default: true,
        },
      ],
      outputs: [
        { name: 'mu', shape: 'record', unit: RATE, meaning: 'expected yearly returns' },
        { name: 'betas', shape: 'record', unit: 'none', meaning: 'slope of each asset against the market' },
        { name: 'market_return', shape: 'number', unit: RATE, meaning: 'expected return of the market' },
      ],
      run: runCapitalAssetPricing,
    }),
  ),
  withoutRate(
    marketEstimator({
      name: 'market-implied-prior-returns',
      summary: 'Expected returns that make the market’s own weights optimal: risk aversion × Σw + rf.',
      source: 'Black and Litterman (1992); as PyPortfolioOpt market_implied_prior_returns',
      inputs: [
        { name: 'market_caps', shape: 'record', unit: 'value', meaning: 'market value of every asset' },
        {
          name: 'risk_aversion',
          shape: 'number',
          unit: 'none',
          meaning: 'aversion of the market',
          default: 1,
        },
      ],
      outputs: [
        {
          name: 'pi',
          shape: 'record',
          unit: RATE,
          meaning: 'expected returns, the prior of black-litterman',
        },
        { name: 'market_implied_prior_returns', shape: 'record', unit: RATE, meaning: 'the same' },
      ],
      run(inputs) {
        const market = readMarket('market-implied-prior-returns', inputs);
        const riskAversion = inputs.number('risk_aversion');
        if (!(riskAversion > 0))
          throw badInput(
            market.estimator,
            'risk_aversion',
            `is ${riskAversion}`,
            'Give an aversion above 0.',
          );
        const prior = impliedReturns(market.covariance(), readMarketCaps(market, inputs), {
          riskAversion,
          riskFreeRate: market.riskFreeRate,
        });
        return { pi: byAsset(market, prior), market_implied_prior_returns: byAsset(market, prior) };
      },
    }),
  ),
  {
    name: 'market-implied-risk-aversion',
    summary:
      'Aversion to risk that makes holding the market optimal: (return − rf) ÷ variance, both of a year.',
    source: 'Black and Litterman (1992); as PyPortfolioOpt market_implied_risk_aversion',
    inputs: [
      ...MARKET_HISTORY,
      { name: 'frequency', shape: 'number', unit: 'rows per year', meaning: 'rows in a year', default: 252 },
      { name: 'risk_free_rate', shape: 'number', unit: RATE, meaning: 'risk-free rate', default: 0 },
    ],
    outputs: [
      { name: 'market_implied_risk_aversion', shape: 'number', unit: 'none', meaning: 'aversion' },
      { name: 'delta', shape: 'number', unit: 'none', meaning: 'the same' },
    ],
    run(inputs) {
      const name = 'market-implied-risk-aversion';
      const frequency = inputs.number('frequency');
      if (!(frequency > 0)) throw badInput(name, 'frequency', 'is not above zero', 'Give rows per year.');
      const returns = readMarketReturns(name, inputs, false);
      if (returns === undefined)
        throw badInput(name, 'market_prices', 'is missing', 'Give prices or returns of the market.');
      const delta = impliedRiskAversion(returns, {
        frequency,
        riskFreeRate: inputs.number('risk_free_rate'),
      });
      if (!Number.isFinite(delta))
        throw badInput(name, 'market_prices', 'never move, or are too few', 'Give a longer history.');
      return { market_implied_risk_aversion: delta, delta };
    },
  },
];

function runCapitalAssetPricing(inputs: Inputs): Readonly<Record<string, unknown>> {
  const name = 'capm-return';
  const market = readMarket(name, inputs);
  const isLogarithmic = inputs.flag('log_returns') && inputs.has('prices');
  const history = market.allHistory();
  const benchmark = readMarketReturns(name, inputs, isLogarithmic);
  if (benchmark !== undefined && benchmark.length !== history.length)
    throw badInput(
      name,
      inputs.has('market_prices') ? 'market_prices' : 'market_returns',
      `makes ${benchmark.length} returns for ${history.length} of the assets`,
      'Give a row of the market for each row of the assets.',
    );
  // Rows in which no asset is known say nothing, and the market does not count there either.
  const rows = history.map((row, date) => ({ row, date })).filter(({ row }) => !row.every(Number.isNaN));
  const priced = capitalAssetPricing({
    returns: rows.map(({ row }) => row),
    ...(benchmark === undefined
      ? {}
      : { market: Float64Array.from(rows, ({ date }) => benchmark[date] as number) }),
    riskFreeRate: market.riskFreeRate,
    isCompounded:
      inputs.flag('compounding') && !(inputs.has('mu_method') && inputs.text('mu_method') === 'arithmetic'),
    frequency: market.frequency,
  });
  if (priced.returns.some((value) => !Number.isFinite(value)))
    throw badInput(
      name,
      'prices',
      'leave an asset or the market without two rows, or without any move',
      'Leave that asset out, or give a longer history.',
    );
  return {
    mu: byAsset(market, priced.returns),
    betas: byAsset(market, priced.betas),
    market_return: priced.marketReturn,
  };
}

/** Returns of the market, NaN where not known; undefined where neither they nor prices were given. */
function readMarketReturns(name: string, inputs: Inputs, isLogarithmic: boolean): Float64Array | undefined {
  if (inputs.has('market_prices') && inputs.has('market_returns'))
    throw badInput(name, 'market_returns', 'is given beside market_prices', 'Give one of the two.');
  if (inputs.has('market_returns')) return inputs.vector('market_returns');
  if (!inputs.has('market_prices')) return undefined;
  const prices = inputs.vector('market_prices');
  if (prices.some((price) => price <= 0))
    throw badInput(name, 'market_prices', 'has a price of zero or below', 'Give prices above zero.');
  return prices.slice(1).map((price, before) => {
    const simple = price / (prices[before] as number) - 1;
    return isLogarithmic ? Math.log1p(simple) : simple;
  });
}

/** An estimator of which the risk-free rate is 0 where none is given, as its peer has it. */
function withoutRate(estimator: Estimator): Estimator {
  const inputs = estimator.inputs.map((field) => (field.name === 'rf' ? { ...field, default: 0 } : field));
  return { ...estimator, inputs };
}
