import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Depth, Trade } from '@qca/market';

// The recorded books that ship with the product, read as plainly as possible.

const FOLDER = new URL('../../../../../markets/binance-l2/', import.meta.url);

/** Ticks per unit of price and lots per unit of quantity in the recordings. */
export interface Scale {
  readonly ticks: number;
  readonly lots: number;
}

function rows(file: string): string[][] {
  const text = gunzipSync(readFileSync(new URL(file, FOLDER))).toString();
  return text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
}

function localUs(nanoseconds: string): number {
  return Number(BigInt(nanoseconds) / 1000n);
}

/** Columns: local_ts_ns, exch_event_ms, kind, first, last, previous update id, side, price, quantity. */
export function recordedDepth(name: string, scale: Scale): Depth[] {
  const events: Depth[] = [];
  let levels: string[][] = [];
  let key = '';
  const flush = (): void => {
    const [first] = levels;
    if (first !== undefined) events.push(toDepth(first, levels, scale));
    levels = [];
  };
  for (const row of rows(`${name}_depth.csv.gz`)) {
    const rowKey = `${row[0]} ${row[2]} ${row[4]}`;
    if (rowKey !== key) flush();
    key = rowKey;
    levels.push(row);
  }
  flush();
  return events;
}

function toDepth(first: string[], levels: readonly string[][], scale: Scale): Depth {
  const timeUs = localUs(first[0] as string);
  return {
    kind: 'depth',
    instrument: 0,
    venueTimeUs: timeUs,
    timeUs,
    snapshot: first[2] === 'snapshot',
    firstUpdateId: Number(first[3]),
    lastUpdateId: Number(first[4]),
    previousUpdateId: first[5] === '' ? -1 : Number(first[5]),
    count: levels.length,
    sides: Uint8Array.from(levels, (row) => (row[6] === 'b' ? 0 : 1)),
    priceTicks: Float64Array.from(levels, (row) => Math.round(Number(row[7]) * scale.ticks)),
    quantityLots: Float64Array.from(levels, (row) => Math.round(Number(row[8]) * scale.lots)),
  };
}

/** Columns: local_ts_ns, exch_event_ms, exch_trade_ms, trade_id, price, quantity, aggressor side. */
export function recordedTrades(name: string, scale: Scale): Trade[] {
  return rows(`${name}_trades.csv.gz`).map((row) => {
    const timeUs = localUs(row[0] as string);
    return {
      kind: 'trade',
      instrument: 0,
      venueTimeUs: timeUs,
      timeUs,
      priceTicks: Math.round(Number(row[4]) * scale.ticks),
      quantityLots: Math.round(Number(row[5]) * scale.lots),
      aggressor: row[6] === 'buy' ? 'buy' : 'sell',
    };
  });
}

/** Best bid and ask by update id, as `[bidTicks, bidLots, askTicks, askLots]`. */
export function recordedBest(name: string, scale: Scale): Map<number, [number, number, number, number]> {
  const best = new Map<number, [number, number, number, number]>();
  for (const [, , updateId, bid, bidSize, ask, askSize] of rows(`${name}_bbo.csv.gz`)) {
    best.set(Number(updateId), [
      Math.round(Number(bid) * scale.ticks),
      Math.round(Number(bidSize) * scale.lots),
      Math.round(Number(ask) * scale.ticks),
      Math.round(Number(askSize) * scale.lots),
    ]);
  }
  return best;
}
