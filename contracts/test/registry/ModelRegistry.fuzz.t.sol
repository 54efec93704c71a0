// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPredictionLog} from "../../src/registry/IPredictionLog.sol";
import {PredictionTree} from "./PredictionTree.sol";
import {RegistryBase} from "./RegistryBase.sol";

contract ModelRegistryFuzz is RegistryBase {
    using PredictionTree for PredictionTree.Tree;

    /// @dev Whatever the size, each place opens with its own proof and with no other's.
    function testFuzz_everyPlaceHasOneProof(uint8 size, uint8 place, uint8 other) external {
        size = uint8(bound(size, 1, 40));
        place = uint8(bound(place, 0, size - 1));
        other = uint8(bound(other, 0, size - 1));
        PredictionTree.Tree memory tree = _commit(EPOCH, size);
        IPredictionLog.Opening memory opening = tree.opening(place);
        assertTrue(registry.isPrediction(modelId, EPOCH, tree.payloads[place], opening), "its own");
        if (other == place) return;
        assertFalse(registry.isPrediction(modelId, EPOCH, tree.payloads[other], opening), "another's payload");
        opening.sequence = other;
        assertFalse(registry.isPrediction(modelId, EPOCH, tree.payloads[place], opening), "another's place");
    }

    /// @dev A changed bit anywhere in a proof spoils it.
    function testFuzz_aSpoiledProofIsRefused(uint8 size, uint8 place, uint256 bit) external {
        size = uint8(bound(size, 2, 40));
        place = uint8(bound(place, 0, size - 1));
        PredictionTree.Tree memory tree = _commit(EPOCH, size);
        IPredictionLog.Opening memory opening = tree.opening(place);
        bit = bound(bit, 0, opening.proof.length * 256 - 1);
        opening.proof[bit / 256] ^= bytes32(1 << (bit % 256));
        assertFalse(registry.isPrediction(modelId, EPOCH, tree.payloads[place], opening));
    }

    /// @dev However stake, slash and closing mix, what leaves is never more than came in.
    function testFuzz_4_slashNeverExceedsStake(uint128 staked, uint128 slashed, uint8 size, uint8 revealed) external {
        staked = uint128(bound(staked, 0, 1_000e18));
        size = uint8(bound(size, 1, 20));
        revealed = uint8(bound(revealed, 0, size));
        if (staked != 0) _stake(staked);
        try registry.slash(modelId, slashed, "why") {
            assertLe(slashed, staked / 2, "half at most");
        } catch {
            assertGt(slashed, staked / 2, "refused though within bounds");
            slashed = 0;
        }
        PredictionTree.Tree memory tree = _commit(EPOCH, size);
        vm.warp(registry.epochStart(EPOCH));
        for (uint32 i = 0; i < revealed; ++i) {
            _reveal(tree, i);
        }
        vm.warp(registry.revealUntil(EPOCH) + 1);
        uint256 penalty = registry.closeEpoch(modelId, EPOCH);
        assertEq(
            penalty, ((uint256(staked) - slashed) * (size - revealed)) / (uint256(size) * 10), "its part of a tenth"
        );
        assertEq(token.balanceOf(address(registry)), staked - slashed - penalty, "the rest is there");
        assertEq(registry.modelState(modelId).stake, staked - slashed - penalty);
    }
}
