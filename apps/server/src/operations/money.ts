import type { BalanceRow, RevenueRow } from '@qca/ports';
import { amountText, presentBalance, presentEquity, presentTransfer } from '../present/rows.ts';
import type { HandlerOf } from './Handler.ts';
import { pageFilter, pageOf } from './pageMark.ts';
import { keptRead, markedRead } from './runs.ts';

/** What the reporting asset is called where it stands for value. */
const VALUE = '.value';

/** Value accounts of a strategy, as the engine opens them: `strategy/<name>/income/realised/USD.value`. */
const VALUE_ACCOUNT =
  /^strategy\/(.+)\/(income\/realised|income\/funding|expense\/fees|expense\/slippage)\/[^/]+\.value$/;

export const readRevenue: HandlerOf<'readRevenue'> = async ({ query }, platform) => {
  const { projections } = platform.store;
  const { run, sequence, value } = await markedRead(platform, query.run, async (id) => ({
    balances: await projections.balances(id, { accountPrefix: 'strategy/' }),
    revenue: await projections.revenueByStrategy(id),
  }));
  const { asset, strategies } = sumRevenue(value.balances, value.revenue);
  const total = new Sum();
  for (const { sum } of strategies) total.add(sum);
  return {
    run,
    sequence,
    // A run without transfers has no value accounts yet.
    asset: asset ?? '',
    total: total.earnings(),
    strategies: strategies.map(({ strategy, sum, transfers }) => ({
      strategy,
      earnings: sum.earnings(),
      transfers,
    })),
  };
};

function sumRevenue(balances: readonly BalanceRow[], revenue: readonly RevenueRow[]) {
  const sums = new Map<string, Sum>();
  let asset: string | undefined;
  for (const row of balances) {
    // What anything cost is kept in the reporting asset, from the first deposit on.
    if (row.asset.endsWith(VALUE)) asset ??= row.asset.slice(0, -VALUE.length);
    const [, strategy, account] = VALUE_ACCOUNT.exec(row.account) ?? [];
    if (strategy === undefined || account === undefined) continue;
    const sum = sums.get(strategy) ?? new Sum();
    sums.set(strategy, sum);
    // Income lies on the debit side: it came from there.
    if (account === 'income/realised') sum.realised += row.debits - row.credits;
    else if (account === 'income/funding') sum.funding += row.debits - row.credits;
    else if (account === 'expense/fees') sum.fees += row.credits - row.debits;
    else sum.slippage += row.credits - row.debits;
  }
  const transfers = new Map<string, number>();
  for (const row of revenue) {
    if (row.strategy === '') continue;
    transfers.set(row.strategy, (transfers.get(row.strategy) ?? 0) + row.transfers);
  }
  const names = [...new Set([...transfers.keys(), ...sums.keys()])].sort();
  const strategies = names.map((strategy) => ({
    strategy,
    sum: sums.get(strategy) ?? new Sum(),
    transfers: transfers.get(strategy) ?? 0,
  }));
  return { asset, strategies };
}

/** What was earned and what it cost. Units: atoms of the reporting asset. */
class Sum {
  realised = 0n;
  funding = 0n;
  fees = 0n;
  slippage = 0n;

  add(other: Sum): void {
    this.realised += other.realised;
    this.funding += other.funding;
    this.fees += other.fees;
    this.slippage += other.slippage;
  }

  earnings() {
    const { realised, funding, fees, slippage } = this;
    return {
      realised: amountText(realised),
      funding: amountText(funding),
      fees: amountText(fees),
      slippage: amountText(slippage),
      net: amountText(realised + funding - fees - slippage),
    };
  }
}

export const listEquity: HandlerOf<'listEquity'> = ({ query }, platform) =>
  keptRead(platform, { operation: 'listEquity', query }, async (asked) => {
    const { strategy, limit } = query;
    const { run, sequence, value } = await markedRead(platform, asked, (id) =>
      platform.store.projections.equity(id, { limit, ...(strategy === undefined ? {} : { strategy }) }),
    );
    return { run, sequence, points: value.map(presentEquity).reverse() };
  });

export const listTransfers: HandlerOf<'listTransfers'> = ({ query }, platform) =>
  keptRead(platform, { operation: 'listTransfers', query }, async (asked) => {
    const { reference, account } = query;
    const { run, sequence, value } = await markedRead(platform, asked, (id) =>
      platform.store.projections.transfers(id, {
        ...pageFilter(query, 1),
        ...(reference === undefined ? {} : { reference }),
        ...(account === undefined ? {} : { account }),
      }),
    );
    const { rows, next } = pageOf(value, query.limit, ({ transferId }) => [transferId]);
    return { run, sequence, transfers: rows.map(presentTransfer), next };
  });

export const listBalances: HandlerOf<'listBalances'> = ({ query }, platform) =>
  keptRead(platform, { operation: 'listBalances', query }, async (asked) => {
    const { account, strategy } = query;
    const { projections } = platform.store;
    const { run, sequence, value } = await markedRead(platform, asked, async (id) => ({
      all: await projections.balances(id),
      wanted: await projections.balances(id, {
        ...(account === undefined ? {} : { accountPrefix: account }),
        ...(strategy === undefined ? {} : { strategy }),
      }),
    }));
    // One account, or one strategy's side, need not balance by itself: what must is the whole ledger.
    return { run, sequence, balances: value.wanted.map(presentBalance), totals: totalsOf(value.all) };
  });

function totalsOf(balances: readonly BalanceRow[]) {
  const totals = new Map<string, { debits: bigint; credits: bigint }>();
  for (const { asset, debits, credits } of balances) {
    const total = totals.get(asset) ?? { debits: 0n, credits: 0n };
    total.debits += debits;
    total.credits += credits;
    totals.set(asset, total);
  }
  return [...totals]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([asset, { debits, credits }]) => ({
      asset,
      debits: amountText(debits),
      credits: amountText(credits),
      balanced: debits === credits,
    }));
}
