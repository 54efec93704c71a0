"""W4 by hftbacktest: its two books, 5 ms order latency, risk-averse queue, an order a tick behind the touch on each side.

Times are cut to microseconds and the clock's offset is corrected as in `readLevel2.ts`. Preparing the events is not timed.
"""

import os
import time

import numpy as np
import pandas as pd
from hftbacktest import (
    BUY,
    BUY_EVENT,
    DEPTH_CLEAR_EVENT,
    DEPTH_EVENT,
    DEPTH_SNAPSHOT_EVENT,
    GTX,
    LIMIT,
    NONE,
    SELL_EVENT,
    TRADE_EVENT,
    BacktestAsset,
    HashMapMarketDepthBacktest,
    ROIVectorMarketDepthBacktest,
)
from hftbacktest.data.validation import correct_event_order, correct_local_timestamp
from hftbacktest.types import event_dtype
from numba import njit

from peer_protocol import answer_runs, task

STEP_NS = 10_000_000
LATENCY_NS = 5_000_000
LATENCY_NS_MIN = 1_000_000
ORDER_QUANTITY = 0.01
TICK = 0.1


def read(kind):
    return pd.read_csv(os.path.join(task["data"], "l2-binance-2024-08-08", f"usdm_btcusdt_{kind}.csv.gz"))


def rows_of(kinds, venue_ms, local_ns, is_buy, prices, quantities):
    rows = np.zeros(len(prices), event_dtype)
    rows["ev"] = kinds | np.where(is_buy, BUY_EVENT, SELL_EVENT).astype(np.uint64)
    rows["exch_ts"] = venue_ms * 1_000_000
    rows["local_ts"] = local_ns // 1000 * 1000
    rows["px"] = prices
    rows["qty"] = quantities
    return rows


def load():
    """Returns hftbacktest's events, and how many level sizes and trades are in them."""
    depth = read("depth")
    snapshot = depth[depth["kind"] == "snapshot"]
    snapshot_id = int(snapshot["last_update_id"].iloc[0])
    position = snapshot.index[0]
    early = (depth.index < position) & (depth["last_update_id"] > snapshot_id)
    moved = depth[early].copy()
    moved["local_ts_ns"] = snapshot["local_ts_ns"].iloc[0]
    moved["exch_event_ms"] = snapshot["exch_event_ms"].iloc[0]
    later = depth[depth.index > snapshot.index[-1]]
    depth = pd.concat([snapshot, moved, later])
    depth["exch_event_ms"] = depth["exch_event_ms"].astype(np.int64).cummax()
    trades = read("trades")
    kinds = np.where(depth["kind"] == "snapshot", DEPTH_SNAPSHOT_EVENT, DEPTH_EVENT)
    levels = rows_of(
        kinds.astype(np.uint64),
        depth["exch_event_ms"].to_numpy(),
        depth["local_ts_ns"].to_numpy(),
        (depth["side"] == "b").to_numpy(),
        depth["price"].to_numpy(),
        depth["qty"].to_numpy(),
    )
    taken = rows_of(
        np.full(len(trades), TRADE_EVENT, np.uint64),
        trades["exch_event_ms"].to_numpy(),
        trades["local_ts_ns"].to_numpy(),
        (trades["aggressor_side"] == "buy").to_numpy(),
        trades["price"].to_numpy(),
        trades["qty"].to_numpy(),
    )
    # The engine wants the old book cleared up to the worst price of each side before a snapshot.
    clears = levels[:2].copy()
    clears["ev"] = [DEPTH_CLEAR_EVENT | BUY_EVENT, DEPTH_CLEAR_EVENT | SELL_EVENT]
    clears["px"] = [levels["px"].min(), levels["px"].max()]
    clears["qty"] = 0
    # At one time trades come first: a size told then reflects them.
    data = np.concatenate([taken, clears, levels])
    data = correct_local_timestamp(data, LATENCY_NS_MIN)
    by_venue = np.argsort(data["exch_ts"], kind="mergesort")
    by_local = np.argsort(data["local_ts"], kind="mergesort")
    return correct_event_order(data, by_venue, by_local), len(levels) + len(taken)


@njit
def quote(hbt):
    identity = 0
    requests = 0
    while hbt.elapse(STEP_NS) == 0:
        hbt.clear_inactive_orders(0)
        depth = hbt.depth(0)
        orders = hbt.orders(0)
        wanted_bid = depth.best_bid_tick - 1
        wanted_ask = depth.best_ask_tick + 1
        has_bid = False
        has_ask = False
        values = orders.values()
        while values.has_next():
            order = values.get()
            wanted = wanted_bid if order.side == BUY else wanted_ask
            if order.side == BUY:
                has_bid = True
            else:
                has_ask = True
            if order.cancellable and order.price_tick != wanted:
                hbt.cancel(0, order.order_id, False)
                requests += 1
        if not has_bid:
            identity += 1
            hbt.submit_buy_order(0, identity, wanted_bid * TICK, ORDER_QUANTITY, GTX, LIMIT, False)
            requests += 1
        if not has_ask:
            identity += 1
            hbt.submit_sell_order(0, identity, wanted_ask * TICK, ORDER_QUANTITY, GTX, LIMIT, False)
            requests += 1
    return requests


@njit
def watch(hbt):
    while hbt.elapse(60_000_000_000) == 0:
        pass


events, count = load()
is_dense = task["book"] == "dense"


def build():
    asset = (
        BacktestAsset()
        .data(events)
        .linear_asset(1.0)
        .constant_order_latency(LATENCY_NS, LATENCY_NS)
        .risk_adverse_queue_model()
        .no_partial_fill_exchange()
        .trading_value_fee_model(0.0, 0.0)
        .tick_size(TICK)
        .lot_size(0.001)
        .last_trades_capacity(0)
    )
    if is_dense:
        return ROIVectorMarketDepthBacktest([asset.roi_lb(0.0).roi_ub(700_000.0)])
    return HashMapMarketDepthBacktest([asset])


def timed(strategy):
    hbt = build()
    start = time.perf_counter()
    result = strategy(hbt)
    seconds = time.perf_counter() - start
    state = hbt.state_values(0)
    fills = int(state.num_trades)
    hbt.close()
    return seconds, result, fills


def run():
    idle, _, _ = timed(watch)
    seconds, requests, fills = timed(quote)
    return seconds, count, {"without strategy, events/s": count / idle, "requests": requests, "fills": fills}


answer_runs(f"hftbacktest, {task['book']} book", run, "hftbacktest")
