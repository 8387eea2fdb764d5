"""Run a configuration from suite to summary, in one run folder.

    suite -> prompts -> model -> extract -> judge -> measure -> score
             generations.jsonl          verdicts   timings    summary

This module defines the order of the stages. Every stage appends to its file and skips what is
already there, so the same call resumes after a crash, and does nothing on a complete run. `run`
executes all stages. `generate` and `judge` are its halves, for two machines: the first executes no
candidate or data set code, the second needs no model.
"""

from __future__ import annotations

import contextlib
from dataclasses import replace
from functools import partial
from pathlib import Path

import msgspec

from effbench.base import Manifest, given
from effbench.executors import open_executor, require
from effbench.machine import facts as machine
from effbench.measure import PLANS
from effbench.pipeline import batches, checks, freezing, parts, stages, timing
from effbench.pipeline.config import (
    Reporter,
    RunConfig,
    for_nodes,
    load_chosen,
    load_suite,
    require_trusted,
)
from effbench.pipeline.ending import RunResult, finish, finished, judged_before, writing
from effbench.pipeline.identity import (
    folder_name,
    identity_of,
    open_manifest,
    require_same_machine,
    require_same_run,
    start_judging,
)
from effbench.pipeline.recorded import settle
from effbench.runs import MANIFEST, RunFolder, store
from effbench.sandbox import Sandbox
from effbench.tasks import Suite, choice_of


def run(config: RunConfig, reporter: Reporter) -> RunResult:
    """Run the stages of `config`'s run that are not done yet, and return its results."""
    checks.require_sound(config)
    with Sandbox(config.sandbox, slots=config.workers or machine.usable_cores()) as sandbox:
        config, suite = settle(config, load_suite(config, sandbox))
        checks.require_enough(config)
        tier = checks.tier_of(config, sandbox)
        identity = identity_of(config, suite, tier)
        folder = config.out or config.results / folder_name(config, suite, identity)
        if done := finished(config, folder, identity, reporter):
            return done
        require(config.executor)
        with writing(folder, reporter) as files:
            manifest = open_manifest(config, suite, tier, files, identity)
            stages.ask_again(files, reporter)
            manifest = stages.generate(config, suite, files, reporter, manifest)
            part = parts.Part(suite, suite)
            manifest = _judge_and_time(config, suite, part, files, sandbox, reporter, manifest)
            return finish(config, part, files, manifest)


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
    checks.require_sound(config)
    with Sandbox(config.sandbox) as never_used:
        # Nothing is timed here: a suite without sizes is fine, whatever --timing is used later.
        config, suite = settle(config, load_suite(replace(config, timing="off"), never_used))
        identity = identity_of(config, suite, None)
        folder = config.out or config.results / folder_name(config, suite, identity)
        with writing(folder, reporter) as files:
            known = store.load_manifest(folder) if (folder / MANIFEST).exists() else None
            if known is not None and known.judge.tier is not None:
                require_same_run(folder, known, identity)
                reporter.message(f"{folder} has all its answers, and judging has already started")
                return folder, 0
            manifest = open_manifest(config, suite, None, files, identity)
            stages.ask_again(files, reporter)
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
    checks.require_timing(config)
    manifest = store.load_manifest(folder)
    parts.refuse_submission(folder)
    require_trusted(config.sandbox, str(manifest.model.spec))
    config = _with_settings_of(manifest, config)
    checks.require_enough(config)
    with Sandbox(config.sandbox, slots=config.workers or machine.usable_cores()) as sandbox:
        suite = checks.suite_of_answers(config, sandbox, manifest, folder)
        part = parts.chosen(config, suite, folder, manifest)
        checks.require_answers(config, part.suite, folder, manifest)
        if done := judged_before(config, folder, part, manifest, reporter):
            return done
        tier = checks.tier_of(config, sandbox)
        checks.require_same_judging(folder, manifest, config.timing, tier)
        require(config.executor)
        require_same_machine(folder, manifest)
        with writing(folder, reporter) as files:
            manifest = start_judging(config, suite, tier, files, manifest)
            manifest = _judge_and_time(config, suite, part, files, sandbox, reporter, manifest)
            return finish(config, part, files, manifest)


def _with_settings_of(manifest: Manifest, config: RunConfig) -> RunConfig:
    """Return `config` with the folder's suite, split, seed and number of samples."""
    suite, split = manifest.suite, manifest.suite.split or "all"
    return replace(
        config,
        suite=suite.choice or choice_of(str(suite.name), split),
        split=split,
        suite_seed=given(suite.suite_seed),
        n_samples=manifest.generation.n_samples or 0,
    )


def _judge_and_time(
    config: RunConfig,
    suite: Suite,
    part: parts.Part,
    files: RunFolder,
    sandbox: Sandbox,
    reporter: Reporter,
    manifest: Manifest,
) -> Manifest:
    """Judge the answers to the tasks of one part of the suite, and time those that pass."""
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
    return manifest
