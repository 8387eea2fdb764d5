"""Recorded answers as a model: a JSONL file of `{task_id, completion | solution}`, gzip or not.

A JSON file of lists, as ENAMEL's evaluator and bigcode's harness write it, works too: `codes[i][j]`
is the code of sample j for problem i, in a list or in an object with the keys "0", "1", …. Problem
i is the task whose id ends with `/i`, or the i-th task of a suite without such ids.

The module matches lines to requests; it neither judges nor extracts. `completion` is a model's
text, `solution` is code. Several lines for one task are its samples 0, 1, 2, … in the file's order,
or in the order of their `sample_index`. A list in one line holds several samples. `null` is an
empty answer. A number as `task_id` stands for the task whose id ends with it. A sample that the
file lacks becomes a row with `finish_reason` `missing`; `pipeline.recorded` decides whether a run
accepts such rows.

The file is untrusted, so reading it is bounded (line length, total unpacked size). An unusable line
raises DataError with file, line number and next step. The one exception is a last line that has no
newline and is not JSON: it was truncated while being written and is dropped with a warning.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import UNSET, UnsetType

from effbench.base import DataError, Generation, JsonObject, foreign, one_line
from effbench.models.base import ModelOptions, Request, answered, failed

SUFFIX = r"[.]jsonl?([.]gz)?$"
_FORM = '{"task_id": …, "completion": …} or {"task_id": …, "solution": …}'
_Texts = str | list[str | None] | None


class _Line(msgspec.Struct, frozen=True):
    task_id: str | int
    completion: _Texts | UnsetType = UNSET
    solution: _Texts | UnsetType = UNSET
    sample_index: int | None = None


class _Answer(msgspec.Struct, frozen=True):
    text: str
    is_code: bool


def _decode(line: bytes, decoder: msgspec.json.Decoder[_Line]) -> _Line:
    """Decode one row. The standard library reads NaN and lone surrogates, which msgspec rejects."""
    try:
        return decoder.decode(line)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError as error:
        try:
            raw = json.loads(line.decode("utf-8"))
        except (ValueError, RecursionError):
            raise error from None
        return msgspec.convert(raw, _Line)


def _answers_of(row: _Line) -> list[_Answer] | None:
    """Return the row's answers, or None if it has neither `completion` nor `solution`."""
    is_code = isinstance(row.solution, str | list)
    texts = row.solution if is_code else row.completion
    if texts is UNSET:
        texts = row.solution  # null or absent
    if isinstance(texts, UnsetType):
        return None
    found = texts if isinstance(texts, list) else [texts]
    return [_Answer(text or "", is_code and text is not None) for text in found]


def _numbers(task_ids: Iterable[str]) -> dict[int, list[str]]:
    """Map each number to the task ids that end with it, such as 3 to `HumanEval/3`."""
    found: dict[int, list[str]] = {}
    for task_id in task_ids:
        digits = task_id.rpartition("/")[2]
        if digits.isascii() and digits.isdigit() and len(digits) < 20:
            found.setdefault(int(digits), []).append(task_id)
    return found


