import { trialBalance } from '@qca/ledger';
import { DEFAULT_LIMITS } from '@qca/risk';
import { formatAmount } from '@qca/units';
import { describe, expect, it } from 'vitest';
import { replay } from '../runner/replay.ts';
import { summarise } from '../summary/summarise.ts';
import { Bench, EAST, limit, PERPETUAL, units, WEST, WHY } from '../testing/Bench.fixture.ts';
import { describeState } from './describeState.ts';

/** Fills, open orders, a perpetual, a trade under way, a refusal, a level book and every limit on. */
function busy(): Bench {
  const limits = {
    ...DEFAULT_LIMITS,
    positionValueMax: 10_000,
    strategyExposureMax: 3,
    haltAllowsReducing: true,
  };
  const bench = new Bench({ strategies: ['one', 'two'], limits }).open();
  bench.filled(bench.place(limit(EAST, 'buy', 50, 1_002)), 50, 1_001, { fee: units('0.5') });
  bench.filled(bench.place(limit(EAST, 'sell', 20, 999)), 20, 999, { fee: units('0.2') });
  bench.filled(bench.place(limit(PERPETUAL, 'sell', 30, 999), 1), 30, 999);
  bench.filled(bench.place(limit(WEST, 'buy', 10, 990)), 4, 990);
  bench.refusal(limit(EAST, 'buy', 0, 1_000));
  const leg = { quantityLots: 10, sizing: 'same-base' } as const;
  bench.want(
    [
      {
        kind: 'legs',
        legs: [
          { instrument: EAST, side: 'buy', limitTicks: 1_001, ...leg },
          { instrument: WEST, side: 'sell', limitTicks: 999, ...leg },
        ],
        timeoutUs: 4_000_000,
        why: WHY,
      },
    ],
    1,
  );
  bench.timeUs += 1_000_000;
  bench.input({
    kind: 'depth',
    instrument: WEST,
    timeUs: bench.timeUs,
    venueTimeUs: bench.timeUs,
    snapshot: true,
    firstUpdateId: 1,
    lastUpdateId: 1,
    previousUpdateId: 0,
    count: 3,
    sides: Uint8Array.of(0, 0, 1),
    priceTicks: Float64Array.of(997, 998, 1_003),
    quantityLots: Float64Array.of(5, 7, 11),
  });
  bench.give({ kind: 'move-budget', from: 0, to: -1, amount: '500' });
  bench.quote(EAST, 1_049, 1_052);
  bench.settleEquity();
  return bench;
}

const rowOf = <Row extends { readonly rule: string; readonly name: string }>(
  rows: readonly Row[],
  name: string,
  rule: string,
): Row | undefined => rows.find((each) => each.rule === rule && each.name === name);

