import { accept, type Result, reject } from '@qca/base';
import { type Choice, type ChoiceRejection, type Part, partsOf, type VotingType } from './choice.ts';

/** A question that is voted on off the chain. Times are seconds since 1970. */
export interface Ballotbox {
  readonly space: string;
  /** Id of the proposal. */
  readonly proposal: string;
  readonly type: VotingType;
  readonly choices: readonly string[];
  readonly start: number;
  /** The last second at which a ballot counts. */
  readonly end: number;
  /** When stake and persons are looked at. */
  readonly snapshot: number;
}

/** A ballot whose signature has been checked. */
export interface Ballot {
  /** Who signed. Lower case, so that one voter has one name. */
  readonly voter: string;
  readonly space: string;
  readonly proposal: string;
  readonly choice: Choice;
  /** What the voter says of the time of signing. */
  readonly timestamp: number;
  /** When it came in. */
  readonly receivedAt: number;
}

/** A ballot that is let in, and what it says. */
export interface AcceptedBallot extends Ballot {
  readonly parts: readonly Part[];
}

export type BallotRejection =
  | { readonly kind: 'wrong-space'; readonly space: string; readonly expected: string }
  | { readonly kind: 'wrong-proposal'; readonly proposal: string; readonly expected: string }
  | { readonly kind: 'not-open'; readonly at: number; readonly start: number; readonly end: number }
  | { readonly kind: 'clock-differs'; readonly timestamp: number; readonly receivedAt: number }
  | ChoiceRejection;

/** What a ballot says of its time may differ from ours by this. As Snapshot's sequencer has it. */
export const CLOCK_SECONDS_MAX = 300;

/**
 * Lets a ballot in, or says why not. Both times must lie within the vote, so a ballot cannot be dated back past its end.
 *
 * Rejects: `wrong-space`, `wrong-proposal`, `not-open`, `clock-differs`, and what `partsOf` rejects.
 */
export function acceptBallot(ballot: Ballot, box: Ballotbox): Result<AcceptedBallot, BallotRejection> {
  const { space, proposal, timestamp, receivedAt } = ballot;
  if (space !== box.space) return reject({ kind: 'wrong-space', space, expected: box.space });
  if (proposal !== box.proposal) return reject({ kind: 'wrong-proposal', proposal, expected: box.proposal });
  for (const at of [timestamp, receivedAt]) {
    if (at < box.start || at > box.end)
      return reject({ kind: 'not-open', at, start: box.start, end: box.end });
  }
  if (Math.abs(timestamp - receivedAt) > CLOCK_SECONDS_MAX)
    return reject({ kind: 'clock-differs', timestamp, receivedAt });
  const parts = partsOf(ballot.choice, { type: box.type, choices: box.choices.length });
  return parts.ok ? accept({ ...ballot, parts: parts.value }) : parts;
}

/** Keeps one ballot for each voter: the one signed last, and of two signed in the same second the one that came in later. */
export function latestBallots(ballots: readonly AcceptedBallot[]): AcceptedBallot[] {
  const latest = new Map<string, AcceptedBallot>();
  for (const ballot of ballots) {
    const known = latest.get(ballot.voter);
    if (known === undefined || isLater(ballot, known)) latest.set(ballot.voter, ballot);
  }
  return [...latest.values()];
}

function isLater(ballot: AcceptedBallot, known: AcceptedBallot): boolean {
  if (ballot.timestamp !== known.timestamp) return ballot.timestamp > known.timestamp;
  return ballot.receivedAt >= known.receivedAt;
}
