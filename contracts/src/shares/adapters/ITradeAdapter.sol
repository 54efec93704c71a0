// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title A way to one venue
/// @notice Adapters hold nothing between calls and know no vault: whoever calls has approved exactly `amountIn` and measures
/// what it gets. An adapter that lies can therefore take no more than the caller's own limits allow.
interface ITradeAdapter {
    /// @notice Sells up to `amountIn` of `tokenIn` from the caller for `tokenOut`, sent to the caller.
    /// @param amountOutMin The venue's own check, in atoms of `tokenOut`.
    /// @param data What the venue needs to know beside.
    function swap(address tokenIn, address tokenOut, uint256 amountIn, uint256 amountOutMin, bytes calldata data) external;
}
