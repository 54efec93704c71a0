import { present } from '@qca/base';
import type { Amount } from '@qca/units';
import { type Account, type AccountIndex, isUnder } from './account.ts';
import type { LedgerState } from './LedgerState.ts';

/** What an account holds. Units: atoms of its asset. */
export interface Balance {
  readonly path: string;
  readonly asset: string;
  readonly debitsPending: Amount;
  readonly debitsPosted: Amount;
  readonly creditsPending: Amount;
  readonly creditsPosted: Amount;
  /** Posted credits less posted debits: what a holdings account owns, reserved or not. */
  readonly balance: Amount;
  /** The balance less what is reserved. */
  readonly available: Amount;
}

export function balanceOf(ledger: LedgerState, account: AccountIndex): Balance {
  const { path, asset } = present(ledger.accounts[account], `account ${account}`);
  const debitsPending = ledger.debitsPending[account] as Amount;
  const debitsPosted = ledger.debitsPosted[account] as Amount;
  const creditsPending = ledger.creditsPending[account] as Amount;
  const creditsPosted = ledger.creditsPosted[account] as Amount;
  const balance = (creditsPosted - debitsPosted) as Amount;
  const available = (balance - debitsPending) as Amount;
  return { path, asset, debitsPending, debitsPosted, creditsPending, creditsPosted, balance, available };
}

/** Lists the balances at and below `prefix` in order of path: a strategy's with `strategy/arbitrage`, all with ``. */
export function balancesUnder(ledger: LedgerState, prefix: string): Balance[] {
  return ledger.accounts
    .flatMap((account, index) =>
      isUnder(account.path, prefix) ? [balanceOf(ledger, index as AccountIndex)] : [],
    )
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The sums over all accounts of one asset. Units: atoms. */
export interface AssetTotals {
  readonly asset: string;
  readonly debitsPending: Amount;
  readonly debitsPosted: Amount;
  readonly creditsPending: Amount;
  readonly creditsPosted: Amount;
  /** Whether debits equal credits, pending and posted. Anything else is a bug. */
  readonly balanced: boolean;
}

/** Sums all accounts per asset, in order of asset. */
export function trialBalance(ledger: LedgerState): AssetTotals[] {
  const assets = [...new Set(ledger.accounts.map(({ asset }) => asset))].sort();
  return assets.map((asset) => {
    const sum = (counters: readonly bigint[]): Amount => sumOf(counters, ledger.accounts, asset);
    const debitsPending = sum(ledger.debitsPending);
    const debitsPosted = sum(ledger.debitsPosted);
    const creditsPending = sum(ledger.creditsPending);
    const creditsPosted = sum(ledger.creditsPosted);
    const balanced = debitsPending === creditsPending && debitsPosted === creditsPosted;
    return { asset, debitsPending, debitsPosted, creditsPending, creditsPosted, balanced };
  });
}

function sumOf(counters: readonly bigint[], accounts: readonly Account[], asset: string): Amount {
  return counters.reduce(
    (sum, count, index) => (accounts[index]!.asset === asset ? sum + count : sum),
    0n,
  ) as Amount;
}
