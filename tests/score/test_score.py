"""From hand-made records to a summary, and property tests against the definitions."""

import itertools
import math
import statistics

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from score_records import SIZES, metric, repetition, score, timing, verdict

from effbench.base.errors import DataError
from effbench.base.records import NOOP_ARM, REFERENCE_ARM
from effbench.score import collect_arms, summarise, timed_failure
from effbench.stats.bootstrap import mean_interval
from effbench.stats.proportion import clopper_pearson


def only_size(timing_record):
    return score([verdict()], [timing_record]).samples[0].sizes[0]


# --- one size


def test_ratio_and_efficiency_after_the_noop_is_taken_off():
    size = only_size(timing(a=19.0))
    assert size.ratio == pytest.approx(2.0)
    assert size.efficiency == pytest.approx(1 - math.log10(2))
    assert size.ci == pytest.approx((2.0, 2.0))
    assert (size.n_blocks, size.censored) == (8, False)


@pytest.mark.parametrize(
    ("ratio", "efficiency"), [(1, 1.0), (0.6, 1.221849), (0.5, 1.3), (0.1, 1.3), (9.99, 0.000435)]
)
def test_efficiency_anchors(ratio, efficiency):
    assert only_size(timing(a=1 + 9 * ratio)).efficiency == pytest.approx(efficiency, abs=1e-6)


def test_noop_is_the_median_of_those_that_returned():
    record = timing(a=19.0)
    died = [repetition(block, NOOP_ARM, 0.0, "died") for block in range(20)]
    odd = repetition(0, NOOP_ARM, 500.0)
    record = msgspec.structs.replace(record, repetitions=(*record.repetitions, odd, *died))
    assert only_size(record).ratio == pytest.approx(2.0)


def test_candidate_is_paired_with_the_reference_of_its_own_block():
    # In every other block, the machine is ten times slower for all arms.
    moods = [1, 10] * 4
    repetitions = [
        r
        for block, mood in enumerate(moods)
        for r in (repetition(block, REFERENCE_ARM, 5 * mood), repetition(block, "a", 15 * mood))
    ]
    record = msgspec.structs.replace(timing(blocks=0), repetitions=tuple(repetitions))
    assert only_size(record).ratio == pytest.approx(3.0)
    assert only_size(record).ci == pytest.approx((3.0, 3.0))


def test_few_blocks_give_a_ratio_without_an_interval():
    size = only_size(timing(blocks=2, a=19.0))
    assert (size.ratio, size.ci, size.n_blocks) == (pytest.approx(2.0), None, 2)


def test_more_than_half_timeouts_censor():
    size = only_size(timing(a=["timeout"] * 5 + [10.0] * 3))
    assert (size.ratio, size.ci, size.efficiency) == (None, None, 0.0)
    assert (size.n_blocks, size.censored) == (8, True)


def test_half_timeouts_count_as_ten_and_do_not_censor():
    size = only_size(timing(a=["timeout"] * 4 + [10.0] * 4))
    # Walsh averages of four 1s and four 10s, in logs: the median is the middle.
    assert size.ratio == pytest.approx(math.sqrt(10))
    assert not size.censored


def test_a_ratio_of_ten_censors_without_any_timeout():
    size = only_size(timing(a=1 + 9 * 10.5))
    assert (size.ratio, size.censored, size.efficiency, size.n_blocks) == (None, True, 0.0, 8)


def test_a_size_that_counts_has_a_ratio_whatever_the_reference_shows_in_this_run():
    """A size frozen as counting is not dropped because of one session's times."""
    assert only_size(timing(reference=1.4, a=1.8)).ratio == pytest.approx(2)
    assert only_size(timing(reference=21.0, noop=15.0, a=33.0)).ratio == pytest.approx(3)


def test_a_size_that_does_not_count_is_not_there():
    timings = [timing(size="S", a=["timeout"] * 2), timing(size="M", a=19.0)]
    frozen = {"t": (("M",), ())}
    sample = score([verdict()], timings, ("S", "M"), frozen=frozen).samples[0]
    assert [size.size for size in sample.sizes] == ["M"]
    assert sample.efficiency == pytest.approx(1 - math.log10(2))


