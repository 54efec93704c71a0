import { gaussLegendre } from '@qca/numerics';
import { blackScholes } from './blackScholes.ts';
import {
  characteristic,
  expectedVariance,
  type HestonOption,
  type HestonParameters,
  panels,
} from './heston.ts';

/** Points of a range; more than a range without much oscillation needs. */
const RULE = gaussLegendre(32);
/** Waves of a strike e times or 1/e times the forward that a rule follows with all its digits. */
const LENGTH_MAX = 40;
/** Longer ranges come where variance is small and wild; there more parts would cost more than they bring to a fit. */
const PARTS_MAX = 16;

/**
 * Many options of one expiry in one model: the characteristic function is computed once for all strikes.
 *
 * For fitting: `heston` adapts its points to the option, this does not, and is within a hundred thousandth of spot
 * within four deviations of the forward while sigma is at most 1.
 */
export class HestonSlice {
  readonly #variance: number;
  readonly #years: number;
  readonly #points: Float64Array;
  /** Weight × characteristic function ÷ (u² + ¼), and the same of Black-Scholes. */
  readonly #re: Float64Array;
  readonly #im: Float64Array;
  readonly #plain: Float64Array;

  constructor(years: number, model: HestonParameters) {
    this.#years = years;
    this.#variance = expectedVariance(model, years);
    const ranges = panels(years, model).flatMap(divided);
    const size = ranges.length * RULE.points.length;
    this.#points = new Float64Array(size);
    this.#re = new Float64Array(size);
    this.#im = new Float64Array(size);
    this.#plain = new Float64Array(size);
    ranges.forEach(([low, high], range) => {
      RULE.points.forEach((point, i) => {
        const u = low + ((point + 1) * (high - low)) / 2;
        const weight = (RULE.weights[i]! * (high - low)) / 2 / (u * u + 0.25);
        const { re, im } = characteristic(u, years, model);
        const place = range * RULE.points.length + i;
        this.#points[place] = u;
        this.#re[place] = weight * re;
        this.#im[place] = weight * im;
        this.#plain[place] = weight * Math.exp((-this.#variance * (u * u + 0.25)) / 2);
      });
    });
  }

  /** Returns the value of an option of this expiry. */
  value(option: HestonOption): number {
    const years = this.#years;
    const { spot, strike, rate } = option;
    const moneyness = Math.log(spot / strike) + (rate - option.yield) * years;
    let integral = 0;
    for (let i = 0; i < this.#points.length; i += 1) {
      const angle = this.#points[i]! * moneyness;
      integral += (this.#plain[i]! - this.#re[i]!) * Math.cos(angle) + this.#im[i]! * Math.sin(angle);
    }
    const scale = Math.sqrt(spot * strike) * Math.exp((-(rate + option.yield) * years) / 2);
    const volatility = Math.sqrt(this.#variance / years);
    return blackScholes({ ...option, volatility }) + (scale * integral) / Math.PI;
  }
}

/** Returns a range in parts short enough for the rule. */
function divided([low, high]: [number, number]): [number, number][] {
  const parts = Math.min(Math.ceil((high - low) / LENGTH_MAX), PARTS_MAX);
  const length = (high - low) / parts;
  return Array.from({ length: parts }, (_, i) => [low + i * length, low + (i + 1) * length]);
}
