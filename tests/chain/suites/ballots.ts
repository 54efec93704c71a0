import {
  callOf,
  countVotes,
  packSignatures,
  type ReceivedVote,
  readAt,
  type SnapshotBox,
  safeMessage,
  type VoteCount,
  type VoteMessage,
  voteToSign,
} from '@qca/chain-evm';
import { outcomeOf, type VotingType } from '@qca/governance';
import { type Address, concatHex, type Hex, hashTypedData, keccak256, toBytes } from 'viem';
import { beforeAll, describe, expect, it } from 'vitest';
import { ChainUnderTest, STRANGER } from '../ChainUnderTest.ts';
import type { Up } from '../Up.ts';

const DAY = 86_400;
const SPACE = 'qca.eth';
const TREASURY = 1;
const SUCCEEDED = 4;
const [FOR, AGAINST, ABSTAIN] = [1, 2, 3];
/** The chain's words for the choices of Snapshot's basic voting. */
const SUPPORT = { [FOR]: 1, [AGAINST]: 0, [ABSTAIN]: 2 } as Readonly<Record<number, number>>;

/** Stakes that are no squares, so that rounding shows; one large holder who is no person. */
const VOTERS = [
  { stake: 2n * 10n ** 24n + 1n, choice: FOR, isPerson: true },
  { stake: 3n * 10n ** 24n + 7n, choice: AGAINST, isPerson: true },
  { stake: 999n, choice: FOR, isPerson: true },
  { stake: 5n * 10n ** 24n, choice: AGAINST, isPerson: false },
  { stake: 10n ** 23n + 3n, choice: ABSTAIN, isPerson: true },
] as const;
const SAFE_VOTER = { stake: 7n * 10n ** 24n + 11n, choice: FOR };

