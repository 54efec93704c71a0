import type { Random } from '@qca/base';

/** What is simulated: a portfolio worth 1 at its start. */
export interface Simulation {
  readonly weights: Float64Array;
  readonly paths: number;
  /** Periods of each path. */
  readonly horizon: number;
  /** Whether weights are brought back after every period, or what is bought is held. */
  readonly rebalance: 'every-period' | 'never';
  readonly random: Random;
}

/** One number for each path, all as shares of the value at the start. */
export interface SimulatedPaths {
  readonly terminal: Float64Array;
  /** Deepest fall below the highest value so far, as a share of it. */
  readonly drawdown: Float64Array;
  /** Lowest value at the end of any period. */
  readonly lowest: Float64Array;
}

/** Follows the value of a portfolio along a block of paths, and keeps what is asked of each path. A value of 0 stays 0. */
export class PathBlock {
  readonly paths: SimulatedPaths;
  readonly #weights: Float64Array;
  readonly #isRebalanced: boolean;
  readonly #width: number;
  /** With weights kept, the growth of the period; with holdings, their sum. */
  readonly #sum: Float64Array;
  readonly #holdings: readonly Float64Array[];
  readonly #value: Float64Array;
  readonly #peak: Float64Array;
  readonly #deepest: Float64Array;
  readonly #lowest: Float64Array;
  #done = 0;

  constructor({ weights, paths, rebalance }: Simulation, width: number) {
    this.paths = {
      terminal: new Float64Array(paths),
      drawdown: new Float64Array(paths),
      lowest: new Float64Array(paths),
    };
    this.#weights = weights;
    this.#isRebalanced = rebalance === 'every-period';
    this.#width = width;
    this.#sum = new Float64Array(width);
    this.#holdings = this.#isRebalanced ? [] : Array.from(weights, () => new Float64Array(width));
    this.#value = new Float64Array(width);
    this.#peak = new Float64Array(width);
    this.#deepest = new Float64Array(width);
    this.#lowest = new Float64Array(width);
  }

  /** Puts the block back to the start of its paths; false when there are enough. */
  begin(): boolean {
    if (this.#done >= this.paths.terminal.length) return false;
    for (const values of [this.#value, this.#peak, this.#lowest]) values.fill(1);
    this.#deepest.fill(0);
    this.#sum.fill(0);
    this.#holdings.forEach((values, asset) => {
      values.fill(this.#weights[asset] as number);
    });
    return true;
  }

  /** Lets one asset grow by a factor on each path. */
  grow(asset: number, factors: Float64Array): void {
    const sum = this.#sum;
    if (this.#isRebalanced) {
      const weight = this.#weights[asset] as number;
      for (let path = 0; path < factors.length; path += 1)
        sum[path] = (sum[path] as number) + weight * (factors[path] as number);
      return;
    }
    const holding = this.#holdings[asset] as Float64Array;
    for (let path = 0; path < factors.length; path += 1) {
      const value = (holding[path] as number) * (factors[path] as number);
      holding[path] = value;
      sum[path] = (sum[path] as number) + value;
    }
  }

  /** Ends a period in which every asset has grown. */
  endPeriod(): void {
    const sum = this.#sum;
    const value = this.#value;
    if (this.#isRebalanced) {
      this.multiply(sum);
    } else {
      for (let path = 0; path < this.#width; path += 1)
        if ((value[path] as number) > 0) this.#follow(path, sum[path] as number);
    }
    sum.fill(0);
  }

  /** Ends a period in which the whole portfolio grew by a factor on each path. */
  multiply(factors: Float64Array): void {
    const value = this.#value;
    for (let path = 0; path < this.#width; path += 1)
      this.#follow(path, (value[path] as number) * (factors[path] as number));
  }

  /** Keeps the paths of the block. */
  end(): void {
    const count = Math.min(this.#width, this.paths.terminal.length - this.#done);
    this.paths.terminal.set(this.#value.subarray(0, count), this.#done);
    this.paths.drawdown.set(this.#deepest.subarray(0, count), this.#done);
    this.paths.lowest.set(this.#lowest.subarray(0, count), this.#done);
    this.#done += count;
  }

  #follow(path: number, grown: number): void {
    const value = Math.max(grown, 0);
    this.#value[path] = value;
    const peak = this.#peak[path] as number;
    if (value >= peak) {
      this.#peak[path] = value;
      return;
    }
    const fall = 1 - value / peak;
    if (fall > (this.#deepest[path] as number)) this.#deepest[path] = fall;
    if (value < (this.#lowest[path] as number)) this.#lowest[path] = value;
  }
}
