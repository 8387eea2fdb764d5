"""Simulate rewards before training: replay a run's recorded timings through reward specs.

Groups are drawn from a task's judged samples. For each repeat, the blocks of each size are
resampled with replacement, as if the group had been timed again. Over the repeats, the advantage of
each completion has a mean and a spread:

- signal: the root mean square of the mean advantages over the group (what the trainer should see);
- noise: the root mean square deviation from them (what it sees in addition);
- flips: how often two completions get advantages in the wrong order, if their recorded ratios are
  distinguishable;
- for nothing: the mean absolute difference in advantage between indistinguishable completions.

No code is run: the inputs are the verdicts and raw repetitions in a run folder.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from effbench.base import Column, DataError, Frozen, Table, Timing, UsageError, Verdict
from effbench.measure import frozen_by
from effbench.reward.band import alike
from effbench.reward.samples import CAP_RATIO, Capped, Sample, over_sizes, sample_of_sizes
from effbench.reward.specs import RewardSpec
from effbench.runs import store
from effbench.score import collect_arms, score_sample
from effbench.stats import centre

Rewards = Sequence[float | None]
Estimator = Callable[[Rewards], NDArray[np.float64]]
_TINY = 1e-4  # TRL and verl add this to the standard deviation before they divide by it
MIN_GROUP = 2
_NUMBERS = ("signal", "noise", "signal/noise", "flips", "for nothing")


def rloo(rewards: Rewards) -> NDArray[np.float64]:
    """r - the mean of the others (Ahmadian et al., 2024).

    A None gets advantage 0 and is excluded from the means. A completion without scored siblings
    gets 0.
    """
    values, known = _known(rewards)
    count = int(known.sum())
    if count < MIN_GROUP:
        return np.zeros(len(values))
    others = (values[known].sum() - values) / (count - 1)
    return np.where(known, values - others, 0.0)


def grpo(rewards: Rewards) -> NDArray[np.float64]:
    """(r - mean) / (standard deviation + 1e-4) of the group (Shao et al., 2024). None: 0."""
    values, known = _known(rewards)
    if known.sum() < MIN_GROUP:
        return np.zeros(len(values))
    spread = values[known].std(ddof=1)
    return np.where(known, (values - values[known].mean()) / (spread + _TINY), 0.0)


def dr_grpo(rewards: Rewards) -> NDArray[np.float64]:
    """r - mean, not divided by the spread (Liu et al., 2025). None: 0."""
    values, known = _known(rewards)
    if known.sum() < MIN_GROUP:
        return np.zeros(len(values))
    return np.where(known, values - values[known].mean(), 0.0)


ESTIMATORS: dict[str, Estimator] = {"rloo": rloo, "grpo": grpo, "dr_grpo": dr_grpo}
MASKED = "rloo_masked"
"""RLOO among the passes of a group: failures are excluded, as if their reward were None."""


@dataclass(frozen=True)
class Row:
    """One spec under one estimator, over all groups."""

    spec: str
    estimator: str
    signal: float
    noise: float
    flips: float | None
    """Share of the distinguishable pairs; None if there are none."""
    for_nothing: float | None
    n_groups: int

    @property
    def signal_to_noise(self) -> float | None:
        """`signal` / `noise`; None without noise."""
        return self.signal / self.noise if self.noise else None


def samples_of_run(folder: Path) -> dict[str, list[Sample]]:
    """Return task -> samples of a run folder, as a reward sees them, without infra failures.

    Raises DataError if the folder does not exist or holds no timed samples.
    """
    if not folder.is_dir():
        raise DataError(f"{folder}: no such run folder; name one that `effbench run` made")
    frozen: dict[str, Frozen] = {}
    if (folder / store.MANIFEST).exists():
        frozen = store.load_manifest(folder).frozen()
    return samples_of(store.verdicts(folder), store.timings(folder), str(folder), frozen)


def samples_of(
    verdicts: Iterable[Verdict],
    timings: Iterable[Timing],
    name: str = "the records",
    frozen: Mapping[str, Frozen] | None = None,
) -> dict[str, list[Sample]]:
    """Return task -> samples, like `samples_of_run`, from records. `name` is for error messages.

    `frozen`: the sizes that count, for each task. For a task that is not in it, its times decide.
    """
    records = list(timings)
    sizes: dict[str, list[str]] = {}
    of_task: dict[str, list[Timing]] = {}
    for timing in sorted(records, key=lambda timing: timing.n):
        of_task.setdefault(timing.task_id, []).append(timing)
        labels = sizes.setdefault(timing.task_id, [])
        if timing.size not in labels:
            labels.append(timing.size)
    counts = {task: frozen_by(those) for task, those in of_task.items()} | dict(frozen or {})
    arms = collect_arms(records, sizes)
    found: dict[str, list[Sample]] = {}
    for verdict in verdicts:
        measured = arms.get((verdict.task_id, verdict.source_sha256 or ""), {})
        task_id = verdict.task_id
        result = score_sample(verdict, measured, sizes.get(task_id, ()), frozen=counts.get(task_id))
        if result.status == "pass" and not result.sizes:
            continue  # it passed, but was not timed
        sample = Sample(result.status)
        if sample.passed:
            sample = sample_of_sizes(result.sizes, measured)
        if sample.status != "infra_error":
            found.setdefault(verdict.task_id, []).append(sample)
    if not any(sample.passed for group in found.values() for sample in group):
        raise DataError(f"{name}: no timed samples; run with --timing standard or strict")
    return found


def simulate(
    samples: Mapping[str, Sequence[Sample]],
    specs: Sequence[RewardSpec],
    *,
    estimators: Sequence[str] = (*ESTIMATORS, MASKED),
    group_size: int = 8,
    blocks: int = 7,
    groups_per_task: int = 4,
    repeats: int = 40,
    seed: int = 0,
) -> list[Row]:
    """Return a row for each spec and estimator. `blocks`: the blocks drawn per size and repeat.

    Groups are drawn with replacement from a task's samples; tasks with fewer than two samples are
    skipped. Raises UsageError for an unknown estimator, for numbers that allow no group, and for
    specs that compare a sample with known solutions, as a run does not time those.
    """
    for name in estimators:
        if name not in (*ESTIMATORS, MASKED):
            raise UsageError(f"estimator {name!r}: choose from {', '.join((*ESTIMATORS, MASKED))}")
    if group_size < MIN_GROUP or min(blocks, groups_per_task, repeats) < 1:
        raise UsageError("group_size must be at least 2, and every other number at least 1")
    for spec in specs:
        if spec.preset.needs_pool:
            raise UsageError(f"{spec}: a run does not record the times of known solutions")
    rng = random.Random(seed)
    groups = [
        [rng.choice(own) for _ in range(group_size)]
        for own in map(list, samples.values())
        if len(own) >= MIN_GROUP
        for _ in range(groups_per_task)
    ]
    if not groups:
        raise UsageError("no task has two samples, so there is no group to simulate")
    drawn = [[_again(group, blocks, rng) for _ in range(repeats)] for group in groups]
    orders = [_order(group) for group in groups]
    return [
        _row(spec, estimator, groups, drawn, orders) for spec in specs for estimator in estimators
    ]


def table_of(rows: Sequence[Row]) -> Table:
    """Return the rows as a table, sorted by signal-to-noise ratio, the best first."""
    columns = (
        Column("spec"),
        Column("estimator"),
        *(Column(name, right=True) for name in _NUMBERS),
    )
    ordered = sorted(rows, key=lambda row: -(row.signal_to_noise or 0.0))
    return Table(
        columns,
        [
            (
                row.spec,
                row.estimator,
                f"{row.signal:.3f}",
                f"{row.noise:.3f}",
                _shown(row.signal_to_noise, ".2f"),
                _shown(row.flips, ".1%"),
                _shown(row.for_nothing, ".3f"),
            )
            for row in ordered
        ],
    )


def _shown(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)


def _row(
    spec: RewardSpec,
    estimator: str,
    groups: Sequence[Sequence[Sample]],
    drawn: Sequence[Sequence[Sequence[Sample]]],
    orders: Sequence[Sequence[tuple[int, int, bool]]],
) -> Row:
    signals, noises, flips, nothing = [], [], [], []
    for repeated, order in zip(drawn, orders, strict=True):
        found = np.array([_advantages(spec, estimator, group) for group in repeated])
        mean = found.mean(axis=0)
        signals.append(float(np.sqrt(np.mean(mean**2))))
        noises.append(float(np.sqrt(np.mean((found - mean) ** 2))))
        for faster, slower, told in order:
            gap = found[:, faster] - found[:, slower]
            if told:
                flips.append(float((gap < -1e-12).mean()))
            else:
                nothing.append(float(np.abs(gap).mean()))
    return Row(
        spec=str(spec),
        estimator=estimator,
        signal=float(np.mean(signals)),
        noise=float(np.mean(noises)),
        flips=float(np.mean(flips)) if flips else None,
        for_nothing=float(np.mean(nothing)) if nothing else None,
        n_groups=len(groups),
    )


def _advantages(spec: RewardSpec, estimator: str, group: Sequence[Sample]) -> NDArray[np.float64]:
    rewards = spec.rewards(group)
    if estimator == MASKED:
        kept = [r if s.passed else None for s, r in zip(group, rewards, strict=True)]
        return rloo(kept)
    return ESTIMATORS[estimator](rewards)


def _again(group: Sequence[Sample], blocks: int, rng: random.Random) -> list[Sample]:
    """Resample the group as if it had been timed again: draw log-ratios with replacement per size.

    Samples with the same blocks at a size share their draws, as they shared the blocks. The draws
    are stratified by size, as differences between sizes are not noise.
    """
    draws: dict[tuple[tuple[str, int], ...], list[tuple[str, int]]] = {}
    found = []
    for sample in group:
        if not sample.blocks or sample.ratio is None:
            found.append(sample)
            continue
        by_size: dict[str, list[tuple[str, int]]] = {}
        for name in sorted(sample.blocks):
            by_size.setdefault(name[0], []).append(name)
        redrawn: dict[tuple[str, int], float] = {}
        middles = []
        for size, names in by_size.items():
            if tuple(names) not in draws:
                draws[tuple(names)] = [rng.choice(names) for _ in range(blocks)]
            values = [sample.blocks[name] for name in draws[tuple(names)]]
            redrawn |= {(size, i): value for i, value in enumerate(values)}
            middle = centre(values)
            middles.append((middle.ratio, middle.ci))
        n_sizes = len(middles) + len(sample.censored)
        ratio, ci = over_sizes(middles, n_sizes)
        capped = Capped(*over_sizes(middles, n_sizes, least=CAP_RATIO))
        found.append(replace(sample, ratio=ratio, ci=ci, capped=capped, blocks=redrawn))
    return found


def _order(group: Sequence[Sample]) -> list[tuple[int, int, bool]]:
    """Return (index of the faster, of the slower, whether distinguishable) of each passing pair."""
    pairs = []
    for i, j in itertools.combinations(range(len(group)), 2):
        one, other = group[i], group[j]
        if one.ratio is None or other.ratio is None:
            continue
        faster, slower = (i, j) if one.ratio <= other.ratio else (j, i)
        pairs.append((faster, slower, not alike(one, other)))
    return pairs


def _known(rewards: Rewards) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    known = np.array([reward is not None for reward in rewards], dtype=np.bool_)
    return np.array([reward or 0.0 for reward in rewards], dtype=np.float64), known
