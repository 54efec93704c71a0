"""Statistics beside scipy, statsmodels, arch, skfolio, empyrical, quantstats and numerai-tools, on random inputs.

`--write` puts a few cases, always the same, beside the tests of the room; `npx biome check --write` puts them into lines.
"""

import itertools
import json
import math
import sys
import warnings

# This file has the name of a module of Python's own, which others load from the same folder otherwise.
if sys.path and sys.path[0].endswith("oracles"):
    sys.path.pop(0)

import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")

TARGET = "packages/domain/statistics/src/oracle/peers.json"
TOLERANCE = {"relative": 1e-9, "absolute": 1e-9}
# Five thousand draws on either side: three standard errors of the difference of two shares.
BOOTSTRAP = {"relative": 0, "absolute": 0.035}


def cases(rng, repeats=5):
    """All cases, `repeats` times over with fresh inputs."""
    for _ in range(repeats):
        for make in (describing, regressions, empyrical_cases, quantstats_cases, sharpe_cases, overfitting):
            yield from make(rng)
        for make in (splits, blocks, superiority, sharpe_difference, numerai, series_cases):
            yield from make(rng)


def case(estimator, peer, inputs, expected, tolerance=None):
    return {
        "estimator": estimator,
        "peer": peer,
        "inputs": plain(inputs),
        "expected": plain(expected),
        "tolerance": tolerance or TOLERANCE,
    }


def plain(value):
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple, np.ndarray, pd.Series)):
        return [plain(each) for each in value]
    if isinstance(value, (np.integer, int)) and not isinstance(value, bool):
        return int(value)
    if isinstance(value, (np.floating, float)):
        value = float(value)
        return value if math.isfinite(value) else "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
    return value


def returns_of(rng, n=60):
    """Fat tails, a little memory and a few days that stand still."""
    shocks = rng.standard_t(4, n) * 0.01
    values = shocks.copy()
    values[1:] += 0.2 * shocks[:-1]
    values += rng.normal(0.0005, 0.001)
    values[rng.random(n) < 0.05] = 0.0
    return np.round(values, 6)


def describing(rng):
    from scipy import stats
    from statsmodels.stats.diagnostic import acorr_ljungbox
    from statsmodels.tsa.stattools import acf

    x = returns_of(rng)
    y = np.round(0.4 * x + returns_of(rng), 6)
    series = pd.Series(x)
    yield case(
        "moments",
        "scipy.stats, pandas",
        {"x": x},
        {
            "n": len(x),
            "mean": x.mean(),
            "variance": x.var(ddof=1),
            "variance_population": x.var(),
            "skew": stats.skew(x),
            "kurt": stats.kurtosis(x, fisher=False),
            "excess_kurt": stats.kurtosis(x),
            "skew_sample": series.skew(),
            "excess_kurt_sample": series.kurt(),
        },
    )
    q = np.sort(np.round(rng.random(4), 3))
    yield case("quantile", "numpy.quantile", {"x": x, "q": q}, {"quantile": np.quantile(x, q)})
    yield case("ranks", "scipy.stats.rankdata", {"x": x}, {"ranks": stats.rankdata(x)})
    yield case("pearson", "scipy.stats.pearsonr", {"x": x, "y": y}, {"pearson": stats.pearsonr(x, y)[0]})
    yield case("spearman", "scipy.stats.spearmanr", {"x": x, "y": y}, {"spearman": stats.spearmanr(x, y)[0]})
    lags = int(rng.integers(3, 12))
    yield case("autocorrelation", "statsmodels acf", {"x": x, "lags": lags}, {"autocorrelations": acf(x, nlags=lags, fft=False)})
    test = acorr_ljungbox(x, lags=[lags], model_df=1)
    yield case(
        "ljung-box",
        "statsmodels acorr_ljungbox",
        {"x": x, "lags": lags, "model_df": 1},
        {"statistic": test["lb_stat"].iloc[0], "p_value": test["lb_pvalue"].iloc[0]},
    )


