import type { Bar, Instrument } from '@qca/market';
import type { Feed } from '@qca/ports';

const MINUTE_US = 60_000_000;

/** Bars with the given closes, a minute each, from columns in memory. One object is reused. */
export function barFeed(instrument: Instrument, closes: Float64Array): Feed {
  let next = 0;
  const bar: Bar = {
    kind: 'bar',
    instrument: instrument.index,
    openTimeUs: 0,
    venueTimeUs: 0,
    timeUs: 0,
    openTicks: 0,
    highTicks: 0,
    lowTicks: 0,
    closeTicks: 0,
    volumeLots: 1e12,
  };
  return {
    instruments: [instrument],
    peekTimeUs: () => (next < closes.length ? next * MINUTE_US : Number.POSITIVE_INFINITY),
    take() {
      const close = Math.round((closes[next] as number) / instrument.tickSize);
      bar.openTimeUs = next * MINUTE_US;
      next += 1;
      bar.venueTimeUs = next * MINUTE_US;
      bar.timeUs = bar.venueTimeUs;
      bar.openTicks = close;
      bar.highTicks = close;
      bar.lowTicks = close;
      bar.closeTicks = close;
      return bar;
    },
    close() {},
  };
}
