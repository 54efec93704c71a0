// Where the numbers of resting orders and of price levels live, and the only file that knows the layout.
//
// Orders and levels are records of 32 bytes in one block of memory, read through two views, so that touching one
// touches one cache line. A queue is a ring: the level's own record stands between its last order and its first,
// which makes linking free of special cases. What only icebergs need is kept apart. The constants are not exported
// on purpose: V8 folds a module's own constants into the code but looks an imported one up, with a check, at every use.

/** A record is 2^3 whole numbers of 32 bits, or 2^2 floats. */
const INTS = 3;
const FLOATS = 2;
const RECORD_BYTES = 32;

/** Whole numbers of every record: its neighbours in the ring (a level's own: its first and last order). */
const NEXT = 0;
const PREVIOUS = 1;
/** Whole numbers of an order: its level (0 when not resting; 0 in every record that is no order) and owner. */
const LEVEL = 2;
const OWNER = 3;
/** Whole number of a level: its price. */
const TICKS = 3;
/** How often the record was taken before: makes handles distinct. Counts to 2^32, then begins anew. */
const GENERATION = 6;
/** Whole number of an order: 1 when it is an iceberg. */
const ICEBERG = 7;
/** Whole number of a level: its side. */
const SIDE = 7;
/** Whole numbers of a side: its best level (0 when empty) and how many orders rest. */
const BEST = 0;
const COUNT = 1;

/** Float of orders and levels, between the whole numbers: lots shown. */
const SHOWN = 2;
/** Float of a side: all its lots, hidden ones included. */
const OPEN = 2;

/** Apart from the records, two floats each: lots hidden, and of an iceberg the lots to show at most. */
const HIDDEN = 0;
const DISPLAY = 1;

/** Record 0 means "none" and stays all zeros; records 1 and 2 are the sides. */
const FIRST_SIDE = 1;
const RESERVED = 3;
const RECORDS_AT_START = 1024;

/** 0 is the bid side, 1 the ask side. */
type Side = 0 | 1;

/** Records by number, with a free list, and handles of orders that stay distinct when a record is used again. */
export class BookRecords {
  #ints = new Int32Array(0);
  #floats = new Float64Array(0);
  /** Shape: [record × 2 + HIDDEN | DISPLAY]. Of an order that is no iceberg it means nothing. */
  #hidden = new Float64Array(0);
  readonly #recordsMax: number;
  #count = RESERVED;
  #freed = 0;

  /** `recordsMax` is a power of two: a handle is `generation × recordsMax + record`. The caller stays below it. */
  constructor(recordsMax: number) {
    this.#recordsMax = recordsMax;
    this.#reserve(RECORDS_AT_START);
  }

  /** Takes a record. Its contents are those it was freed with; the handle in it is fresh. */
  take(): number {
    const record = this.#freed;
    if (record === 0) return this.#takeNew();
    this.#freed = this.#ints[(record << INTS) + NEXT]!;
    this.#ints[(record << INTS) + GENERATION]! += 1;
    return record;
  }

  free(record: number): void {
    this.#ints[(record << INTS) + LEVEL] = 0;
    this.#ints[(record << INTS) + NEXT] = this.#freed;
    this.#freed = record;
  }

