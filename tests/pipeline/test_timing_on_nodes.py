"""Timing on simulated nodes: refused nodes, discarded times, and times that are never pooled."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from fakes import Quiet, audit_arms

from effbench.base import (
    GenerationSection,
    JudgeSection,
    MachineSection,
    Manifest,
    ModelSection,
    Repetition,
    SuiteSection,
    Summary,
    Timing,
    TimingSection,
    Verdict,
)
from effbench.base.errors import UnfitError, UsageError
from effbench.executors import Audited, Judged, JudgeJob, Node, NoNodeLeft, Timed, TimingJob
from effbench.measure import compared_arm
from effbench.pipeline import timing
from effbench.pipeline.config import RunConfig
from effbench.results.publishing import unpublishable_reasons
from effbench.runs import store
from effbench.runs.store import MANIFEST, VERDICTS, RunFolder
from effbench.tasks.suite import Suite

N_TASKS = 12
CONFIG = RunConfig(timing="quick")


@dataclass
class Nodes:
    """An executor whose nodes return times at once. `own`: node -> moment -> its A/A ratio;
    `beside`: node -> moment -> its ratio of the shared samples relative to the true one."""

    names: list[str]
    own: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    beside: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    cut_short: Mapping[str, Collection[str]] = field(default_factory=dict)
    before_job: Callable[[int], None] = lambda number: None
    is_cluster: bool = True
    timed: list[tuple[str, str]] = field(default_factory=list)

    def nodes(self) -> Sequence[Node]:
        return [Node(name=name, tier="T1") for name in self.names]

    def judge(self, jobs: Iterable[JudgeJob]) -> Iterator[Judged]:
        raise NotImplementedError

    def audit(
        self, when: str, shared: Mapping[str, str], nodes: Collection[str]
    ) -> Iterator[Audited]:
        for node in nodes:
            if when in self.cut_short.get(node, ()):
                continue
            rng = random.Random(f"{node}{when}")
            truth = random.Random(when)
            own = math.log(self.own.get(node, {}).get(when, 1.0))
            beside = math.log(self.beside.get(node, {}).get(when, 1.0))
            arm = compared_arm("t0", when, [own + rng.gauss(0, 0.01) for _ in range(8)])
            logs = [truth.gauss(0.3, 0.1) + beside + rng.gauss(0, 0.01) for _ in range(8)]
            shared = (compared_arm("t0", when, logs),)
            yield Audited(node, (arm,), shared, audit_arms(when, node))

    def time(self, jobs: Iterable[TimingJob], nodes: Collection[str]) -> Iterator[Timed]:
        for number, job in enumerate(jobs):
            self.before_job(len(self.timed))
            usable = [name for name in self.names if name in nodes]
            if not usable:
                raise NoNodeLeft("none")
            node = usable[number % len(usable)]
            self.timed.append((job.task_id, node))
            yield Timed(job, tuple(made(job, size, node) for size in "SML"), last=True, node=node)

    def close(self) -> None:
        pass


def made(job: TimingJob, size: str, node: str) -> Timing:
    repetitions = tuple(
        Repetition(
            block=block, position=0, arm=arm, ended="returned", cpu_ns=10**7, wall_ns=10**7,
            peak_rss_bytes=1,
        )
        for block in range(8)
        for arm in ("reference", "noop", *job.sources)
    )  # fmt: skip  # one line a field would be nine
    return Timing(
        task_id=job.task_id, size=size, n=1, batch=1, cutoff_cpu_ns=1, repetitions=repetitions,
        node=node,
    )  # fmt: skip  # as above


@pytest.fixture
def suite(tiny_suite: Suite) -> Suite:
    task = tiny_suite.tasks[0]
    return replace(tiny_suite, tasks=tuple(replace(task, id=f"t{i}") for i in range(N_TASKS)))


@pytest.fixture
def files(tmp_path: Path, suite: Suite) -> Iterator[RunFolder]:
    with RunFolder(tmp_path / "run") as made:
        made.replace(MANIFEST, manifest())
        for task in suite.tasks:
            verdict = Verdict(
                task_id=task.id, sample_index=0, status="pass", source="x", source_sha256="a" * 64
            )
            made.append(VERDICTS, verdict)
        yield made


def manifest() -> Manifest:
    return Manifest(
        run_id="r", created="2026-01-01T00:00:00+00:00", effbench_version="0",
        suite=SuiteSection(locked=True), model=ModelSection(), generation=GenerationSection(),
        judge=JudgeSection(tier="T1"), timing=TimingSection(profile="standard"),
        machine=MachineSection(), seed=1,
    )  # fmt: skip  # one line a field would be ten


def run(suite: Suite, files: RunFolder, executor: Nodes) -> Manifest:
    known = store.load_manifest(files.path)
    return timing.time(CONFIG, suite, files, executor, Quiet(), known)


def reasons(found: Manifest) -> list[str]:
    summary = Summary(metrics=(), tasks=(), samples=(), statuses={"pass": 1})
    return [reason.words for reason in unpublishable_reasons(found, summary)]


def holders(files: RunFolder) -> dict[str, set[str]]:
    """Task -> the nodes that timed it, by the folder's records. Each size must occur once."""
    timings = list(store.timings(files.path))
    assert len({(t.task_id, t.size) for t in timings}) == len(timings)
    found: dict[str, set[str]] = {}
    for item in timings:
        found.setdefault(item.task_id, set()).add(item.node)
    return found


