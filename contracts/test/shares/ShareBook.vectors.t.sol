// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Book, BookTerms, ShareBook} from "../../src/shares/ShareBook.sol";
import {Vectors} from "../support/Vectors.sol";

/// @dev The cases of vectors/performanceFee.json, whose results come from what the fee promises and not from its formula.
contract ShareBookVectorsTest is Vectors {
    uint256 private constant CASES = 240;

    function test_vectors_PerformanceFee() public view {
        string memory json = vectors("performanceFee");
        for (uint256 i = 0; i < CASES; ++i) {
            uint256 before = numberAt(json, i, "before");
            Book memory book;
            book.idle = before + numberAt(json, i, "profit");
            book.supply = numberAt(json, i, "shares");
            book.highWater = numberAt(json, i, "highWater");
            uint256 feeBps = numberAt(json, i, "feeBps");
            ShareBook.settle(book, before, BookTerms({feeBps: feeBps, unlockSeconds: 1 days}), 1_000_000);
            assertEq(book.feeShares, numberAt(json, i, "feeShares"), vm.toString(i));
            assertEq(book.highWater, numberAt(json, i, "highWaterAfter"), vm.toString(i));
        }
        noMoreThan(json, CASES, "feeShares");
    }
}
