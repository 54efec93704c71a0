import { DAY, dayNumber } from '@qca/base';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProjectionBatch, Projections, RowMark, TransferRow } from '../Projections.ts';
import type { Store } from '../Store.ts';
import {
  NO_ROWS,
  SAMPLE_US,
  sampleBar,
  sampleCommand,
  sampleDecision,
  sampleEquity,
  sampleFill,
  sampleOrder,
  sampleRun,
  sampleTransfer,
} from './sampleRows.ts';
import type { StoreHarness } from './storeSuite.ts';

/** What the projections of every store promise. */
export function projectionsSuite(name: string, make: () => Promise<StoreHarness>): void {
  describe(`projections: ${name}`, () => {
    let harness: StoreHarness;
    let store: Store;
    let tables: Projections;

    beforeEach(async () => {
      harness = await make();
      store = await harness.open();
      for (const id of ['r1', 'r2']) await store.saveRun(sampleRun({ id }));
      tables = store.projections;
    });

    afterEach(async () => {
      await store.close();
      await harness.dispose();
    });

    it('are empty at first', async () => {
      expect(await tables.through('r1')).toBe(-1);
      expect(await everything(tables, 'r1')).toEqual(await everything(tables, 'never-saved'));
      expect(await tables.orders('r1', { limit: 1 })).toEqual([]);
    });

    it('give back every column as it was applied', async () => {
      const huge = 10n ** 77n - 1n; // the widest amount the tables promise
      const batch: ProjectionBatch = {
        orders: [
          sampleOrder({
            orderId: 'o1',
            averagePrice: 3n,
            reason: 'expired',
            tradeId: 't1',
            why: 'it’s 5 > 4 "now" \\',
          }),
        ],
        fills: [sampleFill({ fillId: 'f1', fee: -17n })],
        transfers: [sampleTransfer({ transferId: 'x1', amount: huge })],
        decisions: [
          sampleDecision({ decisionId: 'd1', outcome: 'refused', rule: 'order-value', reference: '' }),
        ],
        equity: [sampleEquity({ equity: -huge })],
        bars: [sampleBar({ kind: 'mid', high: huge, volume: 0n })],
        commands: [
          sampleCommand({ commandId: 'c1', outcome: 'refused', rule: 'not-tripped', strategy: 'pairs' }),
        ],
      };
      await tables.apply('r1', batch, 9);
      const all = { limit: 10 };
      expect(await tables.orders('r1', all)).toEqual(batch.orders);
      expect(await tables.fills('r1', all)).toEqual(batch.fills);
      expect(await tables.transfers('r1', all)).toEqual(batch.transfers);
      expect(await tables.decisions('r1', all)).toEqual(batch.decisions);
      expect(await tables.equity('r1', all)).toEqual(batch.equity);
      expect(await tables.bars('r1', { ...all, instrument: 'kraken:BTC/USD' })).toEqual(batch.bars);
      expect(await tables.commands('r1', all)).toEqual(batch.commands);
      expect(await tables.through('r1')).toBe(9);
    });

    it('ignore a batch that was applied before, and keep runs apart', async () => {
      await tables.apply(
        'r1',
        { ...NO_ROWS, transfers: [sampleTransfer({ transferId: 'x1', amount: 5n })] },
        3,
      );
      const before = await everything(tables, 'r1');
      for (const through of [3, 2, 0]) {
        await tables.apply(
          'r1',
          { ...NO_ROWS, transfers: [sampleTransfer({ transferId: `y${through}` })] },
          through,
        );
      }
      await tables.apply(
        'r2',
        { ...NO_ROWS, transfers: [sampleTransfer({ transferId: 'x1', amount: 8n })] },
        1,
      );
      expect(await everything(tables, 'r1')).toEqual(before);
      expect((await tables.transfers('r2', { limit: 10 })).map((row) => row.amount)).toEqual([8n]);
      expect(await tables.through('r2')).toBe(1);
    });

    it('replace a row by the later one with its key, also within a batch', async () => {
      const fills = [
        sampleFill({ fillId: 'f1' }),
        sampleFill({ fillId: 'f1', venue: 'bitstamp' }),
        sampleFill({ fillId: 'f1', fee: 1n }),
      ];
      await tables.apply('r1', { ...NO_ROWS, fills, orders: [sampleOrder({ orderId: 'o1' })] }, 1);
      await tables.apply(
        'r1',
        { ...NO_ROWS, orders: [sampleOrder({ orderId: 'o1', status: 'filled', sequence: 2 })] },
        2,
      );
      expect((await tables.fills('r1', { limit: 9 })).map((row) => [row.venue, row.fee])).toEqual([
        ['kraken', 1n],
        ['bitstamp', sampleFill({ fillId: 'f1' }).fee],
      ]);
      expect((await tables.orders('r1', { limit: 9 })).map((row) => row.status)).toEqual(['filled']);
    });

    it('list newest first, as many as asked for, by strategy, order and reference', async () => {
      const orders = [5, 9, 7, 7].map((sequence, index) =>
        sampleOrder({ orderId: `o${index}`, sequence, strategy: index === 1 ? 'pairs' : 'momentum' }),
      );
      const transfers = ['o1', 'o2', 'o1'].map((reference, index) =>
        sampleTransfer({ transferId: `x${index}`, sequence: index, reference }),
      );
      const decisions = ['o1', 'o2'].map((reference, index) =>
        sampleDecision({ decisionId: `d${index}`, reference, outcome: index === 0 ? 'refused' : 'shrunk' }),
      );
      const fills = ['o1', 'o2'].map((orderId, index) => sampleFill({ fillId: `f${index}`, orderId }));
      const equity = [1, 3, 2].map((sequence) =>
        sampleEquity({ sequence, strategy: sequence === 2 ? 'pairs' : 'momentum' }),
      );
      await tables.apply('r1', { ...NO_ROWS, orders, transfers, decisions, fills, equity }, 9);
      const ids = async (filter: Parameters<Projections['orders']>[1]) =>
        (await tables.orders('r1', filter)).map((row) => row.orderId);
      expect(await ids({ limit: 9 })).toEqual(['o1', 'o3', 'o2', 'o0']);
      expect(await ids({ limit: 2 })).toEqual(['o1', 'o3']);
      expect(await ids({ limit: 9, strategy: 'momentum' })).toEqual(['o3', 'o2', 'o0']);
      expect(await ids({ limit: 9, orderId: 'o2' })).toEqual(['o2']);
      expect(
        (await tables.transfers('r1', { limit: 9, reference: 'o1' })).map((row) => row.transferId),
      ).toEqual(['x2', 'x0']);
      expect(
        (await tables.decisions('r1', { limit: 9, reference: 'o2' })).map((row) => row.decisionId),
      ).toEqual(['d1']);
      expect(
        (await tables.decisions('r1', { limit: 1, outcome: 'refused' })).map((row) => row.decisionId),
      ).toEqual(['d0']);
      expect((await tables.fills('r1', { limit: 9, orderId: 'o1' })).map((row) => row.fillId)).toEqual([
        'f0',
      ]);
      expect(
        (await tables.equity('r1', { limit: 9, strategy: 'momentum' })).map((row) => row.sequence),
      ).toEqual([3, 1]);
    });

    it('go on behind a place, also between rows of one entry, until nothing is left', async () => {
      const at = [5, 9, 7, 7, 7, 2];
      const orders = at.map((sequence, index) => sampleOrder({ orderId: `o${index}`, sequence }));
      const fills = ['a', 'b'].flatMap((venue) =>
        ['f1', 'f2', 'f10'].map((fillId) => sampleFill({ venue, fillId, sequence: 3 })),
      );
      const transfers = [0, 1, 2, 3].map((index) =>
        sampleTransfer({ transferId: `x${index}`, sequence: 4, debit: `d${index % 2}`, credit: `c${index}` }),
      );
      const decisions = ['one', 'two', 'one'].map((rule, index) =>
        sampleDecision({ decisionId: `d${index}`, rule, sequence: index }),
      );
      await tables.apply('r1', { ...NO_ROWS, orders, fills, transfers, decisions }, 9);
      const all = (await tables.orders('r1', { limit: 9 })).map(({ orderId }) => orderId);
      expect(all).toEqual(['o1', 'o4', 'o3', 'o2', 'o0', 'o5']);
      const paged: string[] = [];
      let before: RowMark | undefined;
      for (;;) {
        const page = await tables.orders('r1', { limit: 2, ...(before === undefined ? {} : { before }) });
        const last = page.at(-1);
        if (last === undefined) break;
        paged.push(...page.map(({ orderId }) => orderId));
        before = { sequence: last.sequence, key: [last.orderId] };
      }
      expect(paged).toEqual(all);
      // A key of two parts.
      const names = async (mark?: RowMark) =>
        (await tables.fills('r1', { limit: 9, ...(mark === undefined ? {} : { before: mark }) })).map(
          ({ venue, fillId }) => `${venue} ${fillId}`,
        );
      expect(await names()).toEqual(['b f2', 'b f10', 'b f1', 'a f2', 'a f10', 'a f1']);
      expect(await names({ sequence: 3, key: ['b', 'f10'] })).toEqual(['b f1', 'a f2', 'a f10', 'a f1']);
      expect(await names({ sequence: 3, key: ['a', 'f1'] })).toEqual([]);
      const ofAccount = async (account: string, mark?: RowMark) =>
        (
          await tables.transfers('r1', { limit: 9, account, ...(mark === undefined ? {} : { before: mark }) })
        ).map(({ transferId }) => transferId);
      expect(await ofAccount('d1')).toEqual(['x3', 'x1']);
      expect(await ofAccount('d1', { sequence: 4, key: ['x3'] })).toEqual(['x1']);
      expect(await ofAccount('c2')).toEqual(['x2']);
      const ruled = await tables.decisions('r1', { limit: 9, rule: 'one' });
      expect(ruled.map(({ decisionId }) => decisionId)).toEqual(['d2', 'd0']);
    });

    it('list bars of one instrument in a span of time, the newest first', async () => {
      const bars = [0, 1, 2, 3, 4].map((minute) =>
        sampleBar({ openUs: SAMPLE_US + minute * 60_000_000, sequence: 9 - minute, open: BigInt(minute) }),
      );
      await tables.apply('r1', { ...NO_ROWS, bars: [...bars, sampleBar({ instrument: 'other' })] }, 1);
      const opens = async (filter: { fromUs?: number; toUs?: number; limit?: number }) =>
        (await tables.bars('r1', { instrument: 'kraken:BTC/USD', limit: 9, ...filter })).map(
          (row) => row.open,
        );
      const at = (minute: number) => SAMPLE_US + minute * 60_000_000;
      expect(await opens({})).toEqual([4n, 3n, 2n, 1n, 0n]);
      expect(await opens({ limit: 2 })).toEqual([4n, 3n]);
      expect(await opens({ fromUs: at(1), toUs: at(4) })).toEqual([3n, 2n, 1n]);
      expect(await opens({ fromUs: at(4) + 1 })).toEqual([]);
      await tables.apply('r1', { ...NO_ROWS, bars: [sampleBar({ openUs: at(4), close: 7n })] }, 2);
      expect((await tables.bars('r1', { instrument: 'kraken:BTC/USD', limit: 1 }))[0]?.close).toBe(7n);
      expect(await tables.bars('r1', { instrument: 'nowhere', limit: 9 })).toEqual([]);
      await expect(tables.bars('r1', { instrument: 'other', limit: 0 })).rejects.toThrow('limit');
    });

    it('replace a command by its outcome, and find it by id and strategy', async () => {
      const pending = sampleCommand({ commandId: 'c1', outcome: 'pending', sequence: 1, numbers: '{}' });
      await tables.apply('r1', { ...NO_ROWS, commands: [pending] }, 1);
      const done = { ...pending, outcome: 'applied', sequence: 2 } as const;
      const other = sampleCommand({ commandId: 'c2', strategy: 'momentum', sequence: 3 });
      await tables.apply('r1', { ...NO_ROWS, commands: [done, other] }, 3);
      expect(await tables.commands('r1', { limit: 9 })).toEqual([other, done]);
      expect(await tables.commands('r1', { limit: 9, commandId: 'c1' })).toEqual([done]);
      expect(await tables.commands('r1', { limit: 9, strategy: 'momentum' })).toEqual([other]);
      expect(await tables.commands('r2', { limit: 9 })).toEqual([]);
    });

    it.each([0, -1, 1.5, 100_001])('do not answer with a limit of %d', async (limit) => {
      await expect(tables.orders('r1', { limit })).rejects.toThrow('limit');
    });

    it('sum balances and revenue as a naive sum over all transfers does', async () => {
      const rows = fc.array(transferRow, { minLength: 1, maxLength: 30 });
      let round = 0;
      await fc.assert(
        fc.asyncProperty(rows, async (transfers) => {
          await tables.apply('r1', { ...NO_ROWS, transfers }, (await tables.through('r1')) + 1);
          const stored = await tables.transfers('r1', { limit: 1_000 });
          await expectNaiveSums(tables, stored);
          round += 1;
          if (round % 5 === 0) await tables.drop('r1');
        }),
        { numRuns: 15 },
      );
    });

    it('are the same again when they were dropped and rebuilt', async () => {
      const batches = [1, 2, 3].map(
        (sequence): ProjectionBatch => ({
          orders: [sampleOrder({ orderId: `o${sequence % 2}`, sequence })],
          fills: [sampleFill({ fillId: `f${sequence}`, sequence })],
          transfers: [sampleTransfer({ transferId: `x${sequence}`, sequence, amount: BigInt(sequence) })],
          decisions: [sampleDecision({ decisionId: `d${sequence}`, sequence })],
          equity: [sampleEquity({ sequence })],
          bars: [sampleBar({ sequence, openUs: SAMPLE_US + sequence })],
          commands: [sampleCommand({ commandId: `c${sequence % 2}`, sequence })],
        }),
      );
      const fold = async () => {
        for (const [index, batch] of batches.entries()) await tables.apply('r1', batch, index);
      };
      await fold();
      await tables.apply('r2', batches[0] as ProjectionBatch, 0);
      const before = await everything(tables, 'r1');
      const other = await everything(tables, 'r2');
      await tables.drop('r1');
      expect(await tables.through('r1')).toBe(-1);
      expect(await tables.transfers('r1', { limit: 9 })).toEqual([]);
      await fold();
      expect(await everything(tables, 'r1')).toEqual(before);
      expect(await everything(tables, 'r2')).toEqual(other);
    });
  });
}

