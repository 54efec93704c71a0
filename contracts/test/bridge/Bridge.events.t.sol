// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC7786GatewaySource} from "@openzeppelin/contracts/interfaces/draft-IERC7786.sol";
import {CrossChainBridge} from "../../src/bridge/CrossChainBridge.sol";
import {ThresholdGateway} from "../../src/bridge/ThresholdGateway.sol";
import {BridgeBase} from "./BridgeBase.sol";

/// @dev Signers and indexers know of the bridge what its events say, so each says all of it.
contract BridgeEventsTest is BridgeBase {
    function test_Event_OfTheSettings() public {
        CrossChainBridge.Route memory route = home.routeOf(address(token), ABROAD);
        (route.windowLimit, route.largeFrom) = (77, 66);
        vm.expectEmit(address(home));
        emit CrossChainBridge.RouteSet(address(token), ABROAD, route);
        home.setRoute(address(token), ABROAD, CrossChainBridge.Kind.Lock, address(bridged), 77, 66);
        vm.expectEmit(address(home));
        emit CrossChainBridge.PausedSet(true);
        vm.prank(watcher);
        home.setPaused(true);
        vm.expectEmit(address(gatewayHome));
        emit ThresholdGateway.PeerSet(ABROAD, address(gatewayAbroad), 99);
        gatewayHome.setPeer(ABROAD, address(gatewayAbroad), 99);
        (address[] memory signers, uint64[] memory weights) = makeSigners("another");
        vm.expectEmit(address(gatewayHome));
        emit ThresholdGateway.SignersSet(2, signers, weights, 4);
        gatewayHome.setSigners(signers, weights, 4);
    }

    function test_Event_OfATransferThereAndPaid() public {
        CrossChainBridge.Transfer memory transfer = expected(500);
        ThresholdGateway.Message memory message = messageOf(true, 0, false, transfer);
        bytes32 id = home.idOf(transfer);
        vm.expectEmit(address(home));
        emit CrossChainBridge.BridgeInitiated(id, transfer);
        vm.expectEmit(address(gatewayHome));
        emit IERC7786GatewaySource.MessageSent(
            gatewayHome.idOf(message), message.sender, message.recipient, message.payload, 0, new bytes[](0)
        );
        send(500);
        vm.chainId(ABROAD);
        bytes[] memory signatures = signed(gatewayAbroad, message, 3);
        vm.expectEmit(address(gatewayAbroad));
        emit ThresholdGateway.MessageDelivered(gatewayAbroad.idOf(message), HOME, 0);
        vm.expectEmit(address(abroad));
        emit CrossChainBridge.BridgeCompleted(id, bob, 500);
        gatewayAbroad.deliver(message, signatures);
    }

    function test_Event_OfALargeTransferDisputedAndRefunded() public {
        (CrossChainBridge.Transfer memory transfer, uint256 nonce) = send(LARGE);
        ThresholdGateway.Message memory message = messageOf(true, nonce, false, transfer);
        vm.chainId(ABROAD);
        bytes32 id = abroad.idOf(transfer);
        bytes[] memory signatures = signed(gatewayAbroad, message, 3);
        vm.expectEmit(address(abroad));
        emit CrossChainBridge.BridgeWaiting(id, vm.getBlockTimestamp() + 1 days);
        gatewayAbroad.deliver(message, signatures);
        vm.expectEmit(address(abroad));
        emit CrossChainBridge.BridgeDisputed(id, watcher);
        vm.prank(watcher);
        abroad.dispute(id);
        vm.expectEmit(address(abroad));
        emit CrossChainBridge.BridgeRefused(id);
        abroad.resolve(transfer, false);
        message = messageOf(false, 0, true, transfer);
        vm.chainId(HOME);
        signatures = signed(gatewayHome, message, 3);
        vm.expectEmit(address(home));
        emit CrossChainBridge.BridgeRefunded(id, alice, LARGE);
        gatewayHome.deliver(message, signatures);
    }

    /// @dev What alice sends first.
    function expected(uint256 amount) private view returns (CrossChainBridge.Transfer memory) {
        return CrossChainBridge.Transfer({
            sourceChain: HOME,
            targetChain: ABROAD,
            sourceToken: address(token),
            targetToken: address(bridged),
            sender: alice,
            recipient: bob,
            amount: amount,
            nonce: 0,
            deadline: vm.getBlockTimestamp() + 7 days
        });
    }
}
