// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PriceOracle} from "../../src/oracle/PriceOracle.sol";
import {OracleBase} from "./OracleBase.sol";

/// @dev What an asset is valued by is known from the events alone.
contract PriceOracleEventsTest is OracleBase {
    function test_Event_OfAFeedSetAndRemoved() external {
        PriceOracle.Feed memory feed = _feedOfOne();
        feed.priceMax1e18 = 20_000e18;
        PriceOracle.Feed memory completed = feed;
        completed.first.decimals = 8;
        completed.deviationBpsMax = 0;
        completed.assetDecimals = 6;
        bytes32 next = keccak256(abi.encode(address(asset), completed));
        vm.expectEmit(address(oracle));
        emit PriceOracle.FeedSet(address(asset), next, completed);
        oracle.setFeed(address(asset), feed);
        vm.expectEmit(address(oracle));
        emit PriceOracle.FeedRemoved(address(asset), next);
        oracle.removeFeed(address(asset));
    }
}
