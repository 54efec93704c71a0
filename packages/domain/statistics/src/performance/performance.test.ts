import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ask } from '../ask.fixture.ts';
import { alphaBeta, battingAverage, betaFragility, rSquared, simpleAlpha, upCapture } from './benchmark.ts';
import { drawdownEpisodes, drawdowns, maxDrawdown, ulcerIndex } from './drawdown.ts';
import {
  annualReturn,
  annualReturnByCalendar,
  cumulativeReturns,
  geometricMean,
  stability,
  totalReturn,
} from './growth.ts';
import { monthlyTable } from './monthlyTable.ts';
import * as ratios from './ratios.ts';
import * as tails from './tails.ts';
import * as sheet from './tearSheet.ts';
import * as wins from './wins.ts';

const NaNs = Number.NaN;
const returns = fc.array(
  fc.integer({ min: -300, max: 300 }).map((value) => value / 1000),
  { minLength: 3, maxLength: 40 },
);
const gappy = fc
  .array(fc.option(fc.integer({ min: -300, max: 300 }), { nil: null }), { minLength: 5, maxLength: 40 })
  .map((values) => values.map((value) => (value === null ? NaNs : value / 1000)))
  .filter(
    (values) =>
      values.filter((value) => value < 0).length > 1 && values.filter((value) => value > 0).length > 1,
  );

describe('growth', () => {
  it('compounds, and counts what is not known as nothing', () => {
    expect(Array.from(cumulativeReturns([0.1, NaNs, 0.1]))).toEqual(
      [0.1, 0.1, 0.21].map((value) => expect.closeTo(value, 12)),
    );
    expect(totalReturn([0.5, -0.5])).toBeCloseTo(-0.25, 12);
    expect(totalReturn([])).toBeNaN();
  });

  it('puts years by count, with what is not known among them', () => {
    expect(annualReturn([0.21, NaNs], 1)).toBeCloseTo(0.1, 12);
    expect(annualReturn([-1.5], 0.5)).toBeNaN();
    expect(annualReturnByCalendar([0.21], 730.5)).toBeCloseTo(0.1, 12);
    expect(geometricMean([0.21, NaNs, 0])).toBeCloseTo(0.1, 12);
  });

  it('is steady when the log of wealth is a line', () => {
    expect(stability([0.01, 0.01, 0.01])).toBeCloseTo(1, 12);
    expect(stability([0, 0, 0])).toBe(0);
    expect(stability([0.01])).toBeNaN();
    expect(stability([0.01, NaNs])).toBeNaN();
  });
});

describe('drawdowns', () => {
  it('fall from the start too', () => {
    expect(Array.from(drawdowns([-0.5, 1, 0.5, -0.1, NaNs]))).toEqual(
      [-0.5, 0, 0, -0.1, -0.1].map((value) => expect.closeTo(value, 12)),
    );
    expect(maxDrawdown([])).toBeNaN();
    expect(maxDrawdown([0.1])).toBe(0);
  });

  it('are between total loss and nothing, and the episodes hold all of them', () => {
    fc.assert(
      fc.property(returns, (values) => {
        const depths = drawdowns(values);
        const episodes = drawdownEpisodes(values);
        expect(depths.every((depth) => depth <= 0 && depth >= -1)).toBe(true);
        expect(episodes.reduce((sum, { length }) => sum + length, 0)).toBe(
          depths.filter((depth) => depth < 0).length,
        );
        for (const { start, valley, end, length, depth, recovered } of episodes) {
          expect(end - start + 1).toBe(length);
          expect(depth).toBe(Math.min(...depths.subarray(start, end + 1)));
          expect(depths.indexOf(depth, start)).toBe(valley);
          expect(recovered).toBe(end < values.length - 1);
        }
        expect(Math.min(0, ...episodes.map(({ depth }) => depth))).toBe(maxDrawdown(values));
      }),
    );
  });

  it('have a depth without their deepest hundredth', () => {
    const [one, two] = drawdownEpisodes([-0.1, 0.5, -0.2, -0.5, 0.1]);
    expect(one).toMatchObject({ start: 0, end: 0, depth99: NaNs, recovered: true });
    expect(two).toMatchObject({ start: 2, valley: 3, end: 4, recovered: false });
    expect(two!.depth).toBeCloseTo(-0.6, 12);
    expect(two!.depth99).toBeCloseTo(-0.56, 12);
  });

  it('are in the ulcer index as squares over n − 1', () => {
    expect(ulcerIndex([-0.5, 0, 1])).toBeCloseTo(Math.sqrt(0.5 / 2), 12);
  });
});

