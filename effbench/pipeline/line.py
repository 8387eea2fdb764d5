"""Run a configuration from suite to summary, in one run folder.

    suite -> prompts -> model -> extract -> judge -> measure -> score
             generations.jsonl          verdicts   timings    summary

This package defines the order of the stages. Every stage appends to its file and skips what is
already there, so the same call resumes after a crash, and does nothing on a complete run. `run`
executes all stages. `generate` and `judge` are its halves, for two machines: the first executes no
candidate or data set code, the second needs no model.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from effbench.base import Manifest, Summary, UsageError, given, one_line
from effbench.executors import open_executor, require
from effbench.machine import facts as machine
from effbench.measure import PLANS
from effbench.pipeline import batches, freezing, parts, stages, timing
from effbench.pipeline.config import (
    Reporter,
    RunConfig,
    for_nodes,
    load_chosen,
    load_suite,
    require_trusted,
)
from effbench.pipeline.identity import (
    folder_name,
    identity_of,
    now,
    open_manifest,
    require_same_estimand,
    require_same_machine,
    require_same_run,
    to_be_judged,
)
from effbench.pipeline.recorded import settle
from effbench.results import quality_failed, suite_sizes, summarise, unpublishable_reasons
from effbench.runs import MANIFEST, SUMMARY, RunFolder, store
from effbench.sandbox import TIERS, Sandbox
from effbench.score import for_ks
from effbench.tasks import Suite

__all__ = [
    "PLANS",
    "Reporter",
    "RunConfig",
    "RunResult",
    "generate",
    "judge",
    "load_suite",
    "quality_failed",
    "run",
]


@dataclass(frozen=True)
class RunResult:
    """A run's folder, its manifest and its summary."""

    folder: Path
    manifest: Manifest
    summary: Summary


def run(config: RunConfig, reporter: Reporter) -> RunResult:
    """Run the stages of `config`'s run that are not done yet, and return its results."""
    _require_sound(config)
    with Sandbox(config.sandbox, slots=config.workers or machine.usable_cores()) as sandbox:
        config, suite = settle(config, load_suite(config, sandbox))
        _require_enough(config)
        tier = _tier(config, sandbox)
        identity = identity_of(config, suite, tier)
        folder = config.out or config.results / folder_name(config, suite, identity)
        finished = _finished(folder, identity)
        if finished is not None and not config.retry_failed:
            said = _lost(finished) + _not_taken(finished, config)
            reporter.message(f"{folder} is complete; nothing to do{said}")
            return _for_ks(config, finished)
        require(config.executor)
        with _opened(folder, reporter) as files, _Ending(files):
            manifest = open_manifest(config, suite, tier, files, identity)
            _ask_again(files, reporter)
            manifest = stages.generate(config, suite, files, reporter, manifest)
            return _judge(config, suite, files, sandbox, reporter, manifest)


def generate(
    config: RunConfig,
    reporter: Reporter,
    *,
    batch_out: Path | None = None,
    batch_in: Path | None = None,
) -> tuple[Path, int]:
    """Generate answers only; return the folder and the number of answers still missing.

    Uses no sandbox and executes no candidate's code. `batch_out` writes the missing requests to a
    file instead of sending them; `batch_in` reads answers from the file of results.
    """
    _require_sound(config)
    with Sandbox(config.sandbox) as never_used:
        # Nothing is timed here: a suite without sizes is fine, whatever --timing is used later.
        config, suite = settle(config, load_suite(replace(config, timing="off"), never_used))
        identity = identity_of(config, suite, None)
        folder = config.out or config.results / folder_name(config, suite, identity)
        with _opened(folder, reporter) as files, _Ending(files):
            known = store.load_manifest(folder) if (folder / MANIFEST).exists() else None
            if known is not None and known.judge.tier is not None:
                require_same_run(folder, known, identity)
                reporter.message(f"{folder} has all its answers, and judging has already started")
                return folder, 0
            manifest = open_manifest(config, suite, None, files, identity)
            _ask_again(files, reporter)
            if batch_in is not None:
                batches.read(config, suite, files, reporter, manifest, batch_in)
            elif batch_out is not None:
                batches.write(config, suite, files, reporter, manifest, batch_out)
            else:
                manifest = stages.generate(config, suite, files, reporter, manifest)
            missing = len(stages.missing_requests(config, suite, files.path, manifest))
            if not missing:
                files.replace(MANIFEST, msgspec.structs.replace(manifest, status="generated"))
            return folder, missing


