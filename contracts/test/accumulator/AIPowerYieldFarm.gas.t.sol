// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IStakingRewards, Synthetix} from "../../anchors/Synthetix.sol";
import {GasTest} from "../support/GasTest.sol";
import {FarmTest} from "./FarmTest.sol";

/// @dev What a staker pays beside Synthetix StakingRewards, same tokens, same run; whole transactions with `--isolate`.
contract AIPowerYieldFarmGasTest is FarmTest, GasTest {
    IStakingRewards private anchor;
    address private carol = address(0xCA401);

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
        compare("farm stake, first", carol, abi.encodeCall(farm.stake, (poolId, 0, 1e18)), abi.encodeCall(anchor.stake, (1e18)));
    }

    function test_gas_stakeAgain() public {
        running();
        compare("farm stake, again", alice, abi.encodeCall(farm.stake, (poolId, 0, 1e18)), abi.encodeCall(anchor.stake, (1e18)));
    }

    function test_gas_claim() public {
        running();
        compare("farm claim", alice, abi.encodeCall(farm.claim, (poolId, 0, alice)), abi.encodeCall(anchor.getReward, ()));
    }

    function test_gas_withdraw() public {
        running();
        compare(
            "farm withdraw",
            alice,
            abi.encodeCall(farm.withdraw, (poolId, 0, 1e17, alice)),
            abi.encodeCall(anchor.withdraw, (1e17))
        );
    }

    function test_gas_fund() public {
        running();
        skip(60 days);
        uint256 ours = spend(address(this), address(farm), abi.encodeCall(farm.fund, (poolId, 30e18)));
        uint256 sent = spend(address(this), address(reward), abi.encodeCall(reward.transfer, (address(anchor), 30e18)));
        uint256 told = spend(address(this), address(anchor), abi.encodeCall(anchor.notifyRewardAmount, (30e18)));
        emit GasUsed("farm fund (anchor: transfer and notify as one transaction)", ours, asOne(sent + told, 2));
    }

    function compare(string memory path, address who, bytes memory our, bytes memory their) private {
        uint256 ours = spend(who, address(farm), our);
        emit GasUsed(path, ours, spend(who, address(anchor), their));
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
