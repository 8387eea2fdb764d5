"""Comparing runs: ties and differences by resampling, marks, and runs that are not comparable."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from effbench.base.errors import DataError
from effbench.base.records import Manifest, SampleResult, SizeResult, Summary, TaskResult
from effbench.base.tables import FORMATS
from effbench.cli import comparing
from effbench.results import comparison
from effbench.runs import store
from effbench.runs.store import MANIFEST, SUMMARY, RunFolder
from effbench.score.tasks import task_result


def sample(task: str, ratios: Sequence[float] | None, index: int = 0) -> SampleResult:
    """A passing sample with these ratios at S, M, L, each within 3 %; a wrong one for None."""
    sizes = tuple(
        SizeResult(
            size=label,
            ratio=ratio,
            ci=(ratio * 0.97, ratio * 1.03),
            n_blocks=16,
            censored=False,
            efficiency=1.0,
        )
        for label, ratio in zip("SML", ratios or (), strict=False)
    )

    worth = [max(0.0, 1 - math.log10(r)) for r in ratios or ()]
    return SampleResult(
        task_id=task,
        sample_index=index,
        status="pass" if ratios else "wrong_answer",
        detail="",
        source_sha256="x",
        efficiency=sum(worth) / len(worth) if worth else 0.0,
        sizes=sizes,
    )


def write_run(
    folder: Path, samples: Sequence[SampleResult], label: str = "model", **changes: Any
) -> Path:
    by_task: dict[str, list[SampleResult]] = {}
    for item in samples:
        by_task.setdefault(item.task_id, []).append(item)
    tasks: list[TaskResult] = [task_result(group, group, True) for group in by_task.values()]
    fields = {
        "run_id": label,
        "created": "2026-01-01",
        "effbench_version": "0",
        "status": "complete",
        "suite": {
            "name": "core",
            "n_tasks": len(tasks),
            "tasks": {name: {"digest": name, "family": name} for name in by_task},
        },
        "model": {"label": label},
        "generation": {"n_samples": 1},
        "judge": {"tier": "T1"},
        "timing": {"profile": "standard"},
        "machine": {"cpu_model": "some"},
        "seed": 1,
    }
    manifest = msgspec.convert({**fields, **changes}, Manifest)
    with RunFolder(folder) as files:
        files.replace(MANIFEST, manifest)
        files.replace(
            SUMMARY, Summary(metrics=(), tasks=tuple(tasks), samples=tuple(samples), statuses={})
        )
    return folder


def noisy_run(folder: Path, rng: random.Random, swapped: float = 0.0) -> Path:
    """Write a run of 60 tasks, a tenth wrong, with ratios of 1 to 4 per task, measured within 2 %.

    `swapped`: the share of tasks answered by a tier that takes 2.5 times as long.
    """
    own = random.Random(3)
    samples = []
    for number in range(60):
        wrong, ratio = own.random() < 0.1, own.uniform(1, 4)
        factor = 2.5 if number < 60 * swapped else 1.0
        measured = [ratio * factor * rng.gauss(1, 0.02) for _ in "SML"]
        samples.append(sample(f"t{number}", None if wrong else measured))
    return write_run(folder, samples, label=folder.name)


QUICK = {"profile": "quick", "estimand": "quick"}
EARLIER = {"profile": "quick", "min_blocks": 8}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"profile": "standard"}, {"profile": "strict"}, True),
        (QUICK, QUICK, True),
        ({"profile": "standard"}, QUICK, False),
        (QUICK, EARLIER, False),
        ({"profile": "quick", "min_blocks": 7}, EARLIER, False),
        ({"profile": "standard"}, {"profile": "off"}, False),
    ],
)
def test_times_that_estimate_different_things_are_not_compared(
    tmp_path: Path, one: Any, other: Any, same: bool
) -> None:
    """For the same code, `quick` and `standard` gave eff@1 values that differ by 0.07."""
    fast = [sample(f"t{i}", [1.1, 1.1, 1.1]) for i in range(12)]
    slow = [sample(f"t{i}", [2.0, 2.0, 2.0]) for i in range(12)]
    a = write_run(tmp_path / "a", fast, timing=one)
    b = write_run(tmp_path / "b", slow, timing=other)
    found = comparison.compare(a, b)
    metrics = [metric.metric for metric in found.metrics]
    marks = {row.mark for row in found.tasks}
    if same:
        assert metrics[1:] == ["eff@1" if one["profile"] == "standard" else "eff@1 (quick)"]
        assert marks == {"-"} and found.speed_on_common == pytest.approx(2 / 1.1)
    else:
        assert metrics == ["pass@1"] and marks == {"~"}
        assert (found.estimand, found.speed_on_common) == (None, None)
        (said,) = [warning for warning in found.warnings if "only pass@1" in warning]
        assert "estimate different things" in said
        assert all(row.ratio is None for row in found.tasks)


def test_of_two_tasks_nothing_is_claimed_and_no_interval_leaves_the_possible(
    tmp_path: Path,
) -> None:
    few = [
        write_run(tmp_path / name, [sample("t", first), sample("u", second)])
        for name, first, second in (("a", [1.0], None), ("b", [2.0], [1.0]))
    ]
    for metric in comparison.compare(*few).metrics:
        assert (metric.new_tasks.ci, metric.new_tasks.p, metric.new_tasks.resolves) == (None,) * 3
        assert metric.verdict == "unknown"
    wide = [
        write_run(tmp_path / name, [sample(f"t{i}", times(i)) for i in range(6)])
        for name, times in (
            ("c", lambda i: [1.0] if i % 2 else None),
            ("d", lambda i: None if i % 2 else [1.0]),
        )
    ]
    for metric in comparison.compare(*wide).metrics:
        assert metric.new_tasks.ci == (-1.0, 1.0)


def test_two_runs_of_one_model_are_tied(tmp_path: Path) -> None:
    rng = random.Random(8)
    n_runs = 40
    runs = [noisy_run(tmp_path / f"run{i}", rng) for i in range(n_runs)]
    pairs = [rng.sample(runs, 2) for _ in range(200)]
    found = [comparison.compare(a, b) for a, b in pairs]
    tied = sum(all(metric.verdict == "tied" for metric in each.metrics) for each in found)
    assert tied / len(pairs) >= 0.93


def test_a_model_with_a_fifth_of_its_tasks_at_a_slower_tier_is_told_apart(tmp_path: Path) -> None:
    rng = random.Random(9)
    for number in range(20):
        a = noisy_run(tmp_path / f"a{number}", rng)
        b = noisy_run(tmp_path / f"b{number}", rng, swapped=0.2)
        found = comparison.compare(a, b)
        assert [m.verdict for m in found.metrics] == ["tied", "worse"]
        assert found.worse() == ("eff@1",)
        assert found.speed_on_common is not None and found.speed_ci is not None
        assert found.speed_ci[0] > 1
        marks = {row.task_id: row.mark for row in found.tasks}
        assert {marks[f"t{i}"] for i in range(12)} <= {"-", "x"}


def test_marks_and_flips(tmp_path: Path) -> None:
    a = write_run(
        tmp_path / "a",
        [
            sample("both", [1.0, 1.0, 1.0]),
            sample("faster", [2.0, 2.0, 2.0]),
            sample("lost", [1.0]),
            sample("neither", None),
            sample("slower", [1.0, 1.0, 1.0]),
            sample("won", None),
        ],
    )
    b = write_run(
        tmp_path / "b",
        [
            sample("both", [1.01, 1.0, 0.99]),
            sample("faster", [1.0, 1.0, 1.0]),
            sample("lost", None),
            sample("neither", None),
            sample("slower", [1.5, 1.5, 1.5]),
            sample("won", [1.0]),
        ],
        label="other",
    )
    found = comparison.compare(a, b)
    assert {row.task_id: row.mark for row in found.tasks} == {
        "both": "~",
        "faster": "+",
        "lost": "!",
        "neither": "x",
        "slower": "-",
        "won": "+",
    }
    ratios = {row.task_id: row.ratio for row in found.tasks}
    assert ratios["faster"] == pytest.approx(0.5)
    assert ratios["lost"] is None
    assert found.n_common == 3
    back = comparison.compare(b, a)
    assert back.metrics[0].new_tasks.mean == -found.metrics[0].new_tasks.mean
    assert back.metrics[0].new_tasks.p == found.metrics[0].new_tasks.p


def cut_off(item: SampleResult, label: str) -> SampleResult:
    """The sample, cut off from this size on."""
    sizes = tuple(
        msgspec.structs.replace(size, ratio=None, ci=None, censored=True, efficiency=0.0)
        if "SML".index(size.size) >= "SML".index(label)
        else size
        for size in item.sizes
    )
    return msgspec.structs.replace(item, sizes=sizes)


def test_a_pass_without_a_time_is_no_failure(tmp_path: Path) -> None:
    quick = [sample(name, [1.0, 1.0, 1.0]) for name in ("cut", "edge", "off", "plain", "torn")]
    close = sample("edge", [9.9, 9.9, 9.9])  # its interval ends beyond ten
    slow = [
        cut_off(sample("cut", [5.0, 9.0, 9.0]), "M"),
        cut_off(sample("edge", [9.9, 9.9, 9.9]), "S"),
        msgspec.structs.replace(sample("off", [1.0]), sizes=()),
        sample("plain", None),
        cut_off(sample("torn", [0.1, 0.1, 0.1]), "L"),  # faster at S and M, cut off at L
    ]
    quick[1] = close
    a, b = write_run(tmp_path / "a", quick), write_run(tmp_path / "b", slow, label="slow")
    found = comparison.compare(a, b)
    assert {row.task_id: (row.mark, row.fate_b) for row in found.tasks} == {
        "cut": ("-", "cut off"),
        "edge": ("~", "cut off"),
        "off": ("~", "not timed"),
        "plain": ("!", "failed"),
        "torn": ("~", "cut off"),
    }
    assert {row.fate_a for row in found.tasks} == {"timed"}
    turned = {row.task_id: row.mark for row in comparison.compare(b, a).tasks}
    assert turned == {"cut": "+", "edge": "~", "off": "~", "plain": "+", "torn": "~"}
    table = comparing.task_table(found).render("csv")
    assert "B not timed" in table and "B failed" in table and "B cut off" in table


def at_most(item: SampleResult) -> SampleResult:
    """The sample with its ratios as upper bounds."""
    sizes = tuple(msgspec.structs.replace(s, ci=None, bound=True) for s in item.sizes)
    return msgspec.structs.replace(item, sizes=sizes)


def test_a_bound_is_no_ratio_and_still_tells_who_is_faster(tmp_path: Path) -> None:
    plain = [sample(name, [1.0, 1.0]) for name in ("cut", "far", "near", "same")]
    bounds = [at_most(sample(name, [0.2, 0.2])) for name in ("cut", "far")]
    bounds += [at_most(sample("near", [0.98, 0.98])), at_most(sample("same", [0.2, 0.2]))]
    plain[0], plain[3] = cut_off(plain[0], "S"), at_most(sample("same", [0.5, 0.5]))
    a, b = write_run(tmp_path / "a", plain), write_run(tmp_path / "b", bounds, label="fast")
    found = comparison.compare(a, b)
    assert {row.task_id: row.mark for row in found.tasks} == {
        "cut": "+", "far": "+", "near": "~", "same": "~",
    }  # fmt: skip
    assert [row.ratio for row in found.tasks] == [None] * 4 and found.n_common == 0
    turned = {row.task_id: row.mark for row in comparison.compare(b, a).tasks}
    assert turned == {"cut": "-", "far": "-", "near": "~", "same": "~"}


def test_tasks_of_which_other_sizes_count_are_left_out_of_eff(tmp_path: Path) -> None:
    def suite(**timeable: list[str]) -> dict[str, Any]:
        tasks = {
            name: {"digest": name, "family": name, "timeable": labels, "memory": []}
            for name, labels in timeable.items()
        }
        return {"name": "core", "n_tasks": len(tasks), "tasks": tasks, "locked": False}

    samples = [sample("alike", [2.0, 2.0]), sample("other", [1.0, 1.0])]
    a = write_run(tmp_path / "a", samples, suite=suite(alike=["S", "M"], other=["S", "M"]))
    b = write_run(tmp_path / "b", samples, "b", suite=suite(alike=["S", "M"], other=["M"]))
    passed, speed = comparison.compare(a, b).metrics
    assert (passed.new_tasks.n, speed.new_tasks.n) == (2, 1)
    assert speed.a == speed.b == pytest.approx(1 - math.log10(2))
    manifests = store.load_manifest(a), store.load_manifest(b)
    assert comparison.counted_alike(manifests, "alike")
    assert not comparison.counted_alike(manifests, "other")


def test_families_are_clusters(tmp_path: Path) -> None:
    samples = [sample(f"t{i}", [1.0]) for i in range(12)]
    family = {
        "name": "core",
        "n_tasks": 12,
        "tasks": {f"t{i}": {"digest": "", "family": f"f{i // 6}"} for i in range(12)},
    }
    a = write_run(tmp_path / "a", samples, suite=family)
    b = write_run(tmp_path / "b", [sample(f"t{i}", None) for i in range(12)], suite=family)
    (passes, *_) = comparison.compare(a, b).metrics
    assert passes.new_tasks.n_clusters == 2
    assert passes.verdict == "unknown"  # two families are too few, with any number of tasks


def test_what_can_not_be_compared(tmp_path: Path) -> None:
    samples = [sample("t", [1.0])]
    a = write_run(tmp_path / "a", samples)
    other = write_run(tmp_path / "b", samples, suite={"name": "enamel", "tasks": {}})
    with pytest.raises(DataError, match="compare runs of one suite"):
        comparison.compare(a, other)
    changed = {"name": "core", "n_tasks": 1, "tasks": {"t": {"digest": "new"}}}
    with pytest.raises(DataError, match="t for example"):
        comparison.compare(a, write_run(tmp_path / "c", samples, suite=changed))
    disjoint = write_run(tmp_path / "d", [sample("u", [1.0])])
    with pytest.raises(DataError, match="no judged task in common"):
        comparison.compare(a, disjoint)
    (a / store.SUMMARY).unlink()
    with pytest.raises(DataError, match="finish the run"):
        comparison.compare(a, disjoint)


def test_differences_of_the_runs_are_said(tmp_path: Path) -> None:
    samples = [sample(f"t{i}", [1.0]) for i in range(8)]
    a = write_run(tmp_path / "a", samples)
    b = write_run(tmp_path / "b", samples[:7], machine={"cpu_model": "other"})
    warnings = comparison.compare(a, b).warnings
    assert any("the 7 that both have" in text for text in warnings)
    assert any("CPU: some in A, other in B" in text for text in warnings)


def test_every_form_renders_and_json_holds_the_verdict(tmp_path: Path) -> None:
    rng = random.Random(1)
    found = comparison.compare(
        noisy_run(tmp_path / "a_b&c%", rng), noisy_run(tmp_path / "<img src=x>|", rng, 0.5)
    )
    for form in FORMATS:
        both = comparing.metric_table(found).render(form) + comparing.task_table(found).render(form)
        assert "t59" in both
    assert comparing.metric_table(found).render("latex").startswith("% A = a_b&c%, B = <img")
    assert "<img" not in comparing.metric_table(found).render("md").replace(r"\<img", "")
    data = json.loads(json.dumps(comparing.as_dict(found)))
    assert [row["verdict"] for row in data["metrics"]] == ["tied", "worse"]
