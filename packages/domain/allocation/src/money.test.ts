import { Random } from '@qca/base';
import { type Amount, amount } from '@qca/units';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleCovariance } from './covariance.ts';
import { allocateFractions, allocateWhole } from './discreteAllocation.ts';
import { longOnly } from './Limits.ts';
import { ASSETS, namesOf, randomReturns, randomWeights, SEED } from './market.fixture.ts';
import {
  costAwareRebalance,
  rebalanceCost,
  rebalanceLoss,
  rebalanceToBands,
  tradeCents,
} from './rebalance.ts';
import { refusal } from './runEstimator.fixture.ts';
import { splitAmount } from './splitAmount.ts';

const sum = (values: readonly bigint[]): bigint => values.reduce((all, value) => all + value, 0n);
const CENTS = fc.bigInt({ min: 500n, max: 10n ** 12n });

describe('splitting money', () => {
  it('keeps every atom, and each part within one of its share', () => {
    fc.assert(
      fc.property(SEED, ASSETS, CENTS, (seed, count, total) => {
        const weights = randomWeights(seed, count);
        const parts = splitAmount(amount(total), weights);
        expect(sum(parts)).toBe(total);
        parts.forEach((part, index) => {
          expect(Math.abs(Number(part) - weights[index]! * Number(total))).toBeLessThan(1 + 1e-3);
        });
      }),
    );
  });

  it('gives what is left to the largest remainders, the first of equal ones', () => {
    // Hamilton's method: 5.00 by thirds leaves two cents, for the first two.
    expect(splitAmount(amount(500n), [1, 1, 1])).toEqual([167n, 167n, 166n]);
    // 10 by 0.15, 0.15, 0.7: 1.5, 1.5 and 7.
    expect(splitAmount(amount(10n), [0.15, 0.15, 0.7])).toEqual([2n, 1n, 7n]);
    expect(splitAmount(amount(10n), [0, 1])).toEqual([0n, 10n]);
  });

  it('refuses what cannot be split', () => {
    expect(refusal(() => splitAmount(amount(-1n), [1]))).toMatch(/-1 atoms/);
    expect(refusal(() => splitAmount(amount(1n), [0.5, -0.5]))).toMatch(/zero or more/);
    expect(refusal(() => splitAmount(amount(1n), [0, 0]))).toMatch(/not all zero/);
    expect(refusal(() => splitAmount(amount(1n), [1, Number.NaN]))).toMatch(/zero or more/);
  });
});

describe('buying shares', () => {
  const PRICE = fc.double({ min: 0.01, max: 90_000, noNaN: true }).map((price) => Number(price.toFixed(4)));

  it('never spends more than there is, and loses nothing, in parts of shares or whole ones', () => {
    fc.assert(
      fc.property(SEED, fc.array(PRICE, { minLength: 1, maxLength: 6 }), CENTS, (seed, raw, total) => {
        const prices = raw.map((price) => Math.max(price, 0.01));
        const cents = total % 10_000_000n < 500n ? 500n : total % 10_000_000n;
        const order = { weights: randomWeights(seed, prices.length), prices, total: amount(cents) };
        for (const buy of [allocateFractions, allocateWhole]) {
          const { purchases, cash } = buy(order);
          expect(sum(purchases.map(({ cost }) => cost)) + cash).toBe(cents);
          expect(cash >= 0n).toBe(true);
          purchases.forEach(({ shares, cost }, index) => {
            // What is paid covers the shares, and at most a cent more than they cost.
            const worth = shares * prices[index]! * 100;
            expect(Number(cost)).toBeGreaterThanOrEqual(worth * (1 - 1e-12) - 1e-6);
            expect(Number(cost)).toBeLessThan(worth * (1 + 1e-12) + 1 + 1e-6);
          });
        }
      }),
      {
        numRuns: 200,
        // Exact prices come to all there is but a fraction of a cent, and their sums rounded up to a cent more.
        examples: [[77_551, [3.9213, 0.0827, 0.01, 3.7795], 763_658_664_726n]],
      },
    );
  });

  it('spends 5 USD to the cent on shares dearer than that', () => {
    const { purchases, cash } = allocateFractions({
      weights: [0.5, 0.5],
      prices: [400, 60_000],
      total: amount(500n),
    });
    expect(purchases).toEqual([
      { shares: 0.00625, cost: 250n },
      { shares: 0.00004166, cost: 250n },
    ]);
    expect(cash).toBe(0n);
  });

  it('buys whole shares as the greedy way does by hand', () => {
    // 60 % and 40 % of 100.00 at 30 and 35: two and one leave 5.00, which buys nothing more.
    const { purchases, cash } = allocateWhole({
      weights: [0.6, 0.4],
      prices: [30, 35],
      total: amount(10_000n),
    });
    expect(purchases.map(({ shares }) => shares)).toEqual([2, 1]);
    expect(cash).toBe(500n);
  });

  it('refuses less than 5 USD, and prices that are none', () => {
    for (const buy of [allocateFractions, allocateWhole]) {
      expect(refusal(() => buy({ weights: [1], prices: [1], total: amount(499n) }))).toMatch(
        /below the least of 500/,
      );
      expect(refusal(() => buy({ weights: [1], prices: [0], total: amount(500n) }))).toMatch(/price is 0/);
      expect(refusal(() => buy({ weights: [1], prices: [1e-13], total: amount(500n) }))).toMatch(
        /price is 1e-13/,
      );
    }
  });
});

