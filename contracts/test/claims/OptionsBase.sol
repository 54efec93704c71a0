// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {AIPowerDerivatives} from "../../src/claims/AIPowerDerivatives.sol";
import {IAggregatorV3} from "../../src/oracle/IAggregatorV3.sol";
import {PriceOracle} from "../../src/oracle/PriceOracle.sol";
import {MockAggregator} from "../support/oracles/MockAggregator.sol";
import {Test} from "../support/Test.sol";
import {ZooToken} from "../support/tokens/ZooToken.sol";

/// @title Ether at 2,000 dollars with an hourly feed, cash of six decimals, and a call and a put at the money for a week
abstract contract OptionsBase is Test {
    uint256 internal constant NOW = 1_800_000_000;
    uint64 internal constant EXPIRY = uint64(NOW + 7 days);
    uint32 internal constant HEARTBEAT = 1 hours;

    AccessManager internal manager;
    PriceOracle internal oracle;
    MockAggregator internal feed;
    ZooToken internal ether_;
    ZooToken internal cash;
    AIPowerDerivatives internal options;
    uint256 internal callId;
    uint256 internal putId;
    address internal writer = makeAddr("writer");
    address internal buyer = makeAddr("buyer");

    function setUp() public virtual {
        vm.warp(NOW);
        manager = new AccessManager(address(this));
        oracle = new PriceOracle(address(manager), IAggregatorV3(address(0)), 0);
        feed = new MockAggregator(8, 2_000e8);
        ether_ = new ZooToken("ETHER", 18);
        cash = new ZooToken("CASH", 6);
        oracle.setFeed(address(ether_), _terms(feed));
        options = new AIPowerDerivatives(address(manager), oracle);
        options.setCollateral(IERC20(ether_), true);
        options.setCollateral(IERC20(cash), true);
        callId = options.createOption(_option(true, 2_000e18));
        putId = options.createOption(_option(false, 2_000e18));
        _fund(writer);
        _fund(buyer);
    }

    function _terms(IAggregatorV3 aggregator) internal pure returns (PriceOracle.Feed memory terms) {
        terms.first = PriceOracle.Source(aggregator, HEARTBEAT, 0);
        (terms.priceMin1e18, terms.priceMax1e18) = (1e18, 1_000_000e18);
    }

    function _option(bool isCall, uint128 strike) internal view returns (AIPowerDerivatives.Option memory) {
        IERC20 collateral = isCall ? IERC20(ether_) : IERC20(cash);
        return AIPowerDerivatives.Option(isCall, address(ether_), collateral, strike, EXPIRY);
    }

    function _fund(address who) internal {
        ether_.mint(who, 1_000e18);
        cash.mint(who, 1_000_000e6);
        vm.startPrank(who);
        ether_.approve(address(options), type(uint256).max);
        cash.approve(address(options), type(uint256).max);
        vm.stopPrank();
    }

    /// @dev A round just before expiry and one at `delay` after it, with the price that counts.
    function _expireAt(int256 price8, uint256 delay) internal returns (PriceOracle.Neighbours memory rounds) {
        feed.pushAt(1_234e8, EXPIRY - 1);
        uint80 before = feed.latestRound();
        feed.pushAt(price8, EXPIRY + delay);
        vm.warp(EXPIRY + delay);
        return PriceOracle.Neighbours(before, before + 1);
    }

    function _settle(uint256 id, int256 price8) internal {
        PriceOracle.Neighbours memory rounds = _expireAt(price8, 0);
        options.settleOption(id, rounds, rounds);
    }
}
