import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breakEvenShort, breakEvenSpot, type CarryTerms, carryProfit, remainingCarry } from './carry.ts';

/** Every payment of the round trip in a cash book, one funding interval after the other. */
function cashBook(
  terms: CarryTerms,
  rates: readonly number[],
  fills?: { spotPaid?: number; shortGot?: number },
): number {
  const { spot, perpetual, slippage } = terms;
  let cash = 0;
  const trade = (side: 'buy' | 'sell', price: number, fee: number): void => {
    const value = side === 'buy' ? -price : price;
    cash += value - price * fee;
  };
  trade('buy', fills?.spotPaid ?? spot.ask * (1 + slippage), spot.fee);
  trade('sell', fills?.shortGot ?? perpetual.bid * (1 - slippage), perpetual.fee);
  for (const rate of rates) cash += rate * ((perpetual.bid + perpetual.ask) / 2);
  const mid = (spot.bid + spot.ask) / 2;
  const spotSpread = spot.ask - spot.bid;
  const perpetualSpread = ((perpetual.ask - perpetual.bid) / ((perpetual.bid + perpetual.ask) / 2)) * mid;
  trade('sell', (mid - spotSpread / 2) * (1 - slippage), spot.fee);
  trade('buy', (mid + perpetualSpread / 2) * (1 + slippage), perpetual.fee);
  return cash;
}

const side = fc
  .record({
    mid: fc.double({ min: 19_000, max: 21_000, noNaN: true }),
    spread: fc.double({ min: 0, max: 40, noNaN: true }),
    fee: fc.constantFrom(0, 0.0002, 0.001, 0.004),
  })
  .map(({ mid, spread, fee }) => ({ bid: mid - spread / 2, ask: mid + spread / 2, fee }));

const terms = fc
  .record({
    spot: side,
    perpetual: side,
    slippage: fc.constantFrom(0, 0.0002),
    rates: fc.array(fc.double({ min: -0.001, max: 0.003, noNaN: true }), { maxLength: 12 }),
  })
  .map(({ rates, ...rest }) => ({
    rates,
    terms: { ...rest, funding: rates.reduce((sum, rate) => sum + rate, 0) },
  }));

describe('carry', () => {
  it('is what a cash book of the round trip ends with', () => {
    fc.assert(
      fc.property(terms, ({ terms: given, rates }) => {
        expect(carryProfit(given)).toBeCloseTo(cashBook(given, rates), 6);
      }),
    );
  });

  it('breaks even exactly at the limits of the second leg', () => {
    fc.assert(
      fc.property(terms, ({ terms: given, rates }) => {
        const spotPaid = given.spot.ask * 1.0003;
        expect(cashBook(given, rates, { spotPaid, shortGot: breakEvenShort(given, spotPaid) })).toBeCloseTo(
          0,
          6,
        );
        const shortGot = given.perpetual.bid * 0.9997;
        expect(cashBook(given, rates, { shortGot, spotPaid: breakEvenSpot(given, shortGot) })).toBeCloseTo(
          0,
          6,
        );
      }),
    );
  });

  it('is basis and funding when trading is free', () => {
    const free = {
      spot: { bid: 100, ask: 100, fee: 0 },
      perpetual: { bid: 101, ask: 101, fee: 0 },
      slippage: 0,
      funding: 0.002,
    };
    expect(carryProfit(free)).toBeCloseTo(1 + 0.002 * 101, 12);
    expect(remainingCarry(free)).toBeCloseTo(0.012, 12);
  });
});
