import { Fault } from '@qca/base';
import { describe, expect, it } from 'vitest';
import type { Client } from './ccxtTypes.ts';
import { askDiscount, readDiscount } from './discounts.ts';
import { venueProfile } from './VenueProfile.ts';

const profile = venueProfile('binance');
const question = profile.discount!;

// Source: Binance spot API, `GET /api/v3/account/commission`; `discount` is what is charged, so 0.75 is a quarter off.
const TOLD = {
  enabledForAccount: true,
  enabledForSymbol: true,
  discountAsset: 'BNB',
  discount: '0.75000000',
};

describe('a discount', () => {
  it('is read as basis points off', () => {
    expect(readDiscount(TOLD, question, 'here')).toEqual({ asset: 'BNB', discountBps: 2_500 });
    expect(readDiscount({ ...TOLD, discount: '1' }, question, 'here')).toEqual({
      asset: 'BNB',
      discountBps: 0,
    });
    expect(readDiscount({ ...TOLD, discount: '0.95' }, question, 'here')).toMatchObject({ discountBps: 500 });
  });

  it('is none where account or market have it off, or nothing is said', () => {
    for (const told of [
      { ...TOLD, enabledForAccount: false },
      { ...TOLD, enabledForSymbol: false },
      { discountAsset: 'BNB', discount: '0.75' },
      undefined,
      null,
    ])
      expect(readDiscount(told, question, 'here')).toBeUndefined();
  });

  it.each([
    [{ ...TOLD, discountAsset: '' }],
    [{ ...TOLD, discountAsset: undefined }],
    [{ ...TOLD, discount: 'much' }],
    [{ ...TOLD, discount: '1.25' }],
  ])('that cannot be read is refused, with what to do: %j', (told) => {
    expect(() => readDiscount(told, question, 'binance BTC/USDT')).toThrow(Fault);
    expect(() => readDiscount(told, question, 'binance BTC/USDT')).toThrow(/Switch it off at the venue/);
  });

  it('is asked by the venue’s own name of the market', async () => {
    const asked: object[] = [];
    const client = {
      markets: { 'BTC/USDT': { id: 'BTCUSDT' } },
      privateGetAccountCommission: async (parameters: object) => {
        asked.push(parameters);
        return { symbol: 'BTCUSDT', discount: TOLD };
      },
    } as unknown as Client;
    expect(await askDiscount(client, profile, 'BTC/USDT')).toEqual({ asset: 'BNB', discountBps: 2_500 });
    expect(asked).toEqual([{ symbol: 'BTCUSDT' }]);
    const { discount: _discount, ...without } = profile;
    expect(await askDiscount(client, without, 'BTC/USDT')).toBeUndefined();
  });
});
