// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Vectors} from "../support/Vectors.sol";
import {SplitTest} from "./SplitTest.sol";

/// @dev The cases of vectors/profitSplit.json.
contract ProfitSplitterVectorsTest is SplitTest, Vectors {
    uint256 private constant CASES = 20;

    function test_vectors_ProfitSplit() public {
        string memory json = vectors("profitSplit");
        for (uint256 i = 0; i < CASES; ++i) {
            uint16 firstBps = uint16(numberAt(json, i, "firstBps"));
            splitId = splitter.createModelSplit(address(token), two(ann, firstBps, ben, 10_000 - firstBps));
            splitter.setPlatformBps(splitId, uint16(numberAt(json, i, "platformBps")));
            pay(numberAt(json, i, "payment1"));
            // Claimed in between or not must not matter: every other case claims.
            uint256 claimed;
            if (i % 2 == 1 && owed(ann) > 0) claimed = claimAs(ann);
            uint256 payment2 = numberAt(json, i, "payment2");
            if (payment2 > 0) pay(payment2);
            assertEq(platformOwed(), numberAt(json, i, "platform"), vm.toString(i));
            assertEq(claimed + owed(ann), numberAt(json, i, "developer1"), vm.toString(i));
            assertEq(owed(ben), numberAt(json, i, "developer2"), vm.toString(i));
        }
        noMoreThan(json, CASES, "platform");
    }
}
