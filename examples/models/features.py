"""Bars and features in Python, by the same definitions as the platform's (those of TA-Lib).

A model is trained on what it will be fed: each feature is written as in the manifest, and computed here bar by bar
from the past only. `NaN` means not known yet.
"""

import csv
import gzip

import numpy as np

COLUMNS = ("open", "high", "low", "close", "volume")


def read_bars(path):
    """Bars of a gzipped CSV with the columns ts_ms, open, high, low, close, volume; `ts_ms` is when a bar opened."""
    with gzip.open(path, "rt", newline="") as file:
        rows = [[float(row[name]) for name in ("ts_ms", *COLUMNS)] for row in csv.DictReader(file)]
    table = np.array(rows, dtype=np.float64)
    return {name: table[:, index] for index, name in enumerate(("ts_ms", *COLUMNS))}


def random_bars(count, seed):
    """Bars that no market made: a random walk, for examples that need no data."""
    random = np.random.default_rng(seed)
    close = 40_000 * np.exp(np.cumsum(random.normal(0, 0.006, count)))
    opens = np.concatenate([[40_000.0], close[:-1]])
    high = np.maximum(opens, close) * np.exp(np.abs(random.normal(0, 0.003, count)))
    low = np.minimum(opens, close) * np.exp(-np.abs(random.normal(0, 0.003, count)))
    volume = random.lognormal(7, 0.5, count)
    bars = {"open": opens, "high": high, "low": low, "close": close, "volume": volume}
    return {name: values.round(2) for name, values in bars.items()}


def compute_features(bars, features):
    """Shape: [bar][feature], float32. `features` as in a manifest."""
    columns = []
    for feature in features:
        values = INDICATORS[feature["indicator"]](bars, **feature.get("parameters", {}))
        if feature.get("transform") == "ratio-to-close":
            values = values / bars["close"] - 1
        lag = feature.get("lag", 0)
        if lag > 0:
            values = np.concatenate([np.full(lag, np.nan), values[:-lag]])
        values = (values - feature.get("offset", 0)) * feature.get("scale", 1)
        clip = feature.get("clip")
        columns.append(values if clip is None else np.clip(values, -clip, clip))
    return np.stack(columns, axis=1).astype(np.float32)


def standardised(bars, features, rows, clip=5.0):
    """The features with offset and scale that give mean 0 and deviation 1 over `rows`, rounded for the manifest."""
    plain = compute_features(bars, features).astype(np.float64)[rows]
    plain = plain[np.isfinite(plain).all(axis=1)]
    mean, deviation = plain.mean(axis=0), plain.std(axis=0)
    return [
        {**feature, "offset": float(f"{mean[index]:.6g}"), "scale": float(f"{1 / deviation[index]:.6g}"), "clip": clip}
        for index, feature in enumerate(features)
    ]


def windows(values, window):
    """Shape: [bar][window][feature], oldest first; NaN where the window is not full."""
    count, width = values.shape
    stacked = np.full((count, window, width), np.nan, dtype=np.float32)
    for place in range(window):
        shift = window - 1 - place
        stacked[shift:, place] = values[: count - shift]
    return stacked


def forward_return(close, horizon):
    """Simple return of the next `horizon` bars; NaN where they are not all there."""
    ahead = np.full(len(close), np.nan)
    ahead[:-horizon] = close[horizon:] / close[:-horizon] - 1
    return ahead


def rocp(bars, timeperiod):
    close = bars["close"]
    values = np.full(len(close), np.nan)
    values[timeperiod:] = close[timeperiod:] / close[:-timeperiod] - 1
    return values


def sma(bars, timeperiod):
    close = bars["close"]
    values = np.full(len(close), np.nan)
    values[timeperiod - 1 :] = np.lib.stride_tricks.sliding_window_view(close, timeperiod).mean(axis=1)
    return values


def wilder(changes, timeperiod):
    """Wilder's average: the plain mean of the first `timeperiod` changes, then 1/timeperiod of each new one."""
    values = np.full(len(changes), np.nan)
    if len(changes) < timeperiod:
        return values
    average = changes[:timeperiod].mean()
    values[timeperiod - 1] = average
    for index in range(timeperiod, len(changes)):
        average = (average * (timeperiod - 1) + changes[index]) / timeperiod
        values[index] = average
    return values


def rsi(bars, timeperiod):
    changes = np.diff(bars["close"])
    gain = wilder(np.maximum(changes, 0), timeperiod)
    loss = wilder(np.maximum(-changes, 0), timeperiod)
    total = gain + loss
    with np.errstate(invalid="ignore", divide="ignore"):
        strength = np.where(total == 0, 0, 100 * gain / total)
    return np.concatenate([[np.nan], strength])


def natr(bars, timeperiod):
    before = bars["close"][:-1]
    high, low = bars["high"][1:], bars["low"][1:]
    ranges = np.maximum(high - low, np.maximum(np.abs(high - before), np.abs(low - before)))
    return 100 * np.concatenate([[np.nan], wilder(ranges, timeperiod)]) / bars["close"]


def mfi(bars, timeperiod):
    typical = (bars["high"] + bars["low"] + bars["close"]) / 3
    flow = typical[1:] * bars["volume"][1:]
    moves = np.diff(typical)
    windows_of = lambda values: np.lib.stride_tricks.sliding_window_view(values, timeperiod).sum(axis=1)
    into, out = windows_of(np.where(moves > 0, flow, 0)), windows_of(np.where(moves < 0, flow, 0))
    total = into + out
    values = np.full(len(typical), np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        values[timeperiod:] = np.where(total < 1, 0, 100 * into / total)
    return values


def own_output(bars):
    return bars["own-output"]


INDICATORS = {"own-output": own_output, "rocp": rocp, "sma": sma, "rsi": rsi, "natr": natr, "mfi": mfi}
