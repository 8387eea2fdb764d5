# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Take every walk step by step. Exponential."""

COUNTED = "avoid"
MODULUS = 998244353


def count_walks(rows: int, columns: int, holes: list[tuple[int, int]]) -> int:
    def walks(r: int, c: int, met: bool) -> int:
        met = met or (r, c) in holes
        if (r, c) == (rows - 1, columns - 1):
            return met if COUNTED == "meet" else not met
        down = walks(r + 1, c, met) if r < rows - 1 else 0
        right = walks(r, c + 1, met) if c < columns - 1 else 0
        return down + right

    return walks(0, 0, False) % MODULUS
