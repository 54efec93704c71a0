// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Accumulator} from "../../src/accumulator/Accumulator.sol";
import {PoolMath} from "../../src/exchange/PoolMath.sol";
import {Book, BookTerms, ShareBook} from "../../src/shares/ShareBook.sol";
import {SplitTest} from "../accumulator/SplitTest.sol";
import {TestClaims} from "../claims/TestClaims.sol";
import {Test} from "../support/Test.sol";
import {ZooToken} from "../support/tokens/ZooToken.sol";

// What divides by a variable is beyond the solvers, so here every value there is of few bits is tried: a proof at that width, and
// none above it. `npm run contracts -- prove` runs them, for which it renames them to tests; otherwise no engine does.

/// @title Shares: assets of 6 bits, and supplies of 6 bits times 999,983, a prime near the million shares an atom is worth first
contract ShareEnumerations is Test {
    using ShareBook for Book;

    uint256 private constant END = 64;
    uint256 private constant GRAIN = 999_983;

    /// @dev Assets given for shares and back at once: never more, and the price for the others does not fall. 2^18 cases.
    function enumerate_depositAndBackNeverProfits() external pure {
        Book memory book;
        for (uint256 net = 0; net < END; ++net) {
            for (uint256 supply = 0; supply < END * GRAIN; supply += GRAIN) {
                for (uint256 assets = 0; assets < END; ++assets) {
                    (book.idle, book.supply) = (net, supply);
                    uint256 shares = book.toShares(assets, Math.Rounding.Floor);
                    (book.idle, book.supply) = (net + assets, supply + shares);
                    assert(book.toAssets(shares, Math.Rounding.Floor) <= assets);
                    assert((net + assets + 1) * (supply + 1e6) >= (net + 1) * (supply + shares + 1e6));
                }
            }
        }
    }

    /// @dev Shares burnt for assets are worth those assets, and one less would not be. 2^17 cases.
    function enumerate_withdrawalBurnsEnoughAndNoMore() external pure {
        Book memory book;
        for (uint256 net = 0; net < END; ++net) {
            for (uint256 supply = 0; supply < END * GRAIN; supply += GRAIN) {
                (book.idle, book.supply) = (net, supply);
                for (uint256 assets = 0; assets <= net; ++assets) {
                    uint256 shares = book.toShares(assets, Math.Rounding.Ceil);
                    assert(shares * (net + 1) >= assets * (supply + 1e6));
                    assert(shares == 0 || (shares - 1) * (net + 1) < assets * (supply + 1e6));
                    assert(book.toAssets(shares, Math.Rounding.Floor) >= assets);
                }
            }
        }
    }

    /// @dev A profit of 4 bits on assets and supplies of 4 bits, at six fees: the price does not fall and rises by less than
    /// an atom over all shares, and when all counts the fee's shares are worth no more than the fee. 24,576 cases.
    function enumerate_settlementLeavesThePrice() external pure {
        Book memory book;
        BookTerms memory terms = BookTerms(0, 10 days);
        for (; terms.feeBps <= 5_000; terms.feeBps += 1_000) {
            for (uint256 net = 0; net < 16; ++net) {
                for (uint256 supply = 0; supply < 16 * GRAIN; supply += GRAIN) {
                    for (uint256 profit = 0; profit < 16; ++profit) {
                        (book.idle, book.locked, book.unlockAt) = (net + profit, 0, 0);
                        (book.supply, book.highWater, book.peak) = (supply, 0, 0);
                        book.feeShares = 0;
                        book.settle(net, terms, 1_000);
                        uint256 shares = supply + book.feeShares + 1e6;
                        assert(book.supply == supply + book.feeShares);
                        assert((book.net() + 1) * (supply + 1e6) >= (net + 1) * shares);
                        assert(book.net() * (supply + 1e6) <= (net + 1) * shares);
                        assert(book.feeShares * (net + profit + 1) * 10_000 <= profit * terms.feeBps * shares);
                    }
                }
            }
        }
    }

    /// @dev Locked profit of 6 bits over 6 bits of seconds: never more than there was, never rising, nothing at the end.
    function enumerate_lockedOnlyUnlocks() external pure {
        for (uint256 locked = 0; locked < 64; ++locked) {
            for (uint256 end = 1; end < 64; ++end) {
                uint256 last = locked;
                for (uint256 now_ = 0; now_ <= end; ++now_) {
                    uint256 left = ShareBook.lockedAt(locked, 0, end, now_);
                    assert(left <= last && left * end >= locked * (end - now_));
                    last = left;
                }
                assert(last == 0);
            }
        }
    }
}

