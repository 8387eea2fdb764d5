"""The floors of the package as data, and the checks that keep the picture true.

Imports point down only; lazy imports count. Packages on one floor do not import each other.
"""

from __future__ import annotations

import ast
import importlib.util
import itertools
import re
import statistics
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import effbench

PACKAGE = Path(effbench.__file__).parent
DOCS = Path(__file__).parents[1] / "docs"

FLOORS: tuple[tuple[str, ...], ...] = (
    ("base", "stats"),
    ("runs", "sandbox"),
    ("machine", "tasks"),
    ("attacks", "judging", "measure", "models", "score", "authoring"),
    ("executors", "gates", "results"),
    ("pipeline", "reward", "submissions"),
    ("leaderboard", "recipe", "replicate"),
    ("cli",),
)
ENTRY = {"__init__", "__main__"}
MAX_FLOORS = 8
MAX_NAMES = 26
MAX_FILE_LINES, MEDIAN_FILE_LINES = 350, 150
MAX_FUNCTION_LINES, MEDIAN_FUNCTION_LINES = 60, 10
PASSAGE_LINES, MAX_REPEATED_PASSAGES = 6, 14
MAX_INSIDE_LINES = 3000
"""The limit for `sandbox/inside/`, all of which is trusted: lines of code, without docstrings."""


class Import(NamedTuple):
    importer: str
    """The dotted name of the importing module."""
    module: str
    name: str | None


def modules() -> dict[str, Path]:
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()
PACKAGES = {name for name, path in MODULES.items() if path.name == "__init__.py"}
TREES = {name: ast.parse(path.read_text()) for name, path in MODULES.items()}


def room_of(module: str) -> str:
    """The package directly in `effbench` that a module belongs to."""
    return module.split(".")[1] if "." in module else "__init__"


def floor_of(room: str) -> int:
    for number, rooms in enumerate(FLOORS):
        if room in rooms:
            return number
    raise AssertionError(f"effbench/{room} is on no floor: add it to FLOORS, as low as it can be")


def imports(module: str) -> Iterator[Import]:
    for node in ast.walk(TREES[module]):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] == "effbench":
                    yield Import(module, alias.name, None)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: imports are absolute here"
            if (node.module or "").split(".")[0] == "effbench":
                yield from (Import(module, node.module or "", a.name) for a in node.names)


def target(found: Import) -> str:
    """The module that an import loads: a submodule, or the one that holds the name."""
    full = f"{found.module}.{found.name}"
    return full if full in MODULES else found.module


def across() -> Iterator[Import]:
    """The imports that leave their package. `effbench.__version__` counts as no import."""
    for module in MODULES:
        for found in imports(module):
            if room_of(target(found)) not in {room_of(module), "__init__"}:
                yield found


def test_imports_point_down() -> None:
    wrong = [
        found
        for found in across()
        if room_of(found.importer) not in ENTRY
        and floor_of(room_of(target(found))) >= floor_of(room_of(found.importer))
    ]
    assert not wrong


def test_imports_from_another_package_go_through_its_init() -> None:
    assert not [found for found in across() if found.module not in PACKAGES]


def test_every_package_stands_on_one_floor() -> None:
    rooms = {room_of(module) for module in MODULES} - ENTRY
    assert sorted(rooms) == sorted(room for floor in FLOORS for room in floor)
    assert len(FLOORS) <= MAX_FLOORS
    names = [path for path in PACKAGE.iterdir() if path.name not in {"__pycache__", "_bundled"}]
    assert len(names) <= MAX_NAMES


