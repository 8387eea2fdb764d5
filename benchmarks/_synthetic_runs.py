"""Synthetic runs for the page's benchmark, tests and pictures: no model wrote any of it.

A run has a strength and a speed, and a task a difficulty; an answer's chance to pass depends on
both, and its time ratio is spread around the run's. Everything is determined by the seed.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from effbench.base.records import (
    Certificate,
    CertificateArm,
    Manifest,
    MemoryResult,
    Metric,
    SampleResult,
    Scaling,
    SizeResult,
    Summary,
    TaskResult,
    Verdict,
)
from effbench.tasks import registry

SIZES = (("S", 600), ("M", 12_000), ("L", 450_000))
FAILURES = ("wrong_answer", "runtime_error", "timeout", "memory", "syntax_error", "no_code")
NAMES = (
    "Heron", "Badger", "Osprey", "Lynx", "Marten", "Otter", "Kestrel", "Ibex", "Viper", "Wren",
    "Tapir", "Dingo", "Puffin", "Gecko", "Bison", "Moth", "Egret", "Civet", "Sable", "Quail",
)  # fmt: skip
CODE = '''def solve(values: list[int]) -> int:
    """Sum of the squares, answer {name} to {task}."""
    total = 0  # <b>not</b> markup
    for value in values:
        total += value ** 2
    return total % {n}
'''


def write_runs(
    folder: Path,
    n_runs: int,
    n_tasks: int,
    seed: int = 1,
    tasks: dict[str, Any] | None = None,
    n_samples: int = 1,
) -> list[Path]:
    """Write `n_runs` complete run folders below `folder`, for one suite of `n_tasks` tasks."""
    rng = np.random.default_rng(seed)
    facts = tasks or {
        f"task_{i:03}": {"family": f"family {i % max(6, n_tasks // 2)}", "category": "made up",
                         "digest": hashlib.sha256(str(i).encode()).hexdigest()}
        for i in range(n_tasks)
    }  # fmt: skip
    hardness = rng.normal(0, 1.1, len(facts))
    folders = []
    for number in range(n_runs):
        made = folder / f"run{number:03}"
        _write_run(made, number, facts, hardness, rng, n_samples)
        folders.append(made)
    return folders


def core_tasks() -> dict[str, Any]:
    """Return the built-in suite's tasks as in a manifest, so that their pages have statements."""
    return {
        task.id: {"family": task.family, "category": task.category, "digest": task.digest,
                  "tags": list(task.tags), "split": task.split}
        for task in registry.load_core().tasks
    }  # fmt: skip


def _write_run(
    folder: Path,
    number: int,
    facts: dict[str, Any],
    hardness: Any,
    rng: np.random.Generator,
    n_samples: int,
) -> None:
    billions = float(rng.choice([0.5, 1.5, 3, 7, 8, 14, 32, 70, 235]))
    strength = 0.55 * math.log(billions) + rng.normal(0, 0.6)
    speed = rng.normal(0.75 - 0.12 * math.log(billions), 0.25)
    label = f"{NAMES[number % len(NAMES)]} {billions:g}B"
    label += f" v{number // len(NAMES) + 1}" if number >= len(NAMES) else ""
    samples, tasks, verdicts = [], [], []
    for i, task_id in enumerate(facts):
        chance = 1 / (1 + math.exp(hardness[i] - strength - 0.4))
        made = [
            _sample(task_id, index, label, rng, bool(rng.random() < chance), speed, hardness[i])
            for index in range(n_samples)
        ]
        samples += [sample for sample, _ in made]
        verdicts += [verdict for _, verdict in made]
        tasks.append(_task([sample for sample, _ in made]))
    summary = _summary(tasks, samples)
    folder.mkdir(parents=True)
    manifest = _manifest(number, label, billions, facts, rng)
    (folder / "manifest.json").write_bytes(msgspec.json.encode(manifest))
    (folder / "summary.json").write_bytes(msgspec.json.encode(summary))
    lines = b"\n".join(msgspec.json.encode(verdict) for verdict in verdicts)
    (folder / "verdicts.jsonl").write_bytes(lines + b"\n")


def _sample(
    task_id: str,
    index: int,
    label: str,
    rng: np.random.Generator,
    passed: bool,
    speed: float,
    hard: float,
) -> tuple[SampleResult, Verdict]:
    source = CODE.format(name=label, task=task_id, n=int(rng.integers(1, 4)))
    sha256 = hashlib.sha256(source.encode()).hexdigest()
    failure = str(rng.choice(FAILURES, p=(0.5, 0.2, 0.15, 0.03, 0.07, 0.05)))
    status: Any = "pass" if passed else failure
    sizes: tuple[SizeResult, ...] = ()
    if passed:
        base = rng.normal(speed, 0.45)
        growth = max(0.0, rng.normal(0.12 + 0.08 * hard, 0.2))
        sizes = tuple(
            _size(label_, math.exp(base + growth * step), rng)
            for step, (label_, _) in enumerate(SIZES)
        )
    efficiency = float(np.mean([size.efficiency for size in sizes])) if sizes else 0.0
    ratio = math.exp(rng.normal(0.1, 0.4))
    result = SampleResult(
        task_id=task_id,
        sample_index=index,
        status=status,
        detail="" if passed else "a made-up failure",
        source_sha256=sha256,
        efficiency=efficiency,
        sizes=sizes,
        scaling=_scaling(rng) if passed else None,
        memory=_memory(ratio) if passed else None,
    )
    verdict = Verdict(
        task_id=task_id, sample_index=index, status=status, source=source, source_sha256=sha256
    )
    return result, verdict


