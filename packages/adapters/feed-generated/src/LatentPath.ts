import { type Random, SECOND, type TimeUs } from '@qca/base';
import { instrumentId } from '@qca/market';
import type { GeneratedMarket } from './GeneratedMarket.ts';

const YEAR_SECONDS = 365 * 86_400;
/** Variance never passes this multiple of its long-run mean: one extreme draw must not feed on itself. */
const VARIANCE_MAX = 25;

/**
 * The hidden values that all prices of a market follow, on a grid of steps: a log value and a variance per asset, and
 * a gap per instrument. Kept for a window of steps, because a bar is known to its venue from its open on.
 *
 * Returns per step are √(σ² · h) · z with z from Student's t with 4 degrees of freedom (scaled to variance 1, part
 * common to all assets), and h, the variance over its long-run mean, from GARCH(1,1). Gaps are pulled back to their
 * mean like an Ornstein–Uhlenbeck process, by shocks as large as h allows.
 *
 * Source: Bollerslev, "A conditionally heteroskedastic time series model for speculative prices and rates of return",
 * Review of Economics and Statistics 69 (1987).
 */
export class LatentPath {
  readonly #random: Random;
  /** Each gap draws from its own numbers. Shape: [instrument]. */
  readonly #gapRandoms: readonly Random[];
  readonly #startUs: TimeUs;
  readonly #stepUs: number;
  readonly #window: number;
  readonly #assets: number;
  readonly #instruments: number;
  /** Newest step there is. */
  #newest = 0;
  /** Shape: [step mod window][asset], logarithm of value; [step mod window][asset], square root of h. */
  readonly #values: Float64Array;
  readonly #activity: Float64Array;
  /** Shape: [step mod window][instrument], log gap; and its sum over all steps so far. */
  readonly #gaps: Float64Array;
  readonly #gapSums: Float64Array;
  /** Shape: [asset]. */
  readonly #deviation: Float64Array;
  readonly #loading: Float64Array;
  readonly #variance: Float64Array;
  readonly #persistence: number;
  readonly #reaction: number;
  /** Shape: [instrument]. */
  readonly #gapMean: Float64Array;
  readonly #gapKept: Float64Array;
  readonly #gapShock: Float64Array;
  /** Index of base and quote among the assets; −1 for what is worth 1 for ever. Shape: [instrument]. */
  readonly #base: Int32Array;
  readonly #quote: Int32Array;

