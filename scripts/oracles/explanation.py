"""Explanations beside shap, scikit-learn and plain numpy, on random models, rows and games."""

import itertools
import math
import warnings

import numpy as np
import onnx
import shap
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType
from sklearn.ensemble import (
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    RandomForestRegressor,
)
from sklearn.inspection import permutation_importance
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.metrics import get_scorer

EXACT = {"relative": 1e-9, "absolute": 1e-9}
# shap holds thresholds and inputs as float32, ONNX files hold leaves as float32.
FLOAT32 = {"relative": 1e-5, "absolute": 1e-5}


def cases(rng):
    warnings.filterwarnings("ignore")
    for _ in range(3):
        yield from linear_cases(rng)
        yield from formula_case(rng)
        yield from game_case(rng)
        yield from tree_cases(rng)
        yield from onnx_cases(rng)
        yield from lime_case(rng)
        yield from importance_case(rng)


def case(estimator, peer, inputs, expected, tolerance=EXACT):
    return {"estimator": estimator, "peer": peer, "inputs": inputs, "expected": expected, "tolerance": tolerance}


def linear_cases(rng):
    columns = int(rng.integers(2, 9))
    background = rng.normal(size=(int(rng.integers(2, 12)), columns)).round(4)
    rows = rng.normal(size=(3, columns)).round(4)
    weights, intercept = rng.normal(size=columns).round(4), round(float(rng.normal()), 4)
    model = lambda table: table @ weights + intercept
    inputs = {"background": background.tolist(), "x": rows.tolist(), "w": weights.tolist(), "b": intercept}
    explained = shap.explainers.Exact(model, shap.maskers.Independent(background, max_samples=1000))(rows)
    expected = {"phi": explained.values.tolist(), "base": float(model(background).mean()), "pred": model(rows).tolist()}
    yield case("shapley", "shap.explainers.Exact", inputs, expected)
    kernel = shap.KernelExplainer(model, background).shap_values(rows, silent=True, l1_reg=0, nsamples=2**columns)
    yield case("kernel-shap", "shap.KernelExplainer", inputs, {"phi": kernel.tolist()}, {"relative": 1e-7, "absolute": 1e-9})


def formula_case(rng):
    background, rows = rng.normal(size=(6, 4)).round(4), rng.normal(size=(2, 4)).round(4)
    a, b, c = (round(float(value), 3) for value in rng.uniform(0.1, 2, size=3))
    model = lambda t: a * t[:, 0] * t[:, 1] + b * np.maximum(t[:, 2], t[:, 3]) + np.tanh(c * t[:, 3])
    explained = shap.explainers.Exact(model, shap.maskers.Independent(background, max_samples=1000))(rows)
    inputs = {"background": background.tolist(), "x": rows.tolist(), "f": f"{a}*x0*x1 + {b}*max(x2,x3) + tanh({c}*x3)"}
    expected = {"phi": explained.values.tolist(), "base": float(model(background).mean())}
    yield case("shapley", "shap.explainers.Exact", inputs, expected)
    yield case("kernel-shap", "shap.explainers.Exact", inputs, expected)


def game_case(rng):
    """Against all orders of joining, played out."""
    players = int(rng.integers(2, 7))
    table = rng.normal(size=2**players)
    phi = np.zeros(players)
    for order in itertools.permutations(range(players)):
        mask = 0
        for player in order:
            phi[player] += table[mask | 1 << player] - table[mask]
            mask |= 1 << player
    phi /= math.factorial(players)
    expected = {"phi": phi.tolist(), "base": float(table[0]), "pred": float(table[-1])}
    for estimator in ("shapley", "kernel-shap"):
        yield case(estimator, "all orders in numpy", {"game": table.tolist()}, expected)
    # Twelve standard errors of gains of about two: no seed falls outside, and a wrong weight does.
    loose = {"relative": 0, "absolute": 0.4}
    yield case("permutation-shap", "all orders in numpy", {"game": table.tolist(), "pairs": 4_000}, expected, loose)


def learned_rows(rng, columns=5):
    rows = rng.normal(size=(80, columns)).astype(np.float32).astype(float)
    return rows, 2 * rows[:, 0] - rows[:, 1] * rows[:, 2] + np.maximum(rows[:, 3], 0)


def plain_trees(estimators):
    return [
        {
            "left": tree.children_left.tolist(),
            "right": tree.children_right.tolist(),
            "feature": tree.feature.tolist(),
            "threshold": tree.threshold.tolist(),
            "value": tree.value.reshape(-1).tolist(),
            "cover": tree.weighted_n_node_samples.tolist(),
        }
        for tree in (estimator.tree_ for estimator in estimators)
    ]


