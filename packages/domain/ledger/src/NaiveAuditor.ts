import { GENESIS } from '@qca/base';
import type { LedgerState } from './LedgerState.ts';
import type { TransferEvent } from './transfer.ts';

/**
 * A second ledger, simple enough to be right by reading it: names, sums, nothing clever. Simulation holds the
 * real one against it.
 *
 * It shares no arithmetic with the ledger; it takes only the names and rules of accounts from it.
 */
export class NaiveAuditor {
  readonly #sums = new Map<string, bigint>();
  readonly #reserves = new Map<number, bigint>();
  readonly #complaints: string[] = [];
  #transfers = 0;
  #reserved = 0;
  #head: string = GENESIS;

  /** Counts one more event; what it finds wrong comes with the next `differences`. */
  record(ledger: LedgerState, event: TransferEvent): void {
    const debit = ledger.accounts[event.debit];
    const credit = ledger.accounts[event.credit];
    const what = `transfer ${event.id}`;
    this.#transfers += 1;
    if (event.id !== this.#transfers) this.#complain(`${what}: is number ${this.#transfers} in the history`);
    if (event.amount <= 0n) this.#complain(`${what}: moves ${event.amount} atoms`);
    if (debit === undefined || credit === undefined) {
      this.#complain(`${what}: names an unknown account`);
      return;
    }
    if (debit === credit) this.#complain(`${what}: ${debit.path} pays itself`);
    if (debit.asset !== credit.asset) this.#complain(`${what}: turns ${debit.asset} into ${credit.asset}`);
    this.#count(event, debit.path, credit.path);
    if (debit.rule === 'holdings') {
      const owned = this.#sum(`${debit.path} credits posted`) - this.#sum(`${debit.path} debits posted`);
      const free = owned - this.#sum(`${debit.path} debits pending`);
      if (free < 0n) this.#complain(`${what}: ${debit.path} is overdrawn by ${-free} atoms`);
    }
    if (event.link !== '') this.#head = event.link;
  }

  /** Lists everything in which `ledger` differs from the events recorded so far; empty when they agree. */
  differences(ledger: LedgerState): string[] {
    const found = [...this.#complaints];
    const compare = (what: string, theirs: unknown, ours: unknown): void => {
      if (theirs !== ours) found.push(`${what}: ledger has ${theirs}, its transfers give ${ours}`);
    };
    const assets = new Map<string, bigint>();
    ledger.accounts.forEach(({ path, asset }, index) => {
      compare(`${path} debits pending`, ledger.debitsPending[index], this.#sum(`${path} debits pending`));
      compare(`${path} debits posted`, ledger.debitsPosted[index], this.#sum(`${path} debits posted`));
      compare(`${path} credits pending`, ledger.creditsPending[index], this.#sum(`${path} credits pending`));
      compare(`${path} credits posted`, ledger.creditsPosted[index], this.#sum(`${path} credits posted`));
      const balance = ledger.creditsPosted[index]! - ledger.debitsPosted[index]!;
      assets.set(asset, (assets.get(asset) ?? 0n) + balance);
    });
    for (const [asset, sum] of assets) compare(`sum of all ${asset} balances`, sum, 0n);
    for (const [id, left] of this.#reserves) compare(`pending ${id}`, ledger.pendings.get(id)?.left, left);
    for (const [id, { left }] of ledger.pendings) {
      if (!this.#reserves.has(id))
        found.push(`pending ${id}: ledger has ${left}, its transfers give nothing`);
    }
    compare('next transfer', ledger.transferIdNext, this.#transfers + 1);
    compare('next reserve', ledger.pendingIdNext, this.#reserved + 1);
    compare('head of the chain', ledger.head, this.#head);
    return found;
  }

  #count(event: TransferEvent, debit: string, credit: string): void {
    const { amount, pendingId } = event;
    if (event.type === 'posted' || event.type === 'pending-posted') {
      this.#add(`${debit} debits posted`, amount);
      this.#add(`${credit} credits posted`, amount);
    }
    if (event.type === 'posted') return;
    const pending = event.type === 'reserved' ? amount : -amount;
    this.#add(`${debit} debits pending`, pending);
    this.#add(`${credit} credits pending`, pending);
    if (event.type === 'reserved') this.#reserved += 1;
    const left = (this.#reserves.get(pendingId) ?? 0n) + pending;
    if (left < 0n)
      this.#complain(`transfer ${event.id}: takes ${-left} atoms too many from pending ${pendingId}`);
    this.#reserves.set(pendingId, left);
    if (left === 0n) this.#reserves.delete(pendingId);
  }

  #sum(name: string): bigint {
    return this.#sums.get(name) ?? 0n;
  }

  #add(name: string, change: bigint): void {
    this.#sums.set(name, this.#sum(name) + change);
  }

  #complain(complaint: string): void {
    this.#complaints.push(complaint);
  }
}

/** Holds `ledger` against the whole list of its transfers; empty when they agree. */
export function audit(ledger: LedgerState, events: Iterable<TransferEvent>): string[] {
  const auditor = new NaiveAuditor();
  for (const event of events) auditor.record(ledger, event);
  return auditor.differences(ledger);
}
