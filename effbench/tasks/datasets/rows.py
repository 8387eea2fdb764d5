"""Read the rows of a published set from files or from the Hugging Face Hub, and check them.

Rows are plain data here: nothing in them is run, unpickled or imported. A source is

- a file of JSON lines (gzip or not), a JSON file (a list of objects, or one), or a parquet file;
- a folder of such files, as on the Hub: if some names begin with the wanted split, only those files
  are read;
- `hf:OWNER/NAME` or `hf:OWNER/NAME@REVISION`, through the `datasets` library. Loading scripts are
  never run.

`datasets` and, for parquet, `pyarrow` are imported only when needed (extra `datasets`).
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from effbench.base import DataError, UsageError, foreign, one_line
from effbench.tasks.datasets.problem_file import long_integers

HUB = "hf:"
_SUFFIXES = (".jsonl", ".json", ".jsonl.gz", ".json.gz", ".parquet")
_MAX_LINE_BYTES = 512 << 20
"""A line holds one problem with all its tests."""
_MAX_ID_CHARACTERS = 300
_ROWS_PER_BATCH = 32
_EXTRA = "install the extra: pip install 'effbench[datasets]'"

Kinds = type | tuple[type, ...]


@dataclass(frozen=True)
class Row:
    """One problem: its id, its place in the source (for messages), its fields and their digest."""

    id: str
    where: str
    fields: Mapping[str, Any]
    digest: str

    def __getitem__(self, name: str) -> Any:
        return self.fields[name]

    def broken(self, what: str) -> DataError:
        """Return a DataError that names this row and says what is wrong with it."""
        return DataError(f"{self.where}, task {one_line(self.id)}: {what}")

    def parsed(self, name: str) -> Any:
        """Return a field that holds JSON as text, parsed. A field that is not text is unchanged."""
        value = self.fields[name]
        return from_json(value, self, name) if isinstance(value, str) else value


def read(
    source: Path,
    fields: Mapping[str, Kinds],
    what: str,
    split: str,
    id_of: Callable[[Mapping[str, Any], int], object],
    ids_repeat: bool = False,
) -> list[Row]:
    """Read the rows of `source`. Each has `fields` with these types.

    `id_of` maps a row and its position to an id. With `ids_repeat`, the position is appended to an
    id that occurred before. `what` says which source to give; it ends every error message.

    Raises DataError if the source is unreadable, malformed or empty, a field is missing or has
    another type, or an id is invalid or occurs twice (without `ids_repeat`).
    """
    rows: list[Row] = []
    seen: dict[str, str] = {}
    for place, (where, value) in enumerate(_objects(source, split, what)):
        if not isinstance(value, dict):
            raise DataError(f"{where}: a {type(value).__name__} instead of an object; {what}")
        for name, kinds in fields.items():
            if not isinstance(value.get(name), kinds):
                wanted = " or ".join(
                    k.__name__ for k in (kinds if isinstance(kinds, tuple) else (kinds,))
                )
                raise DataError(
                    f"{where}, task {_called(id_of, value, place)}: no field {name!r} of type "
                    f"{wanted}; {what}"
                )
        task_id = _valid_id(id_of(value, place), where, what)
        if task_id in seen and ids_repeat:
            task_id = f"{task_id} #{place}"
        if task_id in seen:
            raise DataError(f"{where}: task {task_id} already occurs in {seen[task_id]}; {what}")
        seen[task_id] = where
        rows.append(Row(task_id, where, value, digest(value)))
    if not rows:
        raise DataError(f"{source}: it has no problems; {what}")
    return rows


def from_json(text: str, row: Row, name: str) -> Any:
    """Parse the JSON text of field `name`. An invalid text raises DataError with the row."""
    try:
        with long_integers():
            return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise row.broken(f"field {name!r} is not JSON: {one_line(error)}") from None


def _called(id_of: Callable[[Mapping[str, Any], int], object], value: Any, place: int) -> str:
    try:
        return one_line(id_of(value, place), 80)
    except Exception:  # the missing field may be the id itself
        return f"number {place}"


def _valid_id(task_id: object, where: str, what: str) -> str:
    """Return an id that is safe in files, tables and terminals: one printable line.

    Contest titles contain various Unicode spaces, which become plain spaces, and invisible marks
    (directions, joiners), which are removed. Raises DataError if the id is empty, too long or has
    control characters.
    """
    text = str(task_id) if isinstance(task_id, str | int) else ""
    kinds = [(c, unicodedata.category(c)) for c in text[: _MAX_ID_CHARACTERS + 1]]
    text = "".join(" " if kind == "Zs" else c for c, kind in kinds if kind != "Cf")
    if not text.strip() or len(text) > _MAX_ID_CHARACTERS or not text.isprintable():
        raise DataError(f"{where}: {one_line(repr(task_id), 80)} is not a valid task id; {what}")
    return text


def digest(value: Mapping[str, Any]) -> str:
    """Return the SHA-256 over all fields of a row."""
    with long_integers():
        text = json.dumps(value, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _objects(source: Path, split: str, what: str) -> Iterator[tuple[str, Any]]:
    """Yield (where, row) for all rows of `source`."""
    if str(source).startswith(HUB):
        yield from _from_hub(str(source)[len(HUB) :], split, what)
        return
    for path in _files(source, split, what):
        try:
            if path.suffix == ".parquet":
                yield from _from_parquet(path)
            elif path.name.removesuffix(".gz").endswith(".json"):
                yield from _from_json_file(path)
            else:
                yield from _from_lines(path)
        except DataError as error:
            raise DataError(f"{error}; {what}") from None


def _files(source: Path, split: str, what: str) -> list[Path]:
    if not source.is_dir():
        return [source]
    found = sorted(
        path
        for pattern in ("*", "data/*")
        for path in source.glob(pattern)
        if path.is_file() and path.name.endswith(_SUFFIXES)
    )
    found = [path for path in found if path.name.startswith(split)] or found
    if not found:
        raise DataError(f"{source}: no {', '.join(_SUFFIXES)} file in this folder; {what}")
    return found


def _from_lines(path: Path) -> Iterator[tuple[str, Any]]:
    for number, line in foreign.lines(path, _MAX_LINE_BYTES):
        if line.strip():
            yield f"{path}, line {number}", _loaded(line, f"{path}, line {number}")


def _from_json_file(path: Path) -> Iterator[tuple[str, Any]]:
    """Read a list of objects, or one object. A file that holds JSON lines is read as such."""
    data = foreign.content(path)
    try:
        value = _loaded(data, str(path))
    except DataError:
        if b"\n" not in data.strip():
            raise
        yield from _from_lines(path)
        return
    for place, item in enumerate(value if isinstance(value, list) else [value]):
        yield f"{path}, item {place}", item


def _loaded(data: bytes, where: str) -> Any:
    try:
        with long_integers():
            return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise DataError(f"{where}: not JSON: {one_line(error)}") from None


def _from_parquet(path: Path) -> Iterator[tuple[str, Any]]:
    try:
        from pyarrow import ArrowException, parquet
    except ImportError:
        raise UsageError(f"{path}: parquet needs pyarrow; {_EXTRA}") from None
    try:
        with foreign.open_file(path) as raw, parquet.ParquetFile(raw) as file:
            groups = range(file.metadata.num_row_groups)
            if sum(file.metadata.row_group(i).total_byte_size for i in groups) > (
                foreign.MAX_FILE_BYTES
            ):
                raise DataError(f"{path}: more than {foreign.MAX_FILE_BYTES} bytes of data")
            place = 0
            for batch in file.iter_batches(_ROWS_PER_BATCH):
                for value in batch.to_pylist():
                    yield f"{path}, row {place}", value
                    place += 1
    except (OSError, ValueError, ArrowException) as error:
        raise DataError(f"{path}: not a parquet file: {one_line(error)}") from None


def _from_hub(name: str, split: str, what: str) -> Iterator[tuple[str, Any]]:
    repository, _, revision = name.partition("@")
    if len(parts := repository.split("/")) != 2 or not all(parts):
        raise UsageError(f"{HUB}{name}: write {HUB}OWNER/NAME or {HUB}OWNER/NAME@REVISION; {what}")
    try:
        import datasets
    except ImportError:
        raise UsageError(f"{HUB}{name} needs the datasets library; {_EXTRA}") from None
    try:
        loaded = datasets.load_dataset(repository, split=split, revision=revision or None)
    except Exception as error:  # from several libraries: the Hub's, arrow's, the network's
        raise DataError(
            f"{HUB}{name}, split {split}: {one_line(error)}; download its files and give "
            f"one, or their folder; {what}"
        ) from None
    for place, value in enumerate(loaded):
        yield f"{HUB}{name}, row {place}", value


def texts(value: Any, row: Row, name: str) -> Sequence[str]:
    """Return `value` if it is a list of texts, otherwise raise DataError with row and field."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise row.broken(f"{name} is not a list of texts")
    return value
