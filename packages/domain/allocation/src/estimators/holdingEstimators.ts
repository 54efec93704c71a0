import { badInput, type Estimator, type Field, type Inputs } from '@qca/numerics';
import { type Amount, amount, parseAmount } from '@qca/units';
import { allocateFractions, allocateWhole } from '../discreteAllocation.ts';
import {
  type CostAwareRebalance,
  costAwareRebalance,
  rebalanceCost,
  rebalanceToBands,
  tradeCents,
} from '../rebalance.ts';
import { splitAmount } from '../splitAmount.ts';
import { LIMIT_FIELDS, MARKET_FIELDS } from './marketFields.ts';
import { readLimits } from './readLimits.ts';
import { byAsset, isList, type Market, readMarket, readVector } from './readMarket.ts';

const CENTS = 2;
const WEIGHT_TOLERANCE = 1e-6;
/** Weights to spend money by are often written with five digits each; what they leave of it is left over. */
const SPENT_TOLERANCE = 1e-4;

const ALLOCATION_FIELDS: readonly Field[] = [
  {
    name: 'weights',
    shape: 'record',
    unit: 'share',
    meaning: 'weights, a list or an object by asset, zero or more',
  },
  {
    name: 'latest_prices',
    shape: 'record',
    unit: 'currency per share',
    meaning: 'price of one share of each asset; where left out, only the money is split',
    optional: true,
  },
  {
    name: 'total_portfolio_value',
    shape: 'number',
    unit: 'currency',
    meaning: 'money to spend, 5 or more with at most two decimals',
    default: 10_000,
  },
  {
    name: 'method',
    shape: 'text',
    unit: 'none',
    meaning:
      'fractional: parts of shares down to the eighth decimal; greedy: whole shares as PyPortfolioOpt buys them (its lp_portfolio is an ' +
      'integer program, and the programs of this room have no integers)',
    choices: ['fractional', 'greedy'],
    default: 'fractional',
  },
];

const REBALANCE_FIELDS: readonly Field[] = [
  {
    name: 'target',
    shape: 'record',
    unit: 'share',
    meaning: 'weights one would hold if trading cost nothing, a list or an object by asset',
  },
  {
    name: 'costs',
    shape: 'record',
    unit: 'share',
    meaning: 'cost of trading one unit of value, by asset: 0.001 is ten basis points',
    optional: true,
  },
  { name: 'cost', shape: 'number', unit: 'share', meaning: 'the same for every asset', default: 0.001 },
  {
    name: 'bands',
    shape: 'record',
    unit: 'share',
    meaning: 'how far each weight may stray from its target; with bands, costs and covariance play no part',
    optional: true,
  },
  { name: 'band', shape: 'number', unit: 'share', meaning: 'the same for every asset', optional: true },
  {
    name: 'risk_aversion',
    shape: 'number',
    unit: 'none',
    meaning: 'aversion to straying from the target',
    default: 5,
  },
  {
    name: 'horizon',
    shape: 'number',
    unit: 'years',
    meaning: 'how long the weights will be held',
    default: 0.25,
  },
  {
    name: 'holdings_cents',
    shape: 'record',
    unit: 'cents',
    meaning:
      'whole cents held of each asset now: trades are then given in cents, and current follows from them',
    optional: true,
  },
];

