"""Peak memory: the blocks that count, cases without a ratio, and the two metrics."""

import itertools
import math
import statistics

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from score_records import SIZES, metric, repetition, score, timing, verdict

from effbench.base.records import NOOP_ARM, REFERENCE_ARM
from effbench.score.memory import CUT_OFF, NOT_TIMED, TOO_LITTLE
from effbench.stats.paired import MIN_MEMORY_BYTES
from effbench.stats.proportion import clopper_pearson, score_interval

MIB = 1 << 20


def peak(mebibytes):
    return round((16 + mebibytes) * MIB)


def weighed(task="t", size="S", *, reference=4.0, noop=0.0, time=10.0, blocks=8, **held):
    """A timing. `held`: SHA -> MiB above the process's own 16, one value or one per block."""
    mebibytes = {REFERENCE_ARM: reference, NOOP_ARM: noop, **held}
    rss = {
        arm: [peak(v) for v in value] if isinstance(value, list) else peak(value)
        for arm, value in mebibytes.items()
    }
    return timing(task, size, blocks=blocks, rss=rss, **dict.fromkeys(held, time))


def memory(timings, sizes=("S",), comparable=True):
    frozen = {"t": (sizes, sizes if comparable else ())}
    return score([verdict()], timings, sizes, frozen=frozen).samples[0].memory


def test_ratio_of_what_both_hold_over_the_noop():
    found = memory([weighed(reference=6.0, noop=2.0, a=10.0)])
    assert found.ratio == pytest.approx(2.0)
    assert found.ci == pytest.approx((2.0, 2.0))
    assert found.efficiency == pytest.approx(1 - math.log10(2))
    assert (found.over_noop_bytes, found.reference_over_noop_bytes) == (8 * MIB, 4 * MIB)
    assert (found.size, found.n_blocks, found.reason) == ("S", 8, "")


@pytest.mark.parametrize(("held", "efficiency"), [(4, 1.0), (2, 1.3), (40, 0.0), (80, 0.0)])
def test_efficiency_anchors(held, efficiency):
    assert memory([weighed(a=held)]).efficiency == pytest.approx(efficiency, abs=1e-5)


def test_blocks_are_paired_because_inputs_differ_in_size():
    record = weighed(
        noop=[0.0, 9.0] * 4, reference=[4.0, 29.0] * 4, a=[8.0, 49.0] * 4
    )  # above the no-op: 4 and 20, 8 and 40
    assert memory([record]).ci == pytest.approx((2.0, 2.0))


def test_only_the_largest_size_counts():
    timings = [weighed(size="S", a=40.0), weighed(size="M", a=40.0), weighed(size="L", a=8.0)]
    found = memory(timings, SIZES)
    assert (found.size, found.ratio) == ("L", pytest.approx(2.0))


@given(st.lists(st.integers(0, 64), min_size=1, max_size=9), st.integers(1, 64))
@settings(max_examples=40, deadline=None)
def test_ratio_follows_from_its_definition(quarters, reference_quarters):
    held = [quarter / 4 for quarter in quarters]
    found = memory([weighed(reference=reference_quarters / 4, blocks=len(held), a=held)])
    logs = [math.log(max(value, 0.25) / (reference_quarters / 4)) for value in held]
    walsh = [(a + b) / 2 for a, b in itertools.combinations_with_replacement(logs, 2)]
    assert found.ratio == pytest.approx(math.exp(statistics.median(walsh)))
    assert (found.ci is None) == (len(held) < 3)


def test_a_reference_that_holds_next_to_nothing_is_no_yardstick():
    found = memory([weighed(reference=0.1, a=40.0)], comparable=False)
    assert (found.ratio, found.efficiency, found.reason) == (None, None, TOO_LITTLE)
    assert found.over_noop_bytes == 40 * MIB
    weighed_all_the_same = weighed(reference=(MIN_MEMORY_BYTES - 1) / MIB, a=0.25)
    assert memory([weighed_all_the_same]).ratio == pytest.approx(1.0)  # frozen as counting


