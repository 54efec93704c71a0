// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {SyntheticBase} from "./SyntheticBase.sol";

/// @title Attacks on the index of a synthetic
/// @dev Named after research: contracts §1.9 (never the spot share price: donation and report manipulation).
contract SyntheticAssetAttacks is SyntheticBase {
    /// @dev A donation lifts the share price tenfold for a moment, observed by the attacker as often as he likes.
    function test_attack_1_9_spikeOfOneBlock() external {
        uint256 id = _open();
        _observe(12 hours, 10e18);
        _observe(0, 10e18);
        vault.setPrice(1e18);
        synthetic.observe(IERC4626(address(vault)));
        _passTo(EXPIRY);
        vm.warp(EXPIRY + 1);
        synthetic.settleSynthetic(id);
        assertEq(synthetic.seriesState(id).longRatio1e18, 0.25e18, "nothing gained");
    }

    /// @dev Holding the spike for an hour moves the average of a day by an hour's worth, not the mark to the spike.
    function test_attack_1_9_spikeOfAnHour() external {
        _observe(1 hours, 10e18);
        _observe(1 hours, 10e18);
        _observe(0, 1e18);
        _observe(22 hours, 1e18);
        (uint256 mark,) = _markNow();
        // 23 hours at 1.0 and one at 10.0.
        assertEq(mark, (uint256(23 + 10) * 1e18) / 24);
    }

    /// @dev A report just before expiry that is taken back after it: only windows closed by expiry count.
    function test_attack_1_9_settlerWaitsForAHigherMark() external {
        uint256 id = _open();
        _passTo(EXPIRY);
        _rise(2.5e18);
        vm.warp(EXPIRY + 60 days);
        synthetic.settleSynthetic(id);
        assertEq(synthetic.seriesState(id).longRatio1e18, 0.25e18, "the mark of expiry");
    }

    /// @dev The short observes a crash again and again: the mark does not fall.
    function test_attack_1_9_crashObservedOften() external {
        uint256 id = _open();
        for (uint256 i = 0; i < 10; ++i) {
            _observe(1 days, 0.01e18);
        }
        _passTo(EXPIRY);
        vm.warp(EXPIRY + 1);
        synthetic.settleSynthetic(id);
        assertEq(synthetic.seriesState(id).longRatio1e18, 0.25e18);
    }

    /// @dev However prices move and whoever observes when, the mark is no higher than the highest price that two
    /// observations in a row confirmed, and never falls.
    function testFuzz_attack_1_9_markNeedsConfirmation(uint256 seed) external {
        uint256 last = 1e18;
        uint256 confirmed = 1e18;
        uint256 markBefore = 0;
        for (uint256 i = 0; i < 24; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            uint256 price = 0.2e18 + (seed >> 8) % 4e18;
            uint256 gap = (seed >> 128) % 20 hours;
            _observe(gap, price);
            if (gap != 0) {
                uint256 lower = price < last ? price : last;
                if (lower > confirmed) confirmed = lower;
            }
            last = price;
            (uint256 mark,) = _markNow();
            assertLe(mark, confirmed, "above what was confirmed");
            assertGe(mark, markBefore, "fell");
            markBefore = mark;
        }
    }

    /// @dev Payout rises with the index, from nothing at the floor to all at the cap.
    function testFuzz_payoutIsMonotoneAndClamped(uint256 low, uint256 high) external {
        low = bound(low, 1e18, 4e18);
        high = bound(high, low, 4e18);
        uint256 snapshot = vm.snapshotState();
        uint256 smaller = _settledAt(low);
        vm.revertToState(snapshot);
        uint256 larger = _settledAt(high);
        assertLe(smaller, larger);
        if (low >= 2.5e18) assertEq(smaller, 1e18, "clamped");
        else assertEq(smaller, ((low - 0.5e18) * 1e18) / 2e18, "linear");
    }

    function _settledAt(uint256 price1e18) private returns (uint256) {
        uint256 id = _open();
        _rise(price1e18);
        _passTo(EXPIRY);
        vm.warp(EXPIRY + 1);
        synthetic.settleSynthetic(id);
        return synthetic.seriesState(id).longRatio1e18;
    }
}
