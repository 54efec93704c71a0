// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Votes} from "@openzeppelin/contracts/governance/utils/Votes.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";

/// @title Stake that votes. One staked unit is one vote of the staker, and of nobody else.
/// @notice Votes are read at a past time, leave at once when unstaking is asked for, and the tokens follow after a
/// cooldown: whoever votes has something at stake for longer than any proposal waits for its vote.
/// @dev Stake cannot be transferred or delegated. Delegation would let one holder pass for many in a quadratic ballot.
contract StakedVotes is Votes, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @dev Shorter than any voting delay in use, a cooldown would let one stake vote and be gone.
    uint48 public constant COOLDOWN_MIN = 1 days;
    uint48 public constant COOLDOWN_MAX = 60 days;

    struct Leaving {
        uint208 amount;
        uint48 withdrawableAt;
    }

    /// @notice What is staked: a plain token that moves exactly what it is told to.
    IERC20 public immutable token;
    /// @notice Seconds from asking to unstake until the tokens can be taken.
    uint48 public immutable cooldown;

    mapping(address account => uint256) private _staked;
    mapping(address account => Leaving) private _leaving;

    event Staked(address indexed account, uint256 amount);
    event UnstakeRequested(address indexed account, uint256 amount, uint48 withdrawableAt);
    event Withdrawn(address indexed account, uint256 amount);

    error CooldownOutOfBounds(uint48 cooldown, uint48 min, uint48 max);
    error NothingToMove();
    error StakeTooSmall(uint256 asked, uint256 staked);
    error StillCoolingDown(uint48 withdrawableAt, uint48 now_);
    error ReceivedOtherThanSent(uint256 sent, uint256 received);
    error StakeNotDelegable(address account, address delegatee);

    constructor(IERC20 token_, uint48 cooldown_) EIP712("QCAI stake", "1") {
        if (cooldown_ < COOLDOWN_MIN || cooldown_ > COOLDOWN_MAX) {
            revert CooldownOutOfBounds(cooldown_, COOLDOWN_MIN, COOLDOWN_MAX);
        }
        token = token_;
        cooldown = cooldown_;
    }

    /// @notice Stakes tokens of the caller; they vote for the caller from the next second on.
    /// @param amount token units, more than zero; the contract must be allowed to take them
    function stake(uint256 amount) external nonReentrant {
        if (amount == 0) revert NothingToMove();
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = token.balanceOf(address(this)) - before;
        if (received != amount) revert ReceivedOtherThanSent(amount, received);
        if (delegates(msg.sender) == address(0)) _delegate(msg.sender, msg.sender);
        _staked[msg.sender] += amount;
        _transferVotingUnits(address(0), msg.sender, amount);
        emit Staked(msg.sender, amount);
    }

    /// @notice Takes votes away at once, and starts the cooldown of everything that is leaving, anew.
    /// @param amount token units, at most what is staked
    function requestUnstake(uint256 amount) external {
        uint256 staked = _staked[msg.sender];
        if (amount == 0) revert NothingToMove();
        if (amount > staked) revert StakeTooSmall(amount, staked);
        unchecked {
            _staked[msg.sender] = staked - amount;
        }
        Leaving storage leaving = _leaving[msg.sender];
        uint48 withdrawableAt = clock() + cooldown;
        leaving.amount += SafeCast.toUint208(amount);
        leaving.withdrawableAt = withdrawableAt;
        _transferVotingUnits(msg.sender, address(0), amount);
        emit UnstakeRequested(msg.sender, amount, withdrawableAt);
    }

    /// @notice Pays out all that has cooled down.
    function withdraw() external nonReentrant {
        Leaving memory leaving = _leaving[msg.sender];
        if (leaving.amount == 0) revert NothingToMove();
        if (clock() < leaving.withdrawableAt) revert StillCoolingDown(leaving.withdrawableAt, clock());
        delete _leaving[msg.sender];
        token.safeTransfer(msg.sender, leaving.amount);
        emit Withdrawn(msg.sender, leaving.amount);
    }

    /// @return token units that vote
    function stakeOf(address account) external view returns (uint256) {
        return _staked[account];
    }

    /// @return token units that wait, and the second from which they can be taken
    function leavingOf(address account) external view returns (Leaving memory) {
        return _leaving[account];
    }

    /// @notice Seconds since 1970 (ERC-6372), the same on chains with any block time.
    function clock() public view override returns (uint48) {
        return Time.timestamp();
    }

    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() public pure override returns (string memory) {
        return "mode=timestamp";
    }

    /// @dev Both ways to delegate, by call and by signature, come through here.
    function _delegate(address account, address delegatee) internal override {
        if (delegatee != account) revert StakeNotDelegable(account, delegatee);
        if (delegates(account) != account) super._delegate(account, account);
    }

    function _getVotingUnits(address account) internal view override returns (uint256) {
        return _staked[account];
    }
}