  /** Returns the record a handle was made for, whatever is in it now. */
  recordOf(handle: number): number {
    return handle & (this.#recordsMax - 1);
  }

  /** Returns the record of a resting order, 0 when `handle` names none. */
  find(handle: number): number {
    const record = handle & (this.#recordsMax - 1);
    if (record >= this.#count || this.handleOf(record) !== handle) return 0;
    return this.#ints[(record << INTS) + LEVEL] === 0 ? 0 : record;
  }

  handleOf(order: number): number {
    return (this.#ints[(order << INTS) + GENERATION]! >>> 0) * this.#recordsMax + order;
  }

  /** Returns an order's level, 0 when it does not rest or when `order` is a level. */
  levelOf(order: number): number {
    return this.#ints[(order << INTS) + LEVEL]!;
  }

  ownerOf(order: number): number {
    return this.#ints[(order << INTS) + OWNER]!;
  }

  /** Returns the lots an order shows at most, 0 when it shows all. */
  displayOf(order: number): number {
    return this.isIceberg(order) ? this.#hidden[(order << 1) + DISPLAY]! : 0;
  }

  /** Returns the order behind `record` in its ring, or the level behind its last order. */
  nextOf(record: number): number {
    return this.#ints[(record << INTS) + NEXT]!;
  }

  ticksOf(level: number): number {
    return this.#ints[(level << INTS) + TICKS]!;
  }

  sideOf(level: number): Side {
    return this.#ints[(level << INTS) + SIDE] as Side;
  }

  /** Returns the lots an order or a level shows. */
  shownOf(record: number): number {
    return this.#floats[(record << FLOATS) + SHOWN]!;
  }

  isIceberg(order: number): boolean {
    return this.#ints[(order << INTS) + ICEBERG] !== 0;
  }

  /** Returns the lots an order hides. */
  hiddenOf(order: number): number {
    return this.isIceberg(order) ? this.#hidden[(order << 1) + HIDDEN]! : 0;
  }

  /** Returns the lots an order has open, hidden ones included. */
  openOf(order: number): number {
    return this.shownOf(order) + this.hiddenOf(order);
  }

  /** Returns the lots that the orders of a level hide. */
  hiddenOfLevel(level: number): number {
    return this.#hidden[(level << 1) + HIDDEN]!;
  }

  /** Returns the best level of `side`, 0 when it is empty. */
  bestOf(side: Side): number {
    return this.#ints[((FIRST_SIDE + side) << INTS) + BEST]!;
  }

  /** Returns how many orders rest on `side`. */
  ordersOf(side: Side): number {
    return this.#ints[((FIRST_SIDE + side) << INTS) + COUNT]!;
  }

  /** Returns all lots of `side`, hidden ones included. */
  openOfSide(side: Side): number {
    return this.#floats[((FIRST_SIDE + side) << FLOATS) + OPEN]!;
  }

  setBest(side: Side, level: number): void {
    this.#ints[((FIRST_SIDE + side) << INTS) + BEST] = level;
  }

  /** Says who an order just taken belongs to, and how much of it to show: 0 shows all. */
  setTerms(order: number, owner: number, displayLots: number): void {
    this.#ints[(order << INTS) + OWNER] = owner;
    this.#ints[(order << INTS) + ICEBERG] = displayLots === 0 ? 0 : 1;
    if (displayLots !== 0) this.#hidden[(order << 1) + DISPLAY] = displayLots;
  }

  /** Makes a record just taken an empty level; it may have been an order. */
  makeLevel(level: number, side: Side, ticks: number): void {
    this.#ints[(level << INTS) + NEXT] = level;
    this.#ints[(level << INTS) + PREVIOUS] = level;
    this.#ints[(level << INTS) + SIDE] = side;
    this.#ints[(level << INTS) + TICKS] = ticks;
    this.#floats[(level << FLOATS) + SHOWN] = 0;
    this.#hidden[(level << 1) + HIDDEN] = 0;
  }

  /** Puts an order with its lots at the end of a level's ring. Only an iceberg has `hidden` lots. */
  append(order: number, side: Side, level: number, shown: number, hidden: number): void {
    this.#floats[(order << FLOATS) + SHOWN] = shown;
    this.#floats[(level << FLOATS) + SHOWN]! += shown;
    if (this.isIceberg(order)) {
      this.#hidden[(order << 1) + HIDDEN] = hidden;
      this.#hidden[(level << 1) + HIDDEN]! += hidden;
    }
    this.#floats[((FIRST_SIDE + side) << FLOATS) + OPEN]! += shown + hidden;
    this.#ints[((FIRST_SIDE + side) << INTS) + COUNT]! += 1;
    this.#ints[(order << INTS) + LEVEL] = level;
    this.#link(order, level);
  }

  /** Takes an order with its lots out of its ring, and returns whether its level is empty now. */
  remove(order: number, level: number): boolean {
    const side = this.#ints[(level << INTS) + SIDE]!;
    const shown = this.#floats[(order << FLOATS) + SHOWN]!;
    const hidden = this.hiddenOf(order);
    this.#floats[(level << FLOATS) + SHOWN]! -= shown;
    if (hidden !== 0) this.#hidden[(level << 1) + HIDDEN]! -= hidden;
    this.#floats[((FIRST_SIDE + side) << FLOATS) + OPEN]! -= shown + hidden;
    this.#ints[((FIRST_SIDE + side) << INTS) + COUNT]! -= 1;
    this.#unlink(order);
    return this.#ints[(level << INTS) + NEXT] === level;
  }

  /** Gives an order that rests other lots; its place stays. Only an iceberg has `hidden` lots. */
  resize(order: number, shown: number, hidden: number): void {
    const level = this.#ints[(order << INTS) + LEVEL]!;
    const side = this.#ints[(level << INTS) + SIDE]!;
    const shownMore = shown - this.#floats[(order << FLOATS) + SHOWN]!;
    const hiddenMore = hidden - this.hiddenOf(order);
    this.#floats[(order << FLOATS) + SHOWN] = shown;
    this.#floats[(level << FLOATS) + SHOWN]! += shownMore;
    if (hiddenMore !== 0) {
      this.#hidden[(order << 1) + HIDDEN] = hidden;
      this.#hidden[(level << 1) + HIDDEN]! += hiddenMore;
    }
    this.#floats[((FIRST_SIDE + side) << FLOATS) + OPEN]! += shownMore + hiddenMore;
  }

  /** Sends an order to the end of its own queue. */
  requeue(order: number): void {
    this.#unlink(order);
    this.#link(order, this.#ints[(order << INTS) + LEVEL]!);
  }

  #link(order: number, level: number): void {
    const last = this.#ints[(level << INTS) + PREVIOUS]!;
    this.#ints[(order << INTS) + PREVIOUS] = last;
    this.#ints[(order << INTS) + NEXT] = level;
    this.#ints[(last << INTS) + NEXT] = order;
    this.#ints[(level << INTS) + PREVIOUS] = order;
  }

  #unlink(order: number): void {
    const next = this.#ints[(order << INTS) + NEXT]!;
    const previous = this.#ints[(order << INTS) + PREVIOUS]!;
    this.#ints[(previous << INTS) + NEXT] = next;
    this.#ints[(next << INTS) + PREVIOUS] = previous;
  }

  #takeNew(): number {
    const record = this.#count;
    this.#count += 1;
    if (record << INTS >= this.#ints.length) this.#reserve(record * 2);
    return record;
  }

  #reserve(records: number): void {
    const buffer = new ArrayBuffer(records * RECORD_BYTES);
    const ints = new Int32Array(buffer);
    ints.set(this.#ints); // every bit of the records, floats included
    this.#ints = ints;
    this.#floats = new Float64Array(buffer);
    const hidden = new Float64Array(records * 2);
    hidden.set(this.#hidden);
    this.#hidden = hidden;
  }
}
