// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ModelRegistry} from "../../src/registry/ModelRegistry.sol";
import {Test} from "../support/Test.sol";
import {ZooToken} from "../support/tokens/ZooToken.sol";
import {PredictionTree} from "./PredictionTree.sol";

/// @title A registry behind its proxy with one model, owned and published by `author`
abstract contract RegistryBase is Test {
    using PredictionTree for PredictionTree.Tree;

    uint64 internal constant TODAY = 20_833;
    uint64 internal constant EPOCH = TODAY + 1;
    uint256 internal constant NOW = uint256(TODAY) * 1 days + 12 hours;

    AccessManager internal manager;
    ModelRegistry internal registry;
    ZooToken internal token;
    uint256 internal modelId;
    address internal author = makeAddr("author");
    address internal treasury = makeAddr("treasury");

    function setUp() public virtual {
        vm.warp(NOW);
        manager = new AccessManager(address(this));
        token = new ZooToken("STAKE", 18);
        bytes memory start = abi.encodeCall(ModelRegistry.initialize, (address(manager), IERC20(token), treasury));
        registry = ModelRegistry(address(new ERC1967Proxy(address(new ModelRegistry()), start)));
        vm.prank(author);
        modelId = registry.registerModel("artefact", "report");
        token.mint(author, 1_000e18);
        vm.prank(author);
        token.approve(address(registry), type(uint256).max);
    }

    function _payloads(uint256 size) internal pure returns (bytes[] memory payloads) {
        payloads = new bytes[](size);
        for (uint256 i = 0; i < size; ++i) {
            payloads[i] = abi.encode("prediction", i);
        }
    }

    function _commit(uint64 epoch, uint256 size) internal returns (PredictionTree.Tree memory tree) {
        tree = PredictionTree.build(registry, modelId, epoch, _payloads(size));
        bytes32 root = tree.root();
        vm.prank(author);
        registry.commitEpoch(modelId, epoch, root);
    }

    function _reveal(PredictionTree.Tree memory tree, uint32 sequence) internal {
        registry.reveal(tree.modelId, tree.epoch, tree.payloads[sequence], tree.opening(sequence));
    }

    function _root(bytes32 top, uint32 size) internal pure returns (bytes32) {
        return PredictionTree.withCount(top, size);
    }

    function _stake(uint256 amount) internal {
        vm.prank(author);
        registry.stake(modelId, amount);
    }
}
