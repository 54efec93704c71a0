// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ClaimCore} from "../../src/claims/ClaimCore.sol";
import {Test} from "../support/Test.sol";
import {IZooToken, TokenZoo} from "../support/tokens/TokenZoo.sol";
import {TestClaims} from "./TestClaims.sol";

interface IApprove {
    function approve(address spender, uint256 amount) external;
}

/// @title Plays with claims over every token of the zoo, and keeps books of its own
contract ClaimHandler is Test {
    uint256 internal constant ACTORS = 3;

    TestClaims public immutable claims;
    TokenZoo public immutable zoo;
    uint256[] public seriesIds;

    // The plain books: what went in and what came out, by series.
    struct Books {
        uint256 putIn;
        uint256 paidOut;
        uint256 longs;
        uint256 shorts;
        uint256 redemptions;
        uint256 ratioWhenEnded;
        bool ended;
    }

    mapping(uint256 => Books) private _books;
    uint256 public endedTwice;

    constructor(TestClaims claims_, TokenZoo zoo_) {
        (claims, zoo) = (claims_, zoo_);
        address[8] memory tokens = zoo.all();
        for (uint256 i = 0; i < tokens.length; ++i) {
            for (uint256 j = 0; j < ACTORS; ++j) {
                vm.prank(actor(j));
                IApprove(tokens[i]).approve(address(claims), type(uint256).max);
            }
        }
    }

    function actor(uint256 seed) public pure returns (address) {
        return address(uint160(0xac7000 + (seed % ACTORS)));
    }

    function allSeries() external view returns (uint256[] memory) {
        return seriesIds;
    }

    function booksOf(uint256 id) external view returns (Books memory) {
        return _books[id];
    }

    function open(uint256 seed, uint256 voidRatio, uint256 lifetime) external {
        if (seriesIds.length >= 4) return;
        bytes32 terms = keccak256(abi.encode(seed, seriesIds.length));
        IERC20 token = IERC20(address(zoo.pick(seed)));
        uint64 expiry = uint64(vm.getBlockTimestamp() + 1 + lifetime % 40 days);
        seriesIds.push(claims.open(terms, token, expiry, voidRatio % (1e18 + 1)));
    }

    function split(uint256 seed, uint256 who, uint256 amount, uint256 to) external {
        if (seriesIds.length == 0) return;
        uint256 id = _pick(seed);
        address token = address(claims.seriesState(id).collateral);
        // Small amounts are where rounding shows.
        amount = bound(amount, 1, amount % 2 == 0 ? 50 : 1e24);
        address from = actor(who);
        IZooToken(token).mint(from, amount);
        vm.prank(from);
        try claims.split(id, amount, actor(to), actor(to / 7)) {
            _books[id].putIn += amount;
            _books[id].longs += amount;
            _books[id].shorts += amount;
        } catch {}
    }

    function merge(uint256 seed, uint256 who, uint256 amount) external {
        if (seriesIds.length == 0) return;
        uint256 id = _pick(seed);
        address from = actor(who);
        uint256 most = _min(claims.balanceOf(from, id), claims.balanceOf(from, id | 1));
        if (most == 0) return;
        amount = bound(amount, 1, most);
        vm.prank(from);
        try claims.merge(id, amount, from) {
            _books[id].paidOut += amount;
            _books[id].longs -= amount;
            _books[id].shorts -= amount;
        } catch {}
    }

    function redeem(uint256 seed, uint256 who, uint256 amount, bool long) external {
        if (seriesIds.length == 0) return;
        uint256 id = _pick(seed);
        uint256 claimId = long ? id | 1 : id;
        address from = actor(who);
        uint256 most = claims.balanceOf(from, claimId);
        if (most == 0) return;
        amount = bound(amount, 1, most);
        vm.prank(from);
        try claims.redeem(claimId, amount, from) returns (uint256 paid) {
            _books[id].paidOut += paid;
            ++_books[id].redemptions;
            if (long) _books[id].longs -= amount;
            else _books[id].shorts -= amount;
        } catch {}
    }

    function move(uint256 seed, uint256 from, uint256 to, uint256 amount, bool long) external {
        if (seriesIds.length == 0) return;
        uint256 claimId = long ? _pick(seed) | 1 : _pick(seed);
        amount = bound(amount, 0, claims.balanceOf(actor(from), claimId));
        vm.prank(actor(from));
        claims.transfer(actor(to), claimId, amount);
    }

    function end(uint256 seed, uint256 ratio, bool isVoid) external {
        if (seriesIds.length == 0) return;
        uint256 id = _pick(seed);
        if (isVoid) {
            try claims.voidSeries(id) {
                _noteEnd(id);
            } catch {}
        } else {
            try claims.settle(id, ratio % (1e18 + 1)) {
                _noteEnd(id);
            } catch {}
        }
    }

    function wait_(uint256 seconds_) external {
        vm.warp(vm.getBlockTimestamp() + seconds_ % 10 days);
    }

    function misbehave(uint256 seed) external {
        if (seed % 3 == 0) zoo.blockList().setListed(actor(seed >> 8), (seed >> 16) % 2 == 0);
        if (seed % 3 == 1) zoo.falseReturning().setRefusing((seed >> 16) % 2 == 0);
        if (seed % 3 == 2 && seriesIds.length != 0) {
            uint256 id = _pick(seed >> 8);
            zoo.reentrant().arm(address(claims), abi.encodeCall(ClaimCore.merge, (id, 1, address(this))));
        }
    }

    function _noteEnd(uint256 id) private {
        if (_books[id].ended) ++endedTwice;
        _books[id].ended = true;
        _books[id].ratioWhenEnded = claims.seriesState(id).longRatio1e18;
    }

    function _pick(uint256 seed) private view returns (uint256) {
        return seriesIds[seed % seriesIds.length];
    }

    function _min(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }
}

