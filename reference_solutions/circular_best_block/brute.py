# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Write out every allowed block of the list laid end to end twice, and rank them with one key."""

GOAL = "smallest"
SIDE = "last"
SIZE = "long"


def ring_block(values: list[int], low: int, high: int) -> tuple[int, int, int]:
    twice = values + values
    blocks = [
        (sum(twice[start : start + length]), start, length)
        for length in range(low, high + 1)
        for start in range(len(values))
    ]
    signs = (
        1 if GOAL == "smallest" else -1,
        -1 if SIDE == "last" else 1,
        -1 if SIZE == "long" else 1,
    )
    return min(blocks, key=lambda b: tuple(s * part for s, part in zip(signs, b, strict=True)))
