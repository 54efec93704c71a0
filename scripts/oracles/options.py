"""Option prices beside QuantLib, on random options."""

import numpy as np
import QuantLib as ql

TODAY = ql.Date(1, 1, 2024)
DAYS = ql.Actual365Fixed()


def option(rng):
    days = int(rng.integers(5, 1000))
    return {
        "type": str(rng.choice(["call", "put"])),
        "S": float(rng.uniform(20, 200)),
        "K": float(rng.uniform(20, 200)),
        "r": float(rng.uniform(-0.01, 0.12)),
        "q": float(rng.uniform(0, 0.12)),
        "T": days / 365,
        "vol": float(rng.uniform(0.05, 1.0)),
    }


def curves(given):
    ql.Settings.instance().evaluationDate = TODAY
    spot = ql.QuoteHandle(ql.SimpleQuote(given["S"]))
    rate = ql.YieldTermStructureHandle(ql.FlatForward(TODAY, given["r"], DAYS))
    holding = ql.YieldTermStructureHandle(ql.FlatForward(TODAY, given["q"], DAYS))
    return spot, rate, holding


def process(given):
    spot, rate, holding = curves(given)
    vol = ql.BlackVolTermStructureHandle(ql.BlackConstantVol(TODAY, ql.NullCalendar(), given["vol"], DAYS))
    return ql.BlackScholesMertonProcess(spot, holding, rate, vol)


def vanilla(given, american):
    expiry = TODAY + int(round(given["T"] * 365))
    kind = ql.Option.Call if given["type"] == "call" else ql.Option.Put
    exercise = ql.AmericanExercise(TODAY, expiry) if american else ql.EuropeanExercise(expiry)
    return ql.VanillaOption(ql.PlainVanillaPayoff(kind, given["K"]), exercise)


def case(estimator, peer, inputs, expected, relative, absolute):
    return {
        "estimator": estimator,
        "peer": peer,
        "inputs": inputs,
        "expected": expected,
        "tolerance": {"relative": relative, "absolute": absolute},
    }


def cases(rng):
    yield from european(rng)
    yield from implied(rng)
    yield from american(rng)
    yield from heston(rng)
    yield from surfaces(rng)


def european(rng):
    for _ in range(40):
        given = option(rng)
        contract = vanilla(given, False)
        contract.setPricingEngine(ql.AnalyticEuropeanEngine(process(given)))
        expected = {
            "value": contract.NPV(),
            "delta": contract.delta(),
            "gamma": contract.gamma(),
            "vega": contract.vega(),
            "theta": contract.theta(),
            "theta_per_day": contract.thetaPerDay(),
            "rho": contract.rho(),
            "dividendRho": contract.dividendRho(),
            "strike_sensitivity": contract.strikeSensitivity(),
        }
        yield case("black-scholes", "QuantLib AnalyticEuropeanEngine", given, expected, 1e-9, 1e-10)


def implied(rng):
    for _ in range(30):
        given = option(rng)
        contract = vanilla(given, False)
        contract.setPricingEngine(ql.AnalyticEuropeanEngine(process(given)))
        price, vega = contract.NPV(), contract.vega()
        inputs = {name: value for name, value in given.items() if name != "vol"} | {"price": price}
        expected = {"price": price}
        if vega > 1e-3:
            expected["vol"] = given["vol"]
        yield case("implied-volatility", "QuantLib, back", inputs, expected, 1e-8, 1e-11)


def american(rng):
    for _ in range(30):
        given = option(rng)
        given["r"] = abs(given["r"]) + 1e-3
        contract = vanilla(given, True)
        contract.setPricingEngine(ql.BjerksundStenslandApproximationEngine(process(given)))
        yield case(
            "bjerksund-stensland",
            "QuantLib BjerksundStenslandApproximationEngine",
            given,
            {"value": contract.NPV()},
            1e-8,
            1e-8,
        )
        contract.setPricingEngine(ql.BaroneAdesiWhaleyApproximationEngine(process(given)))
        # Their boundary is sought to 1e-6 of the strike.
        yield case(
            "barone-adesi-whaley",
            "QuantLib BaroneAdesiWhaleyApproximationEngine",
            given,
            {"value": contract.NPV()},
            1e-6,
            1e-5,
        )
        steps = int(rng.integers(20, 300))
        for is_american in (False, True):
            yield case(
                "crr",
                "numpy",
                given | {"n": steps, "american": is_american},
                {"value": tree(given, steps, is_american)},
                1e-10,
                1e-10,
            )


