// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IAggregatorV3} from "../../src/oracle/IAggregatorV3.sol";
import {PriceOracle} from "../../src/oracle/PriceOracle.sol";
import {MockAggregator} from "../support/oracles/MockAggregator.sol";
import {ZooToken} from "../support/tokens/ZooToken.sol";
import {OracleBase} from "./OracleBase.sol";

contract PriceOracleTest is OracleBase {
    function test_price_hasEighteenDecimals() external view {
        assertEq(oracle.price(address(asset)), 2_000e18, "8 decimals scaled to 18");
    }

    function test_value_countsWholeUnitsAndRoundsDown() external {
        assertEq(oracle.value(address(asset), 1_500_000), 3_000e18, "1.5 units of 6 decimals");
        first.push(1_999_99999999);
        assertEq(oracle.value(address(asset), 1), 1_999_999999990000, "one atom");
        ZooToken fine = new ZooToken("FINE", 36);
        oracle.setFeed(address(fine), _feed());
        // 1999.99999999 dollars for 1e36 atoms: 5e14 atoms are worth 0.99999... of the last decimal.
        assertEq(oracle.value(address(fine), 5e14), 0, "rounded down");
    }

    function test_price_ofOneSource() external {
        bytes32 id = oracle.setFeed(address(asset), _feedOfOne());
        second.makeDown(true);
        assertEq(oracle.price(address(asset)), 2_000e18);
        assertEq(address(oracle.feedTerms(id).second.aggregator), address(0));
        assertEq(oracle.feedTerms(id).deviationBpsMax, 0, "nothing to deviate from");
    }

    function test_setFeed_forgetsWhatIsSaidOfNoSecondSource() external {
        PriceOracle.Feed memory feed = _feedOfOne();
        bytes32 id = oracle.setFeed(address(asset), feed);
        feed.second = PriceOracle.Source(IAggregatorV3(address(0)), HEARTBEAT, 7);
        assertEq(oracle.setFeed(address(asset), feed), id, "the same terms, so the same feed");
    }

    function test_price_withoutSequencerFeed() external {
        PriceOracle plain = new PriceOracle(address(manager), IAggregatorV3(address(0)), 0);
        plain.setFeed(address(asset), _feed());
        sequencer.setSequencer(false, NOW);
        assertEq(plain.price(address(asset)), 2_000e18);
    }

    function test_setFeed_readsDecimalsItself() external {
        PriceOracle.Feed memory feed = _feed();
        (feed.first.decimals, feed.second.decimals, feed.assetDecimals) = (3, 4, 5);
        bytes32 id = oracle.setFeed(address(asset), feed);
        assertEq(id, feedId, "what was said about decimals changes nothing");
        assertEq(oracle.feedTerms(id).first.decimals, 8);
        assertEq(oracle.feedTerms(id).second.decimals, 18);
        assertEq(oracle.feedTerms(id).assetDecimals, 6);
    }

    function test_setFeed_keepsTheOldTermsUnderTheirId() external {
        PriceOracle.Feed memory feed = _feed();
        feed.priceMax1e18 = 3_000e18;
        bytes32 id = oracle.setFeed(address(asset), feed);
        assertNotEq(id, feedId, "new terms, new id");
        assertEq(oracle.feedOf(address(asset)), id);
        assertEq(oracle.feedTerms(feedId).priceMax1e18, 10_000e18);
    }

    function test_setFeed_tellsEverybody() external {
        vm.recordLogs();
        bytes32 id = oracle.setFeed(address(asset), _feedOfOne());
        bytes32[] memory topics = vm.getRecordedLogs()[0].topics;
        assertEq(topics[0], PriceOracle.FeedSet.selector);
        assertEq(topics[1], bytes32(uint256(uint160(address(asset)))));
        assertEq(topics[2], id);
    }

    function test_removeFeed_leavesItReadable() external {
        oracle.removeFeed(address(asset));
        assertEq(oracle.feedTerms(feedId).priceMax1e18, 10_000e18);
        vm.expectRevert(abi.encodeWithSelector(PriceOracle.FeedUnknown.selector, address(asset), bytes32(0)));
        oracle.price(address(asset));
        vm.expectRevert(abi.encodeWithSelector(PriceOracle.FeedUnknown.selector, address(asset), bytes32(0)));
        oracle.value(address(asset), 1);
        vm.expectRevert(abi.encodeWithSelector(PriceOracle.FeedUnknown.selector, address(asset), bytes32(0)));
        oracle.removeFeed(address(asset));
    }

    function test_feedTerms_refusesAnUnknownId() external {
        vm.expectRevert(abi.encodeWithSelector(PriceOracle.FeedUnknown.selector, address(0), bytes32("x")));
        oracle.feedTerms(bytes32("x"));
    }

    // Configuration is bounded, and only the authority's.

    function test_setFeed_isRestricted() external {
        vm.prank(address(0xbad));
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, address(0xbad)));
        oracle.setFeed(address(asset), _feed());
    }

    function test_removeFeed_isRestricted() external {
        vm.prank(address(0xbad));
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, address(0xbad)));
        oracle.removeFeed(address(asset));
    }

    function _refuses(PriceOracle.Feed memory feed, uint256 value, uint256 min, uint256 max) private {
        vm.expectRevert(abi.encodeWithSelector(PriceOracle.OutOfBounds.selector, value, min, max));
        oracle.setFeed(address(asset), feed);
    }

    function test_setFeed_refusesHeartbeatsOutOfBounds() external {
        PriceOracle.Feed memory feed = _feed();
        feed.first.heartbeatSeconds = 59;
        _refuses(feed, 59, 60, 2 days);
        feed.first.heartbeatSeconds = 2 days + 1;
        _refuses(feed, 2 days + 1, 60, 2 days);
        feed.first.heartbeatSeconds = 60;
        feed.second.heartbeatSeconds = 59;
        _refuses(feed, 59, 60, 2 days);
        feed.second.heartbeatSeconds = 2 days;
        oracle.setFeed(address(asset), feed);
    }

    function test_setFeed_refusesDeviationsOutOfBounds() external {
        PriceOracle.Feed memory feed = _feed();
        feed.deviationBpsMax = 0;
        _refuses(feed, 0, 1, 1_000);
        feed.deviationBpsMax = 1_001;
        _refuses(feed, 1_001, 1, 1_000);
        feed.deviationBpsMax = 1_000;
        oracle.setFeed(address(asset), feed);
    }

    function test_setFeed_refusesPricesOutOfBounds() external {
        PriceOracle.Feed memory feed = _feed();
        feed.priceMin1e18 = 0;
        _refuses(feed, 0, 1, type(uint128).max);
        (feed.priceMin1e18, feed.priceMax1e18) = (2, 1);
        _refuses(feed, 1, 2, type(uint128).max);
        feed.priceMax1e18 = 2;
        oracle.setFeed(address(asset), feed);
    }

    function test_setFeed_refusesTooManyDecimals() external {
        PriceOracle.Feed memory feed = _feedOfOne();
        feed.first.aggregator = new MockAggregator(19, 1e19);
        _refuses(feed, 19, 0, 18);
        asset = new ZooToken("LONG", 37);
        _refuses(_feedOfOne(), 37, 0, 36);
    }

    function test_constructor_refusesALongGrace() external {
        vm.expectRevert(abi.encodeWithSelector(PriceOracle.OutOfBounds.selector, 1 days + 1, 0, 1 days));
        new PriceOracle(address(manager), sequencer, 1 days + 1);
        new PriceOracle(address(manager), sequencer, 1 days);
    }

    // The rounds around a moment.

    /// @dev Rounds 2 to 4 of both sources, ten minutes apart, the third just at `NOW + 20 minutes`.
    function _play() private returns (uint64 moment) {
        for (uint256 i = 1; i <= 3; ++i) {
            vm.warp(NOW + i * 10 minutes);
            first.push(int256(2_000e8 + i * 1e8));
            second.push(int256(2_000e18 + i * 2e18));
        }
        vm.warp(NOW + 1 days);
        return uint64(NOW + 15 minutes);
    }

    function test_priceAt_isTheFirstRoundAtOrAfter() external {
        uint64 moment = _play();
        assertEq(oracle.priceAt(feedId, moment, _neighbours(2), _neighbours(2)), 2_002e18, "between two rounds");
        moment = uint64(NOW + 20 minutes);
        assertEq(oracle.priceAt(feedId, moment, _neighbours(2), _neighbours(2)), 2_002e18, "on a round");
        moment = uint64(NOW + 10 minutes + 1);
        assertEq(oracle.priceAt(feedId, moment, _neighbours(2), _neighbours(2)), 2_002e18, "just after a round");
    }

    function test_priceAt_doesNotCareAboutToday() external {
        uint64 moment = _play();
        sequencer.setSequencer(false, block.timestamp);
        oracle.removeFeed(address(asset));
        first.push(1);
        assertEq(oracle.priceAt(feedId, moment, _neighbours(2), _neighbours(2)), 2_002e18);
    }

    function test_priceAt_asksTheSecondSource() external {
        uint64 moment = _play();
        second.pushAt(3_000e18, NOW + 2 hours);
        second.pushAt(3_000e18, NOW + 2 hours + 10 minutes);
        first.pushAt(2_002e8, NOW + 2 hours);
        first.pushAt(2_002e8, NOW + 2 hours + 10 minutes);
        moment = uint64(NOW + 2 hours + 1);
        vm.expectRevert(abi.encodeWithSelector(PriceOracle.SourcesDisagree.selector, 2_002e18, 3_000e18, 100));
        oracle.priceAt(feedId, moment, _neighbours(5), _neighbours(5));
    }

    function test_priceAt_ofOneSourceIgnoresTheSecond() external {
        bytes32 id = oracle.setFeed(address(asset), _feedOfOne());
        uint64 moment = _play();
        second.makeDown(true);
        assertEq(oracle.priceAt(id, moment, _neighbours(2), _neighbours(77)), 2_002e18);
    }

    function test_priceAt_refusesAnUnknownFeed() external {
        uint64 moment = _play();
        vm.expectRevert(abi.encodeWithSelector(PriceOracle.FeedUnknown.selector, address(0), bytes32("x")));
        oracle.priceAt(bytes32("x"), moment, _neighbours(2), _neighbours(2));
    }

    function test_priceAt_refusesARoundTooLate() external {
        _play();
        uint256 late = NOW + 30 minutes + HEARTBEAT + 2;
        first.pushAt(2_003e8, late);
        uint64 moment = uint64(NOW + 30 minutes + 1);
        vm.expectRevert(
            abi.encodeWithSelector(PriceOracle.AnswerStale.selector, address(first), late, uint256(moment) + HEARTBEAT)
        );
        oracle.priceAt(feedId, moment, _neighbours(4), _neighbours(4));
        assertEq(
            oracle.priceAt(oracle.setFeed(address(asset), _feedOfOne()), moment + 1, _neighbours(4), _neighbours(4)),
            2_003e18,
            "just in time"
        );
    }

    function test_priceAt_refusesUnusableAnswers() external {
        bytes32 id = oracle.setFeed(address(asset), _feedOfOne());
        _play();
        first.pushAt(0, NOW + 40 minutes);
        first.pushAt(10_001e8, NOW + 50 minutes);
        uint64 moment = uint64(NOW + 40 minutes);
        vm.expectRevert(
            abi.encodeWithSelector(PriceOracle.AnswerNotPositive.selector, address(first), uint80(5), int256(0))
        );
        oracle.priceAt(id, moment, _neighbours(4), _neighbours(4));
        moment = uint64(NOW + 50 minutes);
        vm.expectRevert(
            abi.encodeWithSelector(PriceOracle.PriceOutOfBounds.selector, address(first), 10_001e18, 100e18, 10_000e18)
        );
        oracle.priceAt(id, moment, _neighbours(5), _neighbours(5));
    }

    function test_priceAt_refusesTheFuture() external {
        bytes32 id = oracle.setFeed(address(asset), _feedOfOne());
        _play();
        uint256 ahead = block.timestamp + 1;
        first.pushAt(2_000e8, ahead);
        vm.expectRevert(
            abi.encodeWithSelector(PriceOracle.AnswerFromFuture.selector, address(first), ahead, block.timestamp)
        );
        oracle.priceAt(id, uint64(ahead), _neighbours(4), _neighbours(4));
    }
}
