// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IUniswapV3PoolAnchor} from "../../anchors/UniswapV3.sol";
import {MeasuredAdapter} from "../../src/shares/adapters/MeasuredAdapter.sol";
import {Mandate, Trade} from "../../src/shares/Mandate.sol";
import {TradeDesk} from "../../src/shares/TradeDesk.sol";
import {FeeOnTransferToken} from "../support/tokens/FeeOnTransferToken.sol";
import {ReentrantToken} from "../support/tokens/ReentrantToken.sol";
import {VenueSetup} from "./support/VenueSetup.sol";

/// @dev A vault of a thousand dollars that trades at real venues: each rule of the mandate, and each attack, at each of them.
contract ModelVaultVenuesTest is VenueSetup {
    function setUp() public override {
        super.setUp();
        deposit(alice, 1_000 * USD);
    }

    /// @dev Runs the rest of a test once for each venue, each time from the same state.
    modifier atEachVenue() {
        for (venue = 0; venue < 3; venue++) {
            uint256 state = vm.snapshotState();
            _;
            uint256 done = venue;
            vm.revertToState(state);
            venue = done;
        }
    }

    uint256 private venue;

    function test_TradesThereAndBack() public atEachVenue {
        uint256 expected = soldDirectly(venue, address(usd), address(gold), 500 * USD);
        assertEq(act(address(usd), address(gold), 500 * USD), expected, "bought");
        (uint256 held,) = vault.holdingOf(address(gold));
        assertEq(held, expected, "counted");
        expected = soldDirectly(venue, address(gold), address(usd), held);
        assertEq(act(address(gold), address(usd), held), expected, "sold");
        (address[] memory open,) = vault.positions();
        assertEq(open.length, 0, "closed");
        (uint256 idle,,,,,) = vault.books();
        assertEq(idle, 500 * USD + expected, "cash");
        assertEq(usd.balanceOf(address(vault)), idle, "what is held");
        assertEq(usd.allowance(address(vault), address(adapters[venue])), 0, "dollars allowed");
        assertEq(gold.allowance(address(vault), address(adapters[venue])), 0, "gold allowed");
        assertEq(redeemAll(alice), idle, "and out again");
    }

    function test_RevertWhen_TheVenueIsWorseThanTheOracle() public atEachVenue {
        // Dear by 2 in a hundred; the mandate allows 1.
        setGold(1_960);
        expectRefused(address(usd), address(gold), 100 * USD, MeasuredAdapter.ReceivedTooLittle.selector);
    }

    function test_RevertWhen_TradesTogetherLoseMoreThanTheWindow() public atEachVenue {
        // Back and forth with nothing but fees and impact, until the window is used up: 1 of 100 at once.
        bool buys = true;
        uint256 trades;
        for (; trades < 60; trades++) {
            (uint256 amount,) = vault.holdingOf(address(gold));
            Trade memory order = buys
                ? tradeAt(venue, address(usd), address(gold), 750 * USD)
                : tradeAt(venue, address(gold), address(usd), amount);
            vm.prank(agent);
            try vault.executeTrade(order) {} catch (bytes memory refused) {
                assertEq(bytes32(bytes4(refused)), bytes32(TradeDesk.WindowSlippage.selector));
                break;
            }
            buys = !buys;
        }
        assertGt(trades, 2, "some went through");
        assertLt(trades, 60, "it ended");
        assertGe(vault.totalAssets(), 990 * USD - 1, "one in a hundred lost, and no more");
    }

    function test_RevertWhen_ThePositionGrowsTooLarge() public atEachVenue {
        expectRefused(address(usd), address(gold), 810 * USD, TradeDesk.PositionTooLarge.selector);
        act(address(usd), address(gold), 800 * USD);
    }

    function test_RevertWhen_TheBreakerHasTripped() public atEachVenue {
        act(address(usd), address(gold), 500 * USD);
        setGold(1_000);
        assertEq(act(address(usd), address(gold), 1 * USD), 0, "it trips and nothing is traded");
        assertTrue(vault.isHalted(), "halted");
        expectRefused(address(usd), address(gold), 1 * USD, TradeDesk.ClosingOnly.selector);
        (uint256 held,) = vault.holdingOf(address(gold));
        assertGt(act(address(gold), address(usd), held), 490 * USD, "the way back is open");
    }

    // Attacks.

    function test_attack_SandwichBeyondTheMandate() public atEachVenue {
        sellDirectly(venue, address(usd), address(gold), 50_000 * USD);
        expectRefused(address(usd), address(gold), 500 * USD, MeasuredAdapter.ReceivedTooLittle.selector);
    }

    function test_attack_SandwichWithinTheMandate() public atEachVenue {
        uint256 gained = sellDirectly(venue, address(usd), address(gold), 8_000 * USD);
        act(address(usd), address(gold), 500 * USD);
        sellDirectly(venue, address(gold), address(usd), gained);
        assertGe(vault.totalAssets(), 995 * USD, "one in a hundred of the trade at most");
    }

    function test_attack_TheAgentPicksAPoolOfItsOwn() public {
        // Anybody may open a pool of another fee at a price of their choice; the agent is in with them.
        IUniswapV3PoolAnchor trap =
            IUniswapV3PoolAnchor(pools.createPool(address(gold), address(usd), 3_000));
        trap.initialize(1 << 96);
        trap.mint(address(this), -887_220, 887_220, 1e24, "");
        Trade memory order = tradeAt(1, address(usd), address(gold), 500 * USD);
        order.data = abi.encode(uint24(3_000));
        vm.expectPartialRevert(MeasuredAdapter.ReceivedTooLittle.selector);
        vm.prank(agent);
        vault.executeTrade(order);
    }

    function test_attack_TheTokenBeginsToKeepAPart() public atEachVenue {
        FeeOnTransferToken token = new FeeOnTransferToken(0);
        openVault(address(token));
        token.setFeeBps(200);
        expectRefused(address(usd), address(token), 100 * USD, MeasuredAdapter.ReceivedTooLittle.selector);
        token.setFeeBps(0);
        act(address(usd), address(token), 100 * USD);
        token.setFeeBps(200);
        Trade memory order = tradeAt(venue, address(token), address(usd), 1e16);
        vm.expectRevert();
        vm.prank(agent);
        vault.executeTrade(order);
    }

    function test_attack_TheTokenReentersTheVault() public atEachVenue {
        ReentrantToken token = new ReentrantToken();
        openVault(address(token));
        bytes[3] memory calls = [
            abi.encodeCall(vault.deposit, (1, mallory)),
            abi.encodeCall(vault.report, ()),
            abi.encodeCall(vault.totalAssets, ())
        ];
        for (uint256 i = 0; i < calls.length; i++) {
            token.arm(address(vault), calls[i]);
            act(address(usd), address(token), 10 * USD);
            assertFalse(token.lastCallbackWorked(), "it got in");
            assertEq(
                bytes32(token.lastCallbackResult()),
                bytes32(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector)
            );
        }
        assertEq(token.callbackCount(), 3);
    }

    function openVault(address token) private {
        openPools(token, 2_500e18, 5_000_000 * USD);
        oracle.setPrice(token, 2_000e18);
        factory.setAsset(token, true);
        Mandate memory made = venueMandate();
        made.assets[1] = token;
        vault = makeVault(terms(), made, "tokens");
        fund(alice, vault, 0);
        deposit(alice, 1_000 * USD);
    }

    function act(address tokenIn, address tokenOut, uint256 amountIn) private returns (uint256) {
        Trade memory order = tradeAt(venue, tokenIn, tokenOut, amountIn);
        vm.prank(agent);
        return vault.executeTrade(order);
    }

    function expectRefused(address tokenIn, address tokenOut, uint256 amountIn, bytes4 refused) private {
        Trade memory order = tradeAt(venue, tokenIn, tokenOut, amountIn);
        vm.expectPartialRevert(refused);
        vm.prank(agent);
        vault.executeTrade(order);
    }
}
