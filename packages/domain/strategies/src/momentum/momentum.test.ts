import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  barsAt,
  causalDecisions,
  playStrategy,
  testInstrument,
  testOffer,
  wanderingCloses,
} from '../testing/index.ts';
import { momentum, momentumWeight } from './momentum.ts';

const spot = testInstrument(0, { tick: '1', taker: '0.001' });
const perpetual = testInstrument(0, { tick: '1', kind: 'perpetual' });
const short = { lookback: 5, volatilityWindow: 5, rebalanceBars: 1 };

describe('momentum weight', () => {
  it('is target volatility over volatility, in the direction of the past return', () => {
    const limits = { targetVolatility: 0.4, weightMax: 3, perpetual: true };
    expect(momentumWeight(0.01, 0.8, limits)).toBeCloseTo(0.5, 12);
    expect(momentumWeight(-0.01, 0.8, limits)).toBeCloseTo(-0.5, 12);
    expect(momentumWeight(0, 0.8, limits)).toBe(0);
    expect(momentumWeight(0.01, 0.01, limits)).toBe(3);
    expect(momentumWeight(0.01, 0, limits)).toBe(3);
  });

  it('never borrows nor sells short on spot', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        (past, volatility) => {
          const weight = momentumWeight(past, volatility, {
            targetVolatility: 0.4,
            weightMax: 5,
            perpetual: false,
          });
          expect(weight).toBeGreaterThanOrEqual(0);
          expect(weight).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});

describe('momentum', () => {
  it('scales by the deviation of the log-returns of the window', () => {
    const closes = [100_000, 100_100, 100_000, 100_200, 100_100, 100_400];
    const returns = closes.slice(1).map((close, index) => Math.log(close / (closes[index] ?? 1)));
    const mean = returns.reduce((sum, value) => sum + value, 0) / returns.length;
    const deviation = Math.sqrt(
      returns.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (returns.length - 1),
    );
    const volatility = deviation * Math.sqrt(365 * 24 * 60);
    const played = playStrategy(momentum, testOffer([perpetual]), barsAt(0, closes), {
      parameters: { ...short, weightMax: 9 },
    });
    const weight = 0.4 / volatility;
    expect(played.decisions).toMatchObject([
      {
        intent: {
          order: { side: 'buy', quantityLots: Math.trunc((weight * 10_000) / (100_400 * 1e-4 * 1)) },
          why: { numbers: { weight: expect.closeTo(weight, 9) } },
        },
      },
    ]);
  });

  it('goes long in a rise, out on spot and short on a perpetual in a fall', () => {
    const closes = [
      ...Array.from({ length: 12 }, (_, bar) => 10_000 + bar * 10),
      ...Array.from({ length: 12 }, (_, bar) => 10_100 - bar * 10),
    ];
    const onSpot = playStrategy(momentum, testOffer([spot]), barsAt(0, closes), { parameters: short });
    expect(onSpot.fills[0]?.side).toBe('buy');
    expect(onSpot.fills.slice(1).every(({ side }) => side === 'sell')).toBe(true);
    expect(onSpot.view.positionLots(0)).toBe(0);
    const onPerpetual = playStrategy(momentum, testOffer([perpetual]), barsAt(0, closes), {
      parameters: short,
    });
    expect(onPerpetual.view.positionLots(0)).toBeLessThan(0);
  });

  it('keeps asking once per decision while the venue refuses, and no more', () => {
    const closes = Array.from({ length: 30 }, (_, bar) => 10_000 + bar * 10);
    const refused = playStrategy(momentum, testOffer([spot]), barsAt(0, closes), {
      parameters: { ...short, rebalanceBars: 10 },
      deaf: true,
    });
    expect(refused.decisions.length).toBe(2);
  });

  it('splits the budget over bases and prefers the reporting asset', () => {
    const offer = testOffer([
      testInstrument(0, { quote: 'USDT' }),
      testInstrument(1, { quote: 'USD' }),
      testInstrument(2, { base: 'ETH', quote: 'BTC' }),
      testInstrument(3, { base: 'USDT', quote: 'USD' }),
      testInstrument(4, { base: 'LTC', quote: 'USDT' }),
    ]);
    // ETH against BTC would leave half of the budget waiting in BTC.
    expect(momentum.fit(offer, momentum.defaults)).toEqual({
      ok: true,
      value: {
        instruments: [1, 4],
        funding: [
          { venue: 'kraken', asset: 'USD', part: 0.5 },
          { venue: 'kraken', asset: 'USDT', part: 0.5 },
        ],
      },
    });
    expect(
      momentum.fit(testOffer([testInstrument(0, { base: 'ETH', quote: 'BTC' })]), momentum.defaults),
    ).toMatchObject({
      value: { funding: [{ asset: 'BTC', part: 1 }] },
    });
  });

  it('says what is missing', () => {
    const offer = testOffer([testInstrument(0, { base: 'USDT' })]);
    expect(momentum.fit(offer, momentum.defaults)).toMatchObject({
      ok: false,
      rejection: { detail: expect.stringContaining('whose base is not money') },
    });
  });

  it('does not look ahead and decides the same twice', () => {
    const bars = barsAt(0, wanderingCloses({ seed: 5, count: 400, level: 40_000, step: 0.003 }));
    expect(causalDecisions(momentum, testOffer([spot]), bars, short)).toBeGreaterThan(10);
  });
});
