"""The picture of the layers, as data, and the checks that keep it true.

Imports point down only; lazy imports count. A line's modules don't import each other, except inside
one sub-package.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import effbench

PACKAGE = Path(effbench.__file__).parent

LAYERS: tuple[tuple[str, ...], ...] = (
    ("statuses",),
    ("records", "errors"),
    ("foreign", "confined"),
    ("showing",),
    (
        "layout",
        "suite",
        "answers",
        "tables",
        "checks",
        "model_card",
        "figures",
        "packed",
        "environment",
        "comparability",
    ),
    ("stats", "sandbox", "authoring", "prompts", "instruments"),
    ("metrics",),
    ("registry", "datasets", "extract", "models", "store", "machine", "locks", "allowance"),
    ("judge", "measure", "attacks"),
    ("score", "executors"),
    (
        "pipeline",
        "reward",
        "diagnosis",
        "gates",
        "comparison",
        "breakdown",
        "exports",
        "field",
        "frames",
    ),
    ("submissions", "recipe"),
    ("leaderboard", "report", "server", "replicate"),
    ("cli",),
)
ENTRY = {"__init__", "__main__"}
GUEST_SIDE = (
    "guest", "wire", "reader", "pieces", "frames", "standard", "rebuilding", "programs", "orders",
    "interior", "zygote", "keeper", "shell", "kernel", "seccomp", "allow_list", "loops", "scratch",
    "statless", "threads",
)  # fmt: skip
MAX_LINES = 420


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    """The top-level module or sub-package that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def layer_of(room: str) -> int:
    for number, rooms in enumerate(LAYERS):
        if room in rooms:
            return number
    raise AssertionError(f"effbench/{room} is in no layer: add it to LAYERS, as low as it can be")


def imported_rooms(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute here"
            base = node.module or ""
            names = (
                [f"{base}.{alias.name}" for alias in node.names] if base == "effbench" else [base]
            )
        else:
            continue
        for name in names:
            parts = name.split(".")
            if parts[0] == "effbench" and len(parts) > 1 and parts[1] != "__version__":
                found.add(parts[1])
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_down(path: Path) -> None:
    room = room_of(path)
    if room in ENTRY:
        return
    for other in imported_rooms(path) - {room}:
        assert layer_of(other) < layer_of(room), (
            f"{path} imports effbench.{other}, which is not below"
        )


def test_every_layer_name_exists() -> None:
    rooms = {room_of(path) for path in modules()} - ENTRY
    named = {room for layer in LAYERS for room in layer}
    assert rooms == named


def test_stats_knows_nothing_of_effbench() -> None:
    for path in (PACKAGE / "stats").glob("*.py"):
        assert imported_rooms(path) <= {"stats"}, path


@pytest.mark.parametrize("name", GUEST_SIDE)
def test_the_guests_side_is_standard_library_only(name: str) -> None:
    tree = ast.parse((PACKAGE / "sandbox" / f"{name}.py").read_text())
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        for module in names:
            top = module.split(".")[0]
            assert top in sys.stdlib_module_names or module == "effbench.sandbox", module


def test_importing_effbench_loads_nothing_heavy() -> None:
    code = (
        "import sys, effbench; "
        "heavy = {'torch', 'transformers', 'typer', 'rich', 'pandas', 'numpy', 'openai'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_files_stay_readable(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= MAX_LINES
    docstring = ast.get_docstring(ast.parse(path.read_text()))
    assert docstring or not path.read_text().strip(), f"{path}: say what the module decides"


def test_no_skip_takes_a_folder_of_tests_for_a_library() -> None:
    """`tests/` is on the path, so a folder in it can be imported under a missing library's name."""
    tests = Path(__file__).parent
    folders = {path.name for path in tests.iterdir() if path.is_dir()}
    for path in tests.rglob("*.py"):
        for name in re.findall(r"importorskip\(\s*[\"']([\w.]+)", path.read_text()):
            assert name not in folders, f"{path}: skip by a module of {name}, not by its bare name"
