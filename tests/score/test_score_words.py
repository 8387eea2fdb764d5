"""The words for growth, memory and precision, also for unusual settings in untrusted runs."""

import pytest
from score_records import score, timing, verdict

from effbench.base import TimingSection
from effbench.base.records import MemoryResult, SampleResult, Scaling, SizeResult
from effbench.score import words
from effbench.score.tasks import task_result


def scaling(**changes):
    fields = {
        "exponent": 1.02,
        "ci": (0.99, 1.04),
        "censored": False,
        "reference_exponent": 1.01,
        "reference_ci": (1.0, 1.02),
    }
    return Scaling(**{**fields, **changes})


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "grows like n^1.02 ± 0.03 (reference n^1.01)"),
        (
            {"class_name": "linear"},
            "grows like n^1.02 ± 0.03, linear (reference n^1.01)",
        ),
        ({"ci": None}, "grows like n^1.02 (reference n^1.01)"),
        ({"reference_exponent": None}, "grows like n^1.02 ± 0.03"),
        (
            {"exponent": 1.6, "ci": None, "censored": True},
            "grows at least like n^1.60 (reference n^1.01)",
        ),
    ],
)
def test_growth(changes, said):
    assert words.growth(scaling(**changes)) == said


def test_exponents_for_tables():
    assert words.exponent(None) == "–"
    assert words.exponent(scaling(ci=(0.92, 1.04))) == "n^1.02 ± 0.10"
    assert words.exponent(scaling(exponent=-0.5, ci=(-0.6, -0.4))) == "n^-0.50 ± 0.10"
    assert words.exponent(scaling(censored=True, ci=None)) == "at least n^1.02"


def memory(**changes):
    fields = {
        "size": "L",
        "ratio": 2.0,
        "ci": (1.9, 2.1),
        "n_blocks": 8,
        "over_noop_bytes": 8 << 20,
        "reference_over_noop_bytes": 4 << 20,
        "efficiency": 0.7,
    }
    return MemoryResult(**{**fields, **changes})


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {},
            "8.0 MiB over the no-op at L (reference 4.0 MiB), "
            "2.000 times the reference's (1.900 to 2.100)",
        ),
        (
            {"ci": None},
            "8.0 MiB over the no-op at L (reference 4.0 MiB), 2.000 times the reference's",
        ),
        (
            {"ratio": None, "ci": None, "reason": "too little", "reference_over_noop_bytes": 0},
            "8.0 MiB over the no-op at L (reference 0.0 MiB); no ratio: too little",
        ),
        (
            {"ratio": None, "over_noop_bytes": None, "reason": "cut off"},
            "none known at L: cut off",
        ),
    ],
)
def test_memory(changes, said):
    assert words.memory(memory(**changes)) == said
    assert words.memory_ratio(memory(**changes)) == ("2.000" if "2.000" in said else "–")


def test_memory_ratio_of_nothing():
    assert words.memory_ratio(None) == "–"


def size(precise, n_blocks=96):
    return SizeResult(
        size="S",
        ratio=2.0,
        ci=(1.8, 2.2),
        n_blocks=n_blocks,
        censored=False,
        efficiency=0.7,
        precise=precise,
    )


def test_a_size_s_remark():
    assert words.remark(size(False), 0.05) == "not within ±5 % after 96 blocks"
    assert words.remark(size(False), 0.025) == "not within ±2.5 % after 96 blocks"
    assert words.remark(size(False), None) == ("not within the requested precision after 96 blocks")
    assert words.remark(size(True), 0.05) == ""


def test_sizes_without_times_say_so_and_are_counted():
    timings = [timing("t", a=10.0)]
    samples = score([verdict("t"), verdict("u")], timings, precision=0.05).samples
    assert words.remark(samples[1].sizes[0], 0.05) == "not timed"
    assert words.precision_count(samples, 0.05) == "all ratios within ±5 %; 1 of 2 sizes not timed"
    assert words.precision_count(samples, None) == "1 of 2 sizes not timed"


def test_precision_is_counted_over_ratios_only():
    wide = [1 + 9 * f for f in (0.8, 1.25) * 6]
    verdicts = [verdict("t"), verdict("u"), verdict("v"), verdict("w", status="memory")]
    timings = [
        timing("t", a=10.0),
        timing("u", blocks=12, a=wide),
        timing("v", a=["timeout"] * 2),
    ]
    samples = score(verdicts, timings, precision=0.05).samples
    assert words.precision_count(samples, 0.05) == (
        "1 of 2 ratios not within ±5 % after up to 12 blocks"
    )
    assert words.precision_count(samples[:1], 0.05) == "all ratios within ±5 %"
    assert words.precision_count(samples[:1], None) == ""
    assert words.precision_count([], 0.05) == ""


@pytest.mark.parametrize(
    ("settings", "precision"),
    [
        (TimingSection(precision=0.05), 0.05),
        (TimingSection(precision=None), None),
        (TimingSection(), None),
        (TimingSection(precision=-1.0), None),
        (TimingSection(precision=1e300), None),
    ],
)
def test_strange_settings_ask_for_nothing(settings, precision):
    assert words.asked_precision(settings) == precision


@pytest.mark.parametrize(
    ("sizes", "fate", "shown"),
    [
        ([SizeResult(size="S", ratio=2.0, ci=None, n_blocks=8, censored=False, efficiency=0.7)],
         "timed", "2.000"),
        ([SizeResult(size="S", ratio=2.0, ci=None, n_blocks=8, censored=False, efficiency=0.7),
          SizeResult(size="M", ratio=None, ci=None, n_blocks=8, censored=True, efficiency=0.0)],
         "cut off", "cut off"),
        ([SizeResult(size="S", ratio=None, ci=None, n_blocks=8, censored=False, efficiency=0.0,
                     reason=words.NOT_TIMED)], "not timed", "not timed"),
        ([], "not timed", "not timed"),
        (None, "failed", "–"),
    ],
)  # fmt: skip
def test_a_correct_answer_without_a_ratio_says_why(sizes, fate, shown):
    status = "wrong_answer" if sizes is None else "pass"
    sample = SampleResult(
        task_id="t", sample_index=0, status=status, detail="", source_sha256=None,
        efficiency=0.5, sizes=tuple(sizes or ()),
    )  # fmt: skip
    best = None if sizes is None else sample
    assert words.fate(best) == fate
    assert words.time_ratio(task_result([sample], [sample], True), best) == shown


@pytest.mark.parametrize(
    ("show", "value", "text"),
    [
        (words.score, 0.617, "0.62"),
        (words.score, None, "–"),
        (words.scores, (0.617, 0.712), "0.62 to 0.71"),
        (words.scores, None, "–"),
        (words.ratio, 0.9116, "0.912"),
        (words.ratio, None, "–"),
        (words.ratios, (0.9116, 1.0441), "0.912 to 1.044"),
        (words.ratios, None, "–"),
        (words.blamed, ["server", None, "model", "server"], "3 (blame: server 2, model 1)"),
        (words.blamed, [None], ""),
    ],
)
def test_scores_have_two_decimals_and_ratios_three(show, value, text):
    assert show(value) == text
