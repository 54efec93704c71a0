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
    mapping(bytes32 transferKey => uint256) public ends;
    /// @dev Kept up to date at each step: adding up all transfers each time would be most of the walk's time.
    uint256 public onTheWay;
    uint256 public endedTwice;
    uint256 public transferCount;
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

    /// @dev A transfer was paid or refunded: it is no longer on the way, and must not end again.
    function end(CrossChainBridge.Transfer memory transfer) internal {
        bytes32 key = keccak256(abi.encode(transfer));
        if (++ends[key] == 1) onTheWay -= transfer.amount;
        else ++endedTwice;
    }

    function begin(CrossChainBridge.Transfer memory transfer) internal {
        onTheWay += transfer.amount;
        ++transferCount;
    }

    function goAbroad(uint256 amount) external {
        amount = bound(amount, 1, uint256(LARGE) * 2);
        if (token.balanceOf(alice) < amount) return;
        (CrossChainBridge.Transfer memory transfer, uint256 nonce) = send(amount);
        sentHome.push(transfer);
        remember(Flight(true, false, nonce, transfer));
        begin(transfer);
    }

    function goHome(uint256 amount) external {
        uint256 balance = bridged.balanceOf(bob);
        if (balance == 0) return;
        (CrossChainBridge.Transfer memory transfer, uint256 nonce) = sendBack(bob, alice, bound(amount, 1, balance));
        sentAbroad.push(transfer);
        remember(Flight(false, false, nonce, transfer));
        begin(transfer);
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
            end(transfer);
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
            if (pay) end(transfer);
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
            CrossChainBridge bridge = toAbroad ? abroad : home;
            if (flight.isRefund || bridge.fateOf(bridge.idOf(flight.transfer)) == CrossChainBridge.Fate.Paid) {
                end(flight.transfer);
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

    /// @dev All at once, because each property by itself would be a campaign of its own over the same walk.
    function invariant_TheBridgeKeepsItsPromises() public view {
        checkWhatIsMadeIsLocked();
        checkNothingIsLostOnTheWay();
        checkEachTransferEndsOnce();
        checkFewerThanTheThresholdMoveNothing();
    }

    function checkWhatIsMadeIsLocked() private view {
        assertLe(handler.made(), handler.locked(), "made abroad and locked at home");
        assertEq(handler.tokenHeld(), handler.locked(), "held");
    }

    function checkNothingIsLostOnTheWay() private view {
        assertEq(handler.locked(), handler.made() + handler.onTheWay(), "locked, made and on the way");
    }

    function checkEachTransferEndsOnce() private view {
        assertEq(handler.endedTwice(), 0, "ends");
    }

    function checkFewerThanTheThresholdMoveNothing() private view {
        assertEq(handler.weakDeliveries(), 0, "deliveries by two of five");
    }

    /// @dev The handler is no straw man: both ways, a refund, a challenge and a dispute each come about.
    function test_HandlerReachesEverything() public {
        handler.goAbroad(1_000e18);
        handler.deliver(0);
        assertEq(handler.made(), 1_000e18, "there");
        handler.goHome(400e18);
        handler.deliver(1);
        assertEq(handler.locked(), 600e18, "and back");
        handler.deliver(1);
        handler.crossWire(0);
        handler.deliverWithTooFewSigners(0);
        assertEq(handler.delivered(), 2, "once each");
        // Larger than what goes at once: it waits for a day, and is then completed by anybody.
        handler.goAbroad(150_000e18);
        handler.deliver(2);
        assertEq(handler.onTheWay(), 150_000e18, "challenged");
        handler.wait(2 days);
        handler.complete(1, false);
        assertEq(handler.made(), 150_600e18, "completed");
        // Never delivered: refused abroad after its time, and refunded at home.
        handler.goAbroad(5_000e18);
        for (uint256 i = 0; i < 4; ++i) {
            handler.wait(2 days);
        }
        handler.refuse(2, false);
        handler.deliver(4);
        assertEq(handler.onTheWay(), 0, "refunded");
        // Disputed, and decided against.
        handler.goAbroad(150_000e18);
        handler.deliver(5);
        handler.disputeAndResolve(3, false, false);
        handler.deliver(6);
        assertEq(handler.onTheWay(), 0, "resolved");
        assertEq(handler.transferCount(), 5, "transfers");
        assertEq(handler.endedTwice(), 0, "once each");
    }
}
