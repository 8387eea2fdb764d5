"""The straight line from a configuration to a summary, over one run folder.

    suite -> prompts -> model -> extract -> judge -> measure -> score
             generations.jsonl          verdicts   timings    summary

Decides the order of the stages. Every stage appends to its file and skips what is there, so the
same call after a crash goes on where it stopped, and after the end does nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from effbench import machine, store
from effbench.errors import EffbenchError, UsageError
from effbench.pipeline import stages
from effbench.pipeline.config import PLANS, Reporter, RunConfig, load_suite
from effbench.pipeline.identity import (
    folder_name,
    identity_of,
    now,
    open_manifest,
    require_same_run,
)
from effbench.pipeline.publishing import (
    quality_failed,
    suite_sizes,
    summarise,
    unpublishable_reasons,
)
from effbench.records import Manifest, Summary
from effbench.sandbox import Sandbox
from effbench.store import MANIFEST, SUMMARY, RunFolder
from effbench.suite import Suite

__all__ = ["Reporter", "RunConfig", "RunResult", "load_suite", "quality_failed", "run"]


@dataclass(frozen=True)
class RunResult:
    folder: Path
    manifest: Manifest
    summary: Summary


def run(config: RunConfig, reporter: Reporter) -> RunResult:
    """Do what is left to do of the run that `config` names, and return its numbers."""
    if config.timing not in PLANS:
        raise UsageError(f"--timing {config.timing}: choose one of {', '.join(PLANS)}")
    if config.n_samples < 1:
        raise UsageError("--n-samples must be at least 1")
    workers = config.workers or machine.usable_cores()
    with Sandbox(config.sandbox, slots=workers) as sandbox:
        suite = load_suite(config, sandbox)
        identity = identity_of(config, suite, sandbox.tier)
        folder = config.out or config.results / folder_name(config, suite, identity)
        finished = _finished(folder, identity)
        if finished is not None:
            reporter.message(f"{folder} is complete; nothing to do")
            return finished
        with RunFolder(folder) as files:
            for warning in files.warnings:
                reporter.message(f"warning: {warning}")
            manifest = open_manifest(config, suite, sandbox, files, identity)
            try:
                manifest = stages.generate(config, suite, files, reporter, manifest)
                stages.judge(suite, files, sandbox, reporter, manifest.seed)
                manifest = stages.time(config, suite, files, sandbox, reporter, manifest)
                return _finish(config, suite, files, manifest)
            except EffbenchError:
                files.discard_if_empty()
                raise
            except KeyboardInterrupt:
                files.replace(MANIFEST, msgspec.structs.replace(manifest, status="interrupted"))
                raise


def _finished(folder: Path, identity: Mapping[str, Any]) -> RunResult | None:
    if not (folder / MANIFEST).exists():
        return None
    manifest = store.load_manifest(folder)
    require_same_run(folder, manifest, identity)
    summary = store.load_summary(folder)
    if manifest.status != "complete" or summary is None:
        return None
    return RunResult(folder, manifest, summary)


def _finish(config: RunConfig, suite: Suite, files: RunFolder, manifest: Manifest) -> RunResult:
    sizes = suite_sizes(suite, config.timing)
    summary = summarise(files.path, sizes, manifest.seed, manifest.timing["precision"])
    files.replace(SUMMARY, summary)
    reasons = unpublishable_reasons(manifest, summary)
    manifest = msgspec.structs.replace(
        manifest,
        status="complete",
        finished=now(),
        publishable=not reasons,
        unpublishable_reasons=tuple(reasons),
    )
    files.replace(MANIFEST, manifest)
    return RunResult(files.path, manifest, summary)