/** Estimators that turn weights into money. */
export const HOLDING_ESTIMATORS: readonly Estimator[] = [
  {
    name: 'discrete-allocation',
    summary: 'Turns weights and a sum of money into whole cents and shares, without losing or making a cent.',
    source: 'largest remainder (Hamilton 1792) in integer cents; greedy as PyPortfolioOpt DiscreteAllocation',
    inputs: ALLOCATION_FIELDS,
    outputs: [
      {
        name: 'allocation',
        shape: 'record',
        unit: 'shares',
        meaning: 'shares bought; cents where no prices are given',
      },
      { name: 'cents', shape: 'record', unit: 'cents', meaning: 'what each asset costs' },
      { name: 'leftover', shape: 'number', unit: 'currency', meaning: 'money not spent' },
      { name: 'leftover_cents', shape: 'whole', unit: 'cents', meaning: 'money not spent' },
    ],
    run: allocate,
  },
  {
    name: 'no-trade-rebalance',
    summary:
      'Trades to the edge of the region in which trading costs more than it brings, and not at all inside it.',
    source:
      'Leland (1999), Optimal portfolio management with transactions costs; nearest weights where bands are given',
    inputs: [...MARKET_FIELDS, ...LIMIT_FIELDS, ...REBALANCE_FIELDS],
    outputs: [
      { name: 'weights', shape: 'record', unit: 'share', meaning: 'weights to hold' },
      {
        name: 'trades',
        shape: 'record',
        unit: 'share',
        meaning: 'bought (above zero) or sold of each asset',
      },
      { name: 'is_inside', shape: 'flag', unit: 'none', meaning: 'whether nothing is traded' },
      { name: 'turnover', shape: 'number', unit: 'share', meaning: 'sum of all trades, bought and sold' },
      { name: 'cost', shape: 'number', unit: 'share', meaning: 'cost of the trades' },
      {
        name: 'cents',
        shape: 'record',
        unit: 'cents',
        meaning:
          'with holdings_cents: trades, holdings, cost and cash; holdings, cost and cash sum to what was held',
      },
    ],
    run: rebalance,
  },
];

function allocate(inputs: Inputs): Readonly<Record<string, unknown>> {
  const name = 'discrete-allocation';
  const given = inputs.record('weights');
  const isNamed = !isList(given);
  const assets = isNamed ? Object.keys(given) : Array.from(given, (_, index) => `asset ${index}`);
  const market = { estimator: name, assets, isNamed };
  const weights = readVector(market, inputs, 'weights');
  const sum = weights.reduce((all, weight) => all + weight, 0);
  if (weights.some((weight) => weight < 0) || Math.abs(sum - 1) > SPENT_TOLERANCE)
    throw badInput(
      name,
      'weights',
      `sum to ${sum}, or are below zero`,
      'Give weights from 0 to 1 that sum to 1.',
    );
  const total = readMoney(name, inputs);
  if (!inputs.has('latest_prices')) {
    const parts = splitAmount(total, weights).map(Number);
    return {
      allocation: byAsset(market, parts),
      cents: byAsset(market, parts),
      leftover: 0,
      leftover_cents: 0,
    };
  }
  const prices = Array.from(readVector(market, inputs, 'latest_prices'));
  const buy = inputs.text('method') === 'greedy' ? allocateWhole : allocateFractions;
  const { purchases, cash } = buy({ weights, prices, total });
  return {
    allocation: byAsset(
      market,
      purchases.map(({ shares }) => shares),
    ),
    cents: byAsset(
      market,
      purchases.map(({ cost }) => Number(cost)),
    ),
    leftover: Number(cash) / 100,
    leftover_cents: Number(cash),
  };
}

function readMoney(name: string, inputs: Inputs): Amount {
  const value = inputs.number('total_portfolio_value');
  const parsed = parseAmount(String(value), CENTS);
  if (parsed.ok && parsed.value >= 500n && Number.isSafeInteger(Number(parsed.value))) return parsed.value;
  throw badInput(
    name,
    'total_portfolio_value',
    `is ${value}`,
    'Give 5 or more with at most two decimals, below ninety trillion.',
  );
}

