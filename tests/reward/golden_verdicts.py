"""Make the golden verdicts: `python tests/reward/golden_verdicts.py NEW_FILE.json`.

Verdicts on a fixed list of completions, and rewards of fixed times, as one version of effbench gave
them. `golden/verdicts.json` was made once, by the version that its header names, and is not made
again: later versions must give the same. It holds no measured time.

The names that an earlier version has elsewhere are looked up in both places (`_either`), so this
file runs under both: `git worktree add ../earlier COMMIT`, an interpreter that has it installed,
and this file's path.
"""

from __future__ import annotations

import hashlib
import json
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

sys.path.insert(0, str(Path(__file__).resolve().parent))

import golden_cases
import golden_times
import golden_trainers

from effbench.reward import Judge, Scored, dataset, parse, preference_pairs

SEED = 7
FIELDS = ("status", "reward", "passed", "detail", "spec", "efficiency", "extract_rule",
          "source_sha256", "cached", "profile", "seed")  # fmt: skip
TASK = '''"""Return the sum of the squares of the values."""

from effbench.authoring import Task

TASK = Task(
    statement=__doc__,
    signature="def doubled(values: list[int]) -> int",
    examples=[(([1, 2],), 5)],
    limits=["0 <= len(values) <= 100_000"],
    sizes={"S": (2_000, 8), "M": (8_000, 4), "L": (60_000, 2)},
    shapes=("random",),
    complexity={"slow": "n^2", "medium": "n", "fast": "n"},
    category="array",
    family="sums",
)


@TASK.correctness
def small(rng):
    yield ([],)
    for length in range(1, 6):
        yield ([rng.randrange(-9, 10) for _ in range(length)],)


@TASK.stress
def large(n, shape, rng):
    return ([rng.randrange(-9, 10) for _ in range(n)],)


@TASK.valid
def valid(arguments):
    assert len(arguments[0]) <= 100_000
'''


either = golden_times.either
Suite = either("effbench.tasks:Suite", "effbench.suite:Suite")
SuiteTask = either("effbench.tasks:SuiteTask", "effbench.suite:SuiteTask")
Instance = either("effbench.tasks:Instance", "effbench.suite:Instance")
load_task = either("effbench.tasks:load_task", "effbench.registry:load_task")
simulate = either("effbench.reward.simulate:simulate", "effbench.reward:simulate")
samples_of_run = either("effbench.reward:samples_of_run", "effbench.reward.simulate:samples_of_run")
Sandbox = either("effbench.sandbox:Sandbox")


def plain(verdict: Any, *more: str) -> dict[str, Any]:
    """The parts of a verdict that no clock decides, and those of `more`."""
    found = verdict.as_dict()
    return {name: found[name] for name in (*FIELDS, *more)}


# --- suites -------------------------------------------------------------------------------------


def mine(folder: Path) -> Any:
    """A task of the user's own, with little time for each answer."""
    solutions = folder / "solutions"
    (solutions / "wrong").mkdir(parents=True)
    (folder / "doubled.py").write_text(TASK)
    for tier in ("fast", "medium", "slow"):
        (solutions / f"{tier}.py").write_text(golden_cases.RIGHT)
    (solutions / "wrong" / "plain_sum.py").write_text(golden_cases.DRAFT)
    task = load_task(folder / "doubled.py", solutions)
    return Suite("mine", "1", (_hurried(task),))


def _hurried(task: Any) -> Any:
    return replace(
        task, cpu_limit_seconds=1.0, wall_limit_seconds=4.0, memory_limit_bytes=256 << 20
    )


def hostile(folder: Path) -> Any:
    """A function that sorts, as the gallery of attacks has it."""
    task = SuiteTask(
        id="solve",
        version=1,
        entry_point="solve",
        prompt="Sort the values.",
        sizes=(),
        references={"fast": "def solve(values):\n    return sorted(values)\n"},
        correctness=lambda seed: [Instance(([3, 1, 2, 0, 1],)), Instance(([1, 0],))],
        stress=lambda size, seed, batch: [],
        check=lambda arguments, returned, expected: (
            None
            if type(returned) is list and [*map(repr, returned)] == [*map(repr, expected)]
            else "not sorted"
        ),
    )
    return Suite("hostile", "1", (_hurried(task),))


