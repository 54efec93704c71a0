"""Gradient-boosted trees of scikit-learn that forecast the return of the next day, written to ONNX by skl2onnx.

OMP_NUM_THREADS=1 python train_sklearn.py --data BTCUSDT_1h.csv.gz
"""

import numpy as np
import onnxruntime
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType
from sklearn.ensemble import GradientBoostingRegressor

from publish import Lesson, arguments, judge_returns, publish

FEATURES = [
    {"indicator": "rocp", "parameters": {"timeperiod": 1}},
    {"indicator": "rocp", "parameters": {"timeperiod": 6}},
    {"indicator": "rocp", "parameters": {"timeperiod": 24}},
    {"indicator": "sma", "parameters": {"timeperiod": 168}, "transform": "ratio-to-close"},
    {"indicator": "rsi", "parameters": {"timeperiod": 14}},
    {"indicator": "natr", "parameters": {"timeperiod": 14}},
    {"indicator": "mfi", "parameters": {"timeperiod": 14}},
]
HORIZON = 24

given = arguments(__doc__)
lesson = Lesson(given.data, FEATURES, window=1, horizon=HORIZON)
rows, targets = lesson.inputs[lesson.train], lesson.ahead[lesson.train]
# Neighbouring labels overlap by 23 of 24 hours: large leaves and a slow rate keep trees from learning single days.
model = GradientBoostingRegressor(
    n_estimators=80, max_depth=3, learning_rate=0.03, min_samples_leaf=500, subsample=0.5, loss="huber", random_state=11
).fit(rows, targets)

# Without a name of its own the graph gets a random one, and the file differs from run to run.
graph = convert_sklearn(
    model,
    name="boosted-trees",
    initial_types=[("features", FloatTensorType([None, len(FEATURES)]))],
    target_opset={"": 18, "ai.onnx.ml": 3},
)
content = graph.SerializeToString()
session = onnxruntime.InferenceSession(content)
predict = lambda inputs: session.run(None, {"features": inputs})[0]
print("largest difference from scikit-learn:", np.abs(predict(rows)[:, 0] - model.predict(rows)).max())
judge_returns("2022-2023, learned from", predict(rows)[:, 0].astype(float), targets)
judge_returns("2024, unseen", predict(lesson.inputs[lesson.unseen])[:, 0].astype(float), lesson.ahead[lesson.unseen])
publish(
    "boosted-trees",
    folder=given.output,
    onnx_bytes=content,
    predict=predict,
    manifest={
        "summary": "Gradient-boosted trees of scikit-learn that forecast the return of the next 24 hours from seven indicators.",
        "horizon": HORIZON,
        "warmup": 168,
        "output": {"meaning": "expected-return"},
        "inputs": {"features": lesson.features, "window": 1},
    },
)
