// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {IVaultRules, Mandate} from "./Mandate.sol";
import {ModelVault} from "./ModelVault.sol";
import {ShareTerms} from "./ShareVault.sol";

/// @title Makes model vaults, and holds what governance decides about all of them
/// @notice Anybody may make a vault. A vault keeps the code it was made with; a better version is a new implementation, for
/// new vaults. Which assets and adapters are fit for use is governance's, and taking an adapter off stops it in every vault
/// at once. Nothing here can move a vault's assets.
contract ModelVaultFactory is IVaultRules, AccessManaged {
    /// @inheritdoc IVaultRules
    mapping(address token => bool) public isAsset;
    /// @inheritdoc IVaultRules
    mapping(address adapter => bool) public isAdapter;
    /// @notice Implementations by version, from 1.
    mapping(uint256 version => address) public implementationOf;
    /// @notice The newest version; 0 before the first.
    uint256 public latestVersion;
    /// @notice The version of a vault made here; 0 for anything else.
    mapping(address vault => uint256) public versionOf;

    event AssetSet(address indexed token, bool approved);
    event AdapterSet(address indexed adapter, bool approved);
    event VersionAdded(uint256 indexed version, address implementation);
    event VaultCreated(
        address indexed vault, address indexed creator, bytes32 indexed modelId, uint256 version, address manager
    );

    error NoCode(address account);
    error NotOurs(address what);
    error VersionMissing(uint256 version);

    constructor(address authority_) AccessManaged(authority_) {}

    /// @notice Makes a vault of the newest version for the model `modelId`. Its address depends on the caller and `salt`.
    /// @param agent Who trades; may be named later by `manager`.
    function createVault(
        bytes32 modelId,
        ShareTerms calldata terms,
        Mandate calldata mandate,
        address manager,
        address agent,
        bytes32 salt
    ) external returns (ModelVault vault) {
        uint256 version = latestVersion;
        if (version == 0) revert VersionMissing(version);
        // The asset is in the clone's code, where reading it is cheap.
        bytes memory args = abi.encode(terms.asset);
        vault = ModelVault(
            Clones.cloneDeterministicWithImmutableArgs(implementationOf[version], args, _saltOf(msg.sender, salt))
        );
        versionOf[address(vault)] = version;
        emit VaultCreated(address(vault), msg.sender, modelId, version, manager);
        vault.initialize(terms, mandate, manager, agent);
    }

    /// @notice Where `createVault` by `creator` with `salt` will put a vault of the newest version over `asset`.
    function vaultAddress(address creator, bytes32 salt, address asset) external view returns (address) {
        return Clones.predictDeterministicAddressWithImmutableArgs(
            implementationOf[latestVersion], abi.encode(asset), _saltOf(creator, salt)
        );
    }

    /// @notice Approves an asset for new positions and new vaults, or stops that.
    function setAsset(address token, bool approved) external restricted {
        if (approved && token.code.length == 0) revert NoCode(token);
        isAsset[token] = approved;
        emit AssetSet(token, approved);
    }

    /// @notice Approves an adapter for the vaults whose mandates name it, or stops it everywhere.
    function setAdapter(address adapter, bool approved) external restricted {
        if (approved && adapter.code.length == 0) revert NoCode(adapter);
        isAdapter[adapter] = approved;
        emit AdapterSet(adapter, approved);
    }

    /// @notice Makes `implementation` the newest version. Vaults that exist keep theirs.
    function addVersion(address implementation) external restricted returns (uint256 version) {
        if (implementation.code.length == 0) revert NoCode(implementation);
        if (address(ModelVault(implementation).RULES()) != address(this)) revert NotOurs(implementation);
        version = ++latestVersion;
        implementationOf[version] = implementation;
        emit VersionAdded(version, implementation);
    }

    /// @notice Stops a vault's entry and trading. Exits go on.
    function haltVault(ModelVault vault) external restricted {
        _requireOurs(vault);
        vault.halt();
    }

    /// @notice Lets a halted vault go on.
    function resumeVault(ModelVault vault) external restricted {
        _requireOurs(vault);
        vault.resume();
    }

    function _requireOurs(ModelVault vault) private view {
        if (versionOf[address(vault)] == 0) revert NotOurs(address(vault));
    }

    function _saltOf(address creator, bytes32 salt) private pure returns (bytes32) {
        return keccak256(abi.encode(creator, salt));
    }
}
