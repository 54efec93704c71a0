// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Vm} from "../test/support/Vm.sol";

interface ISchemaRegistry {
    function register(string calldata schema, address resolver, bool revocable) external returns (bytes32);
}

interface IAttestationService {
    struct AttestationRequestData {
        address recipient;
        uint64 expirationTime;
        bool revocable;
        bytes32 refUID;
        bytes data;
        uint256 value;
    }

    struct AttestationRequest {
        bytes32 schema;
        AttestationRequestData data;
    }

    function attest(AttestationRequest calldata request) external payable returns (bytes32);
}

/// @title The Ethereum Attestation Service as it was deployed on mainnet, from the record of deployments that npm carries
library AttestationService {
    Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    string private constant RECORDS =
        "../node_modules/@ethereum-attestation-service/eas-contracts/deployments/mainnet/";

    function deploy() internal returns (ISchemaRegistry schemas, IAttestationService service) {
        schemas = ISchemaRegistry(_create("SchemaRegistry.json", ""));
        service = IAttestationService(_create("EAS.json", abi.encode(schemas)));
    }

    function _create(string memory record, bytes memory arguments) private returns (address deployed) {
        bytes memory creation =
            vm.parseBytes(vm.parseJsonString(vm.readFile(string.concat(RECORDS, record)), ".bytecode"));
        creation = abi.encodePacked(creation, arguments);
        assembly ("memory-safe") {
            deployed := create(0, add(creation, 32), mload(creation))
        }
        require(deployed != address(0), "the attestation service did not deploy");
    }
}
