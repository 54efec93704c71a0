"""Volatility and forecasting beside arch, statsmodels, statsforecast, scikit-learn and scipy, on simulated series.

Run alone it prints the cases of one seed, which the room's tests read:
.peers/oracles/bin/python scripts/oracles/forecasting.py > packages/domain/forecasting/src/oracle/cases.json
"""

import json
import warnings

import numpy as np
import pandas as pd
import statsmodels.api as sm
from arch import arch_model
from arch.univariate import ConstantVariance, HARX
from scipy import stats
from sklearn.metrics import mean_pinball_loss
from statsforecast.models import AutoARIMA
from statsmodels.tsa.arima.model import ARIMA
from statsmodels.tsa.forecasting.theta import ThetaModel
from statsmodels.tsa.holtwinters import ExponentialSmoothing
from statsmodels.tsa.stattools import kpss

EXACT = {"relative": 1e-8, "absolute": 1e-9}
# Both search for a maximum; they agree as well as the flatter of the two searches ends.
LIKELIHOOD = {"relative": 1e-6, "absolute": 0.02}
FITTED = {"relative": 2e-3, "absolute": 2e-3}
VARIANCE = {"relative": 2e-2, "absolute": 1e-6}
# Two searches, one of every order and one step by step, end at other orders and may difference another number of times. Ours was
# seen up to 7 lower.
LOOSE = {"relative": 0, "absolute": 12}

RECIPES = [
    ("garch", "GARCH", 0, "normal"),
    ("garch", "GARCH", 0, "t"),
    ("gjr-garch", "GARCH", 1, "normal"),
    ("gjr-garch", "GARCH", 1, "t"),
    ("egarch", "EGARCH", 1, "normal"),
    ("egarch", "EGARCH", 1, "t"),
]


def cases(rng):
    # Statistical libraries warn about frequencies, starts and bounds; the answers are what is compared.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield from volatility(rng)
        yield from smoothing(rng)
        yield from arima(rng)
        yield from judging(rng)
        yield from known_parameters(rng)


def case(estimator, peer, inputs, expected, tolerance):
    return {
        "estimator": estimator,
        "peer": peer,
        "inputs": inputs,
        "expected": expected,
        "tolerance": tolerance,
    }


def listed(values):
    return [float(value) for value in np.asarray(values).ravel()]


def rounded(values):
    # What the peer is given is what the file says.
    return np.round(np.asarray(values, dtype=float), 6)


def simulated_returns(rng, length):
    alpha, gamma, beta = rng.uniform(0.05, 0.12), rng.uniform(0.05, 0.12), rng.uniform(0.8, 0.86)
    shocks = rng.standard_t(rng.uniform(5, 12), length)
    variance, returns = 1.0, np.empty(length)
    for period in range(length):
        returns[period] = 0.05 + np.sqrt(variance) * shocks[period] * 0.8
        error = returns[period] - 0.05
        variance = 0.05 + (alpha + gamma * (error < 0)) * error**2 + beta * variance
    return np.round(returns, 2)


def best_volatility(returns, vol, o, dist):
    # The likelihood can have several peaks, and one start finds one of them.
    model = arch_model(returns, vol=vol, o=o, dist=dist)
    mean, variance = returns.mean(), returns.var()
    fits = [model.fit(disp="off")]
    for memory in (0.5, 0.7, 0.9, 0.97):
        level = np.log(variance) if vol == "EGARCH" else variance
        beta = memory if vol == "EGARCH" else memory - 0.05
        start = [mean, (1 - memory) * level, 0.05, *[0.0] * o, beta, *([8.0] if dist == "t" else [])]
        fits.append(model.fit(disp="off", starting_values=start))
    return max((fit for fit in fits if fit.convergence_flag == 0), key=lambda fit: fit.loglikelihood)


