// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Accumulator} from "../../src/accumulator/Accumulator.sol";
import {FarmTest} from "./FarmTest.sol";

/// @dev Where a holder's debt fits its slot, where it does not, and that shares of dust stop nobody.
contract AccumulatorTest is FarmTest {
    using Accumulator for Accumulator.Pot;
    using Accumulator for Accumulator.StoredHolder;

    /// @dev The most atoms that a pool ever gets.
    uint256 private constant FUNDED_MAX = type(uint112).max;
    Accumulator.StoredHolder private stored;

    function test_DebtIsReadAsWritten() public {
        int256 most = type(int112).max;
        int256[7] memory debts = [int256(0), -1, most, most + 1, -most, -most - 1, -most - 2];
        for (uint256 i = 0; i < debts.length; ++i) {
            assertDebt(debts[i], i >= 3 && i != 4);
        }
        assertDebt(int256(1) << 224, true);
        assertDebt(-(int256(1) << 224), true);
        // What once was wide, and is narrow again.
        assertDebt(5, false);
    }

    function assertDebt(int256 debt, bool isWide) private {
        stored.wideDebt = 77;
        stored.store(Accumulator.Holder(type(uint112).max, type(uint32).max, debt));
        Accumulator.Holder memory read = stored.load();
        assertTrue(read.debt == debt, "debt");
        assertEq(read.shares, type(uint112).max, "shares");
        assertEq(read.spare, type(uint32).max, "spare");
        assertTrue(stored.wideDebt == (isWide ? debt : int256(77)), "the second slot only where it is needed");
    }

    /// @dev One atom earns a whole stream alone, so a share has earned more than 112 bits of money times any stake.
    function test_attack_dustStakeThatEarnedAllStopsNobody() public {
        stakeAs(alice, 1);
        farm.fund(poolId, FUNDED_MAX / 2);
        skip(PERIOD);
        assertNear(owed(alice), FUNDED_MAX / 2, 1, "alice alone");
        stakeAs(bob, 1e33);
        assertEq(owed(bob), 0, "nothing before");
        farm.fund(poolId, 1e33);
        skip(PERIOD);
        assertNear(owed(bob), 1e33, uint256(1e33) / 2 ** 80 + 2, "all but what does not divide among so many");
        assertNear(owed(alice), FUNDED_MAX / 2 + 1, 2, "and one atom");
        uint256 before = owed(bob);
        // With fewer shares what did not divide before is placed, too.
        withdrawAs(bob, 4e32);
        assertGe(owed(bob) + 1, before, "stays owed");
        assertLe(owed(bob), 1e33, "and is no more than was funded");
        withdrawAs(bob, 6e32);
        assertNear(owed(bob), 1e33, uint256(1e33) / 2 ** 80 + 2, "with no stake left");
        before = owed(bob);
        assertEq(claimAs(bob), before, "and is paid");
        assertEq(owed(bob), 0, "once");
        assertNear(claimAs(alice), FUNDED_MAX / 2, uint256(1e33) / 2 ** 80 + 2, "alice is paid, too");
    }

    /// @dev On either side of where the product of shares and their earnings fits a word, one path is the other.
    function testFuzz_WorthIsTheSameOnBothPaths(uint112 shares, uint128 perShare, bool isAbove) public pure {
        Accumulator.Pot memory pot;
        Accumulator.Holder memory holder;
        pot.perShare = isAbove ? uint192(type(uint128).max) + 1 + perShare : perShare;
        pot.setShares(holder, shares, 0);
        uint256 product = uint256(shares) * (pot.perShare >> 64);
        uint256 least = product >> 16;
        assertGe(uint256(holder.debt), least, "at least without the last 64 bits");
        assertLe(uint256(holder.debt), ((product + shares) >> 16) + 1, "at most with all of them");
        assertEq(pot.earned(holder), 0, "nothing is owed at once");
        pot.setShares(holder, 0, 0);
        assertTrue(holder.debt == 0 || holder.debt == 1, "what was rounded up is not given back");
    }

    /// @dev Somebody who adds to a stake and takes from it all the time never earns more, and loses an atom a call at most.
    function testFuzz_MovingSharesEarnsNothing(uint256 seed, uint256 funded, uint256 stake_) public {
        funded = bound(funded, 1, 1e33);
        stake_ = bound(stake_, 1, 1e30);
        stakeAs(alice, stake_);
        stakeAs(bob, stake_);
        farm.fund(poolId, funded);
        for (uint256 i = 0; i < 6; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            skip(seed % 4 days);
            uint256 before = owed(bob);
            uint256 moved = bound(seed >> 64, 1, stake_);
            stakeAs(bob, moved);
            withdrawAs(bob, moved);
            assertLe(owed(bob), before, "nothing extra");
            assertGe(owed(bob) + 2, before, "and hardly less");
        }
        assertLe(owed(alice) + owed(bob), funded, "together");
    }
}
