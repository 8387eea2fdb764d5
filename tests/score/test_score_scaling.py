"""The repetitions that enter an exponent, and its record."""

import math

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from score_records import SIZES, repetition, score, timing, verdict

from effbench.stats.scaling import MIN_SPAN

LADDER = {"S": (70, 280), "M": (2_500, 8), "L": (44_000, 1)}


def ladder(ours, theirs=lambda n: n, noop=1.0, sizes=LADDER, **options):
    """One timing per size; `ours` and `theirs` are costs per instance. A call takes 10 ms at S."""
    smallest = min(sizes.values())[0]
    unit = 10.0 / (theirs(smallest) * sizes["S"][1])

    def shown(cost, n, batch):
        return cost if isinstance(cost, list) else noop + unit * cost * batch

    return [
        timing(
            size=size,
            n=n,
            batch=batch,
            noop=noop,
            reference=shown(theirs(n), n, batch),
            a=shown(ours(n), n, batch),
            **options,
        )
        for size, (n, batch) in sizes.items()
    ]


def scaling(timings, sizes=SIZES, status="pass"):
    return score([verdict(status=status)], timings, sizes).samples[0].scaling


def test_exponents_of_the_source_and_the_reference_per_instance():
    found = scaling(ladder(lambda n: 0.01 * n**2))
    assert found.exponent == pytest.approx(2.0, abs=1e-3)
    assert found.ci == pytest.approx((2.0, 2.0), abs=1e-3)
    assert found.reference_exponent == pytest.approx(1.0, abs=1e-3)
    assert found.reference_ci == pytest.approx((1.0, 1.0), abs=1e-3)
    assert (found.censored, found.class_name) == (False, "quadratic")
    assert found.n == (70.0, 2_500.0, 44_000.0)


@given(st.floats(0.8, 2.2), st.floats(0, 5))
@settings(max_examples=30, deadline=None)
def test_what_the_noop_takes_and_how_many_instances_a_call_holds_does_not_matter(exponent, noop):
    batched = scaling(ladder(lambda n: n**exponent, noop=noop))
    single = {size: (n, 1) for size, (n, _) in LADDER.items()}
    alone = scaling(ladder(lambda n: n**exponent, sizes=single, noop=noop))
    assert batched.exponent == pytest.approx(exponent, abs=0.01)
    assert alone.exponent == pytest.approx(exponent, abs=0.01)


def test_cut_off_at_the_largest_size_grows_at_least_so():
    timings = ladder(lambda n: ["timeout"] * 2 if n == 44_000 else n)
    found = scaling(timings)
    assert (found.censored, found.ci, found.class_name) == (True, None, None)
    # Killed after 100 ms, including 1 ms of the no-op; the other sizes fit n exactly.
    assert 1.0 < found.exponent < 2.0
    assert found.reference_exponent == pytest.approx(1.0, abs=1e-3)


def test_a_lower_bound_over_two_sizes_is_the_slope_between_them():
    timings = ladder(lambda n: ["timeout"] * 2 if n > 70 else n)[:2]
    found = scaling(timings)
    per_instance = (99 / 8) / (10 / 280)
    assert found.exponent == pytest.approx(math.log(per_instance) / math.log(2_500 / 70), abs=1e-3)
    assert (found.n, found.censored) == ((70.0, 2_500.0), True)


def test_an_end_that_is_forgiven_is_no_lower_bound():
    dead = [
        msgspec.structs.replace(repetition(b, "a", 3.0, "memory"), forgiven=True) for b in (0, 1)
    ]
    found = scaling(ladder(lambda n: dead if n == 44_000 else n))
    assert (found.n, found.censored) == ((70.0, 2_500.0), False)
    assert found.exponent == pytest.approx(1.0, abs=1e-3)


def test_the_reference_counts_with_all_blocks_of_the_record():
    # The source ran in 8 of 24 blocks; the reference was 4 times slower in the others.
    timings = ladder(lambda n: n)
    large = timing(size="L", n=44_000, reference=[11.0] * 8 + [41.0] * 16, blocks=24, a=[11.0] * 8)
    found = scaling([*timings[:2], large])
    assert found.reference_exponent > found.exponent + 0.05


def test_a_reference_without_work_at_one_size_has_no_exponent():
    timings = ladder(lambda n: n)
    small = timing(size="S", n=70, batch=280, reference=1.3, a=11.0)
    found = scaling([small, *timings[1:]])
    assert found.exponent == pytest.approx(1.0, abs=1e-3)
    assert (found.reference_exponent, found.reference_ci) == (None, None)


def test_a_source_without_work_at_one_size_is_fitted_over_the_others():
    timings = ladder(lambda n: n)
    small = timing(size="S", n=70, batch=280, a=1.3)
    assert scaling([small, *timings[1:]]).n == (2_500.0, 44_000.0)


def test_records_of_one_size_are_pooled():
    first, second = ladder(lambda n: n, blocks=3), ladder(lambda n: n, noop=3.0, blocks=3)
    assert scaling(first).ci is None
    assert scaling([*first, *second]).ci == pytest.approx((1.0, 1.0), abs=1e-3)


@pytest.mark.parametrize(
    "sizes",
    [
        {"S": (100, 1), "M": (120, 1), "L": (round(100 * MIN_SPAN) - 1, 1)},
        {"S": (0, 1), "M": (-5, 1), "L": (100, 1)},
    ],
    ids=["less than a doubling", "no sizes"],
)
def test_no_exponent_where_n_does_not_span_a_doubling(sizes):
    timings = [timing(size=s, n=n, batch=b, a=11.0) for s, (n, b) in sizes.items()]
    assert scaling(timings) is None


def test_only_what_passed_and_was_timed_has_an_exponent():
    timings = ladder(lambda n: n)
    assert scaling(timings, status="memory") is None
    assert scaling([]) is None
    assert score([verdict()], timings, SIZES, speed=False).samples[0].scaling is None
    wrong = timing(size="L", n=44_000, a=[repetition(0, "a", 9.0, wrong="no")])
    assert scaling([*timings[:2], wrong]) is None


def test_the_task_shows_its_most_efficient_sample():
    better = ladder(lambda n: n)
    verdicts = [verdict(index=0, sha="b"), verdict(index=1, sha="a")]
    slower = [timing(size=s, n=n, batch=b, b=60.0) for s, (n, b) in LADDER.items()]
    summary = score(verdicts, [*better, *slower], SIZES)
    assert summary.tasks[0].scaling == summary.samples[1].scaling is not None
    assert summary.tasks[0].memory == summary.samples[1].memory is not None
