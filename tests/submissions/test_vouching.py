"""Only the maintainers' records give badges, and only for the bytes that were verified."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest
from submission_runs import edit_json, redo_digests

from effbench import submissions
from effbench.base import CODE, SAMPLES, SUBMISSION, TIMINGS
from effbench.base.errors import DataError, UsageError
from effbench.base.foreign import sha256_of
from effbench.leaderboard.reading import read_run
from effbench.runs import MANIFEST, SUMMARY
from effbench.submissions import files as f
from effbench.submissions import vouching

BOTH = ("re-judged", "re-timed")


@pytest.fixture
def copy(good: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(good, tmp_path / "all" / good.parent.name / good.name))


@pytest.fixture
def records(tmp_path: Path) -> Path:
    return tmp_path / "verifications"


def record(folder: Path, **changes: Any) -> f.Verification:
    """Make a record of the unchanged submission with both badges."""
    fields: dict[str, Any] = {
        "submission_sha256": sha256_of(folder / SUBMISSION),
        "seed": 1,
        "drawn": (("task0", 0),),
        "n_judged": 1,
        "n_agreed": 1,
        "n_ratios": 2,
        "n_ratios_agreed": 2,
        "badges": BOTH,
        "effbench_version": "0.1.0",
        "tier": "T1",
        "machine": {},
    }
    return f.Verification(**{**fields, **changes})


def written(folder: Path, records: Path, **changes: Any) -> Path:
    return vouching.write(submissions.open(folder), record(folder, **changes), records)


def test_a_forged_file_in_the_submission_gives_no_badge(copy: Path, records: Path) -> None:
    forged = msgspec.json.encode(record(copy))
    (copy / f.VERIFICATION).write_bytes(forged)
    beside = copy.parents[1] / "verifications" / copy.parent.name
    beside.mkdir(parents=True)  # a forged tree in a folder that no command names
    (beside / f"{copy.name}.json").write_bytes(forged)
    records.mkdir()
    for place in (None, records):
        assert read_run(copy, place).badges == ("self-reported",)
    (found,) = submissions.validate([copy])
    assert any(f.VERIFICATION in line and "no badge" in line for line in found.problems.lines())


def test_the_maintainers_record_gives_it(copy: Path, records: Path) -> None:
    written(copy, records)
    assert read_run(copy, records).badges == BOTH
    assert read_run(copy).badges == ("self-reported",)


@pytest.mark.parametrize("name", [MANIFEST, SUMMARY, SAMPLES, CODE, TIMINGS])
def test_a_submission_that_was_changed_loses_it(copy: Path, records: Path, name: str) -> None:
    """With recomputed digests, and without."""
    written(copy, records)
    path = copy / name
    if name.endswith(".gz"):
        path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()), 1))
    else:
        path.write_bytes(path.read_bytes() + b" ")
    opened = submissions.open(copy)
    assert submissions.badges(opened, records) == ("self-reported",)
    redo_digests(copy)
    assert submissions.badges(submissions.open(copy), records) == ("self-reported",)


def test_a_file_that_was_left_out_loses_it(copy: Path, records: Path) -> None:
    written(copy, records)
    opened = submissions.open(copy)
    (copy / TIMINGS).unlink()
    assert submissions.badges(opened, records) == ("self-reported",)


@pytest.mark.parametrize(
    ("changes", "badges"),
    [
        ({}, BOTH),
        ({"badges": ()}, BOTH),
        ({"n_ratios": 0, "n_ratios_agreed": 0}, ("re-judged",)),
        ({"n_agreed": 0}, ("self-reported",)),
        ({"n_judged": 0, "n_agreed": 0, "drawn": ()}, ("self-reported",)),
        ({"n_judged": 2, "n_agreed": 2}, ("self-reported",)),
        (
            {"n_judged": 2, "n_agreed": 2, "drawn": (("task0", 0), ("task0", 0))},
            ("self-reported",),
        ),
        ({"n_ratios_agreed": 1}, ("self-reported",)),
        ({"submission_sha256": "0" * 64}, ("self-reported",)),
        ({"submission_sha256": ""}, ("self-reported",)),
    ],
)
def test_the_counts_decide_and_not_its_word(
    copy: Path, records: Path, changes: dict[str, Any], badges: tuple[str, ...]
) -> None:
    written(copy, records, **changes)
    assert submissions.badges(submissions.open(copy), records) == badges


@pytest.mark.parametrize("below", ["", "verifications"])
def test_a_folder_within_the_submission_is_refused(copy: Path, below: str) -> None:
    opened = submissions.open(copy)
    with pytest.raises(UsageError, match="can't verify itself"):
        submissions.badges(opened, copy / below)
    with pytest.raises(UsageError, match="can't verify itself"):
        vouching.write(opened, record(copy), copy / below)


@pytest.mark.parametrize(("field", "value"), [("name", "../x"), ("date", "../../x")])
def test_a_name_that_leads_elsewhere_finds_nothing(
    copy: Path, records: Path, field: str, value: str
) -> None:
    written(copy, records)
    edit_json(copy, SUBMISSION, lambda data: data.update({field: value}))
    opened = submissions.open(copy)
    assert submissions.badges(opened, records) == ("self-reported",)
    with pytest.raises(UsageError, match="can't be a file's name"):
        vouching.write(opened, record(copy), records)


def test_a_record_that_can_not_be_read_is_an_error(copy: Path, records: Path) -> None:
    path = written(copy, records)
    opened = submissions.open(copy)
    for data in (b"", b"{}", b"[" * 100_000, b"\xff", json.dumps({"seed": []}).encode()):
        path.write_bytes(data)
        with pytest.raises(DataError, match=path.name):
            submissions.badges(opened, records)
    elsewhere = path.rename(records / "elsewhere.json")
    path.symlink_to(elsewhere)
    with pytest.raises(DataError, match="a symbolic link"):
        submissions.badges(opened, records)


def test_the_page_does_not_take_the_runs_word_on_being_publishable(copy: Path) -> None:
    assert read_run(copy).manifest.publishable
    edit_json(copy, MANIFEST, lambda data: data["judge"].update(tier="T4"))
    redo_digests(copy)
    found = read_run(copy).manifest
    assert found.publishable is False
    assert found.unpublishable_reasons == ("sandbox tier T4, not T1 or T2",)
