import type { Amount } from '@qca/units';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { discountAsset, type FeeAsset, isFeeInBase, isFeeInQuote } from './fees.ts';
import { baseNotionalDown, lotsNotionalDown, lotsToBase } from './instrument.ts';
import { instrumentFixture } from './market.fixture.ts';

const BNB = { asset: 'BNB', discountBps: 2_500 } as const;
const GENERIC_MARGIN = { initialRatio: 1n, maintenanceRatio: 1n, fundingIntervalUs: 1 } as never;

describe('what a venue takes fees in', () => {
  it.each<[FeeAsset | undefined, inBase: boolean, inQuote: boolean]>([
    [undefined, false, true],
    ['quote', false, true],
    ['received', true, false],
    [BNB, true, false],
    [{ asset: 'USD', discountBps: 0 }, true, true],
  ])('%j: a purchase may lose base: %s; must pay a fee in quote: %s', (feeAsset, inBase, inQuote) => {
    const spot = instrumentFixture('BTC', 'USD', 0, feeAsset === undefined ? {} : { feeAsset });
    expect([isFeeInBase(spot), isFeeInQuote(spot)]).toEqual([inBase, inQuote]);
    // A perpetual brings nothing that could be kept back.
    const perpetual = { ...spot, kind: 'perpetual', margin: GENERIC_MARGIN } as const;
    expect([isFeeInBase(perpetual), isFeeInQuote(perpetual)]).toEqual([false, true]);
  });

  it('names the asset that pays at a discount, where there is one', () => {
    expect(discountAsset({ feeAsset: BNB })).toEqual(BNB);
    expect([discountAsset({}), discountAsset({ feeAsset: 'received' })]).toEqual([undefined, undefined]);
  });
});

describe('baseNotionalDown', () => {
  const instrument = instrumentFixture('BTC', 'USD', 0);

  it('is the value of lots where the base is whole lots', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 1e7 }), (lots, ticks) => {
        const value = baseNotionalDown(instrument, lotsToBase(instrument, lots), ticks);
        expect(value).toBe(lotsNotionalDown(instrument, lots, ticks));
      }),
    );
  });

  it('rounds parts of a lot down, to an atom of quote', () => {
    // 0.00000123 BTC at 40,000.01 USD is 0.0492000123 USD.
    expect(baseNotionalDown(instrument, 123n as Amount, 4_000_001)).toBe(4_920_001n);
  });
});