def test_a_source_that_was_cut_off_where_nothing_counts_is_cut_off_at_the_next_size():
    """Folders of an earlier effbench contain such sizes, because it ran them as well."""
    timings = [timing(size="S", a=["timeout"] * 2)]
    sample = score([verdict()], timings, ("S", "M"), frozen={"t": (("M",), ())}).samples[0]
    assert [(size.size, size.censored) for size in sample.sizes] == [("M", True)]


def test_the_noop_is_taken_off_block_by_block():
    """Inputs that take longer to decode do not change the ratio."""
    noop = [float(ms) for ms in range(1, 9)]
    reference, source = [ms + 10 for ms in noop], [ms + 20 for ms in noop]
    size = only_size(timing(reference=reference, noop=noop, a=source))
    assert (size.ratio, size.ci) == (pytest.approx(2), pytest.approx((2, 2)))


def test_a_block_without_a_noop_takes_the_median_of_the_others():
    whole = timing(reference=12.0, noop=2.0, a=22.0)
    kept = [r for r in whole.repetitions if (r.arm, r.block) != ("noop", 3)]
    size = only_size(msgspec.structs.replace(whole, repetitions=tuple(kept)))
    assert (size.n_blocks, size.ci) == (8, pytest.approx((2, 2)))


def test_a_task_that_lacks_times_at_a_size_that_counts_is_left_out_and_counted():
    summary = score([verdict()], [timing(size="M", a=19.0)], sizes=("S", "M"))
    assert [size.reason for size in summary.samples[0].sizes] == ["not timed", ""]
    found = metric(summary, "eff@1")
    assert (found.value, found.n_tasks) == (None, 0)
    assert "tasks left out for want of timings: 1" in found.method


@pytest.mark.parametrize("options", [{"ended": "died"}, {"wrong": "off by one"}])
def test_blocks_whose_reference_failed_are_left_out(options):
    broken = [repetition(block, REFERENCE_ARM, 90.0, **options) for block in (8, 9)]
    record = timing(a=[19.0] * 10)
    record = msgspec.structs.replace(record, repetitions=(*record.repetitions, *broken))
    size = only_size(record)
    assert (size.ratio, size.n_blocks) == (pytest.approx(2.0), 8)


def test_records_of_one_size_are_pooled_each_with_its_own_reference():
    first, second = timing(a=19.0, blocks=3), timing(reference=100.0, noop=10.0, a=190.0, blocks=3)
    sizes = score([verdict()], [first, second]).samples[0].sizes
    assert (sizes[0].n_blocks, sizes[0].ratio) == (6, pytest.approx(2.0))
    assert sizes[0].ci == pytest.approx((2.0, 2.0))


# --- precision


def spread(half_width, blocks=8):
    """Times whose log-ratios are ±`half_width`, and so are the ends of the interval of 6."""
    return [1 + 9 * math.exp(half_width * (-1) ** block) for block in range(blocks)]


@pytest.mark.parametrize(
    ("times", "precision", "precise"),
    [
        (spread(math.log(1.04)), 0.05, True),
        (spread(math.log(1.06)), 0.05, False),
        (spread(math.log(1.06)), 0.10, True),
        (spread(math.log(1.06)), None, True),
        ([19.0] * 8, 0.02, True),
        ([19.0] * 2, 0.05, False),  # too few for an interval
        (["timeout"] * 8, 0.05, True),  # no ratio, so no precision
    ],
)
def test_precise_says_whether_the_interval_is_as_narrow_as_asked(times, precision, precise):
    (sample,) = score([verdict()], [timing(a=times)], precision=precision).samples
    assert sample.sizes[0].precise is precise


def test_a_size_that_can_not_be_timed_is_not_called_imprecise():
    (sample,) = score([verdict()], [timing(reference=1.4, a=19.0)], precision=0.05).samples
    assert (sample.sizes[0].ratio, sample.sizes[0].precise) == (None, True)


def test_precision_changes_no_number():
    timings = [timing(a=spread(0.2))]
    asked, unasked = (score([verdict()], timings, precision=p) for p in (0.05, None))
    assert asked.metrics == unasked.metrics
    assert asked.samples[0].efficiency == unasked.samples[0].efficiency


