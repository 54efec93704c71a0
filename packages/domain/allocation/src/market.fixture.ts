import { Random } from '@qca/base';
import fc from 'fast-check';

/** Random returns of assets that share a part of their moves. Shape: [date][asset]. */
export function randomReturns(
  seed: number,
  { rows, assets }: { rows: number; assets: number },
): Float64Array[] {
  const random = new Random(seed);
  const loads = Array.from({ length: assets }, () => random.nextGaussian());
  const sizes = Array.from({ length: assets }, () => 0.005 + 0.02 * random.nextFloat());
  return Array.from({ length: rows }, () => {
    const common = random.nextGaussian();
    return Float64Array.from(
      sizes,
      (size, asset) => 0.0005 + size * (0.7 * loads[asset]! * common + random.nextGaussian()),
    );
  });
}

/** Random weights of a long-only portfolio. */
export function randomWeights(seed: number, count: number): Float64Array {
  const random = new Random(seed);
  const raw = Float64Array.from({ length: count }, () => random.nextExponential(1));
  const sum = raw.reduce((total, value) => total + value, 0);
  return raw.map((value) => value / sum);
}

export const SEED = fc.integer({ min: 1, max: 1_000_000 });
export const ASSETS = fc.integer({ min: 2, max: 8 });

export function namesOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `asset ${index}`);
}

/** The columns of rows in another order. */
export function permuted(rows: readonly Float64Array[], order: readonly number[]): Float64Array[] {
  return rows.map((row) => Float64Array.from(order, (column) => row[column]!));
}

/** A random order of `count` columns. */
export function shuffled(seed: number, count: number): number[] {
  const random = new Random(seed);
  return Array.from({ length: count }, (_, index) => ({ index, key: random.nextFloat() }))
    .toSorted((one, other) => one.key - other.key)
    .map(({ index }) => index);
}
