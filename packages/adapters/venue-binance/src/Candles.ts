/** Lengths of candles by Binance's names, in milliseconds. */
export const INTERVALS: Readonly<Record<string, number>> = {
  '1s': 1_000,
  '1m': 60_000,
  '3m': 180_000,
  '5m': 300_000,
  '15m': 900_000,
  '30m': 1_800_000,
  '1h': 3_600_000,
  '4h': 14_400_000,
  '1d': 86_400_000,
};

export interface Candle {
  readonly openMs: number;
  openTicks: number;
  highTicks: number;
  lowTicks: number;
  closeTicks: number;
  lots: number;
  /** Σ price × lots. */
  tickLots: number;
  trades: number;
}

/** Candles kept of each length: the most one request may ask for. */
const CANDLES_MAX = 1_000;

/** Candles of one symbol, built from its public trades. An interval without trades has none. */
export class Candles {
  readonly #byInterval = new Map<string, Candle[]>(Object.keys(INTERVALS).map((name) => [name, []]));

  trade(ticks: number, lots: number, timeMs: number): void {
    for (const [name, candles] of this.#byInterval) {
      const lengthMs = INTERVALS[name] as number;
      const openMs = timeMs - (timeMs % lengthMs);
      const last = candles[candles.length - 1];
      if (last !== undefined && last.openMs >= openMs) add(last, ticks, lots);
      else {
        candles.push({
          openMs,
          openTicks: ticks,
          highTicks: ticks,
          lowTicks: ticks,
          closeTicks: ticks,
          lots,
          tickLots: ticks * lots,
          trades: 1,
        });
        if (candles.length > CANDLES_MAX) candles.shift();
      }
    }
  }

  latest(interval: string, max: number): readonly Candle[] {
    return (this.#byInterval.get(interval) ?? []).slice(-max);
  }
}

function add(candle: Candle, ticks: number, lots: number): void {
  candle.highTicks = Math.max(candle.highTicks, ticks);
  candle.lowTicks = Math.min(candle.lowTicks, ticks);
  candle.closeTicks = ticks;
  candle.lots += lots;
  candle.tickLots += ticks * lots;
  candle.trades += 1;
}
