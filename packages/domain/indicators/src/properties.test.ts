import { Refusal } from '@qca/base';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findIndicator, INDICATORS } from './catalogue.ts';
import { computeIndicator } from './computeIndicator.ts';
import type { BarColumns, BarField, IndicatorDefinition, IndicatorParameters } from './Indicator.ts';

const FIELDS: readonly BarField[] = ['open', 'high', 'low', 'close', 'volume'];

/** Bars whose high is the highest and low the lowest; some stand still, so that ties are met. */
const bars = fc
  .array(
    fc.record({
      move: fc.oneof(fc.constant(0), fc.double({ min: -0.05, max: 0.05, noNaN: true })),
      up: fc.double({ min: 0, max: 0.02, noNaN: true }),
      down: fc.double({ min: 0, max: 0.02, noNaN: true }),
      volume: fc.oneof(fc.constant(0), fc.double({ min: 0.001, max: 1e6, noNaN: true })),
    }),
    { minLength: 1, maxLength: 130 },
  )
  .map((steps): BarColumns => {
    const columns = {
      open: [] as number[],
      high: [] as number[],
      low: [] as number[],
      close: [] as number[],
      volume: [] as number[],
    };
    let price = 100;
    for (const { move, up, down, volume } of steps) {
      columns.open.push(price);
      const close = price * (1 + move);
      columns.high.push(Math.max(price, close) * (1 + up));
      columns.low.push(Math.min(price, close) * (1 - down));
      columns.close.push(close);
      columns.volume.push(volume);
      price = close;
    }
    return toColumns((field) => Float64Array.from(columns[field]));
  });

function toColumns(column: (field: BarField) => Float64Array): BarColumns {
  return Object.fromEntries(FIELDS.map((field) => [field, column(field)])) as unknown as BarColumns;
}

function parametersOf(definition: IndicatorDefinition): fc.Arbitrary<IndicatorParameters> {
  return fc.record(
    Object.fromEntries(
      definition.parameters.map(({ name, min, max, whole }) => [
        name,
        whole
          ? fc.integer({ min, max: Math.min(max, 25) })
          : fc.double({ min: Math.max(min, 0.01), max: Math.min(max, 3), noNaN: true }),
      ]),
    ),
  );
}

function runBarByBar(
  definition: IndicatorDefinition,
  parameters: IndicatorParameters,
  columns: BarColumns,
): Float64Array[] {
  const indicator = definition.create(parameters);
  const out = new Float64Array(definition.outputs.length);
  const series = definition.outputs.map(() => new Float64Array(columns.close.length));
  columns.close.forEach((close, i) => {
    const [open, high, low, volume] = [
      columns.open[i]!,
      columns.high[i]!,
      columns.low[i]!,
      columns.volume[i]!,
    ];
    const isWarm = indicator.next({ open, high, low, close, volume }, out);
    expect(isWarm).toBe(!Number.isNaN(out[0]));
    out.forEach((value, output) => {
      series[output]![i] = value;
    });
  });
  return series;
}

describe.each(INDICATORS.map((definition) => [definition.name, definition] as const))(
  '%s',
  (_, definition) => {
    it('answers the same bar by bar, over columns, and for a beginning of them', () => {
      fc.assert(
        fc.property(
          bars,
          parametersOf(definition),
          fc.double({ min: 0, max: 1, noNaN: true }),
          (columns, parameters, share) => {
            const whole = computeIndicator(definition, parameters, columns);
            expect(whole).toEqual(runBarByBar(definition, parameters, columns));
            const part = Math.ceil(share * columns.close.length);
            const beginning = computeIndicator(
              definition,
              parameters,
              toColumns((field) => columns[field].slice(0, part)),
            );
            expect(beginning).toEqual(whole.map((series) => series.slice(0, part)));
          },
        ),
        { numRuns: 25 },
      );
    });

    it('has its first value after its lookback', () => {
      fc.assert(
        fc.property(bars, parametersOf(definition), (columns, parameters) => {
          const lookback = definition.lookback(parameters);
          for (const series of computeIndicator(definition, parameters, columns)) {
            series.forEach((value, i) => {
              expect(Number.isNaN(value)).toBe(i < lookback);
            });
          }
        }),
        { numRuns: 15 },
      );
    });

    it('has a value where nothing moves', () => {
      const still = toColumns((field) => new Float64Array(200).fill(field === 'volume' ? 7 : 5));
      for (const series of computeIndicator(definition, {}, still))
        expect(series.at(-1)).toBe(STILL[definition.name] ?? 5);
    });

    it('refuses what is no number, and stays as it was', () => {
      const out = new Float64Array(definition.outputs.length);
      const bar = { open: 5, high: 6, low: 4, close: 5, volume: 1 };
      for (const field of definition.inputs) {
        const indicator = definition.create({});
        indicator.next(bar, out);
        expect(() => indicator.next({ ...bar, [field]: Number.NaN }, out)).toThrow(/of bar 1 is NaN/);
        expect(() => indicator.next({ ...bar, [field]: Number.POSITIVE_INFINITY }, out)).toThrow(Refusal);
        expect(() => indicator.next(bar, out)).not.toThrow();
        const columns = toColumns((other) => Float64Array.of(5, other === field ? Number.NaN : 5));
        expect(() => computeIndicator(definition, {}, columns)).toThrow(/of bar 1 is NaN/);
      }
    });
  },
);

