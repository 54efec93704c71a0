// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Approval, Consortium, Members} from "./Consortium.sol";
import {Mandate, Trade} from "./Mandate.sol";
import {ModelVault} from "./ModelVault.sol";
import {ModelVaultFactory} from "./ModelVaultFactory.sol";
import {ShareTerms} from "./ShareVault.sol";

/// @title Consortia: vaults that several agents manage together
/// @notice A consortium is a model vault like any other, whose agent, manager and gate is a `Consortium`: k of n by weight.
/// Profit belongs to members by their shares, and there is no second account of it. This contract makes consortia and passes
/// calls on by their number; it has no rights in any of them, nor has whoever made one.
contract MultiAgentCoordinator is ReentrancyGuardTransient {
    /// @dev Who leaves a consortium never waits longer than this for a part in kind.
    uint32 public constant IN_KIND_DELAY_SECONDS_MAX = 7 days;

    ModelVaultFactory public immutable FACTORY;
    /// @notice What consortia are cloned from.
    address public immutable IMPLEMENTATION;

    /// @notice How many there are; their numbers count from 1.
    uint256 public consortiumCount;
    mapping(uint256 consortiumId => Consortium) private _consortia;

    event ConsortiumCreated(
        uint256 indexed consortiumId, address indexed creator, address consortium, address vault, bytes32 modelId
    );

    error NoCode(address account);
    error ExitTooSlow(uint256 inKindDelaySeconds, uint256 max);
    error ConsortiumMissing(uint256 consortiumId);

    constructor(ModelVaultFactory factory, address implementation) {
        if (address(factory).code.length == 0) revert NoCode(address(factory));
        if (implementation.code.length == 0) revert NoCode(implementation);
        (FACTORY, IMPLEMENTATION) = (factory, implementation);
    }

    /// @notice Makes a consortium and its vault. Anybody may; whoever does has no more say than their weight.
    /// @param terms Of the vault's shares. Who may deposit is decided here: members, through `Consortium.contribute`.
    /// @param sharesPerWeight Shares that one unit of weight must have behind it to count. A new vault gives 1e6 for an atom.
    function createConsortium(
        bytes32 modelId,
        ShareTerms memory terms,
        Mandate calldata mandate,
        Members calldata members,
        uint256 sharesPerWeight
    ) external nonReentrant returns (uint256 consortiumId, Consortium consortium, ModelVault vault) {
        if (terms.inKindDelaySeconds > IN_KIND_DELAY_SECONDS_MAX) {
            revert ExitTooSlow(terms.inKindDelaySeconds, IN_KIND_DELAY_SECONDS_MAX);
        }
        consortiumId = ++consortiumCount;
        consortium = Consortium(Clones.clone(IMPLEMENTATION));
        terms.gate = address(consortium);
        vault = FACTORY.createVault(
            modelId, terms, mandate, address(consortium), address(consortium), bytes32(consortiumId)
        );
        _consortia[consortiumId] = consortium;
        emit ConsortiumCreated(consortiumId, msg.sender, address(consortium), address(vault), modelId);
        consortium.initialize(vault, members, sharesPerWeight);
    }

    /// @notice Trades for a consortium with what its members signed. See `Consortium.executeTrade`.
    function executeConsortiumTrade(uint256 consortiumId, Trade calldata trade, Approval calldata approval)
        external
        returns (uint256 received)
    {
        return consortiumOf(consortiumId).executeTrade(trade, approval);
    }

    /// @notice Pays members the profit since the last time, and the performance part to its split. See
    /// `Consortium.distributeProfits`.
    function distributeProfits(uint256 consortiumId) external returns (uint256 redeemed) {
        return consortiumOf(consortiumId).distributeProfits();
    }

    /// @notice The consortium of that number.
    function consortiumOf(uint256 consortiumId) public view returns (Consortium consortium) {
        consortium = _consortia[consortiumId];
        if (address(consortium) == address(0)) revert ConsortiumMissing(consortiumId);
    }

    /// @notice The vault of the consortium of that number.
    function vaultOf(uint256 consortiumId) external view returns (ModelVault) {
        return consortiumOf(consortiumId).vault();
    }
}
