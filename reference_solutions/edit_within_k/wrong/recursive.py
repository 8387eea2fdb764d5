# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: recursion depth, wrong at scale only; fails on: texts of more than a few hundred letters."""

from functools import lru_cache


def edits_to_beginning(source, target, k):
    @lru_cache(maxsize=None)
    def best(i, j):
        if i == len(source):
            return 0, -j
        if j == len(target):
            return len(source) - i, -j
        if source[i] == target[j]:
            return best(i + 1, j + 1)
        edits, end = min(best(i + 1, j + 1), best(i + 1, j), best(i, j + 1))
        return edits + 1, end

    edits, end = best(0, 0)
    return (edits, -end) if edits <= k else (-1, -1)