@cache
def shared_sandbox() -> Sandbox:
    """The sandbox in which data sets work out their expected answers. The caller closes it."""
    return Sandbox()


def rows(name: str, folder: Path) -> Any:
    """Rows with tests, as a user brings them: a JSON-lines file in the form of a published set."""
    load = either(f"effbench.tasks.datasets.{name}:load", f"effbench.datasets.{name}:load")
    folder.mkdir()
    file = folder / "test.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in golden_cases.ROWS[name]))
    suite = load(file, shared_sandbox())
    return replace(suite, tasks=tuple(replace(t, cpu_limit_seconds=1.0) for t in suite.tasks))


def suites(work: Path) -> dict[str, Callable[[], Any]]:
    return {
        "core": lambda: "core",
        "mine": lambda: mine(work / "mine"),
        "hostile": lambda: hostile(work),
        "humaneval": lambda: rows("humaneval", work / "humaneval"),
        "livecodebench": lambda: rows("livecodebench", work / "livecodebench"),
    }


def listed() -> dict[str, list[golden_cases.Case]]:
    """Suite -> its completions."""
    return {
        "core": golden_cases.core(),
        "mine": golden_cases.mine(),
        "hostile": golden_cases.hostile(),
        **golden_cases.rows(),
    }


# --- verdicts -----------------------------------------------------------------------------------


def judged(suite: Any, cases: Sequence[Sequence[Any]], work: Path) -> list[dict[str, Any]]:
    """Correctness alone: each completion in a request of its own. Details do not name `work`."""
    with Judge(suite, "off", workers=1, seed=SEED) as judge:
        found = [plain(judge.score(task, text), "task_id", "ratio") for task, text in cases]
    return [one | {"detail": one["detail"].replace(str(work), "WORK")} for one in found]


def timed() -> dict[str, Any]:
    """With real times: who is faster, and which values there are."""
    task = "rect_union_area"
    sources = [golden_cases.reference(task, name) for name in ("fast", "slow", 0)]
    names = ("reward", "efficiency", "efficiency_ci", "ratio", "speedup")
    with Judge("core", "reward", workers=1, seed=SEED) as judge:
        found = judge.score_many([(task, text) for text in [*sources, "No.", sources[0]]])
        again = judge.score_many([(task, text) for text in sources])
    return {
        "verdicts": [
            {k: v for k, v in plain(one).items() if k not in names}
            | {f"has {name}": one.as_dict()[name] is not None for name in names}
            for one in [*found, *again]
        ],
        "order": sorted(range(4), key=lambda i: (-found[i].reward, i)),
        "equal": [one.reward for one in again] == [one.reward for one in found[:3]],
    }


def by_fixed_times() -> dict[str, Any]:
    """Spec -> the verdicts on one group whose times are fixed, with all their numbers."""
    found: dict[str, Any] = {}
    pairs: dict[str, Any] = {}
    for text in golden_times.few_specs():
        with Judge("core", "quick", workers=1, seed=SEED, spec=text) as judge:
            task = judge.task("rect_union_area")
            texts = golden_times.completions(task)
            golden_times.fixed(judge)
            verdicts = judge.score_many([(task.id, one) for one in texts])
        numbers = ("ratio", "efficiency", "efficiency_ci", "reward", "status", "detail", "cached")
        found[text] = {
            "canonical": str(judge.spec),
            "bounds": list(judge.spec.bounds),
            "verdicts": [[one.as_dict()[name] for name in numbers] for one in verdicts],
        }
        if "+" not in text:
            scored = [Scored("Sort.", t, v) for t, v in zip(texts, verdicts, strict=True)]
            pairs[text] = preference_pairs(
                scored, form="list", seed=3, max_pairs_per_prompt=12, efficiency_pair_fraction=0.5
            )
    return {"specs": found, "pairs": pairs}


