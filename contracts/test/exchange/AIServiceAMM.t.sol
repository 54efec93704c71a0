// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";
import {Asset} from "../../src/common/Assets.sol";
import {AIServiceAMM} from "../../src/exchange/AIServiceAMM.sol";
import {PoolTest} from "./PoolTest.sol";

/// @dev ERC-6909 with minting for all: stands for the claims that pools trade too.
contract ClaimToken is ERC6909 {
    function mint(address to, uint256 id, uint256 amount) external {
        _mint(to, id, amount);
    }
}

contract AIServiceAMMTest is PoolTest {
    // Pools.

    function test_CreatePool_IdIsHashOfKey() public view {
        assertEq(poolId, uint256(keccak256(abi.encode(key))), "id");
        assertEq(amm.pool(poolId).reserves.updatedAt, vm.getBlockTimestamp(), "made now");
    }

    function test_CreatePool_RefusesTwice() public {
        vm.expectRevert(abi.encodeWithSelector(AIServiceAMM.PoolExists.selector, poolId));
        amm.createPool(key);
    }

    function test_CreatePool_RefusesUnsorted() public {
        AIServiceAMM.PoolKey memory made = key;
        (made.asset0, made.asset1) = (made.asset1, made.asset0);
        vm.expectPartialRevert(AIServiceAMM.AssetsNotSorted.selector);
        amm.createPool(made);
    }

    function test_CreatePool_RefusesSameAssetTwice() public {
        AIServiceAMM.PoolKey memory made = key;
        made.asset1 = made.asset0;
        vm.expectPartialRevert(AIServiceAMM.AssetsNotSorted.selector);
        amm.createPool(made);
    }

    function test_CreatePool_RefusesUnlistedOnEitherSide() public {
        AIServiceAMM.PoolKey memory made = keyOf(address(token0), address(token1), 5, 0);
        amm.setListed(address(token0), false);
        vm.expectRevert(abi.encodeWithSelector(AIServiceAMM.TokenNotListed.selector, token0));
        amm.createPool(made);
        amm.setListed(address(token0), true);
        amm.setListed(address(token1), false);
        vm.expectRevert(abi.encodeWithSelector(AIServiceAMM.TokenNotListed.selector, token1));
        amm.createPool(made);
    }

    function test_CreatePool_RefusesHighFee() public {
        vm.expectRevert(abi.encodeWithSelector(AIServiceAMM.FeeTooHigh.selector, 101, 0));
        amm.createPool(keyOf(address(token0), address(token1), 101, 0));
        vm.expectRevert(abi.encodeWithSelector(AIServiceAMM.FeeTooHigh.selector, 0, 201));
        amm.createPool(keyOf(address(token0), address(token1), 0, 201));
        amm.createPool(keyOf(address(token0), address(token1), 100, 200));
    }

    function test_Delisting_LeavesPoolsWorking() public {
        (,, uint256 shares) = add(1e20, 1e20);
        amm.setListed(address(token0), false);
        sell(true, 1e18);
        removeAs(provider, shares);
    }

    function test_SetListed_RefusesOwnSharesAndNothing() public {
        vm.expectRevert(abi.encodeWithSelector(AIServiceAMM.ListingRefused.selector, address(amm)));
        amm.setListed(address(amm), true);
        vm.expectRevert(abi.encodeWithSelector(AIServiceAMM.ListingRefused.selector, address(0xdead)));
        amm.setListed(address(0xdead), true);
    }

    function test_Rules_OnlyByManager() public {
        bytes memory refused = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, trader);
        vm.startPrank(trader);
        vm.expectRevert(refused);
        amm.setListed(address(token0), false);
        vm.expectRevert(refused);
        amm.setProtocolFee(trader, 1);
    }

    function test_SetProtocolFee_RefusesOverAQuarterOrNobody() public {
        vm.expectRevert(abi.encodeWithSelector(AIServiceAMM.ProtocolFeeRefused.selector, trader, 2501, 2500));
        amm.setProtocolFee(trader, 2501);
        vm.expectRevert(abi.encodeWithSelector(AIServiceAMM.ProtocolFeeRefused.selector, address(0), 1, 2500));
        amm.setProtocolFee(address(0), 1);
    }

    function test_UnknownPool_IsRefusedEverywhere() public {
        key.feeBps = 31;
        bytes memory missing = abi.encodeWithSelector(AIServiceAMM.PoolMissing.selector, amm.poolIdOf(key));
        AIServiceAMM.Deposit memory deposited = deposit(key, 1e18, 1e18, provider);
        AIServiceAMM.SwapOrder memory ordered = order(true, 1, 0);
        vm.expectRevert(missing);
        amm.addLiquidity(deposited);
        vm.expectRevert(missing);
        amm.swap(ordered);
        vm.expectRevert(missing);
        amm.swapExactOut(ordered);
        vm.expectRevert(missing);
        amm.collectProtocolFee(key);
        vm.expectRevert(missing);
        amm.feeBpsNow(key);
        uint256 id = amm.poolIdOf(key);
        vm.expectRevert(missing);
        amm.recordObservation(id);
    }

    // Liquidity.

    function test_AddLiquidity_FirstMintsRootLessLocked() public {
        (uint256 used0, uint256 used1, uint256 shares) = add(4e18, 9e18);
        assertEq(used0, 4e18);
        assertEq(used1, 9e18);
        assertEq(shares, 6e18 - 1000, "root of the product less the locked");
        assertEq(amm.balanceOf(provider, poolId), shares);
        assertEq(amm.totalSupply(poolId), 6e18);
    }

    function test_AddLiquidity_FirstRefusesNoMoreThanLocked() public {
        AIServiceAMM.Deposit memory order_ = deposit(key, 1000, 1000, provider);
        vm.expectRevert(abi.encodeWithSelector(AIServiceAMM.SharesTooFew.selector, 1000, 1000));
        vm.prank(provider);
        amm.addLiquidity(order_);
        add(1001, 1001);
    }

    function test_AddLiquidity_LaterRefusesNoShares() public {
        add(1e24, 1e6);
        AIServiceAMM.Deposit memory order_ = deposit(key, 1, 1e6, provider);
        vm.expectPartialRevert(AIServiceAMM.SharesTooFew.selector);
        vm.prank(provider);
        amm.addLiquidity(order_);
    }

    function test_AddLiquidity_NoLimitMayBeTheLargestNumber() public {
        add(1e20, 4e20);
        (uint256 used0, uint256 used1,) = add(1e18, type(uint256).max);
        assertEq(used0, 1e18);
        assertEq(used1, 4e18);
    }

    function test_AddLiquidity_HonoursEachMinimum() public {
        add(1e20, 2e20);
        AIServiceAMM.Deposit memory order_ = deposit(key, 1e18, 1e18, provider);
        order_.amount0Min = 0.5e18 + 1;
        vm.startPrank(provider);
        vm.expectRevert(abi.encodeWithSelector(AIServiceAMM.AmountTooSmall.selector, 0.5e18, 0.5e18 + 1));
        amm.addLiquidity(order_);
        (order_.amount0Min, order_.amount1Min) = (0, 1e18 + 1);
        vm.expectRevert(abi.encodeWithSelector(AIServiceAMM.AmountTooSmall.selector, 1e18, 1e18 + 1));
        amm.addLiquidity(order_);
        (order_.amount0Min, order_.amount1Min) = (0.5e18, 1e18);
        amm.addLiquidity(order_);
    }

    function test_AddLiquidity_SharesGoToRecipient() public {
        AIServiceAMM.Deposit memory order_ = deposit(key, 1e20, 1e20, trader);
        vm.prank(provider);
        amm.addLiquidity(order_);
        assertEq(amm.balanceOf(trader, poolId), 1e20 - 1000);
        assertEq(amm.balanceOf(provider, poolId), 0);
    }

    function test_RemoveLiquidity_PaysItsPart() public {
        add(4e18, 9e18);
        (uint256 amount0, uint256 amount1) = removeAs(provider, 3e18);
        assertEq(amount0, 2e18);
        assertEq(amount1, 4.5e18);
        (uint256 reserve0, uint256 reserve1) = reservesOf(poolId);
        assertEq(reserve0, 2e18);
        assertEq(reserve1, 4.5e18);
    }

    function test_RemoveLiquidity_HonoursEachMinimum() public {
        add(4e18, 9e18);
        AIServiceAMM.Withdrawal memory order_ = withdrawal(3e18, provider);
        vm.startPrank(provider);
        order_.amount0Min = 2e18 + 1;
        vm.expectRevert(abi.encodeWithSelector(AIServiceAMM.AmountTooSmall.selector, 2e18, 2e18 + 1));
        amm.removeLiquidity(order_);
        (order_.amount0Min, order_.amount1Min) = (2e18, 4.5e18 + 1);
        vm.expectRevert(abi.encodeWithSelector(AIServiceAMM.AmountTooSmall.selector, 4.5e18, 4.5e18 + 1));
        amm.removeLiquidity(order_);
    }

    function test_RemoveLiquidity_RefusesNoneAndForeign() public {
        add(4e18, 9e18);
        AIServiceAMM.Withdrawal memory order_ = withdrawal(0, provider);
        vm.expectRevert(abi.encodeWithSelector(AIServiceAMM.SharesTooFew.selector, 0, 0));
        amm.removeLiquidity(order_);
        order_.shares = 1;
        vm.expectPartialRevert(ERC6909.ERC6909InsufficientBalance.selector);
        vm.prank(trader);
        amm.removeLiquidity(order_);
    }

    // Swaps.

    /// @dev Figures by hand: 1000 in at 30 bps are 997; 997 × 2,000,000 ÷ (1,000,000 + 997) = 1992.01…
    function test_Swap_PaysByTheFormula() public {
        add(1_000_000, 2_000_000);
        (uint256 had0, uint256 had1) = balances(trader);
        assertEq(sell(true, 1000), 1992);
        (uint256 has0, uint256 has1) = balances(trader);
        assertEq(had0 - has0, 1000);
        assertEq(has1 - had1, 1992);
        (uint256 reserve0, uint256 reserve1) = reservesOf(poolId);
        assertEq(reserve0, 1_001_000);
        assertEq(reserve1, 1_998_008);
    }

    function test_Swap_OtherDirection() public {
        add(1_000_000, 2_000_000);
        // 997 × 1,000,000 ÷ (2,000,000 + 997) = 498.25…
        assertEq(sell(false, 1000), 498);
    }

    function test_Swap_HonoursLimit() public {
        add(1_000_000, 2_000_000);
        AIServiceAMM.SwapOrder memory order_ = order(true, 1000, 1993);
        vm.startPrank(trader);
        vm.expectRevert(abi.encodeWithSelector(AIServiceAMM.AmountTooSmall.selector, 1992, 1993));
        amm.swap(order_);
        order_.limit = 1992;
        amm.swap(order_);
    }

    function test_Swap_RefusesWhatBuysNothing() public {
        add(2_000_000, 1_000_000);
        AIServiceAMM.SwapOrder memory order_ = order(true, 2, 0);
        vm.expectRevert(abi.encodeWithSelector(AIServiceAMM.AmountTooSmall.selector, 0, 1));
        vm.prank(trader);
        amm.swap(order_);
    }

    function test_Swap_RefusesEmptyPool() public {
        AIServiceAMM.SwapOrder memory order_ = order(true, 1000, 0);
        vm.startPrank(trader);
        vm.expectRevert(abi.encodeWithSelector(AIServiceAMM.AmountTooSmall.selector, 0, 1));
        amm.swap(order_);
        vm.expectRevert(abi.encodeWithSelector(AIServiceAMM.PoolEmpty.selector, poolId));
        amm.swapExactOut(order_);
        vm.expectRevert(abi.encodeWithSelector(AIServiceAMM.PoolEmpty.selector, poolId));
        amm.calculateOptimalSwap(key, true, 1);
    }

    function test_Swap_PaysRecipient() public {
        add(1_000_000, 2_000_000);
        AIServiceAMM.SwapOrder memory order_ = order(true, 1000, 0);
        order_.recipient = address(0xBEEF);
        vm.prank(trader);
        amm.swap(order_);
        assertEq(token1.balanceOf(address(0xBEEF)), 1992);
    }

    /// @dev 1992 out costs ⌈1,000,000 × 1992 × 10,000 ÷ (1,998,008 × 9,970)⌉ = ⌈999.994…⌉.
    function test_SwapExactOut_CostsByTheFormula() public {
        add(1_000_000, 2_000_000);
        (uint256 had0, uint256 had1) = balances(trader);
        AIServiceAMM.SwapOrder memory order_ = order(true, 1992, 1000);
        vm.prank(trader);
        assertEq(amm.swapExactOut(order_), 1000);
        (uint256 has0, uint256 has1) = balances(trader);
        assertEq(had0 - has0, 1000);
        assertEq(has1 - had1, 1992);
    }

    function test_SwapExactOut_Refusals() public {
        add(1_000_000, 2_000_000);
        vm.startPrank(trader);
        AIServiceAMM.SwapOrder memory order_ = order(true, 0, 0);
        vm.expectRevert(abi.encodeWithSelector(AIServiceAMM.AmountTooSmall.selector, 0, 1));
        amm.swapExactOut(order_);
        order_ = order(true, 1992, 999);
        vm.expectRevert(abi.encodeWithSelector(AIServiceAMM.AmountTooLarge.selector, 1000, 999));
        amm.swapExactOut(order_);
        order_ = order(true, 2_000_000, type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(AIServiceAMM.AmountTooLarge.selector, 2_000_000, 1_999_999));
        amm.swapExactOut(order_);
    }

    function test_Deadline_StopsAllThree() public {
        add(1e20, 1e20);
        uint256 now_ = vm.getBlockTimestamp();
        bytes memory late = abi.encodeWithSelector(AIServiceAMM.DeadlinePassed.selector, now_ - 1, now_);
        AIServiceAMM.Deposit memory deposited = deposit(key, 1e18, 1e18, provider);
        AIServiceAMM.Withdrawal memory withdrawn = withdrawal(1e18, provider);
        AIServiceAMM.SwapOrder memory ordered = order(true, 1e18, 0);
        (deposited.deadline, withdrawn.deadline, ordered.deadline) = (now_ - 1, now_ - 1, now_ - 1);
        vm.expectRevert(late);
        amm.addLiquidity(deposited);
        vm.expectRevert(late);
        amm.removeLiquidity(withdrawn);
        vm.expectRevert(late);
        amm.swap(ordered);
        vm.expectRevert(late);
        amm.swapExactOut(ordered);
    }

    function test_Reserve_RefusesToOverflow() public {
        add(1e32, 1e32);
        AIServiceAMM.SwapOrder memory order_ = order(true, uint256(type(uint112).max), 0);
        vm.expectPartialRevert(SafeCast.SafeCastOverflowedUintDowncast.selector);
        vm.prank(trader);
        amm.swap(order_);
    }

    // Quotes.

    function test_CalculateOptimalSwap_QuoteIsWhatSwapPays() public {
        add(3e20, 7e20);
        for (uint256 i = 0; i < 2; ++i) {
            uint256 quoted = amm.calculateOptimalSwap(key, i == 0, 5e18).amountOut;
            assertEq(sell(i == 0, 5e18), quoted, "quote");
        }
    }

    /// @dev Both directions: sell the part, add the rest with what was bought, and hardly anything is over.
    function test_CalculateOptimalSwap_EntersWithOneAssetAlone() public {
        for (uint256 i = 0; i < 2; ++i) {
            add(3e20, 7e20);
            bool zeroForOne = i == 0;
            AIServiceAMM.OptimalSwap memory best = amm.calculateOptimalSwap(key, zeroForOne, 5e19);
            assertEq(sell(zeroForOne, best.swapIn), best.swapOut, "bought");
            uint256 rest = 5e19 - best.swapIn;
            (uint256 most0, uint256 most1) = zeroForOne ? (rest, best.swapOut) : (best.swapOut, rest);
            (uint256 used0, uint256 used1,) = addAs(trader, key, most0, most1);
            assertNear(used0, most0, 10, "asset0 is used up");
            assertNear(used1, most1, 10, "asset1 is used up");
        }
    }

    // The fee that follows volatility.

    function test_Fee_RisesAfterAMoveAndFades() public {
        key = keyOf(address(token0), address(token1), 30, 100);
        poolId = amm.createPool(key);
        add(1e20, 1e20);
        skip(12);
        assertEq(amm.feeBpsNow(key), 30, "calm");
        sell(true, 1e18);
        assertEq(amm.feeBpsNow(key), 30, "not in the same second");
        skip(1);
        // The price moved by 1.98 %: log2 1.0200… = 1868 steps, and 1866 a second later: 29 bps.
        assertEq(amm.feeBpsNow(key), 59, "a second later");
        skip(599);
        assertEq(amm.feeBpsNow(key), 30 + 14, "half after ten minutes");
        skip(2 hours);
        assertEq(amm.feeBpsNow(key), 30, "forgotten");
    }

    function test_Fee_NeverExceedsItsBound() public {
        key = keyOf(address(token0), address(token1), 30, 25);
        poolId = amm.createPool(key);
        add(1e20, 1e20);
        sell(true, 1e20);
        skip(1);
        assertEq(amm.feeBpsNow(key), 55);
    }

    function test_Fee_IsWhatTheSwapPays() public {
        key = keyOf(address(token0), address(token1), 30, 100);
        poolId = amm.createPool(key);
        add(1e20, 1e20);
        sell(true, 1e18);
        skip(1);
        (uint256 reserve0, uint256 reserve1) = reservesOf(poolId);
        uint256 taken = 1e18 * (10_000 - 59);
        assertEq(sell(true, 1e18), (taken * reserve1) / (reserve0 * 10_000 + taken));
    }

    // The protocol's part.

    function test_ProtocolFee_IsItsPartOfFees() public {
        amm.setProtocolFee(address(0xFEE), 2_000);
        add(1e24, 1e24);
        for (uint256 i = 0; i < 50; ++i) {
            sell(true, 1e21);
            sell(false, 1e21);
        }
        (uint256 paid0, uint256 paid1) = amm.collectProtocolFee(key);
        assertEq(token0.balanceOf(address(0xFEE)), paid0);
        assertEq(token1.balanceOf(address(0xFEE)), paid1);
        // Each token earned 50 × 1e21 × 30 bps of fees, 1.5e20; a fifth of it is 3e19.
        assertNear(paid0 + paid1, 6e19, 6e17, "a fifth of fees within 1 %");
    }

    function test_ProtocolFee_NothingAccruedPaysNothing() public {
        amm.setProtocolFee(address(0xFEE), 2_000);
        add(1e24, 1e24);
        (uint256 paid0, uint256 paid1) = amm.collectProtocolFee(key);
        assertEq(paid0 + paid1, 0);
    }

    function test_ProtocolFee_ChangeTouchesOnlyLaterFees() public {
        add(1e24, 1e24);
        sell(true, 1e23);
        amm.setProtocolFee(address(0xFEE), 2_500);
        amm.collectProtocolFee(key);
        assertEq(token0.balanceOf(address(0xFEE)), 0, "earned before there was a part");
        sell(true, 1e23);
        amm.collectProtocolFee(key);
        assertGt(token0.balanceOf(address(0xFEE)), 0, "earned since");
    }

    function test_ProtocolFee_IsInForceFromTheFirstLiquidityOrACollection() public {
        amm.setProtocolFee(address(0xFEE), 2_000);
        add(1e24, 1e24);
        assertEq(amm.pool(poolId).supply.protocolShareBps, 2_000, "from the first liquidity");
        amm.setProtocolFee(address(0xFEE), 1_000);
        add(1e24, 1e24);
        assertEq(amm.pool(poolId).supply.protocolShareBps, 2_000, "more liquidity changes nothing");
        amm.collectProtocolFee(key);
        assertEq(amm.pool(poolId).supply.protocolShareBps, 1_000, "a collection puts it in force");
    }

    function test_ProtocolFee_LaterProviderPaysNoneOfEarlierFees() public {
        amm.setProtocolFee(address(0xFEE), 2_500);
        add(1e24, 1e24);
        sell(true, 1e23);
        sell(false, 1e23);
        (uint256 used0,, uint256 shares) = addAs(trader, key, 1e24, 1e30);
        (uint256 back0,) = removeAs(trader, shares);
        assertNear(back0, used0, 2, "in and out again");
    }

    /// @dev A price far from one is no movement.
    function test_Surcharge_IsNoneWhileThePriceStays() public {
        AIServiceAMM.PoolKey memory other = keyOf(address(token0), address(token1), 30, 200);
        amm.createPool(other);
        addAs(provider, other, 1e20, 7e24);
        skip(12);
        assertEq(amm.feeBpsNow(other), 30, "after the first liquidity");
        AIServiceAMM.SwapOrder memory order_ = order(true, 1e10, 0);
        order_.key = other;
        vm.prank(trader);
        amm.swap(order_);
        skip(12);
        assertEq(amm.feeBpsNow(other), 30, "after a swap that moved nothing");
    }

    // The oracle.

    /// @dev From 2^40 atoms on adding liquidity leaves the time counted as it was; below, everything is brought up to now.
    function test_AddLiquidity_LeavesTheGaugeOfALargePool() public {
        uint256 large = 1 << 40;
        add(large - 1, large);
        uint256 began = vm.getBlockTimestamp();
        skip(100);
        add(1e6, 1e6);
        assertEq(amm.pool(poolId).reserves.updatedAt, began + 100, "asset0 is below");
        removeAs(provider, 1.1e6);
        add(large, large);
        (uint256 reserve0, uint256 reserve1) = reservesOf(poolId);
        assertGe(reserve0, large, "asset0 is above");
        assertGe(reserve1, large, "asset1 is above");
        began = vm.getBlockTimestamp();
        skip(100);
        add(1e6, 1e6);
        assertEq(amm.pool(poolId).reserves.updatedAt, began, "nothing to bring up to now");
        skip(1);
        sell(true, 1e6);
        assertEq(amm.pool(poolId).reserves.updatedAt, began + 101, "a swap does");
    }

    /// @dev Two pools that differ only in that liquidity was added to one of them time and again.
    function test_Consult_AddedLiquidityMovesNoMean() public {
        AIServiceAMM.PoolKey memory other = keyOf(address(token0), address(token1), 30, 1);
        uint256 otherId = amm.createPool(other);
        (uint256 least, uint256 odd) = (1 << 40, (uint256(3) << 40) + 12_345);
        add(least, odd);
        addAs(provider, other, least, odd);
        skip(1);
        amm.recordObservation(poolId);
        amm.recordObservation(otherId);
        for (uint256 i = 1; i <= 40; ++i) {
            skip(i);
            add(i * 7 + 1, 1e30);
        }
        (uint256 price,) = amm.consult(poolId, 1);
        (uint256 otherPrice,) = amm.consult(otherId, 1);
        // One step of the logarithm is a part of 94,548.
        assertNear(price, otherPrice, otherPrice / 94_000, "by no more than a step");
        assertEq(amm.pool(poolId).reserves.updatedAt + 820, vm.getBlockTimestamp(), "no add touched the gauge");
    }

    function test_Consult_IsTheGeometricMean() public {
        add(1e20, 1e20);
        skip(100);
        amm.recordObservation(poolId);
        skip(300);
        // Price 1 for 300 s, then 4 for 300 s: the mean is 2.
        AIServiceAMM.SwapOrder memory order_ = order(false, 1e20, 0);
        vm.prank(trader);
        amm.swap(order_);
        (uint256 reserve0, uint256 reserve1) = reservesOf(poolId);
        skip(300);
        (uint256 priceX128, uint256 covered) = amm.consult(poolId, 1);
        assertEq(covered, 600);
        uint256 ratio = (reserve1 * 1e18) / reserve0;
        uint256 mean = (priceX128 * 1e18) >> 128;
        // mean² = ratio, within the 0.11 bp of a step and a fee that bends the 4 to 3.99.
        assertNear((mean * mean) / 1e18, ratio, ratio / 20_000, "mean");
    }

    function test_Consult_TakesTheShortestLongEnough() public {
        add(1e20, 1e20);
        skip(10);
        amm.recordObservation(poolId);
        skip(300);
        amm.recordObservation(poolId);
        skip(400);
        (, uint256 covered) = amm.consult(poolId, 400);
        assertEq(covered, 400);
        (, covered) = amm.consult(poolId, 401);
        assertEq(covered, 700);
        vm.expectRevert(abi.encodeWithSelector(AIServiceAMM.ObservationMissing.selector, poolId, 701));
        amm.consult(poolId, 701);
    }

    function test_Consult_NeedsAPast() public {
        add(1e20, 1e20);
        skip(1000);
        vm.expectRevert(abi.encodeWithSelector(AIServiceAMM.ObservationMissing.selector, poolId, 0));
        amm.consult(poolId, 0);
        amm.recordObservation(poolId);
        vm.expectRevert(abi.encodeWithSelector(AIServiceAMM.ObservationMissing.selector, poolId, 0));
        amm.consult(poolId, 0);
    }

    function test_RecordObservation_RefusesEmptyAndEarly() public {
        vm.expectRevert(abi.encodeWithSelector(AIServiceAMM.PoolEmpty.selector, poolId));
        amm.recordObservation(poolId);
        add(1e20, 1e20);
        amm.recordObservation(poolId);
        uint256 possibleAt = vm.getBlockTimestamp() + 300;
        skip(299);
        vm.expectRevert(abi.encodeWithSelector(AIServiceAMM.ObservationTooEarly.selector, poolId, possibleAt));
        amm.recordObservation(poolId);
        skip(1);
        amm.recordObservation(poolId);
    }

    function test_Observations_RingForgetsTheOldest() public {
        add(1e20, 1e20);
        for (uint256 i = 0; i < 130; ++i) {
            amm.recordObservation(poolId);
            skip(300);
        }
        (, uint256 covered) = amm.consult(poolId, 128 * 300);
        assertEq(covered, 128 * 300);
        vm.expectRevert(abi.encodeWithSelector(AIServiceAMM.ObservationMissing.selector, poolId, 128 * 300 + 1));
        amm.consult(poolId, 128 * 300 + 1);
    }

    // Assets of both standards.

    function test_Claims_TradeAgainstAToken() public {
        ClaimToken claims = new ClaimToken();
        amm.setListed(address(claims), true);
        uint256 id = uint256(keccak256("long"));
        (Asset memory a, Asset memory b) = (Asset(address(claims), id), Asset(address(token0), 0));
        key = address(claims) < address(token0)
            ? AIServiceAMM.PoolKey(a, b, 30, 0)
            : AIServiceAMM.PoolKey(b, a, 30, 0);
        bool claimIsZero = address(claims) < address(token0);
        poolId = amm.createPool(key);
        claims.mint(provider, id, 1e20);
        claims.mint(trader, id, 1e20);
        vm.prank(provider);
        claims.setOperator(address(amm), true);
        add(1e20, 1e20);
        assertEq(claims.balanceOf(address(amm), id), 1e20);
        vm.prank(trader);
        claims.approve(address(amm), id, 1e18);
        uint256 bought = sell(claimIsZero, 1e18);
        assertEq(claims.balanceOf(trader, id), 99e18);
        sell(!claimIsZero, bought);
        assertGt(claims.balanceOf(trader, id), 99.9e18);
    }

    function test_Claims_LongAgainstShortOfOneContract() public {
        ClaimToken claims = new ClaimToken();
        amm.setListed(address(claims), true);
        key = AIServiceAMM.PoolKey(Asset(address(claims), 10), Asset(address(claims), 11), 30, 0);
        poolId = amm.createPool(key);
        claims.mint(provider, 10, 1e20);
        claims.mint(provider, 11, 1e20);
        vm.prank(provider);
        claims.setOperator(address(amm), true);
        add(1e20, 1e20);
        assertEq(claims.balanceOf(address(amm), 10), 1e20);
        assertEq(claims.balanceOf(address(amm), 11), 1e20);
    }

    function test_Shares_MoveLikeAnyToken() public {
        (,, uint256 shares) = add(1e20, 1e20);
        vm.prank(provider);
        amm.transfer(trader, poolId, shares);
        removeAs(trader, shares);
    }
}
