import type { Market } from '@qca/agent';
import { formatTime, Refusal, type Sha256, sha256, type TimeUs } from '@qca/base';
import { MODEL_INTERVALS, type ModelManifest } from '@qca/models';

/** The bars that a model sees, one row for each moment at which some instrument's bar closed. */
export interface AlignedBars {
  /** Ids, sorted. */
  readonly instruments: readonly string[];
  /** Index of each in the market. */
  readonly indexes: readonly number[];
  /** Shape: [step], rising. Close of the bars, microseconds. */
  readonly timeUs: Float64Array;
  /** Whole quote units. Shape: [step][instrument][open, high, low, close, volume]; NaN where an instrument has no bar. */
  readonly values: Float64Array;
  readonly intervalUs: number;
}

export const BAR_FIELDS = 5;
const CLOSE = 3;
/** Rows of two years of minutes for one instrument, or twenty years of hours for six. */
const CELLS_MAX = 50_000_000;

/** Reads the bars of a model's universe from a market. Rejects: `no-instrument`, `ambiguous-instrument`, `wrong-interval`, `too-much-data`. */
export async function alignBars(market: Market, manifest: ModelManifest): Promise<AlignedBars> {
  const indexes = chooseUniverse(market, manifest);
  const columns = await readColumns(market, indexes);
  const times = [...new Set(columns.flatMap((column) => column.times))].sort((a, b) => a - b);
  const width = indexes.length * BAR_FIELDS;
  if (times.length * width > CELLS_MAX) {
    throw refusal(
      'too-much-data',
      `${times.length} bars of ${indexes.length} instruments are too many at once`,
      'Give --from and --to, or a smaller universe.',
    );
  }
  const place = new Map(times.map((time, step) => [time, step]));
  const values = new Float64Array(times.length * width).fill(Number.NaN);
  for (const [position, column] of columns.entries()) {
    for (const [row, time] of column.times.entries()) {
      const at = (place.get(time) as number) * width + position * BAR_FIELDS;
      for (let field = 0; field < BAR_FIELDS; field += 1)
        values[at + field] = column.values[row * BAR_FIELDS + field] as number;
    }
  }
  return {
    instruments: indexes.map((index) => market.instruments[index]?.id ?? ''),
    indexes,
    timeUs: Float64Array.from(times),
    values,
    intervalUs: MODEL_INTERVALS[manifest.interval],
  };
}

/** Closing price of a cell; NaN without a bar. */
export function closeAt(
  { values, instruments }: Pick<AlignedBars, 'values' | 'instruments'>,
  step: number,
  column: number,
): number {
  return values[(step * instruments.length + column) * BAR_FIELDS + CLOSE] as number;
}

/** Part of the bars: steps from `from` up to and without `to`. Nothing is copied. */
export function sliceBars(bars: AlignedBars, from: number, to: number): AlignedBars {
  const width = bars.instruments.length * BAR_FIELDS;
  return {
    ...bars,
    timeUs: bars.timeUs.subarray(from, to),
    values: bars.values.subarray(from * width, to * width),
  };
}

/** First step at or after a moment. */
export function stepAt({ timeUs }: AlignedBars, moment: TimeUs): number {
  let low = 0;
  let high = timeUs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((timeUs[middle] as number) < moment) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Digest of everything a model can see: instruments, interval, times, and every value to the bit. */
export function hashBars({ instruments, intervalUs, timeUs, values }: AlignedBars): Sha256 {
  const parts = [
    sha256(JSON.stringify({ instruments, intervalUs })),
    sha256(bytesOf(timeUs)),
    sha256(bytesOf(values)),
  ];
  return sha256(parts.join('\n'));
}

// Every NaN has one spelling here, so that equal data has equal bytes wherever it was read.
function bytesOf(values: Float64Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 8));
  for (const [index, value] of values.entries()) view.setFloat64(index * 8, value, true);
  return new Uint8Array(view.buffer);
}

function chooseUniverse(market: Market, { universe, interval }: ModelManifest): readonly number[] {
  const withBars = market.instruments.filter(({ index }) => market.data[index]?.kinds.includes('bars'));
  const offered = withBars.map(({ id }) => id).join(', ') || 'none';
  const wanted = universe[0] === '*' ? withBars.map(({ id }) => id) : universe;
  const chosen = wanted.map((name) => {
    const exact = withBars.filter(({ id }) => id === name);
    const found = exact.length > 0 ? exact : withBars.filter(({ id }) => symbolOf(id) === symbolOf(name));
    if (found.length > 1) {
      throw refusal(
        'ambiguous-instrument',
        `${name} may be ${found.map(({ id }) => id).join(' or ')}`,
        'Write the instrument with its venue in the manifest.',
      );
    }
    const [instrument] = found;
    if (instrument === undefined)
      throw refusal('no-instrument', `the data has no bars of ${name}`, `It has bars of: ${offered}.`);
    const barsUs = market.data[instrument.index]?.barIntervalUs ?? 0;
    if (barsUs !== MODEL_INTERVALS[interval]) {
      throw refusal(
        'wrong-interval',
        `${instrument.id} has bars of ${barsUs / 1e6} s, and the model wants ${interval}`,
        'Give recordings of that interval.',
      );
    }
    return instrument;
  });
  if (chosen.length === 0) throw refusal('no-instrument', 'the data has no bars', 'Give a folder with bars.');
  return chosen.sort((a, b) => (a.id < b.id ? -1 : 1)).map(({ index }) => index);
}

/** `binance:BTC/USDT`, `BTC-USDT` and `btcusdt` are one symbol. */
function symbolOf(name: string): string {
  const symbol = name.includes(':') ? name.slice(name.indexOf(':') + 1) : name;
  return symbol.replaceAll(/[^A-Za-z0-9]/g, '').toUpperCase();
}

interface Column {
  readonly times: number[];
  readonly values: number[];
}

async function readColumns(market: Market, indexes: readonly number[]): Promise<Column[]> {
  const columns = indexes.map((): Column => ({ times: [], values: [] }));
  const columnOf = new Map(indexes.map((index, position) => [index, columns[position] as Column]));
  const feed = market.open();
  try {
    while (Number.isFinite(feed.peekTimeUs())) {
      const event = feed.take();
      if (event.kind !== 'bar') continue;
      const column = columnOf.get(event.instrument);
      if (column === undefined) continue;
      const { tickSize = 1, lotSize = 1 } = market.instruments[event.instrument] ?? {};
      if (event.venueTimeUs <= (column.times.at(-1) ?? 0)) {
        throw refusal(
          'bars-out-of-order',
          `a bar that closed at ${formatTime(event.venueTimeUs)} came twice or too late`,
          'Clean the recording: npm run qca -- data check.',
        );
      }
      column.times.push(event.venueTimeUs);
      column.values.push(
        event.openTicks * tickSize,
        event.highTicks * tickSize,
        event.lowTicks * tickSize,
        event.closeTicks * tickSize,
        event.volumeLots * lotSize,
      );
    }
  } finally {
    await feed.close();
  }
  return columns;
}

function refusal(kind: string, what: string, remedy: string): Refusal {
  return new Refusal({ kind, what, where: '--data', remedy });
}
