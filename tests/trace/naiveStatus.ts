import type { PlatformStatus } from '@qca/api';
import { ASSET_DECIMALS, type NaiveRun } from './NaiveRun.ts';
import { balancesOf, earnedBy, earningsText, type Transfer, transfersOf } from './naiveLedger.ts';
import { bookedFills, orderRows } from './naiveOrders.ts';
import { decimalText, plainJson, sum } from './plain.ts';

const FINAL = new Set(['filled', 'cancelled', 'rejected']);

/** What of the status can be counted and added up from the journal by hand. `replayed` gives the order of positions. */
export function naiveStatus(run: NaiveRun, replayed: Pick<PlatformStatus, 'positions' | 'markets'>) {
  const transfers = transfersOf(run);
  const { strategies, reportingAsset, instruments } = run.configuration;
  const posted = transfers.filter(({ state }) => state === 'posted');
  return {
    reportingAsset,
    platform: { earnings: earningsText(strategies.map(({ name }) => earnedBy(transfers, name))) },
    strategies: strategies.map((_, index) => strategyOf(run, index, transfers)),
    openOrders: openOrdersOf(run),
    positions: positionsOf(run, transfers, replayed.positions),
    markets: instruments.map((_, index) => marketOf(run, index, replayed.markets[index]?.lastHeardUs ?? 0)),
    ledger: {
      transfers: lastTransferOf(run),
      balanced: sum(posted.map(({ amount }) => amount)) > 0n,
      difference: '0',
    },
    kill: { killed: isKilled(run) },
  };
}

function strategyOf(run: NaiveRun, index: number, transfers: readonly Transfer[]) {
  const name = run.strategy(index);
  const placed = run.all('order-placed').filter(({ entry }) => entry.strategy === index);
  const owned = new Set(placed.map(({ entry }) => entry.orderId));
  const applied = new Set(run.all('command-applied').map(({ entry }) => entry.commandId));
  const switches = run
    .all('switch-strategy')
    .filter(({ entry }) => entry.strategy === index && applied.has(entry.commandId));
  const changes = run
    .all('set-parameters')
    .filter(({ entry }) => entry.strategy === index && applied.has(entry.commandId))
    .map(({ entry }) => entry.parameters as object);
  const { parameters } = run.configuration.strategies[index] as { parameters: object };
  return {
    name,
    on: switches.at(-1)?.entry.on ?? true,
    budget: budgetOf(run, index, applied),
    earnings: earningsText([earnedBy(transfers, name)]),
    orders: placed.length,
    openOrders: openOrdersOf(run).filter(({ strategy }) => strategy === name).length,
    fills: bookedFills(run).filter(({ fill }) => owned.has(fill.orderId.replace(/\.(tp|sl)$/, ''))).length,
    refused: run.all('intent-refused').filter(({ entry }) => entry.strategy === index).length,
    shrunk: placed.filter(({ entry }) => entry.verdict !== 'admitted').length,
    parameters: plainJson(Object.assign({}, parameters, ...changes)),
  };
}

/** What it began with and what was moved to it and from it since. */
function budgetOf(run: NaiveRun, index: number, applied: ReadonlySet<string>): number {
  let budget = run.configuration.strategies[index]?.budget ?? 0;
  for (const { entry } of run.all('move-budget')) {
    if (!applied.has(entry.commandId)) continue;
    if (entry.to === index) budget += Number(entry.amount);
    if (entry.from === index) budget -= Number(entry.amount);
  }
  return budget;
}

function openOrdersOf(run: NaiveRun) {
  const names = run.configuration.strategies.map(({ name }) => name);
  return orderRows(run)
    .filter(({ status }) => !FINAL.has(String(status)))
    .toSorted((a, b) => names.indexOf(a.strategy) - names.indexOf(b.strategy))
    .map(({ sequence: _s, timeUs: _t, status: _st, reason: _r, averagePrice: _a, ...shown }) => shown);
}

function positionsOf(
  run: NaiveRun,
  transfers: readonly Transfer[],
  order: readonly { readonly strategy: string; readonly venue: string; readonly instrument: string }[],
) {
  const held = new Map<string, bigint>();
  for (const [key, { credits, debits }] of balancesOf(transfers)) {
    const [account = '', asset = ''] = key.split('\0');
    const [root, strategy = '', venue = '', ...rest] = account.split('/');
    const isHolding = root === 'strategy' && rest.join('/') === asset && !asset.endsWith('.value');
    if (isHolding && credits !== debits) held.set(`${strategy} ${venue} ${asset}`, credits - debits);
  }
  for (const [key, atoms] of perpetualsOf(run)) if (atoms !== 0n) held.set(key, atoms);
  const keys = order.map(({ strategy, venue, instrument }) => `${strategy} ${venue} ${instrument}`);
  const missed = [...held.keys()].filter((key) => !keys.includes(key));
  return [...keys, ...missed].map((key) => {
    const [strategy, venue, instrument] = key.split(' ');
    return { strategy, venue, instrument, quantity: decimalText(held.get(key) ?? 0n, ASSET_DECIMALS) };
  });
}

/** Base atoms that each strategy bought of a perpetual less what it sold. */
function perpetualsOf(run: NaiveRun): Map<string, bigint> {
  const owner = new Map(run.all('order-placed').map(({ entry }) => [entry.orderId, entry.strategy]));
  const held = new Map<string, bigint>();
  for (const { fill } of bookedFills(run)) {
    const { kind, venue, id, lot } = run.instrument(fill.instrument);
    if (kind !== 'perpetual') continue;
    const strategy = run.strategy(owner.get(fill.orderId.replace(/\.(tp|sl)$/, '')) ?? -1);
    const key = `${strategy} ${venue} ${id}`;
    const lots = BigInt(fill.side === 'buy' ? fill.quantityLots : -fill.quantityLots);
    held.set(key, (held.get(key) ?? 0n) + lots * lot);
  }
  return held;
}

// Changes of a book that is not whole yet are heard but not known of the market: any of them, or none, may be the last.
function marketOf(run: NaiveRun, index: number, said: number) {
  const { id, venue, kind, base, quote } = run.instrument(index);
  let lastUs = 0;
  const depthUs = new Set<number>();
  for (const entry of run.entries) {
    if (!('instrument' in entry) || entry.instrument !== index) continue;
    if (entry.kind === 'depth') depthUs.add(entry.timeUs);
    else if (entry.kind === 'bar' || entry.kind === 'trade' || entry.kind === 'quote') lastUs = entry.timeUs;
  }
  const lastHeardUs = said > lastUs && depthUs.has(said) ? said : lastUs;
  return { instrument: id, venue, kind, baseAsset: base, quoteAsset: quote, lastHeardUs };
}

/** Transfers are counted from one; reserves, and what is taken from them, count too. */
function lastTransferOf(run: NaiveRun): number {
  let last = 0;
  for (const entry of run.entries) {
    if (!('posting' in entry) || entry.posting === null) continue;
    for (const [id] of entry.posting.transfers) last = Math.max(last, id);
  }
  return last;
}

function isKilled(run: NaiveRun): boolean {
  const applied = new Set(run.all('command-applied').map(({ entry }) => entry.commandId));
  let isKilled = false;
  for (const entry of run.entries) {
    if (entry.kind === 'kill' && applied.has(entry.commandId)) isKilled = true;
    if (entry.kind === 'rearm' && entry.strategy < 0 && applied.has(entry.commandId)) isKilled = false;
  }
  return isKilled;
}
