# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Write down the readings at which a shop is open, or for a night shop those at which it isn't."""


def open_counts(starts: list[int], ends: list[int], moments: list[int]) -> list[int]:
    counts = [0] * len(moments)
    for start, end in zip(starts, ends, strict=True):
        by_day = start <= end
        listed = set(range(start, end + 1)) if by_day else set(range(end + 1, start))
        for i, moment in enumerate(moments):
            counts[i] += (moment in listed) == by_day
    return counts
