"""The nightly tier's shares, and pytest with and without workers."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import nightly
import pytest
import workers
from nightly import SHARES, Share

HERE = Path(__file__).resolve().parent
TESTS = """
import pytest

@pytest.mark.nightly
@pytest.mark.parametrize("number", range(20))
def test_one_of_many(number):
    pass

@pytest.mark.nightly("test_together.py")
def test_by_a_name():
    pass

def test_plain():
    pass
"""
TOGETHER = """
import pytest
pytestmark = pytest.mark.nightly

def test_first():
    pass

def test_second():
    pass
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("nightly.py", "workers.py"):
        (tmp_path / name).write_text((HERE / name).read_text())
    (tmp_path / "conftest.py").write_text('pytest_plugins = ("nightly", "workers")\n')
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = nightly: slow\n")
    (tmp_path / "test_many.py").write_text(TESTS)
    (tmp_path / "test_together.py").write_text(TOGETHER)
    return tmp_path


def run(folder: Path, *options: str, **variables: str) -> str:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("EFFBENCH_", "PYTEST_"))}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", *options],
        cwd=folder,
        env=kept | variables,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def passed(said: str) -> set[str]:
    return {line.split()[0] for line in said.splitlines() if " PASSED" in line}


def test_every_name_is_in_one_share() -> None:
    shares = [Share(number, SHARES) for number in range(1, SHARES + 1)]
    names = [f"tests/test_{number}.py" for number in range(700)]
    assert all(sum(share.has(name) for share in shares) == 1 for name in names)
    assert all(sum(map(share.has, names)) > 50 for share in shares)


def test_a_test_takes_the_large_number_in_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = []
    for number in range(1, 8):
        monkeypatch.setenv("EFFBENCH_ROTATION", f"{number}/7")
        taken.append(nightly.repetitions("some test", 100, 10))
    assert sorted(taken) == [10] * 6 + [100]


@pytest.mark.parametrize("text", ["", "0/7", "8/7", "1", "a/b", "1/7/2", "-1/7"])
def test_a_malformed_share_is_an_error(text: str) -> None:
    with pytest.raises(pytest.UsageError, match="EFFBENCH_ROTATION"):
        nightly.parse(text)


def test_a_run_takes_its_share_and_says_which(folder: Path) -> None:
    """All shares together run every test once; the tests of a marked module stay together."""
    shares = [run(folder, "-p", "no:xdist", EFFBENCH_ROTATION=f"{n}/2") for n in (1, 2)]
    assert all(f"nightly tests: share {n}/2" in said for n, said in enumerate(shares, 1))
    ran = [passed(said) for said in shares]
    together = {"test_together.py::test_first", "test_together.py::test_second"}
    together.add("test_many.py::test_by_a_name")
    assert sorted((names & together for names in ran), key=len) == [set(), together]
    plain = {"test_many.py::test_plain"}
    assert all(plain < names for names in ran)
    whole = run(folder, "-p", "no:xdist", EFFBENCH_FULL="1")
    assert "nightly tests: all of them" in whole
    assert passed(whole) == set.union(*ran) and len(passed(whole)) == 24
    assert len(ran[0] & ran[1]) == 1


def test_two_workers_only_where_nothing_else_was_asked_for() -> None:
    def asked(*, xdist: bool = True, **given: object) -> SimpleNamespace:
        default = {"numprocesses": None, "tx": [], "dist": "no", "distload": False, "usepdb": False}
        option = SimpleNamespace(**default | given)
        plugins = SimpleNamespace(hasplugin=lambda name: xdist)
        workers.pytest_cmdline_main(SimpleNamespace(option=option, pluginmanager=plugins))  # type: ignore[arg-type]
        return option

    assert (asked().numprocesses, asked().dist) == (workers.WORKERS, "loadfile")
    assert asked(xdist=False).numprocesses is None
    assert asked(numprocesses=0).numprocesses == 0
    assert asked(usepdb=True).numprocesses is None
    assert asked(dist="each", tx=["popen"]).dist == "each"


def test_the_longest_files_come_first_and_exist() -> None:
    assert all((HERE.parent / name).is_file() for name in workers.LONGEST)
    config = SimpleNamespace(workerinput={})
    items = [SimpleNamespace(nodeid=f"{name}::test") for name in ("a.py", *workers.LONGEST[::-1])]
    workers.pytest_collection_modifyitems(config, items)  # type: ignore[arg-type]
    assert [item.nodeid for item in items] == [f"{n}::test" for n in (*workers.LONGEST, "a.py")]


def test_the_debugger_works(folder: Path) -> None:
    pytest.importorskip("xdist")
    assert "2 workers" in run(folder)
    assert "workers" not in run(folder, "--pdb")
