"""`effbench replicate` as users run it: tables, JSON, one-line errors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from replications import opened, replication
from typer.testing import CliRunner, Result

from effbench import replicate
from effbench.cli import replicating
from effbench.cli.app import app


def effbench(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["replicate", *map(str, arguments)])


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    place = tmp_path_factory.mktemp("files")
    return (
        replication(place / "a.zip", label="left"),
        replication(place / "b.zip", label="right", seed=2, machine={"cpu_model": "Other"}),
    )


def test_the_tables_say_shift_interval_verdict_and_what_differs(files) -> None:
    found = replicate.compare([opened(file) for file in files], 0.05)
    text = replicating.shift_table(found).render("table")
    assert "timing standard: equivalent" in text and "within 0.05" in text
    assert "left and right differ in: CPU" in text
    terms = replicating.component_table(found).render("table")
    assert "degrees of freedom: 1 for machine, 2 for session" in terms


def test_the_json_has_what_the_tables_have(files) -> None:
    found = replicate.compare([opened(file) for file in files])
    data = json.loads(json.dumps(replicating.as_dict(found), allow_nan=False))
    assert data["profile"] == "standard" and data["verdict"] == found.verdict
    row = data["shifts"][0]
    low, high = row["shift"]["ci"]
    assert low <= row["shift"]["mean"] <= high and row["verdict"] in ("equivalent", "not shown")
    assert [machine["label"] for machine in data["machines"]] == ["left", "right"]
    assert data["machines"][1]["key"]["CPU"] == "Other"


def test_errors_are_one_line_and_exit_code_two(files, tmp_path) -> None:
    junk = tmp_path / "junk.zip"
    junk.write_bytes(b"no archive")
    for arguments, words in (
        (("report", junk, files[0]), "junk.zip: not a replication archive"),
        (("report", tmp_path / "none.zip"), "none.zip: can't be read"),
        (("report", "--format", "xml", junk), "choose one of"),
        (("run", "--out", tmp_path / "x"), "ends in .zip"),
        (("run", "--out", tmp_path / "x.zip", "--answers", "fast=x"), "NAME=FILE"),
        (("run", "--out", tmp_path / "x.zip", "--list", "all"), "--list all"),
    ):
        done = effbench(*arguments)
        assert done.exit_code == 2 and words in done.stderr, done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
