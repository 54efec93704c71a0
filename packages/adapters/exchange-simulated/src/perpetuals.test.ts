import { MINUTE } from '@qca/base';
import type { Bar, Funding, Instrument } from '@qca/market';
import type { OrderSpec } from '@qca/orders';
import type { Ratio } from '@qca/units';
import { describe, expect, it } from 'vitest';
import { brief, type Heard, place, play, type SessionParts } from './testing/Session.ts';
import { bar, limit, market, START, sampleInstrument } from './testing/samples.ts';

// 10 % initial, 5 % maintenance; one lot at one tick is 1,000 atoms, so 1,000 lots at 10,000 ticks are 100 USD.
function perpetual(index = 0, base = 'BTC'): Instrument {
  return sampleInstrument(index, {
    kind: 'perpetual',
    base: { id: base, decimals: 8 },
    fees: [{ volumeMin: 0, maker: 0n as Ratio, taker: 0n as Ratio }],
    margin: {
      initialRatio: (10n ** 17n) as Ratio,
      maintenanceRatio: (5n * 10n ** 16n) as Ratio,
      fundingIntervalUs: 480 * MINUTE,
    },
  });
}

const CLOSE = (minute: number): number => START + (minute + 1) * MINUTE;
const FLAT = (minute: number, ticks: number): Bar => bar(minute, [ticks, ticks, ticks, ticks], 1e6);

function trade(
  orders: readonly [string, number, OrderSpec][],
  events: SessionParts['events'],
  more: Partial<SessionParts> = {},
): Heard {
  return play({
    events,
    instruments: [perpetual()],
    balances: { USD: 100 },
    steps: orders.map(([id, minute, spec]) => ({ atUs: CLOSE(minute), actions: [place(id, spec)] })),
    ...more,
  });
}

function dollars({ exchange }: Heard): bigint {
  return exchange.venueBalances('kraken').find(({ asset }) => asset === 'USD')?.total ?? 0n;
}

function funding(minute: number, rate: number, markTicks: number): Funding {
  const timeUs = CLOSE(minute) + 1;
  return { kind: 'funding', instrument: 0, venueTimeUs: timeUs, timeUs, rate, markTicks };
}

describe('a perpetual', () => {
  it('moves the balance by what it realises, not by its value', () => {
    const heard = trade(
      [
        ['a', 0, market('buy', 1000)],
        ['b', 1, market('sell', 400)],
        ['c', 2, market('sell', 1000)],
        ['d', 3, market('buy', 400)],
      ],
      [FLAT(0, 10_000), FLAT(1, 10_500), FLAT(2, 9_900), FLAT(3, 9_800)],
    );
    // 400 × 500 − 600 × 100, then 400 short from 9,900 to 9,800: ticks × lots × 1,000 atoms.
    expect(dollars(heard)).toBe(10_000_000_000n + 200_000_000n - 60_000_000n + 40_000_000n);
  });

  it('needs initial margin for what an order may open, and none for what it closes', () => {
    const opens = (lots: number): string[] =>
      brief(trade([['a', 0, market('buy', lots)]], [FLAT(0, 10_000)]).reports);
    expect(opens(10_000)).toEqual(['a accepted', 'a filled 10000@10000 taker']);
    expect(opens(10_001)).toEqual(['a rejected insufficient-balance']);
    const turned = trade(
      [
        ['a', 0, market('buy', 10_000)],
        ['b', 0, limit('buy', 1, 9_000)],
        ['c', 0, limit('sell', 10_000, 11_000)],
        ['d', 0, limit('sell', 10_001, 11_000)],
      ],
      [FLAT(0, 10_000), FLAT(1, 10_000)],
    );
    expect(brief(turned.reports).slice(2)).toEqual([
      'b rejected insufficient-balance',
      'c accepted',
      'd rejected insufficient-balance',
    ]);
  });

  it('counts resting orders of both sides by the worse one', () => {
    const { reports } = trade(
      [
        ['a', 0, limit('buy', 10_000, 10_000 - 1)],
        ['b', 0, limit('sell', 10_000, 10_000 + 1)],
        ['c', 0, limit('sell', 1, 10_000 + 1)],
      ],
      [FLAT(0, 10_000)],
    );
    expect(brief(reports)).toEqual(['a accepted', 'b accepted', 'c rejected insufficient-balance']);
  });

  it('does not count what can only reduce', () => {
    const { reports } = trade(
      [
        ['a', 0, market('buy', 10_000)],
        ['tp', 0, limit('sell', 10_000, 11_000, { reduceOnly: true })],
        ['sl', 0, limit('sell', 10_000, 12_000, { reduceOnly: true })],
        ['b', 0, limit('sell', 1, 10_500)],
      ],
      [FLAT(0, 10_000)],
    );
    expect(brief(reports).slice(2)).toEqual(['tp accepted', 'sl accepted', 'b accepted']);
  });

  it('reduces only as far as the position goes', () => {
    const { reports } = trade(
      [
        ['a', 0, market('sell', 30)],
        ['b', 0, market('buy', 50, { reduceOnly: true })],
        ['c', 0, market('buy', 50, { reduceOnly: true })],
      ],
      [FLAT(0, 10_000)],
    );
    expect(brief(reports)).toEqual([
      'a accepted',
      'a filled 30@10000 taker',
      'b accepted',
      'b filled 30@10000 taker',
      'b cancelled reduce-only',
      'c rejected would-not-reduce',
    ]);
  });

  it('a resting reduce-only order dies with the position', () => {
    const { reports } = trade(
      [
        ['a', 0, market('sell', 30)],
        ['b', 0, limit('buy', 20, 9_900, { reduceOnly: true })],
        ['c', 0, market('buy', 30)],
      ],
      [FLAT(0, 10_000), FLAT(1, 9_900)],
    );
    expect(brief(reports).slice(-1)).toEqual(['b cancelled reduce-only']);
  });

  it('brackets exit without turning the position', () => {
    const bracket = { takeProfitTicks: 10_100, stopTicks: 9_900 };
    const { fills, exchange } = trade(
      [['a', 0, market('buy', 10, { bracket })]],
      [FLAT(0, 10_000), bar(1, [10_000, 10_200, 10_000, 10_150])],
    );
    expect(brief(fills)).toEqual(['a filled 10@10000 taker', 'a.tp filled 10@10100 maker']);
    expect(exchange.venueOrders('kraken').every(({ status }) => status !== 'open')).toBe(true);
  });
});

