"""A small dense network of TensorFlow that gives the chance of a rise over the next day, written to ONNX by tf2onnx.

OMP_NUM_THREADS=1 python train_tensorflow.py --data BTCUSDT_1h.csv.gz
"""

import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import keras
import numpy as np
import tensorflow as tf
import tf2onnx
from onnx.reference import ReferenceEvaluator

from publish import Lesson, arguments, judge_chances, publish

FEATURES = [
    {"indicator": "rocp", "parameters": {"timeperiod": 1}},
    {"indicator": "rocp", "parameters": {"timeperiod": 6}},
    {"indicator": "rocp", "parameters": {"timeperiod": 24}},
    {"indicator": "rocp", "parameters": {"timeperiod": 24}, "lag": 24},
    {"indicator": "sma", "parameters": {"timeperiod": 168}, "transform": "ratio-to-close"},
    {"indicator": "rsi", "parameters": {"timeperiod": 14}},
    {"indicator": "natr", "parameters": {"timeperiod": 14}},
]
HORIZON = 24

given = arguments(__doc__)
keras.utils.set_random_seed(11)
tf.config.experimental.enable_op_determinism()
tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)
lesson = Lesson(given.data, FEATURES, window=1, horizon=HORIZON)
rows, targets = lesson.inputs[lesson.train], (lesson.ahead[lesson.train] > 0).astype(np.float32)
model = keras.Sequential(
    [
        keras.layers.Input((len(FEATURES),)),
        keras.layers.Dense(16, activation="tanh", kernel_regularizer=keras.regularizers.L2(1e-3)),
        keras.layers.Dropout(0.3),
        keras.layers.Dense(8, activation="tanh", kernel_regularizer=keras.regularizers.L2(1e-3)),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
)
model.compile(optimizer=keras.optimizers.Adam(1e-3), loss="binary_crossentropy")
history = model.fit(rows, targets, epochs=6, batch_size=256, verbose=0)
print("loss by epoch:", [round(value, 4) for value in history.history["loss"]])


@tf.function(input_signature=[tf.TensorSpec((None, len(FEATURES)), tf.float32, name="features")])
def chance(features):
    return {"chance": model(features, training=False)}


# Through a function and not from_keras: that one reads attributes which Keras 3 no longer has.
graph, _ = tf2onnx.convert.from_function(chance, input_signature=chance.input_signature, opset=18)
content = graph.SerializeToString()
evaluator = ReferenceEvaluator(graph)
predict = lambda inputs: evaluator.run(None, {"features": inputs})[0]
chances = lambda index: model.predict(lesson.inputs[index], batch_size=4096, verbose=0)[:, 0].astype(float)

print("largest difference from TensorFlow:", np.abs(predict(rows[:500])[:, 0] - chances(lesson.train[:500])).max())
judge_chances("2022-2023, learned from", chances(lesson.train), lesson.ahead[lesson.train])
judge_chances("2024, unseen", chances(lesson.unseen), lesson.ahead[lesson.unseen])
publish(
    "dense-chance",
    folder=given.output,
    onnx_bytes=content,
    predict=predict,
    manifest={
        "summary": "A small dense network of TensorFlow that gives the chance of a rise over the next 24 hours.",
        "horizon": HORIZON,
        "warmup": 168,
        "output": {"meaning": "probability-up"},
        "inputs": {"features": lesson.features, "window": 1},
    },
)
