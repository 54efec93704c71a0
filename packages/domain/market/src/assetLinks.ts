import type { AssetId } from './asset.ts';
import type { Instrument } from './instrument.ts';

/** How one asset's value follows from another's. */
export interface AssetLink {
  readonly asset: AssetId;
  /** Index of the link of the asset it hangs on; −1 for the reporting asset itself. */
  readonly parent: number;
  /** Index of the spot instrument between the two; −1 for a peg and for the reporting asset. */
  readonly instrument: number;
  /** Whether the asset is the instrument's base. */
  readonly isBase: boolean;
}

/**
 * Finds the shortest chain of spot instruments from every asset to the reporting asset. Shape: [asset], parents first.
 *
 * Breadth first from the reporting asset; among instruments that reach a new asset in the same number of steps the
 * lowest index wins. What markets do not reach is reached through pegs, one peg at a time by asset name, and markets again behind each.
 */
export function linkAssets(
  instruments: readonly Instrument[],
  reportingAsset: AssetId,
  pegs: Readonly<Record<AssetId, AssetId>>,
): AssetLink[] {
  const spots = instruments.filter((instrument) => instrument.kind === 'spot');
  const links: AssetLink[] = [{ asset: reportingAsset, parent: -1, instrument: -1, isBase: false }];
  const indexOf = new Map<AssetId, number>([[reportingAsset, 0]]);
  const add = (link: AssetLink): void => {
    indexOf.set(link.asset, links.length);
    links.push(link);
  };
  reachByMarkets(spots, indexOf, add);
  for (let peg = nextPeg(pegs, indexOf); peg !== undefined; peg = nextPeg(pegs, indexOf)) {
    add(peg);
    reachByMarkets(spots, indexOf, add);
  }
  return links;
}

/** Adds, round by round, the assets one instrument away from those of the rounds before. */
function reachByMarkets(
  spots: readonly Instrument[],
  indexOf: ReadonlyMap<AssetId, number>,
  add: (link: AssetLink) => void,
): void {
  for (;;) {
    const known = indexOf.size;
    for (const { base, quote, index } of spots) {
      const baseIndex = indexOf.get(base.id) ?? known;
      const quoteIndex = indexOf.get(quote.id) ?? known;
      // Assets added in this round have an index from `known` on: they wait for the next round.
      if (baseIndex < known && !indexOf.has(quote.id))
        add({ asset: quote.id, parent: baseIndex, instrument: index, isBase: false });
      if (quoteIndex < known && !indexOf.has(base.id))
        add({ asset: base.id, parent: quoteIndex, instrument: index, isBase: true });
    }
    if (indexOf.size === known) return;
  }
}

function nextPeg(
  pegs: Readonly<Record<AssetId, AssetId>>,
  indexOf: ReadonlyMap<AssetId, number>,
): AssetLink | undefined {
  for (const asset of Object.keys(pegs).sort()) {
    const parent = indexOf.get(pegs[asset]!);
    if (parent !== undefined && !indexOf.has(asset)) return { asset, parent, instrument: -1, isBase: false };
  }
  return undefined;
}