describe('describeState', () => {
  it('says what summarise says and what the ledger holds', () => {
    const { state, ...bench } = Object.assign(busy(), {});
    const document = describeState(state);
    const summary = summarise(state);
    for (const [index, each] of summary.strategies.entries()) {
      const own = document.strategies[index]!;
      const { equity, budget, unrealised, fills, orders, refused, shrunk } = each;
      expect(own).toMatchObject({ equity, budget, unrealised, fills, orders, refused, shrunk });
      expect(own.earnings).toEqual({
        realised: formatAmount(each.realised, 8),
        funding: formatAmount(each.funding, 8),
        fees: formatAmount(each.fees, 8),
        slippage: formatAmount(each.slippage, 8),
        net: formatAmount(each.revenue, 8),
      });
    }
    expect(document.platform.equity).toBe(state.platformEquity);
    expect(document.platform).toMatchObject({ budget: 50_000, reserve: 500, mode: 'active', reason: null });
    expect(document.strategies.map((each) => each.budget)).toEqual([24_500, 25_000]);
    for (const held of document.positions) {
      if (held.instrument !== held.asset) continue;
      const slot = state.slots.at(held.venue, held.asset);
      const strategy = state.strategies.findIndex((each) => each.configuration.name === held.strategy);
      expect(held.quantity).toBe(formatAmount(state.books.held(strategy, slot.index), 8));
    }
    const balanced = trialBalance(state.books.ledger).every((each) => each.balanced);
    expect(document.ledger).toEqual({
      transfers: state.books.ledger.transferIdNext - 1,
      balanced,
      difference: '0',
    });
    expect(document.sequence).toBe(state.sequence);
    expect(bench.timeUs).toBe(document.timeUs);
  });

  it('adds positions up to the strategies’ equity and unrealised profit', () => {
    const { strategies, positions } = describeState(busy().state);
    for (const { name, equity, unrealised } of strategies) {
      const own = positions.filter((each) => each.strategy === name);
      const perpetuals = own.filter((each) => each.instrument !== each.asset);
      const assets = own.filter((each) => each.instrument === each.asset);
      const sum = (rows: typeof own, key: 'value' | 'unrealised') =>
        rows.reduce((total, each) => total + each[key], 0);
      expect(sum(assets, 'value') + sum(perpetuals, 'unrealised')).toBeCloseTo(equity, 6);
      expect(sum(own, 'unrealised')).toBeCloseTo(unrealised, 6);
    }
    expect(positions.find((each) => each.instrument === 'west:BTC/USD-PERP')).toMatchObject({
      strategy: 'two',
      quantity: '-0.3',
      averageCost: 999,
      isCash: false,
    });
  });

  it('lists open orders, trades, markets and venues as they stand', () => {
    const document = describeState(busy().state);
    expect(document.openOrders).toMatchObject([
      {
        strategy: 'one',
        venue: 'west',
        instrument: 'west:BTC/USD',
        side: 'buy',
        type: 'limit',
        status: 'partly-filled',
        quantity: '0.1',
        filled: '0.04',
        limitPrice: '990',
        why: 'test',
        tradeId: '',
      },
      { strategy: 'two', instrument: 'east:BTC/USD', status: 'sent', limitPrice: '1001' },
    ]);
    expect(document.strategies.map((each) => each.openOrders)).toEqual([1, 1]);
    expect(document.trades).toMatchObject([
      { strategy: 'two', stage: 'working', leg: 1, legs: 2, why: 'test' },
    ]);
    expect(document.trades[0]?.tradeId).toBe(document.openOrders[1]?.tradeId);
    const [east, west] = document.markets;
    // A mid of half a tick keeps its half.
    expect(east).toMatchObject({
      instrument: 'east:BTC/USD',
      bid: '1049',
      ask: '1052',
      mark: '1050.5',
      bids: [],
    });
    expect(west).toMatchObject({
      bids: [
        ['998', '0.07'],
        ['997', '0.05'],
      ],
      asks: [['1003', '0.11']],
      stale: false,
    });
    expect(document.venues).toEqual([
      { id: 'east', up: true, waitingForSnapshot: false, openOrders: 1 },
      { id: 'west', up: true, waitingForSnapshot: false, openOrders: 1 },
    ]);
  });

  it('knows a market that is stale, and one that was never heard', () => {
    const bench = new Bench({ limits: { staleAge: DEFAULT_LIMITS.staleAge } });
    bench.quote(EAST, 999, 1_001);
    bench.timeUs += 40_000_000;
    bench.quote(WEST, 999, 1_001);
    const { markets, risk } = describeState(bench.state);
    expect(markets[0]).toMatchObject({ stale: true, bid: '999' });
    expect(markets[1]).toMatchObject({ stale: false });
    expect(markets[2]).toMatchObject({ stale: true, bid: null, ask: null, mark: null, lastHeardUs: 0 });
    expect(rowOf(risk, 'east', 'stale-data')).toMatchObject({ value: 41_000_000, headroom: 0 });
  });

  it('lists every limit that is on, as configured, with what is used of it', () => {
    const bench = busy();
    const { risk } = describeState(bench.state);
    const { limits } = bench.state.risk;
    const expected: readonly (readonly [string, string, number | null])[] = [
      ...['one', 'two'].flatMap((name) => [
        [name, 'order-value', limits.orderValueMax] as const,
        [name, 'position-value', limits.positionValueMax] as const,
        [name, 'strategy-exposure', limits.strategyExposureMax] as const,
        [name, 'daily-turnover', limits.dailyTurnoverMax] as const,
        [name, 'price-collar', limits.collarBps] as const,
        [name, 'order-rate', limits.orderRate!.burst] as const,
        [name, 'daily-loss', limits.strategyBreakers.dailyLoss!.max] as const,
        [name, 'stop-loss', limits.strategyBreakers.stopLoss!.max] as const,
        [name, 'trailing-stop', limits.strategyBreakers.trailingStop!.max] as const,
        [name, 'drawdown-breaker', limits.strategyBreakers.drawdown!.max] as const,
        [name, 'volatility-breaker', limits.strategyBreakers.volatility!.ratioMax] as const,
      ]),
      ...['east', 'west'].flatMap((name) => [
        [name, 'venue-exposure', limits.venueExposureMax] as const,
        [name, 'stale-data', limits.staleAge.quotesUs] as const,
      ]),
      ['BTC', 'concentration', limits.concentrationMax],
      ['ETH', 'concentration', limits.concentrationMax],
      ['', 'daily-loss', limits.platformBreakers.dailyLoss!.max],
      ['', 'drawdown-breaker', limits.platformBreakers.drawdown!.max],
      ['', 'volatility-breaker', limits.platformBreakers.volatility!.ratioMax],
    ];
    for (const [name, rule, most] of expected) expect(rowOf(risk, name, rule)?.limit, rule).toBe(most);
    expect(risk).toHaveLength(expected.length);
    for (const { headroom } of risk) {
      expect(headroom).toBeGreaterThanOrEqual(0);
      expect(headroom).toBeLessThanOrEqual(1);
    }
    // 2.3 BTC in the east at 1,050.5.
    expect(rowOf(risk, 'one', 'position-value')?.value).toBeCloseTo(2.3 * 1_050.5, 6);
    expect(rowOf(risk, 'one', 'order-value')?.value).toBeCloseTo(0.06 * 1_000.5, 6);
  });

  it('has no row for a rule that is off', () => {
    expect(describeState(new Bench().open().state).risk).toEqual([]);
  });

  it('follows switches, modes, parameters and a kill', () => {
    const bench = new Bench({ strategies: ['one', 'two'] }).open();
    expect(describeState(bench.state).kill).toMatchObject({ killed: false, stage: 'off', left: 0 });
    bench.give({ kind: 'switch-strategy', strategy: 0, on: false });
    bench.command('halt', 1);
    const plan = { reduce: 'everything', order: ['ETH'] } as const;
    bench.give({ kind: 'kill', plan, commandId: 'the-end' });
    const document = describeState(bench.state);
    expect(document.strategies).toMatchObject([
      { on: false, mode: 'active', reason: null, parameters: {} },
      { on: true, mode: 'halted', reason: { rule: 'command', timeUs: bench.timeUs } },
    ]);
    expect(document.kill).toEqual({
      killed: true,
      plan,
      stage: 'reducing',
      left: 6,
      commandId: 'the-end',
      sinceUs: bench.timeUs,
      holdings: [],
    });
  });

  it('is plain JSON, and the same document after a replay', async () => {
    const bench = busy();
    bench.give({ kind: 'kill', plan: null });
    const document = describeState(bench.state);
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
    const replayed = await replay(await bench.close(), bench.find);
    expect(replayed.firstDifference).toBeUndefined();
    expect(describeState(replayed.state!)).toEqual(document);
  });

  it('reads only', async () => {
    const bench = busy();
    const before = JSON.stringify(describeState(bench.state));
    expect(JSON.stringify(describeState(bench.state))).toBe(before);
    const replayed = await replay(await bench.close(), bench.find);
    expect(replayed.firstDifference).toBeUndefined();
  });
});
