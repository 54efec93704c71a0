import { badInput, type Estimator, type Field } from '@qca/numerics';
import { baroneAdesiWhaley } from '../pricing/baroneAdesiWhaley.ts';
import { binomialTree, TREE_STEPS_MAX, upwardChance } from '../pricing/binomialTree.ts';
import { bjerksundStensland1993, bjerksundStensland2002 } from '../pricing/bjerksundStensland.ts';
import { blackScholes, blackScholesGreeks } from '../pricing/blackScholes.ts';
import { impliedVolatility } from '../pricing/impliedVolatility.ts';
import type { VanillaOption } from '../pricing/VanillaOption.ts';
import { answers, fieldsOf, long, optionOf, output, rowsOf, TERMS, type Term } from './terms.ts';

const { SPOT, STRIKE, RATE, HOLDING, YEARS, VOLATILITY } = TERMS;
const LONG = [STRIKE, SPOT, HOLDING, RATE, YEARS, VOLATILITY].map(long);
const SHORT = [SPOT, STRIKE, HOLDING, RATE, YEARS, VOLATILITY];
const VALUE = output('value', 'price', 'value of the option');
const STEPS: Term = {
  names: ['n'],
  unit: 'steps',
  meaning: 'steps of the tree',
  default: 500,
  min: 1,
  max: TREE_STEPS_MAX,
};
const PRICE: Term = { names: ['price'], unit: 'price', meaning: 'price of the option', min: 0 };

export const BLACK_SCHOLES: Estimator = {
  name: 'black-scholes',
  summary: 'Value and sensitivities of a European option.',
  source:
    'Black, Scholes 1973; Merton 1973; Haug, The Complete Guide to Option Pricing Formulas (2007), 1.1.6',
  inputs: fieldsOf(LONG),
  outputs: [
    VALUE,
    output('delta', 'per unit of spot', 'change of value'),
    output('gamma', 'per unit of spot', 'change of delta'),
    output('vega', 'per 1.00 of volatility', 'change of value'),
    output('theta', 'per year', 'change of value as time passes'),
    output('theta_per_day', 'per day of a year of 365', 'change of value as time passes'),
    output('rho', 'per 1.00 of the rate', 'change of value'),
    output('dividendRho', 'per 1.00 of the yield', 'change of value'),
    output('elasticity', 'percent per percent', 'change of value with spot'),
    output('vanna', 'per 1.00 of volatility', 'change of delta'),
    output('volga', 'per 1.00 of volatility', 'change of vega'),
    output('strike_sensitivity', 'per unit of strike', 'change of value'),
  ],
  run: (inputs) =>
    answers(
      rowsOf('black-scholes', inputs, LONG).map((row) => {
        const { strikeSensitivity, ...greeks } = blackScholesGreeks(optionOf(row));
        return { ...greeks, theta_per_day: greeks.theta / 365, strike_sensitivity: strikeSensitivity };
      }),
    ),
};

const PRICED = [SPOT, STRIKE, HOLDING, RATE, YEARS, PRICE];

export const IMPLIED_VOLATILITY: Estimator = {
  name: 'implied-volatility',
  summary:
    'Volatility at which Black-Scholes gives a price; not a number where none does, 0 where time value is lost in rounding.',
  source: 'Jäckel, Let’s Be Rational (2015), by Newton’s method in a bracket',
  inputs: fieldsOf(PRICED),
  outputs: [
    output('vol', 'per year', 'volatility of the logarithm of the price'),
    output('price', 'price', 'Black-Scholes value at that volatility: compare this far from the money'),
    output('vega', 'per 1.00 of volatility', 'how much the price says about the volatility'),
  ],
  run: (inputs) =>
    answers(
      rowsOf('implied-volatility', inputs, PRICED).map((row) => {
        const option = optionOf(row);
        const vol = impliedVolatility(option, row.numbers['price']!);
        const { value, vega } = blackScholesGreeks({ ...option, volatility: vol });
        return { vol, price: value, vega };
      }),
    ),
};

