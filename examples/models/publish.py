"""What every training script does around its model: rows to learn from, and the files that are handed in."""

import argparse
import json
import os
import pathlib

import numpy as np

from features import compute_features, forward_return, random_bars, read_bars, standardised, windows

# Set before numpy's and torch's thread pools start when a script is run as documented; said here to be checked.
assert os.environ.get("OMP_NUM_THREADS") == "1", "run with OMP_NUM_THREADS=1: more threads change sums in the last digit"

HERE = pathlib.Path(__file__).parent
# Bars that close at or before this moment may be learned from; what follows is left for evaluation.
TRAINED_UNTIL_MS = 1_704_067_200_000
TRAINED_UNTIL = "2024-01-01T00:00:00Z"
HOUR_MS = 3_600_000
ONNX_BYTES_MAX = 300_000
# Enough for the longest indicator and window of the examples to be known, and sixty rows more.
EXAMPLE_BARS = 260
EXAMPLE_ROWS = 60


def arguments(summary):
    parser = argparse.ArgumentParser(description=summary)
    parser.add_argument("--data", required=True, help="gzipped CSV of hourly BTCUSDT bars")
    parser.add_argument("--output", default=str(HERE), help="folder for the model, its manifest and its examples")
    return parser.parse_args()


class Lesson:
    """Features and targets of the bars, with which rows may be learned from."""

    def __init__(self, path, features, window, horizon):
        self.bars = read_bars(path)
        close_ms = self.bars["ts_ms"] + HOUR_MS
        past = close_ms <= TRAINED_UNTIL_MS
        self.features = standardised(self.bars, features, past)
        self.values = compute_features(self.bars, self.features)
        self.inputs = self.values if window == 1 else windows(self.values, window)
        self.ahead = forward_return(self.bars["close"], horizon)
        known = np.isfinite(self.inputs.reshape(len(self.inputs), -1)).all(axis=1) & np.isfinite(self.ahead)
        # A row is learned from only if its whole horizon closed in time: no label reaches into the unseen year.
        ends_in_time = np.zeros(len(past), dtype=bool)
        ends_in_time[:-horizon] = past[horizon:]
        self.train = np.flatnonzero(known & ends_in_time)
        self.unseen = np.flatnonzero(known & ~past)


def publish(name, *, folder, onnx_bytes, manifest, predict):
    """Writes the model, its manifest, and examples: bars, the inputs they give, and what Python said of them."""
    folder = pathlib.Path(folder)
    assert len(onnx_bytes) <= ONNX_BYTES_MAX, f"{len(onnx_bytes)} bytes are too many"
    whole = {
        "schema": "qca-model/1",
        "name": name,
        "version": "1.0.0",
        "author": "Quantum Chain AI",
        "licence": "Apache-2.0",
        "format": "onnx",
        "artefact": f"{name}.onnx",
        "universe": ["BTCUSDT"],
        "interval": "1h",
        "trainedUntil": TRAINED_UNTIL,
        **manifest,
    }
    (folder / f"{name}.examples.json").write_text(json.dumps(examples(whole, predict), separators=(",", ":")) + "\n")
    (folder / f"{name}.onnx").write_bytes(onnx_bytes)
    (folder / f"{name}.manifest.json").write_text(json.dumps(whole, indent=2) + "\n")
    print(f"{name}.onnx: {len(onnx_bytes)} bytes")


def examples(manifest, predict):
    """Bars that no market made, and what Python says after the last of them, as the platform must."""
    features, window = manifest["inputs"]["features"], manifest["inputs"]["window"]
    bars = random_bars(EXAMPLE_BARS, seed=7)
    # What the model said last is filled in row by row.
    values = compute_features({**bars, "own-output": np.zeros(EXAMPLE_BARS)}, features)
    own = [index for index, feature in enumerate(features) if feature["indicator"] == "own-output"]
    rows = values[:, None, :] if window == 1 else windows(values, window)
    inputs, outputs, answers = [], [], []
    last = 0.0
    for row in np.flatnonzero(np.isfinite(rows).all(axis=(1, 2))):
        given = rows[row].copy()
        given[-1, own] = last
        said = np.asarray(predict(given if window == 1 else given[None]), dtype=np.float64).reshape(-1)
        levels = manifest["output"].get("levels")
        last = float(said[0]) if levels is None else levels[int(np.argmax(said))]
        inputs.append([float(f"{value:.9g}") for value in given[-1]])
        outputs.append([float(f"{value:.9g}") for value in said])
        answers.append(float(f"{last:.9g}"))
    first = EXAMPLE_BARS - EXAMPLE_ROWS
    return {
        "bars": {column: series.tolist() for column, series in bars.items()},
        "firstRow": first,
        # Of the newest bar only: a window is rows of the bars before.
        "inputs": inputs[-EXAMPLE_ROWS:],
        "outputs": outputs[-EXAMPLE_ROWS:],
        "answers": answers[-EXAMPLE_ROWS:],
    }


def judge_returns(name, said, happened):
    """Prints how forecasts of a return did: share of variance explained against saying zero, and signs."""
    gain = 1 - ((happened - said) ** 2).sum() / (happened**2).sum()
    signs = (np.sign(said) == np.sign(happened)).mean()
    print(f"{name}: R2 against zero {gain:+.4f}, correlation {np.corrcoef(said, happened)[0, 1]:+.4f}, right sign {signs:.4f}, rows {len(said)}")


def judge_chances(name, said, happened):
    """Prints how chances of a rise did: log loss beside that of the constant share of rises, and area under the curve."""
    up = happened > 0
    said = np.clip(said, 1e-6, 1 - 1e-6)
    loss = -(np.log(said[up]).sum() + np.log(1 - said[~up]).sum()) / len(up)
    share = up.mean()
    naive = -(share * np.log(share) + (1 - share) * np.log(1 - share))
    ranks = np.empty(len(said))
    ranks[np.argsort(said, kind="stable")] = np.arange(1, len(said) + 1)
    area = (ranks[up].sum() - up.sum() * (up.sum() + 1) / 2) / (up.sum() * (~up).sum())
    print(f"{name}: log loss {loss:.4f} (constant {naive:.4f}), area under the curve {area:.4f}, rises {share:.4f}, rows {len(up)}")
