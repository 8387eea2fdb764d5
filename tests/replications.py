"""Make the files of a replication from hand-made records, without a sandbox or a clock."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from submission_runs import known, manifest, summary_of, timings, verdicts

from effbench import __version__
from effbench.base.records import NOOP_ARM, REFERENCE_ARM, Timing
from effbench.replicate.files import RECORD, Conditions, Machine, Replication, open_file, pack
from effbench.replicate.protocol import ProgramSet
from effbench.results.publishing import unpublishable_reasons
from effbench.runs.store import MANIFEST, SUMMARY, TIMINGS, VERDICTS, RunFolder
from effbench.submissions import Particulars, submit

SETS = (ProgramSet(name="fast", first=0), ProgramSet(name="medium", first=1))


def slowed(times: list[Timing], factor: float) -> list[Timing]:
    """Return the timings with the candidates' times multiplied by `factor`."""

    def slow(repetition: Any) -> Any:
        if repetition.arm in (NOOP_ARM, REFERENCE_ARM):
            return repetition
        return msgspec.structs.replace(repetition, cpu_ns=int(repetition.cpu_ns * factor))

    return [
        msgspec.structs.replace(each, repetitions=tuple(map(slow, each.repetitions)))
        for each in times
    ]


def session(folder: Path, number: int, factor: float, seed: int, **changes: Any) -> Path:
    """Write a run of `submission_runs` as a submission without code."""
    made = manifest(seed=seed, **changes)
    times = slowed(timings(), factor * (1 + seed / 1e6))  # sessions differ slightly
    summary = summary_of(verdicts(), times, seed)
    made = made.with_reasons(unpublishable_reasons(made, summary))
    run = folder / f"run-{number}"
    with RunFolder(run) as files:
        for row in verdicts():
            files.append(VERDICTS, row)
        for item in times:
            files.append(TIMINGS, item)
        files.replace(SUMMARY, summary)
        files.replace(MANIFEST, made)
    return submit(
        run, folder, Particulars(name=f"session-{number}"), with_code=False, unpublishable=True,
        known=known(),
    )  # fmt: skip


def replication(
    file: Path, factors: tuple[float, ...] = (1.0, 1.01), label: str = "a", seed: int = 1,
    sets: tuple[ProgramSet, ...] = SETS, **changes: Any,
) -> Path:  # fmt: skip
    """Write `file` with one session for each of `factors`, which multiply the candidates' times."""
    folder = file.parent / f"{file.stem}-made"
    made = [
        session(folder, number, factor, 100 * seed + number, **changes)
        for number, factor in enumerate(factors, 1)
    ]
    record = Replication(
        effbench_version=__version__,
        task_list="made",
        sets=sets,
        label=label,
        sessions=tuple(Conditions(load_before=0.1) for _ in made),
    )
    file.write_bytes(pack(record, made))
    return file


def opened(file: Path) -> Machine:
    return open_file(file, known())


def repacked(file: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Rewrite the archive after `change` has edited its members."""
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file


def edited(file: Path, **fields: Any) -> Path:
    """Rewrite the archive with changed fields in its record."""

    def change(members: dict[str, bytes]) -> None:
        members[RECORD] = json.dumps(json.loads(members[RECORD]) | fields).encode()

    return repacked(file, change)