def only_size_at(times, precision):
    return score([verdict()], [timing(a=times)], precision=precision).samples[0].sizes[0]


# --- one sample


def test_sample_efficiency_is_the_mean_over_sizes():
    timings = [timing(size="S", a=10.0), timing(size="M", a=19.0)]
    timings.append(timing(size="L", a=["timeout"] * 2))
    sample = score([verdict()], timings, SIZES).samples[0]
    assert sample.efficiency == pytest.approx((1 + (1 - math.log10(2)) + 0) / 3)
    assert [size.size for size in sample.sizes] == list(SIZES)


def test_sizes_after_a_censored_one_are_censored_without_blocks():
    timings = [timing(size="S", a=10.0), timing(size="M", a=["timeout"] * 8)]
    sample = score([verdict()], [*timings, timing(size="L")], SIZES).samples[0]
    assert [size.censored for size in sample.sizes] == [False, True, True]
    assert [size.n_blocks for size in sample.sizes] == [8, 8, 0]
    assert sample.efficiency == pytest.approx(1 / 3)


def test_sizes_without_times_stay_out_of_the_samples_mean():
    timings = [timing(size="M", a=19.0), timing(size="L")]
    sample = score([verdict()], timings, SIZES).samples[0]
    assert sample.efficiency == pytest.approx(1 - math.log10(2))
    assert [size.ratio for size in sample.sizes] == [None, pytest.approx(2.0), None]
    assert not any(size.censored for size in sample.sizes)


@pytest.mark.parametrize(
    ("failing", "status", "words"),
    [
        (
            {"wrong": "differs at [3]"},
            "wrong_answer",
            "differs at [3] on a timed input",
        ),
        ({"ended": "raised"}, "runtime_error", "raised on a timed input (size S, block 2)"),
        ({"ended": "died"}, "runtime_error", "died"),
        ({"ended": "output_limit"}, "runtime_error", "output_limit"),
        ({"ended": "memory"}, "memory", "memory"),
        ({"ended": "syntax_error"}, "syntax_error", "syntax_error"),
    ],
)
def test_a_failure_on_a_timed_input_overturns_the_pass(failing, status, words):
    times = [10.0, 10.0, repetition(2, "a", 10.0, **failing), 10.0]
    summary = score([verdict()], [timing(a=times)])
    sample = summary.samples[0]
    assert (sample.status, sample.efficiency, sample.sizes) == (status, 0.0, ())
    assert words in sample.detail
    assert summary.statuses == {status: 1}
    assert metric(summary, "pass@1").value == 0.0


def test_a_timeout_costs_speed_and_not_correctness():
    cut_off = repetition(0, "a", 100.0, "timeout", wrong="nothing returned")
    summary = score([verdict()], [timing(blocks=1, a=[cut_off])])
    assert summary.samples[0].status == "pass"
    assert metric(summary, "pass@1").value == 1.0
    assert metric(summary, "eff@1").value == 0.0


def test_timings_touch_only_their_own_source_and_task():
    wrong = repetition(0, "a", 10.0, wrong="no")
    summary = score(
        [verdict("t", 0, sha="a"), verdict("t", 1, sha="b"), verdict("u", 0, sha="a")],
        [timing("t", a=[wrong], b=10.0), timing("u", a=10.0)],
    )
    assert [s.status for s in summary.samples] == ["wrong_answer", "pass", "pass"]


def test_a_failed_verdict_keeps_its_status_and_detail():
    failed = verdict(status="timeout", detail="10 s on input 3")
    sample = score([failed], [timing(a=10.0)]).samples[0]
    assert (sample.status, sample.detail, sample.efficiency) == ("timeout", "10 s on input 3", 0.0)


def test_samples_with_the_same_source_share_its_timings():
    summary = score([verdict(index=0), verdict(index=1)], [timing(a=19.0)])
    assert summary.samples[0].sizes == summary.samples[1].sizes != ()


def test_peak_memory_is_the_largest_of_all_repetitions():
    small, large = repetition(0, "a", 10.0, rss=5), repetition(1, "a", 10.0, rss=7)
    sample = score([verdict()], [timing(a=[small, large])]).samples[0]
    assert sample.peak_rss_bytes == 7
    assert score([verdict()]).samples[0].peak_rss_bytes is None


