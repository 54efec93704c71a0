import { present } from '@qca/base';
import { type Asset, discountAsset, type Instrument, venueAsset } from '@qca/market';

/** A place where an asset can be held: one venue, one asset. Strategies' holdings are kept per slot. */
export interface Slot {
  readonly index: number;
  readonly venue: string;
  readonly asset: Asset;
}

/**
 * All slots of a run, and which an instrument touches. They are known from the start but for assets that a venue takes a
 * fee in without having said so: those are opened when they are met.
 */
export class Slots {
  readonly all: readonly Slot[];
  readonly #all: Slot[] = [];
  /** Slot of the base and of the quote asset. Shape: [instrument]. */
  readonly base: Int32Array;
  readonly quote: Int32Array;
  readonly #byVenue = new Map<string, Map<string, Slot>>();

  constructor(instruments: readonly Instrument[]) {
    this.all = this.#all;
    this.base = new Int32Array(instruments.length);
    this.quote = new Int32Array(instruments.length);
    for (const instrument of instruments) {
      this.base[instrument.index] = this.#intern(instrument.venue, instrument.base);
      this.quote[instrument.index] = this.#intern(instrument.venue, instrument.quote);
    }
    for (const instrument of instruments) {
      const discount = discountAsset(instrument);
      if (discount !== undefined) this.#intern(instrument.venue, venueAsset(discount.asset));
    }
  }

  /** Adds the slot of an asset that no instrument of the venue trades. */
  open(venue: string, asset: string): Slot {
    this.#intern(venue, venueAsset(asset));
    return this.at(venue, asset);
  }

  find(venue: string, asset: string): Slot | undefined {
    return this.#byVenue.get(venue)?.get(asset);
  }

  at(venue: string, asset: string): Slot {
    return present(this.find(venue, asset), `slot ${venue}/${asset}`);
  }

  #intern(venue: string, asset: Asset): number {
    let assets = this.#byVenue.get(venue);
    if (assets === undefined) {
      assets = new Map();
      this.#byVenue.set(venue, assets);
    }
    const known = assets.get(asset.id);
    if (known !== undefined) return known.index;
    const slot: Slot = { index: this.#all.length, venue, asset };
    assets.set(asset.id, slot);
    this.#all.push(slot);
    return slot.index;
  }
}
