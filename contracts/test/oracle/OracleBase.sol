// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IAggregatorV3} from "../../src/oracle/IAggregatorV3.sol";
import {PriceOracle} from "../../src/oracle/PriceOracle.sol";
import {MockAggregator} from "../support/oracles/MockAggregator.sol";
import {Test} from "../support/Test.sol";
import {ZooToken} from "../support/tokens/ZooToken.sol";

/// @title An oracle with one asset, two sources and a sequencer feed, all healthy
abstract contract OracleBase is Test {
    uint256 internal constant NOW = 1_800_000_000;
    uint32 internal constant HEARTBEAT = 1 hours;
    uint32 internal constant GRACE = 1 hours;

    AccessManager internal manager;
    MockAggregator internal sequencer;
    MockAggregator internal first;
    MockAggregator internal second;
    ZooToken internal asset;
    PriceOracle internal oracle;
    bytes32 internal feedId;

    function setUp() public virtual {
        vm.warp(NOW);
        manager = new AccessManager(address(this));
        sequencer = new MockAggregator(0, 0);
        sequencer.setSequencer(true, NOW - 1 days);
        first = new MockAggregator(8, 2_000e8);
        second = new MockAggregator(18, 2_010e18);
        asset = new ZooToken("ASSET", 6);
        oracle = new PriceOracle(address(manager), sequencer, GRACE);
        feedId = oracle.setFeed(address(asset), _feed());
    }

    /// @dev Bounds 100 to 10,000 dollars, the sources within one per cent.
    function _feed() internal view returns (PriceOracle.Feed memory feed) {
        feed.first = PriceOracle.Source(first, HEARTBEAT, 0);
        feed.second = PriceOracle.Source(second, HEARTBEAT, 0);
        feed.deviationBpsMax = 100;
        feed.priceMin1e18 = 100e18;
        feed.priceMax1e18 = 10_000e18;
    }

    function _feedOfOne() internal view returns (PriceOracle.Feed memory feed) {
        feed = _feed();
        feed.second = PriceOracle.Source(IAggregatorV3(address(0)), 0, 0);
    }

    function _neighbours(uint80 before) internal pure returns (PriceOracle.Neighbours memory) {
        return PriceOracle.Neighbours(before, before + 1);
    }
}
