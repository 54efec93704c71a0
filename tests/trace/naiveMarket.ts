import type { NaiveRun } from './NaiveRun.ts';

const MINUTE_US = 60_000_000;

/** Bars of one instrument: as the data has them, or of the mid of each quote, a minute each, where it has none. */
export function barsOf(run: NaiveRun, index: number) {
  const intervalUs = run.configuration.data[index]?.barIntervalUs ?? 0;
  const { lot } = run.instrument(index);
  // The nearest doubles, read from the exact texts.
  const price = (ticks: number): number => Number(run.price(index, ticks));
  const volume = (lots: number): number =>
    Number.isInteger(lots) ? Number(run.quantity(index, lots)) : (lots * Number(lot)) / 1e8;
  if (intervalUs > 0) {
    const bars = run
      .all('bar')
      .filter(({ entry }) => entry.instrument === index)
      .map(({ entry }) => [
        entry.openTimeUs,
        price(entry.openTicks),
        price(entry.highTicks),
        price(entry.lowTicks),
        price(entry.closeTicks),
        volume(entry.volumeLots),
      ]);
    return { kind: 'bars', intervalUs, bars };
  }
  const quotes = run
    .all('quote')
    .filter(({ entry }) => entry.instrument === index && entry.bidTicks > 0 && entry.askTicks > 0);
  const byMinute = Map.groupBy(quotes, ({ entry }) => Math.floor(entry.timeUs / MINUTE_US) * MINUTE_US);
  const bars = [...byMinute].map(([openUs, own]) => {
    const mids = own.map(({ entry }) => price((entry.bidTicks + entry.askTicks) / 2));
    return [openUs, mids[0], Math.max(...mids), Math.min(...mids), mids.at(-1), 0];
  });
  return { kind: 'mid', intervalUs: MINUTE_US, bars };
}

/** When each instrument was last heard, and where it was silent for longer than it usually is. */
export function heardOf(run: NaiveRun, index: number) {
  const barUs = run.configuration.data[index]?.barIntervalUs ?? 0;
  const silentUs = barUs > 0 ? 1.5 * barUs : MINUTE_US;
  const times = run.entries.flatMap((entry) =>
    (entry.kind === 'bar' || entry.kind === 'trade' || entry.kind === 'quote' || entry.kind === 'depth') &&
    entry.instrument === index
      ? [entry.timeUs]
      : [],
  );
  const gaps = times.slice(1).map((timeUs, place) => timeUs - (times[place] as number));
  const long = gaps.filter((gapUs) => gapUs > silentUs);
  return {
    gaps: long.length,
    longestGapUs: Math.max(0, ...long),
    lastHeardUs: times.at(-1) ?? null,
  };
}
