import { assert, type TimeUs } from '@qca/base';
import {
  type AccountIndex,
  type LedgerState,
  postGroup,
  type TransferCommand,
  type TransferKind,
} from '@qca/ledger';
import type { Amount } from '@qca/units';
import type { PostedTransfer, Posting } from '../entries.ts';

/** Collects the transfers of one happening, and posts them to the ledger as one linked group. */
export class PostingBatch {
  readonly #ledger: LedgerState;
  #commands: TransferCommand[] = [];

  constructor(ledger: LedgerState) {
    this.#ledger = ledger;
  }

  add(command: TransferCommand): void {
    this.#commands.push(command);
  }

  /** Moves an amount of nothing or more; nothing is no transfer. */
  move(
    debit: AccountIndex,
    credit: AccountIndex,
    amount: Amount,
    kind: TransferKind,
    strategy: string,
    reference: string,
  ): void {
    if (amount === 0n) return;
    this.#commands.push({ type: 'post', debit, credit, amount, kind, strategy, reference });
  }

  /** Moves an amount of either sign; a negative one goes the other way. */
  moveSigned(
    debit: AccountIndex,
    credit: AccountIndex,
    amount: Amount,
    kind: TransferKind,
    strategy: string,
    reference: string,
  ): void {
    if (amount < 0n) this.move(credit, debit, -amount as Amount, kind, strategy, reference);
    else this.move(debit, credit, amount, kind, strategy, reference);
  }

  /** Posts what was collected. A group that the ledger refuses is a bug: whoever collected it knows the balances. */
  post(timeUs: TimeUs): Posting {
    const commands = this.#commands;
    this.#commands = [];
    const posted = postGroup(this.#ledger, { timeUs, key: '', commands });
    assert(
      posted.ok,
      posted.ok
        ? ''
        : `the ledger refused a group: ${JSON.stringify(posted.rejection, (_, value) => (typeof value === 'bigint' ? String(value) : value))}`,
    );
    const transfers: PostedTransfer[] = [];
    for (const { id, type, pendingId, debit, credit, amount, kind } of posted.value)
      transfers.push([id, type, pendingId, debit, credit, amount.toString(), kind]);
    return { link: this.#ledger.head, transfers };
  }
}
