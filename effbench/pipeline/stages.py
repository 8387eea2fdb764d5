"""The stages of a run before timing: each does the work that its file does not hold yet.

Every result is written as soon as it is there. The modules below generate, judge and time answers.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from effbench.base import (
    Blame,
    DataError,
    Generation,
    Manifest,
    SandboxError,
    Status,
    TaskError,
    Verdict,
)
from effbench.executors import Executor, Judged, JudgeJob
from effbench.judging import Judgement, source_sha256, verdict
from effbench.models import Extracted, Model, ModelOptions, Request, open_model, prompts
from effbench.models.extraction import extracting
from effbench.pipeline.config import Reporter, RunConfig
from effbench.runs import GENERATIONS, MANIFEST, VERDICTS, RunFolder, store
from effbench.sandbox import MAX_WAIT_SECONDS
from effbench.score import blamed
from effbench.tasks import Suite, SuiteTask, derive_seed

_SourceKey = tuple[str, str]
"""Task id and SHA-256."""


def missing_requests(
    config: RunConfig, suite: Suite, folder: Path, manifest: Manifest
) -> list[Request]:
    """Return a request for each unanswered (task, sample). DataError for another run's answers."""
    key = manifest.generation.key
    have = set()
    for found in store.generations(folder):
        if found.key != key:
            raise DataError(
                f"{folder / GENERATIONS}: the answer to {found.task_id}#{found.sample_index} has "
                "another model, prompt, sampling or seed than the manifest; this file and the "
                f"{MANIFEST} in its folder belong to different runs"
            )
        have.add((found.task_id, found.sample_index))
    return [
        _request(config, task, index, manifest.seed)
        for task in suite.tasks
        for index in range(config.n_samples)
        if (task.id, index) not in have
    ]


def ask_again(files: RunFolder, reporter: Reporter) -> None:
    """Drop the answers that were lost to failures, so that they are requested again."""
    count = files.forget_infra_failures()
    if count:
        reporter.message(f"retrying {count} answers that were lost to failures")


def generate(
    config: RunConfig, suite: Suite, files: RunFolder, reporter: Reporter, manifest: Manifest
) -> Manifest:
    """Request an answer from the model for every (task, sample) that has none yet."""
    missing = missing_requests(config, suite, files.path, manifest)
    if not missing:
        return manifest
    key = manifest.generation.key
    model = _open(config, suite, reporter)
    try:
        manifest = _describe_model(config, files, manifest, model)
        reporter.stage("generate", len(missing))
        faults: list[Blame | None] = []
        try:
            with contextlib.closing(_closable(model.generate(missing))) as answers:
                for generation in answers:
                    faults.append(generation.fault)
                    files.append(GENERATIONS, msgspec.structs.replace(generation, key=key))
                    reporter.advance(_note(generation), tokens=generation.tokens_out or 0)
        finally:  # an interrupted run also records the settings of its answers
            for warning in model.warnings:
                reporter.message(f"warning: {warning}")
            if lost := blamed(faults):
                reporter.message(f"no answer: {lost}")
            manifest = _describe_model(config, files, manifest, model)
        return manifest
    finally:
        model.close()


def _note(generation: Generation) -> str:
    words = {"length": "cut off", "error": "no answer", "missing": "missing"}
    return words.get(generation.finish_reason, "")


def _describe_model(
    config: RunConfig, files: RunFolder, manifest: Manifest, model: Model
) -> Manifest:
    described = config.card.onto(manifest.model.described(model.describe()))
    if config.label:  # --name is the user's choice, the model's own label only a default
        described = msgspec.structs.replace(described, label=config.label)
    fitted = described.observed.max_tokens_sent if described.observed else None
    generation = manifest.generation
    if fitted is not None:
        lowest = min(fitted, generation.max_new_tokens_sent or fitted)
        generation = msgspec.structs.replace(generation, max_new_tokens_sent=lowest)
    manifest = msgspec.structs.replace(manifest, model=described, generation=generation)
    files.replace(MANIFEST, manifest)
    return manifest


def _closable(iterator: Iterator[Generation]) -> Any:
    """Model adapters return generators; closing one ends its requests."""
    return iterator if hasattr(iterator, "close") else (item for item in iterator)


def _open(config: RunConfig, suite: Suite, reporter: Reporter) -> Model:
    options = ModelOptions(
        sampling=config.sampling,
        references={task.id: task.references for task in suite.tasks},
        n_samples=config.n_samples,
        progress=reporter.message,
        **config.backend_options(),
    )
    return open_model(config.model, options)


