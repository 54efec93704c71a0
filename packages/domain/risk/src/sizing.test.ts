import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixedFractionLots } from './fixedFraction.ts';
import { kellyLots, kellyOfBet, kellyOfDiffusion } from './kelly.ts';
import { lotsWithin } from './lotsWithin.ts';
import { volatilityTargetLots } from './volatilityTarget.ts';

const MANY = 1_000_000;
/** What no size should be made of. */
const NONSENSE = [0, -1, Number.NaN];

describe('lotsWithin', () => {
  it('is the largest whole number whose product fits, found by counting', () => {
    const positive = fc.double({ min: 0.001, max: 50, noNaN: true });
    fc.assert(
      fc.property(positive, positive, fc.integer({ min: 1, max: 400 }), (value, perLot, lotsMax) => {
        let lots = 0;
        while (lots + 1 <= lotsMax && (lots + 1) * perLot <= value) lots += 1;
        expect(lotsWithin({ value, perLot, lotsMax })).toBe(lots);
      }),
    );
  });

  it.each([
    // In doubles 0.3 ÷ 0.1 is 2.9999999999999996 and 3 × 0.1 is 0.30000000000000004.
    [0.3, 0.1, MANY, 2],
    // 4.35 ÷ 0.01 is 434.99999999999994, and 435 × 0.01 is 4.3500000000000005.
    [4.35, 0.01, MANY, 434],
    [0.7, 0.1, MANY, 6],
    [0.6, 0.2, MANY, 2],
    [10, 2, MANY, 5],
    [10, 2, 4, 4],
    [10, 2, 4.5, 4],
    [10, 11, MANY, 0],
    [1e300, 1e-300, Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER],
  ])('of value %s per lot %s up to %s is %s', (value, perLot, lotsMax, lots) => {
    expect(lotsWithin({ value, perLot, lotsMax })).toBe(lots);
  });

  it('mends a quotient that is one lot off, either way', () => {
    let over = 0;
    let under = 0;
    for (let lots = 1; lots < 2_000; lots += 1) {
      for (const perLot of [0.1, 0.7, 1.1, 3.3]) {
        const exact = lots * perLot;
        expect(lotsWithin({ value: exact, perLot, lotsMax: MANY })).toBe(lots);
        if (Math.floor(exact / perLot) < lots) under += 1;
        const less = exact - 2 ** (Math.floor(Math.log2(exact)) - 53);
        const expected = lots * perLot <= less ? lots : lots - 1;
        expect(lotsWithin({ value: less, perLot, lotsMax: MANY })).toBe(expected);
        if (Math.floor(less / perLot) > expected) over += 1;
      }
    }
    expect(over).toBeGreaterThan(0);
    expect(under).toBeGreaterThan(0);
  });

  it.each(['value', 'perLot', 'lotsMax'] as const)(
    'is nothing for a %s that is not a positive number',
    (name) => {
      const size = { value: 10, perLot: 1, lotsMax: 5 };
      for (const nonsense of NONSENSE) expect(lotsWithin({ ...size, [name]: nonsense })).toBe(0);
      expect(lotsWithin({ ...size, lotsMax: 0.5 })).toBe(0);
      expect(lotsWithin({ ...size, value: Number.POSITIVE_INFINITY })).toBe(0);
      expect(lotsWithin({ ...size, perLot: Number.POSITIVE_INFINITY })).toBe(0);
    },
  );
});

describe('fixedFractionLots', () => {
  const size = { equity: 10_000, fraction: 0.02, perLot: 30, lotsMax: MANY };

  it('risks the fraction: 200 of 10,000 are six losses of 30', () => {
    expect(fixedFractionLots(size)).toBe(6);
    expect(fixedFractionLots({ ...size, lotsMax: 4 })).toBe(4);
  });

  it.each(['equity', 'fraction', 'perLot', 'lotsMax'] as const)(
    'is nothing without a positive %s',
    (name) => {
      for (const nonsense of NONSENSE) expect(fixedFractionLots({ ...size, [name]: nonsense })).toBe(0);
    },
  );
});

describe('volatilityTargetLots', () => {
  const size = {
    equity: 10_000,
    target: 0.01,
    volatility: 0.04,
    leverageMax: 1,
    lotValue: 30,
    lotsMax: MANY,
  };

  it('puts in as much as moves by the target: a quarter of 10,000 is 83 lots of 30', () => {
    expect(volatilityTargetLots(size)).toBe(83);
    expect(volatilityTargetLots({ ...size, lotsMax: 80 })).toBe(80);
  });

  it('is held by the leverage when the asset is calm', () => {
    expect(volatilityTargetLots({ ...size, volatility: 0.002 })).toBe(333);
    expect(volatilityTargetLots({ ...size, volatility: 0.002, leverageMax: 2 })).toBe(666);
  });

  it('gives a position the volatility asked for, less than a lot off', () => {
    const volatility = fc.double({ min: 0.005, max: 1, noNaN: true });
    fc.assert(
      fc.property(volatility, fc.double({ min: 0.001, max: 0.005, noNaN: true }), (sigma, target) => {
        const lots = volatilityTargetLots({ ...size, target, volatility: sigma });
        const wanted = size.equity * target;
        expect(lots * size.lotValue * sigma).toBeLessThanOrEqual(wanted * (1 + 1e-12));
        expect((lots + 1) * size.lotValue * sigma).toBeGreaterThan(wanted * (1 - 1e-12));
      }),
    );
  });

  it.each(['equity', 'target', 'volatility', 'leverageMax', 'lotValue', 'lotsMax'] as const)(
    'is nothing without a positive %s',
    (name) => {
      for (const nonsense of NONSENSE) expect(volatilityTargetLots({ ...size, [name]: nonsense })).toBe(0);
    },
  );

  it('is nothing when target and volatility are both below 0', () => {
    expect(volatilityTargetLots({ ...size, target: -0.01, volatility: -0.04 })).toBe(0);
  });
});

