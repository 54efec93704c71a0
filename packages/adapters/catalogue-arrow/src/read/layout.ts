// Which columns a file has, and so what it records. Names are compared in lower case with `_` for everything else.

/** What a market file records. `quote-bars` are candles of bid and ask; `table` is any other CSV. */
export type LayoutKind = 'bars' | 'quote-bars' | 'trades' | 'quotes' | 'depth' | 'funding' | 'table';

/** Our words for the columns we read. */
export type Field = keyof typeof NAMES;

/** Column per field: a header name as written in the file, or a position counted from 1. */
export type ColumnMapping = Partial<Record<Field, string | number>>;

/** Known spellings, most telling first. Sources: the layouts named in docs of the venues and of data vendors. */
const NAMES = {
  time: [
    'ts_ms',
    'ts',
    'timestamp',
    'time',
    'open_time',
    'opentime',
    'datetime',
    'date',
    'unix',
    'start',
    'start_time',
    'created_at',
    't',
  ],
  localTime: ['local_ts_ns', 'local_ts_us', 'local_ts_ms', 'local_timestamp', 'received_at'],
  exchangeTime: ['exch_event_ms', 'exch_ts_ms', 'exchange_time', 'event_time', 'exch_ts_ns', 'exch_ts_us'],
  tradeTime: ['exch_trade_ms', 'trade_time'],
  open: ['open', 'o'],
  high: ['high', 'h'],
  low: ['low', 'l'],
  close: ['close', 'c'],
  volume: ['volume', 'vol', 'v', 'base_volume', 'volume_base', 'volume_base_as_labelled'],
  quoteVolume: ['quote_volume', 'volume_quote', 'quote_asset_volume', 'volume_quote_as_labelled'],
  bidOpen: ['bid_open'],
  bidHigh: ['bid_high'],
  bidLow: ['bid_low'],
  bidClose: ['bid_close'],
  bidSize: ['bid_size'],
  askOpen: ['ask_open'],
  askHigh: ['ask_high'],
  askLow: ['ask_low'],
  askClose: ['ask_close'],
  askSize: ['ask_size'],
  bidPrice: ['bid_px', 'bid_price', 'best_bid', 'bid'],
  bidQuantity: ['bid_qty', 'bid_quantity', 'bid_amount', 'best_bid_qty', 'bid_size'],
  askPrice: ['ask_px', 'ask_price', 'best_ask', 'ask'],
  askQuantity: ['ask_qty', 'ask_quantity', 'ask_amount', 'best_ask_qty', 'ask_size'],
  updateId: ['update_id'],
  price: ['price', 'px', 'p'],
  quantity: ['qty', 'quantity', 'size', 'amount', 'q'],
  aggressor: ['aggressor_side', 'aggressor', 'taker_side', 'side'],
  buyerMaker: ['is_buyer_maker', 'buyer_maker'],
  tradeId: ['trade_id', 'id', 'agg_trade_id'],
  side: ['side'],
  messageKind: ['kind'],
  firstUpdateId: ['first_update_id'],
  lastUpdateId: ['last_update_id'],
  previousUpdateId: ['prev_last_update_id', 'previous_update_id'],
  fundingRate: ['funding_rate', 'last_funding_rate', 'rate'],
  markPrice: ['mark_price', 'mark'],
} as const satisfies Record<string, readonly string[]>;

export const FIELDS = Object.keys(NAMES) as readonly Field[];

/** Where each field of a file is. */
export interface Layout {
  readonly kind: LayoutKind;
  /** Header names as written; `column 1` … where the file has no header. */
  readonly names: readonly string[];
  readonly hasHeader: boolean;
  /** Column index from 0 per field; absent fields are missing. */
  readonly columns: ReadonlyMap<Field, number>;
}

/** Fields a kind cannot do without. Any one of an inner list is enough. */
const NEEDS: readonly (readonly [Exclude<LayoutKind, 'table'>, readonly (readonly Field[])[]])[] = [
  ['depth', [['localTime', 'time'], ['side'], ['price'], ['quantity'], ['lastUpdateId']]],
  [
    'quote-bars',
    [
      ['time'],
      ['bidOpen'],
      ['bidHigh'],
      ['bidLow'],
      ['bidClose'],
      ['askOpen'],
      ['askHigh'],
      ['askLow'],
      ['askClose'],
    ],
  ],
  ['bars', [['time'], ['open'], ['high'], ['low'], ['close']]],
  ['quotes', [['localTime', 'time'], ['bidPrice'], ['bidQuantity'], ['askPrice'], ['askQuantity']]],
  ['trades', [['localTime', 'time'], ['price'], ['quantity'], ['aggressor', 'buyerMaker']]],
  ['funding', [['time', 'localTime'], ['fundingRate'], ['markPrice']]],
];

/** What is missing when a mapping names a column that the file does not have. */
export interface MappingGap {
  readonly field: Field;
  readonly column: string | number;
}

/** Brings a header name to the form in which names are compared. */
export function normalName(name: string): string {
  return name
    .replace(/^\uFEFF/, '')
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
}

/**
 * Recognises a file by its first row. A first row whose first field is a number is data: then the usual order
 * time, open, high, low, close, volume is taken, unless `mapping` gives positions.
 */
export function recogniseLayout(
  firstRow: readonly string[],
  mapping: ColumnMapping = {},
): Layout | MappingGap {
  const hasHeader = !firstRow.some((name) => /^[+-]?\d/.test(name));
  const names = hasHeader
    ? firstRow.map((name) => name.replace(/^\uFEFF/, ''))
    : firstRow.map((_, index) => `column ${index + 1}`);
  const columns = hasHeader ? columnsByName(names) : columnsByOrder(firstRow.length);
  for (const field of FIELDS) {
    const column = mapping[field];
    if (column === undefined) continue;
    const index =
      typeof column === 'number'
        ? column - 1
        : names.findIndex((name) => name === column || normalName(name) === normalName(column));
    if (index < 0 || index >= names.length) return { field, column };
    columns.set(field, index);
  }
  return { kind: kindOf(columns), names, hasHeader, columns };
}

function columnsByName(names: readonly string[]): Map<Field, number> {
  const indexes = new Map<string, number>();
  names.forEach((name, index) => {
    const normal = normalName(name);
    if (!indexes.has(normal)) indexes.set(normal, index);
  });
  const columns = new Map<Field, number>();
  for (const field of FIELDS) {
    for (const name of NAMES[field]) {
      const index = indexes.get(name);
      if (index === undefined) continue;
      columns.set(field, index);
      break;
    }
  }
  return columns;
}

const ORDER: readonly Field[] = ['time', 'open', 'high', 'low', 'close', 'volume'];

function columnsByOrder(count: number): Map<Field, number> {
  const columns = new Map<Field, number>();
  if (count < ORDER.length - 1) return columns;
  for (const [index, field] of ORDER.slice(0, count).entries()) columns.set(field, index);
  return columns;
}

function kindOf(columns: ReadonlyMap<Field, number>): LayoutKind {
  for (const [kind, needs] of NEEDS) {
    if (needs.every((fields) => fields.some((field) => columns.has(field)))) return kind;
  }
  return 'table';
}
