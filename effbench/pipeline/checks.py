"""Checks before a stage starts: the configuration must be sound and fit the folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from effbench.base import Manifest, UsageError, one_line
from effbench.measure import PLANS
from effbench.pipeline.config import RunConfig, load_suite, require_trusted
from effbench.pipeline.identity import require_same_estimand
from effbench.pipeline.stages import missing_requests
from effbench.runs import MANIFEST
from effbench.sandbox import TIERS, Sandbox
from effbench.tasks import Suite


def require_sound(config: RunConfig) -> None:
    """Raises UsageError for an unknown timing profile, no samples, or a tier that isolates nothing.

    At such a tier, a model's answers are refused.
    """
    require_timing(config)
    if config.n_samples < 1:
        raise UsageError("--n-samples must be at least 1")
    require_trusted(config.sandbox, config.model)


def require_timing(config: RunConfig) -> None:
    """Raises UsageError for an unknown timing profile."""
    if config.timing not in PLANS:
        raise UsageError(f"--timing {config.timing}: choose one of {', '.join(PLANS)}")


def require_enough(config: RunConfig) -> None:
    """Raises UsageError if there are fewer samples than the largest requested k."""
    if max(config.ks, default=1) > config.n_samples:
        raise UsageError(
            f"--k {max(config.ks)} exceeds the number of samples per task, {config.n_samples}: "
            "increase --n-samples or give a smaller k"
        )


def tier_of(config: RunConfig, sandbox: Sandbox) -> str:
    """Return the tier for judging. On a cluster only the nodes need it, and do no work without."""
    if config.executor == "local":
        return sandbox.tier
    if config.sandbox not in ("auto", *TIERS):
        known = ", ".join(TIERS)
        raise UsageError(f"unknown sandbox tier {config.sandbox!r}; there are: auto, {known}")
    return "T1" if config.sandbox == "auto" else config.sandbox


def suite_of_answers(
    config: RunConfig, sandbox: Sandbox, manifest: Manifest, folder: Path
) -> Suite:
    """Load the tasks that the answers in `folder` are for. Raises UsageError if they changed."""
    whole = load_suite(replace(config, tasks=(), limit=None), sandbox)
    wanted = manifest.suite.tasks
    suite = replace(whole, tasks=tuple(task for task in whole.tasks if task.id in wanted))
    if suite.digest != manifest.suite.digest:
        raise UsageError(
            f"{folder} holds answers to other tasks than suite {whole.name} has here (changed, or "
            "missing); judge with the effbench, --suite-path and --tasks-path they were made with"
        )
    return suite


def require_answers(config: RunConfig, suite: Suite, folder: Path, manifest: Manifest) -> None:
    """Raises UsageError if answers to these tasks are missing."""
    n_missing = len(missing_requests(config, suite, folder, manifest))
    if n_missing:
        raise UsageError(
            f"{folder} lacks {n_missing} answers; finish it first: "
            f"{one_line(manifest.command, 1000)}"
        )


def require_same_judging(folder: Path, manifest: Manifest, timing: str, tier: str) -> None:
    """Raises UsageError for a second tier or timing profile in one folder; times may come later."""
    before = manifest.timing.profile or "off"
    require_same_estimand(folder, manifest, timing)
    if before not in ("off", timing):
        raise UsageError(
            f"{folder} was timed with --timing {before}; for --timing {timing}, copy its "
            f"{MANIFEST} and generations.jsonl into another folder, as generated"
        )
    before_tier = manifest.judge.tier
    if before_tier is not None and before_tier != tier:
        raise UsageError(
            f"{folder} was judged at sandbox tier {before_tier}, not {tier}: add "
            f"--sandbox {before_tier}"
        )