def of_samples() -> dict[str, Any]:
    """Group -> spec -> rewards, and advantages by every group baseline."""
    found: dict[str, Any] = {}
    for name, group in golden_times.groups().items():
        for text in golden_times.specs():
            rewards = parse(text).rewards(group)
            advantages = {
                estimator: [float(value) for value in of(rewards)]
                for estimator, of in golden_times.ESTIMATORS.items()
            }
            found.setdefault(name, {})[text] = {"rewards": rewards, **advantages}
    return found


def simulated() -> dict[str, Any]:
    """Spec and group baseline -> signal and noise of a recorded run, its blocks drawn again."""
    samples = samples_of_run(golden_cases.ROOT / "tests" / "runs" / "golden" / "core-standard")
    chosen = [
        parse(text)
        for text in golden_times.specs()
        if "+" not in text and not parse(text).preset.needs_pool
    ]
    rows = simulate(samples, chosen, repeats=5, groups_per_task=2, blocks=5, seed=3)
    return {f"{row.spec}, {row.estimator}": msgspec.to_builtins(row) for row in rows}


def prompts() -> dict[str, Any]:
    """Digests of the rows for training."""
    asked: dict[str, dict[str, Any]] = {
        "dev": {},
        "dev, few-shot": {"few_shot": 2, "system_prompt": "You write fast code."},
        "dev, one text": {"chat": False},
        "generated": {"split": "generated", "suite_seeds": [0, 5]},
    }
    found = {name: dataset(form="list", **more) for name, more in asked.items()}
    return {
        name: {"rows": len(rows), "sha256": hashlib.sha256(json.dumps(rows).encode()).hexdigest()}
        for name, rows in found.items()
    }


# --- the file -------------------------------------------------------------------------------------

PARTS: dict[str, Callable[[], Any]] = {
    "fixed times": by_fixed_times,
    "samples": of_samples,
    "simulated": simulated,
    "prompts": prompts,
    "adapters": golden_trainers.adapters,
    "server": golden_trainers.served,
    "timed": timed,
}


def made_by() -> dict[str, str]:
    import effbench

    folder = Path(effbench.__file__).parent
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=folder, capture_output=True, text=True, check=True
    ).stdout.strip()
    return {"commit": commit, "version": effbench.__version__, "python": platform.python_version()}


def make(file: Path) -> None:
    found: dict[str, Any] = {"made by": made_by(), "suites": {}}
    with tempfile.TemporaryDirectory(prefix="golden-") as work:
        opened = suites(Path(work))
        for name, cases in listed().items():
            verdicts = judged(opened[name](), cases, Path(work))
            found["suites"][name] = [
                {"task": task, "completion": completion, "verdict": verdict}
                for (task, completion), verdict in zip(cases, verdicts, strict=True)
            ]
    for name, part in PARTS.items():
        found[name] = part()
    file.write_text(text_of(found))


def text_of(found: Mapping[str, Any]) -> str:
    """JSON with a line for each verdict, spec or reply."""
    parts = []
    for name, part in found.items():
        if name == "suites":
            inner = [f"{json.dumps(suite)}: {_lines(cases)}" for suite, cases in part.items()]
            parts.append(f"{json.dumps(name)}: {{\n{_joined(inner)}\n}}")
        else:
            parts.append(f"{json.dumps(name)}: {_lines(part)}")
    return f"{{\n{_joined(parts)}\n}}\n"


def _lines(part: Any) -> str:
    if isinstance(part, list):
        return f"[\n{_joined(map(json.dumps, part))}\n]"
    return f"{{\n{_joined(f'{json.dumps(k)}: {json.dumps(v)}' for k, v in part.items())}\n}}"


def _joined(lines: Iterable[str]) -> str:
    return ",\n".join(lines)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
