import { present } from '@qca/base';
import type { Asset, Instrument } from '@qca/market';

/** A place where an asset can be held: one venue, one asset. Strategies' holdings are kept per slot. */
export interface Slot {
  readonly index: number;
  readonly venue: string;
  readonly asset: Asset;
}

/** All slots of a run, and which an instrument touches. */
export class Slots {
  readonly all: readonly Slot[];
  /** Slot of the base and of the quote asset. Shape: [instrument]. */
  readonly base: Int32Array;
  readonly quote: Int32Array;
  readonly #byVenue = new Map<string, Map<string, Slot>>();

  constructor(instruments: readonly Instrument[]) {
    const all: Slot[] = [];
    this.all = all;
    this.base = new Int32Array(instruments.length);
    this.quote = new Int32Array(instruments.length);
    for (const instrument of instruments) {
      this.base[instrument.index] = this.#intern(all, instrument.venue, instrument.base);
      this.quote[instrument.index] = this.#intern(all, instrument.venue, instrument.quote);
    }
  }

  find(venue: string, asset: string): Slot | undefined {
    return this.#byVenue.get(venue)?.get(asset);
  }

  at(venue: string, asset: string): Slot {
    return present(this.find(venue, asset), `slot ${venue}/${asset}`);
  }

  #intern(all: Slot[], venue: string, asset: Asset): number {
    let assets = this.#byVenue.get(venue);
    if (assets === undefined) {
      assets = new Map();
      this.#byVenue.set(venue, assets);
    }
    const known = assets.get(asset.id);
    if (known !== undefined) return known.index;
    const slot: Slot = { index: all.length, venue, asset };
    assets.set(asset.id, slot);
    all.push(slot);
    return slot.index;
  }
}
