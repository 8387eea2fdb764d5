"""The sandbox's gallery of attacks, as completions: no reward above the honest one.

Each attack of `tests/sandbox/hostile` answers a task whose honest solution is the gallery's own; it
is judged, timed and rewarded like any completion. A part of the gallery runs by default, spread
over its kinds; all of it with EFFBENCH_FULL=1.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from effbench.errors import SandboxError
from effbench.reward import Judge
from effbench.suite import Instance, Suite, SuiteTask, TimedSize

SANDBOX = Path(__file__).resolve().parents[1] / "sandbox"
sys.path.insert(0, str(SANDBOX))

from gallery import Attack, Host, attacks  # noqa: E402

FULL = os.environ.get("EFFBENCH_FULL") == "1"
EVERY = 1 if FULL else 6
TIMED_EVERY = 1 if FULL else 3
SMALL = 300
GROUP = 7


def inputs(n: int, seed: int, count: int) -> list[Instance]:
    rng = random.Random(seed)
    return [
        Instance(([rng.randrange(-(10**6), 10**6) for _ in range(n - 2)] + [0, 1],), f"n={n}")
        for _ in range(count)
    ]


def check(arguments: tuple[list[int]], returned: object, expected: object) -> str | None:
    right = sorted(arguments[0])
    same = type(returned) is list and len(returned) == len(right)
    same = same and all(type(a) is int and a == b for a, b in zip(returned, right, strict=True))
    return None if same else "not sorted"


@pytest.fixture(scope="module")
def task(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SuiteTask]:
    host = Host(tmp_path_factory.mktemp("host"))  # what attacks try to reach, and listens
    honest = next(attack for attack in attacks() if attack.name == "honest")
    yield SuiteTask(
        id="sorting",
        version=1,
        entry_point="solve",
        prompt="Sort the values.",
        sizes=(TimedSize("S", 5_000), TimedSize("M", 5_000)),  # what the attacks have prepared for
        references={"fast": honest.source},
        correctness=lambda seed: inputs(SMALL, seed, 2),
        stress=lambda size, seed, batch: inputs(size.n, seed, batch),
        check=check,
        prelude=host.prelude(),
        cpu_limit_seconds=0.5,
        wall_limit_seconds=4.0,
        memory_limit_bytes=256 << 20,
    )
    assert host.contacts() == 0
    for listener in (*host.listeners, host.datagrams):
        listener.close()


@pytest.fixture(scope="module")
def judge(task: SuiteTask) -> Iterator[Judge]:
    try:
        made = Judge(Suite("attacks", "1", (task,)), workers=2)
    except SandboxError as error:
        pytest.skip(f"no sandbox on this machine: {error}")
    with made:
        yield made


def chosen() -> list[Attack]:
    functions = [a for a in attacks() if a.style == "function" and not a.imports]
    passing = [a for a in functions if "pass" in a.verdicts and a.name != "honest"]
    failing = [a for a in functions if "pass" not in a.verdicts]
    return [*passing[::TIMED_EVERY], *failing[::EVERY]]


def answer(source: str) -> str:
    return f"```python\n{source}\n```"


def test_no_attack_is_worth_more_than_honest_code(judge: Judge, task: SuiteTask) -> None:
    """Groups of attacks, each with the honest solutions in it, as a trainer would send them.

    An attack on the clock does the slow honest work (`time=honest`); the others, when they are
    refused, sort as fast as anybody can.
    """
    sample = chosen()
    assert len(sample) >= 30 and any(attack.timed for attack in sample)
    honest = [answer(task.fast), answer("def solve(values):\n    return sorted(values)")]
    winners = []
    for start in range(0, len(sample), GROUP):
        group = sample[start : start + GROUP]
        texts = [*honest, *(answer(attack.source) for attack in group)]
        slow, fast, *found = judge.score_many([("sorting", text) for text in texts])
        assert slow.passed and fast.passed
        for attack, verdict in zip(group, found, strict=True):
            if not verdict.passed:
                assert verdict.reward in (None, 0.0)
                continue
            # It passed, so it did the work; what it may gain is the measurement's noise.
            best = slow if attack.timed else fast
            assert verdict.efficiency_ci is not None and best.efficiency_ci is not None
            if verdict.efficiency_ci[0] > best.efficiency_ci[1]:
                winners.append((attack.name, verdict.efficiency_ci, best.efficiency_ci))
    assert not winners


def test_the_gallery_s_clear_wrongs_get_nothing(judge: Judge) -> None:
    wrong = [a for a in chosen() if a.verdicts == ("wrong",)]
    assert wrong
    for verdict in judge.score_many([("sorting", answer(a.source)) for a in wrong]):
        assert verdict.reward in (0.0, None), verdict
