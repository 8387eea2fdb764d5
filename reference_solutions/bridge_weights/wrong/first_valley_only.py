# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: edge case (searches from hut 0 only); fails on: a bridge elsewhere."""

SIDES = "product"
MODULUS = 998244353


def watch_paths(n: int, paths: list[tuple[int, int]]) -> tuple[int, int, int, int]:
    near: list[list[tuple[int, int]]] = [[] for _ in range(n)]
    for i, (a, b) in enumerate(paths):
        near[a].append((b, i))
        near[b].append((a, i))
    bridges = find_bridges(n, near)
    part_of = [-1] * n
    weights: list[int] = []
    for root in range(n):
        if part_of[root] < 0:
            part_of[root] = len(weights)
            pending = [root]
            count = 0
            while pending:
                v = pending.pop()
                count += 1
                for w, i in near[v]:
                    if part_of[w] < 0 and i not in bridges:
                        part_of[w] = len(weights)
                        pending.append(w)
            weights.append(count)
    tree: list[list[tuple[int, int]]] = [[] for _ in weights]
    for i in bridges:
        a, b = paths[i]
        tree[part_of[a]].append((part_of[b], i))
        tree[part_of[b]].append((part_of[a], i))
    return summary(weigh(weights, tree))


def find_bridges(n: int, near: list[list[tuple[int, int]]]) -> set[int]:
    order = [0] * n
    low = [0] * n
    bridges = set()
    seen = 0
    for root in range(n):
        if order[root] or root:
            continue
        seen += 1
        order[root] = low[root] = seen
        stack = [(root, -1, iter(near[root]))]
        while stack:
            v, used, rest = stack[-1]
            for w, i in rest:
                if i == used:
                    continue
                if order[w]:
                    low[v] = min(low[v], order[w])
                else:
                    seen += 1
                    order[w] = low[w] = seen
                    stack.append((w, i, iter(near[w])))
                    break
            else:
                stack.pop()
                if stack:
                    parent = stack[-1][0]
                    low[parent] = min(low[parent], low[v])
                    if low[v] > order[parent]:
                        bridges.add(used)
    return bridges


def weigh(weights: list[int], tree: list[list[tuple[int, int]]]) -> dict[int, int]:
    """Bridge -> worth."""
    below = weights[:]
    seen = [False] * len(tree)
    worths: dict[int, int] = {}
    for root in range(len(tree)):
        if seen[root]:
            continue
        seen[root] = True
        order = [(root, -1, -1)]
        for part, _, _ in order:
            for other, i in tree[part]:
                if not seen[other]:
                    seen[other] = True
                    order.append((other, part, i))
        for part, parent, _ in reversed(order[1:]):
            below[parent] += below[part]
        for part, _, i in order[1:]:
            worths[i] = worth(below[part], below[root] - below[part])
    return worths


def worth(one: int, other: int) -> int:
    if SIDES == "product":
        return one * other
    if SIDES == "smaller":
        return min(one, other)
    return abs(one - other)


def summary(found: dict[int, int]) -> tuple[int, int, int, int]:
    if not found:
        return 0, 0, -1, 0
    largest = max(found.values())
    place = min(i for i, value in found.items() if value == largest)
    checksum = sum((i + 1) * value for i, value in found.items())
    return len(found), largest, place, checksum % MODULUS
