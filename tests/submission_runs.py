"""A publishable run folder from hand-made records, and functions that change its submission."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from fakes import audit_arms
from score_records import MS, repetition, timing

from effbench import __version__
from effbench.base.records import (
    CertificateArm,
    FailedInput,
    Frozen,
    Generation,
    Manifest,
    Summary,
    Timing,
    Verdict,
)
from effbench.judging.judge import source_sha256
from effbench.measure import certificate, target_of
from effbench.measure.fitness import MOMENTS
from effbench.results.publishing import unpublishable_reasons
from effbench.runs.store import GENERATIONS, MANIFEST, SUMMARY, TIMINGS, VERDICTS, RunFolder
from effbench.score import summarise
from effbench.stats.ratio import centre
from effbench.submissions.suites import KnownSuites
from effbench.tasks.locks import KnownSuite, KnownTask, digest_of
from effbench.tasks.suite import derive_seed

N_TASKS, N_SAMPLES = 8, 2
TASKS = {f"task{i}": hashlib.sha256(f"task {i}".encode()).hexdigest() for i in range(N_TASKS)}
SIZES = ("S", "M")


def family(task: str) -> str:
    """The task's family; task0 and task3 share one."""
    return "sums" if task in ("task0", "task3") else task


FROZEN = Frozen(timeable=SIZES, memory=())
KNOWN = KnownSuite(
    "made",
    "1",
    {
        name: KnownTask(d, SIZES, family(name), FROZEN.timeable, FROZEN.memory)
        for name, d in TASKS.items()
    },
)


def known() -> KnownSuites:
    return KnownSuites(extra=(KNOWN,))


def source(task: str, index: int) -> str:
    return f"def f(values):\n    return sum(values)  # {task}, {index}\n"


def sha(task: str, index: int) -> str:
    return source_sha256(source(task, index))


def status(number: int, index: int) -> str:
    if (number, index) == (5, 1):
        return "no_code"
    return "wrong_answer" if (number + index) % 4 == 3 else "pass"


def verdicts() -> list[Verdict]:
    found = []
    for number, task in enumerate(TASKS):
        for index in range(N_SAMPLES):
            outcome = status(number, index)
            with_code = outcome != "no_code"
            found.append(
                Verdict(
                    task_id=task,
                    sample_index=index,
                    status=outcome,  # type: ignore[arg-type]
                    detail="" if outcome == "pass" else "differs at [3]",
                    source=source(task, index) if with_code else None,
                    source_sha256=sha(task, index) if with_code else None,
                    extract_rule="fence",
                    n_inputs=4,
                    n_passed=4 if outcome == "pass" else 1,
                    failed_input=FailedInput(
                        label="small 1", arguments="([1],)", expected="1", returned="2"
                    )
                    if outcome == "wrong_answer"
                    else None,
                )
            )
    return found


def timings() -> list[Timing]:
    """Timings in which task1 is cut off at S and task2's first sample is wrong on an input at M."""
    found = []
    passing = {(v.task_id, v.sample_index) for v in verdicts() if v.status == "pass"}
    for number, task in enumerate(TASKS):
        arms = [sha(task, index) for index in range(N_SAMPLES) if (task, index) in passing]
        for step, size in enumerate(SIZES):
            if task == "task1" and size == "M":
                continue
            times: dict[str, Any] = {
                arm: [11.0 + number + 2 * place + step + 0.1 * block for block in range(8)]
                for place, arm in enumerate(arms)
            }
            if task == "task1":
                times = {arm: ["timeout", "timeout"] for arm in arms}
            if task == "task2" and size == "M":
                times[arms[0]] = [repetition(0, arms[0], 12.0, wrong="differs at [0]")]
            n_blocks = max(len(value) for value in times.values())
            made = timing(task, size, blocks=n_blocks, n=1000 * 10**step, **times)
            found.append(msgspec.structs.replace(made, cutoff_cpu_ns=100 * MS))
    return found


def arm(task: str, when: str, shift: float) -> CertificateArm:
    logs = tuple(0.001 * ((7 * block) % 5 - 2) + shift for block in range(8))
    found = centre(logs)
    return CertificateArm(task_id=task, when=when, ratio=found.ratio, ci=found.ci, log_ratios=logs)


