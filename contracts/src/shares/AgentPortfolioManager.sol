// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Assets} from "../common/Assets.sol";
import {IPriceOracle} from "../oracle/IPriceOracle.sol";
import {Mandate, Trade} from "./Mandate.sol";
import {ModelVault} from "./ModelVault.sol";
import {ModelVaultFactory} from "./ModelVaultFactory.sol";
import {ShareTerms} from "./ShareVault.sol";

/// @notice What a strategy's weights must respect. Conservative keeps at least half in cash, Balanced a quarter. Dynamic
/// shrinks every weight with what is left until the breaker: all of it at the highest price, none where the breaker trips.
/// Source: Grossman and Zhou (1993), Optimal Investment Strategies for Controlling Drawdowns.
enum StrategyKind {
    Custom,
    Conservative,
    Balanced,
    Aggressive,
    Dynamic
}

/// @notice What part of a portfolio one token should be.
struct Target {
    address token;
    uint16 weightBps;
}

/// @notice How a portfolio is brought back to its weights, which with `cashBps` are 10,000 in all.
/// @param driftBps How far any weight must be off for a rebalance to be due.
/// @param riskScoreMax No trade may end above it that does not go back into cash.
/// @param cooldownSeconds Between two rebalances at least.
/// @param scheduleSeconds After which one is due without any drift; never when zero.
/// @param tradeUsdMin Smaller differences stay as they are; US dollars with 18 decimals.
/// @param targets Ascending by token.
struct Strategy {
    StrategyKind kind;
    uint16 cashBps;
    uint16 driftBps;
    uint16 riskScoreMax;
    uint32 cooldownSeconds;
    uint32 scheduleSeconds;
    uint128 tradeUsdMin;
    Target[] targets;
}

/// @notice Through what a rebalance shall trade one token against the vault's asset.
struct Route {
    address token;
    address adapter;
    bytes data;
}

/// @notice What a portfolio's risk score is made of, each from 0 to 1e18.
/// @param concentration Sum of the squares of positions' weights (Herfindahl): 1 when everything is one asset, 0 in cash.
/// @param drawdown How much of the fall that trips the breaker has happened.
/// @param turnover What the trades of lately could have lost by the mandate's slippage, as part of that fall.
/// @param misplaced What part is where the strategy does not want it.
/// @param overdue What part is invested, times how much of another schedule has passed since a rebalance was due.
struct Risk {
    uint256 concentration;
    uint256 drawdown;
    uint256 turnover;
    uint256 misplaced;
    uint256 overdue;
}

