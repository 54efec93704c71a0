import { HOUR, Random } from '@qca/base';
import { runCrossGrid } from '@qca/engine';
import { sharpeSample } from '@qca/statistics';
import { expect, it } from 'vitest';
import { checkTrial } from '../trials/Trial.ts';
import { gridTrials } from './gridTrials.ts';

const DAYS = 40;
const random = new Random(5);
let price = 100;
const closes = Float64Array.from({ length: DAYS * 24 }, () => {
  price *= 1 + 0.01 * (random.nextFloat() - 0.5);
  return price;
});
// The first bar closes an hour after midnight, so that a day's last bar closes at midnight.
const closeTimesUs = Array.from(closes, (_, bar) => (bar + 1) * HOUR);
const terms = { startCash: 5_000, feeRatio: 0.002 };
const runs = [
  { fast: 3, slow: 12 },
  { fast: 5, slow: 40 },
  { fast: 500, slow: 2_000 },
];
const { orders, totalReturns } = runCrossGrid({ closes, runs, ...terms });
const trials = gridTrials({
  ...{ developer: 'ada', instrument: 'kraken:BTC/USD', closes, closeTimesUs, runs, orders },
  ...terms,
});

it.each([0, 1, 2])('values run %d at the end of each day as the same grid that ends there does', (column) => {
  const worths = Array.from({ length: DAYS }, (_, day) => {
    const until = closes.subarray(0, 24 * (day + 1));
    return 1 + runCrossGrid({ closes: until, runs, ...terms }).totalReturns[column]!;
  });
  const returns = Float64Array.from(worths, (worth, day) => worth / (worths[day - 1] ?? 1) - 1);
  const { blocks, n, sharpe } = trials[column]!;
  expect(n).toBe(DAYS);
  for (const [day, value] of blocks.entries()) expect(value).toBeCloseTo(returns[day]!, 8);
  expect(sharpe).toBeCloseTo(sharpeSample(returns).sr || 0, 10);
  expect(blocks.reduce((worth, each) => worth * (1 + each), 1)).toBeCloseTo(1 + totalReturns[column]!, 6);
});

it('makes trials that are kept, also of pairs that never trade and of a grid without bars', () => {
  expect(orders.count).toBeGreaterThan(10);
  expect(trials[2]).toMatchObject({ sharpe: 0, skew: 0, kurt: 3 });
  for (const trial of trials) expect(checkTrial(trial)).toEqual(trial);
  const none = { closes: new Float64Array(0), closeTimesUs: [], runs: [{ fast: 1, slow: 2 }] };
  const [empty] = gridTrials({
    ...{ developer: 'ada', instrument: 'kraken:BTC/USD', ...none, ...terms },
    orders: runCrossGrid({ ...none, ...terms }).orders,
  });
  expect(checkTrial(empty!)).toMatchObject({ n: 0, blocks: [] });
});

it('tells pairs, terms and spans apart, and data not by their span', () => {
  expect(new Set(trials.map(({ parametersHash }) => parametersHash)).size).toBe(3);
  const given = { developer: 'ada', instrument: 'kraken:BTC/USD', runs, orders };
  const dear = gridTrials({ ...given, closes, closeTimesUs, ...terms, feeRatio: 0.003 });
  const short = gridTrials({
    ...given,
    closes: closes.subarray(1),
    closeTimesUs: closeTimesUs.slice(1),
    ...terms,
  });
  for (const other of [dear, short]) {
    expect(other[0]!.parametersHash).not.toBe(trials[0]!.parametersHash);
    expect(other[0]!.dataHash).toBe(trials[0]!.dataHash);
  }
});
