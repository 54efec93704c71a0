// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CrossChainBridge} from "../../src/bridge/CrossChainBridge.sol";
import {ThresholdGateway} from "../../src/bridge/ThresholdGateway.sol";
import {BridgeBase} from "./BridgeBase.sol";

/// @title Two chains and a relayer who reorders, repeats, drops, cross-wires and forges.
contract BridgeHandler is BridgeBase {
    struct Flight {
        bool fromHome;
        bool isRefund;
        uint256 nonce;
        CrossChainBridge.Transfer transfer;
    }

    Flight[] internal flights;
    CrossChainBridge.Transfer[] internal sentHome;
    CrossChainBridge.Transfer[] internal sentAbroad;
    mapping(bytes32 transferKey => uint256) public paid;
    mapping(bytes32 transferKey => uint256) public refunded;
    bytes32[] public transferKeys;
    uint256 public delivered;
    uint256 public weakDeliveries;

    constructor() {
        setUp();
    }

    function tokenHeld() external view returns (uint256) {
        return token.balanceOf(address(home));
    }

    function locked() external view returns (uint256) {
        return home.lockedFor(address(token), ABROAD);
    }

    function made() external view returns (uint256) {
        return bridged.totalSupply();
    }

    function transferCount() external view returns (uint256) {
        return transferKeys.length;
    }

    /// @dev What left one side and has not ended on either, in token units.
    function onTheWay() external view returns (uint256 sum) {
        for (uint256 i = 0; i < sentHome.length; ++i) {
            if (!ended(sentHome[i])) sum += sentHome[i].amount;
        }
        for (uint256 i = 0; i < sentAbroad.length; ++i) {
            if (!ended(sentAbroad[i])) sum += sentAbroad[i].amount;
        }
    }

    function ended(CrossChainBridge.Transfer storage transfer) internal view returns (bool) {
        bytes32 key = keccak256(abi.encode(transfer));
        return paid[key] + refunded[key] > 0;
    }

    function goAbroad(uint256 amount) external {
        amount = bound(amount, 1, uint256(LARGE) * 2);
        if (token.balanceOf(alice) < amount) return;
        (CrossChainBridge.Transfer memory transfer, uint256 nonce) = send(amount);
        sentHome.push(transfer);
        remember(Flight(true, false, nonce, transfer));
        transferKeys.push(keccak256(abi.encode(transfer)));
    }

    function goHome(uint256 amount) external {
        uint256 balance = bridged.balanceOf(bob);
        if (balance == 0) return;
        (CrossChainBridge.Transfer memory transfer, uint256 nonce) = sendBack(bob, alice, bound(amount, 1, balance));
        sentAbroad.push(transfer);
        remember(Flight(false, false, nonce, transfer));
        transferKeys.push(keccak256(abi.encode(transfer)));
    }

    /// @dev In any order, again and again.
    function deliver(uint256 which) external {
        if (flights.length == 0) return;
        Flight storage flight = flights[which % flights.length];
        attempt(flight.fromHome, flight, 3);
    }

    function deliverWithTooFewSigners(uint256 which) external {
        if (flights.length == 0) return;
        Flight storage flight = flights[which % flights.length];
        if (attempt(flight.fromHome, flight, 2)) ++weakDeliveries;
    }

    /// @dev To the chain it came from.
    function crossWire(uint256 which) external {
        if (flights.length == 0) return;
        Flight storage flight = flights[which % flights.length];
        attempt(!flight.fromHome, flight, 3);
    }

    function refuse(uint256 which, bool atHome) external {
        CrossChainBridge.Transfer[] storage list = atHome ? sentAbroad : sentHome;
        if (list.length == 0) return;
        CrossChainBridge.Transfer memory transfer = list[which % list.length];
        vm.chainId(atHome ? HOME : ABROAD);
        CrossChainBridge bridge = atHome ? home : abroad;
        try bridge.refuse(transfer) {
            remember(Flight(atHome, true, sent[address(bridge)]++, transfer));
        } catch {}
    }

    function complete(uint256 which, bool atHome) external {
        CrossChainBridge.Transfer[] storage list = atHome ? sentAbroad : sentHome;
        if (list.length == 0) return;
        CrossChainBridge.Transfer memory transfer = list[which % list.length];
        vm.chainId(atHome ? HOME : ABROAD);
        try (atHome ? home : abroad).completeBridge(transfer) {
            ++paid[keccak256(abi.encode(transfer))];
        } catch {}
    }

    function disputeAndResolve(uint256 which, bool atHome, bool pay) external {
        CrossChainBridge.Transfer[] storage list = atHome ? sentAbroad : sentHome;
        if (list.length == 0) return;
        CrossChainBridge.Transfer memory transfer = list[which % list.length];
        vm.chainId(atHome ? HOME : ABROAD);
        CrossChainBridge bridge = atHome ? home : abroad;
        bytes32 id = bridge.idOf(transfer);
        vm.prank(watcher);
        try bridge.dispute(id) {} catch {}
        try bridge.resolve(transfer, pay) {
            if (pay) ++paid[keccak256(abi.encode(transfer))];
            else remember(Flight(atHome, true, sent[address(bridge)]++, transfer));
        } catch {}
    }

    function wait(uint256 seconds_) external {
        skip(bound(seconds_, 1 minutes, 2 days));
    }

    function remember(Flight memory flight) internal {
        flights.push(flight);
    }

    function attempt(bool toAbroad, Flight storage flight, uint256 count) internal returns (bool) {
        ThresholdGateway.Message memory message =
            messageOf(flight.fromHome, flight.nonce, flight.isRefund, flight.transfer);
        vm.chainId(toAbroad ? ABROAD : HOME);
        ThresholdGateway gateway = toAbroad ? gatewayAbroad : gatewayHome;
        bytes[] memory signatures = signed(gateway, message, count);
        try gateway.deliver(message, signatures) {
            ++delivered;
            bytes32 key = keccak256(abi.encode(flight.transfer));
            if (flight.isRefund) {
                ++refunded[key];
            } else {
                CrossChainBridge bridge = toAbroad ? abroad : home;
                if (bridge.fateOf(bridge.idOf(flight.transfer)) == CrossChainBridge.Fate.Paid) ++paid[key];
            }
            return true;
        } catch {
            return false;
        }
    }
}

