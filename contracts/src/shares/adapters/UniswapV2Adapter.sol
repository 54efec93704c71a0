// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IUniswapV2Factory, IUniswapV2Pair} from "../../executor/VenueInterfaces.sol";
import {MeasuredAdapter} from "./MeasuredAdapter.sol";

/// @title The way to the pairs of one factory of Uniswap's second version, or of a fork with another fee
/// @dev Input goes from the caller straight to the pair, output from the pair straight to the caller.
contract UniswapV2Adapter is MeasuredAdapter {
    using SafeERC20 for IERC20;

    uint256 private constant BPS = 10_000;

    IUniswapV2Factory public immutable FACTORY;
    /// @notice What a pair keeps of its input, in 1/10,000.
    uint256 public immutable FEE_BPS;

    error FeeOutOfBounds(uint256 feeBps, uint256 max);

    constructor(IUniswapV2Factory factory, uint256 feeBps) {
        if (feeBps >= BPS) revert FeeOutOfBounds(feeBps, BPS - 1);
        (FACTORY, FEE_BPS) = (factory, feeBps);
    }

    /// @dev Asks for what the pair's own rule gives, rounded down; a pair that would lose by it refuses. `data` means nothing.
    function _swap(address tokenIn, address tokenOut, uint256 amountIn, bytes calldata) internal override {
        IUniswapV2Pair pair = IUniswapV2Pair(FACTORY.getPair(tokenIn, tokenOut));
        if (address(pair) == address(0)) revert PoolMissing(tokenIn, tokenOut);
        bool zeroForOne = tokenIn < tokenOut;
        (uint256 reserveIn, uint256 reserveOut,) = pair.getReserves();
        if (!zeroForOne) (reserveIn, reserveOut) = (reserveOut, reserveIn);
        uint256 kept = amountIn * (BPS - FEE_BPS);
        uint256 out = (kept * reserveOut) / (reserveIn * BPS + kept);
        IERC20(tokenIn).safeTransferFrom(msg.sender, address(pair), amountIn);
        pair.swap(zeroForOne ? 0 : out, zeroForOne ? out : 0, msg.sender, "");
    }
}
