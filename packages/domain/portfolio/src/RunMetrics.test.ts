import { DAY, HOUR, MINUTE } from '@qca/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RunMetrics } from './RunMetrics.ts';

const START = Date.UTC(2023, 2, 1) * 1000;

function metricsOf(equities: readonly number[], stepUs = MINUTE, sampleUs = HOUR): RunMetrics {
  const metrics = new RunMetrics({ startTimeUs: START, startEquity: equities[0]!, sampleUs });
  for (const [index, equity] of equities.entries()) metrics.equity(START + index * stepUs, equity);
  return metrics;
}

const walk = fc.array(fc.double({ min: 0.5, max: 2, noNaN: true }), { minLength: 1, maxLength: 200 });

describe('RunMetrics drawdown', () => {
  it('is the deepest fall over all pairs of moments', () => {
    fc.assert(
      fc.property(walk, (equities) => {
        let deepest = 0;
        let deepestFraction = 0;
        for (const [late, low] of equities.entries()) {
          for (const high of equities.slice(0, late)) {
            deepest = Math.max(deepest, high - low);
            deepestFraction = Math.max(deepestFraction, (high - low) / high);
          }
        }
        const summary = metricsOf(equities).summary();
        expect(summary.drawdownMax).toBe(deepest);
        expect(summary.drawdownFractionMax).toBeCloseTo(deepestFraction, 12);
        expect(summary.peak).toBe(Math.max(...equities));
      }),
    );
  });

  it('keeps the deepest value and the deepest fraction, which may be of different falls', () => {
    const summary = metricsOf([100, 50, 1000, 940]).summary();
    expect([summary.drawdownMax, summary.drawdownFractionMax, summary.peak]).toEqual([60, 0.5, 1000]);
  });

  it('counts a fall below the start and below zero', () => {
    const summary = metricsOf([100, -20]).summary();
    expect([summary.drawdownMax, summary.drawdownFractionMax, summary.profit]).toEqual([120, 1.2, -120]);
  });

  it('has no fraction of a peak at zero', () => {
    const summary = metricsOf([0, -5]).summary();
    expect([
      summary.drawdownMax,
      summary.drawdownFractionMax,
      summary.profitFraction,
      summary.turnoverMultiple,
    ]).toEqual([5, 0, 0, 0]);
  });
});