contract BridgeInvariantTest is BridgeBase {
    BridgeHandler internal handler;

    function setUp() public override {
        handler = new BridgeHandler();
        bytes4[] memory selectors = new bytes4[](9);
        selectors[0] = BridgeHandler.goAbroad.selector;
        selectors[1] = BridgeHandler.goHome.selector;
        selectors[2] = BridgeHandler.deliver.selector;
        selectors[3] = BridgeHandler.deliverWithTooFewSigners.selector;
        selectors[4] = BridgeHandler.crossWire.selector;
        selectors[5] = BridgeHandler.refuse.selector;
        selectors[6] = BridgeHandler.complete.selector;
        selectors[7] = BridgeHandler.disputeAndResolve.selector;
        selectors[8] = BridgeHandler.wait.selector;
        targetContract(address(handler));
        targetSelector(address(handler), selectors);
    }

    function invariant_whatIsMadeIsLocked() public view {
        assertLe(handler.made(), handler.locked(), "made abroad and locked at home");
        assertEq(handler.tokenHeld(), handler.locked(), "held");
    }

    function invariant_nothingIsLostOnTheWay() public view {
        assertEq(handler.locked(), handler.made() + handler.onTheWay(), "locked, made and on the way");
    }

    function invariant_eachTransferEndsOnce() public view {
        for (uint256 i = 0; i < handler.transferCount(); ++i) {
            bytes32 key = handler.transferKeys(i);
            assertLe(handler.paid(key) + handler.refunded(key), 1, "ends");
        }
    }

    function invariant_fewerThanTheThresholdMoveNothing() public view {
        assertEq(handler.weakDeliveries(), 0, "deliveries by two of five");
    }
}
