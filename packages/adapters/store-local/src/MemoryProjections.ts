import { assert, DAY } from '@qca/base';
import {
  type BalanceFilter,
  type BalanceRow,
  type BarFilter,
  type BarRow,
  type CommandRow,
  type DecisionRow,
  type EquityRow,
  type FillRow,
  type OrderRow,
  type ProjectionBatch,
  type Projections,
  type RevenueRow,
  ROWS_MAX,
  type RowFilter,
  type RowMark,
  type TransferRow,
} from '@qca/ports';

/** The tables of one run, by key. */
interface Tables {
  through: number;
  readonly orders: Map<string, OrderRow>;
  readonly fills: Map<string, FillRow>;
  readonly transfers: Map<string, TransferRow>;
  readonly decisions: Map<string, DecisionRow>;
  readonly equity: Map<string, EquityRow>;
  readonly bars: Map<string, BarRow>;
  readonly commands: Map<string, CommandRow>;
}

/** Projections in memory. A new process starts without any and folds them from the journal. */
export class MemoryProjections implements Projections {
  readonly #runs = new Map<string, Tables>();

  async apply(runId: string, batch: ProjectionBatch, throughSequence: number): Promise<void> {
    const tables = this.#tables(runId);
    if (throughSequence <= tables.through) return;
    for (const row of batch.orders) tables.orders.set(row.orderId, row);
    for (const row of batch.fills) tables.fills.set(keyOf(row.venue, row.fillId), row);
    for (const row of batch.transfers) tables.transfers.set(row.transferId, row);
    for (const row of batch.decisions) tables.decisions.set(row.decisionId, row);
    for (const row of batch.equity) tables.equity.set(`${row.strategy} ${row.sequence}`, row);
    for (const row of batch.bars) tables.bars.set(`${row.instrument} ${row.openUs}`, row);
    for (const row of batch.commands) tables.commands.set(row.commandId, row);
    tables.through = throughSequence;
    this.#runs.set(runId, tables);
  }

  async through(runId: string): Promise<number> {
    return this.#tables(runId).through;
  }

  async drop(runId: string): Promise<void> {
    this.#runs.delete(runId);
  }

  async orders(
    runId: string,
    filter: RowFilter & { readonly orderId?: string },
  ): Promise<readonly OrderRow[]> {
    const { orderId } = filter;
    return newest(
      this.#tables(runId).orders,
      filter,
      (row) => orderId === undefined || row.orderId === orderId,
    );
  }

  async fills(runId: string, filter: RowFilter & { readonly orderId?: string }): Promise<readonly FillRow[]> {
    const { orderId } = filter;
    return newest(
      this.#tables(runId).fills,
      filter,
      (row) => orderId === undefined || row.orderId === orderId,
    );
  }

  async transfers(
    runId: string,
    filter: RowFilter & { readonly reference?: string; readonly account?: string },
  ): Promise<readonly TransferRow[]> {
    const { reference, account } = filter;
    return newest(
      this.#tables(runId).transfers,
      filter,
      (row) =>
        (reference === undefined || row.reference === reference) &&
        (account === undefined || row.debit === account || row.credit === account),
    );
  }

  async decisions(
    runId: string,
    filter: RowFilter & {
      readonly reference?: string;
      readonly outcome?: DecisionRow['outcome'];
      readonly rule?: string;
    },
  ): Promise<readonly DecisionRow[]> {
    const { reference, outcome, rule } = filter;
    return newest(
      this.#tables(runId).decisions,
      filter,
      (row) =>
        (reference === undefined || row.reference === reference) &&
        (outcome === undefined || row.outcome === outcome) &&
        (rule === undefined || row.rule === rule),
    );
  }

