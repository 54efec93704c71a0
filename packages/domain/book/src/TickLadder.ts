import { Bug } from '@qca/base';

/** The highest price the books hold: the last whole number that bit operations keep positive. */
export const TICKS_MAX = 2 ** 31 - 1;

/** Bits of a price that one node resolves: 4 × 8 bits cover every price below 2^32. */
const BITS = 8;
const FANOUT = 1 << BITS;
const LOW = FANOUT - 1;
/** A node's 256 occupancy bits fill eight 32-bit words. */
const WORD_BITS = 5;
const WORDS_SHIFT = BITS - WORD_BITS;
const WORD_LOW = 31;
const ROOT = 0;
const NODES_AT_START = 16;

/**
 * A sorted map from price to a small whole number, for prices from 1 to 2^31 − 1 in any spread.
 *
 * A tree of 256-way nodes, four deep, whose occupancy bits find the next price up or down in a fixed number of
 * steps: cost depends neither on how many prices there are nor on how far apart they lie. The leaf used last is
 * remembered, because books are mostly changed near the touch.
 *
 * Memory: about 1.1 kB per node in use, freed nodes are used again. `n` prices need at most
 * `1 + 128 + min(n, 32768) + n` nodes; neighbours share them.
 */
export class TickLadder {
  #children = new Int32Array(NODES_AT_START << BITS);
  #words = new Int32Array(NODES_AT_START << WORDS_SHIFT);
  /** Which of a node's eight words hold a bit. Shape: [node]. */
  #summary = new Int32Array(NODES_AT_START);
  #nodeCount = 1;
  #freed: number[] = [];
  #size = 0;
  #leafKey = -1;
  #leaf = ROOT;

  /** How many prices are held. */
  get size(): number {
    return this.#size;
  }

  /** How many nodes were ever needed at once: what memory is proportional to. */
  get nodesHeld(): number {
    return this.#nodeCount;
  }

  /** Returns the value at `ticks`, 0 where there is none. */
  get(ticks: number): number {
    const leaf = this.#findLeaf(ticks);
    return leaf === ROOT ? 0 : this.#children[(leaf << BITS) | (ticks & LOW)]!;
  }

  /** Stores `value`, a whole number from 1, at `ticks`; replaces what was there. */
  put(ticks: number, value: number): void {
    const leaf = this.#makeLeaf(ticks);
    const at = (leaf << BITS) | (ticks & LOW);
    if (this.#children[at] === 0) {
      this.#size += 1;
      this.#mark(leaf, ticks & LOW);
    }
    this.#children[at] = value;
  }

  /** Forgets `ticks`, which must be held. */
  delete(ticks: number): void {
    const leaf = this.#findLeaf(ticks);
    if (leaf === ROOT || this.#children[(leaf << BITS) | (ticks & LOW)] === 0) {
      throw new Bug(`price ${ticks} is not in the ladder`);
    }
    this.#size -= 1;
    if (!this.#unmark(leaf, ticks & LOW)) this.#prune(ticks);
  }

  /** Returns the lowest price, 0 when empty. */
  first(): number {
    return this.#size === 0 ? 0 : this.#descendFirst(ROOT, 0, 3);
  }

  /** Returns the highest price, 0 when empty. */
  last(): number {
    return this.#size === 0 ? 0 : this.#descendLast(ROOT, 0, 3);
  }

  /** Returns the next price above `ticks`, 0 when there is none. */
  above(ticks: number): number {
    const leaf = this.#findLeaf(ticks);
    if (leaf !== ROOT) {
      const bit = this.#nextBit(leaf, (ticks & LOW) + 1);
      if (bit >= 0) return (ticks & ~LOW) | bit;
    }
    for (let height = 1; height <= 3; height += 1) {
      const node = this.#nodeAt(ticks, height);
      if (node < 0) continue;
      const bit = this.#nextBit(node, ((ticks >>> (BITS * height)) & LOW) + 1);
      if (bit >= 0)
        return this.#descendFirst(
          this.#children[(node << BITS) | bit]!,
          prefix(ticks, height, bit),
          height - 1,
        );
    }
    return 0;
  }

