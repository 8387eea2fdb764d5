"""Parse a JSON file to plain data, and report content that effbench never writes.

The limits on text, numbers and nesting hold for every field. The checks test what a field means.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

MAX_DEPTH = 24
MAX_TEXT_CHARACTERS = 100_000
MAX_KEY_CHARACTERS = 500
MAX_INTEGER = 2**63
_STEP = re.compile(r"\.?([^.\[\]]+)|\[([0-9]+)\]")


class RepeatedKey(ValueError):
    """An object has the same key twice, so two readers may see two values."""


def parse(data: bytes) -> Any:
    """Parse `data`.

    Raises ValueError if it is not UTF-8 or not JSON, or holds NaN or a repeated key, and
    RecursionError if it is nested too deeply.
    """
    return json.loads(
        data.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_refuse_constant
    )


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        counts = Counter(key for key, _ in pairs)
        twice = next(key for key, count in counts.items() if count > 1)
        raise RepeatedKey(f"the key {twice[:100]!r} occurs twice in one object")
    return found


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")


def faults(value: Any) -> Iterator[tuple[str, str, str]]:
    """Yield (field, problem, fix) for every value out of bounds; only the first in each branch.

    Not recursive, as excessive depth is one of the problems.
    """
    todo: list[tuple[str, Any, int]] = [("", value, 0)]
    while todo:
        path, item, depth = todo.pop()
        wrong = _wrong(item, depth)
        if wrong is not None:
            yield path or "the whole file", *wrong
        elif isinstance(item, dict):
            for key, inner in item.items():
                if len(key) > MAX_KEY_CHARACTERS or not key.isprintable():
                    fix = "use a short printable name"
                    yield f"{path}.{key[:50]}".lstrip("."), "not a valid field name", fix
                else:
                    todo.append((f"{path}.{key}".lstrip("."), inner, depth + 1))
        elif isinstance(item, list):
            todo.extend((f"{path}[{n}]", inner, depth + 1) for n, inner in enumerate(item))


def _wrong(item: Any, depth: int) -> tuple[str, str] | None:
    if depth > MAX_DEPTH:
        return f"nested more than {MAX_DEPTH} levels deep", "nest the data less"
    if isinstance(item, str) and len(item) > MAX_TEXT_CHARACTERS:
        return f"{len(item)} characters of text", f"at most {MAX_TEXT_CHARACTERS}: shorten it"
    if isinstance(item, int) and not -MAX_INTEGER <= item < MAX_INTEGER:
        return "an integer beyond 64 bits", "write the number that was measured"
    if isinstance(item, float) and not math.isfinite(item):
        return "a number too large for a float", "write the number that was measured, or null"
    return None


def unknown_fields(raw: Any, known: Any, path: str = "") -> Iterator[str]:
    """Yield the paths of the fields in `raw` that the decoded record, `known`, does not have.

    `raw` must be within the bounds that `faults` checks.
    """
    if isinstance(raw, dict) and isinstance(known, dict):
        for key, item in raw.items():
            where = f"{path}.{key}".lstrip(".")
            if key not in known:
                yield where
            else:
                yield from unknown_fields(item, known[key], where)
    elif isinstance(raw, list) and isinstance(known, list | tuple):
        for number, (item, counterpart) in enumerate(zip(raw, known, strict=False)):
            yield from unknown_fields(item, counterpart, f"{path}[{number}]")


def field_of(error: Exception) -> tuple[str, str]:
    """Split a msgspec error into (field, message): `Expected ... - at `$.a[...].b`` names a.b."""
    words, _, place = str(error).partition(" - at `")
    steps = [name or f"[{index}]" for name, index in _STEP.findall(place.strip("`").lstrip("$"))]
    return ".".join(steps) or "the whole file", words
