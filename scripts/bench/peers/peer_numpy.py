"""Monte Carlo of a portfolio by numpy: what is timed is draws, correlation, growth, and the deepest drawdown of each path."""

import time

import numpy as np

from peer_protocol import answer_runs, task

PERIODS = 252


def run():
    paths = task["paths"]
    weights = np.array(task["weights"])
    mu = np.array(task["mu"])
    cov = np.array(task["covariance"])
    start = time.perf_counter()
    before = time.process_time()
    rng = np.random.default_rng(1)
    factor = np.linalg.cholesky(cov / PERIODS)
    drift = (mu - 0.5 * np.diag(cov)) / PERIODS
    # All paths at once need gigabytes, and take longer: a thousand at a time stay near the processor.
    terminal, drawdown = [], []
    for _ in range(0, paths, 1000):
        shocks = rng.standard_normal((1000, PERIODS, len(weights)))
        growth = np.exp(shocks @ factor.T + drift) @ weights
        value = np.cumprod(growth, axis=1)
        peak = np.maximum(np.maximum.accumulate(value, axis=1), 1)
        terminal.append(value[:, -1])
        drawdown.append((1 - value / peak).max(axis=1))
    terminal = np.concatenate(terminal)
    drawdown = np.concatenate(drawdown)
    low, middle, high = np.quantile(terminal, [0.05, 0.5, 0.95])
    deep = np.quantile(drawdown, 0.95)
    seconds = time.perf_counter() - start
    processor = round((time.process_time() - before) * 1000)
    details = {"mean": terminal.mean(), "5 %": low, "50 %": middle, "95 %": high, "drawdown 95 %": deep}
    details = {name: round(float(value), 4) for name, value in details.items()}
    return seconds, paths * PERIODS * len(weights), {"processor ms": processor, **details}


answer_runs("numpy", run)