def tree_cases(rng):
    rows, targets = learned_rows(rng)
    x, background = rows[:3], rows[40:52]
    depth, seed = int(rng.integers(1, 6)), int(rng.integers(1_000))
    boosted = GradientBoostingRegressor(n_estimators=8, max_depth=depth, learning_rate=0.3, random_state=seed).fit(rows, targets)
    forest = RandomForestRegressor(n_estimators=6, max_depth=depth, random_state=seed).fit(rows, targets)
    for model, trees, init, rate in (
        (boosted, boosted.estimators_[:, 0], float(targets.mean()), 0.3),
        (forest, forest.estimators_, 0.0, 1 / 6),
    ):
        inputs = {"x": x.tolist(), "background": background.tolist(), "trees": plain_trees(trees), "init": init, "learning_rate": rate}
        interventional = shap.TreeExplainer(model, data=background, feature_perturbation="interventional")
        path_dependent = shap.TreeExplainer(model, feature_perturbation="tree_path_dependent")
        expected = {
            "phi_interventional": interventional.shap_values(x, check_additivity=False).tolist(),
            "base_interventional": float(model.predict(background).mean()),
            "phi_path_dependent": path_dependent.shap_values(x, check_additivity=False).tolist(),
            "base_path_dependent": float(np.ravel(path_dependent.expected_value)[0]),
            "pred": model.predict(x).tolist(),
        }
        yield case("tree-shap", "shap.TreeExplainer", inputs, expected, FLOAT32)
        enumerated = shap.explainers.Exact(model.predict, shap.maskers.Independent(background, max_samples=1000))(x)
        yield case("shapley", "shap.explainers.Exact", inputs, {"phi": enumerated.values.tolist()})
        yield case("tree-shap", "shap.explainers.Exact", inputs, {"phi": enumerated.values.tolist()})


def onnx_cases(rng):
    rows, targets = learned_rows(rng)
    x, background = rows[:3], rows[40:48]
    model = GradientBoostingClassifier(n_estimators=5, max_depth=3, random_state=1).fit(rows, targets > 0)
    graph = convert_sklearn(model, initial_types=[("x", FloatTensorType([None, 5]))], target_opset={"": 18, "ai.onnx.ml": 3}).graph
    node = next(node for node in graph.node if node.op_type.startswith("TreeEnsemble"))
    attributes = {attribute.name: plain(onnx.helper.get_attribute_value(attribute)) for attribute in node.attribute}
    enumerated = shap.explainers.Exact(model.decision_function, shap.maskers.Independent(background, max_samples=1000))(x)
    inputs = {"x": x.tolist(), "background": background.tolist(), "onnx": attributes}
    expected = {"phi": enumerated.values.tolist(), "pred": model.decision_function(x).tolist()}
    yield case("tree-shap", "shap.explainers.Exact of skl2onnx", inputs, expected, FLOAT32)


def plain(value):
    if isinstance(value, bytes):
        return value.decode()
    return [plain(item) for item in value] if isinstance(value, (list, tuple)) else value


def lime_case(rng):
    columns = int(rng.integers(1, 6))
    x, scale = rng.normal(size=columns), rng.uniform(0.2, 3, size=columns)
    width, alpha = float(rng.uniform(0.5, 3)), float(rng.uniform(0, 5))
    samples = x + rng.normal(size=(60, columns)) * scale
    predictions = samples @ rng.normal(size=columns) + 0.1 * np.sin(samples).sum(axis=1)
    steps = (samples - x) / scale
    weights = np.exp(-(steps**2).sum(axis=1) / width**2)
    ridge = Ridge(alpha=alpha).fit(steps, predictions, sample_weight=weights)
    inputs = {
        "x": x.tolist(),
        "scale": scale.tolist(),
        "samples": samples.tolist(),
        "predictions": predictions.tolist(),
        "width": width,
        "alpha": alpha,
        "r2_min": -1e9,
    }
    expected = {
        "coef": (ridge.coef_ / scale).tolist(),
        "coef_scaled": ridge.coef_.tolist(),
        "intercept": float(ridge.intercept_),
        "r2": float(ridge.score(steps, predictions, sample_weight=weights)),
    }
    yield case("lime", "sklearn.linear_model.Ridge", inputs, expected, {"relative": 1e-8, "absolute": 1e-8})


def importance_case(rng):
    rows, targets = learned_rows(rng, columns=4)
    model = LinearRegression().fit(rows, targets)
    given = {"X": rows.tolist(), "y": targets.tolist(), "w": model.coef_.tolist(), "b": float(model.intercept_)}
    orders = [rng.permutation(len(rows)) for _ in range(4)]
    for loss, score in (("mse", "neg_mean_squared_error"), ("mae", "neg_mean_absolute_error"), ("r2", "r2")):
        # scikit-learn draws its own orders, so each is dealt by hand and scored by it.
        scorer = get_scorer(score)
        whole = scorer(model, rows, targets)
        importances = np.empty((4, len(orders)))
        for column in range(4):
            for repeat, order in enumerate(orders):
                dealt = rows.copy()
                dealt[:, column] = rows[order, column]
                importances[column, repeat] = whole - scorer(model, dealt, targets)
        expected = {
            "importances": importances.tolist(),
            "importances_mean": importances.mean(axis=1).tolist(),
            "importances_std": importances.std(axis=1).tolist(),
        }
        inputs = {**given, "loss": loss, "permutations": [order.tolist() for order in orders]}
        yield case("permutation-importance", f"sklearn {score}", inputs, expected)
    drawn = permutation_importance(model, rows, targets, scoring="neg_mean_squared_error", n_repeats=400, random_state=1)
    expected = {"importances_mean": drawn.importances_mean.tolist()}
    inputs = {**given, "loss": "mse", "n_repeats": 400}
    # Both are means of 400 draws.
    yield case("permutation-importance", "sklearn permutation_importance", inputs, expected, {"relative": 0.05, "absolute": 0.05})
