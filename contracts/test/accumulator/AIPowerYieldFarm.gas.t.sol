// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IStakingRewards, Synthetix} from "../../anchors/Synthetix.sol";
import {FarmTest} from "./FarmTest.sol";

/// @dev What a staker pays beside Synthetix StakingRewards, same tokens, same run; whole transactions with `--isolate`.
contract AIPowerYieldFarmGasTest is FarmTest {
    IStakingRewards private anchor;
    address private carol = address(0xCA401);

    event GasUsed(string path, uint256 ours, uint256 anchor);

    function setUp() public override {
        super.setUp();
        anchor = Synthetix.deployStakingRewards(address(this), address(this), address(reward), address(staked));
        anchor.setRewardsDuration(PERIOD);
        reward.mint(address(anchor), 1e24);
        vm.prank(alice);
        staked.approve(address(anchor), type(uint256).max);
        vm.prank(bob);
        staked.approve(address(anchor), type(uint256).max);
        ready(carol);
        vm.prank(carol);
        staked.approve(address(anchor), type(uint256).max);
    }

    /// @dev The first stake of somebody new in a pool that runs.
    function test_gas_stakeFirst() public {
        running();
        vm.startPrank(carol);
        uint256 ours = gasleft();
        farm.stake(poolId, 0, 1e18);
        ours -= gasleft();
        uint256 theirs = gasleft();
        anchor.stake(1e18);
        theirs -= gasleft();
        emit GasUsed("farm stake, first", ours, theirs);
    }

    function test_gas_stakeAgain() public {
        running();
        vm.startPrank(alice);
        uint256 ours = gasleft();
        farm.stake(poolId, 0, 1e18);
        ours -= gasleft();
        uint256 theirs = gasleft();
        anchor.stake(1e18);
        theirs -= gasleft();
        emit GasUsed("farm stake, again", ours, theirs);
    }

    function test_gas_claim() public {
        running();
        vm.startPrank(alice);
        uint256 ours = gasleft();
        farm.claim(poolId, 0, alice);
        ours -= gasleft();
        uint256 theirs = gasleft();
        anchor.getReward();
        theirs -= gasleft();
        emit GasUsed("farm claim", ours, theirs);
    }

    function test_gas_withdraw() public {
        running();
        vm.startPrank(alice);
        uint256 ours = gasleft();
        farm.withdraw(poolId, 0, 1e17, alice);
        ours -= gasleft();
        uint256 theirs = gasleft();
        anchor.withdraw(1e17);
        theirs -= gasleft();
        emit GasUsed("farm withdraw", ours, theirs);
    }

    function test_gas_fund() public {
        uint256 ours = gasleft();
        farm.fund(poolId, 30e18);
        ours -= gasleft();
        uint256 theirs = gasleft();
        anchor.notifyRewardAmount(30e18);
        theirs -= gasleft();
        emit GasUsed("farm fund (anchor: notify without the transfer)", ours, theirs);
    }

    function running() private {
        vm.startPrank(alice);
        farm.stake(poolId, 0, 1e18);
        anchor.stake(1e18);
        vm.stopPrank();
        vm.startPrank(bob);
        farm.stake(poolId, 0, 1e18);
        anchor.stake(1e18);
        vm.stopPrank();
        farm.fund(poolId, 30e18);
        anchor.notifyRewardAmount(30e18);
        skip(1 days);
        claimAs(alice);
        vm.startPrank(alice);
        anchor.getReward();
        farm.stake(poolId, 0, 1e18);
        anchor.stake(1e18);
        vm.stopPrank();
        skip(1 days);
    }
}
