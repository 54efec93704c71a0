// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {AgentGovernance} from "../../src/governance/AgentGovernance.sol";
import {ProposalTypes, Rules} from "../../src/governance/ProposalTypes.sol";
import {TwoTallyCounting} from "../../src/governance/TwoTallyCounting.sol";
import {Vectors} from "../support/Vectors.sol";
import {GovernanceBase, Lever} from "./GovernanceBase.sol";

/// @dev The cases of vectors/quadraticTally.json: real stake, real attestations, real votes.
contract QuadraticTallyVectorsTest is GovernanceBase, Vectors {
    uint256 private constant CASES = 30;
    uint256 private constant VOTERS = 5;
    uint256 private constant RULES = 5;
    /// @dev In the vectors: does not vote.
    uint256 private constant SILENT = 3;

    address[VOTERS] private voters;

    function setUp() public override {
        super.setUp();
        // Whoever proposes has no stake, so that all stake is the voters'.
        governance = new AgentGovernance(
            stake, timelock, persons, types, AgentGovernance.Settings(DELAY, PERIOD, 0, EXTENSION, guardian)
        );
        vm.prank(address(timelock));
        types.classify(address(lever), Lever.set.selector, ProposalTypes.ProposalType.Treasury);
        for (uint256 i = 0; i < VOTERS; ++i) {
            voters[i] = makeAddr(string.concat("voter", vm.toString(i)));
        }
    }

    function test_vectors_QuadraticTally() public {
        string memory json = vectors("quadraticTally");
        uint256 before = vm.snapshotState();
        for (uint256 i = 0; i < CASES; ++i) {
            // Called from outside, so that what is read of a case leaves the memory with it.
            this.checkCase(json, i);
            vm.revertToState(before);
            before = vm.snapshotState();
        }
        noMoreThan(json, CASES, "stakeFor");
    }

    function checkCase(string memory json, uint256 index) external {
        for (uint256 i = 0; i < VOTERS; ++i) {
            uint256 amount = column(json, index, "stake", i);
            if (amount > 0) stakeFor(voters[i], amount);
            if (column(json, index, "person", i) == 1) attest(voters[i]);
        }
        skip(1);
        // One proposal for each set of rules, all on the same stake.
        Proposal[RULES] memory made;
        for (uint256 r = 0; r < RULES; ++r) {
            setRules(json, index, r);
            made[r] = proposeLever(treasury, r);
        }
        toVoting();
        for (uint256 i = 0; i < VOTERS; ++i) {
            uint256 support = column(json, index, "support", i);
            if (support == SILENT) continue;
            for (uint256 r = 0; r < RULES; ++r) {
                vote(voters[i], made[r].id, uint8(support));
            }
        }
        skip(PERIOD + EXTENSION + 1);
        for (uint256 r = 0; r < RULES; ++r) {
            checkTally(json, index, r, made[r].id);
        }
    }

    function setRules(string memory json, uint256 index, uint256 r) private {
        Rules memory rules = Rules({
            quorumBps: uint16(column(json, index, "quorumBps", r)),
            approvalBps: uint16(column(json, index, "approvalBps", r)),
            quadratic: column(json, index, "quadratic", r) == 1
        });
        vm.prank(address(timelock));
        types.setRules(ProposalTypes.ProposalType.Treasury, rules);
    }

    function checkTally(string memory json, uint256 index, uint256 r, uint256 id) private view {
        string memory which = string.concat(vm.toString(index), " by rules ", vm.toString(r));
        TwoTallyCounting.Tally memory tally = governance.tallyOf(id);
        bool quadratic = governance.rulesOf(id).quadratic;
        assertEq(tally.stakeFor, numberAt(json, index, "stakeFor"), which);
        assertEq(tally.stakeAgainst, numberAt(json, index, "stakeAgainst"), which);
        assertEq(tally.stakeAbstain, numberAt(json, index, "stakeAbstain"), which);
        // A ballot by stake has no use for roots.
        assertEq(tally.rootFor, quadratic ? numberAt(json, index, "rootFor") : 0, which);
        assertEq(tally.rootAgainst, quadratic ? numberAt(json, index, "rootAgainst") : 0, which);
        bool passed = governance.state(id) == IGovernor.ProposalState.Succeeded;
        assertEq(passed, column(json, index, "passed", r) == 1, which);
        uint256 present = uint256(tally.stakeFor) + tally.stakeAbstain;
        bool reached = present > 0 && present >= governance.quorumOf(id);
        assertEq(reached, column(json, index, "quorumReached", r) == 1, which);
    }

    function column(string memory json, uint256 index, string memory name, uint256 number)
        private
        pure
        returns (uint256)
    {
        return numberAt(json, index, string.concat(name, vm.toString(number)));
    }
}
