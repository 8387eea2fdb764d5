# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Spread labels over all other paths until nothing changes, for every path. O(paths^2 * huts)."""

SIDES = "product"
MODULUS = 998244353


def watch_paths(n: int, paths: list[tuple[int, int]]) -> tuple[int, int, int, int]:
    values: list[tuple[int, int]] = []
    for i, (a, b) in enumerate(paths):
        label = list(range(n))
        for _ in range(n):
            for j, (c, d) in enumerate(paths):
                if j != i:
                    label[c] = label[d] = min(label[c], label[d])
        if label[a] != label[b]:
            sides = sorted((label.count(label[a]), label.count(label[b])))
            if SIDES == "product":
                values.append((sides[0] * sides[1], -i))
            else:
                values.append((sides[0] if SIDES == "smaller" else sides[1] - sides[0], -i))
    largest, place = max(values, default=(0, 1))
    checksum = sum((1 - i) * value for value, i in values)
    return len(values), largest, -place, checksum % MODULUS
