import { mulDivUp } from '@qca/units';
import type { ChoiceTally } from './tally.ts';

/** How a proposal is decided. */
export interface Rules {
  /** Least stake for and abstaining, of all stake at the snapshot, in 1/10,000; rounded up. */
  readonly quorumBps: bigint;
  /** Share of for in for and against that must be exceeded, in 1/10,000. */
  readonly approvalBps: bigint;
  /** Whether the outcome is by roots. */
  readonly isQuadratic: boolean;
}

/** A yes-or-no question: choices 1, 2 and 3 of Snapshot's `basic` voting. On the chain they are 1, 0 and 2. */
export interface YesNoTally {
  readonly for: ChoiceTally;
  readonly against: ChoiceTally;
  readonly abstain: ChoiceTally;
}

export type Outcome = 'passed' | 'no-quorum' | 'rejected';

const BPS = 10_000n;

/** Decides a yes-or-no question. Twin: contracts/src/governance/TwoTallyCounting.sol, `_quorumReached` and `_voteSucceeded`. */
export function outcomeOf(tally: YesNoTally, allStake: bigint, rules: Rules): Outcome {
  const present = tally.for.stake + tally.abstain.stake;
  // Of no stake at all every share is reached; nothing may pass by that.
  if (present === 0n || present < mulDivUp(allStake, rules.quorumBps, BPS)) return 'no-quorum';
  const unit = rules.isQuadratic ? 'root' : 'stake';
  const inFavour = tally.for[unit];
  const passed = inFavour * BPS > (inFavour + tally.against[unit]) * rules.approvalBps;
  return passed ? 'passed' : 'rejected';
}
