// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {AgentPortfolioManager, Strategy} from "../../src/shares/AgentPortfolioManager.sol";
import {Mandate} from "../../src/shares/Mandate.sol";
import {ModelVault} from "../../src/shares/ModelVault.sol";
import {ShareTerms} from "../../src/shares/ShareVault.sol";
import {FeedOracle} from "../support/oracles/FeedOracle.sol";
import {MockOracle} from "../support/oracles/MockOracle.sol";
import {BlockListToken} from "../support/tokens/BlockListToken.sol";
import {FeeOnTransferToken} from "../support/tokens/FeeOnTransferToken.sol";
import {NoReturnToken} from "../support/tokens/NoReturnToken.sol";
import {ReentrantToken} from "../support/tokens/ReentrantToken.sol";
import {MarketAdapter} from "./support/MarketAdapter.sol";
import {PortfolioHandler} from "./support/PortfolioHandler.sol";
import {SplitterDouble} from "./support/SplitterDouble.sol";
import {VaultHandler} from "./support/VaultHandler.sol";
import {VaultSetup} from "./support/VaultSetup.sol";

/// @dev Whatever anybody does in any order, around the portfolio or its vault: nothing stays with the manager, no trade or
/// rebalance loses more than the mandate allows, weights are kept to, and the vault's own promises hold. The dollar can be
/// frozen; of the tokens one returns nothing, one charges for transfers, one calls back; every feed breaks in every way.
contract AgentPortfolioManagerInvariantTest is VaultSetup {
    PortfolioHandler private handler;
    /// @dev Everybody around the vault, but for its agent.
    VaultHandler private around;
    AgentPortfolioManager private portfolios;
    uint256 private id;
    BlockListToken private dollar;

    function setUp() public override {
        super.setUp();
        dollar = new BlockListToken();
        address[] memory tokens = new address[](4);
        (tokens[0], tokens[1]) = (address(new NoReturnToken()), address(new FeeOnTransferToken(0)));
        (tokens[2], tokens[3]) = (address(new ReentrantToken()), address(gold));
        FeedOracle feeds = new FeedOracle();
        feeds.setPrice(address(dollar), 1e18);
        factory.setAsset(address(dollar), true);
        for (uint256 i = 0; i < tokens.length; i++) {
            feeds.setPrice(tokens[i], [uint256(1e18), 100e18, 10_000e18, 2_000e18][i]);
            factory.setAsset(tokens[i], true);
        }
        market = new MarketAdapter(MockOracle(address(feeds)));
        factory.setAdapter(address(market), true);
        splitter = new SplitterDouble(IERC20(dollar));
        factory.addVersion(address(new ModelVault(factory, feeds, address(splitter))));
        portfolios = new AgentPortfolioManager(factory);
        ShareTerms memory terms_ = terms();
        terms_.asset = IERC20(dollar);
        Mandate memory mandate_ = mandate();
        (mandate_.assets, mandate_.drawdownBpsMax) = (tokens, 4_000);
        Strategy memory strategy;
        (strategy.cashBps, strategy.driftBps, strategy.riskScoreMax) = (10_000, 100, 10_000);
        (strategy.cooldownSeconds, strategy.tradeUsdMin) = (10 minutes, 5e18);
        vm.prank(manager);
        (id, vault) = portfolios.createPortfolio("model", terms_, mandate_, agent, strategy);
        around = new VaultHandler(vault, market, tokens);
        handler = new PortfolioHandler(portfolios, id, around);
        targetContract(address(handler));
        targetContract(address(around));
        targetActions();
    }

    function targetActions() private {
        bytes4[] memory ours = new bytes4[](11);
        ours[0] = handler.depositThrough.selector;
        ours[1] = handler.withdrawThrough.selector;
        ours[2] = handler.setStrategy.selector;
        ours[3] = handler.tradeThrough.selector;
        ours[4] = handler.rebalance.selector;
        ours[5] = handler.waitFresh.selector;
        ours[6] = handler.breakMore.selector;
        ours[7] = handler.donateToManager.selector;
        ours[8] = handler.steal.selector;
        ours[9] = handler.rebalance.selector;
        ours[10] = handler.tradeThrough.selector;
        targetSelector(address(handler), ours);
        bytes4[] memory theirs = new bytes4[](12);
        theirs[0] = around.requestRedeem.selector;
        theirs[1] = around.cancelRequest.selector;
        theirs[2] = around.processRequests.selector;
        theirs[3] = around.exitInKind.selector;
        theirs[4] = around.claim.selector;
        theirs[5] = around.requestFees.selector;
        theirs[6] = around.report.selector;
        theirs[7] = around.movePrice.selector;
        theirs[8] = around.breakOracle.selector;
        theirs[9] = around.misbehave.selector;
        theirs[10] = around.donate.selector;
        theirs[11] = around.calm.selector;
        targetSelector(address(around), theirs);
    }

    /// @dev All at once, because each property by itself would be a campaign of its own over the same walk.
    function invariant_ThePortfolioKeepsItsPromises() public {
        checkNoPromiseWasBroken();
        checkNothingStaysWithTheManager();
        checkBooksAreWhatIsHeld();
        checkTheRecordIsWhole();
        checkTheRiskIsAPartOfTenThousand();
    }

    /// @dev 1 and 9 of the list: what the handler saw at each step.
    function checkNoPromiseWasBroken() private {
        around.checkNotReentered();
        assertEq(around.broken(), "");
        assertEq(handler.broken(), "");
    }

    /// @dev No token, and no allowance of it or of the vault, is left after a call; no key has any of the money.
    function checkNothingStaysWithTheManager() private view {
        assertEq(handler.left(), 0, "left behind");
        assertEq(vault.balanceOf(address(portfolios)), 0, "shares");
        address[3] memory keys = [agent, manager, address(factory)];
        for (uint256 i = 0; i < keys.length; i++) {
            assertEq(dollar.balanceOf(keys[i]), 0, "dollars");
            for (uint256 j = 0; j < around.tokenCount(); j++) {
                assertEq(IERC20(around.tokens(j)).balanceOf(keys[i]), 0, "tokens");
            }
        }
    }

    /// @dev The vault counts as its own exactly what it holds beyond debts and gifts, and every position is of the mandate.
    function checkBooksAreWhatIsHeld() private view {
        (uint256 idle,,,,,) = vault.books();
        assertEq(idle, around.counted(address(dollar)), "cash");
        for (uint256 i = 0; i < around.tokenCount(); i++) {
            (uint256 held, bool listed) = vault.holdingOf(around.tokens(i));
            assertEq(held, around.counted(around.tokens(i)), "position");
            assertTrue(listed, "not in the mandate");
        }
    }

    /// @dev Each trade is counted once; nobody took the portfolio or its vault over; weights are whole.
    function checkTheRecordIsWhole() private view {
        assertEq(portfolios.tradeCount(), handler.trades(), "trades");
        (ModelVault found, address owner, address key,,) = portfolios.portfolioOf(id);
        assertEq(address(found), address(vault));
        assertEq(owner, manager, "owner");
        assertEq(key, agent, "key");
        assertEq(vault.agent(), address(portfolios), "the vault's agent");
        Strategy memory strategy = portfolios.strategyOf(id);
        uint256 sum = strategy.cashBps;
        for (uint256 i = 0; i < strategy.targets.length; i++) {
            sum += strategy.targets[i].weightBps;
        }
        assertEq(sum, 10_000, "weights");
    }

    /// @dev Cash alone has no risk; what has no price has all of it.
    function checkTheRiskIsAPartOfTenThousand() private view {
        uint256 score = portfolios.calculateRiskScore(id);
        assertLe(score, 10_000);
        try vault.totalAssets() {}
        catch {
            (address[] memory open,) = vault.positions();
            if (open.length > 0) assertEq(score, 10_000, "no price, no trust");
        }
    }

    /// @dev The handler is no straw man: every action succeeds in some state.
    function test_HandlerReachesEverything() public {
        handler.depositThrough(0, 1e11);
        handler.depositThrough(1, 1e11);
        // A seed of all four tokens, each with some weight.
        handler.setStrategy(uint256(keccak256("weights")) / 5 * 5 + 4, 0);
        handler.waitFresh(1 hours);
        handler.rebalance(30);
        handler.tradeThrough(7, 0, 5_000, 30);
        around.movePrice(3, 12_500);
        around.report();
        handler.withdrawThrough(0, 5e16);
        handler.waitFresh(4 days);
        around.processRequests(5);
        around.claim(1, 0);
        handler.setStrategy(0, 1);
        handler.rebalance(30);
        around.requestFees();
        handler.waitFresh(4 days);
        around.processRequests(5);
        handler.withdrawThrough(1, 1e15);
        around.breakOracle(0, true);
        handler.breakMore(8);
        handler.breakMore(1);
        handler.steal(0);
        handler.donateToManager(0, 5);
        string[6] memory actions =
            ["depositThrough", "setStrategy", "rebalance", "tradeThrough", "waitThrough", "withdrawThrough"];
        for (uint256 i = 0; i < actions.length; i++) {
            assertGt(handler.done(actions[i]), 0, actions[i]);
        }
        assertGt(around.done("processRequests"), 0, "processRequests");
        assertEq(handler.broken(), "");
        assertEq(around.broken(), "");
    }
}
