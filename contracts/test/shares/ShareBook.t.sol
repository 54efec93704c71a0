// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Book, BookTerms, ShareBook} from "../../src/shares/ShareBook.sol";
import {Test} from "../support/Test.sol";

/// @dev The edges of booking that a vault, whose fee is bounded, reaches rarely.
contract ShareBookTest is Test {
    uint256 private constant NOW = 1_000_000;

    /// @dev The fee takes the whole of a profit of one atom: nothing is left to lock, and no time is set for it.
    function test_AProfitThatIsAllFeeLocksNothing() public pure {
        Book memory book;
        (book.idle, book.supply, book.unlockAt) = (1_000_001, 1e12, 7);
        book.highWater = ShareBook.PRICE_SCALE / 1e6;
        ShareBook.settle(book, 1_000_000, BookTerms({feeBps: 10_000, unlockSeconds: 1 days}), NOW);
        assertGt(book.feeShares, 0, "a fee");
        assertEq(book.locked, 0, "nothing is left");
        assertEq(book.unlockAt, 7, "so no time changes");
    }

    function test_AProfitUnlocksOverTheFullTime() public pure {
        Book memory book;
        (book.idle, book.supply) = (1_000_100, 1e12);
        ShareBook.settle(book, 1_000_000, BookTerms({feeBps: 0, unlockSeconds: 1 days}), NOW);
        assertEq(book.locked, 100, "all of it");
        assertEq(book.unlockAt, NOW + 1 days, "when");
        // Half way, as much again: what is left waits half as long, the new its full time.
        (book.idle, book.locked) = (1_000_200, 50);
        ShareBook.settle(book, 1_000_100, BookTerms({feeBps: 0, unlockSeconds: 1 days}), NOW + 12 hours);
        assertEq(book.locked, 150, "both");
        assertEq(book.unlockAt, NOW + 12 hours + uint256(50 * 12 hours + 100 * 1 days) / 150, "weighted");
    }
}
