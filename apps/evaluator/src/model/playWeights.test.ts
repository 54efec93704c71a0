import { join } from 'node:path';
import { openMarket } from '@qca/agent';
import { FRICTIONLESS } from '@qca/exchange-simulated';
import { totalReturn } from '@qca/statistics';
import { beforeAll, describe, expect, it } from 'vitest';
import { paperReturns } from '../stress/paperReturns.ts';
import { outputsOf } from '../testing/bars.fixture.ts';
import { type AlignedBars, alignBars, closeAt } from './alignBars.ts';
import { dailyReturns } from './dailyReturns.ts';
import { type Played, playWeights } from './playWeights.ts';

const path = join(import.meta.dirname, '../../../../markets/bitstamp');
const choice = {
  kind: 'recorded',
  path,
  fromUs: Date.parse('2020-03-01') * 1000,
  toUs: Date.parse('2020-04-01') * 1000,
  skipBadRows: false,
} as const;

let bars: AlignedBars;
let market: Awaited<ReturnType<typeof openMarket>>;
let weights: Float64Array;

beforeAll(async () => {
  market = await openMarket(choice);
  bars = await alignBars(market, { universe: ['BTCUSD'], interval: '1h' } as never);
  // Long above the close of a day before, out below it: some dozen trades through the crash of March 2020.
  weights = outputsOf(bars, (step) =>
    step < 24 ? 0 : closeAt(bars, step, 0) > closeAt(bars, step - 24, 0) ? 0.8 : 0,
  );
});

const play = (more: Partial<Parameters<typeof playWeights>[0]> = {}): Promise<Played> =>
  playWeights({
    market,
    book: { timeUs: bars.timeUs, instruments: bars.instruments, weights },
    budget: 1_000_000,
    seed: 1,
    ...more,
  });

describe('following weights through the engine', () => {
  it('comes to what a quick account says where nothing costs anything', async () => {
    // Rebalanced only when the weight changes, as the band has it: the quick account holds its share the same way.
    const free = await play({ settings: FRICTIONLESS, costFactor: 0 });
    // Orders are sized by the equity of the last complete moment, which is the bar before.
    let cash = 1;
    let invested = 0;
    let before = 1;
    for (let step = 0; step < bars.timeUs.length; step += 1) {
      if (step > 0) invested *= closeAt(bars, step, 0) / closeAt(bars, step - 1, 0);
      const wanted = weights[step] as number;
      const now = invested / before;
      if (Math.abs(wanted - now) > 0.02 || (wanted === 0 && now !== 0)) {
        cash += invested - wanted * before;
        invested = wanted * before;
      }
      before = cash + invested;
    }
    const value = before;
    const last = free.equity.at(-1) as number;
    expect(Math.abs(last / 1_000_000 / value - 1)).toBeLessThan(2e-4);
    expect(free.fees.at(-1)).toBe(0);
    // The quick account of the adversary keeps its weight at each bar, and pays nothing either.
    expect(Math.abs(totalReturn(paperReturns(weights, bars, 0)) - (value - 1))).toBeLessThan(0.01);
  });

  it('marks every bar once, and its days add up to its end', async () => {
    const played = await play();
    expect(Array.from(played.timeUs)).toEqual(Array.from(bars.timeUs));
    const daily = dailyReturns(played);
    expect([daily.days.length, daily.days[0], daily.days.at(-1), daily.perYear]).toEqual([
      31,
      '2020-03-01',
      '2020-03-31',
      365,
    ]);
    expect(totalReturn(daily.returns)).toBeCloseTo((played.equity.at(-1) as number) / 1_000_000 - 1, 10);
    expect(daily.fees.reduce((sum, fee) => sum + fee, 0)).toBeCloseTo(played.fees.at(-1) as number, 6);
  });

  it('costs more where the venue asks more, in proportion of fees', async () => {
    const [once, twice, free] = [await play(), await play({ costFactor: 2 }), await play({ costFactor: 0 })];
    const ends = [free, once, twice].map(({ equity }) => equity.at(-1) as number);
    expect(ends[0]).toBeGreaterThan(ends[1] as number);
    expect(ends[1]).toBeGreaterThan(ends[2] as number);
    expect((twice.fees.at(-1) as number) / (once.fees.at(-1) as number)).toBeGreaterThan(1.8);
    expect(once.traded).toBeGreaterThan(1_000_000);
  });

  it('is the same journal twice, and another with another book', async () => {
    const [one, two] = [await play(), await play()];
    expect(two.journal).toBe(one.journal);
    const other = weights.map((weight) => weight / 2);
    const half = await play({ book: { timeUs: bars.timeUs, instruments: bars.instruments, weights: other } });
    expect(half.journal).not.toBe(one.journal);
  });

  it('does nothing where there is no opinion', async () => {
    const silent = await play({
      book: { timeUs: bars.timeUs, instruments: bars.instruments, weights: weights.map(() => Number.NaN) },
    });
    expect([silent.orders, silent.equity.at(-1)]).toEqual([0, 1_000_000]);
  });
});
