import {
  type AcceptedBallot,
  acceptBallot,
  type Ballotbox,
  type BallotRejection,
  type ChoiceTally,
  latestBallots,
  tallyBallots,
} from '@qca/governance';
import type { Address, PublicClient } from 'viem';
import { contractOf, readAt } from '../contracts/ContractAt.ts';
import type { Addresses } from '../deploy/Step.ts';
import { isSignedBy } from './isSignedBy.ts';
import { choiceOf, hashVote, readVote, type VoteRejection } from './snapshotVote.ts';

/** A question as Snapshot has it: `snapshot` is a block, at whose second stake and persons are looked at. */
export type SnapshotBox = Ballotbox;

/** A vote from outside, with the second at which it came in. */
export interface ReceivedVote {
  readonly envelope: unknown;
  readonly receivedAt: number;
}

export type CountRejection =
  | VoteRejection
  | BallotRejection
  | { readonly kind: 'bad-signature'; readonly voter: Address }
  | { readonly kind: 'superseded'; readonly voter: Address }
  | { readonly kind: 'no-stake'; readonly voter: Address };

export interface VoteCount {
  /** One a choice, in their order. */
  readonly tallies: readonly ChoiceTally[];
  /** All stake at the snapshot, voting or not. Token units. */
  readonly allStake: bigint;
  readonly counted: readonly CountedVote[];
  /** Why votes were not counted, by their place among those received. */
  readonly refused: readonly { readonly index: number; readonly rejection: CountRejection }[];
}

export interface CountedVote {
  readonly index: number;
  readonly voter: Address;
  readonly stake: bigint;
  readonly isPerson: boolean;
}

interface Admitted {
  readonly index: number;
  readonly ballot: AcceptedBallot;
}

/** Most votes that are checked at the same time, so that a node is not flooded. */
const AT_ONCE = 16;

/**
 * Counts votes that were signed off the chain as the chain would count them: by stake at the snapshot, and by roots of stake for
 * who spoke for one person then.
 *
 * Twin: contracts/src/governance/TwoTallyCounting.sol. Blocks of one second have one snapshot, that of the second.
 */
export async function countVotes(
  reader: PublicClient,
  addresses: Addresses,
  { box, votes }: { readonly box: SnapshotBox; readonly votes: readonly ReceivedVote[] },
): Promise<VoteCount> {
  const { timestamp: snapshot } = await reader.getBlock({ blockNumber: BigInt(box.snapshot) });
  const refused: { index: number; rejection: CountRejection }[] = [];
  const admitted: Admitted[] = [];
  const judged = await inGroups(votes, (vote) => admit(reader, box, vote));
  for (const [index, outcome] of judged.entries()) {
    if ('ballot' in outcome) admitted.push({ index, ballot: outcome.ballot });
    else refused.push({ index, rejection: outcome.rejection });
  }
  const latest = new Set(latestBallots(admitted.map(({ ballot }) => ballot)));
  const standing = admitted.filter(({ ballot }) => latest.has(ballot));
  for (const { index, ballot } of admitted)
    if (!latest.has(ballot))
      refused.push({ index, rejection: { kind: 'superseded', voter: ballot.voter as Address } });

  const weighed = await inGroups(standing, async ({ index, ballot }) => ({
    index,
    ballot,
    ...(await weigh(reader, addresses, { voter: ballot.voter as Address, snapshot })),
  }));
  const counted = weighed.filter(({ stake }) => stake > 0n);
  for (const { index, voter, stake } of weighed)
    if (stake === 0n) refused.push({ index, rejection: { kind: 'no-stake', voter } });
  const ballots = counted.map(({ ballot, stake, isPerson }) => ({ stake, isPerson, parts: ballot.parts }));
  return {
    tallies: tallyBallots(ballots, box.choices.length),
    allStake: await readAt(reader, contractOf(addresses, 'StakedVotes'), 'getPastTotalSupply', [snapshot]),
    counted: counted.map(({ index, voter, stake, isPerson }) => ({ index, voter, stake, isPerson })),
    refused: refused.sort((a, b) => a.index - b.index),
  };
}

async function admit(
  reader: PublicClient,
  box: SnapshotBox,
  { envelope, receivedAt }: ReceivedVote,
): Promise<{ readonly ballot: AcceptedBallot } | { readonly rejection: CountRejection }> {
  const read = readVote(envelope);
  if (!read.ok) return { rejection: read.rejection };
  const { address: voter, sig, message } = read.value;
  // The cheap rules first: a signature of a contract costs a question to a node.
  const accepted = acceptBallot(
    {
      voter: voter.toLowerCase(),
      space: message.space,
      proposal: message.proposal,
      choice: choiceOf(message, box.type),
      timestamp: message.timestamp,
      receivedAt,
    },
    box,
  );
  if (!accepted.ok) return { rejection: accepted.rejection };
  const digest = hashVote(message, box.type);
  const signed =
    digest !== undefined && (await isSignedBy(reader, { account: voter, digest, signature: sig }));
  return signed ? { ballot: accepted.value } : { rejection: { kind: 'bad-signature', voter } };
}

async function weigh(
  reader: PublicClient,
  addresses: Addresses,
  { voter, snapshot }: { readonly voter: Address; readonly snapshot: bigint },
) {
  const [stake, isPerson] = await Promise.all([
    readAt(reader, contractOf(addresses, 'StakedVotes'), 'getPastVotes', [voter, snapshot]),
    readAt(reader, contractOf(addresses, 'PersonRegistry'), 'wasPerson', [voter, snapshot]),
  ]);
  return { voter, stake, isPerson };
}

async function inGroups<From, To>(list: readonly From[], work: (each: From) => Promise<To>): Promise<To[]> {
  const done: To[] = [];
  for (let start = 0; start < list.length; start += AT_ONCE)
    done.push(...(await Promise.all(list.slice(start, start + AT_ONCE).map(work))));
  return done;
}
