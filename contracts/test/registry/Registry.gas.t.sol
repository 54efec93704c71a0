// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ModelRegistry} from "../../src/registry/ModelRegistry.sol";
import {RegistryBase} from "./RegistryBase.sol";

/// @title What logging a day of predictions costs, a whole transaction through the proxy
/// @dev Run with `--isolate`. The anchor's figure is an EAS attestation of 64 bytes (contracts.md §6.2: 182,228).
contract RegistryGasTest is RegistryBase {
    event GasUsed(string path, uint256 ours, uint256 anchor);

    uint256 private constant EAS_ATTEST = 182_228;

    function test_gas_epochRoot() external {
        bytes32 root = _root(keccak256("top"), 1_000);
        (ModelRegistry target, uint256 id) = (registry, modelId);
        // A first transaction pays for the test's own first look at the account.
        registry.setTreasury(treasury);
        vm.prank(author);
        uint256 gas = gasleft();
        target.commitEpoch(id, EPOCH, root);
        gas -= gasleft();
        emit GasUsed("log one epoch root", gas, EAS_ATTEST);
        assertLe(gas * 100, EAS_ATTEST * 30, "log one epoch root");
    }
}