function rebalance(inputs: Inputs): Readonly<Record<string, unknown>> {
  const name = 'no-trade-rebalance';
  const known = readKnown(name, inputs);
  const holdings = inputs.has('holdings_cents') ? readCents(known, inputs) : undefined;
  const current = readCurrent(known, inputs, holdings);
  const target = readWeights(known, inputs, 'target');
  const costs = inputs.has('costs')
    ? readVector(known, inputs, 'costs', inputs.number('cost'))
    : new Float64Array(known.assets.length).fill(inputs.number('cost'));
  if (costs.some((cost) => cost < 0 || cost >= 1))
    throw badInput(name, 'costs', 'has a cost below zero or of everything', 'Give shares of what is traded.');
  const asked = { current, target, costs };
  const weights =
    inputs.has('bands') || inputs.has('band')
      ? rebalanceToBands(current, target, readBands(known, inputs))
      : costAwareRebalance(costAware(name, inputs, asked));
  const trades = weights.map((weight, index) => weight - (current[index] as number));
  const answer = {
    weights: byAsset(known, weights),
    trades: byAsset(known, trades),
    is_inside: trades.every((trade) => trade === 0),
    turnover: trades.reduce((sum, trade) => sum + Math.abs(trade), 0),
    cost: rebalanceCost(asked, weights),
  };
  if (holdings === undefined) return answer;
  // Whole basis points, rounded up: the ledger's fees are.
  const costBps = Array.from(costs, (cost) => BigInt(Math.ceil(cost * 10_000 - 1e-9)));
  const inCents = tradeCents(holdings, { current, weights, costBps });
  return {
    ...answer,
    cents: {
      trades: byAsset(known, inCents.trades.map(Number)),
      holdings: byAsset(known, inCents.holdings.map(Number)),
      cost: Number(inCents.cost),
      cash: Number(inCents.cash),
    },
  };
}

type Known = Pick<Market, 'estimator' | 'assets' | 'isNamed'>;

/** Names by what was given: the assets, or the names of the target. */
function readKnown(estimator: string, inputs: Inputs): Known {
  if (inputs.has('assets') || inputs.has('mu')) return readMarket(estimator, inputs);
  const target = inputs.record('target');
  const isNamed = !isList(target);
  const assets = isNamed ? Object.keys(target) : Array.from(target, (_, index) => `asset ${index}`);
  return { estimator, assets, isNamed };
}

function costAware(
  name: string,
  inputs: Inputs,
  asked: Pick<CostAwareRebalance, 'current' | 'target' | 'costs'>,
): CostAwareRebalance {
  const market = readMarket(name, inputs);
  const riskAversion = inputs.number('risk_aversion');
  const horizon = inputs.number('horizon');
  if (!(riskAversion > 0))
    throw badInput(name, 'risk_aversion', `is ${riskAversion}`, 'Give one above zero.');
  if (!(horizon > 0)) throw badInput(name, 'horizon', `is ${horizon}`, 'Give years above zero.');
  return {
    ...asked,
    covariance: market.covariance(),
    riskAversion,
    horizon,
    limits: readLimits(market, inputs),
  };
}

function readCurrent(known: Known, inputs: Inputs, holdings: readonly Amount[] | undefined): Float64Array {
  if (holdings === undefined) {
    if (inputs.has('current')) return readWeights(known, inputs, 'current');
    throw badInput(known.estimator, 'current', 'is missing', 'Give the weights held now, or holdings_cents.');
  }
  const total = holdings.reduce((sum, value) => sum + Number(value), 0);
  if (total === 0) throw badInput(known.estimator, 'holdings_cents', 'sum to zero', 'Give what is held.');
  return Float64Array.from(holdings, (value) => Number(value) / total);
}

function readWeights(known: Known, inputs: Inputs, name: string): Float64Array {
  const weights = readVector(known, inputs, name, 0);
  const sum = weights.reduce((all, weight) => all + weight, 0);
  if (Math.abs(sum - 1) > WEIGHT_TOLERANCE)
    throw badInput(known.estimator, name, `sums to ${sum}`, 'Give weights that sum to 1.');
  return weights;
}

function readBands(known: Known, inputs: Inputs): Float64Array {
  const bands = inputs.has('bands')
    ? readVector(known, inputs, 'bands', inputs.has('band') ? inputs.number('band') : undefined)
    : new Float64Array(known.assets.length).fill(inputs.number('band'));
  if (bands.some((band) => band < 0))
    throw badInput(known.estimator, 'bands', 'has one below zero', 'Give how far a weight may stray.');
  return bands;
}

function readCents(known: Known, inputs: Inputs): Amount[] {
  const values = readVector(known, inputs, 'holdings_cents', 0);
  return Array.from(values, (value) => {
    if (Number.isSafeInteger(value) && value >= 0) return amount(BigInt(value));
    throw badInput(known.estimator, 'holdings_cents', `has ${value}`, 'Give whole cents, zero or more.');
  });
}
