import { assert } from '@qca/base';
import { mulDivDown, ONE_PRICE, ONE_RATIO, type Ratio } from '@qca/units';
import type { AssetId } from './asset.ts';
import { type AssetLink, linkAssets } from './assetLinks.ts';
import type { Instrument } from './instrument.ts';
import type { MarketBoard } from './MarketBoard.ts';

/**
 * What each asset is worth in the reporting asset, through marks of spot instruments.
 *
 * Each asset has one fixed way to the reporting asset: the shortest chain of spot instruments, among equals the one
 * with the lowest instrument index. Assets no market leads to, but which configuration pegs to another, count as
 * that one 1:1 and are listed in `assumptions`. Marks are `MarketBoard.markTicks`: the mid of a heard touch, else the last price.
 */
export class Valuation {
  readonly #reportingAsset: AssetId;
  readonly #instruments: readonly Instrument[];
  readonly #links: readonly AssetLink[];
  readonly #indexOf: ReadonlyMap<AssetId, number>;
  /** Assets whose value changes with an instrument, parents first. Shape: [instrument][dependent], asset index. */
  readonly #dependents: readonly Int32Array[];
  /** Per asset: its parent, and the instrument to it (−1 for a peg). Shape: [asset]. */
  readonly #parents: Int32Array;
  readonly #via: Int32Array;
  /** 1 where the asset is the instrument's base, else it is the quote. Shape: [asset]. */
  readonly #isBase: Uint8Array;
  /** Whole reporting units per whole unit. Shape: [asset]. */
  readonly #values: Float64Array;
  /** Last mark seen, in whole quote units and in ticks. Shape: [instrument]. */
  readonly #prices: Float64Array;
  readonly #markTicks: Float64Array;

  constructor(
    instruments: readonly Instrument[],
    reportingAsset: AssetId,
    pegs: Readonly<Record<AssetId, AssetId>> = {},
  ) {
    this.#reportingAsset = reportingAsset;
    this.#instruments = instruments;
    this.#links = linkAssets(instruments, reportingAsset, pegs);
    this.#indexOf = new Map(this.#links.map((link, index) => [link.asset, index]));
    this.#parents = Int32Array.from(this.#links, (link) => link.parent);
    this.#via = Int32Array.from(this.#links, (link) => link.instrument);
    this.#isBase = Uint8Array.from(this.#links, (link) => (link.isBase ? 1 : 0));
    this.#dependents = instruments.map((instrument) => dependentsOf(this.#links, instrument.index));
    this.#prices = new Float64Array(instruments.length);
    this.#markTicks = new Float64Array(instruments.length);
    this.#values = new Float64Array(this.#links.length);
    this.#values[0] = 1;
    for (let asset = 1; asset < this.#links.length; asset += 1) this.#revalue(asset);
  }

  /** Takes over the mark of one instrument and what follows from it. Costs one step per asset valued through it. */
  onPrice(instrument: number, board: MarketBoard): void {
    const dependents = this.#dependents[instrument]!;
    if (dependents.length === 0) return;
    this.#prices[instrument] = board.priceOf(instrument);
    this.#markTicks[instrument] = board.markTicks(instrument);
    for (let index = 0; index < dependents.length; index += 1) this.#revalue(dependents[index]!);
  }

  /** Returns the number by which `valueAt` knows an asset; −1 where nothing leads from it to the reporting asset. */
  assetIndex(asset: AssetId): number {
    return this.#indexOf.get(asset) ?? -1;
  }

  /** Whole reporting units per whole unit of the asset, as an estimate; 0 while unknown and for index −1. */
  valueAt(assetIndex: number): number {
    return assetIndex < 0 ? 0 : this.#values[assetIndex]!;
  }

  /** Whole reporting units per whole unit of the asset, as an estimate; 0 while unknown. */
  valueOf(asset: AssetId): number {
    return this.valueAt(this.assetIndex(asset));
  }

  /**
   * Returns whole reporting units per whole unit of the asset, exactly from the marks' ticks, in 18 decimals.
   * Rounds down, once, at the end of the chain. Undefined while a mark on the way is unknown.
   */
  rateExact(asset: AssetId): Ratio | undefined {
    let index = this.assetIndex(asset);
    if (index < 0) return undefined;
    let numerator = 1n;
    let denominator = 1n;
    while (index !== 0) {
      const via = this.#via[index]!;
      if (via >= 0) {
        // Marks are multiples of half a tick, so twice the mark is whole.
        const price = BigInt(this.#markTicks[via]! * 2) * this.#instruments[via]!.tick;
        if (price === 0n) return undefined;
        const one = 2n * ONE_PRICE;
        numerator *= this.#isBase[index] === 1 ? price : one;
        denominator *= this.#isBase[index] === 1 ? one : price;
      }
      index = this.#parents[index]!;
    }
    return mulDivDown(numerator, ONE_RATIO, denominator) as Ratio;
  }

  /** What had to be assumed, in words for the run's report. */
  assumptions(): string[] {
    return this.#links
      .filter((link) => link.instrument === -1 && link.parent >= 0)
      .map(
        (link) =>
          `1 ${link.asset} is valued as 1 ${this.#links[link.parent]!.asset}: no market here links it to ${this.#reportingAsset}`,
      );
  }

  #revalue(asset: number): void {
    const parentValue = this.#values[this.#parents[asset]!]!;
    const via = this.#via[asset]!;
    if (via < 0) {
      this.#values[asset] = parentValue;
      return;
    }
    const price = this.#prices[via]!;
    if (this.#isBase[asset] === 1) this.#values[asset] = price * parentValue;
    else this.#values[asset] = price === 0 ? 0 : parentValue / price;
  }
}

/** Returns the asset that hangs on an instrument and all that hang on that asset, parents first. */
function dependentsOf(links: readonly AssetLink[], instrument: number): Int32Array {
  const moved = new Set<number>();
  for (const [index, link] of links.entries()) {
    assert(link.parent < index, 'links come parents first');
    if (link.instrument === instrument || moved.has(link.parent)) moved.add(index);
  }
  return Int32Array.from(moved);
}
