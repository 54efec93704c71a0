// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    AgentPortfolioManager,
    Route,
    Strategy,
    StrategyKind,
    Target
} from "../../../src/shares/AgentPortfolioManager.sol";
import {Mandate} from "../../../src/shares/Mandate.sol";
import {ModelVault} from "../../../src/shares/ModelVault.sol";
import {ShareTerms} from "../../../src/shares/ShareVault.sol";
import {VaultSetup} from "./VaultSetup.sol";

/// @title One portfolio: two fifths gold, three tenths silver, three tenths cash
/// @dev Owned by `manager`, traded by `agent`, its vault is `vault`.
abstract contract PortfolioSetup is VaultSetup {
    AgentPortfolioManager internal portfolios;
    uint256 internal id;

    function setUp() public virtual override {
        super.setUp();
        portfolios = new AgentPortfolioManager(factory);
        (id, vault) = create(manager, terms(), mandate(), strategy());
        for (uint256 i = 0; i < 3; i++) {
            address account = [alice, bob, mallory][i];
            vm.startPrank(account);
            approveMax(address(usd), address(vault));
            approveMax(address(usd), address(portfolios));
            approveMax(address(vault), address(portfolios));
            vm.stopPrank();
        }
    }

    function strategy() internal view returns (Strategy memory) {
        return strategyOf(4_000, 3_000);
    }

    /// @dev The rest is cash.
    function strategyOf(uint16 goldBps, uint16 silverBps) internal view returns (Strategy memory made) {
        made.kind = StrategyKind.Custom;
        made.cashBps = 10_000 - goldBps - silverBps;
        (made.driftBps, made.riskScoreMax, made.cooldownSeconds) = (500, 10_000, 1 hours);
        made.tradeUsdMin = 5e18;
        uint256 count = (goldBps > 0 ? 1 : 0) + (silverBps > 0 ? 1 : 0);
        made.targets = new Target[](count);
        bool goldFirst = address(gold) < address(silver) || silverBps == 0;
        if (goldBps > 0) made.targets[goldFirst ? 0 : count - 1] = Target(address(gold), goldBps);
        if (silverBps > 0) made.targets[goldFirst ? count - 1 : 0] = Target(address(silver), silverBps);
    }

    function create(address owner, ShareTerms memory terms_, Mandate memory mandate_, Strategy memory strategy_)
        internal
        returns (uint256 made, ModelVault madeVault)
    {
        vm.prank(owner);
        return portfolios.createPortfolio("model", terms_, mandate_, agent, strategy_);
    }

    function setStrategy(Strategy memory strategy_) internal {
        vm.prank(manager);
        portfolios.setStrategy(id, strategy_);
    }

    function routes() internal view virtual returns (Route[] memory made) {
        made = new Route[](2);
        made[0] = Route(address(gold), address(market), "");
        made[1] = Route(address(silver), address(market), "");
    }

    function rebalance() internal returns (uint256) {
        (Route[] memory ways, uint256 now_) = (routes(), vm.getBlockTimestamp());
        vm.prank(agent);
        return portfolios.rebalancePortfolio(id, ways, now_);
    }

    function expectRebalanceRefused(bytes memory refused) internal {
        (Route[] memory ways, uint256 now_) = (routes(), vm.getBlockTimestamp());
        vm.expectRevert(refused);
        vm.prank(agent);
        portfolios.rebalancePortfolio(id, ways, now_);
    }

    /// @dev What the vault has of each, in atoms of a dollar at the oracle's prices.
    function dollars() internal view returns (uint256 goldWorth, uint256 silverWorth, uint256 cash) {
        (uint256 goldHeld,) = vault.holdingOf(address(gold));
        (uint256 silverHeld,) = vault.holdingOf(address(silver));
        (cash,,,,,) = vault.books();
        goldWorth = oracle.value(address(gold), goldHeld) / 1e12;
        silverWorth = oracle.value(address(silver), silverHeld) / 1e12;
    }

    function assertDollars(uint256 goldWorth, uint256 silverWorth, uint256 cash) internal view {
        (uint256 goldNow, uint256 silverNow, uint256 cashNow) = dollars();
        assertNear(goldNow, goldWorth * USD, 2, "gold");
        assertNear(silverNow, silverWorth * USD, 2, "silver");
        assertNear(cashNow, cash * USD, 2, "cash");
    }

    function setSilver(uint256 price_) internal {
        oracle.setPrice(address(silver), price_ * 1e18);
    }
}
