"""The JSON Schemas in docs/schemas: they are current, and files that effbench wrote fit them."""

from __future__ import annotations

import gzip
import itertools
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from submission_runs import manifest, write_run
from typer.testing import CliRunner

from effbench import submissions
from effbench.base import SUBMISSION, UsageError
from effbench.cli.app import app
from effbench.machine import facts as machine
from effbench.submissions import files as f
from effbench.submissions.schemas import RECORDS, schema_of, schema_text, write_schemas

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = ROOT / "docs/schemas"
FOLDERS = submissions.find_submissions(ROOT / "leaderboard/submissions")
MAX_LINES = 5
"""Lines to check in each file: the timings of all submissions are many megabytes."""


def validator(file: str) -> Any:
    jsonschema = pytest.importorskip("jsonschema", reason="the package jsonschema is missing")
    return jsonschema.Draft202012Validator(schema_of(file))


def records(path: Path) -> list[Any]:
    if ".jsonl" not in path.name:
        return [json.loads(path.read_text())]
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        return [json.loads(line) for line in itertools.islice(lines, MAX_LINES)]


def test_the_schemas_in_the_docs_are_current() -> None:
    names = {path.name for path in SCHEMAS.glob("*.json")}
    assert names == {f"{file}.schema.json" for file in RECORDS}
    for file in RECORDS:
        text = (SCHEMAS / f"{file}.schema.json").read_text()
        assert text == schema_text(file), "run `effbench schema --to docs/schemas`"


def test_every_file_of_a_submission_and_a_run_has_one() -> None:
    run = {"manifest.json", "summary.json", "generations.jsonl", "verdicts.jsonl", "timings.jsonl"}
    assert RECORDS.keys() == {SUBMISSION, f.VERIFICATION, *f.DIGESTED, *run}
    with pytest.raises(UsageError, match=r"nothing\.json: no schema; choose one of manifest\.json"):
        schema_of("nothing.json")


@pytest.mark.parametrize("file", RECORDS)
def test_a_schema_is_a_schema(file: str) -> None:
    found = validator(file)
    found.check_schema(found.schema)
    assert not found.is_valid({}) and not found.is_valid([])


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_a_committed_submission_fits(folder: Path) -> None:
    for path in sorted(folder.iterdir()):
        check = validator(path.name)
        for record in records(path):
            check.validate(record)


def test_a_run_folder_fits_and_a_wrong_type_does_not(tmp_path: Path) -> None:
    folder = write_run(tmp_path / "run")
    names = {path.name for path in folder.iterdir()} & RECORDS.keys()
    assert names >= {"manifest.json", "summary.json", "generations.jsonl", "verdicts.jsonl"}
    for name in names:
        for record in records(folder / name):
            validator(name).validate(record)
    (made,) = records(folder / "manifest.json")
    assert not validator("manifest.json").is_valid({**made, "suite": {"name": 7}})
    assert not validator("manifest.json").is_valid({**made, "status": "failed"})
    assert validator("manifest.json").is_valid({**made, "a newer field": 1})
    assert made["suite"]["name"] == manifest().suite.name


def test_a_verification_fits() -> None:
    """No verification is committed: the maintainers keep them elsewhere."""
    found = f.Verification(
        submission_sha256="0" * 64, seed=1, drawn=(("a", 0),), n_judged=1, n_agreed=1,
        disagreements=(
            f.Disagreement(task_id="a", sample_index=0, what="status", submitted="x", found="y"),
        ),
        badges=("re-judged",), effbench_version="0", tier="T1", machine=machine.describe(),
    )  # fmt: skip
    validator(f.VERIFICATION).validate(json.loads(msgspec.json.encode(found)))


def test_the_command_lists_prints_and_writes(tmp_path: Path) -> None:
    runner = CliRunner()
    assert runner.invoke(app, ["schema"]).output.split() == list(RECORDS)
    assert runner.invoke(app, ["schema", "summary.json"]).output == schema_text("summary.json")
    done = runner.invoke(app, ["schema", "--to", str(tmp_path / "to")])
    assert done.exit_code == 0 and done.output.split() == [
        str(path) for path in write_schemas(tmp_path / "to")
    ]
    assert runner.invoke(app, ["schema", "nothing.json"]).exit_code == 2
    assert runner.invoke(app, ["schema", "summary.json", "--to", str(tmp_path)]).exit_code == 2
