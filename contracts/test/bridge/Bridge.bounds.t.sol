// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {CrossChainBridge} from "../../src/bridge/CrossChainBridge.sol";
import {ThresholdGateway} from "../../src/bridge/ThresholdGateway.sol";
import {ReentrantToken} from "../support/tokens/ReentrantToken.sol";
import {BridgeBase} from "./BridgeBase.sol";

/// @dev Values at the very edge of each bound, and what must be said across the chains.
contract BridgeBoundsTest is BridgeBase {
    function test_Bound_TheLastSecondOfDeliveryStillCounts() public {
        (CrossChainBridge.Transfer memory transfer, uint256 nonce) = send(500);
        vm.warp(transfer.deadline);
        vm.chainId(ABROAD);
        vm.expectRevert(abi.encodeWithSelector(CrossChainBridge.TooEarly.selector, transfer.deadline + 1));
        abroad.refuse(transfer);
        deliverAbroad(messageOf(true, nonce, false, transfer));
        assertEq(bridged.balanceOf(bob), 500, "paid");
    }

    function test_Bound_OneSecondLaterItIsTooLate() public {
        (CrossChainBridge.Transfer memory transfer, uint256 nonce) = send(500);
        vm.warp(transfer.deadline + 1);
        ThresholdGateway.Message memory message = messageOf(true, nonce, false, transfer);
        vm.chainId(ABROAD);
        bytes[] memory signatures = signed(gatewayAbroad, message, 3);
        vm.expectRevert(abi.encodeWithSelector(CrossChainBridge.TooLate.selector, transfer.deadline));
        gatewayAbroad.deliver(message, signatures);
        abroad.refuse(transfer);
    }

    function test_Bound_AWindowIsFullToTheAtomAndOpensToTheSecond() public {
        vm.chainId(ABROAD);
        abroad.setRoute(address(bridged), HOME, CrossChainBridge.Kind.Mint, address(token), 1_000, LARGE);
        cross(1_000);
        assertEq(abroad.windowLeft(address(bridged), HOME), 0, "full");
        skip(1 days - 1);
        assertEq(abroad.windowLeft(address(bridged), HOME), 0, "still full");
        skip(1);
        assertEq(abroad.windowLeft(address(bridged), HOME), 1_000, "a new one");
    }

    function test_Bound_ALimitBelowWhatWasUsedLeavesNothing() public {
        cross(1_000);
        vm.chainId(ABROAD);
        abroad.setRoute(address(bridged), HOME, CrossChainBridge.Kind.Mint, address(token), 400, LARGE);
        assertEq(abroad.windowLeft(address(bridged), HOME), 0, "nothing, and no overflow");
        abroad.setRoute(address(bridged), HOME, CrossChainBridge.Kind.Mint, address(token), 1_001, LARGE);
        assertEq(abroad.windowLeft(address(bridged), HOME), 1, "what is over");
    }

    function test_Bound_NothingMovesWhilePausedAndItGoesOnAfterwards() public {
        (CrossChainBridge.Transfer memory transfer, uint256 nonce) = send(500);
        ThresholdGateway.Message memory message = messageOf(true, nonce, false, transfer);
        vm.chainId(ABROAD);
        bytes[] memory signatures = signed(gatewayAbroad, message, 3);
        vm.prank(watcher);
        abroad.setPaused(true);
        vm.expectRevert(CrossChainBridge.Paused.selector);
        gatewayAbroad.deliver(message, signatures);
        vm.expectRevert(CrossChainBridge.Paused.selector);
        abroad.initiateBridge(address(bridged), HOME, alice, 1);
        vm.expectRevert(CrossChainBridge.Paused.selector);
        abroad.completeBridge(transfer);
        vm.expectRevert(CrossChainBridge.Paused.selector);
        abroad.refuse(transfer);
        vm.prank(watcher);
        abroad.setPaused(false);
        gatewayAbroad.deliver(message, signatures);
        assertEq(bridged.balanceOf(bob), 500, "paid");
    }

    function test_Bound_OnlyWhereItShallArriveCanItBeRefused() public {
        (CrossChainBridge.Transfer memory transfer,) = send(500);
        vm.warp(transfer.deadline + 1);
        vm.expectRevert(abi.encodeWithSelector(CrossChainBridge.WrongPlace.selector, HOME, ABROAD));
        home.refuse(transfer);
    }

    /// @dev What is refused here must be said there, or it is lost between the chains.
    function test_attack_aRefusalWithoutAWordLosesTheTransfer() public {
        (CrossChainBridge.Transfer memory transfer,) = send(500);
        vm.warp(transfer.deadline + 1);
        vm.chainId(ABROAD);
        ThresholdGateway.Message memory message = messageOf(false, 0, true, transfer);
        vm.expectCall(
            address(gatewayAbroad),
            abi.encodeCall(
                ThresholdGateway.sendMessage, (message.recipient, message.payload, new bytes[](0))
            )
        );
        abroad.refuse(transfer);
    }

    /// @dev Each mover holds the guard by itself: while it pays, nothing guarded of the same bridge answers.
    function test_attack_reentrancyByABridgedToken() public {
        ReentrantToken moved = new ReentrantToken();
        vm.chainId(HOME);
        home.setRoute(address(moved), ABROAD, CrossChainBridge.Kind.Lock, address(0xB0B), LIMIT, 1_000);
        moved.mint(alice, 5_000);
        vm.prank(alice);
        moved.approve(address(home), 5_000);
        CrossChainBridge.Transfer memory nothing;
        nothing.targetChain = HOME;
        nothing.sourceChain = ABROAD;
        bytes memory back = abi.encodeCall(CrossChainBridge.refuse, (nothing));
        moved.arm(address(home), back);
        vm.prank(alice);
        home.initiateBridge(address(moved), ABROAD, bob, 5_000);
        assertRefused(moved, "initiateBridge");
        CrossChainBridge.Transfer memory large = CrossChainBridge.Transfer({
            sourceChain: ABROAD,
            targetChain: HOME,
            sourceToken: address(0xB0B),
            targetToken: address(moved),
            sender: bob,
            recipient: alice,
            amount: 2_000,
            nonce: 0,
            deadline: vm.getBlockTimestamp() + 7 days
        });
        deliverHome(messageOf(false, 0, false, large));
        skip(1 days);
        moved.arm(address(home), back);
        home.completeBridge(large);
        assertRefused(moved, "completeBridge");
        large.nonce = 1;
        deliverHome(messageOf(false, 1, false, large));
        bytes32 id = home.idOf(large);
        vm.prank(watcher);
        home.dispute(id);
        moved.arm(address(home), back);
        home.resolve(large, true);
        assertRefused(moved, "resolve");
        (large.nonce, large.amount) = (2, 500);
        moved.arm(address(home), back);
        deliverHome(messageOf(false, 2, false, large));
        assertRefused(moved, "deliver");
    }

    function assertRefused(ReentrantToken by, string memory what) private view {
        bytes4 refusal = ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector;
        assertFalse(by.lastCallbackWorked(), what);
        assertTrue(by.callbackCount() > 0, what);
        assertEq(bytes32(by.lastCallbackResult()), bytes32(refusal), what);
    }
}
