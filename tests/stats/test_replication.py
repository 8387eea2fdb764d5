"""Shifts between machines: closed forms, error rates and coverage by simulation, bad input."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.special import stdtrit

from benchmarks._statistics_replicate import draw, pooled, reml_like
from effbench.stats.replication import Shift, components, shift

LARGE = 0.05


def test_with_no_machine_task_term_it_is_welchs_test_of_the_session_means() -> None:
    """Each session shifts all tasks alike, and there is no other variation."""
    tasks = np.linspace(0.1, 1.0, 7)
    a = tasks + np.array([0.00, 0.02, 0.01])[:, None]
    b = tasks + np.array([0.05, 0.09])[:, None]
    found = shift(a, b)
    v_a, v_b = 0.0001 / 3, 0.0008 / 2
    assert found.mean == pytest.approx(0.06)
    assert found.se == pytest.approx(math.sqrt(v_a + v_b))
    assert found.df == pytest.approx((v_a + v_b) ** 2 / (v_a**2 / 2 + v_b**2 / 1))
    half = stdtrit(found.df, 0.95) * found.se
    assert found.ci == pytest.approx((0.06 - half, 0.06 + half))


def test_a_machine_task_term_alone_is_the_paired_test_over_tasks() -> None:
    rng = np.random.default_rng(1)
    own, other = rng.normal(0, 0.1, 9), rng.normal(0, 0.1, 9)
    found = shift(np.tile(own, (2, 1)), np.tile(other, (3, 1)))
    d = other - own
    assert found.mean == pytest.approx(d.mean())
    assert found.se == pytest.approx(d.std(ddof=1) / 3)
    assert found.df == pytest.approx(8)


def test_the_other_way_round_is_the_same_shift_with_another_sign() -> None:
    a, b = draw(np.random.default_rng(2), 2, 3, 10, session_sd=0.01, machine_task_sd=0.02)
    there, back = shift(a, b), shift(b, a)
    assert back.mean == pytest.approx(-there.mean)
    assert back.ci == pytest.approx((-there.ci[1], -there.ci[0]))


@pytest.mark.parametrize(
    ("ci", "n", "verdict"),
    [
        ((-0.009, 0.009), 1, "equivalent"),
        ((0.002, 0.009), 1, "equivalent"),
        ((-0.001, 0.011), 1, "not shown"),
        ((0.011, 0.03), 1, "different"),
        ((-0.03, -0.011), 1, "different"),
        ((0.011, 0.03), 50, "not shown"),
    ],
)
def test_the_verdict_looks_at_the_whole_interval(ci, n, verdict) -> None:
    mean, df = (ci[0] + ci[1]) / 2, 10.0
    se = (ci[1] - mean) / float(stdtrit(df, 0.95))
    assert Shift(mean, se, df, ci).verdict(0.01, n) == verdict


def test_machines_at_the_margin_are_called_equivalent_in_at_most_five_percent() -> None:
    """Two machines with two sessions each; also if sessions vary, or if one machine is noisier.

    Setting a negative session variance to 0, as REML does, gives too many equivalent results. So
    does pooling the variance over four machines of which one is noisier.
    """
    repeats, rates = 800, {}
    cases = {
        "quiet": (2, 2, 0.0, 1.0), "sessions vary": (2, 2, 3.0, 1.0), "loud": (4, 4, 3.0, 3.0)
    }  # fmt: skip
    for name, (machines, sessions, session, loud) in cases.items():
        rng = np.random.default_rng(len(name))
        ys = [
            draw(
                rng,
                machines,
                sessions,
                61,
                session_sd=session * 0.026 / 61**0.5,
                loud=loud,
                by=LARGE,
            )
            for _ in range(repeats)
        ]
        for method in (lambda y: shift(y[0], y[1]), pooled, reml_like):
            passed = [method(y).verdict(LARGE) == "equivalent" for y in ys]
            rates.setdefault(name, []).append(sum(passed) / repeats)
    luck = 2.6 * math.sqrt(0.05 * 0.95 / repeats)
    assert all(found[0] <= 0.05 + luck for found in rates.values()), rates
    assert rates["loud"][1] > 0.08, rates
    assert rates["sessions vary"][2] > 0.06, rates


def test_the_interval_holds_the_truth_and_four_sessions_show_what_two_cannot() -> None:
    rng = np.random.default_rng(7)
    shares = {}
    for sessions in (2, 4):
        found = [
            shift(*draw(rng, 2, sessions, 61, machine_task_sd=0.01, by=0.03)) for _ in range(1000)
        ]
        assert np.mean([f.ci[0] <= 0.03 <= f.ci[1] for f in found]) >= 0.88
        equal = [shift(*draw(rng, 2, sessions, 61)) for _ in range(500)]
        shares[sessions] = np.mean([f.verdict(0.01) == "equivalent" for f in equal])
    assert shares[2] < 0.5 and shares[4] > 0.8, shares


def test_the_components_are_unbiased_also_with_unequal_numbers_of_sessions() -> None:
    rng = np.random.default_rng(3)
    truth = (0.03, 0.02, 0.015, 0.026)
    found = []
    for _ in range(400):
        y = draw(rng, 4, 4, 20, session_sd=truth[2], machine_task_sd=truth[1], noise_sd=truth[3])
        y = y + rng.normal(0, truth[0], (4, 1, 1))
        each = components([y[0][:2], y[1][:3], y[2], y[3]])
        found.append((each.machine, each.machine_task, each.session, each.noise))
        assert (each.df_machine, each.df_session) == (3, 9)
    squares = np.mean(np.square(found), axis=0)
    assert squares == pytest.approx(np.square(truth), rel=0.2)


def test_components_of_a_balanced_table_by_hand() -> None:
    a = np.array([[1.0, 2.0], [1.0, 4.0]])
    b = np.array([[2.0, 2.0], [4.0, 4.0]])
    found = components([a, b])
    # Mean squares: session 2.5, noise 0.5, machine x task 2, machine 2.
    assert found.noise**2 == pytest.approx(0.5)
    assert found.session**2 == pytest.approx((2.5 - 0.5) / 2)
    assert found.machine_task**2 == pytest.approx((2.0 - 0.5) / 2)
    assert found.machine == 0.0


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (np.zeros((1, 5)), np.zeros((2, 5))),
        (np.zeros((2, 1)), np.zeros((2, 1))),
        (np.zeros((2, 5)), np.zeros((2, 4))),
        (np.zeros(5), np.zeros(5)),
        (np.full((2, 5), np.nan), np.zeros((2, 5))),
        (np.zeros((2, 5)), np.full((2, 5), np.inf)),
    ],
)
def test_other_shapes_and_other_numbers_are_refused(a, b) -> None:
    with pytest.raises(ValueError):
        shift(a, b)
    with pytest.raises(ValueError):
        components([a, b])


def test_machines_without_any_spread_have_an_interval_of_no_width() -> None:
    found = shift(np.zeros((2, 4)), np.zeros((3, 4)))
    assert found.ci == (0.0, 0.0) and found.verdict(0.01) == "equivalent"
