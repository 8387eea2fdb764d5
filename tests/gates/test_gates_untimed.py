"""Faulty tasks: the untimed gate for each fault rejects it, and names the file and the fix."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from planted import ID, Place, spoilt

from effbench import gates
from effbench.gates import agreement, attacks, checker, generators, mutation, statement
from effbench.gates.bench import Bench
from effbench.gates.finding import Finding
from effbench.sandbox import Sandbox

EXAMINE: dict[str, Callable[[Bench], Finding]] = {
    "G1": statement.examine,
    "G2": generators.examine,
    "G3": agreement.examine,
    "G4": checker.examine,
    "G8": mutation.examine,
    "G12": attacks.examine,
}
LIMIT = '        f"-{MAX_VALUE:_} <= values[i] <= {MAX_VALUE:_}",\n'
TINY = "        yield [rng.randint(-3, 3) for _ in range(length)], rng.randint(1, length)\n"
ALWAYS = "check=lambda arguments, returned, expected: None"

# (gate, changes, the file in the message, part of the message, part of the fix)
PLANTED = {
    "statement without a limit": (
        "G1",
        {("task", LIMIT): ""},
        f"{ID}.py",
        "enforces 1000000000",
        "limits",
    ),
    "missing tie rule": ("G1", {("task", 'ties="",'): ""}, f"{ID}.py", "tie rule", "ties="),
    "tie rule not in the text": (
        "G1",
        {("task", 'ties="",'): 'ties="Of equal choices the leftmost counts.",'},
        f"{ID}.py",
        "is not in the statement",
        "word for word",
    ),
    "parameter that the text never names": (
        "G1",
        {("task", "values: list[int], width: int"): "values: list[int], breadth: int"},
        f"{ID}.py",
        "`breadth` is not in the statement",
        "say what",
    ),
    "no canary": (
        "G1",
        {("wrong/misses_last", "effbench canary"): "canary"},
        "misses_last.py",
        "no canary",
        "add",
    ),
    "statement too long": (
        "G1",
        {("task", "Return the largest"): "again " * 400 + "Return the largest"},
        f"{ID}.py",
        "words",
        "400",
    ),
    "parameters that a solution ignores": (
        "G1",
        {("task", 'split="public",'): 'parameters={"side": {k: str(k) for k in range(9)}},'},
        "fast.py",
        "ignores the parameter 'side'",
        "SIDE = 0",
    ),
    "flaky generator": (
        "G2",
        {("task", "values = [rng.randint(-top, top)"): "values = [random.randint(-top, top)"},
        f"{ID}.py",
        "other inputs the second time",
        "rng",
    ),
    "generator that follows the hash seed": (
        "G2",
        {
            (
                "task",
                "    return values, max(1, n // rng.randint(3, 6))",
            ): '    values[0] = hash("salt") % 1_000\n    return values, max(1, n // 4)',
        },
        f"{ID}.py",
        "in another process",
        "hash()",
    ),
    "the same input for every seed": (
        "G2",
        {("task", "    top = n // 8"): "    rng = random.Random(7)\n    top = n // 8"},
        f"{ID}.py",
        "every seed gives the same input",
        "draw",
    ),
    "inputs beyond the limits": (
        "G2",
        {("task", "max(1, n // rng.randint(3, 6))"): "n // rng.randint(3, 6) - 60"},
        f"{ID}.py",
        "`valid` refuses",
        "generator",
    ),
    "bounds that no input reaches": (
        "G2",
        {
            ("task", "yield [MAX_VALUE] * 3, 3"): "yield [1] * 3, 3",
            ("task", "yield [-MAX_VALUE, MAX_VALUE], 1"): "yield [1, 2], 1",
        },
        f"{ID}.py",
        "reaches the lower bound of `-1_000_000_000 <= values[i]",
        "@TASK.correctness",
    ),
    "a brute force of another opinion": (
        "G3",
        {("brute", "if v not in window[i + 1 :]"): "if v not in window[i + 2 :]"},
        "fast.py",
        "fast and brute disagree",
        "wrong",
    ),
    "a slow tier that is wrong beyond tiny inputs": (
        "G3",
        {("slow", "    starts = "): "    values = values[:250]\n    starts = "},
        "slow.py",
        "slow and fast disagree",
        "wrong",
    ),
    "a wrong example": (
        "G3",
        {("task", "(([7, 7], 2), 7)"): "(([7, 7], 2), 14)"},
        f"{ID}.py",
        "the example",
        "right answer",
    ),
    "a checker that accepts anything": (
        "G4",
        {("task", "check=checks.equal"): ALWAYS},
        f"{ID}.py",
        "the checker accepts",
        "checker",
    ),
    "a checker that calls == on floats": (
        "G4",
        {("fast", "    return best"): "    return best / 3"},
        f"{ID}.py",
        "off by one unit in the last place",
        "checks.close",
    ),
    "a checker that takes 1.0 and True for 1": (
        "G4",
        {
            (
                "task",
                "check=checks.equal",
            ): 'check=lambda a, got, want: None if got == want else "differs"',
        },
        f"{ID}.py",
        "where a int is expected",
        "exactly",
    ),
    "a wrong solution that is right": (
        "G8",
        {("wrong/misses_last", "values[width:-1]"): "values[width:]"},
        "misses_last.py",
        "passes every correctness input",
        "# killed: timed",
    ),
    "a timed mistake that no timed input shows": (
        "G8",
        {
            ("wrong/misses_last", "values[width:-1]"): "values[width:]",
            ("wrong/misses_last", '\n"""'): '\n# killed: timed\n"""',
        },
        "misses_last.py",
        "right answers at the timed sizes",
        "@TASK.stress",
    ),
    "inputs that let mutants live": (
        "G8",
        {
            ("task", TINY): "        yield [1] * length, length\n",
            ("task", "for n in (40, 300):"): "for n in ():",
            ("task", "sizes="): 'sizes={"S": (2, 1), "M": (2, 1), "L": (2, 1)},  # ',
            ("task", "max(1, n // rng.randint(3, 6))"): "n",
        },
        "wrong",
        "passes every correctness input",
        "add inputs",
    ),
    "an attack that passes": (
        "G12",
        {("task", "check=checks.equal"): ALWAYS},
        f"{ID}.py",
        "the attack 'nothing' passes",
        "checker",
    ),
}


