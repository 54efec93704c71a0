export {
  type AcceptedBallot,
  acceptBallot,
  type Ballot,
  type Ballotbox,
  type BallotRejection,
  latestBallots,
} from './acceptBallot.ts';
export type { Choice, Part, VotingType } from './choice.ts';
export { type Outcome, outcomeOf, type Rules, type YesNoTally } from './outcome.ts';
export { type ChoiceTally, type CountedBallot, rootDown, tallyBallots } from './tally.ts';