def test_modules_import_each_other_in_no_cycle() -> None:
    """Lazy imports count. `__init__` is excluded, because it only re-exports names."""
    edges = {
        module: {target(found) for found in imports(module)} - {module} - PACKAGES
        for module in MODULES
        if module not in PACKAGES
    }
    done: set[str] = set()

    def visit(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " -> ".join((*path[path.index(module) :], module))
        if module not in done:
            for other in sorted(edges.get(module, ())):
                visit(other, (*path, module))
            done.add(module)

    for module in edges:
        visit(module, ())


def test_the_page_has_the_picture_of_the_code() -> None:
    spec = importlib.util.spec_from_file_location("picture", DOCS / "make_architecture.py")
    assert spec is not None and spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    text = (DOCS / "architecture.md").read_text()
    assert text == made.page(text), "run `python docs/make_architecture.py`"
    floors = [[name for name in floor if name != "authoring"] for floor in FLOORS]
    edges = {name: made.imported(name, made.packages()) for name in made.packages()}
    assert [sorted(floor) for floor in floors] == made.floors(edges)


def test_base_and_stats_know_nothing_of_effbench() -> None:
    for module in MODULES:
        if room_of(module) in {"base", "stats"}:
            rooms = {room_of(target(found)) for found in imports(module)}
            assert rooms <= {room_of(module), "__init__"}, module


INSIDE = [name for name in MODULES if name.startswith("effbench.sandbox.inside")]


@pytest.mark.parametrize("module", INSIDE)
def test_inside_is_standard_library_only(module: str) -> None:
    for node in ast.walk(TREES[module]):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        for name in names:
            inside = name == "effbench.sandbox.inside"
            assert inside or name.split(".")[0] in sys.stdlib_module_names, name


def code_lines(module: str) -> int:
    """The number of lines without blank lines, comments and docstrings."""
    lines = MODULES[module].read_text().splitlines()
    dropped: set[int] = set()
    for node in ast.walk(TREES[module]):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            dropped.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return sum(
        bool(line.strip()) and not line.strip().startswith("#") and number not in dropped
        for number, line in enumerate(lines, 1)
    )


def test_inside_has_a_budget() -> None:
    assert sum(map(code_lines, INSIDE)) <= MAX_INSIDE_LINES


def test_importing_effbench_loads_nothing_heavy() -> None:
    code = (
        "import sys, effbench; "
        "heavy = {'torch', 'transformers', 'typer', 'rich', 'pandas', 'numpy', 'openai'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_files_stay_readable() -> None:
    sizes = {name: len(path.read_text().splitlines()) for name, path in MODULES.items()}
    assert {name: n for name, n in sizes.items() if n > MAX_FILE_LINES} == {}
    assert statistics.median(sizes.values()) <= MEDIAN_FILE_LINES
    for module, tree in TREES.items():
        assert ast.get_docstring(tree), f"{module}: say what the module holds"


def test_functions_stay_readable() -> None:
    sizes = {
        f"{module}.{node.name}:{node.lineno}": (node.end_lineno or 0) - node.lineno + 1
        for module, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: n for name, n in sizes.items() if n > MAX_FUNCTION_LINES} == {}
    assert statistics.median(sizes.values()) <= MEDIAN_FUNCTION_LINES


def code_of(module: str) -> list[tuple[int, str]]:
    """Number and text of each line that is code: no imports, comments, docstrings, indentation."""
    dropped: set[int] = set()
    for node in ast.walk(TREES[module]):
        words = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if words or isinstance(node, ast.Import | ast.ImportFrom):
            dropped.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    lines = enumerate(MODULES[module].read_text().splitlines(), 1)
    normal = ((number, " ".join(line.split())) for number, line in lines)
    return [(n, line) for n, line in normal if line and line[0] != "#" and n not in dropped]


def repeated_passages() -> list[str]:
    """The places of duplicate passages of PASSAGE_LINES or more lines, each pair once."""
    code = {module: code_of(module) for module in MODULES}
    places: dict[tuple[str, ...], list[tuple[str, int]]] = defaultdict(list)
    for module, lines in code.items():
        for start in range(len(lines) - PASSAGE_LINES + 1):
            text = tuple(line for _, line in lines[start : start + PASSAGE_LINES])
            places[text].append((module, start))
    pairs = {pair for found in places.values() for pair in itertools.combinations(found, 2)}
    return sorted(
        f"{one}:{code[one][i][0]} = {other}:{code[other][j][0]}"
        for (one, i), (other, j) in pairs
        if ((one, i - 1), (other, j - 1)) not in pairs  # else part of a longer passage
    )


def test_few_passages_stand_twice() -> None:
    found = repeated_passages()
    assert len(found) <= MAX_REPEATED_PASSAGES, found


def test_no_skip_takes_a_folder_of_tests_for_a_library() -> None:
    """`tests/` is on the path, so a folder in it can be imported under a missing library's name."""
    tests = Path(__file__).parent
    folders = {path.name for path in tests.rglob("*") if path.is_dir()}
    for path in tests.rglob("*.py"):
        for name in re.findall(r"importorskip\(\s*[\"']([\w.]+)", path.read_text()):
            assert name not in folders, f"{path}: skip by a module of {name}, not by its bare name"
