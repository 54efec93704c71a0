import { assert, Random } from '@qca/base';
import { dot, identity, type Rows, symmetricEigen } from '@qca/numerics';
import { type BoxMap, boxMap } from './boxMap.ts';
import { type CmaWeights, cmaWeights } from './cmaWeights.ts';

export interface CmaEsOptions {
  /** Where to begin; its length is the number of coordinates. */
  readonly mean: ArrayLike<number>;
  /** First step length, in the units of the coordinates: about a third of the distance within which the best is expected. */
  readonly sigma: number;
  /** Bounds of each coordinate; −Infinity and Infinity where there is none. */
  readonly lower?: ArrayLike<number>;
  readonly upper?: ArrayLike<number>;
  /** Points in a generation; 4 + ⌊3 ln n⌋ when not given. */
  readonly population?: number;
  /** Fresh starts after it has converged, each with twice the population. */
  readonly restartsMax?: number;
  readonly seed: number;
}

/** Why a descent has ended. */
export type CmaEnd = 'flat' | 'small-steps' | 'ill-conditioned' | 'steps-grow';

/** Steps this much below the first one change nothing that can be measured. */
const STEP_FACTOR_MIN = 1e-12;
/** Steps that grew this much began far too small. */
const STEP_FACTOR_MAX = 1e4;
const LOSS_RANGE_MIN = 1e-12;
/** Beyond it the axes are rounding noise. */
const CONDITION_MAX = 1e14;
/** Twice the population each time: after nine it is 512 times the first. */
const RESTARTS_MAX = 9;

interface Drawn {
  readonly free: Float64Array;
  readonly bound: Float64Array;
}

/**
 * Finds the point with the smallest loss, with neither gradient nor bounds needed: the covariance matrix adaptation
 * evolution strategy, with restarts. Losses may be Infinity, not NaN.
 *
 * Source: Hansen, "The CMA evolution strategy: a tutorial" (2016, version of 2023), with negative weights (table 1);
 * restarts: Auger and Hansen, "A restart CMA evolution strategy with increasing population size" (2005).
 */
export class CmaEs {
  readonly #size: number;
  readonly #options: CmaEsOptions;
  readonly #random: Random;
  readonly #maps: readonly BoxMap[];
  readonly #restartsMax: number;
  #weights: CmaWeights;
  #mean: Float64Array;
  #sigma: number;
  #covariance: Float64Array[];
  #axes: Rows;
  #scales: Float64Array;
  #sigmaPath: Float64Array;
  #path: Float64Array;
  #generation = 0;
  #decomposedAt = 0;
  #restarts = 0;
  #evaluations = 0;
  #drawn: Drawn[] = [];
  #history: number[] = [];
  #best: { readonly point: Float64Array; readonly loss: number } | undefined;
  #end: CmaEnd | undefined;