def judge(folder: Path, config: RunConfig, reporter: Reporter) -> RunResult:
    """Judge and time the answers in a folder that `generate` made. Needs no model.

    Only `suite_path`, `tasks_path`, `sandbox`, `workers`, `executor`, `timing_lanes`, `timing`,
    `ks`, `card`, `tasks` and `limit` of `config` are used; the folder has the settings that shaped
    the answers. `tasks` and `limit` select some of the folder's tasks; the run is complete when all
    are judged. A run that was judged with `--timing off` can be timed later.
    """
    if config.timing not in PLANS:
        raise UsageError(f"--timing {config.timing}: choose one of {', '.join(PLANS)}")
    manifest = store.load_manifest(folder)
    parts.refuse_submission(folder)
    require_trusted(config.sandbox, str(manifest.model.spec))
    split = manifest.suite.split or "all"
    config = replace(
        config,
        suite=str(manifest.suite.name).split("+")[0].removesuffix(f"-{split}"),
        split=split,
        suite_seed=given(manifest.suite.suite_seed),
        n_samples=manifest.generation.n_samples or 0,
    )
    _require_enough(config)
    with Sandbox(config.sandbox, slots=config.workers or machine.usable_cores()) as sandbox:
        suite = _the_same_suite(config, sandbox, manifest, folder)
        part = parts.chosen(config, suite, folder, manifest)
        n_missing = len(stages.missing_requests(config, part.suite, folder, manifest))
        if n_missing:
            raise UsageError(
                f"{folder} lacks {n_missing} answers; finish it first: "
                f"{one_line(manifest.command, 1000)}"
            )
        summary = store.load_summary(folder)
        if summary is not None and not part.todo:
            done = RunResult(folder, manifest, summary)
            state = "is complete" if manifest.status == "complete" else "has these tasks judged"
            reporter.message(f"{folder} {state}; nothing to do{_not_taken(done, config)}")
            return _for_ks(config, done)
        tier = _tier(config, sandbox)
        _require_same_judging(folder, manifest, config.timing, tier)
        require(config.executor)
        require_same_machine(folder, manifest)
        with _opened(folder, reporter) as files, _Ending(files):
            manifest = to_be_judged(manifest, suite, tier, config.timing)
            manifest = msgspec.structs.replace(
                manifest,
                status="running",
                model=config.card.onto(manifest.model),
                ks=config.ks or manifest.ks,
            )
            files.replace(MANIFEST, manifest)
            return _judge(config, suite, files, sandbox, reporter, manifest, part)


def _require_sound(config: RunConfig) -> None:
    if config.timing not in PLANS:
        raise UsageError(f"--timing {config.timing}: choose one of {', '.join(PLANS)}")
    if config.n_samples < 1:
        raise UsageError("--n-samples must be at least 1")
    require_trusted(config.sandbox, config.model)


def _require_enough(config: RunConfig) -> None:
    """Raises UsageError if there are fewer samples than the largest requested k."""
    if max(config.ks, default=1) > config.n_samples:
        raise UsageError(
            f"--k {max(config.ks)} exceeds the number of samples per task, {config.n_samples}: "
            "increase --n-samples or give a smaller k"
        )


def _tier(config: RunConfig, sandbox: Sandbox) -> str:
    """The tier for judging. On a cluster only the nodes need it, and do no work without it."""
    if config.executor == "local":
        return sandbox.tier
    if config.sandbox not in ("auto", *TIERS):
        known = ", ".join(TIERS)
        raise UsageError(f"unknown sandbox tier {config.sandbox!r}; there are: auto, {known}")
    return "T1" if config.sandbox == "auto" else config.sandbox


def _lost(result: RunResult) -> str:
    count = sum(row.infra for row in store.generations(result.folder))
    return f" ({count} answers were lost to failures: --retry-failed retries)" if count else ""


def _not_taken(result: RunResult, config: RunConfig) -> str:
    """A hint that a complete run, even its model card, is not changed; empty if not needed."""
    if config.card.onto(result.manifest.model) == result.manifest.model:
        return ""
    return " (its manifest has less model information: pass the options to `effbench submit`)"


