import type { OrderSpec } from '@qca/orders';
import { describe, expect, it } from 'vitest';
import { assertUnchanged, orderRequest } from './orderRequest.ts';
import { sampleInstrument } from './samples.fixture.ts';
import { venueProfile } from './VenueProfile.ts';

const instrument = sampleInstrument();
const profile = venueProfile('binance');
const ask = (more: Partial<OrderSpec>): unknown =>
  orderRequest(
    { instrument: 0, side: 'buy', type: 'limit', quantityLots: 1_000, limitTicks: 6_000_000, ...more },
    instrument,
    profile,
  );
const market: Partial<OrderSpec> & { limitTicks?: number } = { type: 'market' };

describe('orderRequest', () => {
  it.each([
    ['a limit', {}, { type: 'limit', amount: '0.01', price: '60000', parameters: { timeInForce: 'GTC' } }],
    ['an immediate limit', { timeInForce: 'ioc' }, { type: 'limit', parameters: { timeInForce: 'IOC' } }],
    ['a fill-or-kill', { timeInForce: 'fok' }, { parameters: { timeInForce: 'FOK' } }],
    ['a post-only', { postOnly: true }, { type: 'limit', parameters: { postOnly: true } }],
    ['a protected market order', market, { type: 'limit', parameters: { timeInForce: 'IOC' } }],
    [
      'a stop-limit',
      { type: 'stop-limit', triggerTicks: 6_100_000 },
      { type: 'limit', parameters: { stopLossPrice: '61000', timeInForce: 'GTC' } },
    ],
    ['an iceberg', { displayLots: 100 }, { parameters: { icebergQty: '0.001' } }],
    ['a reducing sale', { side: 'sell', reduceOnly: true }, { side: 'sell' }],
  ] as const)('puts %s into the venue’s words', (_what, more, expected) => {
    expect(ask(more as Partial<OrderSpec>)).toMatchObject(expected);
  });

  it.each([
    ['bad-quantity', { quantityLots: 0 }],
    ['bad-quantity', { quantityLots: 1.5 }],
    ['bad-quantity', { displayLots: 0 }],
    ['bad-price', { limitTicks: 0 }],
    ['bad-price', { limitTicks: 10.5 }],
    ['bad-price', { triggerTicks: 100 }],
    ['bad-price', { type: 'stop-limit' }],
    ['not-supported', { type: 'trailing-stop', trailTicks: 10 }],
    ['not-supported', { bracket: { takeProfitTicks: 7_000_000, stopTicks: 5_000_000 } }],
    ['not-supported', { ocoGroup: 'a' }],
    ['not-supported', { timeInForce: 'gtd', expireTimeUs: 1 }],
    ['not-supported', { type: 'market', timeInForce: 'gtc' }],
    ['not-supported', { postOnly: true, timeInForce: 'ioc' }],
    ['not-supported', { displayLots: 10, timeInForce: 'fok' }],
    ['would-not-reduce', { reduceOnly: true }],
    ['below-minimum-notional', { quantityLots: 8 }],
  ] as const)('refuses as %s: %j', (reason, more) => {
    expect(ask(more as Partial<OrderSpec>)).toMatchObject({ reason });
  });

  it('crashes when another would round a number of ours', () => {
    expect(() => assertUnchanged('0.01', '0.010', 'the quantity')).not.toThrow();
    expect(() => assertUnchanged('0.015', '0.01', 'the quantity')).toThrow('would be sent as 0.01');
  });
});
