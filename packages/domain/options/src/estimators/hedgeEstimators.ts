import { Random } from '@qca/base';
import { badInput, type Estimator, type Field, type Inputs } from '@qca/numerics';
import { deltaHedge } from '../pricing/deltaHedge.ts';
import { type Exposure, type HedgeInstrument, hedgeProposal } from '../pricing/hedgeProposal.ts';
import { fieldsOf, optionOf, rowsOf, TERMS } from './terms.ts';

const { SPOT, STRIKE, RATE, HOLDING, YEARS, VOLATILITY } = TERMS;
const SHORT = [SPOT, STRIKE, HOLDING, RATE, YEARS, VOLATILITY];
/** About ten seconds of work. */
const TRADES_MAX = 20_000_000;

const RESULTS: Readonly<Record<string, string>> = {
  mean: 'mean of what is left after the payoff',
  deviation: 'standard deviation of what is left',
  worst: 'least that is left',
  best: 'most that is left',
  cost: 'mean paid for trades',
  expected_deviation: 'deviation to expect, without costs, if the price does as vol says',
};

function number(
  name: string,
  shape: 'number' | 'whole',
  unit: string,
  meaning: string,
  byDefault?: number,
): Field {
  return { name, shape, unit, meaning, ...(byDefault === undefined ? {} : { default: byDefault }) };
}

export const DELTA_HEDGE: Estimator = {
  name: 'delta-hedge',
  summary:
    'What is left, over simulated paths, after an option is sold and its delta held: it spreads as 1 ÷ √rebalances.',
  source: 'Black, Scholes 1973; Derman, Kamal 1998 for the expected spread',
  inputs: [
    ...fieldsOf(SHORT),
    number('rebalances', 'whole', 'times', 'times the hedge is set anew until expiry', 52),
    number('paths', 'whole', 'paths', 'simulated paths', 2000),
    number('seed', 'whole', 'none', 'seed of the paths', 1),
    {
      name: 'realised_vol',
      shape: 'number',
      unit: 'per year',
      meaning: 'what the price does; vol without',
      optional: true,
    },
    {
      name: 'drift',
      shape: 'number',
      unit: 'per year',
      meaning: 'of the price; r − q without',
      optional: true,
    },
    number('cost_ratio', 'number', 'share of worth', 'what each trade in the underlying costs', 0),
  ],
  outputs: Object.entries(RESULTS).map(([name, meaning]) => ({
    name,
    shape: 'number',
    unit: 'price, at expiry',
    meaning,
  })),
  run: (inputs) => {
    const rows = rowsOf('delta-hedge', inputs, SHORT);
    const option = optionOf(rows[0]!);
    if (rows.length > 1) throw badInput('delta-hedge', 'rows', 'holds several options', 'Give one option.');
    const [rebalances, paths] = [inputs.number('rebalances'), inputs.number('paths')];
    if (rebalances < 1 || paths < 2 || rebalances * paths > TRADES_MAX) {
      const remedy = `Give 1 rebalance and 2 paths or more, and not above ${TRADES_MAX} in all.`;
      throw badInput('delta-hedge', 'rebalances', `${rebalances} times ${paths} paths cannot be run`, remedy);
    }
    if (option.years * option.volatility === 0) {
      throw badInput(
        'delta-hedge',
        'vol',
        'or T is 0',
        'Give both above zero: else there is nothing to hedge.',
      );
    }
    const costRatio = inputs.number('cost_ratio');
    const realised = inputs.has('realised_vol') ? inputs.number('realised_vol') : option.volatility;
    if (costRatio < 0 || realised < 0) {
      throw badInput(
        'delta-hedge',
        'cost_ratio',
        'or realised_vol is below zero',
        'Give both at 0 or above.',
      );
    }
    const drift = inputs.has('drift') ? { drift: inputs.number('drift') } : {};
    const plan = { option, rebalances, paths, realisedVolatility: realised, costRatio, ...drift };
    const { expectedDeviation, ...result } = deltaHedge(plan, new Random(inputs.number('seed')));
    return { ...result, expected_deviation: expectedDeviation };
  },
};

const EXPOSURE: readonly (keyof Exposure)[] = ['delta', 'gamma', 'vega'];

