import { join } from 'node:path';
import { ASK, BID, type DepthUpdate } from '@qca/book';
import { readRows } from './readCloses.ts';

// The recorded Binance USD-M book of W4, in typed arrays before the clock starts, as hftbacktest has its data.

/** Ticks a dollar and lots a bitcoin: the contract's price step is 0.1 and its size step 0.001. */
const TICKS_PER_UNIT = 10;
const LOTS_PER_UNIT = 1000;
/** Feed latency that the fastest message is given, since the recorder's clock tells it only up to an offset. */
const LATENCY_US_MIN = 1000;

/** One message of the depth stream. */
export interface DepthMessage extends DepthUpdate {
  readonly lastUpdateId: number;
  readonly previousUpdateId: number;
}

export interface Level2 {
  readonly depth: readonly DepthMessage[];
  /** Shape: [trade]. */
  readonly tradeTicks: Float64Array;
  readonly tradeLots: Float64Array;
  /** 1 where a seller hit the bid. Shape: [trade]. */
  readonly tradeSells: Uint8Array;
  /** Depth messages and trades in one count: from 0 depth, from `depth.length` on trades. Shape: [event]. */
  readonly venueTimesUs: Float64Array;
  readonly localTimesUs: Float64Array;
  /** Events in the order they happened at the venue, and in the order we hear them. Shape: [position]. */
  readonly venueOrder: Int32Array;
  readonly localOrder: Int32Array;
  /** Level sizes and trades: what a rate per event counts. */
  readonly events: number;
  readonly quotes: readonly QuoteRow[];
}

/** A row of the venue's best-quote stream. */
export interface QuoteRow {
  readonly updateId: number;
  readonly bidTicks: number;
  readonly bidLots: number;
  readonly askTicks: number;
  readonly askLots: number;
}

interface TimedDepth extends DepthMessage {
  readonly localUs: number;
  readonly venueUs: number;
}

export async function readLevel2(data: string): Promise<Level2> {
  const rowsOf = (kind: string): Promise<string[]> =>
    readRows(join(data, 'l2-binance-2024-08-08', `usdm_btcusdt_${kind}.csv.gz`));
  const depth = afterSnapshot(groupDepth(await rowsOf('depth')));
  const trades = (await rowsOf('trades')).map((row) => row.split(','));
  const localTimes = Float64Array.of(
    ...depth.map((m) => m.localUs),
    ...trades.map((t) => microseconds(t[0]!)),
  );
  const venueTimes = Float64Array.of(
    ...depth.map((m) => m.venueUs),
    ...trades.map((t) => Number(t[1]) * 1000),
  );
  align(localTimes, venueTimes);
  const levels = depth.reduce((sum, message) => sum + message.count, 0);
  return {
    depth,
    tradeTicks: Float64Array.from(trades, (t) => ticks(t[4]!)),
    tradeLots: Float64Array.from(trades, (t) => lots(t[5]!)),
    tradeSells: Uint8Array.from(trades, (t) => (t[6] === 'sell' ? 1 : 0)),
    venueTimesUs: venueTimes,
    localTimesUs: localTimes,
    venueOrder: orderBy(venueTimes, depth.length),
    localOrder: orderBy(localTimes, depth.length),
    events: levels + trades.length,
    quotes: (await rowsOf('bbo')).map(readQuote),
  };
}

function ticks(price: string): number {
  return Math.round(Number(price) * TICKS_PER_UNIT);
}

function lots(quantity: string): number {
  return Math.round(Number(quantity) * LOTS_PER_UNIT);
}

/** Nanoseconds since 1970 have nineteen digits, more than a number holds: the last three are cut. */
function microseconds(nanoseconds: string): number {
  return Number(nanoseconds.slice(0, -3));
}

function readQuote(row: string): QuoteRow {
  const [, , updateId, bidPrice, bidQuantity, askPrice, askQuantity] = row.split(',');
  return {
    updateId: Number(updateId),
    bidTicks: ticks(bidPrice!),
    bidLots: lots(bidQuantity!),
    askTicks: ticks(askPrice!),
    askLots: lots(askQuantity!),
  };
}

/** Puts the rows of one message together: they share kind and ids. */
function groupDepth(rows: readonly string[]): TimedDepth[] {
  const sides = new Uint8Array(rows.length);
  const priceTicks = new Float64Array(rows.length);
  const quantityLots = new Float64Array(rows.length);
  const messages: TimedDepth[] = [];
  let start = 0;
  let last: string[] | undefined;
  const finish = (end: number): void => {
    if (last === undefined) return;
    messages.push({
      snapshot: last[2] === 'snapshot',
      count: end - start,
      sides: sides.subarray(start, end),
      priceTicks: priceTicks.subarray(start, end),
      quantityLots: quantityLots.subarray(start, end),
      lastUpdateId: Number(last[4]),
      previousUpdateId: Number(last[5]),
      localUs: microseconds(last[0]!),
      venueUs: Number(last[1]) * 1000,
    });
    start = end;
  };
  rows.forEach((row, i) => {
    const fields = row.split(',');
    if (last === undefined || fields[4] !== last[4] || fields[2] !== last[2]) finish(i);
    last = fields;
    sides[i] = fields[6] === 'b' ? BID : ASK;
    priceTicks[i] = ticks(fields[7]!);
    quantityLots[i] = lots(fields[8]!);
  });
  finish(rows.length);
  return messages;
}

/**
 * Starts the stream at its snapshot, by the venue's rule: updates that end at or before the snapshot's id are in it
 * already; those heard before it that end later are applied after it.
 */
function afterSnapshot(messages: readonly TimedDepth[]): TimedDepth[] {
  const at = messages.findIndex(({ snapshot }) => snapshot);
  const snapshot = messages[at]!;
  const early = messages.slice(0, at).filter(({ lastUpdateId }) => lastUpdateId > snapshot.lastUpdateId);
  const moved = early.map((message) => ({
    ...message,
    localUs: snapshot.localUs,
    venueUs: snapshot.venueUs,
  }));
  const ordered = [snapshot, ...moved, ...messages.slice(at + 1)];
  let venueUs = 0;
  return ordered.map((message) => {
    venueUs = Math.max(venueUs, message.venueUs);
    return { ...message, venueUs };
  });
}

/** Corrects the offset of the recorder's clock in place, so that nothing is heard before it happened. */
function align(localTimes: Float64Array, venueTimes: Float64Array): void {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < localTimes.length; i += 1) least = Math.min(least, localTimes[i]! - venueTimes[i]!);
  for (let i = 0; i < localTimes.length; i += 1) localTimes[i]! += LATENCY_US_MIN - least;
}

/** Returns the events sorted by time. At one time trades come first: a size told then reflects them. */
function orderBy(times: Float64Array, depthCount: number): Int32Array {
  const place = (event: number): number => (event < depthCount ? event + times.length : event);
  return Int32Array.from(times.keys()).sort((a, b) => times[a]! - times[b]! || place(a) - place(b));
}
