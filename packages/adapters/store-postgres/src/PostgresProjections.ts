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
  type TransferRow,
} from '@qca/ports';
import type pg from 'pg';
import type { Database } from './Database.ts';
import {
  BARS,
  COMMANDS,
  columnOf,
  DECISIONS,
  decodeRow,
  EQUITY,
  encodeRows,
  FILLS,
  ORDERS,
  type Table,
  TRANSFERS,
} from './tables.ts';

/** Rows written by one statement: enough to hide the round trip, little enough to hold as text. */
const ROWS_PER_STATEMENT = 2_000;

const TABLES = [ORDERS, FILLS, TRANSFERS, DECISIONS, EQUITY, BARS, COMMANDS];

// One line per account and side of each transfer, summed; voided transfers count nowhere.
const BALANCES = `
  SELECT account, asset,
    coalesce(sum(amount) FILTER (WHERE side = 'debit' AND state = 'posted'), 0) AS debits,
    coalesce(sum(amount) FILTER (WHERE side = 'credit' AND state = 'posted'), 0) AS credits,
    coalesce(sum(amount) FILTER (WHERE side = 'debit' AND state = 'pending'), 0) AS pending_debits,
    coalesce(sum(amount) FILTER (WHERE side = 'credit' AND state = 'pending'), 0) AS pending_credits
  FROM (
    SELECT 'debit' AS side, debit AS account, asset, state, amount, strategy, time_us FROM qca.transfers WHERE run_id = $1
    UNION ALL
    SELECT 'credit', credit, asset, state, amount, strategy, time_us FROM qca.transfers WHERE run_id = $1
  ) AS sides
  WHERE state <> 'voided' AND starts_with(account, $2)
    AND ($3::text IS NULL OR strategy = $3) AND ($4::bigint IS NULL OR time_us < $4)
  GROUP BY account, asset ORDER BY account, asset`;

const REVENUE = `
  SELECT strategy, kind, asset, sum(amount) AS amount, count(*) AS transfers FROM qca.transfers
  WHERE run_id = $1 AND state = 'posted' GROUP BY strategy, kind, asset ORDER BY strategy, kind, asset`;