  /** `aheadUs` is how far beyond the newest time that is over anybody will look. */
  constructor(market: GeneratedMarket, random: Random, aheadUs: number) {
    const { assets, instruments, stepUs } = market;
    this.#random = random.fork('values');
    const gapRandom = random.fork('gaps');
    this.#gapRandoms = instruments.map(({ spec }) => gapRandom.fork(instrumentId(spec)));
    this.#startUs = market.startUs;
    this.#stepUs = stepUs;
    // The step that is over and the steps ahead of it.
    this.#window = 1 + Math.ceil(aheadUs / stepUs);
    this.#assets = assets.length;
    this.#instruments = instruments.length;
    this.#values = new Float64Array(this.#window * assets.length);
    this.#activity = new Float64Array(this.#window * assets.length).fill(1);
    this.#gaps = new Float64Array(this.#window * instruments.length);
    this.#gapSums = new Float64Array(this.#window * instruments.length);
    const stepsPerYear = (YEAR_SECONDS * SECOND) / stepUs;
    this.#deviation = Float64Array.from(assets, (asset) => asset.volatility / Math.sqrt(stepsPerYear));
    this.#loading = Float64Array.from(assets, (asset) => asset.loading);
    this.#variance = new Float64Array(assets.length).fill(1);
    this.#persistence = 0.5 ** (stepUs / market.clusterHalfLifeUs);
    // The weight of the last squared return shrinks with the root of the step, as in GARCH's diffusion limit
    // (Nelson, Journal of Econometrics 45, 1990), so that bursts are as strong at every step length.
    this.#reaction = Math.min(0.6 * Math.sqrt(1 - this.#persistence), this.#persistence);
    this.#gapMean = Float64Array.from(instruments, (instrument) => instrument.gap.meanBps / 10_000);
    this.#gapKept = Float64Array.from(
      instruments,
      (instrument) => 0.5 ** (stepUs / instrument.gap.halfLifeUs),
    );
    this.#gapShock = Float64Array.from(instruments, ({ gap }, index) => {
      return (gap.deviationBps / 10_000) * Math.sqrt(1 - this.#gapKept[index]! ** 2);
    });
    const indexOf = (id: string): number => assets.findIndex((asset) => asset.id === id);
    this.#base = Int32Array.from(instruments, (instrument) => indexOf(instrument.spec.base.id));
    this.#quote = Int32Array.from(instruments, (instrument) => indexOf(instrument.spec.quote.id));
    for (const [index, asset] of assets.entries()) this.#values[index] = Math.log(asset.value);
    for (const [index, { gap }] of instruments.entries()) {
      this.#gaps[index] =
        this.#gapMean[index]! + (gap.deviationBps / 10_000) * this.#gapRandoms[index]!.nextGaussian();
      this.#gapSums[index] = this.#gaps[index]!;
    }
  }

  /** Returns the last step at or before a time, and makes sure that it exists. */
  stepAt(timeUs: TimeUs): number {
    const step = Math.floor((timeUs - this.#startUs) / this.#stepUs);
    while (this.#newest < step) this.#advance();
    return step;
  }

  /** Returns an instrument's hidden price in its quote asset at a step within the window. */
  mid(instrument: number, step: number): number {
    const at = step % this.#window;
    const base = this.#base[instrument]!;
    const quote = this.#quote[instrument]!;
    const log =
      (base < 0 ? 0 : this.#values[at * this.#assets + base]!) -
      (quote < 0 ? 0 : this.#values[at * this.#assets + quote]!);
    return Math.exp(log + this.#gaps[at * this.#instruments + instrument]!);
  }

  /** Returns volatility over its long-run mean at a step: how busy the base asset is. */
  activity(instrument: number, step: number): number {
    const base = this.#base[instrument]!;
    return base < 0 ? 1 : this.#activity[(step % this.#window) * this.#assets + base]!;
  }

  /** Returns the sum of an instrument's log gaps over all steps up to this one. */
  gapSum(instrument: number, step: number): number {
    return this.#gapSums[(step % this.#window) * this.#instruments + instrument]!;
  }

  #advance(): void {
    const from = this.#newest % this.#window;
    this.#newest += 1;
    const to = this.#newest % this.#window;
    const common = student(this.#random);
    for (let asset = 0; asset < this.#assets; asset += 1) {
      const loading = this.#loading[asset]!;
      const draw = loading * common + Math.sqrt(1 - loading * loading) * student(this.#random);
      const variance = this.#variance[asset]!;
      const scale = this.#deviation[asset]! * Math.sqrt(variance);
      // Half the variance is taken off, so that values and not their logarithms have no drift.
      this.#values[to * this.#assets + asset] =
        this.#values[from * this.#assets + asset]! + scale * draw - (scale * scale) / 2;
      const next =
        1 -
        this.#persistence +
        this.#reaction * variance * draw * draw +
        (this.#persistence - this.#reaction) * variance;
      this.#variance[asset] = Math.min(next, VARIANCE_MAX);
      this.#activity[to * this.#assets + asset] = Math.sqrt(this.#variance[asset]!);
    }
    for (let index = 0; index < this.#instruments; index += 1) {
      const mean = this.#gapMean[index]!;
      const last = this.#gaps[from * this.#instruments + index]!;
      // Venues disagree most when prices move most.
      const shock =
        this.#gapShock[index]! * this.activity(index, this.#newest) * student(this.#gapRandoms[index]!);
      const gap = mean + this.#gapKept[index]! * (last - mean) + shock;
      this.#gaps[to * this.#instruments + index] = gap;
      this.#gapSums[to * this.#instruments + index] = this.#gapSums[from * this.#instruments + index]! + gap;
    }
  }
}

/**
 * Draws a Student t with 4 degrees of freedom, scaled to variance 1: gaussian ÷ √(−ln(u·v)), because −2·ln(u·v) is χ²
 * with 4. The floor keeps one draw in a million from being without bound.
 */
function student(random: Random): number {
  const product = (1 - random.nextFloat()) * (1 - random.nextFloat());
  return random.nextGaussian() / Math.sqrt(Math.max(-Math.log(product), 0.001));
}