def regressions(rng):
    import statsmodels.api as sm

    X = np.round(rng.normal(size=(40, 3)), 4)
    y = np.round(X @ [0.5, -1, 0] + 0.3 + rng.standard_t(4, 40), 4)
    lags = int(rng.integers(1, 6))
    design = sm.add_constant(X)
    for more, fit in (
        ({}, sm.OLS(y, design).fit()),
        ({"lags": lags}, sm.OLS(y, design).fit(cov_type="HAC", cov_kwds={"maxlags": lags}, use_t=True)),
        ({"intercept": False}, sm.OLS(y, X).fit()),
    ):
        expected = {"coefficients": fit.params, "standard_errors": fit.bse, "t": fit.tvalues, "p": fit.pvalues}
        if "intercept" not in more:
            expected["r_squared"] = fit.rsquared
        yield case("ols", "statsmodels OLS", {"X": X, "y": y, **more}, expected)
    x = returns_of(rng)
    mean = sm.OLS(x, np.ones(len(x))).fit(cov_type="HAC", cov_kwds={"maxlags": lags})
    yield case("newey-west", "statsmodels HAC", {"x": x, "lags": lags}, {"standard_error": mean.bse[0]})


def with_gaps(rng, values):
    """The same with a tenth of the observations not known: once for peers, once as we read it."""
    gone = rng.random(len(values)) < 0.1
    return np.where(gone, np.nan, values), [None if g else v for g, v in zip(gone, values)]


def empyrical_cases(rng):
    import empyrical as e

    plain_values = returns_of(rng)
    values, listed = with_gaps(rng, plain_values)
    series = pd.Series(values)
    period = str(rng.choice(["daily", "weekly", "monthly", "quarterly", "yearly"]))
    rate = round(float(rng.normal(0, 0.001)), 6)
    both = {"returns": listed, "period": period}
    peer = "empyrical-reloaded"
    yield case("cum-returns-final", peer, {"returns": listed}, {"cum_returns_final": e.cum_returns_final(series)})
    yield case("max-drawdown", peer, {"returns": listed}, {"max_drawdown": e.max_drawdown(series)})
    for name in ("annual_return", "annual_volatility", "calmar_ratio"):
        yield case(name.replace("_", "-"), peer, both, {name: getattr(e, name)(series, period=period)})
    yield case("sharpe-ratio", peer, {**both, "risk_free": rate}, {"sharpe_ratio": e.sharpe_ratio(series, rate, period)})
    for name in ("sortino_ratio", "downside_risk"):
        yield case(
            name.replace("_", "-"), peer, {**both, "required_return": rate}, {name: getattr(e, name)(series, rate, period)}
        )
    yield case(
        "omega-ratio",
        peer,
        {"returns": listed, "risk_free": rate, "required_return": 0.1, "periods": 252},
        {"omega_ratio": e.omega_ratio(series, rate, 0.1)},
    )
    yield case("stability-of-timeseries", peer, {"returns": listed}, {"stability_of_timeseries": e.stability_of_timeseries(series)})
    yield case("tail-ratio", peer, {"returns": listed}, {"tail_ratio": e.tail_ratio(series)})
    cutoff = round(float(rng.uniform(0.02, 0.3)), 3)
    known = plain_values
    yield case("value-at-risk", peer, {"returns": known, "cutoff": cutoff}, {"value_at_risk": e.value_at_risk(known, cutoff)})
    yield case(
        "conditional-value-at-risk",
        peer,
        {"returns": listed, "cutoff": cutoff},
        {"conditional_value_at_risk": e.conditional_value_at_risk(values, cutoff)},
    )
    yield from empyrical_pairs(rng, e, series, listed, period, rate)


