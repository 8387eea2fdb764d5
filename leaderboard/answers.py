"""Answers for the entries: drawn from reference_solutions/, or read from published files.

SEED determines the draws: the same files give the same answers.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator, Mapping
from pathlib import Path

from effbench.base.paths import content_dir
from effbench.tasks import registry
from effbench.tasks.datasets import evalperf
from effbench.tasks.suite import derive_seed

SEED = 8
Answers = Iterator[dict[str, str]]
"""Lines of a file that `--model replay:` reads."""
_SHARED = "0 4 9 16 20 24 26 31 33 34 36 37 49 51 54 58 59 64 74 85 86 87 89 90 113 119 120 121 149"
EVALPERF_TASKS = tuple(f"HumanEval/{number}" for number in _SHARED.split())
"""The tasks that EvalPerf profiles and that ENAMEL's published problem set contains."""


def oracle_answers(shares: Mapping[str, float], n_samples: int) -> Answers:
    """Yield `n_samples` solutions for each core task, of kinds drawn with the weights `shares`.

    The kinds are `fast`, `medium`, `slow` (the reference of that tier) and `wrong` (one of the
    task's wrong solutions, drawn uniformly).
    """
    folder = content_dir("reference_solutions")
    for task in registry.load_core().tasks:
        rng = random.Random(derive_seed(SEED, "oracle", repr(sorted(shares.items())), task.id))
        for kind in rng.choices(list(shares), list(shares.values()), k=n_samples):
            own = folder / task.id
            path = (
                rng.choice(sorted((own / "wrong").glob("*.py")))
                if kind == "wrong"
                else own / f"{kind}.py"
            )
            yield {"task_id": task.id, "solution": path.read_text(encoding="utf-8")}


def copied_answers(path: Path) -> Answers:
    """Yield the lines of a gzipped file of answers unchanged."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def evalperf_answers(folder: Path, prefix: str, n_samples: int) -> Answers:
    """Yield `n_samples` of each shared task's passing samples, drawn without replacement."""
    (path,) = folder.glob(f"{prefix}*_evalperf_results*.json.gz")
    for task_id, profile in sorted(evalperf.read(path).tasks.items()):
        if task_id not in EVALPERF_TASKS or not profile.profiled:
            continue
        rng = random.Random(derive_seed(SEED, "evalperf", path.name, task_id))
        for one in rng.sample(profile.profiled, n_samples):
            yield {"task_id": task_id, "solution": one.solution}
