import {
  type Amount,
  mulDivDown,
  ONE_PRICE,
  type Price,
  parsePrice,
  parseQuantity,
  type Quantity,
  type Ratio,
} from '@qca/units';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VENUE_ASSET_DECIMALS, venueAsset } from './asset.ts';
import { oppositeSide } from './events.ts';
import { type FeeTier, feeTier } from './fees.ts';
import {
  baseToLotsDown,
  lotsNotionalDown,
  lotsNotionalUp,
  lotsToBase,
  ticksToFloat,
  ticksToPrice,
} from './instrument.ts';
import { basisPoints, instrumentFixture } from './market.fixture.ts';

const lots = fc.integer({ min: 0, max: 2 ** 50 });
const ticks = fc.integer({ min: 0, max: 2 ** 50 });
const step = fc.bigInt({ min: 1n, max: 10n ** 20n });

describe('instrument', () => {
  it('is named after venue, pair and kind', () => {
    expect(instrumentFixture('BTC', 'USD', 0).id).toBe('kraken:BTC/USD');
    const perpetual = instrumentFixture('BTC', 'USDT', 4, { venue: 'binance-usdm', kind: 'perpetual' });
    expect([perpetual.id, perpetual.index]).toEqual(['binance-usdm:BTC/USDT-PERP', 4]);
    expect(venueAsset('BTC')).toEqual({ id: 'BTC', decimals: VENUE_ASSET_DECIMALS });
  });

  it('values lots at ticks within one quote atom of the exact product', () => {
    fc.assert(
      fc.property(lots, ticks, step, step, (lotCount, tickCount, tick, lot) => {
        const instrument = instrumentFixture('BTC', 'USD', 0, { tick: tick as Price, lot: lot as Quantity });
        // Base atoms × price of 18 decimals ÷ 10^18 is quote atoms where both assets have eight decimals.
        const exact = BigInt(lotCount) * lot * BigInt(tickCount) * tick;
        const down = lotsNotionalDown(instrument, lotCount, tickCount);
        const up = lotsNotionalUp(instrument, lotCount, tickCount);
        expect(down * ONE_PRICE <= exact && exact < (down + 1n) * ONE_PRICE).toBe(true);
        expect((up - 1n) * ONE_PRICE < exact && exact <= up * ONE_PRICE).toBe(true);
      }),
    );
  });

  it('values with the scales of both assets', () => {
    const base = { id: 'WETH', decimals: 18 };
    const quote = { id: 'USDC', decimals: 6 };
    const lot = parseQuantity('0.001', 18);
    const tick = parsePrice('0.01');
    if (!lot.ok || !tick.ok) throw new Error('bad literal');
    const instrument = instrumentFixture('', '', 0, { base, quote, lot: lot.value, tick: tick.value });
    // 1.5 WETH at 1,850.25 USDC are 2,775.375 USDC.
    expect(lotsNotionalDown(instrument, 1500, 185_025)).toBe(2_775_375_000n);
    expect([instrument.tickSize, instrument.lotSize]).toEqual([0.01, 0.001]);
  });

  it('turns lots into base and back', () => {
    fc.assert(
      fc.property(lots, step, fc.bigInt({ min: 0n, max: 10n ** 30n }), (lotCount, lot, base) => {
        const instrument = instrumentFixture('BTC', 'USD', 0, { lot: lot as Quantity });
        expect(lotsToBase(instrument, lotCount)).toBe(BigInt(lotCount) * lot);
        expect(baseToLotsDown(instrument, lotsToBase(instrument, lotCount))).toBe(lotCount);
        expect(baseToLotsDown(instrument, base as Amount)).toBe(Number(mulDivDown(base, 1n, lot)));
      }),
    );
  });

  it('turns ticks into prices', () => {
    const instrument = instrumentFixture('BTC', 'USD', 0);
    expect(ticksToPrice(instrument, 6_183_763)).toBe(61_837_630_000_000_000_000_000n);
    expect(ticksToFloat(instrument, 6_183_763)).toBeCloseTo(61_837.63, 9);
  });

  it('refuses a tick or lot of zero', () => {
    expect(() => instrumentFixture('BTC', 'USD', 0, { tick: 0n as Price })).toThrow('positive tick and lot');
    expect(() => instrumentFixture('BTC', 'USD', 0, { lot: 0n as Quantity })).toThrow(
      'positive tick and lot',
    );
  });
});

describe('feeTier', () => {
  const tier = (volumeMin: number, bps: number): FeeTier => ({
    volumeMin,
    maker: basisPoints(bps),
    taker: basisPoints(bps + 1),
  });
  const schedule = [tier(0, 10), tier(1000, 8), tier(50_000, -1)];

  it.each([
    [0, 10],
    [999.99, 10],
    [1000, 8],
    [49_999, 8],
    [50_000, -1],
    [1e12, -1],
  ])('a volume of %d pays %d basis points as maker', (volume, bps) => {
    expect(feeTier(schedule, volume).maker).toBe(basisPoints(bps) as Ratio);
  });

  it('refuses a schedule that does not start at volume 0', () => {
    expect(() => feeTier([], 5)).toThrow('starts with the tier of volume 0');
    expect(() => feeTier([tier(10, 1)], 50)).toThrow('starts with the tier of volume 0');
  });
});

describe('sides', () => {
  it('have an opposite', () => {
    expect([oppositeSide('buy'), oppositeSide('sell')]).toEqual(['sell', 'buy']);
  });
});