const AMERICAN: Field = {
  name: 'american',
  shape: 'flag',
  unit: 'none',
  meaning: 'whether it may be exercised before expiry; rows may have a column of it',
  default: false,
};
const TREE = [...SHORT, STEPS];

export const CRR: Estimator = {
  name: 'crr',
  summary: 'Value of a European or American option on a binomial tree.',
  source: 'Cox, Ross, Rubinstein 1979',
  inputs: [...fieldsOf(TREE), AMERICAN],
  outputs: [VALUE],
  run: (inputs) =>
    answers(
      rowsOf('crr', inputs, TREE).map((row) => {
        const option = optionOf(row);
        const steps = row.numbers['n']!;
        if (!Number.isInteger(steps))
          throw badInput('crr', 'n', `is ${steps}`, 'Give a whole number of steps.');
        const chance = upwardChance(option, steps);
        if (!(chance >= 0 && chance <= 1)) {
          const remedy = 'Take more steps; time and volatility must be above zero.';
          throw badInput('crr', 'n', `gives an upward chance of ${chance}`, remedy);
        }
        const isAmerican = row.given('american') ?? inputs.flag('american');
        if (typeof isAmerican !== 'boolean') {
          throw badInput('crr', 'american', `is ${JSON.stringify(isAmerican)}`, 'Give true or false.');
        }
        return { value: binomialTree(option, { steps, isAmerican }) };
      }),
    ),
};

/**
 * Below 0, a rate under the yield makes a call worth exercising early in a band of spots, and a yield under the rate a put: the
 * approximations know of one boundary, and would answer less than exercise pays.
 */
function singleBoundary(estimator: string, option: VanillaOption): VanillaOption {
  const { kind, rate, yield: holding } = option;
  const [paid, earned] = kind === 'call' ? [rate, holding] : [holding, rate];
  if (paid >= earned || earned > 0) return option;
  throw badInput(
    estimator,
    kind === 'call' ? 'r' : 'q',
    `is ${paid}, below ${kind === 'call' ? 'q' : 'r'} of ${earned}: exercise before expiry may pay in a way the approximation leaves out`,
    'Use crr with american true.',
  );
}

export const BARONE_ADESI_WHALEY: Estimator = {
  name: 'barone-adesi-whaley',
  summary: 'Value of an American option by the quadratic approximation.',
  source: 'Barone-Adesi, Whaley 1987',
  inputs: fieldsOf(LONG),
  outputs: [VALUE, output('european', 'price', 'value without early exercise')],
  run: (inputs) =>
    answers(
      rowsOf('barone-adesi-whaley', inputs, LONG).map((row) => {
        const option = singleBoundary('barone-adesi-whaley', optionOf(row));
        return { value: baroneAdesiWhaley(option), european: blackScholes(option) };
      }),
    ),
};

export const BJERKSUND_STENSLAND: Estimator = {
  name: 'bjerksund-stensland',
  summary:
    'Value of an American option with flat exercise boundaries: one (1993), or two (2002), closer in ordinary markets.',
  source: 'Bjerksund, Stensland 1993, 2002; Haug (2007), 3.1',
  inputs: [
    ...fieldsOf(LONG),
    {
      name: 'version',
      shape: 'text',
      unit: 'none',
      meaning: 'which is answered as value',
      choices: ['1993', '2002'],
      default: '1993',
    },
  ],
  outputs: [
    VALUE,
    output('value_1993', 'price', 'with one boundary'),
    output('value_2002', 'price', 'with two boundaries'),
    output('european', 'price', 'value without early exercise'),
  ],
  run: (inputs) =>
    answers(
      rowsOf('bjerksund-stensland', inputs, LONG).map((row) => {
        const option = singleBoundary('bjerksund-stensland', optionOf(row));
        const value_1993 = bjerksundStensland1993(option);
        const value_2002 = bjerksundStensland2002(option);
        const value = inputs.text('version') === '1993' ? value_1993 : value_2002;
        return { value, value_1993, value_2002, european: blackScholes(option) };
      }),
    ),
};
