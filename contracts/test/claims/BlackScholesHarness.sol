// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {BlackScholes} from "../../src/claims/BlackScholes.sol";

/// @title Lets tests call the library, and see what it refuses
contract BlackScholesHarness {
    function premium(bool isCall, uint128 spot, uint128 strike, uint256 volatility, int256 rate, uint256 secondsLeft)
        external
        pure
        returns (uint256)
    {
        return BlackScholes.premium(isCall, spot, strike, volatility, rate, secondsLeft);
    }

    function ln(int256 x) external pure returns (int256) {
        return BlackScholes.ln(x);
    }

    function exp(int256 x) external pure returns (int256) {
        return BlackScholes.exp(x);
    }

    function normal(int256 x) external pure returns (int256) {
        return BlackScholes.normal(x);
    }
}
