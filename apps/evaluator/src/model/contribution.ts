import { dot } from '@qca/numerics';
import { orthogonalise } from '@qca/statistics';
import type { TargetBook } from '@qca/strategies';
import { type AlignedBars, closeAt } from './alignBars.ts';

export interface Contribution {
  /** Return a year of the part of the weights that the ensemble does not hold, before costs. */
  readonly annualReturn: number;
  /** Correlation of weights with those of the ensemble. */
  readonly correlation: number;
}

const YEAR_US = 365 * 86_400_000_000;

/**
 * What a model adds to the listed ones together: its weights less what an ensemble of equal parts explains of them by least
 * squares, times the returns that followed. An identical copy of the ensemble adds exactly nothing.
 *
 * It is the gradient of the ensemble's return by this model's part in it, up to what it shares with the ensemble; see Numerai's
 * MMC. Rejects nothing: without listed models there is no ensemble, and the answer is undefined.
 */
export function contribution(
  book: TargetBook,
  bars: AlignedBars,
  listed: readonly TargetBook[],
): Contribution | undefined {
  if (listed.length === 0) return undefined;
  const own = Float64Array.from(book.weights, (weight) => (Number.isNaN(weight) ? 0 : weight));
  const ensemble = ensembleOf(book, listed);
  const rest = orthogonalise(own, ensemble);
  const sizes = Math.sqrt(dot(own, own) * dot(ensemble, ensemble));
  // What least squares leaves of a copy is rounding.
  const isCopy = dot(rest, rest) <= 1e-18 * dot(own, own);
  const years = ((bars.timeUs[bars.timeUs.length - 1] ?? 0) - (bars.timeUs[0] ?? 0)) / YEAR_US;
  return {
    annualReturn: isCopy || !(years > 0) ? 0 : earned(rest, bars) / years,
    correlation: sizes > 0 ? dot(own, ensemble) / sizes : 0,
  };
}

/** Mean of the listed models' weights at the moments and instruments of `book`; one that does not know them holds 0. */
function ensembleOf(book: TargetBook, listed: readonly TargetBook[]): Float64Array {
  const width = book.instruments.length;
  const sum = new Float64Array(book.weights.length);
  for (const other of listed) {
    const columns = book.instruments.map((id) => other.instruments.indexOf(id));
    let row = 0;
    for (const [step, time] of book.timeUs.entries()) {
      while (row < other.timeUs.length && (other.timeUs[row] as number) < time) row += 1;
      if (other.timeUs[row] !== time) continue;
      for (let column = 0; column < width; column += 1) {
        const there = columns[column] as number;
        const weight = there < 0 ? 0 : (other.weights[row * other.instruments.length + there] as number);
        if (!Number.isNaN(weight))
          sum[step * width + column] = (sum[step * width + column] as number) + weight / listed.length;
      }
    }
  }
  return sum;
}

/** Sum of weights times the simple return to the instrument's next close. */
function earned(weights: Float64Array, bars: AlignedBars): number {
  const width = bars.instruments.length;
  let total = 0;
  for (let column = 0; column < width; column += 1) {
    let held = 0;
    let last = Number.NaN;
    for (let step = 0; step < bars.timeUs.length; step += 1) {
      const close = closeAt(bars, step, column);
      if (Number.isNaN(close)) continue;
      if (!Number.isNaN(last)) total += held * (close / last - 1);
      last = close;
      held = weights[step * width + column] as number;
    }
  }
  return total;
}