def manifest(**changes: Any) -> Manifest:
    arms = [arm("task0", "start", 0.001), arm("task3", "middle", -0.002), arm("task5", "end", 0.0)]
    audits = [audit for when in MOMENTS for audit in audit_arms(when)]
    fields: dict[str, Any] = {
        "run_id": "0123456789ab",
        "created": "2026-01-02T03:04:05+00:00",
        "finished": "2026-01-02T04:04:05+00:00",
        "status": "complete",
        "publishable": True,
        "effbench_version": __version__,
        "suite": {
            "name": "made",
            "version": "1",
            "digest": digest_of(TASKS),
            "n_tasks": N_TASKS,
            "subset": False,
            "split": "all",
            "suite_seed": None,
            "notes": [],
            "tasks": {
                name: {"digest": d, "family": family(name), **msgspec.to_builtins(FROZEN)}
                for name, d in TASKS.items()
            },
            "locked": True,
        },
        "model": {"label": "a model", "spec": "replay:answers.jsonl"},
        "generation": {"n_samples": N_SAMPLES, "temperature": 0.8, "key": "k" * 64},
        "judge": {"tier": "T1", "shell": "own"},
        "timing": {"profile": "standard", "precision": 0.05, "min_blocks": 8, "max_blocks": 96},
        "machine": {"cpu_model": "Some CPU"},
        "certificate": certificate(arms, audits, target_of(0.05, N_TASKS)),
        "seed": 7,
        "command": "effbench run --model replay:answers.jsonl",
    }
    return msgspec.convert({**fields, **changes}, Manifest)


def summary_of(
    rows: list[Verdict], times: list[Timing], seed: int = 7, speed: bool = True
) -> Summary:
    sizes = dict.fromkeys(TASKS, SIZES if speed else ())
    return summarise(
        rows,
        times,
        sizes,
        seed=derive_seed(seed, "score"),
        speed_measured=speed,
        precision=0.05 if speed else None,
        families=manifest().families(),
        frozen=dict.fromkeys(TASKS, FROZEN),
    )


def write_run(folder: Path, **changes: Any) -> Path:
    """Write a complete run. `changes` may turn timing off or make the run unpublishable."""
    made = manifest(**changes)
    speed = made.timing.profile != "off"
    times = timings() if speed else []
    summary = summary_of(verdicts(), times, made.seed, speed)
    reasons = unpublishable_reasons(made, summary)
    if made.publishable is True and reasons:
        made = made.with_reasons(reasons)
    with RunFolder(folder) as files:
        for row in verdicts():
            said = Generation(task_id=row.task_id, sample_index=row.sample_index, text="…")
            files.append(GENERATIONS, said)
            files.append(VERDICTS, row)
        for item in times:
            files.append(TIMINGS, item)
        files.replace(SUMMARY, summary)
        files.replace(MANIFEST, made)
    return folder


# --- changing a submission --------------------------------------------------------------------

Change = Callable[[Any], Any]


def edit_json(folder: Path, name: str, change: Change) -> None:
    """Change a file's plain data. `change` edits it in place or returns the new data."""
    data = json.loads((folder / name).read_text())
    changed = change(data)
    (folder / name).write_text(json.dumps(data if changed is None else changed))


def edit_lines(folder: Path, name: str, change: Change) -> None:
    """Change the rows of a compressed file, as `edit_json` does."""
    lines = gzip.decompress((folder / name).read_bytes()).splitlines()
    rows = [json.loads(line) for line in lines]
    changed = change(rows)
    rows = rows if changed is None else changed
    text = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / name).write_bytes(gzip.compress(text.encode(), mtime=0))


def redo_digests(folder: Path) -> None:
    """Recompute the digests, as a forger would after changing a file."""

    def change(record: dict[str, Any]) -> None:
        for name in record["files"]:
            path = folder / name
            if path.is_file():
                data = path.read_bytes()
                digest = hashlib.sha256(data).hexdigest()
                record["files"][name] = {"sha256": digest, "bytes": len(data)}

    edit_json(folder, "submission.json", change)
