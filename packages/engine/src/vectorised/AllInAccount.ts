import { assert } from '@qca/base';
import type { OrderRecords } from './OrderRecords.ts';

/** What an all-in, long-only run starts from and pays. */
export interface AllInTerms {
  readonly startCash: number;
  /** Fraction of the notional charged on each side: 0.001 is 0.1 %. */
  readonly feeRatio: number;
  /** Lots that make one unit, 0 where quantities are not rounded. Default 0. */
  readonly lotsPerUnit?: number;
}

/**
 * An account that is either all in cash or all in the asset, the rule shared by the vectorised runs:
 *
 * - buy, only while it holds nothing: `quantity = cash / (price × (1 + feeRatio))`, rounded down to whole lots where
 *   `lotsPerUnit` says so (what is left over stays cash; nothing is ordered when it is not even one lot);
 * - sell, only while it holds something: the whole quantity;
 * - every order fills whole at `price`; `fee = quantity × price × feeRatio` comes out of cash on both sides;
 * - worth = cash + quantity × last price.
 *
 * Amounts are floats (research only): relative error about 10^−16 an order, no rounding to atoms.
 */
export class AllInAccount {
  readonly #records: OrderRecords;
  readonly #startCash: number;
  readonly #feeRatio: number;
  readonly #lotsPerUnit: number;
  #column = 0;
  #cash = 0;
  #quantity = 0;

  constructor(terms: AllInTerms, records: OrderRecords) {
    const { startCash, feeRatio, lotsPerUnit = 0 } = terms;
    assert(startCash > 0 && Number.isFinite(startCash), `start cash of ${startCash}: it is above 0`);
    assert(feeRatio >= 0 && feeRatio < 1, `a fee ratio of ${feeRatio}: it is from 0 to below 1`);
    assert(lotsPerUnit >= 0 && Number.isFinite(lotsPerUnit), `${lotsPerUnit} lots per unit: from 0 up`);
    this.#records = records;
    this.#startCash = startCash;
    this.#feeRatio = feeRatio;
    this.#lotsPerUnit = lotsPerUnit;
  }

  /** Begins anew with the start cash; orders are recorded under `column`. */
  begin(column: number): void {
    this.#column = column;
    this.#cash = this.#startCash;
    this.#quantity = 0;
  }

  get isHolding(): boolean {
    return this.#quantity > 0;
  }

  buy(bar: number, price: number): void {
    if (this.#quantity > 0) return;
    const whole = this.#cash / (price * (1 + this.#feeRatio));
    const quantity =
      this.#lotsPerUnit === 0 ? whole : Math.floor(whole * this.#lotsPerUnit) / this.#lotsPerUnit;
    if (quantity === 0) return;
    const notional = quantity * price;
    const fee = notional * this.#feeRatio;
    this.#quantity = quantity;
    // Without lots nothing is left; the difference would only be the rounding error of the division.
    this.#cash = this.#lotsPerUnit === 0 ? 0 : this.#cash - notional - fee;
    this.#records.add(this.#column, bar, 0, price, quantity, fee);
  }

  sell(bar: number, price: number): void {
    const quantity = this.#quantity;
    if (quantity === 0) return;
    const notional = quantity * price;
    const fee = notional * this.#feeRatio;
    this.#quantity = 0;
    this.#cash += notional - fee;
    this.#records.add(this.#column, bar, 1, price, quantity, fee);
  }

  /** Returns worth ÷ start cash − 1, valued at `price`. */
  totalReturn(price: number): number {
    return (this.#cash + this.#quantity * price) / this.#startCash - 1;
  }
}
