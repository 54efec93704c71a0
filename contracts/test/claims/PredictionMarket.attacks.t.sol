// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ClaimCore} from "../../src/claims/ClaimCore.sol";
import {PredictionMarket} from "../../src/claims/PredictionMarket.sol";
import {PriceOracle} from "../../src/oracle/PriceOracle.sol";
import {PredictionTree} from "../registry/PredictionTree.sol";
import {BlockListToken} from "../support/tokens/BlockListToken.sol";
import {MarketBase} from "./MarketBase.sol";

/// @title Attacks on outcomes
/// @dev Named after research: contracts §1.8 and §1.12 (pitfalls).
contract PredictionMarketAttacks is MarketBase {
    using PredictionTree for PredictionTree.Tree;

    /// @dev The owner reveals his one hit and hides three misses: one of four it stays.
    function test_attack_1_12_revealOnlyTheWinner() external {
        _play([int256(100), 110, 120, 110, 120]);
        _reveal(tree, 0);
        assertTrue(_score(0));
        vm.warp(market.scoreUntil(EPOCH) + 1);
        market.proposeOutcome(id);
        skip(2 days + 1);
        market.finalise(id);
        assertEq(market.seriesState(id).longRatio1e18, 0, "one of four is not half");
    }

    /// @dev The interested owner has no say: no function takes an outcome from anybody.
    function test_attack_1_8_ownerDecidesHisOwnMarket() external {
        _play([int256(100), 110, 90, 80, 70]);
        _revealAll();
        // The owner proposes early, before the hits are counted.
        vm.prank(author);
        vm.expectRevert(abi.encodeWithSelector(PredictionMarket.ScoringNotOver.selector, id, market.scoreUntil(EPOCH)));
        market.proposeOutcome(id);
        _scoreAll();
        vm.prank(author);
        market.proposeOutcome(id);
        assertEq(market.tallyOf(id).hits, 3, "counted from prices");
    }

    function test_attack_1_8_betAfterTheInformation() external {
        vm.warp(START);
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.SeriesExpired.selector, id, START));
        market.split(id, 1, yes, no);
    }

    /// @dev A scorer who wants a miss gives other rounds: the oracle refuses, and the right rounds still count later.
    function test_attack_1_8_scorerPicksOtherRounds() external {
        _play([int256(100), 110, 90, 80, 70]);
        _revealAll();
        PredictionMarket.Rounds memory rounds = _rounds(0);
        rounds.untilFirst = PriceOracle.Neighbours(3, 4);
        vm.expectRevert(
            abi.encodeWithSelector(
                PriceOracle.RoundsDoNotStraddle.selector, feed, START + 6 hours, START + 12 hours, START + 6 hours
            )
        );
        market.score(id, predictions[0], tree.opening(0), rounds);
        assertTrue(_score(0));
    }

    /// @dev Predictions about times before the epoch, when the outcome was known, count as wrong.
    function test_attack_1_12_predictionsOfThePast() external {
        bytes[] memory payloads = new bytes[](3);
        PredictionMarket.Prediction[3] memory sly;
        uint64 start = uint64(START + 1 days);
        sly[0] = PredictionMarket.Prediction(feedId, start - 1, start + 6 hours, true);
        sly[1] = PredictionMarket.Prediction(feedId, start, start + 1 days + 1, true);
        sly[2] = PredictionMarket.Prediction(feedId, start + 6 hours, start, true);
        for (uint256 i = 0; i < 3; ++i) {
            payloads[i] = abi.encode(sly[i]);
        }
        PredictionTree.Tree memory slyTree = PredictionTree.build(registry, modelId, EPOCH + 1, payloads);
        bytes32 root = slyTree.root();
        vm.prank(author);
        registry.commitEpoch(modelId, EPOCH + 1, root);
        uint256 slyId = market.openMarket(PredictionMarket.Market(IERC20(cash), modelId, EPOCH + 1, 1));
        vm.warp(start + 1 days);
        PredictionMarket.Rounds memory none;
        for (uint32 i = 0; i < 3; ++i) {
            registry.reveal(modelId, EPOCH + 1, payloads[i], slyTree.opening(i));
            assertFalse(market.score(slyId, sly[i], slyTree.opening(i), none), "wrong whatever the prices");
        }
        market.proposeOutcome(slyId);
        assertEq(market.tallyOf(slyId).hits, 0);
    }

    /// @dev A feed that fails makes a prediction impossible to score; the arbiter can void, and void refunds half each.
    function test_attack_1_8_oracleFailsAndTheMarketIsVoided() external {
        vm.warp(START + 1 days);
        feed.pushAt(100, START + 1 days);
        _revealAll();
        PredictionMarket.Rounds memory rounds = _rounds(0);
        vm.expectRevert(abi.encodeWithSelector(PriceOracle.AnswerStale.selector, feed, START + 1 days, START + 7 hours));
        market.score(id, predictions[0], tree.opening(0), rounds);
        vm.warp(market.scoreUntil(EPOCH) + 1);
        market.proposeOutcome(id);
        cash.mint(yes, 100e6);
        vm.startPrank(yes);
        cash.approve(address(market), type(uint256).max);
        market.dispute(id);
        vm.stopPrank();
        market.decide(id, false);
        vm.prank(yes);
        assertEq(market.redeem(id + 1, 1_000e6, yes), 500e6);
    }

    /// @dev The arbiter can let stand or void; it can not turn a no into a yes.
    function test_attack_1_8_arbiterChoosesTheOutcome() external {
        _play([int256(100), 110, 120, 110, 120]);
        _revealAll();
        _scoreAll();
        market.proposeOutcome(id);
        cash.mint(address(this), 100e6);
        market.dispute(id);
        market.decide(id, true);
        assertEq(market.seriesState(id).longRatio1e18, 0, "what was counted");
    }

    /// @dev A disputer who then cannot be paid (listed by the token) stops nobody's settlement.
    function test_attack_1_8_unpayableDisputerBlocksSettlement() external {
        _play([int256(100), 110, 90, 80, 70]);
        _revealAll();
        _scoreAll();
        market.proposeOutcome(id);
        cash.mint(no, 100e6);
        vm.startPrank(no);
        cash.approve(address(market), type(uint256).max);
        market.dispute(id);
        vm.stopPrank();
        cash.setListed(no, true);
        skip(14 days + 1);
        market.finalise(id);
        vm.prank(yes);
        assertEq(market.redeem(id + 1, 1_000e6, yes), 1_000e6);
        vm.prank(no);
        vm.expectRevert(abi.encodeWithSelector(BlockListToken.Listed.selector, no));
        market.withdrawBond(IERC20(cash), no);
        vm.prank(no);
        assertEq(market.withdrawBond(IERC20(cash), treasury), 10e6, "but it can go elsewhere");
    }

    /// @dev Bonds are paid once.
    function test_attack_bondTwice() external {
        _play([int256(100), 110, 90, 80, 70]);
        _revealAll();
        _scoreAll();
        market.proposeOutcome(id);
        cash.mint(address(this), 100e6);
        market.dispute(id);
        skip(14 days + 1);
        market.finalise(id);
        market.withdrawBond(IERC20(cash), address(this));
        vm.expectRevert(abi.encodeWithSelector(PredictionMarket.NoBond.selector, address(this)));
        market.withdrawBond(IERC20(cash), address(this));
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.SeriesNotOpen.selector, id, ClaimCore.Stage.Settled));
        market.finalise(id);
        assertEq(cash.balanceOf(address(market)), 1_000e6, "all collateral is there");
    }
}
