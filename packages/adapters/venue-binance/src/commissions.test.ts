import { createHmac } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { type DiscountCoin, type RunningVenue, startVenue } from './index.ts';

const KEY = 'testkey0123456789';
const SECRET = 'secret0123456789';

interface Answer {
  readonly body: { readonly [name: string]: unknown };
}

describe('commissions in a coin', () => {
  // One coin is 600 USDT; a quarter is off.
  const coin = { asset: 'BNB', multiplier: '0.75000000', prices: { USDT: '600.00000000' } };
  let venue: RunningVenue;

  async function open(balances: Record<string, string>, commissionAsset: DiscountCoin): Promise<void> {
    venue = await startVenue({
      accounts: [{ key: KEY, secret: SECRET, balances }],
      seeded: { seed: 5 },
      speed: 'manual',
      rules: { commissionAsset },
    });
    venue.play(50);
  }
  beforeEach(async () => {
    await open({ BTC: '10', USDT: '1000000', BNB: '0.01' }, coin);
    return () => venue.close();
  });

  async function signed(method: string, path: string, fields: Record<string, string>): Promise<Answer> {
    const query = new URLSearchParams({ ...fields, timestamp: String(Date.now()) }).toString();
    const signature = createHmac('sha256', SECRET).update(query).digest('hex');
    const headers = { 'X-MBX-APIKEY': KEY };
    const answer = await fetch(`${venue.url}${path}?${query}&signature=${signature}`, { method, headers });
    return { body: (await answer.json()) as Answer['body'] };
  }

  type Fill = Record<'price' | 'qty' | 'quoteQty' | 'commission' | 'commissionAsset', string>;
  const sell = (quantity: string): Promise<Answer> =>
    signed('POST', '/api/v3/order', { symbol: 'BTCUSDT', side: 'SELL', type: 'MARKET', quantity });

  it('are its value at three quarters, and say so', async () => {
    const { body } = await sell('0.10000');
    const fills = body['fills'] as Fill[];
    for (const { price, qty, commission, commissionAsset } of fills) {
      expect(commissionAsset).toBe('BNB');
      const exact = (Number(price) * Number(qty) * 0.001 * 0.75) / 600;
      expect(exact - Number(commission)).toBeLessThan(3e-8);
      expect(Number(commission)).toBeLessThanOrEqual(exact + 1e-12);
    }
    const told = await signed('GET', '/api/v3/account/commission', { symbol: 'BTCUSDT' });
    expect(told.body['discount']).toEqual({
      enabledForAccount: true,
      enabledForSymbol: true,
      discountAsset: 'BNB',
      discount: '0.75000000',
    });
  });

  it('are kept back from what comes in once the coin runs out, in the middle of an order, too', async () => {
    const start = { BTC: 10, USDT: 1_000_000, BNB: 0.01 } as Record<string, number>;
    await sell('0.05000');
    const bought = await signed('POST', '/api/v3/order', {
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'MARKET',
      quantity: '5.00000',
    });
    await sell('1.00000');
    const assets = new Set((bought.body['fills'] as Fill[]).map(({ commissionAsset }) => commissionAsset));
    expect(assets).toEqual(new Set(['BNB', 'BTC']));
    const { fills, balances } = venue.stateOf(KEY);
    expect(fills.at(-1)?.['commissionAsset']).toBe('USDT');
    for (const fill of fills) {
      const sign = fill['isBuyer'] === true ? 1 : -1;
      start['BTC']! += sign * Number(fill['qty']);
      start['USDT']! -= sign * Number(fill['quoteQty']);
      start[String(fill['commissionAsset'])]! -= Number(fill['commission']);
    }
    for (const [asset, expected] of Object.entries(start)) {
      expect(Number(balances[asset]?.free), asset).toBeCloseTo(expected, 5);
      expect(Number(balances[asset]?.free)).toBeGreaterThanOrEqual(0);
    }
  });

  it('are kept back where the coin has no price in the quote', async () => {
    await venue.close();
    await open({ BTC: '10', BNB: '1' }, { ...coin, prices: {} });
    const { body } = await sell('0.10000');
    expect((body['fills'] as Fill[]).every(({ commissionAsset }) => commissionAsset === 'USDT')).toBe(true);
  });
});
