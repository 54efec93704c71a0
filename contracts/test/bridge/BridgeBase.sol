// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";

import {BridgedToken} from "../../src/bridge/BridgedToken.sol";
import {CrossChainBridge} from "../../src/bridge/CrossChainBridge.sol";
import {ThresholdGateway} from "../../src/bridge/ThresholdGateway.sol";
import {Test} from "../support/Test.sol";

contract HomeToken is ERC20("Home", "HOME") {
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}

/// @title Two chains in one machine: the chain id is switched, and what is on one is not called from the other.
abstract contract BridgeBase is Test {
    uint256 internal constant HOME = 1;
    uint256 internal constant ABROAD = 137;
    uint32 internal constant DEPTH_HOME = 12;
    uint32 internal constant DEPTH_ABROAD = 256;
    uint128 internal constant LIMIT = 1_000_000e18;
    uint128 internal constant LARGE = 100_000e18;

    address internal alice = makeAddr("alice");
    address internal bob = makeAddr("bob");
    address internal watcher = makeAddr("watcher");
    uint256[5] internal keys;

    AccessManager internal access;
    ThresholdGateway internal gatewayHome;
    ThresholdGateway internal gatewayAbroad;
    CrossChainBridge internal home;
    CrossChainBridge internal abroad;
    HomeToken internal token;
    BridgedToken internal bridged;

    function setUp() public virtual {
        vm.warp(1_800_000_000);
        access = new AccessManager(address(this));
        (address[] memory signers, uint64[] memory weights) = makeSigners("signer");
        vm.chainId(HOME);
        gatewayHome = new ThresholdGateway(address(access), signers, weights, 3);
        home = new CrossChainBridge(address(access));
        token = new HomeToken();
        vm.chainId(ABROAD);
        gatewayAbroad = new ThresholdGateway(address(access), signers, weights, 3);
        abroad = new CrossChainBridge(address(access));
        bridged = new BridgedToken(address(abroad), "Home abroad", "HOME", 18);
        gatewayAbroad.setPeer(HOME, address(gatewayHome), DEPTH_HOME);
        abroad.setLink(address(gatewayAbroad), HOME, address(home));
        abroad.setRoute(address(bridged), HOME, CrossChainBridge.Kind.Mint, address(token), LIMIT, LARGE);
        vm.chainId(HOME);
        gatewayHome.setPeer(ABROAD, address(gatewayAbroad), DEPTH_ABROAD);
        home.setLink(address(gatewayHome), ABROAD, address(abroad));
        home.setRoute(address(token), ABROAD, CrossChainBridge.Kind.Lock, address(bridged), LIMIT, LARGE);
        bytes4[] memory watching = new bytes4[](2);
        watching[0] = CrossChainBridge.dispute.selector;
        watching[1] = CrossChainBridge.setPaused.selector;
        access.setTargetFunctionRole(address(home), watching, 5);
        access.setTargetFunctionRole(address(abroad), watching, 5);
        access.grantRole(5, watcher, 0);
        token.mint(alice, 10_000_000e18);
        vm.prank(alice);
        token.approve(address(home), type(uint256).max);
    }

    /// @dev Five signers of weight one, in ascending order, with their keys in `keys`.
    function makeSigners(string memory name) internal returns (address[] memory signers, uint64[] memory weights) {
        signers = new address[](5);
        weights = new uint64[](5);
        for (uint256 i = 0; i < 5; ++i) {
            (signers[i], keys[i]) = makeAddrAndKey(string.concat(name, vm.toString(i)));
            weights[i] = 1;
        }
        for (uint256 i = 0; i < 5; ++i) {
            for (uint256 j = i + 1; j < 5; ++j) {
                if (signers[j] < signers[i]) {
                    (signers[i], signers[j]) = (signers[j], signers[i]);
                    (keys[i], keys[j]) = (keys[j], keys[i]);
                }
            }
        }
    }

    function send(uint256 amount) internal returns (CrossChainBridge.Transfer memory transfer, uint256 nonce) {
        vm.chainId(HOME);
        return sendFrom(home, alice, address(token), ABROAD, bob, amount);
    }

    function sendBack(address from, address to, uint256 amount)
        internal
        returns (CrossChainBridge.Transfer memory transfer, uint256 nonce)
    {
        vm.chainId(ABROAD);
        return sendFrom(abroad, from, address(bridged), HOME, to, amount);
    }

    function sendFrom(CrossChainBridge bridge, address from, address what, uint256 chain, address to, uint256 amount)
        internal
        returns (CrossChainBridge.Transfer memory transfer, uint256 nonce)
    {
        nonce = sent[address(bridge)]++;
        transfer = CrossChainBridge.Transfer({
            sourceChain: chain == HOME ? ABROAD : HOME,
            targetChain: chain,
            sourceToken: what,
            targetToken: what == address(token) ? address(bridged) : address(token),
            sender: from,
            recipient: to,
            amount: amount,
            nonce: transfers[address(bridge)]++,
            deadline: vm.getBlockTimestamp() + 7 days
        });
        vm.prank(from);
        bytes32 id = bridge.initiateBridge(what, chain, to, amount);
        assertEq(id, bridge.idOf(transfer), "id");
    }

    mapping(address bridge => uint256) internal sent;
    mapping(address bridge => uint256) internal transfers;

    /// @dev The message that a bridge's gateway sent, as signers rebuild it from the event.
    function messageOf(bool fromHome, uint256 nonce, bool isRefund, CrossChainBridge.Transfer memory transfer)
        internal
        view
        returns (ThresholdGateway.Message memory)
    {
        bytes memory atHome = InteroperableAddress.formatEvmV1(HOME, address(home));
        bytes memory atAbroad = InteroperableAddress.formatEvmV1(ABROAD, address(abroad));
        return ThresholdGateway.Message({
            sourceChain: fromHome ? HOME : ABROAD,
            sourceGateway: address(fromHome ? gatewayHome : gatewayAbroad),
            nonce: nonce,
            confirmations: fromHome ? DEPTH_HOME : DEPTH_ABROAD,
            sender: fromHome ? atHome : atAbroad,
            recipient: fromHome ? atAbroad : atHome,
            payload: abi.encode(isRefund, transfer)
        });
    }

    /// @dev Signatures of the first `count` signers, for the chain that delivers.
    function signed(ThresholdGateway gateway, ThresholdGateway.Message memory message, uint256 count)
        internal
        view
        returns (bytes[] memory signatures)
    {
        bytes32 digest = gateway.digestOf(message);
        signatures = new bytes[](count);
        for (uint256 i = 0; i < count; ++i) {
            signatures[i] = signature(keys[i], digest);
        }
    }

    function signature(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function deliverAbroad(ThresholdGateway.Message memory message) internal {
        vm.chainId(ABROAD);
        bytes[] memory signatures = signed(gatewayAbroad, message, 3);
        gatewayAbroad.deliver(message, signatures);
    }

    function deliverHome(ThresholdGateway.Message memory message) internal {
        vm.chainId(HOME);
        bytes[] memory signatures = signed(gatewayHome, message, 3);
        gatewayHome.deliver(message, signatures);
    }

    /// @dev There and paid.
    function cross(uint256 amount) internal returns (CrossChainBridge.Transfer memory transfer) {
        uint256 nonce;
        (transfer, nonce) = send(amount);
        deliverAbroad(messageOf(true, nonce, false, transfer));
    }
}
