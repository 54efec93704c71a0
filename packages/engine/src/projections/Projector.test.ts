import { SECOND } from '@qca/base';
import type { JournalBlock } from '@qca/ports';
import { amount } from '@qca/units';
import { describe, expect, it } from 'vitest';
import { Bench, EAST, ETH_BTC, limit, PERPETUAL, units, WEST } from '../testing/Bench.fixture.ts';
import { BlockList } from '../testing/BlockList.fixture.ts';
import { Tables } from '../testing/Tables.fixture.ts';
import { catchUp, ProjectingJournal } from './ProjectingJournal.ts';
import { Projector } from './Projector.ts';

/** Something of everything, with the journal cut into blocks on the way. */
function busy(): Bench {
  const bench = new Bench().open();
  const cut = () => void bench.writer.flush();
  const order = bench.place(limit(EAST, 'buy', 10, 1_001));
  bench.filled(order, 4, 1_000, { fee: units('0.04') });
  cut();
  bench.filled(order, 3, 1_001, { fee: units('0.03'), liquidity: 'maker' });
  bench.cancelled(order, 3);
  bench.filled(bench.place(limit(ETH_BTC, 'buy', 10, 101)), 10, 100, { fee: amount(7n) });
  cut();
  bench.filled(bench.place(limit(PERPETUAL, 'sell', 20, 990)), 20, 995, { fee: units('-0.01') });
  bench.refusal(limit(EAST, 'buy', 5_000, 1_000));
  bench.place(limit(WEST, 'sell', 5, 1_050));
  bench.settleEquity();
  cut();
  return bench;
}

function tablesOf(bench: Bench): Tables {
  const tables = new Tables();
  const projector = new Projector();
  for (const block of bench.journal.list) {
    projector.take(block.bytes);
    tables.take(projector.batch(), projector.next - 1);
  }
  return tables;
}

async function closed(bench: Bench): Promise<Bench> {
  await bench.close();
  return bench;
}

describe('Projector', () => {
  it('writes transfers whose sums are the ledger’s balances, account by account, reserves included', () => {
    const bench = busy();
    const tables = tablesOf(bench);
    const { ledger } = bench.state.books;
    for (const [index, { path }] of ledger.accounts.entries()) {
      const posted = (ledger.creditsPosted[index] as bigint) - (ledger.debitsPosted[index] as bigint);
      let pending = 0n;
      for (const each of ledger.pendings.values()) if (each.debit === index) pending += each.left;
      expect(tables.balance(path), path).toEqual({ posted, pending });
    }
    expect(ledger.pendings.size).toBe(1);
  });

  it('writes an order as it stands', async () => {
    const bench = await closed(busy());
    const [first] = [...tablesOf(bench).rows.orders.values()];
    expect(first).toMatchObject({
      strategy: 'one',
      venue: 'east',
      instrument: 'east:BTC/USD',
      side: 'buy',
      type: 'limit',
      status: 'cancelled',
      reason: 'requested',
      quantity: units('0.1'),
      filled: units('0.07'),
      limitPrice: 1_001n * 10n ** 18n,
      why: 'test',
    });
    // (4 × 1,000 + 3 × 1,001) ÷ 7, rounded down.
    expect(first?.averagePrice).toBe((7_003n * 10n ** 18n) / 7n);
  });

  it('writes fills with their money', () => {
    const fills = [...tablesOf(busy()).rows.fills.values()];
    expect(fills[0]).toMatchObject({
      side: 'buy',
      liquidity: 'taker',
      price: 1_000n * 10n ** 18n,
      quantity: units('0.04'),
      notional: units('40'),
      fee: units('0.04'),
      quoteAsset: 'USD',
    });
    expect(fills.map((each) => each.fee)).toEqual([units('0.04'), units('0.03'), 7n, units('-0.01')]);
  });

  it('writes decisions with the rule and the numbers behind them, and equity', async () => {
    const bench = new Bench({ limits: { orderValueMax: 50 } }).open();
    bench.place(limit(EAST, 'buy', 3, 1_000));
    bench.place(limit(EAST, 'buy', 10, 1_000));
    bench.refusal(limit(EAST, 'buy', 0, 1_000));
    await bench.close();
    const { rows } = tablesOf(bench);
    expect(
      [...rows.decisions.values()].map(({ outcome, rule, why, kind }) => ({ outcome, rule, why, kind })),
    ).toEqual([
      { outcome: 'admitted', rule: '', why: 'test', kind: 'place' },
      { outcome: 'shrunk', rule: 'order-value', why: 'test', kind: 'place' },
      { outcome: 'refused', rule: 'bad-quantity', why: 'test', kind: 'place' },
    ]);
    expect(JSON.parse([...rows.decisions.values()][1]!.numbers)).toMatchObject({
      edge: 1,
      value: 100,
      limit: 50,
      unit: 'value',
    });
    expect([...rows.equity.values()][0]).toMatchObject({
      strategy: 'one',
      asset: 'USD',
      equity: units('25000'),
    });
  });

  it('counts a fill once that is told twice, and not at all one that is impossible', async () => {
    const bench = new Bench().open();
    const order = bench.place(limit(EAST, 'buy', 10, 1_001));
    const report = bench.fill(order, 4, 1_000);
    bench.input(report);
    bench.input(report);
    bench.filled(order, 7, 1_000);
    bench.filled({ ...order, id: 'foreign' }, 1, 1_000);
    const { rows } = tablesOf(await closed(bench));
    expect([...rows.fills.keys()]).toEqual([`east ${report.fillId}`]);
    expect(rows.orders.get(order.id)).toMatchObject({ filled: units('0.04'), status: 'partly-filled' });
  });

  it('knows fills that only the venue’s account told of, and those that came after the end', async () => {
    const bench = new Bench().open();
    const order = bench.place(limit(EAST, 'buy', 10, 1_001));
    bench.timer(5 * SECOND);
    bench.snapshot('east', {
      fills: [bench.fill(order, 4, 1_000)],
      orders: [{ orderId: order.id, instrument: EAST, status: 'cancelled', remainingLots: 6 }],
    });
    bench.filled(order, 2, 1_001);
    const { rows } = tablesOf(await closed(bench));
    expect([...rows.fills.values()].map((each) => each.quantity)).toEqual([units('0.04'), units('0.02')]);
    expect(rows.orders.get(order.id)).toMatchObject({ filled: units('0.06'), status: 'cancelled' });
  });

  it('knows a bracket’s exits and their fills', async () => {
    const bench = new Bench().open();
    const parent = bench.place({
      ...limit(EAST, 'buy', 10, 1_001),
      bracket: { takeProfitTicks: 1_100, stopTicks: 900 },
    });
    bench.filled(parent, 10, 1_001);
    bench.filled(bench.order(`${parent.id}.tp`), 10, 1_100);
    bench.cancelled(bench.order(`${parent.id}.sl`), 10, 'one-cancels-other');
    const { rows } = tablesOf(await closed(bench));
    expect(rows.orders.get(`${parent.id}.tp`)).toMatchObject({
      side: 'sell',
      type: 'limit',
      status: 'filled',
      limitPrice: 1_100n * 10n ** 18n,
    });
    expect(rows.orders.get(`${parent.id}.sl`)).toMatchObject({
      side: 'sell',
      type: 'stop',
      status: 'cancelled',
      limitPrice: undefined,
    });
    expect(rows.fills.size).toBe(2);
  });

  it('needs the start of a journal', () => {
    const bench = busy();
    expect(() => new Projector().take((bench.journal.list[1] as JournalBlock).bytes)).toThrow();
  });
});