/// @title The accumulator: two holders of 4 bits of shares each, money of 6 bits, a stream of sixteen seconds
contract AccumulatorEnumerations is Test {
    using Accumulator for Accumulator.Pot;

    uint32 private constant PERIOD = 16;

    /// @dev Looked at once on the way: owed and left is never more than what came in, the end gives all but what rounding keeps,
    /// and looking changes nothing. 2^18 cases of two streams each.
    function enumerate_owedAndLeftIsWhatCameIn() external pure {
        Accumulator.Pot memory pot;
        Accumulator.Holder memory a;
        Accumulator.Holder memory b;
        for (uint256 money = 0; money < 64; ++money) {
            for (uint256 first = 1; first <= 16; ++first) {
                for (uint256 second = 0; second < 16; ++second) {
                    for (uint32 looked = 0; looked < PERIOD; ++looked) {
                        begin(pot, a, b);
                        pot.setShares(a, first, 100);
                        pot.setShares(b, second, 100);
                        pot.fund(money, PERIOD, 100);
                        pot.release(100 + looked);
                        uint256 given = money * looked / PERIOD;
                        uint256 owed = pot.earned(a) + pot.earned(b);
                        assert(owed + pot.remaining <= money);
                        assert(owed <= given && owed + 2 >= given && pot.remaining == money - given);
                        pot.release(100 + PERIOD);
                        owed = pot.earned(a) + pot.earned(b);
                        assert(pot.remaining == 0 && owed <= money && owed + 2 >= money);
                        // By shares, to the atom.
                        assert(pot.earned(a) * (first + second) <= money * first);
                        assert((pot.earned(a) + 1) * (first + second) >= money * first);
                    }
                }
            }
        }
    }

    /// @dev A stake that is changed at any earnings of a share, in 16ths of an atom: nobody is owed more, nor an atom less. 2^18 cases.
    function enumerate_movingSharesEarnsNothing() external pure {
        Accumulator.Pot memory pot;
        Accumulator.Holder memory holder;
        for (uint256 sixteenths = 0; sixteenths < 256; ++sixteenths) {
            for (uint256 had = 0; had < 32; ++had) {
                for (uint256 gets = 0; gets < 32; ++gets) {
                    (pot.perShare, pot.totalShares, holder.shares, holder.debt) = (0, 0, 0, 0);
                    pot.setShares(holder, had, 0);
                    pot.perShare = uint192(sixteenths << 76);
                    uint256 owed = pot.earned(holder);
                    assert(owed == had * sixteenths / 16);
                    pot.setShares(holder, gets, 0);
                    assert(pot.earned(holder) <= owed && pot.earned(holder) + 1 >= owed);
                    uint256 taken = pot.take(holder);
                    assert(taken + 1 >= owed && pot.earned(holder) == 0);
                }
            }
        }
    }

    function begin(Accumulator.Pot memory pot, Accumulator.Holder memory a, Accumulator.Holder memory b) private pure {
        (pot.perShare, pot.startedAt, pot.endsAt, pot.totalShares) = (0, 0, 0, 0);
        (pot.remaining, pot.funded, pot.idleSince) = (0, 0, 100);
        (a.shares, a.debt, b.shares, b.debt) = (0, 0, 0, 0);
    }
}

