import { assert } from '@qca/base';
import type { AssetId, VenueId } from '@qca/market';
import type { Amount } from '@qca/units';

/** What we own at a venue, exactly. */
export class VenueAccount {
  readonly venue: VenueId;
  readonly #totals = new Map<AssetId, bigint>();

  constructor(venue: VenueId) {
    this.venue = venue;
  }

  total(asset: AssetId): Amount {
    return (this.#totals.get(asset) ?? 0n) as Amount;
  }

  /** Adds to, or with a negative amount takes from, a balance. */
  change(asset: AssetId, by: bigint): void {
    this.#totals.set(asset, (this.#totals.get(asset) ?? 0n) + by);
  }

  deposit(asset: AssetId, amount: Amount): void {
    assert(amount >= 0n, `a deposit of ${amount} atoms is not one`);
    this.change(asset, amount);
  }

  /** All balances in the order of their assets' names. */
  balances(): { asset: string; total: Amount }[] {
    return [...this.#totals]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([asset, total]) => ({ asset, total: total as Amount }));
  }
}
