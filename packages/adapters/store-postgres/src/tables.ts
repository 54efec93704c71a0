import type { BarRow, CommandRow, DecisionRow, EquityRow, FillRow, OrderRow, TransferRow } from '@qca/ports';

/** How a field is kept: text; a whole number below 2^53 (`bigint`); atoms (`numeric`), which may be absent. */
type FieldKind = 'text' | 'number' | 'atoms' | 'atoms?';

export interface Table<Row> {
  readonly name: string;
  readonly fields: { readonly [Field in keyof Row]-?: FieldKind };
  /** What makes a row the same row, within a run. */
  readonly key: readonly (keyof Row & string)[];
  /** By what lists are sorted within one sequence: as the memory twin sorts its keys. */
  readonly order: readonly (keyof Row & string)[];
}

const ROW = { sequence: 'number', timeUs: 'number', strategy: 'text' } as const;

export const ORDERS: Table<OrderRow> = {
  name: 'qca.orders',
  fields: {
    ...ROW,
    orderId: 'text',
    tradeId: 'text',
    venue: 'text',
    instrument: 'text',
    side: 'text',
    type: 'text',
    status: 'text',
    reason: 'text',
    quantity: 'atoms',
    filled: 'atoms',
    baseAsset: 'text',
    quoteAsset: 'text',
    limitPrice: 'atoms?',
    averagePrice: 'atoms?',
    sentUs: 'number',
    why: 'text',
  },
  key: ['orderId'],
  order: ['orderId'],
};

export const FILLS: Table<FillRow> = {
  name: 'qca.fills',
  fields: {
    ...ROW,
    fillId: 'text',
    orderId: 'text',
    venue: 'text',
    instrument: 'text',
    side: 'text',
    liquidity: 'text',
    price: 'atoms',
    quantity: 'atoms',
    baseAsset: 'text',
    notional: 'atoms',
    fee: 'atoms',
    feeAsset: 'text',
    quoteAsset: 'text',
  },
  key: ['venue', 'fillId'],
  order: ['venue', 'fillId'],
};

export const TRANSFERS: Table<TransferRow> = {
  name: 'qca.transfers',
  fields: {
    ...ROW,
    transferId: 'text',
    kind: 'text',
    state: 'text',
    debit: 'text',
    credit: 'text',
    asset: 'text',
    amount: 'atoms',
    reference: 'text',
  },
  key: ['transferId'],
  order: ['transferId'],
};

export const DECISIONS: Table<DecisionRow> = {
  name: 'qca.decisions',
  fields: {
    ...ROW,
    decisionId: 'text',
    kind: 'text',
    outcome: 'text',
    rule: 'text',
    reference: 'text',
    why: 'text',
    numbers: 'text',
  },
  key: ['decisionId'],
  order: ['decisionId'],
};

export const EQUITY: Table<EquityRow> = {
  name: 'qca.equity',
  fields: { ...ROW, asset: 'text', equity: 'atoms' },
  key: ['strategy', 'sequence'],
  order: ['strategy'],
};

export const BARS: Table<BarRow> = {
  name: 'qca.bars',
  fields: {
    ...ROW,
    instrument: 'text',
    openUs: 'number',
    intervalUs: 'number',
    kind: 'text',
    open: 'atoms',
    high: 'atoms',
    low: 'atoms',
    close: 'atoms',
    volume: 'atoms',
    baseAsset: 'text',
    quoteAsset: 'text',
  },
  key: ['instrument', 'openUs'],
  order: ['openUs'],
};

export const COMMANDS: Table<CommandRow> = {
  name: 'qca.commands',
  fields: {
    ...ROW,
    commandId: 'text',
    kind: 'text',
    who: 'text',
    why: 'text',
    outcome: 'text',
    rule: 'text',
    numbers: 'text',
  },
  key: ['commandId'],
  order: ['commandId'],
};

/** Names a field as its column: `averagePrice` is `average_price`. */
export function columnOf(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Writes rows as JSON that `jsonb_populate_recordset` reads; of rows with one key the last stands. */
export function encodeRows<Row extends object>(table: Table<Row>, rows: readonly Row[]): string {
  const fields = Object.keys(table.fields) as (keyof Row & string)[];
  const byKey = new Map<string, Record<string, unknown>>();
  for (const row of rows) {
    const record: Record<string, unknown> = {};
    for (const field of fields) record[columnOf(field)] = encodeValue(row[field]);
    byKey.set(table.key.map((field) => String(row[field])).join('\0'), record);
  }
  return JSON.stringify([...byKey.values()]);
}

// PostgreSQL's text has no zero character and no half of a surrogate pair; the journal keeps the original.
function encodeValue(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  return typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\uFFFD') : value;
}

/** Reads a row as the driver gives it: text for `bigint` and `numeric`, null for what is absent. */
export function decodeRow<Row>(table: Table<Row>, record: Readonly<Record<string, unknown>>): Row {
  const row: Record<string, unknown> = {};
  for (const [field, kind] of Object.entries(table.fields)) {
    const value = record[columnOf(field)];
    if (kind === 'text') row[field] = value;
    else if (kind === 'number') row[field] = Number(value);
    else row[field] = value === null ? undefined : BigInt(value as string);
  }
  return row as Row;
}
