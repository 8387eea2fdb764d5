"""The sandbox's gallery of attacks, as completions: no reward above the honest one.

Each attack of `attacks/` answers a task of its kind (a function, with or without libraries, a
program, a function of tables). The task's honest solution is the gallery's own. The attack is
judged, timed and rewarded like any completion. A run takes a part of the gallery, spread over its
kinds; EFFBENCH_ROTATION selects the part, and EFFBENCH_FULL=1 runs all attacks.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from attack_kinds import KINDS, Kind
from nightly import FULL, share_of_this_run

from effbench.base.errors import SandboxError
from effbench.reward import Judge
from effbench.tasks.checks import first_difference
from effbench.tasks.suite import Instance, Suite, SuiteTask, TimedSize

SANDBOX = Path(__file__).resolve().parents[1] / "sandbox"
sys.path.insert(0, str(SANDBOX))

from gallery import Attack, Host, attacks, posed  # noqa: E402

EVERY, TIMED_EVERY, PAIRS_EVERY = (1, 1, 1) if FULL else (6, 3, 3)
SMALL = 300
GROUP = 7


def part(found: list[Attack], every: int) -> list[Attack]:
    """One of every `every` attacks, at least one; the shares of the rotation cover all of them."""
    return found[share_of_this_run().number % every :: every] or found[:1]


def chosen(kind: Kind) -> list[Attack]:
    """The kind's attacks of this run: a part of those that pass, and a part of the others."""
    own = kind.alone()
    passing = [a for a in own if "pass" in a.verdicts and a.name != kind.honest]
    failing = [a for a in own if "pass" not in a.verdicts]
    return [*part(passing, TIMED_EVERY), *part(failing, EVERY)]


def inputs(style: str, n: int, seed: int, count: int) -> list[Instance]:
    rng = random.Random(seed)
    drawn = [[rng.randrange(-(10**6), 10**6) for _ in range(n - 2)] + [0, 1] for _ in range(count)]
    return [Instance((posed(style, values)[0],), f"n={n}") for values in drawn]


def check(arguments: tuple[object], returned: object, expected: object) -> str | None:
    if isinstance(expected, list):
        same = type(returned) is list and len(returned) == len(expected)
        same = same and all(
            type(a) is int and a == b for a, b in zip(returned, expected, strict=True)
        )
    else:
        same = type(returned) is type(expected) and first_difference(returned, expected) is None
    return None if same else "not sorted"


def task_of(kind: Kind, prelude: str) -> SuiteTask:
    return SuiteTask(
        id=kind.name,
        version=1,
        entry_point="" if kind.style == "program" else "solve",
        prompt=f"Sort the values: {kind.name}.",
        sizes=(TimedSize("S", 5_000), TimedSize("M", 5_000)),  # the size that the attacks expect
        references={"fast": kind.slow},
        correctness=lambda seed: inputs(kind.style, SMALL, seed, 2),
        stress=lambda size, seed, batch: inputs(kind.style, size.n, seed, batch),
        check=check,
        imports=kind.imports,
        prelude=prelude,
        cpu_limit_seconds=0.5,
        wall_limit_seconds=4.0,
        memory_limit_bytes=256 << 20,
    )


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Suite]:
    host = Host(tmp_path_factory.mktemp("host"))  # targets and listeners
    yield Suite("attacks", "1", tuple(task_of(kind, host.prelude("T1")) for kind in KINDS))
    assert host.contacts() == 0
    for listener in (*host.listeners, host.datagrams):
        listener.close()


@pytest.fixture(scope="module")
def judge(suite: Suite) -> Iterator[Judge]:
    try:
        made = Judge(suite, workers=2)
    except SandboxError as error:
        pytest.skip(f"no sandbox on this machine: {error}")
    with made:
        yield made


def test_every_attack_is_of_one_kind() -> None:
    for attack in attacks():
        assert sum(kind.has(attack) for kind in KINDS) == 1, attack.name
    for kind in KINDS:
        assert any(kind.has(attack) for attack in attacks()), kind.name


def answer(source: str) -> str:
    return f"```python\n{source}\n```"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_no_attack_is_worth_more_than_honest_code(judge: Judge, kind: Kind) -> None:
    """Score groups of attacks together with the honest solutions, as a trainer would send them.

    An attack on the clock does the slow honest work (`time=honest`). The others, if they are
    refused, sort as fast as the obvious solution.
    """
    sample = chosen(kind)
    assert len(sample) >= 2
    honest = [answer(judge.task(kind.name).fast), answer(kind.fast)]
    winners = []
    for start in range(0, len(sample), GROUP):
        group = sample[start : start + GROUP]
        texts = [*honest, *(answer(attack.source) for attack in group)]
        slow, fast, *found = judge.score_many([(kind.name, text) for text in texts])
        assert slow.passed and fast.passed, (slow, fast)
        for attack, verdict in zip(group, found, strict=True):
            if not verdict.passed:
                assert verdict.reward in (None, 0.0)
                assert attack.verdicts != ("wrong",) or verdict.reward == 0.0, verdict
                continue
            # It passed, so it did the work; it may only gain by the measurement's noise.
            best = slow if attack.timed else fast
            # Code that is too fast for a ratio has a bound; the bound's efficiency is its maximum.
            least = verdict.efficiency_ci or (verdict.efficiency, 0.0)
            most = best.efficiency_ci or (0.0, best.efficiency)
            if least[0] > most[1]:
                winners.append((attack.name, least, most))
    assert not winners


PAIRS = [attack for attack in attacks() if attack.together == 2]


@pytest.mark.parametrize("attack", part(PAIRS, PAIRS_EVERY), ids=lambda attack: attack.name)
def test_two_workers_children_tell_each_other_nothing(suite: Suite, attack: Attack) -> None:
    """Two workers judge two completions of a group at once; each reports received messages."""
    try:
        made = Judge(suite, "off", workers=2)
    except SandboxError as error:
        pytest.skip(f"no sandbox on this machine: {error}")
    with made as judge:
        texts = [answer(f"ROLE = {role}\n{attack.source}") for role in (0, 1)]
        found = judge.score_many([("functions", text) for text in texts])
    assert [verdict.status for verdict in found] == ["pass", "pass"], found
