import type { LedgerState } from './LedgerState.ts';
import type { TransferEvent, TransferGroup } from './transfer.ts';

/** An event under construction: the link of its group is known only when the group is complete. */
export type OpenEvent = { -readonly [Field in keyof TransferEvent]: TransferEvent[Field] };

/** What a single command contributes to its event. */
export type Movement = Omit<TransferEvent, 'id' | 'timeUs' | 'group' | 'key' | 'link'>;

/** Stamps a movement with its place in the ledger. One literal for all events, so that they share one shape. */
export function newEvent(
  id: number,
  ledger: LedgerState,
  group: TransferGroup,
  movement: Movement,
): OpenEvent {
  return {
    type: movement.type,
    id,
    pendingId: movement.pendingId,
    debit: movement.debit,
    credit: movement.credit,
    amount: movement.amount,
    kind: movement.kind,
    strategy: movement.strategy,
    reference: movement.reference,
    timeUs: group.timeUs,
    group: ledger.groupNext,
    key: group.key,
    link: '',
  };
}
