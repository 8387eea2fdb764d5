"""A run's identity: the name of its folder, and the check that a folder belongs to it.

Two invocations are one run if they share everything that shapes an answer, a verdict or a time.
This module reads and writes manifests and nothing else.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from effbench import __version__
from effbench.base import (
    GenerationSection,
    JsonObject,
    JudgeSection,
    Manifest,
    ModelSection,
    SuiteSection,
    TaskEntry,
    TimingSection,
    UsageError,
    sha256_of,
)
from effbench.machine import comparability
from effbench.machine import facts as machine
from effbench.measure import PLANS
from effbench.models import prompts
from effbench.models.extraction import extracting
from effbench.pipeline.config import RunConfig
from effbench.runs import MANIFEST, NONE, RunFolder, estimand_of, meaning, store
from effbench.sandbox import choose_shell
from effbench.tasks import Suite, SuiteTask, registry


def answer_key(config: RunConfig, seed: int) -> str:
    """SHA-256 of everything that shapes an answer, except its task's prompt and its index.

    Every row has its own hash of the prompt. A generation with another key belongs to another run.
    """
    shape = {
        "model": config.model,
        "model_files": _model_files(config.model),
        "base_url": config.base_url,
        "sampling": msgspec.to_builtins(config.sampling),
        "prompt": _prompt(config),
        "server_n": config.server_n,
        "backend": config.backend,
        "seed": seed,
    }
    return hashlib.sha256(json.dumps(shape, sort_keys=True).encode()).hexdigest()


def _prompt(config: RunConfig) -> list[Any]:
    return [config.prompt, prompts.PROMPT_VERSION, config.system_prompt, config.few_shot]


def identity_of(config: RunConfig, suite: Suite, tier: str | None) -> JsonObject:
    """Return the settings that one run's invocations share. `tier` None: generate answers only."""
    return {
        "model": config.model,
        "model_files": _model_files(config.model),
        "base_url": config.base_url,
        "suite": [suite.name, suite.version, suite.digest],
        "n_samples": config.n_samples,
        "sampling": msgspec.to_builtins(config.sampling),
        "prompt": _prompt(config),
        "server_n": config.server_n,
        "backend": config.backend,
        "extractor": extracting.EXTRACTOR_VERSION,
        "timing": None if tier is None else config.timing,
        "tier": tier,
        "seed": config.seed,
    }


def _model_files(spec: str) -> list[Any]:
    """Sizes and times of a local model's files, or a replay's digest: changed files, new run."""
    scheme, _, rest = spec.partition(":")
    path = Path(rest) if scheme == "replay" else Path(spec)
    if scheme in ("openai", "reference"):
        return []
    if path.is_file():
        return [sha256_of(path)]
    if path.is_dir():
        files = sorted(entry for entry in path.iterdir() if entry.is_file())
        return [[f.name, f.stat().st_size, f.stat().st_mtime_ns] for f in files]
    return []


def folder_name(config: RunConfig, suite: Suite, identity: Mapping[str, Any]) -> Path:
    """Return the run folder's path below the results folder."""
    slug = re.sub(r"[^A-Za-z0-9._-]+", "-", config.label or _short_name(config.model))
    slug = slug.strip("-.")[:80]
    return Path(slug or "model") / f"{suite.name}-{_run_id(identity)}"


def _short_name(spec: str) -> str:
    """A model spec without the folders of its path."""
    scheme, _, rest = spec.partition(":")
    if scheme == "replay":
        return f"replay-{re.sub(r'[.]jsonl?([.]gz)?$', '', Path(rest).name)}"
    return Path(spec).name if Path(spec).is_dir() else spec


