// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {AIPowerDerivatives} from "../../src/claims/AIPowerDerivatives.sol";
import {ClaimCore} from "../../src/claims/ClaimCore.sol";
import {PredictionMarket} from "../../src/claims/PredictionMarket.sol";
import {SyntheticAsset} from "../../src/claims/SyntheticAsset.sol";
import {PredictionTree} from "../registry/PredictionTree.sol";
import {MarketBase} from "./MarketBase.sol";
import {OptionsBase} from "./OptionsBase.sol";
import {SyntheticBase} from "./SyntheticBase.sol";

/// @dev The indexer knows of series what their events say, so each says all of it.
contract OptionEventsTest is OptionsBase {
    function test_Event_OfCollateral() external {
        vm.expectEmit(address(options));
        emit ClaimCore.CollateralAllowed(IERC20(cash), false);
        options.setCollateral(IERC20(cash), false);
    }

    function test_Event_OfANewSeries() external {
        // A call at 1,500 with the price at 2,000: void pays a quarter.
        AIPowerDerivatives.Option memory option = _option(true, 1_500e18);
        bytes32 feedId = oracle.feedOf(address(ether_));
        uint256 id = uint256(keccak256(abi.encode(option, feedId))) & ~uint256(1);
        vm.expectEmit(address(options));
        emit ClaimCore.SeriesOpened(id, IERC20(ether_), EXPIRY, 0.25e18);
        vm.expectEmit(address(options));
        emit AIPowerDerivatives.OptionCreated(id, option, feedId);
        assertEq(options.createOption(option), id, "the hash of the terms");
    }

    function test_Event_OfAQuoteTakenAndOfOneCancelled() external {
        (address quoting, uint256 key) = makeAddrAndKey("quoting");
        _fund(quoting);
        AIPowerDerivatives.Quote memory quote;
        (quote.seriesId, quote.writer, quote.amount) = (callId, quoting, 2e18);
        (quote.premiumToken, quote.premium, quote.deadline) = (IERC20(cash), 30e6, uint64(NOW));
        bytes32 quoteHash = options.hashQuote(quote);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, quoteHash);
        vm.expectEmit(address(options));
        emit AIPowerDerivatives.OptionBought(quoteHash, callId, buyer, quoting, 2e18, 30e6);
        vm.prank(buyer);
        options.buyOption(quote, abi.encodePacked(r, s, v));
        quote.amount = 3e18;
        quoteHash = options.hashQuote(quote);
        vm.expectEmit(address(options));
        emit AIPowerDerivatives.QuoteCancelled(quoteHash);
        vm.prank(quoting);
        options.cancelQuote(quote);
    }
}

contract MarketEventsTest is MarketBase {
    using PredictionTree for PredictionTree.Tree;

    function test_Event_OfANewMarket() external {
        vm.expectEmit(address(market));
        emit PredictionMarket.BondSet(IERC20(cash), 12e6);
        market.setBond(IERC20(cash), 12e6);
        PredictionMarket.Market memory terms = _terms(7_000);
        uint256 state = vm.snapshotState();
        uint256 next = market.openMarket(terms);
        vm.revertToState(state);
        vm.expectEmit(address(market));
        emit PredictionMarket.MarketOpened(next, modelId, EPOCH, terms);
        market.openMarket(terms);
    }

    function test_Event_OfScoresAndADispute() external {
        _play([int256(100), 110, 90, 80, 70]);
        _revealAll();
        vm.expectEmit(address(market));
        emit PredictionMarket.PredictionScored(id, 0, true);
        _score(0);
        vm.expectEmit(address(market));
        emit PredictionMarket.PredictionScored(id, 2, false);
        _score(2);
        _score(1);
        _score(3);
        market.proposeOutcome(id);
        cash.mint(address(this), 10e6);
        cash.approve(address(market), type(uint256).max);
        vm.expectEmit(address(market));
        emit PredictionMarket.OutcomeDisputed(id, address(this), 10e6);
        market.dispute(id);
        market.decide(id, false);
        vm.expectEmit(address(market));
        emit PredictionMarket.BondPaid(IERC20(cash), yes, 10e6);
        market.withdrawBond(IERC20(cash), yes);
    }
}

contract SyntheticEventsTest is SyntheticBase {
    function test_Event_OfVaultsAndTheirPrices() external {
        IERC4626 about = IERC4626(address(vault));
        vm.expectEmit(address(synthetic));
        emit SyntheticAsset.VaultIndexed(about, false);
        synthetic.setIndexed(about, false);
        vm.warp(vm.getBlockTimestamp() + 1 days);
        vault.setPrice(1.5e18);
        vm.expectEmit(address(synthetic));
        emit SyntheticAsset.PriceObserved(about, 1.5e18);
        // The lower end of the window counts.
        vm.expectEmit(address(synthetic));
        emit SyntheticAsset.WindowClosed(about, 1e18, 1e18);
        synthetic.observe(about);
    }

    function test_Event_OfANewSeries() external {
        SyntheticAsset.Band memory band = _band();
        uint256 next = uint256(keccak256(abi.encode(band))) & ~uint256(1);
        vm.expectEmit(address(synthetic));
        emit SyntheticAsset.SyntheticOpened(next, band.vault, band, 1e18);
        synthetic.openSynthetic(band);
    }
}
