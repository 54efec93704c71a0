// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    AgentPortfolioManager,
    Route,
    Strategy,
    StrategyKind,
    Target
} from "../../src/shares/AgentPortfolioManager.sol";
import {MeasuredAdapter} from "../../src/shares/adapters/MeasuredAdapter.sol";
import {VenueSetup} from "./support/VenueSetup.sol";

/// @dev A portfolio that is rebalanced at real venues: gold here, silver there.
contract AgentPortfolioManagerVenuesTest is VenueSetup {
    AgentPortfolioManager private portfolios;
    uint256 private id;

    function setUp() public override {
        super.setUp();
        portfolios = new AgentPortfolioManager(factory);
        Strategy memory made;
        (made.kind, made.cashBps, made.driftBps) = (StrategyKind.Balanced, 3_000, 300);
        (made.riskScoreMax, made.cooldownSeconds, made.tradeUsdMin) = (10_000, 1 hours, 5e18);
        made.targets = new Target[](2);
        bool goldFirst = address(gold) < address(silver);
        made.targets[goldFirst ? 0 : 1] = Target(address(gold), 4_000);
        made.targets[goldFirst ? 1 : 0] = Target(address(silver), 3_000);
        vm.prank(manager);
        (id, vault) = portfolios.createPortfolio("model", terms(), venueMandate(), agent, made);
        fund(alice, vault, 0);
        deposit(alice, 10_000 * USD);
        skip(1 hours);
    }

    function test_ReachesItsWeightsAtEachPairOfVenues() public {
        for (uint256 which = 0; which < 9; which++) {
            uint256 state = vm.snapshotState();
            rebalance(which / 3, which % 3);
            checkWeights();
            setGold(2_400);
            // The venue follows the oracle: 20 % up is about 9.5 % of its dollars more.
            sellDirectly(which / 3, address(usd), address(gold), 477_226 * USD);
            skip(1 hours);
            rebalance(which / 3, which % 3);
            checkWeights();
            assertEq(usd.allowance(address(vault), address(adapters[which / 3])), 0);
            vm.revertToState(state);
        }
    }

    function test_attack_SandwichOfARebalance() public {
        for (uint256 which = 0; which < 3; which++) {
            uint256 state = vm.snapshotState();
            sellDirectly(which, address(usd), address(gold), 50_000 * USD);
            Route[] memory ways = routesAt(which, which);
            uint256 now_ = vm.getBlockTimestamp();
            vm.expectPartialRevert(MeasuredAdapter.ReceivedTooLittle.selector);
            vm.prank(agent);
            portfolios.rebalancePortfolio(id, ways, now_);
            vm.revertToState(state);
        }
    }

    function rebalance(uint256 goldAt, uint256 silverAt) private {
        Route[] memory ways = routesAt(goldAt, silverAt);
        uint256 now_ = vm.getBlockTimestamp();
        vm.prank(agent);
        portfolios.rebalancePortfolio(id, ways, now_);
    }

    function routesAt(uint256 goldAt, uint256 silverAt) private view returns (Route[] memory ways) {
        ways = new Route[](2);
        ways[0] = Route(address(gold), address(adapters[goldAt]), venueData[goldAt]);
        ways[1] = Route(address(silver), address(adapters[silverAt]), venueData[silverAt]);
    }

    /// @dev Within half of a hundredth of everything: fees and impact of trades this small.
    function checkWeights() private view {
        (address[] memory tokens, uint256[] memory worths,, uint256 cash, uint256 gross) = portfolios.weightsOf(id);
        assertEq(tokens.length, 4);
        for (uint256 i = 0; i < 2; i++) {
            uint256 wanted = tokens[i] == address(gold) ? 4_000 : 3_000;
            assertNear(worths[i] * 10_000 / gross, wanted, 50, "weight");
        }
        assertNear(cash * 10_000 / gross, 3_000, 50, "cash");
    }
}
