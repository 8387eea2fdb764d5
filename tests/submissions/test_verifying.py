"""`verify` on submissions of real runs in the real sandbox, and the rule for agreeing ratios."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes import Quiet, plant_audits
from submission_runs import edit_json, edit_lines, redo_digests

from effbench import pipeline, submissions
from effbench.base import CODE, SAMPLES
from effbench.base.errors import DataError, UsageError
from effbench.base.records import SizeResult
from effbench.pipeline import RunConfig
from effbench.runs import MANIFEST, SUMMARY
from effbench.submissions import verifying, vouching
from effbench.submissions.retiming import agree
from effbench.submissions.verifying import VerifyOptions, draw

ANSWERS = {
    "squares": [
        "def squares(values):\n    return sum(v * v for v in values)\n",
        "def squares(values):\n    return sum(values)\n",
        "def squares(values):\n    raise ValueError\n",
    ],
    "squares_again": [
        "def squares_again(values):\n    return sum([v * v for v in values])\n",
        "def squares_again(values:\n",
        "",
    ],
}


@pytest.fixture(scope="module")
def submitted(tasks_dir: Path, tmp_path_factory: pytest.TempPathFactory, sandbox: object) -> Path:
    """Submit a run with six answers, two of them right, timed in eight blocks. Not publishable."""
    place = tmp_path_factory.mktemp("verify")
    rows = [
        {"task_id": task, "solution" if code else "completion": code or "I don't know."}
        for task, codes in ANSWERS.items()
        for code in codes
    ]
    answers = place / "answers.jsonl"
    answers.write_text("".join(json.dumps(row) + "\n" for row in rows))
    config = RunConfig(
        model=f"replay:{answers}", label="answers", tasks=("squares*",), tasks_path=(tasks_dir,),
        n_samples=3, timing="quick", results=place / "results", seed=3,
    )  # fmt: skip
    with pytest.MonkeyPatch.context() as patched:
        plant_audits(patched)
        run = pipeline.run(config, Quiet()).folder
    known = submissions.KnownSuites(tasks_path=(tasks_dir,))
    return submissions.submit(run, place / "to", unpublishable=True, known=known)


@pytest.fixture
def copy(submitted: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(submitted, tmp_path / submitted.parent.name / submitted.name))


def asked(tasks_dir: Path, n: int = 10, **options: object) -> VerifyOptions:
    return VerifyOptions(n=n, seed=1, tasks_path=(tasks_dir,), **options)  # type: ignore[arg-type]


def test_a_real_run_is_valid_when_its_tasks_are_known(submitted: Path, tasks_dir: Path) -> None:
    known = submissions.KnownSuites(tasks_path=(tasks_dir,))
    (report,) = submissions.validate([submitted], known)
    assert report.valid, list(report.problems.lines())
    assert not any("not known" in note for note in report.problems.notes)
    (report,) = submissions.validate([submitted])
    assert any("not known" in note for note in report.problems.notes)


def test_all_verdicts_agree(copy: Path, tasks_dir: Path) -> None:
    found = verifying.verify(copy, asked(tasks_dir))
    assert (found.n_judged, found.n_agreed, found.n_without_code) == (5, 5, 1)
    assert found.badges == ("re-judged",) and found.seed == 1
    records = copy.parents[1] / "verifications"
    opened = submissions.open(copy)
    written = vouching.write(opened, found, records)
    assert written == records / copy.parent.name / f"{copy.name}.json"
    assert submissions.badges(opened, records) == ("re-judged",)
    assert submissions.badges(opened, None) == ("self-reported",)
    assert submissions.validate([copy])[0].valid
    said = "\n".join(verifying.words(found))
    assert "5 of 5 verdicts agree (draw with seed 1)" in said and "1 samples have no code" in said


def test_a_lie_is_listed_and_earns_nothing(copy: Path, tasks_dir: Path) -> None:
    edit_lines(copy, SAMPLES, lambda rows: rows[1].update(status="pass"))
    redo_digests(copy)
    found = verifying.verify(copy, asked(tasks_dir))
    (said,) = found.disagreements
    assert (said.task_id, said.sample_index, said.what) == ("squares", 1, "status")
    assert said.submitted == "pass" and said.found.startswith("wrong_answer")
    assert (found.n_agreed, found.badges) == (4, ())
    records = copy.parents[1] / "verifications"
    vouching.write(submissions.open(copy), found, records)
    assert submissions.badges(submissions.open(copy), records) == ("self-reported",)


def test_timed_again_ratios_agree_or_not(copy: Path, tasks_dir: Path) -> None:
    found = verifying.verify(copy, asked(tasks_dir, retime=True))
    assert found.n_retimed == 2 and found.n_ratios >= 2

    def faster(data: Any) -> None:
        for sample in data["samples"]:
            for one in sample["sizes"]:
                if one["ci"] is not None:
                    one.update(ratio=one["ratio"] / 8, ci=[end / 8 for end in one["ci"]])

    edit_json(copy, SUMMARY, faster)
    redo_digests(copy)
    lied = verifying.verify(copy, asked(tasks_dir, retime=True))
    assert {said.what for said in lied.disagreements} >= {"ratio at S"}
    assert lied.badges == () and lied.n_ratios_agreed < lied.n_ratios


def test_code_that_is_withheld_can_not_be_judged(
    submitted: Path, tasks_dir: Path, tmp_path: Path
) -> None:
    run = submissions.as_run_folder(submitted, tmp_path / "run")
    known = submissions.KnownSuites(tasks_path=(tasks_dir,))
    folder = submissions.submit(
        run, tmp_path / "to", with_code=False, unpublishable=True, known=known
    )
    with pytest.raises(DataError, match="withholds its code"):
        verifying.verify(folder, asked(tasks_dir))


def test_other_tasks_or_other_code_are_refused(copy: Path, tasks_dir: Path) -> None:
    with pytest.raises(UsageError, match=r"task 'squares.*--tasks-path"):
        verifying.verify(copy, VerifyOptions(n=9, seed=1))
    edit_lines(copy, CODE, lambda rows: rows[0].update(source="def squares(values): ..."))
    with pytest.raises(DataError, match="code's digest"):
        verifying.verify(copy, asked(tasks_dir))


def test_files_without_their_digest_are_not_verified(copy: Path, tasks_dir: Path) -> None:
    """A verification would name a `submission.json` whose digests are of other files."""
    summary = copy / SUMMARY
    summary.write_bytes(summary.read_bytes() + b" ")
    with pytest.raises(DataError, match="can't be verified"):
        verifying.verify(copy, asked(tasks_dir))


@pytest.mark.parametrize("seed", ["x", -1, 10**30, [1]])
def test_a_manifest_that_harms_is_refused(seed: Any, copy: Path, tasks_dir: Path) -> None:
    edit_json(copy, MANIFEST, lambda data: data["suite"].update(suite_seed=seed))
    with pytest.raises(DataError, match=r"manifest.json: suite.suite_seed: "):
        verifying.verify(copy, asked(tasks_dir))


def test_the_draw_follows_from_its_seed(submitted: Path) -> None:
    rows = submissions.open(submitted).verdicts
    drawn = draw(rows, 3, 7)
    assert drawn == draw(rows[::-1], 3, 7) and len(drawn) == 3
    assert draw(rows, 99, 7) == rows
    others = {tuple(row.source_sha256 for row in draw(rows, 3, seed)) for seed in range(20)}
    assert len(others) > 5


def size(ratio: float | None, half_width: float = 0.05, censored: bool = False) -> SizeResult:
    ends = None if ratio is None else (ratio * np.exp(-half_width), ratio * np.exp(half_width))
    return SizeResult(size="S", ratio=ratio, ci=ends, n_blocks=8, censored=censored, efficiency=0.5)


def test_what_agrees() -> None:
    cut_off = size(None, censored=True)
    assert agree(size(1.0), size(1.05), 1, 0.05)
    assert not agree(size(1.0), size(1.3), 1, 0.05)
    assert agree(size(1.0, 0.2), size(1.3, 0.2), 1, 0.05)
    assert agree(cut_off, cut_off, 1, 0.05) and agree(cut_off, size(9.8), 1, 0.05)
    assert not agree(cut_off, size(2.0), 1, 0.05)


def test_false_alarms_are_as_rare_as_said() -> None:
    """60 comparisons of equal true ratios, with intervals of ±5 % each and without a target."""
    rng = np.random.default_rng(0)
    alarms = 0
    for _ in range(300):
        errors = rng.normal(0, 0.05 / 1.96, size=(60, 2))
        alarms += not all(agree(size(np.exp(a)), size(np.exp(b)), 60, 0.0) for a, b in errors)
    assert alarms <= 0.05 * 300 + 3 * np.sqrt(0.05 * 0.95 * 300)
