import { DAY, MINUTE, Random } from '@qca/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { worstTrip } from './breakers.ts';
import { gate, PLAIN, T } from './fixtures.ts';
import { applyAdmitted } from './flow.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { breakerMeasures, flowMeasures, headroomOf } from './measures.ts';
import { createRiskState, gaugeOf, PLATFORM } from './RiskState.ts';
import { onTick } from './tick.ts';

describe('headroom', () => {
  it.each([
    [0, 4, 1],
    [1, 4, 0.75],
    [4, 4, 0],
    [5, 4, 0],
    [-1, 4, 1],
  ])('of %d against %d is %d', (value, limit, left) => {
    expect(headroomOf(value, limit)).toBe(left);
  });
});

describe('breaker measures', () => {
  it('have no headroom left exactly where a breaker would trip', () => {
    const volatility = {
      ...DEFAULT_LIMITS.strategyBreakers.volatility!,
      samplesMin: 3,
      decaySlow: 0.99,
      ratioMax: 1.5,
    };
    const breakers = {
      ...DEFAULT_LIMITS.strategyBreakers,
      takeProfit: { max: 0.2, action: 'reduce' },
      volatility,
    } as const;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), fc.integer({ min: 1, max: 80 }), (seed, minutes) => {
        const limits = { ...DEFAULT_LIMITS, strategyBreakers: breakers };
        const state = createRiskState(limits, ['one'], { budgets: [1_000], data: [], barIntervalUs: [] });
        const random = new Random(seed);
        let equity = 1_000;
        for (let minute = 0; minute < minutes; minute += 1) {
          equity += 6 * random.nextGaussian();
          const now = { timeUs: T + minute * MINUTE, strategy: 0, equity, platformEquity: 1_000 };
          if (onTick(state, now).length > 0) return;
        }
        const gauge = gaugeOf(state, 0);
        // A sample that ended with the last tick may have raised the variance behind the tick's own look.
        const trips = worstTrip(gauge, gauge.dayStart, gauge.equity, gauge.fast) !== undefined;
        const nearest = Math.min(...breakerMeasures(state, 0).map((each) => each.headroom));
        if (trips) expect(nearest).toBeLessThan(1e-9);
        else expect(nearest).toBeGreaterThanOrEqual(0);
        if (nearest > 1e-9) expect(trips).toBe(false);
      }),
    );
  });

  it('tell the fraction and the limit of each rule that is on', () => {
    const state = gate();
    onTick(state, { timeUs: T, strategy: 0, equity: 1_000, platformEquity: 2_000 });
    onTick(state, { timeUs: T + MINUTE, strategy: 0, equity: 980, platformEquity: 1_980 });
    const rows = Object.fromEntries(breakerMeasures(state, 0).map((each) => [each.rule, each]));
    expect(rows['daily-loss']).toMatchObject({ value: 0.02, limit: 0.05 });
    expect(rows['daily-loss']?.headroom).toBeCloseTo(0.6, 12);
    expect(rows['stop-loss']).toMatchObject({ value: 0.02, limit: 0.15 });
    expect(rows['drawdown-breaker']).toMatchObject({ value: 0.02, limit: 0.2 });
    // It trails only once a tenth was earned; volatility needs its samples.
    expect(rows['trailing-stop']).toMatchObject({ value: 0.02, limit: 0.1, headroom: 1 });
    expect(rows['volatility-breaker']).toMatchObject({ limit: 5, headroom: 1 });
    expect(rows['take-profit']).toBeUndefined();
    expect(breakerMeasures(state, PLATFORM).map((each) => each.rule)).toEqual([
      'daily-loss',
      'drawdown-breaker',
      'volatility-breaker',
    ]);
  });
});

describe('flow measures', () => {
  it('count the orders of the last moments and the turnover of the day', () => {
    const state = gate({ orderRate: { perSecond: 1, burst: 4 }, dailyTurnoverMax: 2 });
    for (let count = 0; count < 3; count += 1) applyAdmitted(state, PLAIN, 10);
    // Three orders of ten lots worth 2 each, of a budget of 1,000.
    expect(flowMeasures(state, 0, T)).toMatchObject([
      { rule: 'order-rate', value: 3, limit: 4, headroom: 0.25 },
      { rule: 'daily-turnover', value: 0.06, limit: 2, headroom: 0.97 },
    ]);
    expect(flowMeasures(state, 0, T + DAY)).toMatchObject([{ value: 0 }, { value: 0 }]);
    expect(flowMeasures(state, 1, T)).toMatchObject([{ value: 0 }, { value: 0 }]);
  });

  it('leave out what is off', () => {
    expect(flowMeasures(gate(), 0, T)).toEqual([]);
  });
});
