// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Test} from "./Test.sol";

/// @title Reads the cases of `vectors/`, which TypeScript reads too
abstract contract Vectors is Test {
    function vectors(string memory name) internal view returns (string memory json) {
        return vm.readFile(string.concat(vm.projectRoot(), "/../vectors/", name, ".json"));
    }

    /// @dev The number under `name` in case `index`.
    function numberAt(string memory json, uint256 index, string memory name) public pure returns (uint256) {
        return vm.parseJsonUint(json, string.concat(".cases[", vm.toString(index), "].", name));
    }

    /// @dev Fails when the file has more cases than were looked at.
    function noMoreThan(string memory json, uint256 count, string memory name) internal view {
        try this.numberAt(json, count, name) {
            assertTrue(false, "there are more cases");
        } catch {}
    }
}
