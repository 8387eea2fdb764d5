# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from collections import Counter
from itertools import chain


def page_index(runs: list[list[int]], q: int, page: int) -> tuple[int, list[int]]:
    counts = Counter(chain.from_iterable(runs))
    kept = [v for v, c in counts.items() if c == q]
    kept.sort(reverse=True)
    return len(kept), kept[::page]
