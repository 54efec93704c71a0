import { NEVER, Random, type TimeUs } from '@qca/base';
import {
  type Depth,
  defineInstrument,
  type Instrument,
  type MarketEvent,
  type Trade,
  venueAsset,
} from '@qca/market';
import type { Feed } from '@qca/ports';
import { parseAmount, parsePrice, parseQuantity, parseRatio, type Ratio } from '@qca/units';

/** A market the venue makes up itself when nobody hands one in. Simulated, and only good for trying things out. */
export interface SeededMarket {
  readonly seed: number;
  /** Base and quote, `BTC/USDT`. */
  readonly pairs?: readonly string[];
  /** Events a second of each pair. */
  readonly eventsPerSecond?: number;
  /** Events after which the market ends; without end when absent. */
  readonly events?: number;
  readonly levels?: number;
}

const START_US: TimeUs = 1_735_689_600_000_000;
const START_TICKS = 6_000_000;

/** A walk of the mid price with a book around it and trades at its touch. Same options, same events. */
export class SeededFeed implements Feed {
  readonly instruments: readonly Instrument[];
  readonly #random: Random;
  readonly #stepUs: number;
  readonly #eventsMax: number;
  readonly #levels: number;
  readonly #mids: number[];
  /** Number of each book's latest update. */
  readonly #updateIds: number[];
  #told = 0;
  #isClosed = false;

  constructor(options: SeededMarket) {
    const { seed, pairs = ['BTC/USDT'], eventsPerSecond = 20, levels = 20 } = options;
    this.instruments = pairs.map((pair, index) => defineInstrument(spec(pair), index));
    this.#random = new Random(seed);
    this.#stepUs = Math.round(1_000_000 / (eventsPerSecond * pairs.length));
    this.#eventsMax = options.events ?? Number.POSITIVE_INFINITY;
    this.#levels = levels;
    this.#mids = pairs.map(() => START_TICKS);
    this.#updateIds = pairs.map(() => 0);
  }

  peekTimeUs(): TimeUs {
    return this.#isClosed || this.#told >= this.#eventsMax ? NEVER : START_US + this.#told * this.#stepUs;
  }

  take(): MarketEvent {
    const timeUs = this.peekTimeUs();
    const instrument = this.#told % this.instruments.length;
    const isFirst = this.#told < this.instruments.length;
    this.#told += 1;
    if (!isFirst && this.#random.nextBoolean(0.3)) return this.#trade(instrument, timeUs);
    return this.#book(instrument, timeUs, isFirst);
  }

  close(): void {
    this.#isClosed = true;
  }

  #trade(instrument: number, timeUs: TimeUs): Trade {
    const isBuy = this.#random.nextBoolean(0.5);
    const mid = this.#mids[instrument] as number;
    return {
      kind: 'trade',
      instrument,
      venueTimeUs: timeUs,
      timeUs,
      priceTicks: isBuy ? mid + 50 : mid - 50,
      quantityLots: 1 + this.#random.nextBelow(20_000),
      aggressor: isBuy ? 'buy' : 'sell',
    };
  }

  #book(instrument: number, timeUs: TimeUs, snapshot: boolean): Depth {
    const before = this.#mids[instrument] as number;
    const updateId = (this.#updateIds[instrument] as number) + 1;
    this.#updateIds[instrument] = updateId;
    const mid = before + (snapshot ? 0 : 10 * (this.#random.nextBelow(11) - 5));
    this.#mids[instrument] = mid;
    const rows: [number, number, number][] = [];
    const reach = 10 * this.#levels;
    for (const side of [0, 1]) {
      const towards = side === 0 ? -1 : 1;
      if (!snapshot)
        for (let step = 0; step < this.#levels; step += 1) {
          const ticks = before + towards * (50 + 10 * step);
          const distance = (ticks - mid) * towards;
          if (distance < 50 || distance >= 50 + reach) rows.push([side, ticks, 0]);
        }
      for (let step = 0; step < this.#levels; step += 1)
        if (snapshot || mid !== before || this.#random.nextBoolean(0.2))
          rows.push([side, mid + towards * (50 + 10 * step), 10_000 + this.#random.nextBelow(200_000)]);
    }
    return {
      kind: 'depth',
      instrument,
      venueTimeUs: timeUs,
      timeUs,
      snapshot,
      firstUpdateId: updateId,
      lastUpdateId: updateId,
      previousUpdateId: updateId - 1,
      count: rows.length,
      sides: Uint8Array.from(rows, ([side]) => side),
      priceTicks: Float64Array.from(rows, ([, ticks]) => ticks),
      quantityLots: Float64Array.from(rows, ([, , lots]) => lots),
    };
  }
}

function spec(pair: string): Parameters<typeof defineInstrument>[0] {
  const [base = '', quote = ''] = pair.split('/');
  const sure = <Value>(parsed: { ok: boolean; value?: Value }): Value => parsed.value as Value;
  const fee = sure(parseRatio('0.001')) as Ratio;
  return {
    venue: 'binance',
    kind: 'spot',
    base: venueAsset(base),
    quote: venueAsset(quote),
    tick: sure(parsePrice('0.01')),
    lot: sure(parseQuantity('0.00001', 8)),
    minimumNotional: sure(parseAmount('5', 8)),
    fees: [{ volumeMin: 0, maker: fee, taker: fee }],
    assumedSpread: sure(parseRatio('0.0001')) as Ratio,
  };
}
