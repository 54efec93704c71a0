import { badInput, type Estimator } from '@qca/numerics';
import { blackScholes } from '../pricing/blackScholes.ts';
import { calibrateHeston, type HestonQuote } from '../pricing/calibrateHeston.ts';
import { type HestonParameters, heston } from '../pricing/heston.ts';
import { impliedVolatility } from '../pricing/impliedVolatility.ts';
import { answers, fieldsOf, optionOf, output, type Row, rowsOf, TERMS, type Term } from './terms.ts';

const { SPOT, STRIKE, RATE, HOLDING, YEARS, VOLATILITY } = TERMS;
const MODEL: readonly Term[] = [
  { names: ['v0'], unit: 'variance per year', meaning: 'variance now', min: 0, max: 100 },
  { names: ['kappa'], unit: 'per year', meaning: 'speed of return to the level', min: 0, max: 1000 },
  { names: ['theta'], unit: 'variance per year', meaning: 'level of variance', min: 0, max: 100 },
  { names: ['sigma'], unit: 'per root year', meaning: 'volatility of variance', min: 0, max: 100 },
  { names: ['rho'], unit: 'none', meaning: 'correlation of price and variance', min: -1, max: 1 },
];
const HESTON_TERMS = [SPOT, STRIKE, RATE, HOLDING, YEARS, ...MODEL];

export const HESTON: Estimator = {
  name: 'heston',
  summary:
    'Value of a European call and put where variance is random, returns to a level and moves with the price.',
  source: 'Heston 1993; Lewis 2000; Albrecher et al. 2007',
  inputs: fieldsOf(HESTON_TERMS),
  outputs: [
    output('value', 'price', 'value of the option of that type; of the call without type'),
    output('call', 'price', 'value of the call'),
    output('put', 'price', 'value of the put'),
    output('vol', 'per year', 'volatility at which Black-Scholes gives these values'),
  ],
  run: (inputs) =>
    answers(
      rowsOf('heston', inputs, HESTON_TERMS, 'call').map((row) => {
        const option = optionOf(row);
        const model = modelOf(row);
        const call = heston({ ...option, kind: 'call' }, model);
        const put = heston({ ...option, kind: 'put' }, model);
        return {
          value: row.kind === 'call' ? call : put,
          call,
          put,
          vol: impliedVolatility({ ...option, kind: 'call' }, call),
        };
      }),
    ),
};

function modelOf({ numbers }: Row): HestonParameters {
  const { v0, kappa, theta, sigma, rho } = numbers;
  return { v0: v0!, kappa: kappa!, theta: theta!, sigma: sigma!, rho: rho! };
}

const PRICE: Term = { names: ['price'], unit: 'price', meaning: 'price of the option; or vol', default: -1 };
const QUOTE_TERMS = [SPOT, STRIKE, RATE, HOLDING, YEARS, PRICE, { ...VOLATILITY, default: 0 }];
/** As many as there are parameters. */
const QUOTES_MIN = 5;

export const HESTON_CALIBRATION: Estimator = {
  name: 'heston-calibration',
  summary: 'Parameters of Heston’s model nearest to quoted options, by difference of volatility.',
  source: 'least squares of price differences over vega, from three starting points',
  inputs: fieldsOf(QUOTE_TERMS),
  outputs: [
    ...MODEL.map((term) => ({
      name: term.names[0]!,
      shape: 'number' as const,
      unit: term.unit,
      meaning: term.meaning,
    })),
    {
      name: 'vol_error',
      shape: 'number',
      unit: 'per year',
      meaning: 'root mean square difference of volatility',
    },
    {
      name: 'feller',
      shape: 'flag',
      unit: 'none',
      meaning: 'whether variance never reaches zero: 2 kappa theta ≥ sigma²',
    },
    { name: 'converged', shape: 'flag', unit: 'none', meaning: 'whether the search arrived' },
  ],
  run: (inputs) => {
    const quotes = rowsOf('heston-calibration', inputs, QUOTE_TERMS).map(quoteOf);
    if (quotes.length < QUOTES_MIN) {
      throw badInput('heston-calibration', 'K', `has ${quotes.length} quotes`, `Give ${QUOTES_MIN} or more.`);
    }
    const { model, volatilityError, converged } = calibrateHeston(quotes);
    const feller = 2 * model.kappa * model.theta >= model.sigma ** 2;
    return { ...model, vol_error: volatilityError, feller, converged };
  },
};

function quoteOf(row: Row): HestonQuote {
  const option = optionOf(row);
  const { price, vol } = row.numbers as { price: number; vol: number };
  if (price < 0 === vol > 0) {
    const worth = price >= 0 ? price : blackScholes({ ...option, volatility: vol });
    if (impliedVolatility(option, worth) > 0) return { option, price: worth };
    throw badInput(
      'heston-calibration',
      'price',
      `${worth} is outside its bounds`,
      'Leave quotes without time value out.',
    );
  }
  throw badInput(
    'heston-calibration',
    'price',
    'or vol must be given, and not both',
    'Give one of them for all quotes.',
  );
}
