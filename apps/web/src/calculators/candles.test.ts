import type { Bar, FillRow, OpenOrder } from '@qca/api';
import { expect, it } from 'vitest';
import { restingOrders, toCandles, toMarks } from './candles.ts';

const second = 1_000_000;
const bar = (time: number, close: number): Bar => [time * second, close, close + 1, close - 1, close, 5];

it('makes candles and leaves empty places where bars are missing', () => {
  const candles = toCandles([bar(0, 10), bar(60, 11), bar(240, 12)], 60 * second);
  expect(candles.map(({ time }) => time)).toEqual([0, 60, 120, 180, 240]);
  expect(candles[2]).toEqual({ time: 120 });
  expect(candles[4]).toEqual({ time: 240, open: 12, high: 13, low: 11, close: 12 });
});

it('bounds what a long gap takes', () => {
  expect(toCandles([bar(0, 10), bar(60_000, 11)], 60 * second)).toHaveLength(26);
});

it('joins bars within one second', () => {
  const candles = toCandles(
    [
      [0, 10, 12, 9, 11, 1],
      [100_000, 11, 15, 10, 14, 1],
    ],
    100_000,
  );
  expect(candles).toEqual([{ time: 0, open: 10, high: 15, low: 9, close: 14 }]);
});

it('puts fills on the candle they fell into, and counts several', () => {
  const candles = toCandles([bar(0, 10), bar(60, 11)], 60 * second);
  const fill = (instrument: string, side: 'buy' | 'sell', time: number) =>
    ({ instrument, side, timeUs: time * second }) as FillRow;
  const fills = [
    fill('x', 'buy', 119),
    fill('x', 'buy', 61),
    fill('x', 'sell', 5),
    fill('y', 'buy', 5),
    fill('x', 'buy', -1),
  ];
  expect(toMarks(fills, 'x', candles)).toEqual([
    { time: 0, side: 'sell', text: '' },
    { time: 60, side: 'buy', text: '2' },
  ]);
});

it('shows resting orders of the instrument that have a price', () => {
  const orders = [
    { instrument: 'x', limitPrice: '1' },
    { instrument: 'x', limitPrice: null },
    { instrument: 'y', limitPrice: '2' },
  ] as OpenOrder[];
  expect(restingOrders(orders, 'x')).toEqual([orders[0]]);
});
