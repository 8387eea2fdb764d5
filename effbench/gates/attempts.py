"""G13: check that no kept attempt beats the fast tier.

Kept attempts are solutions written from the statement alone: `attempts/*.py` in the folder of the
task's solutions. They are judged like a candidate and timed together with the tiers (`timing`). An
attempt that is wrong or fails is recorded, and is no problem.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from effbench.base import SizeResult
from effbench.gates.bench import Bench
from effbench.gates.finding import Figures, Finding, Problem, finding
from effbench.gates.timing import Measured, sizes_in_figures
from effbench.judging import CorrectnessJudge

GATE = "G13"
SIZES = ("M", "L")
LEAST_RATIO = 0.9
"""An attempt beats fast if its ratio is below this and its whole interval is below 1."""


@dataclass(frozen=True)
class Tried:
    """A kept attempt: its source, and the verdict on the correctness inputs."""

    source: str
    status: str
    detail: str = ""


def judged(bench: Bench) -> dict[str, Tried]:
    """Judge the kept attempts, which takes no quiet machine. Returns name -> verdict."""
    sources = bench.files.attempts
    if not sources:
        return {}
    judge = CorrectnessJudge(bench.sandbox, bench.seed)
    judge.judge(bench.task, bench.task.fast)  # caches the expected answers before threads start
    names = list(sources)
    results = bench.parallel(lambda name: judge.judge(bench.task, sources[name]), names)
    return {
        name: Tried(sources[name], result.status, result.detail)
        for name, result in zip(names, results, strict=True)
    }


def to_time(tried: Mapping[str, Tried]) -> dict[str, str]:
    """Return name -> source of the attempts that are right so far."""
    return {name: one.source for name, one in tried.items() if one.status == "pass"}


def examine(bench: Bench, tried: Mapping[str, Tried], measured: Measured) -> Finding:
    """Run the gate. `measured` has the times of the attempts in `to_time`."""
    problems = [*_not_judged(bench, tried), *_faster(bench, measured)]
    return finding(GATE, bench.files.file, problems, {"attempts": figures(tried, measured)})


def figures(tried: Mapping[str, Tried], measured: Measured) -> Figures:
    """Return each attempt's final status, efficiency and ratios, for the report."""
    table: Figures = {}
    for name, one in tried.items():
        table[name] = {"status": status(name, one, measured), "efficiency": 0.0}
        if name in measured.attempts:
            result = measured.attempts[name]
            table[name]["efficiency"] = round(result.efficiency, 3)
            table[name]["sizes"] = sizes_in_figures(result)
    return table


def status(name: str, one: Tried, measured: Measured) -> str:
    """Return the attempt's final status: a timed input may overturn a pass."""
    return measured.attempts[name].status if name in measured.attempts else one.status


def _not_judged(bench: Bench, tried: Mapping[str, Tried]) -> Iterator[Problem]:
    for name, one in tried.items():
        if one.status == "infra_error":
            words = f"the sandbox failed, so the attempt has no verdict: {one.detail}"
            yield Problem(bench.path(f"attempts/{name}.py"), words, "run the check again")


def _faster(bench: Bench, measured: Measured) -> Iterator[Problem]:
    for name, result in measured.attempts.items():
        faster = [size for size in result.sizes if size.size in SIZES and _beats(size)]
        if faster:
            words = " and ".join(map(_words, faster))
            yield Problem(
                bench.path(f"attempts/{name}.py"),
                f"this attempt beats fast.py: it takes {words}",
                f"make fast.py as fast (the attempt shows one way): at {' and '.join(SIZES)} "
                f"its time may be at most {1 / LEAST_RATIO:.2f} times that of any kept attempt",
            )


def _beats(size: SizeResult) -> bool:
    if size.ratio is None or size.ratio >= LEAST_RATIO:
        return False
    return size.bound or (size.ci is not None and size.ci[1] < 1)


def _words(size: SizeResult) -> str:
    ends = f" [{size.ci[0]:.2f}, {size.ci[1]:.2f}]" if size.ci else ""
    return f"{size.ratio:.2f}{ends} of its time at {size.size}"
