// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {QPAExecutor} from "../../src/executor/QPAExecutor.sol";
import {ZooToken} from "../support/tokens/ZooToken.sol";
import {BonusPool, ExecutorBase, FixedPriceFactory, FixedPricePool} from "./ExecutorBase.sol";

contract QPAExecutorTest is ExecutorBase {
    function test_buysWhereItIsCheapAndSellsWhereItIsDear() public {
        // Pair: 10,000 in at 0.30 % and x·y=k gives 4.960273… ether; our pool gives back, by the same rule, 10,825.6….
        // Worked out apart from the code: 10000·.997·1000/(2000000+9970) = 4.96033…
        uint256 kept = 10_000e18 * uint256(9_970);
        uint256 ether_ = (kept * 1_000e18) / (2_000_000e18 * uint256(10_000) + kept);
        uint256 keptBack = ether_ * 9_970;
        uint256 back = (keptBack * 2_200_000e18) / (1_000e18 * uint256(10_000) + keptBack);
        uint256 profit = trade(circle("v2", "amm", 10_000e18, 1e18));
        assertEq(profit, back - 10_000e18, "profit");
        assertEq(usd.balanceOf(address(executor)), 100_000e18 + profit, "held");
        assertEq(usd.allowance(address(executor), address(amm)), 0, "allowed");
        assertEq(eth.allowance(address(executor), address(amm)), 0, "allowed ether");
    }

    function test_tradesWithAPoolThatCallsBack() public {
        uint256 profit = trade(circle("v2", "v3", 10_000e18, 1e18));
        assertGt(profit, 400e18, "profit");
        trade(circle("v3", "amm", 1_000e18, 1));
    }

    function test_refusesWhatDoesNotPay() public {
        uint256 before = usd.balanceOf(address(executor));
        vm.prank(operator);
        vm.expectPartialRevert(QPAExecutor.ProfitTooSmall.selector);
        executor.executeArbitrage(circle("amm", "v2", 10_000e18, 1));
        assertEq(usd.balanceOf(address(executor)), before, "nothing happened");
    }

    function test_refusesOneUnitLessThanDeclared() public {
        uint256 state = vm.snapshotState();
        uint256 profit = trade(circle("v2", "amm", 10_000e18, 1));
        vm.revertToState(state);
        vm.prank(operator);
        vm.expectRevert(
            abi.encodeWithSelector(
                QPAExecutor.ProfitTooSmall.selector, 100_000e18 + profit, 100_000e18 + profit + 1
            )
        );
        executor.executeArbitrage(circle("v2", "amm", 10_000e18, profit + 1));
        assertEq(trade(circle("v2", "amm", 10_000e18, profit)), profit, "exactly what was declared");
    }

    function test_liquidatesAndSellsTheCollateral() public {
        lending.setBonus(10, false);
        // 10,000 of debt for 10 ether, sold near 2,000.
        vm.prank(operator);
        uint256 profit = executor.executeLiquidation(liquidation(10_000e18, 1e18));
        assertGt(profit, 9_000e18, "profit");
        assertEq(eth.balanceOf(address(executor)), 0, "ether left");
        assertEq(usd.allowance(address(executor), address(lending)), 0, "allowed");
    }

    function test_nothingStaysAllowedWhereThePoolTakesLess() public {
        lending.setBonus(10, true);
        vm.prank(operator);
        executor.executeLiquidation(liquidation(10_000e18, 1e18));
        assertEq(usd.allowance(address(executor), address(lending)), 0, "allowed");
    }

    function test_refusesALiquidationThatDoesNotPay() public {
        lending.setBonus(4, false);
        vm.prank(operator);
        vm.expectPartialRevert(QPAExecutor.ProfitTooSmall.selector);
        executor.executeLiquidation(liquidation(10_000e18, 1));
    }

    function test_refusesALendingPoolThatIsNotListed() public {
        QPAExecutor.Liquidation memory order = liquidation(1, 1);
        order.pool = address(new BonusPool());
        vm.prank(operator);
        vm.expectRevert(abi.encodeWithSelector(QPAExecutor.NotALendingPool.selector, order.pool));
        executor.executeLiquidation(order);
    }

    function test_refusesTokensThatAreNotListed() public {
        executor.setToken(address(eth), false, 0);
        vm.prank(operator);
        vm.expectRevert(abi.encodeWithSelector(QPAExecutor.NotListed.selector, address(eth)));
        executor.executeArbitrage(circle("v2", "amm", 1e18, 1));
        vm.prank(operator);
        vm.expectRevert(abi.encodeWithSelector(QPAExecutor.NotListed.selector, address(eth)));
        executor.executeLiquidation(liquidation(1, 1));
    }

    function test_refusesUnknownVenuesAndPools() public {
        vm.startPrank(operator);
        vm.expectRevert(abi.encodeWithSelector(QPAExecutor.UnknownVenue.selector, bytes32("x")));
        executor.executeArbitrage(circle("x", "amm", 1e18, 1));
        QPAExecutor.Arbitrage memory order = circle("v3", "amm", 1e18, 1);
        order.legs[0].fee = 3_000;
        vm.expectRevert(
            abi.encodeWithSelector(QPAExecutor.NoPool.selector, bytes32("v3"), address(usd), address(eth))
        );
        executor.executeArbitrage(order);
    }

    function test_refusesPathsThatAreEmptyTooLongOrOpen() public {
        QPAExecutor.Arbitrage memory order = circle("v2", "amm", 1e18, 1);
        order.legs = new QPAExecutor.Leg[](0);
        vm.startPrank(operator);
        vm.expectRevert(abi.encodeWithSelector(QPAExecutor.LegsOutOfBounds.selector, 0, 8));
        executor.executeArbitrage(order);
        order.legs = new QPAExecutor.Leg[](9);
        vm.expectRevert(abi.encodeWithSelector(QPAExecutor.LegsOutOfBounds.selector, 9, 8));
        executor.executeArbitrage(order);
        order.legs = new QPAExecutor.Leg[](1);
        order.legs[0] = leg("v2", address(eth));
        vm.expectRevert(abi.encodeWithSelector(QPAExecutor.DoesNotClose.selector, address(eth), address(usd)));
        executor.executeArbitrage(order);
    }

    function test_refusesWhatIsLateUndeclaredOrNotHeld() public {
        vm.startPrank(operator);
        QPAExecutor.Arbitrage memory order = circle("v2", "amm", 1e18, 1);
        order.deadline = vm.getBlockTimestamp() - 1;
        vm.expectRevert(abi.encodeWithSelector(QPAExecutor.TooLate.selector, order.deadline));
        executor.executeArbitrage(order);
        vm.expectRevert(QPAExecutor.ProfitNotDeclared.selector);
        executor.executeArbitrage(circle("v2", "amm", 1e18, 0));
        vm.expectRevert(abi.encodeWithSelector(QPAExecutor.NotEnoughHeld.selector, 100_001e18, 100_000e18));
        executor.executeArbitrage(circle("v2", "amm", 100_001e18, 1));
        vm.expectRevert(abi.encodeWithSelector(QPAExecutor.NotEnoughHeld.selector, 100_001e18, 100_000e18));
        executor.executeLiquidation(liquidation(100_001e18, 1));
    }

    function test_pausedItTradesNothingAndStillPaysTheTreasury() public {
        vm.prank(guardian);
        executor.setPaused(true);
        vm.startPrank(operator);
        vm.expectRevert(QPAExecutor.Paused.selector);
        executor.executeArbitrage(circle("v2", "amm", 1e18, 1));
        vm.expectRevert(QPAExecutor.Paused.selector);
        executor.executeLiquidation(liquidation(1, 1));
        executor.withdraw(address(usd), 1);
        assertEq(usd.balanceOf(treasury), 1, "treasury");
    }

    function test_whatLeavesIsCappedADayAndGoesToTheTreasuryAlone() public {
        vm.startPrank(operator);
        executor.withdraw(address(usd), 600e18);
        vm.expectRevert(abi.encodeWithSelector(QPAExecutor.CapReached.selector, 401e18, 400e18));
        executor.withdraw(address(usd), 401e18);
        executor.withdraw(address(usd), 400e18);
        assertEq(executor.outflowLeft(address(usd)), 0, "left");
        skip(1 days);
        assertEq(executor.outflowLeft(address(usd)), 1_000e18, "a new day");
        executor.withdraw(address(usd), 1_000e18);
        assertEq(usd.balanceOf(treasury), 2_000e18, "treasury");
    }

    function test_onlyGovernanceSets() public {
        vm.startPrank(operator);
        bytes memory refusal = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, operator);
        vm.expectRevert(refusal);
        executor.setVenue("v2", QPAExecutor.Venue(QPAExecutor.VenueKind.UniswapV2, address(v2), 0));
        vm.expectRevert(refusal);
        executor.setToken(address(usd), true, type(uint128).max);
        vm.expectRevert(refusal);
        executor.setLendingPool(mallory, true);
        vm.expectRevert(refusal);
        executor.setTreasury(operator);
        vm.expectRevert(refusal);
        executor.setPaused(false);
        vm.stopPrank();
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, address(this)));
        executor.executeArbitrage(circle("v2", "amm", 1e18, 1));
    }

    function test_refusesBadSettings() public {
        vm.expectRevert(QPAExecutor.VenueOutOfBounds.selector);
        executor.setVenue(0, QPAExecutor.Venue(QPAExecutor.VenueKind.UniswapV2, address(v2), 30));
        vm.expectRevert(QPAExecutor.VenueOutOfBounds.selector);
        executor.setVenue("x", QPAExecutor.Venue(QPAExecutor.VenueKind.UniswapV2, mallory, 30));
        vm.expectRevert(QPAExecutor.VenueOutOfBounds.selector);
        executor.setVenue("x", QPAExecutor.Venue(QPAExecutor.VenueKind.UniswapV2, address(v2), 1_001));
        vm.expectRevert(QPAExecutor.NoTreasury.selector);
        executor.setTreasury(address(0));
    }

    function test_aClosedVenueIsUnknown() public {
        executor.setVenue("v2", QPAExecutor.Venue(QPAExecutor.VenueKind.None, address(0), 0));
        vm.prank(operator);
        vm.expectRevert(abi.encodeWithSelector(QPAExecutor.UnknownVenue.selector, bytes32("v2")));
        executor.executeArbitrage(circle("v2", "amm", 1e18, 1));
    }

    // Attacks.

    function test_attack_anybodyCallsBack() public {
        vm.prank(mallory);
        vm.expectRevert(abi.encodeWithSelector(QPAExecutor.CallbackNotExpected.selector, mallory));
        executor.uniswapV3SwapCallback(1, 0, "");
        vm.prank(address(pool));
        vm.expectRevert(abi.encodeWithSelector(QPAExecutor.CallbackNotExpected.selector, address(pool)));
        executor.uniswapV3SwapCallback(1, 0, "");
    }

    function test_attack_aPoolAsksForMoreThanTheLegIsWorth() public {
        pool.setGreed(1);
        vm.prank(operator);
        vm.expectRevert(abi.encodeWithSelector(QPAExecutor.CallbackAsksForMore.selector, 1_000e18 + 1, 1_000e18));
        executor.executeArbitrage(circle("v3", "amm", 1_000e18, 1));
    }

    function test_attack_aStolenOperatorKeyCannotTakeAnythingOut() public {
        // A pool of the thief's own, at the price of his choice: the factory does not know it.
        FixedPricePool own = new FixedPricePool(address(usd), address(eth), 1);
        FixedPriceFactory ownFactory = new FixedPriceFactory();
        ownFactory.set(address(own), 500);
        vm.prank(operator);
        vm.expectPartialRevert(IAccessManaged.AccessManagedUnauthorized.selector);
        executor.setVenue("own", QPAExecutor.Venue(QPAExecutor.VenueKind.UniswapV3, address(ownFactory), 0));
        // A trade at a loss to a pool that he filled: refused at the end.
        vm.prank(operator);
        vm.expectPartialRevert(QPAExecutor.ProfitTooSmall.selector);
        executor.executeArbitrage(circle("amm", "v2", 90_000e18, 1));
        assertEq(usd.balanceOf(address(executor)), 100_000e18, "held");
    }

    function test_aVenuesFeeIsBoundedToTheBasisPoint() public {
        executor.setVenue("dear", QPAExecutor.Venue(QPAExecutor.VenueKind.UniswapV2, address(v2), 1_000));
        vm.expectRevert(QPAExecutor.VenueOutOfBounds.selector);
        executor.setVenue("dear", QPAExecutor.Venue(QPAExecutor.VenueKind.UniswapV2, address(v2), 1_001));
    }

    function test_refusesALegWithoutAPool() public {
        ZooToken lonely = new ZooToken("LONELY", 18);
        executor.setToken(address(lonely), true, 1e18);
        QPAExecutor.Arbitrage memory order = circle("v2", "v2", 1e18, 1);
        order.legs[0].tokenOut = address(lonely);
        vm.prank(operator);
        vm.expectRevert(
            abi.encodeWithSelector(QPAExecutor.NoPool.selector, bytes32("v2"), address(usd), address(lonely))
        );
        executor.executeArbitrage(order);
    }

    function testFuzz_neverEndsWithLessThanDeclared(uint256 amountIn, uint256 profitMin, bool cheapFirst) public {
        amountIn = bound(amountIn, 1, 100_000e18);
        profitMin = bound(profitMin, 1, 5_000e18);
        uint256 before = usd.balanceOf(address(executor));
        QPAExecutor.Arbitrage memory order =
            cheapFirst ? circle("v2", "amm", amountIn, profitMin) : circle("amm", "v2", amountIn, profitMin);
        vm.prank(operator);
        try executor.executeArbitrage(order) returns (uint256 profit) {
            assertGe(profit, profitMin, "profit");
            assertEq(usd.balanceOf(address(executor)), before + profit, "held");
        } catch {
            assertEq(usd.balanceOf(address(executor)), before, "nothing happened");
            assertEq(eth.balanceOf(address(executor)), 0, "no ether left");
        }
    }
}