/** What each answers on a still series of 5, where that is not 5; documented in the README. */
const STILL: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    [
      'rsi',
      'cmo',
      'mom',
      'roc',
      'rocp',
      'trix',
      'macd',
      'apo',
      'ppo',
      'ultosc',
      'mfi',
      'bop',
      'stoch',
      'stochf',
      'stochrsi',
      'willr',
      'cci',
      'aroonosc',
      'plus-di',
      'minus-di',
      'dx',
      'adx',
      'adxr',
      'plus-dm',
      'minus-dm',
      'trange',
      'atr',
      'natr',
      'ad',
      'adosc',
      'linearreg-slope',
      'linearreg-angle',
      'var',
      'stddev',
      'correl',
      'beta',
      'log-return',
      'realised-volatility',
    ].map((name) => [name, 0]),
  ),
  aroon: 100,
  rocr: 1,
  rocr100: 100,
  sum: 150,
  obv: 7,
};

describe('windows', () => {
  const brute: Record<string, (window: readonly number[]) => number> = {
    max: (window) => Math.max(...window),
    min: (window) => Math.min(...window),
    sma: (window) => window.reduce((sum, value) => sum + value, 0) / window.length,
    wma: (window) =>
      window.reduce((sum, value, i) => sum + value * (i + 1), 0) /
      ((window.length * (window.length + 1)) / 2),
    var: (window) => {
      const mean = window.reduce((sum, value) => sum + value, 0) / window.length;
      return window.reduce((sum, value) => sum + (value - mean) ** 2, 0) / window.length;
    },
    linearreg: (window) => {
      const middle = (window.length - 1) / 2;
      const mean = window.reduce((sum, value) => sum + value, 0) / window.length;
      const slope =
        window.reduce((sum, value, i) => sum + (i - middle) * value, 0) /
        window.reduce((sum, _, i) => sum + (i - middle) ** 2, 0);
      return mean + slope * middle;
    },
  };

  it.each(Object.entries(brute))('%s is what its window says', (name, answer) => {
    fc.assert(
      fc.property(bars, fc.integer({ min: 2, max: 25 }), (columns, timeperiod) => {
        const [series] = computeIndicator(findIndicator(name)!, { timeperiod }, columns);
        for (let i = timeperiod - 1; i < columns.close.length; i += 1) {
          const expected = answer(Array.from(columns.close.slice(i - timeperiod + 1, i + 1)));
          expect(Math.abs(series![i]! - expected)).toBeLessThan(1e-9 * (1 + Math.abs(expected)));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('forgets an absurd price once it has left', () => {
    const close = Float64Array.from({ length: 60 }, (_, i) => (i === 10 ? 1e17 : 100 + Math.sin(i)));
    const clean = close.map((value, i) => (i === 10 ? 100 : value));
    for (const name of ['sma', 'wma', 'var', 'stddev', 'linearreg']) {
      const last = (column: Float64Array) =>
        computeIndicator(
          findIndicator(name)!,
          { timeperiod: 5 },
          toColumns(() => column),
        )[0]!.at(-1)!;
      expect(last(close), name).toBeCloseTo(last(clean), 9);
    }
  });

  it('keeps the digits of a small variance of large prices', () => {
    const close = Float64Array.from({ length: 40 }, (_, i) => 1e9 + (i % 2));
    expect(
      computeIndicator(
        findIndicator('var')!,
        { timeperiod: 10 },
        toColumns(() => close),
      )[0]!.at(-1),
    ).toBe(0.25);
  });
});

describe('refusals', () => {
  const sma = findIndicator('sma')!;
  it.each([
    [{ timeperiod: 0 }, /timeperiod is 0.*whole number from 1/],
    [{ timeperiod: 1.5 }, /timeperiod is 1.5/],
    [{ timeperiod: Number.NaN }, /timeperiod is NaN/],
    [{ period: 3 }, /period is no parameter.*timeperiod/],
  ])('refuses %o', (parameters, message) => {
    expect(() => sma.create(parameters as IndicatorParameters)).toThrow(message);
    expect(() => sma.createUnchecked(parameters as IndicatorParameters)).toThrow(message);
    expect(() => sma.lookback(parameters as IndicatorParameters)).toThrow(message);
  });

  it('refuses columns of different lengths, and prices that have no logarithm', () => {
    const columns = { ...toColumns(() => Float64Array.of(1, 2)), low: Float64Array.of(1) };
    expect(() => computeIndicator(findIndicator('midprice')!, {}, columns)).toThrow(
      /low has 1 bars and high has 2/,
    );
    const negative = toColumns(() => Float64Array.of(1, -2));
    expect(() => computeIndicator(findIndicator('log-return')!, {}, negative)).toThrow(
      /close of bar 1 is -2.*above zero/,
    );
    expect(findIndicator('none')).toBeUndefined();
  });
});
