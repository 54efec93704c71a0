import { expect, it } from 'vitest';
import { openClient } from './openClient.ts';
import { venueProfile } from './VenueProfile.ts';

it('tells the two sides of a trade with ourselves apart, which ccxt would write over each other', () => {
  const client = openClient({
    ...{ profile: venueProfile('binance'), keys: undefined, url: undefined, nowMs: Date.now },
    ...{ requestTimeoutMs: 1_000, onMessage: () => {} },
  });
  // As the venue tells them: one trade, `t`, of two orders, `i`.
  const told = (order: number, side: string, isMaker: boolean) => ({
    ...{
      e: 'executionReport',
      E: 1_700_000_000_000,
      T: 1_700_000_000_000,
      s: 'BTCUSDT',
      x: 'TRADE',
      X: 'FILLED',
    },
    ...{
      i: order,
      t: 1_501,
      S: side,
      L: '60008.08',
      l: '0.16426',
      m: isMaker,
      n: '9.85',
      N: 'USDT',
      c: `c${order}`,
    },
  });
  const taken = client.parseWsTrade?.(told(53, 'BUY', false));
  const given = client.parseWsTrade?.(told(51, 'SELL', true));
  expect([taken?.id, given?.id]).toEqual(['1501-53', '1501-51']);
  expect([taken?.side, given?.side]).toEqual(['buy', 'sell']);
});
