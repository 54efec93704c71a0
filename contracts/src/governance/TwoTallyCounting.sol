// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {Rules} from "./ProposalTypes.sol";

/// @title Counts each vote twice: by stake, and by the square root of stake.
/// @notice The quorum is always a share of all stake, in stake. The outcome is by stake, or, in a quadratic ballot, by roots. Roots
/// count only for accounts that speak for one person: over many accounts of one person roots would add up to more.
/// The two units never meet in one comparison.
abstract contract TwoTallyCounting is Governor {
    using SafeCast for uint256;

    uint256 internal constant BPS = 10_000;

    /// @dev As in Governor Bravo.
    enum Support {
        Against,
        For,
        Abstain
    }

    /// @notice Stake in token units; roots in square roots of token units, rounded down.
    struct Tally {
        uint96 stakeFor;
        uint96 stakeAgainst;
        uint96 stakeAbstain;
        // A sum of n roots is at most the root of n times all stake: 64 bits hold a hundred billion voters.
        uint64 rootFor;
        uint64 rootAgainst;
    }

    struct Ballot {
        Tally tally;
        /// Stake that was cast, plus one: zero means that nothing was.
        mapping(address voter => uint256) castPlusOne;
    }

    mapping(uint256 proposalId => Ballot) private _ballots;

    /// @notice Says how a vote counted in both tallies.
    event Counted(uint256 indexed proposalId, address indexed voter, uint8 support, uint256 stake, uint256 root);

    /// @notice Rules under which the proposal is decided.
    function rulesOf(uint256 proposalId) public view virtual returns (Rules memory);

    /// @notice Whether the account spoke for one person at that time.
    function _wasPerson(address account, uint256 timepoint) internal view virtual returns (bool);

    /// @inheritdoc IGovernor
    // solhint-disable-next-line func-name-mixedcase
    function COUNTING_MODE() public pure override returns (string memory) {
        return "support=bravo&quorum=for,abstain&params=none";
    }

    /// @inheritdoc IGovernor
    function hasVoted(uint256 proposalId, address account) public view override returns (bool) {
        return _ballots[proposalId].castPlusOne[account] != 0;
    }

    function tallyOf(uint256 proposalId) external view returns (Tally memory) {
        return _ballots[proposalId].tally;
    }

    /// @return stake that the account cast, in token units
    function stakeCast(uint256 proposalId, address account) external view returns (uint256) {
        uint256 cast = _ballots[proposalId].castPlusOne[account];
        return cast == 0 ? 0 : cast - 1;
    }

    /// @return stake that all accounts cast, in token units
    function totalStakeCast(uint256 proposalId) external view returns (uint256) {
        Tally storage tally = _ballots[proposalId].tally;
        return uint256(tally.stakeFor) + tally.stakeAgainst + tally.stakeAbstain;
    }

    /// @return least stake for and abstaining, in token units, rounded up
    function quorumOf(uint256 proposalId) public view returns (uint256) {
        uint256 supply = _stakeAt(proposalSnapshot(proposalId));
        return Math.mulDiv(supply, rulesOf(proposalId).quorumBps, BPS, Math.Rounding.Ceil);
    }

    /// @dev All stake at a past time.
    function _stakeAt(uint256 timepoint) internal view virtual returns (uint256);

    function _quorumReached(uint256 proposalId) internal view override returns (bool) {
        Tally storage tally = _ballots[proposalId].tally;
        uint256 present = uint256(tally.stakeFor) + tally.stakeAbstain;
        // Of no stake at all every share is reached; nothing may pass by that.
        return present > 0 && present >= quorumOf(proposalId);
    }

    function _voteSucceeded(uint256 proposalId) internal view override returns (bool) {
        Tally storage tally = _ballots[proposalId].tally;
        Rules memory rules = rulesOf(proposalId);
        uint256 inFavour = rules.quadratic ? tally.rootFor : tally.stakeFor;
        uint256 against = rules.quadratic ? tally.rootAgainst : tally.stakeAgainst;
        return inFavour * BPS > (inFavour + against) * rules.approvalBps;
    }

    function _countVote(uint256 proposalId, address account, uint8 support, uint256 stake, bytes memory)
        internal
        override
        returns (uint256)
    {
        Ballot storage ballot = _ballots[proposalId];
        if (ballot.castPlusOne[account] != 0) revert GovernorAlreadyCastVote(account);
        if (support > uint8(Support.Abstain)) revert GovernorInvalidVoteType();
        ballot.castPlusOne[account] = stake + 1;
        // Abstaining has no outcome to weigh, and a ballot by stake no use for roots.
        bool hasRoot = support != uint8(Support.Abstain) && rulesOf(proposalId).quadratic
            && _wasPerson(account, proposalSnapshot(proposalId));
        uint64 root = hasRoot ? Math.sqrt(stake).toUint64() : 0;
        uint96 cast = stake.toUint96();
        Tally storage tally = ballot.tally;
        if (support == uint8(Support.Against)) {
            tally.stakeAgainst += cast;
            if (root > 0) tally.rootAgainst += root;
        } else if (support == uint8(Support.For)) {
            tally.stakeFor += cast;
            if (root > 0) tally.rootFor += root;
        } else {
            tally.stakeAbstain += cast;
        }
        emit Counted(proposalId, account, support, stake, root);
        return stake;
    }
}
