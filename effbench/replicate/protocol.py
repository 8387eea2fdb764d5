"""The programs that a replication times, and their layout as the samples of one run.

This module defines the lists of tasks and the order of the sets. A change of either needs a new
PROTOCOL.

A session is an ordinary run of recorded answers. Sample i of each task belongs to the set that has
i in its range: the reference tiers come first, one sample each, then the attempt sets. All programs
of a task therefore run in the same blocks, and this package does no timing of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from effbench.base import DataError, Record, UsageError
from effbench.models import ReplayModel, Request
from effbench.tasks import Suite

PROTOCOL = 1
TIERS = ("fast", "medium", "slow")
"""The first sets. `fast` is the reference itself, so its true ratio is 1 on every machine."""
LISTS: Mapping[str, tuple[str, ...] | None] = {
    "core": None,
    "short": (
        "closest_pairs_k", "count_subarrays_range", "csv_dialect_parse", "edit_within_k",
        "factor_batch_64", "fft_convolve_int", "groupby_rolling_rank", "lis_weighted",
        "lru_with_ttl", "matrix_text_transpose", "max_flow_unit_caps", "reservoir_heavy_hitters",
    ),
}  # fmt: skip
"""List -> ids of its tasks; None: the whole suite. `short` has one task of each of twelve kinds: it
can show a large shift, but is too short to show that there is none."""
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
MAX_SAMPLES = 100


class ProgramSet(Record, frozen=True, kw_only=True):
    """One tier or attempt set: the samples `first` to `first + count - 1` of every task."""

    name: str
    first: int
    count: int = 1


def task_ids(list_name: str) -> tuple[str, ...] | None:
    """Return the tasks of a list; None means the whole suite. UsageError for an unknown list."""
    if list_name not in LISTS:
        raise UsageError(f"--list {list_name}: choose one of {', '.join(LISTS)}")
    return LISTS[list_name]


def parse_answers(text: str) -> tuple[str, Path]:
    """Parse `NAME=FILE` of the option --answers. Raises UsageError for any other form."""
    name, equals, file = text.partition("=")
    if not equals or not file or NAME.fullmatch(name) is None or name in TIERS:
        raise UsageError(
            f"--answers {text!r}: write NAME=FILE.jsonl, the name of small letters, digits, . _ -, "
            f"and other than {', '.join(TIERS)}"
        )
    return name, Path(file)


def lay_out(
    suite: Suite, answers: Sequence[tuple[str, Path]]
) -> tuple[bytes, tuple[ProgramSet, ...]]:
    """Return the file of recorded answers that a session runs, and the sets in it.

    A set without a program for a task has an empty answer there, which is not timed and which the
    report leaves out. Raises UsageError for a duplicate name, DataError for a bad file.
    """
    names = [name for name, _ in answers]
    if len(set(names)) < len(names):
        raise UsageError("--answers: give each file a different name")
    sets = [ProgramSet(name=tier, first=place) for place, tier in enumerate(TIERS)]
    rows: list[dict[str, object]] = [
        {"task_id": task.id, "sample_index": place, "solution": task.references.get(tier)}
        for place, tier in enumerate(TIERS)
        for task in suite.tasks
    ]
    for name, file in answers:
        model = ReplayModel(file, [task.id for task in suite.tasks], MAX_SAMPLES)
        first, count = sets[-1].first + sets[-1].count, max(model.counts.values())
        if first + count > MAX_SAMPLES:
            raise DataError(f"{file}: more than {MAX_SAMPLES} programs per task; give fewer")
        sets.append(ProgramSet(name=name, first=first, count=count))
        rows += _rows(model, suite, first, count)
    lines = b"".join(msgspec.json.encode(row) + b"\n" for row in rows)
    return lines, tuple(sets)


def _rows(model: ReplayModel, suite: Suite, first: int, count: int) -> list[dict[str, object]]:
    requests = [
        Request(task.id, index, messages=(), seed=0, prompt_sha256="", entry_point="")
        for task in suite.tasks
        for index in range(count)
    ]
    return [
        {
            "task_id": found.task_id,
            "sample_index": first + found.sample_index,
            "solution" if found.is_code else "completion": found.text or None,
        }
        for found in model.generate(requests)
    ]