def test_last_verdict_on_a_sample_counts():
    summary = score([verdict(status="infra_error"), verdict(status="pass")], speed=False)
    assert summary.statuses == {"pass": 1}


# --- tasks and metrics


def test_task_result():
    summary = score(
        [
            verdict("t", 0, sha="a"),
            verdict("t", 1, sha="b"),
            verdict("t", 2, status="wrong_answer", sha="c"),
            verdict("t", 3, status="infra_error", sha=None),
        ],
        [timing("t", "S", a=19.0, b=5.5), timing("t", "M", a=19.0, b=10.0)],
        ("S", "M"),
    )
    (task,) = summary.tasks
    assert (task.n_samples, task.n_correct) == (3, 2)
    assert task.pass_at_1 == pytest.approx(2 / 3)
    efficient = (1.3 + 1) / 2
    assert task.eff_at_1 == pytest.approx((1 - math.log10(2) + efficient) / 3)
    uncapped = metric(summary, "eff_uncapped@1")
    assert uncapped.value == pytest.approx((1 - math.log10(2) + 1 + math.log10(2) / 2) / 3)
    assert task.ratio == pytest.approx(math.sqrt(0.5))
    assert task.statuses == {"pass": 2, "wrong_answer": 1, "infra_error": 1}
    assert summary.statuses == task.statuses


def test_task_ratio_is_none_when_the_best_sample_was_cut_off_or_nothing_passed():
    cut_off = score([verdict()], [timing(a=["timeout"] * 8)])
    assert cut_off.tasks[0].ratio is None
    assert score([verdict(status="memory")]).tasks[0].ratio is None


def test_a_sample_cut_off_at_one_size_has_no_overall_ratio():
    timings = [timing(size="S", a=10.0), timing(size="M", a=["timeout"] * 8)]
    summary = score([verdict()], timings, ("S", "M"))
    assert summary.tasks[0].ratio is None
    assert metric(summary, "speed_ratio").value is None


def test_metrics_of_a_run_without_timing():
    summary = score([verdict("t"), verdict("u", status="memory")], speed=False)
    assert [m.id for m in summary.metrics] == ["pass@1"]
    assert all(task.eff_at_1 is None and task.ratio is None for task in summary.tasks)
    assert all(sample.sizes == () for sample in summary.samples)


def test_k_goes_as_far_as_the_task_with_the_fewest_samples():
    verdicts = [verdict("t", i) for i in range(10)] + [verdict("u", i) for i in range(10)]
    assert [m.id for m in score(verdicts, speed=False).metrics] == ["pass@1", "pass@5", "pass@10"]
    verdicts[3] = verdict("t", 3, status="infra_error")
    assert [m.id for m in score(verdicts, speed=False).metrics] == ["pass@1", "pass@5"]
    asked = score(verdicts, [timing(a=10.0)], speed=False, ks=(3, 2, 20))
    assert [m.id for m in asked.metrics] == ["pass@1", "pass@2", "pass@3"]


def test_speed_metrics_come_with_the_same_k():
    verdicts = [verdict("t", i) for i in range(10)]
    frozen = {"t": (("S",), ())}
    names = [m.id for m in score(verdicts, [timing(a=10.0)], frozen=frozen).metrics]
    assert names == [
        *("pass@1", "pass@5", "pass@10", "eff@1", "eff@5", "eff@10"),
        *("eff_uncapped@1", "speed_ratio"),
    ]


def test_infrastructure_errors_are_not_wrong_answers():
    verdicts = [verdict("t", 0), verdict("t", 1, status="infra_error")]
    verdicts += [verdict("u", 0, status="infra_error"), verdict("v", 0, status="memory")]
    summary = score(verdicts, [timing("t", a=10.0)])
    assert [task.task_id for task in summary.tasks] == ["t", "v"]
    for name, value in (("pass@1", 0.5), ("eff@1", 0.5)):
        found = metric(summary, name)
        assert (found.value, found.n_tasks) == (value, 2)
        assert "tasks left out for infrastructure errors: 1" in found.method
    assert len(summary.samples) == 4


