// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {AIPowerYieldFarm} from "../../src/accumulator/AIPowerYieldFarm.sol";
import {Asset} from "../../src/common/Assets.sol";
import {Test} from "../support/Test.sol";
import {ZooToken} from "../support/tokens/ZooToken.sol";

/// @dev A pool that pays `reward` for `staked` over thirty days, without a lock, and two who stake.
abstract contract FarmTest is Test {
    uint32 internal constant PERIOD = 30 days;
    AIPowerYieldFarm internal farm;
    ZooToken internal staked;
    ZooToken internal reward;
    uint256 internal poolId;
    address internal alice = address(0xA11CE);
    address internal bob = address(0xB0B);

    function setUp() public virtual {
        vm.warp(1_800_000_000);
        farm = new AIPowerYieldFarm(address(new AccessManager(address(this))));
        (staked, reward) = (new ZooToken("STAKE", 18), new ZooToken("REWARD", 18));
        poolId = farm.createPool(terms(address(staked), address(reward), 0));
        ready(alice);
        ready(bob);
        ready(address(this));
    }

    function ready(address who) internal {
        vm.startPrank(who);
        staked.mint(who, 1e36);
        reward.mint(who, 1e36);
        staked.approve(address(farm), type(uint256).max);
        reward.approve(address(farm), type(uint256).max);
        vm.stopPrank();
    }

    function terms(address stake, address reward_, uint32 lockSeconds)
        internal
        view
        returns (AIPowerYieldFarm.Terms memory)
    {
        return AIPowerYieldFarm.Terms(Asset(stake, 0), reward_, PERIOD, lockSeconds, address(this));
    }

    function stakeAs(address who, uint256 amount) internal {
        vm.prank(who);
        farm.stake(poolId, 0, amount);
    }

    function withdrawAs(address who, uint256 amount) internal {
        vm.prank(who);
        farm.withdraw(poolId, 0, amount, who);
    }

    function claimAs(address who) internal returns (uint256) {
        vm.prank(who);
        return farm.claim(poolId, 0, who);
    }

    function owed(address who) internal view returns (uint256 amount) {
        (, amount,) = farm.positionOf(poolId, who, 0);
    }

    function stakeOf(address who) internal view returns (uint256 amount) {
        (amount,,) = farm.positionOf(poolId, who, 0);
    }
}
