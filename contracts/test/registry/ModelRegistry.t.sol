// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ModelRegistry} from "../../src/registry/ModelRegistry.sol";
import {PredictionTree} from "./PredictionTree.sol";
import {RegistryBase} from "./RegistryBase.sol";

contract ModelRegistryTest is RegistryBase {
    using PredictionTree for PredictionTree.Tree;

    address private stranger = makeAddr("stranger");

    // Models and versions.

    function test_registerModel_mintsToTheCaller() external {
        assertEq(registry.ownerOf(modelId), author);
        assertEq(registry.modelState(modelId).publisher, author);
        assertEq(registry.versionCount(modelId), 1);
        assertEq(registry.versionAt(modelId, 0).artefactHash, "artefact");
        assertEq(registry.versionAt(modelId, 0).addedAt, NOW);
        vm.prank(stranger);
        assertEq(registry.registerModel("other", "report"), modelId + 1);
    }

    function test_addVersion_appends() external {
        vm.expectEmit(address(registry));
        emit ModelRegistry.VersionAdded(modelId, 1, "artefact 2", "report 2");
        vm.prank(author);
        registry.addVersion(modelId, "artefact 2", "report 2");
        assertEq(registry.versionCount(modelId), 2);
        assertEq(registry.versionAt(modelId, 0).reportHash, "report", "the first is untouched");
        assertEq(registry.versionAt(modelId, 1).reportHash, "report 2");
    }

    function test_addVersion_refuses() external {
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(ModelRegistry.NotModelOwner.selector, modelId, stranger));
        registry.addVersion(modelId, "x", "y");
        vm.prank(author);
        vm.expectRevert(abi.encodeWithSelector(ModelRegistry.ZeroValue.selector, "artefactHash"));
        registry.addVersion(modelId, 0, "y");
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721NonexistentToken.selector, 99));
        registry.addVersion(99, "x", "y");
    }

    function test_setPublisher_isTheOwners() external {
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(ModelRegistry.NotModelOwner.selector, modelId, stranger));
        registry.setPublisher(modelId, stranger);
        vm.prank(author);
        registry.setPublisher(modelId, stranger);
        vm.prank(stranger);
        registry.commitEpoch(modelId, EPOCH, _root("top", 1));
        vm.prank(author);
        vm.expectRevert(abi.encodeWithSelector(ModelRegistry.NotPublisher.selector, modelId, author, stranger));
        registry.commitEpoch(modelId, EPOCH + 1, _root("top", 1));
    }

    function test_transfer_leavesThePublisherBehind() external {
        vm.startPrank(author);
        registry.setPublisher(modelId, treasury);
        registry.transferFrom(author, stranger, modelId);
        vm.stopPrank();
        assertEq(registry.modelState(modelId).publisher, stranger);
    }

    // Commitments.

    function test_commitEpoch_keepsRootAndCount() external {
        bytes32 root = bytes32(uint256(0xabcdef << 24) + 3);
        assertEq(_root(bytes32(uint256(0xabcdef123456)), 3), root, "the last three bytes are the count");
        vm.expectEmit(address(registry));
        emit ModelRegistry.PredictionsCommitted(modelId, EPOCH, root);
        vm.prank(author);
        registry.commitEpoch(modelId, EPOCH, root);
        assertEq(registry.rootOf(modelId, EPOCH), root);
        assertEq(registry.countOf(modelId, EPOCH), 3);
        assertEq(registry.countOf(modelId, EPOCH + 1), 0);
    }

    function test_commitEpoch_refuses() external {
        vm.startPrank(author);
        vm.expectRevert(abi.encodeWithSelector(ModelRegistry.CountOutOfBounds.selector, 0, 1 << 20));
        registry.commitEpoch(modelId, EPOCH, _root("top", 0));
        vm.expectRevert(abi.encodeWithSelector(ModelRegistry.CountOutOfBounds.selector, (1 << 20) + 1, 1 << 20));
        registry.commitEpoch(modelId, EPOCH, _root("top", (1 << 20) + 1));
        uint64 far = TODAY + 8;
        vm.expectRevert(
            abi.encodeWithSelector(ModelRegistry.EpochTooFar.selector, far, uint256(far) * 1 days, NOW + 7 days)
        );
        registry.commitEpoch(modelId, far, _root("top", 1));
        registry.commitEpoch(modelId, TODAY + 7, _root("top", 1 << 20));
        vm.stopPrank();
        vm.expectRevert(abi.encodeWithSelector(ModelRegistry.NotPublisher.selector, 99, address(this), address(0)));
        registry.commitEpoch(99, EPOCH, _root("top", 1));
    }

    // Reveals.

    function test_reveal_everySizeOfTree() external {
        for (uint256 size = 1; size <= 9; ++size) {
            vm.warp(NOW + size * 1 days);
            uint64 epoch = TODAY + uint64(size) + 1;
            PredictionTree.Tree memory tree = _commit(epoch, size);
            vm.warp(uint256(epoch) * 1 days);
            for (uint32 i = 0; i < size; ++i) {
                _reveal(tree, i);
            }
            (uint32 revealed,) = registry.epochState(modelId, epoch);
            assertEq(revealed, size);
        }
    }

    function test_reveal_bindsEverything() external {
        PredictionTree.Tree memory tree = _commit(EPOCH, 4);
        bytes memory payload = tree.payloads[2];
        assertTrue(registry.isPrediction(modelId, EPOCH, payload, tree.opening(2)));
        assertFalse(registry.isPrediction(modelId + 1, EPOCH, payload, tree.opening(2)), "model");
        assertFalse(registry.isPrediction(modelId, EPOCH + 1, payload, tree.opening(2)), "epoch");
        assertFalse(registry.isPrediction(modelId, EPOCH, tree.payloads[1], tree.opening(2)), "payload");
        assertFalse(registry.isPrediction(modelId, EPOCH, payload, tree.opening(3)), "place");
        tree.salts[2] = "other";
        assertFalse(registry.isPrediction(modelId, EPOCH, payload, tree.opening(2)), "salt");
    }

    function test_reveal_onlyInItsWindow() external {
        PredictionTree.Tree memory tree = _commit(EPOCH, 2);
        uint256 begins = registry.epochStart(EPOCH);
        uint256 ends = begins + 8 days;
        assertEq(registry.revealUntil(EPOCH), ends);
        bytes memory refusal = abi.encodeWithSelector(ModelRegistry.OutsideRevealWindow.selector, EPOCH, begins, ends);
        vm.warp(begins - 1);
        vm.expectRevert(refusal);
        _reveal(tree, 0);
        vm.warp(begins);
        _reveal(tree, 0);
        vm.warp(ends + 1);
        vm.expectRevert(refusal);
        _reveal(tree, 1);
        vm.warp(ends);
        _reveal(tree, 1);
    }

    function test_reveal_refuses() external {
        PredictionTree.Tree memory tree = _commit(EPOCH, 2);
        vm.warp(registry.epochStart(EPOCH));
        _reveal(tree, 1);
        assertTrue(registry.isRevealed(modelId, EPOCH, 1));
        assertFalse(registry.isRevealed(modelId, EPOCH, 0));
        vm.expectRevert(abi.encodeWithSelector(ModelRegistry.AlreadyRevealed.selector, modelId, EPOCH, 1));
        _reveal(tree, 1);
        tree.payloads[0] = "changed";
        vm.expectRevert(abi.encodeWithSelector(ModelRegistry.NotCommitted.selector, modelId, EPOCH));
        _reveal(tree, 0);
    }

    // Closing.

    function test_closeEpoch_chargesWhatStayedHidden() external {
        _stake(100e18);
        PredictionTree.Tree memory tree = _commit(EPOCH, 4);
        vm.warp(registry.epochStart(EPOCH));
        _reveal(tree, 3);
        vm.warp(registry.revealUntil(EPOCH));
        vm.expectRevert(abi.encodeWithSelector(ModelRegistry.RevealStillOpen.selector, EPOCH, block.timestamp));
        registry.closeEpoch(modelId, EPOCH);
        skip(1);
        vm.expectRevert(abi.encodeWithSelector(ModelRegistry.NotCommitted.selector, modelId, TODAY));
        registry.closeEpoch(modelId, TODAY);
        vm.expectEmit(address(registry));
        emit ModelRegistry.EpochClosed(modelId, EPOCH, 4, 1, 7.5e18);
        assertEq(registry.closeEpoch(modelId, EPOCH), 7.5e18, "three quarters of ten per cent");
        assertEq(token.balanceOf(treasury), 7.5e18);
        assertEq(registry.modelState(modelId).stake, 92.5e18);
        vm.expectRevert(abi.encodeWithSelector(ModelRegistry.EpochAlreadyClosed.selector, modelId, EPOCH));
        registry.closeEpoch(modelId, EPOCH);
    }

    function test_closeEpoch_isFreeWhenAllIsRevealed() external {
        _stake(100e18);
        PredictionTree.Tree memory tree = _commit(EPOCH, 1);
        vm.warp(registry.epochStart(EPOCH));
        _reveal(tree, 0);
        vm.warp(registry.revealUntil(EPOCH) + 1);
        assertEq(registry.closeEpoch(modelId, EPOCH), 0);
        (uint32 revealed, bool closed) = registry.epochState(modelId, EPOCH);
        assertEq(revealed, 1);
        assertTrue(closed);
    }

    // Stake.

    function test_stake_leavesAfterItsTime() external {
        _stake(100e18);
        vm.prank(author);
        registry.requestUnstake(modelId, 40e18);
        skip(21 days - 1);
        vm.prank(author);
        vm.expectRevert(abi.encodeWithSelector(ModelRegistry.StakeStillBound.selector, modelId, NOW + 21 days));
        registry.unstake(modelId, author);
        skip(1);
        vm.prank(author);
        assertEq(registry.unstake(modelId, stranger), 40e18);
        assertEq(token.balanceOf(stranger), 40e18);
        assertEq(registry.modelState(modelId).stake, 60e18);
        vm.prank(author);
        vm.expectRevert(abi.encodeWithSelector(ModelRegistry.StakeTooLow.selector, modelId, 0, 60e18));
        registry.unstake(modelId, author);
    }

    function test_stake_isTheOwners() external {
        vm.startPrank(stranger);
        bytes memory refusal = abi.encodeWithSelector(ModelRegistry.NotModelOwner.selector, modelId, stranger);
        vm.expectRevert(refusal);
        registry.stake(modelId, 1);
        vm.expectRevert(refusal);
        registry.requestUnstake(modelId, 1);
        vm.expectRevert(refusal);
        registry.unstake(modelId, stranger);
        vm.stopPrank();
        vm.prank(author);
        vm.expectRevert(abi.encodeWithSelector(ModelRegistry.StakeTooLow.selector, modelId, 1, 0));
        registry.requestUnstake(modelId, 1);
    }

    function test_slash_isBounded() external {
        _stake(100e18);
        vm.expectRevert(abi.encodeWithSelector(ModelRegistry.SlashTooHigh.selector, modelId, 50e18 + 1, 50e18));
        registry.slash(modelId, 50e18 + 1, "why");
        vm.expectEmit(address(registry));
        emit ModelRegistry.Slashed(modelId, 50e18, "why");
        registry.slash(modelId, 50e18, "why");
        assertEq(token.balanceOf(treasury), 50e18);
        skip(7 days - 1);
        vm.expectRevert(abi.encodeWithSelector(ModelRegistry.SlashTooSoon.selector, modelId, NOW + 7 days));
        registry.slash(modelId, 1, "why");
        skip(1);
        registry.slash(modelId, 25e18, "why");
        assertEq(registry.modelState(modelId).stake, 25e18);
    }

    // Attestations.

    function test_attest_onceAndRevoke() external {
        registry.attest(modelId, "audit");
        assertEq(registry.attestation(modelId, address(this), "audit").madeAt, NOW);
        vm.expectRevert(
            abi.encodeWithSelector(ModelRegistry.AlreadyAttested.selector, modelId, address(this), bytes32("audit"))
        );
        registry.attest(modelId, "audit");
        skip(5);
        registry.revokeAttestation(modelId, "audit");
        assertEq(registry.attestation(modelId, address(this), "audit").revokedAt, NOW + 5);
        assertEq(registry.attestation(modelId, address(this), "audit").madeAt, NOW, "it was said");
        bytes memory refusal =
            abi.encodeWithSelector(ModelRegistry.NotAttested.selector, modelId, address(this), bytes32("audit"));
        vm.expectRevert(refusal);
        registry.revokeAttestation(modelId, "audit");
        vm.expectRevert(
            abi.encodeWithSelector(ModelRegistry.NotAttested.selector, modelId, address(this), bytes32("never"))
        );
        registry.revokeAttestation(modelId, "never");
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721NonexistentToken.selector, 99));
        registry.attest(99, "audit");
    }

    // The authority's.

    function test_restricted() external {
        bytes memory refusal = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, stranger);
        address next = address(new ModelRegistry());
        vm.startPrank(stranger);
        vm.expectRevert(refusal);
        registry.attest(modelId, "audit");
        vm.expectRevert(refusal);
        registry.slash(modelId, 0, "why");
        vm.expectRevert(refusal);
        registry.setTreasury(stranger);
        vm.expectRevert(refusal);
        registry.upgradeToAndCall(next, "");
        vm.stopPrank();
    }

    function test_setTreasury() external {
        registry.setTreasury(stranger);
        assertEq(registry.treasury(), stranger);
        vm.expectRevert(abi.encodeWithSelector(ModelRegistry.ZeroValue.selector, "treasury"));
        registry.setTreasury(address(0));
    }

    function test_upgrade_keepsTheRecords() external {
        _stake(5e18);
        _commit(EPOCH, 3);
        bytes32 root = registry.rootOf(modelId, EPOCH);
        registry.upgradeToAndCall(address(new ModelRegistry()), "");
        assertEq(registry.rootOf(modelId, EPOCH), root);
        assertEq(registry.modelState(modelId).stake, 5e18);
        assertEq(address(registry.stakeToken()), address(token));
        assertEq(registry.ownerOf(modelId), author);
    }

    function test_initialize_once() external {
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        registry.initialize(stranger, IERC20(token), stranger);
        ModelRegistry plain = new ModelRegistry();
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        plain.initialize(stranger, IERC20(token), stranger);
    }

    function test_initialize_refusesNothing() external {
        ModelRegistry plain = new ModelRegistry();
        // The initialised slot of ERC-7201 openzeppelin.storage.Initializable, cleared: as a proxy would find it.
        vm.store(address(plain), 0xf0c57e16840df040f15088dc2f81fe391c3923bec73e23a9662efc9c229c6a00, 0);
        vm.expectRevert(abi.encodeWithSelector(ModelRegistry.ZeroValue.selector, "stakeToken"));
        plain.initialize(address(manager), IERC20(address(0)), treasury);
        vm.expectRevert(abi.encodeWithSelector(ModelRegistry.ZeroValue.selector, "treasury"));
        plain.initialize(address(manager), IERC20(token), address(0));
    }
}