def test_a_task_that_can_not_be_timed_is_left_out_of_the_speed_only():
    verdicts = [verdict("t"), verdict("u", 0), verdict("u", 1, status="memory")]
    verdicts.append(verdict("v", status="memory"))
    untimed = ((), ())
    summary = score(verdicts, [timing("t", a=10.0)], frozen={"u": untimed, "v": untimed})
    assert [task.eff_at_1 for task in summary.tasks] == [1.0, None, None]
    assert metric(summary, "pass@1").n_tasks == 3
    assert metric(summary, "eff@1").n_tasks == 1
    said = "tasks left out for having no size that can be timed: 2"
    assert said in metric(summary, "eff@1").method


def test_no_verdicts_give_metrics_without_values():
    summary = score([], tasks=["t"])
    for found in summary.metrics:
        assert (found.value, found.ci, found.n_tasks) == (None, None, 0)
        assert "no interval: no tasks" in found.method
    assert [m.id for m in summary.metrics] == [
        *("pass@1", "eff@1", "eff_uncapped@1", "speed_ratio")
    ]
    assert (summary.tasks, summary.samples, summary.statuses) == ((), (), {})


@pytest.mark.parametrize("n", [1, 2, 5])
def test_below_six_families_new_tasks_have_no_interval_and_it_says_why(n):
    verdicts = [verdict(f"t{i}") for i in range(n)]
    summary = score(verdicts, [timing(f"t{i}", a=19.0 + i) for i in range(n)])
    for found in summary.metrics:
        if found.id != "mem_eff@1" and found.id != "memory_ratio":
            assert (found.value is not None, found.ci) == (True, None)
            families = "1 family" if n == 1 else f"{n} families"
            assert f"no interval: {families}, and 6 are needed" in found.method


@pytest.mark.parametrize(("status", "successes"), [("pass", 12), ("memory", 0)])
def test_all_right_and_all_wrong_are_not_certainty(status, successes):
    summary = score([verdict(f"t{i:02}", status=status) for i in range(12)], speed=False)
    found = metric(summary, "pass@1")
    assert found.ci == pytest.approx(clopper_pearson(successes, 12))
    assert found.ci[1] - found.ci[0] == pytest.approx(1 - 0.025 ** (1 / 12))
    assert "Clopper-Pearson" in found.method


def test_efficiency_zero_everywhere_is_not_certainty():
    found = metric(score([verdict(f"t{i}", status="memory") for i in range(12)]), "eff@1")
    assert (found.value, found.ci) == (0.0, pytest.approx(clopper_pearson(0, 12)))
    assert "Clopper-Pearson" in found.method


def test_equal_ratios_say_that_their_interval_has_no_width():
    verdicts = [verdict(f"t{i}") for i in range(7)]
    summary = score(verdicts, [timing(f"t{i}", a=10.0) for i in range(7)])
    found = metric(summary, "speed_ratio")
    assert found.ci == (found.value, found.value) == (1.0, 1.0)
    assert "zero width" in found.method
    # All were as fast as the reference, but other samples may still fail.
    assert metric(summary, "eff@1").ci == pytest.approx(clopper_pearson(7, 7))


def test_few_tasks_have_an_interval_within_the_possible():
    verdicts = [verdict(f"t{i}", status="pass" if i < 4 else "memory") for i in range(6)]
    found = metric(score(verdicts, speed=False), "pass@1")
    assert 0 <= found.ci[0] < found.value == 2 / 3 < found.ci[1] <= 1


def test_many_tasks_get_the_bootstrap_with_the_seed_that_was_given():
    verdicts = [verdict(f"t{i}") for i in range(9)]
    timings = [timing(f"t{i}", a=1 + 9 * (1 + 0.1 * i)) for i in range(9)]
    found = metric(score(verdicts, timings, seed=17), "speed_ratio")
    low, high = mean_interval([math.log(1 + 0.1 * i) for i in range(9)], seed=17)
    assert found.ci == pytest.approx((math.exp(low), math.exp(high)), rel=1e-6)
    assert "seed 17" in found.method