describe('RunMetrics return and ratios', () => {
  it('measures volatility and Sharpe ratio as the two-pass formulas do', () => {
    fc.assert(
      fc.property(walk, (equities) => {
        // One equity per hour: the last of each closed hour is the equity itself, the first is the start.
        const summary = metricsOf(equities, HOUR).summary();
        const returns = equities.slice(1).map((equity, index) => equity / equities[index]! - 1);
        // The last hour is still under way; the first hour, from the start equity to itself, returned nothing.
        const closed = [0, ...returns].slice(0, equities.length - 1);
        expect(summary.samples).toBe(closed.length);
        if (closed.length < 2) {
          expect([summary.volatilityPerYear, summary.sharpePerYear]).toEqual([undefined, undefined]);
          return;
        }
        const mean = closed.reduce((sum, each) => sum + each, 0) / closed.length;
        const variance = closed.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (closed.length - 1);
        expect(summary.volatilityPerYear).toBeCloseTo(Math.sqrt(variance * 24 * 365), 9);
        if (variance > 1e-6)
          expect(summary.sharpePerYear).toBeCloseTo((mean / Math.sqrt(variance)) * Math.sqrt(24 * 365), 6);
      }),
    );
  });

  it('takes the last equity of an interval and lets silent intervals return nothing', () => {
    const metrics = new RunMetrics({ startTimeUs: START, startEquity: 100, sampleUs: HOUR });
    metrics.equity(START + 5 * MINUTE, 180);
    metrics.equity(START + 59 * MINUTE, 110);
    metrics.equity(START + 4 * HOUR + MINUTE, 121);
    metrics.equity(START + 5 * HOUR, 121);
    // Hours: 100 → 110, three silent, 110 → 121.
    const returns = [0.1, 0, 0, 0, 0.1];
    const variance = returns.reduce((sum, each) => sum + (each - 0.04) ** 2, 0) / 4;
    const summary = metrics.summary();
    expect(summary.samples).toBe(5);
    expect(summary.volatilityPerYear).toBeCloseTo(Math.sqrt(variance * 8760), 12);
    expect(summary.sharpePerYear).toBeCloseTo((0.04 / Math.sqrt(variance)) * Math.sqrt(8760), 10);
    expect([summary.profit, summary.profitFraction]).toEqual([21, 0.20999999999999996]);
  });

  it('aligns intervals to UTC, an hour long unless told otherwise', () => {
    const metrics = new RunMetrics({ startTimeUs: START + 50 * MINUTE, startEquity: 100 });
    metrics.equity(START + 59 * MINUTE, 110);
    expect(metrics.summary().samples).toBe(0);
    metrics.equity(START + 60 * MINUTE, 110);
    expect(metrics.summary().samples).toBe(1);
    const daily = new RunMetrics({ startTimeUs: START + HOUR, startEquity: 100, sampleUs: DAY });
    daily.equity(START + DAY - 1, 100);
    expect(daily.summary().samples).toBe(0);
    daily.equity(START + DAY, 100);
    expect(daily.summary().samples).toBe(1);
  });

  it('has no Sharpe ratio without deviation', () => {
    const summary = metricsOf([5, 5, 5, 5], HOUR).summary();
    expect([summary.volatilityPerYear, summary.sharpePerYear]).toEqual([0, undefined]);
  });

  it('stops measuring returns when there is nothing left to return on', () => {
    const summary = metricsOf([100, 0, 0, 50, 50, 60], HOUR).summary();
    // Closed hours: flat, 100 → 0; then nothing until 50 is there to return on: 50 → 50.
    expect(summary.samples).toBe(3);
  });

  it('refuses a distance that is none', () => {
    expect(() => new RunMetrics({ startTimeUs: START, startEquity: 1, sampleUs: 0 })).toThrow(
      'positive distance',
    );
  });
});

describe('RunMetrics turnover and wins', () => {
  it('adds up values and counts decided realisations', () => {
    const metrics = new RunMetrics({ startTimeUs: START, startEquity: 100 });
    expect(metrics.summary().winRate).toBeUndefined();
    for (const value of [50, -30, 120]) metrics.traded(value);
    for (const profit of [1, 2, -1, 0, 3]) metrics.realised(profit);
    const summary = metrics.summary();
    expect([summary.turnover, summary.turnoverMultiple, summary.winRate]).toEqual([200, 2, 0.75]);
    metrics.realised(-1);
    expect(metrics.summary().winRate).toBe(0.6);
  });
});

describe('RunMetrics capital', () => {
  it('that comes or goes is no profit, no drawdown and no return', () => {
    fc.assert(
      fc.property(walk, fc.double({ min: -0.9, max: 3, noNaN: true }), (equities, part) => {
        const plain = metricsOf(equities);
        const moved = metricsOf(equities);
        const last = equities.at(-1)!;
        const value = part * Math.min(last, equities[0]!);
        moved.capital(value);
        const before = plain.summary();
        const after = moved.summary();
        expect(after.profit).toBeCloseTo(before.profit, 9);
        expect(after.drawdownMax).toBe(before.drawdownMax);
        // A tenth more or less is the same return on the new capital as on the old.
        const endUs = START + (equities.length + 120) * MINUTE;
        plain.equity(endUs, last * 0.9);
        moved.equity(endUs, (last + value) * 0.9);
        expect(moved.summary().drawdownFractionMax).toBeCloseTo(plain.summary().drawdownFractionMax, 9);
        plain.equity(endUs + HOUR, last);
        moved.equity(endUs + HOUR, last + value);
        expect(moved.summary().sharpePerYear ?? 0).toBeCloseTo(plain.summary().sharpePerYear ?? 0, 4);
      }),
    );
  });

  it('to nothing left moves the peak along', () => {
    const metrics = metricsOf([100, 0]);
    metrics.capital(50);
    expect(metrics.summary()).toMatchObject({ profit: -100, peak: 150 });
  });
});
