"""The peers' side of the bench's protocol: say who you are, then answer every line with one run."""

import importlib.metadata
import json
import os
import sys

task = json.loads(sys.argv[1])

# Libraries print to standard output, compiled code too: the protocol takes it for itself, at the descriptor.
out = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)


def answer_runs(name, run, package=None):
    """Calls `run` for every line; it returns seconds, how much it did in that time, and details."""
    version = importlib.metadata.version(package or name)
    print(json.dumps({"name": name, "version": version}), file=out, flush=True)
    for _ in sys.stdin:
        seconds, count, details = run()
        print(json.dumps({"seconds": seconds, "count": count, "details": details}), file=out, flush=True)
