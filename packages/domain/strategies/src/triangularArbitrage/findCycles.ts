import type { Instrument, Side } from '@qca/market';
import { isDollar, isMoney } from '../cashAssets.ts';

/** One conversion of a cycle: selling gives the base away for the quote, buying the quote for the base. */
export interface Conversion {
  readonly instrument: number;
  readonly side: Side;
}

/** Three conversions that lead from an asset back to itself at one venue. */
export interface Cycle {
  readonly venue: string;
  /** The asset it starts and ends in. */
  readonly start: string;
  readonly conversions: readonly [Conversion, Conversion, Conversion];
}

/**
 * Returns every 3-cycle of spot instruments within one venue, in both directions, in the order of the instruments.
 *
 * A cycle starts in the asset of its three that is best to hold: the reporting asset, then dollars, then other money,
 * then the first by name.
 */
export function findCycles(instruments: readonly Instrument[], reportingAsset: string): readonly Cycle[] {
  const cycles: Cycle[] = [];
  const spot = instruments.filter(({ kind }) => kind === 'spot');
  for (const [at, a] of spot.entries()) {
    for (const [further, b] of spot.slice(at + 1).entries()) {
      for (const c of spot.slice(at + further + 2)) {
        const assets = triangle(a, b, c);
        if (assets === undefined) continue;
        const start = assets.reduce((best, asset) =>
          isBetterStart(asset, best, reportingAsset) ? asset : best,
        );
        cycles.push(...bothDirections([a, b, c], start));
      }
    }
  }
  return cycles;
}

function triangle(...edges: readonly [Instrument, Instrument, Instrument]): readonly string[] | undefined {
  if (edges.some(({ venue }) => venue !== edges[0].venue)) return undefined;
  const assets = [...new Set(edges.flatMap(({ base, quote }) => [base.id, quote.id]))];
  const pairs = new Set(edges.map(({ base, quote }) => [base.id, quote.id].sort().join('/')));
  return assets.length === 3 && pairs.size === 3 ? assets : undefined;
}

function isBetterStart(asset: string, best: string, reportingAsset: string): boolean {
  const rank = (id: string): number => (id === reportingAsset ? 0 : isDollar(id) ? 1 : isMoney(id) ? 2 : 3);
  return rank(asset) < rank(best) || (rank(asset) === rank(best) && asset < best);
}

function bothDirections(edges: readonly Instrument[], start: string): Cycle[] {
  const touching = edges.filter(({ base, quote }) => base.id === start || quote.id === start);
  const opposite = edges.find((edge) => !touching.includes(edge));
  const [first, last] = touching;
  if (first === undefined || last === undefined || opposite === undefined) return [];
  return [
    [first, opposite, last],
    [last, opposite, first],
  ].map((path) => ({ venue: first.venue, start, conversions: follow(path, start) }));
}

function follow(path: readonly Instrument[], start: string): Cycle['conversions'] {
  let asset = start;
  const conversions = path.map(({ index, base, quote }): Conversion => {
    const side: Side = base.id === asset ? 'sell' : 'buy';
    asset = side === 'sell' ? quote.id : base.id;
    return { instrument: index, side };
  });
  return conversions as unknown as Cycle['conversions'];
}
