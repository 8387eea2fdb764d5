"""Recorded answers as a model: a JSONL file of `{task_id, completion | solution}`, gzip or not.

Also a JSON file of lists, as ENAMEL's evaluator and bigcode's harness write them: `codes[i][j]` is
the code of sample j for problem i, in a list or in an object with the keys "0", "1", …. Problem i
is the task whose id ends with `/i`, or the i-th task of a suite without such ids.

Decides which line answers which request. It does not judge and does not extract: `completion` is a
model's text, `solution` is code. Several lines for one task are its samples 0, 1, 2, … in the
file's order, unless they carry a `sample_index`. A task that the file lacks is an error row, never
left out: an answer that is missing counts as a failure.

The file is foreign, so reading it is bounded (a line's length, the unpacked total) and a line that
is not what it should be is a DataError with file and line number. The one exception is a last line
without its newline that is no JSON: it was cut off while it was written, and is dropped with a
warning.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from effbench import foreign
from effbench.errors import DataError
from effbench.foreign import one_line
from effbench.models.base import Request, answered, failed
from effbench.records import Generation

SUFFIX = r"[.]jsonl?([.]gz)?$"


class _Line(msgspec.Struct, frozen=True):
    task_id: str
    completion: str | None = None
    solution: str | None = None
    sample_index: int | None = None


class _Answer(msgspec.Struct, frozen=True):
    text: str
    is_code: bool


def _decode(line: bytes, decoder: msgspec.json.Decoder[_Line]) -> _Line:
    try:
        return decoder.decode(line)
    except msgspec.DecodeError:
        if b"\\ud" not in line.lower():
            raise
        # msgspec takes no lone surrogates; models that cut a character in two write them
        return msgspec.convert(json.loads(line), _Line)


class ReplayModel:
    """Reads the whole file at once; only answers to `task_ids` are kept.

    Requests may ask for fewer samples than the file has (`n_samples`, with a warning) or for more.

    Raises DataError: unreadable or malformed file, a sample twice, no answer to any of the tasks.
    """

    is_replay = True

    def __init__(self, path: str | Path, task_ids: Collection[str], n_samples: int) -> None:
        self._path = Path(path)
        self._task_ids = task_ids
        self.label = f"replay:{re.sub(SUFFIX, '', self._path.name)}"
        self.warnings: list[str] = []
        self._answers: dict[str, dict[int, _Answer]] = {}
        self._extra: dict[str, None] = {}
        self._read()
        with self._path.open("rb") as file:
            self._sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        self._compare_ids()
        most = max(len(samples) for samples in self._answers.values())
        if most > n_samples:
            self.warnings.append(
                f"{self._path}: up to {most} answers a task, of which this run uses {n_samples}"
            )

    def describe(self) -> dict[str, Any]:
        counts = [len(samples) for samples in self._answers.values()]
        return {
            "kind": "replay",
            "label": self.label,
            "file": self._path.name,
            "sha256": self._sha256,
            "n_tasks": len(counts),
            "n_answers": sum(counts),
            "samples_per_task": [min(counts), max(counts)],
        }

    def generate(self, requests: Sequence[Request]) -> Iterator[Generation]:
        for request in requests:
            samples = self._answers.get(request.task_id, {})
            answer = samples.get(request.sample_index)
            if answer is not None:
                yield answered(request, answer.text, is_code=answer.is_code, seed=None)
            elif samples:
                sample = f"sample {request.sample_index} of {request.task_id}"
                yield failed(request, f"no answer for {sample} in {self._path.name}", blame="model")
            else:
                yield failed(request, f"no answer in {self._path.name}", blame="model")

    def close(self) -> None:
        return None

    def _read(self) -> None:
        if self._path.name.removesuffix(".gz").endswith(".json"):
            self._read_lists()
            return
        decoder = msgspec.json.Decoder(_Line)
        for number, line in foreign.lines(self._path):
            if line.strip():
                self._add(number, line, decoder)

    def _read_lists(self) -> None:
        try:
            data = foreign.content(self._path)
            codes = msgspec.json.decode(data, type=dict[str, list[str]] | list[list[str]])
        except (ValueError, RecursionError) as error:  # msgspec's errors are ValueErrors
            raise DataError(
                f"{self._path}: no JSON of the form codes[problem][sample] ({one_line(error)}); "
                "answers of other forms go into a .jsonl file, {task_id, solution} a line"
            ) from error
        ordered = list(self._task_ids)
        by_number = {number: id_ for id_ in ordered if (number := id_.rpartition("/")[2]).isdigit()}
        by_place = by_number or {str(place): id_ for place, id_ in enumerate(ordered)}
        pairs = codes.items() if isinstance(codes, dict) else enumerate(codes)
        for problem, samples in pairs:
            task_id = by_place.get(str(problem))
            if task_id is None:
                self._extra[f"problem {problem}"] = None
            else:
                self._answers[task_id] = {j: _Answer(code, True) for j, code in enumerate(samples)}

    def _add(self, number: int, line: bytes, decoder: msgspec.json.Decoder[_Line]) -> None:
        try:
            row = _decode(line, decoder)
        except msgspec.ValidationError as error:
            raise self._wrong(number, one_line(error)) from error
        except (ValueError, RecursionError) as error:
            if not line.endswith(b"\n"):
                self.warnings.append(
                    f"{self._path}: dropped line {number}, the last one: it was cut off"
                )
                return
            raise self._wrong(number, one_line(error)) from error
        text = row.completion if row.solution is None else row.solution
        if text is None:
            raise self._wrong(number, "neither `completion` (text) nor `solution` (code)")
        if row.task_id not in self._task_ids:
            self._extra[row.task_id] = None
            return
        samples = self._answers.setdefault(row.task_id, {})
        index = len(samples) if row.sample_index is None else row.sample_index
        if index < 0:
            raise self._wrong(number, f"sample_index {index} is negative")
        if index in samples:
            raise self._wrong(number, f"a second answer for sample {index} of {row.task_id!r}")
        samples[index] = _Answer(text, row.solution is not None)

    def _wrong(self, number: int, what: str) -> DataError:
        return DataError(f"{self._path}, line {number}: {what}")

    def _compare_ids(self) -> None:
        if not self._answers:
            theirs = repr(next(iter(self._extra))) if self._extra else "no answer at all"
            ours = repr(next(iter(self._task_ids))) if self._task_ids else "no task at all"
            raise DataError(
                f"{self._path}: answers none of the tasks. The file has {theirs}, the suite has "
                f"{ours}: choose the suite that the answers are for, or rename their task_id"
            )
        if self._extra:
            self.warnings.append(
                f"{self._path}: {len(self._extra)} task ids are not among this run's tasks and are "
                f"left aside, the first of them {next(iter(self._extra))!r}"
            )
