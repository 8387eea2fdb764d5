"""A wheel, and a wheel from the source archive, contain the suite and find it from any folder."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("hatchling", reason="building wheels needs hatchling (pip install hatchling)")

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.slow


def build(source: Path, kind: str, out: Path) -> Path:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(out)],
        cwd=source, check=True, capture_output=True,
    )  # fmt: skip  # one thought
    (made,) = out.iterdir()
    return made


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy without caches and results, like a fresh clone."""
    copy = tmp_path_factory.mktemp("checkout") / "effbench"
    left_out = (".git", "__pycache__", "site", ".*_cache", ".venv", ".nox")
    ignore = shutil.ignore_patterns(*left_out)
    shutil.copytree(ROOT, copy, ignore=ignore)
    return copy


def listed_tasks(package_root: Path, cwd: Path) -> set[str]:
    done = subprocess.run(
        [
            sys.executable,
            "-P",
            "-c",
            "from effbench.cli import main; main()",
            "tasks",
            "list",
            "--json",
        ],
        env={"PYTHONPATH": str(package_root), "PATH": "/usr/bin:/bin"},
        cwd=cwd,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return {row["id"] for row in json.loads(done.stdout)}


@pytest.mark.parametrize("through_sdist", [False, True])
def test_the_wheel_finds_its_tasks(checkout: Path, tmp_path: Path, through_sdist: bool) -> None:
    source = checkout
    if through_sdist:
        with tarfile.open(build(checkout, "sdist", tmp_path / "sdist")) as archive:
            archive.extractall(tmp_path / "unpacked", filter="data")
        (source,) = (tmp_path / "unpacked").iterdir()
    with zipfile.ZipFile(build(source, "wheel", tmp_path / "wheel")) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path / "installed")
    assert "effbench/py.typed" in names
    assert not any(name.startswith(("tasks/", "tests/")) for name in names)
    expected = {file.stem for file in (ROOT / "tasks").glob("*.py")}
    assert listed_tasks(tmp_path / "installed", tmp_path) == expected
    attacks = {f"effbench/_bundled/attacks/{file.name}" for file in (ROOT / "attacks").glob("*.py")}
    assert attacks and attacks <= set(names)