def _size(label: str, ratio: float, rng: np.random.Generator) -> SizeResult:
    cut = ratio >= 10
    half = abs(rng.normal(0.03, 0.01))
    return SizeResult(
        size=label,
        ratio=None if cut else ratio,
        ci=None if cut else (ratio * math.exp(-half), ratio * math.exp(half)),
        n_blocks=24,
        censored=cut,
        efficiency=0.0 if cut else max(0.0, 1 - math.log10(ratio)),
    )


def _scaling(rng: np.random.Generator) -> Scaling:
    exponent = float(rng.normal(1.1, 0.2))
    return Scaling(
        exponent=exponent, ci=(exponent - 0.03, exponent + 0.03), censored=False,
        reference_exponent=1.0, reference_ci=(0.98, 1.02), n=tuple(float(n) for _, n in SIZES),
    )  # fmt: skip


def _memory(ratio: float) -> MemoryResult:
    return MemoryResult(
        size="L", ratio=ratio, ci=(ratio * 0.97, ratio * 1.03), n_blocks=24,
        over_noop_bytes=int(4e6 * ratio), reference_over_noop_bytes=4_000_000,
        efficiency=max(0.0, 1 - math.log10(ratio)),
    )  # fmt: skip


def _task(samples: list[SampleResult]) -> TaskResult:
    passed = [sample for sample in samples if sample.status == "pass"]
    best = max(passed or samples, key=lambda sample: sample.efficiency)
    ratios = [size.ratio for size in best.sizes if size.ratio]
    whole = bool(passed) and len(ratios) == len(best.sizes)
    return TaskResult(
        task_id=best.task_id,
        n_samples=len(samples),
        n_correct=len(passed),
        pass_at_1=len(passed) / len(samples),
        eff_at_1=float(np.mean([sample.efficiency for sample in samples])),
        ratio=math.exp(float(np.mean(np.log(ratios)))) if whole else None,
        statuses=dict(Counter(sample.status for sample in samples)),
        scaling=best.scaling,
        memory=best.memory,
    )


def _summary(tasks: list[TaskResult], samples: list[SampleResult]) -> Summary:
    passes = np.array([task.pass_at_1 for task in tasks])
    effs = np.array([task.eff_at_1 for task in tasks])
    times = np.log([task.ratio for task in tasks if task.ratio])
    memory = np.log([t.memory.ratio for t in tasks if t.memory and t.memory.ratio])
    several = len(samples) > len(tasks)
    metrics = [_metric("pass@1", passes, True, several), _metric("eff@1", effs, True, several)]
    for name, logs in (("speed_ratio", times), ("memory_ratio", memory)):
        if len(logs) > 1:
            metrics.append(_metric(name, logs, False, several))
    statuses: dict[str, int] = {}
    for sample in samples:
        statuses[sample.status] = statuses.get(sample.status, 0) + 1
    return Summary(
        metrics=tuple(metrics), tasks=tuple(tasks), samples=tuple(samples), statuses=statuses
    )


def _metric(name: str, values: Any, score: bool, several: bool) -> Metric:
    mean = float(values.mean())
    half = 1.98 * float(values.std(ddof=1)) / math.sqrt(len(values))
    low, high = mean - half, mean + half
    fixed = (mean - half / 2, mean + half / 2)  # synthetic, like the rest
    if score:
        low, high = max(0.0, low), min(1.0, high) if name == "pass@1" else high
    else:
        mean, low, high = math.exp(mean), math.exp(low), math.exp(high)
        fixed = (math.exp(fixed[0]), math.exp(fixed[1]))
    return Metric(
        id=name, value=mean, ci=(low, high), level=0.95, method="made up", n_tasks=len(values),
        unit="score" if score else "ratio", higher_is_better=score,
        ci_fixed_set=fixed if several else None,
    )  # fmt: skip


def _manifest(
    number: int, label: str, billions: float, facts: dict[str, Any], rng: np.random.Generator
) -> Manifest:
    ratio = float(rng.normal(1.0, 0.008))
    arms = (CertificateArm(task_id=next(iter(facts)), ratio=ratio, ci=None, log_ratios=(0.0,)),)
    publishable = number % 11 != 7
    digest = hashlib.sha256("\n".join(sorted(facts)).encode()).hexdigest()
    fields = {
        "run_id": f"synthetic{number:03}",
        "created": f"2026-{1 + number % 11:02}-{1 + number % 28:02}T12:00:00+00:00",
        "status": "complete",
        "publishable": publishable,
        "unpublishable_reasons": () if publishable else ("sandbox tier T3, not T1 or T2",),
        "effbench_version": "0.1.0",
        "suite": {"name": "synthetic", "version": "1", "digest": digest, "tasks": facts},
        "model": {
            "label": label,
            "parameters": billions * 1e9,
            "open_weights": bool(billions < 100),
            **({"license": "Apache-2.0"} if billions < 100 else {}),
            "trained_on_suite": number % 11 == 7,
            "tags": ["reasoning"] if number % 3 == 0 else ["instruct"],
        },
        "generation": {
            "n_samples": 1,
            "temperature": 0.0,
            "tokens_out": int(rng.integers(2e4, 9e5)),
        },
        "judge": {"tier": "T1" if publishable else "T3"},
        "timing": {"profile": "standard", "precision": 0.05},
        "machine": {"cpu_model": "Synthetic CPU" if number % 4 else "Another synthetic CPU"},
        "certificate": Certificate(
            ratio=ratio, ci=(ratio - 0.012, ratio + 0.012), n=48, target=0.05, fit=True, arms=arms
        ),
        "seed": number,
        "command": f"effbench run --model synthetic-{number}",
    }
    return msgspec.convert(fields, Manifest)
