import { boundedLeastSquares } from '@qca/numerics';
import { checkSmile, durrleman, MONEYNESS_GRID, type SmileCheck, type Svi, sviVariance } from './svi.ts';

/** One expiry: total variances at log-moneynesses, `weights` beside them. */
export interface SmileQuotes {
  /** ln(strike ÷ forward). */
  readonly k: readonly number[] | Float64Array;
  /** Implied volatility² × years; above zero. */
  readonly w: readonly number[] | Float64Array;
  /** How much each counts; equal without. */
  readonly weights?: readonly number[] | Float64Array;
}

export interface SmileFit {
  readonly smile: Svi;
  readonly check: SmileCheck;
  /** Root of the weighted mean squared difference of total variance. */
  readonly error: number;
}

/** Growing weights of what would be arbitrage, tried in turn until there is none. 0: the quotes alone decide. */
const PENALTIES = [0, 10, 1e3, 1e5, 1e7, 1e9];
/** Kept above zero by this much, so that rounding does not end below it. */
const MARGIN = 2e-3;
/** Every so many points of the grid are looked at while fitting; the check looks at all. */
const STRIDE = 2;
const RHO_MAX = 0.999;
const WING_MAX = 2 - 1e-6;

/**
 * Returns the smile nearest to the quotes that leaves no butterfly and, if the expiry before is given, no calendar spread to
 * take, as far as it finds one: `check` says so.
 *
 * Needs five quotes. Source: Gatheral, Jacquier (2014), section 5: quotes first, and a growing penalty on what crosses.
 */
export function fitSvi(quotes: SmileQuotes, before?: Svi): SmileFit {
  let best: SmileFit | undefined;
  let starts: readonly Svi[] = firstGuesses(quotes);
  for (const penalty of PENALTIES) {
    const fits = starts.map((start) => fitFrom(quotes, start, penalty, before));
    const free = fits.filter((fit) => fit.check.isFree);
    best = (free.length > 0 ? free : fits).reduce((one, other) => (other.error < one.error ? other : one));
    if (best.check.isFree) return best;
    starts = [...fits.map((fit) => fit.smile), ...(before === undefined ? [] : [before])];
  }
  return best!;
}

/** Least total variance relative to the mean, b relative to the mean, rho, m, ln sigma. */
function fitFrom(quotes: SmileQuotes, start: Svi, penalty: number, before: Svi | undefined): SmileFit {
  const { k, w } = quotes;
  const mean = average(w);
  const weights = quotes.weights ?? Array.from(k, () => 1);
  const all = average(weights) * k.length;
  const roots = Array.from(weights, (weight) => Math.sqrt(weight / all));
  const span = Math.max(...k) - Math.min(...k);
  const grid = MONEYNESS_GRID.filter((_, i) => i % STRIDE === 0);
  const scale = Math.sqrt(penalty / grid.length);
  const residuals = (x: Float64Array, out: Float64Array): void => {
    const smile = smileOf(x, mean);
    for (let i = 0; i < k.length; i += 1) out[i] = (roots[i]! * (sviVariance(smile, k[i]!) - w[i]!)) / mean;
    if (penalty > 0) penalise(smile, before, { grid, scale, mean, out, from: k.length });
  };
  const low = Math.min(...k) - span;
  const high = Math.max(...k) + span;
  const { x } = boundedLeastSquares(
    {
      residuals,
      count: k.length + (penalty > 0 ? 2 * grid.length + 3 : 0),
      start: numbersOf(start, mean),
      lower: [1e-6, 0, -RHO_MAX, low, Math.log(1e-3)],
      upper: [10, 2 / mean, RHO_MAX, high, Math.log(5)],
    },
    { tolerance: 1e-12, iterationsMax: 200 },
  );
  const smile = smileOf(x, mean);
  const squares = Array.from(k, (at, i) => (roots[i]! * (sviVariance(smile, at) - w[i]!)) ** 2);
  return {
    smile,
    check: checkSmile(smile, before),
    error: Math.sqrt(squares.reduce((sum, one) => sum + one, 0)),
  };
}

interface Penalty {
  readonly grid: Float64Array;
  readonly scale: number;
  readonly mean: number;
  readonly out: Float64Array;
  readonly from: number;
}

/** Writes how far the smile is on the wrong side, point by point, and in the wings. */
function penalise(smile: Svi, before: Svi | undefined, { grid, scale, mean, out, from }: Penalty): void {
  const short = (value: number) => scale * Math.min(value, 0);
  grid.forEach((k, i) => {
    out[from + i] = short(durrleman(smile, k) - MARGIN);
    const rise = before === undefined ? 0 : sviVariance(smile, k) - sviVariance(before, k) - MARGIN * mean;
    out[from + grid.length + i] = short(rise / mean);
  });
  const wings = from + 2 * grid.length;
  const { b, rho } = smile;
  out[wings] = short(WING_MAX - b * (1 + Math.abs(rho)));
  const grown = (sign: number) =>
    before === undefined ? 0 : (b * (1 + sign * rho) - before.b * (1 + sign * before.rho)) / mean - MARGIN;
  out[wings + 1] = short(grown(1));
  out[wings + 2] = short(grown(-1));
}

function smileOf(x: Float64Array, mean: number): Svi {
  const b = x[1]! * mean;
  const rho = x[2]!;
  const sigma = Math.exp(x[4]!);
  return { a: x[0]! * mean - b * sigma * Math.sqrt(1 - rho * rho), b, rho, m: x[3]!, sigma };
}

function numbersOf({ a, b, rho, m, sigma }: Svi, mean: number): number[] {
  const least = a + b * sigma * Math.sqrt(1 - rho * rho);
  return [least / mean, b / mean, rho, m, Math.log(sigma)];
}

function firstGuesses({ k, w }: SmileQuotes): Svi[] {
  const mean = average(w);
  const lowest = k[Array.from(w).indexOf(Math.min(...w))]!;
  const span = Math.max(...k) - Math.min(...k);
  return [0.1, 0.5].flatMap((share) =>
    [-0.5, 0.3].map((rho) => ({ a: mean / 2, b: mean, rho, m: lowest, sigma: Math.max(share * span, 0.01) })),
  );
}

function average(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}
