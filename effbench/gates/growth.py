"""G7: check that each tier's time grows as its complexity label promises.

The gate compares the measured exponent with the label's exponent at the task's sizes. If a tier was
cut off, only a lower bound is known, and only that is compared.
"""

from __future__ import annotations

import re

from effbench.base import Scaling
from effbench.gates.bench import Bench
from effbench.gates.finding import Figures, Finding, Problem, finding
from effbench.gates.timing import Measured
from effbench.stats import Interval, local_exponent
from effbench.tasks import TIERS

GATE = "G7"
TOLERANCE = 0.25
_CLASSES = {
    "1": "constant",
    "log n": "logarithmic",
    "sqrt n": "a square root",
    "n": "linear",
    "n log n": "n log n",
    "n sqrt n": "n√n",
    "n^2": "quadratic",
    "n^2 log n": "n² log n",
    "n^3": "cubic",
}


def promised(label: str, sizes: tuple[int, ...]) -> float | None:
    """Return the exponent of a label like "n log n" or "n^1.5" at these sizes; None if unknown."""
    plain = re.sub(r"\s*\([^)]*[^n)\w][^)]*\)", "", label.lower())  # a remark in brackets
    plain = plain.split(",")[0].replace("**", "^").replace("·", " ").replace("*", " ")
    plain = re.sub(r"(log|sqrt)\s*\(\s*n\s*\)", r"\1 n", plain)
    plain = " ".join(plain.replace("√n", "sqrt n").replace("²", "^2").split())
    power = re.fullmatch(r"n\s?\^\s?(\d+(?:\.\d+)?)( log n)?", plain)
    if plain in _CLASSES:
        return local_exponent(_CLASSES[plain], sizes)
    if power:
        logarithm = local_exponent("n log n", sizes) - 1 if power[2] else 0.0
        return float(power[1]) + logarithm
    return None


def examine(bench: Bench, measured: Measured) -> Finding:
    """Run the gate on the timings of `timing.take`."""
    figures: Figures = {}
    problems = []
    for tier in TIERS:
        grown = _exponent(measured, tier)
        label = bench.authored.complexity[tier]
        sizes = tuple(size.n for size in bench.task.sizes)
        if grown is None:
            figures[tier] = {"label": label, "exponent": None}
            continue
        exponent, ci, lower_bound, over = grown
        wanted = bench.authored.exponents.get(tier, promised(label, over or sizes))
        figures[tier] = {
            "label": label,
            "promised": None if wanted is None else round(wanted, 3),
            "exponent": round(exponent, 3),
            "ci": None if ci is None else [round(end, 3) for end in ci],
            "lower_bound": lower_bound,
        }
        if wanted is None:
            problems.append(_unreadable(bench, tier, label, exponent))
        elif not _fits(wanted, exponent, ci, lower_bound):
            problems.append(_misfit(bench, tier, wanted, exponent, lower_bound))
    return finding(GATE, bench.files.file, problems, figures)


def _exponent(
    measured: Measured, tier: str
) -> tuple[float, Interval | None, bool, tuple[int, ...]] | None:
    """Return a tier's (exponent, interval, is it a lower bound, sizes), or None if unknown."""
    scaling = _scaling(measured, tier)
    if scaling is None:
        return None
    over = tuple(int(n) for n in scaling.n)
    if tier != "fast":
        return scaling.exponent, scaling.ci, scaling.censored, over
    if scaling.reference_exponent is None:
        return None
    return scaling.reference_exponent, scaling.reference_ci, False, over


def _scaling(measured: Measured, tier: str) -> Scaling | None:
    if tier == "fast":  # as measured beside medium, which reaches L more often than slow
        return measured.results["medium"].scaling or measured.results["slow"].scaling
    return measured.results[tier].scaling


def _fits(wanted: float, exponent: float, ci: Interval | None, lower_bound: bool) -> bool:
    low, high = ci or (exponent, exponent)
    if lower_bound:
        return low <= wanted + TOLERANCE
    return low - TOLERANCE <= wanted <= high + TOLERANCE


def _unreadable(bench: Bench, tier: str, label: str, exponent: float) -> Problem:
    return Problem(
        str(bench.files.file),
        f"the complexity of {tier}, {label!r}, is not a formula in n alone",
        f'give the exponent of the size n: exponents={{"{tier}": …}} (measured {exponent:.2f})',
    )


def _misfit(bench: Bench, tier: str, wanted: float, exponent: float, lower_bound: bool) -> Problem:
    least = "at least " if lower_bound else ""
    return Problem(
        bench.path(f"{tier}.py"),
        f"{tier} grows like n^{least}{exponent:.2f}, its label promises n^{wanted:.2f}",
        "correct the label, or the generator: does every part of the input grow with n?",
    )
