import { fileURLToPath } from 'node:url';
import { DAY, HOUR, SECOND } from '@qca/base';
import type { Market, MarketReference } from '../market/Market.ts';

/** The markets that come with the product, in the order they are played. */
const SHIPPED = ['bitstamp', 'binance-l2'];
/** Books and trades are played ten times as fast as they happened: fast enough to see something, slow enough to follow. */
const BOOK_SPEED = 10;
const GENERATED_SPEED = 60;

/** Markets played one after the other, and from the first again after the last. */
export function playlistOf(choice: {
  readonly data: readonly string[];
  readonly generated: boolean;
  readonly days: number;
  readonly seed: number;
}): readonly MarketReference[] {
  if (choice.generated) return [{ kind: 'generated', seed: choice.seed, days: choice.days }];
  const shipped = SHIPPED.map((name) =>
    fileURLToPath(new URL(`../../../../markets/${name}`, import.meta.url)),
  );
  const folders = choice.data.length > 0 ? choice.data : shipped;
  return folders.map((path) => ({ kind: 'recorded', path, fromUs: null, toUs: null, skipBadRows: false }));
}

/** Market seconds per second that suit a market: one bar a second, or ten times as fast as it happened. */
export function usualSpeed(market: Market): number {
  if (market.label === 'generated') return GENERATED_SPEED;
  if (market.data.some(({ kinds }) => kinds.some((kind) => kind !== 'bars' && kind !== 'funding')))
    return BOOK_SPEED;
  const intervals = market.data.map(({ barIntervalUs }) => barIntervalUs).filter((each) => each > 0);
  return Math.min(Math.max(Math.min(...intervals, DAY), SECOND), DAY) / SECOND;
}

/** An hour per second, for people. */
export function spokenSpeed(speed: number): string {
  if (!Number.isFinite(speed)) return 'as fast as it goes';
  if (speed === HOUR / SECOND) return 'an hour per second';
  return speed === 1 ? 'as fast as it happened' : `${speed} times as fast as it happened`;
}

/** What is played, before it is opened. */
export function nameOf(reference: MarketReference): string {
  if (reference.kind === 'live') return `${reference.venue}, live`;
  if (reference.kind === 'generated') return `a generated market of seed ${reference.seed}`;
  return (
    reference.path
      .split(/[\\/]/)
      .filter((part) => part !== '')
      .at(-1) ?? reference.path
  );
}
