# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
MOD = 998244353


def count_walks(rows: int, columns: int, holes: list[tuple[int, int]]) -> int:
    target = (rows - 1, columns - 1)
    blocked = set((r, c) for r, c in holes)
    if (0, 0) in blocked or target in blocked:
        return 0
    size = rows + columns
    fact = [1] * (size + 1)
    for i in range(1, size + 1):
        fact[i] = fact[i - 1] * i % MOD
    inv = [1] * (size + 1)
    inv[size] = pow(fact[size], MOD - 2, MOD)
    for i in range(size, 0, -1):
        inv[i - 1] = inv[i] * i % MOD

    points = sorted(blocked)
    points.append(target)
    ways = []  # walks from (0, 0) to the point that meet no earlier hole
    for r, c in points:
        w = fact[r + c] * inv[r] % MOD * inv[c] % MOD
        for (r2, c2), w2 in zip(points, ways):
            if c2 <= c:
                dr = r - r2
                dc = c - c2
                w -= w2 * (fact[dr + dc] * inv[dr] % MOD * inv[dc] % MOD)
        ways.append(w % MOD)
    return ways[-1]
