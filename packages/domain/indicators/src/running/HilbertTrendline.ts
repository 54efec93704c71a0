import type { Running } from '../Running.ts';
import { Wma } from './Wma.ts';

/** The price is smoothed over so many bars before the transform begins. */
const SMOOTH_BARS = 37;
const LOOKBACK = 63;
const PERIOD_MIN = 6;
const PERIOD_MAX = 50;
const DEGREES = 45 / Math.atan(1);

/**
 * The instantaneous trendline: price averaged over the cycle that dominates it.
 *
 * Source: Ehlers, "Rocket Science for Traders" (2001), chapters 6, 7 and 10, with the start of TA-Lib.
 */
export class HilbertTrendline implements Running {
  readonly #smooth = new Wma(4);
  readonly #detrender = new HilbertFilter();
  readonly #quadrature = new HilbertFilter();
  readonly #leadI = new HilbertFilter();
  readonly #leadQ = new HilbertFilter();
  readonly #prices = new Float64Array(PERIOD_MAX + 1);
  /** The detrended price of the last three bars, newest first. */
  readonly #detrended = new Float64Array(3);
  readonly #trends = new Float64Array(3);
  #bars = 0;
  #period = 0;
  #smoothPeriod = 0;
  #i2 = 0;
  #q2 = 0;
  #real = 0;
  #imaginary = 0;

  next(price: number): number {
    this.#prices[this.#bars % this.#prices.length] = price;
    const smooth = this.#smooth.next(price);
    this.#bars += 1;
    if (this.#bars <= SMOOTH_BARS) return Number.NaN;
    this.#measureCycle(smooth);
    const trends = this.#trends;
    const trend = this.#average();
    const value = (4 * trend + 3 * trends[0]! + 2 * trends[1]! + trends[2]!) / 10;
    trends.copyWithin(1, 0, 2);
    trends[0] = trend;
    return this.#bars <= LOOKBACK ? Number.NaN : value;
  }

  #measureCycle(smooth: number): void {
    const gain = 0.075 * this.#period + 0.54;
    const detrended = this.#detrender.next(smooth, gain);
    const q1 = this.#quadrature.next(detrended, gain);
    const i1 = this.#detrended[2]!;
    this.#detrended.copyWithin(1, 0, 2);
    this.#detrended[0] = detrended;
    const q2 = 0.2 * (q1 + this.#leadI.next(i1, gain)) + 0.8 * this.#q2;
    const i2 = 0.2 * (i1 - this.#leadQ.next(q1, gain)) + 0.8 * this.#i2;
    this.#real = 0.2 * (i2 * this.#i2 + q2 * this.#q2) + 0.8 * this.#real;
    this.#imaginary = 0.2 * (i2 * this.#q2 - q2 * this.#i2) + 0.8 * this.#imaginary;
    this.#i2 = i2;
    this.#q2 = q2;
    this.#period = this.#nextPeriod();
    this.#smoothPeriod = 0.33 * this.#period + 0.67 * this.#smoothPeriod;
  }

  #nextPeriod(): number {
    const before = this.#period;
    let period = before;
    if (this.#imaginary !== 0 && this.#real !== 0) {
      period = 360 / (Math.atan(this.#imaginary / this.#real) * DEGREES);
    }
    period = Math.max(Math.min(period, 1.5 * before), 0.67 * before);
    period = Math.min(Math.max(period, PERIOD_MIN), PERIOD_MAX);
    return 0.2 * period + 0.8 * before;
  }

  #average(): number {
    const length = Math.floor(this.#smoothPeriod + 0.5);
    const size = this.#prices.length;
    let sum = 0;
    for (let back = 1; back <= length; back += 1) sum += this.#prices[(this.#bars - back) % size]!;
    return length > 0 ? sum / length : sum;
  }
}

/** Ehlers' Hilbert transform of seven taps, four of which are not zero: of now and two, four and six bars ago. */
class HilbertFilter {
  /** Inputs of the last six bars, newest first. */
  readonly #past = new Float64Array(6);

  next(value: number, gain: number): number {
    const past = this.#past;
    const turned = 0.0962 * value + 0.5769 * past[1]! - 0.5769 * past[3]! - 0.0962 * past[5]!;
    past.copyWithin(1, 0, 5);
    past[0] = value;
    return turned * gain;
  }
}
