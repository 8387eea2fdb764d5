"""G2: check that generators are deterministic, keep the limits, and reach the bounds.

The gate only generates inputs; it runs no solution.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from effbench.base import TaskError, shown
from effbench.gates import limits
from effbench.gates.bench import Bench
from effbench.gates.digest import digest_elsewhere, digest_of_inputs
from effbench.gates.finding import Figures, Finding, Problem, finding
from effbench.gates.statement import argument_names
from effbench.sandbox import calls_frame
from effbench.tasks import Arguments, TimedSize

GATE = "G2"
MIN_INPUTS = 40
MAX_GENERATION_SECONDS = 2.0  # for one input of the largest size; 1 s on a quiet machine
_HASH_SEEDS = (1, 4242)
_SEEDS_FOR_BOUNDS = 3
_GROWS = 2.0  # a quantity that doubles from S to L is a size: small inputs can't reach its bound


def examine(bench: Bench, processes: bool = True) -> Finding:
    """Run the gate. Without `processes`, determinism is checked in this process only."""
    file = bench.files.file
    figures: Figures = {"inputs": len(bench.inputs)}
    timed = _TimedInputs(bench, figures)
    problems = [
        *_same_everywhere(bench, processes),
        *_fresh(bench),
        *_kept_limits(bench, timed, figures),
        *_bounds(bench, timed, figures),
    ]
    if len(bench.inputs) < MIN_INPUTS:
        problems.append(
            Problem(
                str(file),
                f"{len(bench.inputs)} correctness inputs, not {MIN_INPUTS}",
                "let @TASK.correctness yield more: tiny dense inputs, bounds, every shape",
            )
        )
    return finding(GATE, file, problems, figures)


def _same_everywhere(bench: Bench, processes: bool) -> Iterator[Problem]:
    fix = "derive everything from `rng`: no hash(), no order of sets, no global random, no time"
    file = str(bench.files.file)
    seed = bench.seed % 2**31
    here = digest_of_inputs(bench.task, seed)
    if here != digest_of_inputs(bench.task, seed):
        yield Problem(file, "the same seed gives other inputs the second time", fix)
    elif processes:
        places = (bench.files.file, bench.files.solutions)
        elsewhere = bench.parallel(lambda s: digest_elsewhere(*places, seed, s), _HASH_SEEDS)
        if set(elsewhere) != {here}:
            yield Problem(file, "the same seed gives other inputs in another process", fix)


def _fresh(bench: Bench) -> Iterator[Problem]:
    """Check that different seeds give different inputs of every shape: a call may hold several."""
    make = bench.authored.stress_generator
    assert make is not None  # the registry requires one
    size = bench.task.sizes[1]
    for shape in bench.authored.shapes:
        seen = {
            calls_frame([tuple(make(size.n, shape, bench.rng("fresh", shape, k)))])
            for k in range(2)
        }
        if len(seen) < 2:
            yield Problem(
                str(bench.files.file),
                f"every seed gives the same input of shape {shape!r}",
                "draw the input from `rng`: caching an answer must not pay off",
            )


def _kept_limits(bench: Bench, timed: _TimedInputs, figures: Figures) -> Iterator[Problem]:
    for what, arguments in _all_inputs(bench, timed):
        words = _refused(bench, arguments)
        if words is not None:
            yield Problem(
                str(bench.files.file),
                f"`valid` refuses {what}: {words}: {shown(arguments)}",
                "correct the generator, or the limit in `valid` and in the text",
            )
            return
    seconds = figures["generation_seconds_at_L"]
    if seconds > MAX_GENERATION_SECONDS:
        yield Problem(
            str(bench.files.file),
            f"one input of size L takes {seconds:.1f} s to generate",
            "make the generator take at most 1 s (use numpy, or fewer calls of rng)",
        )


def _all_inputs(bench: Bench, timed: _TimedInputs) -> Iterator[tuple[str, Arguments]]:
    for arguments in bench.inputs:
        yield "a correctness input", arguments
    for shape, arguments in bench.small:
        yield f"a small input of shape {shape!r}", arguments
    for size in bench.task.sizes:
        for shape in bench.authored.shapes:
            what = f"a timed input of size {size.label}, shape {shape!r}"
            yield what, timed.at(size, shape)


def _refused(bench: Bench, arguments: Arguments) -> str | None:
    valid = bench.authored.validator
    assert valid is not None  # the registry requires one
    try:
        valid(arguments)
    except AssertionError as error:
        return str(error).split("\n")[0] or "a limit is broken"
    except Exception as error:
        raise TaskError(f"{bench.files.file}: `valid` fails with {error!r}") from error
    return None


def _bounds(bench: Bench, timed: _TimedInputs, figures: Figures) -> Iterator[Problem]:
    """Check that correctness inputs reach every bound that they can reach."""
    names = argument_names(bench.authored)
    read = [limits.parse(line, names) for line in bench.authored.limits]
    parsed = [limit for limit in read if limit is not None]
    figures["limits_evaluated"] = f"{len(parsed)} of {len(read)}"
    inputs = list(bench.inputs)
    for extra in range(1, _SEEDS_FOR_BOUNDS):
        inputs += [i.arguments for i in bench.task.correctness(bench.seed + extra)]
    for limit in parsed:
        reached = [limits.touched(limit, names, arguments) for arguments in inputs]
        low, high = (any(pair[side] for pair in reached) for side in (0, 1))
        for missing, which in (
            (not low, "lower"),
            (not high and not _is_size(bench, timed, limit), "upper"),
        ):
            if missing:
                yield Problem(
                    str(bench.files.file),
                    f"no correctness input reaches the {which} bound of `{limit.text}`",
                    "yield one from @TASK.correctness: off-by-one errors show at the bounds",
                )


def _is_size(bench: Bench, timed: _TimedInputs, limit: limits.Limit) -> bool:
    """True if the quantity grows with the timed size: small inputs can't reach its upper bound."""
    names = argument_names(bench.authored)
    small, large = bench.task.sizes[0], bench.task.sizes[-1]
    for shape in bench.authored.shapes:
        at = [limits.largest(limit, names, timed.at(size, shape)) for size in (small, large)]
        if at[1] >= _GROWS * max(at[0], 1):
            return True
    return False


class _TimedInputs:
    """One input of each timed size and shape, made when it is first asked for.

    Those of the smallest and the largest size are kept, as they are slow to make and asked for
    often. The figures get the slowest generation of each size.
    """

    def __init__(self, bench: Bench, figures: Figures) -> None:
        self._bench, self._figures = bench, figures
        self._kept: dict[tuple[str, str], Arguments] = {}

    def at(self, size: TimedSize, shape: str) -> Arguments:
        """Return the input of this size and shape."""
        bench, key = self._bench, (size.label, shape)
        if key in self._kept:
            return self._kept[key]
        make = bench.authored.stress_generator
        assert make is not None  # the registry requires one
        started = time.process_time()
        arguments = tuple(make(size.n, shape, bench.rng("valid", size.label, shape)))
        seconds = time.process_time() - started
        figure = f"generation_seconds_at_{size.label}"
        self._figures[figure] = round(max(self._figures.get(figure, 0.0), seconds), 3)
        if size in (bench.task.sizes[0], bench.task.sizes[-1]):
            self._kept[key] = arguments
        return arguments
