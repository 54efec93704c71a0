import { Random, Refusal } from '@qca/base';
import { fromUnits } from './randomSearch.ts';
import type { Search } from './Search.ts';
import type { Space } from './Space.ts';

/** In higher bases the first points lie on few lines; beyond ten parameters even random points spread better. */
export const HALTON_PRIMES = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29] as const;

/** The fraction in [0, 1) with the digits of `index` in a base, mirrored at the point. Source: van der Corput (1935). */
export function radicalInverse(index: number, base: number): number {
  let rest = index;
  let fraction = 0;
  for (let weight = 1 / base; rest > 0; weight /= base) {
    fraction += weight * (rest % base);
    rest = Math.floor(rest / base);
  }
  return fraction;
}

/**
 * Tries points that fill the space evenly: Halton's sequence, turned by an amount drawn from the seed.
 *
 * Source: Halton (1960); Cranley and Patterson (1976) for the turn. Rejects, as `Refusal`: `bad-space`, for more than ten
 * parameters, too.
 */
export function haltonSearch(space: Space, seed: number): Search {
  const size = Object.keys(space).length;
  if (size > HALTON_PRIMES.length)
    throw new Refusal({
      kind: 'bad-space',
      what: `${size} parameters are too many for an even spread`,
      where: '--space',
      remedy: `Give at most ${HALTON_PRIMES.length}, or search at random.`,
    });
  const random = new Random(seed);
  const shifts = HALTON_PRIMES.map(() => random.nextFloat());
  return fromUnits(space, (index) =>
    Float64Array.from(
      { length: size },
      (_, place) =>
        (radicalInverse(index + 1, HALTON_PRIMES[place] as number) + (shifts[place] as number)) % 1,
    ),
  );
}
