# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: misread rule (hits do not overlap); fails on: a pattern that ends as it begins."""

from typing import Any

STEPS_AT_MOST = 2_000
TAIL = -1  # no piece's index


def search(pieces: list[bytes], order: list[int], pattern: bytes) -> tuple[int, int, int]:
    reach = len(pattern) - 1
    inner: dict[int, list[int]] = {}
    row: dict[int, Any] = {TAIL: b""}
    rows = {b"": row}
    made = 0
    base = hits = positions = crossing = 0
    for index in order:
        step = row.get(index)
        if step is None:
            tail = row[TAIL]
            piece = pieces[index]
            if index not in inner:
                inner[index] = starts(piece, pattern)
            across = starts(tail + piece[:reach], pattern)
            within = inner[index]
            offsets = sum(across) - len(across) * len(tail) + sum(within)
            tail = (tail + piece)[-reach:] if reach else b""
            if made == STEPS_AT_MOST:
                rows.clear()
                made = 0
            after = rows.setdefault(tail, {TAIL: tail})
            made += 1
            step = (after, len(across) + len(within), offsets, len(across), len(piece))
            row[index] = step
        row, count, offsets, across_count, length = step
        hits += count
        positions += base * count + offsets
        crossing += across_count
        base += length
    return hits, positions, crossing


def starts(text: bytes, pattern: bytes) -> list[int]:
    found = []
    at = text.find(pattern)
    while at >= 0:
        found.append(at)
        at = text.find(pattern, at + len(pattern))
    return found