/** Projections in tables. */
export class PostgresProjections implements Projections {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  apply(runId: string, batch: ProjectionBatch, throughSequence: number): Promise<void> {
    return this.#database.transact(async (client) => {
      // What a crash of the server loses is folded again; it never keeps this and loses the journal it came from, which
      // was committed before.
      await client.query('SET LOCAL synchronous_commit = off');
      if (!(await moveThrough(client, runId, throughSequence))) return;
      await writeRows(client, runId, ORDERS, batch.orders);
      await writeRows(client, runId, FILLS, batch.fills);
      await writeRows(client, runId, TRANSFERS, batch.transfers);
      await writeRows(client, runId, DECISIONS, batch.decisions);
      await writeRows(client, runId, EQUITY, batch.equity);
      await writeRows(client, runId, BARS, batch.bars);
      await writeRows(client, runId, COMMANDS, batch.commands);
    });
  }

  async through(runId: string): Promise<number> {
    const rows = await this.#database.query<{ through_sequence: string }>(
      'SELECT through_sequence FROM qca.projection_heads WHERE run_id = $1',
      [runId],
    );
    return Number(rows[0]?.through_sequence ?? -1);
  }

  drop(runId: string): Promise<void> {
    return this.#database.transact(async (client) => {
      await client.query('DELETE FROM qca.projection_heads WHERE run_id = $1', [runId]);
      for (const { name } of TABLES) await client.query(`DELETE FROM ${name} WHERE run_id = $1`, [runId]);
    });
  }

  orders(runId: string, filter: RowFilter & { readonly orderId?: string }): Promise<readonly OrderRow[]> {
    return this.#newest(ORDERS, runId, filter, { orderId: filter.orderId });
  }

  fills(runId: string, filter: RowFilter & { readonly orderId?: string }): Promise<readonly FillRow[]> {
    return this.#newest(FILLS, runId, filter, { orderId: filter.orderId });
  }

  transfers(
    runId: string,
    filter: RowFilter & { readonly reference?: string; readonly account?: string },
  ): Promise<readonly TransferRow[]> {
    const { reference, account } = filter;
    return this.#newest(TRANSFERS, runId, filter, { reference }, account);
  }

  decisions(
    runId: string,
    filter: RowFilter & {
      readonly reference?: string;
      readonly outcome?: DecisionRow['outcome'];
      readonly rule?: string;
    },
  ): Promise<readonly DecisionRow[]> {
    const { reference, outcome, rule } = filter;
    return this.#newest(DECISIONS, runId, filter, { reference, outcome, rule });
  }

  equity(runId: string, filter: Omit<RowFilter, 'before'>): Promise<readonly EquityRow[]> {
    return this.#newest(EQUITY, runId, filter, {});
  }

  async bars(runId: string, { instrument, fromUs, toUs, limit }: BarFilter): Promise<readonly BarRow[]> {
    refuseBadLimit(limit);
    const rows = await this.#database.query<Record<string, unknown>>(
      `SELECT * FROM qca.bars WHERE run_id = $1 AND instrument = $2
         AND ($3::bigint IS NULL OR open_us >= $3) AND ($4::bigint IS NULL OR open_us < $4)
       ORDER BY open_us DESC LIMIT ${limit}`,
      [runId, instrument, fromUs ?? null, toUs ?? null],
    );
    return rows.map((row) => decodeRow(BARS, row));
  }

  commands(
    runId: string,
    filter: RowFilter & { readonly commandId?: string },
  ): Promise<readonly CommandRow[]> {
    return this.#newest(COMMANDS, runId, filter, { commandId: filter.commandId });
  }

  async balances(runId: string, filter: BalanceFilter = {}): Promise<readonly BalanceRow[]> {
    const endUs = filter.day === undefined ? null : (filter.day + 1) * DAY;
    const values = [runId, filter.accountPrefix ?? '', filter.strategy ?? null, endUs];
    const rows = await this.#database.query<Record<string, string>>(BALANCES, values);
    return rows.map((row) => ({
      account: row['account'] as string,
      asset: row['asset'] as string,
      debits: BigInt(row['debits'] as string),
      credits: BigInt(row['credits'] as string),
      pendingDebits: BigInt(row['pending_debits'] as string),
      pendingCredits: BigInt(row['pending_credits'] as string),
    }));
  }

  async revenueByStrategy(runId: string): Promise<readonly RevenueRow[]> {
    const rows = await this.#database.query<Record<string, string>>(REVENUE, [runId]);
    return rows.map((row) => ({
      strategy: row['strategy'] as string,
      kind: row['kind'] as string,
      asset: row['asset'] as string,
      amount: BigInt(row['amount'] as string),
      transfers: Number(row['transfers']),
    }));
  }

  async #newest<Row>(
    table: Table<Row>,
    runId: string,
    filter: RowFilter,
    equal: { readonly [Field in keyof Row]?: string | undefined },
    account?: string,
  ): Promise<readonly Row[]> {
    const { limit, before } = filter;
    refuseBadLimit(limit);
    const values: unknown[] = [runId];
    let where = 'run_id = $1';
    for (const [field, value] of Object.entries({ ...equal, strategy: filter.strategy })) {
      if (value !== undefined) where += ` AND ${columnOf(field)} = $${values.push(value)}`;
    }
    if (account !== undefined) {
      const at = values.push(account);
      where += ` AND (debit = $${at} OR credit = $${at})`;
    }
    const places = ['sequence', ...table.order].map((field) => columnOf(field));
    if (before !== undefined) {
      const marks = [before.sequence, ...before.key].map((value) => `$${values.push(value)}`);
      assert(marks.length === places.length, `a mark of ${table.name} has ${places.length - 1} keys`);
      where += ` AND (${places.join(', ')}) < (${marks.join(', ')})`;
    }
    const order = places.map((place) => `${place} DESC`).join(', ');
    const text = `SELECT * FROM ${table.name} WHERE ${where} ORDER BY ${order} LIMIT ${limit}`;
    const rows = await this.#database.query<Record<string, unknown>>(text, values);
    return rows.map((row) => decodeRow(table, row));
  }
}

function refuseBadLimit(limit: number): void {
  assert(
    Number.isInteger(limit) && limit > 0 && limit <= ROWS_MAX,
    `limit ${limit} must be from 1 to ${ROWS_MAX}`,
  );
}

/** Moves the mark forward, and says whether there was a way to go; holds it until the transaction ends. */
async function moveThrough(client: pg.ClientBase, runId: string, throughSequence: number): Promise<boolean> {
  const { rowCount } = await client.query(
    `INSERT INTO qca.projection_heads AS head VALUES ($1, $2)
     ON CONFLICT (run_id) DO UPDATE SET through_sequence = excluded.through_sequence
     WHERE head.through_sequence < excluded.through_sequence`,
    [runId, throughSequence],
  );
  return rowCount === 1;
}

async function writeRows<Row extends object>(
  client: pg.ClientBase,
  runId: string,
  table: Table<Row>,
  rows: readonly Row[],
): Promise<void> {
  const columns = Object.keys(table.fields).map(columnOf);
  const key = ['run_id', ...table.key.map(columnOf)];
  const changed = columns.filter((column) => !key.includes(column));
  const text = `
    INSERT INTO ${table.name} (run_id, ${columns.join(', ')})
    SELECT $1, ${columns.join(', ')} FROM jsonb_populate_recordset(NULL::${table.name}, $2::jsonb)
    ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${changed.map((column) => `${column} = excluded.${column}`).join(', ')}`;
  for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
    await client.query(text, [runId, encodeRows(table, rows.slice(start, start + ROWS_PER_STATEMENT))]);
  }
}
