# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
# killed: timed
"""kind: memory (a counter for every page); fails on: the memory limit where pages are different."""

from collections import Counter
from struct import iter_unpack

STRICT = "more"
TIE = "smaller"
ENDIAN = "little"


def hot_pages(stream, k):
    form = "<I" if ENDIAN == "little" else ">I"
    counts = Counter(page for (page,) in iter_unpack(form, stream))
    n = len(stream) // 4
    hot = [p for p in counts.items() if p[1] * k > n or (STRICT == "least" and p[1] * k == n)]
    sign = 1 if TIE == "smaller" else -1
    return sorted(hot, key=lambda pair: (-pair[1], sign * pair[0]))
