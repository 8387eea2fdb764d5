"""Text for a sample's growth, memory and missed precision, for the terminal and the page.

This module defines wording and decimals. It computes no number and knows neither tables nor HTML.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

from effbench.base import (
    Blame,
    MemoryResult,
    SampleResult,
    Scaling,
    SizeResult,
    TaskResult,
    TimingSection,
    given,
)
from effbench.score.samples import NOT_TIMED

NOTHING = "–"
Fate = Literal["timed", "cut off", "not timed", "failed"]


def score(value: float | None) -> str:
    """A score with two decimals: no suite of this size resolves a third."""
    return NOTHING if value is None else f"{value:.2f}"


def scores(ci: tuple[float, float] | None) -> str:
    """`0.62 to 0.71`, or a dash."""
    return NOTHING if ci is None else f"{ci[0]:.2f} to {ci[1]:.2f}"


def ratio(value: float | None) -> str:
    """A ratio with three decimals, or a dash."""
    return NOTHING if value is None else f"{value:.3f}"


def ratios(ci: tuple[float, float] | None) -> str:
    """`0.912 to 1.044`, or a dash."""
    return NOTHING if ci is None else f"{ci[0]:.3f} to {ci[1]:.3f}"


def blamed(faults: Iterable[Blame | None]) -> str:
    """`3 (blame: server 2, model 1)`: the number of missing answers, and the causes.

    Empty if no answer is missing.
    """
    counts = Counter(fault for fault in faults if fault is not None)
    shares = ", ".join(f"{fault} {count}" for fault, count in counts.most_common())
    return f"{counts.total()} (blame: {shares})" if counts else ""


def exponent(scaling: Scaling | None) -> str:
    """`n^1.02 ± 0.03`, `at least n^1.60`, or a dash. Gives the larger half of the interval."""
    if scaling is None:
        return NOTHING
    if scaling.censored:
        return f"at least n^{scaling.exponent:.2f}"
    power = f"n^{scaling.exponent:.2f}"
    if scaling.ci is None:
        return power
    half_width = max(scaling.exponent - scaling.ci[0], scaling.ci[1] - scaling.exponent)
    return f"{power} ± {half_width:.2f}"


def growth(scaling: Scaling) -> str:
    """`grows like n^1.02 ± 0.03, linear (reference n^1.01)`."""
    power = exponent(scaling)
    said = f"grows {power.replace('n^', 'like n^')}"
    if scaling.class_name is not None:
        said += f", {scaling.class_name}"
    if scaling.reference_exponent is not None:
        said += f" (reference n^{scaling.reference_exponent:.2f})"
    return said


def time_ratio(task: TaskResult, best: SampleResult | None) -> str:
    """The ratio of the task's best answer, or the reason why a correct answer has none.

    A dash if no answer passed.
    """
    if task.ratio is not None:
        return _at_most(task.ratio, task.bound)
    return NOTHING if best is None else fate(best)


def size_ratio(size: SizeResult) -> str:
    """`1.234`; `<= 0.210` if the work is too little; the reason for no ratio; or a dash."""
    if size.censored:
        return "censored (10x or more)"
    return NOTHING if size.ratio is None else _at_most(size.ratio, size.bound)


def _at_most(ratio: float, bound: bool) -> str:
    return f"{'<= ' if bound else ''}{ratio:.3f}"


def fate(best: SampleResult | None) -> Fate:
    """The outcome of a task's best correct answer; `failed` if no answer passed."""
    if best is None:
        return "failed"
    if any(size.censored for size in best.sizes):
        return "cut off"
    return "timed" if any(size.ratio is not None for size in best.sizes) else "not timed"


def memory_ratio(memory: MemoryResult | None) -> str:
    """The memory ratio with three decimals, or a dash."""
    return NOTHING if memory is None or memory.ratio is None else f"{memory.ratio:.3f}"


def memory(memory: MemoryResult) -> str:
    """One line: the memory over the no-op, its input size, its ratio to the reference's."""
    if memory.over_noop_bytes is None:
        return f"none known at {memory.size}: {memory.reason}"
    held = f"{_mebibytes(memory.over_noop_bytes)} over the no-op at {memory.size}"
    reference = f"reference {_mebibytes(memory.reference_over_noop_bytes)}"
    if memory.ratio is None:
        return f"{held} ({reference}); no ratio: {memory.reason}"
    ratio = f"{memory.ratio:.3f} times the reference's"
    if memory.ci is not None:
        ratio += f" ({memory.ci[0]:.3f} to {memory.ci[1]:.3f})"
    return f"{held} ({reference}), {ratio}"


def remark(size: SizeResult, precision: float | None) -> str:
    """`not within ±5 % after 96 blocks`, or why there is no ratio; empty if neither applies."""
    if size.bound:
        return "too little work to distinguish from the no-op's noise: the ratio is at most this"
    if size.precise:
        return size.reason
    return f"not within {_asked(precision)} after {size.n_blocks} blocks"


def precision_count(samples: Iterable[SampleResult], precision: float | None) -> str:
    """Count the ratios that miss the requested precision, and the sizes that lack times.

    Empty if no precision was requested or nothing was timed, and no size lacks times.
    """
    sizes = [size for sample in samples for size in sample.sizes]
    missing = sum(size.reason == NOT_TIMED for size in sizes)
    said = [_precision([size for size in sizes if size.ratio is not None], precision)]
    said.append(f"{missing} of {len(sizes)} sizes {NOT_TIMED}" if missing else "")
    return "; ".join(filter(None, said))


def _precision(ratios: Sequence[SizeResult], precision: float | None) -> str:
    wide = [size for size in ratios if not size.precise]
    if not wide:
        return "" if precision is None or not ratios else f"all ratios within {_asked(precision)}"
    most = max(size.n_blocks for size in wide)
    return (
        f"{len(wide)} of {len(ratios)} ratios not within {_asked(precision)} "
        f"after up to {most} blocks"
    )


def asked_precision(timing: TimingSection) -> float | None:
    """The precision that a run requested: a share, or None for a fixed number of blocks."""
    value = given(timing.precision)
    return value if value is not None and 0 < value < 1 else None


def _asked(precision: float | None) -> str:
    return "the requested precision" if precision is None else f"±{100 * precision:.3g} %"


def _mebibytes(held_bytes: int | None) -> str:
    return "unknown" if held_bytes is None else f"{held_bytes / 2**20:.1f} MiB"
