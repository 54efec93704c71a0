import { type AccountIndex, NaiveAuditor, type TransferEvent, trialBalance } from '@qca/ledger';
import { amount } from '@qca/units';
import { expect } from 'vitest';
import type { Posting } from '../entries.ts';
import { type Bench, PERPETUAL, units } from './Bench.fixture.ts';

// What must hold of a bench's books, whatever happened on it.

const value = (bench: Bench, name: string): bigint => bench.balance(`strategy/one/${name}/USD.value`);

/** Identities that hold whatever was traded. `deposits`: what the strategy was given, advances included; reporting atoms. */
export function expectWhole(bench: Bench, deposits = units('25000')): void {
  const { state, strategy } = bench;
  for (const { asset, balanced } of trialBalance(state.books.ledger)) expect(balanced, asset).toBe(true);
  const own = state.books.accounts(0);
  for (const [index, inventory] of own.inventories.entries()) {
    const asset = own.assets[index]!;
    const atPlaces = state.slots.all
      .filter((each) => each.asset.id === asset)
      .reduce((sum, each) => sum + own.held(each.index), 0n);
    expect(inventory.quantity, `${asset} held`).toBe(atPlaces);
    expect(inventory.cost, `${asset} cost`).toBe(value(bench, `cost/${asset}`));
  }
  const cost = own.assets.reduce((sum, asset) => sum + value(bench, `cost/${asset}`), 0n);
  const revenue =
    -value(bench, 'income/realised') -
    value(bench, 'income/funding') -
    value(bench, 'expense/fees') -
    value(bench, 'expense/slippage');
  expect(cost).toBe(deposits + revenue);
  // Equity is the same seen from the market: holdings at their marks and open profit.
  const { valuation, board } = state;
  let equity = 0;
  for (const slot of state.slots.all)
    equity +=
      (Number(own.held(slot.index)) / 1e8) *
      (valuation.valueOf(slot.asset.id) || state.books.rateFloat(slot.asset.id));
  const position = own.perpetuals[PERPETUAL]!;
  if (position.lots !== 0) {
    const entry = Number(position.averageEntryDown()) / 1e18;
    equity += position.lots * 0.01 * (board.markTicks(PERPETUAL) - entry);
  }
  expect(strategy.equity + own.owed).toBeCloseTo(equity, 4);
}

/** A second bookkeeper follows every posting of the journal. */
export function expectAudited(bench: Bench): void {
  const auditor = new NaiveAuditor();
  const { ledger } = bench.state.books;
  const follow = (posting: Posting): void => {
    for (const [index, [id, type, pendingId, debit, credit, atoms, kind]] of posting.transfers.entries()) {
      const link = index === posting.transfers.length - 1 ? posting.link : '';
      const names = { strategy: '', reference: '', timeUs: 0, group: 0, key: '', link };
      const event: TransferEvent = {
        id,
        type,
        pendingId,
        debit: debit as AccountIndex,
        credit: credit as AccountIndex,
        amount: amount(BigInt(atoms)),
        kind,
        ...names,
      };
      auditor.record(ledger, event);
    }
  };
  for (const entry of bench.entries) if ('posting' in entry && entry.posting !== null) follow(entry.posting);
  expect(auditor.differences(ledger)).toEqual([]);
}
