"""One pair of W2 by nautilus_trader: moving-average cross on bars, market orders, with its ledger and risk engine.

`fast` and `slow` come with the task. What is timed is `engine.run()` alone: neither reading nor wrapping the bars.
"""

import os
import time
from decimal import Decimal

import pandas as pd
from nautilus_trader.backtest.engine import BacktestEngine, BacktestEngineConfig
from nautilus_trader.config import LoggingConfig, StrategyConfig
from nautilus_trader.indicators import SimpleMovingAverage
from nautilus_trader.model.currencies import BTC, USDT
from nautilus_trader.model.data import Bar, BarType
from nautilus_trader.model.enums import AccountType, OmsType, OrderSide
from nautilus_trader.model.identifiers import InstrumentId, Symbol, Venue
from nautilus_trader.model.instruments import CurrencyPair
from nautilus_trader.model.objects import Money, Price, Quantity
from nautilus_trader.persistence.wranglers import BarDataWrangler
from nautilus_trader.trading.strategy import Strategy

from peer_protocol import answer_runs, task

FEE = 0.001
VENUE = Venue("BENCH")
instrument = CurrencyPair(
    instrument_id=InstrumentId(Symbol("BTCUSDT"), VENUE),
    raw_symbol=Symbol("BTCUSDT"),
    base_currency=BTC,
    quote_currency=USDT,
    price_precision=2,
    size_precision=6,
    price_increment=Price.from_str("0.01"),
    size_increment=Quantity.from_str("0.000001"),
    ts_event=0,
    ts_init=0,
    maker_fee=Decimal("0.001"),
    taker_fee=Decimal("0.001"),
)
bar_type = BarType.from_str(f"{instrument.id}-1-MINUTE-LAST-EXTERNAL")
frame = pd.read_csv(os.path.join(task["data"], "btc-perp-1m-2022-01", "btc_perp_1m.csv.gz"))
frame.index = pd.to_datetime(frame.pop("ts_ms"), unit="ms", utc=True)
# Bars without volume would not fill; its unit here is dollars, more than any order asks for.
bars = BarDataWrangler(bar_type, instrument).process(frame.assign(volume=1e6))


class CrossConfig(StrategyConfig, frozen=True):
    fast: int
    slow: int


class Cross(Strategy):
    def __init__(self, config):
        super().__init__(config)
        self.fast = SimpleMovingAverage(config.fast)
        self.slow = SimpleMovingAverage(config.slow)
        self.last = 0
        self.fills = 0

    def on_start(self):
        self.register_indicator_for_bars(bar_type, self.fast)
        self.register_indicator_for_bars(bar_type, self.slow)
        self.subscribe_bars(bar_type)

    def on_bar(self, bar: Bar):
        if not self.slow.initialized:
            return
        difference = self.fast.value - self.slow.value
        sign = (difference > 0) - (difference < 0)
        if sign > 0 and self.last <= 0 and self.portfolio.is_flat(instrument.id):
            cash = self.portfolio.account(VENUE).balance_free(USDT).as_double()
            # A little less than all of it, so that the next open may be higher.
            self.send(OrderSide.BUY, instrument.make_qty(cash / (float(bar.close) * (1 + FEE)) * 0.99))
        elif sign < 0 and self.last >= 0 and self.portfolio.is_net_long(instrument.id):
            held = self.portfolio.net_position(instrument.id)
            self.send(OrderSide.SELL, instrument.make_qty(held))
        self.last = sign

    def send(self, side, quantity):
        self.submit_order(self.order_factory.market(instrument.id, side, quantity))

    def on_order_filled(self, _):
        self.fills += 1


def run():
    engine = BacktestEngine(BacktestEngineConfig(logging=LoggingConfig(bypass_logging=True)))
    engine.add_venue(VENUE, OmsType.NETTING, AccountType.CASH, [Money(10_000, USDT)])
    engine.add_instrument(instrument)
    engine.add_data(bars)
    strategy = Cross(CrossConfig(fast=task["fast"], slow=task["slow"]))
    engine.add_strategy(strategy)
    start = time.perf_counter()
    engine.run()
    seconds = time.perf_counter() - start
    fills = strategy.fills
    engine.dispose()
    return seconds, len(bars), {"fills": fills}


answer_runs("nautilus_trader", run)
