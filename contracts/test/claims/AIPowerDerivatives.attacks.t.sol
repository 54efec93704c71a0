// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {AIPowerDerivatives} from "../../src/claims/AIPowerDerivatives.sol";
import {ClaimCore} from "../../src/claims/ClaimCore.sol";
import {PriceOracle} from "../../src/oracle/PriceOracle.sol";
import {MockAggregator} from "../support/oracles/MockAggregator.sol";
import {ReentrantToken} from "../support/tokens/ReentrantToken.sol";
import {OptionsBase} from "./OptionsBase.sol";

/// @title Attacks on options
/// @dev Named after research: contracts §1.7 (pitfalls), §1.13 (a market's oracle is never swapped), AITBC B8 (replay).
contract AIPowerDerivativesAttacks is OptionsBase {
    function _write(uint256 id, uint256 amount) private {
        vm.prank(writer);
        options.writeOption(id, amount, buyer);
    }

    /// @dev The settler holds calls and would like the round in which ether stood highest.
    function test_attack_1_7_settlerPicksTheRound() external {
        _write(callId, 10e18);
        PriceOracle.Neighbours memory right = _expireAt(2_100e8, 60);
        feed.pushAt(5_000e8, EXPIRY + 120);
        vm.warp(EXPIRY + 200);
        PriceOracle.Neighbours memory wrong = PriceOracle.Neighbours(right.atOrAfter, right.atOrAfter + 1);
        vm.expectRevert(
            abi.encodeWithSelector(PriceOracle.RoundsDoNotStraddle.selector, feed, EXPIRY + 60, EXPIRY + 120, EXPIRY)
        );
        options.settleOption(callId, wrong, wrong);
        options.settleOption(callId, right, right);
        vm.prank(buyer);
        // 100 of 2100 dollars: 10 / 21 of an ether.
        assertEq(options.exerciseOption(callId, 10e18, buyer), uint256(10e18) / 21);
    }

    function test_attack_1_7_settleTwice() external {
        PriceOracle.Neighbours memory rounds = _expireAt(2_100e8, 0);
        options.settleOption(callId, rounds, rounds);
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.SeriesNotOpen.selector, callId, ClaimCore.Stage.Settled));
        options.settleOption(callId, rounds, rounds);
    }

    function test_attack_1_7_exerciseBeforeExpiry() external {
        _write(callId, 10e18);
        feed.push(9_000e8);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.SeriesNotEnded.selector, callId, ClaimCore.Stage.Open));
        options.exerciseOption(callId, 10e18, buyer);
        PriceOracle.Neighbours memory rounds = PriceOracle.Neighbours(1, 2);
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.SeriesNotExpired.selector, callId, EXPIRY));
        options.settleOption(callId, rounds, rounds);
    }

    function test_attack_1_7_writeAfterExpiry() external {
        vm.warp(EXPIRY);
        vm.prank(writer);
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.SeriesExpired.selector, callId, EXPIRY));
        options.writeOption(callId, 1e18, writer);
    }

    function test_attack_1_7_voidInsteadOfAPriceThatCanBeProved() external {
        _write(callId, 10e18);
        PriceOracle.Neighbours memory rounds = _expireAt(4_000e8, 0);
        vm.prank(writer);
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.SeriesNotExpired.selector, callId, EXPIRY + 14 days));
        options.voidOption(callId);
        vm.warp(EXPIRY + 14 days);
        options.settleOption(callId, rounds, rounds);
        vm.prank(writer);
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.SeriesNotOpen.selector, callId, ClaimCore.Stage.Settled));
        options.voidOption(callId);
    }

    /// @dev The authority points ether at a feed of its own; a series goes on with the feed it was listed with.
    function test_attack_1_13_oracleSwappedUnderItsUsers() external {
        _write(callId, 10e18);
        MockAggregator other = new MockAggregator(8, 9_000e8);
        oracle.setFeed(address(ether_), _terms(other));
        PriceOracle.Neighbours memory rounds = _expireAt(2_500e8, 0);
        options.settleOption(callId, rounds, rounds);
        vm.prank(buyer);
        assertEq(options.exerciseOption(callId, 10e18, buyer), 2e18, "2,500, not 9,000");
    }

    function test_attack_1_7_insolvencyAtAnyPrice() external {
        _write(callId, 10e18);
        _settle(callId, 1_000_000e8);
        vm.prank(buyer);
        uint256 paid = options.exerciseOption(callId, 10e18, buyer);
        assertLt(paid, 10e18, "a call never takes all");
        vm.prank(writer);
        paid += options.redeem(callId, 10e18, writer);
        assertLe(paid, 10e18);
    }

    function test_attack_B8_quoteReplayOnAnotherChainOrContract() external {
        (address seller, uint256 key) = makeAddrAndKey("seller");
        _fund(seller);
        AIPowerDerivatives.Quote memory quote = AIPowerDerivatives.Quote(
            callId, seller, address(0), 1e18, IERC20(cash), 1, uint64(NOW + 1 days), bytes32(0)
        );
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, options.hashQuote(quote));
        bytes memory signature = abi.encodePacked(r, s, v);
        vm.chainId(777);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(AIPowerDerivatives.SignatureInvalid.selector, seller));
        options.buyOption(quote, signature);
        vm.chainId(31337);
        AIPowerDerivatives other = new AIPowerDerivatives(address(manager), oracle);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(AIPowerDerivatives.SignatureInvalid.selector, seller));
        other.buyOption(quote, signature);
    }

    /// @dev The premium token calls back to use the same quote again.
    function test_attack_reentrancyThroughThePremiumToken() external {
        ReentrantToken token = new ReentrantToken();
        (address seller, uint256 key) = makeAddrAndKey("seller");
        _fund(seller);
        AIPowerDerivatives.Quote memory quote = AIPowerDerivatives.Quote(
            callId, seller, address(0), 1e18, IERC20(token), 5, uint64(NOW + 1 days), bytes32(0)
        );
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, options.hashQuote(quote));
        bytes memory signature = abi.encodePacked(r, s, v);
        token.mint(buyer, 5);
        vm.prank(buyer);
        token.approve(address(options), 5);
        token.arm(address(options), abi.encodeCall(AIPowerDerivatives.buyOption, (quote, signature)));
        vm.prank(buyer);
        options.buyOption(quote, signature);
        assertEq(token.callbackCount(), 1, "it was tried");
        assertFalse(token.lastCallbackWorked(), "reentered");
        assertEq(ether_.balanceOf(address(options)), 1e18, "once");
    }

    /// @dev Nobody can be made a writer by somebody else.
    function test_attack_stealACollateralApproval() external {
        AIPowerDerivatives.Quote memory quote = AIPowerDerivatives.Quote(
            callId, writer, address(0), 1e18, IERC20(cash), 0, uint64(NOW + 1 days), bytes32(0)
        );
        (, uint256 key) = makeAddrAndKey("thief");
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, options.hashQuote(quote));
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(AIPowerDerivatives.SignatureInvalid.selector, writer));
        options.buyOption(quote, abi.encodePacked(r, s, v));
    }

    /// @dev Decimals: a put in cash of 6 decimals and one in cash of 18 pay the same number of dollars.
    function testFuzz_attack_1_7_payoffMatchesTheTextbook(uint128 strike, uint256 price8, uint128 amount) external {
        strike = uint128(bound(strike, 1e18, 1_000_000e18));
        price8 = bound(price8, 1e8, 1_000_000e8);
        amount = uint128(bound(amount, 1, 100e18));
        if (strike == 2_000e18) ++strike; // That one is listed.
        uint256 call = options.createOption(_option(true, strike));
        uint256 put = options.createOption(_option(false, strike));
        PriceOracle.Neighbours memory rounds = _expireAt(int256(price8), 7);
        options.settleOption(call, rounds, rounds);
        options.settleOption(put, rounds, rounds);
        uint256 price = price8 * 1e10;
        uint256 callPays = price > strike ? (uint256(amount) * (price - strike)) / price : 0;
        uint256 putPays = price < strike ? (uint256(amount) * (strike - price)) / strike : 0;
        // The ratio has 18 decimals: under 1e-18 of the amount may be missing, never added.
        _within(options.previewRedeem(call + 1, amount), callPays, amount);
        _within(options.previewRedeem(put + 1, amount), putPays, amount);
    }

    function _within(uint256 got, uint256 textbook, uint256 amount) private pure {
        assertLe(got, textbook, "above the textbook");
        assertLe(textbook, got + amount / 1e18 + 1, "below the textbook");
    }
}
