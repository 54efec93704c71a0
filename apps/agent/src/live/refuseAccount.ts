import { Refusal } from '@qca/base';
import type { RunConfiguration } from '@qca/engine';
import type { VenueSnapshot } from '@qca/orders';
import type { RunRecord } from '@qca/ports';
import { type Amount, formatAmount } from '@qca/units';
import { readPlan } from '../run/RunPlan.ts';

/** Decimals of every asset kept at venues. */
const DECIMALS = 8;
/** Orders named in a refusal; a person looks at the venue for the rest. */
const NAMED_MAX = 5;

/**
 * Refuses to begin where somebody's orders are open in the run's markets: their fills would move what the run counts on.
 *
 * Rejects, as `Refusal`: `orders-are-open`, with the run that they belong to where one is known.
 */
export function refuseOpenOrders(account: VenueSnapshot, runs: readonly RunRecord[]): void {
  const open = account.orders.filter(({ status }) => status === 'open').map(({ orderId }) => orderId);
  if (open.length === 0) return;
  const owner = runs.find(
    ({ mode, configuration }) =>
      mode === 'live' && open.some((id) => id.startsWith(`${readPlan(configuration).configuration.stream}-`)),
  );
  const named = `${open.slice(0, NAMED_MAX).join(', ')}${open.length > NAMED_MAX ? ' …' : ''}`;
  throw new Refusal({
    kind: 'orders-are-open',
    what: `${open.length} orders are open at ${account.venue} in these markets already: ${named}`,
    where: '--symbols',
    remedy:
      owner === undefined
        ? 'Cancel them at the venue first: a new run begins with nothing open.'
        : `They belong to run ${owner.id}: go on with it (--resume ${owner.id}), or cancel them at the venue.`,
  });
}

/**
 * What the account holds beyond what the strategies are given: of the assets that are traded, and whatever else lies
 * there, because the venue may take a fee in it.
 *
 * Rejects, as `Refusal`: `account-too-small` when it holds less than they are given.
 */
export function unassignedOf(
  account: VenueSnapshot,
  { strategies, instruments }: RunConfiguration,
): NonNullable<RunConfiguration['unassigned']> {
  const given = new Map<string, bigint>();
  for (const { base, quote } of instruments) for (const { id } of [base, quote]) given.set(id, 0n);
  for (const { funding } of strategies)
    for (const { asset, atoms } of funding) given.set(asset, (given.get(asset) ?? 0n) + BigInt(atoms));
  const held = new Map<string, bigint>(account.balances.map(({ asset, total }) => [asset, total]));
  const missing = [...given].filter(([asset, atoms]) => (held.get(asset) ?? 0n) < atoms);
  if (missing.length > 0) {
    const written = (atoms: bigint): string => formatAmount(atoms as Amount, DECIMALS);
    const lines = missing.map(
      ([asset, atoms]) => `${written(atoms)} ${asset} (it holds ${written(held.get(asset) ?? 0n)})`,
    );
    throw new Refusal({
      kind: 'account-too-small',
      what: `the strategies are to be given ${lines.join(' and ')} of the account at ${account.venue}`,
      where: '--budget',
      remedy: 'Give a smaller --budget, name fewer strategies, or hold more of it at the venue.',
    });
  }
  for (const [asset, atoms] of held) if (atoms > 0n && !given.has(asset)) given.set(asset, 0n);
  return [...given].map(([asset, atoms]) => ({
    venue: account.venue,
    asset,
    atoms: ((held.get(asset) ?? 0n) - atoms).toString(),
  }));
}
