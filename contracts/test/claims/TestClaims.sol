// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ClaimCore} from "../../src/claims/ClaimCore.sol";

/// @title The claim core alone: series are opened and ended by whoever calls
contract TestClaims is ClaimCore {
    constructor(address authority_) ClaimCore(authority_) {}

    function open(bytes32 terms, IERC20 collateral, uint64 expiry, uint256 voidRatio1e18) external returns (uint256) {
        return _open(terms, collateral, expiry, voidRatio1e18);
    }

    function settle(uint256 seriesId, uint256 longRatio1e18) external {
        _settle(seriesId, longRatio1e18);
    }

    function voidSeries(uint256 seriesId) external {
        _void(seriesId);
    }
}
