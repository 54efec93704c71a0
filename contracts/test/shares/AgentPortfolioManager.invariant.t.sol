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
import {VaultSetup} from "./support/VaultSetup.sol";

/// @dev Whatever anybody does in any order, around the portfolio or its vault: nothing stays with the manager, no trade or
/// rebalance loses more than the mandate allows, weights are kept to, and the vault's own promises hold. The dollar can be
/// frozen; of the tokens one returns nothing, one charges for transfers, one calls back; every feed breaks in every way.
contract AgentPortfolioManagerInvariantTest is VaultSetup {
    PortfolioHandler private handler;
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
        handler = new PortfolioHandler(portfolios, id, vault, market, tokens);
        targetContract(address(handler));
        targetSelector(address(handler), selectors());
    }

    function selectors() private view returns (bytes4[] memory all) {
        all = new bytes4[](22);
        all[0] = handler.depositThrough.selector;
        all[1] = handler.withdrawThrough.selector;
        all[2] = handler.requestRedeem.selector;
        all[3] = handler.cancelRequest.selector;
        all[4] = handler.processRequests.selector;
        all[5] = handler.exitInKind.selector;
        all[6] = handler.claim.selector;
        all[7] = handler.requestFees.selector;
        all[8] = handler.report.selector;
        all[9] = handler.setStrategy.selector;
        all[10] = handler.movePrice.selector;
        all[11] = handler.breakOracle.selector;
        all[12] = handler.breakMore.selector;
        all[13] = handler.misbehave.selector;
        all[14] = handler.donate.selector;
        all[15] = handler.donateToManager.selector;
        all[16] = handler.waitFresh.selector;
        all[17] = handler.calm.selector;
        all[18] = handler.steal.selector;
        // More often: without these nothing happens.
        all[19] = handler.tradeThrough.selector;
        all[20] = handler.rebalance.selector;
        all[21] = handler.rebalance.selector;
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
        handler.checkNotReentered();
        assertEq(handler.broken(), "");
    }

    /// @dev No token, and no allowance of it or of the vault, is left after a call; no key has any of the money.
    function checkNothingStaysWithTheManager() private view {
        assertEq(handler.left(), 0, "left behind");
        assertEq(vault.balanceOf(address(portfolios)), 0, "shares");
        address[3] memory keys = [agent, manager, address(factory)];
        for (uint256 i = 0; i < keys.length; i++) {
            assertEq(dollar.balanceOf(keys[i]), 0, "dollars");
            for (uint256 j = 0; j < handler.tokenCount(); j++) {
                assertEq(IERC20(handler.tokens(j)).balanceOf(keys[i]), 0, "tokens");
            }
        }
    }

    /// @dev The vault counts as its own exactly what it holds beyond debts and gifts, and every position is of the mandate.
    function checkBooksAreWhatIsHeld() private view {
        (uint256 idle,,,,,) = vault.books();
        assertEq(idle, handler.counted(address(dollar)), "cash");
        for (uint256 i = 0; i < handler.tokenCount(); i++) {
            (uint256 held, bool listed) = vault.holdingOf(handler.tokens(i));
            assertEq(held, handler.counted(handler.tokens(i)), "position");
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
        handler.movePrice(3, 12_500);
        handler.report();
        handler.withdrawThrough(0, 5e16);
        handler.waitFresh(4 days);
        handler.processRequests(5);
        handler.claim(1, 0);
        handler.setStrategy(0, 1);
        handler.rebalance(30);
        handler.requestFees();
        handler.waitFresh(4 days);
        handler.processRequests(5);
        handler.withdrawThrough(1, 1e15);
        handler.breakOracle(0, true);
        handler.breakMore(8);
        handler.breakMore(1);
        handler.steal(0);
        handler.donateToManager(0, 5);
        string[7] memory actions = [
            "depositThrough",
            "setStrategy",
            "rebalance",
            "tradeThrough",
            "waitThrough",
            "processRequests",
            "withdrawThrough"
        ];
        for (uint256 i = 0; i < actions.length; i++) {
            assertGt(handler.done(actions[i]), 0, actions[i]);
        }
        assertEq(handler.broken(), "");
    }
}
