# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: boundary (the other of 'more than' and 'at least'); fails on: a share of exactly one k-th."""

from collections import Counter
from collections.abc import Iterator
from struct import unpack_from

STRICT = "more"
TIE = "smaller"
ENDIAN = "little"
BLOCK = 4_096


def hot_pages(stream: bytes, k: int) -> list[tuple[int, int]]:
    kept: Counter[int] = Counter()
    for block in blocks(stream):
        kept.update(block)
        if len(kept) > k:
            cut = sorted(kept.values(), reverse=True)[k]
            kept = Counter({page: views - cut for page, views in kept.items() if views > cut})
    views = dict.fromkeys(kept, 0)
    for block in blocks(stream):
        counts = Counter(block)
        for page in kept:
            if page in counts:
                views[page] += counts[page]
    least = len(stream) // 4 + (STRICT != "more")
    hot = [(page, count) for page, count in views.items() if count * k >= least]
    hot.sort(reverse=TIE == "larger")
    hot.sort(key=lambda pair: pair[1], reverse=True)
    return hot


def blocks(stream: bytes) -> Iterator[tuple[int, ...]]:
    order = "<" if ENDIAN == "little" else ">"
    for start in range(0, len(stream), 4 * BLOCK):
        count = min(BLOCK, (len(stream) - start) // 4)
        yield unpack_from(f"{order}{count}I", stream, start)
