// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title What an asset is worth, or no answer
/// @notice Everything here that values an asset asks through this door. An answer is usable as it is:
/// whatever makes a price unusable (age, bounds, a second feed that disagrees) reverts instead of returning.
interface IPriceOracle {
    /// @notice The price of one whole unit of `asset`.
    /// @dev Reverts when no usable price exists.
    /// @return price1e18 US dollars for one whole unit (10 ** decimals atoms), 18 decimals, rounded down.
    function price(address asset) external view returns (uint256 price1e18);

    /// @notice The worth of `amount` atoms of `asset`.
    /// @dev Reverts when no usable price exists.
    /// @return usd1e18 US dollars, 18 decimals, rounded down.
    function value(address asset, uint256 amount) external view returns (uint256 usd1e18);
}
