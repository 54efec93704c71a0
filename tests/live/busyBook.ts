import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { NEVER } from '@qca/base';
import { connectTo, openVenue, pause } from './venueHarness.ts';

/** What a busy book cost in memory: live heap after a forced collection, at the samples' times. */
export interface BusyBookFigures {
  /** Market events the venue played. */
  readonly played: number;
  /** Updates and trades heard through ccxt. */
  readonly heard: number;
  readonly seconds: number;
  readonly heapMb: readonly number[];
  readonly residentMb: readonly number[];
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Plays a busy book and listens to it through ccxt, until `isDone`; samples memory `samples` times on the way. */
export async function busyBook(options: {
  readonly eventsPerTurn: number;
  readonly turns: number;
  readonly samples: number;
  readonly untilMs?: number;
}): Promise<BusyBookFigures> {
  const { eventsPerTurn, turns, samples, untilMs = Number.POSITIVE_INFINITY } = options;
  const venue = await openVenue({ speed: 'manual', seeded: { seed: 5, levels: 50 } });
  venue.play(10);
  const exchange = await connectTo(venue);
  const startMs = performance.now();
  const figures = { played: 0, heard: 0, heapMb: [] as number[], residentMb: [] as number[] };
  for (let turn = 0; turn < turns && performance.now() - startMs < untilMs; turn += 1) {
    figures.played += venue.play(eventsPerTurn);
    await pause(4);
    while (exchange.peekTimeUs() !== NEVER) {
      exchange.take();
      figures.heard += 1;
    }
    const part = Math.max((turn + 1) / turns, (performance.now() - startMs) / untilMs);
    if (part * samples < figures.heapMb.length + 1) continue;
    collect();
    const { heapUsed, rss } = process.memoryUsage();
    figures.heapMb.push(Math.round(heapUsed / 1e5) / 10);
    figures.residentMb.push(Math.round(rss / 1e6));
  }
  const seconds = (performance.now() - startMs) / 1_000;
  await exchange.close();
  await venue.close();
  return { ...figures, seconds };
}

if (import.meta.main) {
  // `node tests/live/busyBook.ts 60`: an hour.
  const minutes = Number(process.argv[2] ?? '1');
  const figures = await busyBook({
    eventsPerTurn: 200,
    turns: Number.MAX_SAFE_INTEGER,
    samples: 12,
    untilMs: minutes * 60_000,
  });
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}
