import { assert, present } from '@qca/base';
import type { Amount } from '@qca/units';
import { groupText, nextLink } from './chain.ts';
import { availableOf, type LedgerState } from './LedgerState.ts';
import type { TransferEvent } from './transfer.ts';

/**
 * Changes the ledger by one event and returns it. Replay is this, over the events in order.
 *
 * An event that does not follow from the state (a gap in the ids, an overdrawn account, a wrong link) is a bug
 * or a corrupt journal, and crashes before anything changes.
 */
export function apply(ledger: LedgerState, event: TransferEvent): LedgerState {
  assert(
    event.id === ledger.transferIdNext && event.group === ledger.groupNext,
    `transfer ${event.id} of group ${event.group} does not follow: expected transfer ${ledger.transferIdNext} of group ${ledger.groupNext}`,
  );
  assertPossible(ledger, event);
  if (event.link !== '') {
    const link = nextLink(ledger.head, groupText([...ledger.groupEvents, event], ledger.accounts));
    assert(event.link === link, `link of group ${event.group} is ${event.link}, its transfers give ${link}`);
  }
  move(ledger, event);
  if (event.pendingId !== 0) dropWhenFinished(ledger, event.pendingId);
  ledger.transferIdNext += 1;
  ledger.groupEvents.push(event);
  if (event.link !== '') closeGroup(ledger, event);
  return ledger;
}

function assertPossible(ledger: LedgerState, event: TransferEvent): void {
  const { amount, debit, credit } = event;
  const what = `transfer ${event.id}`;
  const debitAccount = present(ledger.accounts[debit], `${what}: account ${debit}`);
  const creditAccount = present(ledger.accounts[credit], `${what}: account ${credit}`);
  assert(debit !== credit && debitAccount.asset === creditAccount.asset, `${what}: accounts do not pair`);
  assert(amount > 0n, `${what}: amount ${amount} must be above zero`);
  if (event.type === 'posted' || event.type === 'reserved') {
    const overdrawn = debitAccount.rule === 'holdings' && availableOf(ledger, debit) < amount;
    assert(!overdrawn, `${what}: ${debitAccount.path} has less than ${amount} atoms`);
    assert(
      event.pendingId === (event.type === 'reserved' ? ledger.pendingIdNext : 0),
      `${what}: pending id ${event.pendingId} does not follow`,
    );
    return;
  }
  const pending = present(ledger.pendings.get(event.pendingId), `${what}: pending ${event.pendingId}`);
  assert(pending.debit === debit && pending.credit === credit, `${what}: accounts differ from its reserve`);
  assert(pending.left >= amount, `${what}: takes ${amount} atoms of ${pending.left} pending`);
}

/** Changes the counters by an event known to be possible. A finished reserve stays, with nothing left. */
export function move(ledger: LedgerState, event: TransferEvent): void {
  const { debit, credit, amount } = event;
  switch (event.type) {
    case 'posted':
      ledger.debitsPosted[debit]! += amount;
      ledger.creditsPosted[credit]! += amount;
      return;
    case 'reserved':
      ledger.debitsPending[debit]! += amount;
      ledger.creditsPending[credit]! += amount;
      ledger.pendings.set(event.pendingId, { debit, credit, strategy: event.strategy, left: amount });
      ledger.pendingIdNext += 1;
      return;
    case 'pending-posted':
      ledger.debitsPosted[debit]! += amount;
      ledger.creditsPosted[credit]! += amount;
  }
  ledger.debitsPending[debit]! -= amount;
  ledger.creditsPending[credit]! -= amount;
  takeFromPending(ledger, event.pendingId, amount);
}

/** Takes back what `move` did. Events must be undone last first. */
export function unmove(ledger: LedgerState, event: TransferEvent): void {
  const { debit, credit, amount } = event;
  switch (event.type) {
    case 'posted':
      ledger.debitsPosted[debit]! -= amount;
      ledger.creditsPosted[credit]! -= amount;
      return;
    case 'reserved':
      ledger.debitsPending[debit]! -= amount;
      ledger.creditsPending[credit]! -= amount;
      ledger.pendings.delete(event.pendingId);
      ledger.pendingIdNext -= 1;
      return;
    case 'pending-posted':
      ledger.debitsPosted[debit]! -= amount;
      ledger.creditsPosted[credit]! -= amount;
  }
  ledger.debitsPending[debit]! += amount;
  ledger.creditsPending[credit]! += amount;
  takeFromPending(ledger, event.pendingId, -amount as Amount);
}

function takeFromPending(ledger: LedgerState, pendingId: number, amount: Amount): void {
  const pending = present(ledger.pendings.get(pendingId), `pending ${pendingId}`);
  pending.left = (pending.left - amount) as Amount;
}

/** Forgets a reserve that has nothing left. */
export function dropWhenFinished(ledger: LedgerState, pendingId: number): void {
  if (ledger.pendings.get(pendingId)?.left === 0n) ledger.pendings.delete(pendingId);
}

/** Ends the group whose last event is `last`. */
export function closeGroup(ledger: LedgerState, last: TransferEvent): void {
  ledger.head = last.link;
  ledger.groupNext += 1;
  ledger.groupEvents.length = 0;
  if (last.key !== '') ledger.keys.add(last.key);
}
