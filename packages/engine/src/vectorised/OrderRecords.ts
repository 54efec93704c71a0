/** One order as it filled. */
export interface OrderRecord {
  /** Which run of the grid, or which column of the matrix. */
  readonly column: number;
  readonly bar: number;
  readonly side: 'buy' | 'sell';
  readonly price: number;
  readonly quantity: number;
  readonly fee: number;
}

const CHUNK_BITS = 14;
/** Orders a chunk holds: 0.5 MB, small enough to waste little and large enough to be rare. */
const CHUNK = 1 << CHUNK_BITS;

/** A fixed stretch of records, one array per field. Shape: [order in chunk]. */
export interface OrderChunk {
  readonly columns: Int32Array;
  readonly bars: Int32Array;
  /** 0 buys, 1 sells. */
  readonly sides: Uint8Array;
  readonly prices: Float64Array;
  readonly quantities: Float64Array;
  readonly fees: Float64Array;
}

/**
 * The orders of a vectorised run, in the order they filled, in typed arrays that grow by whole chunks, so that
 * nothing is copied. Memory: 33 bytes per order.
 */
export class OrderRecords {
  readonly chunks: OrderChunk[] = [];
  #chunk: OrderChunk = emptyChunk(0);
  #used = CHUNK;

  get count(): number {
    return this.chunks.length * CHUNK + this.#used - CHUNK;
  }

  add(column: number, bar: number, side: 0 | 1, price: number, quantity: number, fee: number): void {
    if (this.#used === CHUNK) this.#grow();
    const at = this.#used;
    const chunk = this.#chunk;
    this.#used = at + 1;
    chunk.columns[at] = column;
    chunk.bars[at] = bar;
    chunk.sides[at] = side;
    chunk.prices[at] = price;
    chunk.quantities[at] = quantity;
    chunk.fees[at] = fee;
  }

  /** Returns one order; `index` is below `count`. */
  at(index: number): OrderRecord {
    const chunk = this.chunks[index >>> CHUNK_BITS]!;
    const at = index & (CHUNK - 1);
    return {
      column: chunk.columns[at]!,
      bar: chunk.bars[at]!,
      side: chunk.sides[at] === 0 ? 'buy' : 'sell',
      price: chunk.prices[at]!,
      quantity: chunk.quantities[at]!,
      fee: chunk.fees[at]!,
    };
  }

  /** Walks all orders as objects: for comparing and showing, not for hot loops. */
  *[Symbol.iterator](): Generator<OrderRecord> {
    for (let index = 0; index < this.count; index += 1) yield this.at(index);
  }

  #grow(): void {
    this.#chunk = emptyChunk(CHUNK);
    this.chunks.push(this.#chunk);
    this.#used = 0;
  }
}

function emptyChunk(size: number): OrderChunk {
  return {
    columns: new Int32Array(size),
    bars: new Int32Array(size),
    sides: new Uint8Array(size),
    prices: new Float64Array(size),
    quantities: new Float64Array(size),
    fees: new Float64Array(size),
  };
}
