import type { TimeUs } from '@qca/base';
import type { Instruction, Signature } from '@solana/kit';
import type { SolanaOutcome } from './ActionRecord.ts';

/** Something to be done, once. */
export interface SolanaAction {
  /** Chosen by whoever asks, so that asking twice has one effect. Letters, digits, `.`, `_`, `:`, `-`; at most 100. */
  readonly id: string;
  /** What was asked for, in any words. The instructions may differ from one asking to the next; this must not. */
  readonly content: string;
  /** Only the account of the chain signs. */
  readonly instructions: readonly Instruction[];
  /** Not tried again after this; what is under way by then may still land. */
  readonly untilUs?: TimeUs;
}

/** Why an action was not taken on. Nothing was kept, and nothing will be sent. */
export type SolanaRejection =
  | {
      readonly kind: 'would-fail';
      readonly error: string;
      readonly code?: number;
      readonly sentence: string;
    }
  | {
      readonly kind: 'too-many-pending';
      readonly pending: number;
      readonly max: number;
      readonly sentence: string;
    };

export type SolanaProgress =
  /** In no block that we know. `trouble`: what stands in its way; empty otherwise. */
  | { readonly state: 'pending'; readonly trouble: string }
  /** In a block that may still go away. */
  | { readonly state: 'mined'; readonly outcome: SolanaOutcome }
  | { readonly state: 'final'; readonly outcome: SolanaOutcome };

/** An action that was taken on. */
export interface SolanaTransaction {
  readonly id: string;
  /** What was signed for it, in order; at most one of them ever counts. */
  readonly signatures: readonly Signature[];
  readonly progress: SolanaProgress;
}

/** What a look at the chain has found. After a restart the same may be found again. */
export type SolanaReport =
  | {
      readonly kind: 'transaction-sent';
      readonly id: string;
      readonly signature: Signature;
      /** 1 for the first. */
      readonly attempt: number;
      /** Lamports. */
      readonly fee: bigint;
      readonly lastValidHeight: bigint;
    }
  | { readonly kind: 'transaction-mined'; readonly id: string; readonly outcome: SolanaOutcome }
  /** Its fork is gone: it waits again. */
  | { readonly kind: 'transaction-unmined'; readonly id: string }
  | { readonly kind: 'transaction-final'; readonly id: string; readonly outcome: SolanaOutcome };
