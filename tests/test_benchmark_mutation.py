"""Each mutant is one change, and the tests that execute its line run it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from benchmarks import _mutants, mutation

SOURCE = '''"""A module, 1."""

__all__ = ["f" if 1 < 2 else "g"]
LIMIT: int = 3


def f(x: "list[1]", /) -> bool:
    if not x or len(x) <= LIMIT:
        raise ValueError(f"{1 + 1} values < 2")
    total = -sum(x) * 0.5
    total += 1
    return min(total, 2) > 0
'''


def test_a_mutant_is_one_change(tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text(SOURCE)
    found = [_mutants.mutant(tmp_path, *place) for place in _mutants.of_folder(tmp_path, ".")]
    assert [(m.line, m.before, m.after) for m, _ in found] == [
        (4, "3", "4"),
        (8, "not x or len(x) <= LIMIT", "not x and len(x) <= LIMIT"),
        (8, "not x", "not not x"),
        (8, "len(x) <= LIMIT", "len(x) < LIMIT"),
        (10, "-sum(x) * 0.5", "-sum(x) / 0.5"),
        (10, "-sum(x)", "+sum(x)"),
        (10, "0.5", "1.5"),
        (11, "total += 1", "total -= 1"),
        (11, "1", "2"),
        (12, "min(total, 2) > 0", "min(total, 2) >= 0"),
        (12, "min(total, 2)", "max(total, 2)"),
        (12, "2", "3"),
        (12, "0", "1"),
    ]
    plain = ast.unparse(ast.parse(SOURCE)).splitlines()
    for _, source in found:
        changed = source.splitlines()
        assert sum(a != b for a, b in zip(plain, changed, strict=True)) == 1
    assert str(found[0][0]) == "m.py:4: 3 -> 4  in  LIMIT: int = 3"


def test_no_module_has_a_mutant_that_can_not_be_read() -> None:
    for file, number in _mutants.of_folder(mutation.ROOT, "effbench/score")[::10]:
        mutant, source = _mutants.mutant(mutation.ROOT, file, number)
        ast.parse(source)
        assert mutant.before != mutant.after


@pytest.fixture
def tests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> mutation.Tests:
    lines = {
        "m.py": {"4": [""], "8": ["a.py::one", "b.py::long"], "10": ["b.py::long"], "9": []},
        "other.py": {"8": ["c.py::other"]},
    }
    seconds = {"a.py::one": 1.0, "a.py::two": 0.5, "b.py::long": 9.0, "c.py::other": 1.0}
    parts = iter(
        [{"lines": lines, "seconds": seconds}, {"lines": {"m.py": {"4": [""]}}, "seconds": {}}]
    )
    monkeypatch.setattr(mutation, "_lines_of", lambda checkout, files: next(parts))
    return mutation.Tests([tmp_path, tmp_path], ["score"])


@pytest.mark.parametrize(
    ("line", "first", "rest"),
    [
        (8, ["a.py::one", "b.py::long"], ["a.py::two"]),
        (10, ["b.py::long"], []),
        (4, ["a.py::one", "b.py::long"], ["a.py::two"]),  # on import: all of the module
        (9, [], []),
    ],
)
def test_the_tests_of_a_mutant_are_those_that_execute_it(
    tests: mutation.Tests, line: int, first: list[str], rest: list[str]
) -> None:
    mutant = _mutants.Mutant("m.py", line, line, "a", "b", "a")
    assert tests.of(mutant) == (first, rest)
