# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Fill the whole grid, row by row. O(rows * columns)."""

COUNTED = "avoid"
MODULUS = 998244353


def count_walks(rows: int, columns: int, holes: list[tuple[int, int]]) -> int:
    avoiding = fill(rows, columns, set(holes))
    if COUNTED == "avoid":
        return avoiding
    return (fill(rows, columns, set()) - avoiding) % MODULUS


def fill(rows: int, columns: int, closed: set[tuple[int, int]]) -> int:
    ways = [0] * columns
    ways[0] = 1
    for r in range(rows):
        for c in range(columns):
            if (r, c) in closed:
                ways[c] = 0
            elif c > 0:
                ways[c] = (ways[c] + ways[c - 1]) % MODULUS
    return ways[-1]
