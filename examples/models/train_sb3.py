"""A PPO policy of Stable-Baselines3 that is short, flat or long for the next hour, written to ONNX by torch.

OMP_NUM_THREADS=1 python train_sb3.py --data BTCUSDT_1h.csv.gz
"""

import io

import gymnasium
import numpy as np
import onnxruntime
import torch
from stable_baselines3 import PPO

from publish import Lesson, arguments, publish

FEATURES = [
    {"indicator": "rocp", "parameters": {"timeperiod": 1}},
    {"indicator": "rocp", "parameters": {"timeperiod": 24}},
    {"indicator": "rocp", "parameters": {"timeperiod": 168}},
    {"indicator": "rsi", "parameters": {"timeperiod": 14}},
    {"indicator": "natr", "parameters": {"timeperiod": 14}},
]
OWN = {"indicator": "own-output"}
LEVELS = [-1.0, 0.0, 1.0]
# Fee and half the spread of a market order, as a fraction of what is traded.
COST = 0.001
EPISODE = 720
STEPS = 98_304


class Market(gymnasium.Env):
    """Holds one of three weights for an hour at a time; the reward is the hour's return less the cost of changing."""

    def __init__(self, values, ahead, rows):
        self.values, self.ahead, self.rows = values, ahead, rows
        self.observation_space = gymnasium.spaces.Box(-5, 5, (values.shape[1] + 1,), np.float32)
        self.action_space = gymnasium.spaces.Discrete(len(LEVELS))

    def observe(self):
        return np.append(self.values[self.rows[self.place]], np.float32(self.held)).astype(np.float32)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.place = int(self.np_random.integers(0, len(self.rows) - EPISODE))
        self.end = self.place + EPISODE
        self.held = 0.0
        return self.observe(), {}

    def step(self, action):
        level = LEVELS[int(action)]
        # In percent: PPO's value network learns badly on rewards of a thousandth.
        reward = 100 * (level * self.ahead[self.rows[self.place]] - COST * abs(level - self.held))
        self.held = level
        self.place += 1
        return self.observe(), float(reward), False, self.place == self.end, {}


class Scores(torch.nn.Module):
    """The deterministic policy: one score a choice, of which the largest counts."""

    def __init__(self, policy):
        super().__init__()
        self.policy = policy

    def forward(self, features):
        return self.policy.get_distribution(features).distribution.logits


def walk(predict, lesson, rows):
    """Plays the policy through `rows`; returns the sum of log returns after costs and the number of changes."""
    held, total, changes = 0.0, 0.0, 0
    for row in rows:
        scores = predict(np.append(lesson.values[row], np.float32(held)).astype(np.float32)[None])
        level = LEVELS[int(np.argmax(scores))]
        total += np.log1p(level * lesson.ahead[row] - COST * abs(level - held))
        changes += level != held
        held = level
    return total, changes


torch.set_num_threads(1)
given = arguments(__doc__)
lesson = Lesson(given.data, FEATURES, window=1, horizon=1)
market = Market(lesson.values, lesson.ahead, lesson.train)
model = PPO(
    "MlpPolicy",
    market,
    seed=11,
    n_steps=2048,
    batch_size=256,
    learning_rate=1e-3,
    gamma=0.9,
    ent_coef=0.003,
    policy_kwargs={"net_arch": [32, 32]},
    device="cpu",
)
model.learn(STEPS)

buffer = io.BytesIO()
# The dynamo exporter does not take this policy.
torch.onnx.export(
    Scores(model.policy).eval(),
    (torch.zeros(1, len(FEATURES) + 1),),
    buffer,
    input_names=["features"],
    output_names=["scores"],
    opset_version=18,
    dynamo=False,
)
content = buffer.getvalue()
session = onnxruntime.InferenceSession(content)
predict = lambda inputs: session.run(None, {"features": inputs})[0]

checks = [np.append(lesson.values[row], np.float32(0)).astype(np.float32)[None] for row in lesson.unseen[:500]]
agreed = sum(int(model.predict(check, deterministic=True)[0][0]) == int(np.argmax(predict(check))) for check in checks)
print(f"actions that agree with Stable-Baselines3: {agreed} of {len(checks)}")
for name, rows in (("2022-2023, learned from", lesson.train), ("2024, unseen", lesson.unseen)):
    total, changes = walk(predict, lesson, rows)
    hold = np.log1p(lesson.ahead[rows]).sum()
    print(f"{name}: log return after costs {total:+.3f}, holding {hold:+.3f}, changes {changes} in {len(rows)} hours")
publish(
    "ppo-levels",
    folder=given.output,
    onnx_bytes=content,
    predict=predict,
    manifest={
        "summary": "A PPO policy of Stable-Baselines3 that is short, flat or long, and knows what it held.",
        "horizon": 1,
        # What it holds depends on what it held: two walks from different starts need weeks to agree.
        "warmup": 1440,
        "output": {"meaning": "target-weights", "levels": LEVELS},
        "inputs": {"features": [*lesson.features, OWN], "window": 1},
    },
)
