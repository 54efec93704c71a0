"""Portfolios beside PyPortfolioOpt, skfolio, Riskfolio-Lib, scipy and cvxpy, on random prices with gaps.

`--write` puts the variants of one market, always the same, beside the tests of the room; `npx biome check --write` puts them into lines.
"""

import json
import math
import sys
import warnings

# Modules of Python's own have names of files beside this one, which would be loaded in their place.
if sys.path and sys.path[0].endswith("oracles"):
    sys.path.pop(0)

import cvxpy as cp
import numpy as np
import pandas as pd
from scipy.cluster import hierarchy
from scipy.spatial.distance import squareform

warnings.filterwarnings("ignore")

from pypfopt import (
    CLA,
    BlackLittermanModel,
    CovarianceShrinkage,
    DiscreteAllocation,
    EfficientCDaR,
    EfficientCVaR,
    EfficientFrontier,
    EfficientSemivariance,
    HRPOpt,
    black_litterman,
    expected_returns,
    objective_functions,
    risk_models,
)

EXACT = {"relative": 1e-9, "absolute": 1e-10}
# What cvxpy's solvers reach on these programs.
SOLVED = {"relative": 1e-4, "absolute": 3e-4}
RISK_FREE = 0.02


def cases(rng, repeats=3):
    """All cases, `repeats` times over with fresh markets."""
    for _ in range(repeats):
        prices = prices_of(rng, assets=int(rng.integers(4, 9)), rows=int(rng.integers(150, 400)))
        for make in (expectations, shrinkage, mean_variance, diversification, scenarios, opinions, holdings):
            yield from make(rng, prices)
        yield from variants(rng)


def case(estimator, peer, inputs, expected, tolerance=EXACT):
    return {
        "estimator": estimator,
        "peer": peer,
        "inputs": plain(inputs),
        "expected": plain(expected),
        "tolerance": tolerance,
    }


def plain(value):
    if isinstance(value, pd.DataFrame):
        return plain(value.to_numpy())
    if isinstance(value, pd.Series):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(each) for each in value]
    if isinstance(value, (np.integer, int)) and not isinstance(value, bool):
        return int(value)
    if isinstance(value, (np.floating, float)):
        return float(value) if math.isfinite(value) else None
    return value


def prices_of(rng, assets, rows):
    """Prices with one common factor; the last asset is listed late, and some prices are missing at the start."""
    loads = rng.normal(0.5, 0.5, assets)
    sizes = rng.uniform(0.005, 0.025, assets)
    returns = 0.0006 + sizes * (rng.standard_t(5, (rows, 1)) * loads * 0.6 + rng.standard_t(5, (rows, assets)))
    prices = pd.DataFrame(100 * np.exp(np.cumsum(returns, axis=0)), columns=[f"A{i}" for i in range(assets)])
    prices.iloc[: int(rng.integers(10, 60)), -1] = np.nan
    return prices


def given(prices, **more):
    return {"prices": prices, "assets": list(prices.columns), **more}


def returns_of(prices):
    return expected_returns.returns_from_prices(prices)


def expectations(_rng, prices):
    mu = expected_returns.mean_historical_return(prices)
    yield case("expected-returns", "pypfopt.mean_historical_return", given(prices), {"mu": mu})
    mu = expected_returns.mean_historical_return(prices, compounding=False)
    yield case("expected-returns", "pypfopt, arithmetic", given(prices, mu_method="arithmetic"), {"mu": mu})
    mu = expected_returns.ema_historical_return(prices, span=90)
    yield case("expected-returns", "pypfopt.ema_historical_return", given(prices, mu_method="exponential", span=90), {"mu": mu})
    yield case("covariance", "pypfopt.sample_cov", given(prices), {"cov": risk_models.sample_cov(prices)})
    cov = risk_models.exp_cov(prices, span=60)
    yield case("covariance", "pypfopt.exp_cov", given(prices, cov_method="exponential", span=60), {"cov": cov})


