/** Four million rows of each generation: eight years of minutes, at most about 270 MB for both. */
export const ROWS_PER_GENERATION_MAX = 2 ** 22;

const SLOTS_FIRST = 1024;

/**
 * Remembers which (key, time) pairs were seen, in bounded memory.
 *
 * Two generations: when the younger is full, the older is forgotten and `forgotten` says how many rows went.
 */
export class RowMemory {
  readonly #generationMax: number;
  #young = new PairSet();
  #old: PairSet | undefined;
  #forgotten = 0;

  constructor(generationMax: number = ROWS_PER_GENERATION_MAX) {
    this.#generationMax = generationMax;
  }

  /** How many pairs it no longer knows. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** Remembers the pair. Returns false when it was known before. */
  add(key: number, time: number): boolean {
    if (this.#old?.has(key, time)) return false;
    if (!this.#young.add(key, time)) return false;
    if (this.#young.size >= this.#generationMax) this.#turn();
    return true;
  }

  #turn(): void {
    this.#forgotten += this.#old?.size ?? 0;
    this.#old = this.#young;
    this.#young = new PairSet();
  }
}

/** Open addressing with linear probing, at most half full. An empty slot has time NaN. */
class PairSet {
  size = 0;
  #keys = new Float64Array(SLOTS_FIRST);
  #times = new Float64Array(SLOTS_FIRST).fill(Number.NaN);

  has(key: number, time: number): boolean {
    return this.#times[this.#slotOf(key, time)] === time;
  }

  add(key: number, time: number): boolean {
    const slot = this.#slotOf(key, time);
    if (this.#times[slot] === time) return false;
    this.#keys[slot] = key;
    this.#times[slot] = time;
    this.size += 1;
    if (this.size * 2 > this.#times.length) this.#grow();
    return true;
  }

  /** Returns the slot that holds the pair, or the free one where it belongs. */
  #slotOf(key: number, time: number): number {
    const mask = this.#times.length - 1;
    let slot = spread(key, time) & mask;
    for (;;) {
      const held = this.#times[slot]!;
      if (Number.isNaN(held) || (held === time && this.#keys[slot] === key)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    const keys = this.#keys;
    const times = this.#times;
    this.#keys = new Float64Array(times.length * 2);
    this.#times = new Float64Array(times.length * 2).fill(Number.NaN);
    for (let index = 0; index < times.length; index += 1) {
      if (Number.isNaN(times[index])) continue;
      const slot = this.#slotOf(keys[index]!, times[index]!);
      this.#keys[slot] = keys[index]!;
      this.#times[slot] = times[index]!;
    }
  }
}

function spread(key: number, time: number): number {
  let bits = Math.imul((key % 0x1_0000_0000) ^ (time % 0x1_0000_0000), 0x85eb_ca6b);
  bits = Math.imul(bits ^ (bits >>> 13) ^ ((time / 0x1_0000_0000) | 0), 0xc2b2_ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
