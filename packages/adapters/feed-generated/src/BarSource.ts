import { NEVER, type Random, SECOND, type TimeUs } from '@qca/base';
import type { Bar, Instrument, MarketEvent } from '@qca/market';
import type { LatentPath } from './LatentPath.ts';
import type { Source } from './Source.ts';

/** Bars of one instrument from its hidden price, aligned to whole intervals since 1970; the last one closes in time. */
export class BarSource implements Source {
  timeUs: TimeUs;
  readonly #endUs: TimeUs;
  readonly #intervalUs: number;
  readonly #path: LatentPath;
  readonly #instrument: Instrument;
  readonly #random: Random;
  readonly #lotsPerBar: number;
  readonly #bar: Bar;

  constructor(source: {
    readonly instrument: Instrument;
    readonly intervalUs: number;
    readonly lotsPerSecond: number;
    readonly path: LatentPath;
    readonly random: Random;
    readonly startUs: TimeUs;
    readonly endUs: TimeUs;
  }) {
    const { instrument, intervalUs } = source;
    this.#endUs = source.endUs;
    this.#intervalUs = intervalUs;
    this.#path = source.path;
    this.#instrument = instrument;
    this.#random = source.random;
    this.#lotsPerBar = (source.lotsPerSecond * intervalUs) / SECOND;
    const ticks = { openTicks: 0, highTicks: 0, lowTicks: 0, closeTicks: 0, volumeLots: 0 };
    this.#bar = {
      kind: 'bar',
      instrument: instrument.index,
      venueTimeUs: 0,
      timeUs: 0,
      openTimeUs: 0,
      ...ticks,
    };
    this.timeUs = this.#openAt(Math.ceil(source.startUs / intervalUs) * intervalUs);
  }

  take(): MarketEvent {
    const bar = this.#bar;
    bar.openTimeUs = this.timeUs;
    bar.venueTimeUs = this.timeUs + this.#intervalUs;
    bar.timeUs = bar.venueTimeUs;
    const { index } = this.#instrument;
    const last = this.#path.stepAt(bar.venueTimeUs);
    const first = this.#path.stepAt(bar.openTimeUs);
    bar.openTicks = this.#ticksAt(first);
    bar.highTicks = bar.openTicks;
    bar.lowTicks = bar.openTicks;
    let activity = 0;
    for (let step = first + 1; step <= last; step += 1) {
      bar.closeTicks = this.#ticksAt(step);
      bar.highTicks = Math.max(bar.highTicks, bar.closeTicks);
      bar.lowTicks = Math.min(bar.lowTicks, bar.closeTicks);
      activity += this.#path.activity(index, step);
    }
    // Volume follows volatility, with an exponential share of chance.
    const mean = (this.#lotsPerBar * activity) / (last - first);
    bar.volumeLots = Math.floor(this.#random.nextExponential(mean));
    this.timeUs = this.#openAt(bar.venueTimeUs);
    return bar;
  }

  #ticksAt(step: number): number {
    return Math.max(1, Math.round(this.#path.mid(this.#instrument.index, step) / this.#instrument.tickSize));
  }

  #openAt(openUs: TimeUs): TimeUs {
    return openUs + this.#intervalUs < this.#endUs ? openUs : NEVER;
  }
}
