import { assert, GENESIS, type Sha256 } from '@qca/base';
import type { Amount } from '@qca/units';
import { type Account, type AccountIndex, type AccountRule, accountAt } from './account.ts';
import { RecentKeys } from './RecentKeys.ts';
import type { TransferEvent } from './transfer.ts';

/** A reserve that still holds something back. */
export interface OpenPending {
  readonly debit: AccountIndex;
  readonly credit: AccountIndex;
  readonly strategy: string;
  left: Amount;
}

/**
 * Balances, open reserves and the head of the chain. Owned by the caller, changed by `apply` and `postGroup` alone.
 *
 * Holds no history, so its memory is bounded by accounts and open reserves. An account's balance is its posted
 * credits less its posted debits; over all accounts of an asset the balances sum to zero.
 */
export interface LedgerState {
  readonly accounts: Account[];
  readonly indexByPath: Map<string, AccountIndex>;
  // Shape: [account], atoms, never negative.
  readonly debitsPending: bigint[];
  readonly debitsPosted: bigint[];
  readonly creditsPending: bigint[];
  readonly creditsPosted: bigint[];
  readonly pendings: Map<number, OpenPending>;
  readonly keys: RecentKeys;
  transferIdNext: number;
  pendingIdNext: number;
  groupNext: number;
  head: Sha256;
  /** Events of the group that `apply` is in the middle of; empty between groups. */
  readonly groupEvents: TransferEvent[];
}

/**
 * How many group keys are remembered. Covers what a venue may send again after a reconnect; anything older is
 * known as finished by the order it belongs to.
 */
export const GROUP_KEYS_MAX = 8_192;

export function createLedger(): LedgerState {
  return {
    accounts: [],
    indexByPath: new Map(),
    debitsPending: [],
    debitsPosted: [],
    creditsPending: [],
    creditsPosted: [],
    pendings: new Map(),
    keys: new RecentKeys(GROUP_KEYS_MAX),
    transferIdNext: 1,
    pendingIdNext: 1,
    groupNext: 1,
    head: GENESIS,
    groupEvents: [],
  };
}

/**
 * Returns the account at `path`, opened empty when it is new. Naming an account moves nothing and is no event:
 * the chain speaks of paths, so the order of opening leaves no trace in it.
 */
export function openAccount(ledger: LedgerState, path: string, rule: AccountRule): AccountIndex {
  const known = ledger.indexByPath.get(path);
  if (known !== undefined) {
    const account = ledger.accounts[known] as Account;
    assert(account.rule === rule, `account ${path} is open as ${account.rule}, not ${rule}`);
    return known;
  }
  const index = ledger.accounts.length as AccountIndex;
  ledger.accounts.push(accountAt(path, rule));
  ledger.indexByPath.set(path, index);
  for (const counters of [
    ledger.debitsPending,
    ledger.debitsPosted,
    ledger.creditsPending,
    ledger.creditsPosted,
  ]) {
    counters.push(0n);
  }
  return index;
}

/** Returns what `account` can still spend or reserve: posted credits less all debits. Units: atoms. */
export function availableOf(ledger: LedgerState, account: AccountIndex): Amount {
  return ((ledger.creditsPosted[account] as bigint) -
    (ledger.debitsPosted[account] as bigint) -
    (ledger.debitsPending[account] as bigint)) as Amount;
}
