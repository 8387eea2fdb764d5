"""Convert data frames to plain columns and back.

This module defines which pandas frames can be sent and how they are simplified. `wire.py` and
`reader.py` encode the bytes: a frame is sent as its names and columns, which are ordinary values. A
received frame is built here from checked columns.

Supported are unique names of type str, and columns of bool, integers, floats (at most 64 bits),
datetimes and str. Simplified are:

- the index: an unnamed flat index of integers, which filtering and sorting leave behind, is
  dropped. Any other index holds data, so it is rejected rather than lost: `reset_index()` keeps it.
- text: every string dtype becomes an object column of str; missing text becomes None.
- datetimes: every unit becomes datetime64[ns].

Rejected are categories, nullable numbers, time zones, time differences, objects other than str,
subclasses of DataFrame, and rows without columns.

pandas is imported for the first frame. In the guest it is importable only if the task allows
pandas. Standard library only: the guest loads this file.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

_TIME, _TEXT = "time", "text"  # tags of columns that are not number arrays
_NUMBER_KINDS = "biuf"
_MAX_ITEM_BYTES = 8


def is_frame(value: Any) -> bool:
    """Test for a data frame without importing pandas: no frame can exist before pandas loads."""
    return type(value) is getattr(sys.modules.get("pandas"), "DataFrame", None)


def take_apart(frame: Any) -> tuple[list[str], list[Any]]:
    """Return a frame's names and columns as plain data.

    Raises ValueError, with the reason, if the frame can't be sent.
    """
    pandas = importlib.import_module("pandas")
    names = list(frame.columns)
    if not all(type(name) is str for name in names) or len(set(names)) != len(names):
        raise ValueError("a data frame's column names must be unique and of type str")
    index = frame.index
    if not (index.nlevels == 1 and index.name is None and index.dtype.kind in "iu"):
        raise ValueError("a data frame's index can't be sent: call reset_index() on it")
    if len(frame) and not names:
        raise ValueError("a data frame with rows but without columns can't be sent")
    return names, [_plain(pandas, name, frame[name]) for name in names]


def _plain(pandas: Any, name: str, column: Any) -> Any:
    dtype = column.dtype
    numpy_backed = type(dtype).__module__.partition(".")[0] == "numpy"
    if isinstance(dtype, pandas.StringDtype) or (numpy_backed and dtype.kind == "O"):
        return _plain_text(pandas, name, column.to_numpy(dtype=object))
    if numpy_backed and dtype.kind in _NUMBER_KINDS and dtype.itemsize <= _MAX_ITEM_BYTES:
        return column.to_numpy()
    if numpy_backed and dtype.kind == "M":
        return (_TIME, column.astype("datetime64[ns]").to_numpy().view("int64"))
    raise ValueError(f"a data frame's column {name!r} of dtype {dtype} is not plain data")


def _plain_text(pandas: Any, name: str, cells: Any) -> Any:
    """Return (tag, the texts that are present, the mask of their rows or None for all rows)."""
    missing = pandas.isna(cells)
    texts = cells[~missing].tolist()
    others = sorted({type(text).__name__ for text in texts if type(text) is not str})
    if others:
        raise ValueError(f"a data frame's column {name!r} of objects holds {', '.join(others)}")
    return (_TEXT, texts, ~missing if missing.any() else None)


def put_together(names: Any, columns: Any) -> Any:
    """Build a frame from hostile names and columns (plain data). Raises ValueError if malformed."""
    pandas, numpy = importlib.import_module("pandas"), importlib.import_module("numpy")
    if type(names) is not list or type(columns) is not list or len(names) != len(columns):
        raise ValueError("a frame is as many names as columns")
    if not all(type(name) is str for name in names) or len(set(names)) != len(names):
        raise ValueError("a frame's names are unique texts")
    for name in names:
        name.encode()  # raises for lone surrogates, which some dtypes refuse
    cells = [_checked(numpy, column) for column in columns]
    if len({len(column) for column in cells}) > 1:
        raise ValueError("a frame's columns are equally long")
    # Keep object columns: some versions of pandas would convert them to a string dtype.
    kept = [pandas.Series(c, dtype=object) if c.dtype.kind == "O" else c for c in cells]
    return pandas.DataFrame(dict(zip(names, kept, strict=True)), copy=True)


def _checked(numpy: Any, column: Any) -> Any:
    """Return a hostile column as an array of numbers, datetimes or objects."""
    mark, *parts = column if type(column) is tuple and column else ("numbers", column)
    if mark == "numbers" and len(parts) == 1:
        return _line(numpy, parts[0], _NUMBER_KINDS)
    if mark == _TIME and len(parts) == 1:
        found = _line(numpy, parts[0], "i")
        if found.dtype.itemsize != _MAX_ITEM_BYTES:
            raise ValueError("a datetime is 64 bits")
        return found.view("datetime64[ns]")
    if mark == _TEXT and len(parts) == 2:
        return _checked_text(numpy, *parts)
    raise ValueError("an unknown form of column")


def _checked_text(numpy: Any, texts: Any, present: Any) -> Any:
    if type(texts) is not list or set(map(type, texts)) - {str}:
        raise ValueError("a column of texts holds texts")
    if present is None:
        cells = numpy.empty(len(texts), dtype=object)
        cells[:] = texts
        return cells
    mask = _line(numpy, present, "b")
    if int(mask.sum()) != len(texts):
        raise ValueError("as many texts as the mask says")
    cells = numpy.full(len(mask), None, dtype=object)
    cells[mask] = texts
    return cells


def _line(numpy: Any, value: Any, kinds: str) -> Any:
    if type(value) is not numpy.ndarray or value.ndim != 1:
        raise ValueError("a column is an array of one dimension")
    if value.dtype.kind not in kinds or value.dtype.itemsize > _MAX_ITEM_BYTES:
        raise ValueError("a column of a dtype that is not sent")
    return value