@pytest.mark.parametrize("name", PLANTED)
def test_the_gate_refuses(name: str, good_task: Place, tmp_path: Path, sandbox: Sandbox) -> None:
    gate, changes, file, message, fix = PLANTED[name]
    place = spoilt(good_task, tmp_path / "bad", changes)
    found = EXAMINE[gate](Bench(place.opened(), sandbox, 5))
    assert not found.ok
    assert found.gate == gate
    assert found.file.endswith(file) or file in found.file
    assert message in found.message, found.message
    assert fix in found.fix, found.fix


def test_mutants_that_live_are_named_with_their_line(
    good_task: Place, tmp_path: Path, sandbox: Sandbox
) -> None:
    """An equivalent mutant is listed with its reason, and then the gate passes."""
    spare = {("fast", "    best = worth\n"): "    best = worth\n    spare = [0] * 128  # idle\n"}
    place = spoilt(good_task, tmp_path / "bad", spare)
    found = mutation.examine(Bench(place.opened(), sandbox, 5))
    assert not found.ok
    assert "fast.py" in found.file
    assert "line " in found.message and "spare = [0] * 12" in found.message
    assert "equivalent_mutants.txt" in found.fix
    names = [line.split()[0] for line in found.figures["alive"]]
    listed = "".join(f"{name}  # the table is never read\n" for name in names)
    (place.solutions / "equivalent_mutants.txt").write_text(listed)
    again = mutation.examine(Bench(place.opened(), sandbox, 5))
    assert again.ok and again.figures["listed_equivalent"] == len(names)


def test_a_listed_mutant_that_is_found_out_is_refused(
    good_task: Place, tmp_path: Path, sandbox: Sandbox
) -> None:
    from effbench.gates.mutants import mutants

    place = spoilt(good_task, tmp_path / "bad", {})
    listed = place.solutions / "equivalent_mutants.txt"
    other = mutants(place.opened().task.fast)[0]
    listed.write_text(f"{other.id}  # surely the same\n")
    found = mutation.examine(Bench(place.opened(), sandbox, 5))
    assert not found.ok and other.id in found.message
    assert found.file.endswith("equivalent_mutants.txt")


def test_the_good_task_passes_what_needs_no_clock(good_task: Place, sandbox: Sandbox) -> None:
    only = tuple(EXAMINE)
    checked = gates.check_task(good_task.opened(), sandbox, seed=5, only=only)
    assert checked.ok, [(one.gate, one.message) for one in checked.findings if not one.ok]
    assert [one.gate for one in checked.findings] == list(only)
    figures = {one.gate: one.figures for one in checked.findings}
    assert figures["G3"]["small_inputs"] >= 500
    assert figures["G4"]["edits_refused"] >= 200
    assert figures["G8"]["killed_share"] >= 0.98 and figures["G8"]["mutants"] >= 20


def test_nothing_is_built_on_a_broken_foundation(
    good_task: Place, tmp_path: Path, sandbox: Sandbox
) -> None:
    place = spoilt(good_task, tmp_path / "bad", {("task", 'ties="",'): ""})
    checked = gates.check_task(place.opened(), sandbox, seed=5)
    assert [one.gate for one in checked.findings] == ["G1"]
    assert "G2" in checked.skipped and "G5" in checked.skipped


def test_a_generator_that_raises_is_a_finding_and_no_crash(
    good_task: Place, tmp_path: Path, sandbox: Sandbox
) -> None:
    place = spoilt(good_task, tmp_path / "bad", {("task", "    top = n // 8"): "    top = n // 0"})
    checked = gates.check_task(place.opened(), sandbox, seed=5, only=("G2",))
    assert not checked.ok and "ZeroDivisionError" in checked.findings[0].message
