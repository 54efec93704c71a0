import { assert } from '@qca/base';
import type { Address } from '@solana/kit';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Actor, TestNet, taken } from '../testNet.fixture.ts';

type What = 'mint' | 'transfer' | 'burn' | 'freeze' | 'thaw' | 'hand-over';

interface Step {
  readonly what: What;
  /** Who asks, and whom it concerns: places in the list of people. */
  readonly by: number;
  readonly on: number;
  readonly amount: bigint;
}

const PEOPLE = 3;
const MAX = 18_446_744_073_709_551_615n;

const FIRST = 100n;

const amounts = fc.oneof(
  { weight: 6, arbitrary: fc.bigInt({ min: 1n, max: 20n }) },
  { weight: 1, arbitrary: fc.constantFrom(MAX / 2n, MAX - FIRST, MAX, 0n, MAX + 1n) },
);
/** The first person has the authorities at the beginning, so he asks for more than the others. */
const asker = fc.oneof(
  { weight: 2, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.nat(PEOPLE - 1) },
);
const kinds = fc.oneof(
  { weight: 3, arbitrary: fc.constant<What>('mint') },
  { weight: 5, arbitrary: fc.constant<What>('transfer') },
  { weight: 2, arbitrary: fc.constantFrom<What>('burn', 'freeze', 'thaw') },
  { weight: 1, arbitrary: fc.constant<What>('hand-over') },
);
const steps = fc.record<Step>({ what: kinds, by: asker, on: fc.nat(PEOPLE - 1), amount: amounts });

/** The rules of the token program written down once more, in the simplest words. Knows nothing of Solana. */
class Model {
  readonly balances = new Map<number, bigint>([[0, FIRST]]);
  readonly frozen = new Set<number>();
  mintAuthority = 0;

  /** Does a step, or says that it cannot be done. */
  do({ what, by, on, amount }: Step): boolean {
    if (what === 'mint') return this.mintAuthority === by && this.#add(on, amount);
    if (what === 'transfer')
      return this.#take(by, amount, () => !this.frozen.has(on)) && this.#put(on, amount);
    if (what === 'burn') return this.#take(by, amount, () => true);
    if (what === 'hand-over') return this.#hand(by, on);
    // The first person keeps the authority to freeze.
    if (by !== 0 || !this.balances.has(on) || this.frozen.has(on) === (what === 'freeze')) return false;
    if (what === 'freeze') this.frozen.add(on);
    else this.frozen.delete(on);
    return true;
  }

  get supply(): bigint {
    return [...this.balances.values()].reduce((sum, each) => sum + each, 0n);
  }

  #add(on: number, amount: bigint): boolean {
    if (amount <= 0n || this.supply + amount > MAX || this.frozen.has(on)) return false;
    return this.#put(on, amount);
  }

  #put(on: number, amount: bigint): boolean {
    this.balances.set(on, (this.balances.get(on) ?? 0n) + amount);
    return true;
  }

  #take(by: number, amount: bigint, may: () => boolean): boolean {
    const has = this.balances.get(by) ?? 0n;
    if (amount <= 0n || amount > has || this.frozen.has(by) || !may()) return false;
    this.balances.set(by, has - amount);
    return true;
  }

  #hand(by: number, on: number): boolean {
    if (this.mintAuthority !== by) return false;
    this.mintAuthority = on;
    return true;
  }
}

function ask(actor: Actor, mint: Address, id: string, { what, amount }: Step, on: Address) {
  const { assets } = actor;
  if (what === 'mint') return assets.mint({ id, mint, decimals: 6, to: on, amount });
  if (what === 'transfer') return assets.transfer({ id, mint, decimals: 6, to: on, amount });
  if (what === 'burn') return assets.burn({ id, mint, decimals: 6, amount });
  if (what === 'hand-over') return assets.setAuthority({ id, mint, which: 'mint', to: on });
  return what === 'freeze' ? assets.freeze({ id, mint, owner: on }) : assets.thaw({ id, mint, owner: on });
}

it('any steps of any people: balances, supply, authorities and refusals are those of the model', async () => {
  let done = 0;
  let refusals = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 5, maxLength: 25 }), async (walk) => {
      const net = new TestNet();
      const people = await Promise.all([1, 2, 3].map((number) => net.actor(number)));
      const [first] = people;
      assert(first !== undefined, 'somebody makes the asset');
      const { address } = first;
      const asked = {
        id: 'make',
        decimals: 6,
        mintAuthority: address,
        freezeAuthority: address,
        firstSupply: FIRST,
      };
      const { mint } = taken(await first.assets.createAsset(asked));
      await net.settle(first);
      const model = new Model();
      for (const [index, step] of walk.entries()) {
        const actor = people[step.by] as Actor;
        const asking = await ask(actor, mint, `step-${index}`, step, (people[step.on] as Actor).address);
        await net.settle(actor);
        expect(asking.ok).toBe(model.do(step));
        if (asking.ok) {
          expect(actor.chain.find(`step-${index}`)?.progress).toMatchObject({ outcome: { kind: 'done' } });
          done += 1;
        } else refusals += 1;
        const facts = taken(await first.assets.asset(mint));
        expect(facts.supply).toBe(model.supply);
        expect(facts.mintAuthority).toBe(people[model.mintAuthority]?.address);
        for (const [place, who] of people.entries()) {
          const { balance, frozen, exists } = taken(await first.assets.holding(mint, who.address));
          expect([balance, frozen, exists]).toEqual([
            ...[model.balances.get(place) ?? 0n, model.frozen.has(place), model.balances.has(place)],
          ]);
        }
      }
    }),
    { numRuns: 20 },
  );
  // A walk on which everything is refused, or nothing, would prove little.
  expect(done).toBeGreaterThan(40);
  expect(refusals).toBeGreaterThan(40);
});
