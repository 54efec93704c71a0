// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AIServiceAMM} from "../../src/exchange/AIServiceAMM.sol";
import {PoolTest} from "./PoolTest.sol";

/// @dev The indexer knows of pools what their events say, so each says all of it.
contract AIServiceAMMEventsTest is PoolTest {
    function test_Event_OfTheSettings() public {
        vm.expectEmit(address(amm));
        emit AIServiceAMM.TokenListed(address(token0), false);
        amm.setListed(address(token0), false);
        vm.expectEmit(address(amm));
        emit AIServiceAMM.ProtocolFeeSet(trader, 1_234);
        amm.setProtocolFee(trader, 1_234);
    }

    function test_Event_OfANewPool() public {
        AIServiceAMM.PoolKey memory other = keyOf(address(token0), address(token1), 99, 7);
        uint256 id = amm.poolIdOf(other);
        vm.expectEmit(address(amm));
        emit AIServiceAMM.PoolCreated(id, other);
        amm.createPool(other);
    }

    function test_Event_OfLiquidity() public {
        // The root of a million times four millions, less the thousand that is locked.
        vm.expectEmit(address(amm));
        emit AIServiceAMM.LiquidityAdded(poolId, provider, 1_000_000, 4_000_000, 1_999_000);
        add(1_000_000, 4_000_000);
        vm.expectEmit(address(amm));
        emit AIServiceAMM.LiquidityRemoved(poolId, provider, 500_000, 2_000_000, 1_000_000);
        removeAs(provider, 1_000_000);
    }

    function test_Event_OfSwapsBothWays() public {
        add(1_000_000, 4_000_000);
        // 10,000 x 0.997 x 4,000,000 / (1,000,000 + 10,000 x 0.997), rounded down.
        vm.expectEmit(address(amm));
        emit AIServiceAMM.Swapped(poolId, trader, 10_000, -39_486, 30);
        sell(true, 10_000);
        // 39,486 x 0.997 x 1,010,000 / (3,960,514 + 39,486 x 0.997), rounded down.
        vm.expectEmit(address(amm));
        emit AIServiceAMM.Swapped(poolId, trader, -9_940, 39_486, 30);
        sell(false, 39_486);
    }

    function test_Event_OfAnObservation() public {
        add(1_000_000, 4_000_000);
        skip(300);
        vm.expectEmit(true, true, true, false, address(amm));
        emit AIServiceAMM.Observed(poolId, 0, 0);
        amm.recordObservation(poolId);
    }

    function test_Event_OfTheProtocolsPart() public {
        amm.setProtocolFee(trader, 2_500);
        add(1_000_000_000, 4_000_000_000);
        sell(true, 100_000_000);
        uint256 state = vm.snapshotState();
        (uint256 amount0, uint256 amount1) = amm.collectProtocolFee(key);
        assertTrue(amount0 > 0 && amount1 > 0, "the protocol has earned");
        vm.revertToState(state);
        vm.expectEmit(true, true, true, false, address(amm));
        emit AIServiceAMM.ProtocolSharesAccrued(poolId, 0);
        vm.expectEmit(address(amm));
        emit AIServiceAMM.ProtocolFeeCollected(poolId, trader, amount0, amount1);
        amm.collectProtocolFee(key);
    }
}
