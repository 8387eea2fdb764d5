"""`effbench tasks …`: from a new task to a report of the gates, using only the command line."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from command import effbench
from results.test_items import SPEEDS, contestants

from effbench.gates import report
from effbench.tasks import registry
from effbench.tasks.registry import places

pytestmark = pytest.mark.usefixtures("sandbox")
ID = "widest_shelf"


def tasks(*arguments: str) -> subprocess.CompletedProcess[str]:
    return effbench("tasks", *arguments)


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("mine")
    done = tasks("new", ID, "--tasks-path", str(folder))
    assert done.returncode == 0, done.stderr
    assert f"effbench tasks check {ID}" in done.stderr
    assert all(Path(line).is_file() for line in done.stdout.split())
    return folder


def test_a_new_task_passes_the_schema_gate_and_is_in_the_house_style(mine: Path) -> None:
    done = tasks("check", ID, "--tasks-path", str(mine), "-g", "G1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith(f"ok   {ID}")


@pytest.mark.parametrize(
    ("name", "words"),
    [(ID, "exists already"), ("lis_weighted", "exists already"), ("No-Good", "an id is")],
)
def test_a_name_that_is_taken_or_no_name_is_refused(mine: Path, name: str, words: str) -> None:
    done = tasks("new", name, "--tasks-path", str(mine))
    assert done.returncode == 2 and words in done.stderr


def test_a_failing_task_exits_with_6_and_names_gate_file_and_fix(
    mine: Path, tmp_path: Path
) -> None:
    solutions = tmp_path / "reference_solutions" / ID
    subprocess.run(["cp", "-r", *map(str, mine.iterdir()), str(tmp_path)], check=True)
    (solutions / "wrong" / "misses_last.py").unlink()
    written = tmp_path / "report.json"
    done = tasks("check", ID, "--tasks-path", str(tmp_path), "--report", str(written))
    assert done.returncode == 6
    assert f"FAIL {ID}" in done.stdout and "G1:FAIL" in done.stdout
    assert "5 wrong solutions, not 6" in done.stdout and "fix: add solutions" in done.stdout
    assert "not reached: G2" in done.stdout
    stored = report.read(written)
    assert stored["ok"] is False and stored["tasks"][ID]["findings"][0]["gate"] == "G1"
    assert "effbench tasks check" in stored["command"]


def test_reports_are_merged_by_task(mine: Path, tmp_path: Path) -> None:
    written = tmp_path / "report.json"
    first = tasks("check", ID, "--tasks-path", str(mine), "-g", "G1", "--report", str(written))
    stored = json.loads(written.read_text())
    stored["tasks"]["another"] = {**stored["tasks"][ID], "ok": False}
    written.write_text(json.dumps(stored))
    again = tasks("check", ID, "--tasks-path", str(mine), "-g", "G1", "--report", str(written))
    assert first.returncode == again.returncode == 0
    assert set(report.read(written)["tasks"]) == {ID, "another"}
    assert report.read(written)["ok"] is False


def test_several_tasks_are_checked_at_once_and_told_in_their_order(tmp_path: Path) -> None:
    names = ["first_shelf", "other_shelf", "third_shelf"]
    for name in names:
        assert tasks("new", name, "--tasks-path", str(tmp_path)).returncode == 0
    (tmp_path / "reference_solutions" / "other_shelf" / "brute.py").unlink()
    written = tmp_path / "report.json"
    chosen = ["*_shelf", "--tasks-path", str(tmp_path), "-g", "G1", "-g", "G2"]
    done = tasks("check", *chosen, "--report", str(written))
    told = [line for line in done.stdout.splitlines() if line.startswith(("ok", "FAIL"))]
    assert [line.split()[1] for line in told] == names, done.stdout + done.stderr
    assert [line.split()[0] for line in told] == ["ok", "FAIL", "ok"] and done.returncode == 6
    assert list(report.read(written)["tasks"]) == names
    refused = tasks("check", *chosen[:-1], "G99")
    assert refused.returncode == 2 and refused.stderr.count("\n") == 1
    assert "there is no gate G99" in refused.stderr


def test_a_check_of_all_tasks_continues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second check takes only what has changed or failed; with --again, all."""
    content = {"tasks": tmp_path, "reference_solutions": tmp_path / "reference_solutions"}
    for name in ("first_shelf", "other_shelf"):
        assert tasks("new", name, "--tasks-path", str(tmp_path)).returncode == 0
    monkeypatch.setattr(places, "content_dir", content.__getitem__)
    written = tmp_path / "report.json"
    check = ("check", "--all", "-g", "G1", "--report", str(written), "--workers", "1")

    def told(*more: str) -> list[str]:
        done = tasks(*check, *more)
        assert done.returncode == 0, done.stdout + done.stderr
        assert ("as they are now" in done.stderr) is (len(done.stdout.splitlines()) < 2)
        return [line.split()[1] for line in done.stdout.splitlines()]

    assert told() == ["first_shelf", "other_shelf"]
    assert told() == []
    file = tmp_path / "other_shelf.py"
    file.write_text(file.read_text() + "# another line\n")
    assert told() == ["other_shelf"]
    assert told("--again") == ["first_shelf", "other_shelf"]
    assert told("--suite", "core", "--again") == ["first_shelf", "other_shelf"]
    refused = tasks(*check, "--suite", "hard")
    assert refused.returncode == 2 and "suite hard has no tasks to check" in refused.stderr
    refused = tasks(*check, "--suite", "mbppplus")
    assert refused.returncode == 2 and "choose one of core, hard, core+hard" in refused.stderr
    refused = tasks("check", "first_shelf", "--again")
    assert refused.returncode == 2 and "--again: only with --all" in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "name the tasks to check, or give --all"),
        (("lru_with_ttl", "--all"), "name the tasks to check, or give --all"),
        (("lru_with_tll",), "did you mean lru_with_ttl"),
        (("lru_with_ttl", "-g", "G99"), "there is no gate G99"),
    ],
)
def test_a_check_that_makes_no_sense(arguments: tuple[str, ...], words: str) -> None:
    done = tasks("check", *arguments)
    assert done.returncode == 2 and words in done.stderr


