// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC4626Upgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC20/extensions/ERC4626Upgradeable.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Assets} from "../../src/common/Assets.sol";
import {ModelVault} from "../../src/shares/ModelVault.sol";
import {ShareTerms, ShareVault} from "../../src/shares/ShareVault.sol";
import {MockOracle} from "../support/oracles/MockOracle.sol";
import {FeeOnTransferToken} from "../support/tokens/FeeOnTransferToken.sol";
import {VaultSetup} from "./support/VaultSetup.sol";

/// @dev Shares, profit, fees and exits. One test per rule and one per refusal.
contract ShareVaultTest is VaultSetup {
    // Entering.

    function test_FirstDepositGivesAMillionSharesAnAtom() public {
        assertEq(deposit(alice, 1_000 * USD), 1_000 * USD * 1e6);
        assertEq(vault.decimals(), 12);
        assertEq(vault.totalAssets(), 1_000 * USD);
        assertEq(vault.asset(), address(usd));
        assertEq(vault.name(), "Model One");
    }

    function test_MintTakesAssetsRoundedUp() public {
        deposit(alice, 1_000 * USD);
        vm.prank(bob);
        assertEq(vault.mint(5 * USD * 1e6, bob), 5 * USD);
        vm.prank(bob);
        assertEq(vault.mint(1, bob), 1, "one share costs a whole atom");
    }

    function test_PreviewsAreWhatHappens() public {
        deposit(alice, 1_000 * USD);
        buyGold(500 * USD);
        setGold(2_400);
        skip(3 hours);
        uint256 previewed = vault.previewDeposit(77 * USD);
        assertEq(deposit(bob, 77 * USD), previewed, "deposit");
        setGold(2_300);
        previewed = vault.previewMint(12_345_678);
        vm.prank(bob);
        assertEq(vault.mint(12_345_678, bob), previewed, "mint");
        sellAllGold();
        skip(1 days);
        previewed = vault.previewWithdraw(10 * USD);
        vm.prank(alice);
        assertEq(vault.withdraw(10 * USD, alice, alice), previewed, "withdraw");
        previewed = vault.previewRedeem(1e12);
        vm.prank(alice);
        assertEq(vault.redeem(1e12, alice, alice), previewed, "redeem");
    }

    function test_RevertWhen_DepositWouldGiveNoShares() public {
        ShareTerms memory terms_ = terms();
        terms_.feeBps = 0;
        vault = makeVault(terms_, mandate(), "dear");
        fund(alice, vault, 0);
        deposit(alice, 1 * USD);
        buyGold(8e5);
        setGold(2_000_000);
        sellAllGold();
        // One share stays behind with 799.2 dollars of profit: it is soon worth about 799 atoms.
        vm.prank(alice);
        vault.redeem(1e12 - 1, alice, alice);
        skip(10 days);
        vm.expectRevert(ShareVault.NothingMoves.selector);
        vm.prank(alice);
        vault.deposit(700, alice);
        vm.prank(alice);
        assertEq(vault.deposit(800, alice), 1);
    }

    function test_NothingForNothing() public {
        vm.prank(bob);
        assertEq(vault.deposit(0, bob), 0);
        vm.prank(bob);
        assertEq(vault.redeem(0, bob, bob), 0);
    }

    function test_DepositMovesExactlyWhatItSays() public {
        deposit(alice, 123_456_789);
        assertEq(usd.balanceOf(address(vault)), 123_456_789);
        assertEq(usd.balanceOf(alice), 1_000_000 * USD - 123_456_789);
    }

    function test_RevertWhen_TokenKeepsAPart() public {
        FeeOnTransferToken fee = new FeeOnTransferToken(100);
        factory.setAsset(address(fee), true);
        ShareTerms memory terms_ = terms();
        terms_.asset = fee;
        ModelVault feeVault = makeVault(terms_, mandate(), "fee");
        fee.mint(alice, 1e18);
        vm.prank(alice);
        fee.approve(address(feeVault), 1e18);
        vm.expectRevert(
            abi.encodeWithSelector(Assets.ReceivedDiffers.selector, address(fee), 0, 1e18, 1e18 - 1e16)
        );
        vm.prank(alice);
        feeVault.deposit(1e18, alice);
    }

    function test_RevertWhen_DepositIsOverTheCap() public {
        ShareTerms memory terms_ = terms();
        terms_.depositCap = uint128(100 * USD);
        ModelVault capped = makeVault(terms_, mandate(), "capped");
        fund(alice, capped, 0);
        assertEq(capped.maxDeposit(alice), 100 * USD);
        assertEq(capped.maxMint(alice), 100 * USD * 1e6);
        vm.prank(alice);
        capped.deposit(60 * USD, alice);
        assertEq(capped.maxDeposit(alice), 40 * USD);
        vm.expectRevert(abi.encodeWithSelector(ShareVault.EntryCapped.selector, 101 * USD, 100 * USD));
        vm.prank(alice);
        capped.deposit(41 * USD, alice);
        vm.prank(alice);
        capped.deposit(40 * USD, alice);
    }

    function test_RevertWhen_DepositIsNotThroughTheGate() public {
        ShareTerms memory terms_ = terms();
        terms_.gate = bob;
        ModelVault gated = makeVault(terms_, mandate(), "gated");
        fund(alice, gated, 0);
        fund(bob, gated, 0);
        vm.expectRevert(abi.encodeWithSelector(ShareVault.EntryGated.selector, alice, bob));
        vm.prank(alice);
        gated.deposit(1, alice);
        vm.expectRevert(abi.encodeWithSelector(ShareVault.EntryGated.selector, alice, bob));
        vm.prank(alice);
        gated.mint(1, alice);
        vm.prank(bob);
        gated.deposit(1, alice);
        assertEq(gated.balanceOf(alice), 1e6);
    }

    function test_RevertWhen_EntryIsHalted() public {
        vm.prank(manager);
        vault.halt();
        assertEq(vault.maxDeposit(alice), 0);
        assertEq(vault.maxMint(alice), 0);
        vm.expectRevert(ShareVault.EntryHalted.selector);
        vm.prank(alice);
        vault.deposit(1, alice);
    }

    // Terms.

    function test_RevertWhen_TermsAreOutOfBounds() public {
        ShareTerms memory terms_ = terms();
        terms_.feeBps = 5_001;
        expectTermsRefused(terms_, 5_001, 0, 5_000);
        terms_ = terms();
        terms_.unlockSeconds = 6 hours - 1;
        expectTermsRefused(terms_, 6 hours - 1, 6 hours, 60 days);
        terms_.unlockSeconds = 60 days + 1;
        expectTermsRefused(terms_, 60 days + 1, 6 hours, 60 days);
        terms_ = terms();
        terms_.exitDelaySeconds = 30 days + 1;
        expectTermsRefused(terms_, 30 days + 1, 0, 30 days);
        terms_ = terms();
        terms_.inKindDelaySeconds = 1 hours - 1;
        expectTermsRefused(terms_, 1 hours - 1, 1 hours, 30 days);
        terms_.inKindDelaySeconds = 30 days + 1;
        expectTermsRefused(terms_, 30 days + 1, 1 hours, 30 days);
    }

    function test_TermsAreReadable() public {
        ShareTerms memory terms_ = terms();
        terms_.gate = alice;
        terms_.depositCap = 5;
        ModelVault made = makeVault(terms_, mandate(), "terms");
        (uint256 feeBps, uint256 unlock, uint256 exitDelay, uint256 inKindDelay, uint256 cap) = made.shareTerms();
        assertEq(feeBps, 1_000);
        assertEq(unlock, 10 days);
        assertEq(exitDelay, 1 hours);
        assertEq(inKindDelay, 3 days);
        assertEq(cap, 5);
        assertEq(made.gate(), alice);
        assertEq(made.splitId(), SPLIT_ID);
        assertEq(made.symbol(), "qM1");
    }

    // Leaving while nothing is invested.

    function test_RoundTripReturnsTheDeposit() public {
        deposit(alice, 1_000 * USD);
        deposit(bob, 333 * USD);
        assertEq(redeemAll(alice), 1_000 * USD);
        assertEq(redeemAll(bob), 333 * USD);
        assertEq(vault.totalSupply(), 0);
        assertEq(usd.balanceOf(address(vault)), 0);
    }

    function test_WithdrawTakesSharesRoundedUp() public {
        deposit(alice, 1_000 * USD);
        vm.prank(alice);
        assertEq(vault.withdraw(100 * USD, alice, alice), 100 * USD * 1e6);
        assertEq(vault.maxWithdraw(alice), 900 * USD);
        assertEq(vault.maxRedeem(alice), 900 * USD * 1e6);
    }

    function test_SomebodyElseLeavesForTheOwnerByAllowanceOnly() public {
        uint256 shares = deposit(alice, 10 * USD);
        vm.prank(alice);
        vault.approve(bob, shares / 2);
        vm.prank(bob);
        vault.redeem(shares / 2, bob, alice);
        assertEq(usd.balanceOf(bob), 1_000_005 * USD);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, bob, 0, shares / 2)
        );
        vm.prank(bob);
        vault.redeem(shares / 2, bob, alice);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, bob, 0, 5 * USD * 1e6)
        );
        vm.prank(bob);
        vault.withdraw(5 * USD, bob, alice);
    }

    function test_RevertWhen_RedeemingMoreThanHeld() public {
        uint256 shares = deposit(alice, 10 * USD);
        deposit(bob, 10 * USD);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, alice, shares, shares + 1)
        );
        vm.prank(alice);
        vault.redeem(shares + 1, alice, alice);
    }

    function test_RevertWhen_LeavingPastOpenPositions() public {
        deposit(alice, 1_000 * USD);
        buyGold(500 * USD);
        assertEq(vault.maxRedeem(alice), 0);
        assertEq(vault.maxWithdraw(alice), 0);
        vm.expectRevert(abi.encodeWithSelector(ShareVault.ExitsWait.selector, 500 * USD, 0));
        vm.prank(alice);
        vault.redeem(1e12, alice, alice);
        vm.expectRevert(abi.encodeWithSelector(ShareVault.ExitsWait.selector, 500 * USD, 0));
        vm.prank(alice);
        vault.withdraw(1, alice, alice);
    }

    function test_RevertWhen_LeavingPastThoseWhoWait() public {
        deposit(alice, 1_000 * USD);
        deposit(bob, 1_000 * USD);
        requestAll(alice);
        assertEq(vault.maxRedeem(bob), 0);
        vm.expectRevert(abi.encodeWithSelector(ShareVault.ExitsWait.selector, 0, 1));
        vm.prank(bob);
        vault.redeem(1e12, bob, bob);
    }

    // The queue.

    function test_RequestWithoutPositionsIsPaidAtOnce() public {
        deposit(alice, 1_000 * USD);
        uint256 id = requestAll(alice);
        assertEq(vault.requestOf(id).receiver, alice);
        assertEq(vault.processRequests(1), 1);
        assertEq(vault.owed(address(usd), alice), 1_000 * USD);
        assertEq(vault.totalAssets(), 0, "what is set aside is nobody's share");
        vault.claim(address(usd), alice);
        assertEq(usd.balanceOf(alice), 1_000_000 * USD);
        assertEq(uint256(vault.requestOf(id).shares), 0);
    }

    function test_RequestOfTheSmallestShareIsPaidAndLeavesTheQueue() public {
        deposit(alice, 1_000 * USD);
        vm.prank(alice);
        uint256 id = vault.requestRedeem(1, alice, alice);
        uint256 supply = vault.totalSupply();
        assertEq(vault.processRequests(1), 1, "it is paid, if with less than an atom");
        assertEq(uint256(vault.requestOf(id).shares), 0);
        assertEq(vault.totalSupply(), supply - 1);
    }

    function test_RequestWaitsWhilePositionsAreOpen() public {
        deposit(alice, 1_000 * USD);
        deposit(bob, 1_000 * USD);
        buyGold(500 * USD);
        requestAll(alice);
        skip(1 hours - 1);
        assertEq(vault.processRequests(10), 0, "too early");
        skip(1);
        assertEq(vault.processRequests(10), 1);
        assertEq(vault.owed(address(usd), alice), 1_000 * USD);
    }

    function test_RequestIsPaidAtThePriceOfItsPayment() public {
        deposit(alice, 1_000 * USD);
        deposit(bob, 1_000 * USD);
        buyGold(500 * USD);
        requestAll(alice);
        skip(2 hours);
        // A fifth of the gold is lost: 100 of 2,000.
        setGold(1_600);
        vault.processRequests(1);
        assertEq(vault.owed(address(usd), alice), 950 * USD);
    }

    function test_RequestIsPaidInPartWhenCashRunsOut() public {
        deposit(alice, 1_000 * USD);
        deposit(bob, 1_000 * USD);
        buyGold(1_500 * USD);
        uint256 id = requestAll(alice);
        requestAll(bob);
        skip(1 hours);
        assertEq(vault.processRequests(10), 0);
        assertEq(vault.owed(address(usd), alice), 500 * USD);
        assertEq(uint256(vault.requestOf(id).shares), 500 * USD * 1e6);
        assertEq(vault.processRequests(10), 0, "no cash, no change");
        sellAllGold();
        assertEq(vault.processRequests(10), 2);
        assertEq(vault.owed(address(usd), alice), 1_000 * USD);
        assertEq(vault.owed(address(usd), bob), 1_000 * USD);
    }

    function test_QueueIsPaidInOrderAndSkipsWhatWasCancelled() public {
        deposit(alice, 300 * USD);
        for (uint256 i = 0; i < 3; i++) {
            vm.prank(alice);
            vault.requestRedeem(100 * USD * 1e6, alice, alice);
        }
        vm.prank(alice);
        vault.cancelRequest(1);
        (uint256 head, uint256 tail) = vault.queue();
        assertEq(head, 0);
        assertEq(tail, 3);
        assertEq(vault.processRequests(2), 1, "the second of two is empty");
        assertEq(vault.processRequests(2), 1);
        assertEq(vault.owed(address(usd), alice), 200 * USD);
        assertEq(vault.balanceOf(alice), 100 * USD * 1e6);
        assertEq(redeemAll(alice), 100 * USD, "an empty queue opens the exit");
    }

    function test_CancellingTheLastRequestOpensTheExit() public {
        deposit(alice, 300 * USD);
        uint256 id = requestAll(alice);
        vm.prank(alice);
        vault.cancelRequest(id);
        assertEq(redeemAll(alice), 300 * USD);
    }

    function test_RequestForAnotherNeedsAllowance() public {
        uint256 shares = deposit(alice, 10 * USD);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, bob, 0, shares));
        vm.prank(bob);
        vault.requestRedeem(shares, bob, alice);
        vm.prank(alice);
        vault.approve(bob, shares);
        vm.prank(bob);
        assertEq(vault.requestRedeem(shares, bob, alice), 0);
        assertEq(vault.requestOf(0).owner, alice, "the owner may take it back");
    }

    function test_RevertWhen_RequestIsEmptyOrForNobody() public {
        deposit(alice, 10 * USD);
        vm.expectRevert(ShareVault.NothingMoves.selector);
        vm.prank(alice);
        vault.requestRedeem(0, alice, alice);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, address(0)));
        vm.prank(alice);
        vault.requestRedeem(1, address(0), alice);
    }

    function test_RevertWhen_SomebodyElseCancelsOrLeavesInKind() public {
        deposit(alice, 10 * USD);
        uint256 id = requestAll(alice);
        vm.expectRevert(abi.encodeWithSelector(ShareVault.NotOwnerOfRequest.selector, id, mallory, alice));
        vm.prank(mallory);
        vault.cancelRequest(id);
        vm.expectRevert(abi.encodeWithSelector(ShareVault.NotOwnerOfRequest.selector, id, mallory, alice));
        vm.prank(mallory);
        vault.exitInKind(id);
    }

    function test_RevertWhen_NothingIsOwed() public {
        vm.expectRevert(abi.encodeWithSelector(ShareVault.NothingOwed.selector, address(usd), alice));
        vault.claim(address(usd), alice);
    }

    // Leaving in kind.

    function test_InKindGivesThePartOfEveryAsset() public {
        deposit(alice, 1_000 * USD);
        deposit(bob, 3_000 * USD);
        buyGold(2_000 * USD);
        trade(address(usd), address(silver), 1_000 * USD);
        uint256 id = requestAll(alice);
        skip(3 days);
        oracle.setBroken(address(gold), true);
        vm.prank(alice);
        vault.exitInKind(id);
        // A quarter of 1,000 dollars, of one unit of gold, of 40 units of silver; down by the virtual shares at most.
        assertNear(vault.owed(address(usd), alice), 250 * USD, 1, "usd");
        assertNear(vault.owed(address(gold), alice), GOLD / 4, 1e9, "gold");
        assertNear(vault.owed(address(silver), alice), 10e8, 1, "silver");
        assertLe(vault.owed(address(gold), alice), GOLD / 4, "down");
        vault.claim(address(gold), alice);
        assertNear(gold.balanceOf(alice), GOLD / 4, 1e9, "gold arrived");
        oracle.setBroken(address(gold), false);
        assertNear(vault.totalAssets(), 3_000 * USD, 3, "the others keep theirs");
    }

    function test_InKindLeavesLockedProfitBehind() public {
        deposit(alice, 1_000 * USD);
        deposit(bob, 1_000 * USD);
        buyGold(1_000 * USD);
        uint256 id = requestAll(alice);
        skip(3 days);
        setGold(3_000);
        vault.report();
        uint256 netShare = vault.convertToAssets(1_000 * USD * 1e6);
        vm.prank(alice);
        vault.exitInKind(id);
        uint256 taken = vault.owed(address(usd), alice) + oracle.value(address(gold), vault.owed(address(gold), alice)) / 1e12;
        assertNear(taken, netShare, 2, "what a share counts, and no more");
    }

    function test_InKindWorksWhenEverythingIsWorthNothing() public {
        deposit(alice, 1_000 * USD);
        buyGold(800 * USD);
        uint256 id = requestAll(alice);
        skip(3 days);
        oracle.setPrice(address(gold), 1);
        vault.report();
        vm.prank(alice);
        vault.exitInKind(id);
        assertNear(vault.owed(address(gold), alice), 0.4e18, 1e9);
        assertNear(vault.owed(address(usd), alice), 200 * USD, 1);
    }

    function test_RevertWhen_LeavingInKindTooEarly() public {
        deposit(alice, 10 * USD);
        uint256 id = requestAll(alice);
        uint256 allowedAt = vm.getBlockTimestamp() + 3 days;
        skip(3 days - 1);
        vm.expectRevert(abi.encodeWithSelector(ShareVault.TooEarly.selector, allowedAt - 1, allowedAt));
        vm.prank(alice);
        vault.exitInKind(id);
    }

    // Profit, loss, fees.

    function test_ProfitUnlocksEvenly() public {
        deposit(alice, 1_000 * USD);
        buyGold(500 * USD);
        setGold(3_000);
        uint256 before = price();
        vault.report();
        // 250 of profit; the fee of 25 is 1,000 * 25 / 1,225 shares, each of which counts one dollar today.
        assertEq(price(), before, "a report moves nothing");
        (, uint256 deployed, uint256 locked,,,) = vault.books();
        assertEq(deployed, 750 * USD);
        assertNear(locked, 250 * USD - 20_408_163, 1, "what does not count yet");
        uint256 counted = vault.totalAssets();
        assertNear(counted, 1_020_408_163, 1);
        skip(5 days);
        assertNear(vault.totalAssets(), (counted + 1_250 * USD) / 2, 1, "half way");
        skip(5 days);
        assertEq(vault.totalAssets(), 1_250 * USD);
        assertNear(vault.convertToAssets(vault.feeShares()), 25 * USD, 1, "a tenth of the profit, exactly");
        skip(5 days);
        assertEq(vault.totalAssets(), 1_250 * USD);
    }

    function test_LaterProfitUnlocksOverTheWeightedTime() public {
        deposit(alice, 1_000 * USD);
        buyGold(500 * USD);
        setGold(2_400);
        vault.report();
        skip(5 days);
        setGold(2_800);
        vault.report();
        // Half of the first profit is locked for 5 more days, all of the second for 10: the mean, by amount.
        (,, uint256 locked, uint256 unlockAt,,) = vault.books();
        assertNear(locked, 1_200 * USD - vault.totalAssets(), 1);
        uint256 first = (100 * USD - uint256(10_000_000) * 1_000 / 1_090) / 2;
        uint256 second = locked - first;
        uint256 expected = (first * 5 days + second * 10 days) / locked;
        assertNear(unlockAt - vm.getBlockTimestamp(), expected, 2);
    }

    function test_LossTakesLockedProfitFirst() public {
        deposit(alice, 1_000 * USD);
        buyGold(500 * USD);
        setGold(2_400);
        vault.report();
        uint256 before = price();
        setGold(2_200);
        vault.report();
        assertEq(price(), before, "50 of what was locked are gone");
        (,, uint256 locked,,,) = vault.books();
        assertNear(locked, 50 * USD - uint256(10_000_000) * 1_000 / 1_090, 1);
        setGold(2_000);
        vault.report();
        (,, locked,,,) = vault.books();
        assertEq(locked, 0);
        assertEq(vault.totalAssets(), 1_000 * USD);
        assertLt(price(), before, "the rest is a loss: the fee was paid");
    }

    function test_FeeIsPaidOnceForTheSameProfit() public {
        deposit(alice, 1_000 * USD);
        buyGold(500 * USD);
        setGold(3_000);
        vault.report();
        uint256 fee = vault.feeShares();
        assertGt(fee, 0);
        setGold(2_000);
        vault.report();
        setGold(3_000);
        vault.report();
        assertEq(vault.feeShares(), fee, "back at the mark, no new fee");
        setGold(3_400);
        vault.report();
        skip(10 days);
        assertNear(vault.convertToAssets(vault.feeShares() - fee), 10 * USD, 2, "a tenth of the 100 above");
    }

    function test_FeeGoesToItsSplit() public {
        deposit(alice, 1_000 * USD);
        buyGold(500 * USD);
        setGold(3_000);
        sellAllGold();
        uint256 worth = vault.convertToAssets(vault.feeShares());
        uint256 id = vault.requestFees();
        assertEq(vault.feeShares(), 0);
        assertEq(vault.requestOf(id).receiver, address(splitter));
        vault.processRequests(1);
        vault.claim(address(usd), address(splitter));
        assertEq(splitter.received(SPLIT_ID), worth);
        assertEq(usd.balanceOf(address(splitter)), worth);
    }

    function test_RevertWhen_ThereAreNoFees() public {
        vm.expectRevert(ShareVault.NothingMoves.selector);
        vault.requestFees();
    }

    function test_ReportWithoutPositionsChangesNothing() public {
        deposit(alice, 1_000 * USD);
        uint256 before = price();
        vault.report();
        assertEq(price(), before);
    }

    function test_NothingLeavesWhenThePriceIsGone() public {
        deposit(alice, 1_000 * USD);
        deposit(bob, 1_000 * USD);
        buyGold(500 * USD);
        requestAll(alice);
        skip(1 hours);
        oracle.setBroken(address(gold), true);
        assertEq(vault.maxDeposit(bob), 0);
        bytes memory noPrice = abi.encodeWithSelector(MockOracle.NoPrice.selector, address(gold));
        vm.expectRevert(noPrice);
        vault.processRequests(1);
        vm.expectRevert(noPrice);
        vm.prank(bob);
        vault.deposit(1, bob);
        vm.expectRevert(noPrice);
        vault.report();
        vm.expectRevert(noPrice);
        vault.totalAssets();
    }

    function expectTermsRefused(ShareTerms memory terms_, uint256 value, uint256 min, uint256 max) private {
        vm.expectRevert(abi.encodeWithSelector(ShareVault.OutOfBounds.selector, value, min, max));
        factory.createVault("model", terms_, mandate(), manager, agent, "refused");
    }
}
