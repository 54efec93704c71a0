// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {AgentGovernance} from "../../src/governance/AgentGovernance.sol";
import {PersonRegistry} from "../../src/governance/PersonRegistry.sol";
import {ProposalTypes, Rules} from "../../src/governance/ProposalTypes.sol";
import {TwoTallyCounting} from "../../src/governance/TwoTallyCounting.sol";
import {GovernanceBase} from "./GovernanceBase.sol";

contract AgentGovernanceTest is GovernanceBase {
    function setUp() public override {
        super.setUp();
        stakeFor(alice, 300_000e18);
        stakeFor(bob, 200_000e18);
        stakeFor(carol, 500_000e18);
        skip(1);
    }

    function test_whatPassesIsDoneByTheTimelockAfterItsDelay() public {
        Proposal memory made = proposeLever(alice, 42);
        assertState(made.id, IGovernor.ProposalState.Pending);
        toVoting();
        assertState(made.id, IGovernor.ProposalState.Active);
        vote(alice, made.id, FOR);
        vote(carol, made.id, FOR);
        vote(bob, made.id, AGAINST);
        skip(PERIOD);
        assertState(made.id, IGovernor.ProposalState.Succeeded);
        queue(made);
        skip(TIMELOCK_DELAY - 1);
        vm.expectPartialRevert(TimelockController.TimelockUnexpectedOperationState.selector);
        execute(made);
        skip(2);
        execute(made);
        assertEq(lever.value(), 42, "the lever");
        vm.expectPartialRevert(IGovernor.GovernorUnexpectedProposalState.selector);
        execute(made);
    }

    function test_saysHowItCountsAndWhatAProposerNeeds() public view {
        assertEq(governance.COUNTING_MODE(), "support=bravo&quorum=for,abstain&params=none");
        assertEq(governance.proposalThreshold(), 1_000e18, "threshold");
    }

    function test_anUnclassifiedCallNeedsTheStrictestType() public {
        Proposal memory made = proposeLever(alice, 1);
        assertEq(uint256(governance.rulesOf(made.id).quorumBps), 2_000, "quorum");
        assertEq(uint256(governance.rulesOf(made.id).approvalBps), 6_667, "approval");
        toVoting();
        assertEq(governance.quorumOf(made.id), 200_000e18, "quorum in stake");
        assertEq(governance.quorum(vm.getBlockTimestamp() - 1), 200_000e18, "strictest quorum");
    }

    function test_theStrictestCallDecides() public {
        classifyLeverAlone(ProposalTypes.ProposalType.Trading);
        address[] memory targets = new address[](2);
        bytes[] memory calldatas = new bytes[](2);
        (targets[0], calldatas[0]) = (address(lever), abi.encodeWithSignature("set(uint256)", 1));
        (targets[1], calldatas[1]) = (address(lever), abi.encodeWithSignature("owner()"));
        (ProposalTypes.ProposalType both,) = types.judge(targets, calldatas);
        assertEq(uint256(both), uint256(ProposalTypes.ProposalType.Upgrade), "both");
        calldatas[1] = calldatas[0];
        (ProposalTypes.ProposalType one,) = types.judge(targets, calldatas);
        assertEq(uint256(one), uint256(ProposalTypes.ProposalType.Trading), "the classified one");
        calldatas[1] = "";
        (ProposalTypes.ProposalType plain,) = types.judge(targets, calldatas);
        assertEq(uint256(plain), uint256(ProposalTypes.ProposalType.Upgrade), "a plain payment");
    }

    function test_belowItsQuorumAProposalFails() public {
        classifyLeverAlone(ProposalTypes.ProposalType.Trading);
        // Four per cent of a million: 40,000, and one unit less than that is not enough.
        address dave = makeAddr("dave");
        stakeFor(dave, 41_000e18);
        skip(1);
        Proposal memory made = proposeLever(dave, 1);
        toVoting();
        assertEq(governance.quorumOf(made.id), 41_640e18, "quorum");
        vote(dave, made.id, FOR);
        skip(PERIOD + EXTENSION);
        assertState(made.id, IGovernor.ProposalState.Defeated);
    }

    function test_abstainingCountsForTheQuorumAndNotForTheOutcome() public {
        Proposal memory made = proposeLever(alice, 1);
        toVoting();
        vote(carol, made.id, ABSTAIN);
        skip(PERIOD + EXTENSION);
        assertState(made.id, IGovernor.ProposalState.Defeated);
    }

    function test_approvalMustBeExceeded() public {
        // 300,000 for and 200,000 against are 60 %, less than the 66.67 % of an upgrade.
        Proposal memory made = proposeLever(alice, 1);
        toVoting();
        vote(alice, made.id, FOR);
        vote(bob, made.id, AGAINST);
        skip(PERIOD + EXTENSION);
        assertState(made.id, IGovernor.ProposalState.Defeated);
    }

    function test_aTieFails() public {
        classifyLeverAlone(ProposalTypes.ProposalType.Trading);
        address dave = makeAddr("dave");
        stakeFor(dave, 300_000e18);
        skip(1);
        Proposal memory made = proposeLever(alice, 1);
        toVoting();
        vote(alice, made.id, FOR);
        vote(dave, made.id, AGAINST);
        skip(PERIOD + EXTENSION);
        assertState(made.id, IGovernor.ProposalState.Defeated);
    }

    function test_inAQuadraticBallotRootsOfPersonsDecide() public {
        classifyLeverAlone(ProposalTypes.ProposalType.Parameter);
        attest(alice);
        attest(bob);
        skip(1);
        Proposal memory made = proposeLever(alice, 1);
        toVoting();
        vote(alice, made.id, FOR);
        vote(bob, made.id, FOR);
        vote(carol, made.id, AGAINST);
        TwoTallyCounting.Tally memory tally = governance.tallyOf(made.id);
        assertEq(uint256(tally.stakeFor), 500_000e18, "stake for");
        assertEq(uint256(tally.stakeAgainst), 500_000e18, "stake against");
        // Roots of 3e23 and 2e23, rounded down, as worked out apart from the code; carol speaks for nobody.
        assertEq(uint256(tally.rootFor), 547_722_557_505 + 447_213_595_499, "roots for");
        assertEq(uint256(tally.rootAgainst), 0, "roots against");
        skip(PERIOD + EXTENSION);
        assertState(made.id, IGovernor.ProposalState.Succeeded);
    }

    function test_anAttestationAfterTheSnapshotComesTooLate() public {
        classifyLeverAlone(ProposalTypes.ProposalType.Parameter);
        Proposal memory made = proposeLever(alice, 1);
        toVoting();
        attest(alice);
        vote(alice, made.id, FOR);
        assertEq(uint256(governance.tallyOf(made.id).rootFor), 0, "root");
    }

    function test_aVoteCountsOnce() public {
        Proposal memory made = proposeLever(alice, 1);
        toVoting();
        vote(alice, made.id, FOR);
        assertTrue(governance.hasVoted(made.id, alice), "has voted");
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorAlreadyCastVote.selector, alice));
        governance.castVote(made.id, AGAINST);
    }

    function test_refusesAVoteThatMeansNothing() public {
        Proposal memory made = proposeLever(alice, 1);
        toVoting();
        vm.prank(alice);
        vm.expectRevert(IGovernor.GovernorInvalidVoteType.selector);
        governance.castVote(made.id, 3);
    }

    function test_refusesAProposalOfTooLittleStake() public {
        address dave = makeAddr("dave");
        stakeFor(dave, 999e18);
        skip(1);
        Proposal memory made = proposalOf(address(lever), "", "x");
        vm.prank(dave);
        vm.expectRevert(
            abi.encodeWithSelector(IGovernor.GovernorInsufficientProposerVotes.selector, dave, 999e18, 1_000e18)
        );
        governance.propose(made.targets, made.values, made.calldatas, made.text);
    }

    function test_theGuardianCancelsAndDoesNothingElse() public {
        Proposal memory made = proposeLever(alice, 1);
        toVoting();
        vote(carol, made.id, FOR);
        skip(PERIOD + EXTENSION);
        queue(made);
        vm.prank(bob);
        vm.expectPartialRevert(IGovernor.GovernorUnableToCancel.selector);
        governance.cancel(made.targets, made.values, made.calldatas, keccak256(bytes(made.text)));
        vm.prank(guardian);
        governance.cancel(made.targets, made.values, made.calldatas, keccak256(bytes(made.text)));
        assertState(made.id, IGovernor.ProposalState.Canceled);
        skip(TIMELOCK_DELAY + 1);
        vm.expectPartialRevert(IGovernor.GovernorUnexpectedProposalState.selector);
        execute(made);
        vm.prank(guardian);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorOnlyExecutor.selector, guardian));
        governance.setVotingDelay(1 days);
        assertFalse(timelock.hasRole(timelock.PROPOSER_ROLE(), guardian), "proposer");
        assertFalse(timelock.hasRole(timelock.EXECUTOR_ROLE(), guardian), "executor");
    }

    function test_aQuorumReachedLateLeavesTimeToAnswer() public {
        Proposal memory made = proposeLever(alice, 1);
        toVoting();
        skip(PERIOD - 1 hours);
        vote(carol, made.id, FOR);
        uint256 deadline = governance.proposalDeadline(made.id);
        assertEq(deadline, vm.getBlockTimestamp() + EXTENSION, "deadline");
        skip(EXTENSION - 1);
        vote(alice, made.id, AGAINST);
        vote(bob, made.id, AGAINST);
        skip(2);
        assertState(made.id, IGovernor.ProposalState.Defeated);
    }

    function test_rulesChangeForLaterProposalsAlone() public {
        Proposal memory before = proposeLever(alice, 7);
        Rules memory lax = Rules({quorumBps: 100, approvalBps: 5_000, quadratic: false});
        passByAll(address(types), abi.encodeCall(ProposalTypes.setRules, (ProposalTypes.ProposalType.Upgrade, lax)));
        assertEq(uint256(governance.rulesOf(before.id).quorumBps), 2_000, "before");
        Proposal memory later = proposeLever(alice, 8);
        assertEq(uint256(governance.rulesOf(later.id).quorumBps), 100, "later");
        assertEq(uint256(types.rulesOf(ProposalTypes.ProposalType.Upgrade).quorumBps), 100, "of the type");
    }

    function test_refusesRulesOutOfBounds() public {
        uint16[2][4] memory wrong = [[uint16(99), 5_000], [uint16(5_001), 5_000], [uint16(100), 4_999], [uint16(100), 9_001]];
        for (uint256 i = 0; i < wrong.length; ++i) {
            Rules memory rules = Rules({quorumBps: wrong[i][0], approvalBps: wrong[i][1], quadratic: false});
            vm.prank(address(timelock));
            vm.expectRevert(
                abi.encodeWithSelector(ProposalTypes.RulesOutOfBounds.selector, wrong[i][0], wrong[i][1])
            );
            types.setRules(ProposalTypes.ProposalType.Trading, rules);
        }
    }

    function test_onlyTheTimelockSetsRulesAndTypes() public {
        Rules memory rules = Rules({quorumBps: 100, approvalBps: 5_000, quadratic: false});
        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, alice));
        types.setRules(ProposalTypes.ProposalType.Trading, rules);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, alice));
        types.classify(address(lever), 0, ProposalTypes.ProposalType.Trading);
    }

    function test_refusesVotingTimesThatAreTooShort() public {
        AgentGovernance.Settings memory settings = AgentGovernance.Settings({
            votingDelay: 1 hours - 1,
            votingPeriod: PERIOD,
            proposalThreshold: 1,
            lateQuorumExtension: 0,
            guardian: guardian
        });
        vm.expectRevert(abi.encodeWithSelector(AgentGovernance.VotingTooShort.selector, 1 hours - 1, 1 hours));
        new AgentGovernance(stake, timelock, persons, types, settings);
        settings.votingDelay = DELAY;
        settings.votingPeriod = 1 days - 1;
        vm.expectRevert(abi.encodeWithSelector(AgentGovernance.VotingTooShort.selector, 1 days - 1, 1 days));
        new AgentGovernance(stake, timelock, persons, types, settings);
    }

    function test_withoutAnyStakeNothingPasses() public {
        Proposal memory made = proposeLever(alice, 1);
        for (uint256 i = 0; i < 3; ++i) {
            address each = [alice, bob, carol][i];
            uint256 all = stake.stakeOf(each);
            vm.prank(each);
            stake.requestUnstake(all);
        }
        toVoting();
        assertEq(governance.quorumOf(made.id), 0, "quorum of nothing");
        skip(PERIOD + EXTENSION);
        assertState(made.id, IGovernor.ProposalState.Defeated);
    }

    /// @dev An upgrade needs 20 % of stake and two thirds of those who vote: all three vote for it.
    function passByAll(address target, bytes memory data) internal {
        Proposal memory made = propose(carol, target, data);
        toVoting();
        vote(alice, made.id, FOR);
        vote(bob, made.id, FOR);
        vote(carol, made.id, FOR);
        skip(PERIOD + EXTENSION);
        queue(made);
        skip(TIMELOCK_DELAY + 1);
        execute(made);
    }

    function classifyLeverAlone(ProposalTypes.ProposalType proposalType) internal {
        passByAll(
            address(types), abi.encodeWithSelector(ProposalTypes.classify.selector, lever, lever.set.selector, proposalType)
        );
    }
}

