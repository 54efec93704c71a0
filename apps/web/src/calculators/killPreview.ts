import type { PlatformStatus, Position } from '@qca/api';

/** What the kill switch will do, in numbers. Values are in the reporting asset. */
export interface KillPreview {
  readonly ordersToCancel: number;
  readonly ordersByVenue: readonly { readonly venue: string; readonly orders: number }[];
  /** Gross: a short position counts as much as a long one. */
  readonly exposure: number;
  /** Positions to be reduced, first to last; none when the plan leaves them. */
  readonly reductions: readonly Position[];
}

/** Works out what pulling the kill switch does now. The order is the plan's; what it does not name goes by value, largest first. */
export function killPreview({
  openOrders,
  positions,
  reportingAsset,
  kill,
}: Pick<PlatformStatus, 'openOrders' | 'positions' | 'reportingAsset' | 'kill'>): KillPreview {
  const venues = new Map<string, number>();
  for (const { venue } of openOrders) venues.set(venue, (venues.get(venue) ?? 0) + 1);
  // Cash in the asset that results are reported in is no risk.
  const open = positions.filter((each) => each.value !== 0 && each.asset !== reportingAsset);
  const { plan } = kill;
  return {
    ordersToCancel: openOrders.length,
    ordersByVenue: [...venues].map(([venue, orders]) => ({ venue, orders })),
    exposure: open.reduce((sum, { value }) => sum + Math.abs(value), 0),
    reductions: plan.reduce === 'nothing' ? [] : inOrder(open, plan.order),
  };
}

function inOrder(positions: readonly Position[], order: readonly string[]): readonly Position[] {
  const rank = (position: Position): number => {
    const found = order.findIndex((name) => name === position.strategy || name === position.asset);
    return found < 0 ? order.length : found;
  };
  return [...positions].sort((a, b) => rank(a) - rank(b) || Math.abs(b.value) - Math.abs(a.value));
}
