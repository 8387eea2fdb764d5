"""The interval of bounded scores over families: its definition at the bounds, and its coverage."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from effbench.stats.proportion import clopper_pearson, score_interval

scores = st.lists(st.floats(0, 1, allow_subnormal=False), min_size=2, max_size=30)


@pytest.mark.parametrize("n", [2, 6, 12, 120])
def test_all_and_nothing_are_clopper_and_pearsons(n):
    assert score_interval([1.0] * n) == pytest.approx(clopper_pearson(n, n))
    assert score_interval([0.0] * n) == pytest.approx(clopper_pearson(0, n))
    low, high = score_interval([1.3] * n, top=1.3)
    assert (low, high) == pytest.approx((1.3 * clopper_pearson(n, n)[0], 1.3))


@given(scores)
def test_it_holds_the_mean_stays_in_bounds_and_grows_with_the_level(values):
    low, high = score_interval(values)
    lower, higher = score_interval(values, level=0.99)
    assert 0 <= lower <= low <= np.mean(values) + 1e-9
    assert np.mean(values) - 1e-9 <= high <= higher <= 1


@given(scores)
def test_turned_round_it_is_its_mirror_image(values):
    low, high = score_interval(values)
    mirrored = score_interval([1 - value for value in values])
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=1e-6)


def test_a_family_counts_once():
    values = [1.0, 0.0, 1.0, 1.0, 0.5, 1.0, 0.0, 1.0]
    tenfold = [value for value in values for _ in range(10)]
    names = [name for name in range(8) for _ in range(10)]
    assert score_interval(tenfold, names) == pytest.approx(score_interval(values))
    low, high = score_interval(values)
    independent = score_interval(tenfold)
    assert high - low > 2 * (independent[1] - independent[0])
    assert score_interval([1.0, 0.0], "aa") is None


def test_what_never_varied_is_not_certain():
    low, high = score_interval([0.97] * 60)
    assert low < 0.95 and high > 0.98


def test_binomial_widths_where_there_are_many():
    values = [1.0] * 600 + [0.0] * 400
    assert score_interval(values) == pytest.approx(clopper_pearson(600, 1000), abs=1e-3)


@pytest.mark.parametrize(("values", "top"), [([1.1, 0.5], 1.0), ([-0.1, 0.5], 1.0), ([], 1.0)])
def test_refuses_what_is_no_score(values, top):
    with pytest.raises(ValueError):
        score_interval(values, top=top)


def families(rng, n_families, unequal):
    sizes = rng.choice([1, 1, 2, 3, 5], n_families) if unequal else np.ones(n_families, dtype=int)
    return np.repeat(np.arange(n_families), sizes)


def shares(rng, names, mean, n_samples):
    """Pass shares. A task's probability is its family's (60 %) or its own, mostly near 0 or 1."""
    law = (2 * mean, 2 * (1 - mean))
    shared = rng.beta(*law, names.max() + 1)[names]
    chance = np.where(rng.random(names.size) < 0.6, shared, rng.beta(*law, names.size))
    return rng.binomial(n_samples, chance) / n_samples, mean


def efficiencies(rng, names, mean, spread):
    """0 with probability 1 - mean, else 1 minus an exponential; families share part of both."""
    size = names.size
    ours = rng.random(size) < 0.6
    right = np.where(ours, rng.random(names.max() + 1)[names], rng.random(size)) < mean
    lost = np.where(
        ours, rng.exponential(spread, names.max() + 1)[names], rng.exponential(spread, size)
    )
    return right * np.maximum(0, 1 - lost), mean * (1 - spread * (1 - np.exp(-1 / spread)))


@pytest.mark.parametrize("n_families", [6, 12, 60])
@pytest.mark.parametrize("unequal", [False, True])
@pytest.mark.parametrize(
    ("draw", "mean", "parameter"),
    [
        (shares, 0.5, 5),
        (shares, 0.9, 1),
        (shares, 0.97, 20),
        (efficiencies, 0.5, 0.2),
        (efficiencies, 0.9, 0.2),
        (efficiencies, 0.97, 0.02),
    ],
)
def test_coverage(draw, mean, parameter, unequal, n_families):
    rng = np.random.default_rng(17)
    runs = 300
    hits = 0
    for _ in range(runs):
        names = families(rng, n_families, unequal)
        values, truth = draw(rng, names, mean, parameter)
        low, high = score_interval(values, names)
        hits += low <= truth <= high
    assert hits / runs >= 0.93
