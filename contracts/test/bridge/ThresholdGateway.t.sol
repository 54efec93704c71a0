// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IERC7786GatewaySource} from "@openzeppelin/contracts/interfaces/draft-IERC7786.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";
import {CrossChainBridge} from "../../src/bridge/CrossChainBridge.sol";
import {ThresholdGateway} from "../../src/bridge/ThresholdGateway.sol";
import {BridgeBase} from "./BridgeBase.sol";

/// @dev A recipient that does not answer as the standard wants.
contract Deaf {
    function receiveMessage(bytes32, bytes calldata, bytes calldata) external payable returns (bytes4) {
        return 0xdeadbeef;
    }
}

contract ThresholdGatewayTest is BridgeBase {
    ThresholdGateway.Message internal message;

    function setUp() public override {
        super.setUp();
        (CrossChainBridge.Transfer memory transfer, uint256 nonce) = send(5e18);
        message = messageOf(true, nonce, false, transfer);
        vm.chainId(ABROAD);
    }

    function refuse(bytes memory reason, bytes[] memory signatures) internal {
        vm.expectRevert(reason);
        gatewayAbroad.validateBridgeRequest(message, signatures);
        vm.expectRevert(reason);
        gatewayAbroad.deliver(message, signatures);
    }

    function test_whatCanBeDeliveredIsAlsoValid() public {
        bytes[] memory signatures = signed(gatewayAbroad, message, 3);
        gatewayAbroad.validateBridgeRequest(message, signatures);
        gatewayAbroad.deliver(message, signatures);
        assertTrue(gatewayAbroad.delivered(gatewayAbroad.idOf(message)), "delivered");
        refuse(
            abi.encodeWithSelector(ThresholdGateway.AlreadyDelivered.selector, gatewayAbroad.idOf(message)), signatures
        );
    }

    function test_refusesTooLittleWeight() public {
        bytes[] memory signatures = signed(gatewayAbroad, message, 2);
        refuse(abi.encodeWithSelector(ThresholdGateway.TooLittleWeight.selector, 2, 3), signatures);
        refuse(abi.encodeWithSelector(ThresholdGateway.TooLittleWeight.selector, 0, 3), new bytes[](0));
    }

    function test_countsWeightsAndNotHeads() public {
        (address[] memory signers, uint64[] memory weights) = makeSigners("heavy");
        weights[4] = 10;
        gatewayAbroad.setSigners(signers, weights, 10);
        bytes[] memory four = signed(gatewayAbroad, message, 4);
        refuse(abi.encodeWithSelector(ThresholdGateway.TooLittleWeight.selector, 4, 10), four);
        bytes[] memory one = new bytes[](1);
        one[0] = signature(keys[4], gatewayAbroad.digestOf(message));
        gatewayAbroad.deliver(message, one);
        assertEq(uint256(gatewayAbroad.weightOf(signers[4])), 10, "weight");
    }

    function test_refusesWhoIsNoSigner() public {
        bytes[] memory signatures = signed(gatewayAbroad, message, 1);
        (address stranger, uint256 key) = makeAddrAndKey("stranger");
        signatures[0] = signature(key, gatewayAbroad.digestOf(message));
        refuse(abi.encodeWithSelector(ThresholdGateway.NotASigner.selector, stranger, 1), signatures);
    }

    function test_refusesWhatIsNotFinal() public {
        message.confirmations = DEPTH_HOME - 1;
        bytes[] memory signatures = signed(gatewayAbroad, message, 3);
        refuse(abi.encodeWithSelector(ThresholdGateway.NotFinal.selector, DEPTH_HOME - 1, DEPTH_HOME), signatures);
    }

    function test_refusesAnUnknownChainAndAnotherGateway() public {
        message.sourceChain = 56;
        refuse(
            abi.encodeWithSelector(ThresholdGateway.UnknownChain.selector, 56), signed(gatewayAbroad, message, 3)
        );
        message.sourceChain = HOME;
        message.sourceGateway = alice;
        refuse(
            abi.encodeWithSelector(ThresholdGateway.WrongPeer.selector, HOME, alice, address(gatewayHome)),
            signed(gatewayAbroad, message, 3)
        );
    }

    function test_refusesARecipientOnAnotherChain() public {
        message.recipient = InteroperableAddress.formatEvmV1(56, address(abroad));
        bytes[] memory signatures = signed(gatewayAbroad, message, 3);
        vm.expectRevert(abi.encodeWithSelector(ThresholdGateway.RecipientElsewhere.selector, 56));
        gatewayAbroad.deliver(message, signatures);
    }

    function test_refusesARecipientThatDoesNotAnswer() public {
        message.recipient = InteroperableAddress.formatEvmV1(ABROAD, address(new Deaf()));
        bytes[] memory signatures = signed(gatewayAbroad, message, 3);
        vm.expectRevert(abi.encodeWithSelector(ThresholdGateway.RecipientRefused.selector, bytes4(0xdeadbeef)));
        gatewayAbroad.deliver(message, signatures);
    }

    function test_sendRefusesValueAttributesAndUnknownChains() public {
        bytes memory recipient = InteroperableAddress.formatEvmV1(HOME, alice);
        bytes[] memory attributes = new bytes[](1);
        attributes[0] = hex"01020304";
        vm.expectRevert(abi.encodeWithSelector(IERC7786GatewaySource.UnsupportedAttribute.selector, bytes4(0x01020304)));
        gatewayAbroad.sendMessage(recipient, "", attributes);
        vm.deal(address(this), 1);
        vm.expectRevert(abi.encodeWithSelector(ThresholdGateway.ValueNotCarried.selector, 1));
        gatewayAbroad.sendMessage{value: 1}(recipient, "", new bytes[](0));
        vm.expectRevert(abi.encodeWithSelector(ThresholdGateway.UnknownChain.selector, 56));
        gatewayAbroad.sendMessage(InteroperableAddress.formatEvmV1(56, alice), "", new bytes[](0));
    }

    function test_idsAreTheSameOnBothChainsAndNeverTwice() public {
        bytes memory recipient = InteroperableAddress.formatEvmV1(HOME, alice);
        bytes32 first = gatewayAbroad.sendMessage(recipient, "same", new bytes[](0));
        bytes32 second = gatewayAbroad.sendMessage(recipient, "same", new bytes[](0));
        assertNotEq(first, second, "ids");
        ThresholdGateway.Message memory sentMessage = ThresholdGateway.Message({
            sourceChain: ABROAD,
            sourceGateway: address(gatewayAbroad),
            nonce: 0,
            confirmations: 1,
            sender: InteroperableAddress.formatEvmV1(ABROAD, address(this)),
            recipient: recipient,
            payload: "same"
        });
        assertEq(gatewayHome.idOf(sentMessage), first, "over there");
    }

    function test_peersAreLinkedOnce() public {
        gatewayAbroad.setPeer(HOME, address(gatewayHome), 99);
        (, uint32 depth) = gatewayAbroad.peerOf(HOME);
        assertEq(uint256(depth), 99, "a new depth");
        vm.expectRevert(abi.encodeWithSelector(ThresholdGateway.PeerExists.selector, HOME, address(gatewayHome)));
        gatewayAbroad.setPeer(HOME, alice, 99);
        vm.expectRevert(ThresholdGateway.DepthMissing.selector);
        gatewayAbroad.setPeer(HOME, address(gatewayHome), 0);
        vm.expectRevert(abi.encodeWithSelector(ThresholdGateway.UnknownChain.selector, ABROAD));
        gatewayAbroad.setPeer(ABROAD, alice, 1);
    }

    function test_refusesBadSetsOfSigners() public {
        (address[] memory signers, uint64[] memory weights) = makeSigners("signer");
        vm.expectRevert(abi.encodeWithSelector(ThresholdGateway.ThresholdOutOfBounds.selector, 2, 3, 5));
        gatewayAbroad.setSigners(signers, weights, 2);
        vm.expectRevert(abi.encodeWithSelector(ThresholdGateway.ThresholdOutOfBounds.selector, 6, 3, 5));
        gatewayAbroad.setSigners(signers, weights, 6);
        weights[2] = 0;
        vm.expectRevert(abi.encodeWithSelector(ThresholdGateway.WeightMissing.selector, signers[2]));
        gatewayAbroad.setSigners(signers, weights, 3);
        (signers[0], signers[1], weights[2]) = (signers[1], signers[0], 1);
        vm.expectRevert(abi.encodeWithSelector(ThresholdGateway.SignersOutOfOrder.selector, signers[0], signers[1]));
        gatewayAbroad.setSigners(signers, weights, 3);
        vm.expectRevert(abi.encodeWithSelector(ThresholdGateway.SignersOutOfBounds.selector, 0, 32));
        gatewayAbroad.setSigners(new address[](0), new uint64[](0), 1);
    }

    function test_takesAThresholdOfMoreThanHalfUpToAll() public {
        (address[] memory signers, uint64[] memory weights) = makeSigners("signer");
        gatewayAbroad.setSigners(signers, weights, 3);
        assertEq(gatewayAbroad.threshold(), 3, "more than half");
        gatewayAbroad.setSigners(signers, weights, 5);
        assertEq(gatewayAbroad.threshold(), 5, "all");
    }

    function test_onlyTheAuthoritySets() public {
        vm.startPrank(alice);
        bytes memory refusal = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, alice);
        vm.expectRevert(refusal);
        gatewayAbroad.setPeer(56, alice, 1);
        vm.expectRevert(refusal);
        gatewayAbroad.setSigners(new address[](1), new uint64[](1), 1);
    }
}
