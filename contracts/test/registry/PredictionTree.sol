// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPredictionLog} from "../../src/registry/IPredictionLog.sol";
import {ModelRegistry} from "../../src/registry/ModelRegistry.sol";

/// @title What a publisher keeps at home: predictions, salts, and the tree over them
/// @dev Builds the tree level by level, unlike the registry, which only ever walks one path.
library PredictionTree {
    struct Tree {
        uint256 modelId;
        uint64 epoch;
        bytes[] payloads;
        bytes32[] salts;
        bytes32[][] levels;
    }

    function build(ModelRegistry registry, uint256 modelId, uint64 epoch, bytes[] memory payloads)
        internal
        view
        returns (Tree memory tree)
    {
        (tree.modelId, tree.epoch, tree.payloads) = (modelId, epoch, payloads);
        tree.salts = new bytes32[](payloads.length);
        uint256 width = 1;
        uint256 depth = 0;
        while (width < payloads.length) (width, depth) = (width * 2, depth + 1);
        tree.levels = new bytes32[][](depth + 1);
        tree.levels[0] = new bytes32[](width);
        for (uint32 i = 0; i < payloads.length; ++i) {
            tree.salts[i] = keccak256(abi.encode("salt", modelId, epoch, i));
            tree.levels[0][i] = registry.leafOf(modelId, epoch, i, payloads[i], tree.salts[i]);
        }
        for (uint256 level = 1; level <= depth; ++level) {
            width /= 2;
            tree.levels[level] = new bytes32[](width);
            for (uint256 i = 0; i < width; ++i) {
                tree.levels[level][i] =
                    keccak256(abi.encode(tree.levels[level - 1][2 * i], tree.levels[level - 1][2 * i + 1]));
            }
        }
    }

    function top(Tree memory tree) internal pure returns (bytes32) {
        return tree.levels[tree.levels.length - 1][0];
    }

    function count(Tree memory tree) internal pure returns (uint32) {
        return uint32(tree.payloads.length);
    }

    /// @dev What is committed: the number of predictions in the place of the top's last three bytes.
    function root(Tree memory tree) internal pure returns (bytes32) {
        return withCount(top(tree), count(tree));
    }

    function withCount(bytes32 hash, uint32 size) internal pure returns (bytes32) {
        return bytes32((uint256(hash) / 2 ** 24) * 2 ** 24 + size);
    }

    function opening(Tree memory tree, uint32 sequence) internal pure returns (IPredictionLog.Opening memory) {
        bytes32[] memory proof = new bytes32[](tree.levels.length - 1);
        for (uint256 level = 0; level < proof.length; ++level) {
            proof[level] = tree.levels[level][(sequence >> level) ^ 1];
        }
        return IPredictionLog.Opening(sequence, tree.salts[sequence], proof);
    }
}
