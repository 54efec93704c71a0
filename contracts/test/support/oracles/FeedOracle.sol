// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IPriceOracle} from "../../../src/oracle/IPriceOracle.sol";
import {PriceOracle} from "../../../src/oracle/PriceOracle.sol";
import {MockAggregator} from "./MockAggregator.sol";

/// @title The platform's oracle over feeds that break in every way there is, behind the handles of `MockOracle`
/// @dev Breaking an asset's feed takes the next way of the zoo each time. `refresh` is what a healthy feed does by itself.
contract FeedOracle is IPriceOracle {
    uint256 private constant PRICE_MAX = 1e27;
    uint256 public constant WAYS = 6;

    PriceOracle public immutable REAL;
    MockAggregator public immutable SEQUENCER;
    address[] public assets;
    mapping(address asset => MockAggregator) public feedOf;
    mapping(address asset => int256) private _healthy;
    mapping(address asset => bool) public isBroken;
    uint256 private _ways;

    constructor() {
        SEQUENCER = new MockAggregator(0, 0);
        SEQUENCER.setSequencer(true, block.timestamp - 1 days);
        REAL = new PriceOracle(address(new AccessManager(address(this))), SEQUENCER, 1 hours);
    }

    function setPrice(address asset, uint256 price1e18) external {
        _healthy[asset] = int256(price1e18 > PRICE_MAX ? PRICE_MAX : price1e18);
        if (address(feedOf[asset]) == address(0)) {
            feedOf[asset] = new MockAggregator(18, _healthy[asset]);
            assets.push(asset);
            PriceOracle.Feed memory feed;
            feed.first = PriceOracle.Source(feedOf[asset], 2 days, 0);
            (feed.priceMin1e18, feed.priceMax1e18) = (1, uint128(PRICE_MAX));
            REAL.setFeed(asset, feed);
        } else if (!isBroken[asset]) {
            feedOf[asset].push(_healthy[asset]);
        }
    }

    function setBroken(address asset, bool broken) external {
        if (broken == isBroken[asset]) return;
        isBroken[asset] = broken;
        MockAggregator feed = feedOf[asset];
        if (!broken) {
            feed.makeDown(false);
            feed.push(_healthy[asset]);
            return;
        }
        uint256 way = _ways++ % WAYS;
        if (way == 0) feed.makeStale(2 days + 1);
        if (way == 1) feed.makeZero();
        if (way == 2) feed.makeNegative();
        if (way == 3) feed.makeFuture(365 days);
        if (way == 4) feed.push(int256(PRICE_MAX) + 1);
        if (way == 5) feed.makeDown(true);
    }

    function setSequencer(bool up) external {
        SEQUENCER.setSequencer(up, up ? block.timestamp - 1 hours : block.timestamp);
    }

    function refresh() external {
        for (uint256 i = 0; i < assets.length; ++i) {
            if (!isBroken[assets[i]]) feedOf[assets[i]].push(_healthy[assets[i]]);
        }
    }

    function price(address asset) external view returns (uint256) {
        return REAL.price(asset);
    }

    function value(address asset, uint256 amount) external view returns (uint256) {
        return REAL.value(asset, amount);
    }
}
