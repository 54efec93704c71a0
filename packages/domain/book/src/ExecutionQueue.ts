import { Bug } from '@qca/base';

/** Numbers a record fills: maker, taker, ticks, lots. */
const STRIDE = 4;
/** Reports that may wait before the next operation: far more than one operation makes in practice, 40 MB at most. */
const UNREAD_MAX = 1_000_000;

/**
 * Execution reports in the order they happened, read one at a time and without allocation:
 * `while (queue.next()) use(queue.makerHandle, …)`.
 *
 * Nothing is ever lost: the ring doubles when one operation makes more reports than fit. Its bound is
 * `UNREAD_MAX` reports left unread plus those of one operation; the book crashes when asked to go on beyond.
 */
export class ExecutionQueue {
  /** `TRADE` or `SELF_TRADE_CANCEL`. */
  kind = 0;
  /** The order that rested. */
  makerHandle = 0;
  /** The order that arrived. */
  takerHandle = 0;
  /** The maker's price. */
  priceTicks = 0;
  /** What was traded, or what the maker still had open when it was taken out. */
  quantityLots = 0;
  #numbers: Float64Array<ArrayBuffer>;
  #kinds: Uint8Array<ArrayBuffer>;
  #mask: number;
  #read = 0;
  #written = 0;

  /** `capacity` is the room at the start, a power of two. */
  constructor(capacity = 4096) {
    this.#numbers = new Float64Array(capacity * STRIDE);
    this.#kinds = new Uint8Array(capacity);
    this.#mask = capacity - 1;
  }

  /** How many reports wait to be read. */
  get unread(): number {
    return this.#written - this.#read;
  }

  /** Moves to the next report and fills the fields with it; false when all are read. */
  next(): boolean {
    if (this.#read === this.#written) return false;
    const index = this.#read & this.#mask;
    const at = index * STRIDE;
    this.#read += 1;
    this.kind = this.#kinds[index]!;
    this.makerHandle = this.#numbers[at]!;
    this.takerHandle = this.#numbers[at + 1]!;
    this.priceTicks = this.#numbers[at + 2]!;
    this.quantityLots = this.#numbers[at + 3]!;
    return true;
  }

  /** Forgets all unread reports. */
  skip(): void {
    this.#read = this.#written;
  }

  push(
    kind: number,
    makerHandle: number,
    takerHandle: number,
    priceTicks: number,
    quantityLots: number,
  ): void {
    if (this.#written - this.#read > this.#mask) this.#grow();
    const index = this.#written & this.#mask;
    const at = index * STRIDE;
    this.#written += 1;
    this.#kinds[index] = kind;
    this.#numbers[at] = makerHandle;
    this.#numbers[at + 1] = takerHandle;
    this.#numbers[at + 2] = priceTicks;
    this.#numbers[at + 3] = quantityLots;
  }

  /** Crashes when reports are not being read; called before an operation, so that no operation stops half-way. */
  checkRead(): void {
    if (this.#written - this.#read > UNREAD_MAX) {
      throw new Bug(`${this.unread} execution reports are unread: drain the queue after each operation`);
    }
  }

  #grow(): void {
    const size = this.#mask + 1;
    const numbers = new Float64Array(size * 2 * STRIDE);
    const kinds = new Uint8Array(size * 2);
    // The ring is full: the oldest report sits where the next one would go.
    const oldest = this.#read & this.#mask;
    numbers.set(this.#numbers.subarray(oldest * STRIDE));
    numbers.set(this.#numbers.subarray(0, oldest * STRIDE), (size - oldest) * STRIDE);
    kinds.set(this.#kinds.subarray(oldest));
    kinds.set(this.#kinds.subarray(0, oldest), size - oldest);
    this.#numbers = numbers;
    this.#kinds = kinds;
    this.#mask = size * 2 - 1;
    this.#read = 0;
    this.#written = size;
  }
}
