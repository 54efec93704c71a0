import type { AccountIndex } from './account.ts';

/** Why a group was refused. `position` is the place of the offending command in its group, from 0. */
export type LedgerRejection =
  | { readonly kind: 'empty-group' }
  | { readonly kind: 'duplicate-key'; readonly key: string }
  | { readonly kind: 'unknown-account'; readonly position: number; readonly account: AccountIndex }
  | { readonly kind: 'same-account'; readonly position: number; readonly path: string }
  | {
      readonly kind: 'different-assets';
      readonly position: number;
      readonly debitPath: string;
      readonly creditPath: string;
    }
  | { readonly kind: 'non-positive-amount'; readonly position: number; readonly amount: bigint }
  | {
      readonly kind: 'insufficient-funds';
      readonly position: number;
      readonly path: string;
      /** Atoms that are neither spent nor reserved. */
      readonly available: bigint;
      readonly needed: bigint;
    }
  | { readonly kind: 'unknown-pending'; readonly position: number; readonly pendingId: number }
  | { readonly kind: 'finished-pending'; readonly position: number; readonly pendingId: number }
  | {
      readonly kind: 'exceeds-pending';
      readonly position: number;
      readonly pendingId: number;
      readonly left: bigint;
      readonly asked: bigint;
    };
