import type { Random } from '@qca/base';
import { type AlignedBars, BAR_FIELDS, closeAt } from '../model/alignBars.ts';

/**
 * Returns bars that are true up to and with step `last`, and invented after it: a random walk from the last close of each
 * instrument, with the spread of its true returns, and volumes drawn from its true ones.
 *
 * Bars stand at the same moments, and are missing where they were missing. `last` −1 invents all of them.
 */
export function noiseBars(bars: AlignedBars, last: number, random: Random): AlignedBars {
  const values = bars.values.slice();
  for (let column = 0; column < bars.instruments.length; column += 1) {
    const { deviation, volumes, first } = profile(bars, column);
    let price = first;
    for (let step = 0; step < bars.timeUs.length; step += 1) {
      const at = (step * bars.instruments.length + column) * BAR_FIELDS;
      const close = closeAt(bars, step, column);
      if (Number.isNaN(close)) continue;
      if (step <= last) {
        price = close;
        continue;
      }
      const open = price;
      price = Math.max(price * 1e-3, price * Math.exp(deviation * random.nextGaussian()));
      const wick = Math.exp(0.5 * deviation * Math.abs(random.nextGaussian()));
      values[at] = open;
      values[at + 1] = Math.max(open, price) * wick;
      values[at + 2] = Math.min(open, price) / wick;
      values[at + 3] = price;
      values[at + 4] = random.pick(volumes);
    }
  }
  return { ...bars, values };
}

interface Profile {
  /** Of log-returns from close to close. */
  readonly deviation: number;
  readonly volumes: readonly number[];
  readonly first: number;
}

function profile(bars: AlignedBars, column: number): Profile {
  const volumes: number[] = [];
  let first = Number.NaN;
  let before = Number.NaN;
  let count = 0;
  let squares = 0;
  for (let step = 0; step < bars.timeUs.length; step += 1) {
    const close = closeAt(bars, step, column);
    if (Number.isNaN(close)) continue;
    if (Number.isNaN(first)) first = close;
    else {
      squares += Math.log(close / before) ** 2;
      count += 1;
    }
    before = close;
    volumes.push(bars.values[(step * bars.instruments.length + column) * BAR_FIELDS + 4] as number);
  }
  // A market that never moved has noise of a thousandth: something must differ.
  const deviation = count > 0 && squares > 0 ? Math.sqrt(squares / count) : 1e-3;
  return { deviation, volumes: volumes.length > 0 ? volumes : [0], first: Number.isNaN(first) ? 1 : first };
}
