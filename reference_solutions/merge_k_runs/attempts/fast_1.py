# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from collections import Counter
from itertools import chain


def page_index(runs: list[list[int]], q: int, page: int) -> tuple[int, list[int]]:
    counts = Counter(chain.from_iterable(runs))
    kept = [v for v, c in counts.items() if c == q]
    n = len(kept)
    if not n:
        return (0, [])
    if page >= n:
        return (n, [max(kept)])
    small = 1 << 30
    if n > 64 and not (-small < kept[0] < small and -small < kept[n >> 1] < small
                       and -small < kept[-1] < small):
        # floats compare faster than long integers; the second sort repairs their ties
        kept.sort(key=float, reverse=True)
    kept.sort(reverse=True)
    return (n, kept[::page])
