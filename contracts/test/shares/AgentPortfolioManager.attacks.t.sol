// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IAggregatorV3} from "../../src/oracle/IAggregatorV3.sol";
import {PriceOracle} from "../../src/oracle/PriceOracle.sol";
import {AgentPortfolioManager, Route, Strategy} from "../../src/shares/AgentPortfolioManager.sol";
import {Mandate, Trade} from "../../src/shares/Mandate.sol";
import {ModelVault} from "../../src/shares/ModelVault.sol";
import {ShareTerms} from "../../src/shares/ShareVault.sol";
import {TradeDesk} from "../../src/shares/TradeDesk.sol";
import {MockAggregator} from "../support/oracles/MockAggregator.sol";
import {MockOracle} from "../support/oracles/MockOracle.sol";
import {ReentrantToken} from "../support/tokens/ReentrantToken.sol";
import {ZooToken} from "../support/tokens/ZooToken.sol";
import {Vm} from "../support/Vm.sol";
import {PortfolioSetup} from "./support/PortfolioSetup.sol";

/// @dev What was found in the portfolio manager of another project (P1 to P6), what contracts of this kind suffer from, and
/// what a thief with one of the keys could try.
contract AgentPortfolioManagerAttacksTest is PortfolioSetup {
    // P1: anybody can create the one portfolio of another agent, with a strategy of the attacker's choice.

    function test_attack_P1_SomebodyElseMakesMyPortfolioFirst() public {
        (uint256 theirs,) = create(mallory, terms(), mandate(), strategyOf(7_000, 0));
        (uint256 mine, ModelVault myVault) = create(alice, terms(), mandate(), strategy());
        assertNotEq(theirs, mine, "nobody is locked out");
        assertEq(myVault.manager(), alice);
        assertEq(portfolios.strategyOf(mine).targets.length, 2, "by my strategy");
        Strategy memory wanted = portfolios.strategyOf(theirs);
        vm.expectRevert(abi.encodeWithSelector(AgentPortfolioManager.NotPortfolioOwner.selector, mallory, alice));
        vm.prank(mallory);
        portfolios.setStrategy(mine, wanted);
    }

    // P2: no way in or out for funds.

    function test_attack_P2_NoWayInOrOutForFunds() public {
        vm.startPrank(alice);
        uint256 shares = portfolios.deposit(id, 1_000 * USD, 0, alice);
        vm.stopPrank();
        skip(1 hours);
        rebalance();
        setStrategy(strategyOf(0, 0));
        skip(1 hours);
        rebalance();
        vm.prank(alice);
        (uint256 assets,) = portfolios.withdraw(id, shares, 0, alice);
        assertEq(assets, 1_000 * USD, "in, through two positions, and out");
        assertEq(usd.balanceOf(alice), 1_000_000 * USD);
    }

    // P3: a fresh portfolio's rebalance divides by zero.

    function test_attack_P3_EmptyPortfolioDividesByZero() public {
        skip(1 hours);
        expectRebalanceRefused(abi.encodeWithSelector(AgentPortfolioManager.PortfolioEmpty.selector, id));
        assertEq(portfolios.calculateRiskScore(id), 0);
        (,,,, uint256 gross) = portfolios.weightsOf(id);
        assertEq(gross, 0);
    }

    // P4: trade ids are counted per portfolio and stored globally.

    function test_attack_P4_TradesOfOneOverwriteAnothers() public {
        (uint256 other, ModelVault otherVault) = create(alice, terms(), mandate(), strategy());
        deposit(alice, 1_000 * USD);
        vm.startPrank(bob);
        approveMax(address(usd), address(otherVault));
        otherVault.deposit(1_000 * USD, bob);
        vm.stopPrank();
        vm.recordLogs();
        buyIn(id);
        buyIn(other);
        buyIn(id);
        assertEq(tradesSeen(vm.getRecordedLogs()), 3, "1, 2 and 3, each with its portfolio");
        assertEq(portfolios.tradeCount(), 3);
    }

    // P5: the time trigger reads another strategy; an old value is used; the excess goes to the first asset only; anybody may
    // call; there is no least output.

    function test_attack_P5_TheTriggerReadsAnotherStrategy() public {
        Strategy memory soon = strategy();
        soon.scheduleSeconds = 1 days;
        (uint256 other, ModelVault otherVault) = create(manager, terms(), mandate(), soon);
        deposit(alice, 1_000 * USD);
        skip(1 hours);
        rebalance();
        vm.startPrank(bob);
        approveMax(address(usd), address(otherVault));
        otherVault.deposit(1_000 * USD, bob);
        vm.stopPrank();
        skip(1 days);
        expectRebalanceRefused(abi.encodeWithSelector(AgentPortfolioManager.NothingToRebalance.selector, 0, 500));
        id = other;
        assertEq(rebalance(), 2, "the one whose time has come");
    }

    function test_attack_P5_ItTradesAtAnOldValue() public {
        setStrategy(strategyOf(5_000, 5_000));
        deposit(alice, 1_000 * USD);
        skip(1 hours);
        rebalance();
        // Sales lose one in a hundred: what is bought is a part of what is there then, and no cash is spent that is not.
        setGold(4_000);
        market.setSlippageBps(100);
        skip(1 hours);
        rebalance();
        (uint256 goldWorth, uint256 silverWorth, uint256 cash) = dollars();
        assertEq(goldWorth, 750 * USD);
        assertNear(silverWorth, 500 * USD + 247_500_000 * 99 / 100, 2);
        assertNear(cash, 0, 2);
    }

    function test_attack_P5_TheExcessGoesToOneAssetOnly() public {
        setStrategy(strategyOf(2_000, 4_000));
        deposit(alice, 1_000 * USD);
        skip(1 hours);
        rebalance();
        setGold(6_000);
        skip(1 hours);
        rebalance();
        assertDollars(280, 560, 560);
    }

    function test_attack_P5_AnybodyRebalances() public {
        deposit(alice, 1_000 * USD);
        skip(1 hours);
        (Route[] memory ways, uint256 now_) = (routes(), vm.getBlockTimestamp());
        vm.expectRevert(abi.encodeWithSelector(AgentPortfolioManager.NotAgent.selector, mallory, agent));
        vm.prank(mallory);
        portfolios.rebalancePortfolio(id, ways, now_);
    }

    function test_attack_P5_ARebalanceHasNoLeastOutput() public {
        deposit(alice, 1_000 * USD);
        skip(1 hours);
        market.setSlippageBps(101);
        (Route[] memory ways, uint256 now_) = (routes(), vm.getBlockTimestamp());
        vm.expectPartialRevert(TradeDesk.Slippage.selector);
        vm.prank(agent);
        portfolios.rebalancePortfolio(id, ways, now_);
    }

    // P6: the owner sets prices; a price of zero divides by zero; a symbol changes the risk; an asset counts twice.

    function test_attack_P6_AFeedIsStaleZeroNegativeFutureOrJumps() public {
        (MockAggregator dollarFeed, MockAggregator feed) = makeRealOracle();
        deposit(alice, 1_000 * USD);
        skip(1 hours);
        feed.push(2_000e8);
        dollarFeed.push(1e8);
        rebalance();
        uint256 healthy = portfolios.calculateRiskScore(id);
        assertLt(healthy, 10_000);
        for (uint256 how = 0; how < 6; how++) {
            uint256 state = vm.snapshotState();
            if (how == 0) feed.makeStale(2 hours);
            if (how == 1) feed.makeZero();
            if (how == 2) feed.makeNegative();
            if (how == 3) feed.makeFuture(1);
            if (how == 4) feed.makeJump(200_000);
            if (how == 5) feed.makeDown(true);
            assertEq(portfolios.calculateRiskScore(id), 10_000, "no price, no trust");
            Trade memory order = tradeOf(address(usd), address(gold), 1 * USD);
            vm.expectRevert();
            vm.prank(agent);
            portfolios.executeTrade(id, order);
            vm.expectRevert();
            vault.totalAssets();
            vm.revertToState(state);
        }
        assertEq(portfolios.calculateRiskScore(id), healthy, "and all is well again");
    }

    function test_attack_P6_APriceOfZeroDividesByZero() public {
        deposit(alice, 1_000 * USD);
        skip(1 hours);
        rebalance();
        oracle.setPrice(address(gold), 0);
        skip(1 hours);
        expectRebalanceRefused(abi.encodeWithSelector(MockOracle.NoPrice.selector, address(gold)));
    }

    function test_attack_P6_ASymbolMakesTheRiskSmall() public {
        deposit(alice, 1_000 * USD);
        buyIn(id);
        uint256 honest = portfolios.calculateRiskScore(id);
        ZooToken spoof = new ZooToken("USD", 18);
        oracle.setPrice(address(spoof), 2_000e18);
        factory.setAsset(address(spoof), true);
        Mandate memory named = mandate();
        named.assets[0] = address(spoof);
        Strategy memory strategy_ = strategyOf(4_000, 0);
        strategy_.targets[0].token = address(spoof);
        (id, vault) = create(manager, terms(), named, strategy_);
        vm.startPrank(alice);
        approveMax(address(usd), address(vault));
        vault.deposit(1_000 * USD, alice);
        vm.stopPrank();
        Trade memory order = tradeOf(address(usd), address(spoof), 100 * USD);
        vm.prank(agent);
        portfolios.executeTrade(id, order);
        assertEq(portfolios.calculateRiskScore(id), honest, "whatever it calls itself");
    }

    function test_attack_P6_AnAssetCountsTwice() public {
        Strategy memory twice = strategyOf(4_000, 3_000);
        twice.targets[1].token = twice.targets[0].token;
        vm.expectRevert(
            abi.encodeWithSelector(AgentPortfolioManager.TokensNotAscending.selector, twice.targets[0].token)
        );
        vm.prank(manager);
        portfolios.setStrategy(id, twice);
    }

    // A1, for portfolios: what trips the breaker must not undo it.

    function test_attack_A1_TheTripIsRolledBack() public {
        Strategy memory careful = strategy();
        careful.riskScoreMax = 4_000;
        setStrategy(careful);
        deposit(alice, 1_000 * USD);
        skip(1 hours);
        rebalance();
        setGold(900);
        assertEq(portfolios.calculateRiskScore(id), 10_000, "far above what the strategy bears");
        Trade memory order = tradeOf(address(usd), address(silver), 1 * USD);
        vm.prank(agent);
        assertEq(portfolios.executeTrade(id, order), 0, "said, not reverted");
        assertTrue(vault.isHalted());
    }

    // Keys.

    function test_attack_AStolenAgentKeyTakesNothingOut() public {
        deposit(alice, 1_000 * USD);
        Strategy memory mine = strategyOf(7_000, 0);
        vm.startPrank(agent);
        vm.expectPartialRevert(AgentPortfolioManager.NotPortfolioOwner.selector);
        portfolios.setStrategy(id, mine);
        vm.expectPartialRevert(AgentPortfolioManager.NotPortfolioOwner.selector);
        portfolios.setAgent(id, mallory);
        vm.expectPartialRevert(ModelVault.NotManager.selector);
        vault.setAgent(agent);
        vm.expectPartialRevert(ModelVault.NotAgent.selector);
        vault.executeTrade(tradeOf(address(usd), address(gold), 1));
        vault.approve(address(portfolios), 1);
        vm.expectPartialRevert(IERC20Errors.ERC20InsufficientBalance.selector);
        portfolios.withdraw(id, 1, 0, agent);
        vm.stopPrank();
        assertEq(vault.totalAssets(), 1_000 * USD);
    }

    function test_attack_AStolenAgentKeyChurnsThePortfolioAway() public {
        deposit(alice, 1_000 * USD);
        market.setSlippageBps(100);
        uint256 end = vm.getBlockTimestamp() + 1 days;
        while (vm.getBlockTimestamp() < end) {
            (uint256 held,) = vault.holdingOf(address(gold));
            Trade memory order = held > 0
                ? tradeOf(address(gold), address(usd), held)
                : tradeOf(address(usd), address(gold), 300 * USD);
            (Route[] memory ways, uint256 now_) = (routes(), vm.getBlockTimestamp());
            vm.startPrank(agent);
            try portfolios.executeTrade(id, order) {} catch {}
            try portfolios.rebalancePortfolio(id, ways, now_) {} catch {}
            vm.stopPrank();
            skip(10 minutes);
        }
        assertGe(vault.totalAssets(), 980 * USD, "two of a hundred in any day, and no more");
    }

    function test_attack_TheOwnerTakesInvestorsMoney() public {
        deposit(alice, 1_000 * USD);
        vm.startPrank(manager);
        portfolios.setAgent(id, manager);
        portfolios.executeTrade(id, tradeOf(address(usd), address(gold), 400 * USD));
        vault.approve(address(portfolios), 1);
        vm.expectPartialRevert(IERC20Errors.ERC20InsufficientBalance.selector);
        portfolios.withdraw(id, 1, 0, manager);
        vm.expectPartialRevert(TradeDesk.AdapterNotInMandate.selector);
        Trade memory order = tradeOf(address(gold), address(usd), 1e16);
        order.adapter = manager;
        portfolios.executeTrade(id, order);
        vm.stopPrank();
        assertEq(vault.totalAssets(), 1_000 * USD);
        assertEq(usd.balanceOf(manager) + gold.balanceOf(manager), 0);
    }

    function test_attack_SpendingWhatOthersAllowedTheManager() public {
        // Alice has allowed the manager her dollars and her shares; both work for her alone.
        uint256 shares = deposit(alice, 1_000 * USD);
        uint256 before = usd.balanceOf(alice);
        uint256 had = usd.balanceOf(mallory);
        vm.startPrank(mallory);
        vm.expectPartialRevert(IERC20Errors.ERC20InsufficientBalance.selector);
        portfolios.withdraw(id, shares, 0, mallory);
        portfolios.deposit(id, 10 * USD, 0, mallory);
        vm.stopPrank();
        assertEq(usd.balanceOf(alice), before);
        assertEq(usd.balanceOf(mallory), had - 10 * USD);
        assertEq(vault.balanceOf(alice), shares);
    }

    // Re-entry.

    function test_attack_ReentrancyThroughTheAsset() public {
        ReentrantToken token = new ReentrantToken();
        factory.setAsset(address(token), true);
        ShareTerms memory terms_ = terms();
        terms_.asset = IERC20(token);
        (id, vault) = create(manager, terms_, mandate(), strategy());
        token.mint(mallory, 100e18);
        vm.startPrank(mallory);
        token.approve(address(portfolios), type(uint256).max);
        bytes[4] memory calls = [
            abi.encodeCall(portfolios.deposit, (id, 1, 0, mallory)),
            abi.encodeCall(portfolios.withdraw, (id, 1, 0, mallory)),
            abi.encodeCall(portfolios.rebalancePortfolio, (id, routes(), 0)),
            abi.encodeCall(portfolios.createPortfolio, ("model", terms_, mandate(), agent, strategy()))
        ];
        for (uint256 i = 0; i < calls.length; i++) {
            token.arm(address(portfolios), calls[i]);
            portfolios.deposit(id, 1e18, 0, mallory);
            assertRefusedReentry(token.lastCallbackWorked(), token.lastCallbackResult());
        }
        vm.stopPrank();
        assertEq(token.callbackCount(), 4);
    }

    function test_attack_AnAdapterThatIsTheAgentTradesAgain() public {
        vm.prank(manager);
        portfolios.setAgent(id, address(market));
        deposit(alice, 1_000 * USD);
        Trade memory order = tradeOf(address(usd), address(gold), 10 * USD);
        bytes[2] memory calls = [
            abi.encodeCall(portfolios.executeTrade, (id, order)),
            abi.encodeCall(portfolios.rebalancePortfolio, (id, routes(), vm.getBlockTimestamp()))
        ];
        for (uint256 i = 0; i < calls.length; i++) {
            market.setCall(address(portfolios), calls[i]);
            vm.prank(address(market));
            portfolios.executeTrade(id, order);
            assertRefusedReentry(market.callWorked(), market.callResult());
        }
    }

    function test_attack_TheScoreIsReadInTheMiddleOfATrade() public {
        deposit(alice, 1_000 * USD);
        market.setCall(address(portfolios), abi.encodeCall(portfolios.calculateRiskScore, (id)));
        buyIn(id);
        assertTrue(market.callWorked());
        assertEq(abi.decode(market.callResult(), (uint256)), 10_000, "what cannot be read is not trusted");
    }

    // Gifts.

    function test_attack_AGiftMovesNoWeight() public {
        deposit(alice, 1_000 * USD);
        skip(1 hours);
        rebalance();
        uint256 score = portfolios.calculateRiskScore(id);
        gold.mint(address(vault), 5 * GOLD);
        usd.mint(address(vault), 1_000 * USD);
        usd.mint(address(portfolios), 1_000 * USD);
        skip(1 hours);
        expectRebalanceRefused(abi.encodeWithSelector(AgentPortfolioManager.NothingToRebalance.selector, 0, 500));
        assertNear(portfolios.calculateRiskScore(id), score, 1, "but for what an hour fades");
        // Nor can what lies in the manager by mistake be deposited by anybody.
        vm.prank(agent);
        vm.expectPartialRevert(IERC20Errors.ERC20InsufficientAllowance.selector);
        portfolios.deposit(id, 1_000 * USD, 0, agent);
    }

    function test_attack_SharesSentToTheVaultForceSales() public {
        // They count as waiting, so their worth is kept in cash; it costs the sender all of it, and nobody else anything.
        deposit(alice, 1_000 * USD);
        uint256 shares = deposit(mallory, 100 * USD);
        skip(1 hours);
        rebalance();
        vm.prank(mallory);
        vault.transfer(address(vault), shares);
        skip(1 hours);
        expectRebalanceRefused(abi.encodeWithSelector(AgentPortfolioManager.NothingToRebalance.selector, 363, 500));
        assertEq(vault.convertToAssets(vault.balanceOf(alice)), 1_000 * USD);
    }

    // Helpers.

    function buyIn(uint256 portfolioId) private {
        Trade memory order = tradeOf(address(usd), address(gold), 100 * USD);
        vm.prank(agent);
        portfolios.executeTrade(portfolioId, order);
    }

    /// @dev The id of the last trade, when ids were given one after the other.
    function tradesSeen(Vm.Log[] memory logs) private pure returns (uint256 last) {
        for (uint256 i = 0; i < logs.length; i++) {
            if (logs[i].topics[0] != AgentPortfolioManager.PortfolioTraded.selector) continue;
            assertEq(uint256(logs[i].topics[1]), ++last, "ids are of one count");
        }
    }

    /// @dev The portfolio's vault over the oracle of the platform, whose feeds stand in for Chainlink's.
    function makeRealOracle() private returns (MockAggregator dollarFeed, MockAggregator goldFeed) {
        PriceOracle real = new PriceOracle(address(authority), IAggregatorV3(address(0)), 0);
        dollarFeed = new MockAggregator(8, 1e8);
        goldFeed = new MockAggregator(8, 2_000e8);
        setFeed(real, address(usd), dollarFeed, 0.9e18, 1.1e18);
        setFeed(real, address(gold), goldFeed, 100e18, 20_000e18);
        factory.addVersion(address(new ModelVault(factory, real, address(splitter))));
        (id, vault) = create(manager, terms(), mandate(), strategyOf(4_000, 0));
        vm.prank(alice);
        usd.approve(address(vault), type(uint256).max);
    }

    function setFeed(PriceOracle real, address asset, MockAggregator aggregator, uint128 min, uint128 max) private {
        PriceOracle.Feed memory feed;
        feed.first = PriceOracle.Source(aggregator, 1 hours, 0);
        (feed.priceMin1e18, feed.priceMax1e18) = (min, max);
        real.setFeed(asset, feed);
    }

    function assertRefusedReentry(bool worked, bytes memory result) private pure {
        assertFalse(worked, "it got in");
        assertEq(bytes32(result), bytes32(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector));
    }
}
