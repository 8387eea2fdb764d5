# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Step by step: who stands where after each step. For short tours."""

STAY = 1
DIRECTION = 1
MODULUS = 998244353


def count_tours(n: int, streets: list[tuple[int, int]], home: int, length: int) -> list[int]:
    standing = {home: 1}
    for _ in range(length):
        after: dict[int, int] = {}
        for square, ways in standing.items():
            after[square] = after.get(square, 0) + STAY * ways
            for street in streets:
                u, v = street if DIRECTION == 1 else (street[1], street[0])
                if u == square:
                    after[v] = after.get(v, 0) + ways
        standing = after
    return [standing.get(square, 0) % MODULUS for square in range(n)]