def test_nodes_that_agree_share_the_tasks(suite: Suite, files: RunFolder) -> None:
    found = run(suite, files, Nodes(["a", "b", "c"]))
    assert {node for nodes in holders(files).values() for node in nodes} == {"a", "b", "c"}
    assert sum(node.n_timed for node in found.nodes) == N_TASKS
    assert not any(node.refused for node in found.nodes)
    assert found.certificate is not None and found.certificate.fit
    assert {arm.when for arm in found.certificate.arms} == {"start", "middle", "end"}
    assert reasons(found) == []


def test_an_unfit_node_times_nothing(suite: Suite, files: RunFolder) -> None:
    found = run(suite, files, Nodes(["a", "bad"], own={"bad": {"start": 1.2}}))
    assert set().union(*holders(files).values()) == {"a"}
    (bad,) = (node for node in found.nodes if node.name == "bad")
    assert "identical code measures 1.2" in bad.refused
    assert bad.n_timed == 0
    assert found.certificate is not None and found.certificate.fit


def test_a_node_that_disagrees_times_nothing(suite: Suite, files: RunFolder) -> None:
    found = run(suite, files, Nodes(["a", "b", "odd"], beside={"odd": {"start": 1.3}}))
    assert set().union(*holders(files).values()) == {"a", "b"}
    assert [node.name for node in found.nodes if node.refused] == ["odd"]
    assert reasons(found) == []


def test_of_two_that_disagree_one_times(suite: Suite, files: RunFolder) -> None:
    found = run(suite, files, Nodes(["a", "b"], beside={"b": {"start": 1.3}}))
    assert len(set().union(*holders(files).values())) == 1
    assert sum(bool(node.refused) for node in found.nodes) == 1


def test_who_is_wrong_at_one_moment_is_not_pooled(suite: Suite, files: RunFolder) -> None:
    """This holds although the other node left before the end, so no comparison is possible then."""
    executor = Nodes(["a", "b"], beside={"b": {"middle": 1.4}})
    left = ["a"]

    def leave(number: int) -> None:
        if number == N_TASKS - 1 and left:
            executor.names.remove(left.pop())

    executor.before_job = leave
    found = run(suite, files, executor)
    assert sum(bool(node.refused) for node in found.nodes) == 1
    assert len(set().union(*holders(files).values())) == 1 or reasons(found)


