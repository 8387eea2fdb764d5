# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Count the pages exactly, about a thousand of them at a time: one pass for each remainder."""

from struct import iter_unpack

STRICT = "more"
TIE = "smaller"
ENDIAN = "little"
ROOM = 1_000


def hot_pages(stream: bytes, k: int) -> list[tuple[int, int]]:
    form = "<I" if ENDIAN == "little" else ">I"
    n = len(stream) // 4
    parts = n // ROOM + 1
    hot = []
    for part in range(parts):
        counts: dict[int, int] = {}
        for (page,) in iter_unpack(form, stream):
            if page % parts == part:
                counts[page] = counts.get(page, 0) + 1
        for page, count in counts.items():
            if count * k > n or (STRICT == "least" and count * k == n):
                hot.append((page, count))
    hot.sort(key=lambda pair: (-pair[1], pair[0] if TIE == "smaller" else -pair[0]))
    return hot