def empyrical_pairs(rng, e, series, listed, period, rate):
    factor, factor_listed = with_gaps(rng, returns_of(rng))
    factor = pd.Series(factor)
    pair = {"returns": listed, "factor": factor_listed}
    peer = "empyrical-reloaded"
    yield case("excess-sharpe", peer, pair, {"excess_sharpe": e.excess_sharpe(series, factor)})
    timed = {**pair, "period": period}
    yield case("beta", peer, pair, {"beta": e.beta(series, factor)})
    for name in ("alpha_beta", "up_alpha_beta", "down_alpha_beta"):
        alpha, beta = getattr(e, name)(series, factor, risk_free=rate, period=period)
        given = {**timed, "risk_free": rate}
        yield case(name.replace("_", "-"), peer, given, {"alpha": alpha, "beta": beta}, {"relative": 1e-8, "absolute": 1e-9})
    for name in ("capture", "up_capture", "down_capture", "up_down_capture"):
        yield case(name.replace("_", "-"), peer, timed, {name: getattr(e, name)(series, factor, period=period)}, {"relative": 1e-8, "absolute": 1e-9})
    # Equal benchmark returns may be sorted either way, so here none are.
    apart = pd.Series(rng.permutation(len(series)) / 1000 - 0.03)
    yield case(
        "beta-fragility-heuristic",
        peer,
        {"returns": listed, "factor": apart},
        {"beta_fragility_heuristic": e.beta_fragility_heuristic(series, apart)},
    )
    batting = e.batting_average(series, factor)
    yield case(
        "batting-average",
        peer,
        pair,
        {"batting_average": batting["batting average"], "up_market": batting["up market"], "down_market": batting["down market"]},
    )


QUANTSTATS = (
    "comp cagr volatility skew kurtosis gain_to_pain_ratio calmar payoff_ratio profit_ratio profit_factor win_rate "
    "avg_return avg_win avg_loss best worst ulcer_index ulcer_performance_index risk_of_ruin recovery_factor "
    "kelly_criterion common_sense_ratio cpc_index outlier_win_ratio outlier_loss_ratio consecutive_wins "
    "consecutive_losses exposure autocorr_penalty geometric_mean rar"
).split()
QUANTSTATS_WITH_RATE = "sharpe smart_sharpe sortino smart_sortino adjusted_sortino omega".split()


def quantstats_cases(rng):
    from quantstats import stats as q

    days = pd.bdate_range("2021-01-04", periods=60)
    x, b = returns_of(rng), returns_of(rng)
    series, benchmark = pd.Series(x, days), pd.Series(b, days)
    for name in QUANTSTATS:
        yield case(name.replace("_", "-"), "quantstats", {"returns": x}, {name: getattr(q, name)(series)})
    rate = round(float(rng.uniform(0, 0.05)), 4)
    for name in QUANTSTATS_WITH_RATE:
        yield case(name.replace("_", "-"), "quantstats", {"returns": x, "rf": rate}, {name: getattr(q, name)(series, rf=rate)})
    pair = {"returns": x, "benchmark": b}
    for name in ("information_ratio", "r_squared", "treynor_ratio"):
        yield case(name.replace("_", "-"), "quantstats", pair, {name: getattr(q, name)(series, benchmark)})
    greeks = q.greeks(series, benchmark)
    yield case("quantstats", "quantstats", pair, {"greeks": {"beta": greeks["beta"], "alpha": greeks["alpha"]}})
    yield case(
        "value-at-risk", "quantstats", {"returns": x, "method": "normal"}, {"value_at_risk": q.value_at_risk(series)}
    )
    yield case(
        "expected-shortfall", "quantstats", {"returns": x, "method": "normal"}, {"expected_shortfall": q.expected_shortfall(series)}
    )
    table = q.monthly_returns(series)
    listed = {"returns": x, "dates": [str(day.date()) for day in days]}
    yield case("monthly-table", "quantstats", listed, {"totals": table["EOY"].values})


