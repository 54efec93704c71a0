import { assert, NEVER, type TimeUs } from '@qca/base';

/**
 * Things that wait for their moment, earliest first; equal moments in the order of arrival.
 *
 * A ring that is inserted into from its tail: what comes nearly in order costs one step, memory is as large as the
 * most that ever waited at once.
 */
export class TimeQueue<Item> {
  /** Moment of the first item, `NEVER` when the queue is empty. */
  headTimeUs: TimeUs = NEVER;
  #times = new Float64Array(16);
  #items: (Item | undefined)[] = new Array(16).fill(undefined);
  #mask = 15;
  #head = 0;
  #count = 0;

  get length(): number {
    return this.#count;
  }

  push(timeUs: TimeUs, item: Item): void {
    if (this.#count > this.#mask) this.#grow();
    const mask = this.#mask;
    let at = (this.#head + this.#count) & mask;
    for (let moved = 0; moved < this.#count; moved += 1) {
      const before = (at - 1) & mask;
      if (this.#times[before]! <= timeUs) break;
      this.#times[at] = this.#times[before]!;
      this.#items[at] = this.#items[before];
      at = before;
    }
    this.#times[at] = timeUs;
    this.#items[at] = item;
    this.#count += 1;
    this.headTimeUs = this.#times[this.#head]!;
  }

  /** The first item, if any. */
  get head(): Item | undefined {
    return this.#items[this.#head];
  }

  /** Removes and returns the first item. The queue must not be empty. */
  shift(): Item {
    assert(this.#count > 0, 'nothing waits in this queue');
    const item = this.#items[this.#head] as Item;
    this.#items[this.#head] = undefined;
    this.#head = (this.#head + 1) & this.#mask;
    this.#count -= 1;
    this.headTimeUs = this.#count === 0 ? NEVER : this.#times[this.#head]!;
    return item;
  }

  #grow(): void {
    const size = this.#mask + 1;
    const times = new Float64Array(size * 2);
    const items: (Item | undefined)[] = new Array(size * 2).fill(undefined);
    for (let index = 0; index < this.#count; index += 1) {
      const from = (this.#head + index) & this.#mask;
      times[index] = this.#times[from]!;
      items[index] = this.#items[from];
    }
    this.#times = times;
    this.#items = items;
    this.#mask = size * 2 - 1;
    this.#head = 0;
  }
}
