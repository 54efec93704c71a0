// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {TransientSlot} from "@openzeppelin/contracts/utils/TransientSlot.sol";

import {Asset} from "../common/Assets.sol";
import {AIServiceAMM} from "../exchange/AIServiceAMM.sol";
import {
    ILendingPool,
    IUniswapV2Factory,
    IUniswapV2Pair,
    IUniswapV3Factory,
    IUniswapV3Pool
} from "./VenueInterfaces.sol";

/// @title Trades for the Quantum Profit Agent: all legs in one transaction, at a profit, or nothing at all.
/// @notice The operator's key can trade in listed tokens at listed venues and can do nothing else. A call ends with at
/// least the profit it declared, which is more than zero, or it never was. What leaves goes to the treasury alone, and no
/// more of it a day than the cap.
/// @dev Pools are asked for at their factory, and a callback is answered only while, and to whom, this contract has called.
contract QPAExecutor is AccessManaged, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;
    using TransientSlot for *;

    enum VenueKind {
        None,
        UniswapV2,
        UniswapV3,
        Singleton
    }

    struct Venue {
        VenueKind kind;
        /// The factory of pools, or the singleton that holds them.
        address place;
        /// What a pair keeps of the input, in 1/10,000; version 2 alone.
        uint16 feeBps;
    }

    /// @notice One swap. Its input is what the swap before it gave.
    struct Leg {
        bytes32 venue;
        address tokenOut;
        /// Version 3: fee in 1/1,000,000. Singleton: fee in 1/10,000.
        uint24 fee;
        /// Singleton alone.
        uint16 surchargeBpsMax;
    }

    struct Arbitrage {
        address token;
        uint256 amountIn;
        /// Least gain in units of `token`; more than zero.
        uint256 profitMin;
        uint256 deadline;
        Leg[] legs;
    }

    struct Liquidation {
        address pool;
        address collateral;
        address debt;
        address user;
        uint256 debtToCover;
        /// Least gain in units of `debt`; more than zero.
        uint256 profitMin;
        uint256 deadline;
        /// From the collateral back to the debt's token.
        Leg[] legs;
    }

    struct Outflow {
        uint128 cap;
        uint128 used;
        uint64 since;
    }

    uint256 public constant LEGS_MAX = 8;
    uint256 public constant DAY = 1 days;
    uint160 private constant V3_PRICE_MIN = 4_295_128_739;
    uint160 private constant V3_PRICE_MAX = 1_461_446_703_485_210_103_287_273_052_203_988_822_378_723_970_342;

    // ERC-7201-like slots of one transaction: whom we called, in what token, and the most that it may ask for.
    bytes32 private constant CALLED = keccak256("qcai.executor.called");
    bytes32 private constant OWED_TOKEN = keccak256("qcai.executor.owed.token");
    bytes32 private constant OWED_AMOUNT = keccak256("qcai.executor.owed.amount");

    mapping(bytes32 venueId => Venue) public venueOf;
    mapping(address token => bool) public isListed;
    mapping(address pool => bool) public isLendingPool;
    mapping(address token => Outflow) public outflowOf;
    address public treasury;
    bool public paused;

    event VenueSet(bytes32 indexed venueId, Venue venue);
    event TokenListed(address indexed token, bool listed, uint128 capADay);
    event LendingPoolSet(address indexed pool, bool listed);
    event TreasurySet(address indexed treasury);
    event PausedSet(bool paused);
    event Traded(address indexed token, uint256 amountIn, uint256 profit);
    event Liquidated(address indexed pool, address indexed user, address indexed debt, uint256 covered, uint256 profit);
    event Withdrawn(address indexed token, address indexed treasury, uint256 amount);

    error Paused();
    error TooLate(uint256 deadline);
    error NotListed(address token);
    error NotALendingPool(address pool);
    error UnknownVenue(bytes32 venueId);
    error VenueOutOfBounds();
    error NoPool(bytes32 venueId, address tokenIn, address tokenOut);
    error LegsOutOfBounds(uint256 count, uint256 max);
    error DoesNotClose(address tokenOut, address token);
    error ProfitNotDeclared();
    error ProfitTooSmall(uint256 after_, uint256 least);
    error NotEnoughHeld(uint256 wanted, uint256 held);
    error CallbackNotExpected(address caller);
    error CallbackAsksForMore(uint256 asked, uint256 owed);
    error CapReached(uint256 wanted, uint256 left);
    error NoTreasury();

    constructor(address authority, address treasury_) AccessManaged(authority) {
        _setTreasury(treasury_);
    }

    // Rules, by governance.

    /// @notice Opens a venue, changes its fee, or closes it (kind None).
    function setVenue(bytes32 venueId, Venue calldata venue) external restricted {
        bool isOpen = venue.kind != VenueKind.None;
        if (venueId == 0 || venue.feeBps > 1_000 || (isOpen && venue.place.code.length == 0)) revert VenueOutOfBounds();
        venueOf[venueId] = venue;
        emit VenueSet(venueId, venue);
    }

    /// @notice Lists a token to trade in, with the most of it that leaves in a day, in token units.
    function setToken(address token, bool listed, uint128 capADay) external restricted {
        isListed[token] = listed;
        outflowOf[token].cap = capADay;
        emit TokenListed(token, listed, capADay);
    }

    function setLendingPool(address pool, bool listed) external restricted {
        isLendingPool[pool] = listed;
        emit LendingPoolSet(pool, listed);
    }

    function setTreasury(address treasury_) external restricted {
        _setTreasury(treasury_);
    }

    /// @notice Stops trading. What is held can still leave to the treasury.
    function setPaused(bool paused_) external restricted {
        paused = paused_;
        emit PausedSet(paused_);
    }

    // What the operator does.

    /// @notice Trades around a circle of legs that begins and ends with one token.
    /// @return profit in units of that token
    function executeArbitrage(Arbitrage calldata order) external restricted nonReentrant returns (uint256 profit) {
        _requireOpen(order.deadline, order.profitMin);
        _requireListed(order.token);
        uint256 before = _held(order.token);
        if (order.amountIn > before) revert NotEnoughHeld(order.amountIn, before);
        _walk(order.legs, order.token, order.token, order.amountIn);
        profit = _requireProfit(order.token, before, order.profitMin);
        emit Traded(order.token, order.amountIn, profit);
    }

    /// @notice Pays an unhealthy debt at a listed lending pool, and sells the collateral for what was paid.
    /// @return profit in units of the debt's token
    function executeLiquidation(Liquidation calldata order) external restricted nonReentrant returns (uint256 profit) {
        _requireOpen(order.deadline, order.profitMin);
        _requireListed(order.debt);
        _requireListed(order.collateral);
        if (!isLendingPool[order.pool]) revert NotALendingPool(order.pool);
        uint256 before = _held(order.debt);
        if (order.debtToCover > before) revert NotEnoughHeld(order.debtToCover, before);
        uint256 collateralBefore = _held(order.collateral);
        IERC20(order.debt).forceApprove(order.pool, order.debtToCover);
        ILendingPool(order.pool).liquidationCall(order.collateral, order.debt, order.user, order.debtToCover, false);
        // The pool may take less than it was allowed; nothing stays allowed.
        IERC20(order.debt).forceApprove(order.pool, 0);
        _walk(order.legs, order.collateral, order.debt, _held(order.collateral) - collateralBefore);
        profit = _requireProfit(order.debt, before, order.profitMin);
        emit Liquidated(order.pool, order.user, order.debt, order.debtToCover, profit);
    }

    /// @notice Sends to the treasury, as long as the day's cap lasts.
    function withdraw(address token, uint256 amount) external restricted nonReentrant {
        Outflow storage outflow = outflowOf[token];
        uint256 left = outflowLeft(token);
        if (amount > left) revert CapReached(amount, left);
        if (block.timestamp >= outflow.since + DAY) {
            (outflow.since, outflow.used) = (uint64(block.timestamp), amount.toUint128());
        } else {
            outflow.used += amount.toUint128();
        }
        emit Withdrawn(token, treasury, amount);
        IERC20(token).safeTransfer(treasury, amount);
    }

    /// @notice What can still leave today, in token units.
    function outflowLeft(address token) public view returns (uint256) {
        Outflow storage outflow = outflowOf[token];
        if (block.timestamp >= outflow.since + DAY) return outflow.cap;
        return outflow.used >= outflow.cap ? 0 : outflow.cap - outflow.used;
    }

    /// @notice Pays a version 3 pool that this contract is swapping with, and nobody else.
    function uniswapV3SwapCallback(int256 amount0, int256 amount1, bytes calldata) external {
        if (msg.sender != CALLED.asAddress().tload()) revert CallbackNotExpected(msg.sender);
        // One of the two is positive: what the pool wants.
        uint256 asked = uint256(amount0 > 0 ? amount0 : amount1);
        uint256 owed = OWED_AMOUNT.asUint256().tload();
        if (asked > owed) revert CallbackAsksForMore(asked, owed);
        // Once for each call.
        CALLED.asAddress().tstore(address(0));
        IERC20(OWED_TOKEN.asAddress().tload()).safeTransfer(msg.sender, asked);
    }

    function _walk(Leg[] calldata legs, address tokenIn, address tokenEnd, uint256 amount) private {
        if (legs.length == 0 || legs.length > LEGS_MAX) revert LegsOutOfBounds(legs.length, LEGS_MAX);
        for (uint256 i = 0; i < legs.length; ++i) {
            address tokenOut = legs[i].tokenOut;
            _requireListed(tokenOut);
            // What a leg gave is what came in, whatever the venue says that it paid.
            uint256 before = _held(tokenOut);
            _swap(legs[i], tokenIn, amount);
            amount = _held(tokenOut) - before;
            tokenIn = tokenOut;
        }
        if (tokenIn != tokenEnd) revert DoesNotClose(tokenIn, tokenEnd);
    }

    function _swap(Leg calldata leg, address tokenIn, uint256 amount) private {
        Venue memory venue = venueOf[leg.venue];
        if (venue.kind == VenueKind.UniswapV2) _swapV2(venue, leg, tokenIn, amount);
        else if (venue.kind == VenueKind.UniswapV3) _swapV3(venue, leg, tokenIn, amount);
        else if (venue.kind == VenueKind.Singleton) _swapSingleton(venue, leg, tokenIn, amount);
        else revert UnknownVenue(leg.venue);
    }

    /// @dev Output by the pair's own rule: the input less its fee moves along x times y, rounded down.
    function _swapV2(Venue memory venue, Leg calldata leg, address tokenIn, uint256 amount) private {
        address pair = IUniswapV2Factory(venue.place).getPair(tokenIn, leg.tokenOut);
        if (pair == address(0)) revert NoPool(leg.venue, tokenIn, leg.tokenOut);
        (uint256 reserveIn, uint256 reserveOut,) = IUniswapV2Pair(pair).getReserves();
        bool isZero = tokenIn < leg.tokenOut;
        if (!isZero) (reserveIn, reserveOut) = (reserveOut, reserveIn);
        uint256 kept = amount * (10_000 - venue.feeBps);
        uint256 out = (kept * reserveOut) / (reserveIn * 10_000 + kept);
        IERC20(tokenIn).safeTransfer(pair, amount);
        IUniswapV2Pair(pair).swap(isZero ? 0 : out, isZero ? out : 0, address(this), "");
    }

    function _swapV3(Venue memory venue, Leg calldata leg, address tokenIn, uint256 amount) private {
        address pool = IUniswapV3Factory(venue.place).getPool(tokenIn, leg.tokenOut, leg.fee);
        if (pool == address(0)) revert NoPool(leg.venue, tokenIn, leg.tokenOut);
        bool zeroForOne = tokenIn < leg.tokenOut;
        CALLED.asAddress().tstore(pool);
        OWED_TOKEN.asAddress().tstore(tokenIn);
        OWED_AMOUNT.asUint256().tstore(amount);
        uint160 limit = zeroForOne ? V3_PRICE_MIN + 1 : V3_PRICE_MAX - 1;
        IUniswapV3Pool(pool).swap(address(this), zeroForOne, amount.toInt256(), limit, "");
        CALLED.asAddress().tstore(address(0));
    }

    function _swapSingleton(Venue memory venue, Leg calldata leg, address tokenIn, uint256 amount) private {
        bool zeroForOne = tokenIn < leg.tokenOut;
        (address token0, address token1) = zeroForOne ? (tokenIn, leg.tokenOut) : (leg.tokenOut, tokenIn);
        IERC20(tokenIn).forceApprove(venue.place, amount);
        AIServiceAMM(venue.place).swap(
            AIServiceAMM.SwapOrder({
                key: AIServiceAMM.PoolKey({
                    asset0: Asset(token0, 0),
                    asset1: Asset(token1, 0),
                    feeBps: uint256(leg.fee).toUint16(),
                    surchargeBpsMax: leg.surchargeBpsMax
                }),
                zeroForOne: zeroForOne,
                amount: amount,
                // The profit at the end bounds every leg at once.
                limit: 0,
                recipient: address(this),
                deadline: block.timestamp
            })
        );
    }

    function _requireOpen(uint256 deadline, uint256 profitMin) private view {
        if (paused) revert Paused();
        if (block.timestamp > deadline) revert TooLate(deadline);
        if (profitMin == 0) revert ProfitNotDeclared();
    }

    function _requireListed(address token) private view {
        if (!isListed[token]) revert NotListed(token);
    }

    function _requireProfit(address token, uint256 before, uint256 profitMin) private view returns (uint256) {
        uint256 held = _held(token);
        if (held < before + profitMin) revert ProfitTooSmall(held, before + profitMin);
        return held - before;
    }

    function _held(address token) private view returns (uint256) {
        return IERC20(token).balanceOf(address(this));
    }

    function _setTreasury(address treasury_) private {
        if (treasury_ == address(0)) revert NoTreasury();
        treasury = treasury_;
        emit TreasurySet(treasury_);
    }
}