def test_a_source_that_holds_next_to_nothing_counts_as_the_floor():
    found = memory([weighed(reference=4.0, a=0.0)])
    assert found.ratio == pytest.approx(MIN_MEMORY_BYTES / (4 * MIB))


def test_blocks_without_a_right_answer_or_a_noop_are_left_out():
    record = weighed(a=[8.0] * 8)
    odd = [
        repetition(8, "a", 10.0, rss=peak(99)),  # no reference in this block
        repetition(9, "a", 10.0, "timeout", rss=peak(99)),
        repetition(9, REFERENCE_ARM, 10.0, rss=peak(4)),
        repetition(9, NOOP_ARM, 1.0, rss=peak(0)),
        repetition(10, "a", 10.0, rss=peak(99)),  # its no-op died
        repetition(10, REFERENCE_ARM, 10.0, rss=peak(4)),
        repetition(10, NOOP_ARM, 1.0, "died", rss=peak(0)),
    ]
    found = memory([replaced(record, (*record.repetitions, *odd))])
    assert (found.n_blocks, found.ratio) == (8, pytest.approx(2.0))


def replaced(record, repetitions):
    return msgspec.structs.replace(record, repetitions=tuple(repetitions))


# --- when there is no ratio


def test_cut_off_at_the_largest_size_is_worth_nothing():
    large = replaced_arm(weighed(size="M", a=8.0), "timeout")
    found = memory([weighed(a=8.0), large], ("S", "M"))
    assert (found.ratio, found.efficiency, found.reason) == (None, 0.0, CUT_OFF)
    assert (found.over_noop_bytes, found.reference_over_noop_bytes) == (None, 4 * MIB)


def test_cut_off_before_the_largest_size_is_worth_nothing_there():
    cut = replaced_arm(weighed(size="S", a=8.0), "timeout")
    found = memory([cut], ("S", "M"))
    assert (found.size, found.efficiency, found.reason) == ("M", 0.0, CUT_OFF)


def test_cut_off_beside_a_reference_that_is_no_yardstick_is_unknown():
    cut = replaced_arm(weighed(reference=0.0, a=8.0), "timeout")
    found = memory([cut], comparable=False)
    assert (found.efficiency, found.reason) == (None, TOO_LITTLE)


def test_ten_times_too_slow_but_returned_is_weighed():
    found = memory([weighed(time=200.0, a=8.0)])
    assert found.ratio == pytest.approx(2.0)


def test_not_timed_is_nobodys_fault():
    found = memory([weighed(a=8.0)], ("S", "M"))
    assert (found.size, found.efficiency, found.reason) == ("M", None, NOT_TIMED)


@pytest.mark.parametrize("options", [{"speed": False}, {"timings": ()}])
def test_without_measurement_there_is_no_record(options):
    arguments = {"timings": [weighed(a=8.0)], **options}
    assert score([verdict()], **arguments).samples[0].memory is None


def test_what_did_not_pass_has_none():
    (sample,) = score([verdict(status="memory")], [weighed(a=8.0)]).samples
    assert (sample.memory, sample.peak_rss_bytes) == (None, peak(8))


def replaced_arm(record, ended):
    return replaced(
        record,
        [
            msgspec.structs.replace(r, ended=ended) if r.arm == "a" else r
            for r in record.repetitions
        ],
    )


# --- the metrics


def test_memory_is_never_mixed_into_efficiency():
    lean, fat = (score([verdict()], [weighed(a=held)]) for held in (4.0, 40.0))
    assert metric(lean, "eff@1") == metric(fat, "eff@1")
    assert metric(lean, "speed_ratio") == metric(fat, "speed_ratio")
    assert metric(lean, "mem_eff@1").value > metric(fat, "mem_eff@1").value


def test_metrics_come_only_where_memory_could_be_measured():
    names = ["pass@1", "eff@1", "eff_uncapped@1", "speed_ratio"]
    none = score([verdict()], [weighed(a=1.0)], frozen={"t": (("S",), ())})
    assert [m.id for m in none.metrics] == names
    assert [m.id for m in score([verdict()], [weighed(a=1.0)]).metrics] == [
        *names,
        "mem_eff@1",
        "memory_ratio",
    ]
    assert [m.id for m in score([verdict()], [weighed(a=1.0)], speed=False).metrics] == ["pass@1"]


