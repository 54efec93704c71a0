import type { OrderStream } from './orderStream.ts';
import type { Runner } from './Workload.ts';

/** Prices the bare book has room for: W3 stays within a few hundred ticks of 10,000. */
const PRICES = 20_000;

/**
 * The floor under W3: arrays indexed by price and by operation, without reports, handles, checks, owners, or prices
 * outside its array. What a real book costs on top is what those things cost.
 */
export class BareBook implements Runner {
  readonly name = 'bare price-indexed arrays, no reports';
  readonly version = '(floor)';
  readonly #stream: OrderStream;

  constructor(stream: OrderStream) {
    this.#stream = stream;
  }

  run(): number {
    const start = performance.now();
    replayBare(this.#stream);
    return (this.#stream.count * 1000) / (performance.now() - start);
  }
}

function replayBare({ count, kinds, sides, ticks, lots, targets }: OrderStream): number {
  const heads = [new Int32Array(PRICES), new Int32Array(PRICES)] as const;
  const tails = [new Int32Array(PRICES), new Int32Array(PRICES)] as const;
  const next = new Int32Array(count + 1);
  const previous = new Int32Array(count + 1);
  const open = new Int32Array(count + 1);
  const priceOf = new Int32Array(count + 1);
  const sideOf = new Uint8Array(count + 1);
  const ids = new Int32Array(count);
  let live = 0;
  let bid = 0;
  let ask = PRICES - 1;

  const remove = (order: number): void => {
    const side = sideOf[order]!;
    const price = priceOf[order]!;
    const head = side === 0 ? heads[0] : heads[1];
    const tail = side === 0 ? tails[0] : tails[1];
    const after = next[order]!;
    const before = previous[order]!;
    if (before === 0) head[price] = after;
    else next[before] = after;
    if (after === 0) tail[price] = before;
    else previous[after] = before;
    open[order] = 0;
    if (head[price] !== 0) return;
    if (side === 0) while (bid > 0 && heads[0][bid] === 0) bid -= 1;
    else while (ask < PRICES - 1 && heads[1][ask] === 0) ask += 1;
  };

  for (let i = 0; i < count; i += 1) {
    const kind = kinds[i]!;
    if (kind === 2) {
      live -= 1;
      const order = ids[targets[i]!]!;
      ids[targets[i]!] = ids[live]!;
      if (open[order]! > 0) remove(order);
      continue;
    }
    const side = sides[i]!;
    const limit = kind === 1 ? (side === 0 ? PRICES - 2 : 1) : ticks[i]!;
    let left = lots[i]!;
    while (left > 0 && (side === 0 ? ask <= limit && ask < PRICES - 1 : bid >= limit && bid > 0)) {
      const maker = side === 0 ? heads[1][ask]! : heads[0][bid]!;
      const traded = Math.min(left, open[maker]!);
      left -= traded;
      if (traded === open[maker]) remove(maker);
      else open[maker]! -= traded;
    }
    if (kind === 1) continue;
    const order = i + 1;
    ids[live] = order;
    live += 1;
    if (left === 0) continue;
    sideOf[order] = side;
    priceOf[order] = limit;
    open[order] = left;
    const last = tails[side as 0 | 1][limit]!;
    previous[order] = last;
    if (last === 0) heads[side as 0 | 1][limit] = order;
    else next[last] = order;
    tails[side as 0 | 1][limit] = order;
    if (side === 0) bid = Math.max(bid, limit);
    else ask = Math.min(ask, limit);
  }
  return bid + ask;
}
