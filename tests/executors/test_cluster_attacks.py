"""The gallery of attacks as samples of runs on two Ray nodes: nothing is gained there either.

Each kind of attack has a task that its honest solution solves. A run judges all attacks of a kind
on both nodes and times those that pass. Attacks that need two simultaneous runs are samples of a
run of their own, each pair side by side, so that both nodes judge them at the same time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from attack_kinds import KINDS, Kind
from clusters import SmallCluster
from fakes import Quiet

from effbench import pipeline
from effbench.attacks import attacks
from effbench.attacks.gallery import HONEST_RATIO
from effbench.attacks.host import Host
from effbench.base import SampleResult
from effbench.pipeline import RunConfig, RunResult
from effbench.runs import store

pytestmark = [pytest.mark.usefixtures("sandbox"), pytest.mark.slow, pytest.mark.nightly]

LIMITED = ("timeout", "memory", "output_limit")
"""Ends by the gallery's own limits. A task's limits are wider, so the right answer may arrive."""
NOT_AS_TEXT = {"source_surrogates"}
"""A file of answers cannot hold these sources; with the characters replaced they are honest."""
TASK = """from effbench.authoring import Task
from effbench.attacks.gallery import posed

TASK = Task(
    statement="Sort the values. For the tests.",
    signature={signature!r},
    examples=[],
    limits=[],
    sizes={{size: (5_000, 1) for size in "SML"}},  # the length for which the attacks are prepared
    shapes=("random",),
    complexity={{"slow": "n", "medium": "n", "fast": "n"}},
    category="array",
    family={name!r},
    style={style!r},
    imports={imports!r},
    cpu_limit_seconds=0.5,
    memory_limit_bytes=256 << 20,
)


def one(n, rng):
    values = [rng.randrange(-(10**6), 10**6) for _ in range(n - 2)] + [0, 1]
    return (posed({posed!r}, values)[0],)


@TASK.correctness
def small(rng):
    for _ in range(2):
        yield one(300, rng)


@TASK.stress
def large(n, shape, rng):
    return one(n, rng)


@TASK.valid
def valid(arguments):
    assert len(arguments) == 1
"""


@pytest.fixture(scope="module")
def prelude(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    host = Host(tmp_path_factory.mktemp("host"))  # targets of the attacks, and listeners
    yield host.prelude("T1")
    assert host.contacts() == 0
    host.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, prelude: str) -> Path:
    made = tmp_path_factory.mktemp("tasks")
    for kind in KINDS:
        text = TASK.format(
            name=kind.name,
            style="program" if kind.style == "program" else "function",
            posed=kind.style,
            imports=kind.imports,
            signature="" if kind.style == "program" else "def solve(values)",
        )
        (made / f"{kind.name}.py").write_text(text)
        solutions = made / "reference_solutions" / kind.name
        solutions.mkdir(parents=True)
        for tier in ("fast", "medium", "slow"):
            (solutions / f"{tier}.py").write_text(prelude + kind.slow)
    return made


def run(tasks: Path, task: str, sources: list[str], out: Path, timing: str) -> RunResult:
    file = out.parent / f"{out.name}.jsonl"
    rows = [json.dumps({"task_id": task, "solution": source}) for source in sources]
    file.write_text("\n".join(rows) + "\n")
    config = RunConfig(
        model=f"replay:{file}",
        tasks=(task,),
        tasks_path=(tasks,),
        n_samples=len(sources),
        out=out,
        timing=timing,
        seed=5,
        workers=1,
        executor="ray",
    )
    return pipeline.run(config, Quiet())


def samples_of(done: RunResult) -> list[SampleResult]:
    return sorted(done.summary.samples, key=lambda sample: sample.sample_index)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_two_nodes_give_no_attack_more_than_honest_code(
    cluster: SmallCluster,
    folder: Path,
    prelude: str,
    kind: Kind,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("RAY_ADDRESS", cluster.address)
    found = kind.alone()
    given = (kind.slow, kind.fast, *(attack.source for attack in found))
    sources = [prelude + source for source in given]
    done = run(folder, kind.name, sources, tmp_path / "run", "quick")
    assert len(done.manifest.nodes) == 2
    assert len({verdict.node for verdict in store.verdicts(done.folder)}) == 2
    slow, fast, *samples = samples_of(done)
    assert (slow.status, fast.status) == ("pass", "pass"), (slow, fast)
    accepted, faster = [], []
    for attack, sample in zip(found, samples, strict=True):
        if sample.status != "pass":
            continue
        if not {"pass", *LIMITED} & set(attack.verdicts) and attack.name not in NOT_AS_TEXT:
            accepted.append((attack.name, sample))
        best = slow if attack.timed else fast  # an attack that passed did the work of one of these
        for size, other in zip(sample.sizes, best.sizes, strict=True):
            if size.ci and other.ci and size.ci[1] < HONEST_RATIO * other.ci[0]:
                faster.append((attack.name, size, other))
    assert not accepted
    assert not faster


def test_samples_on_two_nodes_tell_each_other_nothing(
    cluster: SmallCluster,
    folder: Path,
    prelude: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An attack that hears the other role returns a wrong answer."""
    monkeypatch.setenv("RAY_ADDRESS", cluster.address)
    pairs = [attack for attack in attacks() if attack.together == 2]
    assert pairs
    assert {kind.name for kind in KINDS for attack in pairs if kind.has(attack)} == {"functions"}
    sources = [f"{prelude}\nROLE = {role}\n{a.source}" for a in pairs for role in (0, 1)]
    done = run(folder, "functions", sources, tmp_path / "run", "off")
    verdicts = {verdict.sample_index: verdict for verdict in store.verdicts(done.folder)}
    heard = [
        (attack.name, role, verdicts[2 * number + role])
        for number, attack in enumerate(pairs)
        for role in (0, 1)
        if verdicts[2 * number + role].status != "pass"
    ]
    assert not heard
    assert len({verdict.node for verdict in verdicts.values()}) == 2
