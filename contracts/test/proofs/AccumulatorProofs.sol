// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Accumulator} from "../../src/accumulator/Accumulator.sol";
import {Test} from "../support/Test.sol";

/// @title What holds of the accumulator for every number of the types below
/// @dev Read by `npm run contracts -- prove`, not by the engines.
contract AccumulatorProofs is Test {
    using Accumulator for Accumulator.Pot;
    using Accumulator for Accumulator.StoredHolder;

    Accumulator.Pot private _pot;
    Accumulator.StoredHolder private _holder;

    /// @dev Every field at its full width.
    function check_pot_isReadAsItWasWritten(Accumulator.Pot memory pot) external {
        _pot.store(pot);
        Accumulator.Pot memory read;
        _pot.load(read);
        assert(keccak256(abi.encode(read)) == keccak256(abi.encode(pot)));
    }

    /// @dev Every field at its full width.
    function check_holder_isReadAsItWasWritten(Accumulator.Holder memory holder) external {
        _holder.store(holder);
        assert(keccak256(abi.encode(_holder.load())) == keccak256(abi.encode(holder)));
    }

    /// @dev While nobody has shares the stream waits whole. Every time of 24 bits, money at its full width.
    function check_release_waitsWhileNobodyHasShares(uint112 money, uint24 began, uint24 ends, uint24 idleAt, uint24 now_)
        external
        pure
    {
        vm.assume(began < ends && began <= idleAt && idleAt < ends && idleAt <= now_);
        Accumulator.Pot memory pot;
        (pot.remaining, pot.funded) = (money, money);
        (pot.startedAt, pot.endsAt, pot.idleSince) = (began, ends, idleAt);
        pot.release(now_);
        assert(pot.remaining == money && pot.perShare == 0);
        assert(pot.endsAt - pot.startedAt == ends - began);
        assert(pot.endsAt - now_ == ends - idleAt);
    }

    /// @dev A stake taken out is gone from the total, and nothing else is. Shares at their full width.
    function check_setShares_movesTheTotalByTheDifference(uint112 total, uint112 had, uint112 gets) external pure {
        vm.assume(had <= total && uint256(total) - had + gets <= type(uint112).max);
        Accumulator.Pot memory pot;
        Accumulator.Holder memory holder;
        (pot.totalShares, holder.shares) = (total, had);
        pot.setShares(holder, gets, 7);
        assert(holder.shares == gets && pot.totalShares == total - had + gets);
        assert((pot.idleSince == 7) == (pot.totalShares == 0));
    }
}
