import { MINUTE } from '@qca/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  barsAt,
  causalDecisions,
  FakeView,
  playStrategy,
  testBar,
  testInstrument,
  testOffer,
  wanderingCloses,
} from '../testing/index.ts';
import { smaCross } from './smaCross.ts';

const instrument = testInstrument(0, { tick: '1', lot: '0.00000001', taker: '0.001' });
const offer = testOffer([instrument]);

/** The rule on whole columns: averages by slices, all cash in, whole lots. */
function byColumns(
  closes: readonly number[],
  fast: number,
  slow: number,
): { side: string; at: number; lots: number }[] {
  const average = (end: number, window: number): number =>
    end + 1 < window
      ? Number.NaN
      : closes.slice(end + 1 - window, end + 1).reduce((sum, close) => sum + close, 0) / window;
  const orders: { side: string; at: number; lots: number }[] = [];
  let cash = 10_000;
  let lots = 0;
  closes.forEach((close, at) => {
    const [wasFast, wasSlow] =
      at === 0 ? [Number.NaN, Number.NaN] : [average(at - 1, fast), average(at - 1, slow)];
    const [isFast, isSlow] = [average(at, fast), average(at, slow)];
    if (lots === 0 && isFast > isSlow && wasFast <= wasSlow) {
      lots = Math.floor((cash - 2e-8) / (close * 1.001) / 1e-8);
      cash -= lots * 1e-8 * close * 1.001;
      orders.push({ side: 'buy', at, lots });
    } else if (lots > 0 && isFast < isSlow && wasFast >= wasSlow) {
      cash += lots * 1e-8 * close * 0.999;
      orders.push({ side: 'sell', at, lots });
      lots = 0;
    }
  });
  return orders;
}

describe('sma-cross', () => {
  it('trades on the same bars and in the same sizes as the rule on columns', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 8 }),
        (seed, fast, more) => {
          const slow = fast + more;
          const closes = wanderingCloses({ seed, count: 150, level: 40_000, step: 0.003 });
          const played = playStrategy(smaCross, offer, barsAt(0, closes), { parameters: { fast, slow } });
          const start = barsAt(0, closes)[0]?.timeUs ?? 0;
          const orders = played.decisions.map(({ timeUs, intent }) =>
            intent.kind === 'place'
              ? { side: intent.order.side, at: (timeUs - start) / MINUTE, lots: intent.order.quantityLots }
              : undefined,
          );
          const expected = byColumns(closes, fast, slow);
          expect(orders.map((order) => [order?.side, order?.at])).toEqual(
            expected.map(({ side, at }) => [side, at]),
          );
          // A lot is 10^-8: two doubles of the same cash may round to neighbours.
          for (const [index, order] of orders.entries()) {
            expect(Math.abs((order?.lots ?? 0) - (expected[index]?.lots ?? 0))).toBeLessThanOrEqual(2);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('protects its market order at the close', () => {
    const played = playStrategy(smaCross, offer, barsAt(0, [10, 9, 8, 12]), {
      parameters: { fast: 1, slow: 2 },
    });
    expect(played.decisions).toMatchObject([
      { intent: { kind: 'place', order: { type: 'market', side: 'buy', limitTicks: 12 } } },
    ]);
  });

  it('says nothing about bars of other instruments', () => {
    const two = testOffer([instrument, testInstrument(1, { base: 'ETH' })]);
    expect(
      playStrategy(smaCross, two, barsAt(1, [10, 9, 8, 12, 3, 15]), { parameters: { fast: 1, slow: 2 } })
        .decisions,
    ).toEqual([]);
  });

  it('does not order less than the venue takes', () => {
    const view = new FakeView([instrument]).setHeld('kraken', 'USD', 0.5);
    const fitted = smaCross.fit(offer, smaCross.defaults);
    if (!fitted.ok) throw new Error('does not fit');
    const state = smaCross.start(fitted.value, { instrument: '', fast: 1, slow: 2 }, offer);
    for (const [at, close] of [10, 9, 12].entries()) {
      const bar = testBar(0, at * MINUTE, close);
      view.hear(bar);
      expect(smaCross.react(state, view, bar)).toEqual([]);
    }
  });

  it('asks for all of the budget as quote', () => {
    expect(smaCross.fit(offer, smaCross.defaults)).toEqual({
      ok: true,
      value: { instruments: [0], funding: [{ venue: 'kraken', asset: 'USD', part: 1 }] },
    });
  });

  it('says what is missing', () => {
    expect(smaCross.fit(testOffer([instrument], ['quotes']), smaCross.defaults)).toMatchObject({
      ok: false,
      rejection: { detail: expect.stringContaining('kraken:BTC/USD (quotes)') },
    });
    expect(smaCross.fit(offer, { ...smaCross.defaults, instrument: 'kraken:XMR/USD' })).toMatchObject({
      ok: false,
      rejection: { detail: expect.stringContaining('no instrument is called kraken:XMR/USD') },
    });
  });

  it('does not look ahead and decides the same twice', () => {
    const bars = barsAt(0, wanderingCloses({ seed: 3, count: 400, level: 40_000, step: 0.003 }));
    expect(causalDecisions(smaCross, offer, bars, { fast: 3, slow: 9 })).toBeGreaterThan(10);
  });
});
