import { decodeEntries, type Entry, type KernelState } from '@qca/engine';
import { trialBalance } from '@qca/ledger';
import { isFinal } from '@qca/orders';
import type { Journal } from '@qca/ports';
import { parseAmount } from '@qca/units';
import type { RunningVenue } from '@qca/venue-binance';
import { expect } from 'vitest';
import { KEY } from './venueHarness.ts';

/**
 * What a run has at the end is what the venue has: nothing open, no order doubled or lost, each filled as it filled there,
 * and the ledger with what no strategy was given equal to the account, to the atom.
 */
export function agreesWithVenue(state: KernelState, venue: RunningVenue): void {
  const truth = venue.stateOf(KEY);
  for (const { asset, balanced } of trialBalance(state.books.ledger))
    expect([asset, balanced]).toEqual([asset, true]);
  expect(truth.openOrders).toEqual([]);
  expect([...state.orders.values()].filter((order) => !isFinal(order))).toEqual([]);
  const ids = truth.orders.map((order) => String(order['clientOrderId']));
  expect(new Set(ids).size).toBe(ids.length);
  const lots = (text: unknown): number => Math.round(Number(text) * 100_000);
  const theirs = Object.fromEntries(
    truth.orders.map((order) => [order['clientOrderId'], lots(order['executedQty'])]),
  );
  const ours = Object.fromEntries([...state.orders.values()].map((order) => [order.id, order.filledLots]));
  expect(Object.keys(theirs).filter((id) => !(id in ours))).toEqual([]);
  for (const [id, filled] of Object.entries(ours)) expect([id, filled]).toEqual([id, theirs[id] ?? 0]);
  const assets = state.slots.all.map((slot) => slot.asset.id);
  expect(assets).toEqual(expect.arrayContaining(['BTC', 'USDT']));
  // What the run has no account for is what it was.
  for (const { asset, atoms: begun } of state.configuration.unassigned ?? []) {
    const { free = '0', locked = '0' } = truth.balances[asset] ?? {};
    if (!assets.includes(asset)) expect([asset, atoms(free) + atoms(locked)]).toEqual([asset, BigInt(begun)]);
  }
  for (const asset of assets) {
    const { free = '0', locked = '0' } = truth.balances[asset] ?? {};
    const slot = state.slots.find('binance', asset);
    const beside = state.configuration.unassigned?.find((each) => each.asset === asset)?.atoms ?? 0;
    const total = state.books.venueTotal(slot?.index ?? -1) + BigInt(beside);
    expect([asset, total]).toEqual([asset, atoms(free) + atoms(locked)]);
  }
}

/** What reconciliations found that was more than news on its way: money that differs, orders that are not ours. */
export function disagreements(entries: readonly Entry[]): readonly string[] {
  return entries
    .flatMap((entry) => (entry.kind === 'reconciled' ? entry.differences : []))
    .filter((text) => text.includes('the ledger holds') || text.includes('not ours'));
}

export async function entriesOf(journal: Journal): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const block of journal.blocks()) decodeEntries(block.bytes, (entry) => entries.push(entry));
  return entries;
}

function atoms(text: string): bigint {
  const parsed = parseAmount(text, 8);
  return parsed.ok ? parsed.value : -1n;
}
