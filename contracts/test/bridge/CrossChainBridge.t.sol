// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CrosschainLinked} from "@openzeppelin/contracts/crosschain/CrosschainLinked.sol";
import {ERC7786Recipient} from "@openzeppelin/contracts/crosschain/ERC7786Recipient.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {BridgedToken} from "../../src/bridge/BridgedToken.sol";
import {CrossChainBridge} from "../../src/bridge/CrossChainBridge.sol";
import {ThresholdGateway} from "../../src/bridge/ThresholdGateway.sol";
import {BridgeBase} from "./BridgeBase.sol";

contract CrossChainBridgeTest is BridgeBase {
    function test_crossesAndComesBack() public {
        CrossChainBridge.Transfer memory transfer = cross(500e18);
        assertEq(bridged.balanceOf(bob), 500e18, "made abroad");
        assertEq(token.balanceOf(address(home)), 500e18, "held at home");
        assertEq(home.lockedFor(address(token), ABROAD), 500e18, "locked");
        assertEq(uint256(abroad.fateOf(abroad.idOf(transfer))), uint256(CrossChainBridge.Fate.Paid), "fate");
        (CrossChainBridge.Transfer memory back, uint256 nonce) = sendBack(bob, alice, 200e18);
        assertEq(bridged.totalSupply(), 300e18, "left abroad");
        uint256 before = token.balanceOf(alice);
        deliverHome(messageOf(false, nonce, false, back));
        assertEq(token.balanceOf(alice) - before, 200e18, "released");
        assertEq(home.lockedFor(address(token), ABROAD), 300e18, "still locked");
    }

    function test_aLargeTransferWaitsForTheChallengeWindow() public {
        CrossChainBridge.Transfer memory transfer = cross(LARGE);
        bytes32 id = abroad.idOf(transfer);
        assertEq(bridged.balanceOf(bob), 0, "not yet");
        uint256 at = abroad.completableAt(id);
        assertEq(at, vm.getBlockTimestamp() + 1 days, "when");
        vm.expectRevert(abi.encodeWithSelector(CrossChainBridge.TooEarly.selector, at));
        abroad.completeBridge(transfer);
        vm.warp(at);
        abroad.completeBridge(transfer);
        assertEq(bridged.balanceOf(bob), LARGE, "paid");
        vm.expectRevert(abi.encodeWithSelector(CrossChainBridge.WrongFate.selector, id, CrossChainBridge.Fate.Paid));
        abroad.completeBridge(transfer);
    }

    function test_aDisputedTransferIsRefundedWhereItCameFrom() public {
        CrossChainBridge.Transfer memory transfer = cross(LARGE);
        bytes32 id = abroad.idOf(transfer);
        vm.prank(watcher);
        abroad.dispute(id);
        skip(2 days);
        vm.expectRevert(abi.encodeWithSelector(CrossChainBridge.WrongFate.selector, id, CrossChainBridge.Fate.Disputed));
        abroad.completeBridge(transfer);
        abroad.resolve(transfer, false);
        uint256 before = token.balanceOf(alice);
        deliverHome(messageOf(false, 0, true, transfer));
        assertEq(token.balanceOf(alice) - before, LARGE, "refunded");
        assertEq(home.lockedFor(address(token), ABROAD), 0, "locked");
        assertEq(bridged.totalSupply(), 0, "made");
    }

    function test_aDisputeCanEndInPaying() public {
        CrossChainBridge.Transfer memory transfer = cross(LARGE);
        bytes32 id = abroad.idOf(transfer);
        vm.prank(watcher);
        abroad.dispute(id);
        abroad.resolve(transfer, true);
        assertEq(bridged.balanceOf(bob), LARGE, "paid");
    }

    function test_whatWasNotDeliveredInTimeIsRefunded() public {
        (CrossChainBridge.Transfer memory transfer, uint256 nonce) = send(50e18);
        ThresholdGateway.Message memory message = messageOf(true, nonce, false, transfer);
        vm.chainId(ABROAD);
        vm.warp(transfer.deadline);
        vm.expectRevert(abi.encodeWithSelector(CrossChainBridge.TooEarly.selector, transfer.deadline + 1));
        abroad.refuse(transfer);
        vm.warp(transfer.deadline + 1);
        bytes[] memory signatures = signed(gatewayAbroad, message, 3);
        vm.expectRevert(abi.encodeWithSelector(CrossChainBridge.TooLate.selector, transfer.deadline));
        gatewayAbroad.deliver(message, signatures);
        abroad.refuse(transfer);
        vm.expectPartialRevert(CrossChainBridge.WrongFate.selector);
        gatewayAbroad.deliver(message, signatures);
        uint256 before = token.balanceOf(alice);
        deliverHome(messageOf(false, 0, true, transfer));
        assertEq(token.balanceOf(alice) - before, 50e18, "refunded");
        assertEq(uint256(home.departureOf(home.idOf(transfer))), uint256(CrossChainBridge.Departure.Refunded), "departure");
    }

    function test_aRefundOfWhatWasDestroyedIsMadeAgain() public {
        cross(100e18);
        (CrossChainBridge.Transfer memory back,) = sendBack(bob, alice, 40e18);
        vm.warp(back.deadline + 1);
        vm.chainId(HOME);
        home.refuse(back);
        deliverAbroad(messageOf(true, 1, true, back));
        assertEq(bridged.balanceOf(bob), 100e18, "as before");
    }

    function test_theWindowBoundsWhatComesIn() public {
        for (uint256 i = 0; i < 10; ++i) {
            cross(LARGE - 1e18);
        }
        assertEq(abroad.windowLeft(address(bridged), HOME), 10e18, "left");
        (CrossChainBridge.Transfer memory transfer, uint256 nonce) = send(11e18);
        ThresholdGateway.Message memory message = messageOf(true, nonce, false, transfer);
        vm.chainId(ABROAD);
        bytes[] memory signatures = signed(gatewayAbroad, message, 3);
        vm.expectRevert(abi.encodeWithSelector(CrossChainBridge.WindowFull.selector, 11e18, 10e18));
        gatewayAbroad.deliver(message, signatures);
        skip(1 days);
        gatewayAbroad.deliver(message, signatures);
        assertEq(abroad.windowLeft(address(bridged), HOME), LIMIT - 11e18, "a new window");
    }

    function test_aPausedBridgeMovesNothingAndLosesNothing() public {
        (CrossChainBridge.Transfer memory transfer, uint256 nonce) = send(5e18);
        ThresholdGateway.Message memory message = messageOf(true, nonce, false, transfer);
        vm.chainId(ABROAD);
        vm.prank(watcher);
        abroad.setPaused(true);
        bytes[] memory signatures = signed(gatewayAbroad, message, 3);
        vm.expectRevert(CrossChainBridge.Paused.selector);
        gatewayAbroad.deliver(message, signatures);
        vm.expectRevert(CrossChainBridge.Paused.selector);
        abroad.initiateBridge(address(bridged), HOME, alice, 1);
        vm.prank(watcher);
        abroad.setPaused(false);
        gatewayAbroad.deliver(message, signatures);
        assertEq(bridged.balanceOf(bob), 5e18, "paid afterwards");
    }

    function test_refusesToSendNothingOrToNobodyOrNowhere() public {
        vm.chainId(HOME);
        vm.startPrank(alice);
        vm.expectRevert(CrossChainBridge.NothingToMove.selector);
        home.initiateBridge(address(token), ABROAD, bob, 0);
        vm.expectRevert(CrossChainBridge.NobodyToPay.selector);
        home.initiateBridge(address(token), ABROAD, address(0), 1);
        vm.expectRevert(abi.encodeWithSelector(CrossChainBridge.NoRoute.selector, address(token), 56));
        home.initiateBridge(address(token), 56, bob, 1);
    }

    function test_aRouteIsOpenedOnceAndOnlyItsLimitsChange() public {
        vm.chainId(HOME);
        home.setRoute(address(token), ABROAD, CrossChainBridge.Kind.Lock, address(bridged), 7, 3);
        assertEq(uint256(home.routeOf(address(token), ABROAD).windowLimit), 7, "limit");
        vm.expectRevert(abi.encodeWithSelector(CrossChainBridge.RouteExists.selector, address(token), ABROAD));
        home.setRoute(address(token), ABROAD, CrossChainBridge.Kind.Mint, address(bridged), 7, 3);
        vm.expectRevert(abi.encodeWithSelector(CrossChainBridge.RouteExists.selector, address(token), ABROAD));
        home.setRoute(address(token), ABROAD, CrossChainBridge.Kind.Lock, alice, 7, 3);
        vm.expectRevert(CrossChainBridge.RouteOutOfBounds.selector);
        home.setRoute(address(token), HOME, CrossChainBridge.Kind.Lock, address(bridged), 7, 3);
        vm.expectRevert(CrossChainBridge.RouteOutOfBounds.selector);
        home.setRoute(address(token), 56, CrossChainBridge.Kind.None, address(bridged), 7, 3);
    }

    function test_aLinkIsMadeOnce() public {
        vm.chainId(HOME);
        vm.expectPartialRevert(CrosschainLinked.LinkAlreadyRegistered.selector);
        home.setLink(address(gatewayHome), ABROAD, alice);
    }

    function test_onlyTheAuthoritySets() public {
        vm.startPrank(alice);
        bytes memory refusal = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, alice);
        vm.expectRevert(refusal);
        home.setLink(address(gatewayHome), 56, alice);
        vm.expectRevert(refusal);
        home.setRoute(address(token), 56, CrossChainBridge.Kind.Lock, alice, 1, 1);
        vm.expectRevert(refusal);
        home.setPaused(true);
        vm.expectRevert(refusal);
        home.dispute(0);
    }

    function test_refusesToDisputeWhatDoesNotWait() public {
        CrossChainBridge.Transfer memory transfer = cross(1e18);
        bytes32 id = abroad.idOf(transfer);
        vm.prank(watcher);
        vm.expectRevert(abi.encodeWithSelector(CrossChainBridge.WrongFate.selector, id, CrossChainBridge.Fate.Paid));
        abroad.dispute(id);
        vm.expectRevert(abi.encodeWithSelector(CrossChainBridge.WrongFate.selector, id, CrossChainBridge.Fate.Paid));
        abroad.resolve(transfer, true);
    }

    function test_onlyTheBridgeMakesAndDestroys() public {
        vm.expectRevert(abi.encodeWithSelector(BridgedToken.OnlyTheBridge.selector, address(this)));
        bridged.crosschainMint(alice, 1);
        vm.expectRevert(abi.encodeWithSelector(BridgedToken.OnlyTheBridge.selector, address(this)));
        bridged.crosschainBurn(alice, 1);
        assertEq(uint256(bridged.decimals()), 18, "decimals");
    }

    function test_refusesATokenThatTakesAFee() public {
        TakesAFee fee = new TakesAFee();
        vm.chainId(HOME);
        home.setRoute(address(fee), ABROAD, CrossChainBridge.Kind.Lock, address(bridged), LIMIT, LARGE);
        vm.expectRevert(abi.encodeWithSelector(CrossChainBridge.ReceivedOtherThanSent.selector, 100, 99));
        home.initiateBridge(address(fee), ABROAD, bob, 100);
    }

    function test_refusesMessagesFromAnybodyButTheLinkedGateway() public {
        (CrossChainBridge.Transfer memory transfer, uint256 nonce) = send(5e18);
        ThresholdGateway.Message memory message = messageOf(true, nonce, false, transfer);
        vm.chainId(ABROAD);
        vm.expectPartialRevert(ERC7786Recipient.ERC7786RecipientUnauthorizedGateway.selector);
        abroad.receiveMessage(0, message.sender, message.payload);
    }
}

/// @dev Delivers one unit less than it takes.
contract TakesAFee {
    mapping(address => uint256) public balanceOf;

    function transferFrom(address, address to, uint256 amount) external returns (bool) {
        balanceOf[to] += amount - 1;
        return true;
    }
}