describe('rebalancing with costs', () => {
  function asked(seed: number, count: number, cost: number) {
    return {
      current: randomWeights(seed, count),
      target: randomWeights(seed + 1, count),
      covariance: sampleCovariance(randomReturns(seed, { rows: 60, assets: count })),
      costs: new Float64Array(count).fill(cost),
      riskAversion: 5,
      horizon: 0.25,
      limits: longOnly(namesOf(count)),
    };
  }

  it('finds weights that no move between two assets makes better', () => {
    fc.assert(
      fc.property(SEED, ASSETS, fc.constantFrom(0, 0.0005, 0.002, 0.01), (seed, count, cost) => {
        const rebalance = asked(seed, count, cost);
        const weights = costAwareRebalance(rebalance);
        const loss = rebalanceLoss(rebalance, weights);
        expect(weights.reduce((all, weight) => all + weight, 0)).toBeCloseTo(1, 12);
        const random = new Random(seed);
        for (let trial = 0; trial < 60; trial += 1) {
          const [from, to] = [random.nextBelow(count), random.nextBelow(count)];
          const size = Math.min(weights[from]!, 10 ** (-6 * random.nextFloat()));
          const other = weights.slice();
          other[from] = other[from]! - size;
          other[to] = other[to]! + size;
          expect(rebalanceLoss(rebalance, other)).toBeGreaterThanOrEqual(loss - 1e-12);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('trades to the target where trading is free, less where it costs, and not at all where it costs more than it brings', () => {
    const free = asked(3, 5, 0);
    costAwareRebalance(free).forEach((weight, index) => {
      expect(weight).toBeCloseTo(free.target[index]!, 8);
    });
    const turnoverAt = (cost: number): number => {
      const rebalance = asked(3, 5, cost);
      return rebalanceCost({ ...rebalance, costs: [1, 1, 1, 1, 1] }, costAwareRebalance(rebalance));
    };
    const turnovers = [0, 0.0005, 0.001, 0.002, 0.004].map(turnoverAt);
    turnovers.slice(1).forEach((turnover, index) => {
      expect(turnover).toBeLessThanOrEqual(turnovers[index]! + 1e-9);
    });
    const dear = asked(3, 5, 0.5);
    expect(costAwareRebalance(dear)).toEqual(dear.current);
  });

  it('stays where it has just traded to: the edge belongs to the region', () => {
    const rebalance = asked(7, 4, 0.001);
    const edge = costAwareRebalance(rebalance);
    costAwareRebalance({ ...rebalance, current: edge }).forEach((weight, index) => {
      expect(weight).toBeCloseTo(edge[index]!, 7);
    });
  });

  it('has the closed form of two assets: inside iff |gap| ≤ 2c ÷ (aversion × years × variance of the difference)', () => {
    const covariance = [Float64Array.of(0.04, 0.01), Float64Array.of(0.01, 0.09)];
    const variance = 0.04 + 0.09 - 0.02;
    const band = (2 * 0.002) / (5 * 0.25 * variance);
    const at = (gap: number): Float64Array =>
      costAwareRebalance({
        current: Float64Array.of(0.5 + gap, 0.5 - gap),
        target: Float64Array.of(0.5, 0.5),
        covariance,
        costs: [0.002, 0.002],
        riskAversion: 5,
        horizon: 0.25,
        limits: longOnly(['one', 'other']),
      });
    expect(at(0.99 * band)[0]).toBe(0.5 + 0.99 * band);
    expect(at(3 * band)[0]).toBeCloseTo(0.5 + band, 8);
  });

  it('names limits that exclude each other', () => {
    const rebalance = asked(5, 2, 0.001);
    const limits = { ...rebalance.limits, upper: [0.4, 0.4] };
    expect(refusal(() => costAwareRebalance({ ...rebalance, limits }))).toMatch(
      /asset 0 at most 0.4; asset 1 at most 0.4/,
    );
  });
});

describe('rebalancing to bands', () => {
  it('moves nothing inside, and the least outside', () => {
    const target = Float64Array.of(0.5, 0.3, 0.2);
    const bands = [0.05, 0.05, 0.05];
    const inside = Float64Array.of(0.54, 0.27, 0.19);
    expect(rebalanceToBands(inside, target, bands)).toEqual(inside);
    // 0.1 above its target goes to the edge; the others share what it gives up.
    const moved = rebalanceToBands(Float64Array.of(0.6, 0.25, 0.15), target, bands);
    expect([...moved]).toEqual([
      expect.closeTo(0.55, 12),
      expect.closeTo(0.275, 12),
      expect.closeTo(0.175, 12),
    ]);
  });

  it('ends inside the bands and sums to 1, with the least turnover there can be', () => {
    fc.assert(
      fc.property(SEED, ASSETS, fc.double({ min: 0, max: 0.3, noNaN: true }), (seed, count, band) => {
        const current = randomWeights(seed, count);
        const target = randomWeights(seed + 1, count);
        const weights = rebalanceToBands(current, target, new Float64Array(count).fill(band));
        let above = 0;
        let below = 0;
        weights.forEach((weight, index) => {
          expect(Math.abs(weight - target[index]!)).toBeLessThan(band + 1e-9);
          above += Math.max(0, current[index]! - target[index]! - band);
          below += Math.max(0, Math.max(0, target[index]! - band) - current[index]!);
          expect(weight).toBeGreaterThanOrEqual(0);
        });
        expect(weights.reduce((all, weight) => all + weight, 0)).toBeCloseTo(1, 10);
        const turnover = weights.reduce((all, weight, index) => all + Math.abs(weight - current[index]!), 0);
        // What must be sold must be bought elsewhere: twice the larger of the two is the least.
        expect(turnover).toBeCloseTo(2 * Math.max(above, below), 8);
      }),
    );
  });

  it('refuses targets that cannot be met', () => {
    const target = Float64Array.of(0.2, 0.2);
    expect(refusal(() => rebalanceToBands(Float64Array.of(0.5, 0.5), target, [0.1, 0.1]))).toMatch(
      /sum to 1/,
    );
  });
});

describe('trading in cents', () => {
  it('loses and makes nothing: holdings, cost and cash are what was held', () => {
    const bps = fc.constantFrom(0n, 1n, 10n, 50n);
    fc.assert(
      fc.property(SEED, ASSETS, CENTS, bps, (seed, count, total, cost) => {
        const holdings = splitAmount(amount(total), randomWeights(seed, count));
        const current = Float64Array.from(holdings, (value) => Number(value) / Number(total));
        const weights = rebalanceToBands(
          current,
          randomWeights(seed + 1, count),
          new Float64Array(count).fill(0.05),
        );
        const traded = tradeCents(holdings, { current, weights, costBps: holdings.map(() => cost) });
        expect(sum(traded.holdings) + traded.cost + traded.cash).toBe(total);
        expect(traded.cash >= 0n && traded.cash < 20n).toBe(true);
        traded.trades.forEach((trade, index) => {
          expect(traded.holdings[index]! - trade).toBe(holdings[index]);
          if (weights[index] === current[index]) expect(trade).toBe(0n);
        });
        const floor =
          traded.trades.reduce((all, trade) => all + (trade < 0n ? -trade : (trade as bigint)), 0n) * cost;
        expect(traded.cost * 10_000n >= floor).toBe(true);
      }),
    );
  });

  it('leaves everything where nothing moves', () => {
    const holdings = [100n, 200n] as Amount[];
    const weights = Float64Array.of(1 / 3, 2 / 3);
    const still = tradeCents(holdings, { current: weights, weights, costBps: [10n, 10n] });
    expect(still).toEqual({ trades: [0n, 0n], holdings, cost: 0n, cash: 0n });
  });
});
