// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CrossChainBridge} from "../../src/bridge/CrossChainBridge.sol";
import {ThresholdGateway} from "../../src/bridge/ThresholdGateway.sol";
import {GasTest} from "../support/GasTest.sol";
import {BridgeBase} from "./BridgeBase.sol";

/// @dev What sending costs, and receiving with three signatures of five, where others have sent and the receiver holds some.
contract BridgeGasTest is BridgeBase, GasTest {
    function test_gas_send() public {
        cross(500);
        vm.chainId(HOME);
        uint256 ours =
            spend(alice, address(home), abi.encodeCall(home.initiateBridge, (address(token), ABROAD, bob, 500)));
        emit GasUsed("bridge send", ours, 0);
    }

    function test_gas_receive() public {
        cross(500);
        (CrossChainBridge.Transfer memory transfer, uint256 nonce) = send(500);
        ThresholdGateway.Message memory message = messageOf(true, nonce, false, transfer);
        vm.chainId(ABROAD);
        bytes memory data =
            abi.encodeCall(ThresholdGateway.deliver, (message, signed(gatewayAbroad, message, 3)));
        emit GasUsed("bridge receive", spend(alice, address(gatewayAbroad), data), 0);
    }
}
