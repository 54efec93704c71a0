"""W1 and W2 by vectorbt: what is timed is indicators, signals, simulation and total return."""

import os
import time

import numpy as np
import pandas as pd
import vectorbt as vbt

from peer_protocol import answer_runs, task


def matrix():
    size = 1000
    rng = np.random.default_rng(1)
    close = pd.DataFrame(100 + rng.uniform(0, 1, (size, size)))
    entries = np.zeros((size, size), dtype=bool)
    entries[0::2] = True
    exits = ~entries

    def run():
        start = time.perf_counter()
        portfolio = vbt.Portfolio.from_signals(close, entries, exits, init_cash=100.0, fees=0.0)
        seconds = time.perf_counter() - start
        return seconds, size * size, {"orders": len(portfolio.order_records)}

    return run


def cross():
    path = os.path.join(task["data"], "btc-perp-1m-2022-01", "btc_perp_1m.csv.gz")
    close = pd.read_csv(path)["close"].astype(float)
    pairs = [(fast, slow) for fast in range(5, 51, 5) for slow in range(60, 151, 10)]

    def run():
        start = time.perf_counter()
        fast = vbt.MA.run(close, window=[fast for fast, _ in pairs], short_name="fast")
        slow = vbt.MA.run(close, window=[slow for _, slow in pairs], short_name="slow")
        entries = fast.ma_crossed_above(slow)
        exits = fast.ma_crossed_below(slow)
        portfolio = vbt.Portfolio.from_signals(close, entries, exits, init_cash=10_000.0, fees=0.001)
        returns = portfolio.total_return()
        seconds = time.perf_counter() - start
        details = {"orders": len(portfolio.order_records), "first return": float(returns.iloc[0])}
        return seconds, len(close) * len(pairs), details

    return run


answer_runs("vectorbt", matrix() if task["workload"] == "W1" else cross())
