"""Compare an answer with the expected one: the built-in checkers and the first difference.

This module defines equality of plain data: types, float tolerances, arrays, data frames. A checker
is called with (arguments, returned, expected) in the host, on strictly decoded data. The task file
chooses its checker; rules that are specific to one task are not here.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Collection, Sequence
from typing import Any

from effbench.base import shown

Check = Callable[[tuple[Any, ...], Any, Any], "str | None"]
"""(arguments, returned, expected) -> None if correct, else one line that describes the fault."""

_SHOWN_CHARACTERS = 80


def equal(arguments: tuple[Any, ...], returned: Any, expected: Any) -> str | None:
    """Check for the same values of the same types.

    A tuple counts as a list. True, 1 and 1.0 are all different, also in sets and as keys. NaN
    equals nothing, as in Python. Use `close` for computed floats.
    """
    difference = first_difference(returned, expected)
    return None if difference is None else f"differs {difference}"


def close(rel: float, abs_tol: float = 0.0) -> Check:
    """Return a checker that compares floats within `rel * max(|a|, |b|)` or `abs_tol`.

    NaN matches NaN only. Floats, integers in place of floats, and float arrays are compared with
    the tolerance, everything else as by `equal`. A complex-valued or object array never matches.
    """

    def check(arguments: tuple[Any, ...], returned: Any, expected: Any) -> str | None:
        difference = first_difference(returned, expected, rel=rel, abs_tol=abs_tol)
        return None if difference is None else f"differs {difference}"

    return check


def first_difference(
    returned: Any, expected: Any, rel: float | None = None, abs_tol: float = 0.0, path: str = ""
) -> str | None:
    """Describe the first difference of two plain-data values; None if there is none.

    Arrays are compared by shape, kind of dtype and values. Data frames must have the same columns
    in the same order, with the same kinds of dtype and the same rows. Missing values (None, NaN,
    NaT) equal each other. The index is ignored.
    """
    where = f"at {path}" if path else "at the top"
    if isinstance(expected, list | tuple):
        return _sequence_difference(returned, expected, rel, abs_tol, path)
    if isinstance(expected, dict):
        if not isinstance(returned, dict):
            return f"{where}: a {type(returned).__name__} where a dict belongs"
        if len(returned) != len(expected) or _typed_keys(returned) != _typed_keys(expected):
            return f"{where}: other keys"
        for key, want in expected.items():
            found = first_difference(returned[key], want, rel, abs_tol, f"{path}[{key!r}]")
            if found:
                return found
        return None
    if isinstance(expected, set | frozenset):
        return _set_difference(returned, expected, where)
    if _is_frame(expected):
        return _frame_difference(returned, expected, rel, abs_tol, path)
    if hasattr(expected, "dtype"):
        return _array_difference(returned, expected, rel, abs_tol, where)
    return _scalar_difference(returned, expected, rel, abs_tol, where)


def _sequence_difference(
    returned: Any, expected: Any, rel: float | None, abs_tol: float, path: str
) -> str | None:
    where = f"at {path}" if path else "at the top"
    if not isinstance(returned, list | tuple):
        return f"{where}: a {type(returned).__name__} where a {type(expected).__name__} belongs"
    if len(returned) != len(expected):
        return f"{where}: length {len(returned)}, not {len(expected)}"
    if rel is None and _plainly_equal(returned, expected):
        return None
    for index, (got, want) in enumerate(zip(returned, expected, strict=True)):
        found = first_difference(got, want, rel, abs_tol, f"{path}[{index}]")
        if found:
            return found
    return None


def _plainly_equal(returned: Sequence[Any], expected: Sequence[Any]) -> bool:
    """Fast path for long flat sequences: equal values and one common scalar type."""
    kinds = set(map(type, expected))
    return (
        len(kinds) == 1
        and kinds <= {int, str, bool, bytes}
        and set(map(type, returned)) == kinds
        and list(returned) == list(expected)
    )


def _scalar_difference(
    returned: Any, expected: Any, rel: float | None, abs_tol: float, where: str
) -> str | None:
    if rel is not None and type(expected) is float and type(returned) in (float, int):
        same = _is_close(returned, expected, rel, abs_tol)
    else:
        same = type(returned) is type(expected) and bool(returned == expected)
    return None if same else f"{where}: {_shown(returned)}, not {_shown(expected)}"


def _is_close(returned: float, expected: float, rel: float, abs_tol: float) -> bool:
    try:
        value = float(returned)
    except OverflowError:  # an int beyond the range of floats is close to no float
        return False
    if math.isnan(expected) or math.isnan(value):
        return math.isnan(expected) and math.isnan(value)
    return math.isclose(value, expected, rel_tol=rel, abs_tol=abs_tol)


def _set_difference(returned: Any, expected: Any, where: str) -> str | None:
    if type(returned) is not type(expected):
        return f"{where}: a {type(returned).__name__} where a {type(expected).__name__} belongs"
    if len(returned) == len(expected) and _typed_keys(returned) == _typed_keys(expected):
        return None
    return f"{where}: {_shown(returned)}, not {_shown(expected)}"


def _typed_keys(value: Collection[Any]) -> set[tuple[type, Any]]:
    """Return keys or items with their types, because 1, True and 1.0 are one key to a dict."""
    if {tuple, frozenset}.isdisjoint(map(type, value)):
        return {(type(key), key) for key in value}
    return set(map(_typed, value))


def _typed(key: Any) -> tuple[type, Any]:
    """Return a key with its type and, recursively, the types of its items."""
    if type(key) is tuple:
        return tuple, tuple(map(_typed, key))
    if type(key) is frozenset:
        return frozenset, frozenset(map(_typed, key))
    return type(key), key


def _array_difference(
    returned: Any, expected: Any, rel: float | None, abs_tol: float, where: str
) -> str | None:
    import numpy as np  # here because a task file without arrays should not pay for it

    if not isinstance(returned, np.ndarray):
        return f"{where}: a {type(returned).__name__} where an array belongs"
    if returned.shape != expected.shape:
        return f"{where}: shape {returned.shape}, not {expected.shape}"
    if returned.dtype.kind != expected.dtype.kind:
        return f"{where}: dtype {returned.dtype}, not {expected.dtype}"
    if rel is not None and expected.dtype.kind == "f":
        same = np.isclose(returned, expected, rtol=rel, atol=abs_tol, equal_nan=True)
    else:
        same = returned == expected
    if bool(np.all(same)):
        return None
    index = tuple(int(i) for i in np.argwhere(~np.asarray(same))[0])
    return f"{where}{list(index)}: {returned[index]}, not {expected[index]}"


def _is_frame(value: Any) -> bool:
    """Test for a data frame without importing pandas: no frame can exist before pandas loads."""
    return type(value) is getattr(sys.modules.get("pandas"), "DataFrame", None)


def _frame_difference(
    returned: Any, expected: Any, rel: float | None, abs_tol: float, path: str
) -> str | None:
    where = f"at {path}" if path else "at the top"
    if not _is_frame(returned):
        return f"{where}: a {type(returned).__name__} where a data frame belongs"
    if list(returned.columns) != list(expected.columns):
        got, want = _shown(list(returned.columns)), _shown(list(expected.columns))
        return f"{where}: columns {got}, not {want}"
    if len(returned) != len(expected):
        return f"{where}: {len(returned)} rows, not {len(expected)}"
    for place, name in enumerate(expected.columns):
        got, want = returned.iloc[:, place], expected.iloc[:, place]
        found = _column_difference(got, want, rel, abs_tol, f"{path}[{name!r}]")
        if found:
            return found
    return None


def _column_difference(
    returned: Any, expected: Any, rel: float | None, abs_tol: float, path: str
) -> str | None:
    import numpy as np  # here because a task file without arrays should not pay for it

    got, want = returned.to_numpy(), expected.to_numpy()
    if got.dtype.kind != want.dtype.kind:
        return f"at {path}: dtype {got.dtype}, not {want.dtype}"
    missing = expected.isna().to_numpy()
    if rel is not None and want.dtype.kind == "f":
        same = np.isclose(got, want, rtol=rel, atol=abs_tol, equal_nan=True)
    else:
        same = (got == want) | missing & returned.isna().to_numpy()
    if bool(np.all(same)):
        return None
    row = int(np.argmin(same))
    show = _shown if want.dtype.kind == "O" else str
    return f"at {path}[{row}]: {show(got[row])}, not {show(want[row])}"


def _shown(value: Any) -> str:
    return shown(value, _SHOWN_CHARACTERS)
