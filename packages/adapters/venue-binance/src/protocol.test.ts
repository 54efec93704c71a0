import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningVenue, startVenue } from './index.ts';

const KEY = 'testkey0123456789';
const SECRET = 'secret0123456789';

type Fields = Record<string, string | number>;
interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: { code?: number; msg?: string; [name: string]: unknown };
}

let venue: RunningVenue;

async function call(
  method: string,
  path: string,
  fields: Fields = {},
  headers: Record<string, string> = {},
): Promise<Answer> {
  const query = new URLSearchParams(
    Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
  const response = await fetch(`${venue.url}${path}${query === '' ? '' : `?${query}`}`, { method, headers });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Answer['body'],
  };
}

/** Signs as the documents say, with node's own HMAC. */
function signed(
  method: string,
  path: string,
  fields: Fields = {},
  key = KEY,
  secret = SECRET,
): Promise<Answer> {
  const all: Fields = { timestamp: Date.now(), ...fields };
  const query = new URLSearchParams(
    Object.entries(all).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
  const signature = createHmac('sha256', secret).update(query).digest('hex');
  return call(method, path, { ...all, signature }, { 'X-MBX-APIKEY': key });
}

const order = (fields: Fields): Promise<Answer> =>
  signed('POST', '/api/v3/order', {
    symbol: 'BTCUSDT',
    side: 'BUY',
    type: 'LIMIT',
    timeInForce: 'GTC',
    quantity: '0.01',
    price: '30000',
    ...fields,
  });
const without = async (name: string, fields: Fields = {}): Promise<Answer> => {
  const all: Fields = {
    symbol: 'BTCUSDT',
    side: 'BUY',
    type: 'LIMIT',
    timeInForce: 'GTC',
    quantity: '0.01',
    price: '30000',
    ...fields,
  };
  delete all[name];
  return signed('POST', '/api/v3/order', all);
};

beforeAll(async () => {
  venue = await startVenue({
    accounts: [
      { key: KEY, secret: SECRET, balances: { BTC: '10', USDT: '1000000' } },
      { key: 'other0123456789', secret: 'othersecret', balances: { BTC: '5', USDT: '500000' } },
    ],
    seeded: { seed: 5 },
    speed: 'manual',
    rules: { ordersPer10sMax: 10_000, weightMax: 1_000_000 },
  });
  venue.play(50);
});
afterAll(() => venue.close());

describe('refusals, in Binance’s own codes', () => {
  // Source: Binance spot API, errors.md and rest-api.md.
  const table: readonly (readonly [string, number, RegExp, () => Promise<Answer>])[] = [
    ['a symbol it does not know', -1121, /Invalid symbol/, () => order({ symbol: 'NOPE' })],
    ['no symbol', -1102, /'symbol'/, () => without('symbol')],
    ['no side', -1102, /'side'/, () => without('side')],
    ['no type', -1102, /'type'/, () => without('type')],
    ['no price for a limit', -1102, /'price'/, () => without('price')],
    ['no quantity for a limit', -1102, /'quantity'/, () => without('quantity')],
    ['no time in force for a limit', -1102, /'timeInForce'/, () => without('timeInForce')],
    ['a side it does not know', -1117, /side/, () => order({ side: 'HOLD' })],
    ['a type it does not know', -1116, /orderType/, () => order({ type: 'WISH' })],
    ['a time in force it does not know', -1115, /timeInForce/, () => order({ timeInForce: 'GTX' })],
    ['a time in force on a market order', -1106, /'timeInForce'/, () => without('price', { type: 'MARKET' })],
    ['a price on a market order', -1106, /'price'/, () => without('timeInForce', { type: 'MARKET' })],
    ['a stop price on a limit order', -1106, /'stopPrice'/, () => order({ stopPrice: '20000' })],
    ['letters in a quantity', -1100, /'quantity'/, () => order({ quantity: '1e-2' })],
    ['a negative quantity', -1100, /'quantity'/, () => order({ quantity: '-1' })],
    ['a client id with a space', -1100, /'newClientOrderId'/, () => order({ newClientOrderId: 'a b' })],
    [
      'a client id of 37 letters',
      -1100,
      /'newClientOrderId'/,
      () => order({ newClientOrderId: 'x'.repeat(37) }),
    ],
    ['nine decimals', -1111, /'quantity'/, () => order({ quantity: '0.010000001' })],
    ['a price between ticks', -1013, /PRICE_FILTER/, () => order({ price: '30000.001' })],
    ['a price of zero', -1013, /PRICE_FILTER/, () => order({ price: '0' })],
    ['a quantity between lots', -1013, /LOT_SIZE/, () => order({ quantity: '0.010001' })],
    ['a quantity of zero', -1013, /LOT_SIZE/, () => order({ quantity: '0' })],
    ['too little value', -1013, /NOTIONAL/, () => order({ quantity: '0.00010' })],
    ['a price far above the market', -1013, /PERCENT_PRICE/, () => order({ price: '900000' })],
    ['a price far below the market', -1013, /PERCENT_PRICE/, () => order({ price: '3000', quantity: '1' })],
    ['more than the account has', -2010, /insufficient balance/, () => order({ quantity: '100' })],
    [
      'a maker order that would take',
      -2010,
      /immediately match/,
      () => without('timeInForce', { type: 'LIMIT_MAKER', price: '90000' }),
    ],
    [
      'a stop that is reached already',
      -2010,
      /trigger immediately/,
      () =>
        signed('POST', '/api/v3/order', {
          symbol: 'BTCUSDT',
          side: 'BUY',
          type: 'STOP_LOSS',
          quantity: '0.01',
          stopPrice: '30000',
        }),
    ],
    [
      'a cancel of an order nobody placed',
      -2011,
      /Unknown order/,
      () => signed('DELETE', '/api/v3/order', { symbol: 'BTCUSDT', orderId: 999_999 }),
    ],
    [
      'a cancel without an id',
      -1102,
      /origClientOrderId/,
      () => signed('DELETE', '/api/v3/order', { symbol: 'BTCUSDT' }),
    ],
    [
      'a question after an order nobody placed',
      -2013,
      /does not exist/,
      () => signed('GET', '/api/v3/order', { symbol: 'BTCUSDT', origClientOrderId: 'nobody' }),
    ],
    ['a key it cannot read', -2014, /format/, () => signed('GET', '/api/v3/account', {}, 'short')],
    [
      'a key it does not know',
      -2015,
      /Invalid API-key/,
      () => signed('GET', '/api/v3/account', {}, 'unknown0123456'),
    ],
    ['a wrong signature', -1022, /Signature/, () => signed('GET', '/api/v3/account', {}, KEY, 'another')],
    [
      'no signature',
      -1102,
      /'signature'/,
      () => call('GET', '/api/v3/account', { timestamp: Date.now() }, { 'X-MBX-APIKEY': KEY }),
    ],
    ['no timestamp', -1102, /'timestamp'/, () => signed('GET', '/api/v3/account', { timestamp: '' })],
    [
      'an old timestamp',
      -1021,
      /recvWindow/,
      () => signed('GET', '/api/v3/account', { timestamp: Date.now() - 6_000 }),
    ],
    [
      'a timestamp from the future',
      -1021,
      /ahead/,
      () => signed('GET', '/api/v3/account', { timestamp: Date.now() + 2_000 }),
    ],
    [
      'a window that is too wide',
      -1131,
      /recvWindow/,
      () => signed('GET', '/api/v3/account', { recvWindow: 60_001 }),
    ],
    [
      'an interval it does not know',
      -1120,
      /interval/,
      () => call('GET', '/api/v3/klines', { symbol: 'BTCUSDT', interval: '7m' }),
    ],
    [
      'a listen key it does not know',
      -1125,
      /listenKey/,
      () => call('PUT', '/api/v3/userDataStream', { listenKey: 'none' }, { 'X-MBX-APIKEY': KEY }),
    ],
  ];
  it.each(table)('refuses %s with %i', async (_what, code, message, request) => {
    const before = venue.stateOf(KEY);
    const { status, body } = await request();
    expect(body).toMatchObject({ code, msg: expect.stringMatching(message) });
    expect(status).toBe(code === -2014 || code === -2015 ? 401 : 400);
    expect(venue.stateOf(KEY)).toEqual(before);
  });

  it('refuses a second open order of one client id, and takes it once the first is done', async () => {
    expect((await order({ newClientOrderId: 'twin' })).status).toBe(200);
    expect((await order({ newClientOrderId: 'twin' })).body).toMatchObject({
      code: -2010,
      msg: 'Duplicate order sent.',
    });
    await signed('DELETE', '/api/v3/order', { symbol: 'BTCUSDT', origClientOrderId: 'twin' });
    expect((await order({ newClientOrderId: 'twin' })).status).toBe(200);
    await signed('DELETE', '/api/v3/openOrders', { symbol: 'BTCUSDT' });
  });

  it('checks a test order and places nothing', async () => {
    const before = venue.stateOf(KEY).orders.length;
    const test = {
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '0.01',
      price: '30000',
    };
    expect((await signed('POST', '/api/v3/order/test', test)).body).toEqual({});
    expect((await signed('POST', '/api/v3/order/test', { ...test, price: '0' })).body.code).toBe(-1013);
    expect(venue.stateOf(KEY).orders).toHaveLength(before);
  });
});

describe('orders', () => {
  it('locks what a resting buy may cost and frees it with the cancel', async () => {
    const before = venue.stateOf(KEY).balances['USDT'];
    await order({ newClientOrderId: 'rest', quantity: '0.5', price: '30000' });
    expect(venue.stateOf(KEY).balances['USDT']?.locked).toBe('15000.00000000');
    const { body } = await signed('DELETE', '/api/v3/order', {
      symbol: 'BTCUSDT',
      origClientOrderId: 'rest',
    });
    expect(body).toMatchObject({ status: 'CANCELED', origClientOrderId: 'rest', executedQty: '0.00000000' });
    expect(venue.stateOf(KEY).balances['USDT']).toEqual(before);
  });

  it('fills a market buy from the book and takes a tenth of a percent of what it receives', async () => {
    const before = venue.stateOf(KEY).balances;
    const { body } = await signed('POST', '/api/v3/order', {
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'MARKET',
      quantity: '0.02000',
    });
    expect(body['status']).toBe('FILLED');
    const fills = body['fills'] as {
      price: string;
      qty: string;
      commission: string;
      commissionAsset: string;
    }[];
    const cost = fills.reduce((sum, { price, qty }) => sum + Number(price) * Number(qty), 0);
    const after = venue.stateOf(KEY).balances;
    expect(Number(before['USDT']?.free) - Number(after['USDT']?.free)).toBeCloseTo(cost, 6);
    expect(Number(after['BTC']?.free) - Number(before['BTC']?.free)).toBeCloseTo(0.02 * 0.999, 8);
    expect(fills.every(({ commissionAsset }) => commissionAsset === 'BTC')).toBe(true);
  });

  it('lets an immediate order expire with what it did not find', async () => {
    const { body } = await order({ timeInForce: 'IOC', quantity: '1' });
    expect(body).toMatchObject({ status: 'EXPIRED', executedQty: '0.00000000' });
  });

  it('fills a fill-or-kill whole or not at all', async () => {
    const all = await order({ timeInForce: 'FOK', price: '66000', quantity: '0.1' });
    expect(all.body).toMatchObject({ status: 'FILLED', executedQty: '0.10000000' });
    const none = await order({ timeInForce: 'FOK', price: '60000.00', quantity: '15' });
    expect(none.body).toMatchObject({ status: 'EXPIRED', executedQty: '0.00000000' });
  });

  it('fills a resting order by an order of another account, at the price that rested', async () => {
    const { bidPrice } = (await call('GET', '/api/v3/ticker/bookTicker', { symbol: 'BTCUSDT' })).body;
    const price = (Number(bidPrice) + 0.01).toFixed(2);
    await order({ newClientOrderId: 'maker', price, quantity: '0.5' });
    const sell = { symbol: 'BTCUSDT', side: 'SELL', type: 'LIMIT', timeInForce: 'IOC', quantity: '0.3' };
    const taken = await signed(
      'POST',
      '/api/v3/order',
      { ...sell, price: '50000' },
      'other0123456789',
      'othersecret',
    );
    expect(taken.body).toMatchObject({
      status: 'FILLED',
      fills: [{ price: `${price}000000`, commissionAsset: 'USDT' }],
    });
    const { body } = await signed('GET', '/api/v3/order', { symbol: 'BTCUSDT', origClientOrderId: 'maker' });
    expect(body).toMatchObject({ status: 'PARTIALLY_FILLED', executedQty: '0.30000000' });
    const trades = (await signed('GET', '/api/v3/myTrades', { symbol: 'BTCUSDT' }))
      .body as unknown as object[];
    expect(trades.at(-1)).toMatchObject({ isMaker: true, isBuyer: true, qty: '0.30000000' });
    await signed('DELETE', '/api/v3/openOrders', { symbol: 'BTCUSDT' });
  });

  it('wakes a stop when the price gets there', async () => {
    const last = Number((await call('GET', '/api/v3/ticker/price', { symbol: 'BTCUSDT' })).body['price']);
    const stopPrice = (last + 1).toFixed(2);
    const placed = await signed('POST', '/api/v3/order', {
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'STOP_LOSS',
      quantity: '0.01',
      stopPrice,
      newClientOrderId: 'stop',
    });
    expect(placed.body['status'] ?? 'NEW').toBe('NEW');
    for (let round = 0; round < 400 && venue.stateOf(KEY).openOrders.length > 0; round += 1) venue.play(50);
    const { body } = await signed('GET', '/api/v3/order', { symbol: 'BTCUSDT', origClientOrderId: 'stop' });
    expect(body).toMatchObject({ status: 'FILLED', isWorking: true });
  });

  it('keeps account and book in balance: what all accounts own changes only by fees and trades with the crowd', async () => {
    const { fills, balances } = venue.stateOf(KEY);
    let btc = 10;
    let usdt = 1_000_000;
    for (const fill of fills) {
      const sign = fill['isBuyer'] === true ? 1 : -1;
      btc += sign * Number(fill['qty']);
      usdt -= sign * Number(fill['quoteQty']);
      if (fill['commissionAsset'] === 'BTC') btc -= Number(fill['commission']);
      else usdt -= Number(fill['commission']);
    }
    expect(fills.length).toBeGreaterThan(3);
    expect(Number(balances['BTC']?.free) + Number(balances['BTC']?.locked)).toBeCloseTo(btc, 7);
    expect(Number(balances['USDT']?.free) + Number(balances['USDT']?.locked)).toBeCloseTo(usdt, 5);
  });
});

describe('limits', () => {
  let strict: RunningVenue;
  beforeEach(async () => {
    strict = await startVenue({ accounts: [], rules: { weightMax: 10, refusalsBeforeBan: 2, banS: 7 } });
    return () => strict.close();
  });

  it('counts weight aloud, refuses with 429, then bans with 418', async () => {
    const ask = (): Promise<Response> => fetch(`${strict.url}/api/v3/depth?symbol=BTCUSDT`);
    expect((await ask()).headers.get('x-mbx-used-weight-1m')).toBe('5');
    expect((await ask()).status).toBe(200);
    const refused = await ask();
    expect([refused.status, (await refused.json()) as object]).toMatchObject([429, { code: -1003 }]);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await ask()).status).toBe(429);
    const banned = await ask();
    expect([banned.status, banned.headers.get('retry-after')]).toEqual([418, '7']);
    expect((await fetch(`${strict.url}/api/v3/ping`)).status).toBe(418);
  });

  it('refuses a body that is too large and a path it does not know', async () => {
    const large = await fetch(`${strict.url}/api/v3/order`, { method: 'POST', body: 'x'.repeat(70_000) });
    expect(large.status).toBe(413);
    expect((await fetch(`${strict.url}/api/v9/nothing`)).status).toBe(404);
  });
});