def series_cases(rng):
    """Windows that move, series, and spans of the calendar."""
    from empyrical import stats as e
    from quantstats import stats as q

    days = pd.bdate_range("2020-12-14", periods=60)
    dates = [str(day.date()) for day in days]
    x, b = returns_of(rng), returns_of(rng)
    series, factor = pd.Series(x, days), pd.Series(b, days)
    window = int(rng.integers(8, 30))
    listed = {"returns": x, "window": window}
    peer = "empyrical-reloaded"
    for name in ("max_drawdown", "annual_volatility", "sharpe_ratio", "sortino_ratio", "downside_risk"):
        rolled = f"roll_{name}"
        yield case(rolled.replace("_", "-"), peer, listed, {rolled: getattr(e, rolled)(series, window=window)})
    pair = {**listed, "factor": b}
    for name in ("alpha", "beta", "up_capture", "down_capture", "up_down_capture"):
        rolled = f"roll_{name}"
        found = getattr(e, rolled)(series, factor, window=window)
        yield case(rolled.replace("_", "-"), peer, pair, {rolled: found}, {"relative": 1e-7, "absolute": 1e-9})
    both = e.roll_alpha_beta(series, factor, window=window)
    yield case("roll-alpha-beta", peer, pair, {"roll_alpha_beta": np.asarray(both)}, {"relative": 1e-7, "absolute": 1e-9})
    rate = round(float(rng.uniform(0, 0.05)), 4)
    more = {"returns": x, "rf": rate, "rolling_period": window}
    for name in ("rolling_sharpe", "rolling_sortino"):
        expected = getattr(q, name)(series, rf=rate, rolling_period=window)
        yield case(name.replace("_", "-"), "quantstats", more, {name: expected}, {"relative": 1e-7, "absolute": 1e-9})
    expected = q.rolling_volatility(series, window, 260)
    inputs = {"returns": x, "rolling_period": window, "periods_per_year": 260}
    yield case("rolling-volatility", "quantstats", inputs, {"rolling_volatility": expected})
    greeks = q.rolling_greeks(series, factor, window)
    expected = {"beta": greeks["beta"], "alpha": greeks["alpha"]}
    yield case("rolling-greeks", "quantstats", {"returns": x, "benchmark": b, "periods": window}, expected)
    greeks = q.greeks(series, factor, 250)
    expected = {"beta": greeks["beta"], "alpha": greeks["alpha"]}
    yield case("greeks", "quantstats", {"returns": x, "benchmark": b, "periods": 250}, expected)
    for base in ("sharpe", "sortino", "adjusted_sortino"):
        found = q.probabilistic_ratio(series, rf=rate, base=base)
        yield case("probabilistic-ratio", "quantstats", {"returns": x, "rf": rate, "base": base}, {"probabilistic_ratio": found})
    for convert_to in ("weekly", "monthly", "quarterly", "yearly"):
        found = e.aggregate_returns(series, convert_to)
        inputs = {"returns": x, "dates": dates, "convert_to": convert_to}
        keys = [list(key) if isinstance(key, tuple) else [key] for key in found.index]
        yield case("aggregate-returns", peer, inputs, {"aggregate_returns": found.values, "keys": keys})
    prices = np.round(100 * np.cumprod(1 + x), 4)
    yield case("simple-returns", peer, {"prices": prices}, {"simple_returns": e.simple_returns(pd.Series(prices)).values})
    for start in (0, 100):
        found = e.cum_returns(series, starting_value=start).values
        yield case("cum-returns", peer, {"returns": x, "starting_value": start}, {"cum_returns": found})
    yield case("drawdown-series", "quantstats", {"returns": x}, {"to_drawdown_series": q.to_drawdown_series(series)})
    yield case("drawdown-series", peer, {"returns": x}, {"drawdown_series": e.drawdown_series(series)})


