"""Writes the numbers that the distributions of `numerics` are held against. Run from the root of the project."""

import json

from scipy import special, stats

TARGET = "packages/foundation/numerics/src/oracle/distributions.json"
# Below this, values are near the smallest doubles and differ in their last digits between libraries.
SMALL = 1e-280

XS = [-37, -20, -8.3, -5.7, -5.6, -2.5, -1, -0.66, -0.3, 0, 0.1, 0.5, 0.67, 1, 2, 4.4, 6, 8]
PS = [1e-300, 1e-100, 1e-20, 1e-12, 1e-5, 0.001, 0.02, 0.07, 0.08, 0.3, 0.5, 0.7, 0.92, 0.975, 0.999, 1 - 1e-12]

tables = {
    "normal": [[x, stats.norm.cdf(x), stats.norm.pdf(x)] for x in XS],
    "normalQuantile": [[p, stats.norm.ppf(p)] for p in PS],
    "logGamma": [[x, special.gammaln(x)] for x in [1e-5, 0.1, 0.5, 0.9, 1.1, 1.5, 2.1, 3, 10.5, 100, 1e4, 1e7]],
    "gamma": [
        [a, x, special.gammainc(a, x), special.gammaincc(a, x)]
        for a in [0.1, 0.5, 1, 3.3, 20, 500]
        for x in [0.01, 0.4, 1, 3, 21, 490, 700]
        if special.gammainc(a, x) > SMALL
    ],
    "beta": [
        [x, a, b, special.betainc(a, b, x)]
        for a in [0.3, 1, 5, 80]
        for b in [0.5, 2, 40]
        for x in [0.01, 0.2, 0.5, 0.9, 0.999]
    ],
    "studentT": [
        [x, d, stats.t.cdf(x, d), stats.t.pdf(x, d)]
        for d in [0.8, 1, 2.5, 6, 30, 1000]
        for x in [-30, -4, -1, -0.01, 0, 0.7, 2, 9]
    ],
    "studentTQuantile": [
        [p, d, stats.t.ppf(p, d)] for d in [1, 2.5, 6, 30, 1000] for p in [1e-6, 0.01, 0.2, 0.5, 0.8, 0.999]
    ],
    "chiSquared": [
        [x, d, stats.chi2.cdf(x, d), stats.chi2.sf(x, d)]
        for d in [1, 2, 7, 100]
        for x in [0.1, 1, 5, 30, 150]
        if stats.chi2.sf(x, d) > SMALL
    ],
    "f": [[x, a, b, stats.f.sf(x, a, b)] for a in [1, 4, 20] for b in [3, 50] for x in [0.2, 1, 3.5, 12]],
}

with open(TARGET, "w", encoding="utf-8") as file:
    json.dump({name: [[float(value) for value in row] for row in rows] for name, rows in tables.items()}, file)