def shrinkage(_rng, prices):
    for target in ("constant_variance", "single_factor", "constant_correlation"):
        shrunk = CovarianceShrinkage(prices)
        cov = shrunk.ledoit_wolf(target)
        expected = {"cov": cov, "delta": shrunk.delta}
        yield case("ledoit-wolf", f"pypfopt, {target}", given(prices, target=target.replace("_", "-")), expected)
    shrunk = CovarianceShrinkage(prices)
    cov = shrunk.oracle_approximating()
    expected = {"cov": cov, "delta": shrunk.delta}
    yield case("ledoit-wolf", "pypfopt.oracle_approximating", given(prices, target="oracle-approximating"), expected)
    complete = returns_of(prices).dropna()
    from skfolio.moments import OAS, LedoitWolf

    for estimator, target in ((LedoitWolf(), "constant-variance"), (OAS(), "oracle-approximating")):
        cov = estimator.fit(complete).covariance_ * 252
        inputs = {"returns": complete, "target": target}
        yield case("ledoit-wolf", f"skfolio.{type(estimator).__name__}", inputs, {"cov": cov})


def mean_variance(rng, prices):
    mu = expected_returns.mean_historical_return(prices)
    cov = risk_models.sample_cov(prices)
    names = list(mu.index)
    cap = max(0.4, 1.2 / len(names))

    def solved(choose):
        frontier = EfficientFrontier(mu, cov)
        choose(frontier)
        return {"weights": frontier.clean_weights(0, 16), "perf": frontier.portfolio_performance(risk_free_rate=RISK_FREE)}

    low = solved(lambda each: each.min_volatility())["perf"]
    target = low[0] + rng.uniform(0.2, 0.8) * (mu.max() - low[0])
    risk = low[1] * rng.uniform(1.05, 1.4)
    choices = [
        ("min-volatility", {}, lambda each: each.min_volatility()),
        ("efficient-return", {"target_return": target}, lambda each: each.efficient_return(float(target))),
        ("efficient-risk", {"target_volatility": risk}, lambda each: each.efficient_risk(float(risk))),
        ("max-quadratic-utility", {"risk_aversion": 4}, lambda each: each.max_quadratic_utility(4)),
    ]
    if mu.max() > RISK_FREE + 0.01:
        choices.append(("max-sharpe", {}, lambda each: each.max_sharpe(RISK_FREE)))
    for name, more, choose in choices:
        yield case(name, "pypfopt.EfficientFrontier", given(prices, **more), solved(choose), SOLVED)
        yield case(name, "pypfopt, from mu and cov", {"mu": mu, "cov": cov, **more}, solved(choose), SOLVED)
    for name, more, choose in (choices[0], choices[3]):
        inputs = given(prices, max_weight=cap, groups={"first": {"members": names[:2], "min": 0.1, "max": 0.3}}, **more)
        frontier = EfficientFrontier(mu, cov, weight_bounds=(0, cap))
        sectors = {name: "first" if place < 2 else "rest" for place, name in enumerate(names)}
        frontier.add_sector_constraints(sectors, {"first": 0.1}, {"first": 0.3})
        choose(frontier)
        expected = {"weights": frontier.clean_weights(0, 16)}
        yield case(name, "pypfopt, cap and sector", inputs, expected, SOLVED)
    current = rng.dirichlet(np.ones(len(names)))
    w = cp.Variable(len(names))
    moved = cp.norm1(w - current) <= 0.3
    cp.Problem(cp.Minimize(cp.quad_form(w, cp.psd_wrap(cov.values))), [w >= 0, cp.sum(w) == 1, moved]).solve()
    inputs = given(prices, current=dict(zip(names, current)), max_turnover=0.3)
    yield case("min-volatility", "cvxpy, turnover", inputs, {"weights": dict(zip(names, w.value))}, SOLVED)


