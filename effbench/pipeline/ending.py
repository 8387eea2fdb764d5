"""The end of a run: finished, interrupted, or discarded because it never had an answer.

Only this module sets the status `complete` or `interrupted`, and only it removes a run folder.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from effbench.base import Manifest, Summary
from effbench.pipeline.config import Reporter, RunConfig
from effbench.pipeline.identity import now, require_same_run
from effbench.pipeline.parts import Part
from effbench.pipeline.stages import left_out
from effbench.results import suite_sizes, summarise, unpublishable_reasons
from effbench.runs import MANIFEST, SUMMARY, RunFolder, store
from effbench.score import for_ks


@dataclass(frozen=True)
class RunResult:
    """A run's folder, its manifest and its summary."""

    folder: Path
    manifest: Manifest
    summary: Summary


@contextlib.contextmanager
def writing(folder: Path, reporter: Reporter) -> Iterator[RunFolder]:
    """Open a run folder for writing; report repairs.

    On failure, remove a folder without answers; on Ctrl-C, mark the run as interrupted.
    """
    files = RunFolder(folder)
    for warning in files.warnings:
        reporter.message(f"warning: {warning}")
    with files:
        try:
            yield files
        except Exception:
            files.discard_if_empty()
            raise
        except KeyboardInterrupt:
            if (folder / MANIFEST).exists():
                manifest = store.load_manifest(folder)
                interrupted = msgspec.structs.replace(manifest, status="interrupted")
                files.replace(MANIFEST, interrupted)
            raise


def finish(config: RunConfig, part: Part, files: RunFolder, manifest: Manifest) -> RunResult:
    """Write the summary of the judged tasks. The run is complete if no task of it is left."""
    sizes = suite_sizes(part.judged, config.timing)
    summary = summarise(files.path, sizes, manifest)
    files.replace(SUMMARY, summary)
    manifest = msgspec.structs.replace(
        manifest, status="generated" if part.left else "complete", finished=now()
    )
    manifest = manifest.with_reasons(unpublishable_reasons(manifest, summary))
    if skipped := left_out(files.path):
        noted = msgspec.structs.replace(manifest.suite, left_out=skipped)
        manifest = msgspec.structs.replace(manifest, suite=noted)
    files.replace(MANIFEST, manifest)
    return RunResult(files.path, manifest, summary)


def finished(
    config: RunConfig, folder: Path, identity: Mapping[str, Any], reporter: Reporter
) -> RunResult | None:
    """Return the results of a complete run, unless lost answers are to be requested again.

    Raises UsageError if the folder holds another run.
    """
    if not (folder / MANIFEST).exists():
        return None
    manifest = store.load_manifest(folder)
    require_same_run(folder, manifest, identity)
    summary = store.load_summary(folder)
    if manifest.status != "complete" or summary is None or config.retry_failed:
        return None
    found = RunResult(folder, manifest, summary)
    lost = sum(row.infra for row in store.generations(folder))
    hint = f" ({lost} answers were lost to failures: --retry-failed retries)" if lost else ""
    reporter.message(f"{folder} is complete; nothing to do{hint}{_card_hint(config, manifest)}")
    return _for_ks(config, found)


def judged_before(
    config: RunConfig, folder: Path, part: Part, manifest: Manifest, reporter: Reporter
) -> RunResult | None:
    """Return the results of a folder in which all tasks of this part are judged."""
    summary = store.load_summary(folder)
    if summary is None or part.todo:
        return None
    state = "is complete" if manifest.status == "complete" else "has these tasks judged"
    reporter.message(f"{folder} {state}; nothing to do{_card_hint(config, manifest)}")
    return _for_ks(config, RunResult(folder, manifest, summary))


def _card_hint(config: RunConfig, manifest: Manifest) -> str:
    """A hint that a complete run, even its model card, is not changed; empty if not needed."""
    if config.card.onto(manifest.model) == manifest.model:
        return ""
    return " (its manifest has less model information: pass the options to `effbench submit`)"


def _for_ks(config: RunConfig, found: RunResult) -> RunResult:
    """Recompute a complete run's metrics for the k requested now; its records do not change."""
    manifest = found.manifest
    if not config.ks or config.ks == manifest.ks:
        return found
    manifest = msgspec.structs.replace(manifest, ks=config.ks)
    summary = for_ks(found.summary, config.ks, manifest)
    with RunFolder(found.folder) as files:
        files.replace(SUMMARY, summary)
        files.replace(MANIFEST, manifest)
    return RunResult(found.folder, manifest, summary)
