import { callOf, type EncodedCall, executeSafe, packSignatures, readAt, SAFE_ABI } from '@qca/chain-evm';
import { type Address, concatHex, type Hex, keccak256, toBytes } from 'viem';
import { beforeAll, describe, expect, it } from 'vitest';
import { ChainUnderTest, STRANGER } from '../ChainUnderTest.ts';
import { SafeOnChain } from '../SafeOnChain.ts';
import type { Up } from '../Up.ts';

const TOKEN = 10n ** 18n;
const FOR = 1;
const STATE = { active: 1, canceled: 2, queued: 5, executed: 7 } as const;
const DAY = 86_400;

/** Two Safes with the platform: one proposes, one is the guardian. What each can do, and what it cannot. */
export function describeSafes(up: () => Up): void {
  describe('Safes in governance', () => {
    let chain: ChainUnderTest;
    let guardian: SafeOnChain;
    let proposer: SafeOnChain;

    beforeAll(async () => {
      chain = new ChainUnderTest(up());
      const { guardian: guards, proposer: proposers } = up().people.safeOwners;
      guardian = new SafeOnChain(chain, up().contracts['GuardianSafe'] as Address, guards);
      proposer = new SafeOnChain(chain, up().contracts['ProposerSafe'] as Address, proposers);
      await chain.fund(STRANGER);
      await giveStake(chain, proposer);
    });

    it('are Safe 1.5.0 with three owners each, of whom two decide', async () => {
      for (const safe of [guardian, proposer]) {
        const read = (functionName: 'VERSION' | 'getOwners' | 'getThreshold') =>
          chain.reader.readContract({ address: safe.address, abi: SAFE_ABI, functionName });
        expect(await read('VERSION')).toBe('1.5.0');
        expect(await read('getOwners')).toHaveLength(3);
        expect(await read('getThreshold')).toBe(2n);
      }
      expect(up().people.guardian).toBe(guardian.address);
      const governor = await readAt(chain.reader, chain.at('AgentGovernance'), 'proposalGuardian', []);
      expect(governor).toBe(guardian.address);
    });

    it('propose with two signatures, and what they proposed is voted on, waits and is executed', async () => {
      const token = chain.at('GovernanceToken').address;
      const made = await proposalOf(chain, 'let vaults hold the platform’s token', [
        callOf(chain.at('ModelVaultFactory'), 'setAsset', [token, true]),
      ]);
      await proposer.execute(made.propose, [0, 1]);
      await chain.pass(DAY + 2);
      expect(await stateOf(chain, made.id)).toBe(STATE.active);
      await proposer.execute(vote(chain, made.id), [1, 2]);
      await chain.pass(7 * DAY);
      await chain.send(made.queue);
      expect(await stateOf(chain, made.id)).toBe(STATE.queued);
      await chain.pass(2 * DAY + 1);
      await chain.send(made.execute);
      expect(await stateOf(chain, made.id)).toBe(STATE.executed);
      expect(await readAt(chain.reader, chain.at('ModelVaultFactory'), 'isAsset', [token])).toBe(true);
    });

    it('cancel as guardian, with two signatures, what has passed and waits; then nobody executes it', async () => {
      const made = await proposalOf(chain, 'take the guardian its place', [
        callOf(chain.at('AgentGovernance'), 'setProposalGuardian', [STRANGER]),
      ]);
      await proposer.execute(made.propose, [0, 2]);
      await chain.pass(DAY + 2);
      await proposer.execute(vote(chain, made.id), [0, 1]);
      await chain.pass(7 * DAY);
      await chain.send(made.queue);
      await guardian.execute(made.cancel, [0, 2]);
      expect(await stateOf(chain, made.id)).toBe(STATE.canceled);
      await chain.pass(2 * DAY + 1);
      expect(await chain.refusalOf(made.execute)).toMatch(/GovernorUnexpectedProposalState/);
    });

    it('pause and halt as guardian', async () => {
      const bridge = chain.at('CrossChainBridge');
      await guardian.execute(callOf(bridge, 'setPaused', [true]), [1, 2]);
      expect(await readAt(chain.reader, bridge, 'paused', [])).toBe(true);
    });

    it('never execute as guardian: not by the timelock, not by the access manager, not by a proposal', async () => {
      const timelock = chain.at('TimelockController');
      const pay = callOf(chain.at('GovernanceToken'), 'transfer', [guardian.address, 1n]);
      const zero: Hex = `0x${'00'.repeat(32)}`;
      const execute = callOf(timelock, 'execute', [pay.to, 0n, pay.data, zero, zero]);
      const schedule = callOf(timelock, 'schedule', [pay.to, 0n, pay.data, zero, zero, BigInt(2 * DAY)]);
      const role = callOf(chain.at('AccessManager'), 'grantRole', [0n, guardian.address, 0]);
      const oracle = callOf(chain.at('ModelVaultFactory'), 'setAdapter', [guardian.address, true]);
      const resume = callOf(chain.at('ModelVaultFactory'), 'resumeVault', [guardian.address]);
      const { propose } = await proposalOf(chain, 'pay the guardian', [pay]);
      for (const [call, refusal] of [
        [execute, /AccessControlUnauthorizedAccount/],
        [schedule, /AccessControlUnauthorizedAccount/],
        [role, /AccessManagerUnauthorizedAccount/],
        [oracle, /AccessManagedUnauthorized/],
        [resume, /AccessManagedUnauthorized/],
        [propose, /GovernorInsufficientProposerVotes/],
      ] as const)
        expect(await chain.refusalOf(call, guardian.address), refusal.source).toMatch(refusal);
    });

    it('do nothing on one signature, on one owner’s twice, on a stranger’s, or on those of before', async () => {
      const pause = callOf(chain.at('CrossChainBridge'), 'setPaused', [false]);
      const [first, second] = await guardian.sign(pause, [0, 1]);
      const one = executeSafe(guardian.address, pause, first.signature);
      expect(await chain.refusalOf(one)).toMatch(/GS020/);
      const twice = executeSafe(guardian.address, pause, concatHex([first.signature, first.signature]));
      expect(await chain.refusalOf(twice)).toMatch(/GS026/);
      const [foreign] = await proposer.sign(pause, [0], guardian.address);
      const withStranger = executeSafe(guardian.address, pause, packSignatures([first, foreign]));
      expect(await chain.refusalOf(withStranger)).toMatch(/GS026/);
      const both = executeSafe(guardian.address, pause, packSignatures([first, second]));
      await chain.send(both);
      expect(await chain.refusalOf(both), 'once').toMatch(/GS026/);
      // Signed by the right owners, for another Safe.
      const elsewhere = executeSafe(proposer.address, pause, packSignatures([first, second]));
      expect(await chain.refusalOf(elsewhere)).toMatch(/GS026/);
    });

    it('are no more than accounts: what two owners sign for, governance still refuses', async () => {
      const pay = callOf(chain.at('PersonRegistry'), 'revoke', [STRANGER]);
      const signatures = packSignatures(await guardian.sign(pay, [0, 1]));
      // The Safe's own call is refused, and so all of it, with the same words.
      expect(await chain.refusalOf(executeSafe(guardian.address, pay, signatures))).toMatch(
        /AccessManagedUnauthorized/,
      );
    });
  });
}