describe('catchUp', () => {
  it('builds after a drop what was there before, and goes on from the middle alike', async () => {
    const bench = await closed(busy());
    const whole = new Tables();
    const projector = await catchUp(bench.journal, whole.port, 'run');
    expect(projector.next).toBe(bench.entries.length);
    expect(whole.rows).toEqual(tablesOf(bench).rows);
    const halfway = new Tables();
    const part = new BlockList();
    part.list.push(...bench.journal.list.slice(0, 2));
    await catchUp(part, halfway.port, 'run');
    await catchUp(bench.journal, halfway.port, 'run');
    expect(halfway.rows).toEqual(whole.rows);
    const { batches } = halfway;
    await catchUp(bench.journal, halfway.port, 'run');
    expect(halfway.batches).toBe(batches);
  });
});

describe('ProjectingJournal', () => {
  it('keeps tables beside the journal that are those of a later catch-up', async () => {
    const bench = await closed(busy());
    const inner = new BlockList(true);
    const tables = new Tables();
    const journal = new ProjectingJournal(inner, tables.port, 'run', new Projector());
    expect(journal.writeAhead).toBe(true);
    for (const block of bench.journal.list) void journal.append(block);
    expect(await journal.head()).toEqual(bench.journal.head());
    const read: JournalBlock[] = [];
    for await (const block of journal.blocks(1)) read.push(block);
    expect(read.length).toBeGreaterThan(1);
    expect(tables.batches).toBe(0);
    await journal.close();
    expect(inner.closed).toBe(true);
    expect(tables.rows).toEqual(tablesOf(bench).rows);
  });

  it('writes a batch every twenty thousand entries, and only what the journal has stored', async () => {
    const bench = new Bench().open();
    await bench.close();
    const before = bench.entries.length;
    for (let count = 0; count < 20_000; count += 1) bench.input({ kind: 'timer', timeUs: bench.timeUs });
    await bench.close();
    const inner = new BlockList();
    const tables = new Tables();
    const journal = new ProjectingJournal(inner, tables.port, 'run', new Projector());
    let store = () => {};
    void journal.append(bench.journal.list[0] as JournalBlock);
    inner.before = () =>
      new Promise((resolve) => {
        store = resolve;
      });
    const stored = journal.append(bench.journal.list[1] as JournalBlock);
    await new Promise(setImmediate);
    expect(tables.batches).toBe(0);
    store();
    await stored;
    await new Promise(setImmediate);
    expect(tables).toMatchObject({ batches: 1, done: before + 20_000 - 1 });
    await journal.close();
  });

  it('fails with the tables, but only after the journal is closed', async () => {
    const bench = await closed(busy());
    const inner = new BlockList();
    const tables = new Tables();
    tables.fault = new Error('disk full');
    const journal = new ProjectingJournal(inner, tables.port, 'run', new Projector());
    void journal.append(bench.journal.list[0] as JournalBlock);
    await expect(journal.close()).rejects.toThrow('disk full');
    expect(inner.closed).toBe(true);
    expect(() => journal.append(bench.journal.list[1] as JournalBlock)).toThrow('disk full');
  });

  it('keeps its tables behind a journal that failed', async () => {
    const bench = await closed(busy());
    const inner = new BlockList();
    inner.before = () => Promise.reject(new Error('disk gone'));
    const tables = new Tables();
    const journal = new ProjectingJournal(inner, tables.port, 'run', new Projector());
    await expect(journal.append(bench.journal.list[0] as JournalBlock)).rejects.toThrow('disk gone');
    await journal.close().catch(() => {});
    expect(tables.batches).toBe(0);
  });
});
