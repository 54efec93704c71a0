import { DAY, MINUTE, Random } from '@qca/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { worstTrip } from './breakers.ts';
import { applyCapital } from './capital.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { createRiskState, type Gauge, gaugeOf, type RiskState } from './RiskState.ts';
import { onTick } from './tick.ts';

const T = 1_000 * DAY;
const BUDGET = 1_000;

const { drawdown, dailyLoss, stopLoss, trailingStop, volatility } = DEFAULT_LIMITS.strategyBreakers;
const breakers = {
  drawdown,
  dailyLoss,
  stopLoss,
  trailingStop,
  volatility: volatility === null ? null : { ...volatility, samplesMin: 5 },
  takeProfit: { max: 0.4, action: 'halt' },
} as const;

/** A gate after a walk of so many minutes that never trips. */
function walked(seed: number, minutes: number): RiskState {
  const limits = { ...DEFAULT_LIMITS, strategyBreakers: breakers, platformBreakers: breakers };
  const state = createRiskState(limits, ['one', 'two'], {
    budgets: [BUDGET, BUDGET],
    data: [],
    barIntervalUs: [],
  });
  const random = new Random(seed);
  let equity = BUDGET;
  for (let minute = 0; minute < minutes; minute += 1) {
    equity += 2 * random.nextGaussian();
    tick(state, T + minute * MINUTE, equity);
  }
  return state;
}

const tick = (state: RiskState, timeUs: number, equity: number) =>
  onTick(state, { timeUs, strategy: 0, equity, platformEquity: 2 * BUDGET });

/** What every rule on equity measures, as its own fraction. */
function fractions(gauge: Gauge): number[] {
  const { budget, base, peak, dayStart, equity, fast, slow, sampleEquity } = gauge;
  return [
    (dayStart - equity) / budget,
    (base - equity) / budget,
    (peak - equity) / budget,
    (peak - equity) / peak,
    Math.sqrt(fast) / budget,
    Math.sqrt(slow) / budget,
    (sampleEquity - equity) / budget,
  ];
}

const walks = fc.tuple(fc.integer({ min: 0, max: 2 ** 31 }), fc.integer({ min: 1, max: 120 }));

describe('capital', () => {
  it('that comes or goes leaves every measured fraction as it was, or smaller', () => {
    fc.assert(
      fc.property(walks, fc.double({ min: -0.9, max: 5, noNaN: true }), ([seed, minutes], part) => {
        const state = walked(seed, minutes);
        const gauge = gaugeOf(state, 0);
        const before = fractions(gauge);
        const value = part * Math.min(gauge.budget, gauge.equity);
        const { budget, equity } = gauge;
        applyCapital(state, 0, value);
        expect([gauge.budget, gauge.equity]).toEqual([budget + value, equity + value]);
        const after = fractions(gauge);
        for (const [index, was] of before.entries()) {
          const isPeak = index === 2 || index === 3;
          if (isPeak) expect(after[index]).toBeLessThanOrEqual(was + 1e-9);
          else expect(after[index]).toBeCloseTo(was, 9);
        }
        // The peak keeps one of its two fractions exactly.
        expect(Math.min(Math.abs(after[2]! - before[2]!), Math.abs(after[3]! - before[3]!))).toBeLessThan(
          1e-9,
        );
      }),
    );
  });

  it('of half the budget trips nothing, now or at the next look', () => {
    fc.assert(
      fc.property(walks, fc.constantFrom(-0.5, 0.5), ([seed, minutes], part) => {
        const state = walked(seed, minutes);
        const gauge = gaugeOf(state, 0);
        const mode = gauge.severity;
        applyCapital(state, 0, part * BUDGET);
        expect(worstTrip(gauge, gauge.dayStart, gauge.equity, gauge.fast)).toBeUndefined();
        expect(tick(state, T + minutes * MINUTE, gauge.equity)).toEqual([]);
        expect(gauge.severity).toBe(mode);
      }),
    );
  });

  it('is followed by the same rules at the new size: 5 % of the new budget in a day trips', () => {
    const state = walked(1, 1);
    const gauge = gaugeOf(state, 0);
    applyCapital(state, 0, -500);
    const line = gauge.dayStart - 0.05 * gauge.budget;
    expect(tick(state, T + 2 * MINUTE, line + 1e-6)).toEqual([]);
    expect(tick(state, T + 3 * MINUTE, line - 1e-6)).toMatchObject([{ rule: 'daily-loss', strategy: 0 }]);
  });

  it('keeps a mode, and its reason', () => {
    const state = walked(1, 1);
    tick(state, T + 2 * MINUTE, 900);
    const { severity, reason } = gaugeOf(state, 0);
    applyCapital(state, 0, 5_000);
    expect(gaugeOf(state, 0)).toMatchObject({ severity, reason });
    expect(severity).toBe(1);
  });

  it.each([[-1_000], [-1_001], [Number.NaN], [Number.POSITIVE_INFINITY]])(
    'cannot change a budget of 1,000 by %d',
    (value) => {
      expect(() => applyCapital(walked(1, 0), 0, value)).toThrow();
    },
  );

  it('may come to a strategy whose equity is gone', () => {
    const state = walked(1, 1);
    tick(state, T + 2 * MINUTE, -50);
    applyCapital(state, 0, 500);
    expect(gaugeOf(state, 0)).toMatchObject({ budget: 1_500, equity: 450 });
  });
});
