import ccxt from 'ccxt';
import { describe, expect, it } from 'vitest';
import { judge } from './Failure.ts';
import { redactor } from './redact.ts';
import { venueProfile } from './VenueProfile.ts';

const profile = venueProfile('binance');
const judged = (error: unknown): unknown => judge(error, profile, redactor(['hush']));

describe('judge', () => {
  // Only what surely did not happen may be called refused: everything else is unknown.
  it.each([
    [new ccxt.RequestTimeout('binance POST request timed out'), { kind: 'unknown' }],
    [new ccxt.NetworkError('socket hang up'), { kind: 'unknown' }],
    [new ccxt.ExchangeNotAvailable('502 Bad Gateway'), { kind: 'unknown' }],
    [new ccxt.OperationFailed('binance {"code":-1000,"msg":"unknown"}'), { kind: 'unknown' }],
    [new TypeError('read of undefined'), { kind: 'unknown' }],
    [
      new ccxt.OperationFailed('{"code":-1008,"msg":"Request throttled"}'),
      { kind: 'refused', reason: 'venue-unavailable' },
    ],
    [new ccxt.DDoSProtection('429 Too Many'), { kind: 'limited' }],
    [new ccxt.InvalidNonce('{"code":-1021}'), { kind: 'skewed' }],
    [new ccxt.InsufficientFunds('no'), { kind: 'refused', reason: 'insufficient-balance' }],
    [
      new ccxt.OrderImmediatelyFillable('Order would immediately match and take.'),
      { kind: 'refused', reason: 'would-take-liquidity' },
    ],
    [new ccxt.InvalidOrder('LOT_SIZE'), { kind: 'refused', reason: 'bad-quantity' }],
    [new ccxt.InvalidOrder('PRICE_FILTER'), { kind: 'refused', reason: 'bad-price' }],
    [new ccxt.BadRequest('Filter failure: NOTIONAL'), { kind: 'refused', reason: 'below-minimum-notional' }],
    [new ccxt.OrderNotFound('Unknown order sent.'), { kind: 'refused', reason: 'unknown-order' }],
    [new ccxt.AuthenticationError('no'), { kind: 'refused', reason: 'venue-unavailable' }],
  ])('takes %s for %j', (error, expected) => {
    expect(judged(error)).toMatchObject(expected);
  });

  it('keeps secrets and signatures out of its text', () => {
    const text = 'GET /x?apiKey=abc&signature=0123ab failed for hush {"listenKey":"long"}';
    expect(judged(new ccxt.NetworkError(text))).toMatchObject({
      text: 'GET /x?apiKey=[redacted]&signature=[redacted] failed for [redacted] {"listenKey":"[redacted]"}',
    });
  });
});