def _request(config: RunConfig, task: SuiteTask, index: int, seed: int) -> Request:
    messages = prompts.render(task, config.prompt, config.system_prompt, config.few_shot)
    return Request(
        task_id=task.id,
        sample_index=index,
        messages=messages,
        seed=derive_seed(seed, "sample", task.id, index) % 2**31,
        prompt_sha256=prompts.prompt_sha256(messages),
        entry_point=task.entry_point,
    )


def judge(suite: Suite, files: RunFolder, executor: Executor, reporter: Reporter) -> None:
    """Judge every answer to the suite's tasks that has no verdict yet.

    Identical sources for a task are judged once.
    """
    have = {(v.task_id, v.sample_index) for v in store.verdicts(files.path)}
    wanted = {task.id for task in suite.tasks}
    todo = [
        g
        for g in store.generations(files.path)
        if g.task_id in wanted and (g.task_id, g.sample_index) not in have
    ]
    if todo:
        reporter.stage("judge", len(todo))
        book = _Verdicts(suite, files, reporter)
        with contextlib.closing(executor.judge(book.jobs(todo))) as results:
            for judged in results:
                book.take(judged)
        if book.waited_seconds >= 1:
            reporter.message(
                f"{book.waited_seconds:.0f} s were spent waiting for sleeping candidates "
                f"(limit: {MAX_WAIT_SECONDS:g} s per candidate)"
            )
    _tell_what_is_left_out(suite, files, reporter)


def left_out(folder: Path) -> dict[str, str]:
    """Return task -> the reason why it counts for no model."""
    return {v.task_id: v.detail for v in store.verdicts(folder) if v.status == "left_out"}


def _tell_what_is_left_out(suite: Suite, files: RunFolder, reporter: Reporter) -> None:
    """Warn about tasks that are left out. Raises TaskError if none remains."""
    found = left_out(files.path)
    for task_id, why in found.items():
        reporter.message(f"warning: task {task_id} is left out: {why}")
    if found and found.keys() >= {task.id for task in suite.tasks}:
        why = next(iter(found.values()))
        raise TaskError(f"all tasks of {suite.name} are left out, the first because {why}")


@dataclass(frozen=True)
class _Asked:
    """One sample whose source is being judged."""

    generation: Generation
    source: str
    rule: str


class _Verdicts:
    """The samples that wait for each source, and their verdicts as they arrive."""

    def __init__(self, suite: Suite, files: RunFolder, reporter: Reporter) -> None:
        self._tasks = {task.id: task for task in suite.tasks}
        self._files, self._reporter = files, reporter
        self._waiting: dict[_SourceKey, list[_Asked]] = {}
        self._known: dict[_SourceKey, Judged] = {}
        self.waited_seconds = 0.0

    def jobs(self, todo: Iterable[Generation]) -> Iterator[JudgeJob]:
        """Yield the distinct sources of `todo`; write verdicts at once for answers without code."""
        for generation in todo:
            if generation.finish_reason in ("error", "missing"):
                judgement = Judgement(_status_without_answer(generation), generation.error or "")
                self._write(verdict(generation, None, "", judgement))
                continue
            task = self._tasks[generation.task_id]
            found = source_of(task, generation)
            source, rule = found.source, found.rule
            if source is None:
                status: Status = "no_code" if rule else "infra_error"
                self._write(verdict(generation, None, rule, Judgement(status, found.why_none)))
                continue
            key = (task.id, source_sha256(source))
            asked = _Asked(generation, source, rule)
            if key in self._known:
                self._answer(asked, self._known[key])
            elif key in self._waiting:
                self._waiting[key].append(asked)
            else:
                self._waiting[key] = [asked]
                yield JudgeJob(task.id, source, key)

    def take(self, judged: Judged) -> None:
        """Write the verdicts of all samples that wait for this source."""
        self._known[judged.job.key] = judged
        self.waited_seconds += judged.judgement.waited_seconds
        for asked in self._waiting.pop(judged.job.key):
            self._answer(asked, judged)

    def _answer(self, asked: _Asked, judged: Judged) -> None:
        found = verdict(asked.generation, asked.source, asked.rule, judged.judgement, judged.node)
        self._write(found)

    def _write(self, found: Verdict) -> None:
        self._files.append(VERDICTS, found)
        self._reporter.advance(found.status)


def _status_without_answer(generation: Generation) -> Status:
    if generation.finish_reason == "missing":
        return "missing"
    return "no_code" if generation.fault == "model" else "infra_error"


def source_of(task: SuiteTask, generation: Generation) -> Extracted:
    """Return the candidate's source in an answer. An empty rule means an infrastructure failure."""
    if generation.is_code:
        return Extracted(generation.text, "code")
    try:
        return extracting.extract_for(task, generation.text)
    except SandboxError as error:
        return Extracted(None, "", str(error))
