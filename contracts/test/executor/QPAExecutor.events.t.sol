// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {QPAExecutor} from "../../src/executor/QPAExecutor.sol";
import {ExecutorBase} from "./ExecutorBase.sol";

/// @dev Accounts are kept from what the executor's events say, so each says all of it.
contract QPAExecutorEventsTest is ExecutorBase {
    function test_Event_OfTheSettings() public {
        QPAExecutor.Venue memory venue = QPAExecutor.Venue(QPAExecutor.VenueKind.UniswapV2, address(v2), 25);
        vm.expectEmit(address(executor));
        emit QPAExecutor.VenueSet("other", venue);
        executor.setVenue("other", venue);
        vm.expectEmit(address(executor));
        emit QPAExecutor.TokenListed(address(usd), true, 77);
        executor.setToken(address(usd), true, 77);
        vm.expectEmit(address(executor));
        emit QPAExecutor.LendingPoolSet(address(lending), false);
        executor.setLendingPool(address(lending), false);
        vm.expectEmit(address(executor));
        emit QPAExecutor.TreasurySet(mallory);
        executor.setTreasury(mallory);
        vm.expectEmit(address(executor));
        emit QPAExecutor.PausedSet(true);
        vm.prank(guardian);
        executor.setPaused(true);
    }

    function test_Event_OfATradeSaysItsProfit() public {
        QPAExecutor.Arbitrage memory order = circle("v2", "v3", 100e18, 1);
        uint256 state = vm.snapshotState();
        uint256 profit = trade(order);
        vm.revertToState(state);
        vm.expectEmit(address(executor));
        emit QPAExecutor.Traded(address(usd), 100e18, profit);
        trade(order);
    }

    function test_Event_OfALiquidationSaysItsProfit() public {
        // One for one at a bonus of 5 in 100 makes 105 ether of 100 dollars, which are then sold.
        QPAExecutor.Liquidation memory order = liquidation(100e18, 1);
        uint256 state = vm.snapshotState();
        vm.prank(operator);
        uint256 profit = executor.executeLiquidation(order);
        vm.revertToState(state);
        vm.expectEmit(address(executor));
        emit QPAExecutor.Liquidated(address(lending), mallory, address(usd), 100e18, profit);
        vm.prank(operator);
        executor.executeLiquidation(order);
    }

    function test_Event_OfAWithdrawal() public {
        vm.expectEmit(address(executor));
        emit QPAExecutor.Withdrawn(address(usd), treasury, 40e18);
        vm.prank(operator);
        executor.withdraw(address(usd), 40e18);
    }
}
