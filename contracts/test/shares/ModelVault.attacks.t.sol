// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Mandate, Trade} from "../../src/shares/Mandate.sol";
import {ModelVault} from "../../src/shares/ModelVault.sol";
import {ShareTerms, ShareVault} from "../../src/shares/ShareVault.sol";
import {TradeDesk} from "../../src/shares/TradeDesk.sol";
import {BlockListToken} from "../support/tokens/BlockListToken.sol";
import {ReentrantToken} from "../support/tokens/ReentrantToken.sol";
import {VaultSetup} from "./support/VaultSetup.sol";

/// @dev One test per known attack on vaults, named after it. Numbers after `P` and `A` are those of the research on AITBC.
contract ModelVaultAttacksTest is VaultSetup {
    // Shares.

    function test_attack_InflationByDonation() public {
        // The classic: be first with one atom, donate, and let the next deposit round down to nothing.
        deposit(mallory, 1);
        vm.prank(mallory);
        usd.transfer(address(vault), 10_000 * USD);
        deposit(alice, 1_000 * USD);
        assertEq(redeemAll(alice), 1_000 * USD, "the victim loses nothing");
        assertEq(redeemAll(mallory), 1, "the donation is gone");
    }

    function test_attack_DonationMovesNothing() public {
        deposit(alice, 1_000 * USD);
        buyGold(500 * USD);
        uint256 before = price();
        usd.mint(address(vault), 500 * USD);
        gold.mint(address(vault), 100 * GOLD);
        assertEq(price(), before);
        vault.report();
        assertEq(price(), before);
        assertEq(vault.feeShares(), 0, "no fee on what was given");
    }

    function test_attack_ReportSandwich() public {
        deposit(alice, 1_000 * USD);
        buyGold(500 * USD);
        setGold(3_000);
        // The profit of 250 is about to be reported: be in before it, and out right after.
        deposit(mallory, 1_000 * USD);
        vault.report();
        sellAllGold();
        assertLe(redeemAll(mallory), 1_000 * USD, "none of the profit");
        skip(10 days);
        assertNear(redeemAll(alice), 1_225 * USD, 2, "all but the fee is theirs who were there");
    }

    function test_attack_EntryAtAnOldPrice() public {
        // After a fall that nobody booked, entering at the old price is the newcomer's loss; after a rise it must not be the
        // holders': the deposit books first.
        deposit(alice, 1_000 * USD);
        buyGold(800 * USD);
        setGold(2_400);
        uint256 shares = deposit(mallory, 1_000 * USD);
        assertLe(vault.convertToAssets(shares), 1_000 * USD);
        vm.prank(mallory);
        uint256 id = vault.requestRedeem(shares, mallory, mallory);
        skip(1 hours);
        vault.processRequests(1);
        // One hour of ten days of a profit of 160, for about half of the shares.
        assertLe(vault.owed(address(usd), mallory) + vault.convertToAssets(vault.requestOf(id).shares), 1_001 * USD);
    }

    function test_attack_FirstOutRace() public {
        deposit(alice, 1_000 * USD);
        deposit(mallory, 1_000 * USD);
        buyGold(1_000 * USD);
        // Mallory sees the fall coming and is the first to run, before it is on the chain.
        requestAll(mallory);
        vault.processRequests(1);
        assertEq(vault.owed(address(usd), mallory), 0, "nobody leaves at the price of now");
        skip(1 hours);
        setGold(1_400);
        vault.processRequests(1);
        assertEq(vault.owed(address(usd), mallory), 850 * USD, "the loss is shared");
        assertEq(vault.totalAssets(), 850 * USD);
    }

    function test_attack_StaleNetAssetValue() public {
        deposit(alice, 1_000 * USD);
        buyGold(500 * USD);
        requestAll(alice);
        skip(1 hours);
        oracle.setBroken(address(gold), true);
        vm.expectPartialRevert(bytes4(keccak256("NoPrice(address)")));
        vm.prank(mallory);
        vault.deposit(1_000 * USD, mallory);
        vm.expectPartialRevert(bytes4(keccak256("NoPrice(address)")));
        vault.processRequests(1);
        assertEq(vault.maxDeposit(mallory), 0);
    }

    function test_attack_FeeOnARecovery() public {
        deposit(alice, 1_000 * USD);
        buyGold(500 * USD);
        for (uint256 i = 0; i < 5; i++) {
            setGold(1_500);
            vault.report();
            setGold(2_000);
            vault.report();
        }
        assertEq(vault.feeShares(), 0, "no fee below the high-water mark");
    }

    function test_attack_FeeOnADepositOrForfeitedProfit() public {
        deposit(alice, 1_000 * USD);
        deposit(bob, 1_000 * USD);
        buyGold(1_000 * USD);
        setGold(2_400);
        sellAllGold();
        uint256 fee = vault.feeShares();
        // Bob leaves his part of the locked profit to Alice: her shares gain, the vault does not.
        redeemAll(bob);
        deposit(bob, 500 * USD);
        vault.report();
        buyGold(1 * USD);
        assertEq(vault.feeShares(), fee);
    }

    function test_attack_OneReceiverBlocksTheQueue() public {
        BlockListToken block_ = new BlockListToken();
        oracle.setPrice(address(block_), 1e18);
        factory.setAsset(address(block_), true);
        ShareTerms memory terms_ = terms();
        terms_.asset = IERC20(block_);
        vault = makeVault(terms_, mandate(), "block");
        address[2] memory people = [mallory, alice];
        for (uint256 i = 0; i < 2; i++) {
            block_.mint(people[i], 100 * USD);
            vm.prank(people[i]);
            block_.approve(address(vault), 100 * USD);
            deposit(people[i], 100 * USD);
            requestAll(people[i]);
        }
        block_.setListed(mallory, true);
        assertEq(vault.processRequests(2), 2, "both are paid");
        vault.claim(address(block_), alice);
        assertEq(block_.balanceOf(alice), 100 * USD);
        vm.expectRevert(abi.encodeWithSelector(BlockListToken.Listed.selector, mallory));
        vault.claim(address(block_), mallory);
    }

    function test_attack_OneTokenBlocksTheExitInKind() public {
        BlockListToken frozen = new BlockListToken();
        oracle.setPrice(address(frozen), 1e18);
        factory.setAsset(address(frozen), true);
        Mandate memory mandate_ = mandate();
        mandate_.assets[1] = address(frozen);
        vault = makeVault(terms(), mandate_, "frozen");
        fund(alice, vault, 0);
        deposit(alice, 1_000 * USD);
        trade(address(usd), address(frozen), 400 * USD);
        uint256 id = requestAll(alice);
        skip(3 days);
        frozen.setPaused(true);
        oracle.setBroken(address(frozen), true);
        vm.prank(alice);
        vault.exitInKind(id);
        vault.claim(address(usd), alice);
        assertNear(usd.balanceOf(alice), 1_000_000 * USD - 400 * USD, 1);
        assertNear(vault.owed(address(frozen), alice), 400 * USD, 1, "kept until it thaws");
    }

    function test_attack_EnterAndLeaveInKindAtOnce() public {
        deposit(alice, 1_000 * USD);
        buyGold(500 * USD);
        setGold(3_000);
        deposit(mallory, 1_000 * USD);
        uint256 id = requestAll(mallory);
        uint256 allowedAt = vm.getBlockTimestamp() + 3 days;
        vm.expectRevert(abi.encodeWithSelector(ShareVault.TooEarly.selector, vm.getBlockTimestamp(), allowedAt));
        vm.prank(mallory);
        vault.exitInKind(id);
    }

    function test_attack_ReentrancyThroughTheAsset() public {
        (ModelVault reentered, ReentrantToken token) = makeReentrant();
        bytes[6] memory calls = [
            abi.encodeCall(reentered.deposit, (1, mallory)),
            abi.encodeCall(reentered.redeem, (0, mallory, mallory)),
            abi.encodeCall(reentered.requestRedeem, (1, mallory, mallory)),
            abi.encodeCall(reentered.processRequests, (1)),
            abi.encodeCall(reentered.claim, (address(token), mallory)),
            abi.encodeCall(reentered.report, ())
        ];
        for (uint256 i = 0; i < calls.length; i++) {
            token.arm(address(reentered), calls[i]);
            vm.prank(mallory);
            reentered.deposit(1e18, mallory);
            assertRefusedReentry(token.lastCallbackWorked(), token.lastCallbackResult());
        }
        assertEq(token.callbackCount(), calls.length);
    }

    function test_attack_ReadOnlyReentrancy() public {
        (ModelVault reentered, ReentrantToken token) = makeReentrant();
        bytes[5] memory calls = [
            abi.encodeCall(reentered.totalAssets, ()),
            abi.encodeCall(reentered.convertToAssets, (1e18)),
            abi.encodeCall(reentered.previewRedeem, (1e18)),
            abi.encodeCall(reentered.books, ()),
            abi.encodeCall(reentered.positions, ())
        ];
        for (uint256 i = 0; i < calls.length; i++) {
            token.arm(address(reentered), calls[i]);
            vm.prank(mallory);
            reentered.deposit(1e18, mallory);
            assertRefusedReentry(token.lastCallbackWorked(), token.lastCallbackResult());
        }
        token.arm(address(reentered), abi.encodeCall(reentered.maxDeposit, (mallory)));
        vm.prank(mallory);
        reentered.deposit(1e18, mallory);
        assertTrue(token.lastCallbackWorked(), "limits never revert");
        assertEq(abi.decode(token.lastCallbackResult(), (uint256)), 0, "they close instead");
    }

    // The agent's key is stolen.

    function test_attack_AgentSendsAssetsAway() public {
        deposit(alice, 1_000 * USD);
        // Everything else the agent can call is refused; what is left are trades that come back.
        vm.startPrank(agent);
        vm.expectPartialRevert(ModelVault.NotManager.selector);
        vault.setManager(agent);
        vm.expectPartialRevert(ModelVault.NotManager.selector);
        vault.halt();
        vm.expectPartialRevert(ModelVault.NotRules.selector);
        vault.resume();
        vm.expectRevert();
        vault.redeem(1, agent, alice);
        vm.expectRevert();
        vault.transferFrom(alice, agent, 1);
        vm.stopPrank();
        assertEq(vault.totalAssets(), 1_000 * USD);
    }

    function test_attack_AgentChurnsTheVaultAway() public {
        deposit(alice, 1_000 * USD);
        market.setSlippageBps(100);
        uint256 start = vm.getBlockTimestamp();
        // As many bad trades as the window lets through in one day.
        while (vm.getBlockTimestamp() < start + 1 days) {
            (uint256 amount,) = vault.holdingOf(address(gold));
            Trade memory order = amount > 0
                ? tradeOf(address(gold), address(usd), amount)
                : tradeOf(address(usd), address(gold), 300 * USD);
            vm.prank(agent);
            try vault.executeTrade(order) {} catch {}
            skip(10 minutes);
        }
        assertGe(vault.totalAssets(), 980 * USD, "two of a hundred in any day, and no more");
    }

    function test_attack_AdapterTakesMoreThanItWasGiven() public {
        deposit(alice, 1_000 * USD);
        market.setExtraAtoms(1);
        Trade memory order = tradeOf(address(usd), address(gold), 100 * USD);
        vm.expectRevert();
        vm.prank(agent);
        vault.executeTrade(order);
    }

    function test_attack_AdapterGivesBackLessThanThePrice() public {
        deposit(alice, 1_000 * USD);
        market.setSlippageBps(5_000);
        Trade memory order = tradeOf(address(usd), address(gold), 100 * USD);
        vm.expectPartialRevert(TradeDesk.Slippage.selector);
        vm.prank(agent);
        vault.executeTrade(order);
    }

    function test_attack_AdapterReentersTheVault() public {
        deposit(alice, 1_000 * USD);
        bytes[4] memory calls = [
            abi.encodeCall(vault.deposit, (1, mallory)),
            abi.encodeCall(vault.report, ()),
            abi.encodeCall(vault.totalAssets, ()),
            abi.encodeCall(vault.executeTrade, (tradeOf(address(usd), address(gold), 1)))
        ];
        for (uint256 i = 0; i < calls.length; i++) {
            market.setCall(address(vault), calls[i]);
            buyGold(10 * USD);
            assertRefusedReentry(market.callWorked(), market.callResult());
        }
    }

    function test_attack_DepositInsideATradeCountsAsProceeds() public {
        // An adapter that pays with the vault's own deposits: the guard keeps it from being credited twice.
        deposit(alice, 1_000 * USD);
        vm.prank(mallory);
        usd.transfer(address(market), 500 * USD);
        market.setCall(address(vault), abi.encodeCall(vault.deposit, (500 * USD, mallory)));
        buyGold(100 * USD);
        assertRefusedReentry(market.callWorked(), market.callResult());
        assertEq(vault.totalAssets(), 1_000 * USD);
    }

    // AITBC, section 3.

    function test_attack_P1_SomebodyElseMakesMyVaultFirst() public {
        // There, anybody could make the one portfolio of another agent. Here an address depends on who makes it.
        ModelVault theirs = makeVaultAs(mallory, "mine");
        ModelVault mine = makeVaultAs(alice, "mine");
        assertNotEq(address(theirs), address(mine), "no one is locked out");
        assertEq(address(mine) == address(0), false);
    }

    function test_attack_P2_NoWayInOrOutForFunds() public {
        deposit(alice, 1_000 * USD);
        assertEq(redeemAll(alice), 1_000 * USD);
        assertEq(usd.balanceOf(alice), 1_000_000 * USD);
    }

    function test_attack_P3_EmptyVaultDividesByZero() public {
        vault.report();
        assertEq(vault.totalAssets(), 0);
        assertEq(vault.convertToAssets(1e6), 1);
        Trade memory order = tradeOf(address(usd), address(gold), 1);
        vm.expectRevert(abi.encodeWithSelector(TradeDesk.HoldingTooSmall.selector, address(usd), 1, 0));
        vm.prank(agent);
        vault.executeTrade(order);
    }

    function test_attack_P4_RequestsOfOneOverwriteAnothers() public {
        deposit(alice, 10 * USD);
        deposit(bob, 20 * USD);
        uint256 first = requestAll(alice);
        uint256 second = requestAll(bob);
        assertNotEq(first, second, "ids are of one count");
        assertEq(vault.requestOf(first).owner, alice);
        assertEq(vault.requestOf(second).owner, bob);
    }

    function test_attack_P6_PriceOfZeroOrTwiceTheSameAsset() public {
        deposit(alice, 1_000 * USD);
        oracle.setPrice(address(gold), 0);
        Trade memory order = tradeOf(address(usd), address(gold), 1);
        vm.expectPartialRevert(bytes4(keccak256("NoPrice(address)")));
        vm.prank(agent);
        vault.executeTrade(order);
        Mandate memory twice = mandate();
        twice.assets[1] = twice.assets[0];
        vm.expectRevert(abi.encodeWithSelector(TradeDesk.SameToken.selector, address(gold)));
        factory.createVault("model", terms(), twice, manager, agent, "twice");
    }

    function test_attack_A1_BreakerRollsItselfBack() public {
        deposit(alice, 1_000 * USD);
        buyGold(500 * USD);
        setGold(1_000);
        trade(address(usd), address(silver), 1 * USD);
        assertTrue(vault.isHalted(), "the trade that trips it does not undo it");
    }

    function test_attack_A8_OwnerTakesTheReserves() public {
        deposit(alice, 1_000 * USD);
        // Neither manager, governance nor fee split has a call that moves what shareholders own.
        vm.prank(manager);
        vault.halt();
        factory.resumeVault(vault);
        factory.setAsset(address(usd), false);
        factory.setAdapter(address(market), false);
        assertEq(redeemAll(alice), 1_000 * USD);
    }

    function test_attack_F5_HaltTrapsThePrincipal() public {
        deposit(alice, 1_000 * USD);
        deposit(bob, 1_000 * USD);
        buyGold(500 * USD);
        factory.haltVault(vault);
        uint256 id = requestAll(alice);
        skip(1 hours);
        assertEq(vault.processRequests(1), 1);
        vault.claim(address(usd), alice);
        assertEq(usd.balanceOf(alice), 1_000_000 * USD);
        assertEq(uint256(vault.requestOf(id).shares), 0);
    }

    function makeVaultAs(address creator, bytes32 salt) private returns (ModelVault) {
        (ShareTerms memory terms_, Mandate memory mandate_) = (terms(), mandate());
        vm.prank(creator);
        return factory.createVault("model", terms_, mandate_, creator, agent, salt);
    }

    function makeReentrant() private returns (ModelVault made, ReentrantToken token) {
        token = new ReentrantToken();
        factory.setAsset(address(token), true);
        ShareTerms memory terms_ = terms();
        terms_.asset = IERC20(token);
        made = makeVault(terms_, mandate(), "reentrant");
        token.mint(mallory, 100e18);
        vm.prank(mallory);
        token.approve(address(made), type(uint256).max);
    }

    function assertRefusedReentry(bool worked, bytes memory result) private pure {
        assertFalse(worked, "the callback got in");
        assertEq(bytes32(result), bytes32(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector));
    }
}