def sharpe_cases(rng):
    from scipy.stats import kurtosis, norm, skew

    x = returns_of(rng)
    n, periods = len(x), 252
    sr, g3, g4 = x.mean() / x.std(ddof=1), skew(x), kurtosis(x, fisher=False)
    shape = 1 - g3 * sr + (g4 - 1) / 4 * sr**2
    error = math.sqrt(shape / (n - 1))
    goal = round(float(rng.normal(0, 0.05)), 4)
    peer = "scipy.stats.norm"
    yield case("sr-standard-error", peer, {"returns": x}, {"sr_standard_error": error, "sr": sr})
    yield case("psr", peer, {"returns": x, "benchmark": goal}, {"psr": norm.cdf((sr - goal) / error)})
    given = {"n": n, "skew": g3, "kurt": g4, "sr": sr}
    yield case("psr", peer, {**given, "benchmark": goal}, {"psr": norm.cdf((sr - goal) / error)})
    low = sr - abs(goal) - 0.01
    length = 1 + shape * (norm.ppf(0.99) / (sr - low)) ** 2
    yield case(
        "min-trl",
        peer,
        {"returns": x, "benchmark": low, "confidence": 0.99},
        {"min_track_record_length": length, "min_track_record_years": length / periods},
        {"relative": 1e-8, "absolute": 1e-9},
    )
    trials = int(rng.integers(2, 2000))
    gamma = 0.5772156649015329
    top = (1 - gamma) * norm.ppf(1 - 1 / trials) + gamma * norm.ppf(1 - 1 / (trials * math.e))
    spread = round(float(rng.uniform(0.1, 1)), 3)
    sr0 = math.sqrt(spread / periods) * top
    yield case("expected-max-sharpe", peer, {"N": trials}, {"expected_max_of_N_std_normals": top})
    yield case(
        "dsr",
        peer,
        {"annual_sr": sr * math.sqrt(periods), "n": n, "skew": g3, "kurt": g4, "trials": trials, "annual_var_of_trial_sr": spread},
        {"sr0": sr0, "dsr": norm.cdf((sr - sr0) / error)},
    )
    yield case(
        "min-backtest-length",
        peer,
        {"N": trials, "target_sr": 1.5},
        {"min_backtest_length_years": (top / 1.5) ** 2, "upper_bound_years": 2 * math.log(trials) / 1.5**2},
    )
    yield from trial_cases(rng, norm)


