// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AgentPortfolioManager, Strategy} from "../../src/shares/AgentPortfolioManager.sol";
import {Mandate, Trade} from "../../src/shares/Mandate.sol";
import {ShareTerms} from "../../src/shares/ShareVault.sol";
import {PortfolioSetup} from "./support/PortfolioSetup.sol";

/// @dev Portfolios, their keys, their strategies and every trade are known from the events alone.
contract AgentPortfolioManagerEventsTest is PortfolioSetup {
    function test_Event_OfAPortfolioMade() external {
        (ShareTerms memory terms_, Mandate memory mandate_, Strategy memory strategy_) = (terms(), mandate(), strategy());
        address next = factory.vaultAddress(address(portfolios), bytes32(id + 1), address(usd));
        vm.expectEmit(address(portfolios));
        emit AgentPortfolioManager.PortfolioCreated(id + 1, next, alice);
        vm.expectEmit(address(portfolios));
        emit AgentPortfolioManager.AgentSet(id + 1, agent);
        vm.expectEmit(address(portfolios));
        emit AgentPortfolioManager.StrategySet(id + 1, strategy_);
        vm.prank(alice);
        portfolios.createPortfolio("model", terms_, mandate_, agent, strategy_);
    }

    function test_Event_OfAnAgentAndAStrategySet() external {
        Strategy memory next = strategyOf(1_000, 2_000);
        vm.startPrank(manager);
        vm.expectEmit(address(portfolios));
        emit AgentPortfolioManager.AgentSet(id, bob);
        portfolios.setAgent(id, bob);
        vm.expectEmit(address(portfolios));
        emit AgentPortfolioManager.StrategySet(id, next);
        portfolios.setStrategy(id, next);
        vm.stopPrank();
    }

    function test_Event_OfATrade() external {
        deposit(alice, 1_000 * USD);
        Trade memory order = tradeOf(address(usd), address(gold), 500 * USD);
        vm.expectEmit(address(portfolios));
        emit AgentPortfolioManager.PortfolioTraded(1, id, address(usd), address(gold), 500 * USD, GOLD / 4);
        vm.prank(agent);
        portfolios.executeTrade(id, order);
    }

    function test_Event_OfARebalance() external {
        setStrategy(strategyOf(4_000, 0));
        deposit(alice, 1_000 * USD);
        skip(1 hours);
        market.setSlippageBps(100);
        vm.expectEmit(address(portfolios));
        emit AgentPortfolioManager.PortfolioTraded(1, id, address(usd), address(gold), 400 * USD, GOLD * 198 / 1_000);
        vm.expectEmit(address(portfolios));
        emit AgentPortfolioManager.Rebalanced(id, 1_000e18, 996e18, 1);
        rebalance();
    }
}
