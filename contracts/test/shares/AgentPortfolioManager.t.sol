// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {
    AgentPortfolioManager,
    Risk,
    Route,
    Strategy,
    StrategyKind,
    Target
} from "../../src/shares/AgentPortfolioManager.sol";
import {Trade} from "../../src/shares/Mandate.sol";
import {ModelVault} from "../../src/shares/ModelVault.sol";
import {ShareTerms, ShareVault} from "../../src/shares/ShareVault.sol";
import {TradeDesk} from "../../src/shares/TradeDesk.sol";
import {PortfolioSetup} from "./support/PortfolioSetup.sol";

/// @dev Portfolios over a venue that fills at the oracle's price. One test per rule and one per refusal; expected amounts are
/// worked out by hand in dollars.
contract AgentPortfolioManagerTest is PortfolioSetup {
    // Making one.

    function test_APortfolioIsAVaultOfWhoMadeIt() public view {
        assertEq(vault.manager(), manager);
        assertEq(vault.agent(), address(portfolios));
        assertEq(factory.versionOf(address(vault)), 1);
        (ModelVault found, address owner, address key, uint256 rebalancedAt, uint256 turnover) =
            portfolios.portfolioOf(id);
        assertEq(address(found), address(vault));
        assertEq(owner, manager);
        assertEq(key, agent);
        assertEq(rebalancedAt, vm.getBlockTimestamp());
        assertEq(turnover, 0);
    }

    function test_StrategyIsReadableAndReplacedWhole() public {
        Strategy memory read = portfolios.strategyOf(id);
        assertEq(read.targets.length, 2);
        assertEq(read.cashBps, 3_000);
        Strategy memory next = strategyOf(5_000, 0);
        next.kind = StrategyKind.Conservative;
        (next.driftBps, next.riskScoreMax, next.cooldownSeconds) = (10, 6_000, 2 hours);
        (next.scheduleSeconds, next.tradeUsdMin) = (1 days, 9e18);
        setStrategy(next);
        read = portfolios.strategyOf(id);
        assertEq(keccak256(abi.encode(read)), keccak256(abi.encode(next)));
    }

    function test_RevertWhen_ThereIsNoSuchPortfolio() public {
        bytes memory missing = abi.encodeWithSelector(AgentPortfolioManager.PortfolioMissing.selector, id + 1);
        vm.expectRevert(missing);
        portfolios.portfolioOf(id + 1);
        vm.expectRevert(missing);
        portfolios.deposit(id + 1, 1, 0, alice);
        vm.expectRevert(missing);
        portfolios.withdraw(id + 1, 1, 0, alice);
        vm.expectRevert(missing);
        portfolios.calculateRiskScore(id + 1);
        // Nobody owns or trades it.
        vm.expectRevert(
            abi.encodeWithSelector(AgentPortfolioManager.NotPortfolioOwner.selector, address(this), address(0))
        );
        portfolios.setAgent(id + 1, alice);
        vm.expectRevert(abi.encodeWithSelector(AgentPortfolioManager.NotAgent.selector, address(this), address(0)));
        portfolios.rebalancePortfolio(id + 1, new Route[](0), 0);
    }

    function test_RevertWhen_StrategyIsOutOfBounds() public {
        Strategy memory bad = strategy();
        bad.driftBps = 9;
        expectStrategyRefused(bad, outOfBounds(9, 10, 5_000));
        bad.driftBps = 5_001;
        expectStrategyRefused(bad, outOfBounds(5_001, 10, 5_000));
        bad = strategy();
        bad.riskScoreMax = 0;
        expectStrategyRefused(bad, outOfBounds(0, 1, 10_000));
        bad.riskScoreMax = 10_001;
        expectStrategyRefused(bad, outOfBounds(10_001, 1, 10_000));
        bad = strategy();
        bad.cooldownSeconds = 10 minutes - 1;
        expectStrategyRefused(bad, outOfBounds(10 minutes - 1, 10 minutes, 30 days));
        bad.cooldownSeconds = 30 days + 1;
        expectStrategyRefused(bad, outOfBounds(30 days + 1, 10 minutes, 30 days));
        bad = strategy();
        bad.scheduleSeconds = 1 hours - 1;
        expectStrategyRefused(bad, outOfBounds(1 hours - 1, 1 hours, 366 days));
        bad.scheduleSeconds = 366 days + 1;
        expectStrategyRefused(bad, outOfBounds(366 days + 1, 1 hours, 366 days));
        bad = strategy();
        bad.tradeUsdMin = 5e18 - 1;
        expectStrategyRefused(bad, outOfBounds(5e18 - 1, 5e18, type(uint128).max));
    }

    function test_RevertWhen_TheKindWantsMoreCash() public {
        Strategy memory bad = strategyOf(3_000, 2_001);
        bad.kind = StrategyKind.Conservative;
        expectStrategyRefused(bad, outOfBounds(4_999, 5_000, 10_000));
        bad = strategyOf(4_000, 3_501);
        bad.kind = StrategyKind.Balanced;
        expectStrategyRefused(bad, outOfBounds(2_499, 2_500, 10_000));
        bad = strategyOf(5_000, 5_000);
        bad.kind = StrategyKind.Aggressive;
        setStrategy(bad);
    }

    function test_RevertWhen_WeightsAreNotWhole() public {
        Strategy memory bad = strategy();
        bad.cashBps = 2_999;
        expectStrategyRefused(bad, abi.encodeWithSelector(AgentPortfolioManager.WeightsNotWhole.selector, 9_999));
        bad.cashBps = 3_001;
        expectStrategyRefused(bad, abi.encodeWithSelector(AgentPortfolioManager.WeightsNotWhole.selector, 10_001));
    }

    function test_RevertWhen_AWeightIsNothingOrOverTheMandate() public {
        // The mandate's 8,000 less the hundredth that a venue may give more.
        Strategy memory bad = strategyOf(7_921, 0);
        expectStrategyRefused(bad, outOfBounds(7_921, 1, 7_920));
        bad.targets[0].weightBps = 0;
        expectStrategyRefused(bad, outOfBounds(0, 1, 7_920));
    }

    function test_RevertWhen_ATokenIsNotInTheMandate() public {
        Strategy memory bad = strategyOf(4_000, 0);
        bad.targets[0].token = address(usd);
        expectStrategyRefused(
            bad, abi.encodeWithSelector(AgentPortfolioManager.TokenNotInMandate.selector, address(usd))
        );
    }

    function test_RevertWhen_TokensDoNotAscend() public {
        Strategy memory bad = strategy();
        (bad.targets[0], bad.targets[1]) = (bad.targets[1], bad.targets[0]);
        bytes4 refused = AgentPortfolioManager.TokensNotAscending.selector;
        expectStrategyRefused(bad, abi.encodeWithSelector(refused, bad.targets[1].token));
    }

    function test_RevertWhen_OthersDecide() public {
        Strategy memory next = strategy();
        bytes memory refused =
            abi.encodeWithSelector(AgentPortfolioManager.NotPortfolioOwner.selector, agent, manager);
        vm.startPrank(agent);
        vm.expectRevert(refused);
        portfolios.setStrategy(id, next);
        vm.expectRevert(refused);
        portfolios.setAgent(id, agent);
        vm.stopPrank();
    }

    function test_OwnershipIsTheVaultsManagement() public {
        vm.prank(manager);
        vault.setManager(bob);
        vm.prank(bob);
        portfolios.setAgent(id, alice);
        (, address owner, address key,,) = portfolios.portfolioOf(id);
        assertEq(owner, bob);
        assertEq(key, alice);
    }

    // In and out.

    function test_DepositGivesWhatTheVaultGives() public {
        uint256 expected = vault.previewDeposit(1_000 * USD);
        vm.prank(alice);
        assertEq(portfolios.deposit(id, 1_000 * USD, expected, bob), expected);
        assertEq(vault.balanceOf(bob), expected);
        assertEq(usd.balanceOf(address(portfolios)), 0, "held");
        assertEq(usd.allowance(address(portfolios), address(vault)), 0, "allowed");
    }

    function test_RevertWhen_DepositGivesFewerShares() public {
        uint256 expected = vault.previewDeposit(1_000 * USD);
        vm.expectRevert(abi.encodeWithSelector(AgentPortfolioManager.TooFew.selector, expected, expected + 1));
        vm.prank(alice);
        portfolios.deposit(id, 1_000 * USD, expected + 1, alice);
    }

    function test_RevertWhen_SomebodyElseDepositsInAPrivatePortfolio() public {
        ShareTerms memory terms_ = terms();
        terms_.gate = address(portfolios);
        (id, vault) = create(alice, terms_, mandate(), strategy());
        vm.expectRevert(abi.encodeWithSelector(AgentPortfolioManager.NotPortfolioOwner.selector, bob, alice));
        vm.prank(bob);
        portfolios.deposit(id, 1, 0, bob);
        vm.prank(bob);
        usd.approve(address(vault), 1);
        vm.expectRevert(abi.encodeWithSelector(ShareVault.EntryGated.selector, bob, address(portfolios)));
        vm.prank(bob);
        vault.deposit(1, bob);
        vm.prank(alice);
        portfolios.deposit(id, 100 * USD, 0, alice);
        assertEq(vault.totalAssets(), 100 * USD);
    }

    function test_WithdrawIsPaidWhenExitsAreOpen() public {
        uint256 shares = deposit(alice, 1_000 * USD);
        vm.prank(alice);
        (uint256 assets,) = portfolios.withdraw(id, shares / 4, 250 * USD, bob);
        assertEq(assets, 250 * USD);
        assertEq(usd.balanceOf(bob), 1_000_250 * USD);
    }

    function test_WithdrawWaitsWhilePositionsAreOpen() public {
        uint256 shares = deposit(alice, 1_000 * USD);
        deposit(bob, 1_000 * USD);
        act(address(usd), address(gold), 100 * USD);
        requestAll(bob);
        vm.prank(alice);
        (uint256 assets, uint256 requestId) = portfolios.withdraw(id, shares, 1_000 * USD, bob);
        assertEq(assets, 0);
        assertEq(requestId, 1, "behind the other");
        assertEq(vault.requestOf(requestId).owner, alice, "who may take it back");
        assertEq(vault.requestOf(requestId).receiver, bob);
    }

    function test_RevertWhen_WithdrawPaysLess() public {
        uint256 shares = deposit(alice, 1_000 * USD);
        vm.expectRevert(abi.encodeWithSelector(AgentPortfolioManager.TooFew.selector, 1_000 * USD, 1_000 * USD + 1));
        vm.prank(alice);
        portfolios.withdraw(id, shares, 1_000 * USD + 1, alice);
    }

    function test_RevertWhen_WithdrawIsMoreThanHeld() public {
        uint256 shares = deposit(alice, 1_000 * USD);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, alice, shares, shares + 1)
        );
        vm.prank(alice);
        portfolios.withdraw(id, shares + 1, 0, alice);
    }

    // Trading.

    function test_TheAgentTradesWithinTheMandate() public {
        deposit(alice, 1_000 * USD);
        assertEq(act(address(usd), address(gold), 500 * USD), GOLD / 4);
        (,,,, uint256 turnover) = portfolios.portfolioOf(id);
        assertEq(turnover, 0.5e18);
        assertEq(portfolios.tradeCount(), 1);
        Trade memory order = tradeOf(address(usd), address(gold), 301 * USD);
        vm.expectRevert(
            abi.encodeWithSelector(TradeDesk.PositionTooLarge.selector, address(gold), 801 * USD, 800 * USD)
        );
        vm.prank(agent);
        portfolios.executeTrade(id, order);
    }

    function test_RevertWhen_CallerIsNotTheAgent() public {
        deposit(alice, 1_000 * USD);
        Trade memory order = tradeOf(address(usd), address(gold), 1 * USD);
        bytes memory refused = abi.encodeWithSelector(AgentPortfolioManager.NotAgent.selector, manager, agent);
        vm.expectRevert(refused);
        vm.prank(manager);
        portfolios.executeTrade(id, order);
        Route[] memory ways = routes();
        vm.expectRevert(refused);
        vm.prank(manager);
        portfolios.rebalancePortfolio(id, ways, vm.getBlockTimestamp());
    }

    function test_RevertWhen_TheOwnerTookTradingElsewhere() public {
        deposit(alice, 1_000 * USD);
        vm.prank(manager);
        vault.setAgent(bob);
        Trade memory order = tradeOf(address(usd), address(gold), 1 * USD);
        vm.expectRevert(abi.encodeWithSelector(ModelVault.NotAgent.selector, address(portfolios), bob));
        vm.prank(agent);
        portfolios.executeTrade(id, order);
    }

    function test_RevertWhen_ATradeBringsTooMuchRisk() public {
        Strategy memory careful = strategy();
        careful.riskScoreMax = 3_000;
        setStrategy(careful);
        deposit(alice, 1_000 * USD);
        // Half in gold: a quarter by concentration, a tenth misplaced, and half of one turnover at a loss of 1 of 20:
        // 1 - 0.75 x 0.9 x 0.975.
        Trade memory order = tradeOf(address(usd), address(gold), 500 * USD);
        vm.expectRevert(abi.encodeWithSelector(AgentPortfolioManager.RiskTooHigh.selector, 3_419, 3_000));
        vm.prank(agent);
        portfolios.executeTrade(id, order);
        act(address(usd), address(gold), 400 * USD);
        setGold(4_000);
        assertGt(portfolios.calculateRiskScore(id), 3_000);
        act(address(gold), address(usd), GOLD / 100);
    }

    // Rebalancing.

    function test_RebalanceBuysTheWeights() public {
        deposit(alice, 1_000 * USD);
        skip(1 hours);
        assertEq(rebalance(), 2);
        assertDollars(400, 300, 300);
        (,,, uint256 rebalancedAt, uint256 turnover) = portfolios.portfolioOf(id);
        assertEq(rebalancedAt, vm.getBlockTimestamp());
        assertEq(turnover, 0.7e18);
    }

    function test_RebalanceSellsBeforeItBuys() public {
        setStrategy(strategyOf(5_000, 5_000));
        invest(1_000);
        assertDollars(500, 500, 0);
        setGold(3_000);
        skip(1 hours);
        assertEq(rebalance(), 2, "there was no cash to buy with before the sale");
        assertDollars(625, 625, 0);
    }

    function test_RebalanceCountsWhatSalesCost() public {
        setStrategy(strategyOf(5_000, 5_000));
        invest(1_000);
        setGold(3_000);
        skip(1 hours);
        market.setSlippageBps(80);
        rebalance();
        // 125 sold for 124; of 1,249 left silver wants 624.5, and 0.8 of a hundred of the 124 it costs is lost too.
        (uint256 goldWorth, uint256 silverWorth, uint256 cash) = dollars();
        assertNear(goldWorth, 625 * USD, 1, "gold");
        assertNear(silverWorth, 500 * USD + 124 * USD * 992 / 1_000, 2, "silver");
        assertNear(cash, 0, 2, "cash");
    }

    function test_RebalanceSpreadsTheExcess() public {
        setStrategy(strategyOf(2_000, 4_000));
        invest(1_000);
        setGold(6_000);
        skip(1 hours);
        rebalance();
        // 1,400 in all.
        assertDollars(280, 560, 560);
    }

    function test_RebalanceClosesWhatIsNotWanted() public {
        invest(1_000);
        setStrategy(strategyOf(4_000, 0));
        skip(1 hours);
        assertEq(rebalance(), 1);
        (address[] memory tokens,) = vault.positions();
        assertEq(tokens.length, 1);
        assertDollars(400, 0, 600);
    }

    function test_TheLargestWeightFitsAtABetterPrice() public {
        setStrategy(strategyOf(7_920, 2_000));
        deposit(alice, 1_000 * USD);
        skip(1 hours);
        market.setSlippageBps(-100);
        assertEq(rebalance(), 2);
        (uint256 goldWorth,,) = dollars();
        assertNear(goldWorth, 799_920_000, 2, "a hundredth more than the weight");
    }

    function test_RevertWhen_NothingHasDrifted() public {
        invest(1_000);
        skip(1 hours);
        // Gold 450 of 1,050 where it should be 420: 285 of 10,000 off.
        setGold(2_250);
        expectRebalanceRefused(
            abi.encodeWithSelector(AgentPortfolioManager.NothingToRebalance.selector, 285, 500)
        );
        // 490.8 of 1,090.8, then 491 of 1,091: 499 off, and 500.
        setGold(2_454);
        expectRebalanceRefused(
            abi.encodeWithSelector(AgentPortfolioManager.NothingToRebalance.selector, 499, 500)
        );
        setGold(2_455);
        (uint256 goldWorth,, uint256 cash) = dollars();
        assertEq(rebalance(), 2);
        (uint256 goldAfter,, uint256 cashAfter) = dollars();
        assertLt(goldAfter, goldWorth);
        assertGt(cashAfter, cash);
    }

    function test_RevertWhen_TheCooldownRuns() public {
        deposit(alice, 1_000 * USD);
        uint256 allowedAt = vm.getBlockTimestamp() + 1 hours;
        skip(1 hours - 1);
        expectRebalanceRefused(
            abi.encodeWithSelector(AgentPortfolioManager.TooEarly.selector, allowedAt - 1, allowedAt)
        );
        skip(1);
        rebalance();
        expectRebalanceRefused(
            abi.encodeWithSelector(AgentPortfolioManager.TooEarly.selector, allowedAt, allowedAt + 1 hours)
        );
    }

    function test_TheScheduleComesWithoutDrift() public {
        Strategy memory scheduled = strategy();
        scheduled.scheduleSeconds = 7 days;
        setStrategy(scheduled);
        invest(1_000);
        setGold(2_100);
        skip(7 days - 1);
        expectRebalanceRefused(
            abi.encodeWithSelector(AgentPortfolioManager.NothingToRebalance.selector, 117, 500)
        );
        skip(1);
        assertEq(rebalance(), 2, "gold back to its weight, silver up by 6");
        assertDollars(408, 306, 306);
    }

    function test_RevertWhen_ThePortfolioIsEmpty() public {
        skip(1 hours);
        expectRebalanceRefused(abi.encodeWithSelector(AgentPortfolioManager.PortfolioEmpty.selector, id));
    }

    function test_RevertWhen_ARouteIsMissing() public {
        deposit(alice, 1_000 * USD);
        skip(1 hours);
        Route[] memory ways = new Route[](1);
        ways[0] = routes()[0];
        uint256 now_ = vm.getBlockTimestamp();
        vm.expectRevert(abi.encodeWithSelector(AgentPortfolioManager.RouteMissing.selector, address(silver)));
        vm.prank(agent);
        portfolios.rebalancePortfolio(id, ways, now_);
        // Nor does a route for dollars stand for all.
        (ways[0].token, ways) = (address(usd), ways);
        vm.expectPartialRevert(AgentPortfolioManager.RouteMissing.selector);
        vm.prank(agent);
        portfolios.rebalancePortfolio(id, ways, now_);
    }

    function test_RevertWhen_TheDeadlineOfARebalancePassed() public {
        deposit(alice, 1_000 * USD);
        skip(1 hours);
        (Route[] memory ways, uint256 now_) = (routes(), vm.getBlockTimestamp());
        vm.expectRevert(abi.encodeWithSelector(TradeDesk.DeadlinePassed.selector, now_ - 1, now_));
        vm.prank(agent);
        portfolios.rebalancePortfolio(id, ways, now_ - 1);
    }

    function test_SmallDifferencesStay() public {
        Strategy memory coarse = strategyOf(4_000, 3_000);
        coarse.tradeUsdMin = 40e18;
        setStrategy(coarse);
        invest(1_000);
        setGold(2_600);
        skip(1 hours);
        // 1,120 in all: gold 520 where 448 is wanted, silver 300 where 336 is: 72 are sold, 36 are too few to buy.
        assertEq(rebalance(), 1);
        assertDollars(448, 300, 372);
    }

    function test_AClosedPositionMayBeSmall() public {
        invest(1_000);
        setStrategy(strategyOf(4_000, 0));
        oracle.setPrice(address(silver), 0.25e18);
        skip(1 hours);
        // Three dollars of silver are left, less than the least trade.
        (, uint256 silverWorth,) = dollars();
        assertEq(silverWorth, 3 * USD);
        vm.prank(address(factory));
        vault.resume();
        rebalance();
        (uint256 held,) = vault.holdingOf(address(silver));
        assertEq(held, 0);
    }

    function test_WhatWaitingExitsNeedIsKeptInCash() public {
        invest(1_000);
        vm.prank(alice);
        portfolios.withdraw(id, 500 * USD * 1e6, 0, alice);
        skip(1 hours);
        rebalance();
        // Of the 500 that stay: 200, 150, 150; and 500 for who leaves.
        assertDollars(200, 150, 650);
        assertEq(vault.processRequests(1), 1);
        assertEq(vault.owed(address(usd), alice), 500 * USD);
        skip(1 hours);
        expectRebalanceRefused(abi.encodeWithSelector(AgentPortfolioManager.NothingToRebalance.selector, 0, 500));
    }

    function test_AHaltedPortfolioOnlySells() public {
        invest(1_000);
        setGold(3_000);
        vm.prank(manager);
        vault.halt();
        skip(1 hours);
        assertEq(rebalance(), 1);
        assertDollars(480, 300, 420);
    }

    function test_APortfolioAboveItsRiskOnlySells() public {
        invest(1_000);
        Strategy memory careful = strategy();
        careful.riskScoreMax = 2_000;
        setStrategy(careful);
        setGold(3_000);
        skip(1 hours);
        assertEq(rebalance(), 1);
        assertDollars(480, 300, 420);
    }

    function test_RevertWhen_TheWeightsThemselvesAreTooMuchRisk() public {
        Strategy memory careful = strategy();
        careful.riskScoreMax = 2_762;
        setStrategy(careful);
        deposit(alice, 1_000 * USD);
        skip(1 hours);
        // 1 - (1 - 0.16 - 0.09) x (1 - 0.7 / 20) = 0.27625.
        expectRebalanceRefused(abi.encodeWithSelector(AgentPortfolioManager.RiskTooHigh.selector, 2_763, 2_762));
    }

    function test_DynamicShrinksWithTheDrawdown() public {
        Strategy memory dynamic = strategy();
        dynamic.kind = StrategyKind.Dynamic;
        setStrategy(dynamic);
        invest(1_000);
        assertDollars(400, 300, 300);
        // A tenth down, half of the way to the breaker: half of every weight is left.
        setGold(1_500);
        skip(1 hours);
        rebalance();
        assertDollars(180, 135, 585);
    }

    function test_ARebalanceThatTripsTheBreakerEnds() public {
        invest(1_000);
        setGold(900);
        skip(1 hours);
        assertEq(rebalance(), 0, "the first trade trips it, and no other is bought");
        assertTrue(vault.isHalted(), "and it stays");
    }

    function test_APurchaseThatTripsTheBreakerIsTheLast() public {
        invest(1_000);
        // Both are too little now, so nothing is sold; the first purchase finds the breaker and the second is not tried.
        setGold(800);
        setSilver(10);
        skip(1 hours);
        assertEq(rebalance(), 0);
        assertTrue(vault.isHalted());
        assertDollars(160, 120, 300);
    }

    // Risk.

    function test_CashHasNoRisk() public {
        assertEq(portfolios.calculateRiskScore(id), 0, "nor has nothing");
        deposit(alice, 1_000 * USD);
        assertEq(portfolios.calculateRiskScore(id), 0);
    }

    function test_RiskIsMadeOfItsParts() public {
        Strategy memory scheduled = strategy();
        scheduled.scheduleSeconds = 10 days;
        setStrategy(scheduled);
        invest(1_000);
        assertEq(portfolios.calculateRiskScore(id), 2_763);
        setGold(1_800);
        setSilver(20);
        skip(15 days);
        // Gold 360, silver 240, cash 300 of 900. Wanted 360 and 270. A tenth down; half of a schedule late.
        Risk memory risk = portfolios.riskOf(id);
        assertNear(risk.concentration, 0.16e18 + uint256(64e16) / 9, 1e3, "0.4 and 0.2667, squared");
        assertNear(risk.drawdown, 0.5e18, 1e12, "half of the way to the breaker");
        assertEq(risk.turnover, 0.0175e18, "0.7 of which half has faded, at 1 of 20");
        assertEq(risk.misplaced, 0);
        assertNear(risk.overdue, uint256(1e18) / 3, 1e3, "two thirds invested, half a schedule late");
        // 1 - 0.768889 x 0.5 x 0.9825 x 0.666667
        assertEq(portfolios.calculateRiskScore(id), 7_482);
    }

    function test_WhatIsMisplacedIsRisk() public {
        invest(1_000);
        setStrategy(strategyOf(1_000, 3_000));
        Risk memory risk = portfolios.riskOf(id);
        assertEq(risk.misplaced, 0.3e18);
        setStrategy(strategyOf(7_000, 2_000));
        risk = portfolios.riskOf(id);
        assertEq(risk.misplaced, 0.1e18, "too little of something is none");
    }

    function test_WhatCannotBePricedHasTheHighestRisk() public {
        invest(1_000);
        oracle.setBroken(address(silver), true);
        assertEq(portfolios.calculateRiskScore(id), 10_000);
    }

    function test_TurnoverFadesWithinAMonth() public {
        invest(1_000);
        skip(15 days);
        (,,,, uint256 turnover) = portfolios.portfolioOf(id);
        assertEq(turnover, 0.35e18);
        act(address(gold), address(usd), GOLD / 20);
        (,,,, turnover) = portfolios.portfolioOf(id);
        assertEq(turnover, 0.45e18);
        skip(30 days);
        (,,,, turnover) = portfolios.portfolioOf(id);
        assertEq(turnover, 0);
    }

    function test_WeightsAreReadable() public {
        invest(1_000);
        setStrategy(strategyOf(5_000, 0));
        (address[] memory tokens, uint256[] memory worths, uint256[] memory wanted, uint256 cash, uint256 gross) =
            portfolios.weightsOf(id);
        assertEq(tokens.length, 3, "two held, one wanted");
        assertEq(tokens[2], address(0), "which is one of the held");
        assertEq(worths[0] + worths[1], 700e18);
        assertEq(wanted[0] + wanted[1], 500e18);
        assertEq(cash, 300e18);
        assertEq(gross, 1_000e18);
    }

    function invest(uint256 amount) private {
        deposit(alice, amount * USD);
        skip(1 hours);
        rebalance();
    }

    function act(address tokenIn, address tokenOut, uint256 amountIn) private returns (uint256) {
        Trade memory order = tradeOf(tokenIn, tokenOut, amountIn);
        vm.prank(agent);
        return portfolios.executeTrade(id, order);
    }

    function expectStrategyRefused(Strategy memory bad, bytes memory refused) private {
        vm.expectRevert(refused);
        vm.prank(manager);
        portfolios.setStrategy(id, bad);
    }

    function outOfBounds(uint256 value, uint256 min, uint256 max) private pure returns (bytes memory) {
        return abi.encodeWithSelector(AgentPortfolioManager.OutOfBounds.selector, value, min, max);
    }
}
