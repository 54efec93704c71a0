// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {AIPowerDerivatives} from "../../src/claims/AIPowerDerivatives.sol";
import {ClaimCore} from "../../src/claims/ClaimCore.sol";
import {PredictionMarket} from "../../src/claims/PredictionMarket.sol";
import {PredictionTree} from "../registry/PredictionTree.sol";
import {Test} from "../support/Test.sol";
import {ReentrantToken} from "../support/tokens/ReentrantToken.sol";
import {MarketBase} from "./MarketBase.sol";
import {OptionsBase} from "./OptionsBase.sol";

/// @dev Each mover holds the guard by itself: while it pays, nothing guarded of the same contract answers.
abstract contract GuardTest is Test {
    function assertRefused(ReentrantToken by, string memory what) internal view {
        bytes4 refusal = ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector;
        assertFalse(by.lastCallbackWorked(), what);
        assertTrue(by.callbackCount() > 0, what);
        assertEq(bytes32(by.lastCallbackResult()), bytes32(refusal), what);
    }
}

contract OptionGuardsTest is OptionsBase, GuardTest {
    function test_attack_reentrancyByThePremiumOfAQuote() external {
        ReentrantToken premium = new ReentrantToken();
        (address quoting, uint256 key) = makeAddrAndKey("quoting");
        _fund(quoting);
        premium.mint(buyer, 100);
        vm.prank(buyer);
        premium.approve(address(options), 100);
        AIPowerDerivatives.Quote memory quote;
        (quote.seriesId, quote.writer, quote.amount) = (callId, quoting, 2e18);
        (quote.premiumToken, quote.premium, quote.deadline) = (IERC20(premium), 100, uint64(NOW));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, options.hashQuote(quote));
        premium.arm(address(options), abi.encodeCall(ClaimCore.merge, (callId, 1, buyer)));
        vm.prank(buyer);
        options.buyOption(quote, abi.encodePacked(r, s, v));
        assertRefused(premium, "buyOption");
    }

    function test_attack_reentrancyByTheCollateralOfAnOption() external {
        ReentrantToken held = new ReentrantToken();
        oracle.setFeed(address(held), _terms(feed));
        options.setCollateral(IERC20(held), true);
        AIPowerDerivatives.Option memory option = _option(true, 1_000e18);
        (option.underlying, option.collateral) = (address(held), IERC20(held));
        uint256 id = options.createOption(option);
        held.mint(writer, 100);
        vm.startPrank(writer);
        held.approve(address(options), 100);
        held.arm(address(options), abi.encodeCall(ClaimCore.merge, (id, 1, writer)));
        options.writeOption(id, 100, writer);
        assertRefused(held, "writeOption");
        vm.stopPrank();
        _settle(id, 2_000e8);
        held.arm(address(options), abi.encodeCall(ClaimCore.merge, (id, 1, writer)));
        vm.prank(writer);
        options.exerciseOption(id, 100, writer);
        assertRefused(held, "exerciseOption");
    }
}

contract MarketGuardsTest is MarketBase, GuardTest {
    using PredictionTree for PredictionTree.Tree;

    function test_attack_reentrancyByTheBondOfADispute() external {
        ReentrantToken bond = new ReentrantToken();
        market.setCollateral(IERC20(bond), true);
        market.setBond(IERC20(bond), 10);
        uint256 own = market.openMarket(PredictionMarket.Market(IERC20(bond), modelId, EPOCH, 5_000));
        bond.mint(address(this), 10);
        bond.approve(address(market), 10);
        vm.warp(market.scoreUntil(EPOCH) + 1);
        market.proposeOutcome(own);
        bytes memory back = abi.encodeCall(ClaimCore.merge, (own, 1, yes));
        bond.arm(address(market), back);
        market.dispute(own);
        assertRefused(bond, "dispute");
        market.decide(own, false);
        bond.arm(address(market), back);
        market.withdrawBond(IERC20(bond), yes);
        assertRefused(bond, "withdrawBond");
    }
}