def diversification(rng, prices):
    returns = returns_of(prices)
    hierarchical = HRPOpt(returns)
    for method in ("single", "average", "ward"):
        weights = dict(hierarchical.optimize(linkage_method=method))
        perf = hierarchical.portfolio_performance(risk_free_rate=RISK_FREE)
        inputs = given(prices, linkage_method=method)
        yield case("hrp", f"pypfopt.HRPOpt, {method}", inputs, {"weights": weights, "perf": perf})
        corr = returns.corr()
        distance = np.sqrt(np.clip((1 - corr) / 2, 0, 1))
        tree = hierarchy.linkage(squareform(distance.to_numpy(), checks=False), method)
        order = [prices.columns[i] for i in hierarchy.to_tree(tree).pre_order()]
        cut = hierarchy.cut_tree(tree, 3).flatten()
        expected = {"linkage": tree, "order": order, "correlation": corr, "clusters": dict(zip(prices.columns, cut))}
        inputs = given(prices, linkage_method=method, clusters=3)
        yield case("correlation-clusters", "scipy.cluster.hierarchy", inputs, expected)
    cov = risk_models.sample_cov(prices)
    hierarchical = HRPOpt(cov_matrix=cov)
    inputs = {"cov": cov, "assets": list(cov.columns)}
    yield case("hrp", "pypfopt.HRPOpt, from cov", inputs, {"weights": dict(hierarchical.optimize())})
    budgets = rng.dirichlet(np.full(len(cov), 5))
    import riskfolio

    for budget in (None, budgets):
        portfolio = riskfolio.Portfolio(returns=returns.dropna())
        portfolio.mu, portfolio.cov = returns.dropna().mean().to_frame().T, returns.dropna().cov()
        b = None if budget is None else budget.reshape(-1, 1)
        weights = portfolio.rp_optimization(model="Classic", rm="MV", rf=0, b=b, hist=True)["weights"]
        inputs = {"returns": returns.dropna(), "assets": list(cov.columns)}
        if budget is not None:
            inputs["budgets"] = budget
        yield case("risk-parity", "riskfolio.rp_optimization", inputs, {"weights": dict(weights)}, {"relative": 1e-3, "absolute": 1e-4})


def scenarios(_rng, prices):
    mu = expected_returns.mean_historical_return(prices)
    returns = returns_of(prices).dropna()
    for beta in (0.9, 0.95):
        least = EfficientCVaR(mu, returns, beta=beta)
        least.min_cvar()
        expected = {"perf": least.portfolio_performance()}
        yield case("min-cvar", "pypfopt.EfficientCVaR", given(prices, beta=beta), expected, SOLVED)
        least = EfficientCDaR(mu, returns, beta=beta)
        least.min_cdar()
        expected = {"perf": least.portfolio_performance()}
        yield case("min-cdar", "pypfopt.EfficientCDaR", given(prices, beta=beta), expected, SOLVED)
    target = float((mu.max() + mu.mean()) / 2)
    least = EfficientCVaR(mu, returns)
    least.efficient_return(target)
    expected = {"perf": least.portfolio_performance()}
    yield case("min-cvar", "pypfopt, target return", given(prices, target_return=target), expected, SOLVED)
    # PyPortfolioOpt has the same program, in units so small that its solver stops early: here in per cent.
    w = cp.Variable(returns.shape[1])
    shortfall = cp.neg(100 * returns.to_numpy() @ w - 100 * 0.0001)
    cp.Problem(cp.Minimize(cp.sum_squares(shortfall)), [w >= 0, cp.sum(w) == 1]).solve(solver=cp.CLARABEL)
    risk = math.sqrt(np.mean(np.minimum(returns.to_numpy() @ w.value - 0.0001, 0) ** 2) * 252)
    earned = float(mu.to_numpy() @ w.value)
    expected = {"weights": dict(zip(mu.index, w.value)), "perf": [earned, risk, (earned - RISK_FREE) / risk]}
    yield case("min-semivariance", "cvxpy", given(prices, benchmark=0.0001), expected, SOLVED)
    w = cp.Variable(returns.shape[1])
    deviation = cp.sum(cp.abs((returns.to_numpy() - returns.to_numpy().mean(0)) @ w)) / len(returns)
    least = cp.Problem(cp.Minimize(deviation), [w >= 0, cp.sum(w) == 1]).solve()
    yield case("min-mad", "cvxpy", given(prices), {"risk": least}, SOLVED)
    drawdowns = cp.Variable(len(returns) + 1)
    fall = drawdowns[1:] >= drawdowns[:-1] - returns.to_numpy() @ w
    rules = [w >= 0, cp.sum(w) == 1, drawdowns >= 0, fall]
    least = cp.Problem(cp.Minimize(cp.max(drawdowns)), rules).solve()
    yield case("min-max-drawdown", "cvxpy", given(prices), {"risk": least}, SOLVED)


