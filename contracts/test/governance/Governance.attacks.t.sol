// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ProposalTypes} from "../../src/governance/ProposalTypes.sol";
import {StakedVotes} from "../../src/governance/StakedVotes.sol";
import {GovernanceBase, Lever} from "./GovernanceBase.sol";

/// @title Ways in which votes have been stolen elsewhere.
contract GovernanceAttacksTest is GovernanceBase {
    address internal mallory = makeAddr("mallory");

    function setUp() public override {
        super.setUp();
        stakeFor(alice, 600_000e18);
        stakeFor(bob, 400_000e18);
        skip(1);
    }

    function makeParameter() internal {
        Proposal memory made = propose(
            alice,
            address(types),
            abi.encodeCall(
                ProposalTypes.classify, (address(lever), Lever.set.selector, ProposalTypes.ProposalType.Parameter)
            )
        );
        toVoting();
        vote(alice, made.id, FOR);
        vote(bob, made.id, FOR);
        skip(PERIOD + EXTENSION);
        queue(made);
        skip(TIMELOCK_DELAY + 1);
        execute(made);
    }

    function test_attack_splittingOneStakeOverManyAccountsGainsNothing() public {
        makeParameter();
        attest(mallory);
        stakeFor(mallory, 1e18);
        address[] memory puppets = new address[](20);
        for (uint256 i = 0; i < puppets.length; ++i) {
            puppets[i] = vm.addr(1_000 + i);
            stakeFor(puppets[i], 4_950e18);
        }
        skip(1);
        Proposal memory made = proposeLever(alice, 1);
        toVoting();
        vote(mallory, made.id, FOR);
        uint256 alone = governance.tallyOf(made.id).rootFor;
        for (uint256 i = 0; i < puppets.length; ++i) {
            vote(puppets[i], made.id, FOR);
        }
        assertEq(alone, Math.sqrt(1e18), "root of the attested account");
        assertEq(uint256(governance.tallyOf(made.id).rootFor), alone, "roots with twenty puppets");
    }

    function test_attack_onePersonMovingBetweenAccountsVotesOnce() public {
        makeParameter();
        attest(alice);
        skip(1);
        Proposal memory made = proposeLever(alice, 1);
        toVoting();
        vote(alice, made.id, FOR);
        uint256 root = governance.tallyOf(made.id).rootFor;
        vm.startPrank(attester);
        persons.revoke(alice);
        persons.attest(keccak256(abi.encode("person of", alice)), bob, uint48(vm.getBlockTimestamp() + 1 days));
        vm.stopPrank();
        vote(bob, made.id, FOR);
        assertEq(uint256(governance.tallyOf(made.id).rootFor), root, "roots");
    }

    function test_attack_stakeThatComesAfterTheSnapshotHasNoVote() public {
        Proposal memory made = proposeLever(alice, 1);
        toVoting();
        stakeFor(mallory, 10_000_000e18);
        skip(1);
        vote(mallory, made.id, AGAINST);
        assertEq(uint256(governance.tallyOf(made.id).stakeAgainst), 0, "votes");
    }

    function test_attack_borrowedTokensCannotBeReturnedInTime() public {
        // Staked at the snapshot and asked back in the same second: no vote, and the lender waits a week.
        Proposal memory made = proposeLever(alice, 1);
        vm.warp(governance.proposalSnapshot(made.id));
        stakeFor(mallory, 10_000_000e18);
        vm.startPrank(mallory);
        stake.requestUnstake(10_000_000e18);
        vm.expectPartialRevert(StakedVotes.StillCoolingDown.selector);
        stake.withdraw();
        vm.stopPrank();
        skip(1);
        vote(mallory, made.id, AGAINST);
        assertEq(uint256(governance.tallyOf(made.id).stakeAgainst), 0, "votes");
    }

    function test_attack_aThirtySecondProposalCannotBeMade() public {
        // Elsewhere the proposer chose how long is voted, and what passed was done at once.
        stakeFor(mallory, 1_000e18);
        skip(1);
        Proposal memory made = proposeLever(mallory, 666);
        skip(30);
        vm.prank(mallory);
        vm.expectPartialRevert(IGovernor.GovernorUnexpectedProposalState.selector);
        governance.castVote(made.id, FOR);
        toVoting();
        vote(mallory, made.id, FOR);
        skip(30);
        vm.expectPartialRevert(IGovernor.GovernorUnexpectedProposalState.selector);
        execute(made);
        assertEq(lever.value(), 0, "the lever");
    }

    function test_attack_executingAnotherPayloadThanTheOneVotedOn() public {
        Proposal memory made = proposeLever(alice, 1);
        toVoting();
        vote(alice, made.id, FOR);
        vote(bob, made.id, FOR);
        skip(PERIOD + EXTENSION);
        queue(made);
        skip(TIMELOCK_DELAY + 1);
        made.calldatas[0] = abi.encodeCall(Lever.set, (2));
        vm.expectPartialRevert(IGovernor.GovernorNonexistentProposal.selector);
        execute(made);
    }

    function test_attack_takingAnothersProposalByItsDescription() public {
        // Who sees a proposal before it is in a block could make it first, and cancel it. The text binds its author.
        Proposal memory made =
            proposalOf(address(lever), abi.encodeCall(Lever.set, (1)), "mine #proposer=0x0000000000000000000000000000000000000001");
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorRestrictedProposer.selector, alice));
        governance.propose(made.targets, made.values, made.calldatas, made.text);
    }

    function test_attack_aStrictCallBehindALaxOneIsStrict() public {
        makeParameter();
        address[] memory targets = new address[](2);
        bytes[] memory calldatas = new bytes[](2);
        (targets[0], calldatas[0]) = (address(lever), abi.encodeCall(Lever.set, (1)));
        (targets[1], calldatas[1]) = (address(access), abi.encodeWithSignature("execute(address,bytes)", lever, ""));
        (ProposalTypes.ProposalType judged,) = types.judge(targets, calldatas);
        assertEq(uint256(judged), uint256(ProposalTypes.ProposalType.Upgrade), "type");
    }

    function test_attack_stakingTheSameTokensTwiceIsImpossible() public {
        // Elsewhere tokens voted, moved on, and voted again. Staked tokens do not move.
        uint256 all = stake.stakeOf(alice);
        uint256 held = token.balanceOf(address(stake));
        vm.prank(alice);
        stake.requestUnstake(all);
        assertEq(token.balanceOf(address(stake)), held, "held during the cooldown");
        assertEq(stake.getVotes(alice), 0, "votes meanwhile");
    }

    function test_attack_oneWeiOfStakeDoesNotRoundUp() public {
        makeParameter();
        attest(mallory);
        stakeFor(mallory, 3);
        skip(1);
        Proposal memory made = proposeLever(alice, 1);
        toVoting();
        vote(mallory, made.id, FOR);
        assertEq(uint256(governance.tallyOf(made.id).rootFor), 1, "root of 3");
    }

    function test_attack_theDeployerIsLeftWithNothing() public view {
        (bool isAdmin,) = access.hasRole(access.ADMIN_ROLE(), address(this));
        assertFalse(isAdmin, "access manager");
        assertFalse(timelock.hasRole(timelock.DEFAULT_ADMIN_ROLE(), address(this)), "timelock");
        assertFalse(timelock.hasRole(timelock.PROPOSER_ROLE(), address(this)), "proposer");
    }
}