def known_parameters(rng):
    # Nothing is estimated: start of the recursion, likelihood and forecast alone.
    for name, vol, o, dist in RECIPES:
        returns = simulated_returns(rng, 250)
        memory = {"beta[1]": rng.uniform(0.8, 0.88)}
        skew = {"gamma[1]": rng.uniform(-0.1, -0.02) if vol == "EGARCH" else rng.uniform(0.01, 0.1)}
        params = {"mu": 0.03, "omega": 0.04, "alpha[1]": 0.05, **(skew if o else {}), **memory}
        params = {key: round(value, 6) for key, value in params.items()} | ({"nu": 7.5} if dist == "t" else {})
        fixed = arch_model(returns, vol=vol, o=o, dist=dist).fix(list(params.values()))
        horizon = 1 if vol == "EGARCH" else 5
        yield case(
            name,
            f"arch.arch_model {vol} o={o} {dist} fix",
            {"returns": listed(returns), "dist": dist, "params": params, "horizon": horizon},
            {
                "loglik": fixed.loglikelihood,
                "fc_var": listed(fixed.forecast(horizon=horizon, reindex=False).variance.values),
                "last_cond_vol": float(fixed.conditional_volatility[-1]),
                "conditional_volatility": listed(fixed.conditional_volatility),
            },
            EXACT,
        )


def volatility(rng):
    for name, vol, o, dist in RECIPES:
        returns = simulated_returns(rng, 1000)
        fit = best_volatility(returns, vol, o, dist)
        horizon = 1 if vol == "EGARCH" else 5
        inputs = {"returns": listed(returns), "distribution": dist, "horizon": horizon}
        yield case(
            name,
            f"arch.arch_model {vol} o={o} {dist}",
            inputs,
            {"loglik": fit.loglikelihood, "aic": fit.aic, "bic": fit.bic},
            LIKELIHOOD,
        )
        yield case(
            name,
            f"arch.arch_model {vol} o={o} {dist}",
            inputs,
            {
                "last_cond_vol": float(fit.conditional_volatility[-1]),
                "fc_var": listed(fit.forecast(horizon=horizon).variance.values[-1]),
            },
            VARIANCE,
        )
    returns = simulated_returns(rng, 300)
    smoothed = pd.Series(returns**2).ewm(alpha=0.06, adjust=False).mean()
    inputs = {"returns": listed(returns), "lambda": 0.94}
    yield case("ewma", "pandas.Series.ewm", inputs, {"next_var": float(smoothed.iloc[-1])}, EXACT)
    realised = rounded(simulated_returns(rng, 400) ** 2)
    fit = HARX(realised, lags=[1, 5, 22], volatility=ConstantVariance()).fit(disp="off")
    forecast = fit.forecast(horizon=4)
    yield case(
        "har",
        "arch.univariate.HARX",
        {"realised_variance": listed(realised), "horizon": 4},
        {
            "loglik": fit.loglikelihood,
            "aic": fit.aic,
            "bic": fit.bic,
            "fc_mean": listed(forecast.mean.values[-1]),
            "fc_var": listed(forecast.variance.values[-1]),
        },
        {"relative": 1e-7, "absolute": 1e-8},
    )


def seasonal_series(rng, kind, length, period):
    time = np.arange(length)
    level = 100 + np.cumsum(rng.normal(0, 1, length))
    if kind == "level":
        return rounded(level + rng.normal(0, 2, length))
    season = np.sin(2 * np.pi * time / period) + 0.3 * np.cos(4 * np.pi * time / period)
    if kind == "additive":
        return rounded(level + 0.2 * time + 8 * season + rng.normal(0, 1, length))
    if kind == "multiplicative":
        return rounded((level + 0.2 * time) * (1 + 0.15 * season) * np.exp(rng.normal(0, 0.02, length)))
    return rounded(level + 0.3 * time + np.cumsum(np.cumsum(rng.normal(0, 0.1, length))))


def best_smoothing(values, **form):
    # The sum of squares can have several hollows: searches confined to parts of the range find the deepest.
    ranges = [(0.8, 0.995), (0.8, 0.9), (0.9, 0.97), (0.97, 0.995)] if form.get("damped_trend") else [None]
    fits = [
        ExponentialSmoothing(values, bounds=bound and {"damping_trend": bound}, **form).fit(
            method=method, use_brute=brute
        )
        for bound in ranges
        for method in ("SLSQP", "L-BFGS-B")
        for brute in (True, False)
    ]
    return min(fits, key=lambda fit: fit.sse if np.isfinite(fit.sse) else np.inf)


