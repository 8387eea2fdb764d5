# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""One sweep over a sorted list of tagged events. O((n + q) log (n + q)) time, O(n + q) space."""


def open_counts(starts: list[int], ends: list[int], moments: list[int]) -> list[int]:
    events = []
    is_open = 0
    for start, end in zip(starts, ends, strict=True):
        events.append((start, 0, 0))
        events.append((end, 2, 0))
        if start > end:
            is_open += 1
    for i, moment in enumerate(moments):
        events.append((moment, 1, i))
    events.sort()
    counts = [0] * len(moments)
    for _, kind, i in events:
        if kind == 0:
            is_open += 1
        elif kind == 2:
            is_open -= 1
        else:
            counts[i] = is_open
    return counts