/** Votes signed off the chain in Snapshot's format, held against the same votes cast on it. */
export function describeBallots(up: () => Up): void {
  describe('votes signed off the chain', () => {
    let chain: ChainUnderTest;
    let voters: readonly Address[];
    let safe: Address;
    let proposalId: bigint;
    let box: SnapshotBox;

    beforeAll(async () => {
      chain = new ChainUnderTest(up());
      const { guardian, proposer } = up().people.safeOwners;
      voters = [...guardian, ...proposer].slice(0, VOTERS.length);
      safe = up().contracts['ProposerSafe'] as Address;
      await chain.fund(STRANGER);
      await stakeAll();
      proposalId = await proposeAndVote();
      const { number, timestamp } = await chain.reader.getBlock();
      await chain.pass(60);
      box = {
        space: SPACE,
        proposal: keccak256(toBytes('a question')),
        type: 'basic',
        choices: ['For', 'Against', 'Abstain'],
        start: Number(timestamp),
        end: Number(timestamp) + DAY,
        snapshot: Number(number),
      };
    });

    it('come to the tallies and the outcome of the chain', async () => {
      const votes = [
        ...(await Promise.all(
          VOTERS.map(({ choice }, place) => signed(voters[place] as Address, { choice })),
        )),
        await signedBySafe({ choice: SAFE_VOTER.choice }, 2),
      ];
      const count = await countVotes(chain.reader, up().contracts, { box, votes });
      expect(count.refused).toEqual([]);
      const governance = chain.at('AgentGovernance');
      const tally = await readAt(chain.reader, governance, 'tallyOf', [proposalId]);
      const [yes, no, abstain] = count.tallies as [never, never, never];
      const [stakeFor, stakeAgainst, stakeAbstain, rootFor, rootAgainst] = figuresOf(count);
      expect({ stakeFor, stakeAgainst, stakeAbstain, rootFor, rootAgainst }).toEqual(tally);
      expect(rootFor).toBeGreaterThan(0n);
      const rules = await readAt(chain.reader, governance, 'rulesOf', [proposalId]);
      const outcome = outcomeOf({ for: yes, against: no, abstain }, count.allStake, {
        quorumBps: BigInt(rules.quorumBps),
        approvalBps: BigInt(rules.approvalBps),
        isQuadratic: rules.quadratic,
      });
      expect(rules.quadratic).toBe(true);
      await chain.pass(7 * DAY);
      const state = await readAt(chain.reader, governance, 'state', [proposalId]);
      expect(outcome === 'passed').toBe(state === SUCCEEDED);
    });

    it('approve several, or divide a stake', async () => {
      const approval = await counted('approval', [await signed(first(), { choice: [1, 3] }, 'approval')]);
      expect(approval.tallies.map(({ stake }) => stake)).toEqual([VOTERS[0].stake, 0n, VOTERS[0].stake]);
      const parts = { choice: '{"1":1,"2":3}' };
      const divided = await counted('quadratic', [await signed(first(), parts, 'quadratic')]);
      const quarter = VOTERS[0].stake / 4n;
      expect(divided.tallies[0]?.stake).toBe(quarter);
      expect(divided.tallies[1]?.stake).toBe((VOTERS[0].stake * 3n) / 4n);
      expect((divided.tallies[0]?.root ?? 0n) ** 2n <= quarter).toBe(true);
      const weighted = await counted('weighted', [await signed(first(), parts, 'weighted')]);
      expect(weighted.tallies).toEqual(divided.tallies);
    });

    it('count once a voter: the one signed last', async () => {
      const early = await signed(first(), { choice: FOR });
      const late = await signed(first(), { choice: AGAINST, timestamp: box.start + 20 });
      const count = await counted('basic', [late, early]);
      expect(count.tallies.map(({ stake }) => stake)).toEqual([0n, VOTERS[0].stake, 0n]);
      expect(refusals(count)).toEqual(['superseded']);
    });

    it('do not count when the space, the proposal, the time or the choice is another', async () => {
      const votes = [
        await signed(first(), { space: 'other.eth' }),
        // Signed for another proposal, and brought to this one with its id written over.
        await signed(first(), { proposal: keccak256(toBytes('another question')) }),
        rewritten(await signed(first(), { proposal: keccak256(toBytes('another question')) }), {
          proposal: box.proposal,
        }),
        { ...(await signed(first(), { timestamp: box.end })), receivedAt: box.end + 1 },
        await signed(first(), { choice: 4 }),
        rewritten(await signed(first(), { choice: FOR }), { choice: AGAINST }),
      ];
      const count = await counted('basic', votes);
      expect(count.counted).toEqual([]);
      expect(refusals(count)).toEqual([
        'wrong-space',
        'wrong-proposal',
        'bad-signature',
        'not-open',
        'unknown-choice',
        'bad-signature',
      ]);
    });

    it('do not count when somebody else signed, or when nobody with stake did', async () => {
      const other = voters[1] as Address;
      const forged = await signed(other, { from: first() });
      const malformed = { ...(await signed(first(), {})), envelope: { vote: 'yes' } };
      const torn = rewritten(await signed(first(), {}), {}, '0x1234');
      const up5 = up().people.attester;
      const count = await counted('basic', [forged, malformed, torn, await signed(up5, {})]);
      expect(refusals(count)).toEqual(['bad-signature', 'malformed', 'bad-signature', 'no-stake']);
    });

    it('of a Safe count with two owners’ signatures, and not with one, nor with one twice', async () => {
      const [one, both] = [await signedBySafe({}, 1), await signedBySafe({}, 2)];
      const signature = (one.envelope as { sig: Hex }).sig;
      const twice = rewritten(one, {}, concatHex([signature, signature]));
      expect(refusals(await counted('basic', [one]))).toEqual(['bad-signature']);
      expect(refusals(await counted('basic', [twice]))).toEqual(['bad-signature']);
      const count = await counted('basic', [both]);
      expect(count.counted.map(({ voter, stake }) => [voter.toLowerCase(), stake])).toEqual([
        [safe.toLowerCase(), SAFE_VOTER.stake],
      ]);
      // What owners signed for their Safe is nobody's own vote.
      const asOwner = rewritten(both, { from: first() });
      expect(refusals(await counted('basic', [asOwner]))).toEqual(['wrong-voter']);
    });

    it('weigh what was staked at the snapshot, whatever came after', async () => {
      const [token, stake] = [chain.at('GovernanceToken'), chain.at('StakedVotes')];
      const before = await counted('basic', [await signed(first(), {})]);
      await chain.send(
        callOf(token, 'transfer', [first(), 10n ** 24n]),
        chain.at('TimelockController').address,
      );
      await chain.send(callOf(token, 'approve', [stake.address, 10n ** 24n]), first());
      await chain.send(callOf(stake, 'stake', [10n ** 24n]), first());
      await chain.pass(60);
      expect(await counted('basic', [await signed(first(), {})])).toEqual(before);
      expect(before.counted[0]?.stake).toBe(VOTERS[0].stake);
    });

    function first(): Address {
      return voters[0] as Address;
    }

    function counted(type: VotingType, votes: readonly ReceivedVote[]): Promise<VoteCount> {
      return countVotes(chain.reader, up().contracts, { box: { ...box, type }, votes });
    }

    function messageOf(change: Partial<VoteMessage>): Omit<VoteMessage, 'from'> & { from?: Address } {
      return {
        space: SPACE,
        timestamp: box.start + 10,
        proposal: box.proposal,
        choice: FOR,
        reason: '',
        app: 'qca',
        metadata: '{}',
        ...change,
      };
    }

    async function signed(
      signer: Address,
      change: Partial<VoteMessage>,
      type: VotingType = 'basic',
    ): Promise<ReceivedVote> {
      const message = { from: signer, ...messageOf(change) };
      const sig = await chain.signTypedData(signer, voteToSign(message, type));
      return received(message, sig);
    }

    /** Owners of a Safe sign that it stands behind the digest of its vote. */
    async function signedBySafe(change: Partial<VoteMessage>, owners: number): Promise<ReceivedVote> {
      const message = { from: safe, ...messageOf(change) };
      const digest = hashTypedData(voteToSign(message, 'basic'));
      const data = safeMessage(digest, { chainId: chain.chainId, safe });
      const signers = up().people.safeOwners.proposer.slice(0, owners);
      const signatures = await Promise.all(
        signers.map(async (owner) => ({ owner, signature: await chain.signTypedData(owner, data) })),
      );
      return received(message, packSignatures(signatures));
    }

    async function stakeAll(): Promise<void> {
      const timelock = chain.at('TimelockController').address;
      const { attester } = up().people;
      await chain.fund(timelock);
      await chain.fund(safe);
      const all = [...VOTERS.map((each, place) => ({ ...each, account: voters[place] as Address }))];
      for (const { account, stake, isPerson } of [
        ...all,
        { ...SAFE_VOTER, account: safe, isPerson: false },
      ]) {
        await chain.send(callOf(chain.at('GovernanceToken'), 'transfer', [account, stake]), timelock);
        const allow = callOf(chain.at('GovernanceToken'), 'approve', [
          chain.at('StakedVotes').address,
          stake,
        ]);
        await chain.send(allow, account);
        await chain.send(callOf(chain.at('StakedVotes'), 'stake', [stake]), account);
        if (!isPerson) continue;
        const { timestamp } = await chain.reader.getBlock();
        const person = keccak256(toBytes(`person of ${account}`));
        const attest = callOf(chain.at('PersonRegistry'), 'attest', [
          person,
          account,
          Number(timestamp) + 365 * DAY,
        ]);
        await chain.send(attest, attester);
      }
      await chain.pass(60);
    }

    /** The same votes on the chain, on a proposal that is decided by roots. */
    async function proposeAndVote(): Promise<bigint> {
      const governance = chain.at('AgentGovernance');
      const token = chain.at('GovernanceToken');
      const call = callOf(token, 'transfer', [STRANGER, 1n]);
      const selector = call.data.slice(0, 10) as Hex;
      const classify = callOf(chain.at('ProposalTypes'), 'classify', [token.address, selector, TREASURY]);
      await chain.send(classify, chain.at('TimelockController').address);
      const text = 'pay a stranger';
      const proposal = [[call.to], [0n], [call.data]] as const;
      await chain.send(callOf(governance, 'propose', [...proposal, text]), voters[0] as Address);
      const id = await readAt(chain.reader, governance, 'getProposalId', [
        ...proposal,
        keccak256(toBytes(text)),
      ]);
      await chain.pass(DAY + 2);
      for (const [place, { choice }] of VOTERS.entries())
        await chain.send(
          callOf(governance, 'castVote', [id, SUPPORT[choice] as number]),
          voters[place] as Address,
        );
      await chain.send(callOf(governance, 'castVote', [id, SUPPORT[SAFE_VOTER.choice] as number]), safe);
      return id;
    }
  });
}

/** Comes in a second after it was signed. */
function received(message: VoteMessage, sig: Hex): ReceivedVote {
  const data = { domain: { name: 'snapshot', version: '0.1.4' }, message };
  return { envelope: { address: message.from, sig, data }, receivedAt: message.timestamp + 1 };
}

/** The same signature under other words. */
function rewritten(vote: ReceivedVote, change: Partial<VoteMessage>, sig?: Hex): ReceivedVote {
  const envelope = vote.envelope as { sig: Hex; address: Address; data: { message: VoteMessage } };
  const message = { ...envelope.data.message, ...change };
  return {
    ...vote,
    envelope: { ...envelope, sig: sig ?? envelope.sig, data: { ...envelope.data, message } },
  };
}

function refusals({ refused }: VoteCount): string[] {
  return refused.map(({ rejection }) => rejection.kind);
}

function figuresOf({ tallies }: VoteCount): bigint[] {
  const [yes, no, abstain] = tallies;
  return [yes?.stake, no?.stake, abstain?.stake, yes?.root, no?.root].map((each) => each ?? 0n);
}
