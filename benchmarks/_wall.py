"""The common way to time two programs: one after the other in one process, by wall time.

Both run in a fresh interpreter without a sandbox, six times each on the same input. Three estimates
are computed from these times: a single time, the best of five, and the Hodges-Lehmann centre of all
six (ENAMEL's method).
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Sequence

from benchmarks import _pairs
from benchmarks._pairs import CHUNKS
from effbench.stats.location import hodges_lehmann

METHODS = ("single wall time", "best of 5 wall", "HL of 6 wall (ENAMEL)")
_RUNS = 6
_TIMER = """
import json, sys, time
pairs, arguments, runs = json.load(sys.stdin)
for percent, sources in pairs.items():
    times = []
    for text in sources:
        module = {}
        exec(text, module)
        own = []
        for _ in range(runs):
            start = time.perf_counter()
            module["solve"](*arguments)
            own.append(time.perf_counter() - start)
        times.append(own)
    pairs[percent] = times
print(json.dumps(pairs))
"""

Trial = dict[int, tuple[list[float], list[float]]]
"""Percent -> six wall times in seconds of the base, and of the program that much slower."""


def trial(kind: str, seed: int) -> Trial:
    """Time all pairs of `kind` in one fresh process; in half of the trials the base is first."""
    turn = seed % 2
    pairs = {p: [_pairs.source(kind, q) for q in ((p, 0) if turn else (0, p))] for p in CHUNKS}
    message = json.dumps([pairs, _pairs.arguments(seed), _RUNS])
    done = subprocess.run(
        [sys.executable, "-I", "-c", _TIMER], input=message, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(f"the process that takes wall times failed: {done.stderr}")
    times = json.loads(done.stdout)
    return {p: (times[str(p)][turn], times[str(p)][1 - turn]) for p in CHUNKS}


def log_ratios(trials: Sequence[Trial], percent: int, method: str) -> list[float]:
    """Return each trial's log-ratio of the slower program to the base, as `method` estimates it."""
    centre = {
        METHODS[0]: lambda times: times[0],
        METHODS[1]: lambda times: min(times[:5]),
        METHODS[2]: hodges_lehmann,
    }[method]
    return [math.log(centre(found[percent][1]) / centre(found[percent][0])) for found in trials]
