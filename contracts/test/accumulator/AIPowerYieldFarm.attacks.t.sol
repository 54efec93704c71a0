// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Accumulator} from "../../src/accumulator/Accumulator.sol";
import {AIPowerYieldFarm} from "../../src/accumulator/AIPowerYieldFarm.sol";
import {Assets} from "../../src/common/Assets.sol";
import {BlockListToken} from "../support/tokens/BlockListToken.sol";
import {FeeOnTransferToken} from "../support/tokens/FeeOnTransferToken.sol";
import {ReentrantToken} from "../support/tokens/ReentrantToken.sol";
import {ZooToken} from "../support/tokens/ZooToken.sol";
import {FarmTest} from "./FarmTest.sol";

/// @dev One test per flaw that farms have had, named after it.
contract AIPowerYieldFarmAttacksTest is FarmTest {
    // Flaws of earlier staking contracts, F1 to F6.

    /// @dev F1: a claim that never moved its clock paid the same reward four times.
    function test_attack_F1_ClaimTwicePaysOnce() public {
        stakeAs(alice, 1e18);
        stakeAs(bob, 1e18);
        farm.fund(poolId, 30e18);
        skip(30 days);
        uint256 paid = claimAs(alice);
        for (uint256 i = 0; i < 4; ++i) {
            vm.expectPartialRevert(AIPowerYieldFarm.NothingOwed.selector);
            claimAs(alice);
        }
        assertNear(paid, 15e18, 1);
        assertNear(claimAs(bob), 15e18, 1, "bob's half is there");
    }

    /// @dev F2: rewards without funds were paid from other people's stakes.
    function test_attack_F2_UnfundedPoolPaysNothing() public {
        poolId = farm.createPool(terms(address(staked), address(staked), 0));
        stakeAs(alice, 1000e18);
        stakeAs(bob, 100e18);
        skip(3 days);
        vm.expectPartialRevert(AIPowerYieldFarm.NothingOwed.selector);
        claimAs(bob);
        withdrawAs(alice, 1000e18);
        withdrawAs(bob, 100e18);
    }

    /// @dev F2: where reward and stake coincide, a pool's stream is never counted as stake nor the other way round.
    function test_attack_F2_RewardIsStakeKeepsBothApart() public {
        poolId = farm.createPool(terms(address(staked), address(staked), 0));
        stakeAs(alice, 1000e18);
        farm.fund(poolId, 30e18);
        skip(60 days);
        uint256 paid = claimAs(alice);
        assertNear(paid, 30e18, 1);
        assertGe(staked.balanceOf(address(farm)), 1000e18, "the stake is whole");
        withdrawAs(alice, 1000e18);
    }

    /// @dev F3, F4: a loop over all stakers. The thousandth stake costs what the second did.
    function test_attack_F4_ManyPositionsCostNobody() public {
        vm.startPrank(alice);
        farm.stake(poolId, 0, 1);
        uint256 second = gasOfStake(1);
        for (uint256 i = 2; i < 300; ++i) {
            farm.stake(poolId, i, 1);
        }
        assertLe(gasOfStake(1000), second + 3000, "no dearer");
    }

    /// @dev F5: a pause that also stopped withdrawals. There is none; and with the reward token broken the stake leaves.
    function test_attack_F5_BrokenRewardTrapsNoStake() public {
        BlockListToken broken = new BlockListToken();
        poolId = farm.createPool(terms(address(staked), address(broken), 0));
        broken.mint(address(this), 1e18);
        broken.approve(address(farm), 1e18);
        stakeAs(alice, 5e18);
        farm.fund(poolId, 1e18);
        skip(1 days);
        broken.setPaused(true);
        vm.expectRevert(BlockListToken.Paused.selector);
        claimAs(alice);
        withdrawAs(alice, 5e18);
        broken.setPaused(false);
        assertGt(claimAs(alice), 0, "what was earned is still owed");
    }

    function test_attack_F5_RewardTokenGoneTrapsNoStake() public {
        stakeAs(alice, 5e18);
        farm.fund(poolId, 1e18);
        skip(1 days);
        vm.etch(address(reward), hex"fe");
        withdrawAs(alice, 5e18);
    }

    /// @dev F6: restaking reset the lock and the reward of the whole position.
    function test_attack_F6_RestakeTouchesNeitherOtherTranchesNorRewards() public {
        poolId = farm.createPool(terms(address(staked), address(reward), 30 days));
        stakeAs(alice, 5e18);
        farm.fund(poolId, 30e18);
        skip(29 days);
        uint256 before = owed(alice);
        vm.startPrank(alice);
        farm.stake(poolId, 1, 5e18);
        assertEq(owed(alice), before, "earned stays");
        farm.stake(poolId, 1, 1);
        skip(1 days);
        farm.withdraw(poolId, 0, 5e18, alice);
    }

    // Pitfalls of accumulators.

    /// @dev A trickle that would stretch the stream is refused, even from the distributor.
    function test_attack_DustNotifyIsRefused() public {
        stakeAs(alice, 1e18);
        farm.fund(poolId, 30e18);
        skip(15 days);
        vm.expectRevert(abi.encodeWithSelector(Accumulator.StreamWouldSlow.selector, 1, 15e18));
        farm.fund(poolId, 1);
        vm.expectPartialRevert(Accumulator.StreamWouldSlow.selector);
        farm.fund(poolId, 15e18 - 1);
        farm.fund(poolId, 15e18);
    }

    /// @dev A stake that stays no time earns nothing, though rewards were just funded.
    function test_attack_FlashStakeEarnsNothing() public {
        stakeAs(alice, 1e18);
        farm.fund(poolId, 30e18);
        skip(10 days);
        stakeAs(bob, 1e30);
        assertEq(owed(bob), 0);
        withdrawAs(bob, 1e30);
        assertEq(owed(bob), 0);
        assertNear(owed(alice), 10e18, 1);
    }

    /// @dev Three atoms a second against a stake of 1e27, poked every second: each poke alone divides to nothing, and all
    /// of it would go to nobody. Here it is carried until it divides.
    function test_attack_TruncationByFrequentCallsLosesNothing() public {
        stakeAs(alice, 1e27);
        farm.fund(poolId, 3 * uint256(PERIOD));
        for (uint256 i = 0; i < 500; ++i) {
            skip(1);
            stakeAs(bob, 1);
        }
        assertNear(owed(alice), 1500, 828, "what has divided so far: 828 atoms are 2^-80 of a share each");
        skip(PERIOD);
        assertNear(owed(alice), 3 * uint256(PERIOD), 828 + 1, "all but what does not divide");
    }

    function test_attack_GiftToTheFarmIsNobodysReward() public {
        stakeAs(alice, 1e18);
        farm.fund(poolId, 30e18);
        reward.mint(address(farm), 1e30);
        staked.mint(address(farm), 1e30);
        skip(30 days);
        assertNear(owed(alice), 30e18, 1);
        assertEq(stakeOf(alice), 1e18);
    }

    function test_attack_FeeOnTransferStakeIsRefused() public {
        FeeOnTransferToken token = new FeeOnTransferToken(100);
        poolId = farm.createPool(terms(address(token), address(reward), 0));
        token.mint(alice, 1e18);
        vm.startPrank(alice);
        token.approve(address(farm), 1e18);
        vm.expectRevert(abi.encodeWithSelector(Assets.ReceivedDiffers.selector, token, 0, 1e18, 0.99e18));
        farm.stake(poolId, 0, 1e18);
    }

    function test_attack_FeeOnTransferRewardIsRefused() public {
        FeeOnTransferToken token = new FeeOnTransferToken(100);
        poolId = farm.createPool(terms(address(staked), address(token), 0));
        token.mint(address(this), 1e18);
        token.approve(address(farm), 1e18);
        vm.expectPartialRevert(Assets.ReceivedDiffers.selector);
        farm.fund(poolId, 1e18);
    }

    /// @dev Two pools over one reward token: one cannot pay from the other's funds.
    function test_attack_PoolsDoNotShareFunds() public {
        uint256 other = farm.createPool(terms(address(staked), address(reward), 0));
        farm.fund(other, 30e18);
        stakeAs(alice, 1e18);
        skip(30 days);
        assertEq(owed(alice), 0);
        vm.expectPartialRevert(AIPowerYieldFarm.NothingOwed.selector);
        claimAs(alice);
    }

    function test_attack_ReentrancyIntoEveryMover() public {
        ReentrantToken token = new ReentrantToken();
        poolId = farm.createPool(terms(address(token), address(token), 0));
        token.mint(alice, 1e24);
        token.mint(address(this), 1e24);
        token.approve(address(farm), type(uint256).max);
        vm.prank(alice);
        token.approve(address(farm), type(uint256).max);
        stakeAs(alice, 1e18);
        farm.fund(poolId, 30e18);
        skip(1 days);
        bytes[6] memory calls = [
            abi.encodeCall(farm.stake, (poolId, 0, 1)),
            abi.encodeCall(farm.withdraw, (poolId, 0, 1, alice)),
            abi.encodeCall(farm.claim, (poolId, 0, alice)),
            abi.encodeCall(farm.compound, (poolId, 0)),
            abi.encodeCall(farm.fund, (poolId, 1)),
            abi.encodeCall(farm.potOf, (poolId))
        ];
        for (uint256 i = 0; i < 6; ++i) {
            token.arm(address(farm), calls[i]);
            stakeAs(alice, 1);
            assertFalse(token.lastCallbackWorked(), "entered");
            bytes4 reason = bytes4(bytes32(token.lastCallbackResult()));
            assertEq(bytes32(reason), bytes32(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector), "why");
        }
    }

    /// @dev In 2106 the clock of 32 bits ends; stakes still leave.
    function test_attack_EndOfClockTrapsNoStake() public {
        stakeAs(alice, 1e18);
        farm.fund(poolId, 30e18);
        vm.warp(uint256(type(uint32).max) + 10 days);
        assertNear(owed(alice), 30e18, 1);
        withdrawAs(alice, 1e18);
        claimAs(alice);
    }

    function gasOfStake(uint256 tranche) private returns (uint256 used) {
        used = gasleft();
        farm.stake(poolId, tranche, 1);
        used -= gasleft();
    }
}
