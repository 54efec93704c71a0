import type { NaiveRun } from './NaiveRun.ts';
import { balancesOf, type Transfer } from './naiveLedger.ts';
import { bookedFills } from './naiveOrders.ts';

/** What a strategy's trading of one asset for the reporting asset came to, in atoms of the reporting asset. */
export interface AssetProfit {
  /** First in, first out: what sales brought less what the sold had cost. */
  readonly realised: bigint;
  /** What is still held had cost so much, first in, first out. */
  readonly costLeft: bigint;
  readonly fees: bigint;
  readonly fills: number;
  readonly heldAtoms: bigint;
}

interface Parcel {
  atoms: bigint;
  cost: bigint;
}

/**
 * Strategies whose every fill was of one asset against the reporting asset, spot: their profit can be followed by hand,
 * parcel by parcel, from what they were given to what they sold last.
 */
export function plainTraders(
  run: NaiveRun,
): Map<string, { readonly asset: string; readonly profit: AssetProfit }> {
  const owner = new Map(run.all('order-placed').map(({ entry }) => [entry.orderId, entry.strategy]));
  const byStrategy = Map.groupBy(bookedFills(run), ({ fill }) =>
    run.strategy(owner.get(fill.orderId.replace(/\.(tp|sl)$/, '')) ?? -1),
  );
  const found = new Map<string, { readonly asset: string; readonly profit: AssetProfit }>();
  for (const [strategy, fills] of byStrategy) {
    const [first] = fills;
    if (first === undefined) continue;
    const { kind, base, quote } = run.instrument(first.fill.instrument);
    const isOne = fills.every(({ fill }) => fill.instrument === first.fill.instrument);
    if (!isOne || kind !== 'spot' || quote !== run.configuration.reportingAsset) continue;
    found.set(strategy, { asset: base, profit: followParcels(run, strategy, base) });
  }
  return found;
}

function followParcels(run: NaiveRun, strategy: string, asset: string): AssetProfit {
  const owned = new Set(
    run
      .all('order-placed')
      .filter(({ entry }) => run.strategy(entry.strategy) === strategy)
      .map(({ entry }) => entry.orderId),
  );
  const given = run.configuration.strategies.find(({ name }) => name === strategy)?.funding ?? [];
  const parcels: Parcel[] = given
    .filter((each) => each.asset === asset)
    .map(({ atoms, value }) => ({ atoms: BigInt(atoms), cost: BigInt(value) }));
  let realised = 0n;
  let fees = 0n;
  let count = 0;
  for (const { fill } of bookedFills(run)) {
    if (!owned.has(fill.orderId.replace(/\.(tp|sl)$/, ''))) continue;
    count += 1;
    fees += fill.fee;
    const atoms = run.instrument(fill.instrument).lot * BigInt(fill.quantityLots);
    const notional = run.notional(fill.instrument, fill.quantityLots, fill.priceTicks);
    if (fill.side === 'buy') parcels.push({ atoms, cost: notional });
    else realised += notional - takeOldest(parcels, atoms);
  }
  const held = parcels.reduce((total, each) => total + each.atoms, 0n);
  const costLeft = parcels.reduce((total, each) => total + each.cost, 0n);
  return { realised, costLeft, fees, fills: count, heldAtoms: held };
}

/** Takes so much out of the oldest parcels; returns what it had cost. */
function takeOldest(parcels: Parcel[], atoms: bigint): bigint {
  let left = atoms;
  let cost = 0n;
  while (left > 0n) {
    const oldest = parcels[0];
    if (oldest === undefined) throw new Error('more was sold than was held');
    // biome-ignore lint/complexity/useMathMinMax: these are bigint.
    const taken = oldest.atoms < left ? oldest.atoms : left;
    const part = (oldest.cost * taken) / oldest.atoms;
    oldest.atoms -= taken;
    oldest.cost -= part;
    cost += part;
    left -= taken;
    if (oldest.atoms === 0n) parcels.shift();
  }
  return cost;
}

/** What the ledger says that a strategy's holding of an asset had cost, by average: what its cost account holds. */
export function costInLedger(transfers: readonly Transfer[], strategy: string, asset: string): bigint {
  const value = [...balancesOf(transfers)].find(([key]) =>
    key.startsWith(`strategy/${strategy}/cost/${asset}/`),
  )?.[1];
  return value === undefined ? 0n : value.credits - value.debits;
}

/** One atom may be cut off in each division and each fill. */
export function isNear(a: bigint, b: bigint, fills: number): boolean {
  const gap = a > b ? a - b : b - a;
  return gap <= BigInt(4 * fills + 4);
}
