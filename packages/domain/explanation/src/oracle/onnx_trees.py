"""Makes onnx_trees.json: attributes of tree ensembles written by skl2onnx, with what scikit-learn and shap say of them.

Run with the environment of `npm run oracles`: python onnx_trees.py
"""
import json
import os
import pathlib

import numpy as np
import onnx
import shap
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType
from sklearn.ensemble import GradientBoostingClassifier, GradientBoostingRegressor, RandomForestClassifier, RandomForestRegressor

random = np.random.default_rng(20)
inputs = random.normal(size=(120, 4)).astype(np.float32).round(3)
numbers = 2 * inputs[:, 0] - inputs[:, 1] * inputs[:, 2] + np.maximum(inputs[:, 3], 0)
two = (numbers > 0.3).astype(int)
three = np.digitize(numbers, [-0.5, 1.0])
rows, background = inputs[:5], inputs[20:30]


def attributes_of(model):
    graph = convert_sklearn(model, initial_types=[("x", FloatTensorType([None, 4]))], target_opset={"": 18, "ai.onnx.ml": 3}).graph
    node = next(node for node in graph.node if node.op_type.startswith("TreeEnsemble"))
    plain = {}
    for attribute in node.attribute:
        value = onnx.helper.get_attribute_value(attribute)
        if isinstance(value, bytes):
            value = value.decode()
        elif isinstance(value, (list, tuple)) and value and isinstance(value[0], bytes):
            value = [item.decode() for item in value]
        plain[attribute.name] = list(value) if isinstance(value, (list, tuple)) else value
    plain.pop("nodes_missing_value_tracks_true", None)
    return plain


def case(name, model, raw, target, explain):
    case = {"name": name, "target": target, "attributes": attributes_of(model), "raw": raw.astype(float).tolist()}
    if explain:
        values = shap.TreeExplainer(model, data=background.astype(float), feature_perturbation="interventional")
        phi = values.shap_values(rows.astype(float), check_additivity=False)
        phi = phi[:, :, target] if phi.ndim == 3 else phi
        case["phi"] = phi.tolist()
    return case


boosted = GradientBoostingRegressor(n_estimators=6, max_depth=3, learning_rate=0.3, random_state=1).fit(inputs, numbers)
forest = RandomForestRegressor(n_estimators=5, max_depth=3, random_state=1).fit(inputs, numbers)
binary = GradientBoostingClassifier(n_estimators=6, max_depth=2, random_state=1).fit(inputs, two)
triple = GradientBoostingClassifier(n_estimators=4, max_depth=2, random_state=1).fit(inputs, three)
votes = RandomForestClassifier(n_estimators=5, max_depth=3, random_state=1).fit(inputs, three)
cases = [
    case("gradient-boosted regressor", boosted, boosted.predict(rows), 0, True),
    case("random forest regressor", forest, forest.predict(rows), 0, True),
    case("gradient-boosted classifier of two", binary, binary.decision_function(rows), 1, True),
    case("gradient-boosted classifier of three", triple, triple.decision_function(rows)[:, 2], 2, False),
    case("random forest classifier of three", votes, votes.predict_proba(rows)[:, 1], 1, True),
]
answer = {"rows": rows.astype(float).tolist(), "background": background.astype(float).tolist(), "cases": cases}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(answer))
print(path.name, os.path.getsize(path), "bytes")