contract PersonRegistryTest is GovernanceBase {
    bytes32 internal constant PERSON = keccak256("somebody");

    function test_onePersonSpeaksByOneAccount() public {
        uint48 until = uint48(vm.getBlockTimestamp() + 1 days);
        vm.startPrank(attester);
        persons.attest(PERSON, alice, until);
        vm.expectRevert(abi.encodeWithSelector(PersonRegistry.PersonSpeaksByAnother.selector, PERSON, alice));
        persons.attest(PERSON, bob, until);
        vm.expectRevert(abi.encodeWithSelector(PersonRegistry.AccountSpeaksForAnother.selector, alice, PERSON));
        persons.attest(keccak256("another"), alice, until);
    }

    function test_anAttestationEndsByItselfAndByRevocation() public {
        uint256 from = vm.getBlockTimestamp();
        uint48 until = uint48(from + 1 days);
        vm.prank(attester);
        persons.attest(PERSON, alice, until);
        vm.warp(until + 10);
        assertFalse(persons.wasPerson(alice, from - 1), "before");
        assertTrue(persons.wasPerson(alice, from), "from then on");
        assertTrue(persons.wasPerson(alice, until), "to the last second");
        assertFalse(persons.wasPerson(alice, until + 1), "after");
        vm.startPrank(attester);
        persons.attest(PERSON, alice, uint48(until + 30 days));
        skip(100);
        persons.revoke(alice);
        skip(10);
        assertTrue(persons.wasPerson(alice, until + 109), "before it was revoked");
        assertFalse(persons.wasPerson(alice, until + 110), "revoked");
        persons.attest(PERSON, bob, uint48(until + 30 days));
        assertEq(persons.accountOf(PERSON), bob, "by another account");
    }

    function test_refusals() public {
        uint48 now_ = uint48(vm.getBlockTimestamp());
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, address(this)));
        persons.attest(PERSON, alice, now_ + 1);
        vm.startPrank(attester);
        vm.expectRevert(PersonRegistry.NoPerson.selector);
        persons.attest(0, alice, now_ + 1);
        vm.expectPartialRevert(PersonRegistry.ValidityOutOfBounds.selector);
        persons.attest(PERSON, alice, now_);
        vm.expectPartialRevert(PersonRegistry.ValidityOutOfBounds.selector);
        persons.attest(PERSON, alice, now_ + 730 days + 1);
        vm.expectRevert(abi.encodeWithSelector(PersonRegistry.NotAttested.selector, bob));
        persons.revoke(bob);
        vm.expectRevert(abi.encodeWithSelector(PersonRegistry.NotPastYet.selector, now_, now_));
        persons.wasPerson(alice, now_);
    }
}
