// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PriceOracle} from "../../src/oracle/PriceOracle.sol";
import {OracleBase} from "./OracleBase.sol";
import {PhasedFeed} from "./PhasedFeed.sol";

/// @title Every way in which a feed, a sequencer or a settler could bring in a wrong price
/// @dev Named after research: contracts §1.7 and §1.13 (pitfalls), the oracle zoo of §6.1, AITBC P6 and O5.
contract PriceOracleAttacks is OracleBase {
    function _refusesPrice(bytes memory refusal) private {
        vm.expectRevert(refusal);
        oracle.price(address(asset));
        vm.expectRevert(refusal);
        oracle.value(address(asset), 1e6);
    }

    function test_attack_O5_stalePrice() external {
        skip(HEARTBEAT);
        second.push(2_000e18);
        assertEq(oracle.price(address(asset)), 2_000e18, "usable to its last second");
        skip(1);
        _refusesPrice(abi.encodeWithSelector(PriceOracle.AnswerStale.selector, address(first), NOW, NOW + HEARTBEAT));
    }

    function test_attack_O5_staleSecondSource() external {
        skip(HEARTBEAT + 1);
        first.push(2_000e8);
        _refusesPrice(abi.encodeWithSelector(PriceOracle.AnswerStale.selector, address(second), NOW, NOW + HEARTBEAT));
    }

    function test_attack_zoo_zeroAnswer() external {
        first.makeZero();
        _refusesPrice(
            abi.encodeWithSelector(PriceOracle.AnswerNotPositive.selector, address(first), uint80(2), int256(0))
        );
    }

    function test_attack_zoo_negativeAnswer() external {
        first.makeNegative();
        _refusesPrice(
            abi.encodeWithSelector(PriceOracle.AnswerNotPositive.selector, address(first), uint80(2), int256(-1))
        );
    }

    function test_attack_zoo_answerFromTheFuture() external {
        first.makeFuture(1);
        _refusesPrice(abi.encodeWithSelector(PriceOracle.AnswerFromFuture.selector, address(first), NOW + 1, NOW));
    }

    function test_attack_zoo_unfinishedRound() external {
        first.makeUnfinished();
        _refusesPrice(abi.encodeWithSelector(PriceOracle.AnswerStale.selector, address(first), 0, HEARTBEAT));
    }

    function test_attack_zoo_aggregatorDown() external {
        first.makeDown(true);
        vm.expectRevert();
        oracle.price(address(asset));
    }

    function test_attack_P6_jumpBeyondTheBounds() external {
        first.push(10_000e8);
        second.push(10_000e18);
        assertEq(oracle.price(address(asset)), 10_000e18, "the bound itself is usable");
        first.push(10_000e8 + 1);
        _refusesPrice(
            abi.encodeWithSelector(
                PriceOracle.PriceOutOfBounds.selector, address(first), 10_000e18 + 1e10, 100e18, 10_000e18
            )
        );
        first.push(100e8 - 1);
        _refusesPrice(
            abi.encodeWithSelector(
                PriceOracle.PriceOutOfBounds.selector, address(first), 100e18 - 1e10, 100e18, 10_000e18
            )
        );
        first.push(100e8);
        second.push(100e18);
        assertEq(oracle.price(address(asset)), 100e18, "and so is the lower one");
    }

    function test_attack_P6_jumpOfOneSource() external {
        first.push(2_000e8);
        second.push(2_020e18);
        assertEq(oracle.price(address(asset)), 2_000e18, "one per cent of the lower");
        second.push(2_020e18 + 1e16);
        _refusesPrice(abi.encodeWithSelector(PriceOracle.SourcesDisagree.selector, 2_000e18, 2_020e18 + 1e16, 100));
        first.push(2_050e8);
        _refusesPrice(abi.encodeWithSelector(PriceOracle.SourcesDisagree.selector, 2_050e18, 2_020e18 + 1e16, 100));
    }

    function test_attack_1_13_sequencerDown() external {
        sequencer.setSequencer(false, NOW);
        _refusesPrice(abi.encodeWithSelector(PriceOracle.SequencerDown.selector, int256(1), NOW));
    }

    function test_attack_1_13_sequencerJustBack() external {
        sequencer.setSequencer(true, NOW);
        _refusesPrice(abi.encodeWithSelector(PriceOracle.SequencerJustUp.selector, NOW, NOW + GRACE));
        skip(GRACE - 1);
        vm.expectRevert(abi.encodeWithSelector(PriceOracle.SequencerJustUp.selector, NOW, NOW + GRACE));
        oracle.price(address(asset));
        skip(1);
        assertEq(oracle.price(address(asset)), 2_000e18, "after the grace");
    }

    function test_attack_1_13_sequencerFeedNotBegun() external {
        sequencer.setSequencer(true, 0);
        _refusesPrice(abi.encodeWithSelector(PriceOracle.SequencerDown.selector, int256(0), 0));
    }

    // The settler picks a round: every other pair of rounds than the right one is refused.

    PhasedFeed private phased;

    function _phasedFeed() private returns (bytes32 id) {
        phased = new PhasedFeed();
        PriceOracle.Feed memory feed = _feedOfOne();
        feed.first.aggregator = phased;
        id = oracle.setFeed(address(asset), feed);
    }

    function _at(bytes32 id, uint256 moment, uint80 before, uint80 atOrAfter) private view returns (uint256) {
        PriceOracle.Neighbours memory rounds = PriceOracle.Neighbours(before, atOrAfter);
        return oracle.priceAt(id, uint64(moment), rounds, rounds);
    }

    function _refusesStraddle(bytes32 id, uint256 moment, uint80 before, uint256 beforeAt, uint256 afterAt) private {
        vm.expectRevert(
            abi.encodeWithSelector(PriceOracle.RoundsDoNotStraddle.selector, address(phased), beforeAt, afterAt, moment)
        );
        _at(id, moment, before, before + 1);
    }

    function test_attack_1_7_settlerPicksALaterRound() external {
        bytes32 id = _phasedFeed();
        uint80 a = phased.push(1, 2_000e8, NOW - 50);
        uint80 b = phased.push(1, 3_000e8, NOW - 40);
        phased.push(1, 4_000e8, NOW - 30);
        assertEq(_at(id, NOW - 45, a, b), 3_000e18, "the right pair");
        _refusesStraddle(id, NOW - 45, b, NOW - 40, NOW - 30);
    }

    function test_attack_1_7_settlerPicksAnEarlierRound() external {
        bytes32 id = _phasedFeed();
        uint80 a = phased.push(1, 2_000e8, NOW - 50);
        phased.push(1, 3_000e8, NOW - 40);
        _refusesStraddle(id, NOW - 35, a, NOW - 50, NOW - 40);
    }

    function test_attack_1_7_settlerUsesTheRoundOnTheMomentAsTheOneBefore() external {
        bytes32 id = _phasedFeed();
        uint80 a = phased.push(1, 2_000e8, NOW - 50);
        phased.push(1, 3_000e8, NOW - 40);
        _refusesStraddle(id, NOW - 50, a, NOW - 50, NOW - 40);
    }

    function test_attack_1_7_settlerSkipsARound() external {
        bytes32 id = _phasedFeed();
        uint80 a = phased.push(1, 2_000e8, NOW - 50);
        phased.push(1, 3_000e8, NOW - 40);
        uint80 c = phased.push(1, 4_000e8, NOW - 30);
        vm.expectRevert(abi.encodeWithSelector(PriceOracle.RoundsNotNeighbours.selector, address(phased), a, c));
        _at(id, NOW - 45, a, c);
        vm.expectRevert(abi.encodeWithSelector(PriceOracle.RoundsNotNeighbours.selector, address(phased), c, a));
        _at(id, NOW - 45, c, a);
    }

    function test_attack_1_7_settlerInventsTheRoundBefore() external {
        bytes32 id = _phasedFeed();
        uint80 a = phased.push(1, 2_000e8, NOW - 50);
        _refusesStraddle(id, NOW - 60, a - 1, 0, NOW - 50);
    }

    function test_attack_1_7_settlerInventsTheRoundAfter() external {
        bytes32 id = _phasedFeed();
        uint80 a = phased.push(1, 2_000e8, NOW - 50);
        _refusesStraddle(id, NOW - 40, a, NOW - 50, 0);
        phased.setRevertsWhenAbsent(true);
        _refusesStraddle(id, NOW - 40, a, NOW - 50, 0);
    }

    function test_priceAt_acrossPhases() external {
        bytes32 id = _phasedFeed();
        phased.push(1, 2_000e8, NOW - 50);
        uint80 b = phased.push(1, 2_100e8, NOW - 40);
        uint80 c = phased.push(2, 2_200e8, NOW - 30);
        assertEq(_at(id, NOW - 35, b, c), 2_200e18, "last of one phase, first of the next");
        phased.setRevertsWhenAbsent(true);
        assertEq(_at(id, NOW - 35, b, c), 2_200e18, "and when absent rounds revert");
    }

    function test_attack_1_7_settlerJumpsPhasesThoughTheOldWentOn() external {
        bytes32 id = _phasedFeed();
        uint80 a = phased.push(1, 2_000e8, NOW - 50);
        uint80 b = phased.push(1, 2_100e8, NOW - 40);
        uint80 c = phased.push(2, 2_200e8, NOW - 30);
        vm.expectRevert(abi.encodeWithSelector(PriceOracle.RoundsNotNeighbours.selector, address(phased), a, c));
        _at(id, NOW - 45, a, c);
        assertEq(_at(id, NOW - 45, a, b), 2_100e18);
    }

    function test_attack_1_7_settlerStaysInAPhaseThatWasLeft() external {
        bytes32 id = _phasedFeed();
        uint80 a = phased.push(1, 2_000e8, NOW - 50);
        uint80 b = phased.push(2, 2_200e8, NOW - 46);
        uint80 c = phased.push(1, 2_900e8, NOW - 40);
        uint80 d = phased.push(2, 2_300e8, NOW - 36);
        vm.expectRevert(
            abi.encodeWithSelector(PriceOracle.LaterPhaseHadBegun.selector, address(phased), b, NOW - 46, NOW - 45)
        );
        _at(id, NOW - 45, a, c);
        assertEq(_at(id, NOW - 45, b, d), 2_300e18, "one answer only");
    }

    function test_priceAt_whenALaterPhaseBeginsJustThen() external {
        bytes32 id = _phasedFeed();
        uint80 a = phased.push(1, 2_000e8, NOW - 50);
        uint80 b = phased.push(1, 2_100e8, NOW - 40);
        phased.push(2, 2_200e8, NOW - 45);
        assertEq(_at(id, NOW - 45, a, b), 2_100e18, "the old phase still counts");
    }

    /// @dev Whatever two pairs of rounds a settler tries, at most one price comes out. Phases overlap at random.
    function testFuzz_attack_1_7_onePriceForAMoment(uint256 seed) external {
        bytes32 id = _phasedFeed();
        uint80[9] memory ids;
        uint256[3] memory clock = [NOW - 400, NOW - 400, NOW - 400];
        for (uint80 i = 0; i < 9; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            uint80 phase = 1 + uint80(seed % 3);
            clock[phase - 1] += 1 + (seed >> 8) % 40;
            ids[i] = phased.push(phase, int256(uint256(1_000e8 + uint256(i) * 1e8)), clock[phase - 1]);
        }
        uint256 moment = NOW - 390 + (seed >> 16) % 200;
        uint256 answer = 0;
        for (uint256 i = 0; i < 9; ++i) {
            for (uint256 j = 0; j < 9; ++j) {
                PriceOracle.Neighbours memory rounds = PriceOracle.Neighbours(ids[i], ids[j]);
                try oracle.priceAt(id, uint64(moment), rounds, rounds) returns (uint256 price1e18) {
                    assertTrue(answer == 0 || answer == price1e18, "two prices for one moment");
                    answer = price1e18;
                } catch {}
            }
        }
    }
}
