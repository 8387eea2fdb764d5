"""Specs are monotone, bounded, and None for infrastructure failures; their strings round-trip."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effbench.base.errors import UsageError
from effbench.base.statuses import Status
from effbench.reward import parse
from effbench.reward.presets import MIN_RATIO, PRESETS, TOP_SHARE
from effbench.reward.samples import CAP_RATIO, Capped, Sample, efficiency, over_sizes
from effbench.reward.specs import DEFAULT, RewardSpec
from effbench.stats.paired import CENSOR_RATIO

NAMES = sorted(PRESETS)
POOL = (1.0, 3.0, 8.0)
FAILURES: list[Status] = [
    "wrong_answer", "runtime_error", "timeout", "memory", "syntax_error", "no_code", "missing",
]  # fmt: skip
ratios = st.floats(1e-4, 10.0)


@st.composite
def specs(draw: st.DrawFn) -> RewardSpec:
    text = f"{draw(st.sampled_from(NAMES))}:v1"
    if draw(st.booleans()):
        text += f"+band={draw(st.sampled_from(['on', 'off']))}"
    if draw(st.booleans()):
        text += f"+contrast={draw(st.floats(1, 10)):g}"
    if draw(st.booleans()):
        text += f"+spread={draw(st.floats(1, 100)):g}"
    if draw(st.booleans()):
        text += "+workload=largest"
    return parse(text)


@st.composite
def passes(draw: st.DrawFn, with_ci: bool = True) -> Sample:
    ratio = draw(ratios)
    width = draw(st.floats(1.0, 1.5))
    ci = (ratio / width, min(10.0, ratio * width)) if with_ci and draw(st.booleans()) else None
    return Sample("pass", ratio, ci, pool=POOL)


failures = st.sampled_from(FAILURES).map(Sample)
groups = st.lists(passes() | failures | st.just(Sample("infra_error")), max_size=12)


@given(specs(), groups)
def test_rewards_are_bounded_and_none_is_for_our_failures_alone(
    spec: RewardSpec, group: list[Sample]
) -> None:
    low, high = spec.bounds
    rewards = spec.rewards(group)
    assert len(rewards) == len(group)
    for sample, reward in zip(group, rewards, strict=True):
        assert (reward is None) == (sample.status == "infra_error")
        assert reward is None or low - 1e-12 <= reward <= high + 1e-12


@given(specs(), groups)
def test_no_failure_gets_more_than_a_pass(spec: RewardSpec, group: list[Sample]) -> None:
    rewards = spec.rewards(group)
    passed = [r for s, r in zip(group, rewards, strict=True) if s.passed and r is not None]
    failed = [r for s, r in zip(group, rewards, strict=True) if not s.passed and r is not None]
    assert not passed or not failed or max(failed) <= min(passed)


@given(specs(), st.lists(passes(with_ci=False), max_size=10))
def test_nobody_slower_gets_more(spec: RewardSpec, group: list[Sample]) -> None:
    rewards = spec.rewards(group)
    for (a, reward_a), (b, reward_b) in itertools.permutations(zip(group, rewards, strict=True), 2):
        assert a.ratio is not None and b.ratio is not None
        if a.ratio < b.ratio:
            assert reward_a is not None and reward_b is not None and reward_a >= reward_b


@given(specs(), groups, st.randoms(use_true_random=False))
def test_order_and_failures_change_nobodys_reward(spec: RewardSpec, group, rng) -> None:
    rewards = spec.rewards(group)
    places = list(range(len(group)))
    rng.shuffle(places)
    again = spec.rewards([group[i] for i in places])
    for i, reward in zip(places, again, strict=True):
        assert reward == pytest.approx(rewards[i]) if reward is not None else rewards[i] is None
    kept = [i for i, sample in enumerate(group) if sample.passed]
    alone = spec.rewards([group[i] for i in kept])
    assert alone == [rewards[i] for i in kept]


@given(specs())
def test_a_spec_gives_its_string_and_the_string_the_spec(spec: RewardSpec) -> None:
    assert parse(str(spec)) == spec


@pytest.mark.parametrize(
    ("name", "ratio", "reward"),
    [
        ("gated-log", 1.0, 2.0),
        ("gated-log", 2.0, 2 - math.log10(2)),
        ("gated-log", 10.0, 1.0),
        ("gated-log", 0.5, 2 + math.log10(2)),
        ("log", 1.0, 1.0),
        ("log", 8.0, 0.5),
        ("log", 0.5, 1 + 0.5 / 3),
        ("linear-clip", 5.5, 1.5),
        ("linear-clip", 0.5, 2.0),
        ("afterburner", 1.0, 0.45),
        ("afterburner", 0.5, 0.45 + 0.25 * math.tanh(0.5)),
        ("afterburner", 5.0, 0.45 - 0.25 * math.tanh(1)),
        ("kevin", 2.0, 0.8),
        ("kevin", 0.5, 2.3),
        ("acecode", 2.0, 0.75),
        ("acecode", 0.5, 1.0),
        ("drkernel", 2.0, 0.75),
        ("drkernel", 0.2, 2.0),
        ("percentile-graded", 2.0, 2 / 3),
        ("percentile-binary", 2.0, 0.0),
        ("percentile-binary", 0.9, 1.0),
        ("evalperf-bucket", 1.0, 1.0),
        ("evalperf-bucket", 7.9, 1 / 3),
        ("evalperf-bucket", 9.0, 0.0),
    ],
)
def test_formulas_by_hand(name: str, ratio: float, reward: float) -> None:
    assert parse(f"{name}:v1").reward(Sample("pass", ratio, pool=POOL)) == pytest.approx(reward)


@pytest.mark.parametrize(
    ("ratio", "v1", "v2"),
    [(10.0, 1.0, 1.0), (2.0, 1.69897, 1.69897), (0.5, 2.30103, 2.3), (0.1, 3.0, 2.3)],
)
def test_the_default_has_the_cap_of_the_score_and_the_earlier_version_has_none(
    ratio: float, v1: float, v2: float
) -> None:
    for text, reward in (("gated-log:v1", v1), (DEFAULT, v2)):
        assert parse(text).reward(Sample("pass", ratio)) == pytest.approx(reward)
    assert parse(DEFAULT).bounds == pytest.approx((0.0, 2.3))
    assert parse("gated-log:v1").bounds == pytest.approx((0.0, 4.0))


def test_each_size_has_its_own_cap() -> None:
    """A tenth of the time at one size doesn't compensate for five times the time at another."""
    sizes = [(0.1, (0.09, 0.11)), (5.0, (4.5, 5.5))]
    capped = Capped(*over_sizes(sizes, 2, least=CAP_RATIO))
    sample = Sample("pass", *over_sizes(sizes, 2), capped=capped)
    worth = (1.3 + 1 - math.log10(5)) / 2
    assert parse(DEFAULT).reward(sample) == pytest.approx(1 + worth)
    assert efficiency(sample.with_cap().ratio) == pytest.approx(worth)
    assert parse("kevin:v1").reward(sample) == pytest.approx(0.3 + math.sqrt(2))