def test_a_node_whose_examination_was_cut_short_times_after_the_next(
    suite: Suite, files: RunFolder
) -> None:
    executor = Nodes(["a", "late"], cut_short={"late": ["start"]})
    found = run(suite, files, executor)
    assert not any(node.refused for node in found.nodes) and reasons(found) == []
    assert {node for _, node in executor.timed[: N_TASKS // 2]} == {"a"}
    assert "late" in {node for _, node in executor.timed}


def test_when_no_examination_came_to_its_end_the_verdicts_are_kept(
    suite: Suite, files: RunFolder
) -> None:
    with pytest.raises(UnfitError, match="only: it could not be examined"):
        run(suite, files, Nodes(["only"], cut_short={"only": ["start"]}))
    assert len(list(store.verdicts(files.path))) == N_TASKS
    found = run(suite, files, Nodes(["only"]))
    assert len(holders(files)) == N_TASKS and reasons(found) == []


def test_times_of_a_node_that_turns_bad_are_taken_again(suite: Suite, files: RunFolder) -> None:
    drifting = {"late": {"middle": 1.4, "end": 1.4}}
    executor = Nodes(["a", "b", "late"], own=drifting)
    found = run(suite, files, executor)
    assert "late" in {node for _, node in executor.timed}
    assert set().union(*holders(files).values()) == {"a", "b"}
    assert len(holders(files)) == N_TASKS
    assert reasons(found) == []


def test_with_nobody_else_left_the_run_says_so(suite: Suite, files: RunFolder) -> None:
    found = run(suite, files, Nodes(["only"], own={"only": {"end": 1.9}}))
    assert len(holders(files)) == N_TASKS
    assert found.certificate is not None and not found.certificate.fit
    assert any("machine was not fit" in reason for reason in reasons(found))


def test_no_fit_node_is_an_error_and_keeps_the_verdicts(suite: Suite, files: RunFolder) -> None:
    with pytest.raises(UnfitError, match=r"no node is fit to time .bad: identical code"):
        run(suite, files, Nodes(["bad"], own={"bad": {"start": 1.5}}))
    assert len(list(store.verdicts(files.path))) == N_TASKS


def test_a_node_that_was_refused_is_given_another_chance_by_the_next_command(
    suite: Suite, files: RunFolder
) -> None:
    with pytest.raises(UnfitError):
        run(suite, files, Nodes(["a"], own={"a": {"start": 1.5}}))
    found = run(suite, files, Nodes(["a"]))
    assert len(holders(files)) == N_TASKS
    assert not found.nodes[0].refused


def test_when_all_nodes_go_others_are_examined_and_go_on(suite: Suite, files: RunFolder) -> None:
    executor = Nodes(["old"])

    def replace_nodes(number: int) -> None:
        if number == 4:
            executor.names[:] = ["new"]

    executor.before_job = replace_nodes
    found = run(suite, files, executor)
    assert len(holders(files)) == N_TASKS
    assert {node.name: node.n_timed for node in found.nodes} == {"old": 4, "new": N_TASKS - 4}


def test_a_new_node_that_disagrees_with_what_is_there_is_refused(
    suite: Suite, files: RunFolder
) -> None:
    executor = Nodes(["old"], beside={"new": {"start": 1.4}})

    def replace_nodes(number: int) -> None:
        if number == 4:
            executor.names[:] = ["new"]

    executor.before_job = replace_nodes
    with pytest.raises(UnfitError, match=r"its ratio on \S+ is 1\.4"):
        run(suite, files, executor)
    assert set().union(*holders(files).values()) == {"old"}


def test_a_task_that_is_half_there_is_timed_anew_on_one_node(
    suite: Suite, files: RunFolder
) -> None:
    half = made(TimingJob("t3", {"a" * 64: "x"}), "S", "gone")
    files.append(store.TIMINGS, half)
    run(suite, files, Nodes(["a", "b"]))
    assert all(len(nodes) == 1 for nodes in holders(files).values())
    assert "gone" not in set().union(*holders(files).values())


def test_what_is_timed_is_not_timed_again(suite: Suite, files: RunFolder) -> None:
    run(suite, files, Nodes(["a", "b"]))
    before = (files.path / store.TIMINGS).read_bytes()
    again = Nodes(["a", "b"])
    run(suite, files, again)
    assert again.timed == []
    assert (files.path / store.TIMINGS).read_bytes() == before


def test_times_of_one_machine_are_not_continued_on_a_cluster(
    suite: Suite, files: RunFolder
) -> None:
    files.append(store.TIMINGS, made(TimingJob("t3", {"a" * 64: "x"}), "S", ""))
    with pytest.raises(UsageError, match=r"timed on one machine.*--executor local"):
        run(suite, files, Nodes(["a"]))


def test_disagreement_that_came_into_a_folder_is_not_publishable(
    suite: Suite, files: RunFolder
) -> None:
    found = run(suite, files, Nodes(["a", "b"]))
    one = found.nodes[0]
    shifted = tuple(
        compared_arm(arm.task_id, arm.when, [value + 0.5 for value in arm.log_ratios])
        for arm in one.shared
    )
    import msgspec

    odd = msgspec.structs.replace(one, shared=shifted)
    found = msgspec.structs.replace(found, nodes=(odd, *found.nodes[1:]))
    assert any("the nodes disagree" in reason for reason in reasons(found))
