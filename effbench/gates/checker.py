"""G4: check that the checker rejects edited right answers and accepts equivalent ones.

The checker runs in the host, and so does this gate. `agreement` tests the right answers themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from effbench.base import shown
from effbench.gates import edits
from effbench.gates.bench import Bench, Case
from effbench.gates.finding import Figures, Finding, Problem, finding
from effbench.tasks import first_difference

GATE = "G4"
MIN_EDITS = 200
EXACT_FLOATS = "exact-floats"
_TRIES = 20 * MIN_EDITS
_EQUIVALENTS_A_CASE = 20


def examine(bench: Bench) -> Finding:
    """Run the gate. G3 must have passed, so that the fast tier's answers are right."""
    figures: Figures = {}
    problems = [
        *_right_answers(bench),
        *_edits_refused(bench, figures),
        *_equivalents_accepted(bench, figures),
        *_types_refused(bench),
    ]
    return finding(GATE, bench.files.file, problems, figures)


def _right_answers(bench: Bench) -> Iterator[Problem]:
    for case in bench.cases:
        words = bench.task.verify(case.arguments, case.expected, case.expected)
        if words is not None:
            yield Problem(
                str(bench.files.file),
                f"the checker rejects fast's own answer on {shown(case.arguments)}: {words}",
                "correct the checker; NaN is not equal to itself, which `checks.close` handles",
            )
            return


def _edits_refused(bench: Bench, figures: Figures) -> Iterator[Problem]:
    refused = 0
    own = bench.authored.wrong_answers is not None
    figures["edits_by"] = "the task" if own else "the editor"
    for case, answer in islice(_wrong_answers(bench), MIN_EDITS):
        if bench.task.verify(case.arguments, answer, case.expected) is None:
            yield Problem(
                str(bench.files.file),
                f"the checker accepts {shown(answer)} where {shown(case.expected)} is right, "
                f"on {shown(case.arguments)}",
                "correct the checker, or write @TASK.edits if both answers are right",
            )
            return
        refused += 1
    figures["edits_refused"] = refused
    if refused < MIN_EDITS:
        yield Problem(
            str(bench.files.file),
            f"only {refused} edits of right answers could be made, not {MIN_EDITS}",
            "let @TASK.edits yield more for each answer, or choose inputs with larger answers",
        )


def _wrong_answers(bench: Bench) -> Iterator[tuple[Case, Any]]:
    """Yield edited answers that differ from the right one. Cycles through the cases repeatedly."""
    rng = bench.rng("edits")
    make = bench.authored.wrong_answers
    for turn in range(_TRIES // max(1, len(bench.cases)) + 1):
        for case in bench.cases:
            if make is not None:
                answers = list(make(case.arguments, case.expected, rng))
            else:
                answers = [edits.edited(case.expected, rng)]
            for answer in answers:
                if first_difference(answer, case.expected, rel=0.0) is not None:  # NaN = NaN
                    yield case, answer
        del turn


def _equivalents_accepted(bench: Bench, figures: Figures) -> Iterator[Problem]:
    accepted = 0
    for case in bench.cases:
        for answer, why in _equivalents(bench, case):
            words = bench.task.verify(case.arguments, answer, case.expected)
            if words is not None:
                yield Problem(
                    str(bench.files.file),
                    f"the checker rejects {why}, {shown(answer)} for {shown(case.expected)}, "
                    f"on {shown(case.arguments)}: {words}",
                    "compare floats with `checks.close`, never with =="
                    if "float" in why
                    else "accept every right answer that the statement allows",
                )
                return
            accepted += 1
    figures["equivalents_accepted"] = accepted


def _equivalents(bench: Bench, case: Case) -> Iterator[tuple[Any, str]]:
    make = bench.authored.equivalent_answers
    if make is not None:
        for answer in islice(make(case.arguments, case.expected), _EQUIVALENTS_A_CASE):
            yield answer, "an equivalent"
    if isinstance(case.expected, list | tuple):
        other = tuple if isinstance(case.expected, list) else list
        yield other(case.expected), f"a {other.__name__}"
    if EXACT_FLOATS not in bench.authored.tags:
        for answer in edits.nudged(case.expected):
            yield answer, "a float that is off by one unit in the last place"


def _types_refused(bench: Bench) -> Iterator[Problem]:
    for case in bench.cases:
        for answer in (*edits.WRONG_TYPES, *edits.twins(case.expected)):
            if type(answer) is type(case.expected) or _is_number_for_float(answer, case.expected):
                continue
            if isinstance(answer, tuple) and isinstance(case.expected, list):
                continue
            if bench.task.verify(case.arguments, answer, case.expected) is None:
                yield Problem(
                    str(bench.files.file),
                    f"the checker accepts a {type(answer).__name__} where a "
                    f"{type(case.expected).__name__} is expected",
                    "compare types exactly: `type(x) is int`, as `checks.equal` does",
                )
                return


def _is_number_for_float(answer: Any, expected: Any) -> bool:
    """True for an int that equals the expected float. A huge int never does."""
    return isinstance(answer, int) and isinstance(expected, float) and answer == expected
