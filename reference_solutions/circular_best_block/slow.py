# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Lengthen the block from every start, number by number. O(n * high)."""

GOAL = "smallest"
SIDE = "last"
SIZE = "long"


def ring_block(values: list[int], low: int, high: int) -> tuple[int, int, int]:
    n = len(values)
    best = None
    for start in range(n):
        total = 0
        for length in range(1, high + 1):
            total += values[(start + length - 1) % n]
            if length < low:
                continue
            if best is None or total == best[0]:
                same_start = best is not None and start == best[1]
                better = best is None or (SIZE == "long" if same_start else SIDE == "last")
            else:
                better = total < best[0] if GOAL == "smallest" else total > best[0]
            if better:
                best = (total, start, length)
    return best
