import { totalReturn } from '@qca/statistics';
import { describe, expect, it } from 'vitest';
import { closeAt } from '../model/alignBars.ts';
import { inTurn } from '../model/inTurn.ts';
import { closesOf, wanderingBars } from '../testing/bars.fixture.ts';
import { adversary } from './adversary.ts';
import { bendPath, plausible } from './bendPath.ts';
import { bootstrapYears } from './bootstrapYears.ts';
import { episodes, marketReturns } from './episodes.ts';
import { paperReturns } from './paperReturns.ts';

const bars = wanderingBars({ seed: 4, steps: 2_000 });

describe('a quick account', () => {
  it('earns weight times return, less the cost of each change', () => {
    const two = { ...wanderingBars({ seed: 1, steps: 3, instruments: 1 }) };
    const [a = 0, b = 0, c = 0] = closesOf(two, 0);
    const returns = paperReturns(Float64Array.of(0.5, -1, -1), two, 0.001);
    expect(returns[0]).toBeCloseTo(-0.5 * 0.001, 15);
    expect(returns[1]).toBeCloseTo(0.5 * (b / a - 1) - 1.5 * 0.001, 15);
    expect(returns[2]).toBeCloseTo(-(c / b - 1), 15);
  });
});

describe('a bent path', () => {
  const bounds = plausible(bars, 50);

  it('stays within what blocks of the market have done', () => {
    for (const end of [0, 1]) {
      const shape = Float64Array.from({ length: 4 * 3 }, () => end);
      const bent = bendPath(
        { ...bars, timeUs: bars.timeUs.subarray(0, 201), values: bars.values.subarray(0, 201 * 10) },
        shape,
        bounds,
      );
      for (let block = 0; block < 4; block += 1) {
        const drift = Math.log(closeAt(bent, (block + 1) * 50, 0) / closeAt(bent, block * 50, 0));
        expect(drift).toBeCloseTo((end === 0 ? bounds.driftMin : bounds.driftMax)[0] as number, 9);
      }
      for (let step = 0; step < 201; step += 1) {
        const [open = 0, high = 0, low = 0, close = 0] = bent.values.subarray(step * 10, step * 10 + 4);
        expect(
          low > 0 &&
            high >= Math.max(open, close) * (1 - 1e-12) &&
            low <= Math.min(open, close) * (1 + 1e-12),
        ).toBe(true);
      }
    }
  });

  it('is the true one where the shape says what happened', () => {
    const piece = { ...bars, timeUs: bars.timeUs.subarray(0, 101), values: bars.values.subarray(0, 1010) };
    const own = (column: number) => Math.log(closeAt(bars, 100, column) / closeAt(bars, 0, column));
    const part = (column: number) =>
      (own(column) - (bounds.driftMin[column] as number)) /
      ((bounds.driftMax[column] as number) - (bounds.driftMin[column] as number));
    const spread = (1 - bounds.spreadMin) / (bounds.spreadMax - bounds.spreadMin);
    const bent = bendPath(piece, [part(0), part(1), spread], bounds);
    for (const [at, value] of bent.values.entries())
      expect(Math.abs(value / (piece.values[at] as number) - 1)).toBeLessThan(1e-9);
  });
});

describe('the adversary', () => {
  const held = async (path: typeof bars) =>
    paperReturns(new Float64Array(path.timeUs.length * 2).fill(0.5), path, 0);

  it('finds what hurts a model that always holds: every block falls, and further than chance finds', async () => {
    const found = await adversary(held, bars, { seed: 3, budget: 120, steps: 240, lead: 50 });
    expect(found.searched).toBeLessThan(found.random);
    expect(found.searched).toBeLessThan(found.truth);
    expect(totalReturn(found.worst.returns)).toBe(found.searched);
    const bounds = plausible(bars, 40);
    const worst = Math.exp(6 * ((bounds.driftMin[0] as number) + (bounds.driftMin[1] as number)) * 0.5) - 1;
    expect(found.searched).toBeGreaterThan(worst - 0.05);
    expect(found.searched).toBeLessThan(worst * 0.75);
    expect(found.progress.every((value, at) => at === 0 || value <= (found.progress[at - 1] as number))).toBe(
      true,
    );
  });

  it('gives both searches the same number of tries, finds the same twice, and leaves the warm-up alone', async () => {
    let tries = 0;
    const seen: Float64Array[] = [];
    const counted = async (path: typeof bars) => {
      tries += 1;
      seen.push(path.values.slice(0, 30 * 10));
      return held(path);
    };
    const one = await adversary(counted, bars, { seed: 5, budget: 20, steps: 120, lead: 30 });
    expect(tries).toBe(1 + 20 + 20);
    expect(new Set(seen.map((values) => values.join())).size).toBe(1);
    const two = await adversary(held, bars, { seed: 5, budget: 20, steps: 120, lead: 30, width: 1 });
    expect([two.searched, two.random, two.truth]).toEqual([one.searched, one.random, one.truth]);
  });

  it('does its work some at a time and answers in order', async () => {
    let now = 0;
    let most = 0;
    const answers = await inTurn(
      [5, 1, 3, 2],
      async (wait) => {
        now += 1;
        most = Math.max(most, now);
        await new Promise((resolve) => setTimeout(resolve, wait));
        now -= 1;
        return wait * 2;
      },
      2,
    );
    expect([answers, most]).toEqual([[10, 2, 6, 4], 2]);
  });
});

describe('episodes', () => {
  it('are the stretches in which the market did its worst and best', () => {
    const returns = marketReturns(bars);
    const found = episodes(bars, returns);
    expect(found.map(({ name }) => name)).toEqual([
      'worst day',
      'best day',
      'worst week',
      'best week',
      'roughest week',
      'worst month',
      'best month',
    ]);
    for (const { market, model } of found) expect(model).toBeCloseTo(market, 12);
    let worst = 0;
    for (let last = 23; last < returns.length; last += 1)
      worst = Math.min(worst, totalReturn(returns.subarray(last - 23, last + 1)));
    expect(found[0]?.market).toBeCloseTo(worst, 12);
  });
});

describe('drawn years', () => {
  it('lose about half the time where the mean is nothing, and fall by what their deviation says', () => {
    const returns = marketReturns(wanderingBars({ seed: 9, steps: 4_000, instruments: 1, deviation: 0.01 }));
    const centre = returns.reduce((sum, value) => sum + value, 0) / returns.length;
    const years = bootstrapYears(
      returns.map((value) => value - centre),
      365,
      1,
    );
    expect(Math.abs(years.lossShare - 0.53)).toBeLessThan(0.05);
    // Expected deepest fall of a walk without drift: √(π/2) σ √n, Magdon-Ismail and others (2004).
    const expected = 1 - Math.exp(-Math.sqrt(Math.PI / 2) * 0.01 * Math.sqrt(365));
    expect(Math.abs(years.medianFall / expected - 1)).toBeLessThan(0.15);
    expect(bootstrapYears(returns, 365, 1)).toEqual(bootstrapYears(returns, 365, 1));
  });
});
