// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {Initializable} from "@openzeppelin/contracts-upgradeable/proxy/utils/Initializable.sol";
import {IPriceOracle} from "../../src/oracle/IPriceOracle.sol";
import {IVaultRules, Mandate, Trade} from "../../src/shares/Mandate.sol";
import {ModelVault} from "../../src/shares/ModelVault.sol";
import {ModelVaultFactory} from "../../src/shares/ModelVaultFactory.sol";
import {TradeDesk} from "../../src/shares/TradeDesk.sol";
import {MarketAdapter} from "./support/MarketAdapter.sol";
import {VaultSetup} from "./support/VaultSetup.sol";

/// @dev The mandate, the breaker and the factory. One test per rule and one per refusal.
contract ModelVaultTest is VaultSetup {
    function setUp() public override {
        super.setUp();
        deposit(alice, 1_000 * USD);
    }

    // Trading.

    function test_TradeMovesCashIntoAPosition() public {
        assertEq(buyGold(500 * USD), GOLD / 4);
        (address[] memory tokens, uint256[] memory amounts) = vault.positions();
        assertEq(tokens.length, 1);
        assertEq(tokens[0], address(gold));
        assertEq(amounts[0], GOLD / 4);
        (uint256 idle, uint256 deployed,,,,) = vault.books();
        assertEq(idle, 500 * USD);
        assertEq(deployed, 500 * USD);
        assertEq(usd.allowance(address(vault), address(market)), 0, "no approval is left");
    }

    function test_TradeBackClosesThePosition() public {
        buyGold(500 * USD);
        assertEq(sellAllGold(), 500 * USD);
        (address[] memory tokens,) = vault.positions();
        assertEq(tokens.length, 0);
        assertEq(redeemAll(alice), 1_000 * USD, "exits are open again");
    }

    function test_PositionsAreKeptAcrossManyTrades() public {
        buyGold(300 * USD);
        trade(address(usd), address(silver), 300 * USD);
        trade(address(gold), address(silver), GOLD / 20);
        sellAllGold();
        (address[] memory tokens, uint256[] memory amounts) = vault.positions();
        assertEq(tokens.length, 1);
        assertEq(tokens[0], address(silver));
        assertEq(amounts[0], 16e8);
        assertEq(vault.totalAssets(), 1_000 * USD);
    }

    function test_SlippageIsBookedAsALoss() public {
        market.setSlippageBps(50);
        buyGold(400 * USD);
        assertEq(vault.totalAssets(), 998 * USD);
        (,,,,, uint256 spentWad,) = vault.limits();
        assertEq(spentWad, 0.002e18, "2 of 1,000");
    }

    function test_WindowDrainsEvenly() public {
        market.setSlippageBps(100);
        buyGold(500 * USD);
        (,,,,, uint256 spentWad, uint256 spentAt) = vault.limits();
        assertEq(spentWad, 0.005e18);
        assertEq(spentAt, vm.getBlockTimestamp());
        skip(6 hours);
        market.setSlippageBps(0);
        buyGold(1 * USD);
        (,,,,, spentWad,) = vault.limits();
        assertEq(spentWad, 0.0025e18, "a quarter of the half limit drained");
    }

    function test_LessMayBeSoldThanOffered() public {
        Trade memory order = tradeOf(address(usd), address(gold), 500 * USD);
        market.setTakeBps(9_950);
        vm.prank(agent);
        uint256 received = vault.executeTrade(order);
        assertEq(received, GOLD * 4_975 / 20_000);
        (uint256 idle,,,,,) = vault.books();
        assertEq(idle, 1_000 * USD - 497_500_000);
        (,,,,, uint256 spentWad,) = vault.limits();
        assertEq(spentWad, 0, "nothing was lost by selling less");
    }

    function test_RevertWhen_CallerIsNotTheAgent() public {
        Trade memory order = tradeOf(address(usd), address(gold), 1 * USD);
        vm.expectRevert(abi.encodeWithSelector(ModelVault.NotAgent.selector, manager, agent));
        vm.prank(manager);
        vault.executeTrade(order);
    }

    function test_RevertWhen_DeadlinePassed() public {
        Trade memory order = tradeOf(address(usd), address(gold), 1 * USD);
        order.deadline = vm.getBlockTimestamp() - 1;
        expectTradeRefused(
            order,
            abi.encodeWithSelector(TradeDesk.DeadlinePassed.selector, order.deadline, vm.getBlockTimestamp())
        );
    }

    function test_RevertWhen_TokensAreTheSame() public {
        expectTradeRefused(
            tradeOf(address(usd), address(usd), 1),
            abi.encodeWithSelector(TradeDesk.SameToken.selector, address(usd))
        );
    }

    function test_RevertWhen_AdapterIsNotInTheMandate() public {
        Trade memory order = tradeOf(address(usd), address(gold), 1 * USD);
        MarketAdapter other = new MarketAdapter(oracle);
        factory.setAdapter(address(other), true);
        order.adapter = address(other);
        expectTradeRefused(order, abi.encodeWithSelector(TradeDesk.AdapterNotInMandate.selector, address(other)));
    }

    function test_RevertWhen_AdapterLostItsApproval() public {
        factory.setAdapter(address(market), false);
        expectTradeRefused(
            tradeOf(address(usd), address(gold), 1 * USD),
            abi.encodeWithSelector(TradeDesk.NotApproved.selector, address(market))
        );
    }

    function test_RevertWhen_AssetLostItsApproval() public {
        buyGold(100 * USD);
        factory.setAsset(address(gold), false);
        expectTradeRefused(
            tradeOf(address(usd), address(gold), 1 * USD),
            abi.encodeWithSelector(TradeDesk.NotApproved.selector, address(gold))
        );
        assertEq(sellAllGold(), 100 * USD, "the way back stays open");
    }

    function test_RevertWhen_AssetIsNotInTheMandate() public {
        address unlisted = makeAddr("unlisted");
        expectTradeRefused(
            tradeOf(address(usd), unlisted, 1 * USD),
            abi.encodeWithSelector(TradeDesk.AssetNotInMandate.selector, unlisted)
        );
    }

    function test_RevertWhen_SellingMoreThanHeld() public {
        expectTradeRefused(
            tradeOf(address(usd), address(gold), 1_000 * USD + 1),
            abi.encodeWithSelector(TradeDesk.HoldingTooSmall.selector, address(usd), 1_000 * USD + 1, 1_000 * USD)
        );
        expectTradeRefused(
            tradeOf(address(gold), address(usd), 1),
            abi.encodeWithSelector(TradeDesk.HoldingTooSmall.selector, address(gold), 1, 0)
        );
        expectTradeRefused(
            tradeOf(address(usd), address(gold), 0),
            abi.encodeWithSelector(TradeDesk.HoldingTooSmall.selector, address(usd), 0, 1_000 * USD)
        );
    }

    function test_RevertWhen_TradeSlipsTooFar() public {
        market.setSlippageBps(101);
        expectTradeRefused(
            tradeOf(address(usd), address(gold), 200 * USD),
            abi.encodeWithSelector(TradeDesk.Slippage.selector, GOLD / 10 * 9_899 / 10_000, GOLD / 10 * 99 / 100)
        );
        market.setSlippageBps(100);
        buyGold(200 * USD);
    }

    function test_RevertWhen_LessThanTheAgentsOwnLeast() public {
        Trade memory order = tradeOf(address(usd), address(gold), 200 * USD);
        order.amountOutMin = GOLD / 10 + 1;
        expectTradeRefused(
            order, abi.encodeWithSelector(TradeDesk.Slippage.selector, GOLD / 10, GOLD / 10 + 1)
        );
    }

    function test_RevertWhen_PositionGrowsTooLarge() public {
        buyGold(800 * USD);
        expectTradeRefused(
            tradeOf(address(usd), address(gold), 1 * USD),
            abi.encodeWithSelector(TradeDesk.PositionTooLarge.selector, address(gold), 801 * USD, 800 * USD)
        );
    }

    function test_RevertWhen_TheWindowIsUsedUp() public {
        market.setSlippageBps(100);
        buyGold(700 * USD);
        (uint256 amount,) = vault.holdingOf(address(gold));
        // 7 of 1,000, then 6.93 of 993: more than 1 of 100 at once.
        expectTradePartlyRefused(tradeOf(address(gold), address(usd), amount), TradeDesk.WindowSlippage.selector);
        skip(1 days);
        sellAllGold();
    }

    function test_RevertWhen_AnyPriceIsMissing() public {
        oracle.setBroken(address(gold), true);
        expectTradeRefused(
            tradeOf(address(usd), address(gold), 1 * USD),
            abi.encodeWithSignature("NoPrice(address)", address(gold))
        );
    }

    // The breaker.

    function test_BreakerTripsAtTheDrawdownAndStays() public {
        buyGold(500 * USD);
        setGold(1_204);
        vault.report();
        assertFalse(vault.isHalted(), "801 of 1,000");
        setGold(1_196);
        vault.report();
        assertTrue(vault.isHalted(), "799 of 1,000");
        setGold(2_000);
        vault.report();
        assertTrue(vault.isHalted(), "latched");
    }

    function test_TripInsideATradeReturnsZeroAndStays() public {
        buyGold(500 * USD);
        setGold(1_000);
        assertEq(trade(address(usd), address(silver), 10 * USD), 0);
        assertTrue(vault.isHalted());
        (address[] memory tokens,) = vault.positions();
        assertEq(tokens.length, 1, "nothing was traded");
    }

    function test_HaltedVaultOnlySellsBack() public {
        buyGold(500 * USD);
        vm.prank(manager);
        vault.halt();
        expectTradeRefused(
            tradeOf(address(usd), address(gold), 1 * USD),
            abi.encodeWithSelector(TradeDesk.ClosingOnly.selector, address(gold))
        );
        assertEq(sellAllGold(), 500 * USD);
        assertEq(redeemAll(alice), 1_000 * USD, "exits go on");
    }

    function test_ResumeStartsFromTodaysPrice() public {
        buyGold(500 * USD);
        setGold(1_000);
        vault.report();
        factory.resumeVault(vault);
        assertFalse(vault.isHalted());
        vault.report();
        assertFalse(vault.isHalted(), "the old peak is forgotten");
        setGold(396);
        vault.report();
        assertTrue(vault.isHalted(), "599 of 750");
    }

    function test_GovernanceHalts() public {
        factory.haltVault(vault);
        assertTrue(vault.isHalted());
        factory.haltVault(vault);
        assertTrue(vault.isHalted(), "twice is once");
    }

    function test_RevertWhen_OthersHaltOrResume() public {
        vm.expectRevert(abi.encodeWithSelector(ModelVault.NotManager.selector, agent, manager));
        vm.prank(agent);
        vault.halt();
        vm.expectRevert(abi.encodeWithSelector(ModelVault.NotRules.selector, manager, address(factory)));
        vm.prank(manager);
        vault.resume();
    }

    // The manager.

    function test_ManagerNamesTheAgent() public {
        vm.prank(manager);
        vault.setAgent(bob);
        assertEq(vault.agent(), bob);
        vm.expectRevert(abi.encodeWithSelector(ModelVault.NotAgent.selector, agent, bob));
        vm.prank(agent);
        vault.executeTrade(tradeOf(address(usd), address(gold), 1));
    }

    function test_ManagerNarrowsTheMandate() public {
        buyGold(100 * USD);
        vm.startPrank(manager);
        vault.removeAsset(address(gold));
        vault.removeAdapter(address(market));
        vm.stopPrank();
        (, bool listed) = vault.holdingOf(address(gold));
        assertFalse(listed);
        assertFalse(vault.hasAdapter(address(market)));
        expectTradeRefused(
            tradeOf(address(gold), address(usd), 1),
            abi.encodeWithSelector(TradeDesk.AdapterNotInMandate.selector, address(market))
        );
    }

    function test_RemovedAssetCanOnlyBeSold() public {
        buyGold(100 * USD);
        vm.prank(manager);
        vault.removeAsset(address(gold));
        expectTradeRefused(
            tradeOf(address(usd), address(gold), 1),
            abi.encodeWithSelector(TradeDesk.AssetNotInMandate.selector, address(gold))
        );
        assertEq(sellAllGold(), 100 * USD);
    }

    function test_ManagementIsHandedOver() public {
        vm.prank(manager);
        vault.setManager(bob);
        assertEq(vault.manager(), bob);
        vm.expectRevert(ModelVault.AddressZero.selector);
        vm.prank(bob);
        vault.setManager(address(0));
    }

    function test_RevertWhen_OthersManage() public {
        bytes memory refused = abi.encodeWithSelector(ModelVault.NotManager.selector, agent, manager);
        vm.startPrank(agent);
        vm.expectRevert(refused);
        vault.setAgent(agent);
        vm.expectRevert(refused);
        vault.setManager(agent);
        vm.expectRevert(refused);
        vault.removeAdapter(address(market));
        vm.expectRevert(refused);
        vault.removeAsset(address(gold));
        vm.stopPrank();
    }

    // Mandates.

    function test_MandateIsReadable() public view {
        (uint256 slippage, uint256 window, uint256 seconds_, uint256 position, uint256 drawdown,,) = vault.limits();
        assertEq(slippage, 100);
        assertEq(window, 200);
        assertEq(seconds_, 1 days);
        assertEq(position, 8_000);
        assertEq(drawdown, 2_000);
        assertEq(vault.assets().length, 2);
        assertTrue(vault.hasAdapter(address(market)));
    }

    function test_RevertWhen_MandateIsOutOfBounds() public {
        Mandate memory bad = mandate();
        bad.slippageBpsMax = 501;
        expectMandateRefused(bad, outOfBounds(501, 1, 500));
        bad.slippageBpsMax = 0;
        expectMandateRefused(bad, outOfBounds(0, 1, 500));
        bad = mandate();
        bad.windowSlippageBpsMax = 1_001;
        expectMandateRefused(bad, outOfBounds(1_001, 1, 1_000));
        bad.windowSlippageBpsMax = 0;
        expectMandateRefused(bad, outOfBounds(0, 1, 1_000));
        bad = mandate();
        bad.windowSeconds = 1 hours - 1;
        expectMandateRefused(bad, outOfBounds(1 hours - 1, 1 hours, 30 days));
        bad.windowSeconds = 30 days + 1;
        expectMandateRefused(bad, outOfBounds(30 days + 1, 1 hours, 30 days));
        bad = mandate();
        bad.positionBpsMax = 10_001;
        expectMandateRefused(bad, outOfBounds(10_001, 1, 10_000));
        bad.positionBpsMax = 0;
        expectMandateRefused(bad, outOfBounds(0, 1, 10_000));
        bad = mandate();
        bad.drawdownBpsMax = 99;
        expectMandateRefused(bad, outOfBounds(99, 100, 5_000));
        bad.drawdownBpsMax = 5_001;
        expectMandateRefused(bad, outOfBounds(5_001, 100, 5_000));
    }

    function test_RevertWhen_MandateNamesWhatIsNotApproved() public {
        Mandate memory bad = mandate();
        bad.assets[1] = address(market);
        expectMandateRefused(bad, abi.encodeWithSelector(TradeDesk.NotApproved.selector, address(market)));
        bad = mandate();
        bad.adapters[0] = address(gold);
        expectMandateRefused(bad, abi.encodeWithSelector(TradeDesk.NotApproved.selector, address(gold)));
        factory.setAsset(address(usd), false);
        expectMandateRefused(mandate(), abi.encodeWithSelector(TradeDesk.NotApproved.selector, address(usd)));
    }

    function test_RevertWhen_MandateNamesAnAssetTwiceOrTheVaultsOwn() public {
        Mandate memory bad = mandate();
        bad.assets[1] = address(gold);
        expectMandateRefused(bad, abi.encodeWithSelector(TradeDesk.SameToken.selector, address(gold)));
        bad.assets[1] = address(usd);
        expectMandateRefused(bad, abi.encodeWithSelector(TradeDesk.SameToken.selector, address(usd)));
    }

    function test_RevertWhen_MandateNamesTooMany() public {
        Mandate memory bad = mandate();
        bad.assets = new address[](9);
        expectMandateRefused(bad, abi.encodeWithSelector(TradeDesk.TooMany.selector, 9, 8));
        bad = mandate();
        bad.adapters = new address[](9);
        expectMandateRefused(bad, abi.encodeWithSelector(TradeDesk.TooMany.selector, 9, 8));
    }

    // The factory.

    function test_VaultsAreWhereTheyWerePromised() public {
        address promised = factory.vaultAddress(address(this), "second", address(usd));
        ModelVault second = makeVault(terms(), mandate(), "second");
        assertEq(address(second), promised);
        assertEq(factory.versionOf(promised), 1);
        assertNotEq(promised, factory.vaultAddress(alice, "second", address(usd)), "a salt is its creator's");
    }

    function test_NewVersionsAreForNewVaults() public {
        address next = address(new ModelVault(factory, oracle, bob));
        assertEq(factory.addVersion(next), 2);
        assertEq(factory.latestVersion(), 2);
        assertEq(factory.implementationOf(2), next);
        ModelVault second = makeVault(terms(), mandate(), "second");
        assertEq(second.SPLITTER(), bob);
        assertEq(vault.SPLITTER(), address(splitter), "the first keeps its code");
        assertEq(factory.versionOf(address(second)), 2);
    }

    function test_RevertWhen_ThereIsNoVersion() public {
        ModelVaultFactory bare = new ModelVaultFactory(address(authority));
        vm.expectRevert(abi.encodeWithSelector(ModelVaultFactory.VersionMissing.selector, 0));
        bare.createVault("model", terms(), mandate(), manager, agent, "x");
    }

    function test_RevertWhen_WhatIsApprovedHasNoCode() public {
        vm.expectRevert(abi.encodeWithSelector(ModelVaultFactory.NoCode.selector, alice));
        factory.setAsset(alice, true);
        vm.expectRevert(abi.encodeWithSelector(ModelVaultFactory.NoCode.selector, alice));
        factory.setAdapter(alice, true);
        vm.expectRevert(abi.encodeWithSelector(ModelVaultFactory.NoCode.selector, alice));
        factory.addVersion(alice);
    }

    function test_RevertWhen_ImplementationObeysOtherRules() public {
        ModelVaultFactory other = new ModelVaultFactory(address(authority));
        address foreign = address(new ModelVault(other, oracle, bob));
        vm.expectRevert(abi.encodeWithSelector(ModelVaultFactory.NotOurs.selector, foreign));
        factory.addVersion(foreign);
    }

    function test_RevertWhen_VaultIsNotOurs() public {
        vm.expectRevert(abi.encodeWithSelector(ModelVaultFactory.NotOurs.selector, address(gold)));
        factory.haltVault(ModelVault(address(gold)));
        vm.expectRevert(abi.encodeWithSelector(ModelVaultFactory.NotOurs.selector, address(gold)));
        factory.resumeVault(ModelVault(address(gold)));
    }

    function test_RevertWhen_CallerHasNoRole() public {
        bytes memory refused = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, mallory);
        vm.startPrank(mallory);
        vm.expectRevert(refused);
        factory.setAsset(address(gold), true);
        vm.expectRevert(refused);
        factory.setAdapter(address(gold), true);
        vm.expectRevert(refused);
        factory.addVersion(address(gold));
        vm.expectRevert(refused);
        factory.haltVault(vault);
        vm.expectRevert(refused);
        factory.resumeVault(vault);
        vm.stopPrank();
    }

    function test_RevertWhen_InitialisedAgainOrByOthers() public {
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        vault.initialize(terms(), mandate(), mallory, mallory);
        ModelVault implementation = ModelVault(factory.implementationOf(1));
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        implementation.initialize(terms(), mandate(), mallory, mallory);
    }

    function test_RevertWhen_ManagerIsNobody() public {
        vm.expectRevert(ModelVault.AddressZero.selector);
        factory.createVault("model", terms(), mandate(), address(0), agent, "nobody");
    }

    function test_RevertWhen_ImplementationLacksAPart() public {
        vm.expectRevert(ModelVault.AddressZero.selector);
        new ModelVault(IVaultRules(address(0)), oracle, bob);
        vm.expectRevert(ModelVault.AddressZero.selector);
        new ModelVault(factory, IPriceOracle(address(0)), bob);
        vm.expectRevert(ModelVault.AddressZero.selector);
        new ModelVault(factory, oracle, address(0));
    }

    function outOfBounds(uint256 value, uint256 min, uint256 max) private pure returns (bytes memory) {
        return abi.encodeWithSelector(TradeDesk.OutOfMandateBounds.selector, value, min, max);
    }

    function expectMandateRefused(Mandate memory bad, bytes memory refusal) private {
        vm.expectRevert(refusal);
        factory.createVault("model", terms(), bad, manager, agent, "refused");
    }

    function expectTradeRefused(Trade memory order, bytes memory refusal) private {
        vm.expectRevert(refusal);
        vm.prank(agent);
        vault.executeTrade(order);
    }

    function expectTradePartlyRefused(Trade memory order, bytes4 refusal) private {
        vm.expectPartialRevert(refusal);
        vm.prank(agent);
        vault.executeTrade(order);
    }
}