@pytest.mark.parametrize(
    ("name", "wrong", "no_code"),
    [
        ("gated-log", 0, 0),
        ("log", -1, -1),
        ("afterburner", -0.3, -0.5),
        ("acecode", -0.5, -1),
        ("drkernel", 0, 0),
        ("kevin", 0, 0),
        ("percentile-graded", 0, 0),
    ],
)
def test_failures_by_hand(name: str, wrong: float, no_code: float) -> None:
    spec = parse(f"{name}:v1")
    assert spec.reward(Sample("wrong_answer")) == pytest.approx(wrong)
    assert spec.reward(Sample("no_code")) == pytest.approx(no_code)


def test_every_preset_has_its_formulas_tested() -> None:
    assert TOP_SHARE < 1
    for name, preset in PRESETS.items():
        assert preset.value.__doc__ and "Source:" in preset.value.__doc__, name


@given(st.sampled_from(NAMES), ratios, st.floats(0.1, 10))
def test_only_the_ratio_counts_and_not_the_unit_of_time(
    name: str, reference: float, factor: float
) -> None:
    """Twice the time against twice the reference is the same ratio; the pool scales with it."""
    spec = parse(f"{name}:v1")
    ratio = min(10.0, max(0.01, reference * factor / factor))
    one = Sample("pass", ratio, pool=POOL)
    assert spec.reward(one) == spec.reward(replace(one, ratio=ratio * 1.0))