def _ask_again(files: RunFolder, reporter: Reporter) -> None:
    count = files.forget_infra_failures()
    if count:
        reporter.message(f"retrying {count} answers that were lost to failures")


def _opened(folder: Path, reporter: Reporter) -> RunFolder:
    files = RunFolder(folder)
    for warning in files.warnings:
        reporter.message(f"warning: {warning}")
    return files


class _Ending:
    """On failure, remove an empty run folder; on Ctrl-C, mark the run as interrupted."""

    def __init__(self, files: RunFolder) -> None:
        self._files = files

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            return
        if issubclass(kind, Exception):
            self._files.discard_if_empty()
        elif issubclass(kind, KeyboardInterrupt) and (self._files.path / MANIFEST).exists():
            manifest = store.load_manifest(self._files.path)
            interrupted = msgspec.structs.replace(manifest, status="interrupted")
            self._files.replace(MANIFEST, interrupted)


def _judge(
    config: RunConfig,
    suite: Suite,
    files: RunFolder,
    sandbox: Sandbox,
    reporter: Reporter,
    manifest: Manifest,
    part: parts.Part | None = None,
) -> RunResult:
    """Judge, time and score the suite's tasks, or those of one part of it."""
    part = part or parts.Part(suite, suite)
    executor = open_executor(
        config.executor,
        suite,
        sandbox,
        partial(load_chosen, for_nodes(config), frozenset(task.id for task in suite.tasks)),
        seed=manifest.seed,
        plan=PLANS[config.timing],
        tier=str(manifest.judge.tier),
        slots=config.workers,
        timing_lanes=config.timing_lanes,
        say=reporter.message,
    )
    with contextlib.closing(executor):
        stages.judge(part.suite, files, executor, reporter)
        if config.timing != "off":
            suite, manifest = freezing.settle(
                config, suite, part.ids, files, executor, reporter, manifest
            )
        manifest = timing.time(config, suite, files, executor, reporter, manifest, part.ids)
    if part.left:
        reporter.message(
            f"{part.left} of {len(suite.tasks)} tasks are not judged yet: the same command without "
            "--tasks and --limit judges them"
        )
    return _finish(config, part, files, manifest)


def _the_same_suite(config: RunConfig, sandbox: Sandbox, manifest: Manifest, folder: Path) -> Suite:
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


def _require_same_judging(folder: Path, manifest: Manifest, timing: str, tier: str) -> None:
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


def _finished(folder: Path, identity: Mapping[str, Any]) -> RunResult | None:
    if not (folder / MANIFEST).exists():
        return None
    manifest = store.load_manifest(folder)
    require_same_run(folder, manifest, identity)
    summary = store.load_summary(folder)
    if manifest.status != "complete" or summary is None:
        return None
    return RunResult(folder, manifest, summary)


def _for_ks(config: RunConfig, finished: RunResult) -> RunResult:
    """Recompute a complete run's metrics for the k requested now; its records do not change."""
    manifest = finished.manifest
    if not config.ks or config.ks == manifest.ks:
        return finished
    manifest = msgspec.structs.replace(manifest, ks=config.ks)
    summary = for_ks(finished.summary, config.ks, manifest)
    with RunFolder(finished.folder) as files:
        files.replace(SUMMARY, summary)
        files.replace(MANIFEST, manifest)
    return RunResult(finished.folder, manifest, summary)


def _finish(config: RunConfig, part: parts.Part, files: RunFolder, manifest: Manifest) -> RunResult:
    sizes = suite_sizes(part.judged, config.timing)
    summary = summarise(files.path, sizes, manifest)
    files.replace(SUMMARY, summary)
    manifest = msgspec.structs.replace(
        manifest, status="generated" if part.left else "complete", finished=now()
    )
    manifest = manifest.with_reasons(unpublishable_reasons(manifest, summary))
    if left_out := stages.left_out(files.path):
        noted = msgspec.structs.replace(manifest.suite, left_out=left_out)
        manifest = msgspec.structs.replace(manifest, suite=noted)
    files.replace(MANIFEST, manifest)
    return RunResult(files.path, manifest, summary)