  async equity(runId: string, filter: Omit<RowFilter, 'before'>): Promise<readonly EquityRow[]> {
    return newest(this.#tables(runId).equity, filter, () => true);
  }

  async bars(runId: string, filter: BarFilter): Promise<readonly BarRow[]> {
    const { instrument, fromUs = Number.NEGATIVE_INFINITY, toUs = Number.POSITIVE_INFINITY, limit } = filter;
    refuseBadLimit(limit);
    return [...this.#tables(runId).bars.values()]
      .filter((row) => row.instrument === instrument && row.openUs >= fromUs && row.openUs < toUs)
      .sort((a, b) => b.openUs - a.openUs)
      .slice(0, limit);
  }

  async commands(
    runId: string,
    filter: RowFilter & { readonly commandId?: string },
  ): Promise<readonly CommandRow[]> {
    const { commandId } = filter;
    return newest(
      this.#tables(runId).commands,
      filter,
      (row) => commandId === undefined || row.commandId === commandId,
    );
  }

  async balances(runId: string, filter: BalanceFilter = {}): Promise<readonly BalanceRow[]> {
    const sums = new Map<string, Mutable<BalanceRow>>();
    const endUs = filter.day === undefined ? Number.POSITIVE_INFINITY : (filter.day + 1) * DAY;
    for (const row of this.#tables(runId).transfers.values()) {
      if (row.state === 'voided' || row.timeUs >= endUs) continue;
      if (filter.strategy !== undefined && row.strategy !== filter.strategy) continue;
      const debit = balanceOf(sums, row.debit, row.asset);
      const credit = balanceOf(sums, row.credit, row.asset);
      if (row.state === 'posted') {
        debit.debits += row.amount;
        credit.credits += row.amount;
      } else {
        debit.pendingDebits += row.amount;
        credit.pendingCredits += row.amount;
      }
    }
    const prefix = filter.accountPrefix ?? '';
    return sortedValues(sums).filter((row) => row.account.startsWith(prefix));
  }

  async revenueByStrategy(runId: string): Promise<readonly RevenueRow[]> {
    const sums = new Map<string, Mutable<RevenueRow>>();
    for (const { state, strategy, kind, asset, amount } of this.#tables(runId).transfers.values()) {
      if (state !== 'posted') continue;
      const key = keyOf(strategy, kind, asset);
      const sum = sums.get(key) ?? { strategy, kind, asset, amount: 0n, transfers: 0 };
      sum.amount += amount;
      sum.transfers += 1;
      sums.set(key, sum);
    }
    return sortedValues(sums);
  }

  #tables(runId: string): Tables {
    return (
      this.#runs.get(runId) ?? {
        through: -1,
        orders: new Map(),
        fills: new Map(),
        transfers: new Map(),
        decisions: new Map(),
        equity: new Map(),
        bars: new Map(),
        commands: new Map(),
      }
    );
  }
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

function newest<Row extends { readonly sequence: number; readonly strategy: string }>(
  table: ReadonlyMap<string, Row>,
  filter: RowFilter,
  matches: (row: Row) => boolean,
): readonly Row[] {
  const { limit, strategy, before } = filter;
  refuseBadLimit(limit);
  const rows = [...table].filter(
    ([key, row]) =>
      (strategy === undefined || row.strategy === strategy) &&
      (before === undefined || isBehind(key, row.sequence, before)) &&
      matches(row),
  );
  rows.sort(([keyA, a], [keyB, b]) => b.sequence - a.sequence || compareText(keyB, keyA));
  return rows.slice(0, limit).map(([, row]) => row);
}

function isBehind(key: string, sequence: number, before: RowMark): boolean {
  if (sequence !== before.sequence) return sequence < before.sequence;
  return compareText(key, keyOf(...before.key)) < 0;
}

function refuseBadLimit(limit: number): void {
  assert(
    Number.isInteger(limit) && limit > 0 && limit <= ROWS_MAX,
    `limit ${limit} must be from 1 to ${ROWS_MAX}`,
  );
}

function balanceOf(
  sums: Map<string, Mutable<BalanceRow>>,
  account: string,
  asset: string,
): Mutable<BalanceRow> {
  const key = keyOf(account, asset);
  let sum = sums.get(key);
  if (sum === undefined) {
    sum = { account, asset, debits: 0n, credits: 0n, pendingDebits: 0n, pendingCredits: 0n };
    sums.set(key, sum);
  }
  return sum;
}

// A zero character sorts before every other, so `a` with anything behind it comes before `ab`, as by columns.
function keyOf(...parts: readonly string[]): string {
  return parts.join('\0');
}

function sortedValues<Value>(sums: ReadonlyMap<string, Value>): readonly Value[] {
  return [...sums].sort(([a], [b]) => compareText(a, b)).map(([, value]) => value);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
