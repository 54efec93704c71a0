import type { Valuation } from '@qca/market';
import { type Amount, mulDivDown, ONE_RATIO, type Ratio } from '@qca/units';
import type { RunConfiguration } from '../entries.ts';

/**
 * What an asset is worth in the reporting asset, exactly; before its first price, what the deposits said; of an asset
 * that no market here values, what was last learnt of it.
 */
export class Rates {
  readonly #valuation: Valuation;
  readonly #reportingAsset: string;
  readonly #ofDeposits = new Map<string, Ratio>();
  readonly #learnt = new Map<string, Ratio>();

  constructor(valuation: Valuation, configuration: RunConfiguration) {
    this.#valuation = valuation;
    this.#reportingAsset = configuration.reportingAsset;
    for (const strategy of configuration.strategies) {
      for (const { asset, atoms, value } of strategy.funding) {
        if (BigInt(atoms) > 0n)
          this.#ofDeposits.set(asset, mulDivDown(BigInt(value), ONE_RATIO, BigInt(atoms)) as Ratio);
      }
    }
  }

  of(asset: string): Ratio {
    if (asset === this.#reportingAsset) return ONE_RATIO;
    return (
      this.#valuation.rateExact(asset) ??
      this.#ofDeposits.get(asset) ??
      this.#learnt.get(asset) ??
      (0n as Ratio)
    );
  }

  /** Whether a market or a deposit says what an asset is worth. */
  isPriced(asset: string): boolean {
    if (asset === this.#reportingAsset || this.#ofDeposits.has(asset)) return true;
    return (this.#valuation.rateExact(asset) ?? 0n) > 0n;
  }

  /** Takes it that so many atoms of an asset are worth `value` reporting atoms, for want of a price. Signs are left out. */
  learn(asset: string, atoms: Amount, value: Amount): void {
    const size = atoms < 0n ? -atoms : atoms;
    const worth = value < 0n ? -value : value;
    if (size > 0n && worth > 0n) this.#learnt.set(asset, mulDivDown(worth, ONE_RATIO, size) as Ratio);
  }
}

/** Values atoms at a rate in atoms of the reporting asset. Rounds down. */
export function valuedDown(atoms: Amount, rate: Ratio): Amount {
  return rate === ONE_RATIO ? atoms : (mulDivDown(atoms, rate, ONE_RATIO) as Amount);
}
