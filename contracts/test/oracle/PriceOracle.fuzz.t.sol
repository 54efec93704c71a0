// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PriceOracle} from "../../src/oracle/PriceOracle.sol";
import {MockAggregator} from "../support/oracles/MockAggregator.sol";
import {OracleBase} from "./OracleBase.sol";

contract PriceOracleFuzz is OracleBase {
    struct World {
        int256 firstAnswer;
        int256 secondAnswer;
        uint256 firstAge;
        uint256 secondAge;
        uint256 upFor;
        bool up;
    }

    /// @dev The oracle answers exactly when a plain reading of its rules says so, and then with the first source's price.
    function testFuzz_price_answersExactlyWhenUsable(World memory world) external {
        world.firstAnswer = _answer(uint256(world.firstAnswer), 1e8);
        // Usually near the first source, sometimes anywhere.
        world.secondAnswer = uint256(world.secondAnswer) % 4 == 0
            ? _answer(uint256(world.secondAnswer), 1e18)
            : (world.firstAnswer * 1e10 * int256(9_850 + uint256(world.secondAnswer) % 300)) / 10_000;
        world.firstAge = bound(world.firstAge, 0, HEARTBEAT + HEARTBEAT / 8);
        world.secondAge = bound(world.secondAge, 0, HEARTBEAT + HEARTBEAT / 8);
        world.upFor = bound(world.upFor, GRACE - GRACE / 8, 3 * GRACE);
        world.up = world.up || world.upFor % 8 != 0;
        first.pushAt(world.firstAnswer, NOW - world.firstAge);
        second.pushAt(world.secondAnswer, NOW - world.secondAge);
        sequencer.setSequencer(world.up, NOW - world.upFor);

        try oracle.price(address(asset)) returns (uint256 price1e18) {
            assertTrue(_isUsable(world), "answered though unusable");
            assertEq(price1e18, uint256(world.firstAnswer) * 1e10, "the first source's price");
        } catch {
            assertFalse(_isUsable(world), "refused though usable");
        }
    }

    /// @dev Every number of decimals scales to 18 exactly; a value never exceeds amount times price.
    function testFuzz_value_isExactOrBelow(uint8 decimals, uint256 answer, uint256 amount) external {
        decimals = uint8(bound(decimals, 0, 18));
        PriceOracle.Feed memory feed = _feedOfOne();
        answer = bound(answer, 100 * 10 ** decimals, 10_000 * 10 ** decimals);
        amount = bound(amount, 0, 1e50);
        feed.first.aggregator = new MockAggregator(decimals, int256(answer));
        oracle.setFeed(address(asset), feed);
        uint256 price1e18 = oracle.price(address(asset));
        assertEq(price1e18, answer * 10 ** (18 - decimals), "scaled");
        uint256 worth = oracle.value(address(asset), amount);
        assertLe(worth * 1e6, amount * price1e18, "not above");
        assertGt((worth + 1) * 1e6, amount * price1e18, "not one below");
    }

    function _answer(uint256 seed, uint256 unit) private pure returns (int256) {
        uint256 kind = seed % 16;
        if (kind == 0) return 0;
        if (kind == 1) return -int256(seed % 1e30);
        return int256(bound(seed, 90 * unit, 11_000 * unit));
    }

    function _isUsable(World memory world) private pure returns (bool) {
        if (!world.up || world.upFor < GRACE) return false;
        if (world.firstAge > HEARTBEAT || world.secondAge > HEARTBEAT) return false;
        if (world.firstAnswer < 100e8 || world.firstAnswer > 10_000e8) return false;
        if (world.secondAnswer < 100e18 || world.secondAnswer > 10_000e18) return false;
        int256 difference = world.firstAnswer * 1e10 - world.secondAnswer;
        int256 lower = difference < 0 ? world.firstAnswer * 1e10 : world.secondAnswer;
        return (difference < 0 ? -difference : difference) * 100 <= lower;
    }
}
