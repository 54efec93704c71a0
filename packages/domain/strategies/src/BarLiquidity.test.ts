import { describe, expect, it } from 'vitest';
import { barLiquidity, noteLiquidity } from './BarLiquidity.ts';
import { testBar, testInstrument, testOffer, testQuote } from './testing/index.ts';

describe('bar liquidity', () => {
  it('is unbounded until a bar tells, a part of its volume after', () => {
    const liquidity = barLiquidity(testOffer([testInstrument(0), testInstrument(1)]));
    noteLiquidity(liquidity, testQuote(1, 1, 9, 10), 0.1);
    expect([...liquidity.lotsMax]).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
    noteLiquidity(liquidity, testBar(0, 1, 10, { volumeLots: 129 }), 0.1);
    expect([...liquidity.lotsMax]).toEqual([12, Number.POSITIVE_INFINITY]);
  });

  it('is still after a bar without trades', () => {
    const liquidity = barLiquidity(testOffer([testInstrument(0)]));
    noteLiquidity(liquidity, testBar(0, 1, 10, { volumeLots: 0 }), 0.1);
    expect(liquidity.still[0]).toBe(1);
    noteLiquidity(liquidity, testBar(0, 2, 10, { volumeLots: 0.5 }), 0.1);
    expect(liquidity.still[0]).toBe(0);
  });
});
