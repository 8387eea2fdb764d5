# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""Try all sets of simple routes that share no lane. Exponential."""


def disjoint_routes(
    n: int, lanes: list[tuple[int, int]], start: int, goal: int
) -> tuple[int, list[list[int]]]:
    every: list[list[int]] = []

    def walk(v: int, route: list[int], seen: set[int]) -> None:
        if v == goal:
            every.append(route)
            return
        for i, (a, b) in enumerate(lanes):
            if a == v and b not in seen:
                walk(b, [*route, i], seen | {b})

    walk(start, [], {start})

    def most(first: int, taken: frozenset[int]) -> list[list[int]]:
        best: list[list[int]] = []
        for k in range(first, len(every)):
            if not taken.intersection(every[k]):
                own = [every[k], *most(k + 1, taken.union(every[k]))]
                best = max(best, own, key=len)
        return best

    best = most(0, frozenset())
    return len(best), best
