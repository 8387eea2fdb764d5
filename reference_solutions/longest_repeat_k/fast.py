# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Name the frequent words of length 1, 2, 4, …, then add the halves again from the longest down.

A word of length a + b is named by the pair of the names of its parts, so equal names mean equal
words: nothing is hashed by content. Only positions whose word occurs k times are looked at further,
which leaves few of them in ordinary texts. O(n log n).
"""

from collections import Counter
from collections.abc import Iterable


def longest_on_ring(text: str, k: int) -> tuple[int, int, int]:
    n = len(text)
    starts, names, size = named(range(n), list(map(ord, text)), 1, n, k)
    if not starts:
        return 0, 0, 0
    length = 1
    known = [(length, names, size)]
    while 2 * length <= n:
        longer, codes, size = joined(starts, names, names, size, length, n, k)
        if not longer:
            break
        starts, names = longer, codes
        length *= 2
        known.append((length, names, size))
    for step, ends, end_size in reversed(known[:-1]):
        if length + step <= n:
            longer, codes, _ = joined(starts, names, ends, end_size, length, n, k)
            if longer:
                starts, names = longer, codes
                length += step
    firsts: dict[int, int] = {}
    for start in starts:
        firsts.setdefault(names[start], start)
    ring = text + text
    first = min(firsts.values(), key=lambda start: ring[start : start + length])
    return length, first, names.count(names[first]) // 2


def joined(
    starts: list[int], heads: list[int], tails: list[int], size: int, length: int, n: int, k: int
) -> tuple[list[int], list[int], int]:
    """Names of the words head + tail, for the starts whose head is frequent."""
    codes = [heads[start] * size + tails[start + length] for start in starts]
    return named(starts, codes, size, n, k)


def named(
    starts: Iterable[int], codes: list[int], size: int, n: int, k: int
) -> tuple[list[int], list[int], int]:
    """The starts whose code is frequent, the names by position, twice round, and how many."""
    fresh: dict[int, int] = {}
    for code, count in Counter(codes).items():
        if count >= k and (code % size or size == 1):  # a tail without a name is code 0
            fresh[code] = len(fresh) + 1
    names = [0] * n
    frequent = []
    for start, code in zip(starts, codes):  # noqa: B905 - one length
        if code in fresh:
            names[start] = fresh[code]
            frequent.append(start)
    return frequent, names + names, len(fresh) + 1
