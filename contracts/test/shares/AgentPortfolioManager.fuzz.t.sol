// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {AgentPortfolioManager, Risk, Route, Strategy, StrategyKind} from "../../src/shares/AgentPortfolioManager.sol";
import {Trade} from "../../src/shares/Mandate.sol";
import {PortfolioSetup} from "./support/PortfolioSetup.sol";

/// @dev Weights, prices and amounts of any kind.
contract AgentPortfolioManagerFuzzTest is PortfolioSetup {
    uint256 private constant ONE = 1e18;

    /// @dev After a rebalance every weight is what it should be, up to the least trade, what trading lost, and atoms.
    function testFuzz_RebalanceReachesTheWeights(
        uint16[2] memory from,
        uint16[2] memory to,
        uint256 amount,
        uint256[2] memory moves,
        uint256 slippageBps
    ) public {
        setStrategy(anyStrategy(from));
        deposit(alice, bound(amount, 1_000 * USD, 1e12));
        skip(1 hours);
        tryRebalance();
        // Each by a tenth at most, so that the breaker does not come in between.
        setGoldAndSilver(bound(moves[0], 9_000, 11_000), bound(moves[1], 9_000, 11_000));
        setStrategy(anyStrategy(to));
        slippageBps = bound(slippageBps, 0, 50);
        market.setSlippageBps(int256(slippageBps));
        skip(1 days);
        (,,,, uint256 before) = portfolios.weightsOf(id);
        if (!tryRebalance()) return;
        (address[] memory tokens, uint256[] memory worths, uint256[] memory wanted,, uint256 gross) =
            portfolios.weightsOf(id);
        // A sale and a purchase of everything is all that could be lost.
        assertGe(gross + before * 2 * slippageBps / 10_000 + 1e15, before, "net worth");
        uint256 slack = 5e18 + (before * 2 * slippageBps) / 10_000 + 1e15;
        for (uint256 i = 0; i < tokens.length; i++) {
            if (tokens[i] == address(0)) continue;
            assertNear(worths[i], wanted[i], slack, "weight");
            if (wanted[i] == 0) assertEq(worths[i], 0, "what is not wanted is gone");
        }
    }

    /// @dev Trading back and forth between any weights never brings anything out, with a venue that gives what things are worth.
    function testFuzz_RebalancingBackAndForthGainsNothing(uint16[2] memory from, uint16[2] memory to, uint256 amount) public {
        amount = bound(amount, 1_000 * USD, 1e12);
        deposit(alice, amount);
        for (uint256 i = 0; i < 4; i++) {
            setStrategy(anyStrategy(i % 2 == 0 ? from : to));
            skip(1 days);
            tryRebalance();
        }
        assertLe(vault.totalAssets(), amount);
        // Three prices are rounded a trade, to an atom of silver, which is a quarter of an atom of a dollar, at most.
        assertGe(vault.totalAssets() + 32, amount);
    }

    /// @dev The score is the chance of any trouble, worked out here from the parts by inclusion and exclusion of pairs of them.
    function testFuzz_TheScoreFollowsFromItsParts(uint16[2] memory weights, uint256[2] memory moves, uint256 waited) public {
        Strategy memory scheduled = anyStrategy(weights);
        scheduled.scheduleSeconds = 20 days;
        setStrategy(scheduled);
        deposit(alice, 10_000 * USD);
        skip(1 hours);
        tryRebalance();
        setGoldAndSilver(bound(moves[0], 8_000, 15_000), bound(moves[1], 8_000, 15_000));
        skip(bound(waited, 0, 60 days));
        Risk memory risk = portfolios.riskOf(id);
        uint256[5] memory parts =
            [risk.concentration, risk.drawdown, risk.turnover, risk.misplaced, risk.overdue];
        uint256 any;
        for (uint256 i = 0; i < parts.length; i++) {
            assertLe(parts[i], ONE, "a part of one");
            // P(A or B) = P(A) + P(B) - P(A) P(B).
            any = any + parts[i] - Math.mulDiv(any, parts[i], ONE);
        }
        assertEq(risk.overdue, overdueDown(), "overdue, rounded down");
        uint256 score = portfolios.calculateRiskScore(id);
        assertNear(score, Math.ceilDiv(any * 10_000, ONE), 1, "score");
        assertLe(score, 10_000);
        for (uint256 i = 0; i < parts.length; i++) {
            assertGe(score + 1, parts[i] * 10_000 / ONE, "no part hides another");
        }
    }

    /// @dev Concentration is what Herfindahl says: more in one asset is more, the same in two is half.
    function testFuzz_ConcentrationIsHerfindahls(uint256 dollars_, uint256 more) public {
        dollars_ = bound(dollars_, 10, 300);
        more = bound(more, 1, 400 - dollars_);
        deposit(alice, 1_000 * USD);
        uint256 state = vm.snapshotState();
        act(address(gold), dollars_);
        uint256 alone = portfolios.riskOf(id).concentration;
        assertNear(alone, (dollars_ * 1e15) ** 2 / ONE, 1e6, "the weight squared");
        act(address(gold), more);
        assertGt(portfolios.riskOf(id).concentration, alone, "more of the same");
        vm.revertToState(state);
        act(address(gold), dollars_);
        act(address(silver), dollars_);
        assertNear(portfolios.riskOf(id).concentration, 2 * alone, 1e12, "each for itself, half of all in one");
    }

    /// @dev A weight in dollars rounds down, so that all of them together are never more than there is.
    function testFuzz_WeightsRoundDown(uint16[2] memory weights, uint256 amount, uint256 goldPrice) public {
        Strategy memory made = anyStrategy(weights);
        setStrategy(made);
        deposit(alice, bound(amount, 1_000 * USD, 1e12));
        skip(1 hours);
        tryRebalance();
        oracle.setPrice(address(gold), bound(goldPrice, 1_800e18, 2_200e18));
        (address[] memory tokens,, uint256[] memory wanted,, uint256 gross) = portfolios.weightsOf(id);
        for (uint256 i = 0; i < tokens.length; i++) {
            uint256 weight = 0;
            for (uint256 j = 0; j < made.targets.length; j++) {
                if (made.targets[j].token == tokens[i]) weight = made.targets[j].weightBps;
            }
            assertLe(wanted[i] * 10_000, gross * weight, "down");
            assertGe((wanted[i] + 1) * 10_000, gross * weight + 1, "by less than one");
        }
    }

    function testFuzz_DynamicShrinksEvenly(uint256 fallBps) public {
        Strategy memory dynamic = strategyOf(5_000, 0);
        dynamic.kind = StrategyKind.Dynamic;
        setStrategy(dynamic);
        deposit(alice, 10_000 * USD);
        skip(1 hours);
        tryRebalance();
        fallBps = bound(fallBps, 0, 3_999);
        setGoldAndSilver(10_000 - fallBps, 10_000);
        // Half of it fell by so much; the breaker is at a fifth.
        uint256 left = ONE - fallBps * ONE / 2 / 2_000;
        (, , uint256[] memory wanted,, uint256 gross) = portfolios.weightsOf(id);
        assertNear(wanted[0], gross / 2 * left / ONE, gross / 1e9, "of the weight, what is left until the breaker");
    }

    function testFuzz_OnlyItsOwnerAndItsAgentDecide(address stranger, uint256 what) public {
        vm.assume(stranger != manager && stranger != agent);
        deposit(alice, 1_000 * USD);
        skip(1 hours);
        Trade memory order = tradeOf(address(usd), address(gold), 1 * USD);
        bytes[4] memory calls = [
            abi.encodeCall(portfolios.setAgent, (id, stranger)),
            abi.encodeCall(portfolios.setStrategy, (id, strategy())),
            abi.encodeCall(portfolios.executeTrade, (id, order)),
            abi.encodeCall(portfolios.rebalancePortfolio, (id, routes(), vm.getBlockTimestamp()))
        ];
        vm.prank(stranger);
        (bool worked, bytes memory refused) = address(portfolios).call(calls[what % 4]);
        assertFalse(worked);
        bytes4 selector = what % 4 < 2
            ? AgentPortfolioManager.NotPortfolioOwner.selector
            : AgentPortfolioManager.NotAgent.selector;
        assertEq(bytes32(bytes4(refused)), bytes32(selector));
    }

    function testFuzz_InAndOutThroughTheManagerNeverProfits(uint256 assets, uint256 part) public {
        assets = bound(assets, 1, 1e12);
        vm.startPrank(alice);
        uint256 shares = portfolios.deposit(id, assets, 0, alice);
        uint256 some = bound(part, 1, shares);
        (uint256 first,) = portfolios.withdraw(id, some, 0, alice);
        uint256 second;
        if (shares > some) (second,) = portfolios.withdraw(id, shares - some, 0, alice);
        vm.stopPrank();
        assertLe(first + second, assets);
        assertGe(first + second + 1, assets);
    }

    function anyStrategy(uint16[2] memory weights) private view returns (Strategy memory made) {
        weights[0] = uint16(bound(weights[0], 0, 7_920));
        weights[1] = uint16(bound(weights[1], 0, Math.min(7_920, 10_000 - weights[0])));
        made = strategyOf(weights[0], weights[1]);
        made.driftBps = 10;
    }

    /// @dev What part is invested, by how much of twenty days it is late, each rounded down.
    function overdueDown() private view returns (uint256) {
        (,,, uint256 rebalancedAt,) = portfolios.portfolioOf(id);
        (,,, uint256 cash, uint256 gross) = portfolios.weightsOf(id);
        uint256 late = Math.min(Math.saturatingSub(vm.getBlockTimestamp(), rebalancedAt + 20 days), 20 days);
        return (gross - cash) * ONE / gross * late / 20 days;
    }

    function setGoldAndSilver(uint256 goldBps, uint256 silverBps) private {
        oracle.setPrice(address(gold), 2_000e18 * goldBps / 10_000);
        oracle.setPrice(address(silver), 25e18 * silverBps / 10_000);
    }

    function act(address token, uint256 dollars_) private {
        Trade memory order = tradeOf(address(usd), token, dollars_ * USD);
        vm.prank(agent);
        portfolios.executeTrade(id, order);
    }

    /// @dev Whether it was done; nothing to do is the only reason not to.
    function tryRebalance() private returns (bool) {
        (Route[] memory ways, uint256 now_) = (routes(), vm.getBlockTimestamp());
        vm.prank(agent);
        try portfolios.rebalancePortfolio(id, ways, now_) {
            return true;
        } catch (bytes memory refused) {
            assertEq(bytes32(bytes4(refused)), bytes32(AgentPortfolioManager.NothingToRebalance.selector));
            return false;
        }
    }
}