def tree(given, steps, is_american):
    """Cox, Ross and Rubinstein by whole levels; QuantLib's own tree begins two steps early for its sensitivities."""
    step = given["T"] / steps
    up = np.exp(given["vol"] * np.sqrt(step))
    chance = (np.exp((given["r"] - given["q"]) * step) - 1 / up) / (up - 1 / up)
    sign = 1 if given["type"] == "call" else -1
    level = np.arange(steps + 1)
    prices = given["S"] * up ** (2.0 * level - steps)
    values = np.maximum(sign * (prices - given["K"]), 0)
    for size in range(steps - 1, -1, -1):
        values = np.exp(-given["r"] * step) * (chance * values[1:] + (1 - chance) * values[:-1])
        if is_american:
            prices = given["S"] * up ** (2.0 * np.arange(size + 1) - size)
            values = np.maximum(values, sign * (prices - given["K"]))
    return float(values[0])


def heston(rng):
    for _ in range(15):
        given = option(rng)
        given["K"] = given["S"] * float(np.exp(rng.normal(0, 0.3)))
        model = {
            "v0": float(rng.uniform(0.01, 0.5)),
            "kappa": float(rng.uniform(0.2, 5)),
            "theta": float(rng.uniform(0.01, 0.5)),
            "sigma": float(rng.uniform(0.05, 1.5)),
            "rho": float(rng.uniform(-0.95, 0.5)),
        }
        spot, rate, holding = curves(given)
        heston_process = ql.HestonProcess(rate, holding, spot, *(model[n] for n in ("v0", "kappa", "theta", "sigma", "rho")))
        engine = ql.AnalyticHestonEngine(ql.HestonModel(heston_process), 1e-12, 100_000)
        expected = {}
        for kind in ("call", "put"):
            contract = vanilla(given | {"type": kind}, False)
            contract.setPricingEngine(engine)
            expected[kind] = contract.NPV()
        inputs = {name: given[name] for name in ("S", "K", "r", "q", "T")} | model
        yield case("heston", "QuantLib AnalyticHestonEngine", inputs, expected, 1e-8, 1e-8)
        if rng.random() < 0.2:
            yield calibration(engine, given, model)


def calibration(engine, given, model):
    """Prices of the model give its parameters back."""
    strikes, days, prices = [], [], []
    for expiry in (60, 180, 365, 730):
        for k in (-0.3, -0.15, 0.0, 0.15, 0.3):
            one = given | {"type": "call", "K": given["S"] * float(np.exp(k)), "T": expiry / 365}
            contract = vanilla(one, False)
            contract.setPricingEngine(engine)
            strikes.append(one["K"])
            days.append(expiry / 365)
            prices.append(contract.NPV())
    inputs = {"type": "call", "S": given["S"], "r": given["r"], "q": given["q"]}
    inputs |= {"K": strikes, "T": days, "price": prices}
    return case("heston-calibration", "QuantLib, back", inputs, {"vol_error": 0.0, "v0": model["v0"]}, 1e-3, 1e-4)


def surfaces(rng):
    """A smile of the raw form gives its total variances back, and numpy's are the same."""
    for _ in range(5):
        k = np.linspace(-0.4, 0.4, 15)
        smile = {
            "a": float(rng.uniform(0.01, 0.05)),
            "b": float(rng.uniform(0.05, 0.15)),
            "rho": float(rng.uniform(-0.6, 0.2)),
            "m": float(rng.uniform(-0.1, 0.1)),
            "sigma": float(rng.uniform(0.15, 0.4)),
        }
        w = smile["a"] + smile["b"] * (smile["rho"] * (k - smile["m"]) + np.hypot(k - smile["m"], smile["sigma"]))
        inputs = {"k": k.tolist(), "w": w.tolist()}
        yield case("svi", "numpy, back", inputs, {"w": w.tolist(), "error": 0.0}, 1e-4, 1e-6)
        yield case("svi", "numpy", smile | {"k": k.tolist()}, {"w": w.tolist()}, 1e-12, 1e-12)