def smoothing(rng):
    forms = [
        ("simple-exponential-smoothing", "level", {}, {}),
        ("holt", "trend", {"trend": "add"}, {}),
        ("holt", "trend", {"trend": "add", "damped_trend": True}, {"damped": True}),
        ("holt-winters", "additive", {"trend": "add", "seasonal": "add"}, {"seasonal": "additive"}),
        ("holt-winters", "additive", {"seasonal": "add"}, {"seasonal": "additive", "trend": False}),
        (
            "holt-winters",
            "multiplicative",
            {"trend": "add", "seasonal": "mul"},
            {"seasonal": "multiplicative"},
        ),
    ]
    for name, kind, form, options in forms:
        period = int(rng.choice([4, 7, 12]))
        values = seasonal_series(rng, kind, 120, period)
        seasonal = {"seasonal_periods": period} if "seasonal" in form else {}
        fit = best_smoothing(values, **form, **seasonal)
        season = {"period": period} if seasonal else {}
        inputs = {"values": listed(values), "horizon": 14, **options, **season}
        expected = {"sse": float(fit.sse), "aic": fit.aic, "aicc": fit.aicc, "bic": fit.bic}
        peer = "statsmodels ExponentialSmoothing"
        yield case(name, peer, inputs, expected, {"relative": 1e-5, "absolute": 1e-3})
        yield case(name, peer, inputs, {"forecast": listed(fit.forecast(14))}, FITTED)
    for period, kind in ((1, "trend"), (12, "multiplicative"), (7, "additive")):
        values = seasonal_series(rng, kind, 100, period)
        model = ThetaModel(values, period=period, deseasonalize=period > 1)
        if period > 1 and not (model.fit().model._has_seasonality):
            continue
        fit = model.fit()
        yield case(
            "theta",
            "statsmodels ThetaModel",
            {"values": listed(values), "period": period, "horizon": 15},
            {"b0": float(fit.params["b0"]), "forecast": listed(fit.forecast(15))},
            {"relative": 1e-4, "absolute": 1e-4},
        )


def arma_series(rng, ar, ma, length):
    errors = rng.normal(0, 1, length + 100)
    values = np.zeros(length + 100)
    for t in range(20, length + 100):
        values[t] = (
            sum(weight * values[t - 1 - lag] for lag, weight in enumerate(ar))
            + errors[t]
            + sum(weight * errors[t - 1 - lag] for lag, weight in enumerate(ma))
        )
    return values[100:]


def arima(rng):
    recipes = [
        ((1, 0, 0), (0, 0, 0, 0), True, arma_series(rng, [0.7], [], 150) + 5),
        ((2, 0, 1), (0, 0, 0, 0), True, arma_series(rng, [0.5, 0.2], [0.4], 300) + 3),
        ((0, 0, 2), (0, 0, 0, 0), False, arma_series(rng, [], [0.6, 0.3], 150)),
        ((0, 1, 1), (0, 0, 0, 0), False, np.cumsum(arma_series(rng, [], [0.5], 200))),
        ((1, 1, 1), (0, 0, 0, 0), True, np.cumsum(arma_series(rng, [0.6], [0.3], 250) + 0.2)),
        ((1, 0, 0), (1, 0, 0, 12), True, arma_series(rng, [0.5] + [0] * 10 + [0.3], [], 200) + 1),
    ]
    for order, seasonal, constant, raw in recipes:
        values = rounded(raw)
        trend = "n" if not constant else "ct"[order[1]]
        fit = ARIMA(values, order=order, trend=trend, seasonal_order=seasonal).fit()
        fit = ARIMA(values, order=order, trend=trend, seasonal_order=seasonal).fit(
            start_params=fit.params, method_kwargs={"maxiter": 500}
        )
        ahead = fit.get_forecast(6)
        season = {"seasonal_order": list(seasonal)} if seasonal[3] else {}
        inputs = {"values": listed(values), "order": list(order), "constant": constant, "horizon": 6, **season}
        expected = {"loglik": fit.llf, "aic": fit.aic, "aicc": fit.aicc, "bic": fit.bic}
        yield case("arima", f"statsmodels ARIMA{order}{seasonal}", inputs, expected, LIKELIHOOD)
        forecast = {"forecast": listed(ahead.predicted_mean), "standard_error": listed(ahead.se_mean)}
        yield case("arima", f"statsmodels ARIMA{order}{seasonal}", inputs, forecast, FITTED)
    for raw in (arma_series(rng, [0.7], [], 150) + 5, np.cumsum(arma_series(rng, [0.6], [], 200))):
        values = rounded(raw)
        model = AutoARIMA(season_length=1, approximation=False).fit(values).model_
        inputs = {"values": listed(values), "horizon": 3}
        yield case("arima", "statsforecast AutoARIMA", inputs, {"aicc": float(model["aicc"])}, LOOSE)
    values = rounded(arma_series(rng, [0.8], [], 200))
    lags = int(rng.integers(0, 8))
    statistic = kpss(values, regression="c", nlags=lags)[0]
    inputs = {"values": listed(values), "lags": lags}
    yield case("kpss", "statsmodels kpss", inputs, {"statistic": float(statistic)}, EXACT)