export const HEDGE_PROPOSAL: Estimator = {
  name: 'hedge-proposal',
  summary:
    'Whole contracts that bring delta, gamma and vega near their targets for the least of money at risk plus costs.',
  source: 'least squares, rounded, then improved one and two trades at a time',
  inputs: [
    ...EXPOSURE.map((name) => number(name, 'number', 'money', `${name} of what is held`, 0)),
    ...EXPOSURE.map((name) => number(`target_${name}`, 'number', 'money', `${name} that is wanted`, 0)),
    {
      name: 'instruments',
      shape: 'record',
      unit: 'none',
      meaning:
        'a list of {name, delta, gamma, vega, cost, min, max} for one contract each; what is left out is 0, min and max ∓1000',
    },
    number('spot_move', 'number', 'price', 'move of spot to insure against'),
    number('vol_move', 'number', 'per year', 'move of volatility to insure against', 0.05),
    number('risk_weight', 'number', 'none', 'money of cost that one of money at risk is worth', 1),
  ],
  outputs: [
    {
      name: 'contracts',
      shape: 'vector',
      unit: 'contracts',
      meaning: 'to buy, below zero to sell, in the order of instruments',
    },
    ...EXPOSURE.map(
      (name): Field => ({ name, shape: 'number', unit: 'money', meaning: `${name} after the hedge` }),
    ),
    { name: 'cost', shape: 'number', unit: 'money', meaning: 'cost of the trades' },
    { name: 'risk_before', shape: 'number', unit: 'money', meaning: 'money at risk before' },
    { name: 'risk_after', shape: 'number', unit: 'money', meaning: 'money at risk after' },
    { name: 'words', shape: 'texts', unit: 'none', meaning: 'what to do, in sentences' },
  ],
  run: (inputs) => {
    const read = (prefix: string): Exposure => ({
      delta: inputs.number(`${prefix}delta`),
      gamma: inputs.number(`${prefix}gamma`),
      vega: inputs.number(`${prefix}vega`),
    });
    const [spotMove, volatilityMove, riskWeight] = ['spot_move', 'vol_move', 'risk_weight'].map((name) =>
      notBelowZero(inputs, name),
    ) as [number, number, number];
    const instruments = readInstruments(inputs.record('instruments'));
    const proposal = hedgeProposal({
      exposure: read(''),
      target: read('target_'),
      instruments,
      spotMove,
      volatilityMove,
      riskWeight,
    });
    const { contracts, after, cost, riskBefore, riskAfter, words } = proposal;
    return { contracts, ...after, cost, risk_before: riskBefore, risk_after: riskAfter, words };
  },
};

function notBelowZero(inputs: Inputs, name: string): number {
  const value = inputs.number(name);
  if (value < 0) throw badInput('hedge-proposal', name, `is ${value}`, 'Give 0 or more.');
  return value;
}

/** More make the search by pairs slow, and nobody trades that many to hedge one book. */
const INSTRUMENTS_MAX = 30;
const CONTRACTS_BY_DEFAULT = 1000;
const CONTRACTS_MAX = 1e9;
const NUMBERS = ['delta', 'gamma', 'vega', 'cost', 'min', 'max'];

function readInstruments(given: unknown): HedgeInstrument[] {
  const wrong = (what: string, remedy: string) => badInput('hedge-proposal', 'instruments', what, remedy);
  if (!Array.isArray(given) || given.length === 0 || given.length > INSTRUMENTS_MAX) {
    throw wrong('are no list of instruments', `Give a list of 1 to ${INSTRUMENTS_MAX}.`);
  }
  return given.map((one: Readonly<Record<string, unknown>>, i) => {
    const strange = Object.keys(one).find((key) => key !== 'name' && !NUMBERS.includes(key));
    if (strange !== undefined) throw wrong(`hold ${strange}`, `Give name, ${NUMBERS.join(', ')}.`);
    const read = (key: string, byDefault: number): number => {
      const value = one[key] ?? byDefault;
      if (typeof value === 'number' && Number.isFinite(value)) return value;
      throw wrong(`${i} has ${key} ${JSON.stringify(value)}`, 'Give finite numbers.');
    };
    const instrument = {
      name: typeof one['name'] === 'string' ? one['name'] : `instrument ${i}`,
      delta: read('delta', 0),
      gamma: read('gamma', 0),
      vega: read('vega', 0),
      cost: read('cost', 0),
      contractsMin: read('min', -CONTRACTS_BY_DEFAULT),
      contractsMax: read('max', CONTRACTS_BY_DEFAULT),
    };
    const { cost, contractsMin, contractsMax } = instrument;
    const isBounded = Number.isInteger(contractsMin) && Number.isInteger(contractsMax);
    if (
      cost < 0 ||
      !isBounded ||
      contractsMin > 0 ||
      contractsMax < 0 ||
      contractsMax - contractsMin > CONTRACTS_MAX
    ) {
      throw wrong(
        `${i} has a cost below 0 or no whole bounds around 0`,
        'Give cost ≥ 0 and min ≤ 0 ≤ max, whole.',
      );
    }
    return instrument;
  });
}
