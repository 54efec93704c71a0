import { assert } from '@qca/base';
import { mulDivDown } from '@qca/units';
import type { Part } from './choice.ts';

/** A ballot that counts. */
export interface CountedBallot {
  /** What the voter had staked at the snapshot. Token units. */
  readonly stake: bigint;
  /** Whether the account spoke for one person at the snapshot: of others roots would add up to more by splitting. */
  readonly isPerson: boolean;
  readonly parts: readonly Part[];
}

/** What one choice has. Stake in token units; roots in square roots of token units, each rounded down. */
export interface ChoiceTally {
  readonly stake: bigint;
  readonly root: bigint;
}

/**
 * Counts every ballot twice: by stake, and by the root of stake. The parts of a divided stake are rounded down one by one.
 *
 * Shape: one tally a choice, the first for choice 1. Twin: contracts/src/governance/TwoTallyCounting.sol, for whole stakes.
 */
export function tallyBallots(ballots: readonly CountedBallot[], choices: number): ChoiceTally[] {
  const tallies = Array.from({ length: choices }, () => ({ stake: 0n, root: 0n }));
  for (const { stake, isPerson, parts } of ballots) {
    for (const { choice, weight, of } of parts) {
      const tally = tallies[choice - 1];
      assert(tally !== undefined, `choice ${choice} of ${choices} was let in`);
      const part = mulDivDown(stake, weight, of);
      tally.stake += part;
      if (isPerson) tally.root += rootDown(part);
    }
  }
  return tallies;
}

/** Returns the largest whole number whose square is at most `value`. Newton's method from above. */
export function rootDown(value: bigint): bigint {
  assert(value >= 0n, `there is no root of ${value}`);
  if (value < 2n) return value;
  let root = 1n << BigInt((value.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}