def test_tasks_of_a_family_are_drawn_together():
    verdicts = [verdict(f"t{i}", status="pass" if i < 6 else "memory") for i in range(12)]
    apart = metric(score(verdicts, speed=False), "pass@1")
    families = {f"t{i}": f"f{i // 2}" for i in range(12)}
    together = metric(score(verdicts, speed=False, families=families), "pass@1")
    assert (apart.n_families, together.n_families, together.n_tasks) == (12, 6, 12)
    assert together.value == apart.value
    assert together.ci[1] - together.ci[0] > 1.2 * (apart.ci[1] - apart.ci[0])
    assert together.ci_fixed_set is None
    assert "over 6 families" in together.method
    one = metric(score(verdicts, speed=False, families=dict.fromkeys(families, "f")), "pass@1")
    assert (one.ci, one.n_families) == (None, 1)
    assert "no interval: 1 family" in one.method


def test_the_fixed_sets_interval_is_about_the_samples_alone():
    """Tasks are always or never right, so new tasks are uncertain and these ones are not."""
    verdicts = [
        verdict(f"t{i}", j, status="pass" if i < 6 else "memory") for i in range(12) for j in (0, 1)
    ]
    summary = score(verdicts, [timing(f"t{i}", a=19.0) for i in range(6)])
    for name in ("pass@1", "eff@1"):
        found = metric(summary, name)
        assert found.ci[0] < found.ci_fixed_set[0] < found.value
        assert found.value < found.ci_fixed_set[1] < found.ci[1]
        assert "samples within tasks" in found.method_fixed_set
    ratio = metric(summary, "speed_ratio")
    assert ratio.ci_fixed_set == pytest.approx((2, 2))
    assert "zero width" in ratio.method_fixed_set


def test_without_a_second_sample_there_is_no_interval_for_the_fixed_set():
    summary = score([verdict("t"), verdict("u")], [timing("t", a=19.0), timing("u", a=30.0)])
    for found in summary.metrics:
        assert found.ci_fixed_set is None
        assert "a task has one sample" in found.method_fixed_set


def test_best_of_ten_wants_twenty_samples_for_the_fixed_sets_interval():
    def ten(n):
        verdicts = [
            verdict(f"t{i}", j, status="pass" if j % 7 < i else "memory")
            for i in range(3)
            for j in range(n)
        ]
        return metric(score(verdicts, speed=False), "pass@10")

    assert ten(19).ci_fixed_set is None
    assert "best of 10 needs 20 samples" in ten(19).method_fixed_set
    low, high = ten(20).ci_fixed_set
    assert low < ten(20).value < high


def test_speed_ratio_is_the_geometric_mean_of_passed_samples_with_tasks_counted_once():
    verdicts = [verdict("t", 0, sha="a"), verdict("t", 1, sha="b"), verdict("t", 2, sha="c")]
    verdicts += [verdict("u", 0, sha="a"), verdict("u", 1, status="memory", sha="b")]
    timings = [
        timing("t", a=1 + 9 * 2.0, b=1 + 9 * 8.0, c=["timeout"] * 8),
        timing("u", a=1 + 9 * 0.25, b=10.0),
    ]
    found = metric(score(verdicts, timings), "speed_ratio")
    assert found.value == pytest.approx(math.sqrt(4.0 * 0.25))
    assert found.n_tasks == 2
    assert found.method.startswith("of passed")
    assert "cut off or not timed: 1" in found.method
    assert not found.higher_is_better


def test_order_of_the_records_does_not_matter():
    verdicts = [verdict(f"t{i}", j, sha="ab"[j]) for i in range(3) for j in range(2)]
    timings = [timing(f"t{i}", a=[10.0, 12.0] * 4, b=19.0 + i) for i in range(3)]
    assert score(verdicts, timings) == score(verdicts[::-1], timings[::-1])


# --- refused records


@pytest.mark.parametrize(
    ("verdicts", "timings", "words"),
    [
        ([verdict("x")], [], "verdicts name task 'x'"),
        ([], [timing("x", a=1.0)], "timings name task 'x', size 'S'"),
        ([], [timing("t", "XL", a=1.0)], "timings name task 't', size 'XL'"),
        (
            [],
            [timing(a=[repetition(0, "a", 1.0), repetition(0, "a", 1.0)])],
            "arm 'a' twice in block 0",
        ),
    ],
)
def test_records_that_contradict_the_suite_are_refused(verdicts, timings, words):
    with pytest.raises(DataError, match=words):
        summarise(verdicts, timings, {"t": ("S",)}, seed=0, speed_measured=True)


