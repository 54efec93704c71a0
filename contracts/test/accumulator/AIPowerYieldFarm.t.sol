// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";
import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {AIPowerYieldFarm} from "../../src/accumulator/AIPowerYieldFarm.sol";
import {Accumulator} from "../../src/accumulator/Accumulator.sol";
import {Asset, Assets} from "../../src/common/Assets.sol";
import {AIServiceAMM} from "../../src/exchange/AIServiceAMM.sol";
import {ZooToken} from "../support/tokens/ZooToken.sol";
import {FarmTest} from "./FarmTest.sol";

/// @dev ERC-6909 whose moves answer false, as the standard allows.
contract RefusingShares is ERC6909 {
    function mint(address to, uint256 id, uint256 amount) external {
        _mint(to, id, amount);
    }

    function transferFrom(address, address, uint256, uint256) public pure override returns (bool) {
        return false;
    }
}

contract AIPowerYieldFarmTest is FarmTest {
    // Pools.

    function test_CreatePool_KeepsTerms() public view {
        AIPowerYieldFarm.Terms memory kept = farm.termsOf(poolId);
        assertEq(poolId, 1, "ids count from 1");
        assertEq(kept.stake.token, address(staked), "stake");
        assertEq(kept.reward, address(reward), "reward");
        assertEq(kept.periodSeconds, PERIOD);
    }

    function test_CreatePool_OnlyByManager() public {
        AIPowerYieldFarm.Terms memory asked = terms(address(staked), address(reward), 0);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, alice));
        vm.prank(alice);
        farm.createPool(asked);
    }

    function test_CreatePool_RefusesBadTerms() public {
        AIPowerYieldFarm.Terms[5] memory bad;
        for (uint256 i = 0; i < 5; ++i) {
            bad[i] = terms(address(staked), address(reward), 0);
        }
        bad[0].periodSeconds = 1 hours - 1;
        bad[1].periodSeconds = 730 days + 1;
        bad[2].lockSeconds = 365 days + 1;
        bad[3].stake.token = address(0xdead);
        bad[4].reward = address(0xdead);
        for (uint256 i = 0; i < 5; ++i) {
            vm.expectPartialRevert(AIPowerYieldFarm.TermsRefused.selector);
            farm.createPool(bad[i]);
        }
        bad[0].periodSeconds = 1 hours;
        farm.createPool(bad[0]);
        bad[1].periodSeconds = 730 days;
        bad[1].lockSeconds = 365 days;
        farm.createPool(bad[1]);
    }

    function test_UnknownPool_IsRefused() public {
        bytes memory missing = abi.encodeWithSelector(AIPowerYieldFarm.PoolMissing.selector, 9);
        vm.expectRevert(missing);
        farm.fund(9, 1);
        vm.expectRevert(missing);
        farm.stake(9, 0, 1);
        vm.expectRevert(missing);
        farm.withdraw(9, 0, 1, alice);
        vm.expectRevert(missing);
        farm.claim(9, 0, alice);
        vm.expectRevert(missing);
        farm.potOf(9);
    }

    // The stream.

    function test_Fund_StreamsEvenlyToTheEnd() public {
        stakeAs(alice, 1e18);
        farm.fund(poolId, 30e18);
        skip(1 days);
        assertNear(owed(alice), 1e18, 1, "a thirtieth");
        skip(29 days);
        assertNear(owed(alice), 30e18, 1, "all");
        skip(100 days);
        assertNear(owed(alice), 30e18, 1, "and no more");
    }

    function test_Fund_SharedByStakeAndTime() public {
        farm.fund(poolId, 30e18);
        stakeAs(alice, 1e18);
        skip(10 days);
        stakeAs(bob, 3e18);
        skip(20 days);
        assertNear(owed(alice), 10e18 + 5e18, 2, "ten alone, a quarter of twenty");
        assertNear(owed(bob), 15e18, 2, "three quarters of twenty");
    }

    function test_Fund_TopUpAddsWhatIsLeft() public {
        stakeAs(alice, 1e18);
        farm.fund(poolId, 30e18);
        skip(15 days);
        farm.fund(poolId, 45e18);
        skip(1 days);
        // Fifteen given, fifteen left and forty-five new over thirty days: two a day.
        assertNear(owed(alice), 15e18 + 2e18, 2);
        skip(29 days);
        assertNear(owed(alice), 75e18, 2);
    }

    function test_Fund_OnlyByDistributor() public {
        vm.expectRevert(abi.encodeWithSelector(AIPowerYieldFarm.NotDistributor.selector, alice, address(this)));
        vm.prank(alice);
        farm.fund(poolId, 1e18);
    }

    function test_Fund_RefusesNothing() public {
        vm.expectRevert(AIPowerYieldFarm.AmountZero.selector);
        farm.fund(poolId, 0);
    }

    function test_Fund_RefusesMoreThanFitsALife() public {
        farm.fund(poolId, type(uint112).max);
        assertEq(farm.fundedTotal(poolId), type(uint112).max);
        vm.expectPartialRevert(SafeCast.SafeCastOverflowedUintDowncast.selector);
        farm.fund(poolId, 1);
    }

    function test_Stream_WaitsWhileNobodyStakes() public {
        farm.fund(poolId, 30e18);
        skip(50 days);
        stakeAs(alice, 1e18);
        assertEq(owed(alice), 0, "nothing of the time before");
        skip(15 days);
        assertNear(owed(alice), 15e18, 1);
        withdrawAs(alice, 1e18);
        skip(7 days);
        stakeAs(bob, 1e18);
        skip(15 days);
        assertNear(owed(alice) + owed(bob), 30e18, 2, "all of it, none lost");
    }

    // Stakes.

    function test_Stake_MovesTheStake() public {
        uint256 had = staked.balanceOf(alice);
        stakeAs(alice, 5e18);
        assertEq(had - staked.balanceOf(alice), 5e18);
        assertEq(staked.balanceOf(address(farm)), 5e18);
        assertEq(stakeOf(alice), 5e18);
        assertEq(farm.potOf(poolId).totalShares, 5e18);
    }

    function test_Stake_RefusesNothing() public {
        vm.expectRevert(AIPowerYieldFarm.AmountZero.selector);
        farm.stake(poolId, 0, 0);
        vm.expectRevert(AIPowerYieldFarm.AmountZero.selector);
        farm.withdraw(poolId, 0, 0, alice);
    }

    function test_Withdraw_PaysRecipientAndKeepsWhatIsOwed() public {
        stakeAs(alice, 5e18);
        farm.fund(poolId, 30e18);
        skip(3 days);
        vm.prank(alice);
        farm.withdraw(poolId, 0, 5e18, address(0xBEEF));
        assertEq(staked.balanceOf(address(0xBEEF)), 5e18);
        skip(3 days);
        assertNear(owed(alice), 3e18, 1);
        assertNear(claimAs(alice), 3e18, 1);
    }

    function test_Withdraw_RefusesMoreThanStaked() public {
        stakeAs(alice, 5e18);
        vm.expectRevert(abi.encodeWithSelector(AIPowerYieldFarm.StakeTooSmall.selector, 5e18, 5e18 + 1));
        withdrawAs(alice, 5e18 + 1);
        vm.expectRevert(abi.encodeWithSelector(AIPowerYieldFarm.StakeTooSmall.selector, 0, 1));
        withdrawAs(bob, 1);
    }

    function test_Claim_PaysOnceToRecipient() public {
        stakeAs(alice, 5e18);
        farm.fund(poolId, 30e18);
        skip(3 days);
        vm.startPrank(alice);
        uint256 paid = farm.claim(poolId, 0, address(0xBEEF));
        assertEq(reward.balanceOf(address(0xBEEF)), paid);
        assertNear(paid, 3e18, 1);
        vm.expectRevert(abi.encodeWithSelector(AIPowerYieldFarm.NothingOwed.selector, poolId, alice, 0));
        farm.claim(poolId, 0, alice);
    }

    // Locks.

    function test_Lock_HoldsUntilItsSecond() public {
        poolId = farm.createPool(terms(address(staked), address(reward), 7 days));
        stakeAs(alice, 5e18);
        uint256 freeAt = vm.getBlockTimestamp() + 7 days;
        skip(7 days - 1);
        vm.expectRevert(abi.encodeWithSelector(AIPowerYieldFarm.StakeLocked.selector, freeAt, freeAt - 1));
        withdrawAs(alice, 1);
        skip(1);
        withdrawAs(alice, 5e18);
    }

    function test_Lock_OfATrancheIsItsOwn() public {
        poolId = farm.createPool(terms(address(staked), address(reward), 7 days));
        stakeAs(alice, 5e18);
        skip(6 days);
        vm.startPrank(alice);
        farm.stake(poolId, 1, 3e18);
        skip(1 days);
        farm.withdraw(poolId, 0, 5e18, alice);
        vm.expectPartialRevert(AIPowerYieldFarm.StakeLocked.selector);
        farm.withdraw(poolId, 1, 3e18, alice);
        skip(6 days);
        farm.withdraw(poolId, 1, 3e18, alice);
    }

    function test_Lock_DoesNotHoldRewards() public {
        poolId = farm.createPool(terms(address(staked), address(reward), 7 days));
        stakeAs(alice, 5e18);
        farm.fund(poolId, 30e18);
        skip(1 days);
        assertNear(claimAs(alice), 1e18, 1);
    }

    // Compounding.

    function test_Compound_StakesTheReward() public {
        poolId = farm.createPool(terms(address(staked), address(staked), 0));
        stakeAs(alice, 10e18);
        farm.fund(poolId, 30e18);
        skip(10 days);
        uint256 held = staked.balanceOf(address(farm));
        vm.prank(alice);
        uint256 added = farm.compound(poolId, 0);
        assertNear(added, 10e18, 1);
        assertEq(stakeOf(alice), 10e18 + added);
        assertEq(owed(alice), 0);
        assertEq(staked.balanceOf(address(farm)), held, "no token moves");
    }

    function test_Compound_LeavesTheLockAsItWas() public {
        poolId = farm.createPool(terms(address(staked), address(staked), 20 days));
        stakeAs(alice, 10e18);
        (,, uint256 freeAt) = farm.positionOf(poolId, alice, 0);
        farm.fund(poolId, 30e18);
        skip(10 days);
        vm.prank(alice);
        farm.compound(poolId, 0);
        (,, uint256 freeAtNow) = farm.positionOf(poolId, alice, 0);
        assertEq(freeAtNow, freeAt);
    }

    function test_Compound_RefusesOtherReward() public {
        stakeAs(alice, 10e18);
        vm.expectRevert(abi.encodeWithSelector(AIPowerYieldFarm.StakeIsNotReward.selector, poolId));
        vm.prank(alice);
        farm.compound(poolId, 0);
    }

    function test_Compound_RefusesNothing() public {
        poolId = farm.createPool(terms(address(staked), address(staked), 0));
        stakeAs(alice, 10e18);
        vm.expectRevert(abi.encodeWithSelector(AIPowerYieldFarm.NothingOwed.selector, poolId, alice, 0));
        vm.prank(alice);
        farm.compound(poolId, 0);
    }

    /// @dev An ERC-6909 stake is not its contract's ERC-20, whatever the address.
    function test_Compound_RefusesIdOfRewardToken() public {
        AIPowerYieldFarm.Terms memory asked = terms(address(staked), address(staked), 0);
        asked.stake.id = 7;
        uint256 id = farm.createPool(asked);
        vm.expectRevert(abi.encodeWithSelector(AIPowerYieldFarm.StakeIsNotReward.selector, id));
        farm.compound(id, 0);
    }

    // APY.

    /// @dev 10 of 1000 a day is 1 % a day: 365 % simple; (1 + 0.01)^365 − 1 = 36.783434 compounded.
    function test_CalculateAPY_IsDerivedFromTheStream() public {
        poolId = farm.createPool(terms(address(staked), address(staked), 0));
        stakeAs(alice, 1000e18);
        farm.fund(poolId, 300e18);
        (uint256 simple, uint256 compounded) = farm.calculateAPY(poolId);
        assertNear(simple, 3.65e18, 1e3);
        assertNear(compounded, 36.78343433e18, 1e12);
        stakeAs(bob, 1000e18);
        (simple,) = farm.calculateAPY(poolId);
        assertNear(simple, 1.825e18, 1e3, "half of it for twice the stake");
        skip(31 days);
        (simple, compounded) = farm.calculateAPY(poolId);
        assertEq(simple + compounded, 0, "no stream");
    }

    function test_CalculateAPY_OfOtherRewardNeedsAPrice() public {
        stakeAs(alice, 1000e18);
        farm.fund(poolId, 300e18);
        vm.expectRevert(abi.encodeWithSelector(AIPowerYieldFarm.StakeIsNotReward.selector, poolId));
        farm.calculateAPY(poolId);
        (uint256 simple,) = farm.calculateAPYAt(poolId, 2e18);
        assertNear(simple, 7.3e18, 1e3);
    }

    function test_CalculateAPY_NobodyStakes() public {
        farm.fund(poolId, 300e18);
        (uint256 simple, uint256 compounded) = farm.calculateAPYAt(poolId, 1e18);
        assertEq(simple + compounded, 0);
    }

    function test_CalculateAPY_SaturatesInsteadOfFailing() public {
        stakeAs(alice, 1);
        farm.fund(poolId, 1e33);
        (, uint256 compounded) = farm.calculateAPYAt(poolId, 1e18);
        assertGt(compounded, 1e76);
    }

    // Shares of AMM pools as stake.

    function test_PoolShares_CanBeStaked() public {
        AIServiceAMM amm = new AIServiceAMM(address(new AccessManager(address(this))));
        amm.setListed(address(staked), true);
        amm.setListed(address(reward), true);
        (Asset memory a, Asset memory b) = (Asset(address(staked), 0), Asset(address(reward), 0));
        if (a.token > b.token) (a, b) = (b, a);
        AIServiceAMM.PoolKey memory key = AIServiceAMM.PoolKey(a, b, 30, 0);
        uint256 id = amm.createPool(key);
        AIPowerYieldFarm.Terms memory asked = terms(address(amm), address(reward), 0);
        asked.stake.id = id;
        poolId = farm.createPool(asked);
        vm.startPrank(alice);
        staked.approve(address(amm), 1e20);
        reward.approve(address(amm), 1e20);
        amm.addLiquidity(AIServiceAMM.Deposit(key, 1e20, 1e20, 0, 0, alice, vm.getBlockTimestamp()));
        amm.approve(address(farm), id, 1e20);
        farm.stake(poolId, 0, 4e19);
        vm.stopPrank();
        assertEq(amm.balanceOf(address(farm), id), 4e19);
        farm.fund(poolId, 30e18);
        skip(1 days);
        withdrawAs(alice, 4e19);
        assertEq(amm.balanceOf(alice, id), 1e20 - 1000);
        assertNear(claimAs(alice), 1e18, 1);
    }

    function test_APY_RoundsTheYearDown() public {
        poolId = farm.createPool(terms(address(staked), address(staked), 0));
        stakeAs(alice, 1);
        farm.fund(poolId, 1_000);
        // A thousand in thirty days are 12,166.67 in a year.
        (uint256 simple,) = farm.calculateAPY(poolId);
        assertEq(simple, 12_166e18);
    }

    function test_PoolShares_ThatRefuseToMoveAreNotCredited() public {
        RefusingShares shares = new RefusingShares();
        shares.mint(alice, 7, 1e18);
        AIPowerYieldFarm.Terms memory asked = terms(address(shares), address(reward), 0);
        asked.stake.id = 7;
        poolId = farm.createPool(asked);
        vm.expectRevert(abi.encodeWithSelector(Assets.TransferRefused.selector, address(shares), 7, 1e18));
        stakeAs(alice, 1e18);
    }
}
