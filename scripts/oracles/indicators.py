"""Indicators beside TA-Lib, on random bars with random parameters; those TA-Lib lacks beside numpy."""

import numpy as np
import talib

TOLERANCE = {"relative": 1e-9, "absolute": 1e-9}

# Ours, theirs, columns in TA-Lib's order, names of our outputs, ranges of whole parameters.
ONE = ["value"]
SINGLE = [("timeperiod", 2, 60)]
PEERS = [
    ("sma", "SMA", "c", ONE, SINGLE),
    ("ema", "EMA", "c", ONE, SINGLE),
    ("wma", "WMA", "c", ONE, SINGLE),
    ("dema", "DEMA", "c", ONE, SINGLE),
    ("tema", "TEMA", "c", ONE, SINGLE),
    ("trima", "TRIMA", "c", ONE, SINGLE),
    ("kama", "KAMA", "c", ONE, SINGLE),
    ("ht-trendline", "HT_TRENDLINE", "c", ONE, []),
    ("midpoint", "MIDPOINT", "c", ONE, SINGLE),
    ("midprice", "MIDPRICE", "hl", ONE, SINGLE),
    ("rsi", "RSI", "c", ONE, SINGLE),
    ("cmo", "CMO", "c", ONE, SINGLE),
    ("mom", "MOM", "c", ONE, SINGLE),
    ("roc", "ROC", "c", ONE, SINGLE),
    ("rocp", "ROCP", "c", ONE, SINGLE),
    ("rocr", "ROCR", "c", ONE, SINGLE),
    ("rocr100", "ROCR100", "c", ONE, SINGLE),
    ("t3", "T3", "c", ONE, [("timeperiod", 2, 20)]),
    ("avgprice", "AVGPRICE", "ohlc", ONE, []),
    ("medprice", "MEDPRICE", "hl", ONE, []),
    ("typprice", "TYPPRICE", "hlc", ONE, []),
    ("wclprice", "WCLPRICE", "hlc", ONE, []),
    ("ta-sum", "SUM", "c", ONE, SINGLE),
    ("adxr", "ADXR", "hlc", ONE, [("timeperiod", 2, 40)]),
    ("plus-dm", "PLUS_DM", "hl", ONE, SINGLE),
    ("minus-dm", "MINUS_DM", "hl", ONE, SINGLE),
    ("trix", "TRIX", "c", ONE, SINGLE),
    (
        "macd",
        "MACD",
        "c",
        ["macd", "signal", "hist"],
        [("fastperiod", 2, 40), ("slowperiod", 2, 60), ("signalperiod", 1, 30)],
    ),
    ("apo", "APO", "c", ONE, [("fastperiod", 2, 40), ("slowperiod", 2, 60), ("matype", 0, 1)]),
    ("ppo", "PPO", "c", ONE, [("fastperiod", 2, 40), ("slowperiod", 2, 60), ("matype", 0, 1)]),
    (
        "ultosc",
        "ULTOSC",
        "hlc",
        ONE,
        [("timeperiod1", 1, 40), ("timeperiod2", 1, 40), ("timeperiod3", 1, 40)],
    ),
    ("mfi", "MFI", "hlcv", ONE, SINGLE),
    ("bop", "BOP", "ohlc", ONE, []),
    (
        "stoch",
        "STOCH",
        "hlc",
        ["slowk", "slowd"],
        [("fastk_period", 1, 30), ("slowk_period", 1, 10), ("slowd_period", 1, 10)],
    ),
    ("stochf", "STOCHF", "hlc", ["fastk", "fastd"], [("fastk_period", 1, 30), ("fastd_period", 1, 10)]),
    (
        "stochrsi",
        "STOCHRSI",
        "c",
        ["fastk", "fastd"],
        [("timeperiod", 2, 30), ("fastk_period", 1, 30), ("fastd_period", 1, 10)],
    ),
    ("willr", "WILLR", "hlc", ONE, SINGLE),
    ("cci", "CCI", "hlc", ONE, SINGLE),
    ("aroon", "AROON", "hl", ["aroondown", "aroonup"], SINGLE),
    ("aroonosc", "AROONOSC", "hl", ONE, SINGLE),
    ("bbands", "BBANDS", "c", ["upper", "middle", "lower"], SINGLE),
    ("donchian", "DONCHIAN", "hl", ["upper", "middle", "lower"], SINGLE),
    ("keltner", "KC", "hlc", ["upper", "middle", "lower"], [("timeperiod", 2, 60), ("atrperiod", 1, 60)]),
    ("plus-di", "PLUS_DI", "hlc", ONE, SINGLE),
    ("minus-di", "MINUS_DI", "hlc", ONE, SINGLE),
    ("ta-dx", "DX", "hlc", ONE, SINGLE),
    ("adx", "ADX", "hlc", ONE, SINGLE),
    ("trange", "TRANGE", "hlc", ONE, []),
    ("atr", "ATR", "hlc", ONE, [("timeperiod", 1, 60)]),
    ("natr", "NATR", "hlc", ONE, [("timeperiod", 1, 60)]),
    ("obv", "OBV", "cv", ONE, []),
    ("ta-ad", "AD", "hlcv", ONE, []),
    ("adosc", "ADOSC", "hlcv", ONE, [("fastperiod", 2, 40), ("slowperiod", 2, 60)]),
    ("linearreg", "LINEARREG", "c", ONE, SINGLE),
    ("linearreg-slope", "LINEARREG_SLOPE", "c", ONE, SINGLE),
    ("linearreg-angle", "LINEARREG_ANGLE", "c", ONE, SINGLE),
    ("linearreg-intercept", "LINEARREG_INTERCEPT", "c", ONE, SINGLE),
    ("tsf", "TSF", "c", ONE, SINGLE),
    ("ta-var", "VAR", "c", ONE, SINGLE),
    ("stddev", "STDDEV", "c", ONE, SINGLE),
    ("ta-correl", "CORREL", "hl", ONE, SINGLE),
    ("ta-beta", "BETA", "hl", ONE, SINGLE),
    ("ta-min", "MIN", "c", ONE, SINGLE),
    ("ta-max", "MAX", "c", ONE, SINGLE),
]
COLUMNS = {"o": "open", "h": "hi", "l": "lo", "c": "px", "v": "vol"}


