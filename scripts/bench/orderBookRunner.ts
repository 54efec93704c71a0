import { type BookSide, LimitOrderBook } from '@qca/book';
import type { OrderStream } from './orderStream.ts';
import type { Details, Runner } from './Workload.ts';

/** What a book looks like when a stream has ended. */
export interface EndState {
  readonly askLevels: number;
  readonly askLots: number;
  readonly bidLevels: number;
  readonly bidLots: number;
  readonly liveOrders: number;
}

/** Replays one or more streams, each on a fresh book, through our order book, reading every execution report. */
export class OrderBookRunner implements Runner {
  readonly name = 'ours';
  readonly version = '';
  readonly #streams: Readonly<Record<string, OrderStream>>;
  readonly ends: Record<string, EndState> = {};
  readonly #speeds: Record<string, number> = {};
  #latency: Details | undefined;
  /** Keeps the reports from being optimised away. */
  reportedLots = 0;

  constructor(streams: Readonly<Record<string, OrderStream>>) {
    this.#streams = streams;
  }

  run(): number {
    let operations = 0;
    let seconds = 0;
    for (const [name, stream] of Object.entries(this.#streams)) {
      const book = new LimitOrderBook();
      const handles = new Float64Array(stream.count);
      const start = performance.now();
      this.reportedLots += replay(book, stream, handles);
      const took = (performance.now() - start) / 1000;
      this.ends[name] = endState(book);
      this.#speeds[name] = stream.count / took;
      operations += stream.count;
      seconds += took;
    }
    return operations / seconds;
  }

  details(): Details {
    this.#latency ??= this.#measureLatency();
    const parts = Object.entries(this.#speeds).map(([name, speed]) => [`${name} ops/s`, speed]);
    return { ...(parts.length > 1 ? Object.fromEntries(parts) : {}), ...this.#latency };
  }

  /** Times every operation of the first stream one by one; the clock's own cost is in the figures. */
  #measureLatency(): Details {
    const stream = Object.values(this.#streams)[0]!;
    const before = process.memoryUsage();
    const book = new LimitOrderBook();
    const nanoseconds = new Float64Array(stream.count);
    const handles = new Float64Array(stream.count);
    this.reportedLots += replay(book, stream, handles, nanoseconds);
    const after = process.memoryUsage();
    const arrays = after.arrayBuffers - before.arrayBuffers - nanoseconds.byteLength - handles.byteLength;
    nanoseconds.sort();
    const quantile = (q: number): number => Math.round(nanoseconds[Math.floor(q * (stream.count - 1))]!);
    return {
      'p50 ns': quantile(0.5),
      'p99 ns': quantile(0.99),
      'p99.9 ns': quantile(0.999),
      'book bytes': Math.max(0, arrays),
    };
  }
}

/** Replays a stream and returns the lots of all trades reported. With `nanoseconds`, times each operation. */
function replay(
  book: LimitOrderBook,
  stream: OrderStream,
  handles: Float64Array,
  nanoseconds?: Float64Array,
): number {
  const { count, kinds, sides, ticks, lots, targets } = stream;
  const { executions } = book;
  let live = 0;
  let reported = 0;
  for (let i = 0; i < count; i += 1) {
    const start = nanoseconds ? performance.now() : 0;
    const kind = kinds[i]!;
    if (kind === 0) {
      handles[live] = book.limit(sides[i] as BookSide, ticks[i]!, lots[i]!);
      live += 1;
    } else if (kind === 1) {
      book.market(sides[i] as BookSide, lots[i]!);
    } else {
      live -= 1;
      const place = targets[i]!;
      const handle = handles[place]!;
      handles[place] = handles[live]!;
      book.cancel(handle);
    }
    while (executions.next()) reported += executions.quantityLots;
    if (nanoseconds) nanoseconds[i] = (performance.now() - start) * 1e6;
  }
  return reported;
}

function endState(book: LimitOrderBook): EndState {
  return {
    askLevels: book.levels(1),
    askLots: book.openLotsOf(1),
    bidLevels: book.levels(0),
    bidLots: book.openLotsOf(0),
    liveOrders: book.orders(0) + book.orders(1),
  };
}