# --- against the definitions

cpu = st.one_of(st.integers(500, 95_000).map(lambda us: us / 1000), st.just("timeout"))
statuses = st.sampled_from(["pass", "pass", "wrong_answer", "infra_error"])


def brute_force_efficiency(times, reference=10.0, noop=1.0):
    """The efficiency e of one size, computed block by block; None without blocks."""
    if not times:
        return None
    if sum(t == "timeout" for t in times) > len(times) / 2:
        return 0.0
    ratios = [10 if t == "timeout" else max(t - noop, 0.05) / (reference - noop) for t in times]
    logs = [math.log10(min(ratio, 10)) for ratio in ratios]
    walsh = [(a + b) / 2 for a, b in itertools.combinations_with_replacement(logs, 2)]
    return min(1.3, max(0.0, 1 - statistics.median(walsh)))


@st.composite
def runs(draw):
    """task -> [(status, times at S, times at M)], with one source per sample."""
    sample = st.tuples(
        statuses,
        st.lists(cpu, min_size=1, max_size=7),
        st.lists(cpu, min_size=1, max_size=7),
    )
    tasks = draw(st.integers(1, 4))
    return {f"t{i}": draw(st.lists(sample, min_size=1, max_size=4)) for i in range(tasks)}


@given(runs())
@settings(max_examples=60, deadline=None)
def test_metrics_follow_from_their_definitions(run):
    verdicts, timings, passes, effs = [], [], [], []
    for task, samples in run.items():
        arms = [{f"{task}{i}": times[size] for i, times in enumerate(samples)} for size in (1, 2)]
        timings += [timing(task, "S", **arms[0]), timing(task, "M", **arms[1])]
        for i, (status, *_) in enumerate(samples):
            verdicts.append(verdict(task, i, status, sha=f"{task}{i}"))
        kept = [sample for sample in samples if sample[0] != "infra_error"]
        if not kept:
            continue
        passes.append(statistics.mean(status == "pass" for status, *_ in kept))
        effs.append(
            statistics.mean(
                (brute_force_efficiency(small) + brute_force_efficiency(large)) / 2
                if status == "pass"
                else 0.0
                for status, small, large in kept
            )
        )
    summary = score(verdicts, timings, ("S", "M"))
    for name, values in (("pass@1", passes), ("eff@1", effs)):
        found = metric(summary, name)
        assert found.n_tasks == len(values)
        if not values:
            assert found.value is None
            continue
        assert found.value == pytest.approx(statistics.mean(values), abs=1e-9)
        if found.ci is not None:
            assert found.ci[0] - 1e-12 <= found.value <= found.ci[1] + 1e-12


def test_a_forgiven_end_is_censored_and_keeps_the_pass():
    record = timing(a=19.0, blocks=0)
    repetitions = [
        r
        for block in range(2)
        for r in (
            repetition(block, REFERENCE_ARM, 10.0),
            msgspec.structs.replace(
                repetition(block, "a", 3.0, "raised", wrong="RecursionError"), forgiven=True
            ),
        )
    ]
    record = msgspec.structs.replace(record, repetitions=tuple(repetitions))
    (sample,) = score([verdict()], [record]).samples
    assert sample.status == "pass"
    assert (sample.sizes[0].censored, sample.sizes[0].efficiency) == (True, 0.0)


def test_a_timed_repetition_overturns_a_pass() -> None:
    fine = timing(size="S", a=19.0)
    bad = timing(size="M", a=[repetition(b, "a", 1.0, "raised") for b in range(8)])
    assert timed_failure(collect_arms([fine], {"t": ("S",)})["t", "a"]) is None
    failure = timed_failure(collect_arms([fine, bad], {"t": ("S", "M")})["t", "a"])
    sample = score([verdict()], [fine, bad], ("S", "M")).samples[0]
    assert failure == (sample.status, sample.detail)
    assert failure == ("runtime_error", "raised on a timed input (size M, block 0)")
