import { boundedLeastSquares } from '@qca/numerics';
import { blackScholesGreeks } from './blackScholes.ts';
import { HestonSlice } from './HestonSlice.ts';
import { type HestonOption, type HestonParameters, heston } from './heston.ts';
import { impliedVolatility } from './impliedVolatility.ts';

export interface HestonQuote {
  readonly option: HestonOption;
  /** Strictly between the bounds that hold without a model. */
  readonly price: number;
}

export interface HestonFit {
  readonly model: HestonParameters;
  /** Root of the mean squared difference of implied volatilities, to first order. */
  readonly volatilityError: number;
  readonly converged: boolean;
}

/** v0, kappa, theta, sigma, rho: what any market has shown. */
const LOWER = [1e-4, 0.01, 1e-4, 0.01, -0.995];
const UPPER = [4, 20, 4, 5, 0.995];
/** Where to begin besides the market's own level: the sum of squares has more than one valley. */
const STARTS = [
  { kappa: 2, sigma: 0.5, rho: -0.5 },
  { kappa: 1, sigma: 1, rho: -0.7 },
  { kappa: 4, sigma: 0.4, rho: 0.1 },
];
/** A price with no vega says nothing about volatility; this share of the largest keeps its weight bounded. */
const VEGA_SHARE_MIN = 0.02;

/**
 * Returns the parameters of Heston's model whose prices are nearest to those given, as volatilities: each difference in price
 * is divided by vega.
 *
 * Needs five quotes or more, at two expiries for kappa to be known. Prices outside their bounds give NaN.
 */
export function calibrateHeston(quotes: readonly HestonQuote[]): HestonFit {
  const volatilities = quotes.map(({ option, price }) => impliedVolatility(option, price));
  const vegas = quotes.map(
    ({ option }, i) => blackScholesGreeks({ ...option, volatility: volatilities[i]! }).vega,
  );
  const least = VEGA_SHARE_MIN * Math.max(...vegas);
  const weights = vegas.map((vega) => 1 / Math.max(vega, least));
  const expiries = [...new Set(quotes.map(({ option }) => option.years))];
  const residuals = (x: Float64Array, out: Float64Array): void => {
    const model = modelOf(x);
    const slices = new Map(expiries.map((years) => [years, new HestonSlice(years, model)]));
    quotes.forEach(({ option, price }, i) => {
      out[i] = (slices.get(option.years)!.value(option) - price) * weights[i]!;
    });
  };
  const level = volatilities.reduce((sum, volatility) => sum + volatility ** 2, 0) / volatilities.length;
  const fits = STARTS.map(({ kappa, sigma, rho }) =>
    boundedLeastSquares(
      {
        residuals,
        count: quotes.length,
        start: [level, kappa, level, sigma, rho],
        lower: LOWER,
        upper: UPPER,
      },
      { tolerance: 1e-10, iterationsMax: 100 },
    ),
  );
  const best = fits.reduce((one, other) => (other.value < one.value ? other : one));
  const model = modelOf(best.x);
  const squares = quotes.map(({ option, price }, i) => ((heston(option, model) - price) * weights[i]!) ** 2);
  const mean = squares.reduce((sum, square) => sum + square, 0) / squares.length;
  return { model, volatilityError: Math.sqrt(mean), converged: best.converged };
}

function modelOf(x: Float64Array): HestonParameters {
  return { v0: x[0]!, kappa: x[1]!, theta: x[2]!, sigma: x[3]!, rho: x[4]! };
}
