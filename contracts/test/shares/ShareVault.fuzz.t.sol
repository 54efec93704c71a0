// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ModelVault} from "../../src/shares/ModelVault.sol";
import {Book, ShareBook} from "../../src/shares/ShareBook.sol";
import {ShareTerms, ShareVault} from "../../src/shares/ShareVault.sol";
import {Vectors} from "../support/Vectors.sol";
import {ZooToken} from "../support/tokens/ZooToken.sol";
import {VaultSetup} from "./support/VaultSetup.sol";

/// @dev Shares to assets and back, in any state that deposits, trades, profit, loss and time can bring a vault into.
contract ShareVaultFuzzTest is VaultSetup {
    /// @dev What the vault has lived through before the property is looked at.
    struct Life {
        uint256 deposited;
        uint256 investedBps;
        uint256 goldUsd;
        uint256 waited;
        bool closed;
    }

    function testFuzz_RoundTripsNeverProfit(Life memory life, uint256 assets, uint256 shares) public {
        life.closed = true;
        live(life);
        assets = bound(assets, 1, 1e12);
        uint256 before = price();
        vm.startPrank(bob);
        try vault.deposit(assets, bob) returns (uint256 got) {
            assertLe(vault.redeem(got, bob, bob), assets, "deposit and redeem");
        } catch (bytes memory refused) {
            assertEq(bytes32(bytes4(refused)), bytes32(ShareVault.NothingMoves.selector));
        }
        shares = bound(shares, 1, vault.convertToShares(1e12));
        uint256 paid = vault.mint(shares, bob);
        uint256 back = vault.maxWithdraw(bob);
        assertLe(back, paid, "mint and withdraw");
        vault.withdraw(back, bob, bob);
        vm.stopPrank();
        assertGe(price(), before, "and the others lost nothing by it");
    }

    function testFuzz_PreviewsAreWhatHappens(Life memory life, uint256 assets, uint256 shares) public {
        live(life);
        fund(bob, vault, 1e15);
        assets = bound(assets, 1e4, 1e12);
        uint256 previewed = vault.previewDeposit(assets);
        assertEq(deposit(bob, assets), previewed, "deposit");
        shares = bound(shares, 1, previewed);
        uint256 costs = vault.previewMint(shares);
        vm.startPrank(bob);
        assertEq(vault.mint(shares, bob), costs, "mint");
        if (vault.maxRedeem(bob) > 0) {
            assets = bound(assets, 1, vault.maxWithdraw(bob) / 2);
            costs = vault.previewWithdraw(assets);
            assertEq(vault.withdraw(assets, bob, bob), costs, "withdraw");
            shares = vault.balanceOf(bob);
            previewed = vault.previewRedeem(shares);
            assertEq(vault.redeem(shares, bob, bob), previewed, "redeem");
        }
        vm.stopPrank();
    }

    function testFuzz_ConversionsAreThoseOfTheBook(Life memory life, uint256 size) public {
        live(life);
        // What a booking now leaves is what conversions already show: book first, then compare with the bare formula.
        vault.report();
        size = bound(size, 0, 1e24);
        (uint256 assets, uint256 supply) = (vault.totalAssets() + 1, vault.totalSupply() + 1e6);
        uint256 shares = vault.convertToShares(size);
        assertLe(shares * assets, size * supply, "never too many shares");
        assertGt((shares + 1) * assets, size * supply, "nor one too few");
        uint256 worth = vault.convertToAssets(size);
        assertLe(worth * supply, size * assets, "never too many assets");
        assertGt((worth + 1) * supply, size * assets, "nor one too few");
        assertLe(vault.convertToAssets(supply - 1e6), assets - 1, "all shares are worth no more than all assets");
    }

    function testFuzz_DepositingInPartsGivesNoMore(Life memory life, uint256 first, uint256 second) public {
        live(life);
        (first, second) = (bound(first, 1e5, 1e11), bound(second, 1e5, 1e11));
        uint256 supply = vault.totalSupply();
        uint256 state = vm.snapshotState();
        uint256 whole = deposit(bob, first + second);
        vm.revertToState(state);
        uint256 parts = deposit(bob, first);
        parts += deposit(bob, second);
        assertLe(parts, whole);
        // The first part leaves at most one share to the vault, of which the second pays its part for each share there was.
        assertGe(parts + 2 + whole / supply, whole, "by rounding alone");
    }

    /// @dev The attack on the first depositor: enter with little, give much, and hope that who comes next gets no shares.
    function testFuzz_InflationByAGiftGainsNothing(uint256 entered, uint256 given, uint256 victims) public {
        (entered, given, victims) = (bound(entered, 1, 1e9), bound(given, 1, 1e15), bound(victims, 1, 1e12));
        usd.mint(mallory, given);
        uint256 had = usd.balanceOf(mallory);
        deposit(mallory, entered);
        vm.prank(mallory);
        usd.transfer(address(vault), given);
        deposit(bob, victims);
        redeemAll(mallory);
        assertEq(usd.balanceOf(mallory), had - given, "the gift is gone, and nothing came of it");
        assertEq(redeemAll(bob), victims, "who came next lost nothing");
    }

    /// @dev The same by a profit that all but a few shares leave behind: the only way to make a share dear.
    function testFuzz_InflationByProfitCostsAMillionTimesMore(uint256 entered, uint256 rise, uint256 left, uint256 victims)
        public
    {
        ShareTerms memory terms_ = terms();
        terms_.feeBps = 0;
        vault = makeVault(terms_, mandate(), "inflated");
        fund(mallory, vault, 0);
        fund(bob, vault, 1e15);
        entered = bound(entered, USD, 1e11);
        (left, victims) = (bound(left, 1, 1e6), bound(victims, 1, 1e15));
        deposit(mallory, entered);
        buyGold(entered * 8 / 10);
        setGold(bound(rise, 2_001, 2_000_000));
        sellAllGold();
        uint256 shares = vault.balanceOf(mallory) - left;
        vm.prank(mallory);
        vault.redeem(shares, mallory, mallory);
        skip(10 days);
        uint256 leftBehind = vault.totalAssets();
        uint256 priceOfOne = vault.previewMint(1);
        vm.prank(bob);
        try vault.deposit(victims, bob) returns (uint256 got) {
            uint256 worth = vault.previewRedeem(got);
            assertGe(worth + priceOfOne + 1, victims, "a share's price at most");
            assertLe(priceOfOne, leftBehind / 1e6 + 1, "which is a millionth of what was given up for it");
        } catch (bytes memory refused) {
            assertEq(bytes32(bytes4(refused)), bytes32(ShareVault.NothingMoves.selector), "or nothing is taken");
            assertLe(victims, priceOfOne);
        }
    }

    function testFuzz_ProfitUnlocksAndNeverFalls(Life memory life, uint256[5] memory waits) public {
        life.goldUsd = bound(life.goldUsd, 2_000, 20_000);
        live(life);
        vault.report();
        uint256 last = vault.totalAssets();
        for (uint256 i = 0; i < waits.length; i++) {
            skip(bound(waits[i], 0, 3 days));
            uint256 now_ = vault.totalAssets();
            assertGe(now_, last, "without a loss nothing falls");
            last = now_;
        }
        skip(11 days);
        (uint256 idle, uint256 deployed, uint256 locked,,,) = vault.books();
        assertEq(locked, 0);
        assertEq(vault.totalAssets(), idle + deployed, "in the end all of it counts");
    }

    function testFuzz_TheQueueIsFair(Life memory life, uint256 others, uint256 count) public {
        life.closed = false;
        live(life);
        others = bound(others, USD, 1e11);
        deposit(bob, others);
        deposit(mallory, others);
        requestAll(bob);
        requestAll(mallory);
        skip(1 hours);
        sellAllGold();
        count = bound(count, 1, 2);
        vault.processRequests(count);
        vault.processRequests(2);
        assertNear(
            vault.owed(address(usd), bob), vault.owed(address(usd), mallory), 1, "the same shares, the same money"
        );
    }

    function testFuzz_AnyDecimals(uint8 decimals, uint256 assets) public {
        decimals = uint8(bound(decimals, 0, 24));
        assets = bound(assets, 1, 1e30);
        ZooToken token = new ZooToken("ANY", decimals);
        factory.setAsset(address(token), true);
        ShareTerms memory terms_ = terms();
        terms_.asset = IERC20(token);
        ModelVault made = makeVault(terms_, mandate(), "any");
        token.mint(alice, assets);
        vm.startPrank(alice);
        token.approve(address(made), assets);
        assertEq(made.deposit(assets, alice), assets * 1e6);
        assertEq(made.decimals(), decimals + 6);
        assertEq(made.redeem(assets * 1e6, alice, alice), assets);
        vm.stopPrank();
    }

    /// @dev Somebody deposits, the agent invests, the price moves, time passes, and it may all be sold again.
    function live(Life memory life) private {
        life.deposited = bound(life.deposited, USD, 1e12);
        deposit(alice, life.deposited);
        uint256 invested = Math.mulDiv(life.deposited, bound(life.investedBps, 1, 8_000), 10_000);
        buyGold(Math.max(invested, 1e4));
        // Not so low that the breaker closes the entry.
        setGold(bound(life.goldUsd, 1_600, 20_000));
        vault.report();
        skip(bound(life.waited, 0, 15 days));
        if (life.closed) sellAllGold();
    }
}

/// @dev The cases of vectors/shares.json, which TypeScript reads too.
contract SharesVectorsTest is Vectors {
    using ShareBook for Book;

    uint256 private constant CASES = 64;

    function test_vectors_Shares() public view {
        string memory json = vectors("shares");
        for (uint256 i = 0; i < CASES; ++i) {
            Book memory book;
            (book.idle, book.supply) = (numberAt(json, i, "totalAssets"), numberAt(json, i, "totalShares"));
            uint256 size = numberAt(json, i, "size");
            assertEq(book.toShares(size, Math.Rounding.Floor), numberAt(json, i, "toSharesDown"), vm.toString(i));
            assertEq(book.toShares(size, Math.Rounding.Ceil), numberAt(json, i, "toSharesUp"), vm.toString(i));
            assertEq(book.toAssets(size, Math.Rounding.Floor), numberAt(json, i, "toAssetsDown"), vm.toString(i));
            assertEq(book.toAssets(size, Math.Rounding.Ceil), numberAt(json, i, "toAssetsUp"), vm.toString(i));
        }
        noMoreThan(json, CASES, "size");
    }
}
