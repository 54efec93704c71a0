"""One pair of W2 by backtrader: moving-average cross, market orders filled at the close that gave the signal.

`fast` and `slow` come with the task. What is timed is the run: data and indicators included, the file's reading not.
"""

import os
import time

import backtrader as bt
import pandas as pd

from peer_protocol import answer_runs, task

FEE = 0.001
frame = pd.read_csv(os.path.join(task["data"], "btc-perp-1m-2022-01", "btc_perp_1m.csv.gz"))
frame.index = pd.to_datetime(frame.pop("ts_ms"), unit="ms")


class Cross(bt.Strategy):
    def __init__(self):
        self.fast = bt.ind.SMA(period=task["fast"])
        self.slow = bt.ind.SMA(period=task["slow"])
        self.orders = 0

    def next(self):
        above, was_above = self.fast[0] > self.slow[0], self.fast[-1] > self.slow[-1]
        below, was_below = self.fast[0] < self.slow[0], self.fast[-1] < self.slow[-1]
        if above and not was_above and not self.position:
            # A little less than all of it: the broker refuses what its float arithmetic finds too dear.
            self.buy(size=0.99 * self.broker.getcash() / (self.data.close[0] * (1 + FEE)))
        elif below and not was_below and self.position:
            self.close()

    def notify_order(self, order):
        if order.status == order.Completed:
            self.orders += 1


def run():
    cerebro = bt.Cerebro(stdstats=False)
    cerebro.broker.setcash(10_000.0)
    cerebro.broker.setcommission(commission=FEE)
    cerebro.broker.set_coc(True)
    cerebro.adddata(bt.feeds.PandasData(dataname=frame))
    cerebro.addstrategy(Cross)
    start = time.perf_counter()
    (strategy,) = cerebro.run()
    seconds = time.perf_counter() - start
    worth = cerebro.broker.getvalue()
    return seconds, len(frame), {"orders": strategy.orders, "total return": worth / 10_000 - 1}


answer_runs("backtrader", run)
