"""Best of k by halves of the blocks, metrics for other k, and bounds: from records to a summary."""

import math
import random
import statistics

import msgspec
import pytest
from score_records import metric, score, timing, verdict

from effbench.base.errors import DataError
from effbench.base.records import Manifest
from effbench.score import for_ks, words

# --- best of k by halves


def noisy_run(shapes=1, blocks=8):
    """A run with two samples of one task: one is slow in every other block, the other in the
    rest.
    """
    cycles = [b // shapes % 2 for b in range(blocks)]
    first = [1 + 9 * (2.0 if odd else 1.0) for odd in cycles]
    second = [1 + 9 * (1.0 if odd else 2.0) for odd in cycles]
    record = timing(blocks=blocks, a=first, b=second)
    if shapes > 1:
        turns = tuple(b % shapes for b in range(blocks))
        record = msgspec.structs.replace(record, cycle=shapes, turns=turns)
    return score([verdict(index=0, sha="a"), verdict(index=1, sha="b")], [record], ks=(2,))


@pytest.mark.parametrize(("shapes", "blocks"), [(1, 8), (2, 8), (4, 8), (3, 12)])
def test_the_best_of_k_is_chosen_by_half_of_the_cycles_and_scored_by_the_others(shapes, blocks):
    summary = noisy_run(shapes, blocks)
    slow = 1 - math.log10(2)
    assert [s.halves for s in summary.samples] == [
        pytest.approx((1.0, slow)),
        pytest.approx((slow, 1.0)),
    ]
    found = metric(summary, "eff@2")
    # each half chooses the sample that is slow in the other
    assert found.value == pytest.approx(slow)
    assert "chosen by half of the blocks and scored by the others" in found.method
    whole = {sample.efficiency for sample in summary.samples}
    assert metric(summary, "eff@1").value == pytest.approx(statistics.mean(whole))


def test_too_few_blocks_to_halve_are_counted():
    summary = noisy_run(shapes=5, blocks=7)
    assert [s.halves for s in summary.samples] == [None, None]
    assert "samples with too few blocks to halve: 2" in metric(summary, "eff@2").method


def test_what_was_cut_off_or_failed_is_worth_nothing_in_both_halves():
    record = timing(a=["timeout", "timeout"], b=19.0)
    summary = score(
        [verdict(index=0, sha="a"), verdict(index=1, sha="b"), verdict(index=2, status="memory")],
        [record],
        ks=(2, 3),
    )
    assert [s.halves for s in summary.samples] == [
        (0.0, 0.0),
        pytest.approx((1 - math.log10(2),) * 2),
        None,
    ]
    assert metric(summary, "eff@3").value == pytest.approx(1 - math.log10(2))
    assert metric(summary, "eff@2").value == pytest.approx((1 - math.log10(2)) * 2 / 3)


def test_metrics_for_other_k_from_a_summary_are_those_of_its_records():
    verdicts = [verdict(index=i, sha="ab"[i % 2]) for i in range(4)]
    verdicts += [verdict("u", i, "memory") for i in range(4)]
    verdicts += [verdict("v", 0, "infra_error"), verdict("w", 0, "left_out")]
    record = timing(a=[19.0, 10.0] * 4, b=15.0)
    asked = score(verdicts, [record], ks=(2, 3))
    counts = {"timeable": ["S"], "memory": ["S"]}
    fields = {
        **{"run_id": "r", "created": "2026-01-01T00:00:00+00:00", "effbench_version": "0"},
        **{name: {} for name in ("model", "generation", "judge", "timing", "machine")},
        "suite": {"locked": True, "tasks": dict.fromkeys("tuvw", counts)},
        "seed": 0,
    }
    of_run = msgspec.convert(fields, Manifest)
    again = for_ks(score(verdicts, [record]), (2, 3), of_run)
    assert again.metrics == asked.metrics
    with pytest.raises(DataError, match="a task has only 4 samples"):
        for_ks(asked, (5,), of_run)
    with pytest.raises(DataError, match="from 1 to"):
        for_ks(asked, (0,), of_run)
    old = [msgspec.structs.replace(s, uncapped=None, halves=None) for s in asked.samples]
    with pytest.raises(DataError, match="effbench rescore"):
        for_ks(msgspec.structs.replace(asked, samples=tuple(old)), (2,), of_run)


# --- little work


def test_a_candidate_that_hardly_works_has_a_bound():
    rng = random.Random(5)
    noop = [4 * math.exp(rng.gauss(0, 0.1)) for _ in range(24)]
    reference = [4 * math.exp(rng.gauss(0, 0.1)) + 4 for _ in range(24)]
    candidate = [4 * math.exp(rng.gauss(0, 0.1)) + 0.2 for _ in range(24)]
    record = timing(blocks=24, noop=noop, reference=reference, a=candidate)
    summary = score([verdict()], [record], precision=0.05)
    (sample,) = summary.samples
    (size,) = sample.sizes
    assert size.bound and size.precise and size.ci is None and 0.05 < size.ratio < 0.5
    assert (size.efficiency, sample.efficiency) == (1.3, 1.3)
    assert sample.uncapped == pytest.approx(1 - math.log10(size.ratio))
    (task,) = summary.tasks
    assert task.bound and words.time_ratio(task, sample) == words.size_ratio(size)
    assert words.size_ratio(size) == f"<= {size.ratio:.3f}"
    assert "at most" in words.remark(size, 0.05)
    assert "the most that it may be: 1" in metric(summary, "speed_ratio").method