describe('kellyOfBet', () => {
  it('is the known fraction of a coin that pays even money at 60 %', () => {
    expect(kellyOfBet({ probability: 0.6, gain: 1, loss: 1 })).toBeCloseTo(0.2, 12);
  });

  it('makes expected log growth largest, by search over fractions', () => {
    const part = fc.double({ min: 0.2, max: 2, noNaN: true });
    const chance = fc.double({ min: 0.05, max: 0.95, noNaN: true });
    fc.assert(
      fc.property(chance, part, part, (probability, gain, loss) => {
        // A fraction of 1 ÷ loss loses everything, so the best lies below it.
        const growth = (fraction: number) =>
          probability * Math.log(1 + fraction * gain) + (1 - probability) * Math.log(1 - fraction * loss);
        const best = argmax(growth, 0, 0.999_999 / loss);
        expect(kellyOfBet({ probability, gain, loss })).toBeCloseTo(best, 3);
      }),
    );
  });

  it.each([
    [{ probability: 0.4 }, 0],
    [{ probability: 0 }, 0],
    [{ probability: 1 }, 1],
    [{ probability: 1.01 }, 0],
    [{ probability: -0.01 }, 0],
    [{ probability: Number.NaN }, 0],
    [{ gain: 0 }, 0],
    [{ gain: -1 }, 0],
    [{ gain: Number.NaN }, 0],
    [{ loss: 0 }, 0],
    [{ loss: -1 }, 0],
    [{ loss: Number.NaN }, 0],
  ])('of %o is %s', (changes, fraction) => {
    expect(kellyOfBet({ probability: 0.6, gain: 1, loss: 1, ...changes })).toBe(fraction);
  });
});

describe('kellyOfDiffusion', () => {
  it('makes expected log growth largest, by search over fractions', () => {
    const excesses = fc.double({ min: -0.3, max: 0.3, noNaN: true });
    fc.assert(
      fc.property(excesses, fc.double({ min: 0.2, max: 1, noNaN: true }), (excess, volatility) => {
        // Log wealth of a constant fraction drifts by f·excess − f²·volatility² ÷ 2 (Itô).
        const growth = (fraction: number) => fraction * excess - (fraction * volatility) ** 2 / 2;
        expect(kellyOfDiffusion({ excess, volatility })).toBeCloseTo(argmax(growth, -8, 8), 3);
      }),
    );
  });

  it('agrees with a bet of many small even steps', () => {
    // Steps of ±σ with drift μ are a bet that wins with (1 + μ ÷ σ) ÷ 2: the same fraction as σ goes to 0.
    const [excess, volatility] = [0.000_002, 0.001];
    const bet = kellyOfBet({
      probability: (1 + excess / volatility) / 2,
      gain: volatility,
      loss: volatility,
    });
    expect(kellyOfDiffusion({ excess, volatility })).toBeCloseTo(bet, 6);
  });

  it.each([
    [Number.NaN, 0.2],
    [Number.POSITIVE_INFINITY, 0.2],
    [0.1, 0],
    [0.1, -0.2],
    [0.1, Number.NaN],
    [0.1, 1e-200],
  ])('of excess %s and volatility %s is 0', (excess, volatility) => {
    expect(kellyOfDiffusion({ excess, volatility })).toBe(0);
  });
});

describe('kellyLots', () => {
  const size = { kelly: 0.5, part: 0.5, fractionMax: 0.4, equity: 10_000, lotValue: 30, lotsMax: MANY };

  it('takes a part, then a cap, then whole lots', () => {
    expect(kellyLots(size)).toBe(83);
    expect(kellyLots({ ...size, kelly: -0.5 })).toBe(83);
    expect(kellyLots({ ...size, kelly: 3 })).toBe(133);
    expect(kellyLots({ ...size, kelly: 3, lotsMax: 7 })).toBe(7);
    expect(kellyLots({ ...size, kelly: 0 })).toBe(0);
    expect(kellyLots({ ...size, kelly: Number.NaN })).toBe(0);
  });

  it.each(['part', 'fractionMax', 'equity', 'lotValue', 'lotsMax'] as const)(
    'is nothing without a positive %s',
    (name) => {
      for (const nonsense of NONSENSE) expect(kellyLots({ ...size, [name]: nonsense })).toBe(0);
    },
  );

  it('is nothing when signs would cancel', () => {
    expect(kellyLots({ ...size, fractionMax: -0.4, equity: -10_000 })).toBe(0);
  });
});

/** Brute force: the best of a thousand points, then of a thousand around it, and so on. */
function argmax(of: (at: number) => number, from: number, to: number): number {
  let low = from;
  let high = to;
  for (let round = 0; round < 4; round += 1) {
    const step = (high - low) / 1_000;
    let best = low;
    for (let index = 1; index <= 1_000; index += 1) {
      if (of(low + index * step) > of(best)) best = low + index * step;
    }
    low = Math.max(from, best - step);
    high = Math.min(to, best + step);
  }
  return (low + high) / 2;
}
