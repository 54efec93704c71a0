import type { RunningVenue } from '@qca/venue-binance';
import ccxt from 'ccxt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KEY, openVenue, RICH, SECRET } from './venueHarness.ts';

/** The venue, read by ccxt as anybody would use it: an independent reading of Binance's protocol. */
describe('the venue, to plain ccxt', () => {
  let venue: RunningVenue;
  const client = new ccxt.pro.binance({ apiKey: KEY, secret: SECRET, options: { fetchMarkets: ['spot'] } });

  beforeAll(async () => {
    venue = await openVenue();
    const [rest, sapi] = [`${venue.url}/api/v3`, `${venue.url}/sapi/v1`];
    Object.assign(client.urls['api'] as object, {
      public: rest,
      private: rest,
      sapi,
      ws: { spot: `${venue.wsUrl}/stream`, 'ws-api': { spot: `${venue.wsUrl}/ws-api/v3` } },
    });
    await client.loadHttpProxyAgent();
    await client.loadMarkets();
    await client.watchTrades('BTC/USDT');
  });
  afterAll(async () => {
    await client.close();
    await venue.close();
  });

  it('is a market with steps, limits and fees', () => {
    expect(client.market('BTC/USDT')).toMatchObject({
      id: 'BTCUSDT',
      spot: true,
      active: true,
      precision: { price: 0.01, amount: 0.00001 },
      limits: { cost: { min: 5 } },
    });
  });

  it('has tickers, trades, candles and a book', async () => {
    const ticker = await client.fetchTicker('BTC/USDT');
    expect(ticker.bid as number).toBeLessThan(ticker.ask as number);
    expect((await client.fetchTrades('BTC/USDT')).length).toBeGreaterThan(0);
    const [candle] = await client.fetchOHLCV('BTC/USDT', '1m');
    expect(candle?.[2] as number).toBeGreaterThanOrEqual(candle?.[3] as number);
    const book = await client.fetchOrderBook('BTC/USDT', 5);
    expect([book.bids.length, book.asks.length]).toEqual([5, 5]);
    expect(Math.abs(((await client.fetchTime()) as number) - Date.now())).toBeLessThan(1_000);
  });

  it('streams a book that agrees with the one it answers with', async () => {
    for (let count = 0; count < 30; count += 1) await client.watchOrderBook('BTC/USDT');
    const streamed = await client.watchOrderBook('BTC/USDT');
    expect(streamed.bids[0]?.[0] as number).toBeLessThan(streamed.asks[0]?.[0] as number);
    expect(streamed.nonce as number).toBeGreaterThan(0);
  });

  it('streams tickers and candles', async () => {
    expect((await client.watchTicker('BTC/USDT')).last).toBeGreaterThan(0);
    expect((await client.watchBidsAsks(['BTC/USDT']))['BTC/USDT']?.bid).toBeGreaterThan(0);
    expect((await client.watchOHLCV('BTC/USDT', '1m')).length).toBeGreaterThan(0);
  });

  it('takes, shows, fills and cancels orders, and tells of them', async () => {
    const told = client.watchOrders();
    const bought = await client.createOrder('BTC/USDT', 'market', 'buy', 0.01);
    expect(bought).toMatchObject({ status: 'closed', filled: 0.01, side: 'buy' });
    const resting = await client.createOrder('BTC/USDT', 'limit', 'buy', 0.01, 30_000, {
      clientOrderId: 'plain-1',
    });
    expect(resting).toMatchObject({ status: 'open', clientOrderId: 'plain-1' });
    expect((await told).length).toBeGreaterThan(0);
    expect((await client.fetchOpenOrders('BTC/USDT')).map(({ id }) => id)).toEqual([resting.id]);
    await client.cancelOrder(String(resting.id), 'BTC/USDT');
    expect(await client.fetchOrder(String(resting.id), 'BTC/USDT')).toMatchObject({ status: 'canceled' });
    expect((await client.fetchMyTrades('BTC/USDT')).every(({ order }) => order === bought.id)).toBe(true);
    const balance = await client.fetchBalance();
    expect((balance['BTC'] as { total: number }).total).toBeCloseTo(Number(RICH.BTC) + 0.01 * 0.999, 8);
  });

  it('trades over the WebSocket API', async () => {
    const placed = await client.createOrderWs('BTC/USDT', 'limit', 'buy', 0.01, 30_000);
    expect(placed.status).toBe('open');
    expect(await client.cancelOrderWs(String(placed.id), 'BTC/USDT')).toMatchObject({ status: 'canceled' });
    expect((await client.fetchBalanceWs()).info).toMatchObject({
      balances: [{ asset: 'BTC' }, { asset: 'USDT' }],
    });
  });

  it('refuses in ways that ccxt knows', async () => {
    const order = (type: string, amount: number, price?: number, more = {}): Promise<unknown> =>
      client.createOrder('BTC/USDT', type, 'buy', amount, price, more);
    await expect(order('limit', 1_000_000, 60_000)).rejects.toBeInstanceOf(ccxt.InvalidOrder);
    await expect(order('limit', 50_000, 60_000)).rejects.toBeInstanceOf(ccxt.InsufficientFunds);
    await expect(order('limit', 0.01, 90_000, { postOnly: true })).rejects.toBeInstanceOf(
      ccxt.OrderImmediatelyFillable,
    );
    await expect(client.fetchOrder('12345', 'BTC/USDT')).rejects.toBeInstanceOf(ccxt.OrderNotFound);
    await expect(client.cancelOrder('12345', 'BTC/USDT')).rejects.toBeInstanceOf(ccxt.OrderNotFound);
    venue.faults.skewMs = 20_000;
    await expect(client.fetchBalance()).rejects.toBeInstanceOf(ccxt.InvalidNonce);
    venue.faults.skewMs = 0;
    venue.faults.arm('rate-limited');
    await expect(client.fetchTicker('BTC/USDT')).rejects.toBeInstanceOf(ccxt.DDoSProtection);
  });
});