def _run_id(identity: Mapping[str, Any]) -> str:
    text = json.dumps(identity, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def require_same_run(folder: Path, manifest: Manifest, identity: Mapping[str, Any]) -> None:
    """Raises UsageError if the folder holds another run."""
    if manifest.run_id != _run_id(identity):
        raise UsageError(
            f"{folder} holds another run (other model, tasks or settings: {manifest.command!r}); "
            "choose another --out"
        )


def require_same_estimand(folder: Path, manifest: Manifest, timing: str) -> None:
    """Raises UsageError if the folder was started when the profile had other sizes or calls."""
    plan, before = PLANS[timing], estimand_of(manifest.timing)
    if plan is not None and before != plan.estimand and manifest.timing.profile == timing:
        raise UsageError(
            f"{folder} was started when --timing {timing} had another meaning "
            f"({meaning(before)}), and their times are never mixed: choose another --out"
        )


def require_same_machine(folder: Path, manifest: Manifest) -> None:
    """Raises UsageError if the folder holds times of another machine, which are not pooled.

    A cluster's times name their nodes, which are compared with each other.
    """
    if not any(timing.node == "" for timing in store.timings(folder)):
        return
    then, now_here = comparability.key(manifest.machine), comparability.key(machine.describe())
    found = comparability.known_differences(then, now_here)
    for words in comparability.in_words(found, "its times", "this machine"):
        raise UsageError(
            f"{folder} was timed on another machine ({words}), and times of both are never pooled: "
            "continue there, or choose another --out"
        )


def open_manifest(
    config: RunConfig, suite: Suite, tier: str | None, files: RunFolder, identity: JsonObject
) -> Manifest:
    """Return the folder's manifest; write it first for a new run. `tier` None: answers only."""
    if (files.path / MANIFEST).exists():
        manifest = store.load_manifest(files.path)
        require_same_run(files.path, manifest, identity)
        require_same_estimand(files.path, manifest, config.timing)
        require_same_machine(files.path, manifest)
        manifest = _resumed(config, manifest)
    else:
        manifest = _new_manifest(config, suite, identity)
        if tier is not None:
            manifest = to_be_judged(manifest, suite, tier, config.timing)
    files.replace(MANIFEST, manifest)
    return manifest


def start_judging(
    config: RunConfig, suite: Suite, tier: str, files: RunFolder, manifest: Manifest
) -> Manifest:
    """Return the manifest of a folder of answers that are judged from now on, and write it."""
    manifest = _resumed(config, to_be_judged(manifest, suite, tier, config.timing))
    files.replace(MANIFEST, manifest)
    return manifest


def _resumed(config: RunConfig, manifest: Manifest) -> Manifest:
    model, ks = config.card.onto(manifest.model), config.ks or manifest.ks
    return msgspec.structs.replace(manifest, status="running", model=model, ks=ks)


def _new_manifest(config: RunConfig, suite: Suite, identity: Mapping[str, Any]) -> Manifest:
    seed = secrets.randbits(62) if config.seed is None else config.seed
    return Manifest(
        run_id=_run_id(identity),
        created=now(),
        effbench_version=__version__,
        suite=_suite_section(config, suite),
        model=config.card.onto(ModelSection(label=config.label or config.model, spec=config.model)),
        generation=_generation_section(config, seed),
        judge=JudgeSection(),
        timing=TimingSection(),
        machine=machine.describe(),
        seed=seed,
        ks=config.ks,
        command=config.command,
    )


def _suite_section(config: RunConfig, suite: Suite) -> SuiteSection:
    return SuiteSection(
        name=suite.name,
        choice=registry.canonical(config.suite),
        version=suite.version,
        n_tasks=len(suite.tasks),
        digest=suite.digest,
        subset=bool(config.tasks) or config.limit is not None,
        split=config.split,
        suite_seed=config.suite_seed,
        edition=suite.edition or None,
        notes=tuple(suite.notes),
        timed=any(task.sizes for task in suite.tasks),
        tasks={task.id: _task_entry(task) for task in suite.tasks},
        locked=all(task.frozen for task in suite.tasks),
    )


def _task_entry(task: SuiteTask) -> TaskEntry:
    entry = TaskEntry(
        version=task.version,
        family=task.family,
        category=task.category,
        tags=tuple(task.tags),
        split=task.split,
        imports=tuple(task.imports),
        digest=task.digest,
        sizes=tuple(size.label for size in task.sizes),
    )
    return entry.with_frozen(task.frozen) if task.frozen else entry


def _generation_section(config: RunConfig, seed: int) -> GenerationSection:
    return GenerationSection(
        n_samples=config.n_samples,
        temperature=config.sampling.temperature,
        top_p=config.sampling.top_p,
        max_new_tokens=config.sampling.max_new_tokens,
        prompt=config.prompt,
        prompt_version=prompts.PROMPT_VERSION,
        system_prompt=config.system_prompt,
        few_shot=config.few_shot,
        extractor_version=extracting.EXTRACTOR_VERSION,
        key=answer_key(config, seed),
    )


def to_be_judged(manifest: Manifest, suite: Suite, tier: str, timing: str) -> Manifest:
    """Return the manifest with the settings and the machine for judging and timing its answers."""
    profile = PLANS[timing]
    plan = profile.for_suite(suite) if profile else None
    return msgspec.structs.replace(
        manifest,
        judge=JudgeSection(tier=tier, shell=choose_shell(tier)),
        timing=TimingSection(
            profile=timing,
            estimand=plan.estimand if plan else NONE,
            precision=plan.precision if plan else None,
            min_blocks=plan.min_blocks if plan else 0,
            max_blocks=plan.max_blocks if plan and plan.precision else None,
            protocol=3,
            clock="kernel's account of the dead child"
            if tier == "T4"
            else "kernel CPU clock of the child, read from outside",
        ),
        machine=machine.describe(),
    )


def now() -> str:
    """Return the current UTC time in ISO format, to the second."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
