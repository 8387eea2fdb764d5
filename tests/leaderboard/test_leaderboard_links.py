"""The sections of older versions: the sentence and the table that link their scores."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest
from command import effbench

from effbench import leaderboard

MakeRun = Callable[..., Path]
N = 12
NAMES = [f"task{i:02}" for i in range(N)]


def suite(
    version: str, n_same: int = 8, changes: Mapping[str, object] = MappingProxyType({})
) -> dict[str, object]:
    digests = {name: f"{i:064x}" if i < n_same else version * 64 for i, name in enumerate(NAMES)}
    tasks = {name: {"digest": digest} for name, digest in digests.items()}
    digest = f"{version}{n_same:x}".ljust(64, "a")
    made = {"name": "core", "version": version, "digest": digest, "tasks": tasks, "locked": True}
    return {**made, **changes}


def effs(strength: float) -> list[float]:
    return [strength + 0.01 * (i % 3) for i in range(8)] + [strength / 2] * 4


@pytest.fixture
def runs(make_run: MakeRun) -> list[Path]:
    made = [make_run("old", effs(0.6), suite=suite("1"))]
    strengths = (0.3, 0.42, 0.55, 0.7, 0.8, 0.95)
    return made + [
        make_run(f"new{i}", effs(strength), suite=suite("2"))
        for i, strength in enumerate(strengths)
    ]


def page(runs: list[Path], out: Path) -> str:
    return leaderboard.build(runs, out).read_text()


def test_an_older_version_has_a_sentence_and_a_table(runs: list[Path], tmp_path: Path) -> None:
    text = page(runs, tmp_path / "site")
    assert text.count('<table class="linking">') == 1
    assert "Version 2 has 8 of its 12 tasks unchanged, among 12." in text
    assert "mean/sigma linking by the 6 publishable runs of version 2" in text
    table = text.split('<table class="linking">')[1].split("</table>")[0]
    assert re.findall(r'<th scope="row">(.*?)</th>', table) == [
        "new5", "new4", "new3", "old", "new2", "new1", "new0",
    ]  # fmt: skip
    row = next(line for line in table.splitlines() if ">old<" in line)
    assert re.search(r">0\.51 <span class=\"ci\">\[0\.5\d, 0\.5\d\]</span>", row)


def test_older_runs_stay_in_their_own_table(runs: list[Path], tmp_path: Path) -> None:
    text = page(runs, tmp_path / "site")
    assert text.count("Suite core 1") >= 1 and text.count("Suite core 2") >= 1
    for table in re.findall(r'<table class="sortable ranks".*?</table>', text, re.S):
        labels = set(re.findall(r'<a href="runs/[^"]*">(.*?)</a>', table))
        assert labels == {"old"} or "old" not in labels


@pytest.mark.parametrize(
    ("changes", "n_same"),
    [({"name": "another"}, 8), ({"subset": True}, 8), ({"version": "one"}, 8), ({}, 0)],
)
def test_other_sections_have_none(
    make_run: MakeRun, tmp_path: Path, changes: dict[str, object], n_same: int
) -> None:
    old = make_run("old", effs(0.6), suite=suite("1", n_same, changes))
    new = make_run("new", effs(0.7), suite=suite("2", n_same))
    assert "linking" not in page([old, new], tmp_path / "site")


def test_few_runs_of_the_newer_version_make_no_linked_score(
    runs: list[Path], tmp_path: Path
) -> None:
    text = page(runs[:3], tmp_path / "site")
    assert "too few publishable runs" in text and text.count('<table class="linking">') == 1


def test_the_command_prints_the_same(runs: list[Path], tmp_path: Path) -> None:
    done = effbench("leaderboard", "link", *map(str, runs), "--json")
    assert done.returncode == 0, done.stderr
    (linking,) = json.loads(done.stdout)
    assert (linking["old_version"], linking["new_version"]) == ("1", "2")
    (old,) = [run for run in linking["runs"] if run["label"] == "old"]
    assert old["common"] == pytest.approx(0.60875) and 0.5 < old["linked"] < 0.6
    done = effbench("leaderboard", "link", *map(str, runs))
    assert "core 1 to 2: 8 common tasks, mean/sigma linking by 6 runs" in done.stdout
    assert re.search(r"old +1 +0\.5\d +0\.61 +0\.5\d +\[0\.5\d, 0\.5\d\]", done.stdout)
    done = effbench("leaderboard", "link", str(runs[0]))
    assert done.returncode == 0 and "no older version" in done.stderr