class ReplayModel:
    """A model that returns recorded answers. It reads the whole file at once.

    Only answers to `task_ids` are kept. Requests may ask for fewer samples than the file has
    (`n_samples`, with a warning) or for more.

    Raises DataError if the file is unreadable or malformed, has a sample twice, or answers none of
    the tasks.
    """

    is_replay = True

    def __init__(self, path: str | Path, task_ids: Collection[str], n_samples: int) -> None:
        self._path = Path(path)
        self._task_ids = task_ids
        self._numbers = _numbers(task_ids)
        self.label = one_line(f"replay:{re.sub(SUFFIX, '', self._path.name)}")
        self.warnings: list[str] = []
        self._answers: dict[str, dict[int, _Answer]] = {}
        self._extra: dict[str, None] = {}
        self._read()
        self._sha256 = foreign.sha256_of(self._path)
        self._compare_ids()
        self._count_from_zero()
        most = max(self.counts.values())
        if most > n_samples:
            self.warnings.append(
                f"{self._path}: up to {most} answers per task; this run uses {n_samples} of them"
            )

    @property
    def counts(self) -> Mapping[str, int]:
        """Map each answered task to its number of answers in the file."""
        return {task_id: len(samples) for task_id, samples in self._answers.items()}

    def describe(self) -> JsonObject:
        """Return the file's name and digest and the numbers of answers, for the manifest."""
        counts = self.counts.values()
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
        """Yield the recorded answer, or a `missing` row, for each request."""
        for request in requests:
            samples = self._answers.get(request.task_id, {})
            answer = samples.get(request.sample_index)
            if answer is not None:
                yield answered(request, answer.text, is_code=answer.is_code, seed=None)
            elif samples:
                sample = f"sample {request.sample_index} of {request.task_id}"
                yield _missing(request, f"no answer for {sample} in {self._path.name}")
            else:
                yield _missing(request, f"no answer in {self._path.name}")

    def close(self) -> None:
        """Do nothing: the file is closed after reading."""
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
            kind = dict[str, list[str | None]] | list[list[str | None]]
            codes = msgspec.json.decode(data, type=kind)
        except DataError:
            raise
        except (ValueError, RecursionError) as error:  # msgspec's errors are ValueErrors
            raise DataError(
                f"{self._path}: not JSON of the form codes[problem][sample] ({one_line(error)}); "
                "put answers of another form into a .jsonl file, one {task_id, solution} per line"
            ) from error
        by_place = {str(place): id_ for place, id_ in enumerate(self._task_ids)}
        pairs = codes.items() if isinstance(codes, dict) else enumerate(codes)
        for problem, samples in pairs:
            if self._numbers:
                task_id = self._numbered(str(problem), f"{self._path}, problem {problem}")
            else:
                task_id = by_place.get(str(problem))
            if task_id is None:
                self._extra[f"problem {problem}"] = None
            elif samples:
                answers = [_Answer(code or "", code is not None) for code in samples]
                self._answers[task_id] = dict(enumerate(answers))

    def _numbered(self, number: str, where: str) -> str | None:
        """Return the task whose id ends with this number, or None. DataError if several do."""
        found = self._numbers.get(int(number), []) if re.fullmatch("[0-9]{1,19}", number) else []
        if len(found) > 1:
            raise DataError(
                f"{where}: {number} may be {found[0]} or {found[1]}; write the task's whole id"
            )
        return found[0] if found else None

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
        answers = _answers_of(row)
        if answers is None:
            raise self._wrong(number, "neither `completion` (text) nor `solution` (code)")
        task_id = self._task_of(row.task_id, number)
        if task_id is None:
            self._extra[one_line(row.task_id)] = None
            return
        samples = self._answers.setdefault(task_id, {})
        if row.sample_index is None:
            first = max(samples, default=-1) + 1
        elif len(answers) == 1:
            first = row.sample_index
        else:
            raise self._wrong(number, f"{len(answers)} answers with one sample_index")
        if first < 0:
            raise self._wrong(number, f"sample_index {first} is negative")
        for index, answer in enumerate(answers, first):
            if index in samples:
                raise self._wrong(number, f"a second answer for sample {index} of {task_id!r}")
            samples[index] = answer

    def _task_of(self, task_id: str | int, number: int) -> str | None:
        """Return the suite's id of a row's task, or None if the task is not in this run."""
        if isinstance(task_id, str) and task_id in self._task_ids:
            return task_id
        return self._numbered(str(task_id), f"{self._path}, line {number}")

    def _wrong(self, number: int, what: str) -> DataError:
        return DataError(f"{self._path}, line {number}: {what}; write it as {_FORM}, or remove it")

    def _count_from_zero(self) -> None:
        """Renumber the samples of each task 0, 1, 2, …, keeping the order of their indices."""
        others = [id_ for id_, found in self._answers.items() if max(found) >= len(found)]
        for task_id in others:
            samples = self._answers[task_id]
            self._answers[task_id] = dict(enumerate(samples[index] for index in sorted(samples)))
        if others:
            self.warnings.append(
                f"{self._path}: the sample_index of {len(others)} tasks (the first is "
                f"{others[0]!r}) does not count 0, 1, 2, …; their answers are used in its order"
            )

    def _compare_ids(self) -> None:
        self._answers = {task_id: found for task_id, found in self._answers.items() if found}
        if not self._answers:
            theirs = repr(next(iter(self._extra))) if self._extra else "no answer at all"
            ours = repr(next(iter(self._task_ids))) if self._task_ids else "no task at all"
            raise DataError(
                f"{self._path}: answers none of the tasks. The file has {theirs}, the suite has "
                f"{ours}: choose the suite that the answers are for, or rename their task_id"
                + "".join(f"; {warning}" for warning in self.warnings)
            )
        if self._extra:
            self.warnings.append(
                f"{self._path}: {len(self._extra)} task ids are not among this run's tasks and "
                f"were skipped; the first is {next(iter(self._extra))!r}"
            )


def _missing(request: Request, error: str) -> Generation:
    found = failed(request, error, blame="model")
    return msgspec.structs.replace(found, finish_reason="missing", blame=None)


def open_recorded(file: str, options: ModelOptions) -> ReplayModel:
    """Open a file of recorded answers: `replay:FILE`."""
    return ReplayModel(file, options.references.keys(), options.n_samples)
