import { describe, expect, it } from 'vitest';
import {
  barsAt,
  causalDecisions,
  playStrategy,
  testInstrument,
  testOffer,
  wanderingCloses,
} from '../testing/index.ts';
import { type TargetBook, targetWeights } from './targetWeights.ts';

const spot = testInstrument(0, { tick: '1', taker: '0.001' });
const perpetual = testInstrument(0, { tick: '1', kind: 'perpetual' });
const says = { name: 'followed', summary: 'Follows.', source: 'test' };
const closes = Array.from({ length: 6 }, () => 10_000);
const bars = barsAt(0, closes);

/** A book with one row for each bar. */
function book(weights: readonly number[], id = spot.id): TargetBook {
  return {
    timeUs: Float64Array.from(bars, ({ venueTimeUs }) => venueTimeUs),
    instruments: [id],
    weights: Float64Array.from(weights),
  };
}

const sides = (weights: readonly number[], instrument = spot) =>
  playStrategy(targetWeights(book(weights, instrument.id), says), testOffer([instrument]), bars).fills.map(
    ({ side, quantityLots }) => [side, quantityLots],
  );

describe('following targets', () => {
  it('buys the weight of equity at the bar it stands beside, and leaves the market whole', () => {
    const played = playStrategy(targetWeights(book([0, 0.5, 0.5, 0, 0, 0]), says), testOffer([spot]), bars);
    expect(played.decisions.map(({ intent }) => intent)).toMatchObject([
      { kind: 'place', order: { side: 'buy', type: 'market' }, why: { numbers: { weight: 0.5, held: 0 } } },
      { kind: 'place', order: { side: 'sell' }, why: { numbers: { weight: 0 } } },
    ]);
    expect(played.view.positionLots(0)).toBe(0);
  });

  it('leaves a position alone within the band, but never one that is to go', () => {
    expect(sides([0.5, 0.51, 0.49, 0.5, 0.515, 0.5])).toHaveLength(1);
    expect(sides([0.5, 0.6, 0.6, 0.6, 0.6, 0.6])).toHaveLength(2);
    expect(sides([0.01, 0.015, 0, 0, 0, 0]).length).toBeLessThanOrEqual(1);
  });

  it('is short on a perpetual and out on spot below zero', () => {
    expect(sides([-0.5, -0.5, -0.5, -0.5, -0.5, -0.5])).toEqual([]);
    expect(sides([-0.5, -0.5, -0.5, -0.5, -0.5, -0.5], perpetual)[0]?.[0]).toBe('sell');
  });

  it('does nothing without an opinion, nor at a bar without a row', () => {
    expect(sides([Number.NaN, 0.5, Number.NaN, Number.NaN, Number.NaN, Number.NaN])).toHaveLength(1);
    const sparse = {
      timeUs: Float64Array.of((bars[3]?.venueTimeUs ?? 0) + 1),
      instruments: [spot.id],
      weights: Float64Array.of(1),
    };
    expect(playStrategy(targetWeights(sparse, says), testOffer([spot]), bars).fills).toEqual([]);
  });

  it('says what is missing, and crashes on a book whose parts do not fit', () => {
    expect(
      targetWeights(book([1, 1, 1, 1, 1, 1], 'other:A/B'), says).fit(testOffer([spot]), {
        band: 0,
        protectionBps: 0,
      }),
    ).toMatchObject({
      ok: false,
      rejection: { detail: expect.stringContaining('needs bars of other:A/B') },
    });
    expect(() => targetWeights({ ...book([1]), weights: new Float64Array(3) }, says)).toThrow(
      /a weight for each cell/,
    );
  });

  it('does not look ahead', () => {
    const many = barsAt(0, wanderingCloses({ seed: 3, count: 200, level: 10_000, step: 0.01 }));
    const wide: TargetBook = {
      timeUs: Float64Array.from(many, ({ venueTimeUs }) => venueTimeUs),
      instruments: [spot.id],
      weights: Float64Array.from(many, (_, index) => (index % 10 < 5 ? 0.8 : 0.1)),
    };
    expect(
      causalDecisions(targetWeights(wide, says), testOffer([spot]), many, { band: 0.02, protectionBps: 100 }),
    ).toBeGreaterThan(10);
  });
});
