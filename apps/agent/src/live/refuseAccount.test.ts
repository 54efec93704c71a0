import type { RunConfiguration } from '@qca/engine';
import type { VenueSnapshot } from '@qca/orders';
import { amount } from '@qca/units';
import { describe, expect, it } from 'vitest';
import { unassignedOf } from './refuseAccount.ts';

function account(balances: Record<string, bigint>): VenueSnapshot {
  return {
    kind: 'venue-snapshot',
    timeUs: 0,
    venueTimeUs: 0,
    venue: 'binance',
    requestId: '',
    orders: [],
    fills: [],
    fundings: [],
    balances: Object.entries(balances).map(([asset, total]) => ({ asset, total: amount(total) })),
  };
}

const configuration = {
  instruments: [{ base: { id: 'BTC', decimals: 8 }, quote: { id: 'USDT', decimals: 8 } }],
  strategies: [{ funding: [{ venue: 'binance', asset: 'USDT', atoms: '400', value: '400' }] }],
} as unknown as RunConfiguration;

describe('what lies beside the strategies', () => {
  it('is what is left of what is traded, and all else that is there: fees may be taken in it', () => {
    expect(unassignedOf(account({ USDT: 1_000n, BTC: 7n, BNB: 5n, DUST: 0n }), configuration)).toEqual([
      { venue: 'binance', asset: 'BTC', atoms: '7' },
      { venue: 'binance', asset: 'USDT', atoms: '600' },
      { venue: 'binance', asset: 'BNB', atoms: '5' },
    ]);
  });

  it('is refused where the account holds less than is given', () => {
    expect(() => unassignedOf(account({ USDT: 399n }), configuration)).toThrow(/0.000004 USDT/);
  });
});
