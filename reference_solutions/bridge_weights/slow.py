# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Close every path in turn and search from one of its ends. O(paths * (huts + paths))."""

SIDES = "product"
MODULUS = 998244353


def watch_paths(n: int, paths: list[tuple[int, int]]) -> tuple[int, int, int, int]:
    near: list[list[tuple[int, int]]] = [[] for _ in range(n)]
    for i, (a, b) in enumerate(paths):
        near[a].append((b, i))
        near[b].append((a, i))
    count, largest, place, checksum = 0, -1, -1, 0
    for i, (a, b) in enumerate(paths):
        side = reached(a, i, near)
        if b in side:
            continue
        one, other = len(side), len(reached(b, i, near))
        value = {"product": one * other, "smaller": min(one, other), "difference": abs(one - other)}
        count += 1
        checksum += (i + 1) * value[SIDES]
        if value[SIDES] > largest:
            largest, place = value[SIDES], i
    return count, max(0, largest), place, checksum % MODULUS


def reached(start: int, closed: int, near: list[list[tuple[int, int]]]) -> set[int]:
    found = {start}
    pending = [start]
    while pending:
        for other, i in near[pending.pop()]:
            if i != closed and other not in found:
                found.add(other)
                pending.append(other)
    return found
