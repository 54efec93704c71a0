import type { Amount } from '@qca/units';
import type { Account } from './account.ts';
import type { TransferEvent, TransferHistory, TransferKind } from './transfer.ts';

/** How much moved for one strategy, kind and asset. */
export interface TransferTotal {
  readonly strategy: string;
  readonly kind: TransferKind;
  readonly asset: string;
  /** Atoms posted, whichever way they went. */
  readonly amount: Amount;
  /** Transfers posted. */
  readonly count: number;
}

/** Sums what was posted by strategy, kind and asset, event by event. Reserves and releases move nothing and do not count. */
export class TransferTotals {
  readonly #accounts: readonly Account[];
  readonly #totals = new Map<string, { -readonly [Field in keyof TransferTotal]: TransferTotal[Field] }>();

  constructor(accounts: readonly Account[]) {
    this.#accounts = accounts;
  }

  add(event: TransferEvent): void {
    if (!movesValue(event)) return;
    const { strategy, kind } = event;
    const { asset } = this.#accounts[event.debit]!;
    const key = `${kind};${asset};${strategy}`;
    const total = this.#totals.get(key);
    if (total === undefined) {
      this.#totals.set(key, { strategy, kind, asset, amount: event.amount, count: 1 });
    } else {
      total.amount = (total.amount + event.amount) as Amount;
      total.count += 1;
    }
  }

  /** Lists the totals in order of strategy, kind and asset. */
  rows(): TransferTotal[] {
    const name = (total: TransferTotal): string => `${total.strategy}\n${total.kind}\n${total.asset}`;
    return [...this.#totals.values()]
      .map((total) => ({ ...total }))
      .sort((a, b) => (name(a) < name(b) ? -1 : 1));
  }
}

/** Whether an event changes posted balances. */
export function movesValue(event: TransferEvent): boolean {
  return event.type === 'posted' || event.type === 'pending-posted';
}

/** Sums a history by strategy, kind and asset. */
export function transferTotals(history: TransferHistory): TransferTotal[] {
  const totals = new TransferTotals(history.accounts);
  for (const event of history.events) totals.add(event);
  return totals.rows();
}
