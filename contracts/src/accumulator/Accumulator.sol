// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title Divides a stream of money among shares without a loop
/// @notice A pot knows how much one share has earned since the beginning; a holder remembers what its shares would have
/// earned before they were its own. Money enters as a stream (`fund`, `release`). What is owed never exceeds what entered.
/// @dev Units: atoms. `perShare` has 80 fractional bits. What a stream has given is always counted from its start, and what a
/// division cannot place stays in `remaining` until it divides: neither a small stream against a large stake nor frequent
/// calls lose or delay anything. Widths: all money a pot ever gets fits 112 bits, so with at least one share `perShare`
/// fits 192 and never overflows. Everything but `load` and `store` is pure over memory, so that the arithmetic can be
/// proved by itself. Source: the accumulator of Synthetix StakingRewards, with the remainder kept, and the debt of SushiSwap's
/// MasterChef, so that a holder nearly always fits one slot.
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

    /// @notice `debt`: what `shares` would have earned since the beginning, less what is owed, in atoms. `spare`: for whoever
    /// uses the pot.
    struct Holder {
        uint112 shares;
        uint32 spare;
        int256 debt;
    }

    /// @notice A holder as it is kept. A debt that does not fit `narrowDebt` lies in the second slot: only where a share has
    /// earned millions of times what others stake, which anybody can bring about in a pool of dust, and must stop nobody.
    struct StoredHolder {
        uint112 shares;
        uint32 spare;
        int112 narrowDebt;
        int256 wideDebt;
    }

    uint8 internal constant FRACTION_BITS = 80;
    /// @dev Says that the debt is in the second slot.
    int112 private constant WIDE = type(int112).min;

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
        // Money of 112 bits, times of 32 in order: `startedAt` ≤ `now_` < `endsAt`.
        uint256 given;
        unchecked {
            given = (uint256(pot.funded) * (now_ - pot.startedAt)) / (pot.endsAt - pot.startedAt);
        }
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

    /// @notice What a holder is owed now, rounded down.
    function earned(Pot memory pot, Holder memory holder) internal pure returns (uint256) {
        int256 owed = int256(_worth(pot, holder.shares, false)) - holder.debt;
        // Below zero by the one atom that rounding took when shares were added.
        return owed > 0 ? uint256(owed) : 0;
    }

    /// @notice Takes all that a holder is owed.
    function take(Pot memory pot, Holder memory holder) internal pure returns (uint256 owed) {
        owed = earned(pot, holder);
        holder.debt += int256(owed);
    }

    /// @notice Sets a holder's shares, and the pot's total with them. What is owed stays owed, less at most an atom.
    function setShares(Pot memory pot, Holder memory holder, uint256 shares, uint32 now_) internal pure {
        uint256 had = holder.shares;
        pot.totalShares = (uint256(pot.totalShares) - had + shares).toUint112();
        if (shares > had) {
            holder.debt += int256(_worth(pot, shares - had, true));
        } else {
            holder.debt -= int256(_worth(pot, had - shares, false));
        }
        holder.shares = shares.toUint112();
        if (pot.totalShares == 0) pot.idleSince = now_;
    }

    /// @dev Reads each slot once, into a pot that is there already: making one costs some hundred gas.
    function load(Pot storage stored, Pot memory pot) internal view {
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

    /// @dev Reads the second slot only where it is used.
    function load(StoredHolder storage stored) internal view returns (Holder memory holder) {
        uint256 word;
        assembly ("memory-safe") {
            word := sload(stored.slot)
        }
        (holder.shares, holder.spare) = (uint112(word), uint32(word >> 112));
        int112 narrow = int112(uint112(word >> 144));
        holder.debt = narrow == WIDE ? stored.wideDebt : narrow;
    }

    /// @dev Writes the second slot only where the debt does not fit the first.
    function store(StoredHolder storage stored, Holder memory holder) internal {
        int256 debt = holder.debt;
        if (debt <= WIDE || debt > type(int112).max) {
            stored.wideDebt = debt;
            debt = WIDE;
        }
        uint256 word = uint256(holder.shares) | (uint256(holder.spare) << 112) | (uint256(debt) << 144);
        assembly ("memory-safe") {
            sstore(stored.slot, word)
        }
    }

    /// @dev What `shares` would have earned since the beginning: 304 bits before the shift, 224 after it.
    function _worth(Pot memory pot, uint256 shares, bool roundsUp) private pure returns (uint256) {
        uint256 perShare = pot.perShare;
        if (shares > type(uint112).max || perShare > type(uint128).max) {
            return Math.mulShr(shares, perShare, FRACTION_BITS, roundsUp ? Math.Rounding.Ceil : Math.Rounding.Floor);
        }
        // 112 and 128 bits, and what rounds up: all pools but those where one atom of stake earned 2^48 of reward.
        unchecked {
            return (shares * perShare + (roundsUp ? (1 << FRACTION_BITS) - 1 : 0)) >> FRACTION_BITS;
        }
    }

    /// @dev Places what of `due` divides among the shares; rounds up what it takes, so shares can never claim more than left.
    function _place(Pot memory pot, uint256 due) private pure {
        uint256 total = pot.totalShares;
        uint256 each = (due << FRACTION_BITS) / total;
        uint256 placed;
        // `each * total` is at most `due`, 112 bits, times 2^80.
        unchecked {
            placed = (each * total + (1 << FRACTION_BITS) - 1) >> FRACTION_BITS;
        }
        pot.perShare = (pot.perShare + each).toUint192();
        pot.remaining = (pot.remaining - placed).toUint112();
    }

    function _atMost32(uint256 time) private pure returns (uint32) {
        return uint32(Math.min(time, type(uint32).max));
    }
}
