import { buildExtremeStream, buildOrderStream, type EXTREMES, type OrderStream } from '../orderStream.ts';
import { answerRuns, peerPackage, task } from './answerRuns.ts';

// Replays the streams of W3 through npm's nodejs-order-book. Ids are made before the clock starts.

interface PeerBook {
  limit(order: { side: string; id: string; size: number; price: number }): unknown;
  market(order: { side: string; size: number }): unknown;
  cancel(id: string): unknown;
  /** Asks, then bids, as [price, size]. */
  depth(): [[number, number][], [number, number][]];
}
interface Definition {
  readonly count?: number;
  readonly liveCap?: number;
  readonly extreme?: (typeof EXTREMES)[number];
}

const { peers, streams } = task<{ streams: Record<string, Definition> }>();
const { module, version } = peerPackage(peers, 'nodejs-order-book');
const { OrderBook } = module as { OrderBook: new () => PeerBook };

const built = Object.entries(streams).map(([name, { count, liveCap, extreme }]) => {
  const stream = extreme === undefined ? buildOrderStream(count ?? 0, liveCap) : buildExtremeStream(extreme);
  return { name, stream, ids: Array.from({ length: stream.count }, (_, i) => String(i)) };
});

function replay(book: PeerBook, stream: OrderStream, ids: readonly string[]): void {
  const live: string[] = [];
  for (let i = 0; i < stream.count; i += 1) {
    const kind = stream.kinds[i]!;
    const side = stream.sides[i] === 0 ? 'buy' : 'sell';
    const size = stream.lots[i]!;
    if (kind === 0) {
      const id = ids[i]!;
      live.push(id);
      book.limit({ side, id, size, price: stream.ticks[i]! });
    } else if (kind === 1) {
      book.market({ side, size });
    } else {
      const place = stream.targets[i]!;
      const id = live[place]!;
      live[place] = live.at(-1)!;
      live.pop();
      book.cancel(id);
    }
  }
}

const sumOf = (levels: [number, number][]): number => levels.reduce((sum, [, size]) => sum + size, 0);

await answerRuns('nodejs-order-book', version, () => {
  let seconds = 0;
  let count = 0;
  const details: Record<string, number> = {};
  for (const { name, stream, ids } of built) {
    const book = new OrderBook();
    const start = performance.now();
    replay(book, stream, ids);
    const took = (performance.now() - start) / 1000;
    seconds += took;
    count += stream.count;
    const [asks, bids] = book.depth();
    details[`${name} ops/s`] = stream.count / took;
    details[`${name} askLevels`] = asks.length;
    details[`${name} askLots`] = sumOf(asks);
    details[`${name} bidLevels`] = bids.length;
    details[`${name} bidLots`] = sumOf(bids);
  }
  return { seconds, count, details };
});
