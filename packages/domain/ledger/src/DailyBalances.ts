import { assert, dayNumber } from '@qca/base';
import type { Amount } from '@qca/units';
import type { Account, AccountIndex } from './account.ts';
import { movesValue } from './TransferTotals.ts';
import type { TransferEvent, TransferHistory } from './transfer.ts';

/** What an account held when a UTC day ended. */
export interface ClosingBalance {
  /** Whole UTC days since 1970-01-01. */
  readonly day: number;
  readonly path: string;
  readonly asset: string;
  /** Posted credits less posted debits. Units: atoms. */
  readonly balance: Amount;
}

/**
 * Closes the books at the end of each UTC day, event by event, with memory for one balance per account.
 *
 * A day lists the accounts that moved on it; an account that is not listed kept its last closing balance.
 */
export class DailyBalances {
  readonly #accounts: readonly Account[];
  readonly #balances = new Map<AccountIndex, bigint>();
  readonly #moved = new Set<AccountIndex>();
  #day = Number.NEGATIVE_INFINITY;

  constructor(accounts: readonly Account[]) {
    this.#accounts = accounts;
  }

  /** Takes the next event in order of time. Returns the closing balances of the day that it ended, if it did. */
  add(event: TransferEvent): ClosingBalance[] {
    const day = dayNumber(event.timeUs);
    assert(day >= this.#day, `transfer ${event.id} of day ${day} comes after day ${this.#day}`);
    const closed = day > this.#day ? this.close() : [];
    this.#day = day;
    if (movesValue(event)) {
      this.#change(event.debit, -event.amount);
      this.#change(event.credit, event.amount);
    }
    return closed;
  }

  /** Returns the closing balances of the day in progress, in order of path. */
  close(): ClosingBalance[] {
    const closing = [...this.#moved].map((index) => {
      const { path, asset } = this.#accounts[index]!;
      return { day: this.#day, path, asset, balance: this.#balances.get(index) as Amount };
    });
    this.#moved.clear();
    return closing.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  #change(account: AccountIndex, change: bigint): void {
    this.#balances.set(account, (this.#balances.get(account) ?? 0n) + change);
    this.#moved.add(account);
  }
}

/** Yields the closing balances of a history, day by day, in order of path within a day. */
export function* dailyBalances(history: TransferHistory): Generator<ClosingBalance> {
  const books = new DailyBalances(history.accounts);
  for (const event of history.events) yield* books.add(event);
  yield* books.close();
}

/** Returns what every account that ever moved held at the end of `day`, in order of path. */
export function balancesOn(history: TransferHistory, day: number): ClosingBalance[] {
  const last = new Map<string, ClosingBalance>();
  for (const closing of dailyBalances(history)) {
    if (closing.day > day) break;
    last.set(closing.path, { ...closing, day });
  }
  return [...last.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}
