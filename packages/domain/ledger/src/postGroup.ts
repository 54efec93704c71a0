import { accept, type Result, reject } from '@qca/base';
import type { Amount } from '@qca/units';
import { closeGroup, dropWhenFinished, move, unmove } from './apply.ts';
import { groupText, nextLink } from './chain.ts';
import type { LedgerRejection } from './LedgerRejection.ts';
import { availableOf, type LedgerState } from './LedgerState.ts';
import { newEvent, type OpenEvent } from './newEvent.ts';
import type {
  PostPending,
  PostTransfer,
  ReserveTransfer,
  TransferEvent,
  TransferGroup,
  VoidPending,
} from './transfer.ts';

/**
 * Decides a linked group and applies it in one go: the kernel's way in, once per fill.
 *
 * Same events, rejections and final state as `decide` followed by `apply`, without a draft beside the ledger and
 * without hashing twice: commands move the counters at once, and a refused group is moved back, last event first.
 * Rejects: every kind of `LedgerRejection`.
 */
export function postGroup(
  ledger: LedgerState,
  group: TransferGroup,
): Result<readonly TransferEvent[], LedgerRejection> {
  const { commands, key } = group;
  if (commands.length === 0) return reject({ kind: 'empty-group' });
  if (key !== '' && ledger.keys.has(key)) return reject({ kind: 'duplicate-key', key });
  const events: OpenEvent[] = [];
  for (const command of commands) {
    const rejection =
      command.type === 'post' || command.type === 'reserve'
        ? transfer(ledger, group, events, command)
        : settle(ledger, group, events, command);
    if (rejection !== undefined) {
      for (let index = events.length - 1; index >= 0; index -= 1) unmove(ledger, events[index]!);
      return reject(rejection);
    }
  }
  commit(ledger, events);
  return accept(events);
}

function transfer(
  ledger: LedgerState,
  group: TransferGroup,
  events: OpenEvent[],
  command: PostTransfer | ReserveTransfer,
): LedgerRejection | undefined {
  const { debit, credit, amount } = command;
  const position = events.length;
  const debitAccount = ledger.accounts[debit];
  const creditAccount = ledger.accounts[credit];
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
  if (amount <= 0n) return { kind: 'non-positive-amount', position, amount };
  if (debitAccount.rule === 'holdings') {
    const available = availableOf(ledger, debit);
    if (available < amount) {
      return { kind: 'insufficient-funds', position, path: debitAccount.path, available, needed: amount };
    }
  }
  const { kind, strategy, reference } = command;
  const reserved = command.type === 'reserve';
  const type = reserved ? 'reserved' : 'posted';
  const pendingId = reserved ? ledger.pendingIdNext : 0;
  const movement = { type, pendingId, debit, credit, amount, kind, strategy, reference } as const;
  const event = newEvent(ledger.transferIdNext + position, ledger, group, movement);
  move(ledger, event);
  events.push(event);
  return undefined;
}

function settle(
  ledger: LedgerState,
  group: TransferGroup,
  events: OpenEvent[],
  command: PostPending | VoidPending,
): LedgerRejection | undefined {
  const { pendingId, reference } = command;
  const position = events.length;
  if (!(pendingId >= 1 && pendingId < ledger.pendingIdNext))
    return { kind: 'unknown-pending', position, pendingId };
  const pending = ledger.pendings.get(pendingId);
  // Until the group is committed, a reserve it used up is still listed with nothing left.
  if (pending === undefined || pending.left === 0n) return { kind: 'finished-pending', position, pendingId };
  const { debit, credit, strategy, left } = pending;
  const amount: Amount = command.amount ?? left;
  if (amount <= 0n) return { kind: 'non-positive-amount', position, amount };
  if (amount > left) return { kind: 'exceeds-pending', position, pendingId, left, asked: amount };
  const posted = command.type === 'post-pending';
  const type = posted ? 'pending-posted' : 'pending-voided';
  const kind = posted ? command.kind : 'reserve';
  const movement = { type, pendingId, debit, credit, amount, kind, strategy, reference } as const;
  const event = newEvent(ledger.transferIdNext + position, ledger, group, movement);
  move(ledger, event);
  events.push(event);
  return undefined;
}

function commit(ledger: LedgerState, events: readonly OpenEvent[]): void {
  for (const { pendingId } of events) if (pendingId !== 0) dropWhenFinished(ledger, pendingId);
  const last = events[events.length - 1]!;
  last.link = nextLink(ledger.head, groupText(events, ledger.accounts));
  ledger.transferIdNext += events.length;
  closeGroup(ledger, last);
}
