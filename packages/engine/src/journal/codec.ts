import { assert } from '@qca/base';
import type { Bar, Depth, Funding, MarketEvent, Quote, Trade } from '@qca/market';
import type { Entry } from '../entries.ts';
import { writeEntry } from './entryBytes.ts';
import { JsonBytes } from './JsonBytes.ts';

// One entry: [u32 length of what follows][u8 code][f64 timeUs][payload]. Little endian.
// Market events are fixed-width doubles, because there are millions; everything else is JSON, because people read it.

const HEADER_BYTES = 13;
const CODE = { bar: 1, trade: 2, quote: 3, depth: 4, funding: 5, json: 16 } as const;
const NUMBER = 8;

/** Bytes of entries, growing; `bytes()` is what was written since `reset`. */
export class EntryEncoder {
  readonly #out: JsonBytes;

  constructor(capacity = 1 << 17) {
    this.#out = new JsonBytes(capacity);
  }

  get length(): number {
    return this.#out.length;
  }

  bytes(): Uint8Array {
    const { buffer, length } = this.#out;
    // A plain array: `slice` of a Buffer would share its memory with the next block.
    return new Uint8Array(buffer.buffer, buffer.byteOffset, length);
  }

  reset(): void {
    this.#out.length = 0;
  }

  encode(entry: Entry): void {
    switch (entry.kind) {
      case 'bar':
        return this.#bar(entry);
      case 'trade':
        return this.#trade(entry);
      case 'quote':
        return this.#quote(entry);
      case 'depth':
        return this.#depth(entry);
      case 'funding':
        return this.#funding(entry);
      default:
        return this.#json(entry);
    }
  }

  /** Begins an entry of a payload of so many bytes, and returns where that goes. */
  #header(code: number, timeUs: number, payloadBytes: number): number {
    const out = this.#out;
    out.room(HEADER_BYTES + payloadBytes);
    const start = out.length;
    out.length = start + HEADER_BYTES + payloadBytes;
    this.#head(start, code, timeUs);
    return start + HEADER_BYTES;
  }

  #head(start: number, code: number, timeUs: number): void {
    const { view, length } = this.#out;
    view.setUint32(start, length - start - 4, true);
    view.setUint8(start + 4, code);
    view.setFloat64(start + 5, timeUs, true);
  }

  #bar(bar: Bar): void {
    const at = this.#header(CODE.bar, bar.timeUs, 8 * NUMBER);
    const { view } = this.#out;
    view.setFloat64(at, bar.instrument, true);
    view.setFloat64(at + 8, bar.venueTimeUs, true);
    view.setFloat64(at + 16, bar.openTimeUs, true);
    view.setFloat64(at + 24, bar.openTicks, true);
    view.setFloat64(at + 32, bar.highTicks, true);
    view.setFloat64(at + 40, bar.lowTicks, true);
    view.setFloat64(at + 48, bar.closeTicks, true);
    view.setFloat64(at + 56, bar.volumeLots, true);
  }

  #trade(trade: Trade): void {
    const at = this.#header(CODE.trade, trade.timeUs, 5 * NUMBER);
    const { view } = this.#out;
    view.setFloat64(at, trade.instrument, true);
    view.setFloat64(at + 8, trade.venueTimeUs, true);
    view.setFloat64(at + 16, trade.priceTicks, true);
    view.setFloat64(at + 24, trade.quantityLots, true);
    view.setFloat64(at + 32, trade.aggressor === 'buy' ? 0 : 1, true);
  }

  #quote(quote: Quote): void {
    const at = this.#header(CODE.quote, quote.timeUs, 7 * NUMBER);
    const { view } = this.#out;
    view.setFloat64(at, quote.instrument, true);
    view.setFloat64(at + 8, quote.venueTimeUs, true);
    view.setFloat64(at + 16, quote.bidTicks, true);
    view.setFloat64(at + 24, quote.bidLots, true);
    view.setFloat64(at + 32, quote.askTicks, true);
    view.setFloat64(at + 40, quote.askLots, true);
    view.setFloat64(at + 48, quote.updateId, true);
  }

  #depth(depth: Depth): void {
    const at = this.#header(CODE.depth, depth.timeUs, 7 * NUMBER + depth.count * 17);
    const { view } = this.#out;
    view.setFloat64(at, depth.instrument, true);
    view.setFloat64(at + 8, depth.venueTimeUs, true);
    view.setFloat64(at + 16, depth.snapshot ? 1 : 0, true);
    view.setFloat64(at + 24, depth.firstUpdateId, true);
    view.setFloat64(at + 32, depth.lastUpdateId, true);
    view.setFloat64(at + 40, depth.previousUpdateId, true);
    view.setFloat64(at + 48, depth.count, true);
    let place = at + 56;
    for (let level = 0; level < depth.count; level += 1, place += 17) {
      view.setUint8(place, depth.sides[level] as number);
      view.setFloat64(place + 1, depth.priceTicks[level] as number, true);
      view.setFloat64(place + 9, depth.quantityLots[level] as number, true);
    }
  }

  #funding(funding: Funding): void {
    const at = this.#header(CODE.funding, funding.timeUs, 4 * NUMBER);
    const { view } = this.#out;
    view.setFloat64(at, funding.instrument, true);
    view.setFloat64(at + 8, funding.venueTimeUs, true);
    view.setFloat64(at + 16, funding.rate, true);
    view.setFloat64(at + 24, funding.markTicks, true);
  }

  #json(entry: Exclude<Entry, MarketEvent>): void {
    const out = this.#out;
    const start = out.length;
    out.room(HEADER_BYTES);
    out.length = start + HEADER_BYTES;
    writeEntry(out, entry);
    this.#head(start, CODE.json, entry.timeUs);
  }
}

