"""Edit a right answer so that its meaning changes: plain data, arrays and frames.

The edits do not depend on the task. If an edited answer may also be right, the task defines its own
edits (`@TASK.edits`).
"""

from __future__ import annotations

import copy
import math
import random
from collections.abc import Callable, Iterator
from typing import Any

_REL = 1e-2  # relative change of a float, far beyond any tolerance that a checker needs
WRONG_TYPES: tuple[Any, ...] = (None, "", "0", b"", 10**400, float("nan"), [[]], {}, ("", 0))


def edits(answer: Any, rng: random.Random) -> Iterator[Any]:
    """Yield edited copies of `answer` endlessly."""
    while True:
        yield edited(answer, rng)


def edited(answer: Any, rng: random.Random) -> Any:
    """Return a copy of `answer` with one change at a random place."""
    if isinstance(answer, bool):
        return not answer
    if isinstance(answer, int):
        step = rng.choice((1, -1, 2, 10, max(1, abs(answer) // 3)))
        return rng.choice((answer + step, answer - step, ~answer))
    if isinstance(answer, float):
        return _edited_float(answer, rng)
    if isinstance(answer, str | bytes):
        return _edited_text(answer, rng)
    if isinstance(answer, list | tuple):
        return _edited_sequence(answer, rng)
    if isinstance(answer, dict):
        return _edited_dict(answer, rng)
    if isinstance(answer, set | frozenset):
        return type(answer)(_edited_sequence(sorted(answer, key=repr), rng))
    if hasattr(answer, "columns"):
        return _edited_frame(answer, rng)
    if hasattr(answer, "dtype"):
        return _edited_array(answer, rng)
    return 0  # for None any other value is an edit


def _edited_float(answer: float, rng: random.Random) -> float:
    if not math.isfinite(answer):
        return 0.0
    step = max(abs(answer), 1.0) * _REL
    return rng.choice((answer + step, answer - step, math.nan, -answer))


def _edited_text(answer: Any, rng: random.Random) -> Any:
    pieces = [answer[i : i + 1] for i in range(len(answer))]
    empty = answer[:0]
    other = "~" if isinstance(answer, str) else b"~"
    if not pieces:
        return other
    place = rng.randrange(len(pieces))
    change = rng.randrange(3)
    if change == 0:
        del pieces[place]
    elif change == 1:
        pieces.insert(place, pieces[place])
    else:
        pieces[place] = other if pieces[place] != other else other * 2
    return empty.join(pieces)


def _edited_sequence(answer: Any, rng: random.Random) -> Any:
    """Drop, duplicate, swap or edit an element: for answers whose order matters."""
    items = list(answer)
    if not items:
        return type(answer)([0])
    place = rng.randrange(len(items))
    change = rng.choices(("edit", "drop", "double", "swap"), (6, 1, 1, 2))[0]
    if change == "drop":
        del items[place]
    elif change == "double":
        items.insert(place, items[place])
    elif change == "swap":
        other = rng.randrange(len(items))
        items[place], items[other] = items[other], items[place]
    else:
        items[place] = edited(items[place], rng)
    return type(answer)(items)


def _edited_dict(answer: dict[Any, Any], rng: random.Random) -> dict[Any, Any]:
    changed = dict(answer)
    if not changed:
        return {0: 0}
    key = rng.choice(list(changed))
    if rng.random() < 0.3:
        del changed[key]
    else:
        changed[key] = edited(changed[key], rng)
    return changed


def _edited_array(answer: Any, rng: random.Random) -> Any:
    if answer.size == 0 or rng.random() < 0.1:
        import numpy as np  # here because few tasks have arrays

        return np.concatenate([answer.ravel(), np.zeros(1, answer.dtype)])
    changed = copy.copy(answer)
    place = rng.randrange(answer.size)
    changed.flat[place] = edited(changed.flat[place].item(), rng)
    return changed


def _edited_frame(answer: Any, rng: random.Random) -> Any:
    """Drop a row, rename a column, move the first column to the end, or edit one cell."""
    columns = list(answer.columns)
    change = rng.choices(("cell", "row", "name", "order"), (7, 1, 1, 1))[0]
    if not len(answer) or change == "name":
        return answer.rename(columns={columns[0]: f"{columns[0]}_"})
    if change == "row":
        return answer.drop(index=answer.index[rng.randrange(len(answer))]).reset_index(drop=True)
    if change == "order" and len(columns) > 1:
        return answer[columns[1:] + columns[:1]]
    name = rng.choice(columns)
    old = answer[name]
    values = old.tolist()
    row = rng.randrange(len(values))
    values[row] = _edited_cell(values[row], rng)
    return answer.assign(**{name: type(old)(values, dtype=old.dtype, index=old.index)})


def _edited_cell(value: Any, rng: random.Random) -> Any:
    if hasattr(value, "to_pydatetime"):
        return value + type(value - value)(days=1)  # a timestamp
    return edited(value, rng)


def twins(answer: Any) -> Iterator[Any]:
    """Yield values of another type that resemble `answer`; most of them are equal in Python."""
    if type(answer) is int:
        yield complex(answer) if abs(answer) < 1 << 52 else str(answer)
        if abs(answer) < 1 << 52:
            yield float(answer)
        if answer in (0, 1):
            yield bool(answer)
    elif type(answer) is bool:
        yield int(answer)


def nudged(answer: Any) -> Iterator[Any]:
    """Yield `answer` with its finite floats moved by one unit in the last place: up, then down.

    Whole numbers stay. Yields nothing if no float can be moved.
    """
    for change in (_up, _down):
        moved, count = _moved(answer, change)
        if count:
            yield moved


def _up(value: float) -> float:
    return math.nextafter(value, math.inf)


def _down(value: float) -> float:
    return math.nextafter(value, -math.inf)


def _moved(answer: Any, change: Callable[[float], float]) -> tuple[Any, int]:
    """Apply `change` to every finite float that is not a whole number, and count them."""
    if isinstance(answer, float):
        if math.isfinite(answer) and not answer.is_integer():
            return change(answer), 1
        return answer, 0
    if isinstance(answer, list | tuple):
        parts = [_moved(item, change) for item in answer]
        return type(answer)([part for part, _ in parts]), sum(count for _, count in parts)
    if isinstance(answer, dict):
        items = {key: _moved(item, change) for key, item in answer.items()}
        return {key: part for key, (part, _) in items.items()}, sum(n for _, n in items.values())
    if hasattr(answer, "columns"):
        floats = [name for name in answer.columns if answer[name].dtype.kind == "f"]
        moves = {name: _moved(answer[name].to_numpy(), change) for name in floats}
        changed = answer.assign(**{name: part for name, (part, _) in moves.items()})
        return changed, sum(count for _, count in moves.values())
    if hasattr(answer, "dtype") and answer.dtype.kind == "f":
        changed = answer.copy()
        count = 0
        for place in range(changed.size):
            part, one = _moved(changed.flat[place].item(), change)
            changed.flat[place] = part
            count += one
        return changed, count
    return answer, 0
