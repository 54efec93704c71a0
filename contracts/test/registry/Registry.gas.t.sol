// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AttestationService, IAttestationService, ISchemaRegistry} from "../../anchors/AttestationService.sol";
import {ModelRegistry} from "../../src/registry/ModelRegistry.sol";
import {GasTest} from "../support/GasTest.sol";
import {RegistryBase} from "./RegistryBase.sol";

/// @dev What logging a day of predictions costs, through the proxy, beside an attestation of 64 bytes: epoch and root.
contract RegistryGasTest is RegistryBase, GasTest {
    function test_gas_epochRoot() external {
        bytes32 root = _root(keccak256("top"), 1_000);
        (ISchemaRegistry schemas, IAttestationService service) = AttestationService.deploy();
        IAttestationService.AttestationRequest memory request;
        request.schema = schemas.register("uint256 epoch,bytes32 root", address(0), false);
        request.data.data = abi.encode(EPOCH, root);
        uint256 ours =
            spend(author, address(registry), abi.encodeCall(ModelRegistry.commitEpoch, (modelId, EPOCH, root)));
        emit GasUsed(
            "log one epoch root",
            ours,
            spend(author, address(service), abi.encodeCall(IAttestationService.attest, (request)))
        );
    }
}
