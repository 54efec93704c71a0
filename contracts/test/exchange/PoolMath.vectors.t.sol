// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PoolMath} from "../../src/exchange/PoolMath.sol";
import {Vectors} from "../support/Vectors.sol";

/// @dev The cases of vectors/poolSwap.json, whose results come from the law of the pool and not from its formula.
contract PoolMathVectorsTest is Vectors {
    uint256 private constant CASES = 120;

    function test_vectors_PoolSwap() public view {
        string memory json = vectors("poolSwap");
        for (uint256 i = 0; i < CASES; ++i) {
            uint256 reserveIn = numberAt(json, i, "reserveIn");
            uint256 reserveOut = numberAt(json, i, "reserveOut");
            uint256 feeBps = numberAt(json, i, "feeBps");
            uint256 output = numberAt(json, i, "output");
            assertEq(
                PoolMath.outputFor(numberAt(json, i, "input"), reserveIn, reserveOut, feeBps), output, vm.toString(i)
            );
            if (output == 0) continue;
            uint256 input = PoolMath.inputFor(output, reserveIn, reserveOut, feeBps);
            assertEq(input, numberAt(json, i, "exactInput"), vm.toString(i));
        }
        noMoreThan(json, CASES, "output");
    }
}
