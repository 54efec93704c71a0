// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {ITradeAdapter} from "./ITradeAdapter.sol";

/// @title What every adapter promises, whatever its venue does
/// @notice A swap takes exactly `amountIn` from the caller and gives the caller at least `amountOutMin`, both believed by the
/// caller's balances alone, or nothing happens. Whose money moves is always the caller's: there is no other to be had here.
abstract contract MeasuredAdapter is ITradeAdapter, ReentrancyGuardTransient {
    error SpentDiffers(address token, uint256 spent, uint256 amountIn);
    error ReceivedTooLittle(address token, uint256 received, uint256 amountOutMin);
    error PoolMissing(address tokenIn, address tokenOut);

    /// @inheritdoc ITradeAdapter
    function swap(address tokenIn, address tokenOut, uint256 amountIn, uint256 amountOutMin, bytes calldata data)
        external
        nonReentrant
    {
        (uint256 inBefore, uint256 outBefore) =
            (IERC20(tokenIn).balanceOf(msg.sender), IERC20(tokenOut).balanceOf(msg.sender));
        _swap(tokenIn, tokenOut, amountIn, data);
        // A caller whose balance did not fall, or fell by too much, is refused by the arithmetic or by the comparison.
        uint256 spent = inBefore - IERC20(tokenIn).balanceOf(msg.sender);
        uint256 received = IERC20(tokenOut).balanceOf(msg.sender) - outBefore;
        if (spent != amountIn) revert SpentDiffers(tokenIn, spent, amountIn);
        if (received < amountOutMin) revert ReceivedTooLittle(tokenOut, received, amountOutMin);
    }

    /// @dev Takes `amountIn` from `msg.sender` to the venue, and has the venue pay `msg.sender`.
    function _swap(address tokenIn, address tokenOut, uint256 amountIn, bytes calldata data) internal virtual;
}
