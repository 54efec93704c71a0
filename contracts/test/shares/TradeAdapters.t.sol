// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IUniswapV3PoolAnchor} from "../../anchors/UniswapV3.sol";
import {AIServiceAMM} from "../../src/exchange/AIServiceAMM.sol";
import {IUniswapV2Factory as IPairs} from "../../src/executor/VenueInterfaces.sol";
import {MeasuredAdapter} from "../../src/shares/adapters/MeasuredAdapter.sol";
import {UniswapV2Adapter} from "../../src/shares/adapters/UniswapV2Adapter.sol";
import {IZooToken} from "../support/tokens/TokenZoo.sol";
import {VenueSetup} from "./support/VenueSetup.sol";

/// @dev Each adapter at its venue's real code: what it gives, what it refuses, what it leaves. Expected amounts come from the
/// venue without the adapter.
contract TradeAdaptersTest is VenueSetup {
    function setUp() public override {
        super.setUp();
        usd.mint(alice, 1e15);
        gold.mint(alice, 1e6 * GOLD);
        for (uint256 i = 0; i < 3; i++) {
            vm.startPrank(alice);
            approveMax(address(usd), address(adapters[i]));
            approveMax(address(gold), address(adapters[i]));
            vm.stopPrank();
        }
    }

    function test_EachGivesWhatItsVenueGives() public {
        for (uint256 which = 0; which < 3; which++) {
            checkSwap(which, address(usd), address(gold), 12_345 * USD + 6);
            checkSwap(which, address(gold), address(usd), 3 * GOLD + 7);
            checkSwap(which, address(usd), address(gold), 1);
        }
    }

    function testFuzz_TakesExactlyTheInputAndKeepsNothing(uint256 which, uint256 amountIn, bool buys) public {
        which %= 3;
        // The smallest that buys one atom of a dollar at any fee, and more than all pools hold.
        amountIn = buys ? bound(amountIn, 1, 1e14) : bound(amountIn, 1e9, 1e5 * GOLD);
        checkSwap(which, buys ? address(usd) : address(gold), buys ? address(gold) : address(usd), amountIn);
    }

    function test_RevertWhen_LessThanTheMinimumComesOut() public {
        for (uint256 which = 0; which < 3; which++) {
            uint256 expected = soldDirectly(which, address(usd), address(gold), 1_000 * USD);
            vm.expectRevert(
                abi.encodeWithSelector(
                    MeasuredAdapter.ReceivedTooLittle.selector, address(gold), expected, expected + 1
                )
            );
            vm.prank(alice);
            adapters[which].swap(address(usd), address(gold), 1_000 * USD, expected + 1, venueData[which]);
            vm.prank(alice);
            adapters[which].swap(address(usd), address(gold), 1_000 * USD, expected, venueData[which]);
        }
    }

    function test_RevertWhen_ThereIsNoPool() public {
        bytes memory missing =
            abi.encodeWithSelector(MeasuredAdapter.PoolMissing.selector, address(gold), address(silver));
        for (uint256 which = 0; which < 2; which++) {
            vm.expectRevert(missing);
            vm.prank(alice);
            adapters[which].swap(address(gold), address(silver), 1, 0, venueData[which]);
        }
        vm.expectRevert(
            abi.encodeWithSelector(MeasuredAdapter.PoolMissing.selector, address(usd), address(gold))
        );
        vm.prank(alice);
        adapters[1].swap(address(usd), address(gold), 1, 0, abi.encode(uint24(3_000)));
        vm.expectPartialRevert(AIServiceAMM.PoolMissing.selector);
        vm.prank(alice);
        adapters[2].swap(address(usd), address(gold), 1, 0, abi.encode(AMM_FEE_BPS + 1, uint16(0)));
    }

    function test_RevertWhen_ATokenIsSoldForItself() public {
        for (uint256 which = 0; which < 3; which++) {
            vm.expectRevert();
            vm.prank(alice);
            adapters[which].swap(address(usd), address(usd), 1_000 * USD, 0, venueData[which]);
        }
    }

    function test_RevertWhen_TheCallerAllowedLess() public {
        usd.mint(bob, 1_000 * USD);
        for (uint256 which = 0; which < 3; which++) {
            vm.startPrank(bob);
            usd.approve(address(adapters[which]), 1_000 * USD - 1);
            vm.expectRevert();
            adapters[which].swap(address(usd), address(gold), 1_000 * USD, 0, venueData[which]);
            vm.stopPrank();
        }
    }

    function test_RevertWhen_ThePoolCannotTakeAllOfTheInput() public {
        // Version 3 fills what it can, up to the last price there is, and asks for that; here it is all or nothing.
        IUniswapV3PoolAnchor narrow =
            IUniswapV3PoolAnchor(pools.createPool(address(gold), address(usd), 3_000));
        narrow.initialize(1 << 96);
        narrow.mint(address(this), -60, 60, 1e12, "");
        vm.expectPartialRevert(MeasuredAdapter.SpentDiffers.selector);
        vm.prank(alice);
        adapters[1].swap(address(gold), address(usd), GOLD, 0, abi.encode(uint24(3_000)));
    }

    function test_RevertWhen_APairWouldKeepEverything() public {
        vm.expectRevert(abi.encodeWithSelector(UniswapV2Adapter.FeeOutOfBounds.selector, 10_000, 9_999));
        new UniswapV2Adapter(IPairs(address(pairs)), 10_000);
    }

    function test_RevertWhen_TheFeeIsLowerThanThePairs() public {
        UniswapV2Adapter wrong = new UniswapV2Adapter(IPairs(address(pairs)), 29);
        vm.startPrank(alice);
        approveMax(address(usd), address(wrong));
        vm.expectRevert("UniswapV2: K");
        wrong.swap(address(usd), address(gold), 1_000 * USD, 0, "");
        vm.stopPrank();
    }

    function checkSwap(uint256 which, address tokenIn, address tokenOut, uint256 amountIn) private {
        uint256 expected = soldDirectly(which, tokenIn, tokenOut, amountIn);
        if (expected == 0) return;
        (uint256 inBefore, uint256 outBefore) =
            (IZooToken(tokenIn).balanceOf(alice), IZooToken(tokenOut).balanceOf(alice));
        vm.prank(alice);
        adapters[which].swap(tokenIn, tokenOut, amountIn, expected, venueData[which]);
        assertEq(inBefore - IZooToken(tokenIn).balanceOf(alice), amountIn, "spent");
        assertEq(IZooToken(tokenOut).balanceOf(alice) - outBefore, expected, "received");
        address adapter = address(adapters[which]);
        assertEq(IZooToken(tokenIn).balanceOf(adapter) + IZooToken(tokenOut).balanceOf(adapter), 0, "kept");
        assertEq(usd.allowance(adapter, address(amm)) + gold.allowance(adapter, address(amm)), 0, "allowed");
    }
}
