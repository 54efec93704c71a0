import { explainError } from '../errors/explainError.ts';
import type { SignatureStatus } from '../rpc/SolanaNode.ts';
import type { Attempt, KnownAction, SolanaOutcome } from './ActionRecord.ts';
import type { SolanaProgress, SolanaTransaction } from './SolanaAction.ts';
import { programsOf } from './signTransaction.ts';

/** What became of an action of which something is in a block. */
export function outcomeOf(
  { kept }: KnownAction,
  { signature, fee }: Attempt,
  { slot, error }: SignatureStatus,
): SolanaOutcome {
  const landed = { signature, slot, feePaid: fee };
  if (error === undefined) return { kind: 'done', ...landed };
  const why = explainError(error, programsOf(kept.instructions));
  return { kind: 'failed', ...landed, error: why.error, reason: why.sentence };
}

/** Whether both are of the same transaction in the same block. */
export function isSame(before: SolanaOutcome, after: SolanaOutcome): boolean {
  if (!('slot' in before) || !('slot' in after)) return false;
  return before.kind === after.kind && before.slot === after.slot && before.signature === after.signature;
}

/** What others may see of an action. */
export function viewOf({ kept, attempts, outcome, mined, trouble }: KnownAction): SolanaTransaction {
  const progress: SolanaProgress =
    outcome !== undefined
      ? { state: 'final', outcome }
      : mined !== undefined
        ? { state: 'mined', outcome: mined }
        : { state: 'pending', trouble };
  return { id: kept.id, signatures: attempts.map(({ signature }) => signature), progress };
}
