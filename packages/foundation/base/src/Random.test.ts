import { describe, expect, it } from 'vitest';
import { Random } from './Random.ts';

const WORD = (1n << 32n) - 1n;

function rotateLeft(word: bigint, by: bigint): bigint {
  return ((word << by) | (word >> (32n - by))) & WORD;
}

/** xoshiro128** over big integers, after the algorithm's own description: s0..s3, result rotl(s1 × 5, 7) × 9. */
function* xoshiro(seedState: readonly bigint[]): Generator<number> {
  let [s0, s1, s2, s3] = seedState as [bigint, bigint, bigint, bigint];
  for (;;) {
    yield Number((rotateLeft((s1 * 5n) & WORD, 7n) * 9n) & WORD);
    const shifted = (s1 << 9n) & WORD;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = rotateLeft(s3, 11n);
  }
}

/** splitmix32: a Weyl sequence of the golden ratio behind MurmurHash3's finalizer. */
function splitmix(seed: bigint): bigint[] {
  return [1n, 2n, 3n, 4n].map((step) => {
    let mixed = (seed + step * 0x9e3779b9n) & WORD;
    mixed = ((mixed ^ (mixed >> 16n)) * 0x85ebca6bn) & WORD;
    mixed = ((mixed ^ (mixed >> 13n)) * 0xc2b2ae35n) & WORD;
    return mixed ^ (mixed >> 16n);
  });
}

function take<T>(count: number, next: () => T): T[] {
  return Array.from({ length: count }, next);
}

/** Returns (χ² − degrees) ÷ √(2 degrees): about a standard normal number when draws are fair. */
function chiSquareDeviation(counts: readonly number[], expected: readonly number[]): number {
  const statistic = counts.reduce(
    (sum, count, index) => sum + (count - expected[index]!) ** 2 / expected[index]!,
    0,
  );
  const degrees = counts.length - 1;
  return (statistic - degrees) / Math.sqrt(2 * degrees);
}

function evenDeviation(values: readonly number[], buckets: number): number {
  const counts = new Array<number>(buckets).fill(0);
  for (const value of values) counts[value]! += 1;
  return chiSquareDeviation(
    counts,
    counts.map(() => values.length / buckets),
  );
}

describe('the oracle of these tests', () => {
  it('gives the published values of xoshiro128** from the state 1, 2, 3, 4', () => {
    // Source: test of the Rust crate rand_xoshiro, made with the authors' xoshiro128starstar.c 1.1.
    const published = [
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ];
    const stream = xoshiro([1n, 2n, 3n, 4n]);
    expect(take(10, () => stream.next().value as number)).toEqual(published);
  });
});

