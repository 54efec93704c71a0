"""Prints the cases of one room as lines of JSON: `ask.py <room> <seed>`. The room's module has `cases(rng)`."""

import importlib.util
import json
import math
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
# Rooms have names of Python's own modules, which must be found first.
sys.path = [path for path in sys.path if os.path.abspath(path or ".") != HERE]

import numpy  # noqa: E402


def plain(value):
    """Turns numpy and NaN into what JSON can say: numbers without a value are `nan`, `inf`, `-inf` in answers."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, numpy.ndarray):
        return plain(value.tolist())
    if isinstance(value, (numpy.bool_, bool)):
        return bool(value)
    if isinstance(value, numpy.integer):
        return int(value)
    if isinstance(value, (float, numpy.floating)):
        number = float(value)
        if math.isnan(number):
            return "nan"
        if math.isinf(number):
            return "inf" if number > 0 else "-inf"
        return number
    return value


def without_words(value):
    """Inputs say `null` where a number is not known."""
    if isinstance(value, dict):
        return {key: without_words(item) for key, item in value.items()}
    if isinstance(value, list):
        return [without_words(item) for item in value]
    return None if value == "nan" else value


def main():
    room, seed = sys.argv[1], int(sys.argv[2])
    spec = importlib.util.spec_from_file_location(f"oracle_{room}", os.path.join(HERE, f"{room}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for case in module.cases(numpy.random.default_rng(seed)):
        answer = plain(case)
        answer["inputs"] = without_words(answer["inputs"])
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