def test_contrast_widens_gaps_and_leaves_the_reference_where_it_is() -> None:
    plain, sharp = parse("gated-log:v2"), parse("gated-log:v2+contrast=2")
    group = [Sample("pass", 1.0), Sample("pass", 2.0)]
    (a, b), (c, d) = plain.rewards(group), sharp.rewards(group)
    assert None not in (a, b, c, d) and a == c and c - d == pytest.approx(2 * (a - b))


def test_a_group_without_spread_holds_no_signal() -> None:
    spec = parse("gated-log:v2+spread=1.2")
    near = [Sample("pass", 1.0), Sample("pass", 1.1), Sample("wrong_answer")]
    far = [Sample("pass", 1.0), Sample("pass", 1.3)]
    rewards = spec.rewards(near)
    assert rewards[0] == rewards[1] == pytest.approx(2 - math.log10(1.1) / 2)
    assert rewards[2] == 0
    assert len(set(spec.rewards(far))) == 2


def test_a_pass_that_was_not_to_be_timed_is_worth_the_slowest_pass() -> None:
    for name in NAMES:
        spec = parse(f"{name}:v1")
        slowest = spec.reward(Sample("pass", CENSOR_RATIO, pool=POOL))
        assert spec.reward(Sample("pass", pool=POOL)) == slowest


def test_faster_than_the_clock_can_see_is_worth_no_more() -> None:
    spec = parse("kevin:v1")
    assert spec.reward(Sample("pass", 1e-6)) == spec.reward(Sample("pass", MIN_RATIO))


def test_places_among_known_solutions_need_them() -> None:
    with pytest.raises(ValueError, match="known solutions"):
        parse("percentile-graded:v1").reward(Sample("pass", 1.0))


def test_within_its_interval_a_sample_is_not_slower() -> None:
    spec = parse("percentile-binary:v1")
    assert spec.reward(Sample("pass", 1.02, (0.98, 1.06), pool=POOL)) == 1.0
    assert spec.reward(Sample("pass", 1.08, (1.03, 1.13), pool=POOL)) == 0.0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("gated_log:v1", "did you mean gated-log:v2"),
        ("nonsense", "there are: gated-log"),
        ("kevin", "name the version"),
        ("kevin:v9", "no version 'v9'; there is kevin:v1"),
        ("kevin:v1+contrats=2", "no switch"),
        ("kevin:v1+contrast=0.5", "from 1 to 10"),
        ("kevin:v1+contrast=nan", "from 1 to 10"),
        ("kevin:v1+band=maybe", "band=maybe"),
        ("kevin:v1+band=on+band=off", "twice"),
        ("", "there is no preset"),
    ],
)
def test_bad_specs_are_told(text: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        parse(text)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": "gated_log"}, "did you mean gated-log:v2"),
        ({"contrast": 0.5}, "contrast"),
        ({"spread": math.nan}, "spread"),
        ({"workload": "all"}, "timed or largest"),
    ],
)
def test_a_spec_made_by_hand_is_looked_at_too(fields, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        RewardSpec(**{"name": "kevin", "dead_band": False, **fields})