def judging(rng):
    forecast = rounded(rng.gamma(4, 0.5, 180) + 0.1)
    actual = rounded(0.2 + 0.8 * forecast + rng.normal(0, 0.3, 180))
    lags = int(rng.integers(0, 8))
    fit = sm.OLS(actual, sm.add_constant(forecast)).fit(
        cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": False}
    )
    wald = fit.wald_test((np.eye(2), [0, 1]), use_f=False, scalar=True)
    yield case(
        "mincer-zarnowitz",
        "statsmodels OLS, HAC",
        {"actual": listed(actual), "forecast": listed(forecast), "lags": lags},
        {
            "intercept": float(fit.params[0]),
            "slope": float(fit.params[1]),
            "intercept_se": float(fit.bse[0]),
            "slope_se": float(fit.bse[1]),
            "wald": float(wald.statistic),
            "p_value": float(wald.pvalue),
            "r2": float(fit.rsquared),
        },
        EXACT,
    )
    level = float(np.round(rng.uniform(0.05, 0.95), 3))
    yield case(
        "pinball",
        "sklearn.metrics.mean_pinball_loss",
        {"actual": listed(actual), "forecast": listed(forecast), "level": level},
        {"pinball": float(mean_pinball_loss(actual, forecast, alpha=level))},
        EXACT,
    )
    for horizon in (1, 3):
        first, second = rounded(rng.normal(0, 1, 60)), rounded(rng.normal(0, 1.2, 60))
        difference = first**2 - second**2
        test = sm.OLS(difference, np.ones(60)).fit(
            cov_type="HAC", cov_kwds={"maxlags": horizon - 1, "kernel": "uniform", "use_correction": False}
        )
        statistic = float(test.tvalues[0])
        corrected = statistic * np.sqrt((61 - 2 * horizon + horizon * (horizon - 1) / 60) / 60)
        if not np.isfinite(statistic):
            continue
        yield case(
            "diebold-mariano",
            "statsmodels OLS, HAC uniform; scipy.stats.t",
            {"errors_a": listed(first), "errors_b": listed(second), "horizon": horizon},
            {"dm": statistic, "hln": corrected, "p_value": 2 * stats.t.sf(abs(corrected), 59)},
            EXACT,
        )
    yield from coverage(rng)


def coverage(rng):
    misses = (rng.uniform(size=250) < 0.08).astype(int)
    misses[100:103] = 1
    count, rate = int(misses.sum()), 0.05
    ratio = 2 * (stats.binom.logpmf(count, 250, count / 250) - stats.binom.logpmf(count, 250, rate))
    unconditional = {"lr_uc": float(ratio), "p_value": float(stats.chi2.sf(ratio, 1))}
    yield case("kupiec", "scipy.stats.binom", {"misses": listed(misses), "rate": rate}, unconditional, EXACT)
    pairs = np.zeros((2, 2))
    for before, after in zip(misses[:-1], misses[1:]):
        pairs[before, after] += 1
    independence = stats.chi2_contingency(pairs, correction=False, lambda_="log-likelihood")
    both = ratio + independence.statistic
    yield case(
        "christoffersen",
        "scipy.stats.chi2_contingency",
        {"misses": listed(misses), "rate": rate},
        {
            "lr_ind": float(independence.statistic),
            "p_ind": float(independence.pvalue),
            "lr_cc": float(both),
            "p_cc": float(stats.chi2.sf(both, 2)),
        },
        EXACT,
    )


if __name__ == "__main__":
    print(json.dumps(list(cases(np.random.default_rng(20))), separators=(",", ":")))
