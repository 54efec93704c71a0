// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AIPowerYieldFarm} from "../../src/accumulator/AIPowerYieldFarm.sol";
import {FarmTest} from "./FarmTest.sol";

/// @dev The indexer knows of the farm what its events say, so each says all of it.
contract AIPowerYieldFarmEventsTest is FarmTest {
    function test_Event_OfANewPool() public {
        AIPowerYieldFarm.Terms memory made = terms(address(staked), address(reward), 3 days);
        vm.expectEmit(address(farm));
        emit AIPowerYieldFarm.PoolCreated(2, made);
        farm.createPool(made);
    }

    function test_Event_OfFundsAndStakes() public {
        vm.expectEmit(address(farm));
        emit AIPowerYieldFarm.Funded(poolId, 3_000, vm.getBlockTimestamp() + PERIOD);
        farm.fund(poolId, 3_000);
        vm.expectEmit(address(farm));
        emit AIPowerYieldFarm.Staked(poolId, alice, 4, 500, 0);
        vm.prank(alice);
        farm.stake(poolId, 4, 500);
        vm.expectEmit(address(farm));
        emit AIPowerYieldFarm.Withdrawn(poolId, alice, 4, 200, bob);
        vm.prank(alice);
        farm.withdraw(poolId, 4, 200, bob);
    }

    function test_Event_OfAStakeSaysWhenItIsFree() public {
        uint256 locked = farm.createPool(terms(address(staked), address(reward), 3 days));
        vm.expectEmit(address(farm));
        emit AIPowerYieldFarm.Staked(locked, alice, 0, 500, vm.getBlockTimestamp() + 3 days);
        vm.prank(alice);
        farm.stake(locked, 0, 500);
    }

    function test_Event_OfAClaim() public {
        stakeAs(alice, 500);
        farm.fund(poolId, 3_000);
        skip(PERIOD);
        vm.expectEmit(address(farm));
        emit AIPowerYieldFarm.Claimed(poolId, alice, 0, 3_000, bob);
        vm.prank(alice);
        farm.claim(poolId, 0, bob);
    }

    function test_Event_OfCompounding() public {
        uint256 same = farm.createPool(terms(address(staked), address(staked), 0));
        vm.prank(alice);
        farm.stake(same, 0, 500);
        farm.fund(same, 3_000);
        skip(PERIOD);
        vm.expectEmit(address(farm));
        emit AIPowerYieldFarm.Compounded(same, alice, 0, 3_000);
        vm.prank(alice);
        farm.compound(same, 0);
    }
}
