"""Every reason against publication: its kind, its words, and its effect on the exit code."""

from __future__ import annotations

from typing import Any, get_args

import msgspec
import pytest
from submission_runs import manifest, summary_of, timings, verdicts

from effbench.base import Certificate, ReasonKind, Summary
from effbench.results import publishing
from effbench.results.publishing import REQUESTED, quality_failed, unpublishable_reasons

GOOD = manifest()
SUMMARY = summary_of(verdicts(), timings())
UNFIT = Certificate(ratio=1.2, ci=None, n=8, target=0.05, fit=False, arms=(), note="too noisy")


def suite(**changes: Any) -> dict[str, Any]:
    return {"suite": {**msgspec.to_builtins(GOOD.suite), **changes}}


REASONS: dict[ReasonKind, tuple[dict[str, Any], str]] = {
    "subset": (suite(subset=True), "only part of the suite was run"),
    "judged_in_part": ({"status": "generated"}, "only part of the suite was judged"),
    "dev_split": (suite(split="dev"), "the dev split is for development and training"),
    "baseline_split": (
        suite(split="baseline"),
        "the baseline split has the families that the tiny baseline learned",
    ),
    "trained_on_suite": (
        {"model": {"label": "x", "trained_on_suite": True}},
        "the model was trained on the suite's own tasks or families",
    ),
    "training_seed": (
        suite(suite_seed=5),
        "suite seed 5 is for training, as all below 2**31 are",
    ),
    "tier": ({"judge": {"tier": "T3"}}, "sandbox tier T3, not T1 or T2"),
    "profile": ({"timing": {"profile": "quick"}}, "timing profile quick, not standard or strict"),
    "no_certificate": ({"certificate": None}, "no A/A certificate: nothing could be timed"),
    "unfit": ({"certificate": UNFIT}, "the machine was not fit: too noisy"),
    "not_locked": (
        suite(locked=False),
        "the suite is not locked: this run itself decided which sizes count",
    ),
}
"""Kind -> changes of a publishable manifest, and the resulting words."""


def kinds(about: Any, summary: Summary = SUMMARY) -> list[str]:
    return [reason.kind for reason in unpublishable_reasons(about, summary)]


def with_statuses(**counts: int) -> Summary:
    return msgspec.structs.replace(SUMMARY, statuses=counts)


def test_the_run_is_publishable_otherwise() -> None:
    assert kinds(GOOD) == [] and not quality_failed(GOOD, SUMMARY)


@pytest.mark.parametrize("kind", REASONS)
def test_a_manifests_reason_has_its_kind_and_the_words_it_had(kind: ReasonKind) -> None:
    changes, words = REASONS[kind]
    about = manifest(**changes)
    (reason,) = unpublishable_reasons(about, SUMMARY)
    assert (reason.kind, reason.words) == (kind, words)
    assert quality_failed(about, SUMMARY) is (kind in ("no_certificate", "unfit"))


def test_a_missing_tier_is_named_as_before() -> None:
    (reason,) = unpublishable_reasons(manifest(judge={}), SUMMARY)
    assert reason.words == "sandbox tier None, not T1 or T2"


@pytest.mark.parametrize(
    ("kind", "counts", "words", "fails"),
    [
        (
            "infra_errors",
            {"pass": 9, "infra_error": 1},
            "1 of 10 samples were lost to infrastructure failures",
            True,
        ),
        (
            "tasks_left_out",
            {"pass": 8, "left_out": 2},
            "tasks at fault themselves: 2 of 10 samples are left out",
            False,
        ),
    ],
)
def test_samples_in_no_metric(
    kind: ReasonKind, counts: dict[str, int], words: str, fails: bool
) -> None:
    summary = with_statuses(**counts)
    (reason,) = unpublishable_reasons(GOOD, summary)
    assert (reason.kind, reason.words) == (kind, words)
    assert quality_failed(GOOD, summary) is fails


def test_missing_times_fail_a_run() -> None:
    sample = next(s for s in SUMMARY.samples if s.sizes)
    lost = msgspec.structs.replace(sample.sizes[0], ratio=None, ci=None, censored=False)
    broken = msgspec.structs.replace(sample, sizes=(lost,))
    summary = msgspec.structs.replace(SUMMARY, samples=(broken,))
    (reason,) = unpublishable_reasons(GOOD, summary)
    assert reason.kind == "times_missing"
    assert reason.words == "the times of 1 sizes that count are missing"
    assert quality_failed(GOOD, summary)


def test_nodes_that_disagree_fail_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "disagreeing", lambda nodes: {"b": None, "a": None})
    (reason,) = unpublishable_reasons(GOOD, SUMMARY)
    assert reason.kind == "nodes_disagree"
    assert reason.words == "the nodes disagree, and times of both sorts are there: a, b"
    assert quality_failed(GOOD, SUMMARY)


def test_without_a_correct_answer_a_missing_certificate_is_no_failure() -> None:
    about = manifest(certificate=None)
    assert quality_failed(about, with_statuses(**{"pass": 1}))
    assert not quality_failed(about, with_statuses(wrong_answer=1))


def test_every_kind_is_tested_here() -> None:
    others = {"infra_errors", "tasks_left_out", "times_missing", "nodes_disagree", "other"}
    assert REASONS.keys() | others == set(get_args(ReasonKind))
    assert set(get_args(ReasonKind)) - REQUESTED == {
        "no_certificate", "unfit", "times_missing", "nodes_disagree", "infra_errors", "other",
    }  # fmt: skip
