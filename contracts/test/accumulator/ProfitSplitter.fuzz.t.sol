// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ProfitSplitter} from "../../src/accumulator/ProfitSplitter.sol";
import {SplitTest} from "./SplitTest.sol";

contract ProfitSplitterFuzzTest is SplitTest {
    /// @dev Any number of payments in any sizes, claimed in between or not, come to the same as one, to the atom.
    function testFuzz_PaymentsAddUp(uint96[6] memory amounts, uint16 annBps, uint16 platformBps, uint256 seed) public {
        annBps = uint16(bound(annBps, 0, 10_000));
        platformBps = uint16(bound(platformBps, 1_000, 5_000));
        splitter.setDeveloperShares(splitId, two(ann, annBps, ben, 10_000 - annBps));
        splitter.setPlatformBps(splitId, platformBps);
        uint256 sum;
        for (uint256 i = 0; i < 6; ++i) {
            uint256 amount = bound(amounts[i], 1, type(uint96).max / 8);
            sum += amount;
            pay(amount);
            if ((seed >> i) & 1 == 1) try splitter.claimFor(splitId, ann) {} catch {}
        }
        uint256 toAnn = token.balanceOf(ann) + owed(ann);
        uint256 toBen = owed(ben);
        uint256 cut = (sum * platformBps) / 10_000;
        assertEq(platformOwed(), cut, "the platform, exactly");
        assertLe(toAnn + toBen + cut, sum, "never more than came in");
        assertGe(toAnn + toBen + cut + 1, sum, "and one atom at most waits to be divided");
        assertEq(toAnn, ((sum - cut) * annBps) / 10_000, "ann, exactly");
        assertEq(toBen, ((sum - cut) * (10_000 - annBps)) / 10_000, "ben, exactly");
    }

    /// @dev A change at any time: profit before is split as before, profit after as after.
    function testFuzz_ChangeIsNotRetroactive(uint96 before, uint96 later, uint16 fromBps, uint16 toBps) public {
        (fromBps, toBps) = (uint16(bound(fromBps, 1_000, 5_000)), uint16(bound(toBps, 1_000, 5_000)));
        uint256 first = bound(before, 1, type(uint96).max / 4);
        uint256 second = bound(later, 1, type(uint96).max / 4);
        splitter.setPlatformBps(splitId, fromBps);
        pay(first);
        splitter.setPlatformBps(splitId, toBps);
        assertEq(platformOwed(), (first * fromBps) / 10_000, "the change itself moves nothing");
        pay(second);
        assertEq(platformOwed(), (first * fromBps + second * toBps) / 10_000, "each at its own");
    }

    function testFuzz_MovedShareSplitsAtTheMove(uint96 before, uint96 later, uint16 moved) public {
        uint256 first = bound(before, 1, type(uint96).max / 4);
        uint256 second = bound(later, 1, type(uint96).max / 4);
        moved = uint16(bound(moved, 1, 6_000));
        pay(first);
        vm.prank(ann);
        splitter.moveShare(splitId, payer, moved);
        pay(second);
        uint256 rest = second - (((first + second) * 3) / 10 - (first * 3) / 10);
        assertEq(owed(payer), (rest * moved) / 10_000, "the new one");
        assertLe(owed(ann) + owed(ben) + owed(payer) + platformOwed(), first + second, "sum");
    }
}
