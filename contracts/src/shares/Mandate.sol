// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice What the one who trades may do with a vault's assets. Fixed when the vault is made; lists only get shorter.
/// @param slippageBpsMax Of a trade's worth by the oracle, what may be lost by it.
/// @param windowSlippageBpsMax Of the vault's worth, what all trades of any window together may lose.
/// @param positionBpsMax Of the vault's worth, what one asset may be.
/// @param drawdownBpsMax Below the highest price of a share, where the breaker trips.
/// @param assets What may be held beside the vault's own asset.
/// @param adapters Through what may be traded.
struct Mandate {
    uint16 slippageBpsMax;
    uint16 windowSlippageBpsMax;
    uint32 windowSeconds;
    uint16 positionBpsMax;
    uint16 drawdownBpsMax;
    address[] assets;
    address[] adapters;
}

/// @notice One trade: sell `amountIn` of `tokenIn` through `adapter` for at least `amountOutMin` of `tokenOut`.
/// @param data What the adapter needs to know beside.
struct Trade {
    address adapter;
    address tokenIn;
    address tokenOut;
    uint256 amountIn;
    uint256 amountOutMin;
    uint256 deadline;
    bytes data;
}

/// @notice What governance lets vaults hold and trade through.
interface IVaultRules {
    /// @notice Whether vaults may be made over `token` and open positions in it.
    function isAsset(address token) external view returns (bool);

    /// @notice Whether vaults whose mandates name `adapter` may trade through it.
    function isAdapter(address adapter) external view returns (bool);
}