def opinions(rng, prices):
    cov = risk_models.sample_cov(prices)
    names = list(cov.columns)
    prior = pd.Series(rng.normal(0.08, 0.05, len(names)), names)
    views = {names[0]: float(rng.normal(0.1, 0.1)), names[2]: float(rng.normal(0.1, 0.1))}

    def answered(model):
        weights = dict(model.bl_weights())
        return {"returns": model.bl_returns(), "cov": model.bl_cov(), "weights": weights}

    model = BlackLittermanModel(cov, pi=prior, absolute_views=views)
    inputs = {"cov": cov, "assets": names, "pi": prior, "absolute_views": views}
    yield case("black-litterman", "pypfopt.BlackLittermanModel", inputs, answered(model))
    confidences = list(rng.uniform(0.1, 1, 2))
    model = BlackLittermanModel(cov, pi=prior, absolute_views=views, omega="idzorek", view_confidences=confidences, tau=0.1)
    inputs = {**inputs, "view_confidences": confidences, "tau": 0.1}
    yield case("black-litterman", "pypfopt, Idzorek", inputs, answered(model))
    caps = pd.Series(rng.uniform(1, 100, len(names)), names)
    mixes = rng.normal(size=(2, len(names)))
    values = rng.normal(0.05, 0.05, 2)
    model = BlackLittermanModel(cov, pi="market", market_caps=caps, risk_aversion=2.5, Q=values, P=mixes)
    inputs = {"cov": cov, "assets": names, "market_caps": caps, "risk_aversion": 2.5, "Q": values, "P": mixes}
    yield case("black-litterman", "pypfopt, market prior", inputs, answered(model))


def holdings(rng, prices):
    names = list(prices.columns)
    weights = dict(zip(names, rng.dirichlet(np.ones(len(names)))))
    latest = pd.Series(np.round(rng.uniform(5, 200, len(names)), 2), names)
    total = int(rng.integers(5_000, 50_000))
    shares, left = DiscreteAllocation(dict(weights), latest, total).greedy_portfolio()
    expected = {"allocation": {name: int(shares.get(name, 0)) for name in names}, "leftover": left}
    inputs = {"weights": weights, "latest_prices": latest, "total_portfolio_value": total, "method": "greedy"}
    yield case("discrete-allocation", "pypfopt.greedy_portfolio", inputs, expected, {"relative": 0, "absolute": 1e-6})
    cov = risk_models.sample_cov(prices)
    current, target = rng.dirichlet(np.ones(len(names))), rng.dirichlet(np.ones(len(names)))
    w = cp.Variable(len(names))
    risk = 0.5 * 5 * 0.25 * cp.quad_form(w - target, cp.psd_wrap(cov.values))
    cost = 0.002 * cp.norm1(w - current)
    cp.Problem(cp.Minimize(risk + cost), [w >= 0, cp.sum(w) == 1]).solve(solver=cp.CLARABEL)
    inputs = {"cov": cov, "assets": names, "current": current, "target": target, "cost": 0.002}
    expected = {"weights": dict(zip(names, w.value))}
    yield case("no-trade-rebalance", "cvxpy", inputs, expected, SOLVED)


