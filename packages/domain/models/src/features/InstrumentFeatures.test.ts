import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelFeature } from '../manifest/ModelManifest.ts';
import { InstrumentFeatures } from './InstrumentFeatures.ts';

const HOUR_US = 3_600_000_000;

/** Feeds closes and returns the tensor after each, or undefined while it is not known. */
function tensors(
  features: readonly ModelFeature[],
  window: number,
  closes: readonly number[],
): (number[] | undefined)[] {
  const fed = new InstrumentFeatures({ features: [...features], window });
  return closes.map((close, index) => {
    const bar = { open: close, high: close + 1, low: close - 1, close, volume: index };
    return fed.next(bar, index * HOUR_US, index * 10) ? [...fed.tensor] : undefined;
  });
}

describe('features of an instrument', () => {
  it('lay the window out by bars, oldest first', () => {
    expect(tensors([{ indicator: 'close' }, { indicator: 'volume' }], 2, [5, 6, 8])).toEqual([
      undefined,
      [5, 0, 6, 1],
      [6, 1, 8, 2],
    ]);
  });

  it('are not known before their indicators are', () => {
    // Means of three closes by hand.
    expect(tensors([{ indicator: 'sma', parameters: { timeperiod: 3 } }], 1, [3, 6, 9, 12])).toEqual([
      undefined,
      undefined,
      [6],
      [9],
    ]);
  });

  it('look back by their lag', () => {
    expect(tensors([{ indicator: 'close', lag: 2 }], 1, [3, 6, 9, 12])).toEqual([
      undefined,
      undefined,
      [3],
      [6],
    ]);
  });

  it('are transformed, moved, scaled and cut in this order', () => {
    const closes = [1, Math.fround(Math.E)];
    expect(tensors([{ indicator: 'close', transform: 'log', offset: 1, scale: 4 }], 1, closes)).toEqual([
      [-4],
      [expect.closeTo(0, 5)],
    ]);
    expect(tensors([{ indicator: 'high', transform: 'ratio-to-close' }], 1, [4])).toEqual([[0.25]]);
    expect(tensors([{ indicator: 'close', scale: 2, clip: 5 }], 1, [2, 3, -9])).toEqual([[4], [5], [-5]]);
  });

  it('know the hour and the day', () => {
    // 1 January 1970 was a Thursday, 4 where Sunday is 0.
    const [first] = tensors([{ indicator: 'hour-of-day' }, { indicator: 'day-of-week' }], 1, [1]);
    expect(first).toEqual([0, 4]);
    const later = tensors(
      [{ indicator: 'hour-of-day' }, { indicator: 'day-of-week' }],
      1,
      Array(100).fill(1),
    );
    expect(later[76]).toEqual([4, 0]);
  });

  it('know what the model said last', () => {
    expect(tensors([{ indicator: 'own-output' }], 1, [1, 1])).toEqual([[0], [10]]);
  });

  it('are not known where a logarithm has nothing to say, and known again after', () => {
    expect(tensors([{ indicator: 'close', transform: 'log' }], 2, [1, 0, 1, 1])).toEqual([
      undefined,
      undefined,
      undefined,
      [0, 0],
    ]);
  });

  it('never change with what comes later', () => {
    const features: ModelFeature[] = [
      { indicator: 'sma', parameters: { timeperiod: 4 }, transform: 'ratio-to-close' },
      { indicator: 'sma', parameters: { timeperiod: 4 }, lag: 3 },
      { indicator: 'close', transform: 'log' },
    ];
    const closes = fc.array(fc.double({ min: 1, max: 1_000, noNaN: true }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(closes, closes, (past, future) => {
        const alone = tensors(features, 3, past);
        expect(tensors(features, 3, [...past, ...future]).slice(0, past.length)).toEqual(alone);
      }),
    );
  });
});
