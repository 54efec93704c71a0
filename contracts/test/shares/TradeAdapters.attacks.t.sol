// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Assets} from "../../src/common/Assets.sol";
import {IUniswapV3Factory as IPools} from "../../src/executor/VenueInterfaces.sol";
import {ITradeAdapter} from "../../src/shares/adapters/ITradeAdapter.sol";
import {MeasuredAdapter} from "../../src/shares/adapters/MeasuredAdapter.sol";
import {UniswapV3Adapter} from "../../src/shares/adapters/UniswapV3Adapter.sol";
import {FeeOnTransferToken} from "../support/tokens/FeeOnTransferToken.sol";
import {ReentrantToken} from "../support/tokens/ReentrantToken.sol";
import {IZooToken} from "../support/tokens/TokenZoo.sol";
import {HostilePools} from "./support/HostilePools.sol";
import {VenueSetup} from "./support/VenueSetup.sol";

/// @dev Alice trades through the adapters with her own money, Mallory attacks. What the vault adds is tested with the vault.
contract TradeAdaptersAttacksTest is VenueSetup {
    HostilePools private hostile;
    UniswapV3Adapter private robbed;

    function setUp() public override {
        super.setUp();
        hostile = new HostilePools(gold);
        gold.mint(address(hostile), GOLD);
        robbed = new UniswapV3Adapter(IPools(address(hostile)));
        vm.prank(alice);
        usd.approve(address(robbed), type(uint256).max);
        usd.mint(alice, 1e12);
        gold.mint(alice, 1e6 * GOLD);
        for (uint256 i = 0; i < 3; i++) {
            allow(address(usd), i);
            allow(address(gold), i);
        }
    }

    // The callback.

    function test_attack_AnybodyCallsBack() public {
        vm.expectRevert(abi.encodeWithSelector(UniswapV3Adapter.CallbackNotExpected.selector, mallory));
        vm.prank(mallory);
        callback().uniswapV3SwapCallback(1, 0, "");
        // The pool itself, when nobody swaps.
        address pool = address(poolOf(address(gold)));
        vm.expectRevert(abi.encodeWithSelector(UniswapV3Adapter.CallbackNotExpected.selector, pool));
        vm.prank(pool);
        callback().uniswapV3SwapCallback(1, 0, "");
    }

    function test_attack_TheWrongPoolCallsBackDuringASwap() public {
        // A token on its way out calls the adapter, as a pool would, in the middle of another pool's swap.
        ReentrantToken token = openReentrant();
        token.arm(address(adapters[1]), abi.encodeCall(UniswapV3Adapter.uniswapV3SwapCallback, (1e9, -1, "")));
        sell(1, address(usd), address(token), 1_000 * USD);
        assertEq(token.callbackCount(), 1);
        assertFalse(token.lastCallbackWorked(), "answered");
        assertEq(
            keccak256(token.lastCallbackResult()),
            keccak256(abi.encodeWithSelector(UniswapV3Adapter.CallbackNotExpected.selector, address(token)))
        );
    }

    function test_attack_PoolAsksTwice() public {
        expectHostileRefused(
            HostilePools.Habit.AsksTwice, abi.encodeWithSelector(UniswapV3Adapter.CallbackNotExpected.selector, hostile)
        );
    }

    function test_attack_PoolAsksForMore() public {
        expectHostileRefused(
            HostilePools.Habit.AsksForMore,
            abi.encodeWithSelector(UniswapV3Adapter.CallbackAsksForMore.selector, 1_000 * USD + 1, 1_000 * USD)
        );
    }

    function test_attack_PoolAsksForLessThanNothing() public {
        expectHostileRefused(
            HostilePools.Habit.AsksForNothing,
            abi.encodeWithSelector(UniswapV3Adapter.CallbackAsksForMore.selector, -1, 1_000 * USD)
        );
    }

    function test_attack_PoolPaysNothing() public {
        expectHostileRefused(
            HostilePools.Habit.PaysNothing,
            abi.encodeWithSelector(MeasuredAdapter.ReceivedTooLittle.selector, address(gold), 0, 1)
        );
    }

    function test_attack_PoolSwapsAgainInsideTheSwap() public {
        hostile.setHabit(HostilePools.Habit.SwapsAgain);
        vm.prank(alice);
        robbed.swap(address(usd), address(gold), 1_000 * USD, 1, venueData[1]);
        assertRefusedReentry(hostile.secondWorked(), hostile.secondResult());
    }

    // Tokens.

    function test_attack_TokenReentersTheAdapter() public {
        ReentrantToken token = openReentrant();
        for (uint256 which = 0; which < 3; which++) {
            bytes memory again =
                abi.encodeCall(ITradeAdapter.swap, (address(usd), address(token), 1, 0, venueData[which]));
            uint256 expected = soldDirectly(which, address(usd), address(token), 1_000 * USD);
            token.arm(address(adapters[which]), again);
            assertEq(sell(which, address(usd), address(token), 1_000 * USD), expected, "out");
            assertRefusedReentry(token.lastCallbackWorked(), token.lastCallbackResult());
            token.arm(address(adapters[which]), again);
            sell(which, address(token), address(usd), 1e18);
            assertRefusedReentry(token.lastCallbackWorked(), token.lastCallbackResult());
        }
        assertEq(token.callbackCount(), 6, "each way at each venue");
    }

    function test_attack_TokenKeepsAPartOfTheInput() public {
        FeeOnTransferToken token = openFeeToken();
        token.setFeeBps(100);
        bytes[3] memory refused = [
            abi.encodeWithSignature("Error(string)", "UniswapV2: K"),
            abi.encodeWithSignature("Error(string)", "IIA"),
            abi.encodeWithSelector(Assets.ReceivedDiffers.selector, address(token), 0, 1e18, 1e18 - 1e16)
        ];
        for (uint256 which = 0; which < 3; which++) {
            vm.expectRevert(refused[which]);
            vm.prank(alice);
            adapters[which].swap(address(token), address(usd), 1e18, 0, venueData[which]);
        }
    }

    function test_attack_TokenKeepsAPartOfTheOutput() public {
        FeeOnTransferToken token = openFeeToken();
        for (uint256 which = 0; which < 3; which++) {
            token.setFeeBps(0);
            uint256 least = soldDirectly(which, address(usd), address(token), 1_000 * USD) * 995 / 1_000;
            token.setFeeBps(100);
            // What the venue sends would do; what arrives does not.
            vm.expectPartialRevert(MeasuredAdapter.ReceivedTooLittle.selector);
            vm.prank(alice);
            adapters[which].swap(address(usd), address(token), 1_000 * USD, least, venueData[which]);
        }
    }

    // Other people's money.

    function test_attack_SpendingWhatSomebodyElseAllowed() public {
        // Alice has allowed everything to every adapter, and Mallory nothing.
        for (uint256 which = 0; which < 3; which++) {
            vm.expectRevert();
            vm.prank(mallory);
            adapters[which].swap(address(gold), address(usd), GOLD, 0, venueData[which]);
        }
    }

    function test_attack_SpendingWhatLiesInAnAdapter() public {
        // What somebody sent to an adapter by mistake pays for nobody's input.
        FeeOnTransferToken token = openFeeToken();
        for (uint256 which = 0; which < 3; which++) {
            token.setFeeBps(0);
            token.mint(address(adapters[which]), 5e18);
            token.setFeeBps(100);
            vm.expectRevert();
            vm.prank(alice);
            adapters[which].swap(address(token), address(usd), 1e18, 0, venueData[which]);
            vm.expectRevert();
            vm.prank(mallory);
            adapters[which].swap(address(token), address(usd), 1e18, 0, venueData[which]);
            assertEq(token.balanceOf(address(adapters[which])), 5e18, "it stays");
        }
    }

    function test_attack_APairIsGivenMoreBeforehand() public {
        // A gift to a pair is nobody's input: what a swap gives is by its own.
        usd.mint(address(pairOf(address(gold))), 100_000 * USD);
        uint256 expected = largestOut(pairOf(address(gold)), address(usd) < address(gold), 1_000 * USD);
        assertEq(sell(0, address(usd), address(gold), 1_000 * USD), expected);
    }

    function expectHostileRefused(HostilePools.Habit habit, bytes memory refused) private {
        hostile.setHabit(habit);
        uint256 before = usd.balanceOf(alice);
        vm.expectRevert(refused);
        vm.prank(alice);
        robbed.swap(address(usd), address(gold), 1_000 * USD, 1, venueData[1]);
        assertEq(usd.balanceOf(alice), before, "nothing moved");
    }

    function openReentrant() private returns (ReentrantToken token) {
        token = new ReentrantToken();
        openFor(address(token));
    }

    function openFeeToken() private returns (FeeOnTransferToken token) {
        token = new FeeOnTransferToken(0);
        openFor(address(token));
    }

    function openFor(address token) private {
        openPools(token, 2_500e18, 5_000_000 * USD);
        IZooToken(token).mint(alice, 1e24);
        for (uint256 i = 0; i < 3; i++) {
            allow(token, i);
        }
    }

    function allow(address token, uint256 which) private {
        vm.startPrank(alice);
        approveMax(token, address(adapters[which]));
        vm.stopPrank();
    }

    function sell(uint256 which, address tokenIn, address tokenOut, uint256 amountIn) private returns (uint256) {
        uint256 before = IZooToken(tokenOut).balanceOf(alice);
        vm.prank(alice);
        adapters[which].swap(tokenIn, tokenOut, amountIn, 0, venueData[which]);
        return IZooToken(tokenOut).balanceOf(alice) - before;
    }

    function callback() private view returns (UniswapV3Adapter) {
        return UniswapV3Adapter(address(adapters[1]));
    }

    function assertRefusedReentry(bool worked, bytes memory result) private pure {
        assertFalse(worked, "it got in");
        assertEq(bytes32(result), bytes32(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector));
    }
}
