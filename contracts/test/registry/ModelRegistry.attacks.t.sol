// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Assets} from "../../src/common/Assets.sol";
import {IPredictionLog} from "../../src/registry/IPredictionLog.sol";
import {ModelRegistry} from "../../src/registry/ModelRegistry.sol";
import {FeeOnTransferToken} from "../support/tokens/FeeOnTransferToken.sol";
import {ReentrantToken} from "../support/tokens/ReentrantToken.sol";
import {PredictionTree} from "./PredictionTree.sol";
import {RegistryBase} from "./RegistryBase.sol";

/// @title Attacks on a track record
/// @dev Named after research: contracts §1.12 and §1.13 (pitfalls), AITBC P1, B8 (replay of leaves).
contract ModelRegistryAttacks is RegistryBase {
    using PredictionTree for PredictionTree.Tree;

    function test_attack_1_12_overwriteARoot() external {
        _commit(EPOCH, 2);
        bytes32 root = registry.rootOf(modelId, EPOCH);
        vm.prank(author);
        vm.expectRevert(abi.encodeWithSelector(ModelRegistry.EpochCommitted.selector, modelId, EPOCH, root));
        registry.commitEpoch(modelId, EPOCH, _root("better", 2));
    }

    function test_attack_1_12_backDateARoot() external {
        uint256 begins = registry.epochStart(EPOCH);
        vm.warp(begins);
        vm.startPrank(author);
        vm.expectRevert(abi.encodeWithSelector(ModelRegistry.EpochBegun.selector, EPOCH, begins));
        registry.commitEpoch(modelId, EPOCH, _root("hindsight", 2));
        vm.expectRevert(abi.encodeWithSelector(ModelRegistry.EpochBegun.selector, TODAY, uint256(TODAY) * 1 days));
        registry.commitEpoch(modelId, TODAY, _root("hindsight", 2));
        vm.expectRevert(abi.encodeWithSelector(ModelRegistry.EpochBegun.selector, 0, 0));
        registry.commitEpoch(modelId, 0, _root("hindsight", 2));
        vm.stopPrank();
        vm.warp(begins - 1);
        vm.prank(author);
        registry.commitEpoch(modelId, EPOCH, _root("foresight", 2));
    }

    /// @dev The count is committed with the root, so what is hidden stays in the denominator, and costs stake.
    function test_attack_1_12_revealOnlyTheWinners() external {
        _stake(100e18);
        PredictionTree.Tree memory tree = _commit(EPOCH, 8);
        vm.warp(registry.epochStart(EPOCH));
        _reveal(tree, 2);
        vm.warp(registry.revealUntil(EPOCH) + 1);
        uint256 penalty = registry.closeEpoch(modelId, EPOCH);
        assertEq(penalty, 8.75e18, "seven eighths of ten per cent");
        (uint32 revealed,) = registry.epochState(modelId, EPOCH);
        assertEq(revealed, 1, "one of eight");
    }

    /// @dev A publisher hides an up and a down for the same place and reveals what came true. With proofs that do not bind the
    /// place (sorted pairs) both would verify; here the turns follow from the sequence.
    function test_attack_1_12_twoPredictionsInOnePlace() external {
        bytes[] memory payloads = _payloads(4);
        PredictionTree.Tree memory tree = PredictionTree.build(registry, modelId, EPOCH, payloads);
        // Place 1 holds a second leaf for sequence 0.
        bytes32 twin = registry.leafOf(modelId, EPOCH, 0, "down", "salt");
        tree.levels[0][1] = twin;
        tree.levels[1][0] = keccak256(abi.encode(tree.levels[0][0], twin));
        bytes32 root = _root(keccak256(abi.encode(tree.levels[1][0], tree.levels[1][1])), 4);
        vm.prank(author);
        registry.commitEpoch(modelId, EPOCH, root);
        vm.warp(registry.epochStart(EPOCH));
        bytes32[] memory proof = new bytes32[](2);
        (proof[0], proof[1]) = (tree.levels[0][0], tree.levels[1][1]);
        vm.expectRevert(abi.encodeWithSelector(ModelRegistry.NotCommitted.selector, modelId, EPOCH));
        registry.reveal(modelId, EPOCH, "down", IPredictionLog.Opening(0, "salt", proof));
        vm.expectRevert(abi.encodeWithSelector(ModelRegistry.NotCommitted.selector, modelId, EPOCH));
        registry.reveal(modelId, EPOCH, "down", IPredictionLog.Opening(1, "salt", proof));
    }

    /// @dev More leaves than the count says: a deeper proof and a larger sequence are refused.
    function test_attack_1_12_hiddenExtraLeaves() external {
        PredictionTree.Tree memory tree = PredictionTree.build(registry, modelId, EPOCH, _payloads(4));
        bytes32 two = _root(tree.top(), 2);
        vm.prank(author);
        registry.commitEpoch(modelId, EPOCH, two);
        assertFalse(registry.isPrediction(modelId, EPOCH, tree.payloads[3], tree.opening(3)), "beyond the count");
        assertFalse(registry.isPrediction(modelId, EPOCH, tree.payloads[0], tree.opening(0)), "too deep");
        tree = PredictionTree.build(registry, modelId, EPOCH + 1, _payloads(4));
        bytes32 three = _root(tree.top(), 3);
        vm.prank(author);
        registry.commitEpoch(modelId, EPOCH + 1, three);
        assertTrue(registry.isPrediction(modelId, EPOCH + 1, tree.payloads[2], tree.opening(2)), "the third");
        assertFalse(registry.isPrediction(modelId, EPOCH + 1, tree.payloads[3], tree.opening(3)), "not the fourth");
    }

    function test_attack_1_12_secondPreimage() external {
        PredictionTree.Tree memory tree = _commit(EPOCH, 4);
        vm.warp(registry.epochStart(EPOCH));
        // An inner node's two children, given as a payload, hash to something else than the node.
        bytes memory children = abi.encode(tree.levels[0][0], tree.levels[0][1]);
        bytes32[] memory proof = new bytes32[](1);
        proof[0] = tree.levels[1][1];
        assertFalse(registry.isPrediction(modelId, EPOCH, children, IPredictionLog.Opening(0, "salt", proof)));
        proof = new bytes32[](0);
        children = abi.encode(tree.levels[1][0], tree.levels[1][1]);
        assertFalse(registry.isPrediction(modelId, EPOCH, children, IPredictionLog.Opening(0, 0, proof)));
    }

    function test_attack_1_12_copiedCommitment() external {
        PredictionTree.Tree memory tree = _commit(EPOCH, 2);
        address copycat = makeAddr("copycat");
        vm.startPrank(copycat);
        uint256 copyId = registry.registerModel("copy", "copy");
        registry.commitEpoch(copyId, EPOCH, tree.root());
        vm.stopPrank();
        vm.warp(registry.epochStart(EPOCH));
        vm.expectRevert(abi.encodeWithSelector(ModelRegistry.NotCommitted.selector, copyId, EPOCH));
        registry.reveal(copyId, EPOCH, tree.payloads[0], tree.opening(0));
    }

    function test_attack_B8_leafReplayOnAnotherChainOrRegistry() external {
        PredictionTree.Tree memory tree = _commit(EPOCH, 2);
        IPredictionLog.Opening memory opening = tree.opening(0);
        bytes memory start = abi.encodeCall(ModelRegistry.initialize, (address(manager), IERC20(token), treasury));
        ModelRegistry other = ModelRegistry(address(new ERC1967Proxy(address(new ModelRegistry()), start)));
        vm.startPrank(author);
        assertEq(other.registerModel("artefact", "report"), modelId);
        other.commitEpoch(modelId, EPOCH, tree.root());
        vm.stopPrank();
        assertFalse(other.isPrediction(modelId, EPOCH, tree.payloads[0], opening), "another registry");
        assertTrue(registry.isPrediction(modelId, EPOCH, tree.payloads[0], opening));
        vm.chainId(777);
        assertFalse(registry.isPrediction(modelId, EPOCH, tree.payloads[0], opening), "another chain");
    }

    function test_attack_1_12_predictionsWithoutSalt() external {
        bytes32 root = _root(registry.leafOf(modelId, EPOCH, 0, "up", 0), 1);
        vm.prank(author);
        registry.commitEpoch(modelId, EPOCH, root);
        vm.warp(registry.epochStart(EPOCH));
        vm.expectRevert(abi.encodeWithSelector(ModelRegistry.ZeroValue.selector, "salt"));
        registry.reveal(modelId, EPOCH, "up", IPredictionLog.Opening(0, 0, new bytes32[](0)));
    }

    function test_attack_P1_registerForSomebodyElse() external {
        // A model is always its caller's: there is no way to take somebody's place.
        address victim = makeAddr("victim");
        vm.prank(makeAddr("attacker"));
        uint256 id = registry.registerModel("artefact", "report");
        assertNotEq(registry.ownerOf(id), victim, "not the victim's");
        vm.prank(victim);
        assertEq(registry.ownerOf(registry.registerModel("artefact", "report")), victim);
    }

    /// @dev Stake asked back before the losses are known is still there when an epoch committed before is closed.
    function test_attack_stakeRunsBeforeTheEpochCloses() external {
        _stake(100e18);
        _commit(TODAY + 7, 4);
        vm.prank(author);
        registry.requestUnstake(modelId, 100e18);
        vm.warp(registry.revealUntil(TODAY + 7) + 1);
        vm.prank(author);
        vm.expectRevert(abi.encodeWithSelector(ModelRegistry.StakeStillBound.selector, modelId, NOW + 21 days));
        registry.unstake(modelId, author);
        assertEq(registry.closeEpoch(modelId, TODAY + 7), 10e18);
        vm.warp(NOW + 21 days);
        vm.prank(author);
        assertEq(registry.unstake(modelId, author), 90e18, "what is left of it");
    }

    function test_attack_slashMoreThanTheStake() external {
        _stake(1);
        vm.expectRevert(abi.encodeWithSelector(ModelRegistry.SlashTooHigh.selector, modelId, 1, 0));
        registry.slash(modelId, 1, "why");
        vm.expectRevert(abi.encodeWithSelector(ModelRegistry.SlashTooHigh.selector, 99, 1, 0));
        registry.slash(99, 1, "why");
    }

    function test_attack_A10_feeOnTransferStake() external {
        FeeOnTransferToken fee = new FeeOnTransferToken(100);
        bytes memory start = abi.encodeCall(ModelRegistry.initialize, (address(manager), IERC20(fee), treasury));
        ModelRegistry other = ModelRegistry(address(new ERC1967Proxy(address(new ModelRegistry()), start)));
        vm.startPrank(author);
        uint256 id = other.registerModel("artefact", "report");
        fee.mint(author, 1_000);
        fee.approve(address(other), 1_000);
        vm.expectRevert(abi.encodeWithSelector(Assets.ReceivedDiffers.selector, fee, 0, 1_000, 990));
        other.stake(id, 1_000);
        vm.stopPrank();
    }

    function test_attack_reentrancyThroughTheStakeToken() external {
        ReentrantToken bad = new ReentrantToken();
        bytes memory start = abi.encodeCall(ModelRegistry.initialize, (address(manager), IERC20(bad), treasury));
        ModelRegistry other = ModelRegistry(address(new ERC1967Proxy(address(new ModelRegistry()), start)));
        // The token owns the model, so that its callback is the owner's.
        vm.startPrank(address(bad));
        uint256 id = other.registerModel("artefact", "report");
        bad.mint(address(bad), 1_000);
        bad.approve(address(other), 1_000);
        other.stake(id, 1_000);
        other.requestUnstake(id, 1_000);
        skip(21 days);
        bad.arm(address(other), abi.encodeCall(ModelRegistry.unstake, (id, address(bad))));
        other.unstake(id, address(bad));
        vm.stopPrank();
        assertEq(bad.callbackCount(), 1, "it was tried");
        assertFalse(bad.lastCallbackWorked(), "reentered");
        assertEq(
            bytes4(bad.lastCallbackResult()), bytes4(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector)
        );
        assertEq(bad.balanceOf(address(bad)), 1_000);
    }
}
