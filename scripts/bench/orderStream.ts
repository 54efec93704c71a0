// The order stream of workload W3, exactly as its definition says: every implementation that follows it ends
// in the same book, so the check values hold for ours and for every peer.

const LIMIT = 0;
const MARKET = 1;
const CANCEL = 2;

/**
 * One operation per index. Whoever replays it keeps a list of the ids it got for limit orders, as the definition
 * does: `targets` of a cancel is the place in that list, and the last id takes the cancelled one's place.
 */
export interface OrderStream {
  readonly count: number;
  /** 0 limit, 1 market, 2 cancel. */
  readonly kinds: Uint8Array;
  /** 0 buys, 1 sells. */
  readonly sides: Uint8Array;
  readonly ticks: Int32Array;
  readonly lots: Int32Array;
  readonly targets: Int32Array;
}

/** Ids that must be live before the stream cancels any. */
const LIVE_MIN = 100;

/** Returns the mulberry32 generator: whole state in 32 bits, numbers in [0, 1). */
export function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Returns a stream of limit orders with room for `count`. */
export function emptyStream(count: number): OrderStream {
  return {
    count,
    kinds: new Uint8Array(count),
    sides: new Uint8Array(count),
    ticks: new Int32Array(count),
    lots: new Int32Array(count),
    targets: new Int32Array(count),
  };
}

/** Builds `count` operations of W3 around a mid of 10,000 that walks a tick every thousand; at `liveCap` ids it must cancel. */
export function buildOrderStream(count: number, liveCap = Number.POSITIVE_INFINITY): OrderStream {
  const stream = emptyStream(count);
  const draw = mulberry32(42);
  let live = 0;
  let mid = 10_000;
  const order = (i: number, kind: number, sizes: number, offset?: () => number): void => {
    const buys = draw() < 0.5;
    stream.kinds[i] = kind;
    stream.sides[i] = buys ? 0 : 1;
    // A negative offset crosses: the draw for it comes between those for side and size.
    if (offset) {
      const away = offset();
      stream.ticks[i] = buys ? mid - away : mid + away;
      live += 1;
    }
    stream.lots[i] = 1 + Math.floor(sizes * draw());
  };
  for (let i = 0; i < count; i += 1) {
    const u = draw();
    if (i % 1000 === 0) mid += draw() < 0.5 ? -1 : 1;
    const full = live >= liveCap;
    if (!full && (u < 0.45 || live < LIVE_MIN)) {
      order(i, LIMIT, 100, () => 1 + Math.floor(50 * draw()));
    } else if (!full && u < 0.55) {
      order(i, LIMIT, 100, () => -Math.floor(5 * draw()));
    } else if (!full && u < 0.6) {
      order(i, MARKET, 200);
    } else {
      stream.kinds[i] = CANCEL;
      stream.targets[i] = Math.floor(draw() * live);
      live -= 1;
    }
  }
  return stream;
}

/** The three streams of W3e. */
export const EXTREMES = ['levels', 'five', 'crossing'] as const;

/**
 * Builds a stream of W3e, every order of 10 lots: `levels` puts 300,000 limits on a level each, half below and
 * half above a mid; `five` puts 100,000 on five levels; `crossing` alternates a buy and a sell that trade whole.
 */
export function buildExtremeStream(name: (typeof EXTREMES)[number]): OrderStream {
  const stream = emptyStream(name === 'levels' ? 300_000 : 100_000);
  stream.lots.fill(10);
  for (let i = 0; i < stream.count; i += 1) {
    const isSell = i % 2 === 1;
    if (name === 'levels') {
      stream.sides[i] = isSell ? 1 : 0;
      stream.ticks[i] = isSell ? 500_001 + (i >> 1) : 500_000 - (i >> 1);
    } else if (name === 'five') {
      stream.ticks[i] = 10_000 - (i % 5);
    } else {
      stream.sides[i] = isSell ? 1 : 0;
      stream.ticks[i] = 10_000;
    }
  }
  return stream;
}