describe('ratios', () => {
  it('do not care for what is not known', () => {
    fc.assert(
      fc.property(gappy, (values) => {
        const without = values.filter((value) => !Number.isNaN(value));
        for (const of of [
          ratios.sharpeRatio,
          ratios.sortinoRatio,
          ratios.downsideRisk,
          ratios.annualVolatility,
          ratios.omegaRatio,
        ])
          expect(of(values, 252)).toBe(of(without, 252));
        for (const of of [
          wins.winRate,
          wins.payoffRatio,
          wins.profitFactor,
          wins.gainToPain,
          wins.kellyShare,
          tails.tailRatio,
          tails.valueAtRiskNormal,
          tails.expectedShortfallHistorical,
          tails.expectedShortfallNormal,
          tails.expectedShortfallBelowNormal,
          wins.profitRatio,
          wins.exposure,
          wins.riskOfRuin,
          wins.outlierWinRatio,
          sheet.recoveryFactor,
          sheet.serenity,
          ulcerIndex,
        ])
          expect(of(values)).toBe(of(without));
      }),
      { numRuns: 50 },
    );
  });

  it('take a level for all or one for each', () => {
    const values = [0.1, 0.3, -0.1];
    expect(ratios.sharpeRatio(values, 4, [0.1, 0.1, 0.1])).toBe(ratios.sharpeRatio(values, 4, 0.1));
    expect(ratios.sharpeRatio(values, 4, [0.1])).toBe(ratios.sharpeRatio(values, 4, 0.1));
    expect(Array.from(ratios.less([3, 4], [1, 2]))).toEqual([2, 2]);
  });

  it('scale with leverage as they should', () => {
    fc.assert(
      fc.property(gappy, (values) => {
        const double = values.map((value) => 2 * value);
        expect(ratios.sharpeRatio(double, 252)).toBeCloseTo(ratios.sharpeRatio(values, 252), 9);
        expect(ratios.sortinoRatio(double, 252)).toBeCloseTo(ratios.sortinoRatio(values, 252), 9);
        expect(ratios.annualVolatility(double, 252)).toBeCloseTo(2 * ratios.annualVolatility(values, 252), 9);
      }),
    );
  });

  it('have their edges', () => {
    expect(ratios.sharpeRatio([0.1], 252)).toBeNaN();
    expect(ratios.sharpeRatio([0, 0], 252)).toBeNaN();
    expect(ratios.sortinoRatio([0.1], 252)).toBeNaN();
    expect(ratios.calmarRatio([0.1, 0.1], 252)).toBeNaN();
    expect(ratios.omegaRatio([0.1], 252)).toBeNaN();
    expect(ratios.omegaRatio([0.1, -0.1], 252, 0, -1)).toBeNaN();
    expect(ratios.omegaRatio([0.3, -0.1], 1, 0, -1)).toBeNaN();
    expect(ratios.omegaRatio([0.3, -0.1], 1, 0, 0.1)).toBeCloseTo(1, 12);
    expect(ratios.omegaRatio([0.3, -0.1], 252)).toBeCloseTo(3, 12);
  });
});

describe('wins and losses', () => {
  it('have their edges', () => {
    expect(wins.winRate([0, 0])).toBe(0);
    expect(wins.winRate([0, 0.1, -0.1, 0.2])).toBeCloseTo(2 / 3, 12);
    expect(wins.profitFactor([0, 0])).toBe(0);
    expect(wins.profitFactor([0.1])).toBe(Number.POSITIVE_INFINITY);
    expect(wins.gainToPain([0.1])).toBeNaN();
    expect(wins.profitRatio([-0.1])).toBe(0);
    expect(wins.kellyShare([0.1])).toBeNaN();
    expect(wins.exposure([0, 0, 0.1])).toBe(0.34);
  });

  it('run in streaks, which nothing and the unknown end', () => {
    const values = [0.1, 0.1, 0, 0.1, NaNs, -0.1, -0.1, -0.1, 0.1];
    expect([wins.longestWins(values), wins.longestLosses(values)]).toEqual([2, 3]);
    expect(wins.longestWins([])).toBe(0);
  });
});

describe('what only tear sheets have', () => {
  it('penalises memory', () => {
    expect(sheet.autocorrelationPenalty([0.1])).toBe(1);
    expect(sheet.autocorrelationPenalty([0.1, 0.1, 0.1])).toBe(1);
    // Correlation −1 throughout: √(1 + 2 (3/4 + 2/4 + 1/4)).
    expect(sheet.autocorrelationPenalty([0.1, -0.1, 0.1, -0.1])).toBeCloseTo(2, 12);
  });

  it('takes an annual rate to a period', () => {
    expect(Array.from(sheet.excessOfAnnual([0.1], 0.21, 2))[0]).toBeCloseTo(0, 12);
    expect(Array.from(sheet.excessOfAnnual([0.1], 0, 2))).toEqual([0.1]);
  });

  it('has its edges', () => {
    expect(sheet.ulcerPerformance([0.1, 0.1])).toBeNaN();
    expect(sheet.recoveryFactor([0.1, 0.1])).toBeNaN();
    expect(sheet.informationRatio([0.1, 0.2], [0.1, 0.2])).toBe(0);
    expect(sheet.recoveryFactor([0.1, -0.5])).toBeCloseTo(0.8, 12);
  });
});

