"""An LSTM of PyTorch that gives the chance of a rise over the next day, written to ONNX by torch.

OMP_NUM_THREADS=1 python train_torch.py --data BTCUSDT_1h.csv.gz
"""

import io

import numpy as np
import onnxruntime
import torch

from publish import Lesson, arguments, judge_chances, publish

FEATURES = [
    {"indicator": "rocp", "parameters": {"timeperiod": 1}},
    {"indicator": "rocp", "parameters": {"timeperiod": 24}},
    {"indicator": "rsi", "parameters": {"timeperiod": 14}},
    {"indicator": "natr", "parameters": {"timeperiod": 14}},
    {"indicator": "mfi", "parameters": {"timeperiod": 14}},
]
WINDOW = 24
HORIZON = 24
HIDDEN = 16
EPOCHS = 8
BATCH = 256


class Chance(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.memory = torch.nn.LSTM(len(FEATURES), HIDDEN, batch_first=True)
        self.drop = torch.nn.Dropout(0.3)
        self.score = torch.nn.Linear(HIDDEN, 1)

    def logits(self, window):
        states, _ = self.memory(window)
        return self.score(self.drop(states[:, -1]))

    def forward(self, window):
        return torch.sigmoid(self.logits(window))


torch.manual_seed(11)
torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)
given = arguments(__doc__)
lesson = Lesson(given.data, FEATURES, window=WINDOW, horizon=HORIZON)
rows = torch.from_numpy(lesson.inputs[lesson.train])
targets = torch.from_numpy((lesson.ahead[lesson.train] > 0).astype(np.float32)).unsqueeze(1)
model = Chance()
optimiser = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.1)
for epoch in range(EPOCHS):
    order = torch.randperm(len(rows))
    total = 0.0
    for start in range(0, len(rows), BATCH):
        batch = order[start : start + BATCH]
        loss = torch.nn.functional.binary_cross_entropy_with_logits(model.logits(rows[batch]), targets[batch])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        total += loss.item() * len(batch)
    print(f"epoch {epoch + 1}: loss {total / len(rows):.4f}")

model.eval()
buffer = io.BytesIO()
torch.onnx.export(
    model,
    (torch.zeros(1, WINDOW, len(FEATURES)),),
    buffer,
    input_names=["window"],
    output_names=["chance"],
    opset_version=18,
    dynamo=False,
)
content = buffer.getvalue()
session = onnxruntime.InferenceSession(content)
predict = lambda inputs: session.run(None, {"window": inputs})[0]


def chances(index):
    with torch.no_grad():
        return model(torch.from_numpy(lesson.inputs[index])).numpy()[:, 0].astype(float)


some = lesson.train[:50]
print("largest difference from PyTorch:", max(abs(predict(lesson.inputs[[row]])[0, 0] - chances([row])[0]) for row in some))
judge_chances("2022-2023, learned from", chances(lesson.train), lesson.ahead[lesson.train])
judge_chances("2024, unseen", chances(lesson.unseen), lesson.ahead[lesson.unseen])
publish(
    "lstm-chance",
    folder=given.output,
    onnx_bytes=content,
    predict=predict,
    manifest={
        "summary": "An LSTM of PyTorch over 24 hourly bars that gives the chance of a rise over the next 24 hours.",
        "horizon": HORIZON,
        "warmup": 48,
        "output": {"meaning": "probability-up"},
        "inputs": {"features": lesson.features, "window": WINDOW},
    },
)