const ACCOUNTS = ['strategy/a/USD', 'strategy/ab/USD', 'strategy/a_/USD', 'venue/%/BTC', 'world'];

const transferRow: fc.Arbitrary<TransferRow> = fc
  .record({
    transferId: fc.integer({ min: 0, max: 60 }).map(String),
    sequence: fc.integer({ min: 0, max: 99 }),
    timeUs: fc.integer({ min: 0, max: 3 * DAY - 1 }).map((offset) => DAY * dayNumber(SAMPLE_US) + offset),
    strategy: fc.constantFrom('a', 'ab', ''),
    kind: fc.constantFrom('fee', 'profit', 'funding'),
    state: fc.constantFrom('posted', 'pending', 'voided'),
    debit: fc.constantFrom(...ACCOUNTS),
    credit: fc.constantFrom(...ACCOUNTS),
    asset: fc.constantFrom('USD', 'BTC'),
    amount: fc.bigInt({ min: 0n, max: 10n ** 30n }),
  })
  .map((change) => sampleTransfer(change));

/** Holds the sums against one addition per transfer, account by account. */
async function expectNaiveSums(tables: Projections, stored: readonly TransferRow[]): Promise<void> {
  const lastDay = dayNumber(SAMPLE_US) + 1;
  const filters = [
    {},
    { accountPrefix: 'strategy/a' },
    { accountPrefix: 'strategy/a_' },
    { strategy: 'ab' },
    { day: lastDay },
  ];
  for (const filter of filters) {
    const {
      accountPrefix = '',
      strategy,
      day,
    }: { accountPrefix?: string; strategy?: string; day?: number } = filter;
    const counted = stored.filter(
      (row) =>
        row.state !== 'voided' &&
        (strategy === undefined || row.strategy === strategy) &&
        (day === undefined || dayNumber(row.timeUs) <= day),
    );
    const expected = [...ACCOUNTS].sort().flatMap((account) =>
      ['BTC', 'USD'].flatMap((asset) => {
        const own = counted.filter(
          (row) => row.asset === asset && (row.debit === account || row.credit === account),
        );
        if (own.length === 0 || !account.startsWith(accountPrefix)) return [];
        const sum = (side: 'debit' | 'credit', state: string) =>
          own.reduce(
            (total, row) => (row[side] === account && row.state === state ? total + row.amount : total),
            0n,
          );
        return {
          account,
          asset,
          debits: sum('debit', 'posted'),
          credits: sum('credit', 'posted'),
          pendingDebits: sum('debit', 'pending'),
          pendingCredits: sum('credit', 'pending'),
        };
      }),
    );
    expect(await tables.balances('r1', filter)).toEqual(expected);
  }
  const posted = stored.filter((row) => row.state === 'posted');
  for (const row of await tables.revenueByStrategy('r1')) {
    const own = posted.filter(
      (transfer) =>
        transfer.strategy === row.strategy && transfer.kind === row.kind && transfer.asset === row.asset,
    );
    expect(row.amount).toBe(own.reduce((total, transfer) => total + transfer.amount, 0n));
    expect(row.transfers).toBe(own.length);
  }
  const groups = new Set(posted.map((row) => `${row.strategy} ${row.kind} ${row.asset}`));
  expect(
    (await tables.revenueByStrategy('r1')).map((row) => `${row.strategy} ${row.kind} ${row.asset}`),
  ).toEqual([...groups].sort());
}

/** All that a run's projections say, to be compared. */
async function everything(tables: Projections, runId: string): Promise<unknown> {
  const filter = { limit: 1_000 };
  return [
    await tables.through(runId),
    await tables.orders(runId, filter),
    await tables.fills(runId, filter),
    await tables.transfers(runId, filter),
    await tables.decisions(runId, filter),
    await tables.equity(runId, filter),
    await tables.bars(runId, { ...filter, instrument: 'kraken:BTC/USD' }),
    await tables.commands(runId, filter),
    await tables.balances(runId),
    await tables.revenueByStrategy(runId),
  ];
}