it('shortfall below the normal value at risk is that value where nothing is below', () => {
  const flat = [0.01, 0.01, 0.01];
  expect(tails.expectedShortfallBelowNormal(flat)).toBe(tails.valueAtRiskNormal(flat));
});

describe('against a benchmark', () => {
  it('reads slope and rest off a line', () => {
    const benchmark = [0.01, -0.02, 0.03, 0.005];
    const line = benchmark.map((value) => 0.001 + 1.5 * value);
    const { alpha, beta } = alphaBeta(line, benchmark, 252);
    expect(beta).toBeCloseTo(1.5, 9);
    expect(alpha).toBeCloseTo(1.001 ** 252 - 1, 9);
    expect(simpleAlpha(line, benchmark, 252)).toBeCloseTo(0.252, 9);
    expect(rSquared(line, benchmark)).toBeCloseTo(1, 9);
    expect(alphaBeta(line, benchmark, 1, 0.01).alpha).toBeCloseTo(0.001 - 0.01 + 1.5 * 0.01, 9);
  });

  it('is not known where the benchmark stands still, or one observation is there', () => {
    expect(alphaBeta([0.1, 0.2], [0.1, 0.1], 252).beta).toBeNaN();
    expect(alphaBeta([0.1], [0.1], 252).beta).toBeNaN();
    expect(upCapture([0.1, 0.2], [-0.1, -0.1], 252)).toBeNaN();
    expect(battingAverage([0.1], [-0.1])).toEqual({ all: 1, up: NaNs, down: 1 });
  });

  it('is fragile when large moves hurt either way', () => {
    expect(betaFragility([-0.1, 0, -0.1], [-1, 0, 1])).toBeCloseTo(-0.1, 12);
    expect(betaFragility([-0.1, 0], [-1, 0])).toBeNaN();
    expect(betaFragility([-0.1, 0, -0.1, NaNs], [1, 1, 1, 1])).toBeCloseTo(-0.1, 12);
  });
});

describe('months', () => {
  it('go on with what is not known, and start anew each year', () => {
    const table = monthlyTable(['2021-12-30', '2021-12-31', '2022-01-03'], [0.1, NaNs, 0.2]);
    expect(table.map(({ year }) => year)).toEqual([2021, 2022]);
    expect(table[0]!.months[11]).toBeCloseTo(0.1, 12);
    expect(table[0]!.months[0]).toBeNaN();
    expect(table[1]!.total).toBeCloseTo(0.2, 12);
  });

  it('need one day for each return', () => {
    expect(() => monthlyTable(['2021-01-01'], [])).toThrow('not one day for each return');
  });
});

it('reads periods by name, by number, and by empyrical’s name', () => {
  const given = { returns: [0.01, -0.02, 0.03] };
  const weekly = ask('sharpe-ratio', { ...given, period: 'weekly' });
  expect(ask('sharpe-ratio', { ...given, periods: 52 })).toEqual(weekly);
  expect(ask('sharpe-ratio', { ...given, annualization: 52 })).toEqual(weekly);
  expect(ask('sharpe-ratio', given).sharpe_ratio).toBeCloseTo(weekly.sharpe_ratio * Math.sqrt(252 / 52), 12);
});

it('has shortfall by every method', () => {
  const given = { returns: [0.01, -0.02, 0.03, -0.05, 0.01], cutoff: 0.3 };
  const answers = ['historical', 'normal', 'below-normal'].map((method) =>
    ask('conditional-value-at-risk', { ...given, method }),
  );
  expect(answers.map((each) => each.conditional_value_at_risk)).toEqual([
    tails.expectedShortfallHistorical(given.returns, 0.3),
    tails.expectedShortfallNormal(given.returns, 0.3),
    tails.expectedShortfallBelowNormal(given.returns, 0.3),
  ]);
});

it('has all of empyrical in one table', () => {
  const given = { returns: [0.01, -0.02, 0.03, 0.01], factor: [0.01, 0.01, -0.02, 0.02] };
  const table = ask('empyrical', given);
  expect(table.alpha).toBe(ask('alpha-beta', given).alpha);
  expect(table.max_drawdown).toBeCloseTo(-0.02, 12);
  expect(ask('empyrical', { returns: given.returns })).not.toHaveProperty('alpha');
});
