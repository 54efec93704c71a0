import { MINUTE, type TimeUs } from '@qca/base';
import type { Entry } from '@qca/engine';
import type { MarketEvent } from '@qca/market';
import type { Market } from '../market/Market.ts';

/** Where nothing is said of an interval, a market that is silent for so long has a gap. */
const SILENCE_US = MINUTE;
/** A bar may be a little late before it counts as missing. */
const LATE_PART = 1.5;

/** Whether an entry of a journal is a price that was heard. */
export function isPrice(entry: Entry): entry is MarketEvent {
  const { kind } = entry;
  return kind === 'bar' || kind === 'trade' || kind === 'quote' || kind === 'depth';
}

interface Heard {
  readonly intervalUs: number;
  lastHeardUs: number | null;
  gaps: number;
  longestGapUs: number;
}

/** What is known of the data that is played: what the files say, and the gaps seen while playing. */
export class DataQuality {
  readonly #run: string;
  readonly #market: Market;
  readonly #warnings: readonly string[];
  /** The last entry that it has heard. */
  #sequence = -1;
  readonly #heard: readonly Heard[];

  constructor(played: {
    readonly run: string;
    readonly market: Market;
    readonly warnings: readonly string[];
  }) {
    const { run, market, warnings } = played;
    this.#run = run;
    this.#market = market;
    this.#warnings = warnings;
    this.#heard = market.data.map(({ barIntervalUs }) => ({
      intervalUs: barIntervalUs > 0 ? barIntervalUs * LATE_PART : SILENCE_US,
      lastHeardUs: null,
      gaps: 0,
      longestGapUs: 0,
    }));
  }

  /** When the market was last heard; undefined before it was. */
  get lastHeardUs(): TimeUs | undefined {
    const last = Math.max(...this.#heard.map(({ lastHeardUs }) => lastHeardUs ?? 0));
    return last > 0 ? last : undefined;
  }

  /** Takes an event in; one that was heard before, when the journal is read again, changes nothing. */
  observe(event: MarketEvent, sequence: number): void {
    if (sequence <= this.#sequence) return;
    this.#sequence = sequence;
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
      run: this.#run,
      sequence: this.#sequence,
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