/// @title Invariant 7 of the suite: claims are backed, at every ratio, after any history
contract ClaimCoreInvariant is Test {
    TokenZoo private zoo;
    TestClaims private claims;
    ClaimHandler private handler;

    function setUp() external {
        vm.warp(1_800_000_000);
        zoo = new TokenZoo();
        claims = new TestClaims(address(new AccessManager(address(this))));
        address[8] memory tokens = zoo.all();
        // The rebasing token is left out: the list of collateral exists to refuse it.
        for (uint256 i = 0; i < tokens.length; ++i) {
            if (tokens[i] != address(zoo.rebasing())) claims.setCollateral(IERC20(tokens[i]), true);
        }
        handler = new ClaimHandler(claims, zoo);
        handler.open(0, 0.5e18, 5 days);
        handler.open(2, 0, 30 days);
        targetContract(address(handler));
    }

    /// @dev One pass over all series after each call; each property says its name when it breaks.
    function invariant_7_claimsAreBacked() external view {
        assertEq(handler.endedTwice(), 0, "settle once: ended twice");
        uint256[] memory ids = handler.allSeries();
        address[] memory tokens = new address[](ids.length);
        uint256[] memory held = new uint256[](ids.length);
        for (uint256 i = 0; i < ids.length; ++i) {
            ClaimCore.Series memory series = claims.seriesState(ids[i]);
            ClaimHandler.Books memory books = handler.booksOf(ids[i]);
            (tokens[i], held[i]) = (address(series.collateral), books.putIn - books.paidOut);
            if (books.ended) _requireCovered(series, books, held[i]);
            else _requireFullSets(books, held[i]);
        }
        _requireBalances(tokens, held);
    }

    /// @dev Before the end a series holds exactly its full sets: longs = shorts = collateral.
    function _requireFullSets(ClaimHandler.Books memory books, uint256 held) private pure {
        assertEq(books.longs, held, "full sets: longs");
        assertEq(books.shorts, held, "full sets: shorts");
    }

    /// @dev After the end, at the ratio of that moment for ever, what is held covers all claims still out and exceeds them
    /// by rounding alone: under one atom a redemption.
    function _requireCovered(ClaimCore.Series memory series, ClaimHandler.Books memory books, uint256 held)
        private
        pure
    {
        uint256 ratio = series.longRatio1e18;
        assertEq(ratio, books.ratioWhenEnded, "settle once: the ratio moved");
        uint256 owed1e18 = books.longs * ratio + books.shorts * (1e18 - ratio);
        uint256 held1e18 = held * 1e18;
        assertGe(held1e18, owed1e18, "paid <= collateral: owes more than it holds");
        assertLe(held1e18 - owed1e18, books.redemptions * 1e18, "within one atom: keeps more than rounding");
    }

    /// @dev The contract holds of each token at least what its series took and did not pay: no series lives on another.
    function _requireBalances(address[] memory tokens, uint256[] memory held) private view {
        for (uint256 i = 0; i < tokens.length; ++i) {
            uint256 sum = 0;
            for (uint256 j = 0; j < tokens.length; ++j) {
                if (tokens[j] == tokens[i]) sum += held[j];
            }
            assertGe(IZooToken(tokens[i]).balanceOf(address(claims)), sum, "a token is short");
        }
    }
}
