// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {PersonRegistry} from "../../src/governance/PersonRegistry.sol";
import {ProposalTypes, Rules} from "../../src/governance/ProposalTypes.sol";
import {StakedVotes} from "../../src/governance/StakedVotes.sol";
import {VotingRewards} from "../../src/governance/VotingRewards.sol";
import {ReentrantToken} from "../support/tokens/ReentrantToken.sol";
import {GovernanceBase} from "./GovernanceBase.sol";

/// @dev Values at the very edge of each bound, with the bounds written out, and guards that must hold on their own.
contract GovernanceBoundsTest is GovernanceBase {
    function setUp() public override {
        super.setUp();
        stakeFor(alice, 300_000e18);
        skip(1);
    }

    function test_Bound_AttestationsHoldTwoYearsAndNoSecondMore() public {
        uint48 now_ = uint48(vm.getBlockTimestamp());
        vm.startPrank(attester);
        vm.expectRevert(
            abi.encodeWithSelector(
                PersonRegistry.ValidityOutOfBounds.selector, now_ + 730 days + 1, now_ + 1, now_ + 730 days
            )
        );
        persons.attest("somebody", bob, now_ + 730 days + 1);
        vm.expectRevert(
            abi.encodeWithSelector(PersonRegistry.ValidityOutOfBounds.selector, now_, now_ + 1, now_ + 730 days)
        );
        persons.attest("somebody", bob, now_);
        persons.attest("somebody", bob, now_ + 730 days);
        persons.attest("another", carol, now_ + 1);
        vm.stopPrank();
    }

    function test_Bound_RulesAsTheyBegin() public view {
        assertRules(ProposalTypes.ProposalType.Upgrade, 2_000, 6_667, false);
        assertRules(ProposalTypes.ProposalType.Treasury, 1_000, 6_000, true);
        assertRules(ProposalTypes.ProposalType.Parameter, 400, 5_000, true);
        assertRules(ProposalTypes.ProposalType.Trading, 400, 5_000, false);
    }

    function assertRules(ProposalTypes.ProposalType kind, uint256 quorumBps, uint256 approvalBps, bool quadratic)
        private
        view
    {
        Rules memory rules = types.rulesOf(kind);
        assertEq(rules.quorumBps, quorumBps, "quorum");
        assertEq(rules.approvalBps, approvalBps, "approval");
        assertEq(rules.quadratic, quadratic, "quadratic");
    }

    function test_Bound_RulesAtEachEdge() public {
        vm.startPrank(address(timelock));
        set(100, 5_000);
        set(5_000, 9_000);
        refuse(99, 5_000);
        refuse(5_001, 5_000);
        refuse(100, 4_999);
        refuse(100, 9_001);
        vm.stopPrank();
    }

    function set(uint16 quorumBps, uint16 approvalBps) private {
        types.setRules(ProposalTypes.ProposalType.Trading, Rules(quorumBps, approvalBps, false));
    }

    function refuse(uint16 quorumBps, uint16 approvalBps) private {
        vm.expectRevert(abi.encodeWithSelector(ProposalTypes.RulesOutOfBounds.selector, quorumBps, approvalBps));
        set(quorumBps, approvalBps);
    }

    function test_Bound_CooldownAtEachEdge() public {
        assertEq(new StakedVotes(token, 1 days).cooldown(), 1 days);
        assertEq(new StakedVotes(token, 60 days).cooldown(), 60 days);
        vm.expectRevert(
            abi.encodeWithSelector(StakedVotes.CooldownOutOfBounds.selector, 1 days - 1, 1 days, 60 days)
        );
        new StakedVotes(token, 1 days - 1);
        vm.expectRevert(
            abi.encodeWithSelector(StakedVotes.CooldownOutOfBounds.selector, 60 days + 1, 1 days, 60 days)
        );
        new StakedVotes(token, 60 days + 1);
    }

    function test_Bound_WhoHasNoStakeHasVotedAllTheSame() public {
        Proposal memory made = proposeLever(alice, 1);
        toVoting();
        assertFalse(governance.hasVoted(made.id, bob), "not yet");
        vote(bob, made.id, FOR);
        assertTrue(governance.hasVoted(made.id, bob), "with nothing");
        assertEq(governance.stakeCast(made.id, bob), 0, "stake");
        assertFalse(governance.hasVoted(made.id, alice), "somebody else");
    }

    function test_Bound_OneAtomOfStakeIsAVote() public {
        stakeFor(bob, 1);
        skip(1);
        Proposal memory made = proposeLever(alice, 1);
        fund(made.id, 900);
        toVoting();
        vote(bob, made.id, FOR);
        skip(PERIOD + EXTENSION);
        vm.prank(address(timelock));
        vm.expectRevert(abi.encodeWithSelector(VotingRewards.SomebodyVoted.selector, made.id));
        rewards.reclaim(made.id, treasury);
        assertEq(rewards.claim(made.id, bob), 900, "all of it");
    }

    function test_Bound_PotsAddUpAndStayWhileVotingGoesOn() public {
        Proposal memory made = proposeLever(alice, 1);
        fund(made.id, 900);
        fund(made.id, 100);
        assertEq(rewards.potOf(made.id), 1_000, "pot");
        uint256 deadline = governance.proposalDeadline(made.id);
        vm.warp(deadline);
        vm.prank(address(timelock));
        vm.expectRevert(abi.encodeWithSelector(VotingRewards.VotingNotOver.selector, made.id, deadline));
        rewards.reclaim(made.id, treasury);
    }

    function fund(uint256 id, uint256 amount) private {
        give(address(timelock), amount);
        vm.startPrank(address(timelock));
        token.approve(address(rewards), amount);
        rewards.fund(id, amount);
        vm.stopPrank();
    }

    /// @dev Each mover holds the guard by itself: while it pays, nothing guarded of the same contract answers.
    function test_attack_reentrancyByTheRewardToken() public {
        ReentrantToken paid = new ReentrantToken();
        VotingRewards pots = new VotingRewards(governance, paid, address(new AccessManager(address(this))));
        paid.mint(address(this), 1_000);
        paid.approve(address(pots), 1_000);
        Proposal memory made = proposeLever(alice, 1);
        bytes memory back = abi.encodeCall(VotingRewards.claim, (made.id, alice));
        paid.arm(address(pots), back);
        pots.fund(made.id, 600);
        assertRefused(paid, "fund");
        toVoting();
        vote(alice, made.id, FOR);
        skip(PERIOD + EXTENSION);
        paid.arm(address(pots), back);
        pots.claim(made.id, alice);
        assertRefused(paid, "claim");
    }

    function test_attack_reentrancyWhileAPotGoesBack() public {
        ReentrantToken paid = new ReentrantToken();
        VotingRewards pots = new VotingRewards(governance, paid, address(new AccessManager(address(this))));
        paid.mint(address(this), 1_000);
        paid.approve(address(pots), 1_000);
        Proposal memory made = proposeLever(alice, 1);
        pots.fund(made.id, 600);
        skip(DELAY + PERIOD + EXTENSION + 1);
        paid.arm(address(pots), abi.encodeCall(VotingRewards.claim, (made.id, alice)));
        pots.reclaim(made.id, bob);
        assertRefused(paid, "reclaim");
        assertEq(paid.balanceOf(bob), 600, "once");
    }

    function test_attack_reentrancyByTheStakedToken() public {
        ReentrantToken staked = new ReentrantToken();
        StakedVotes votes = new StakedVotes(staked, 1 days);
        staked.mint(address(this), 1_000);
        staked.approve(address(votes), 1_000);
        bytes memory back = abi.encodeCall(StakedVotes.withdraw, ());
        staked.arm(address(votes), back);
        votes.stake(600);
        assertRefused(staked, "stake");
        votes.requestUnstake(600);
        skip(1 days);
        staked.arm(address(votes), back);
        votes.withdraw();
        assertRefused(staked, "withdraw");
    }

    function assertRefused(ReentrantToken by, string memory what) private view {
        bytes4 refusal = ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector;
        assertFalse(by.lastCallbackWorked(), what);
        assertTrue(by.callbackCount() > 0, what);
        assertEq(bytes32(by.lastCallbackResult()), bytes32(refusal), what);
    }
}