def variants(rng):
    """What the family has besides: regularised, market-neutral, open bounds, a largest risk, other linkages, words for priors."""
    prices = prices_of(rng, assets=4, rows=60).dropna().round(2)
    returns = returns_of(prices)
    mu, cov = expected_returns.mean_historical_return(prices), risk_models.sample_cov(prices)
    table = {"mu": mu, "cov": cov, "assets": list(prices.columns)}
    history = {"returns": returns, "assets": list(prices.columns)}

    def solved(estimator, what, inputs, optimizer, solve, perf):
        solve(optimizer)
        weights = dict(zip(prices.columns, optimizer.weights))
        return case(estimator, f"PyPortfolioOpt {what}", inputs, {"weights": weights, "perf": perf(optimizer)}, SOLVED)

    def markowitz(estimator, what, solve, more, bounds=(0, 1), gamma=0.0):
        frontier = EfficientFrontier(mu, cov, weight_bounds=bounds)
        if gamma > 0:
            frontier.add_objective(objective_functions.L2_reg, gamma=gamma)
        inputs = {**table, "weight_bounds": list(bounds), "gamma": gamma, **more}
        return solved(
            estimator, what, inputs, frontier, solve, lambda e: list(e.portfolio_performance(risk_free_rate=RISK_FREE))
        )

    neutral, middle = {"market_neutral": True}, float(mu.mean())
    calm = float(np.sqrt(np.diag(cov)).mean())
    for gamma in (0.05, 1.0):
        l2 = {"gamma": gamma}
        yield markowitz("min-volatility", "L2_reg", lambda e: e.min_volatility(), {}, **l2)
        if mu.max() > RISK_FREE:
            yield markowitz("max-sharpe", "L2_reg", lambda e: e.max_sharpe(RISK_FREE), {}, **l2)
        yield markowitz(
            "efficient-return", "L2_reg", lambda e: e.efficient_return(middle), {"target_return": middle}, **l2
        )
        yield markowitz("efficient-risk", "L2_reg", lambda e: e.efficient_risk(calm), {"target_volatility": calm}, **l2)
        yield markowitz(
            "max-quadratic-utility", "L2_reg", lambda e: e.max_quadratic_utility(3), {"risk_aversion": 3}, **l2
        )
    yield markowitz("min-volatility", "no bounds", lambda e: e.min_volatility(), {}, (None, None))
    yield markowitz(
        "efficient-risk",
        "market_neutral",
        lambda e: e.efficient_risk(calm, market_neutral=True),
        {"target_volatility": calm, **neutral},
        (-1, 1),
    )
    yield markowitz(
        "max-quadratic-utility",
        "market_neutral",
        lambda e: e.max_quadratic_utility(30, market_neutral=True),
        {"risk_aversion": 30, **neutral},
        (-1, 1),
    )
    for estimator, kind, name in (("min-cvar", EfficientCVaR, "target_cvar"), ("min-cdar", EfficientCDaR, "target_cdar")):
        least = kind(mu, returns)
        least.min_cvar() if kind is EfficientCVaR else least.min_cdar()
        largest = 1.2 * float(least.portfolio_performance()[1])
        # A market that only rose has a least risk below zero, which its peer cannot be asked for.
        if largest <= 0:
            continue
        frontier = kind(mu, returns)
        frontier.efficient_risk(largest)
        yield case(
            estimator,
            f"PyPortfolioOpt {kind.__name__} efficient_risk",
            {**history, "mu": mu, name: largest},
            {"weights": frontier.clean_weights(0, 12)},
            SOLVED,
        )
    semi = EfficientSemivariance(mu, returns)
    semi.min_semivariance()
    yield case(
        "min-semivariance",
        "PyPortfolioOpt EfficientSemivariance",
        {**history, "mu": mu},
        {"perf": list(semi.portfolio_performance(risk_free_rate=RISK_FREE))},
        # Its solver ends early: the weights are flat around the least.
        {"relative": 5e-2, "absolute": 1e-6},
    )
    yield case(
        "covariance",
        "PyPortfolioOpt semicovariance",
        {**history, "cov_method": "semicovariance"},
        {"cov": risk_models.semicovariance(prices)},
    )
    yield case(
        "covariance",
        "PyPortfolioOpt semicovariance",
        {**history, "cov_method": "semicovariance", "benchmark": 0.001},
        {"cov": risk_models.semicovariance(prices, benchmark=0.001)},
    )
    for method in ("complete", "weighted"):
        hrp = HRPOpt(returns)
        hrp.optimize(method)
        yield case(
            "hrp", f"PyPortfolioOpt HRPOpt {method}", {**history, "linkage_method": method}, {"weights": hrp.clean_weights(0, 14)}
        )
    yield from semivariances(history, mu, returns)
    yield from pricing(rng)
    views = {prices.columns[0]: 0.1, prices.columns[2]: -0.05}
    for words in (
        {"pi": "equal"},
        {"pi": "equal", "omega": "idzorek", "view_confidences": [0.3, 0.8]},
        {"pi": "market", "omega": "default", "market_caps": {n: 1.0 + i for i, n in enumerate(prices.columns)}},
    ):
        model = BlackLittermanModel(cov, absolute_views=views, **words)
        yield case(
            "black-litterman",
            "PyPortfolioOpt BlackLittermanModel",
            {"cov": cov, "assets": list(prices.columns), "absolute_views": views, **words},
            {"returns": model.bl_returns(), "cov": model.bl_cov()},
        )


def semivariances(history, mu, returns):
    """The other portfolios of EfficientSemivariance, in the tolerance its solver has where the optimum is flat."""

    def solved(what, more, solve, tolerance):
        frontier = EfficientSemivariance(mu, returns, solver="CLARABEL")
        solve(frontier)
        perf = list(frontier.portfolio_performance(risk_free_rate=RISK_FREE))
        expected = {"weights": dict(zip(returns.columns, frontier.weights)), "perf": perf}
        return case("min-semivariance", f"PyPortfolioOpt {what}", {**history, "mu": mu, **more}, expected, tolerance)

    least = EfficientSemivariance(mu, returns, solver="CLARABEL")
    least.min_semivariance()
    expected, risk, _ = least.portfolio_performance(risk_free_rate=RISK_FREE)
    # A market of which some portfolio never fell: ratios over a risk of 0 are rounding.
    if risk < 1e-4:
        return
    close = {"relative": 1e-3, "absolute": 1e-3}
    most, goal = 1.3 * float(risk), float(max(0.01, (expected + mu.max()) / 2))
    if mu.max() > 0.02:
        yield solved("efficient_return", {"target_return": goal}, lambda e: e.efficient_return(goal), close)
    yield solved("efficient_risk", {"target_semideviation": most}, lambda e: e.efficient_risk(most), close)
    for aversion in (5, 60):
        more = {"risk_aversion": aversion}
        yield solved("max_quadratic_utility", more, lambda e: e.max_quadratic_utility(aversion), close)


