"""Run the sessions of one machine, each an ordinary run, and write the file to send.

This module chooses the runs' folders and records the conditions of each session. A second call
resumes the sessions of the first. A session has its own processes, memory and inputs; sessions at
another time of day show more than two in a row.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import msgspec
import psutil

from effbench import __version__, pipeline
from effbench.base import DataError, UsageError, read_file
from effbench.machine import facts as machine
from effbench.measure import PLANS
from effbench.pipeline import Reporter, RunConfig
from effbench.replicate.files import MAX_SESSIONS, Conditions, Replication, pack
from effbench.replicate.protocol import ProgramSet, lay_out, task_ids
from effbench.runs import write_atomically
from effbench.submissions import Particulars, submit
from effbench.tasks import registry

_SUFFIX = ".zip"
_ANSWERS = "programs.jsonl"


@dataclass(frozen=True)
class Asked:
    """The user's settings. `out`: the file; the runs are next to it, in a folder of its name."""

    out: Path
    sessions: int = 2
    task_list: str = "core"
    answers: tuple[tuple[str, Path], ...] = ()
    timing: str = "standard"
    sandbox: str = "auto"
    label: str | None = None
    conditions: str = ""
    command: str = ""


def run(asked: Asked, reporter: Reporter) -> Replication:
    """Run the missing sessions and write the file. Raises UsageError or DataError."""
    _check(asked)
    folder = asked.out.with_suffix("")
    suite = registry.select(registry.load_core(), task_ids(asked.task_list) or ())
    lines, sets = lay_out(suite, asked.answers)
    _keep_answers(folder, lines)
    noted = []
    for number in range(1, asked.sessions + 1):
        reporter.message(f"session {number} of {asked.sessions}")
        noted.append(_session(folder, number, asked, sets, reporter))
        record = Replication(
            effbench_version=__version__,
            task_list=asked.task_list,
            sets=sets,
            label=asked.label or _default_label(),
            conditions=asked.conditions,
            sessions=tuple(noted),
        )
        _write(asked.out, folder, record)
    return record


def _check(asked: Asked) -> None:
    if asked.out.suffix != _SUFFIX:
        raise UsageError(f"--out {asked.out}: a file that ends in {_SUFFIX}")
    if not 1 <= asked.sessions <= MAX_SESSIONS:
        raise UsageError(f"--sessions {asked.sessions}: from 1 to {MAX_SESSIONS}")
    if PLANS.get(asked.timing) is None:
        known = ", ".join(name for name, plan in PLANS.items() if plan)
        raise UsageError(f"--timing {asked.timing}: choose one of {known}")
    for name in ("label", "conditions"):
        text = getattr(asked, name) or ""
        if len(text) > 80 or (text and not text.isprintable()):
            raise UsageError(f"--{name}: at most 80 printable characters")


def _default_label() -> str:
    facts = machine.describe()
    return f"{facts.cpu_model}, {facts.implementation} {facts.python}"[:80]


def _keep_answers(folder: Path, lines: bytes) -> None:
    """Store the programs that all sessions run. UsageError if earlier sessions ran others."""
    file = folder / _ANSWERS
    if file.exists():
        if read_file(file) != lines:
            raise UsageError(
                f"{folder} holds sessions of other programs (another --list, --answers or version "
                "of the suite); choose another --out"
            )
        return
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(file, lines)


def _session(
    folder: Path, number: int, asked: Asked, sets: tuple[ProgramSet, ...], reporter: Reporter
) -> Conditions:
    noted = folder / f"session-{number}.json"
    if noted.exists():
        return _read_conditions(noted)
    steal = _cpu_times()
    before = round(os.getloadavg()[0], 2)
    config = RunConfig(
        model=f"replay:{folder / _ANSWERS}",
        label=f"replication-{asked.task_list}",
        tasks=task_ids(asked.task_list) or (),
        n_samples=sum(each.count for each in sets),
        missing="refuse",
        timing=asked.timing,
        sandbox=asked.sandbox,
        out=folder / f"session-{number}",
        command=asked.command,
    )
    pipeline.run(config, reporter)
    found = Conditions(
        load_before=before,
        load_after=round(os.getloadavg()[0], 2),
        steal_percent=_steal_percent(steal, _cpu_times()),
    )
    write_atomically(noted, msgspec.json.encode(found))
    return found


def _read_conditions(file: Path) -> Conditions:
    try:
        return msgspec.json.decode(read_file(file), type=Conditions)
    except (msgspec.DecodeError, OSError) as error:
        raise DataError(f"{file}: not written by a session ({error}); remove it") from None


def _cpu_times() -> tuple[float, float]:
    """CPU seconds of all cores so far: stolen by other guests of the host, and in total."""
    times = psutil.cpu_times()
    return float(getattr(times, "steal", 0.0)), float(sum(times))


def _steal_percent(before: tuple[float, float], after: tuple[float, float]) -> float | None:
    total = after[1] - before[1]
    return round(100 * (after[0] - before[0]) / total, 2) if total > 0 else None


def _write(out: Path, folder: Path, record: Replication) -> None:
    """Write the whole file or leave it unchanged."""
    with tempfile.TemporaryDirectory(prefix="replication-") as place:
        folders = [
            submit(
                folder / f"session-{number}",
                Path(place),
                Particulars(name=f"session-{number}"),
                with_code=False,
                unpublishable=True,
            )
            for number in range(1, len(record.sessions) + 1)
        ]
        data = pack(record, folders)
    beside = out.with_name(f".{out.name}.tmp")
    try:
        beside.write_bytes(data)
        beside.replace(out)
    finally:
        beside.unlink(missing_ok=True)