  constructor(options: CmaEsOptions) {
    const { mean, sigma, lower, upper, seed, restartsMax = RESTARTS_MAX } = options;
    const size = mean.length;
    assert(size > 0 && sigma > 0 && Number.isFinite(sigma), `${size} coordinates with steps of ${sigma}`);
    this.#size = size;
    this.#options = options;
    this.#random = new Random(seed);
    this.#restartsMax = restartsMax;
    this.#maps = Array.from({ length: size }, (_, index) => {
      const [low, high] = [
        lower?.[index] ?? Number.NEGATIVE_INFINITY,
        upper?.[index] ?? Number.POSITIVE_INFINITY,
      ];
      assert(low <= high, `coordinate ${index} has bounds ${low} and ${high}`);
      return boxMap(low, high);
    });
    this.#weights = cmaWeights(size, options.population ?? 4 + Math.floor(3 * Math.log(size)));
    this.#mean = Float64Array.from(mean, (value, index) => (this.#maps[index] as BoxMap).out(value));
    this.#sigma = sigma;
    this.#covariance = identity(size) as Float64Array[];
    this.#axes = identity(size);
    this.#scales = new Float64Array(size).fill(1);
    this.#sigmaPath = new Float64Array(size);
    this.#path = new Float64Array(size);
  }

  /** The points of one generation, inside the bounds; none when it has converged and has no restarts left. */
  ask(): readonly Float64Array[] {
    assert(this.#drawn.length === 0, 'the last generation has not been answered');
    if (this.#end !== undefined) return [];
    this.#drawn = Array.from({ length: this.#weights.population }, () => this.#draw());
    return this.#drawn.map(({ bound }) => bound);
  }

  /** The losses of the generation last asked for, in its order. */
  tell(losses: ArrayLike<number>): void {
    const drawn = this.#drawn;
    assert(losses.length === drawn.length, `${losses.length} losses for ${drawn.length} points`);
    const ranked = drawn
      .map(({ free, bound }, index) => ({ free, bound, loss: losses[index] as number }))
      .sort((a, b) => (a.loss < b.loss ? -1 : a.loss > b.loss ? 1 : 0));
    this.#drawn = [];
    this.#evaluations += ranked.length;
    const [first] = ranked;
    assert(first !== undefined && !Number.isNaN(first.loss), 'a loss is no number');
    if (this.#best === undefined || first.loss < this.#best.loss)
      this.#best = { point: first.bound, loss: first.loss };
    this.#generation += 1;
    this.#update(ranked.map(({ free }) => free));
    this.#history.push(first.loss);
    const end = this.#findEnd(ranked.map(({ loss }) => loss));
    if (end === undefined) return;
    if (this.#restarts < this.#restartsMax) this.#restart();
    else this.#end = end;
  }

  /** The best point ever told, over all restarts. */
  get best(): { readonly point: Float64Array; readonly loss: number } | undefined {
    return this.#best;
  }

  /** Why there are no more points; nothing while there are. */
  get end(): CmaEnd | undefined {
    return this.#end;
  }

  get progress(): {
    readonly generation: number;
    readonly evaluations: number;
    readonly restarts: number;
    readonly sigma: number;
    readonly population: number;
  } {
    return {
      generation: this.#generation,
      evaluations: this.#evaluations,
      restarts: this.#restarts,
      sigma: this.#sigma,
      population: this.#weights.population,
    };
  }

  #draw(): Drawn {
    const free = Float64Array.from(this.#mean);
    for (let axis = 0; axis < this.#size; axis += 1) {
      const length = this.#sigma * (this.#scales[axis] as number) * this.#random.nextGaussian();
      const direction = this.#axes[axis] as Float64Array;
      for (let index = 0; index < this.#size; index += 1)
        add(free, index, length * (direction[index] as number));
    }
    return { free, bound: free.map((value, index) => (this.#maps[index] as BoxMap).into(value)) };
  }

  #update(ranked: readonly Float64Array[]): void {
    const size = this.#size;
    const { weights, parents, effective, stepRate, stepDamping, pathRate, expectedLength } = this.#weights;
    const steps = ranked.map((free) =>
      free.map((value, index) => (value - (this.#mean[index] as number)) / this.#sigma),
    );
    const mean = new Float64Array(size);
    for (let rank = 0; rank < parents; rank += 1)
      for (let index = 0; index < size; index += 1)
        add(mean, index, (weights[rank] as number) * ((steps[rank] as Float64Array)[index] as number));
    const whitened = this.#whiten(mean);
    const stepGain = Math.sqrt(stepRate * (2 - stepRate) * effective);
    const pathGain = Math.sqrt(pathRate * (2 - pathRate) * effective);
    for (let index = 0; index < size; index += 1) {
      add(this.#mean, index, this.#sigma * (mean[index] as number));
      blend(this.#sigmaPath, index, stepRate, stepGain * (whitened[index] as number));
    }
    const length = Math.sqrt(dot(this.#sigmaPath, this.#sigmaPath));
    const settled = Math.sqrt(1 - (1 - stepRate) ** (2 * this.#generation));
    const isCalm = length / settled < (1.4 + 2 / (size + 1)) * expectedLength;
    for (let index = 0; index < size; index += 1)
      blend(this.#path, index, pathRate, isCalm ? pathGain * (mean[index] as number) : 0);
    this.#updateCovariance(steps, isCalm);
    this.#sigma *= Math.exp(Math.min(1, (stepRate / stepDamping) * (length / expectedLength - 1)));
    this.#decompose();
  }

  #updateCovariance(steps: readonly Float64Array[], isCalm: boolean): void {
    const size = this.#size;
    const { weights, pathRate, rankOneRate, rankManyRate } = this.#weights;
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const missed = isCalm ? 0 : rankOneRate * pathRate * (2 - pathRate);
    const keep = 1 + missed - rankOneRate - rankManyRate * total;
    const scaled = steps.map((step, rank) => {
      const weight = weights[rank] as number;
      if (weight >= 0) return weight;
      const white = this.#whiten(step);
      return (weight * size) / Math.max(dot(white, white), Number.MIN_VALUE);
    });
    for (let row = 0; row < size; row += 1) {
      for (let column = 0; column <= row; column += 1) {
        let many = 0;
        for (const [rank, step] of steps.entries())
          many += (scaled[rank] as number) * (step[row] as number) * (step[column] as number);
        const value =
          keep * ((this.#covariance[row] as Float64Array)[column] as number) +
          rankOneRate * (this.#path[row] as number) * (this.#path[column] as number) +
          rankManyRate * many;
        (this.#covariance[row] as Float64Array)[column] = value;
        (this.#covariance[column] as Float64Array)[row] = value;
      }
    }
  }

  // The axes may lag a few generations behind the matrix: they cost n³, the rest n².
  #decompose(): void {
    const { rankOneRate, rankManyRate } = this.#weights;
    const lag = 1 / (10 * this.#size * (rankOneRate + rankManyRate));
    if (this.#generation - this.#decomposedAt < lag) return;
    this.#decomposedAt = this.#generation;
    const { values, vectors } = symmetricEigen(this.#covariance);
    this.#axes = vectors;
    this.#scales = values.map((value) => Math.sqrt(Math.max(value, Number.MIN_VALUE)));
  }

  /** Turns and stretches a step as the inverse root of the covariance does. */
  #whiten(step: Float64Array): Float64Array {
    const white = new Float64Array(this.#size);
    for (let axis = 0; axis < this.#size; axis += 1) {
      const direction = this.#axes[axis] as Float64Array;
      const part = dot(direction, step) / (this.#scales[axis] as number);
      for (let index = 0; index < this.#size; index += 1)
        add(white, index, part * (direction[index] as number));
    }
    return white;
  }

  #findEnd(ranked: readonly number[]): CmaEnd | undefined {
    const first = this.#options.sigma;
    const largest = this.#sigma * Math.max(...this.#scales);
    if (largest < STEP_FACTOR_MIN * first) return 'small-steps';
    if (largest > STEP_FACTOR_MAX * first && this.#sigma > first) return 'steps-grow';
    if ((Math.max(...this.#scales) / Math.min(...this.#scales)) ** 2 > CONDITION_MAX)
      return 'ill-conditioned';
    const generations = 10 + Math.ceil((30 * this.#size) / ranked.length);
    const recent = this.#history.slice(-generations);
    if (recent.length < generations) return undefined;
    const spread = Math.max(...recent, ...ranked) - Math.min(...recent, ...ranked);
    // Infinity less Infinity is NaN: nothing but points that could not be tried.
    return spread < LOSS_RANGE_MIN || Number.isNaN(spread) ? 'flat' : undefined;
  }

  #restart(): void {
    const { mean, sigma, lower, upper } = this.#options;
    this.#restarts += 1;
    this.#weights = cmaWeights(this.#size, 2 * this.#weights.population);
    this.#mean = Float64Array.from({ length: this.#size }, (_, index) => {
      const [low, high] = [lower?.[index] ?? Number.NaN, upper?.[index] ?? Number.NaN];
      if (!Number.isFinite(high - low)) return (mean[index] as number) + sigma * this.#random.nextGaussian();
      return (this.#maps[index] as BoxMap).out(low + (high - low) * this.#random.nextFloat());
    });
    this.#sigma = sigma;
    this.#covariance = identity(this.#size) as Float64Array[];
    this.#axes = identity(this.#size);
    this.#scales = new Float64Array(this.#size).fill(1);
    this.#sigmaPath = new Float64Array(this.#size);
    this.#path = new Float64Array(this.#size);
    this.#history = [];
    this.#generation = 0;
    this.#decomposedAt = 0;
  }
}

function add(vector: Float64Array, index: number, value: number): void {
  vector[index] = (vector[index] as number) + value;
}

function blend(vector: Float64Array, index: number, rate: number, value: number): void {
  vector[index] = (1 - rate) * (vector[index] as number) + value;
}
