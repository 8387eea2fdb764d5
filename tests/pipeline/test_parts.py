"""A folder's tasks are judged and timed in parts; files of recorded answers lack some answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from fakes import Quiet

from effbench import pipeline
from effbench.base.errors import DataError
from effbench.base.records import Certificate, CertificateArm
from effbench.measure.fitness import RULE
from effbench.pipeline import RunConfig
from effbench.pipeline.recorded import settle
from effbench.pipeline.timing import _to_compare_again
from effbench.runs import store
from effbench.tasks.suite import Suite

RIGHT = "def {name}(values):\n    return sum(v * v for v in values)\n"


@pytest.fixture
def settings(tasks_dir: Path, tmp_path: Path) -> dict[str, Any]:
    return {
        "model": "reference:fast",
        "tasks": ("squares*",),
        "tasks_path": (tasks_dir,),
        "results": tmp_path / "results",
        "timing": "quick",
        "seed": 3,
    }


@pytest.mark.usefixtures("sandbox", "planted_audits")
def test_parts_give_the_verdicts_of_the_whole(settings: dict[str, Any]) -> None:
    folder, _ = pipeline.generate(RunConfig(**settings), Quiet())
    quick = {key: settings[key] for key in ("tasks_path", "timing")}
    first = pipeline.judge(folder, RunConfig(**quick, limit=1), Quiet())
    assert first.manifest.status == "generated" and first.manifest.publishable is False
    assert [task.task_id for task in first.summary.tasks] == ["squares"]
    assert {timing.task_id for timing in store.timings(folder)} == {"squares"}
    assert first.manifest.certificate is not None
    before = first.manifest.certificate.arms

    again = Quiet()
    assert pipeline.judge(folder, RunConfig(**quick, tasks=("squares",)), again) == first
    assert "nothing to do" in again.said[-1]

    whole = pipeline.judge(folder, RunConfig(**quick), Quiet())
    assert whole.manifest.status == "complete"
    assert [task.task_id for task in whole.summary.tasks] == ["squares", "squares_again"]
    assert whole.summary.statuses == {"pass": 2}
    assert all(task.ratio is not None for task in whole.summary.tasks)
    certificate = whole.manifest.certificate
    assert certificate is not None
    kept = [arm for arm in certificate.arms if arm in before]
    assert {arm.when for arm in kept} == {"start"}  # the end was compared again
    assert {arm.when for arm in certificate.arms} >= {"start", "end"}


def test_only_what_is_timed_after_the_end_is_compared_again() -> None:
    def arms(*moments: str) -> tuple[CertificateArm, ...]:
        return tuple(
            CertificateArm(task_id="t", when=when, ratio=1.0, ci=None, log_ratios=(0.0,))
            for when in moments
        )

    def kept(*moments: str) -> list[str]:
        found = Certificate(
            ratio=1, ci=None, n=1, target=0.05, fit=True, rule=RULE, arms=arms(*moments),
            audits=arms(*moments),
        )  # fmt: skip
        manifest = msgspec.convert(
            {
                "run_id": "x", "created": "", "effbench_version": "", "suite": {}, "model": {},
                "generation": {}, "judge": {}, "timing": {}, "machine": {}, "seed": 1,
                "certificate": msgspec.to_builtins(found),
            },
            store.Manifest,
        )  # fmt: skip
        again = _to_compare_again(manifest).certificate
        assert again is not None
        assert [audit.when for audit in again.audits] == [arm.when for arm in again.arms]
        return [arm.when for arm in again.arms]

    assert kept("start", "middle", "end") == ["start"]
    assert kept("start", "middle") == ["start", "middle"]  # an interrupted run resumes


def recorded(tmp_path: Path, counts: dict[str, int]) -> str:
    file = tmp_path / "answers.jsonl"
    rows = [
        json.dumps({"task_id": task_id, "solution": RIGHT.format(name=task_id)})
        for task_id, count in counts.items()
        for _ in range(count)
    ]
    file.write_text("".join(row + "\n" for row in rows))
    return f"replay:{file}"


@pytest.mark.parametrize(
    ("counts", "options", "n_samples", "left"),
    [
        ((2, 2), {"n_from_file": True}, 2, 2),
        ((2, 3), {"n_from_file": True}, 2, 2),
        ((2, 3), {"n_from_file": True, "missing": "wrong"}, 3, 2),
        ((0, 3), {"n_from_file": True, "missing": "leave out"}, 3, 1),
        ((0, 3), {"n_from_file": True, "missing": "wrong"}, 3, 2),
        ((2, 3), {"n_samples": 3, "missing": "leave out"}, 3, 1),
        ((2, 3), {"n_samples": 1}, 1, 2),
        ((2, 2), {"n_samples": 2, "missing": "leave out"}, 2, 2),
    ],
)
def test_how_many_samples_and_which_tasks(
    tiny_suite: Suite,
    tmp_path: Path,
    counts: tuple[int, int],
    options: dict[str, Any],
    n_samples: int,
    left: int,
) -> None:
    names = [task.id for task in tiny_suite.tasks]
    model = recorded(tmp_path, dict(zip(names, counts, strict=True)))
    config, suite = settle(RunConfig(model=model, **{"missing": "refuse"} | options), tiny_suite)
    assert (config.n_samples, len(suite.tasks)) == (n_samples, left)
    assert bool(config.tasks) == (left < 2)  # as if --tasks had selected this part of the suite


def test_a_cut_off_file_says_so_beside_what_is_missing(tiny_suite: Suite, tmp_path: Path) -> None:
    model = recorded(tmp_path, {"squares": 1, "squares_again": 1})
    file = tmp_path / "answers.jsonl"
    file.write_bytes(file.read_bytes()[:-9])
    with pytest.raises(DataError, match=r"answers 1 of the 2 tasks.*dropped line 2.*cut off"):
        settle(RunConfig(model=model, missing="refuse"), tiny_suite)


def test_other_models_are_not_asked(tiny_suite: Suite) -> None:
    config = RunConfig(model="reference:fast", missing="refuse", n_from_file=True)
    assert settle(config, tiny_suite) == (config, tiny_suite)
