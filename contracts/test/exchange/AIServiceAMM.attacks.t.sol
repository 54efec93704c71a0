// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Asset, Assets} from "../../src/common/Assets.sol";
import {AIServiceAMM} from "../../src/exchange/AIServiceAMM.sol";
import {Pool} from "../../src/exchange/PoolStore.sol";
import {FeeOnTransferToken} from "../support/tokens/FeeOnTransferToken.sol";
import {BlockListToken} from "../support/tokens/BlockListToken.sol";
import {RebasingToken} from "../support/tokens/RebasingToken.sol";
import {ReentrantToken} from "../support/tokens/ReentrantToken.sol";
import {ZooToken} from "../support/tokens/ZooToken.sol";
import {PoolTest} from "./PoolTest.sol";

/// @dev One test per flaw that exchanges have had, named after it.
contract AIServiceAMMAttacksTest is PoolTest {
    // Flaws of an earlier exchange, A1 to A11.

    /// @dev A1, A2: a breaker that never latches and a mean that freezes. There is neither: after any move, both directions
    /// trade at once and later.
    function test_attack_A1_A2_NoMoveLocksADirection() public {
        key = keyOf(address(token0), address(token1), 30, 200);
        poolId = amm.createPool(key);
        add(1e24, 1e24);
        sell(true, 1e24);
        sell(true, 1e22);
        sell(false, 1e22);
        skip(2 days);
        sell(true, 1e22);
        sell(false, 1e22);
    }

    /// @dev A2: the mean is of time, not of trades. A hundred trades in one second weigh nothing.
    function test_attack_A2_MeanIsTimeWeighted() public {
        add(1e24, 1e24);
        skip(10);
        amm.recordObservation(poolId);
        skip(599);
        for (uint256 i = 0; i < 100; ++i) {
            sell(true, 1e23);
        }
        skip(1);
        (uint256 priceX128,) = amm.consult(poolId, 1);
        // The trades moved the price 121-fold, for one second in 600: 121^(-1/600) = 0.9920….
        assertNear((priceX128 * 1e18) >> 128, 0.992e18, 0.001e18, "one second in 600");
    }

    /// @dev A2: and the mean follows once the new price has lasted.
    function test_attack_A2_MeanRecovers() public {
        add(1e24, 1e24);
        sell(true, 1e24);
        skip(300);
        amm.recordObservation(poolId);
        skip(300);
        (uint256 reserve0, uint256 reserve1) = reservesOf(poolId);
        (uint256 priceX128,) = amm.consult(poolId, 300);
        assertNear((priceX128 * 1e18) >> 128, (reserve1 * 1e18) / reserve0, 1e14, "the price that has lasted");
    }

    /// @dev A3: limits that small trades slip under. Fifty-one small trades move the price and the later fee as far as one
    /// large, in whatever decimals, and buy no more.
    function test_attack_A3_SmallTradesAccumulate() public {
        key = keyOf(address(token0), address(token1), 30, 200);
        poolId = amm.createPool(key);
        add(1e20, 1e10);
        uint256 whole = amm.calculateOptimalSwap(key, true, 51e18).amountOut;
        uint256 sum;
        for (uint256 i = 0; i < 51; ++i) {
            sum += sell(true, 1e18);
        }
        assertLe(sum, whole, "no more for small trades");
        skip(1);
        assertEq(amm.feeBpsNow(key), 30 + 200, "remembered");
    }

    /// @dev A4, A5: commit and reveal that protects nothing. The least output and the deadline are in the order itself.
    function test_attack_A4_SandwichIsBoundedByLimit() public {
        add(1e24, 1e24);
        uint256 expected = amm.calculateOptimalSwap(key, true, 1e21).amountOut;
        AIServiceAMM.SwapOrder memory victim = order(true, 1e21, (expected * 995) / 1000);
        vm.prank(provider);
        amm.swap(AIServiceAMM.SwapOrder(key, true, 1e23, 0, provider, vm.getBlockTimestamp()));
        vm.expectPartialRevert(AIServiceAMM.AmountTooSmall.selector);
        vm.prank(trader);
        amm.swap(victim);
    }

    /// @dev A6: a depositor of 1 and 500 lost 498.5 to the other providers. Here the surplus never leaves the depositor.
    function test_attack_A6_SurplusStaysWithDepositor() public {
        add(1e20, 3e20);
        (, uint256 had1) = balances(trader);
        (uint256 used0, uint256 used1,) = addAs(trader, key, 1e18, 500e18);
        (, uint256 has1) = balances(trader);
        assertNear(used0, 1e18, 1);
        assertNear(used1, 3e18, 3);
        assertEq(had1 - has1, used1, "no more was taken");
    }

    /// @dev A7: fees that were never recorded, and a share off by a hundred. Here providers and protocol get theirs.
    function test_attack_A7_FeesReachProvidersAndProtocol() public {
        amm.setProtocolFee(address(0xFEE), 2_000);
        (,, uint256 shares) = add(1e24, 1e24);
        for (uint256 i = 0; i < 20; ++i) {
            sell(true, 1e22);
            sell(false, 1e22);
        }
        amm.collectProtocolFee(key);
        uint256 protocol = token0.balanceOf(address(0xFEE)) + token1.balanceOf(address(0xFEE));
        (uint256 back0, uint256 back1) = removeAs(provider, shares);
        uint256 earned = back0 + back1 - 2e24;
        // Fees: 2 × 20 × 1e22 × 30 bps = 1.2e21, of which a fifth is the protocol's.
        assertNear(protocol, 0.24e21, 0.01e21, "the protocol's fifth");
        assertNear(earned, 0.96e21, 0.05e21, "the providers' rest");
    }

    /// @dev A8: an owner who takes the reserves. Nobody has a call for it; the manager's own calls leave every balance.
    function test_attack_A8_NoRoleCanTouchReserves() public {
        add(1e24, 1e24);
        amm.setProtocolFee(address(this), 2_500);
        amm.setListed(address(token0), false);
        amm.collectProtocolFee(key);
        assertEq(token0.balanceOf(address(amm)), 1e24);
        assertEq(token1.balanceOf(address(amm)), 1e24);
        (uint256 reserve0, uint256 reserve1) = reservesOf(poolId);
        assertEq(reserve0, 1e24);
        assertEq(reserve1, 1e24);
    }

    /// @dev A9: one swap per second for all. Here dust swaps stop nobody.
    function test_attack_A9_DustSwapsStopNobody() public {
        add(1e24, 1e24);
        for (uint256 i = 0; i < 10; ++i) {
            sell(true, 10);
            sell(true, 1e20);
        }
    }

    /// @dev A10: a token that charges for transfers was credited at its nominal amount.
    function test_attack_A10_FeeOnTransferIsRefused() public {
        FeeOnTransferToken token = new FeeOnTransferToken(100);
        joinPool(address(token));
        token.mint(provider, 1e24);
        vm.prank(provider);
        token.approve(address(amm), type(uint256).max);
        AIServiceAMM.Deposit memory order_ = deposit(key, 1e20, 1e20, provider);
        vm.expectRevert(abi.encodeWithSelector(Assets.ReceivedDiffers.selector, token, 0, 1e20, 0.99e20));
        vm.prank(provider);
        amm.addLiquidity(order_);
    }

    /// @dev A10: and one that begins to charge later cannot be sold in, but leaves its providers free to go.
    function test_attack_A10_LaterFeeOnTransferTrapsNobody() public {
        FeeOnTransferToken token = new FeeOnTransferToken(0);
        joinPool(address(token));
        token.mint(provider, 1e24);
        vm.prank(provider);
        token.approve(address(amm), type(uint256).max);
        (,, uint256 shares) = add(1e20, 1e20);
        token.setFeeBps(100);
        bool tokenIsZero = key.asset0.token == address(token);
        AIServiceAMM.SwapOrder memory order_ = order(tokenIsZero, 1e18, 0);
        vm.expectPartialRevert(Assets.ReceivedDiffers.selector);
        vm.prank(provider);
        amm.swap(order_);
        removeAs(provider, shares);
        (uint256 reserve0, uint256 reserve1) = reservesOf(poolId);
        assertLe(reserve0, IERC20(key.asset0.token).balanceOf(address(amm)));
        assertLe(reserve1, IERC20(key.asset1.token).balanceOf(address(amm)));
    }

    /// @dev A10: tokens whose balances move by themselves are kept out by the list.
    function test_attack_A10_RebasingIsNotListed() public {
        RebasingToken token = new RebasingToken();
        AIServiceAMM.PoolKey memory made = keyOf(address(token), address(token0), 30, 0);
        vm.expectRevert(abi.encodeWithSelector(AIServiceAMM.TokenNotListed.selector, token));
        amm.createPool(made);
    }

    // Pitfalls of pools in general.

    function test_attack_DonationMovesNothing() public {
        (,, uint256 shares) = add(1e20, 1e20);
        uint256 quoted = amm.calculateOptimalSwap(key, true, 1e18).amountOut;
        token1.mint(address(amm), 1e30);
        assertEq(amm.calculateOptimalSwap(key, true, 1e18).amountOut, quoted, "price");
        (uint256 back0, uint256 back1) = removeAs(provider, shares);
        assertLe(back0 + back1, 2e20, "shares");
    }

    /// @dev The first provider makes the smallest pool, gives it a fortune and hopes the second gets no shares.
    function test_attack_FirstDepositorCannotInflate() public {
        (,, uint256 one) = addAs(trader, key, 1001, 1001);
        assertEq(one, 1);
        token0.mint(address(amm), 1e24);
        token1.mint(address(amm), 1e24);
        (uint256 used0,, uint256 shares) = add(1e18, 1e18);
        (uint256 back0,) = removeAs(provider, shares);
        assertNear(back0, used0, 1, "the second loses an atom at most");
    }

    function test_attack_LockedSharesStayLocked() public {
        (,, uint256 shares) = add(1e20, 1e20);
        removeAs(provider, shares);
        assertEq(amm.totalSupply(poolId), amm.LOCKED_SHARES());
        (uint256 reserve0, uint256 reserve1) = reservesOf(poolId);
        assertEq(reserve0, 1000);
        assertEq(reserve1, 1000);
    }

    /// @dev A bad token hurts its own pools only: the good ones go on, to the last atom.
    function test_attack_BadTokenHurtsOnlyItsPool() public {
        (,, uint256 shares) = add(1e20, 1e20);
        AIServiceAMM.PoolKey memory good = key;
        uint256 goodId = poolId;
        BlockListToken token = new BlockListToken();
        joinPool(address(token));
        token.mint(provider, 1e24);
        vm.prank(provider);
        token.approve(address(amm), type(uint256).max);
        add(1e20, 1e20);
        token.setPaused(true);
        (key, poolId) = (good, goodId);
        sell(true, 1e18);
        removeAs(provider, shares);
    }

    function test_attack_SpotPriceCannotBeReadInTheMiddle() public {
        ReentrantToken token = reentrantPool();
        bytes4 entered = ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector;
        bytes[4] memory reads = [
            abi.encodeCall(amm.pool, (poolId)),
            abi.encodeCall(amm.calculateOptimalSwap, (key, true, 1e18)),
            abi.encodeCall(amm.totalSupply, (poolId)),
            abi.encodeCall(amm.consult, (poolId, 1))
        ];
        for (uint256 i = 0; i < 4; ++i) {
            token.arm(address(amm), reads[i]);
            vm.prank(provider);
            amm.swap(AIServiceAMM.SwapOrder(key, true, 1e16, 0, provider, vm.getBlockTimestamp()));
            assertFalse(token.lastCallbackWorked(), "read while entered");
            assertEq(bytes32(token.lastCallbackResult()), bytes32(entered), "by the guard");
        }
    }

    function test_attack_ReentrancyIntoEveryMover() public {
        ReentrantToken token = reentrantPool();
        bytes[5] memory calls = [
            abi.encodeCall(amm.swap, (order(true, 1e16, 0))),
            abi.encodeCall(amm.swapExactOut, (order(true, 1e16, 1e18))),
            abi.encodeCall(amm.addLiquidity, (deposit(key, 1e18, 1e18, trader))),
            abi.encodeCall(amm.removeLiquidity, (withdrawal(1, trader))),
            abi.encodeCall(amm.collectProtocolFee, (key))
        ];
        for (uint256 i = 0; i < 5; ++i) {
            token.arm(address(amm), calls[i]);
            vm.prank(provider);
            amm.swap(AIServiceAMM.SwapOrder(key, true, 1e16, 0, provider, vm.getBlockTimestamp()));
            assertFalse(token.lastCallbackWorked(), "entered");
            bytes4 reason = bytes4(bytes32(token.lastCallbackResult()));
            assertEq(bytes32(reason), bytes32(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector), "why");
        }
    }

    /// @dev The fee is of past seconds: a trader cannot lower it before a trade, nor raise it for another in the same one.
    function test_attack_FeeCannotBeMovedInsideABlock() public {
        key = keyOf(address(token0), address(token1), 30, 200);
        poolId = amm.createPool(key);
        add(1e20, 1e20);
        sell(true, 1e18);
        skip(1);
        uint256 fee = amm.feeBpsNow(key);
        sell(true, 1e19);
        assertEq(amm.feeBpsNow(key), fee, "not raised");
        sell(false, 1e19);
        amm.recordObservation(poolId);
        removeAs(provider, 1e19);
        assertEq(amm.feeBpsNow(key), fee, "not lowered");
    }

    /// @dev A price held for no time leaves no trace in the mean: the flash loan's round trip.
    function test_attack_FlashLoanLeavesNoTraceInTheMean() public {
        add(1e24, 1e24);
        amm.recordObservation(poolId);
        skip(300);
        (uint256 calm,) = amm.consult(poolId, 1);
        uint256 bought = sell(true, 1e26);
        (uint256 during,) = amm.consult(poolId, 1);
        sell(false, bought);
        assertEq(during, calm, "while the loan is out");
    }

    /// @dev Emptying a pool down to its locked shares skews what is left; the seconds before it are not rewritten.
    function test_attack_LeavingDoesNotRewriteThePast() public {
        (,, uint256 shares) = add(1e24, 3e12);
        amm.recordObservation(poolId);
        skip(600);
        (uint256 before,) = amm.consult(poolId, 1);
        removeAs(provider, shares);
        (uint256 after_,) = amm.consult(poolId, 1);
        assertEq(after_, before, "the past");
    }

    function test_attack_SharesOfOnePoolDoNotOpenAnother() public {
        (,, uint256 shares) = add(1e20, 1e20);
        AIServiceAMM.PoolKey memory rich = keyOf(address(token0), address(token1), 5, 0);
        amm.createPool(rich);
        addAs(trader, rich, 1e24, 1e24);
        AIServiceAMM.Withdrawal memory order_ = withdrawal(shares, provider);
        order_.key = rich;
        vm.expectRevert();
        vm.prank(provider);
        amm.removeLiquidity(order_);
    }

    /// @dev A call whose key carries stray bits above an address names a pool that does not exist.
    function test_attack_DirtyKeyNamesNoPool() public {
        bytes memory call = abi.encodeCall(amm.feeBpsNow, (key));
        call[4] = 0x01;
        (bool worked,) = address(amm).call(call);
        assertFalse(worked, "dirty");
    }

    function joinPool(address token) private {
        amm.setListed(token, true);
        key = keyOf(token, address(token0), 30, 0);
        poolId = amm.createPool(key);
    }

    function reentrantPool() private returns (ReentrantToken token) {
        token = new ReentrantToken();
        joinPool(address(token));
        token.mint(provider, 1e24);
        vm.prank(provider);
        token.approve(address(amm), type(uint256).max);
        add(1e20, 1e20);
        skip(12);
    }
}