/// @title The market maker: reserves and inputs of 6 bits at four fees, at two where inputs are asked for
contract PoolEnumerations is Test {
    uint256 private constant END = 64;

    /// @dev The product never falls, nothing is emptied, and there and back never profits. 2^20 cases.
    function enumerate_swapKeepsTheProduct() external pure {
        uint256[4] memory fees = [uint256(0), 30, 100, 300];
        for (uint256 i = 0; i < 4; ++i) {
            for (uint256 x = 1; x < END; ++x) {
                for (uint256 y = 1; y < END; ++y) {
                    for (uint256 input = 0; input < END; ++input) {
                        uint256 out = PoolMath.outputFor(input, x, y, fees[i]);
                        unchecked {
                            assert(out < y && (x + input) * (y - out) >= x * y);
                        }
                        assert(PoolMath.outputFor(out, y - out, x + input, fees[i]) <= input);
                    }
                }
            }
        }
    }

    /// @dev What must be paid for an output buys at least that, and an atom less would not. 2^18 cases.
    function enumerate_inputIsEnoughAndNoMore() external pure {
        uint256[2] memory fees = [uint256(0), 30];
        for (uint256 i = 0; i < 2; ++i) {
            for (uint256 x = 1; x < END; ++x) {
                for (uint256 y = 2; y < END; ++y) {
                    for (uint256 out = 1; out < y; ++out) {
                        uint256 input = PoolMath.inputFor(out, x, y, fees[i]);
                        assert(PoolMath.outputFor(input, x, y, fees[i]) >= out);
                        assert(PoolMath.outputFor(input - 1, x, y, fees[i]) < out);
                    }
                }
            }
        }
    }
}

/// @title A claim pair: amounts of 8 bits, and every ratio of 8 bits over 255
contract ClaimEnumerations is Test {
    /// @dev Both halves together are the collateral, less an atom at most. 2^16 cases.
    function enumerate_bothHalvesAreTheWhole() external {
        vm.warp(1_000);
        TestClaims claims = new TestClaims(address(new AccessManager(address(this))));
        IERC20 collateral = new ZooToken("CASH", 6);
        claims.setCollateral(collateral, true);
        uint256[256] memory ids;
        for (uint256 i = 0; i < 256; ++i) {
            ids[i] = claims.open(keccak256(abi.encode(i)), collateral, 2_000, 0);
        }
        vm.warp(2_000);
        for (uint256 i = 0; i < 256; ++i) {
            uint256 ratio = i * 1e18 / 255;
            claims.settle(ids[i], ratio);
            for (uint256 amount = 0; amount < 256; ++amount) {
                uint256 long = claims.previewRedeem(ids[i] | 1, amount);
                uint256 short = claims.previewRedeem(ids[i], amount);
                assert(long == amount * ratio / 1e18);
                assert(long + short <= amount && long + short + 1 >= amount);
            }
        }
    }
}

/// @title The splitter, behind its proxy: two payments of 5 bits each, at three parts of the platform and uneven shares
contract SplitEnumerations is SplitTest {
    /// @dev Two payments, settled one by one, come to what one of their sum does, to the atom, for everybody; and all together is
    /// what was paid, less an atom for each account at most. 3,072 cases of two splits each.
    function enumerate_twoPaymentsAreOneOfTheirSum() external {
        uint16[3] memory parts = [uint16(1_000), 3_000, 4_999];
        for (uint256 i = 0; i < 3; ++i) {
            for (uint256 first = 1; first <= 32; ++first) {
                for (uint256 second = 1; second <= 32; ++second) {
                    (uint256 twice, uint256 once) = (make(parts[i]), make(parts[i]));
                    payTo(twice, first);
                    // Settles what came in.
                    splitter.setPlatformBps(twice, parts[i]);
                    payTo(twice, second);
                    payTo(once, first + second);
                    compare(twice, once, first + second);
                }
            }
        }
    }

    function make(uint16 platformBps) private returns (uint256 id) {
        id = splitter.createModelSplit(address(token), two(ann, 3_333, ben, 6_667));
        splitter.setPlatformBps(id, platformBps);
    }

    function payTo(uint256 id, uint256 amount) private {
        vm.prank(payer);
        splitter.distribute(id, amount);
    }

    function compare(uint256 twice, uint256 once, uint256 paid) private view {
        (,,, uint256 cut) = splitter.splitOf(twice);
        (,,, uint256 cutOnce) = splitter.splitOf(once);
        (, uint256 toAnn) = splitter.shareOf(twice, ann);
        (, uint256 toAnnOnce) = splitter.shareOf(once, ann);
        (, uint256 toBen) = splitter.shareOf(twice, ben);
        (, uint256 toBenOnce) = splitter.shareOf(once, ben);
        assert(cut == cutOnce && toAnn == toAnnOnce && toBen == toBenOnce);
        assert(cut + toAnn + toBen <= paid && cut + toAnn + toBen + 2 >= paid);
    }
}
