// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Asset, Assets} from "../common/Assets.sol";
import {Accumulator} from "./Accumulator.sol";

/// @title Pools that pay a stream of one token to those who stake an asset
/// @notice A stake is an ERC-20 token or one id of an ERC-6909 token, such as the shares of an AMM pool. A stake lies in
/// one of its owner's tranches; adding to a tranche starts that tranche's lock again and touches no other. After its lock
/// a stake can always be taken out: taking it out never calls the reward token, and nothing can be paused. Rewards come only
/// from what a pool was funded with; a pool cannot spend another's, nor anybody's stake, though tokens coincide.
/// @dev Units: atoms of each token, seconds; ratios have 18 decimals. Every rounding is for the pool.
contract AIPowerYieldFarm is AccessManaged, ReentrancyGuardTransient {
    using SafeCast for uint256;
    using Accumulator for Accumulator.Pot;
    using Accumulator for Accumulator.StoredHolder;

    /// @notice What a pool is, for ever. `distributor` alone may fund it.
    struct Terms {
        Asset stake;
        address reward;
        uint32 periodSeconds;
        uint32 lockSeconds;
        address distributor;
    }

    uint32 public constant PERIOD_SECONDS_MIN = 1 hours;
    uint32 public constant PERIOD_SECONDS_MAX = 730 days;
    uint32 public constant LOCK_SECONDS_MAX = 365 days;
    uint256 private constant ONE = 1e18;
    /// @dev Beside the lock in what the pot keeps for us: the stake is an id of an ERC-6909 token, and not 0.
    uint32 private constant HAS_ID = 1 << 31;

    uint256 public poolCount;
    mapping(uint256 poolId => Terms) private _terms;
    mapping(uint256 poolId => Accumulator.Pot) private _pots;
    /// @dev All a pool ever got; kept within 112 bits, which the arithmetic of the pot stands on.
    mapping(uint256 poolId => uint256) public fundedTotal;
    mapping(uint256 poolId => mapping(address owner => mapping(uint256 tranche => Accumulator.StoredHolder))) private
        _holders;

    event PoolCreated(uint256 indexed poolId, Terms terms);
    event Funded(uint256 indexed poolId, uint256 amount, uint256 endsAt);
    event Staked(uint256 indexed poolId, address indexed owner, uint256 tranche, uint256 amount, uint256 freeAt);
    event Withdrawn(
        uint256 indexed poolId, address indexed owner, uint256 tranche, uint256 amount, address recipient
    );
    event Claimed(uint256 indexed poolId, address indexed owner, uint256 tranche, uint256 amount, address recipient);
    event Compounded(uint256 indexed poolId, address indexed owner, uint256 tranche, uint256 amount);

    error TermsRefused(uint256 periodSeconds, uint256 lockSeconds, address stakeToken, address reward);
    error PoolMissing(uint256 poolId);
    error NotDistributor(address caller, address distributor);
    error AmountZero();
    error StakeLocked(uint256 freeAt, uint256 now_);
    error StakeTooSmall(uint256 staked, uint256 asked);
    error NothingOwed(uint256 poolId, address owner, uint256 tranche);
    error StakeIsNotReward(uint256 poolId);

    constructor(address authority_) AccessManaged(authority_) {}

    /// @notice Makes a pool. Tokens whose balances move by themselves must never be used.
    function createPool(Terms calldata terms) external restricted returns (uint256 poolId) {
        bool periodFits = terms.periodSeconds >= PERIOD_SECONDS_MIN && terms.periodSeconds <= PERIOD_SECONDS_MAX;
        bool tokensExist = terms.stake.token.code.length > 0 && terms.reward.code.length > 0;
        if (!periodFits || !tokensExist || terms.lockSeconds > LOCK_SECONDS_MAX) {
            revert TermsRefused(terms.periodSeconds, terms.lockSeconds, terms.stake.token, terms.reward);
        }
        poolId = ++poolCount;
        _terms[poolId] = terms;
        _pots[poolId].spare = terms.stake.id == 0 ? terms.lockSeconds : terms.lockSeconds | HAS_ID;
        _pots[poolId].idleSince = _now();
        emit PoolCreated(poolId, terms);
    }

    /// @notice Adds `amount` of the reward token to the pool's stream, which then ends one period from now. Only by the
    /// distributor, and never so that the stream slows down.
    function fund(uint256 poolId, uint256 amount) external nonReentrant {
        Terms storage terms = _terms[poolId];
        Accumulator.Pot memory pot = _released(poolId);
        if (msg.sender != terms.distributor) revert NotDistributor(msg.sender, terms.distributor);
        if (amount == 0) revert AmountZero();
        fundedTotal[poolId] = (fundedTotal[poolId] + amount).toUint112();
        pot.fund(amount, terms.periodSeconds, _now());
        _pots[poolId].store(pot);
        emit Funded(poolId, amount, pot.endsAt);
        Assets.pull(terms.reward, 0, msg.sender, amount);
    }

    /// @notice Stakes `amount` in the caller's tranche and starts that tranche's lock.
    function stake(uint256 poolId, uint256 tranche, uint256 amount) external nonReentrant {
        if (amount == 0) revert AmountZero();
        Accumulator.StoredHolder storage stored = _holders[poolId][msg.sender][tranche];
        (Accumulator.Pot memory pot, Accumulator.Holder memory holder) = (_released(poolId), stored.load());
        pot.setShares(holder, holder.shares + amount, _now());
        // Without a lock there is no time to keep.
        uint256 lockSeconds = pot.spare & ~HAS_ID;
        if (lockSeconds > 0) holder.spare = uint32(Math.min(block.timestamp + lockSeconds, type(uint32).max));
        _pots[poolId].store(pot);
        stored.store(holder);
        emit Staked(poolId, msg.sender, tranche, amount, holder.spare);
        (address token, uint256 id) = _stakeAsset(poolId, pot);
        Assets.pull(token, id, msg.sender, amount);
    }

    /// @notice Takes `amount` of the caller's stake out of a tranche whose lock has ended. What it earned stays owed.
    function withdraw(uint256 poolId, uint256 tranche, uint256 amount, address recipient) external nonReentrant {
        if (amount == 0) revert AmountZero();
        Accumulator.StoredHolder storage stored = _holders[poolId][msg.sender][tranche];
        (Accumulator.Pot memory pot, Accumulator.Holder memory holder) = (_released(poolId), stored.load());
        if (amount > holder.shares) revert StakeTooSmall(holder.shares, amount);
        if (block.timestamp < holder.spare) revert StakeLocked(holder.spare, block.timestamp);
        pot.setShares(holder, holder.shares - amount, _now());
        _pots[poolId].store(pot);
        stored.store(holder);
        emit Withdrawn(poolId, msg.sender, tranche, amount, recipient);
        (address token, uint256 id) = _stakeAsset(poolId, pot);
        Assets.push(token, id, recipient, amount);
    }

    /// @notice Pays what the caller's tranche has earned. Needs no lock to end.
    function claim(uint256 poolId, uint256 tranche, address recipient) external nonReentrant returns (uint256 paid) {
        Accumulator.StoredHolder storage stored = _holders[poolId][msg.sender][tranche];
        (Accumulator.Pot memory pot, Accumulator.Holder memory holder) = (_released(poolId), stored.load());
        paid = _takeOwed(poolId, tranche, pot, holder);
        _pots[poolId].store(pot);
        stored.store(holder);
        emit Claimed(poolId, msg.sender, tranche, paid, recipient);
        Assets.push(_terms[poolId].reward, 0, recipient, paid);
    }

    /// @notice Stakes what the caller's tranche has earned in the same tranche, whose lock goes on as it was.
    /// Only where the reward is what is staked.
    function compound(uint256 poolId, uint256 tranche) external nonReentrant returns (uint256 added) {
        if (!_rewardIsStake(poolId)) revert StakeIsNotReward(poolId);
        Accumulator.StoredHolder storage stored = _holders[poolId][msg.sender][tranche];
        (Accumulator.Pot memory pot, Accumulator.Holder memory holder) = (_released(poolId), stored.load());
        added = _takeOwed(poolId, tranche, pot, holder);
        pot.setShares(holder, holder.shares + added, _now());
        _pots[poolId].store(pot);
        stored.store(holder);
        emit Compounded(poolId, msg.sender, tranche, added);
    }

    // Reading.

    /// @notice What a pool is. All zero for a pool that does not exist.
    function termsOf(uint256 poolId) external view returns (Terms memory) {
        return _terms[poolId];
    }

    /// @notice A pool's stream and stake with time moved on to now.
    function potOf(uint256 poolId) external view nonReentrantView returns (Accumulator.Pot memory) {
        return _released(poolId);
    }

    /// @notice A tranche: what is staked, what it would be paid now, and when its lock ends.
    function positionOf(uint256 poolId, address owner, uint256 tranche)
        external
        view
        nonReentrantView
        returns (uint256 staked, uint256 owed, uint256 freeAt)
    {
        (Accumulator.Pot memory pot, Accumulator.Holder memory holder) =
            (_released(poolId), _holders[poolId][owner][tranche].load());
        return (holder.shares, pot.earned(holder), holder.spare);
    }

    /// @notice What one unit of stake earns in a year at the present stream, for a pool whose reward is what is staked.
    /// @return simple Without compounding. @return compounded With compounding once a day. Both have 18 decimals.
    function calculateAPY(uint256 poolId) external view returns (uint256 simple, uint256 compounded) {
        if (!_rewardIsStake(poolId)) revert StakeIsNotReward(poolId);
        return calculateAPYAt(poolId, ONE);
    }

    /// @notice The same for any pool. `price1e18`: atoms of the staked asset that one atom of the reward is worth.
    /// Zero without stake or stream. Rounds down.
    function calculateAPYAt(uint256 poolId, uint256 price1e18)
        public
        view
        nonReentrantView
        returns (uint256 simple, uint256 compounded)
    {
        Accumulator.Pot memory pot = _released(poolId);
        if (pot.totalShares == 0 || pot.endsAt <= _now()) return (0, 0);
        uint256 yearly = (uint256(pot.funded) * 365 days) / (pot.endsAt - pot.startedAt);
        simple = Math.mulDiv(yearly, price1e18, pot.totalShares);
        compounded = _power(ONE + simple / 365, 365) - ONE;
    }

    // Inside.

    function _released(uint256 poolId) private view returns (Accumulator.Pot memory pot) {
        _pots[poolId].load(pot);
        if (pot.idleSince == 0) revert PoolMissing(poolId);
        pot.release(_now());
    }

    function _takeOwed(
        uint256 poolId,
        uint256 tranche,
        Accumulator.Pot memory pot,
        Accumulator.Holder memory holder
    ) private view returns (uint256 owed) {
        owed = pot.take(holder);
        if (owed == 0) revert NothingOwed(poolId, msg.sender, tranche);
    }

    /// @dev Reads the id only where there is one.
    function _stakeAsset(uint256 poolId, Accumulator.Pot memory pot) private view returns (address token, uint256 id) {
        Asset storage asset = _terms[poolId].stake;
        return (asset.token, pot.spare & HAS_ID == 0 ? 0 : asset.id);
    }

    function _rewardIsStake(uint256 poolId) private view returns (bool) {
        Terms storage terms = _terms[poolId];
        return terms.stake.id == 0 && terms.stake.token == terms.reward;
    }

    /// @dev base^exponent with 18 decimals by squaring, rounded down. Saturates where the result would not fit.
    function _power(uint256 base, uint256 exponent) private pure returns (uint256 result) {
        result = ONE;
        while (exponent > 0) {
            if (base > type(uint128).max || result > type(uint128).max) return type(uint256).max;
            if (exponent & 1 == 1) result = (result * base) / ONE;
            base = (base * base) / ONE;
            exponent >>= 1;
        }
    }

    /// @dev Stops in 2106 instead of failing, so that stakes can leave even then.
    function _now() private view returns (uint32) {
        return uint32(Math.min(block.timestamp, type(uint32).max));
    }
}
