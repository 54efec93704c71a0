// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title Divides a stream of money among shares without a loop
/// @notice A pot knows how much one share has earned since the beginning; a holder remembers where it stood when last
/// settled. Money enters as a stream (`fund`, `release`). What is owed never exceeds what entered.
/// @dev Units: atoms. `perShare` has 80 fractional bits. What a stream has given is always counted from its start, and what a
/// division cannot place stays in `remaining` until it divides: neither a small stream against a large stake nor frequent
/// calls lose or delay anything. Widths: all money a pot ever gets fits 112 bits, so with at least one share `perShare`
/// fits 192 and never overflows. Everything but `load` and `store` is pure over memory, so that the arithmetic can be
/// proved by itself. Source: the accumulator of Synthetix StakingRewards, with the remainder kept.
library Accumulator {
    using SafeCast for uint256;

    /// @notice `remaining`: money in the pot that no share has earned yet. `funded`: what the stream had when it started,
    /// all of which it gives until `endsAt`. `idleSince`: since when there have been no shares, while there are none.
    /// `spare`: for whoever uses the pot.
    struct Pot {
        uint192 perShare;
        uint32 startedAt;
        uint32 endsAt;
        uint112 totalShares;
        uint112 remaining;
        uint32 spare;
        uint112 funded;
        uint32 idleSince;
    }

    /// @notice `perShareSeen`: the pot's `perShare` when last settled. `spare`: for whoever uses the pot.
    struct Holder {
        uint192 perShareSeen;
        uint64 spare;
        uint112 shares;
        uint112 owed;
    }

    uint256 internal constant FRACTION_BITS = 80;

    error StreamWouldSlow(uint256 added, uint256 leastToAdd);

    /// @notice Gives shares what the stream has earned until `now_`. While there are no shares the stream waits: it moves
    /// on by as long, so nobody gets that time's money and none is lost.
    function release(Pot memory pot, uint32 now_) internal pure {
        if (pot.totalShares == 0) {
            if (pot.endsAt > pot.idleSince) {
                uint256 idle = now_ - pot.idleSince;
                pot.startedAt = _atMost32(pot.startedAt + idle);
                pot.endsAt = _atMost32(pot.endsAt + idle);
            }
            pot.idleSince = now_;
            return;
        }
        if (pot.remaining == 0) return;
        if (now_ >= pot.endsAt) return _place(pot, pot.remaining);
        uint256 given = (uint256(pot.funded) * (now_ - pot.startedAt)) / (pot.endsAt - pot.startedAt);
        _place(pot, given - (pot.funded - pot.remaining));
    }

    /// @notice Adds `amount` to a stream that gives everything until `period` seconds from now.
    /// Refuses what would slow down a stream that runs: a trickle cannot stretch it. Call `release` first.
    function fund(Pot memory pot, uint256 amount, uint32 period, uint32 now_) internal pure {
        uint256 sum = pot.remaining + amount;
        if (pot.endsAt > now_) {
            uint256 least = Math.ceilDiv(uint256(pot.funded) * period, pot.endsAt - pot.startedAt);
            if (sum < least) revert StreamWouldSlow(amount, least - pot.remaining);
        }
        pot.remaining = sum.toUint112();
        pot.funded = pot.remaining;
        pot.startedAt = now_;
        pot.endsAt = _atMost32(uint256(now_) + period);
    }

    /// @notice Moves what a holder earned since it was last settled into `owed`, rounded down.
    function settle(Pot memory pot, Holder memory holder) internal pure {
        holder.owed = earned(pot, holder).toUint112();
        holder.perShareSeen = pot.perShare;
    }

    /// @notice What a holder would be owed if settled now, rounded down.
    /// @dev The product fits: while `perShare` grew, the holder's shares were part of the total, so it is at most all money
    /// the pot ever got, times 2^80.
    function earned(Pot memory pot, Holder memory holder) internal pure returns (uint256) {
        return holder.owed + ((uint256(holder.shares) * (pot.perShare - holder.perShareSeen)) >> FRACTION_BITS);
    }

    /// @notice Sets the shares of a settled holder, and the pot's total with them.
    function setShares(Pot memory pot, Holder memory holder, uint256 shares, uint32 now_) internal pure {
        pot.totalShares = (uint256(pot.totalShares) - holder.shares + shares).toUint112();
        holder.shares = shares.toUint112();
        if (pot.totalShares == 0) pot.idleSince = now_;
    }

    /// @dev Reads each slot once.
    function load(Pot storage stored) internal view returns (Pot memory pot) {
        (uint256 a, uint256 b, uint256 c) = (0, 0, 0);
        assembly ("memory-safe") {
            a := sload(stored.slot)
            b := sload(add(stored.slot, 1))
            c := sload(add(stored.slot, 2))
        }
        (pot.perShare, pot.startedAt, pot.endsAt) = (uint192(a), uint32(a >> 192), uint32(a >> 224));
        (pot.totalShares, pot.remaining, pot.spare) = (uint112(b), uint112(b >> 112), uint32(b >> 224));
        (pot.funded, pot.idleSince) = (uint112(c), uint32(c >> 112));
    }

    /// @dev Writes each slot once.
    function store(Pot storage stored, Pot memory pot) internal {
        uint256 a = uint256(pot.perShare) | (uint256(pot.startedAt) << 192) | (uint256(pot.endsAt) << 224);
        uint256 b = uint256(pot.totalShares) | (uint256(pot.remaining) << 112) | (uint256(pot.spare) << 224);
        uint256 c = uint256(pot.funded) | (uint256(pot.idleSince) << 112);
        assembly ("memory-safe") {
            sstore(stored.slot, a)
            sstore(add(stored.slot, 1), b)
            sstore(add(stored.slot, 2), c)
        }
    }

    /// @dev Reads each slot once.
    function load(Holder storage stored) internal view returns (Holder memory holder) {
        (uint256 a, uint256 b) = (0, 0);
        assembly ("memory-safe") {
            a := sload(stored.slot)
            b := sload(add(stored.slot, 1))
        }
        (holder.perShareSeen, holder.spare) = (uint192(a), uint64(a >> 192));
        (holder.shares, holder.owed) = (uint112(b), uint112(b >> 112));
    }

    /// @dev Writes each slot once.
    function store(Holder storage stored, Holder memory holder) internal {
        uint256 a = uint256(holder.perShareSeen) | (uint256(holder.spare) << 192);
        uint256 b = uint256(holder.shares) | (uint256(holder.owed) << 112);
        assembly ("memory-safe") {
            sstore(stored.slot, a)
            sstore(add(stored.slot, 1), b)
        }
    }

    /// @dev Places what of `due` divides among the shares; rounds up what it takes, so shares can never claim more than left.
    function _place(Pot memory pot, uint256 due) private pure {
        uint256 total = pot.totalShares;
        uint256 each = (due << FRACTION_BITS) / total;
        uint256 placed = ((each * total) + (1 << FRACTION_BITS) - 1) >> FRACTION_BITS;
        pot.perShare = (pot.perShare + each).toUint192();
        pot.remaining = (pot.remaining - placed).toUint112();
    }

    function _atMost32(uint256 time) private pure returns (uint32) {
        return uint32(Math.min(time, type(uint32).max));
    }
}
