// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IUniswapV3Factory, IUniswapV3Pool} from "../../executor/VenueInterfaces.sol";
import {MeasuredAdapter} from "./MeasuredAdapter.sol";

/// @title The way to the pools of one factory of Uniswap's third version
/// @notice `data` is the pool's fee, one word, in 1/1,000,000.
/// @dev A pool asks for its input by a callback. It is answered once a swap, only to the pool that the known factory names
/// and this contract is calling, only up to what the swap was for, and only from who called the swap.
contract UniswapV3Adapter is MeasuredAdapter {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    /// @dev One inside of what pools take, so that a swap is bounded by its minimum and not by a price.
    uint160 private constant SQRT_PRICE_MIN = 4_295_128_740;
    uint160 private constant SQRT_PRICE_MAX = 1_461_446_703_485_210_103_287_273_052_203_988_822_378_723_970_341;

    IUniswapV3Factory public immutable FACTORY;

    // Of the swap that runs: who may call back, whose the input is, and the most of it.
    address private transient _pool;
    address private transient _payer;
    address private transient _tokenIn;
    uint256 private transient _amountIn;

    error CallbackNotExpected(address caller);
    error CallbackAsksForMore(int256 asked, uint256 amountIn);

    constructor(IUniswapV3Factory factory) {
        FACTORY = factory;
    }

    /// @notice Pays a pool what it is owed, when this contract has just called it. Anybody else is refused.
    function uniswapV3SwapCallback(int256 amount0, int256 amount1, bytes calldata) external {
        if (msg.sender != _pool) revert CallbackNotExpected(msg.sender);
        // Once for each swap.
        _pool = address(0);
        int256 asked = amount0 > 0 ? amount0 : amount1;
        if (asked < 0 || uint256(asked) > _amountIn) revert CallbackAsksForMore(asked, _amountIn);
        IERC20(_tokenIn).safeTransferFrom(_payer, msg.sender, uint256(asked));
    }

    function _swap(address tokenIn, address tokenOut, uint256 amountIn, bytes calldata data) internal override {
        address pool = FACTORY.getPool(tokenIn, tokenOut, abi.decode(data, (uint24)));
        if (pool == address(0)) revert PoolMissing(tokenIn, tokenOut);
        bool zeroForOne = tokenIn < tokenOut;
        (_pool, _payer, _tokenIn, _amountIn) = (pool, msg.sender, tokenIn, amountIn);
        uint160 limit = zeroForOne ? SQRT_PRICE_MIN : SQRT_PRICE_MAX;
        IUniswapV3Pool(pool).swap(msg.sender, zeroForOne, amountIn.toInt256(), limit, "");
        _pool = address(0);
    }
}