def pricing(rng):
    """What a market says of its assets, with gaps: CAPM, implied priors and aversion; logarithms; the critical line."""
    prices = prices_of(rng, assets=4, rows=70).round(3)
    prices.iloc[30, 1] = np.nan
    market = pd.DataFrame({"market": (prices.iloc[:, :3].mean(axis=1) * np.exp(rng.normal(0, 0.003, 70))).round(3)})
    market.iloc[40] = np.nan
    listed = {"market_prices": [plain(float(value)) for value in market["market"]]}
    rate = 0.015
    peer = "PyPortfolioOpt capm_return"
    for more in ({}, {"compounding": False}, {"risk_free_rate": rate}, {"log_returns": True}):
        mu = expected_returns.capm_return(prices, market.copy(), **more)
        yield case("capm-return", peer, given(prices, **listed, **more), {"mu": mu})
    yield case("capm-return", f"{peer}, no market", given(prices), {"mu": expected_returns.capm_return(prices)})
    for more in ({}, {"compounding": False}):
        logarithmic = {**more, "log_returns": True}
        mu = expected_returns.mean_historical_return(prices, **logarithmic)
        yield case("expected-returns", "PyPortfolioOpt log_returns", given(prices, **logarithmic), {"mu": mu})
        mu = expected_returns.ema_historical_return(prices, span=50, **logarithmic)
        inputs = given(prices, mu_method="exponential", span=50, **logarithmic)
        yield case("expected-returns", "PyPortfolioOpt log_returns", inputs, {"mu": mu})
    cov = risk_models.sample_cov(prices, log_returns=True)
    yield case("covariance", "PyPortfolioOpt log_returns", given(prices, log_returns=True), {"cov": cov})
    # Without a gap: pandas before 3 fills one with the price before it.
    whole = market["market"].dropna()
    delta = black_litterman.market_implied_risk_aversion(whole, risk_free_rate=rate)
    inputs = {"market_prices": [float(price) for price in whole], "risk_free_rate": rate}
    yield case("market-implied-risk-aversion", "PyPortfolioOpt", inputs, {"market_implied_risk_aversion": delta})
    cov, caps = risk_models.sample_cov(prices), pd.Series(rng.uniform(1, 9, 4).round(2), prices.columns)
    prior = black_litterman.market_implied_prior_returns(caps, 2.5, cov, risk_free_rate=rate)
    inputs = {"cov": cov, "assets": list(prices.columns), "market_caps": caps, "risk_aversion": 2.5, "risk_free_rate": rate}
    yield case("market-implied-prior-returns", "PyPortfolioOpt", inputs, {"pi": prior})
    mu = pd.Series(rng.uniform(0.02, 0.3, 4).round(4), prices.columns)
    for objective, bounds in (("max_sharpe", (0, 1)), ("min_volatility", (0, 1)), ("max_sharpe", (0, 0.4)), ("min_volatility", (0, 0.4))):
        line = CLA(mu, cov, weight_bounds=bounds)
        getattr(line, objective)()
        expected = {
            "weights": dict(zip(prices.columns, line.weights)),
            "perf": list(line.portfolio_performance(risk_free_rate=RISK_FREE)),
        }
        inputs = {"mu": mu, "cov": cov, "assets": list(prices.columns), "weight_bounds": list(bounds), "objective": objective}
        yield case("cla", f"PyPortfolioOpt CLA {objective}", inputs, expected, {"relative": 1e-6, "absolute": 1e-7})


if __name__ == "__main__" and "--write" in sys.argv:
    with open("packages/domain/allocation/src/oracle/variants.json", "w") as file:
        json.dump(list(variants(np.random.default_rng(6))), file)
