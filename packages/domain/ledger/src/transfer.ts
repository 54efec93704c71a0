import type { Sha256, TimeUs } from '@qca/base';
import type { Amount } from '@qca/units';
import type { Account, AccountIndex } from './account.ts';

/** Why value moved. Revenue and cost are sums over transfers by kind. */
export const TRANSFER_KINDS = [
  'deposit',
  'withdrawal',
  'transfer',
  'reserve',
  'trade',
  'fee',
  'slippage',
  'funding',
  'gas',
  'cost',
  'realised',
  'adjustment',
] as const;

export type TransferKind = (typeof TRANSFER_KINDS)[number];

/** Moves `amount` from `debit` to `credit` now. */
export interface PostTransfer {
  readonly type: 'post';
  readonly debit: AccountIndex;
  readonly credit: AccountIndex;
  /** Atoms of the two accounts' asset, above zero. */
  readonly amount: Amount;
  readonly kind: TransferKind;
  /** The strategy it belongs to, or empty. */
  readonly strategy: string;
  /** The order, fill or trade that caused it, or empty. */
  readonly reference: string;
}

/** Sets `amount` of `debit` aside for `credit`: not yet moved, and no longer free. */
export interface ReserveTransfer extends Omit<PostTransfer, 'type'> {
  readonly type: 'reserve';
}

/** Moves a part of what was reserved. May come several times; the rest stays pending. */
export interface PostPending {
  readonly type: 'post-pending';
  readonly pendingId: number;
  readonly amount: Amount;
  readonly kind: TransferKind;
  readonly reference: string;
}

/** Frees a part of what was reserved, or all that is left when no amount is given. */
export interface VoidPending {
  readonly type: 'void-pending';
  readonly pendingId: number;
  readonly amount?: Amount;
  readonly reference: string;
}

export type TransferCommand = PostTransfer | ReserveTransfer | PostPending | VoidPending;

/** Commands that happen together or not at all; each sees the effects of those before it. */
export interface TransferGroup {
  readonly timeUs: TimeUs;
  /** Names the group once and for all, so that a resend is refused; empty for none. */
  readonly key: string;
  readonly commands: readonly TransferCommand[];
}

export type TransferEventType = 'posted' | 'reserved' | 'pending-posted' | 'pending-voided';

/** One journaled movement between two accounts. */
export interface TransferEvent {
  readonly type: TransferEventType;
  /** Counts transfers of the ledger from 1. */
  readonly id: number;
  /** The reserve this event opens or takes from, counted from 1; 0 for `posted`. */
  readonly pendingId: number;
  readonly debit: AccountIndex;
  readonly credit: AccountIndex;
  readonly amount: Amount;
  readonly kind: TransferKind;
  readonly strategy: string;
  readonly reference: string;
  readonly timeUs: TimeUs;
  /** The linked group it belongs to, counted from 1. */
  readonly group: number;
  /** The group's idempotency key, or empty. */
  readonly key: string;
  /** On the last event of its group the chain's digest so far; empty on the others. */
  readonly link: Sha256 | '';
}

/** Events in the order they were journaled, and the accounts they speak of. */
export interface TransferHistory {
  readonly accounts: readonly Account[];
  readonly events: Iterable<TransferEvent>;
}
