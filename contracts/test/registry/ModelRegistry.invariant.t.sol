// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ModelRegistry} from "../../src/registry/ModelRegistry.sol";
import {Test} from "../support/Test.sol";
import {ZooToken} from "../support/tokens/ZooToken.sol";
import {PredictionTree} from "./PredictionTree.sol";
import {RegistryBase} from "./RegistryBase.sol";

/// @title Authors, a judge and time, at random, with books of its own
contract RegistryHandler is Test {
    using PredictionTree for PredictionTree.Tree;

    struct Commitment {
        uint256 modelId;
        uint64 epoch;
        uint32 size;
        bytes32 root;
        uint256 committedAt;
        uint32 revealed;
    }

    ModelRegistry public immutable registry;
    ZooToken public immutable token;
    uint256[] public models;
    Commitment[] private _commitments;
    mapping(uint256 => uint256) public stakeOf;
    mapping(uint256 => uint256) public versionsOf;
    uint256 public overwritten;
    uint256 public backDated;
    uint256 public slashedTooMuch;
    uint256 public leftTooSoon;
    mapping(uint256 => uint256) private _askedAt;

    constructor(ModelRegistry registry_, ZooToken token_) {
        (registry, token) = (registry_, token_);
        token.approve(address(registry), type(uint256).max);
    }

    function commitments() external view returns (Commitment[] memory) {
        return _commitments;
    }

    function allModels() external view returns (uint256[] memory) {
        return models;
    }

    function register() external {
        if (models.length >= 2) return;
        models.push(registry.registerModel(bytes32(models.length + 1), "report"));
        versionsOf[models[models.length - 1]] = 1;
    }

    function addVersion(uint256 seed) external {
        uint256 id = _model(seed);
        registry.addVersion(id, keccak256(abi.encode(seed)), 0);
        ++versionsOf[id];
    }

    function commit(uint256 seed, uint256 epochSeed, uint8 size) external {
        if (_commitments.length >= 5) return;
        uint256 id = _model(seed);
        size = size % 4;
        uint64 today = uint64(vm.getBlockTimestamp() / 1 days);
        uint64 epoch = today + 9 - uint64(epochSeed % 12);
        bytes32 before = registry.rootOf(id, epoch);
        PredictionTree.Tree memory tree;
        if (size != 0) tree = PredictionTree.build(registry, id, epoch, _payloads(size));
        try registry.commitEpoch(id, epoch, size == 0 ? bytes32(0) : tree.root()) {
            if (before != 0) ++overwritten;
            if (vm.getBlockTimestamp() >= uint256(epoch) * 1 days) ++backDated;
            bytes32 root = registry.rootOf(id, epoch);
            _commitments.push(Commitment(id, epoch, size, root, vm.getBlockTimestamp(), 0));
        } catch {}
    }

    function reveal(uint256 seed, uint32 sequence) external {
        if (_commitments.length == 0) return;
        Commitment storage made = _commitments[seed % _commitments.length];
        sequence = sequence % made.size;
        PredictionTree.Tree memory tree = PredictionTree.build(registry, made.modelId, made.epoch, _payloads(made.size));
        try registry.reveal(made.modelId, made.epoch, tree.payloads[sequence], tree.opening(sequence)) {
            ++made.revealed;
        } catch {}
    }

    function close(uint256 seed) external {
        if (_commitments.length == 0) return;
        Commitment storage made = _commitments[seed % _commitments.length];
        try registry.closeEpoch(made.modelId, made.epoch) returns (uint256 penalty) {
            if (penalty > stakeOf[made.modelId]) ++slashedTooMuch;
            stakeOf[made.modelId] -= penalty;
        } catch {}
    }

    function stake(uint256 seed, uint256 amount) external {
        uint256 id = _model(seed);
        amount = bound(amount, 1, 1e24);
        token.mint(address(this), amount);
        registry.stake(id, amount);
        stakeOf[id] += amount;
    }

    function requestUnstake(uint256 seed, uint256 amount) external {
        uint256 id = _model(seed);
        registry.requestUnstake(id, bound(amount, 0, stakeOf[id]));
        _askedAt[id] = vm.getBlockTimestamp();
    }

    function unstake(uint256 seed) external {
        uint256 id = _model(seed);
        try registry.unstake(id, address(0xdead)) returns (uint256 amount) {
            if (vm.getBlockTimestamp() < _askedAt[id] + 21 days) ++leftTooSoon;
            stakeOf[id] -= amount;
        } catch {}
    }

    function slash(uint256 seed, uint256 amount) external {
        uint256 id = _model(seed);
        amount = bound(amount, 0, stakeOf[id] + 1);
        try registry.slash(id, amount, "why") {
            if (amount > stakeOf[id] / 2) ++slashedTooMuch;
            stakeOf[id] -= amount;
        } catch {}
    }

    function wait_(uint256 seconds_) external {
        vm.warp(vm.getBlockTimestamp() + seconds_ % 4 days);
    }

    function _model(uint256 seed) private returns (uint256) {
        if (models.length == 0) this.register();
        return models[seed % models.length];
    }

    function _payloads(uint256 size) private pure returns (bytes[] memory payloads) {
        payloads = new bytes[](size);
        for (uint256 i = 0; i < size; ++i) {
            payloads[i] = abi.encode(i);
        }
    }
}

/// @title Invariant 4 of the suite: append only, roots immutable, reveals after commitments, slash within stake
contract ModelRegistryInvariant is RegistryBase {
    RegistryHandler private handler;

    function setUp() public override {
        super.setUp();
        handler = new RegistryHandler(registry, token);
        manager.grantRole(1, address(handler), 0);
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = ModelRegistry.slash.selector;
        manager.setTargetFunctionRole(address(registry), selectors, 1);
        targetContract(address(handler));
    }

    function invariant_4_recordsOnlyGrow() external view {
        assertEq(handler.overwritten(), 0, "a root was overwritten");
        assertEq(handler.backDated(), 0, "a root was back-dated");
        RegistryHandler.Commitment[] memory made = handler.commitments();
        for (uint256 i = 0; i < made.length; ++i) {
            assertEq(registry.rootOf(made[i].modelId, made[i].epoch), made[i].root, "root moved");
            (uint32 revealed,) = registry.epochState(made[i].modelId, made[i].epoch);
            assertEq(revealed, made[i].revealed, "reveals are counted once");
            assertLe(revealed, made[i].size, "more reveals than commitments");
        }
        _requireStakes();
    }

    /// @dev Each model's stake is what its books say, and the registry holds them all.
    function _requireStakes() private view {
        assertEq(handler.slashedTooMuch(), 0, "slash <= stake");
        assertEq(handler.leftTooSoon(), 0, "stake left before its time");
        uint256[] memory ids = handler.allModels();
        uint256 sum = 0;
        for (uint256 i = 0; i < ids.length; ++i) {
            assertEq(registry.modelState(ids[i]).stake, handler.stakeOf(ids[i]), "stake");
            assertEq(registry.versionCount(ids[i]), handler.versionsOf(ids[i]), "versions are only added");
            sum += handler.stakeOf(ids[i]);
        }
        assertEq(token.balanceOf(address(registry)), sum, "the registry holds the stakes");
    }
}
