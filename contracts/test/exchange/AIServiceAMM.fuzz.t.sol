// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IUniswapV2Pair, UniswapV2} from "../../anchors/UniswapV2.sol";
import {AIServiceAMM} from "../../src/exchange/AIServiceAMM.sol";
import {LogPrice} from "../../src/exchange/LogPrice.sol";
import {PoolMath} from "../../src/exchange/PoolMath.sol";
import {PoolTest} from "./PoolTest.sol";

/// @dev Properties for any numbers, and equality with the Uniswap v2 that is deployed.
contract AIServiceAMMFuzzTest is PoolTest {
    IUniswapV2Pair private pair;
    uint256 private constant MAX = type(uint112).max;

    function setUp() public override {
        super.setUp();
        pair = IUniswapV2Pair(UniswapV2.deployFactory().createPair(address(token0), address(token1)));
    }

    // Against Uniswap v2.

    /// @dev v2 accepts our output and refuses one atom more, after any history the two share.
    function testFuzz_SwapsEqualUniswapV2(uint256 seed, uint256 amount0, uint256 amount1) public {
        amount0 = bound(amount0, 1e6, 1e26);
        amount1 = bound(amount1, 1e6, 1e26);
        (,, uint256 shares) = add(amount0, amount1);
        assertEq(mintPair(amount0, amount1), shares, "first shares");
        for (uint256 i = 0; i < 6; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            skip(seed % 100);
            bool zeroForOne = (seed >> 8) & 1 == 0;
            (uint256 reserve0, uint256 reserve1) = reservesOf(poolId);
            uint256 input = bound(seed >> 16, 10, (zeroForOne ? reserve0 : reserve1) * 2);
            if (quote(zeroForOne, input) == 0) continue;
            uint256 bought = sell(zeroForOne, input);
            vm.prank(trader);
            (zeroForOne ? token0 : token1).transfer(address(pair), input);
            (uint256 out0, uint256 out1) = zeroForOne ? (uint256(0), bought) : (bought, uint256(0));
            vm.expectRevert(bytes("UniswapV2: K"));
            pair.swap(zeroForOne ? 0 : bought + 1, zeroForOne ? bought + 1 : 0, trader, "");
            pair.swap(out0, out1, trader, "");
            sameReserves();
        }
    }

    /// @dev We mint what v2 mints, or one share less when v2 would let a depositor's last atom round in their favour.
    function testFuzz_LiquidityEqualsUniswapV2(uint256 amount0, uint256 amount1, uint256 more0, uint256 burnt) public {
        amount0 = bound(amount0, 1e6, 1e28);
        amount1 = bound(amount1, 1e6, 1e28);
        (,, uint256 shares) = add(amount0, amount1);
        mintPair(amount0, amount1);
        more0 = bound(more0, 1e4, 1e28);
        AIServiceAMM.Deposit memory order_ = deposit(key, more0, type(uint256).max, provider);
        vm.prank(provider);
        try amm.addLiquidity(order_) returns (uint256 used0, uint256 used1, uint256 more) {
            // What a pool of extreme proportions takes may be more than half of what the provider had.
            token0.mint(provider, used0);
            token1.mint(provider, used1);
            uint256 theirs = mintPair(used0, used1);
            assertLe(more, theirs, "never more than v2");
            sameReserves();
            burnt = bound(burnt, 1, shares);
            vm.prank(provider);
            pair.transfer(address(pair), burnt);
            (uint256 got0, uint256 got1) = burnPair(burnt);
            if (got0 == 0 || got1 == 0) return;
            (uint256 our0, uint256 our1) = removeAs(provider, burnt);
            uint256 most = theirs - more + 1;
            assertLe(got0, our0, "no less than v2, whose supply is larger");
            assertLe(our0 - got0, 1 + (got0 * most) / burnt, "close to v2");
            assertLe(got1, our1, "no less than v2, whose supply is larger");
        } catch {}
    }

    // Swaps.

    function testFuzz_SwapNeverLowersTheProduct(uint256 amount0, uint256 amount1, uint256 input, bool zeroForOne)
        public
    {
        add(bound(amount0, 1001, 1e30), bound(amount1, 1001, 1e30));
        input = bound(input, 1, 1e31);
        if (quote(zeroForOne, input) == 0) return;
        (uint256 before0, uint256 before1) = reservesOf(poolId);
        sell(zeroForOne, input);
        (uint256 after0, uint256 after1) = reservesOf(poolId);
        assertGe(after0 * after1, before0 * before1, "k");
        assertGt(after0, 0, "reserve0");
        assertGt(after1, 0, "reserve1");
    }

    function testFuzz_ThereAndBackNeverProfits(uint256 amount0, uint256 amount1, uint256 input, uint16 feeBps) public {
        key = keyOf(address(token0), address(token1), uint16(bound(feeBps, 0, 29)), 0);
        poolId = amm.createPool(key);
        add(bound(amount0, 1001, 1e30), bound(amount1, 1001, 1e30));
        input = bound(input, 1, 1e30);
        if (quote(true, input) == 0) return;
        uint256 bought = sell(true, input);
        if (quote(false, bought) == 0) return;
        assertLe(sell(false, bought), input, "back");
    }

    /// @dev Selling in parts never buys more than selling at once, however small the parts.
    function testFuzz_PartsNeverBeatTheWhole(uint256 input, uint256 parts) public {
        add(1e24, 3e24);
        input = bound(input, 1e6, 1e24);
        parts = bound(parts, 2, 12);
        uint256 whole = quote(true, input);
        uint256 sum;
        for (uint256 i = 0; i < parts; ++i) {
            sum += sell(true, input / parts);
        }
        assertLe(sum, whole, "parts");
    }

    function testFuzz_ExactOutIsTheLeastInput(uint256 amount0, uint256 amount1, uint256 output, bool zeroForOne)
        public
    {
        add(bound(amount0, 1e4, 1e28), bound(amount1, 1e4, 1e28));
        (uint256 reserve0, uint256 reserve1) = reservesOf(poolId);
        (uint256 reserveIn, uint256 reserveOut) = zeroForOne ? (reserve0, reserve1) : (reserve1, reserve0);
        output = bound(output, 1, reserveOut - reserveOut / 1000 - 1);
        uint256 input = PoolMath.inputFor(output, reserveIn, reserveOut, 30);
        assertGe(PoolMath.outputFor(input, reserveIn, reserveOut, 30), output, "enough");
        if (input > 1) assertLt(PoolMath.outputFor(input - 1, reserveIn, reserveOut, 30), output, "the least");
        AIServiceAMM.SwapOrder memory order_ = order(zeroForOne, output, input);
        vm.prank(trader);
        assertEq(amm.swapExactOut(order_), input, "paid");
    }

    // Liquidity.

    function testFuzz_InAndOutNeverProfits(uint256 amount0, uint256 amount1, uint256 more0, uint256 more1) public {
        add(bound(amount0, 1e4, 1e30), bound(amount1, 1e4, 1e30));
        AIServiceAMM.Deposit memory order_ = deposit(key, bound(more0, 1, 1e30), bound(more1, 1, 1e30), trader);
        vm.prank(trader);
        try amm.addLiquidity(order_) returns (uint256 used0, uint256 used1, uint256 shares) {
            assertLe(used0, order_.amount0Max, "most of asset0");
            assertLe(used1, order_.amount1Max, "most of asset1");
            (uint256 back0, uint256 back1) = removeAs(trader, shares);
            assertLe(back0, used0, "asset0");
            assertLe(back1, used1, "asset1");
        } catch {}
    }

    /// @dev No other split of the input leaves less over: entering with the optimum mints the most shares.
    function testFuzz_OptimalSwapLeavesAlmostNothingOver(uint256 amount0, uint256 amount1, uint256 input) public {
        add(bound(amount0, 1e12, 1e28), bound(amount1, 1e12, 1e28));
        (uint256 reserve0, uint256 reserve1) = reservesOf(poolId);
        input = bound(input, reserve0 / 1e4 + 1e8, reserve0 * 10);
        AIServiceAMM.OptimalSwap memory best = amm.calculateOptimalSwap(key, true, input);
        if (best.swapOut < 1e8) return;
        uint256 rest = input - best.swapIn;
        // rest ÷ (reserve0 + swapIn) against swapOut ÷ (reserve1 − swapOut), within what whole atoms allow.
        uint256 left = rest * (reserve1 - best.swapOut);
        uint256 right = best.swapOut * (reserve0 + best.swapIn);
        assertNear(left, right, right / 1e6 + left / 1e6, "proportion");
    }

    // Arithmetic alone.

    function testFuzz_LogAndPowerAreInverse(uint256 numerator, uint256 denominator) public pure {
        numerator = bound(numerator, 1, MAX);
        denominator = bound(denominator, 1, MAX);
        int256 steps = LogPrice.log2Ratio(numerator, denominator);
        // 2^steps ≤ ratio < 2^(steps + 1), both sides with 128 fractional bits and the rounding of each.
        uint256 ratio = (numerator << 128) / denominator;
        uint256 slack = ratio / 1e30 + 2;
        assertLe(LogPrice.exp2(steps), ratio + slack, "floor");
        assertGt(LogPrice.exp2(steps + 1) + LogPrice.exp2(steps + 1) / 1e30 + 2, ratio, "one step more is too much");
    }

    function testFuzz_LogIsMonotone(uint256 a, uint256 b, uint256 denominator) public pure {
        denominator = bound(denominator, 1, MAX);
        (a, b) = (bound(a, 1, MAX), bound(b, 1, MAX));
        (a, b) = a < b ? (a, b) : (b, a);
        assertTrue(LogPrice.log2Ratio(a, denominator) <= LogPrice.log2Ratio(b, denominator), "order kept");
    }

    function testFuzz_DecayNeverGrowsAndHalves(uint256 movement, uint256 elapsed) public pure {
        movement = bound(movement, 0, 2 ** 25 - 1);
        elapsed = bound(elapsed, 0, 1e6);
        uint256 left = PoolMath.decay(movement, elapsed);
        assertLe(left, movement, "fades");
        assertLe(PoolMath.decay(movement, elapsed + 1), left, "and goes on fading");
        assertEq(PoolMath.decay(movement, 600), movement - movement / 2 - (movement & 1), "half-life");
    }

    function testFuzz_FeeStaysInItsBounds(uint256 feeBps, uint256 most, uint256 movement) public pure {
        (feeBps, most) = (bound(feeBps, 0, 100), bound(most, 0, 200));
        uint256 fee = PoolMath.feeBpsAt(feeBps, most, bound(movement, 0, type(uint24).max));
        assertGe(fee, feeBps, "at least the pool's");
        assertLe(fee, feeBps + most, "at most the bound");
    }

    /// @dev After minting the protocol's shares, what others own of the root is what they had plus their part of the growth.
    function testFuzz_ProtocolSharesAreItsPartOfGrowth(uint256 total, uint256 last, uint256 root, uint256 shareBps)
        public
        pure
    {
        last = bound(last, 1e4, MAX / 4);
        total = bound(total, 1e4, last);
        root = bound(root, last, last * 2);
        shareBps = bound(shareBps, 1, 2500);
        uint256 minted = PoolMath.protocolShares(total, root, last, shareBps);
        // minted ÷ (total + minted) × root ≤ shareBps × (root − last), and within one share of it.
        assertLe(minted * root * 10_000, shareBps * (root - last) * (total + minted), "no more than its part");
        assertGt((minted + 1) * root * 10_000, shareBps * (root - last) * (total + minted + 1), "no less");
    }

    // Help.

    function quote(bool zeroForOne, uint256 input) private view returns (uint256) {
        return amm.calculateOptimalSwap(key, zeroForOne, input).amountOut;
    }

    function mintPair(uint256 amount0, uint256 amount1) private returns (uint256) {
        vm.startPrank(provider);
        token0.transfer(address(pair), amount0);
        token1.transfer(address(pair), amount1);
        vm.stopPrank();
        return pair.mint(provider);
    }

    function burnPair(uint256) private returns (uint256 got0, uint256 got1) {
        try pair.burn(provider) returns (uint256 a, uint256 b) {
            return (a, b);
        } catch {}
    }

    function sameReserves() private view {
        (uint256 reserve0, uint256 reserve1) = reservesOf(poolId);
        (uint256 their0, uint256 their1,) = pair.getReserves();
        assertEq(reserve0, their0, "reserve0");
        assertEq(reserve1, their1, "reserve1");
    }
}
