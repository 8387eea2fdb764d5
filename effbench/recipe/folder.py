"""The recipe's output folder, whose files record the finished stages.

    OUT/recipe.json               the configuration; a different one is refused
    OUT/STAGE/done.json           the figures of a finished stage; written last
    OUT/STAGE/metrics.jsonl       one line per logged step
    OUT/STAGE/model/              the stage's model, safetensors and tokenizer
    OUT/STAGE/trainer/            the trainer's checkpoints, until the stage is done
    OUT/eval/STAGE/               a run folder
    OUT/watch.jsonl, curves.png

Whole files and folders are renamed into place; lines are appended. A torn last line is dropped with
a warning.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from effbench.base import DataError, JsonObject, UsageError, read_file, read_text
from effbench.recipe.config import Recipe
from effbench.runs import (
    cut_torn_line,
    lock_folder,
    missing_folders,
    remove_empty,
    write_atomically,
)

DONE = "done.json"
RECIPE = "recipe.json"


class Folder:
    """OUT, locked for one process at a time. Raises UsageError if it holds another recipe."""

    def __init__(self, path: Path, recipe: Recipe) -> None:
        self.path = path
        self._made = missing_folders(path)
        self._lock = lock_folder(path, "another effbench train is running here")
        self._require_same(recipe)

    def __enter__(self) -> Folder:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None and issubclass(kind, Exception) and self._made:
            self._discard_if_empty()
        os.close(self._lock)

    def _discard_if_empty(self) -> None:
        """Remove a folder that was created by a training that failed before its first stage."""
        files = list(self.path.iterdir())
        ours = ("LOCK", RECIPE)
        if all(f.is_file() and (f.name in ours or not f.stat().st_size) for f in files):
            with contextlib.suppress(OSError):
                for file in files:
                    file.unlink()
            remove_empty(self._made)

    def stage(self, name: str) -> Path:
        """Return a stage's folder, which is created if necessary."""
        folder = self.path / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def model(self, stage: str) -> Path:
        """Return the path of a stage's model, which need not exist."""
        return self.path / stage / "model"

    def done(self, stage: str) -> JsonObject | None:
        """Return the figures of a finished stage, else None."""
        figures: JsonObject | None = read_json(self.path / stage / DONE)
        return figures

    def finish(self, stage: str, figures: JsonObject) -> None:
        """Mark a stage as finished and store its figures."""
        write_json(self.stage(stage) / DONE, figures)

    def _require_same(self, recipe: Recipe) -> None:
        file = self.path / RECIPE
        now = json.loads(msgspec.json.encode(recipe))
        before = read_json(file)
        if before is None:
            write_json(file, now)
        elif before != now:
            differing = ", ".join(sorted(_differences(before, now)))
            raise UsageError(
                f"{self.path} holds a recipe with another {differing}; use the configuration that "
                "it was started with, or another --out"
            )


def place(target: Path, make: Callable[[Path], None]) -> None:
    """Let `make` write into a temporary folder, then rename that to `target`, replacing it."""
    parts = target.with_name(target.name + ".part")
    shutil.rmtree(parts, ignore_errors=True)
    parts.mkdir(parents=True)
    make(parts)
    shutil.rmtree(target, ignore_errors=True)
    os.rename(parts, target)


def write_json(file: Path, value: Any) -> None:
    """Write a value as indented JSON, atomically. Raises ValueError for NaN or infinity."""
    text = json.dumps(value, allow_nan=False, ensure_ascii=False, indent=1, sort_keys=True)
    write_atomically(file, f"{text}\n".encode())


def read_json(file: Path) -> Any:
    """Return a JSON file's value; None if it does not exist. Raises DataError if it is invalid."""
    try:
        return json.loads(read_text(file))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise DataError(
            f"{file}: can't be read ({error}); remove it to do this part again"
        ) from None


def append_line(file: Path, value: Any) -> None:
    """Append a value with one write, so that a killed process leaves at most one torn line."""
    text = json.dumps(value, allow_nan=False, ensure_ascii=False)
    with file.open("ab") as stream:
        stream.write(f"{text}\n".encode())


def read_lines(file: Path, warn: Callable[[str], None]) -> list[Any]:
    """Return the values of a file of JSON lines.

    A torn last line is removed from the file, with a warning, so that lines can be appended. Raises
    DataError if another line is not JSON.
    """
    if not file.exists():
        return []
    if cut_torn_line(file):
        warn(f"{file}: dropped a torn last line")
    return list(_values(file, read_file(file)))


def _values(file: Path, whole: bytes) -> Iterator[Any]:
    for number, line in enumerate(whole.split(b"\n"), 1):
        if line:
            try:
                yield json.loads(line)
            except ValueError:
                raise DataError(f"{file}, line {number}: not JSON; remove the file") from None


def _differences(before: Any, now: Any, above: str = "") -> Iterator[str]:
    if not isinstance(before, dict) or not isinstance(now, dict):
        if before != now:
            yield above.removesuffix(".")
        return
    for key in {**before, **now}:
        yield from _differences(before.get(key), now.get(key), f"{above}{key}.")