def trial_cases(rng, norm):
    """Deflated ratios from the returns of trials, and how many those amount to."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    common = rng.normal(0, 0.01, (60, 3))
    trials = np.round(np.hstack([common[:, [i % 3]] + rng.normal(0, 0.006, (60, 1)) for i in range(8)]), 6)
    rho = np.corrcoef(trials.T)
    distance = np.sqrt(np.clip(1 - rho, 0, None) / 2)
    np.fill_diagonal(distance, 0)
    clusters = fcluster(linkage(squareform(distance, checks=False), "average"), 0.5, "distance").max()
    average = rho[np.triu_indices(8, 1)].mean()
    count = max(0, average) + (1 - max(0, average)) * 8
    yield case(
        "effective-trials",
        "scipy.cluster.hierarchy",
        {"trial_returns": trials},
        {"by_clusters": clusters, "average_correlation": average, "by_average_correlation": count},
    )


def overfitting(rng):
    """CSCV by brute force."""
    from scipy.stats import linregress, rankdata

    rows, columns, blocks = 40, 5, 6
    M = np.round(rng.normal(0.0002, 0.01, (rows, columns)), 6)
    parts = np.array_split(np.arange(rows), blocks)
    inside, outside, logits = [], [], []
    for chosen in itertools.combinations(range(blocks), blocks // 2):
        here = np.concatenate([parts[i] for i in chosen])
        there = np.setdiff1d(np.arange(rows), here)
        first = M[here].mean(0) / M[here].std(0, ddof=1)
        second = M[there].mean(0) / M[there].std(0, ddof=1)
        best = int(np.argmax(first))
        w = rankdata(second)[best] / (columns + 1)
        inside.append(first[best])
        outside.append(second[best])
        logits.append(math.log(w / (1 - w)))
    line = linregress(inside, outside)
    yield case(
        "pbo",
        "numpy, by hand",
        {"returns": M, "S": blocks, "spread": False},
        {
            "combos": len(logits),
            "pbo": np.mean(np.array(logits) <= 0),
            "pbo_strict": np.mean(np.array(logits) < 0),
            "mean_logit": np.mean(logits),
            "degradation_slope": line.slope,
            "degradation_intercept": line.intercept,
            "prob_oos_loss": np.mean(np.array(outside) < 0),
        },
    )


def splits(rng):
    from skfolio.model_selection import CombinatorialPurgedCV, WalkForward

    n = int(rng.integers(30, 45))
    groups, test_groups = int(rng.integers(4, 7)), 2
    horizon, embargo = int(rng.integers(0, 3)), int(rng.integers(0, 3))
    # Blocks of one length: where they differ, skfolio puts the rest elsewhere than numpy's array_split.
    n -= n % groups
    cv = CombinatorialPurgedCV(n_folds=groups, n_test_folds=test_groups, purged_size=horizon, embargo_size=embargo)
    found = list(cv.split(np.zeros((n, 1))))
    yield case(
        "cpcv",
        "skfolio CombinatorialPurgedCV",
        {"groups": groups, "test_groups": test_groups, "n": n, "horizon": horizon, "embargo": embargo},
        {
            "splits": len(found),
            "paths": cv.n_test_paths,
            "train": [train for train, _ in found],
            "test": [np.sort(np.concatenate(test)) for _, test in found],
        },
    )
    for anchored in (False, True):
        walk = WalkForward(test_size=6, train_size=9, purged_size=horizon, expand_train=anchored)
        found = list(walk.split(np.zeros((n, 1))))
        yield case(
            "walk-forward",
            "skfolio WalkForward",
            {"n": n, "train": 9, "test": 6, "gap": horizon, "anchored": anchored},
            {"splits": len(found), "train": [train for train, _ in found], "test": [test for _, test in found]},
        )


def blocks(rng):
    from arch.bootstrap import optimal_block_length

    # Short and long, with memory that the window reaches, that it does not reach, and that turns.
    for n, memory in ((200, 0.5), (60, 0.95), (25, -0.4), (12, 0.7), (150, 0.0)):
        shocks = rng.normal(size=n)
        series = [shocks[0]]
        for shock in shocks[1:]:
            series.append(memory * series[-1] + shock)
        x = np.round(series, 3)
        found = optimal_block_length(x)
        expected = {"stationary": found["stationary"].iloc[0], "circular": found["circular"].iloc[0]}
        yield case("optimal-block-length", "arch optimal_block_length", {"x": x}, expected)


def superiority(rng):
    from arch.bootstrap import SPA, StepM

    losses = np.round(rng.normal(size=(100, 5)), 3)
    losses[:, 1] -= rng.uniform(0, 0.3)
    block = int(rng.integers(2, 8))
    spa = SPA(losses[:, 0], losses[:, 1:], block_size=block, reps=5000, seed=int(rng.integers(1000)))
    spa.compute()
    given = {"benchmark": losses[:, 0], "models": losses[:, 1:], "block_size": block, "reps": 5000}
    yield case("spa", "arch SPA", given, dict(spa.pvalues), BOOTSTRAP)
    yield case("reality-check", "arch SPA, upper", given, {"p_value": spa.pvalues["upper"]}, BOOTSTRAP)
    # So much better or worse that no draw decides.
    clear = losses[:, 1:] + np.array([-3.0, 3.0, -4.0, 2.0])
    step = StepM(losses[:, 0], clear, block_size=block, reps=500, seed=1)
    step.compute()
    yield case(
        "stepwise-spa",
        "arch StepM",
        {**given, "models": np.round(clear, 3), "reps": 500},
        {"superior": step.superior_models},
    )


def sharpe_difference(rng):
    """Ledoit and Wolf's test with whole matrices, which ours never forms."""
    from scipy.stats import norm

    x = returns_of(rng, 120)
    y = np.round(0.5 * x + returns_of(rng, 120), 6)
    n = len(x)
    mu, sq = np.array([x.mean(), y.mean()]), np.array([(x**2).mean(), (y**2).mean()])
    var = sq - mu**2
    difference = mu[0] / math.sqrt(var[0]) - mu[1] / math.sqrt(var[1])
    slope = np.array([sq[0] / var[0] ** 1.5, -sq[1] / var[1] ** 1.5, -0.5 * mu[0] / var[0] ** 1.5, 0.5 * mu[1] / var[1] ** 1.5])
    V = np.column_stack([x - mu[0], y - mu[1], x**2 - sq[0], y**2 - sq[1]])
    above = below = 0.0
    for column in V.T:
        design = np.column_stack([np.ones(n - 1), column[:-1]])
        beta = np.linalg.lstsq(design, column[1:], rcond=None)[0]
        s2 = np.mean((column[1:] - design @ beta) ** 2)
        above += 4 * beta[1] ** 2 * s2**2 / (1 - beta[1]) ** 8
        below += s2**2 / (1 - beta[1]) ** 4
    width = 2.6614 * (above / below * n) ** 0.2
    psi = V.T @ V / n
    lag = 1
    while lag < width:
        z = lag / width
        weight = 1 - 6 * z**2 + 6 * z**3 if z <= 0.5 else 2 * (1 - z) ** 3
        gamma = V[lag:].T @ V[:-lag] / n
        psi = psi + weight * (gamma + gamma.T)
        lag += 1
    error = math.sqrt(slope @ (psi * n / (n - 4)) @ slope / n)
    yield case(
        "sharpe-difference",
        "numpy, by hand",
        {"x": x, "y": y},
        {"difference": difference, "standard_error": error, "p_value": 2 * norm.cdf(-abs(difference) / error)},
    )


