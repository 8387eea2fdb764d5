"""The simulator: advantages computed by hand, and known effects of noise on estimators."""

from __future__ import annotations

import math
import random
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from effbench.base.errors import DataError, UsageError
from effbench.reward import parse
from effbench.reward.plot import figure_svg
from effbench.reward.samples import Sample
from effbench.reward.simulation import (
    ESTIMATORS,
    MASKED,
    _again,
    dr_grpo,
    grpo,
    rloo,
    samples_of,
    samples_of_run,
    simulate,
    table_of,
)

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from score_records import timing, verdict


def samples(true: list[float], noise: float, seed: int) -> list[Sample]:
    rng = np.random.default_rng(seed)
    found = []
    for ratio in true:
        logs = math.log(ratio) + rng.normal(0, noise, 16)
        blocks = {("S", i): float(value) for i, value in enumerate(logs)}
        found.append(Sample("pass", math.exp(float(logs.mean())), None, blocks))
    return found


def test_advantages_by_hand() -> None:
    assert rloo([3.0, 1.0, 2.0]) == pytest.approx([1.5, -1.5, 0.0])
    assert dr_grpo([3.0, 1.0, 2.0]) == pytest.approx([1.0, -1.0, 0.0])
    assert grpo([3.0, 1.0, 2.0]) == pytest.approx([1.0, -1.0, 0.0], abs=1e-3)
    assert rloo([3.0, None, 1.0]) == pytest.approx([2.0, 0.0, -2.0])


@given(st.lists(st.none() | st.floats(-5, 5), max_size=9))
def test_a_lost_one_has_no_advantage_and_changes_nobodys(rewards: list[float | None]) -> None:
    kept = [reward for reward in rewards if reward is not None]
    for estimate in ESTIMATORS.values():
        found = estimate(rewards)
        assert all(a == 0 for a, r in zip(found, rewards, strict=True) if r is None)
        alone = [a for a, r in zip(found, rewards, strict=True) if r is not None]
        assert alone == pytest.approx(list(estimate(kept)))
        assert sum(found) == pytest.approx(0, abs=1e-6)


def test_dividing_by_the_spread_makes_noise_as_large_as_signal() -> None:
    """Equal programs: RLOO's advantages shrink with the noise, GRPO's don't."""
    equal = {"t": samples([2.0] * 8, 0.03, seed=1)}
    plain = parse("gated-log:v2+band=off")
    rows = {r.estimator: r for r in simulate(equal, [plain], repeats=20, seed=2)}
    assert rows["rloo"].for_nothing is not None and rows["rloo"].for_nothing < 0.05
    assert rows["grpo"].for_nothing is not None and rows["grpo"].for_nothing > 0.5
    banded = {r.estimator: r for r in simulate(equal, [parse("gated-log:v2")], repeats=20, seed=2)}
    assert banded["grpo"].for_nothing is not None
    assert banded["grpo"].for_nothing < 0.5 * rows["grpo"].for_nothing


def test_real_differences_are_signal_and_are_not_flipped() -> None:
    spread = {"t": samples([1.0, 1.5, 3.0, 6.0], 0.03, seed=3)}
    for row in simulate(spread, [parse("gated-log:v2")], repeats=20, seed=4):
        assert row.signal > 5 * row.noise
        assert row.flips == 0.0
    again = simulate(spread, [parse("gated-log:v2")], repeats=20, seed=4)
    assert again == simulate(spread, [parse("gated-log:v2")], repeats=20, seed=4)


def test_what_ratios_differ_in_from_size_to_size_is_no_noise() -> None:
    """Without noise, a ratio that differs between sizes does not count as noise."""
    at_sizes = [{"S": 1.0, "M": 4.0}, {"S": 1.7, "M": 1.7}, {"S": 1.2, "M": 1.2}]
    group = [
        Sample(
            "pass",
            math.sqrt(ratios["S"] * ratios["M"]),
            None,
            {(size, i): math.log(ratio) for size, ratio in ratios.items() for i in range(7)},
        )
        for ratios in at_sizes
    ]
    cut_off = Sample("pass", math.sqrt(10.0), None, {("S", i): 0.0 for i in range(7)}, {"M"})
    for spec in (parse("gated-log:v2"), parse("gated-log:v2+band=off")):
        for row in simulate({"t": [*group, cut_off]}, [spec], repeats=10, seed=8):
            assert row.signal > 0.05 and row.noise == pytest.approx(0, abs=1e-9)
            assert not row.flips
        (again,) = _again([cut_off], 7, random.Random(1))
        assert again.ratio == pytest.approx(math.sqrt(10.0))


def test_masking_leaves_failures_out() -> None:
    mixed = {"t": [*samples([1.0, 4.0], 0.01, seed=5), Sample("wrong_answer")]}
    spec = parse("gated-log:v2")
    masked, plain = simulate(mixed, [spec], estimators=[MASKED, "rloo"], repeats=5, seed=6)
    assert masked.signal < plain.signal


def test_records_become_samples_and_a_table() -> None:
    records = [timing(a=20.0, b=40.0), timing(size="M", a=20.0, b=40.0)]
    verdicts = [verdict(sha="a"), verdict(index=1, sha="b"), verdict(index=2, status="timeout")]
    found = samples_of(verdicts, records)
    ratios = [sample.ratio for sample in found["t"]]
    assert ratios == [pytest.approx(19 / 9), pytest.approx(39 / 9), None]
    rows = simulate(found, [parse("kevin:v1"), parse("gated-log:v2")], repeats=3)
    text = table_of(rows).render("table")
    assert len(rows) == 2 * 4 and "signal/noise" in text and "kevin:v1" in text
    assert all(row.noise == pytest.approx(0, abs=1e-9) for row in rows)


def test_what_cannot_be_simulated_is_told() -> None:
    some = {"t": samples([1.0, 2.0], 0.1, seed=7)}
    with pytest.raises(DataError, match="no timed samples"):
        samples_of([verdict(status="timeout")], [])
    with pytest.raises(DataError, match="no such run folder"):
        samples_of_run(Path("nowhere"))
    with pytest.raises(UsageError, match="ppo"):
        simulate(some, [parse("kevin:v1")], estimators=["ppo"])
    with pytest.raises(UsageError, match="two samples"):
        simulate({"t": some["t"][:1]}, [parse("kevin:v1")])
    with pytest.raises(UsageError, match="group_size"):
        simulate(some, [parse("kevin:v1")], group_size=1)
    with pytest.raises(UsageError, match="known solutions"):
        simulate(some, [parse("percentile-graded:v1")])


def test_the_figure_holds_every_spec_and_estimator_and_is_the_same_again() -> None:
    spread = {"t": samples([1.0, 1.5, 3.0, 6.0], 0.03, seed=3)}
    specs = [parse("gated-log:v2"), parse("kevin:v1")]
    rows = simulate(spread, specs, repeats=5, seed=4)
    drawn = figure_svg(rows)
    assert ET.fromstring(drawn).tag == "{http://www.w3.org/2000/svg}svg"
    for text in ("gated-log:v2", "kevin:v1", *ESTIMATORS, MASKED, "signal / noise"):
        assert f">{text}<" in drawn
    assert figure_svg(rows) == drawn
    one = simulate({"t": samples([2.0, 2.0], 0.0, seed=1)}, specs, repeats=2)  # an equal pair
    assert all(row.flips is None for row in one) and "kevin:v1" in figure_svg(one)
    with pytest.raises(UsageError, match="nothing to draw"):
        figure_svg([])