def test_memory_metrics_of_tasks_that_are_right_wrong_and_without_a_yardstick():
    verdicts = [verdict("t", 0, sha="a"), verdict("t", 1, sha="b"), verdict("u", 0, sha="a")]
    verdicts += [verdict("u", 1, "memory", sha="b"), verdict("v", 0, "memory"), verdict("w")]
    verdicts += [verdict("v", 1, "memory"), verdict("w", 1, sha="a"), verdict("x", 0, "memory")]
    timings = [
        weighed("t", a=8.0, b=32.0),
        weighed("u", a=1.0),
        weighed("w", reference=0.0, a=1.0),
    ]
    summary = score(verdicts, timings, frozen={"w": (("S",), ()), "x": (("S",), ())})
    found = metric(summary, "mem_eff@1")
    worth = [(1 - math.log10(2) + 1 - math.log10(8)) / 2, 1.3 / 2, 0.0]
    assert found.value == pytest.approx(statistics.mean(worth))
    assert (found.n_tasks, found.unit, found.higher_is_better) == (3, "score", True)
    assert "tasks left out for having no memory to compare: 2" in found.method
    ratio = metric(summary, "memory_ratio")
    assert ratio.value == pytest.approx(math.sqrt(math.sqrt(2 * 8) * 0.25))
    assert (ratio.n_tasks, ratio.unit, ratio.higher_is_better) == (2, "ratio", False)
    assert "memory / fast reference" in ratio.method
    assert "without memory to compare: 2" in ratio.method


def test_the_interval_is_that_of_eff():
    verdicts = [verdict(f"t{i}") for i in range(8)]
    summary = score(verdicts, [weighed(f"t{i}", a=2.0 + i) for i in range(8)], seed=3)
    values = [min(1.3, 1 - math.log10((2.0 + i) / 4)) for i in range(8)]
    expected = score_interval(values, top=max(values))
    assert metric(summary, "mem_eff@1").ci == pytest.approx(expected)


def test_zero_everywhere_is_not_certainty():
    verdicts = [verdict(f"t{i}") for i in range(12)]
    found = metric(score(verdicts, [weighed(f"t{i}", a=80.0) for i in range(12)]), "mem_eff@1")
    assert (found.value, found.ci) == (0.0, pytest.approx(clopper_pearson(0, 12)))


def test_best_of_k_with_the_same_k_as_eff():
    verdicts = [verdict(index=i, sha="a" if i else "b") for i in range(10)]
    summary = score(verdicts, [weighed(a=8.0, b=4.0)])
    assert metric(summary, "mem_eff@10").value == pytest.approx(1.0)
    assert metric(summary, "mem_eff@1").value == pytest.approx(1 - 0.9 * math.log10(2))


def test_memory_is_halved_by_cycles_as_time_is():
    """Every other block uses twice the memory; the better of both is luck and gains nothing."""
    first, second = [4.0, 8.0] * 4, [8.0, 4.0] * 4
    summary = score(
        [verdict(index=0, sha="a"), verdict(index=1, sha="b")],
        [weighed(a=first, b=second)],
        ks=(2,),
    )
    slow = 1 - math.log10(2)
    assert [s.memory.halves for s in summary.samples] == [
        pytest.approx((1.0, slow)),
        pytest.approx((slow, 1.0)),
    ]
    assert metric(summary, "mem_eff@2").value == pytest.approx(slow)


def test_memory_that_is_worth_nothing_is_so_in_both_halves():
    found = memory([weighed(a=[36.0, 48.0] * 4)])  # nine and twelve times the reference's
    assert (found.efficiency, found.halves) == (0.0, (0.0, 0.0))


def test_every_shape_weighs_the_same_in_memory():
    """The first of two shapes has three times as many blocks as the second."""
    record = weighed(a=[8.0, 8.0, 8.0, 32.0] * 2)
    turns = (0, 0, 0, 1) * 2
    found = memory([msgspec.structs.replace(record, cycle=2, turns=turns)])
    assert found.ratio == pytest.approx(4.0)
