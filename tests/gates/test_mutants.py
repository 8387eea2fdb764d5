"""Mutants: the kinds of changes, the code that is not changed, and stable ids."""

from __future__ import annotations

import ast

from effbench.gates.mutants import mutants

SOURCE = '''"""A module."""

LIMIT = 500


def solve(values: list[int], step: int = 1) -> int:
    """Its docstring."""
    best = 0
    for i, value in enumerate(values[step:]):
        if value > best and i not in (3, 4):
            best = value
            continue
        best += min(value, i) * 2
    if not best:
        return -1
    return best if best < LIMIT else LIMIT
'''


def test_kinds_of_change() -> None:
    made = mutants(SOURCE, limit=1_000)
    changes = {(m.id.split("-")[0], m.after) for m in made}
    for change in (
        ("compare", "if value >= best and i not in (3, 4):"),
        ("compare", "if value > best and i in (3, 4):"),
        ("bool", "if value > best or i not in (3, 4):"),
        ("arith", "best -= min(value, i) * 2"),
        ("arith", "best += min(value, i) + 2"),
        ("call", "best += max(value, i) * 2"),
        ("constant", "best += min(value, i) * 3"),
        ("constant", "best = 1"),
        ("drop", "pass"),
        ("unary", "if best:"),
    ):
        assert change in changes, change
    for mutant in made:
        ast.parse(mutant.source)
        assert mutant.source != ast.unparse(ast.parse(SOURCE))
    assert len({mutant.source for mutant in made}) >= 0.9 * len(made)


def test_what_nobody_gets_wrong_is_left_alone() -> None:
    """Mutants don't change docstrings, annotations, named constants, or `x if x < y else y`."""
    for mutant in mutants(SOURCE, limit=1_000):
        assert "LIMIT = 500" in mutant.source and "Its docstring" in mutant.source
        assert "list[int]" in mutant.source
        assert "best <= LIMIT" not in mutant.source


def test_names_outlive_changes_elsewhere() -> None:
    before = {m.id: m.line for m in mutants(SOURCE, limit=1_000)}
    moved = SOURCE.replace("    best = 0\n", "    best = 0\n\n    # a remark\n    other = values\n")
    after = {m.id: m.line for m in mutants(moved, limit=1_000)}
    assert set(before) <= set(after)
    assert any(after[name] > line for name, line in before.items())


def test_a_limit_picks_always_the_same_ones() -> None:
    few = mutants(SOURCE, limit=5)
    assert [m.id for m in few] == [m.id for m in mutants(SOURCE, limit=5)]
    assert {m.id for m in few} <= {m.id for m in mutants(SOURCE, limit=9)}
    assert [m.line for m in few] == sorted(m.line for m in few)
    assert "->" in few[0].change and f"line {few[0].line}" in few[0].change
