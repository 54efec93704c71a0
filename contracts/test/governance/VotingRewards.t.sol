// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {VotingRewards} from "../../src/governance/VotingRewards.sol";
import {FeeOnTransferToken} from "../support/tokens/FeeOnTransferToken.sol";
import {GovernanceBase} from "./GovernanceBase.sol";

contract VotingRewardsTest is GovernanceBase {
    Proposal internal made;

    function setUp() public override {
        super.setUp();
        stakeFor(alice, 300_000e18);
        stakeFor(bob, 100_000e18);
        skip(1);
        made = proposeLever(alice, 1);
        toVoting();
    }

    function fund(uint256 amount) internal {
        give(address(timelock), amount);
        vm.startPrank(address(timelock));
        token.approve(address(rewards), amount);
        rewards.fund(made.id, amount);
        vm.stopPrank();
    }

    function test_paysByStakeCastWhateverWasVotedFor() public {
        fund(1_000);
        vote(alice, made.id, FOR);
        vote(bob, made.id, AGAINST);
        skip(PERIOD + EXTENSION);
        assertEq(rewards.claim(made.id, alice), 750, "three quarters");
        assertEq(rewards.claim(made.id, bob), 250, "one quarter");
        assertEq(token.balanceOf(alice), 750, "paid");
        assertEq(token.balanceOf(address(rewards)), 0, "left");
        vm.expectRevert(abi.encodeWithSelector(VotingRewards.AlreadyClaimed.selector, made.id, alice));
        rewards.claim(made.id, alice);
    }

    function test_refusesToPayBeforeVotingIsOver() public {
        fund(1_000);
        vote(alice, made.id, FOR);
        uint256 deadline = governance.proposalDeadline(made.id);
        vm.warp(deadline);
        vm.expectRevert(abi.encodeWithSelector(VotingRewards.VotingNotOver.selector, made.id, deadline));
        rewards.claim(made.id, alice);
    }

    function test_refusesToPayWhoDidNotVote() public {
        fund(1_000);
        vote(alice, made.id, FOR);
        skip(PERIOD + EXTENSION);
        vm.expectRevert(abi.encodeWithSelector(VotingRewards.NothingToPay.selector, made.id, bob));
        rewards.claim(made.id, bob);
    }

    function test_refusesFundsThatComeTooLateOrForNothing() public {
        uint256 deadline = governance.proposalDeadline(made.id);
        vm.warp(deadline + 1);
        vm.prank(address(timelock));
        vm.expectRevert(abi.encodeWithSelector(VotingRewards.VotingOver.selector, made.id, deadline));
        rewards.fund(made.id, 1);
        vm.prank(address(timelock));
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorNonexistentProposal.selector, 12345));
        rewards.fund(12345, 1);
    }

    function test_refusesATokenThatTakesAFee() public {
        FeeOnTransferToken taking = new FeeOnTransferToken(100);
        VotingRewards other = new VotingRewards(governance, taking, address(access));
        taking.mint(address(timelock), 100_000);
        vm.startPrank(address(timelock));
        taking.approve(address(other), 100_000);
        vm.expectPartialRevert(VotingRewards.ReceivedOtherThanSent.selector);
        other.fund(made.id, 100_000);
    }

    function test_onlyTheTimelockFundsAndReclaims() public {
        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, alice));
        rewards.fund(made.id, 1);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, alice));
        rewards.reclaim(made.id, alice);
    }

    function test_whatNobodyVotedForGoesBack() public {
        fund(1_000);
        skip(PERIOD + EXTENSION);
        vm.prank(address(timelock));
        rewards.reclaim(made.id, treasury);
        assertEq(rewards.potOf(made.id), 0, "pot");
        assertEq(token.balanceOf(address(rewards)), 0, "left");
    }

    function test_refusesToTakeBackWhatVotersAreOwed() public {
        fund(1_000);
        vote(bob, made.id, ABSTAIN);
        skip(PERIOD + EXTENSION);
        vm.prank(address(timelock));
        vm.expectRevert(abi.encodeWithSelector(VotingRewards.SomebodyVoted.selector, made.id));
        rewards.reclaim(made.id, treasury);
    }

    function testFuzz_neverPaysMoreThanThePot(uint96 pot, uint96 a, uint96 b) public {
        address dave = makeAddr("dave");
        address erin = makeAddr("erin");
        stakeFor(dave, bound(a, 1, 1e26));
        stakeFor(erin, bound(b, 1, 1e26));
        skip(1);
        made = proposalOf(address(lever), "another", "another");
        vm.prank(alice);
        governance.propose(made.targets, made.values, made.calldatas, made.text);
        toVoting();
        uint256 amount = bound(pot, 10, 1e26);
        fund(amount);
        vote(dave, made.id, FOR);
        vote(erin, made.id, FOR);
        vote(alice, made.id, FOR);
        skip(PERIOD + EXTENSION);
        address[3] memory voters = [dave, erin, alice];
        uint256 paid = 0;
        for (uint256 i = 0; i < 3; ++i) {
            // A part that rounds to nothing is refused, and is nothing.
            try rewards.claim(made.id, voters[i]) returns (uint256 part) {
                paid += part;
            } catch {}
        }
        assertLe(paid, amount, "paid");
        assertGe(paid + 3, amount, "only dust is left");
    }
}
