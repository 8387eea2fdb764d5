"""G3: check that four independent solutions agree: brute force, slow, medium and fast.

All four run on the small inputs, which the brute force can solve. The tiers also run on the
correctness inputs. `timing` checks that they agree at the timed sizes.
"""

from __future__ import annotations

from effbench.base import TaskError, shown
from effbench.gates.bench import Bench, Case
from effbench.gates.finding import Finding, Problem, finding
from effbench.sandbox import calls_frame
from effbench.tasks import TIERS

GATE = "G3"
MIN_DISTINCT = 0.4
"""The share of the small inputs that must be distinct: 520 empty lists would test nothing."""


def examine(bench: Bench) -> Finding:
    """Run the gate. G1 must have passed, as it requires a brute force."""
    assert bench.files.brute is not None  # G1 requires one
    calls = [arguments for _, arguments in bench.small]
    try:
        answers = bench.answers(bench.files.brute, calls, "the brute force")
    except TaskError as error:
        problem = Problem(bench.path("brute.py"), str(error), "let brute.py solve all small inputs")
        return finding(GATE, bench.path("brute.py"), [problem])
    cases = [Case(a, b) for a, b in zip(calls, answers, strict=True)]
    found = [_disagreement(bench, tier, cases, "brute") for tier in TIERS]
    if not any(found):
        found = [_disagreement(bench, tier, bench.cases, "fast") for tier in TIERS[1:]]
    problems = [problem for problem in found if problem is not None]
    examples = _examples(bench)
    if examples is not None:
        problems.append(examples)
    distinct = len({calls_frame([arguments]) for arguments in calls})
    if distinct < MIN_DISTINCT * len(calls):
        problems.append(
            Problem(
                str(bench.files.file),
                f"only {distinct} of {len(calls)} small inputs are distinct",
                "let @TASK.small draw more kinds of input",
            )
        )
    figures = {"small_inputs": len(calls), "distinct": distinct, "shapes": len(_shapes(bench))}
    return finding(GATE, bench.files.file, problems, figures)


def _shapes(bench: Bench) -> set[str]:
    return {shape for shape, _ in bench.small}


def _disagreement(bench: Bench, tier: str, cases: list[Case], other: str) -> Problem | None:
    path = bench.path(f"{tier}.py")
    calls = [case.arguments for case in cases]
    fix = "one of the two is wrong, or the statement allows both and the checker does not"
    try:
        answers = bench.answers(bench.task.references[tier], calls, tier)
    except TaskError as error:
        return Problem(path, str(error), "correct the reference")
    found = bench.wrong_at(cases, answers)
    if found is None:
        return None
    case, words = found
    message = f"{tier} and {other} disagree on {shown(case.arguments)}: {words}"
    return Problem(path, message, fix)


def _examples(bench: Bench) -> Problem | None:
    """Check that the examples in the prompt have right answers."""
    cases = [Case(tuple(arguments), expected) for arguments, expected in bench.authored.examples]
    answers = bench.answers(bench.task.fast, [case.arguments for case in cases], "fast")
    found = bench.wrong_at(cases, answers)
    if found is None:
        return None
    case, words = found
    message = f"the example {shown(case.arguments)} says {shown(case.expected)}: {words}"
    return Problem(str(bench.files.file), message, "write the right answer into the example")
