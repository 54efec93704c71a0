// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @notice What a share vault owns and owes at one moment, in memory. Units: atoms of the vault's asset, and shares.
/// @param idle Assets at hand that belong to shareholders.
/// @param deployed What open positions were worth when last booked.
/// @param locked Profit that does not count yet.
/// @param unlockAt When the last of it will.
/// @param supply Shares that exist.
/// @param feeShares Shares minted by this booking as performance fee.
/// @param highWater The highest price of a share with all its profit, locked or not.
/// @param peak The highest price of a share as holders see it.
struct Book {
    uint256 idle;
    uint256 deployed;
    uint256 locked;
    uint256 unlockAt;
    uint256 supply;
    uint256 feeShares;
    uint256 highWater;
    uint256 peak;
}

/// @notice The vault's terms that booking needs.
struct BookTerms {
    uint256 feeBps;
    uint256 unlockSeconds;
}

/// @title The arithmetic of shares: conversion, profit that unlocks over time, a fee above the high-water mark
/// @dev Pure. A booking with a profit leaves the price of a share where it was, and the fee is paid in shares. A loss takes locked profit first, and the price only when that is used up.
/// Source: Yearn v3 TokenizedStrategy (profit unlocking), ERC-4626 (inflation attack, virtual shares).
library ShareBook {
    using Math for uint256;

    /// @dev Six decimals more than the asset: what an attacker gives away to move the price is a million times what a
    /// later depositor can lose by it.
    uint8 internal constant DECIMALS_OFFSET = 6;
    uint256 internal constant VIRTUAL_SHARES = 10 ** DECIMALS_OFFSET;
    /// @dev Scale of `highWater` and `peak`: 27 decimals less the offset leave 21 of assets for a share.
    uint256 internal constant PRICE_SCALE = 1e27;
    uint256 internal constant BPS = 10_000;

    /// @dev Everything the vault owns, locked profit included.
    function gross(Book memory book) internal pure returns (uint256) {
        return book.idle + book.deployed;
    }

    /// @dev What shareholders own now.
    function net(Book memory book) internal pure returns (uint256) {
        return book.idle + book.deployed - book.locked;
    }

    function toShares(Book memory book, uint256 assets, Math.Rounding rounding) internal pure returns (uint256) {
        return assets.mulDiv(book.supply + VIRTUAL_SHARES, net(book) + 1, rounding);
    }

    function toAssets(Book memory book, uint256 shares, Math.Rounding rounding) internal pure returns (uint256) {
        return shares.mulDiv(net(book) + 1, book.supply + VIRTUAL_SHARES, rounding);
    }

    /// @dev The price of a share when the vault has `assets`, scaled by PRICE_SCALE.
    function priceAt(Book memory book, uint256 assets, Math.Rounding rounding) internal pure returns (uint256) {
        return (assets + 1).mulDiv(PRICE_SCALE, book.supply + VIRTUAL_SHARES, rounding);
    }

    /// @dev What is still locked at `now_` of `locked` that unlocks evenly from `from` to `to`. Rounds up: later, not sooner.
    function lockedAt(uint256 locked, uint256 from, uint256 to, uint256 now_) internal pure returns (uint256) {
        if (locked == 0 || now_ >= to) return 0;
        return locked.mulDiv(to - now_, to - from, Math.Rounding.Ceil);
    }

    /// @dev Books that all the vault owns is worth `grossNow` where the book says `grossBefore`. The caller has set `idle`
    /// and `deployed` to what they are now.
    function settle(Book memory book, uint256 grossBefore, BookTerms memory terms, uint256 now_) internal pure {
        uint256 grossNow = gross(book);
        if (grossNow >= grossBefore) {
            _addProfit(book, grossBefore, grossNow - grossBefore, terms, now_);
        } else {
            book.locked = book.locked.saturatingSub(grossBefore - grossNow);
        }
        book.highWater = Math.max(book.highWater, priceAt(book, grossNow, Math.Rounding.Ceil));
        book.peak = Math.max(book.peak, priceAt(book, net(book), Math.Rounding.Floor));
    }

    /// @dev The fee is due on what is both profit of this booking and above the high-water mark. Its shares are as many as
    /// will be worth the fee when all profit counts, and count at today's price like everybody's, so the price stays. What
    /// does not count yet is locked, and unlocks over the full time, weighted with what was still unlocking.
    function _addProfit(Book memory book, uint256 grossBefore, uint256 profit, BookTerms memory terms, uint256 now_)
        private
        pure
    {
        if (profit == 0) return;
        uint256 shares = book.supply + VIRTUAL_SHARES;
        uint256 grossNow = grossBefore + profit;
        uint256 mark = book.highWater.mulDiv(shares, PRICE_SCALE, Math.Rounding.Ceil);
        uint256 aboveMark = (grossNow + 1).saturatingSub(mark);
        uint256 fee = book.supply == 0 ? 0 : Math.min(profit, aboveMark).mulDiv(terms.feeBps, BPS);
        uint256 stillLocked = book.locked;
        book.feeShares = fee.mulDiv(shares, grossNow - fee + 1);
        book.supply += book.feeShares;
        uint256 added = profit - book.feeShares.mulDiv(grossBefore - stillLocked + 1, shares, Math.Rounding.Ceil);
        book.locked = stillLocked + added;
        if (book.locked == 0) return;
        uint256 left = book.unlockAt.saturatingSub(now_);
        book.unlockAt = now_ + (stillLocked * left + added * terms.unlockSeconds) / book.locked;
    }
}
