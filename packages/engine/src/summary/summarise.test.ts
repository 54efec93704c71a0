import { describe, expect, it } from 'vitest';
import { Bench, EAST, limit, PERPETUAL, units } from '../testing/Bench.fixture.ts';
import { summarise } from './summarise.ts';

describe('summarise', () => {
  it('adds up what a strategy did, to the atom', () => {
    const bench = new Bench({ limits: { orderValueMax: 500 } }).open();
    // Half a BTC bought at 1,001 and sold at 1,199; mids of 1,000 and 1,200.
    bench.filled(bench.place(limit(EAST, 'buy', 50, 1_002)), 50, 1_001, { fee: units('0.5') });
    bench.quote(EAST, 1_199, 1_201);
    const sale = bench.place(limit(EAST, 'sell', 50, 1_190));
    // 500 USD at 1,200 are 41 lots: the gate took nine.
    bench.filled(sale, 41, 1_199, { fee: units('0.4') });
    bench.refusal(limit(EAST, 'buy', 0, 1_000));
    bench.settleEquity();
    const summary = summarise(bench.state);
    expect(summary).toMatchObject({ reportingAsset: 'USD', balanced: true, warnings: [] });
    const [one] = summary.strategies;
    expect(one).toMatchObject({
      name: 'one',
      orders: 2,
      fills: 2,
      refused: 1,
      shrunk: 1,
      // 0.41 BTC gained 200 a BTC between the mids; half a dollar and 41 cents of slippage.
      realised: units('82'),
      slippage: units('0.91'),
      fees: units('0.9'),
      funding: 0n,
      revenue: units('80.19'),
      budget: 25_000,
      riskMode: 'active',
    });
    expect(one!.equity).toBeCloseTo(25_000 + 80.19 + one!.unrealised, 8);
    // 4.09 BTC are worth 200 more each than they cost.
    expect(one!.unrealised).toBeCloseTo(4.09 * 200, 8);
    const { trialBalance, transfers } = summary;
    expect(transfers).toBe(bench.state.books.ledger.transferIdNext - 1);
    for (const { debits, credits } of trialBalance) expect(debits).toBe(credits);
  });

  it('counts funding, open profit of perpetuals, the fall from the peak and the mode', () => {
    const bench = new Bench().open();
    bench.filled(bench.place(limit(PERPETUAL, 'sell', 100, 1_000)), 100, 1_000);
    const { timeUs } = bench;
    bench.input({
      kind: 'funding-settled',
      timeUs,
      venueTimeUs: timeUs,
      instrument: PERPETUAL,
      rate: 0.01,
      markTicks: 1_000,
      payment: units('10'),
    });
    bench.quote(PERPETUAL, 1_099, 1_101);
    bench.settleEquity();
    bench.command('halt', 0);
    const [one] = summarise(bench.state).strategies;
    expect(one).toMatchObject({
      funding: units('10'),
      revenue: units('10'),
      realised: 0n,
      riskMode: 'halted',
    });
    expect(one!.unrealised).toBeCloseTo(-100, 8);
    expect(one!.maxDrawdown).toBeCloseTo(100, 8);
    expect(one!.maxDrawdownRatio).toBeCloseTo(100 / 25_010, 8);
  });
});