/** Nobody but the timelock has tokens at first: what a vote would give, it is made to give here. */
async function giveStake(chain: ChainUnderTest, safe: SafeOnChain): Promise<void> {
  const amount = 300_000_000n * TOKEN;
  const [token, stake] = [chain.at('GovernanceToken'), chain.at('StakedVotes')];
  const timelock = chain.at('TimelockController').address;
  await chain.fund(timelock);
  await chain.send(callOf(token, 'transfer', [safe.address, amount]), timelock);
  await safe.execute(callOf(token, 'approve', [stake.address, amount]), [0, 1]);
  await safe.execute(callOf(stake, 'stake', [amount]), [0, 1]);
  await chain.pass(DAY);
}

function stateOf(chain: ChainUnderTest, id: bigint): Promise<number> {
  return readAt(chain.reader, chain.at('AgentGovernance'), 'state', [id]);
}

function vote(chain: ChainUnderTest, id: bigint): EncodedCall {
  return callOf(chain.at('AgentGovernance'), 'castVote', [id, FOR]);
}

/** A proposal with all that is done to it on its way. */
async function proposalOf(chain: ChainUnderTest, text: string, calls: readonly EncodedCall[]) {
  const governance = chain.at('AgentGovernance');
  const targets = calls.map(({ to }) => to);
  const values = calls.map(() => 0n);
  const data = calls.map((each) => each.data);
  const digest = keccak256(toBytes(text));
  return {
    id: await readAt(chain.reader, governance, 'getProposalId', [targets, values, data, digest]),
    propose: callOf(governance, 'propose', [targets, values, data, text]),
    queue: callOf(governance, 'queue', [targets, values, data, digest]),
    execute: callOf(governance, 'execute', [targets, values, data, digest]),
    cancel: callOf(governance, 'cancel', [targets, values, data, digest]),
  };
}
