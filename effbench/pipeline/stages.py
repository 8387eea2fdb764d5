"""The stages of a run: generate, judge, measure. Each does what its file does not hold yet.

Decides what is still to do and writes it down as soon as it is done. How an answer is made, judged
or timed is decided below.
"""

from __future__ import annotations

import contextlib
import threading
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import msgspec

from effbench import extract, machine, prompts, store
from effbench.errors import DataError
from effbench.judge import Judge, Judgement, source_sha256, verdict
from effbench.measure import Plan, certificate, certificate_tasks, certify, measure
from effbench.models import Model, Request, open_model
from effbench.pipeline.config import PLANS, QUICK_TARGET, Reporter, RunConfig
from effbench.records import Generation, Manifest, Timing, Verdict
from effbench.sandbox import Sandbox
from effbench.store import GENERATIONS, MANIFEST, TIMINGS, VERDICTS, RunFolder
from effbench.suite import Suite, SuiteTask, derive_seed


def missing_requests(
    config: RunConfig, suite: Suite, folder: Path, manifest: Manifest
) -> list[Request]:
    """A request for every (task, sample) without an answer. DataError for another run's answers."""
    key = manifest.generation["key"]
    have = set()
    for found in store.generations(folder):
        if found.key != key:
            raise DataError(
                f"{folder / GENERATIONS}: the answer to {found.task_id}#{found.sample_index} is of "
                "another model, prompt, sampling or seed than the manifest says; the file and the "
                f"{MANIFEST} beside it do not belong together"
            )
        have.add((found.task_id, found.sample_index))
    return [
        _request(config, task, index, manifest.seed)
        for task in suite.tasks
        for index in range(config.n_samples)
        if (task.id, index) not in have
    ]


def generate(
    config: RunConfig, suite: Suite, files: RunFolder, reporter: Reporter, manifest: Manifest
) -> Manifest:
    """Ask the model for every (task, sample) that has no answer yet."""
    missing = missing_requests(config, suite, files.path, manifest)
    if not missing:
        return manifest
    key = manifest.generation["key"]
    model = _open(config, suite, reporter)
    try:
        manifest = _describe_model(config, files, manifest, model)
        reporter.stage("generate", len(missing))
        with contextlib.closing(_closable(model.generate(missing))) as answers:
            for generation in answers:
                files.append(GENERATIONS, msgspec.structs.replace(generation, key=key))
                reporter.advance(_note(generation), tokens=generation.tokens_out or 0)
        for warning in model.warnings:
            reporter.message(f"warning: {warning}")
        return _describe_model(
            config, files, manifest, model
        )  # now with what the server turned out to be
    finally:
        model.close()


def _note(generation: Generation) -> str:
    return {"length": "cut off", "error": "no answer"}.get(generation.finish_reason, "")


def _describe_model(
    config: RunConfig, files: RunFolder, manifest: Manifest, model: Model
) -> Manifest:
    described = config.card.onto({**manifest.model, **model.describe()})
    if config.label:  # --name is the user's word, the model's own label a proposal
        described["label"] = config.label
    manifest = msgspec.structs.replace(manifest, model=described)
    files.replace(MANIFEST, manifest)
    return manifest


def _closable(iterator: Iterator[Generation]) -> Any:
    """Model adapters return generators; closing one ends its requests."""
    return iterator if hasattr(iterator, "close") else (item for item in iterator)


def _open(config: RunConfig, suite: Suite, reporter: Reporter) -> Model:
    return open_model(
        config.model,
        base_url=config.base_url,
        sampling=config.sampling,
        references={task.id: task.references for task in suite.tasks},
        n_samples=config.n_samples,
        concurrency=config.concurrency,
        rpm=config.rpm,
        tpm=config.tpm,
        server_n=config.server_n,
        timeout_seconds=config.timeout_seconds,
        backend=config.backend,
        tensor_parallel=config.tensor_parallel,
        device=config.device,
        dtype=config.dtype,
        batch_size=config.batch_size,
        progress=reporter.message,
    )


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


