# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong (a full table turns new pages away and lowers nothing); fails on: a hot page that comes late."""

from struct import unpack_from

STRICT = "more"
TIE = "smaller"
ENDIAN = "little"


def hot_pages(stream: bytes, k: int) -> list[tuple[int, int]]:
    form = "<I" if ENDIAN == "little" else ">I"
    counters: dict[int, int] = {}
    for at in range(0, len(stream), 4):
        (page,) = unpack_from(form, stream, at)
        if page in counters:
            counters[page] += 1
        elif len(counters) < k:
            counters[page] = 1
        else:
            continue
    views = dict.fromkeys(counters, 0)
    for at in range(0, len(stream), 4):
        (page,) = unpack_from(form, stream, at)
        if page in views:
            views[page] += 1
    n = len(stream) // 4
    hot = []
    for page, count in views.items():
        if count * k > n or (STRICT == "least" and count * k == n):
            hot.append((page, count))
    sign = 1 if TIE == "smaller" else -1
    return sorted(hot, key=lambda pair: (-pair[1], sign * pair[0]))
