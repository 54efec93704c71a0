// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {AgentGovernance} from "./AgentGovernance.sol";

/// @title Pays those who voted, whatever they voted for, by the stake they cast.
/// @notice Stake and not roots: what is paid by roots would be worth splitting for. Each proposal has its own pot.
contract VotingRewards is AccessManaged, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    AgentGovernance public immutable governance;
    IERC20 public immutable token;

    /// @notice What was put up for a proposal's voters, in token units.
    mapping(uint256 proposalId => uint256) public potOf;
    mapping(uint256 proposalId => mapping(address voter => bool)) public claimed;

    event Funded(uint256 indexed proposalId, address indexed from, uint256 amount);
    event Claimed(uint256 indexed proposalId, address indexed voter, uint256 amount);
    event Reclaimed(uint256 indexed proposalId, address indexed to, uint256 amount);

    error VotingOver(uint256 proposalId, uint256 deadline);
    error VotingNotOver(uint256 proposalId, uint256 deadline);
    error AlreadyClaimed(uint256 proposalId, address voter);
    error NothingToPay(uint256 proposalId, address voter);
    error SomebodyVoted(uint256 proposalId);
    error ReceivedOtherThanSent(uint256 sent, uint256 received);

    constructor(AgentGovernance governance_, IERC20 token_, address authority) AccessManaged(authority) {
        governance = governance_;
        token = token_;
    }

    /// @notice Adds to a proposal's pot, while it can still be voted on.
    function fund(uint256 proposalId, uint256 amount) external restricted nonReentrant {
        // Of a proposal that does not exist this reverts with the governor's own error.
        governance.state(proposalId);
        uint256 deadline = governance.proposalDeadline(proposalId);
        if (block.timestamp > deadline) revert VotingOver(proposalId, deadline);
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = token.balanceOf(address(this)) - before;
        if (received != amount) revert ReceivedOtherThanSent(amount, received);
        potOf[proposalId] += amount;
        emit Funded(proposalId, msg.sender, amount);
    }

    /// @notice Pays a voter's part, rounded down; anybody may call it for anybody.
    function claim(uint256 proposalId, address voter) external nonReentrant returns (uint256 amount) {
        _requireOver(proposalId);
        if (claimed[proposalId][voter]) revert AlreadyClaimed(proposalId, voter);
        uint256 cast = governance.stakeCast(proposalId, voter);
        if (cast > 0) amount = Math.mulDiv(potOf[proposalId], cast, governance.totalStakeCast(proposalId));
        if (amount == 0) revert NothingToPay(proposalId, voter);
        claimed[proposalId][voter] = true;
        token.safeTransfer(voter, amount);
        emit Claimed(proposalId, voter, amount);
    }

    /// @notice Takes back the pot of a proposal that nobody voted on.
    function reclaim(uint256 proposalId, address to) external restricted nonReentrant {
        _requireOver(proposalId);
        if (governance.totalStakeCast(proposalId) > 0) revert SomebodyVoted(proposalId);
        uint256 amount = potOf[proposalId];
        potOf[proposalId] = 0;
        token.safeTransfer(to, amount);
        emit Reclaimed(proposalId, to, amount);
    }

    function _requireOver(uint256 proposalId) private view {
        uint256 deadline = governance.proposalDeadline(proposalId);
        if (block.timestamp <= deadline) revert VotingNotOver(proposalId, deadline);
    }
}
