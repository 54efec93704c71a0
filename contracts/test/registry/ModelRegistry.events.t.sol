// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ModelRegistry} from "../../src/registry/ModelRegistry.sol";
import {PredictionTree} from "./PredictionTree.sol";
import {RegistryBase} from "./RegistryBase.sol";

/// @dev The indexer knows of models what their events say, so each says all of it.
contract ModelRegistryEventsTest is RegistryBase {
    using PredictionTree for PredictionTree.Tree;

    address private somebody = makeAddr("somebody");

    function test_Event_OfANewModelAndItsVersions() public {
        vm.expectEmit(address(registry));
        emit ModelRegistry.ModelRegistered(modelId + 1, author);
        vm.expectEmit(address(registry));
        emit ModelRegistry.VersionAdded(modelId + 1, 0, "one", "two");
        vm.prank(author);
        registry.registerModel("one", "two");
        vm.expectEmit(address(registry));
        emit ModelRegistry.PublisherSet(modelId, somebody);
        vm.prank(author);
        registry.setPublisher(modelId, somebody);
    }

    function test_Event_OfARevealCarriesWhatWasPredicted() public {
        PredictionTree.Tree memory tree = _commit(EPOCH, 4);
        vm.warp((uint256(EPOCH) + 1) * 1 days);
        vm.expectEmit(address(registry));
        emit ModelRegistry.PredictionRevealed(modelId, EPOCH, 2, tree.payloads[2], tree.opening(2).salt);
        _reveal(tree, 2);
    }

    function test_Event_OfStake() public {
        vm.expectEmit(address(registry));
        emit ModelRegistry.Staked(modelId, author, 600);
        _stake(600);
        uint64 leavesAt = uint64(vm.getBlockTimestamp() + 21 days);
        vm.expectEmit(address(registry));
        emit ModelRegistry.UnstakeRequested(modelId, 200, leavesAt);
        vm.prank(author);
        registry.requestUnstake(modelId, 200);
        vm.warp(leavesAt);
        vm.expectEmit(address(registry));
        emit ModelRegistry.Unstaked(modelId, somebody, 200);
        vm.prank(author);
        registry.unstake(modelId, somebody);
    }

    function test_Event_OfAttestationsAndTheTreasury() public {
        vm.expectEmit(address(registry));
        emit ModelRegistry.Attested(modelId, address(this), "sound");
        registry.attest(modelId, "sound");
        vm.expectEmit(address(registry));
        emit ModelRegistry.AttestationRevoked(modelId, address(this), "sound");
        registry.revokeAttestation(modelId, "sound");
        vm.expectEmit(address(registry));
        emit ModelRegistry.TreasurySet(somebody);
        registry.setTreasury(somebody);
    }
}
