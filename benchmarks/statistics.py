"""Error rates and power of the statistics, by simulation with known truths and fixed seeds.

    python -m benchmarks.statistics [--boards 200] [--comparisons 2000] [--machines 1000]
        [--certificates 200] [--runs 60] [--json FILE]

`boards`: tables of 20 equally good models, one answer per task; the share of tables in which any
pair is decided, and the share of models whose range of ranks excludes their true rank. Baseline:
the p-value of each pair alone, as in a table without adjustment.
`seldom fails`: one of two equally good models is 0.05 better nearly everywhere and 0.95 worse in
one task of twenty; the share of comparisons with p < 0.05. Baseline: without the allowance for
unobserved families.
`denominators`: the order of two models, one of which passes tasks that cannot be timed; and the
number of tasks that count in each of 40 sessions of the same sources.
`power`: true differences of 0.10 and 0.15 with a standard deviation of 0.27 per task.
`resolves`: the difference that a set is said to resolve, and how often it is detected.
`machines`: the test that two machines are equivalent (`_statistics_replicate`).
`certificate`: the machines that pass the certificate, by the older rule and by the profiles'
present ones (`_statistics_certificate`).
Ratios, small work and best of k: `_statistics_estimators`; `--runs` of each case.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks import _statistics_certificate, _statistics_estimators, _statistics_replicate
from benchmarks._common import parse, table, write
from benchmarks._statistics_denom import denominators
from benchmarks._statistics_profile import resolution
from effbench.results.comparison import ALPHA, SCORE_BOUND
from effbench.stats.differences import paired_difference, pairwise_p_values, simultaneous_p_values

N_MODELS = 20
FAMILIES = (20, 60)
SEED = 20_261_130
_SPREAD = 0.27
"""Standard deviation per task of paired differences of eff@1, as recorded for the core suite."""


def board(
    rng: np.random.Generator, skills: Sequence[float], n_families: int
) -> NDArray[np.float64]:
    """Return efficiencies, shape (models, families), of models with these log-odds to pass.

    Tasks differ in difficulty and speed; correct answers in efficiency, between 0 and 1.3.
    """
    hard, fast = rng.normal(0, 1, n_families), rng.normal(0, 0.1, n_families)
    chance = 1 / (1 + np.exp(hard - 0.8 - np.asarray(skills)[:, None]))
    worth = np.clip(rng.normal(0.75, 0.25, chance.shape) + fast, 0, 1.3)
    found: NDArray[np.float64] = (rng.random(chance.shape) < chance) * worth
    return found


def seldom_fails(rng: np.random.Generator, n: int, n_families: int) -> NDArray[np.float64]:
    """Return differences, shape (n, families), whose true mean is 0."""
    fails = rng.random((n, n_families)) < 0.05
    return np.where(fails, -0.95, 0.05) + rng.normal(0, 0.02, fails.shape)


def share_decided(differences: NDArray[np.float64], bound: float) -> float:
    """Return the share of rows for which the paired test has p < ALPHA."""
    families = range(differences.shape[1])
    p = [paired_difference(row, families, seed=SEED, bound=bound).p for row in differences]
    return float(np.mean([value is not None and value < ALPHA for value in p]))


def _boards(n_boards: int, n_families: int) -> dict[str, float]:
    rng = np.random.default_rng(SEED)
    wrong: dict[str, list[NDArray[np.bool_]]] = {"adjusted": [], "alone": []}
    for _ in range(n_boards):
        x = board(rng, [0.0] * N_MODELS, n_families)
        families = range(n_families)
        adjusted = simultaneous_p_values(x, families, seed=SEED, bound=SCORE_BOUND)
        wrong["adjusted"].append((adjusted < ALPHA).any(axis=1))
        wrong["alone"].append((pairwise_p_values(x, families, seed=SEED) < ALPHA).any(axis=1))
    found = {}
    for name, boards in wrong.items():
        found[f"{name}.boards_with_a_wrong_pair.{n_families}"] = float(
            np.mean([each.any() for each in boards])
        )
        found[f"{name}.models_outside_their_range.{n_families}"] = float(np.mean(boards))
    return found


def figures(arguments: argparse.Namespace) -> dict[str, float]:
    found: dict[str, float] = {}
    for n_families in FAMILIES:
        found |= _boards(arguments.boards, n_families)
        rng = np.random.default_rng(SEED)
        seldom = seldom_fails(rng, arguments.comparisons, n_families)
        for name, bound in (("allowance", SCORE_BOUND), ("no_allowance", 0.0)):
            found[f"{name}.seldom_fails.{n_families}"] = share_decided(seldom, bound)
            for mean in (0.10, 0.15):
                better = rng.normal(mean, _SPREAD, (arguments.comparisons // 4, n_families))
                found[f"{name}.power_{mean:.2f}.{n_families}"] = share_decided(better, bound)
    return found | resolution(arguments.comparisons // 4, FAMILIES, _SPREAD)


def main() -> None:
    defaults = {"boards": 200, "comparisons": 2000, "machines": 1000, "certificates": 200}
    arguments = parse(__doc__ or "", **defaults, runs=60)
    estimators = _statistics_estimators.report(arguments.runs, arguments.runs)
    found = figures(arguments)
    names = sorted({name.rsplit(".", 1)[0] for name in found})
    rows = [(name, *(f"{found[f'{name}.{g}']:.3f}" for g in FAMILIES)) for name in names]
    machines = _statistics_replicate.figures(arguments.machines)
    table(("share", *(f"{g} families" for g in FAMILIES)), rows)
    one = denominators()
    table(("denominators", ""), [(name, f"{value:.3f}") for name, value in one.items()])
    found |= {f"denominators.{name}": value for name, value in one.items()}
    _statistics_replicate.show(machines)
    found |= _statistics_certificate.report(arguments.certificates)
    write(arguments.json, found, replicate=machines, estimators=estimators)


if __name__ == "__main__":
    main()
