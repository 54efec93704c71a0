import type { FeeAsset } from '@qca/market';
import type { OrderFilled } from '@qca/orders';
import { type Amount, amount } from '@qca/units';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectAudited, expectWhole } from '../testing/audit.fixture.ts';
import { Bench, EAST, ETH_BTC, ETH_USD, limit, only, units, WEST } from '../testing/Bench.fixture.ts';

// A second bookkeeper: balances, fees and average costs from the list of fills alone, in whole fractions of atoms.
// It shares nothing with the books but the instruments' steps.

const LOT = {
  [EAST]: units('0.01'),
  [WEST]: units('0.01'),
  [ETH_BTC]: units('0.1'),
  [ETH_USD]: units('0.1'),
};
/** Quote atoms of one lot at one tick. */
const TICK_LOT = {
  [EAST]: units('0.01'),
  [WEST]: units('0.01'),
  [ETH_BTC]: units('0.0001'),
  [ETH_USD]: units('0.1'),
};
const PAIR = {
  [EAST]: ['east', 'BTC', 'USD'],
  [WEST]: ['west', 'BTC', 'USD'],
  [ETH_BTC]: ['east', 'ETH', 'BTC'],
  [ETH_USD]: ['east', 'ETH', 'USD'],
} as const;
type Spot = keyof typeof PAIR;

class SecondBookkeeper {
  readonly balances = new Map<string, bigint>([
    ['east/USD', units('10000')],
    ['west/USD', units('10000')],
    ['east/BTC', units('2')],
    ['west/BTC', units('2')],
    ['east/ETH', units('10')],
  ]);
  readonly fees = new Map<string, bigint>();

  take(fill: OrderFilled): void {
    const [venue, base, quote] = PAIR[fill.instrument as Spot];
    const sign = fill.side === 'buy' ? 1n : -1n;
    const lots = BigInt(fill.quantityLots);
    this.#add(this.balances, `${venue}/${base}`, sign * lots * LOT[fill.instrument as Spot]);
    const notional = lots * BigInt(fill.priceTicks) * TICK_LOT[fill.instrument as Spot];
    this.#add(this.balances, `${venue}/${quote}`, -sign * notional);
    const fee = `${venue}/${fill.feeAsset ?? quote}`;
    this.#add(this.balances, fee, -fill.fee);
    this.#add(this.fees, fee, fill.fee);
  }

  #add(sums: Map<string, bigint>, key: string, atoms: bigint): void {
    sums.set(key, (sums.get(key) ?? 0n) + atoms);
  }
}

const value = (bench: Bench, name: string): bigint => bench.balance(`strategy/one/${name}/USD.value`);