/**
 * Fields that were bigint before they became text, each with a neighbour that only its true holder has: a parameter of
 * somebody's strategy may be called `fee` or `lot`, too, and be text.
 */
const BIGINT_FIELDS: ReadonlyMap<string, string> = new Map([
  ['fee', 'fillId'],
  ['total', 'asset'],
  ['payment', 'markTicks'],
  ['realised', 'fillId'],
  ['tick', 'assumedSpread'],
  ['lot', 'assumedSpread'],
  ['minimumNotional', 'assumedSpread'],
  ['assumedSpread', 'minimumNotional'],
  ['maker', 'volumeMin'],
  ['taker', 'volumeMin'],
  ['initialRatio', 'fundingIntervalUs'],
  ['maintenanceRatio', 'fundingIntervalUs'],
]);

function bigintFromText(this: object, key: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const neighbour = BIGINT_FIELDS.get(key);
  return neighbour !== undefined && Object.hasOwn(this, neighbour) ? BigInt(value) : value;
}

/** Parses JSON that `canonicalJson` or the journal wrote, bigint fields of inputs and instruments included. */
export function parseJournalJson(text: string): unknown {
  return JSON.parse(text, bigintFromText);
}

/** Calls `visit` with each entry and its own bytes; market events are fresh objects. */
export function decodeEntries(bytes: Uint8Array, visit: (entry: Entry, own: Uint8Array) => void): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = new TextDecoder();
  let start = 0;
  while (start < bytes.length) {
    assert(start + HEADER_BYTES <= bytes.length, `journal entry at byte ${start} is cut off`);
    const end = start + 4 + view.getUint32(start, true);
    assert(end <= bytes.length, `journal entry at byte ${start} is cut off`);
    const own = bytes.subarray(start, end);
    visit(decodeOne(view, start, end, bytes, text), own);
    start = end;
  }
}

function decodeOne(
  view: DataView,
  start: number,
  end: number,
  bytes: Uint8Array,
  text: InstanceType<typeof TextDecoder>,
): Entry {
  const code = view.getUint8(start + 4);
  const timeUs = view.getFloat64(start + 5, true);
  const at = start + HEADER_BYTES;
  const number = (index: number): number => view.getFloat64(at + index * NUMBER, true);
  switch (code) {
    case CODE.bar:
      return {
        kind: 'bar',
        instrument: number(0),
        venueTimeUs: number(1),
        timeUs,
        openTimeUs: number(2),
        openTicks: number(3),
        highTicks: number(4),
        lowTicks: number(5),
        closeTicks: number(6),
        volumeLots: number(7),
      };
    case CODE.trade:
      return {
        kind: 'trade',
        instrument: number(0),
        venueTimeUs: number(1),
        timeUs,
        priceTicks: number(2),
        quantityLots: number(3),
        aggressor: number(4) === 0 ? 'buy' : 'sell',
      };
    case CODE.quote:
      return {
        kind: 'quote',
        instrument: number(0),
        venueTimeUs: number(1),
        timeUs,
        bidTicks: number(2),
        bidLots: number(3),
        askTicks: number(4),
        askLots: number(5),
        updateId: number(6),
      };
    case CODE.depth:
      return decodeDepth(view, at, timeUs);
    case CODE.funding:
      return {
        kind: 'funding',
        instrument: number(0),
        venueTimeUs: number(1),
        timeUs,
        rate: number(2),
        markTicks: number(3),
      };
    case CODE.json:
      return JSON.parse(text.decode(bytes.subarray(at, end)), bigintFromText) as Entry;
    default:
      throw new Error(`journal entry at byte ${start} has the unknown code ${code}`);
  }
}

function decodeDepth(view: DataView, at: number, timeUs: number): Depth {
  const number = (index: number): number => view.getFloat64(at + index * NUMBER, true);
  const count = number(6);
  const sides = new Uint8Array(count);
  const priceTicks = new Float64Array(count);
  const quantityLots = new Float64Array(count);
  let place = at + 56;
  for (let level = 0; level < count; level += 1, place += 17) {
    sides[level] = view.getUint8(place);
    priceTicks[level] = view.getFloat64(place + 1, true);
    quantityLots[level] = view.getFloat64(place + 9, true);
  }
  return {
    kind: 'depth',
    instrument: number(0),
    venueTimeUs: number(1),
    timeUs,
    snapshot: number(2) === 1,
    firstUpdateId: number(3),
    lastUpdateId: number(4),
    previousUpdateId: number(5),
    count,
    sides,
    priceTicks,
    quantityLots,
  };
}
