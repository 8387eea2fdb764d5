# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Every piece goes through as often as a balanced tree is high."""


def splice_cost_groups(lengths: list[int], counts: list[int], arms: int) -> int:
    pieces = sum(counts)
    passes = 0
    while pieces > 1:
        pieces = -(-pieces // arms)
        passes += 1
    return passes * sum(length * count for length, count in zip(lengths, counts, strict=True))
