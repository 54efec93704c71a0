// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgentGovernance} from "../../src/governance/AgentGovernance.sol";
import {PersonRegistry} from "../../src/governance/PersonRegistry.sol";
import {ProposalTypes, Rules} from "../../src/governance/ProposalTypes.sol";
import {TwoTallyCounting} from "../../src/governance/TwoTallyCounting.sol";
import {StakedVotes} from "../../src/governance/StakedVotes.sol";
import {VotingRewards} from "../../src/governance/VotingRewards.sol";
import {GovernanceBase, Lever} from "./GovernanceBase.sol";

/// @dev The indexer knows of governance what its events say, so each says all of it.
contract GovernanceEventsTest is GovernanceBase {
    bytes32 private constant PERSON = keccak256("somebody");

    function setUp() public override {
        super.setUp();
        stakeFor(alice, 500_000_000e18);
        skip(1);
    }

    function test_Event_OfStake() public {
        give(bob, 70);
        vm.startPrank(bob);
        token.approve(address(stake), 70);
        vm.expectEmit(address(stake));
        emit StakedVotes.Staked(bob, 70);
        stake.stake(70);
        uint48 withdrawableAt = uint48(vm.getBlockTimestamp() + 7 days);
        vm.expectEmit(address(stake));
        emit StakedVotes.UnstakeRequested(bob, 30, withdrawableAt);
        stake.requestUnstake(30);
        skip(7 days);
        vm.expectEmit(address(stake));
        emit StakedVotes.Withdrawn(bob, 30);
        stake.withdraw();
        vm.stopPrank();
    }

    function test_Event_OfPersons() public {
        uint48 until = uint48(vm.getBlockTimestamp() + 9 days);
        vm.startPrank(attester);
        vm.expectEmit(address(persons));
        emit PersonRegistry.Attested(PERSON, bob, until, attester);
        persons.attest(PERSON, bob, until);
        vm.expectEmit(address(persons));
        emit PersonRegistry.Revoked(PERSON, bob, attester);
        persons.revoke(bob);
        vm.stopPrank();
    }

    function test_Event_OfRulesAndClasses() public {
        vm.startPrank(address(timelock));
        vm.expectEmit(address(types));
        emit ProposalTypes.RulesSet(ProposalTypes.ProposalType.Trading, 123, 5_678, true);
        types.setRules(ProposalTypes.ProposalType.Trading, Rules(123, 5_678, true));
        vm.expectEmit(address(types));
        emit ProposalTypes.CallClassified(address(lever), Lever.set.selector, ProposalTypes.ProposalType.Trading);
        types.classify(address(lever), Lever.set.selector, ProposalTypes.ProposalType.Trading);
        vm.stopPrank();
    }

    function test_Event_OfAProposalAndOfRewards() public {
        Proposal memory made = proposalOf(address(lever), abi.encodeCall(Lever.set, (1)), "a change");
        vm.expectEmit(address(governance));
        emit AgentGovernance.ProposalClassified(made.id, ProposalTypes.ProposalType.Upgrade);
        vm.prank(alice);
        governance.propose(made.targets, made.values, made.calldatas, made.text);
        give(address(timelock), 900);
        vm.startPrank(address(timelock));
        token.approve(address(rewards), 900);
        vm.expectEmit(address(rewards));
        emit VotingRewards.Funded(made.id, address(timelock), 900);
        rewards.fund(made.id, 900);
        vm.stopPrank();
        toVoting();
        vm.expectEmit(address(governance));
        emit TwoTallyCounting.Counted(made.id, alice, FOR, 500_000_000e18, 0);
        vote(alice, made.id, FOR);
        skip(PERIOD + EXTENSION);
        vm.expectEmit(address(rewards));
        emit VotingRewards.Claimed(made.id, alice, 900);
        rewards.claim(made.id, alice);
    }

    function test_Event_OfAPotTakenBack() public {
        Proposal memory made = proposeLever(alice, 1);
        give(address(timelock), 900);
        vm.startPrank(address(timelock));
        token.approve(address(rewards), 900);
        rewards.fund(made.id, 900);
        skip(DELAY + PERIOD + EXTENSION + 1);
        vm.expectEmit(address(rewards));
        emit VotingRewards.Reclaimed(made.id, bob, 900);
        rewards.reclaim(made.id, bob);
        vm.stopPrank();
    }
}
