# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Look at every shop for every moment. O(n q) time."""


def open_counts(starts: list[int], ends: list[int], moments: list[int]) -> list[int]:
    counts = []
    for moment in moments:
        count = 0
        for start, end in zip(starts, ends, strict=True):
            if start <= end:
                if start <= moment <= end:
                    count += 1
            elif moment >= start or moment <= end:
                count += 1
        counts.append(count)
    return counts
