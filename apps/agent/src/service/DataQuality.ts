import { MINUTE } from '@qca/base';
import type { MarketEvent } from '@qca/market';
import type { Market } from '../market/Market.ts';

/** Where nothing is said of an interval, a market that is silent for so long has a gap. */
const SILENCE_US = MINUTE;
/** A bar may be a little late before it counts as missing. */
const LATE_PART = 1.5;

interface Heard {
  readonly intervalUs: number;
  lastHeardUs: number | null;
  gaps: number;
  longestGapUs: number;
}

/** What is known of the data that is played: what the files say, and the gaps seen while playing. */
export class DataQuality {
  readonly #market: Market;
  readonly #warnings: readonly string[];
  readonly #heard: readonly Heard[];

  constructor(market: Market, warnings: readonly string[]) {
    this.#market = market;
    this.#warnings = warnings;
    this.#heard = market.data.map(({ barIntervalUs }) => ({
      intervalUs: barIntervalUs > 0 ? barIntervalUs * LATE_PART : SILENCE_US,
      lastHeardUs: null,
      gaps: 0,
      longestGapUs: 0,
    }));
  }

  observe(event: MarketEvent): void {
    const heard = this.#heard[event.instrument];
    if (heard === undefined) return;
    if (heard.lastHeardUs !== null) {
      const silentUs = event.timeUs - heard.lastHeardUs;
      if (silentUs > heard.intervalUs) {
        heard.gaps += 1;
        heard.longestGapUs = Math.max(heard.longestGapUs, silentUs);
      }
    }
    heard.lastHeardUs = event.timeUs;
  }

  document() {
    const { name, label, rows, notes, instruments, data } = this.#market;
    return {
      market: name,
      prices: label,
      ...rows,
      notes: [...notes],
      warnings: [...this.#warnings],
      instruments: instruments.map((instrument, index) => ({
        instrument: instrument.id,
        kinds: [...(data[index]?.kinds ?? [])],
        gaps: this.#heard[index]?.gaps ?? 0,
        longestGapUs: this.#heard[index]?.longestGapUs ?? 0,
        lastHeardUs: this.#heard[index]?.lastHeardUs ?? null,
      })),
    };
  }
}
