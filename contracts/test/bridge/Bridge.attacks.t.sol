// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";
import {CrossChainBridge} from "../../src/bridge/CrossChainBridge.sol";
import {ThresholdGateway} from "../../src/bridge/ThresholdGateway.sol";
import {BridgeBase} from "./BridgeBase.sol";

/// @title Ways in which bridges have been emptied or have locked their users' money.
contract BridgeAttacksTest is BridgeBase {
    function sendFive() internal returns (ThresholdGateway.Message memory message, CrossChainBridge.Transfer memory made) {
        uint256 nonce;
        (made, nonce) = send(5e18);
        message = messageOf(true, nonce, false, made);
        vm.chainId(ABROAD);
    }

    function test_attack_B1_B2_everyTransferEndsPaidOrRefunded() public {
        // Elsewhere a transfer could neither be completed nor cancelled, on any chain.
        CrossChainBridge.Transfer memory paid = cross(1e18);
        assertEq(uint256(abroad.fateOf(abroad.idOf(paid))), uint256(CrossChainBridge.Fate.Paid), "paid");
        (CrossChainBridge.Transfer memory late,) = send(1e18);
        vm.chainId(ABROAD);
        vm.warp(late.deadline + 1);
        abroad.refuse(late);
        deliverHome(messageOf(false, 0, true, late));
        assertEq(token.balanceOf(address(home)), 1e18, "what is held is what is abroad");
    }

    function test_attack_B3_theTargetTokenIsNotTheSendersChoice() public {
        (ThresholdGateway.Message memory message, CrossChainBridge.Transfer memory made) = sendFive();
        made.sourceToken = alice;
        message.payload = abi.encode(false, made);
        bytes[] memory signatures = signed(gatewayAbroad, message, 3);
        vm.expectRevert(abi.encodeWithSelector(CrossChainBridge.NoRoute.selector, address(bridged), HOME));
        gatewayAbroad.deliver(message, signatures);
    }

    function test_attack_B4_signaturesOverDifferentMessagesDoNotAddUp() public {
        (ThresholdGateway.Message memory message,) = sendFive();
        bytes[] memory signatures = signed(gatewayAbroad, message, 3);
        ThresholdGateway.Message memory other = message;
        other.nonce += 1;
        signatures[1] = signature(keys[1], gatewayAbroad.digestOf(other));
        other.nonce -= 1;
        vm.expectRevert();
        gatewayAbroad.deliver(message, signatures);
        assertEq(bridged.totalSupply(), 0, "made");
    }

    function test_attack_B4_oneSignerCountsOnce() public {
        (ThresholdGateway.Message memory message,) = sendFive();
        bytes[] memory signatures = signed(gatewayAbroad, message, 3);
        signatures[1] = signatures[0];
        signatures[2] = signatures[0];
        vm.expectPartialRevert(ThresholdGateway.SignersOutOfOrder.selector);
        gatewayAbroad.deliver(message, signatures);
    }

    function test_attack_B4_aRemovedSignersSignatureIsWorthNothing() public {
        (ThresholdGateway.Message memory message,) = sendFive();
        bytes[] memory before = signed(gatewayAbroad, message, 3);
        (address[] memory signers, uint64[] memory weights) = makeSigners("later");
        gatewayAbroad.setSigners(signers, weights, 3);
        vm.expectRevert();
        gatewayAbroad.deliver(message, before);
        assertEq(bridged.totalSupply(), 0, "made");
        gatewayAbroad.deliver(message, signed(gatewayAbroad, message, 3));
        assertEq(bridged.totalSupply(), 5e18, "by the new set");
    }

    function test_attack_B5_aRefundPaysWhatWasSentAndOnce() public {
        cross(100e18);
        (CrossChainBridge.Transfer memory late,) = send(7e18);
        vm.chainId(ABROAD);
        vm.warp(late.deadline + 1);
        abroad.refuse(late);
        vm.expectPartialRevert(CrossChainBridge.WrongFate.selector);
        abroad.refuse(late);
        uint256 before = token.balanceOf(alice);
        ThresholdGateway.Message memory refund = messageOf(false, 0, true, late);
        deliverHome(refund);
        assertEq(token.balanceOf(alice) - before, 7e18, "refunded");
        // Signers who are tricked into a second refund message cannot pay it twice either.
        refund.nonce = 1;
        bytes[] memory signatures = signed(gatewayHome, refund, 3);
        vm.expectPartialRevert(CrossChainBridge.WrongDeparture.selector);
        gatewayHome.deliver(refund, signatures);
        assertEq(token.balanceOf(address(home)), 100e18, "others' money");
    }

    function test_attack_refusingAnInventedTransferRefundsNothing() public {
        cross(100e18);
        CrossChainBridge.Transfer memory invented = CrossChainBridge.Transfer({
            sourceChain: HOME,
            targetChain: ABROAD,
            sourceToken: address(token),
            targetToken: address(bridged),
            sender: bob,
            recipient: bob,
            amount: 100e18,
            nonce: 77,
            deadline: 1
        });
        vm.chainId(ABROAD);
        abroad.refuse(invented);
        ThresholdGateway.Message memory refund = messageOf(false, 0, true, invented);
        vm.chainId(HOME);
        bytes[] memory signatures = signed(gatewayHome, refund, 3);
        vm.expectPartialRevert(CrossChainBridge.WrongDeparture.selector);
        gatewayHome.deliver(refund, signatures);
    }

    function test_attack_B6_nobodyCanTakeTheVault() public {
        cross(100e18);
        vm.chainId(HOME);
        // Every function there is, called by the authority's owner with nothing in hand, moves nothing out.
        (bool found,) = address(home).call(abi.encodeWithSignature("emergencyWithdraw(address,uint256)", token, 1));
        assertFalse(found, "no such door");
        assertEq(token.balanceOf(address(home)), 100e18, "held");
    }

    function test_attack_B8_aMessageCannotBeReplayedOnAnotherDeployment() public {
        (ThresholdGateway.Message memory message,) = sendFive();
        bytes[] memory signatures = signed(gatewayAbroad, message, 3);
        (address[] memory signers, uint64[] memory weights) = makeSigners("signer");
        ThresholdGateway second = new ThresholdGateway(address(access), signers, weights, 3);
        second.setPeer(HOME, address(gatewayHome), DEPTH_HOME);
        vm.expectRevert();
        second.deliver(message, signatures);
    }

    function test_attack_B8_aMessageCannotBeReplayedOnAForkOfTheChain() public {
        (ThresholdGateway.Message memory message,) = sendFive();
        bytes[] memory signatures = signed(gatewayAbroad, message, 3);
        vm.chainId(999);
        vm.expectRevert();
        gatewayAbroad.deliver(message, signatures);
    }

    function test_attack_B11_theLimitIsPerTimeAndNotPerTransfer() public {
        uint256 paid = 0;
        for (uint256 i = 0; i < 12; ++i) {
            (CrossChainBridge.Transfer memory made, uint256 nonce) = send(LARGE - 1);
            ThresholdGateway.Message memory message = messageOf(true, nonce, false, made);
            vm.chainId(ABROAD);
            bytes[] memory signatures = signed(gatewayAbroad, message, 3);
            try gatewayAbroad.deliver(message, signatures) {
                paid += made.amount;
            } catch {}
        }
        assertEq(paid, 10 * (uint256(LARGE) - 1), "ten of twelve");
        assertLe(bridged.totalSupply(), LIMIT, "made");
    }

    function test_attack_aTamperedAmountIsNotSigned() public {
        (ThresholdGateway.Message memory message, CrossChainBridge.Transfer memory made) = sendFive();
        bytes[] memory signatures = signed(gatewayAbroad, message, 3);
        made.amount = 5_000e18;
        message.payload = abi.encode(false, made);
        vm.expectRevert();
        gatewayAbroad.deliver(message, signatures);
    }

    function test_attack_aMalleableSignatureIsRefused() public {
        (ThresholdGateway.Message memory message,) = sendFive();
        bytes[] memory signatures = signed(gatewayAbroad, message, 3);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(keys[0], gatewayAbroad.digestOf(message));
        uint256 order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
        bytes32 other = bytes32(order - uint256(s));
        signatures[0] = abi.encodePacked(r, other, v == 27 ? uint8(28) : uint8(27));
        vm.expectRevert(abi.encodeWithSelector(ECDSA.ECDSAInvalidSignatureS.selector, other));
        gatewayAbroad.deliver(message, signatures);
    }

    function test_attack_aBridgeOfAnotherAddressIsNotListenedTo() public {
        (ThresholdGateway.Message memory message,) = sendFive();
        message.sender = InteroperableAddress.formatEvmV1(HOME, alice);
        bytes[] memory signatures = signed(gatewayAbroad, message, 3);
        vm.expectRevert();
        gatewayAbroad.deliver(message, signatures);
        assertEq(bridged.totalSupply(), 0, "made");
    }

    function test_attack_whatIsLockedForOneChainIsNotReleasedToAnother() public {
        cross(100e18);
        CrossChainBridge.Transfer memory forged = CrossChainBridge.Transfer({
            sourceChain: ABROAD,
            targetChain: HOME,
            sourceToken: address(bridged),
            targetToken: address(token),
            sender: bob,
            recipient: bob,
            amount: 101e18,
            nonce: 0,
            deadline: vm.getBlockTimestamp() + 1
        });
        // Even signers who are all corrupt release no more than that chain was given.
        ThresholdGateway.Message memory message = messageOf(false, 0, false, forged);
        vm.chainId(HOME);
        bytes[] memory signatures = signed(gatewayHome, message, 3);
        vm.expectRevert(abi.encodeWithSelector(CrossChainBridge.MoreThanLocked.selector, 101e18, 100e18));
        gatewayHome.deliver(message, signatures);
    }

    function test_attack_aMessageSentTheWrongWayIsRefused() public {
        // Cross-wired: a transfer for abroad delivered at home by the same signers.
        (CrossChainBridge.Transfer memory made,) = send(5e18);
        ThresholdGateway.Message memory message = messageOf(false, 0, false, made);
        vm.chainId(HOME);
        bytes[] memory signatures = signed(gatewayHome, message, 3);
        vm.expectRevert(abi.encodeWithSelector(CrossChainBridge.WrongPlace.selector, HOME, ABROAD));
        gatewayHome.deliver(message, signatures);
    }

    /// @dev Either end alone is enough to refuse: where it shall arrive, and where it says that it came from.
    function test_attack_aTransferThatNamesAnotherChainIsRefused() public {
        (CrossChainBridge.Transfer memory made, uint256 nonce) = send(5e18);
        made.targetChain = 56;
        refuseAbroad(made, nonce);
        (made.sourceChain, made.targetChain) = (56, ABROAD);
        refuseAbroad(made, nonce);
    }

    function refuseAbroad(CrossChainBridge.Transfer memory forged, uint256 nonce) private {
        ThresholdGateway.Message memory message = messageOf(true, nonce, false, forged);
        vm.chainId(ABROAD);
        bytes[] memory signatures = signed(gatewayAbroad, message, 3);
        vm.expectRevert(
            abi.encodeWithSelector(CrossChainBridge.WrongPlace.selector, forged.sourceChain, forged.targetChain)
        );
        gatewayAbroad.deliver(message, signatures);
    }
}