  /** Returns the next price below `ticks`, 0 when there is none. */
  below(ticks: number): number {
    const leaf = this.#findLeaf(ticks);
    if (leaf !== ROOT) {
      const bit = this.#previousBit(leaf, (ticks & LOW) - 1);
      if (bit >= 0) return (ticks & ~LOW) | bit;
    }
    for (let height = 1; height <= 3; height += 1) {
      const node = this.#nodeAt(ticks, height);
      if (node < 0) continue;
      const bit = this.#previousBit(node, ((ticks >>> (BITS * height)) & LOW) - 1);
      if (bit >= 0)
        return this.#descendLast(
          this.#children[(node << BITS) | bit]!,
          prefix(ticks, height, bit),
          height - 1,
        );
    }
    return 0;
  }

  /** Forgets everything; keeps the memory. */
  clear(): void {
    this.#children.fill(0, 0, this.#nodeCount << BITS);
    this.#words.fill(0, 0, this.#nodeCount << WORDS_SHIFT);
    this.#summary.fill(0, 0, this.#nodeCount);
    this.#nodeCount = 1;
    this.#freed.length = 0;
    this.#size = 0;
    this.#leafKey = -1;
  }

  /** Returns the leaf that would hold `ticks`, ROOT where there is none. */
  #findLeaf(ticks: number): number {
    const key = ticks >>> BITS;
    if (key === this.#leafKey) return this.#leaf;
    const children = this.#children;
    const second = children[(ROOT << BITS) | (ticks >>> 24)]!;
    if (second === ROOT) return ROOT;
    const third = children[(second << BITS) | ((ticks >>> 16) & LOW)]!;
    if (third === ROOT) return ROOT;
    const leaf = children[(third << BITS) | (key & LOW)]!;
    if (leaf !== ROOT) {
      this.#leafKey = key;
      this.#leaf = leaf;
    }
    return leaf;
  }

  /** Returns the node of `height` (3 is the root) on the way to `ticks`, −1 where the way ends before. */
  #nodeAt(ticks: number, height: number): number {
    let node = ROOT;
    for (let level = 3; level > height; level -= 1) {
      node = this.#children[(node << BITS) | ((ticks >>> (BITS * level)) & LOW)]!;
      if (node === ROOT) return -1;
    }
    return node;
  }

  #makeLeaf(ticks: number): number {
    const found = this.#findLeaf(ticks);
    if (found !== ROOT) return found;
    let node = ROOT;
    for (let height = 3; height >= 1; height -= 1) {
      const byte = (ticks >>> (BITS * height)) & LOW;
      let child = this.#children[(node << BITS) | byte]!;
      if (child === ROOT) {
        child = this.#allocate();
        this.#children[(node << BITS) | byte] = child;
        this.#mark(node, byte);
      }
      node = child;
    }
    this.#leafKey = ticks >>> BITS;
    this.#leaf = node;
    return node;
  }

  /** Frees the empty leaf of `ticks` and every parent that it leaves empty. */
  #prune(ticks: number): void {
    this.#leafKey = -1;
    for (let height = 1; height <= 3; height += 1) {
      const node = this.#nodeAt(ticks, height);
      const byte = (ticks >>> (BITS * height)) & LOW;
      this.#freed.push(this.#children[(node << BITS) | byte]!);
      if (this.#unmark(node, byte)) return;
    }
  }

  #allocate(): number {
    const reused = this.#freed.pop();
    if (reused !== undefined) return reused;
    const node = this.#nodeCount;
    this.#nodeCount += 1;
    if (node >= this.#summary.length) {
      this.#children = doubled(this.#children);
      this.#words = doubled(this.#words);
      this.#summary = doubled(this.#summary);
    }
    return node;
  }

  #mark(node: number, byte: number): void {
    const word = byte >>> WORD_BITS;
    this.#words[(node << WORDS_SHIFT) | word]! |= 1 << (byte & WORD_LOW);
    this.#summary[node]! |= 1 << word;
  }

  /** Empties one entry and returns whether the node still holds another. */
  #unmark(node: number, byte: number): boolean {
    const word = byte >>> WORD_BITS;
    const at = (node << WORDS_SHIFT) | word;
    this.#children[(node << BITS) | byte] = 0;
    const left = this.#words[at]! & ~(1 << (byte & WORD_LOW));
    this.#words[at] = left;
    if (left !== 0) return true;
    const summary = this.#summary[node]! & ~(1 << word);
    this.#summary[node] = summary;
    return summary !== 0;
  }

  /** Returns the first occupied entry from `byte` upwards, −1 where there is none. */
  #nextBit(node: number, byte: number): number {
    if (byte > LOW) return -1;
    const word = byte >>> WORD_BITS;
    const here = this.#words[(node << WORDS_SHIFT) | word]! & (-1 << (byte & WORD_LOW));
    if (here !== 0) return (word << WORD_BITS) | lowestBit(here);
    const rest = this.#summary[node]! & (-2 << word);
    if (rest === 0) return -1;
    const next = lowestBit(rest);
    return (next << WORD_BITS) | lowestBit(this.#words[(node << WORDS_SHIFT) | next]!);
  }

  /** Returns the first occupied entry from `byte` downwards, −1 where there is none. */
  #previousBit(node: number, byte: number): number {
    if (byte < 0) return -1;
    const word = byte >>> WORD_BITS;
    const here = this.#words[(node << WORDS_SHIFT) | word]! & (-1 >>> (WORD_LOW - (byte & WORD_LOW)));
    if (here !== 0) return (word << WORD_BITS) | highestBit(here);
    const rest = this.#summary[node]! & ((1 << word) - 1);
    if (rest === 0) return -1;
    const next = highestBit(rest);
    return (next << WORD_BITS) | highestBit(this.#words[(node << WORDS_SHIFT) | next]!);
  }

  #descendFirst(start: number, startPrefix: number, startHeight: number): number {
    let node = start;
    let ticks = startPrefix;
    for (let height = startHeight; height >= 0; height -= 1) {
      const byte = this.#nextBit(node, 0);
      ticks = (ticks << BITS) | byte;
      node = this.#children[(node << BITS) | byte]!;
    }
    return ticks;
  }

  #descendLast(start: number, startPrefix: number, startHeight: number): number {
    let node = start;
    let ticks = startPrefix;
    for (let height = startHeight; height >= 0; height -= 1) {
      const byte = this.#previousBit(node, LOW);
      ticks = (ticks << BITS) | byte;
      node = this.#children[(node << BITS) | byte]!;
    }
    return ticks;
  }
}

/** Returns the leading bytes of `ticks` above `height`, followed by `byte`. */
function prefix(ticks: number, height: number, byte: number): number {
  return height === 3 ? byte : ((ticks >>> (BITS * (height + 1))) << BITS) | byte;
}

function lowestBit(word: number): number {
  return WORD_LOW - Math.clz32(word & -word);
}

function highestBit(word: number): number {
  return WORD_LOW - Math.clz32(word);
}

function doubled(from: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const to = new Int32Array(from.length * 2);
  to.set(from);
  return to;
}