def bars(rng, count, still=0.05):
    """Bars of a random walk; some closes stand still, so that ties are met."""
    step = rng.normal(0, rng.uniform(0.001, 0.03), count) * (rng.random(count) >= still)
    close = rng.choice([0.02, 1.0, 90.0, 40_000.0]) * np.exp(np.cumsum(step))
    opened = np.concatenate([close[:1], close[:-1]])
    spread = 1 + rng.exponential(0.01, count)
    return {
        "open": opened,
        "hi": np.maximum(opened, close) * spread,
        "lo": np.minimum(opened, close) / spread,
        "px": close,
        "vol": rng.exponential(1000, count).round(3),
    }


def cases(rng):
    for ours, theirs, letters, outputs, ranges in PEERS:
        for _ in range(3):
            # Where the close stands still the range of the index is rounding alone in TA-Lib, and none in ours.
            price = bars(rng, int(rng.integers(150, 500)), 0.0 if ours == "stochrsi" else 0.05)
            parameters = {name: int(rng.integers(low, high + 1)) for name, low, high in ranges}
            if ours == "bbands":
                parameters |= {"nbdevup": float(rng.uniform(0.5, 3)), "nbdevdn": float(rng.uniform(0.5, 3))}
            if ours == "t3":
                parameters |= {"vfactor": float(rng.uniform(0.2, 0.9))}
            if ours == "stddev":
                parameters |= {"nbdev": float(rng.uniform(0.5, 3))}
            if ours == "keltner":
                parameters |= {"nbdev": float(rng.uniform(0.5, 3))}
            columns = [price[COLUMNS[letter]] for letter in letters]
            answers = getattr(talib, theirs)(*columns, **parameters)
            yield case(ours, f"TA-Lib {theirs}", price, letters, parameters, outputs, answers)
    yield from sar(rng)
    yield from own(rng)


def case(ours, peer, price, letters, parameters, outputs, answers):
    answers = [answers] if isinstance(answers, np.ndarray) else list(answers)
    expected = {}
    for name, answer in zip(outputs, answers):
        expected[name] = float(answer[-1])
        expected["series" if len(outputs) == 1 else f"{name}_series"] = [float(x) for x in answer]
    names = [COLUMNS[letter] for letter in letters]
    scale = max(1.0, float(np.nanmax(np.abs(np.concatenate(answers)))))
    return {
        "estimator": ours,
        "peer": peer,
        "inputs": {**{name: price[name].tolist() for name in names}, **parameters},
        "expected": expected,
        # TA-Lib's rolling sums round with the size of what went through them.
        "tolerance": {"relative": 1e-9, "absolute": 1e-9 * scale},
    }


def sar(rng):
    for _ in range(5):
        price = bars(rng, 300)
        parameters = {"acceleration": float(rng.uniform(0.005, 0.05)), "maximum": float(rng.uniform(0.03, 0.4))}
        answer = talib.SAR(price["hi"], price["lo"], **parameters)
        yield case("sar", "TA-Lib SAR", price, "hl", parameters, ONE, answer)


def own(rng):
    """Definitions TA-Lib has not, written out in numpy."""
    price = bars(rng, 200)
    length = int(rng.integers(2, 40))
    close = price["px"]
    step = np.full(200, np.nan)
    step[length:] = np.log(close[length:] / close[:-length])
    yield case("log-return", "numpy", price, "c", {"timeperiod": length}, ONE, step)
    one = np.diff(np.log(close)) ** 2
    realised = np.full(200, np.nan)
    for i in range(length, 200):
        realised[i] = np.sqrt(one[i - length : i].mean() * 252)
    parameters = {"timeperiod": length, "bars_per_year": 252}
    yield case("realised-volatility", "numpy", price, "c", parameters, ONE, realised)
    typical = (price["hi"] + price["lo"] + close) / 3
    vwap = np.full(200, np.nan)
    for i in range(length - 1, 200):
        window = slice(i - length + 1, i + 1)
        vwap[i] = np.average(typical[window], weights=price["vol"][window])
    yield case("vwap", "numpy", price, "hlcv", {"timeperiod": length}, ONE, vwap)
