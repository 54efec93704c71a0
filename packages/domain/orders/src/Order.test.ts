import { describe, expect, it } from 'vitest';
import { averageFillTicks, isFinal, type OrderStatus, remainingLots } from './Order.ts';
import type { OrderSpec } from './OrderSpec.ts';

const spec: OrderSpec = { instrument: 0, side: 'buy', type: 'limit', quantityLots: 10, limitTicks: 100 };

describe('an order', () => {
  it.each([
    ['sent', false],
    ['accepted', false],
    ['partly-filled', false],
    ['cancelling', false],
    ['unknown', false],
    ['filled', true],
    ['cancelled', true],
    ['rejected', true],
  ] satisfies [OrderStatus, boolean][])('that is %s is final: %s', (status, final) => {
    expect(isFinal({ status })).toBe(final);
  });

  it('has left what is not filled', () => {
    expect([0, 4, 10].map((filledLots) => remainingLots({ spec, filledLots }))).toEqual([10, 6, 0]);
  });

  it('was filled at the mean of its prices by lots', () => {
    // 3 lots at 100 and 1 at 104.
    expect(averageFillTicks({ filledLots: 4, filledTickLots: 404 })).toBe(101);
    expect(() => averageFillTicks({ filledLots: 0, filledTickLots: 0 })).toThrow('no average price');
  });
});
