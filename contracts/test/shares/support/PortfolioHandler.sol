// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {
    AgentPortfolioManager,
    Route,
    Strategy,
    StrategyKind,
    Target
} from "../../../src/shares/AgentPortfolioManager.sol";
import {Trade} from "../../../src/shares/Mandate.sol";
import {ModelVault} from "../../../src/shares/ModelVault.sol";
import {FeedOracle} from "../../support/oracles/FeedOracle.sol";
import {Test} from "../../support/Test.sol";
import {BlockListToken} from "../../support/tokens/BlockListToken.sol";
import {IZooToken} from "../../support/tokens/TokenZoo.sol";
import {MarketAdapter} from "./MarketAdapter.sol";
import {VaultHandler} from "./VaultHandler.sol";

/// @title Who trades, owns or would like to have a portfolio, and its feeds
/// @dev Beside the handler of its vault, which is everybody else. Prices come from the platform's own oracle, whose feeds
/// break in every way.
contract PortfolioHandler is Test {
    VaultHandler public immutable around;
    ModelVault private immutable vault;
    MarketAdapter private immutable market;
    BlockListToken private immutable asset;
    address[] private tokens;
    address[] private actors;
    AgentPortfolioManager public immutable portfolios;
    uint256 public immutable id;
    address public immutable owner;
    address public immutable key;
    FeedOracle private immutable feeds;
    uint256 public trades;

    string public broken;
    mapping(string action => uint256) public done;
    /// @notice Atoms that were sent to the manager by mistake, by token.
    mapping(address token => uint256) public kept;

    constructor(AgentPortfolioManager portfolios_, uint256 id_, VaultHandler around_) {
        (portfolios, id, around) = (portfolios_, id_, around_);
        (vault, market, asset) = (around_.vault(), around_.market(), around_.asset());
        (, owner, key,,) = portfolios_.portfolioOf(id_);
        feeds = FeedOracle(address(around_.oracle()));
        for (uint256 i = 0; i < around_.tokenCount(); i++) {
            tokens.push(around_.tokens(i));
        }
        for (uint256 i = 0; i < around_.actorCount(); i++) {
            actors.push(around_.actors(i));
            vm.startPrank(actors[i]);
            asset.approve(address(portfolios_), type(uint256).max);
            vault.approve(address(portfolios_), type(uint256).max);
            vm.stopPrank();
        }
    }

    // Investors, through the manager.

    function depositThrough(uint256 who, uint256 assets) external {
        assets = bound(assets, 0, 1e12);
        address actor = _actor(who);
        uint256 before = around.priceOfShares();
        vm.prank(actor);
        try portfolios.deposit(id, assets, 0, actor) returns (uint256 shares) {
            done["depositThrough"] += 1;
            _check(vault.previewRedeem(shares) <= assets, "a round trip profits");
            _priceKept(before, "deposit lowers the price");
        } catch {}
    }

    function withdrawThrough(uint256 who, uint256 shares) external {
        address actor = _actor(who);
        shares = bound(shares, 0, vault.balanceOf(actor));
        uint256 before = around.priceOfShares();
        uint256 worth = before == 0 ? type(uint256).max : vault.convertToAssets(shares);
        vm.prank(actor);
        try portfolios.withdraw(id, shares, 0, actor) returns (uint256 assets, uint256) {
            done[assets > 0 ? "withdrawThrough" : "waitThrough"] += 1;
            _check(assets <= worth, "more than the shares were worth");
            _priceKept(before, "withdraw lowers the price");
        } catch {}
    }

    // The agent.

    function tradeThrough(uint256 from, uint256 to, uint256 part, uint256 slippageBps) external {
        address tokenIn = from % 3 == 0 ? address(asset) : tokens[from % tokens.length];
        address tokenOut = to % 3 == 0 ? address(asset) : tokens[to % tokens.length];
        market.setSlippageBps(int256(bound(slippageBps, 0, 150)) - 20);
        market.setTakeBps(10_000);
        (uint256 held,) = vault.holdingOf(tokenIn);
        if (tokenIn == address(asset)) (held,,,,,) = vault.books();
        uint256 amountIn = Math.mulDiv(held, bound(part, 1, 10_000), 10_000);
        uint256 worthBefore = around.priceOfShares() == 0 ? 0 : around.audited();
        uint256 spentUsd = worthBefore == 0 ? 0 : around.usdOf(tokenIn, amountIn);
        Trade memory order = Trade(address(market), tokenIn, tokenOut, amountIn, 0, block.timestamp, "");
        vm.prank(key);
        try portfolios.executeTrade(id, order) returns (uint256 received) {
            if (received > 0) trades += 1;
            done[received == 0 ? "trippedThrough" : "tradeThrough"] += 1;
            _check(around.audited() + spentUsd / 100 + 4 >= worthBefore, "a trade lost more than its slippage");
            bool opens = tokenOut != address(asset) && received > 0;
            uint256 score = portfolios.calculateRiskScore(id);
            _check(!opens || score <= portfolios.strategyOf(id).riskScoreMax, "a trade above the risk");
        } catch {}
    }

    function rebalance(uint256 slippageBps) external {
        market.setSlippageBps(int256(bound(slippageBps, 0, 150)) - 20);
        market.setTakeBps(10_000);
        if (around.priceOfShares() == 0) return;
        (,, uint256[] memory wanted,, uint256 gross) = portfolios.weightsOf(id);
        if (wanted.length == 0) return;
        uint256 worthBefore = around.audited();
        (uint256[] memory before, bool wasHalted) = (_worths(), vault.isHalted());
        uint256 count = portfolios.tradeCount();
        (, uint256 turnedOver) = _turnover();
        Route[] memory routes = new Route[](tokens.length);
        for (uint256 i = 0; i < tokens.length; i++) {
            routes[i] = Route(tokens[i], address(market), "");
        }
        vm.prank(key);
        try portfolios.rebalancePortfolio(id, routes, block.timestamp) returns (uint256 made) {
            done[made > 0 ? "rebalance" : "rebalanceNothing"] += 1;
            _check(portfolios.tradeCount() == count + made, "trades that nobody counted");
            trades += made;
            (, uint256 turnover) = _turnover();
            // One part in a hundred of what was traded, and rounding of each price.
            uint256 lost = Math.mulDiv(worthBefore, turnover - turnedOver, 99e18) + 10;
            _check(around.audited() + lost >= worthBefore, "a rebalance lost more than its slippage");
            _checkWeights(before, gross, wasHalted);
        } catch {}
    }

    // The owner.

    function setStrategy(uint256 seed, uint256 kind) external {
        Strategy memory next;
        next.kind = StrategyKind(kind % 5);
        (next.driftBps, next.cooldownSeconds) = (uint16(bound(seed, 10, 1_000)), 10 minutes);
        next.riskScoreMax = uint16(bound(seed >> 16, 4_000, 10_000));
        if (seed % 3 == 0) next.scheduleSeconds = uint32(bound(seed >> 32, 1 days, 10 days));
        next.tradeUsdMin = uint128(bound(seed >> 64, 5e18, 100e18));
        uint256 count = seed % (tokens.length + 1);
        next.targets = new Target[](count);
        uint256 cash = 10_000;
        address last;
        for (uint256 i = 0; i < count; i++) {
            address smallest = address(type(uint160).max);
            for (uint256 j = 0; j < tokens.length; j++) {
                if (tokens[j] > last && tokens[j] < smallest) smallest = tokens[j];
            }
            uint16 weight = uint16(bound(seed >> (8 * i), 1, 10_000 / tokens.length));
            (next.targets[i], last, cash) = (Target(smallest, weight), smallest, cash - weight);
        }
        next.cashBps = uint16(cash);
        vm.prank(owner);
        try portfolios.setStrategy(id, next) {
            done["setStrategy"] += 1;
        } catch {}
    }

    // A thief, without any key.

    function steal(uint256 how) external {
        address thief = actors[3];
        bytes[6] memory calls = [
            abi.encodeCall(portfolios.setAgent, (id, thief)),
            abi.encodeCall(portfolios.setStrategy, (id, portfolios.strategyOf(id))),
            abi.encodeCall(
                portfolios.executeTrade,
                (id, Trade(address(market), address(asset), tokens[0], 1, 0, block.timestamp, ""))
            ),
            abi.encodeCall(portfolios.rebalancePortfolio, (id, new Route[](0), block.timestamp)),
            abi.encodeCall(portfolios.withdraw, (id, vault.balanceOf(thief) + 1, 0, thief)),
            abi.encodeCall(vault.setAgent, (thief))
        ];
        vm.prank(thief);
        (bool worked,) = (how % 6 == 5 ? address(vault) : address(portfolios)).call(calls[how % 6]);
        _check(!worked, "a thief may do what only others may");
    }

    // The world.

    function waitFresh(uint256 seconds_) external {
        uint256 before = around.priceOfShares();
        skip(bound(seconds_, 1, 4 days));
        feeds.refresh();
        _priceKept(before, "time lowers the price");
    }

    function breakMore(uint256 how) external {
        if (how % 8 == 0) feeds.setSequencer(false);
        else feeds.setSequencer(true);
        feeds.setBroken(address(asset), how % 8 == 1);
    }

    function donateToManager(uint256 which, uint256 amount) external {
        address token = which % 2 == 0 ? address(asset) : tokens[which % tokens.length];
        amount = bound(amount, 0, 1e12);
        IZooToken(token).mint(address(portfolios), amount);
        kept[token] += amount;
    }

    // Inside.

    function _actor(uint256 seed) private view returns (address) {
        return actors[seed % actors.length];
    }

    function _check(bool holds, string memory what) private {
        if (!holds && bytes(broken).length == 0) broken = what;
    }

    function _priceKept(uint256 before, string memory what) private {
        uint256 after_ = around.priceOfShares();
        _check(before == 0 || after_ == 0 || after_ >= before, what);
    }

    function _turnover() private view returns (uint256 rebalancedAt, uint256 turnoverWad) {
        (,,, rebalancedAt, turnoverWad) = portfolios.portfolioOf(id);
    }

    /// @dev What each token of the mandate is worth in the vault, US dollars with 18 decimals.
    function _worths() private view returns (uint256[] memory worths) {
        worths = new uint256[](tokens.length);
        for (uint256 i = 0; i < tokens.length; i++) {
            (uint256 held,) = vault.holdingOf(tokens[i]);
            if (held > 0) worths[i] = feeds.value(tokens[i], held);
        }
    }

    /// @dev Nothing is bought beyond its weight, nothing sold below it, and a halted vault buys nothing.
    function _checkWeights(uint256[] memory before, uint256 gross, bool wasHalted) private {
        uint256[] memory now_ = _worths();
        Target[] memory targets = portfolios.strategyOf(id).targets;
        for (uint256 i = 0; i < tokens.length; i++) {
            uint256 most;
            for (uint256 j = 0; j < targets.length; j++) {
                if (targets[j].token == tokens[i]) most = Math.mulDiv(gross, targets[j].weightBps, 10_000);
            }
            // The venue may give a little more than the oracle says; and prices have atoms.
            uint256 slack = gross / 400 + 1e15;
            _check(now_[i] <= Math.max(before[i], most) + slack, "bought beyond its weight");
            _check(!wasHalted || now_[i] <= before[i], "bought while halted");
        }
    }

    /// @notice What the manager holds or has allowed beyond what was sent to it by mistake.
    function left() external view returns (uint256 sum) {
        sum = asset.balanceOf(address(portfolios)) - kept[address(asset)];
        sum += IERC20(asset).allowance(address(portfolios), address(vault));
        sum += IERC20(asset).allowance(address(vault), address(market));
        for (uint256 i = 0; i < tokens.length; i++) {
            sum += IERC20(tokens[i]).balanceOf(address(portfolios)) - kept[tokens[i]];
            sum += IERC20(tokens[i]).allowance(address(vault), address(market));
        }
    }
}