const mixedMove = fc.record({
  instrument: fc.constantFrom<Spot>(EAST, WEST, ETH_BTC, ETH_USD),
  side: fc.constantFrom('buy' as const, 'sell' as const),
  lots: fc.integer({ min: 1, max: 30 }),
  parts: fc.array(
    fc.record({
      lots: fc.integer({ min: 1, max: 20 }),
      asset: fc.constantFrom('quote', 'base', 'BNB', 'ETH', 'BTC'),
      /** Basis points of what is traded; below zero a rebate. */
      bps: fc.integer({ min: -5, max: 60 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  slip: fc.integer({ min: 0, max: 3 }),
  drift: fc.integer({ min: -4, max: 4 }),
});
type MixedMove = typeof mixedMove extends fc.Arbitrary<infer Value> ? Value : never;

/** One unit of an asset in dollars, about; what a fee in it comes to. */
const WORTH: Readonly<Record<string, number>> = { USD: 1, BTC: 1_000, ETH: 100, BNB: 400 };

function playMixed(bench: Bench, keeper: SecondBookkeeper, move: MixedMove): void {
  const { instrument, side, lots, parts, slip, drift } = move;
  const { board } = bench.state;
  const bid = Math.max(20, board.bidTicks(instrument) + drift);
  const ask = Math.max(22, board.askTicks(instrument) + drift);
  bench.quote(instrument, bid, ask);
  const touch = side === 'buy' ? ask : bid;
  const worst = side === 'buy' ? touch + 3 : touch - 3;
  const why = { text: '', numbers: {} };
  const [placed] = only(
    bench.want([{ kind: 'place', order: limit(instrument, side, lots, worst), why }]),
    'order-placed',
  );
  if (placed === undefined) return;
  const order = bench.order(placed.orderId);
  for (const part of parts) {
    const open = order.spec.quantityLots - order.filledLots;
    if (open === 0) break;
    const quantityLots = Math.min(part.lots, open);
    const [, base, quote] = PAIR[instrument];
    const feeAsset = part.asset === 'base' ? base : part.asset === 'quote' ? quote : part.asset;
    const dollars = (quantityLots * Number(LOT[instrument]) * WORTH[base]!) / 1e8;
    const fee = amount(BigInt(Math.round((dollars * part.bps * 1e4) / WORTH[feeAsset]!)));
    const fill = bench.fill(order, quantityLots, side === 'buy' ? touch + slip : touch - slip, {
      fee,
      ...(feeAsset === quote ? {} : { feeAsset }),
    });
    bench.input(fill);
    keeper.take(fill);
  }
  const open = order.spec.quantityLots - order.filledLots;
  if (open > 0) bench.cancelled(order, open);
}

describe('whatever fees are taken in', () => {
  it('the ledger holds what a second bookkeeper counts from the fills, in every asset and at every venue', () => {
    const feeAssets: fc.Arbitrary<FeeAsset> = fc.constantFrom<FeeAsset>('quote', 'received', {
      asset: 'BNB',
      discountBps: 2_500,
    });
    fc.assert(
      fc.property(feeAssets, fc.array(mixedMove, { minLength: 1, maxLength: 14 }), (feeAsset, moves) => {
        const bench = new Bench({ feeAsset }).open();
        const keeper = new SecondBookkeeper();
        for (const move of moves) playMixed(bench, keeper, move);
        const { slots, books } = bench.state;
        for (const { index, venue, asset } of slots.all) {
          const key = `${venue}/${asset.id}`;
          expect(books.venueTotal(index), key).toBe(keeper.balances.get(key) ?? 0n);
          expect(bench.balance(`venue/${venue}/fees/${asset.id}`), key).toBe(keeper.fees.get(key) ?? 0n);
        }
        for (const key of keeper.balances.keys()) expect(slots.find(...split(key)), key).toBeDefined();
        bench.settleEquity();
        expectWhole(bench, -bench.balance('capital/USD.value') as Amount);
        expectAudited(bench);
        expect(books.ledger.pendings.size).toBe(0);
      }),
      { numRuns: 100 },
    );
  });

  it('an asset bought again and again has the cost of a plain weighted average, and its fees are their values', () => {
    const purchase = fc.record({
      lots: fc.integer({ min: 1, max: 40 }),
      ticks: fc.integer({ min: 900, max: 1_100 }),
      feeAtoms: fc.bigInt({ min: 0n, max: 90_000n }),
    });
    fc.assert(
      fc.property(fc.array(purchase, { minLength: 1, maxLength: 8 }), (purchases) => {
        const bench = new Bench({
          feeAsset: 'received',
          funding: [['east', 'USD', units('1000000'), units('1000000')]],
        }).open();
        let spent = 0n;
        let fees = 0n;
        let atoms = 0n;
        for (const { lots, ticks, feeAtoms } of purchases) {
          // Bid and ask a tick around the price: decided at the mid, filled at the mid, so that no slippage blurs the cost.
          bench.quote(EAST, ticks - 1, ticks + 1);
          const order = bench.place(limit(EAST, 'buy', lots, ticks + 1));
          bench.filled(order, lots, ticks, { fee: amount(feeAtoms), feeAsset: 'BTC' });
          spent += BigInt(lots) * BigInt(ticks) * units('0.01');
          fees += feeAtoms * BigInt(ticks);
          atoms += BigInt(lots) * units('0.01') - feeAtoms;
        }
        expect(bench.balance('strategy/one/east/BTC')).toBe(atoms);
        expect(value(bench, 'expense/fees')).toBe(fees);
        expect(value(bench, 'cost/BTC')).toBe(spent - fees);
        expect(value(bench, 'income/realised')).toBe(0n);
        // Sold in one piece at the last price, down to dust: profit is the proceeds less the average cost of that part.
        const whole = bench.strategy.view.positionLots(EAST);
        const last = purchases.at(-1)!.ticks;
        if (whole < 1) return;
        bench.filled(bench.place(limit(EAST, 'sell', whole, last - 1)), whole, last);
        const sold = BigInt(whole) * units('0.01');
        const proceeds = BigInt(whole) * BigInt(last) * units('0.01');
        const cost = ((spent - fees) * sold) / atoms;
        const profit = -value(bench, 'income/realised');
        expect(profit - (proceeds - cost) >= -1n && profit - (proceeds - cost) <= 1n).toBe(true);
        expect(value(bench, 'cost/BTC')).toBe(spent - fees - (proceeds - profit));
      }),
      { numRuns: 150 },
    );
  });
});

function split(key: string): [string, string] {
  const [venue = '', asset = ''] = key.split('/');
  return [venue, asset];
}