def numerai(rng):
    from numerai_tools import scoring as s

    n = 50
    ids = [f"n{i:04d}" for i in range(n)]
    target = pd.Series(rng.choice([0, 0.25, 0.5, 0.75, 1], n), ids, name="target")
    models = pd.DataFrame(np.round(rng.normal(size=(n, 3)), 1), ids, ["a", "b", "c"])
    features = pd.DataFrame(np.round(rng.normal(size=(n, 3)), 3), ids, ["f0", "f1", "f2"])
    orthonormal = pd.DataFrame(np.linalg.qr(features.values)[0], ids, features.columns)
    stakes = pd.Series([3.0, 1.0, 6.0], models.columns)
    weights = pd.Series(np.round(rng.uniform(0.5, 1.5, n), 3), ids)
    meta = s.stake_weight(s.tie_kept_rank(models), stakes)
    given = {"predictions": models.to_dict("list"), "target": target}
    peer = "numerai-tools"
    yield case("numerai-corr", peer, given, {"numerai_corr": s.numerai_corr(models, target).to_dict()})
    mmc = s.correlation_contribution(models, meta, target).to_dict()
    yield case("mmc", peer, {**given, "meta_model": meta}, {"mmc": mmc})
    yield case("mmc", peer, {**given, "stakes": stakes.to_dict()}, {"mmc": mmc})
    fnc = s.feature_neutral_corr(models, features, target).to_dict()
    yield case("fnc", peer, {**given, "features": features.to_dict("list")}, {"fnc": fnc})
    neutral = {**given, "features": orthonormal.to_dict("list"), "weights": weights}
    yield case("alpha", peer, neutral, {"alpha": s.alpha(models, orthonormal, weights, target).to_dict()})
    mpc = s.meta_portfolio_contribution(models, stakes, orthonormal, weights, target).to_dict()
    yield case("mpc", peer, {**neutral, "stakes": stakes.to_dict()}, {"mpc": mpc})
    left = s.neutralize(models[["a"]], features, 0.6)["a"]
    yield case(
        "neutralise", peer, {"x": models["a"], "features": features.to_dict("list"), "proportion": 0.6}, {"neutral": left}
    )


if __name__ == "__main__" and "--write" in sys.argv:
    with open(TARGET, "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(each) for each in cases(np.random.default_rng(20260101), 1)) + "\n]\n")
