import { join } from 'node:path';
import { NEVER } from '@qca/base';
import { openCatalogue } from '@qca/catalogue-arrow';
import { SequencedBook } from '@qca/market';
import { expect, it } from 'vitest';
import { connectTo, openVenue, pause } from './venueHarness.ts';

const RECORDING = join(import.meta.dirname, '../../markets/binance-l2');
const LEVELS = 20;

it('plays the recorded Binance book, and ccxt hears the same book', async () => {
  const catalogue = await openCatalogue(RECORDING);
  const all = { fromUs: 0, toUs: NEVER };
  const spot = catalogue.instruments.find(({ kind }) => kind === 'spot')?.index;
  // The recording itself, followed without the venue, is what everybody must see in the end.
  const recorded = new SequencedBook();
  let events = 0;
  for (const feed = catalogue.open(all); feed.peekTimeUs() !== NEVER; events += 1) {
    const event = feed.take();
    if (event.kind === 'depth' && event.instrument === spot) recorded.apply(event);
  }
  const venue = await openVenue({ feed: catalogue.open(all), speed: 'manual' });
  venue.play(2_000);
  const exchange = await connectTo(venue, { bookLevels: LEVELS });
  const heard = new SequencedBook();
  let trades = 0;
  const listen = (): void => {
    while (exchange.peekTimeUs() !== NEVER) {
      const input = exchange.take();
      if (input.kind === 'depth') heard.apply(input);
      if (input.kind === 'trade') trades += 1;
    }
  };
  let played = 2_000;
  while (!venue.ended()) {
    played += venue.play(400);
    await pause(5);
    listen();
  }
  await pause(1_500);
  listen();
  expect(played).toBe(events);
  expect(trades).toBeGreaterThan(100);
  const levels = (book: SequencedBook): (number | undefined)[][] =>
    ([0, 1] as const).flatMap((side) =>
      Array.from({ length: LEVELS }, (_, n) => [
        book.book?.levelTicks(side, n),
        book.book?.levelLots(side, n),
      ]),
    );
  expect(levels(heard)).toEqual(levels(recorded));
  await exchange.close();
  await venue.close();
});
