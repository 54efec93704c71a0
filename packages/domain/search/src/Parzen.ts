import { present, type Random } from '@qca/base';
import { normalCdf, normalQuantile } from '@qca/numerics';
import { countOf, type Dimension, type Point, type Space, unitOf } from './Space.ts';

/** Narrower kernels would only find again what is known; wider ones say nothing. In the unit cube. */
const BANDWIDTHS_MAX = 100;

interface Axis {
  readonly dimension: Dimension;
  /** Values that count; Infinity for a range. */
  readonly count: number;
  /** Places of the kernels along this axis; the prior, in the middle, comes last. */
  readonly centres: Float64Array;
  /** Standard deviation of each kernel; 1 for the prior, which is nearly even. */
  readonly widths: Float64Array;
  /** Part of each kernel's bell that lies within the range. */
  readonly masses: Float64Array;
  /** Logarithm of a bell's height at its centre, cut off at the ends; the factor 1/√2π, common to all, is left out. */
  readonly heights: Float64Array;
}

/**
 * Density of points in the unit cube: one kernel for each point and a wide one in the middle, all of equal weight. A kernel is
 * a product of bells cut off at the ends of the ranges; its width along an axis is the greater distance to its neighbours
 * there. Over a choice it puts most weight on its own option and spreads the rest.
 */
export class Parzen {
  readonly #axes: readonly Axis[];
  readonly #kernels: number;

  constructor(space: Space, points: readonly Point[]) {
    this.#kernels = points.length + 1;
    this.#axes = Object.entries(space).map(([name, dimension]) =>
      axisOf(
        dimension,
        points.map((point) => unitOf(dimension, present(point[name], `a point without ${name}`))),
      ),
    );
  }

  /** A place drawn from the density. */
  draw(random: Random): Float64Array {
    const kernel = random.nextBelow(this.#kernels);
    return Float64Array.from(this.#axes, (axis) =>
      axis.dimension.kind === 'choice'
        ? drawOption(axis, kernel, this.#kernels, random)
        : drawBell(axis, kernel, random),
    );
  }

  logDensity(units: Float64Array): number {
    const logs = new Float64Array(this.#kernels);
    for (const [place, axis] of this.#axes.entries()) {
      const unit = units[place] as number;
      for (let kernel = 0; kernel < this.#kernels; kernel += 1)
        logs[kernel] = (logs[kernel] as number) + this.#logDensityOf(axis, kernel, unit);
    }
    const top = logs.reduce((most, log) => Math.max(most, log), Number.NEGATIVE_INFINITY);
    return top + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - top), 0)) - Math.log(this.#kernels);
  }

  #logDensityOf(axis: Axis, kernel: number, unit: number): number {
    const centre = axis.centres[kernel] as number;
    if (axis.dimension.kind === 'choice') {
      if (kernel === this.#kernels - 1) return -Math.log(axis.count);
      const isOwn = Math.floor(unit * axis.count) === Math.floor(centre * axis.count);
      return Math.log((isOwn ? 1 - 1 / this.#kernels : 0) + 1 / (this.#kernels * axis.count));
    }
    const width = axis.widths[kernel] as number;
    if (!Number.isFinite(axis.count)) {
      const z = (unit - centre) / width;
      return (axis.heights[kernel] as number) - (z * z) / 2;
    }
    const cell = Math.min(axis.count - 1, Math.floor(unit * axis.count));
    const part =
      normalCdf(((cell + 1) / axis.count - centre) / width) - normalCdf((cell / axis.count - centre) / width);
    return Math.log(Math.max(part / (axis.masses[kernel] as number), Number.MIN_VALUE));
  }
}

function axisOf(dimension: Dimension, places: readonly number[]): Axis {
  const centres = Float64Array.from([...places, 0.5]);
  const sorted = [0, ...[...centres].sort((a, b) => a - b), 1];
  const narrowest = 1 / Math.min(BANDWIDTHS_MAX, 1 + centres.length);
  const widths = centres.map((centre, index) => {
    if (index === centres.length - 1) return 1;
    const at = sorted.indexOf(centre, 1);
    const [left, right] = [sorted[at - 1] as number, sorted[at + 1] as number];
    return Math.min(1, Math.max(narrowest, centre - left, right - centre));
  });
  const masses = centres.map((centre, index) => {
    const width = widths[index] as number;
    return normalCdf((1 - centre) / width) - normalCdf(-centre / width);
  });
  const heights = widths.map((width, index) => -Math.log(width * (masses[index] as number)));
  return { dimension, count: countOf(dimension), centres, widths, masses, heights };
}

function drawBell({ centres, widths, masses }: Axis, kernel: number, random: Random): number {
  const [centre, width] = [centres[kernel] as number, widths[kernel] as number];
  const lowest = normalCdf(-centre / width);
  const quantile = lowest + (masses[kernel] as number) * random.nextFloat();
  const unit = centre + width * normalQuantile(Math.min(1 - 1e-16, Math.max(1e-300, quantile)));
  return Math.min(1 - 1e-16, Math.max(0, unit));
}

function drawOption({ centres, count }: Axis, kernel: number, kernels: number, random: Random): number {
  const isAny = kernel === kernels - 1 || random.nextBoolean(1 / kernels);
  return isAny ? (random.nextBelow(count) + 0.5) / count : (centres[kernel] as number);
}