describe('Random', () => {
  it.each([0, 1, 42, 0xffff_ffff, 0x8000_0000])('is xoshiro128** filled by splitmix32, seed %i', (seed) => {
    const [a, b, c, d] = splitmix(BigInt(seed)) as [bigint, bigint, bigint, bigint];
    const oracle = xoshiro([a, b, c, d | 1n]);
    const random = new Random(seed);
    expect(take(1000, () => random.nextUint32())).toEqual(take(1000, () => oracle.next().value as number));
  });

  it('folds the high bits of a seed into the low ones', () => {
    const oracleSeed = 5n ^ ((3n * 0x9e3779b9n) & WORD);
    const [a, b, c, d] = splitmix(oracleSeed) as [bigint, bigint, bigint, bigint];
    const oracle = xoshiro([a, b, c, d | 1n]);
    const random = new Random(3 * 2 ** 32 + 5);
    expect(take(10, () => random.nextUint32())).toEqual(take(10, () => oracle.next().value as number));
  });

  it('gives the same stream for the same seed and another for its neighbour', () => {
    const first = new Random(7);
    const again = new Random(7);
    const other = new Random(8);
    const draws = take(100, () => first.nextUint32());
    expect(take(100, () => again.nextUint32())).toEqual(draws);
    expect(take(100, () => other.nextUint32())).not.toEqual(draws);
  });

  it('keeps floats in [0, 1) and makes them of the 32 bits', () => {
    const bits = new Random(3);
    const floats = new Random(3);
    for (let draw = 0; draw < 1000; draw += 1) {
      const value = floats.nextFloat();
      expect(value).toBe(bits.nextUint32() / 2 ** 32);
      expect(value >= 0 && value < 1).toBe(true);
    }
  });

  it('spreads whole numbers evenly', () => {
    const random = new Random(11);
    expect(
      Math.abs(
        evenDeviation(
          take(200_000, () => random.nextBelow(256)),
          256,
        ),
      ),
    ).toBeLessThan(4);
    expect(
      Math.abs(
        evenDeviation(
          take(200_000, () => random.nextBelow(7)),
          7,
        ),
      ),
    ).toBeLessThan(4);
  });

  it('sets every bit half of the time', () => {
    const random = new Random(13);
    const ones = new Array<number>(32).fill(0);
    for (let draw = 0; draw < 40_000; draw += 1) {
      const word = random.nextUint32();
      for (let bit = 0; bit < 32; bit += 1) ones[bit]! += (word >>> bit) & 1;
    }
    // Standard deviation of 40,000 fair coins is 100.
    for (const count of ones) expect(Math.abs(count - 20_000)).toBeLessThan(450);
  });

  it('gives pairs that fill the square evenly', () => {
    const random = new Random(17);
    const cells = take(100_000, () => random.nextBelow(16) * 16 + random.nextBelow(16));
    expect(Math.abs(evenDeviation(cells, 256))).toBeLessThan(4);
  });

  it('says true with the probability asked for', () => {
    const random = new Random(19);
    const hits = take(100_000, () => random.nextBoolean(0.3)).filter(Boolean).length;
    expect(Math.abs(hits - 30_000)).toBeLessThan(4 * Math.sqrt(21_000));
    expect(take(1000, () => random.nextBoolean(0)).some(Boolean)).toBe(false);
    expect(take(1000, () => random.nextBoolean(1)).every(Boolean)).toBe(true);
  });

  it('draws normal numbers', () => {
    const random = new Random(23);
    // Standard normal quantiles at 10 % steps (tables).
    const edges = [
      -1.281551566, -0.841621234, -0.524400513, -0.253347103, 0, 0.253347103, 0.524400513, 0.841621234,
      1.281551566,
    ];
    const deciles = take(100_000, () => {
      const value = random.nextGaussian();
      return edges.filter((edge) => edge < value).length;
    });
    expect(Math.abs(evenDeviation(deciles, 10))).toBeLessThan(4);
    const tail = new Random(29);
    const extremes = take(200_000, () => tail.nextGaussian()).filter((value) => Math.abs(value) > 3).length;
    // Two-sided probability beyond three standard deviations: 0.0026998.
    expect(Math.abs(extremes - 540)).toBeLessThan(4 * Math.sqrt(540));
  });

  it('gives both numbers of a polar pair, uncorrelated', () => {
    const random = new Random(31);
    const pairs = take(50_000, () => [random.nextGaussian(), random.nextGaussian()] as const);
    const product = pairs.reduce((sum, [x, y]) => sum + x * y, 0) / pairs.length;
    expect(Math.abs(product)).toBeLessThan(4 / Math.sqrt(pairs.length));
    const bits = new Random(31);
    const [x, y] = firstPolarPair(bits);
    expect(pairs[0]).toEqual([x, y]);
  });

  it('draws waits with the mean asked for', () => {
    const random = new Random(37);
    const waits = take(100_000, () => random.nextExponential(5));
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(0);
    // Quartiles of an exponential: mean × ln(4/3), ln 2, ln 4.
    const quarters = waits.map(
      (wait) => [5 * Math.log(4 / 3), 5 * Math.LN2, 5 * Math.log(4)].filter((edge) => edge < wait).length,
    );
    expect(Math.abs(evenDeviation(quarters, 4))).toBeLessThan(4);
  });

  it('picks every item as often as the next, and refuses an empty list', () => {
    const random = new Random(41);
    const items = ['a', 'b', 'c'] as const;
    const picked = take(60_000, () => items.indexOf(random.pick(items)));
    expect(Math.abs(evenDeviation(picked, 3))).toBeLessThan(4);
    expect(() => random.pick([])).toThrow('nothing to pick from');
  });
});

/** Marsaglia's polar method on the same uniforms. */
function firstPolarPair(random: Random): [number, number] {
  for (;;) {
    const u = random.nextFloat() * 2 - 1;
    const v = random.nextFloat() * 2 - 1;
    const s = u * u + v * v;
    if (s > 0 && s < 1) return [u * Math.sqrt((-2 * Math.log(s)) / s), v * Math.sqrt((-2 * Math.log(s)) / s)];
  }
}

describe('Random.fork', () => {
  it('gives streams that do not shift each other', () => {
    const one = new Random(5);
    const prices = one.fork('prices');
    const orders = one.fork('orders');
    const two = new Random(5);
    const pricesAgain = two.fork('prices');
    take(100, () => pricesAgain.nextUint32());
    const ordersAgain = two.fork('orders');
    expect(take(50, () => ordersAgain.nextUint32())).toEqual(take(50, () => orders.nextUint32()));
    expect(take(50, () => two.nextUint32())).toEqual(take(50, () => one.nextUint32()));
    expect(prices.nextUint32()).not.toBe(orders.nextUint32());
  });

  it('depends on the label and on the place in the parent', () => {
    const streams = [
      new Random(5).fork('a'),
      new Random(5).fork('b'),
      new Random(5).fork('ab'),
      new Random(5).fork('ba'),
      new Random(6).fork('a'),
    ];
    const parent = new Random(5);
    parent.fork('a');
    streams.push(parent.fork('a'));
    const firsts = streams.map((stream) => take(4, () => stream.nextUint32()).join());
    expect(new Set(firsts).size).toBe(streams.length);
  });

  it('is uncorrelated with its parent and its sisters', () => {
    const parent = new Random(43);
    const sisters = [parent.fork('1'), parent.fork('2'), parent];
    const draws = sisters.map((stream) => take(50_000, () => stream.nextFloat() - 0.5));
    for (const [left, right] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      const covariance =
        draws[left]!.reduce((sum, value, index) => sum + value * draws[right]![index]!, 0) / 50_000;
      // Variance of a uniform is 1/12, so of the product 1/144.
      expect(Math.abs(covariance)).toBeLessThan(4 / 12 / Math.sqrt(50_000));
    }
  });
});
