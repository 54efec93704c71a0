// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IPriceOracle} from "../../../src/oracle/IPriceOracle.sol";

/// @title An oracle whose prices a test sets, and which has none for what was never set or was broken
/// @dev For tests of contracts that use prices. How a feed becomes a price is the oracle room's to test.
contract MockOracle is IPriceOracle {
    error NoPrice(address asset);

    mapping(address => uint256) private _prices;
    mapping(address => bool) public isBroken;

    /// @param price1e18 US dollars for one whole unit, 18 decimals.
    function setPrice(address asset, uint256 price1e18) external {
        _prices[asset] = price1e18;
    }

    function setBroken(address asset, bool broken) external {
        isBroken[asset] = broken;
    }

    function price(address asset) public view returns (uint256) {
        uint256 price1e18 = _prices[asset];
        if (price1e18 == 0 || isBroken[asset]) revert NoPrice(asset);
        return price1e18;
    }

    function value(address asset, uint256 amount) external view returns (uint256) {
        return Math.mulDiv(amount, price(asset), 10 ** IERC20Metadata(asset).decimals());
    }
}
