// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Asset, Assets} from "../common/Assets.sol";
import {LogPrice} from "./LogPrice.sol";
import {PoolMath} from "./PoolMath.sol";
import {Gauge, Pool, PoolStore, Reserves, Supply} from "./PoolStore.sol";

/// @title Constant-product pools in one contract
/// @notice A pool is named by the hash of its key: two assets in order, its fee and the bound of its surcharge, none of
/// which ever changes. Its shares are ERC-6909 under the same id, so the yield farm takes them as stake. Nobody, whatever
/// their role, can move what a pool holds except by its shares and by swaps: the only privileged calls say which assets
/// new pools may hold and what part of later fees belongs to the protocol.
/// @dev Units: atoms of each asset; fees in basis points. Every rounding is for the pool. Reserves are this contract's own
/// count, so gifts move no price and one pool's asset cannot touch another pool. No reserve, share or volatility that a
/// call reads can be moved within the same second to change that call's fee.
contract AIServiceAMM is ERC6909, AccessManaged, ReentrancyGuardTransient {
    using SafeCast for uint256;
    using PoolStore for Pool;

    /// @notice What a pool is. `asset0` sorts before `asset1` by token, then by id.
    struct PoolKey {
        Asset asset0;
        Asset asset1;
        uint16 feeBps;
        uint16 surchargeBpsMax;
    }

    /// @notice A swap. `amount` and `limit` are in and least out for `swap`, out and most in for `swapExactOut`.
    struct SwapOrder {
        PoolKey key;
        bool zeroForOne;
        uint256 amount;
        uint256 limit;
        address recipient;
        uint256 deadline;
    }

    /// @notice Liquidity to add: at most `amount…Max` is taken, and less than `amount…Min` of either is refused.
    struct Deposit {
        PoolKey key;
        uint256 amount0Max;
        uint256 amount1Max;
        uint256 amount0Min;
        uint256 amount1Min;
        address recipient;
        uint256 deadline;
    }

    /// @notice Liquidity to take back: `shares` are burnt, and less than `amount…Min` of either is refused.
    struct Withdrawal {
        PoolKey key;
        uint256 shares;
        uint256 amount0Min;
        uint256 amount1Min;
        address recipient;
        uint256 deadline;
    }

    /// @notice A quote, and the best way to enter the pool with one asset.
    /// `amountOut`: what the whole input buys now. `swapIn`, `swapOut`: the part to sell and what it buys, so that the rest
    /// and the bought enter as liquidity together.
    struct OptimalSwap {
        uint256 amountOut;
        uint256 feeBps;
        uint256 swapIn;
        uint256 swapOut;
    }

    struct Observation {
        uint32 time;
        int56 logSum;
    }

    struct ProtocolFee {
        address recipient;
        uint16 shareBps;
    }

    /// @notice Shares of each pool that belong to nobody, so that a pool never empties and a share's price cannot be
    /// raised out of reach. Source: Uniswap v2.
    uint256 public constant LOCKED_SHARES = 1000;
    uint16 public constant FEE_BPS_MAX = 100;
    uint16 public constant SURCHARGE_BPS_MAX = 200;
    /// @notice The most of the fees that can ever go to the protocol: a quarter.
    uint16 public constant PROTOCOL_SHARE_BPS_MAX = 2_500;
    /// @notice Observations a pool remembers, and the least seconds between two: together more than ten hours.
    uint256 public constant OBSERVATIONS = 128;
    uint256 public constant OBSERVATION_SECONDS = 300;
    /// @dev Atoms of a reserve from which on a rounding of one cannot be seen in the price.
    uint256 private constant PRICE_STAYS_FROM = 1 << 40;

    /// @notice Tokens that new pools may hold. Tokens that charge for transfers are refused by measure; those whose
    /// balances move by themselves must never be listed.
    mapping(address token => bool) public isListed;
    ProtocolFee public protocolFee;
    mapping(uint256 poolId => Pool) private _pools;
    mapping(uint256 poolId => mapping(uint256 slot => Observation)) private _observations;

    event TokenListed(address indexed token, bool listed);
    event ProtocolFeeSet(address recipient, uint16 shareBps);
    event PoolCreated(uint256 indexed poolId, PoolKey key);
    event LiquidityAdded(
        uint256 indexed poolId, address indexed recipient, uint256 amount0, uint256 amount1, uint256 shares
    );
    event LiquidityRemoved(
        uint256 indexed poolId, address indexed recipient, uint256 amount0, uint256 amount1, uint256 shares
    );
    /// @notice What went into the pool is positive, what came out negative.
    event Swapped(uint256 indexed poolId, address recipient, int256 amount0, int256 amount1, uint256 feeBps);
    event ProtocolSharesAccrued(uint256 indexed poolId, uint256 shares);
    event ProtocolFeeCollected(uint256 indexed poolId, address indexed recipient, uint256 amount0, uint256 amount1);
    event Observed(uint256 indexed poolId, uint256 time, int256 logSum);

    error TokenNotListed(address token);
    error ListingRefused(address token);
    error ProtocolFeeRefused(address recipient, uint256 shareBps, uint256 shareBpsMax);
    error AssetsNotSorted(address token0, uint256 id0, address token1, uint256 id1);
    error FeeTooHigh(uint256 feeBps, uint256 surchargeBpsMax);
    error PoolExists(uint256 poolId);
    error PoolMissing(uint256 poolId);
    error PoolEmpty(uint256 poolId);
    error DeadlinePassed(uint256 deadline, uint256 now_);
    error AmountTooSmall(uint256 amount, uint256 least);
    error AmountTooLarge(uint256 amount, uint256 most);
    error SharesTooFew(uint256 amount0Max, uint256 amount1Max);
    error ObservationTooEarly(uint256 poolId, uint256 possibleAt);
    error ObservationMissing(uint256 poolId, uint256 secondsMin);

    modifier before(uint256 deadline) {
        if (block.timestamp > deadline) revert DeadlinePassed(deadline, block.timestamp);
        _;
    }

    constructor(address authority_) AccessManaged(authority_) {}

    // Rules, by governance.

    /// @notice Allows or forbids `token` in pools made later. Pools that exist go on, so that nobody is locked in.
    function setListed(address token, bool listed) external restricted {
        if (listed && (token == address(this) || token.code.length == 0)) revert ListingRefused(token);
        isListed[token] = listed;
        emit TokenListed(token, listed);
    }

    /// @notice Sets what part of later fees belongs to the protocol, and who may have it.
    /// @dev A pool goes on at its old part until the protocol's part is next collected, which anybody may do, and fees earned
    /// until then are shared at the old one: no earned fee changes hands.
    function setProtocolFee(address recipient, uint16 shareBps) external restricted {
        if (shareBps > PROTOCOL_SHARE_BPS_MAX || recipient == address(0)) {
            revert ProtocolFeeRefused(recipient, shareBps, PROTOCOL_SHARE_BPS_MAX);
        }
        protocolFee = ProtocolFee(recipient, shareBps);
        emit ProtocolFeeSet(recipient, shareBps);
    }

    // Pools.

    /// @notice Makes the pool that `key` names. Anybody may.
    /// @return poolId The pool's id, and the ERC-6909 id of its shares.
    function createPool(PoolKey calldata key) external returns (uint256 poolId) {
        _checkKey(key);
        poolId = poolIdOf(key);
        Reserves storage reserves = _pools[poolId].reserves;
        if (reserves.updatedAt != 0) revert PoolExists(poolId);
        reserves.updatedAt = _now();
        emit PoolCreated(poolId, key);
    }

    /// @notice Takes both assets in the pool's proportion, or in any for the first, and mints shares to the recipient.
    /// Shares round down, amounts up; what is over the proportion is never taken.
    function addLiquidity(Deposit calldata order)
        external
        nonReentrant
        before(order.deadline)
        returns (uint256 amount0, uint256 amount1, uint256 shares)
    {
        uint256 poolId = poolIdOf(order.key);
        (Reserves memory reserves, Supply memory supply) = _readForAdding(poolId);
        if (supply.totalShares == 0) {
            (amount0, amount1) = (order.amount0Max, order.amount1Max);
            shares = _firstShares(amount0, amount1);
            supply.totalShares = (shares + LOCKED_SHARES).toUint112();
            supply.protocolShareBps = protocolFee.shareBps;
            Gauge memory gauge = _pools[poolId].loadGauge();
            gauge.logLast = LogPrice.log2Ratio(amount1.toUint112(), amount0.toUint112());
            _pools[poolId].store(gauge);
        } else {
            uint256 total = supply.totalShares;
            shares = Math.min(
                _atMost112(order.amount0Max) * total / reserves.amount0,
                _atMost112(order.amount1Max) * total / reserves.amount1
            );
            if (shares == 0) revert SharesTooFew(order.amount0Max, order.amount1Max);
            amount0 = Math.ceilDiv(shares * reserves.amount0, total);
            amount1 = Math.ceilDiv(shares * reserves.amount1, total);
            supply.totalShares = (total + shares).toUint112();
        }
        _checkLeast(amount0, order.amount0Min);
        _checkLeast(amount1, order.amount1Min);
        reserves.amount0 = (reserves.amount0 + amount0).toUint112();
        reserves.amount1 = (reserves.amount1 + amount1).toUint112();
        _store(poolId, reserves, supply);
        _mint(order.recipient, poolId, shares);
        emit LiquidityAdded(poolId, order.recipient, amount0, amount1, shares);
        Assets.pull(order.key.asset0.token, order.key.asset0.id, msg.sender, amount0);
        Assets.pull(order.key.asset1.token, order.key.asset1.id, msg.sender, amount1);
    }

    /// @notice Burns the caller's shares and pays their part of both reserves, rounded down. Always possible.
    function removeLiquidity(Withdrawal calldata order)
        external
        nonReentrant
        before(order.deadline)
        returns (uint256 amount0, uint256 amount1)
    {
        uint256 poolId = poolIdOf(order.key);
        (Reserves memory reserves, Gauge memory gauge) = _advance(poolId);
        Supply memory supply = _accrueProtocol(poolId, reserves, gauge);
        if (order.shares == 0) revert SharesTooFew(0, 0);
        _burn(msg.sender, poolId, order.shares);
        (amount0, amount1) = _takeOut(reserves, supply, order.shares);
        _checkLeast(amount0, order.amount0Min);
        _checkLeast(amount1, order.amount1Min);
        _pools[poolId].store(gauge);
        _store(poolId, reserves, supply);
        emit LiquidityRemoved(poolId, order.recipient, amount0, amount1, order.shares);
        _payBoth(order.key, order.recipient, amount0, amount1);
    }

    /// @notice Sells exactly `amount` for at least `limit`. The output rounds down.
    function swap(SwapOrder calldata order) external nonReentrant before(order.deadline) returns (uint256 amountOut) {
        uint256 poolId = poolIdOf(order.key);
        (Reserves memory reserves, Gauge memory gauge) = _advance(poolId);
        uint256 feeBps = _feeBps(order.key, gauge);
        (uint256 reserveIn, uint256 reserveOut) = _sides(reserves, order.zeroForOne);
        amountOut = PoolMath.outputFor(order.amount.toUint112(), reserveIn, reserveOut, feeBps);
        // What buys nothing is refused, whatever the limit.
        if (amountOut < order.limit || amountOut == 0) revert AmountTooSmall(amountOut, Math.max(order.limit, 1));
        _exchange(order, poolId, reserves, gauge, order.amount, amountOut, feeBps);
    }

    /// @notice Buys exactly `amount` for at most `limit`. The input rounds up.
    function swapExactOut(SwapOrder calldata order)
        external
        nonReentrant
        before(order.deadline)
        returns (uint256 amountIn)
    {
        uint256 poolId = poolIdOf(order.key);
        (Reserves memory reserves, Gauge memory gauge) = _advance(poolId);
        uint256 feeBps = _feeBps(order.key, gauge);
        (uint256 reserveIn, uint256 reserveOut) = _sides(reserves, order.zeroForOne);
        if (order.amount == 0) revert AmountTooSmall(0, 1);
        if (reserveOut == 0) revert PoolEmpty(poolId);
        if (order.amount >= reserveOut) revert AmountTooLarge(order.amount, reserveOut - 1);
        amountIn = PoolMath.inputFor(order.amount, reserveIn, reserveOut, feeBps);
        if (amountIn > order.limit) revert AmountTooLarge(amountIn, order.limit);
        _exchange(order, poolId, reserves, gauge, amountIn, order.amount, feeBps);
    }

    /// @notice Pays the protocol's accrued shares of a pool to its recipient, and puts the present part in force. Anybody
    /// may call; nothing accrued pays nothing.
    function collectProtocolFee(PoolKey calldata key)
        external
        nonReentrant
        returns (uint256 amount0, uint256 amount1)
    {
        uint256 poolId = poolIdOf(key);
        (Reserves memory reserves, Gauge memory gauge) = _advance(poolId);
        Supply memory supply = _accrueProtocol(poolId, reserves, gauge);
        uint256 shares = gauge.protocolShares;
        gauge.protocolShares = 0;
        supply.protocolShareBps = protocolFee.shareBps;
        if (shares > 0) (amount0, amount1) = _takeOut(reserves, supply, shares);
        _pools[poolId].store(gauge);
        _store(poolId, reserves, supply);
        address recipient = protocolFee.recipient;
        emit ProtocolFeeCollected(poolId, recipient, amount0, amount1);
        if (shares > 0) _payBoth(key, recipient, amount0, amount1);
    }

    // The oracle.

    /// @notice Remembers the pool's sum of logarithms, so that a mean since now can be asked for later. Anybody may call,
    /// once in `OBSERVATION_SECONDS`, so nobody can push out old observations in a hurry.
    function recordObservation(uint256 poolId) external nonReentrant {
        (Reserves memory reserves, Gauge memory gauge) = _advance(poolId);
        if (reserves.amount0 == 0) revert PoolEmpty(poolId);
        Supply storage supply = _pools[poolId].supply;
        uint16 count = supply.observations;
        unchecked {
            // Wraps at 2^16, a multiple of OBSERVATIONS, so the ring goes on.
            uint256 possibleAt = _observations[poolId][uint16(count - 1) % OBSERVATIONS].time + OBSERVATION_SECONDS;
            if (reserves.updatedAt < possibleAt) revert ObservationTooEarly(poolId, possibleAt);
            supply.observations = count + 1;
        }
        _observations[poolId][count % OBSERVATIONS] = Observation(reserves.updatedAt, gauge.logSum);
        _pools[poolId].store(reserves);
        _pools[poolId].store(gauge);
        emit Observed(poolId, reserves.updatedAt, gauge.logSum);
    }

    /// @notice The geometric mean price over the shortest remembered time that is at least `secondsMin`.
    /// @return priceX128 Atoms of asset1 for one atom of asset0, with 128 fractional bits, rounded down.
    /// @return secondsCovered What the mean covers.
    function consult(uint256 poolId, uint256 secondsMin)
        external
        view
        nonReentrantView
        returns (uint256 priceX128, uint256 secondsCovered)
    {
        (Reserves memory reserves, Gauge memory gauge) = _advance(poolId);
        uint256 count = _pools[poolId].supply.observations;
        for (uint256 i = 1; i <= OBSERVATIONS; ++i) {
            Observation memory past;
            unchecked {
                past = _observations[poolId][uint16(count - i) % OBSERVATIONS];
            }
            if (past.time == 0) break;
            secondsCovered = reserves.updatedAt - past.time;
            if (secondsCovered == 0 || secondsCovered < secondsMin) continue;
            int256 sum = int256(gauge.logSum) - past.logSum;
            return (LogPrice.exp2(_floorDiv(sum, int256(secondsCovered))), secondsCovered);
        }
        revert ObservationMissing(poolId, secondsMin);
    }

    // Reading.

    /// @notice The id of the pool that `key` names, made or not.
    function poolIdOf(PoolKey calldata key) public pure returns (uint256 poolId) {
        // The six words as they stand in the call: a word with stray bits names no pool.
        assembly ("memory-safe") {
            let words := mload(64)
            calldatacopy(words, key, 192)
            poolId := keccak256(words, 192)
        }
    }

    /// @notice A pool as it was left by the last call that changed it.
    function pool(uint256 poolId) external view nonReentrantView returns (Pool memory) {
        return _pools[poolId];
    }

    /// @notice All shares of a pool, those locked and those of the protocol included.
    function totalSupply(uint256 poolId) external view nonReentrantView returns (uint256) {
        return _pools[poolId].supply.totalShares;
    }

    /// @notice The fee a swap would pay now.
    function feeBpsNow(PoolKey calldata key) external view nonReentrantView returns (uint256) {
        (, Gauge memory gauge) = _advance(poolIdOf(key));
        return _feeBps(key, gauge);
    }

    /// @notice What `amountIn` buys now, and how best to enter the pool with `amountIn` of one asset alone.
    function calculateOptimalSwap(PoolKey calldata key, bool zeroForOne, uint256 amountIn)
        external
        view
        nonReentrantView
        returns (OptimalSwap memory best)
    {
        uint256 poolId = poolIdOf(key);
        (Reserves memory reserves, Gauge memory gauge) = _advance(poolId);
        if (reserves.amount0 == 0) revert PoolEmpty(poolId);
        (uint256 reserveIn, uint256 reserveOut) = _sides(reserves, zeroForOne);
        best.feeBps = _feeBps(key, gauge);
        best.amountOut = PoolMath.outputFor(amountIn.toUint112(), reserveIn, reserveOut, best.feeBps);
        best.swapIn = PoolMath.optimalInput(amountIn, reserveIn, best.feeBps);
        best.swapOut = PoolMath.outputFor(best.swapIn, reserveIn, reserveOut, best.feeBps);
    }

    // Inside.

    /// @dev The pool with time moved on to now: what the reserves said since they were last touched enters the sum and
    /// the movement, once a second. Only past seconds are read, so a swap cannot change its own fee.
    function _advance(uint256 poolId) private view returns (Reserves memory reserves, Gauge memory gauge) {
        reserves = _pools[poolId].loadReserves();
        gauge = _pools[poolId].loadGauge();
        if (reserves.updatedAt == 0) revert PoolMissing(poolId);
        uint32 now_ = _now();
        if (now_ == reserves.updatedAt) return (reserves, gauge);
        uint256 elapsed;
        unchecked {
            elapsed = now_ - reserves.updatedAt;
        }
        reserves.updatedAt = now_;
        if (reserves.amount0 == 0) return (reserves, gauge);
        int24 logNow = LogPrice.log2Ratio(reserves.amount1, reserves.amount0);
        // A logarithm has 24 bits and time 32: their product fits the 56 of the sum, and 25 the movement before it fades.
        unchecked {
            int256 moved = int256(logNow) - gauge.logLast;
            uint256 movement = gauge.movement + uint256(moved < 0 ? -moved : moved);
            movement = PoolMath.decay(movement, elapsed);
            gauge.movement = movement > type(uint24).max ? type(uint24).max : uint24(movement);
            gauge.logSum += int56(int256(logNow) * int256(elapsed));
            gauge.logLast = logNow;
        }
    }

    /// @dev What adding liquidity needs to know. Both assets come in the pool's proportion, so the price stays, and the gauge
    /// need not be touched: later it counts this time, too. Amounts round up by less than an atom, which moves a reserve of
    /// 2^40 atoms or more by less than 2^-40, one part in eight million of a step of the logarithm. Smaller pools, new ones
    /// and those that share with the protocol are brought up to now.
    function _readForAdding(uint256 poolId) private returns (Reserves memory reserves, Supply memory supply) {
        Pool storage stored = _pools[poolId];
        (reserves, supply) = (stored.loadReserves(), stored.loadSupply());
        if (supply.protocolShareBps == 0 && Math.min(reserves.amount0, reserves.amount1) >= PRICE_STAYS_FROM) {
            return (reserves, supply);
        }
        Gauge memory gauge;
        (reserves, gauge) = _advance(poolId);
        supply = _accrueProtocol(poolId, reserves, gauge);
        stored.store(gauge);
    }

    /// @dev Gives the protocol its part of the growth since liquidity last changed, at the part that was in force then.
    function _accrueProtocol(uint256 poolId, Reserves memory reserves, Gauge memory gauge)
        private
        returns (Supply memory supply)
    {
        supply = _pools[poolId].loadSupply();
        uint256 shareBps = supply.protocolShareBps;
        if (shareBps == 0) return supply;
        uint256 rootK = Math.sqrt(uint256(reserves.amount0) * reserves.amount1);
        uint256 shares = PoolMath.protocolShares(supply.totalShares, rootK, supply.rootKLast, shareBps);
        if (shares == 0) return supply;
        supply.totalShares = (supply.totalShares + shares).toUint112();
        gauge.protocolShares = (gauge.protocolShares + shares).toUint112();
        emit ProtocolSharesAccrued(poolId, shares);
    }

    /// @dev Takes `shares` worth of both reserves out of the pool's count, rounded down.
    function _takeOut(Reserves memory reserves, Supply memory supply, uint256 shares)
        private
        pure
        returns (uint256 amount0, uint256 amount1)
    {
        uint256 total = supply.totalShares;
        amount0 = shares * reserves.amount0 / total;
        amount1 = shares * reserves.amount1 / total;
        reserves.amount0 = (reserves.amount0 - amount0).toUint112();
        reserves.amount1 = (reserves.amount1 - amount1).toUint112();
        supply.totalShares = (total - shares).toUint112();
    }

    function _store(uint256 poolId, Reserves memory reserves, Supply memory supply) private {
        // Only a pool that shares with the protocol needs the root.
        supply.rootKLast = supply.protocolShareBps == 0
            ? 0
            : Math.sqrt(uint256(reserves.amount0) * reserves.amount1).toUint112();
        Pool storage stored = _pools[poolId];
        stored.store(reserves);
        stored.store(supply);
    }

    /// @dev Moves the reserves and then the assets.
    function _exchange(
        SwapOrder calldata order,
        uint256 poolId,
        Reserves memory reserves,
        Gauge memory gauge,
        uint256 amountIn,
        uint256 amountOut,
        uint256 feeBps
    ) private {
        // The output is less than its reserve, by the arithmetic of either kind of swap; the input is checked to fit 112 bits
        // with its reserve before anything is written.
        unchecked {
            if (order.zeroForOne) {
                reserves.amount0 = (reserves.amount0 + amountIn).toUint112();
                reserves.amount1 = uint112(reserves.amount1 - amountOut);
                emit Swapped(poolId, order.recipient, int256(amountIn), -int256(amountOut), feeBps);
            } else {
                reserves.amount1 = (reserves.amount1 + amountIn).toUint112();
                reserves.amount0 = uint112(reserves.amount0 - amountOut);
                emit Swapped(poolId, order.recipient, -int256(amountOut), int256(amountIn), feeBps);
            }
        }
        Pool storage stored = _pools[poolId];
        stored.store(reserves);
        stored.store(gauge);
        (Asset calldata assetIn, Asset calldata assetOut) =
            order.zeroForOne ? (order.key.asset0, order.key.asset1) : (order.key.asset1, order.key.asset0);
        Assets.pull(assetIn.token, assetIn.id, msg.sender, amountIn);
        Assets.push(assetOut.token, assetOut.id, order.recipient, amountOut);
    }

    function _payBoth(PoolKey calldata key, address recipient, uint256 amount0, uint256 amount1) private {
        Assets.push(key.asset0.token, key.asset0.id, recipient, amount0);
        Assets.push(key.asset1.token, key.asset1.id, recipient, amount1);
    }

    function _checkKey(PoolKey calldata key) private view {
        (Asset calldata a, Asset calldata b) = (key.asset0, key.asset1);
        if (a.token > b.token || (a.token == b.token && a.id >= b.id)) {
            revert AssetsNotSorted(a.token, a.id, b.token, b.id);
        }
        if (!isListed[a.token]) revert TokenNotListed(a.token);
        if (!isListed[b.token]) revert TokenNotListed(b.token);
        if (key.feeBps > FEE_BPS_MAX || key.surchargeBpsMax > SURCHARGE_BPS_MAX) {
            revert FeeTooHigh(key.feeBps, key.surchargeBpsMax);
        }
    }

    function _firstShares(uint256 amount0, uint256 amount1) private pure returns (uint256) {
        uint256 root = Math.sqrt(uint256(amount0.toUint112()) * amount1.toUint112());
        if (root <= LOCKED_SHARES) revert SharesTooFew(amount0, amount1);
        return root - LOCKED_SHARES;
    }

    function _checkLeast(uint256 amount, uint256 least) private pure {
        if (amount < least) revert AmountTooSmall(amount, least);
    }

    function _feeBps(PoolKey calldata key, Gauge memory gauge) private pure returns (uint256) {
        return PoolMath.feeBpsAt(key.feeBps, key.surchargeBpsMax, gauge.movement);
    }

    function _sides(Reserves memory reserves, bool zeroForOne) private pure returns (uint256, uint256) {
        return zeroForOne ? (reserves.amount0, reserves.amount1) : (reserves.amount1, reserves.amount0);
    }

    function _floorDiv(int256 numerator, int256 divisor) private pure returns (int256 quotient) {
        quotient = numerator / divisor;
        if (numerator % divisor < 0) quotient -= 1;
    }

    /// @dev "No limit" may be said with the largest number there is.
    function _atMost112(uint256 amount) private pure returns (uint256) {
        return Math.min(amount, type(uint112).max);
    }

    /// @dev Stops in 2106 instead of failing, so that liquidity can leave even then.
    function _now() private view returns (uint32) {
        return block.timestamp > type(uint32).max ? type(uint32).max : uint32(block.timestamp);
    }
}
