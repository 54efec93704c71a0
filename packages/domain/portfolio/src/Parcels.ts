import { mulDivDown, mulDivUp } from '@qca/units';

/** Which units leave first: a part of every one alike, or the oldest. */
export type CostMethod = 'average' | 'fifo';

/** Acquisitions kept apart under `fifo`; beyond it new ones join the youngest at their common average. */
export const PARCELS_MAX = 65_536;

interface Parcel {
  quantity: bigint;
  value: bigint;
}

/** Units of one thing and what they were valued at when they came, leaving by one method. Value in is value out, exactly. */
export class Parcels {
  readonly #parcelsMax: number;
  /** Oldest first, from `#head`. */
  #parcels: Parcel[] = [];
  #head = 0;
  #quantity = 0n;
  #value = 0n;

  constructor(method: CostMethod, parcelsMax: number = PARCELS_MAX) {
    this.#parcelsMax = method === 'average' ? 1 : parcelsMax;
  }

  get quantity(): bigint {
    return this.#quantity;
  }

  get value(): bigint {
    return this.#value;
  }

  add(quantity: bigint, value: bigint): void {
    this.#quantity += quantity;
    this.#value += value;
    if (this.#parcels.length - this.#head < this.#parcelsMax) {
      this.#parcels.push({ quantity, value });
      return;
    }
    const youngest = this.#parcels.at(-1)!;
    youngest.quantity += quantity;
    youngest.value += value;
  }

  /** Takes `quantity` out, which must be there, and returns its value. Rounds as told; the last unit takes all the value left. */
  release(quantity: bigint, rounding: 'up' | 'down'): bigint {
    const mulDiv = rounding === 'up' ? mulDivUp : mulDivDown;
    let left = quantity;
    let released = 0n;
    while (left > 0n) {
      const parcel = this.#parcels[this.#head]!;
      const isWhole = parcel.quantity <= left;
      const part = isWhole ? parcel.quantity : left;
      const value = mulDiv(parcel.value, part, parcel.quantity);
      parcel.quantity -= part;
      parcel.value -= value;
      released += value;
      left -= part;
      if (isWhole) this.#dropOldest();
    }
    this.#quantity -= quantity;
    this.#value -= released;
    return released;
  }

  // Shifting an array costs its length, so the dead part in front is cut off only when it is the larger one.
  #dropOldest(): void {
    this.#head += 1;
    if (this.#head * 2 <= this.#parcels.length) return;
    this.#parcels = this.#parcels.slice(this.#head);
    this.#head = 0;
  }
}
