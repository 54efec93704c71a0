import { accept, type Result, reject } from '@qca/base';
import type { Amount } from '@qca/units';
import type { Account, AccountIndex } from './account.ts';
import { groupText, nextLink } from './chain.ts';
import type { LedgerRejection } from './LedgerRejection.ts';
import { availableOf, type LedgerState } from './LedgerState.ts';
import { type Movement, newEvent, type OpenEvent } from './newEvent.ts';
import type {
  PostPending,
  PostTransfer,
  ReserveTransfer,
  TransferEvent,
  TransferGroup,
  VoidPending,
} from './transfer.ts';

/**
 * Decides a linked group: all its events, or the first reason against it. Reads only.
 *
 * Each command sees the effects of those before it. A reserve of the same group can be used by its coming id.
 * Rejects: every kind of `LedgerRejection`.
 */
export function decide(
  ledger: LedgerState,
  group: TransferGroup,
): Result<readonly TransferEvent[], LedgerRejection> {
  if (group.commands.length === 0) return reject({ kind: 'empty-group' });
  if (group.key !== '' && ledger.keys.has(group.key))
    return reject({ kind: 'duplicate-key', key: group.key });
  const draft = new GroupDraft(ledger, group);
  for (const command of group.commands) {
    const rejection =
      command.type === 'post' || command.type === 'reserve' ? draft.transfer(command) : draft.settle(command);
    if (rejection !== undefined) return reject(rejection);
  }
  return accept(draft.close());
}

/** What the ledger would be like after the commands so far, kept as differences beside it. */
class GroupDraft {
  readonly #ledger: LedgerState;
  readonly #group: TransferGroup;
  readonly #events: OpenEvent[] = [];
  // Changes to what accounts can spend, in atoms.
  readonly #availableChange = new Map<AccountIndex, bigint>();
  // What is left of the reserves this group opened or touched.
  readonly #left = new Map<
    number,
    { debit: AccountIndex; credit: AccountIndex; strategy: string; left: bigint }
  >();
  #pendingIdNext: number;

  constructor(ledger: LedgerState, group: TransferGroup) {
    this.#ledger = ledger;
    this.#group = group;
    this.#pendingIdNext = ledger.pendingIdNext;
  }

  transfer(command: PostTransfer | ReserveTransfer): LedgerRejection | undefined {
    const { type, debit, credit, amount, kind, strategy, reference } = command;
    const position = this.#events.length;
    const pairing = this.#pairingRejection(command, position);
    if (pairing !== undefined) return pairing;
    if (amount <= 0n) return { kind: 'non-positive-amount', position, amount };
    const { path, rule } = this.#ledger.accounts[debit] as Account;
    const available = availableOf(this.#ledger, debit) + (this.#availableChange.get(debit) ?? 0n);
    if (rule === 'holdings' && available < amount) {
      return { kind: 'insufficient-funds', position, path, available, needed: amount };
    }
    this.#changeAvailable(debit, -amount);
    if (type === 'post') {
      this.#changeAvailable(credit, amount);
      this.#add({ type: 'posted', pendingId: 0, debit, credit, amount, kind, strategy, reference });
      return undefined;
    }
    const pendingId = this.#pendingIdNext;
    this.#pendingIdNext += 1;
    this.#left.set(pendingId, { debit, credit, strategy, left: amount });
    this.#add({ type: 'reserved', pendingId, debit, credit, amount, kind, strategy, reference });
    return undefined;
  }

  settle(command: PostPending | VoidPending): LedgerRejection | undefined {
    const { pendingId, reference } = command;
    const position = this.#events.length;
    if (!(pendingId >= 1 && pendingId < this.#pendingIdNext))
      return { kind: 'unknown-pending', position, pendingId };
    const pending = this.#left.get(pendingId) ?? this.#ledger.pendings.get(pendingId);
    if (pending === undefined || pending.left === 0n)
      return { kind: 'finished-pending', position, pendingId };
    const amount = command.amount ?? (pending.left as Amount);
    if (amount <= 0n) return { kind: 'non-positive-amount', position, amount };
    if (amount > pending.left)
      return { kind: 'exceeds-pending', position, pendingId, left: pending.left, asked: amount };
    const { debit, credit, strategy, left } = pending;
    this.#left.set(pendingId, { debit, credit, strategy, left: left - amount });
    const parties = { pendingId, debit, credit, amount, strategy, reference };
    if (command.type === 'post-pending') {
      this.#changeAvailable(credit, amount);
      this.#add({ type: 'pending-posted', kind: command.kind, ...parties });
    } else {
      this.#changeAvailable(debit, amount);
      this.#add({ type: 'pending-voided', kind: 'reserve', ...parties });
    }
    return undefined;
  }

  /** Returns the events, the last of them carrying the chain's next link. */
  close(): readonly TransferEvent[] {
    const events = this.#events;
    events[events.length - 1]!.link = nextLink(this.#ledger.head, groupText(events, this.#ledger.accounts));
    return events;
  }

  #pairingRejection(
    { debit, credit }: PostTransfer | ReserveTransfer,
    position: number,
  ): LedgerRejection | undefined {
    const debitAccount = this.#ledger.accounts[debit];
    const creditAccount = this.#ledger.accounts[credit];
    if (debitAccount === undefined) return { kind: 'unknown-account', position, account: debit };
    if (creditAccount === undefined) return { kind: 'unknown-account', position, account: credit };
    if (debit === credit) return { kind: 'same-account', position, path: debitAccount.path };
    if (debitAccount.asset !== creditAccount.asset) {
      return {
        kind: 'different-assets',
        position,
        debitPath: debitAccount.path,
        creditPath: creditAccount.path,
      };
    }
    return undefined;
  }

  #changeAvailable(account: AccountIndex, change: bigint): void {
    this.#availableChange.set(account, (this.#availableChange.get(account) ?? 0n) + change);
  }

  #add(movement: Movement): void {
    this.#events.push(
      newEvent(this.#ledger.transferIdNext + this.#events.length, this.#ledger, this.#group, movement),
    );
  }
}
