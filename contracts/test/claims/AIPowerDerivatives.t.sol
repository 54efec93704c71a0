// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {AIPowerDerivatives} from "../../src/claims/AIPowerDerivatives.sol";
import {ClaimCore} from "../../src/claims/ClaimCore.sol";
import {PriceOracle} from "../../src/oracle/PriceOracle.sol";
import {ZooToken} from "../support/tokens/ZooToken.sol";
import {OptionsBase} from "./OptionsBase.sol";

contract AIPowerDerivativesTest is OptionsBase {
    function _write(uint256 id, uint256 amount) private {
        vm.prank(writer);
        options.writeOption(id, amount, buyer);
    }

    function test_createOption_bindsFeedAndTerms() external view {
        assertEq(options.feedIdOf(callId), oracle.feedOf(address(ether_)));
        assertEq(options.optionTerms(putId).strike1e18, 2_000e18);
        assertEq(address(options.seriesState(callId).collateral), address(ether_));
        assertEq(address(options.seriesState(putId).collateral), address(cash));
        assertEq(options.seriesState(putId).expiry, EXPIRY);
    }

    function test_createOption_announcesWhatVoidPays() external {
        uint256 inTheMoney = options.createOption(_option(true, 1_500e18));
        assertEq(options.seriesState(inTheMoney).voidRatio1e18, 0.25e18, "(2000 - 1500) / 2000");
        inTheMoney = options.createOption(_option(false, 2_500e18));
        assertEq(options.seriesState(inTheMoney).voidRatio1e18, 0.2e18, "(2500 - 2000) / 2500");
        assertEq(options.seriesState(callId).voidRatio1e18, 0, "at the money");
    }

    function test_call_inTheMoney() external {
        _write(callId, 10e18);
        _settle(callId, 2_500e8);
        vm.prank(buyer);
        assertEq(options.exerciseOption(callId, 10e18, buyer), 2e18, "10 x 500 dollars are 2 ether at 2,500");
        vm.prank(writer);
        assertEq(options.redeem(callId, 10e18, writer), 8e18);
        assertEq(ether_.balanceOf(address(options)), 0);
    }

    function test_call_outOfTheMoney() external {
        _write(callId, 10e18);
        _settle(callId, 2_000e8);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.NothingToPay.selector, callId + 1, 0));
        options.exerciseOption(callId, 10e18, buyer);
        vm.prank(writer);
        assertEq(options.redeem(callId, 10e18, writer), 10e18);
    }

    function test_put_inTheMoney() external {
        _write(putId, 2_000e6);
        _settle(putId, 1_500e8);
        vm.prank(buyer);
        assertEq(options.exerciseOption(putId, 2_000e6, buyer), 500e6, "one ether insured at 2,000");
        vm.prank(writer);
        assertEq(options.redeem(putId, 2_000e6, writer), 1_500e6);
    }

    function test_put_outOfTheMoney() external {
        _write(putId, 2_000e6);
        _settle(putId, 2_001e8);
        vm.prank(writer);
        assertEq(options.redeem(putId, 2_000e6, writer), 2_000e6);
    }

    function test_settle_tellsThePrice() external {
        PriceOracle.Neighbours memory rounds = _expireAt(2_345e8, HEARTBEAT);
        vm.expectEmit(address(options));
        emit AIPowerDerivatives.OptionSettled(callId, 2_345e18);
        options.settleOption(callId, rounds, rounds);
    }

    function test_options_transferAndMerge() external {
        _write(callId, 10e18);
        vm.prank(buyer);
        options.transfer(writer, callId + 1, 4e18);
        vm.prank(writer);
        options.merge(callId, 4e18, writer);
        assertEq(ether_.balanceOf(address(options)), 6e18, "closed early");
    }

    function test_void_afterTwoWeeksWithoutAPrice() external {
        uint256 id = options.createOption(_option(true, 1_500e18));
        _write(id, 8e18);
        vm.warp(EXPIRY + 14 days - 1);
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.SeriesNotExpired.selector, id, EXPIRY + 14 days));
        options.voidOption(id);
        vm.warp(EXPIRY + 14 days);
        options.voidOption(id);
        vm.prank(buyer);
        assertEq(options.exerciseOption(id, 8e18, buyer), 2e18, "as if at 2,000 still");
    }

    function test_calculatePremium_isBlackScholesOfTheOracle() external {
        // Vector: 42 dollars, strike 40, half a year, 20 per cent, rate 10 per cent: 4.759422392871533219 (Hull 15.6).
        feed.push(42e8);
        AIPowerDerivatives.Option memory option = _option(true, 40e18);
        option.expiry = uint64(NOW + 365 days / 2);
        uint256 id = options.createOption(option);
        assertNear(options.calculatePremium(id, 0.2e18, 0.1e18), 4759422392871533219, 5);
        (option.isCall, option.collateral) = (false, IERC20(cash));
        id = options.createOption(option);
        assertNear(options.calculatePremium(id, 0.2e18, 0.1e18), 808599372900093583, 5);
        vm.warp(option.expiry + 1);
        feed.push(39e8);
        assertEq(options.calculatePremium(id, 0.2e18, 0.1e18), 1e18, "after expiry: what it would pay");
    }

    function test_calculatePremium_refusesAnUnknownSeries() external {
        vm.expectRevert(abi.encodeWithSelector(AIPowerDerivatives.OptionUnknown.selector, 2));
        options.calculatePremium(2, 0.2e18, 0);
    }

    // Refusals of listing.

    function test_createOption_refusesStrikeZero() external {
        vm.expectRevert(AIPowerDerivatives.StrikeZero.selector);
        options.createOption(_option(true, 0));
    }

    function test_createOption_refusesUnfitCollateral() external {
        AIPowerDerivatives.Option memory option = _option(true, 1e18);
        option.collateral = IERC20(cash);
        vm.expectRevert(abi.encodeWithSelector(AIPowerDerivatives.CollateralUnfit.selector, true, ether_, cash));
        options.createOption(option);
        option = _option(false, 1e18);
        option.collateral = IERC20(ether_);
        vm.expectRevert(abi.encodeWithSelector(AIPowerDerivatives.CollateralUnfit.selector, false, ether_, ether_));
        options.createOption(option);
    }

    function test_createOption_refusesTokensNotAllowed() external {
        AIPowerDerivatives.Option memory option = _option(false, 1e18);
        option.collateral = IERC20(address(new ZooToken("X", 18)));
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.CollateralNotAllowed.selector, option.collateral));
        options.createOption(option);
    }

    function test_createOption_refusesExpiriesTooNearOrFar() external {
        AIPowerDerivatives.Option memory option = _option(true, 1e18);
        option.expiry = uint64(NOW + 1 hours - 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                ClaimCore.ExpiryOutOfBounds.selector, option.expiry, NOW + 1 hours, NOW + 3 * 365 days
            )
        );
        options.createOption(option);
        option.expiry = uint64(NOW + 3 * 365 days + 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                ClaimCore.ExpiryOutOfBounds.selector, option.expiry, NOW + 1 hours, NOW + 3 * 365 days
            )
        );
        options.createOption(option);
        option.expiry = uint64(NOW + 1 hours);
        options.createOption(option);
    }

    function test_createOption_refusesTwins() external {
        vm.expectRevert(abi.encodeWithSelector(ClaimCore.SeriesExists.selector, callId));
        options.createOption(_option(true, 2_000e18));
    }

    function test_createOption_refusesWithoutAUsablePrice() external {
        vm.warp(NOW + HEARTBEAT + 1);
        vm.expectRevert(abi.encodeWithSelector(PriceOracle.AnswerStale.selector, address(feed), NOW, NOW + HEARTBEAT));
        options.createOption(_option(true, 1e18));
    }

    function test_createOption_refusesAnUnderlyingWithoutFeed() external {
        ZooToken other = new ZooToken("OTHER", 18);
        AIPowerDerivatives.Option memory option = _option(false, 1e18);
        option.underlying = address(other);
        vm.expectRevert(abi.encodeWithSelector(PriceOracle.FeedUnknown.selector, other, bytes32(0)));
        options.createOption(option);
    }

    // Quotes.

    function _quote(uint256 key) private view returns (AIPowerDerivatives.Quote memory quote, bytes memory signature) {
        quote = AIPowerDerivatives.Quote({
            seriesId: callId,
            writer: vm.addr(key),
            buyer: address(0),
            amount: 10e18,
            premiumToken: IERC20(cash),
            premium: 300e6,
            deadline: uint64(NOW + 1 hours),
            salt: bytes32("salt")
        });
        signature = _sign(key, quote);
    }

    function _sign(uint256 key, AIPowerDerivatives.Quote memory quote) private view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, options.hashQuote(quote));
        return abi.encodePacked(r, s, v);
    }

    function test_buyOption_isAtomic() external {
        (address seller, uint256 key) = makeAddrAndKey("seller");
        _fund(seller);
        (AIPowerDerivatives.Quote memory quote, bytes memory signature) = _quote(key);
        vm.prank(buyer);
        options.buyOption(quote, signature);
        assertEq(options.balanceOf(buyer, callId + 1), 10e18, "options");
        assertEq(options.balanceOf(seller, callId), 10e18, "shorts");
        assertEq(cash.balanceOf(seller), 1_000_300e6, "premium");
        assertEq(ether_.balanceOf(seller), 990e18, "collateral");
        assertEq(cash.balanceOf(address(options)), 0, "the premium is not collateral");
    }

    function test_buyOption_refusals() external {
        (address seller, uint256 key) = makeAddrAndKey("seller");
        _fund(seller);
        (AIPowerDerivatives.Quote memory quote, bytes memory signature) = _quote(key);
        AIPowerDerivatives.Quote memory changed = quote;

        vm.warp(NOW + 1 hours + 1);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(AIPowerDerivatives.QuoteExpired.selector, NOW + 1 hours));
        options.buyOption(quote, signature);
        vm.warp(NOW);

        (changed,) = _quote(key);
        changed.premium = 1;
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(AIPowerDerivatives.SignatureInvalid.selector, seller));
        options.buyOption(changed, signature);

        (changed,) = _quote(key);
        changed.buyer = buyer;
        bytes memory forBuyer = _sign(key, changed);
        vm.prank(writer);
        vm.expectRevert(abi.encodeWithSelector(AIPowerDerivatives.QuoteNotFor.selector, writer, buyer));
        options.buyOption(changed, forBuyer);
        vm.prank(buyer);
        options.buyOption(changed, forBuyer);

        bytes32 quoteHash = options.hashQuote(changed);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(AIPowerDerivatives.QuoteUsed.selector, quoteHash));
        options.buyOption(changed, forBuyer);
    }

    function test_cancelQuote() external {
        (address seller, uint256 key) = makeAddrAndKey("seller");
        _fund(seller);
        (AIPowerDerivatives.Quote memory quote, bytes memory signature) = _quote(key);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(AIPowerDerivatives.QuoteNotFor.selector, buyer, seller));
        options.cancelQuote(quote);
        vm.prank(seller);
        options.cancelQuote(quote);
        bytes32 quoteHash = options.hashQuote(quote);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(AIPowerDerivatives.QuoteUsed.selector, quoteHash));
        options.buyOption(quote, signature);
    }
}
