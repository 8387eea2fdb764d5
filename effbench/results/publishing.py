"""Derive a run's summary from its raw files, and decide if the run may be published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from effbench import score
from effbench.base import Manifest, Reason, ReasonKind, Summary, given
from effbench.measure import PLANS, disagreeing
from effbench.runs import store
from effbench.sandbox import PUBLISHABLE_TIERS
from effbench.score import size_counts
from effbench.tasks import EVALUATION_FROM, Suite, derive_seed

PUBLISHABLE_PROFILES = ("standard", "strict")
MAX_INFRA_SHARE = 0.01  # a larger share of samples lost to infrastructure: not publishable

REQUESTED: frozenset[ReasonKind] = frozenset(
    {
        "subset",
        "judged_in_part",
        "profile",
        "tier",
        "dev_split",
        "baseline_split",
        "training_seed",
        "trained_on_suite",
        "tasks_left_out",
        "not_locked",
    }
)
"""Kinds of reasons that follow from the request or from the data set. They are no failure."""


def suite_sizes(suite: Suite, timing: str) -> dict[str, tuple[str, ...]]:
    """Return the labels of the profile's sizes for each task, in order."""
    plan = PLANS[timing]
    return {task.id: plan.rungs(task) if plan else () for task in suite.tasks}


def summarise(folder: Path, sizes: Mapping[str, Sequence[str]], manifest: Manifest) -> Summary:
    """Compute the summary of the tasks in `sizes` from only the folder's rows and its manifest."""
    return score.summarise(
        [verdict for verdict in store.verdicts(folder) if verdict.task_id in sizes],
        [timing for timing in store.timings(folder) if timing.task_id in sizes],
        sizes,
        seed=derive_seed(manifest.seed, "score"),
        speed_measured=any(sizes.values()),
        precision=given(manifest.timing.precision),
        families=manifest.families(),
        frozen=manifest.frozen(),
        notes=score.denominator_notes(manifest.suite.locked is True),
        ks=score.asked_ks(manifest),
    )


def unpublishable_reasons(manifest: Manifest, summary: Summary) -> list[Reason]:
    """Return the reasons why this run may not be on a leaderboard; empty if it may."""
    return [
        *_of_settings(manifest),
        *_of_times(manifest),
        *_denominator(manifest, summary),
        *_of_nodes(manifest),
        *_too_few(summary),
    ]


def _reason(kind: ReasonKind, words: str) -> Reason:
    return Reason(kind=kind, words=words)


def _of_settings(manifest: Manifest) -> Iterator[Reason]:
    """Reasons in the chosen tasks, the model, and the sandbox's tier."""
    suite = manifest.suite
    if suite.subset:
        yield _reason("subset", "only part of the suite was run")
    if manifest.status == "generated":
        yield _reason("judged_in_part", "only part of the suite was judged")
    if suite.split == "dev":
        yield _reason("dev_split", "the dev split is for development and training")
    if suite.split == "baseline":
        words = "the baseline split has the families that the tiny baseline learned"
        yield _reason("baseline_split", words)
    if manifest.model.trained_on_suite:
        words = "the model was trained on the suite's own tasks or families"
        yield _reason("trained_on_suite", words)
    seed = given(suite.suite_seed)
    if seed is not None and seed < EVALUATION_FROM:
        words = f"suite seed {seed} is for training, as all below 2**31 are"
        yield _reason("training_seed", words)
    tier = manifest.judge.tier
    if tier not in PUBLISHABLE_TIERS:
        yield _reason("tier", f"sandbox tier {tier}, not {' or '.join(PUBLISHABLE_TIERS)}")


def _of_times(manifest: Manifest) -> Iterator[Reason]:
    """Reasons in the timing profile or the machine's certificate."""
    profile = manifest.timing.profile
    if profile not in PUBLISHABLE_PROFILES:
        yield _reason("profile", f"timing profile {profile}, not standard or strict")
    elif manifest.certificate is None:
        yield _reason("no_certificate", "no A/A certificate: nothing could be timed")
    elif not manifest.certificate.fit:
        yield _reason("unfit", f"the machine was not fit: {manifest.certificate.note}")


def _denominator(manifest: Manifest, summary: Summary) -> Iterator[Reason]:
    """Reasons why eff@k covers other sizes than in other runs."""
    if manifest.timing.profile == "off":
        return
    if not manifest.suite.locked:
        words = "the suite is not locked: this run itself decided which sizes count"
        yield _reason("not_locked", words)
    missing = {
        (sample.task_id, size.size)
        for sample in summary.samples
        for size in sample.sizes
        if not size_counts(size)
    }
    if missing:
        yield _reason("times_missing", f"the times of {len(missing)} sizes that count are missing")


def _of_nodes(manifest: Manifest) -> Iterator[Reason]:
    odd = disagreeing([node for node in manifest.nodes if node.n_timed])
    if odd:
        words = f"the nodes disagree, and times of both sorts are there: {', '.join(sorted(odd))}"
        yield _reason("nodes_disagree", words)


def _too_few(summary: Summary) -> Iterator[Reason]:
    """Reasons if too many samples are in no metric."""
    total = sum(summary.statuses.values())
    lost = summary.statuses.get("infra_error", 0)
    if lost > MAX_INFRA_SHARE * total:
        words = f"{lost} of {total} samples were lost to infrastructure failures"
        yield _reason("infra_errors", words)
    left_out = summary.statuses.get("left_out", 0)
    if left_out > MAX_INFRA_SHARE * total:
        words = f"tasks at fault themselves: {left_out} of {total} samples are left out"
        yield _reason("tasks_left_out", words)


def quality_failed(manifest: Manifest, summary: Summary) -> bool:
    """Return True if the run's quality is below what was requested (exit code 3).

    A selected subset is no failure, and faults of a data set are not the run's. Without a correct
    answer there is nothing to time.
    """
    accepted = REQUESTED if _passed_any(summary) else REQUESTED | {"no_certificate"}
    return any(reason.kind not in accepted for reason in unpublishable_reasons(manifest, summary))


def _passed_any(summary: Summary) -> bool:
    return summary.statuses.get("pass", 0) > 0
