// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ClaimCore} from "../../src/claims/ClaimCore.sol";
import {PredictionMarket} from "../../src/claims/PredictionMarket.sol";
import {PredictionTree} from "../registry/PredictionTree.sol";
import {MarketBase} from "./MarketBase.sol";

contract PredictionMarketTest is MarketBase {
    using PredictionTree for PredictionTree.Tree;

    function test_outcome_yes() external {
        _play([int256(100), 110, 90, 80, 70]); // up, down, down, down: hits 0, 1 and 3.
        _revealAll();
        assertTrue(_score(0), "up");
        assertTrue(_score(1), "down");
        assertFalse(_score(2), "not up");
        assertTrue(_score(3), "down");
        vm.expectEmit(address(market));
        emit PredictionMarket.OutcomeProposed(id, true, 3, 4);
        market.proposeOutcome(id);
        skip(2 days);
        vm.expectRevert(abi.encodeWithSelector(PredictionMarket.OutcomeNotFinal.selector, id, block.timestamp));
        market.finalise(id);
        skip(1);
        market.finalise(id);
        vm.prank(yes);
        assertEq(market.redeem(id + 1, 1_000e6, yes), 1_000e6);
        vm.prank(no);
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.NothingToPay.selector, id, 0));
        market.redeem(id, 1_000e6, no);
    }

    function test_outcome_thresholdIsReachedExactly() external {
        _play([int256(100), 110, 90, 80, 85]); // hits 0 and 1: half.
        _revealAll();
        _scoreAll();
        assertEq(market.tallyOf(id).hits, 2);
        market.proposeOutcome(id);
        skip(2 days + 1);
        market.finalise(id);
        assertEq(market.seriesState(id).longRatio1e18, 1e18);
    }

    function test_outcome_no() external {
        _play([int256(100), 110, 120, 110, 120]); // hit 0 alone.
        _revealAll();
        _scoreAll();
        market.proposeOutcome(id);
        skip(2 days + 1);
        market.finalise(id);
        assertEq(market.seriesState(id).longRatio1e18, 0);
        vm.prank(no);
        assertEq(market.redeem(id, 1_000e6, no), 1_000e6);
    }

    function test_score_noChangeIsWrong() external {
        _play([int256(100), 100, 100, 100, 100]);
        _revealAll();
        for (uint32 i = 0; i < 4; ++i) {
            assertFalse(_score(i));
        }
    }

    function test_constructor_refusesNoTreasury() external {
        vm.expectRevert(PredictionMarket.TreasuryMissing.selector);
        new PredictionMarket(address(manager), registry, oracle, address(0));
    }

    function test_openMarket_refuses() external {
        PredictionMarket.Market memory terms = _terms(0);
        vm.expectRevert(abi.encodeWithSelector(PredictionMarket.ThresholdOutOfBounds.selector, 0, 10_000));
        market.openMarket(terms);
        terms = _terms(10_001);
        vm.expectRevert(abi.encodeWithSelector(PredictionMarket.ThresholdOutOfBounds.selector, 10_001, 10_000));
        market.openMarket(terms);
        terms = _terms(10_000);
        terms.epoch = EPOCH + 1;
        vm.expectRevert(abi.encodeWithSelector(PredictionMarket.NotCommitted.selector, modelId, EPOCH + 1));
        market.openMarket(terms);
        terms.epoch = EPOCH;
        market.openMarket(terms);
        vm.warp(START);
        terms.thresholdBps = 1;
        vm.expectRevert(
            abi.encodeWithSelector(ClaimCore.ExpiryOutOfBounds.selector, START, START + 1, type(uint64).max)
        );
        market.openMarket(terms);
    }

    function test_score_refuses() external {
        _play([int256(100), 110, 90, 80, 70]);
        vm.expectRevert(abi.encodeWithSelector(PredictionMarket.NotRevealed.selector, id, 0));
        _score(0);
        _revealAll();
        PredictionMarket.Prediction memory other = predictions[0];
        other.up = false;
        vm.expectRevert(abi.encodeWithSelector(PredictionMarket.NotRevealed.selector, id, 0));
        market.score(id, other, tree.opening(0), _rounds(0));
        _score(0);
        vm.expectRevert(abi.encodeWithSelector(PredictionMarket.AlreadyScored.selector, id, 0));
        _score(0);
        vm.warp(market.scoreUntil(EPOCH) + 1);
        vm.expectRevert(abi.encodeWithSelector(PredictionMarket.ScoringOver.selector, id, block.timestamp - 1));
        _score(1);
        market.proposeOutcome(id);
        vm.expectRevert(abi.encodeWithSelector(PredictionMarket.AlreadyProposed.selector, id));
        _score(1);
    }

    function test_score_refusesBeforeTheEpoch() external {
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.SeriesNotExpired.selector, id, START));
        _score(0);
    }

    function test_proposeOutcome_refuses() external {
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.SeriesNotExpired.selector, id, START));
        market.proposeOutcome(id);
        _play([int256(100), 110, 90, 80, 70]);
        _revealAll();
        _score(0);
        uint256 endsAt = market.scoreUntil(EPOCH);
        vm.expectRevert(abi.encodeWithSelector(PredictionMarket.ScoringNotOver.selector, id, endsAt));
        market.proposeOutcome(id);
        vm.warp(endsAt);
        vm.expectRevert(abi.encodeWithSelector(PredictionMarket.ScoringNotOver.selector, id, endsAt));
        market.proposeOutcome(id);
        vm.warp(endsAt + 1);
        market.proposeOutcome(id);
        vm.expectRevert(abi.encodeWithSelector(PredictionMarket.AlreadyProposed.selector, id));
        market.proposeOutcome(id);
    }

    // Disputes.

    function _proposed() private {
        _play([int256(100), 110, 90, 80, 70]);
        _revealAll();
        _scoreAll();
        market.proposeOutcome(id);
    }

    function _disputed(address who) private {
        _proposed();
        cash.mint(who, 100e6);
        vm.startPrank(who);
        cash.approve(address(market), type(uint256).max);
        market.dispute(id);
        vm.stopPrank();
    }

    function test_dispute_upheldCostsTheBond() external {
        _disputed(no);
        assertEq(cash.balanceOf(no), 90e6, "the bond");
        assertEq(cash.balanceOf(address(market)), 1_010e6, "beside the collateral");
        vm.expectEmit(address(market));
        emit PredictionMarket.DisputeDecided(id, true);
        market.decide(id, true);
        assertEq(market.seriesState(id).longRatio1e18, 1e18);
        vm.prank(treasury);
        assertEq(market.withdrawBond(IERC20(cash), treasury), 10e6);
    }

    function test_dispute_wonVoidsTheMarket() external {
        _disputed(no);
        market.decide(id, false);
        assertEq(uint256(market.seriesState(id).stage), uint256(ClaimCore.Stage.Voided));
        vm.prank(no);
        market.withdrawBond(IERC20(cash), no);
        assertEq(cash.balanceOf(no), 100e6);
        vm.prank(yes);
        assertEq(market.redeem(id + 1, 1_000e6, yes), 500e6);
        vm.prank(no);
        assertEq(market.redeem(id, 1_000e6, no), 500e6);
    }

    function test_dispute_undecidedLetsTheOutcomeStand() external {
        _disputed(no);
        skip(14 days);
        vm.expectRevert(abi.encodeWithSelector(PredictionMarket.OutcomeNotFinal.selector, id, block.timestamp));
        market.finalise(id);
        skip(1);
        market.finalise(id);
        assertEq(market.seriesState(id).longRatio1e18, 1e18);
        vm.prank(no);
        assertEq(market.withdrawBond(IERC20(cash), no), 10e6);
    }

    function test_dispute_refuses() external {
        vm.warp(START);
        vm.expectRevert(abi.encodeWithSelector(PredictionMarket.NotProposed.selector, id));
        market.dispute(id);
        vm.expectRevert(abi.encodeWithSelector(PredictionMarket.NotProposed.selector, id));
        market.finalise(id);
        _disputed(no);
        vm.expectRevert(abi.encodeWithSelector(PredictionMarket.AlreadyDisputed.selector, id, no));
        market.dispute(id);
    }

    function test_dispute_refusesTooLate() external {
        _proposed();
        uint256 endsAt = block.timestamp + 2 days;
        vm.warp(endsAt + 1);
        vm.expectRevert(abi.encodeWithSelector(PredictionMarket.DisputeOver.selector, id, endsAt));
        market.dispute(id);
        vm.warp(endsAt);
        cash.mint(address(this), 100e6);
        market.dispute(id);
    }

    function test_decide_refuses() external {
        vm.expectRevert(abi.encodeWithSelector(PredictionMarket.NotDisputed.selector, id));
        market.decide(id, true);
        vm.prank(no);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, no));
        market.decide(id, true);
        _disputed(no);
        market.decide(id, true);
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.SeriesNotOpen.selector, id, ClaimCore.Stage.Settled));
        market.decide(id, false);
    }

    function test_setBond_isRestrictedAndChangesOnlyNewMarkets() external {
        vm.prank(no);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, no));
        market.setBond(IERC20(cash), 1);
        market.setBond(IERC20(cash), 0);
        PredictionMarket.Market memory terms = _terms(1);
        vm.expectRevert(abi.encodeWithSelector(PredictionMarket.BondNotSet.selector, cash));
        market.openMarket(terms);
        _disputed(no);
        assertEq(cash.balanceOf(no), 90e6);
    }

    function test_withdrawBond_refusesWithout() external {
        vm.expectRevert(abi.encodeWithSelector(PredictionMarket.NoBond.selector, address(this)));
        market.withdrawBond(IERC20(cash), address(this));
    }

    function test_marketTerms() external view {
        assertEq(market.marketTerms(id).thresholdBps, 5_000);
        assertEq(market.tallyOf(id).count, 4);
        assertEq(market.seriesState(id).expiry, START);
    }
}