def judge(suite: Suite, files: RunFolder, sandbox: Sandbox, reporter: Reporter, seed: int) -> None:
    tasks = {task.id: task for task in suite.tasks}
    have = {(v.task_id, v.sample_index) for v in store.verdicts(files.path)}
    todo = [g for g in store.generations(files.path) if (g.task_id, g.sample_index) not in have]
    if not todo:
        return
    judge = _SharedJudge(Judge(sandbox, seed))
    reporter.stage("judge", len(todo))
    with ThreadPoolExecutor(sandbox.slots) as pool:
        try:
            for done in pool.map(lambda g: judge.verdict(tasks[g.task_id], g), todo):
                files.append(VERDICTS, done)
                reporter.advance(done.status)
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


class _SharedJudge:
    """Judges generations; the same source for the same task is judged once."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._lock = threading.Lock()
        self._known: dict[tuple[str, str], tuple[threading.Lock, list[Judgement]]] = {}

    def verdict(self, task: SuiteTask, generation: Generation) -> Verdict:
        if generation.finish_reason == "error":
            status: Any = "infra_error" if generation.infra else "no_code"
            return verdict(generation, None, "", Judgement(status, generation.error or ""))
        source, rule = source_of(task, generation)
        if source is None:
            return verdict(generation, None, rule, Judgement("no_code", "no code in the answer"))
        key = (task.id, source_sha256(source))
        with self._lock:
            lock, result = self._known.setdefault(key, (threading.Lock(), []))
        with lock:
            if not result:
                result.append(self._judge.judge(task, source))
        return verdict(generation, source, rule, result[0])


def source_of(task: SuiteTask, generation: Generation) -> tuple[str | None, str]:
    """(candidate source, name of the extraction rule) of an answer."""
    if generation.is_code:
        return generation.text, "code"
    found = extract.extract_for(task, generation.text)
    return found.source, found.rule


def time(
    config: RunConfig,
    suite: Suite,
    files: RunFolder,
    sandbox: Sandbox,
    reporter: Reporter,
    manifest: Manifest,
) -> Manifest:
    """The passing sources of every task, one child at a time.

    Before the first task, half-way and after the last the machine is compared with itself.
    """
    plan = PLANS[config.timing]
    sources = _passing_sources(files.path)
    if plan is None or not sources:
        return manifest
    plan = plan.for_suite(suite)
    done: dict[str, list[Timing]] = defaultdict(list)
    for timing in store.timings(files.path):
        done[timing.task_id].append(timing)
    todo = [task for task in suite.tasks if task.id in sources]
    half = (len(todo) + 1) // 2
    with Sandbox(sandbox.tier, slots=1) as quiet:
        audit = _Audit(suite, files, quiet, manifest, plan)
        reporter.stage("time", len(todo))
        audit.compare("start")
        for number, task in enumerate(todo):
            if number == half:
                audit.compare("middle")
            earlier = done[task.id]
            for timing in measure(task, sources[task.id], quiet, manifest.seed, plan, earlier):
                files.append(TIMINGS, timing)
            reporter.advance(task.id)
        audit.compare("end")
    return audit.manifest


class _Audit:
    """The A/A certificate as it grows; each part is in the manifest as soon as it is there."""

    def __init__(
        self, suite: Suite, files: RunFolder, sandbox: Sandbox, manifest: Manifest, plan: Plan
    ) -> None:
        self.manifest = manifest
        self._tasks = certificate_tasks(suite)
        self._files, self._sandbox = files, sandbox
        self._target = plan.precision or QUICK_TARGET
        found = manifest.certificate
        self._arms = () if found is None else found.arms

    def compare(self, when: str) -> None:
        if any(arm.when == when for arm in self._arms):
            return
        self._arms += certify(self._tasks, self._sandbox, self.manifest.seed, when)
        found = certificate(self._arms, self._target)
        if found is not None and not found.fit:
            found = msgspec.structs.replace(found, note=_with_causes(found.note))
        self.manifest = msgspec.structs.replace(self.manifest, certificate=found)
        self._files.replace(MANIFEST, self.manifest)


def _with_causes(note: str) -> str:
    causes = [f"{f.fact} ({f.advice})" for f in machine.findings() if f.rating != "good"]
    return f"{note}: {'; '.join(causes)}" if causes else f"{note}, and nothing visible says what"


def _passing_sources(folder: Path) -> dict[str, dict[str, str]]:
    """task id -> {SHA-256: source} of every distinct source that passed."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for item in store.verdicts(folder):
        if item.status == "pass" and item.source is not None and item.source_sha256 is not None:
            found[item.task_id][item.source_sha256] = item.source
    return found
