import { assert } from '@qca/base';
import type { Amount } from '@qca/units';
import { type CostMethod, Parcels } from './Parcels.ts';

/**
 * A holding of one asset and what was paid for it.
 *
 * Units: quantities in atoms of the asset, costs in atoms of whatever they are counted in. What goes in as cost comes out
 * as cost, to the last atom: `cost` plus all that was released is all that was acquired.
 */
export class Inventory {
  readonly #parcels: Parcels;

  constructor(method: CostMethod) {
    this.#parcels = new Parcels(method);
  }

  get quantity(): Amount {
    return this.#parcels.quantity as Amount;
  }

  /** What the units still held were bought for. */
  get cost(): Amount {
    return this.#parcels.value as Amount;
  }

  /** Adds units bought for `cost`. Crashes unless the quantity is positive and the cost not negative. */
  acquire(quantity: Amount, cost: Amount): void {
    assert(quantity > 0n, `acquire: a quantity of ${quantity} is not positive`);
    assert(cost >= 0n, `acquire: a cost of ${cost} is negative`);
    this.#parcels.add(quantity, cost);
  }

  /**
   * Takes units out and returns what they had cost. Rounds up, so that profit is never shown too high; the last unit
   * takes all the cost that is left. Crashes unless `0 < quantity ≤ held`.
   */
  releaseUp(quantity: Amount): Amount {
    assert(quantity > 0n, `releaseUp: a quantity of ${quantity} is not positive`);
    assert(quantity <= this.quantity, `releaseUp: ${quantity} of only ${this.quantity} held`);
    return this.#parcels.release(quantity, 'up') as Amount;
  }
}
