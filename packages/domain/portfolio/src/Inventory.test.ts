import type { Amount } from '@qca/units';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Inventory } from './Inventory.ts';
import { type CostMethod, Parcels } from './Parcels.ts';

interface Step {
  /** Acquire with a cost, or release a part in thousandths of what is held. */
  readonly quantity: bigint;
  readonly cost: bigint;
  readonly release: boolean;
  readonly part: bigint;
}

const steps = fc.array(
  fc.record({
    quantity: fc.bigInt({ min: 1n, max: 10n ** 20n }),
    cost: fc.bigInt({ min: 0n, max: 10n ** 20n }),
    release: fc.boolean(),
    part: fc.bigInt({ min: 1n, max: 1000n }),
  }),
  { maxLength: 40 },
) as fc.Arbitrary<Step[]>;

/** A non-negative fraction, added and multiplied as at school. */
interface Fraction {
  readonly n: bigint;
  readonly d: bigint;
}

function plus(a: Fraction, b: Fraction): Fraction {
  return { n: a.n * b.d + b.n * a.d, d: a.d * b.d };
}

/** The naive model: parcels of exact fractions, oldest first; under average one fraction of the whole. */
class NaiveInventory {
  #parcels: { quantity: bigint; cost: Fraction }[] = [];
  readonly #method: CostMethod;

  constructor(method: CostMethod) {
    this.#method = method;
  }

  get quantity(): bigint {
    return this.#parcels.reduce((sum, parcel) => sum + parcel.quantity, 0n);
  }

  acquire(quantity: bigint, cost: bigint): void {
    this.#parcels.push({ quantity, cost: { n: cost, d: 1n } });
    if (this.#method === 'fifo') return;
    const whole = this.#parcels.reduce((sum, parcel) => plus(sum, parcel.cost), { n: 0n, d: 1n });
    this.#parcels = [{ quantity: this.quantity, cost: whole }];
  }

  release(quantity: bigint): Fraction {
    let released: Fraction = { n: 0n, d: 1n };
    let left = quantity;
    for (const parcel of this.#parcels) {
      const isPart = left < parcel.quantity;
      const part = isPart ? left : parcel.quantity;
      const cost = { n: parcel.cost.n * part, d: parcel.cost.d * parcel.quantity };
      released = plus(released, cost);
      parcel.cost = plus(parcel.cost, { n: -cost.n, d: cost.d });
      parcel.quantity -= part;
      left -= part;
    }
    this.#parcels = this.#parcels.filter((parcel) => parcel.quantity > 0n);
    return released;
  }
}

describe.each(['average', 'fifo'] as const)('Inventory by %s', (method) => {
  it('follows the exact model within one atom per release, and loses no cost', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const inventory = new Inventory(method);
        const naive = new NaiveInventory(method);
        let acquired = 0n;
        let released = 0n;
        let releases = 0n;
        let exact: Fraction = { n: 0n, d: 1n };
        for (const step of sequence) {
          if (step.release && inventory.quantity > 0n) {
            const quantity = (inventory.quantity * step.part + 999n) / 1000n;
            released += inventory.releaseUp(quantity as Amount);
            exact = plus(exact, naive.release(quantity));
            releases += 1n;
          } else {
            inventory.acquire(step.quantity as Amount, step.cost as Amount);
            naive.acquire(step.quantity, step.cost);
            acquired += step.cost;
          }
          expect(inventory.quantity).toBe(naive.quantity);
          expect(inventory.cost + released).toBe(acquired);
          expect(inventory.cost >= 0n).toBe(true);
          // Never less than the exact cost, never more than one atom per release above it.
          expect(released * exact.d >= exact.n).toBe(true);
          expect((released - releases) * exact.d <= exact.n).toBe(true);
        }
        if (inventory.quantity > 0n) inventory.releaseUp(inventory.quantity);
        expect([inventory.quantity, inventory.cost]).toEqual([0n, 0n]);
      }),
    );
  });

  it('refuses to release nothing, a negative, or more than it holds, and keeps its state', () => {
    const inventory = new Inventory(method);
    inventory.acquire(10n as Amount, 100n as Amount);
    expect(() => inventory.releaseUp(0n as Amount)).toThrow('a quantity of 0 is not positive');
    expect(() => inventory.releaseUp(-1n as Amount)).toThrow('a quantity of -1 is not positive');
    expect(() => inventory.releaseUp(11n as Amount)).toThrow('11 of only 10 held');
    expect([inventory.quantity, inventory.cost]).toEqual([10n, 100n]);
  });

  it('refuses to acquire nothing, a negative, or at a negative cost', () => {
    const inventory = new Inventory(method);
    expect(() => inventory.acquire(0n as Amount, 1n as Amount)).toThrow('a quantity of 0 is not positive');
    expect(() => inventory.acquire(-1n as Amount, 1n as Amount)).toThrow('a quantity of -1 is not positive');
    expect(() => inventory.acquire(1n as Amount, -1n as Amount)).toThrow('a cost of -1 is negative');
    inventory.acquire(1n as Amount, 0n as Amount);
    expect([inventory.quantity, inventory.cost]).toEqual([1n, 0n]);
  });
});

describe('the two methods', () => {
  // Ten at 1 each, then ten at 2 each; fifteen leave.
  it.each([
    ['average', 23n, 7n], // 30 × 15 ÷ 20 = 22.5, rounded up
    ['fifo', 20n, 10n], // 10 × 1 + 5 × 2
  ] as const)('%s releases a cost of %i', (method, cost, left) => {
    const inventory = new Inventory(method);
    inventory.acquire(10n as Amount, 10n as Amount);
    inventory.acquire(10n as Amount, 20n as Amount);
    expect(inventory.releaseUp(15n as Amount)).toBe(cost);
    expect([inventory.quantity, inventory.cost]).toEqual([5n, left]);
  });
});

describe('Parcels', () => {
  it('rounds a part up or down as told', () => {
    const parcels = (): Parcels => {
      const each = new Parcels('fifo');
      each.add(3n, 10n);
      return each;
    };
    expect([parcels().release(1n, 'up'), parcels().release(1n, 'down')]).toEqual([4n, 3n]);
  });

  it('keeps parcels apart up to its bound, then joins the youngest', () => {
    const parcels = new Parcels('fifo', 2);
    parcels.add(1n, 100n);
    parcels.add(1n, 10n);
    parcels.add(1n, 30n);
    expect(parcels.release(1n, 'up')).toBe(100n);
    expect(parcels.release(1n, 'up')).toBe(20n);
    parcels.add(1n, 7n);
    expect(parcels.release(1n, 'up')).toBe(20n);
    expect(parcels.release(1n, 'up')).toBe(7n);
    expect([parcels.quantity, parcels.value]).toEqual([0n, 0n]);
  });

  it('stays small over many parcels that come and go', () => {
    const parcels = new Parcels('fifo', 3);
    for (let round = 1n; round <= 1000n; round += 1n) {
      parcels.add(2n, round * 2n);
      parcels.add(1n, 5n);
      expect(parcels.release(2n, 'down')).toBe(round * 2n);
      expect(parcels.release(1n, 'down')).toBe(5n);
    }
    expect(parcels.value).toBe(0n);
  });
});
