"""Derive a run's summary from its raw files, and decide if the run may be published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from effbench import score
from effbench.base import Manifest, Summary
from effbench.measure import PLANS, disagreeing
from effbench.runs import store, trained_on_suite
from effbench.sandbox import PUBLISHABLE_TIERS
from effbench.score import size_counts
from effbench.tasks import EVALUATION_FROM, Suite, derive_seed

PUBLISHABLE_PROFILES = ("standard", "strict")
MAX_INFRA_SHARE = 0.01  # a larger share of samples lost to infrastructure: not publishable


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
        precision=manifest.timing["precision"],
        families=manifest.families(),
        frozen=manifest.frozen(),
        notes=score.denominator_notes(manifest.suite.get("locked") is True),
        ks=score.asked_ks(manifest),
    )


def unpublishable_reasons(manifest: Manifest, summary: Summary) -> list[str]:
    """Return the reasons why this run may not be on a leaderboard; empty if it may."""
    reasons = _partial(manifest)
    if manifest.suite.get("split") == "dev":
        reasons.append("the dev split is for development and training")
    if manifest.suite.get("split") == "baseline":
        reasons.append("the baseline split has the families that the tiny baseline learned")
    if trained_on_suite(manifest.model):
        reasons.append("the model was trained on the suite's own tasks or families")
    suite_seed = manifest.suite.get("suite_seed")
    if suite_seed is not None and suite_seed < EVALUATION_FROM:
        reasons.append(f"suite seed {suite_seed} is for training, as all below 2**31 are")
    tier = manifest.judge.get("tier")
    if tier not in PUBLISHABLE_TIERS:
        reasons.append(f"sandbox tier {tier}, not {' or '.join(PUBLISHABLE_TIERS)}")
    if manifest.timing.get("profile") not in PUBLISHABLE_PROFILES:
        reasons.append(f"timing profile {manifest.timing.get('profile')}, not standard or strict")
    elif manifest.certificate is None:
        reasons.append("no A/A certificate: nothing could be timed")
    elif not manifest.certificate.fit:
        reasons.append(f"the machine was not fit: {manifest.certificate.note}")
    reasons += _denominator(manifest, summary)
    odd = disagreeing([node for node in manifest.nodes if node.n_timed])
    if odd:
        names = ", ".join(sorted(odd))
        reasons.append(f"the nodes disagree, and times of both sorts are there: {names}")
    return reasons + _too_few(summary)


def _denominator(manifest: Manifest, summary: Summary) -> list[str]:
    """Reasons why eff@k covers other sizes than in other runs."""
    if manifest.timing.get("profile") == "off":
        return []
    reasons = []
    if not manifest.suite.get("locked"):
        reasons.append("the suite is not locked: this run itself decided which sizes count")
    missing = {
        (sample.task_id, size.size)
        for sample in summary.samples
        for size in sample.sizes
        if not size_counts(size)
    }
    if missing:
        reasons.append(f"the times of {len(missing)} sizes that count are missing")
    return reasons


def _too_few(summary: Summary) -> list[str]:
    """Reasons if too many samples are in no metric."""
    reasons = []
    total = sum(summary.statuses.values())
    lost = summary.statuses.get("infra_error", 0)
    if lost > MAX_INFRA_SHARE * total:
        reasons.append(f"{lost} of {total} samples were lost to infrastructure failures")
    left_out = summary.statuses.get("left_out", 0)
    if left_out > MAX_INFRA_SHARE * total:
        reasons.append(f"tasks at fault themselves: {left_out} of {total} samples are left out")
    return reasons


def _partial(manifest: Manifest) -> list[str]:
    reasons = []
    if manifest.suite.get("subset"):
        reasons.append("only part of the suite was run")
    if manifest.status == "generated":
        reasons.append("only part of the suite was judged")
    return reasons


def quality_failed(manifest: Manifest, summary: Summary) -> bool:
    """Return True if the run's quality is below what was requested (exit code 3).

    A selected subset is no failure, and faults of a data set are not the run's.
    """
    chosen = (
        "only part of the suite",
        "timing profile",
        "sandbox tier",
        "the dev split",
        "the baseline split",
        "suite seed",
        "the model was trained",
        "tasks at fault",
        "the suite is not locked",
    )
    reasons = unpublishable_reasons(manifest, summary)
    if not _passed_any(summary):
        reasons = [reason for reason in reasons if not reason.startswith("no A/A")]
    return any(not reason.startswith(chosen) for reason in reasons)


def _passed_any(summary: Summary) -> bool:
    return summary.statuses.get("pass", 0) > 0