describe('funding', () => {
  it('is paid by longs and received by shorts at a positive rate, and reported', () => {
    const settle = (side: 'buy' | 'sell', rate: number): Heard =>
      trade([['a', 0, market(side, 1000)]], [FLAT(0, 10_000), funding(0, rate, 10_010)]);
    // 1,000 lots at 10,010 ticks are 10,010,000,000 atoms; 0.01 % of that.
    const long = settle('buy', 0.0001);
    expect(dollars(long)).toBe(10_000_000_000n - 1_001_000n);
    expect(brief(long.reports).at(-1)).toBe('funding 0.0001@10010');
    expect(dollars(settle('sell', 0.0001))).toBe(10_000_000_000n + 1_001_000n);
    expect(dollars(settle('buy', -0.0001))).toBe(10_000_000_000n + 1_001_000n);
  });

  it('uses the last price where no mark is told', () => {
    const heard = trade([['a', 0, market('buy', 1000)]], [FLAT(0, 10_000), funding(0, 0.0001, 0)]);
    expect(dollars(heard)).toBe(10_000_000_000n - 1_000_000n);
  });

  it('says nothing without a position, and the event is heard all the same', () => {
    const { reports, all } = trade([], [FLAT(0, 10_000), funding(0, 0.0001, 10_000)]);
    expect(reports).toEqual([]);
    expect(all.map(({ kind }) => kind)).toEqual(['bar', 'funding']);
  });
});

describe('liquidation', () => {
  // 10,000 lots at 10,000 ticks: 1,000 USD of value on 100 USD. Equity 100 − 0.1 × fall, maintenance 5 % of value:
  // 100 − 0.1 d = 0.05 × (1,000 − 0.1 d) at d = 526.3 ticks.
  const open: [string, number, OrderSpec] = ['a', 0, market('buy', 10_000)];

  it('comes once equity is down to the maintenance margin, not before', () => {
    const at = (low: number): string[] =>
      brief(trade([open], [FLAT(0, 10_000), bar(1, [10_000, 10_000, low, 10_000], 1e6)]).fills);
    expect(at(9_474)).toEqual(['a filled 10000@10000 taker']);
    expect(at(9_473)).toEqual(['a filled 10000@10000 taker', 'kraken-liquidation-1 filled 10000@9473 taker']);
  });

  it('of a short comes on the way up', () => {
    // 100 − 0.1 d = 0.05 × (1,000 + 0.1 d) at d = 476.2.
    const at = (high: number): number =>
      trade(
        [['a', 0, market('sell', 10_000)]],
        [FLAT(0, 10_000), bar(1, [10_000, high, 10_000, 10_000], 1e6)],
      ).fills.length;
    expect(at(10_476)).toBe(1);
    expect(at(10_477)).toBe(2);
  });

  it('cancels what is open and keeps the books exact', () => {
    const heard = trade(
      [open, ['tp', 0, limit('sell', 10_000, 11_000, { reduceOnly: true })]],
      [FLAT(0, 10_000), bar(1, [10_000, 10_000, 9_400, 10_000], 1e6)],
    );
    expect(brief(heard.reports).slice(3)).toEqual([
      'tp cancelled venue',
      'kraken-liquidation-1 filled 10000@9400 taker',
    ]);
    expect(dollars(heard)).toBe(10_000_000_000n - 6_000_000_000n);
  });

  it('comes after a stop that protects', () => {
    const stop: OrderSpec = {
      instrument: 0,
      side: 'sell',
      type: 'stop',
      quantityLots: 10_000,
      triggerTicks: 9_600,
      reduceOnly: true,
    };
    const { fills } = trade(
      [open, ['sl', 0, stop]],
      [FLAT(0, 10_000), bar(1, [10_000, 10_000, 9_000, 9_500], 1e6)],
    );
    expect(brief(fills)).toEqual(['a filled 10000@10000 taker', 'sl filled 10000@9600 taker']);
  });

  it('counts all perpetuals of the quote asset together', () => {
    const both = [perpetual(0), perpetual(1, 'ETH')];
    const on = (minute: number, index: number, ticks: number): Bar => ({
      ...FLAT(minute, ticks),
      instrument: index,
    });
    const { fills } = play({
      instruments: both,
      balances: { USD: 100 },
      events: [
        on(0, 0, 10_000),
        on(0, 1, 10_000),
        on(1, 0, 9_700),
        on(1, 1, 9_700),
        on(2, 0, 9_300),
        on(2, 1, 9_300),
      ],
      steps: [
        {
          atUs: CLOSE(0),
          actions: [place('a', market('buy', 5_000)), place('b', { ...market('buy', 5_000), instrument: 1 })],
        },
      ],
    });
    // After the first fell to 9,300: 100 − 35 − 15 = 50 against 5 % of 950. After both did: 30 against 46.5.
    expect(brief(fills).slice(2)).toEqual([
      'kraken-liquidation-1 filled 5000@9300 taker',
      'kraken-liquidation-2 filled 5000@9300 taker',
    ]);
  });
});
