"""Many samples, some of them hostile: `python soak.py SETTING WORK REPORT SAMPLES SEED [EVERY]`.

One sample in EVERY is hostile, one in a hundred by default.

Writes as JSON the host's resources after the warm-up and at the end, and the cost of a sample in
each fifth of the run. The costs are ratios to a bare fork of this process, timed in between,
because a machine's speed changes within minutes.
"""

from __future__ import annotations

import dataclasses
import gc
import json
import os
import random
import statistics
import sys
import time
import warnings
from pathlib import Path
from typing import Any

import psutil
from gallery import NUMPY, PANDAS, SETTINGS, SHORT, Attack, Gallery, attacks

from effbench.attacks.gaps import expected, is_run
from effbench.sandbox import Limits, Sandbox
from effbench.sandbox.host import conversation
from effbench.sandbox.inside import kernel

HOSTILE_EVERY = 100
FORK_EVERY = 4
FIFTHS = 5
TRIVIAL = "def solve(number):\n    return number + 1\n"
WARM_UP = 50
FREE = ((), NUMPY, PANDAS)


def sample_ns(sandbox: Sandbox, number: int, imports: tuple[str, ...] = ()) -> int:
    start = time.perf_counter_ns()
    outcome = sandbox.run(TRIVIAL, "solve", [(number,)], Limits(), imports)
    spent = time.perf_counter_ns() - start
    assert outcome.values == (number + 1,), outcome
    return spent


def fork_ns() -> int:
    start = time.perf_counter_ns()
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return time.perf_counter_ns() - start


def hostile_verdict(gallery: Gallery, attack: Attack) -> dict[str, Any]:
    user = "root" if os.geteuid() == 0 else "ordinary"
    verdict, outcome = gallery.run_once(attack, SHORT)
    right = expected(gallery.tier, attack.name, attack.verdicts, user)
    return {
        "name": attack.name,
        "verdict": verdict,
        "ok": verdict in right,
        "detail": gallery.detail(outcome),
    }


def is_soaked(attack: Attack, tier: str) -> bool:
    """True for an attack with one child at a time that does not pass."""
    return is_run(tier, attack.name) and attack.together == 1 and attack.verdicts != ("pass",)


def held(gallery: Gallery) -> dict[str, Any]:
    """The resources of this process and its sandbox once every zygote has started."""
    for imports in FREE:
        sample_ns(gallery.sandbox, 1, imports)
    gc.collect()
    state = dataclasses.asdict(gallery.host.state())
    state["zygotes"] = sum(map(len, gallery.sandbox._idle.values()))
    state["rss_bytes"] = psutil.Process().memory_info().rss
    return {key: value for key, value in state.items() if key not in ("limits", "scheduling")}


def soak(gallery: Gallery, samples: int, seed: int, every: int) -> dict[str, Any]:
    rng = random.Random(seed)
    pool = [a for a in attacks() if is_soaked(a, gallery.tier)]
    for number in range(WARM_UP):
        sample_ns(gallery.sandbox, number)
        fork_ns()
    for attack in rng.sample(pool, 10):  # the memory that reading large answers needs once
        hostile_verdict(gallery, attack)
    before = held(gallery)
    hostile, costs, rss = [], [], []
    for fifth in range(FIFTHS):
        trivial_ns, forked_ns = [], []
        for number in range(fifth * samples // FIFTHS, (fifth + 1) * samples // FIFTHS):
            if number % every == every // 2:
                hostile.append(hostile_verdict(gallery, rng.choice(pool)))
            else:
                trivial_ns.append(sample_ns(gallery.sandbox, number))
            if number % FORK_EVERY == 0:
                forked_ns.append(fork_ns())
        costs.append(statistics.median(trivial_ns) / statistics.median(forked_ns))
        rss.append(psutil.Process().memory_info().rss)
    return {
        "every": every,
        "before": before,
        "after": held(gallery),
        "hostile": hostile,
        "forks_per_sample": costs,
        "rss_bytes": rss,
        "contacts": gallery.host.contacts(),
    }


def main() -> None:
    setting, work, report, samples, seed, *every = sys.argv[1:]
    kernel.prctl(36, 1)  # PR_SET_CHILD_SUBREAPER: orphans would be counted
    conversation._START_CPU_SECONDS = 1.0
    warnings.simplefilter("ignore")  # T4's warning, which is expected
    tier, shell = SETTINGS[setting]
    with Sandbox(tier, shell=shell) as sandbox:
        start = time.monotonic()
        found = soak(
            Gallery(sandbox, Path(work)), int(samples), int(seed), int(*every or [HOSTILE_EVERY])
        )
        found["seconds"] = time.monotonic() - start
    found["left"] = [p.name() for p in psutil.Process().children(recursive=True)]
    Path(report).write_text(json.dumps(found, indent=1, default=repr))


if __name__ == "__main__":
    main()
