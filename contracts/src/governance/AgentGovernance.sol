// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {GovernorPreventLateQuorum} from "@openzeppelin/contracts/governance/extensions/GovernorPreventLateQuorum.sol";
import {GovernorProposalGuardian} from "@openzeppelin/contracts/governance/extensions/GovernorProposalGuardian.sol";
import {GovernorSettings} from "@openzeppelin/contracts/governance/extensions/GovernorSettings.sol";
import {GovernorTimelockControl} from "@openzeppelin/contracts/governance/extensions/GovernorTimelockControl.sol";
import {GovernorVotes} from "@openzeppelin/contracts/governance/extensions/GovernorVotes.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {PersonRegistry} from "./PersonRegistry.sol";
import {ProposalTypes, Rules} from "./ProposalTypes.sol";
import {StakedVotes} from "./StakedVotes.sol";
import {TwoTallyCounting} from "./TwoTallyCounting.sol";

/// @title How stakers decide. What passes is done by the timelock, which owns everything else.
/// @notice Quorum and approval follow from what a proposal calls (see ProposalTypes), and stay as they were when it was
/// made. The guardian can cancel and can do nothing else here.
/// @dev Times are seconds.
contract AgentGovernance is
    Governor,
    GovernorSettings,
    TwoTallyCounting,
    GovernorVotes,
    GovernorTimelockControl,
    GovernorPreventLateQuorum,
    GovernorProposalGuardian
{
    struct Settings {
        uint48 votingDelay;
        uint32 votingPeriod;
        /// Stake needed to propose, in token units.
        uint256 proposalThreshold;
        /// Seconds that remain at least once a quorum is reached.
        uint48 lateQuorumExtension;
        address guardian;
    }

    uint48 public constant VOTING_DELAY_MIN = 1 hours;
    uint32 public constant VOTING_PERIOD_MIN = 1 days;
    PersonRegistry public immutable persons;
    ProposalTypes public immutable types;

    mapping(uint256 proposalId => Rules) private _rulesOf;

    event ProposalClassified(uint256 indexed proposalId, ProposalTypes.ProposalType proposalType);

    error VotingTooShort(uint256 given, uint256 min);

    constructor(
        StakedVotes stake,
        TimelockController timelock_,
        PersonRegistry persons_,
        ProposalTypes types_,
        Settings memory settings
    )
        Governor("QCAI governance")
        GovernorSettings(settings.votingDelay, settings.votingPeriod, settings.proposalThreshold)
        GovernorVotes(stake)
        GovernorTimelockControl(timelock_)
        GovernorPreventLateQuorum(settings.lateQuorumExtension)
    {
        persons = persons_;
        types = types_;
        _setProposalGuardian(settings.guardian);
    }

    /// @inheritdoc TwoTallyCounting
    function rulesOf(uint256 proposalId) public view override returns (Rules memory) {
        return _rulesOf[proposalId];
    }

    /// @notice Quorum of the strictest type, in token units. Proposals have their own: see quorumOf.
    function quorum(uint256 timepoint) public view override returns (uint256) {
        return Math.mulDiv(_stakeAt(timepoint), types.rulesOf(ProposalTypes.ProposalType.Upgrade).quorumBps, BPS, Math.Rounding.Ceil);
    }

    function _propose(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        string memory description,
        address proposer
    ) internal override returns (uint256 proposalId) {
        proposalId = super._propose(targets, values, calldatas, description, proposer);
        (ProposalTypes.ProposalType proposalType, Rules memory rules) = types.judge(targets, calldatas);
        _rulesOf[proposalId] = rules;
        emit ProposalClassified(proposalId, proposalType);
    }

    function _setVotingDelay(uint48 delay) internal override {
        // Without a delay, stake borrowed in the same second would be there at the snapshot.
        if (delay < VOTING_DELAY_MIN) revert VotingTooShort(delay, VOTING_DELAY_MIN);
        super._setVotingDelay(delay);
    }

    function _setVotingPeriod(uint32 period) internal override {
        if (period < VOTING_PERIOD_MIN) revert VotingTooShort(period, VOTING_PERIOD_MIN);
        super._setVotingPeriod(period);
    }

    function _wasPerson(address account, uint256 timepoint) internal view override returns (bool) {
        return persons.wasPerson(account, timepoint);
    }

    function _stakeAt(uint256 timepoint) internal view override returns (uint256) {
        return token().getPastTotalSupply(timepoint);
    }

    // What follows only says which of several parents is meant.

    function proposalThreshold() public view override(Governor, GovernorSettings) returns (uint256) {
        return super.proposalThreshold();
    }

    function proposalDeadline(uint256 proposalId)
        public
        view
        override(Governor, GovernorPreventLateQuorum)
        returns (uint256)
    {
        return super.proposalDeadline(proposalId);
    }

    function state(uint256 proposalId)
        public
        view
        override(Governor, GovernorTimelockControl)
        returns (ProposalState)
    {
        return super.state(proposalId);
    }

    function proposalNeedsQueuing(uint256 proposalId)
        public
        view
        override(Governor, GovernorTimelockControl)
        returns (bool)
    {
        return super.proposalNeedsQueuing(proposalId);
    }

    function _tallyUpdated(uint256 proposalId) internal override(Governor, GovernorPreventLateQuorum) {
        super._tallyUpdated(proposalId);
    }

    function _validateCancel(uint256 proposalId, address caller)
        internal
        view
        override(Governor, GovernorProposalGuardian)
        returns (bool)
    {
        return super._validateCancel(proposalId, caller);
    }

    function _queueOperations(
        uint256 proposalId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) returns (uint48) {
        return super._queueOperations(proposalId, targets, values, calldatas, descriptionHash);
    }

    function _executeOperations(
        uint256 proposalId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) {
        super._executeOperations(proposalId, targets, values, calldatas, descriptionHash);
    }

    function _cancel(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override(Governor, GovernorTimelockControl) returns (uint256) {
        return super._cancel(targets, values, calldatas, descriptionHash);
    }

    function _executor() internal view override(Governor, GovernorTimelockControl) returns (address) {
        return super._executor();
    }
}