def test_the_table_from_a_stored_report(tmp_path: Path) -> None:
    sizes = {"L": {"ratio": 2.5, "ci": [2.25, 2.75], "censored": False}}
    cut_off = {"M": {"ratio": 10.0, "ci": None, "censored": True}}
    findings = [
        {
            "gate": "G5",
            "figures": {"medium": {"sizes": sizes}, "slow": {"sizes": cut_off}, "seconds": 1.0},
        },
        {"gate": "G6", "figures": {"fast_ms_at_reference_speed": {"L": 31.4}}},
    ]
    task = {"category": "array", "ok": True, "findings": findings}
    path = tmp_path / "report.json"
    path.write_text(json.dumps({"schema_version": 1, "tasks": {"one": task, "two": task}}))
    done = tasks("table", "o*", "--report", str(path))
    assert done.returncode == 0, done.stderr
    assert "2.50 [2.25, 2.75]" in done.stdout and "> 10" in done.stdout and "31.4" in done.stdout
    assert "two" not in done.stdout
    as_json = json.loads(tasks("table", "--report", str(path), "--json").stdout)
    assert [row["task"] for row in as_json] == ["one", "two"]
    path.write_text("{}")
    done = tasks("table", "--report", str(path))
    assert done.returncode == 2 and "not a report of the gates" in done.stderr


def test_a_variant_is_shown(tmp_path: Path) -> None:
    family = next(files for files in registry.open_tasks() if files.authored.parameters)
    name = f"{family.file.stem}~k{2**31 + 5}"
    shown = json.loads(tasks("show", name, "--json").stdout)
    assert shown["id"] == name and shown["prompt"] != family.task.prompt
    assert tasks("show", f"{family.file.stem}~kx").returncode == 2


@pytest.mark.slow
def test_calibration_proposes_a_ladder_and_freezes_it(mine: Path) -> None:
    before = (mine / f"{ID}.py").read_text()
    done = tasks("calibrate", ID, "--tasks-path", str(mine), "--json")
    assert done.returncode == 0, done.stderr
    sizes = json.loads(done.stdout)["sizes"]
    (small, many), (middle, _), (large, one) = sizes["S"], sizes["M"], sizes["L"]
    assert small < middle < large and many > 1 and one == 1
    assert (mine / f"{ID}.py").read_text() == before
    done = tasks("calibrate", ID, "--tasks-path", str(mine), "--write")
    assert done.returncode == 0, done.stderr
    files = registry.open_task(mine / f"{ID}.py", mine / "reference_solutions" / ID)
    assert files.authored.sizes["L"][0] > 10_000
    assert "proposed" in done.stdout


def test_statistics_of_tasks_as_a_table_and_as_json(tmp_path: Path) -> None:
    folders = [str(one) for one in contestants(tmp_path, [SPEEDS, (1.0, 1.0, 1.0)])]
    shown = tasks("stats", *folders)
    assert shown.returncode == 0, shown.stderr
    assert "item-rest r" in shown.stdout and "tasks that decide no pair: 50.0 %" in shown.stdout
    as_json = json.loads(tasks("stats", *folders, "--json").stdout)
    assert [item["decided"] for item in as_json["items"]] == [1, 0]
    refused = tasks("stats", *folders[:2])
    assert refused.returncode == 2 and "at least 3 runs" in refused.stderr
    assert tasks("stats", *folders, "--format", "odt").returncode == 2