/// @title Portfolios that agents trade: model vaults with target weights
/// @notice A portfolio is a model vault whose agent is this contract. The capital, its shares and its mandate are the vault's;
/// here are the key that may trade, the weights and the risk score. Whoever makes a portfolio owns it, as the vault's manager,
/// and may take the vault's trading elsewhere with `vault.setAgent`. Nothing is held here after a call, and no key here can
/// move money anywhere but into a trade within the mandate.
contract AgentPortfolioManager is ReentrancyGuardTransient {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;

    struct Portfolio {
        ModelVault vault;
        address agent;
        uint40 rebalancedAt;
        uint40 turnoverAt;
        uint128 turnoverWad;
        Strategy strategy;
    }

    /// @dev A vault as it is now: every token held or wanted once, with its worth now and as it should be. US dollars, 18
    /// decimals; free places at the end are zero.
    struct Seen {
        address asset;
        address[] tokens;
        uint256[] amounts;
        uint256[] worths;
        uint256[] wanted;
        uint256 idle;
        uint256 cash;
        uint256 gross;
    }

    uint16 public constant DRIFT_BPS_MIN = 10;
    uint16 public constant DRIFT_BPS_MAX = 5_000;
    uint32 public constant COOLDOWN_SECONDS_MIN = 10 minutes;
    uint32 public constant COOLDOWN_SECONDS_MAX = 30 days;
    uint32 public constant SCHEDULE_SECONDS_MAX = 366 days;
    /// @notice No rebalance trades less than five dollars, but to close a position.
    uint128 public constant TRADE_USD_MIN = 5e18;
    uint256 private constant TURNOVER_SECONDS = 30 days;
    uint256 private constant BPS = 10_000;
    uint256 private constant WAD = 1e18;

    ModelVaultFactory public immutable FACTORY;
    /// @notice Portfolios made so far; their ids begin at 1.
    uint256 public portfolioCount;
    /// @notice Trades of all portfolios so far; their ids begin at 1.
    uint256 public tradeCount;
    mapping(uint256 portfolioId => Portfolio) private _portfolios;

    event PortfolioCreated(uint256 indexed portfolioId, address indexed vault, address indexed owner);
    event AgentSet(uint256 indexed portfolioId, address indexed agent);
    event StrategySet(uint256 indexed portfolioId, Strategy strategy);
    event PortfolioTraded(
        uint256 indexed tradeId,
        uint256 indexed portfolioId,
        address tokenIn,
        address tokenOut,
        uint256 amountIn,
        uint256 amountOut
    );
    event Rebalanced(uint256 indexed portfolioId, uint256 usdBefore, uint256 usdAfter, uint256 trades);

    error PortfolioMissing(uint256 portfolioId);
    error NotAgent(address caller, address agent);
    error NotPortfolioOwner(address caller, address owner);
    error OutOfBounds(uint256 value, uint256 min, uint256 max);
    error WeightsNotWhole(uint256 sumBps);
    error TokensNotAscending(address token);
    error TokenNotInMandate(address token);
    error TooFew(uint256 amount, uint256 min);
    error PortfolioEmpty(uint256 portfolioId);
    error TooEarly(uint256 now_, uint256 allowedAt);
    error NothingToRebalance(uint256 driftBps, uint256 bandBps);
    error RouteMissing(address token);
    error RiskTooHigh(uint256 score, uint256 max);

    modifier onlyOwner(uint256 portfolioId) {
        ModelVault vault = _portfolios[portfolioId].vault;
        address owner = address(vault) == address(0) ? address(0) : vault.manager();
        if (msg.sender != owner) revert NotPortfolioOwner(msg.sender, owner);
        _;
    }

    modifier onlyAgent(uint256 portfolioId) {
        address agent = _portfolios[portfolioId].agent;
        if (msg.sender != agent) revert NotAgent(msg.sender, agent);
        _;
    }

    constructor(ModelVaultFactory factory) {
        FACTORY = factory;
    }

    // The owner.

    /// @notice Makes a portfolio of the caller's, over a new vault of the factory's newest version. Nobody can make one for
    /// somebody else, and everybody may have many. With this contract as the gate of its terms only the owner can deposit.
    function createPortfolio(
        bytes32 modelId,
        ShareTerms calldata terms,
        Mandate calldata mandate,
        address agent,
        Strategy calldata strategy
    ) external nonReentrant returns (uint256 portfolioId, ModelVault vault) {
        portfolioId = ++portfolioCount;
        vault = FACTORY.createVault(modelId, terms, mandate, msg.sender, address(this), bytes32(portfolioId));
        Portfolio storage portfolio = _portfolios[portfolioId];
        (portfolio.vault, portfolio.rebalancedAt) = (vault, uint40(block.timestamp));
        emit PortfolioCreated(portfolioId, address(vault), msg.sender);
        _setAgent(portfolioId, agent);
        _setStrategy(portfolioId, strategy);
    }

    /// @notice Names who may trade; nobody when zero.
    function setAgent(uint256 portfolioId, address agent) external onlyOwner(portfolioId) {
        _setAgent(portfolioId, agent);
    }

    /// @notice Sets the weights and how they are kept, within the vault's mandate.
    function setStrategy(uint256 portfolioId, Strategy calldata strategy) external onlyOwner(portfolioId) {
        _setStrategy(portfolioId, strategy);
    }

    // Investors. All of it works with the vault directly too.

    /// @notice Takes `assets` from the caller into the portfolio and gives `receiver` at least `sharesMin`, rounded down.
    function deposit(uint256 portfolioId, uint256 assets, uint256 sharesMin, address receiver)
        external
        nonReentrant
        returns (uint256 shares)
    {
        ModelVault vault = _portfolioAt(portfolioId).vault;
        if (vault.gate() == address(this) && msg.sender != vault.manager()) {
            revert NotPortfolioOwner(msg.sender, vault.manager());
        }
        IERC20 asset = IERC20(vault.asset());
        Assets.pull(address(asset), 0, msg.sender, assets);
        asset.forceApprove(address(vault), assets);
        shares = vault.deposit(assets, receiver);
        if (shares < sharesMin) revert TooFew(shares, sharesMin);
    }

    /// @notice Redeems the caller's `shares`, which this contract was allowed: at once for at least `assetsMin`, rounded down,
    /// when exits are open; else by a request in the vault's queue, which is the caller's.
    /// @return assets What was paid; zero when it was queued.
    /// @return requestId The request, when it was queued.
    function withdraw(uint256 portfolioId, uint256 shares, uint256 assetsMin, address receiver)
        external
        nonReentrant
        returns (uint256 assets, uint256 requestId)
    {
        ModelVault vault = _portfolioAt(portfolioId).vault;
        if (vault.maxRedeem(msg.sender) < shares) return (0, vault.requestRedeem(shares, receiver, msg.sender));
        assets = vault.redeem(shares, receiver, msg.sender);
        if (assets < assetsMin) revert TooFew(assets, assetsMin);
    }

    // The agent.

    /// @notice Trades within the vault's mandate and the strategy's risk. As in the vault, 0 says that the breaker tripped.
    function executeTrade(uint256 portfolioId, Trade calldata trade)
        external
        nonReentrant
        onlyAgent(portfolioId)
        returns (uint256 received)
    {
        received = _trade(portfolioId, trade);
        // A revert would undo the trip.
        if (received > 0 && trade.tokenOut != _portfolios[portfolioId].vault.asset()) _checkRisk(portfolioId);
    }

    /// @notice Brings every position back to its weight, when the drift or the schedule says so: what is too much is sold
    /// first, then, at what the portfolio is worth after that, what is missing is bought. What waiting exits need is kept
    /// in cash. Each trade is held to the mandate, and so to the oracle's price, by the vault. A vault that is halted, and
    /// a portfolio above its risk, only sells.
    /// @param routes One for each token that has to be traded.
    /// @return trades How many were made.
    function rebalancePortfolio(uint256 portfolioId, Route[] calldata routes, uint256 deadline)
        external
        nonReentrant
        onlyAgent(portfolioId)
        returns (uint256 trades)
    {
        Portfolio storage portfolio = _portfolios[portfolioId];
        Seen memory seen = _look(portfolio);
        if (seen.gross == 0) revert PortfolioEmpty(portfolioId);
        _checkDue(portfolio, seen);
        portfolio.rebalancedAt = uint40(block.timestamp);
        trades = _sell(portfolioId, seen, routes, deadline);
        if (!portfolio.vault.isHalted() && _riskOver(portfolioId) == 0) {
            uint256 bought = _buy(portfolioId, _look(portfolio), routes, deadline);
            if (bought > 0) _checkRisk(portfolioId);
            trades += bought;
        }
        emit Rebalanced(portfolioId, seen.gross, _gross(portfolio.vault), trades);
    }

    // Reading.

    /// @notice The vault of a portfolio, who owns it, who trades it, when it was made or last rebalanced, and what part of it
    /// was traded lately, with 18 decimals.
    function portfolioOf(uint256 portfolioId)
        external
        view
        returns (ModelVault vault, address owner, address agent, uint256 rebalancedAt, uint256 turnoverWad)
    {
        Portfolio storage portfolio = _portfolioAt(portfolioId);
        vault = portfolio.vault;
        return (vault, vault.manager(), portfolio.agent, portfolio.rebalancedAt, _turnover(portfolio));
    }

    /// @notice The strategy of a portfolio.
    function strategyOf(uint256 portfolioId) external view returns (Strategy memory) {
        return _portfolioAt(portfolioId).strategy;
    }

    /// @notice Every token that is held or wanted, what it is worth and should be worth, with cash and everything. US dollars,
    /// 18 decimals. Places without a token are free.
    function weightsOf(uint256 portfolioId)
        external
        view
        returns (address[] memory tokens, uint256[] memory worths, uint256[] memory wanted, uint256 cash, uint256 gross)
    {
        Seen memory seen = _look(_portfolioAt(portfolioId));
        return (seen.tokens, seen.worths, seen.wanted, seen.cash, seen.gross);
    }

    /// @notice From 0, all in cash, to 10,000. Each part of `riskOf` is read as the chance of one kind of trouble, apart from the
    /// others, and the score is the chance of any of them, rounded up: no weights to choose, no part can hide another, and
    /// one that is certain makes the whole certain. What cannot be priced has the highest score there is.
    /// Source: noisy-or, Pearl (1988), Probabilistic Reasoning in Intelligent Systems.
    function calculateRiskScore(uint256 portfolioId) public view returns (uint256 score) {
        _portfolioAt(portfolioId);
        try this.riskOf(portfolioId) returns (Risk memory risk) {
            uint256 calm = (WAD - risk.concentration) * (WAD - risk.drawdown) / WAD;
            calm = calm * (WAD - risk.turnover) / WAD * (WAD - risk.misplaced) / WAD * (WAD - risk.overdue) / WAD;
            return Math.ceilDiv((WAD - calm) * BPS, WAD);
        } catch {
            return BPS;
        }
    }

    /// @notice The parts of a portfolio's risk, all from what is on the chain. Reverts when a price is missing.
    function riskOf(uint256 portfolioId) external view returns (Risk memory risk) {
        Portfolio storage portfolio = _portfolioAt(portfolioId);
        Seen memory seen = _look(portfolio);
        if (seen.gross == 0) return risk;
        for (uint256 i = 0; i < seen.tokens.length; ++i) {
            uint256 weight = seen.worths[i] * WAD / seen.gross;
            risk.concentration += weight * weight / WAD;
            risk.misplaced += Math.saturatingSub(seen.worths[i], seen.wanted[i]) * WAD / seen.gross;
        }
        risk.drawdown = _drawdown(portfolio.vault);
        (uint256 slippageBpsMax,,,, uint256 drawdownBpsMax,,) = portfolio.vault.limits();
        risk.turnover = Math.min(_turnover(portfolio) * slippageBpsMax / drawdownBpsMax, WAD);
        uint256 schedule = portfolio.strategy.scheduleSeconds;
        uint256 late = Math.saturatingSub(block.timestamp, portfolio.rebalancedAt + schedule);
        uint256 invested = (seen.gross - seen.cash) * WAD / seen.gross;
        if (schedule > 0) risk.overdue = invested * Math.min(late, schedule) / schedule;
    }

    // Inside.

    function _portfolioAt(uint256 portfolioId) private view returns (Portfolio storage portfolio) {
        portfolio = _portfolios[portfolioId];
        if (address(portfolio.vault) == address(0)) revert PortfolioMissing(portfolioId);
    }

    function _setAgent(uint256 portfolioId, address agent) private {
        _portfolios[portfolioId].agent = agent;
        emit AgentSet(portfolioId, agent);
    }

    function _setStrategy(uint256 portfolioId, Strategy calldata strategy) private {
        Portfolio storage portfolio = _portfolios[portfolioId];
        _requireWithin(strategy.cashBps, _cashBpsMin(strategy.kind), BPS);
        _requireWithin(strategy.driftBps, DRIFT_BPS_MIN, DRIFT_BPS_MAX);
        _requireWithin(strategy.riskScoreMax, 1, BPS);
        _requireWithin(strategy.cooldownSeconds, COOLDOWN_SECONDS_MIN, COOLDOWN_SECONDS_MAX);
        uint256 schedule = strategy.scheduleSeconds;
        if (schedule != 0) _requireWithin(schedule, strategy.cooldownSeconds, SCHEDULE_SECONDS_MAX);
        _requireWithin(strategy.tradeUsdMin, TRADE_USD_MIN, type(uint128).max);
        Strategy storage stored = portfolio.strategy;
        (stored.kind, stored.cashBps, stored.driftBps) = (strategy.kind, strategy.cashBps, strategy.driftBps);
        (stored.riskScoreMax, stored.tradeUsdMin) = (strategy.riskScoreMax, strategy.tradeUsdMin);
        (stored.cooldownSeconds, stored.scheduleSeconds) = (strategy.cooldownSeconds, strategy.scheduleSeconds);
        delete stored.targets;
        // Room for a venue that gives more than the oracle says, as much as it may give less: else a purchase would not fit.
        (uint256 slippageBpsMax,,, uint256 positionBpsMax,,,) = portfolio.vault.limits();
        uint256 weightBpsMax = positionBpsMax * (BPS - slippageBpsMax) / BPS;
        uint256 sum = strategy.cashBps;
        address last;
        for (uint256 i = 0; i < strategy.targets.length; ++i) {
            Target calldata target = strategy.targets[i];
            if (target.token <= last) revert TokensNotAscending(target.token);
            (, bool listed) = portfolio.vault.holdingOf(target.token);
            if (!listed) revert TokenNotInMandate(target.token);
            _requireWithin(target.weightBps, 1, weightBpsMax);
            (last, sum) = (target.token, sum + target.weightBps);
            stored.targets.push(target);
        }
        if (sum != BPS) revert WeightsNotWhole(sum);
        emit StrategySet(portfolioId, strategy);
    }

    function _cashBpsMin(StrategyKind kind) private pure returns (uint256) {
        if (kind == StrategyKind.Conservative) return 5_000;
        return kind == StrategyKind.Balanced ? 2_500 : 0;
    }

    /// @dev Everything at the oracle's prices of now. What waiting exits are worth is nothing to be invested.
    function _look(Portfolio storage portfolio) private view returns (Seen memory seen) {
        ModelVault vault = portfolio.vault;
        IPriceOracle oracle = vault.ORACLE();
        Target[] memory targets = portfolio.strategy.targets;
        (address[] memory held, uint256[] memory amounts) = vault.positions();
        uint256 places = held.length + targets.length;
        (seen.tokens, seen.amounts) = (new address[](places), new uint256[](places));
        (seen.worths, seen.wanted) = (new uint256[](places), new uint256[](places));
        (seen.idle,,,,,) = vault.books();
        seen.asset = vault.asset();
        seen.cash = oracle.value(seen.asset, seen.idle);
        seen.gross = seen.cash;
        for (uint256 i = 0; i < held.length; ++i) {
            (seen.tokens[i], seen.amounts[i]) = (held[i], amounts[i]);
            seen.worths[i] = oracle.value(held[i], amounts[i]);
            seen.gross += seen.worths[i];
        }
        uint256 waiting = vault.convertToAssets(vault.balanceOf(address(vault)) - vault.feeShares());
        uint256 investable = Math.saturatingSub(seen.gross, oracle.value(seen.asset, waiting));
        if (portfolio.strategy.kind == StrategyKind.Dynamic) {
            investable = Math.mulDiv(investable, WAD - _drawdown(vault), WAD);
        }
        uint256 next = held.length;
        for (uint256 i = 0; i < targets.length; ++i) {
            uint256 place = 0;
            while (place < held.length && held[place] != targets[i].token) ++place;
            if (place == held.length) place = next++;
            seen.tokens[place] = targets[i].token;
            seen.wanted[place] = investable * targets[i].weightBps / BPS;
        }
    }

    /// @dev How much of the fall that trips the breaker has happened: 1e18 where it trips.
    function _drawdown(ModelVault vault) private view returns (uint256) {
        (,,,,, uint256 peak) = vault.books();
        (,,,, uint256 drawdownBpsMax,,) = vault.limits();
        // A price of a share as the books have it: assets for 1e27 shares.
        uint256 fallen = Math.saturatingSub(peak, vault.convertToAssets(1e27));
        return Math.min(Math.mulDiv(fallen, WAD * BPS, peak * drawdownBpsMax, Math.Rounding.Ceil), WAD);
    }

    function _checkDue(Portfolio storage portfolio, Seen memory seen) private view {
        (uint256 cooldown, uint256 schedule) =
            (portfolio.strategy.cooldownSeconds, portfolio.strategy.scheduleSeconds);
        uint256 allowedAt = portfolio.rebalancedAt + cooldown;
        if (block.timestamp < allowedAt) revert TooEarly(block.timestamp, allowedAt);
        if (schedule > 0 && block.timestamp >= portfolio.rebalancedAt + schedule) return;
        uint256 drift;
        for (uint256 i = 0; i < seen.tokens.length; ++i) {
            uint256 off = Math.max(seen.worths[i], seen.wanted[i]) - Math.min(seen.worths[i], seen.wanted[i]);
            drift = Math.max(drift, off * BPS / seen.gross);
        }
        if (drift < portfolio.strategy.driftBps) revert NothingToRebalance(drift, portfolio.strategy.driftBps);
    }

    /// @dev Sells what is too much; what is not wanted at all, whole.
    function _sell(uint256 portfolioId, Seen memory seen, Route[] calldata routes, uint256 deadline)
        private
        returns (uint256 trades)
    {
        uint256 usdMin = _portfolios[portfolioId].strategy.tradeUsdMin;
        for (uint256 i = 0; i < seen.tokens.length; ++i) {
            (uint256 worth, uint256 wanted) = (seen.worths[i], seen.wanted[i]);
            if (worth <= wanted || (wanted > 0 && worth - wanted < usdMin)) continue;
            uint256 amount = Math.mulDiv(seen.amounts[i], worth - wanted, worth);
            Route calldata route = _routeOf(seen.tokens[i], routes);
            Trade memory trade = Trade(route.adapter, route.token, seen.asset, amount, 0, deadline, route.data);
            if (_trade(portfolioId, trade) > 0) ++trades;
        }
    }

    /// @dev Buys what is missing, as long as cash lasts. Stops when the breaker trips on the way.
    function _buy(uint256 portfolioId, Seen memory seen, Route[] calldata routes, uint256 deadline)
        private
        returns (uint256 trades)
    {
        uint256 usdMin = _portfolios[portfolioId].strategy.tradeUsdMin;
        for (uint256 i = 0; i < seen.tokens.length; ++i) {
            uint256 usd = Math.min(Math.saturatingSub(seen.wanted[i], seen.worths[i]), seen.cash);
            if (usd < usdMin) continue;
            uint256 amount = Math.mulDiv(seen.idle, usd, seen.cash);
            Route calldata route = _routeOf(seen.tokens[i], routes);
            Trade memory trade = Trade(route.adapter, seen.asset, route.token, amount, 0, deadline, route.data);
            if (_trade(portfolioId, trade) == 0) return trades;
            (seen.idle, seen.cash) = (seen.idle - amount, seen.cash - usd);
            ++trades;
        }
    }

    function _routeOf(address token, Route[] calldata routes) private pure returns (Route calldata) {
        for (uint256 i = 0; i < routes.length; ++i) {
            if (routes[i].token == token) return routes[i];
        }
        revert RouteMissing(token);
    }

    /// @dev One trade of the vault, counted.
    function _trade(uint256 portfolioId, Trade memory trade) private returns (uint256 received) {
        Portfolio storage portfolio = _portfolios[portfolioId];
        ModelVault vault = portfolio.vault;
        received = vault.executeTrade(trade);
        if (received == 0) return 0;
        uint256 gross = _gross(vault);
        uint256 traded = vault.ORACLE().value(trade.tokenIn, trade.amountIn);
        if (gross > 0) portfolio.turnoverWad = (_turnover(portfolio) + Math.mulDiv(traded, WAD, gross)).toUint128();
        portfolio.turnoverAt = uint40(block.timestamp);
        emit PortfolioTraded(++tradeCount, portfolioId, trade.tokenIn, trade.tokenOut, trade.amountIn, received);
    }

    /// @dev What part of the portfolio was traded lately: fades, and is gone after a month without trades.
    function _turnover(Portfolio storage portfolio) private view returns (uint256) {
        uint256 elapsed = Math.min(block.timestamp - portfolio.turnoverAt, TURNOVER_SECONDS);
        return uint256(portfolio.turnoverWad) * (TURNOVER_SECONDS - elapsed) / TURNOVER_SECONDS;
    }

    function _checkRisk(uint256 portfolioId) private view {
        uint256 score = _riskOver(portfolioId);
        if (score > 0) revert RiskTooHigh(score, _portfolios[portfolioId].strategy.riskScoreMax);
    }

    /// @dev The score where it is above what the strategy bears, else 0. Who bears everything is not asked.
    function _riskOver(uint256 portfolioId) private view returns (uint256 score) {
        uint256 max = _portfolios[portfolioId].strategy.riskScoreMax;
        if (max < BPS) score = calculateRiskScore(portfolioId);
        if (score <= max) score = 0;
    }

    /// @dev What a vault has just booked that it is worth. US dollars, 18 decimals.
    function _gross(ModelVault vault) private view returns (uint256) {
        (uint256 idle, uint256 deployed,,,,) = vault.books();
        return vault.ORACLE().value(vault.asset(), idle + deployed);
    }

    function _requireWithin(uint256 value, uint256 min, uint256 max) private pure {
        if (value < min || value > max) revert OutOfBounds(value, min, max);
    }
}
