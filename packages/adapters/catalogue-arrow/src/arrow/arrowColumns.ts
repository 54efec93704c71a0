import {
  type Data,
  DataType,
  Field,
  Float64,
  List,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  tableFromIPC,
  tableToIPC,
  Uint8,
  type Vector,
} from 'apache-arrow';
import type { Columns } from '../columns/Columns.ts';

// One Arrow IPC file per recording, one record batch in it: columns are written and read without conversion.
// Numbers are float64 holding whole microseconds, ticks and lots; the schema's metadata says what a tick and a lot are.

/** Columns of each kind in file order; the bars' interval stands in the manifest. */
const PLAIN = {
  bars: ['openTimeUs', 'openTicks', 'highTicks', 'lowTicks', 'closeTicks', 'volumeLots'],
  trades: ['venueTimeUs', 'timeUs', 'priceTicks', 'quantityLots', 'aggressor'],
  quotes: ['venueTimeUs', 'timeUs', 'bidTicks', 'bidLots', 'askTicks', 'askLots', 'updateId'],
  depth: ['venueTimeUs', 'timeUs', 'snapshot', 'firstUpdateId', 'lastUpdateId', 'previousUpdateId'],
  funding: ['venueTimeUs', 'timeUs', 'rate', 'markTicks'],
} as const satisfies {
  readonly [Kind in Columns['kind']]: readonly (keyof Extract<Columns, { kind: Kind }>)[];
};

/** Columns of a depth recording that hold a list per message. */
const LISTS = ['sides', 'priceTicks', 'quantityLots'] as const;

type Values = Float64Array | Uint8Array;

/** Encodes a recording's columns as an Arrow IPC file. */
export function encodeArrow(columns: Columns, metadata: ReadonlyMap<string, string>): Uint8Array {
  const fields: Field[] = [];
  const children: Data[] = [];
  const add = (name: string, data: Data): void => {
    fields.push(new Field(name, data.type, false));
    children.push(data);
  };
  const byName = columns as unknown as Readonly<Record<string, Values>>;
  const written = new Set<Values>();
  for (const name of PLAIN[columns.kind]) {
    // The writer joins neighbouring buffers of the same memory into one, so an array used twice must be written from a copy.
    const values = byName[name] as Values;
    add(name, plainData(written.has(values) ? values.slice() : values));
    written.add(values);
  }
  if (columns.kind === 'depth') {
    const offsets = Int32Array.from(columns.levelStart);
    for (const name of LISTS) add(name, listData(columns[name], offsets));
  }
  const schema = new Schema(fields, new Map(metadata));
  const length = children[0]?.length ?? 0;
  const struct = makeData({ type: new Struct(fields), length, nullCount: 0, children });
  return tableToIPC(new Table(schema, [new RecordBatch(schema, struct)]), 'file');
}

function plainData(values: Values): Data {
  return values instanceof Uint8Array
    ? makeData({ type: new Uint8(), data: values, length: values.length, nullCount: 0 })
    : makeData({ type: new Float64(), data: values, length: values.length, nullCount: 0 });
}

function listData(values: Values, valueOffsets: Int32Array): Data {
  const child = plainData(values);
  const type = new List(new Field('level', child.type, false));
  return makeData({ type, length: valueOffsets.length - 1, nullCount: 0, valueOffsets, child });
}

/** What the bytes should hold, from the manifest. */
export interface ExpectedColumns {
  readonly kind: Columns['kind'];
  readonly rows: number;
  readonly intervalUs: number | undefined;
}

/** Decodes an Arrow IPC file. Returns what is wrong as text when the bytes do not hold what was expected. */
export function decodeArrow(bytes: Uint8Array, expected: ExpectedColumns): Columns | string {
  let table: Table;
  try {
    table = tableFromIPC(bytes);
  } catch (error) {
    return `not a whole Arrow file (${(error as Error).message})`;
  }
  if (table.numRows !== expected.rows) return `${table.numRows} rows instead of ${expected.rows}`;
  const columns: Record<string, unknown> = { kind: expected.kind };
  for (const name of PLAIN[expected.kind]) {
    const values = plainValues(table.getChild(name));
    if (values === undefined) return `no plain column '${name}'`;
    columns[name] = values;
  }
  if (expected.kind === 'depth') {
    for (const name of LISTS) {
      const list = listValues(table.getChild(name));
      if (list === undefined) return `no list column '${name}'`;
      columns[name] = list.values;
      columns['levelStart'] = list.starts;
    }
  }
  if (expected.kind === 'bars') columns['intervalUs'] = expected.intervalUs;
  return columns as unknown as Columns;
}

function plainValues(vector: Vector | null): Values | undefined {
  const data = vector?.data[0];
  if (data === undefined || vector?.data.length !== 1 || data.nullCount > 0) return undefined;
  if (!DataType.isFloat(data.type) && !DataType.isInt(data.type)) return undefined;
  const values = data.values as unknown;
  if (values instanceof Float64Array || values instanceof Uint8Array)
    return values.subarray(0, data.length) as Values;
  return undefined;
}

function listValues(vector: Vector | null): { values: Values; starts: Uint32Array } | undefined {
  const data = vector?.data[0];
  const child = data?.children[0];
  if (data === undefined || child === undefined || !DataType.isList(data.type) || vector?.data.length !== 1)
    return undefined;
  const values = child.values as unknown;
  if (!(values instanceof Float64Array || values instanceof Uint8Array)) return undefined;
  const starts = Uint32Array.from(data.valueOffsets.subarray(0, data.length + 1));
  return { values: values.subarray(0, child.length) as Values, starts };
}
