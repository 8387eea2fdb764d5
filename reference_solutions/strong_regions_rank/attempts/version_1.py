# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""One depth-first sweep that closes regions and ranks them at once, with its own stack.

The sweep goes against the chains, so a region is closed only after all regions that may stand
beside it in a chain; its rank is then known from theirs. One mark a town says all: not seen, still
open (with the lowest number in reach), or closed (with the rank). O(towns + roads).
"""

CHAINS = "end"
COUNTED = "regions"
MODULUS = 998244353


def rank_regions(n: int, roads: list[tuple[int, int]]) -> tuple[int, int, int]:  # noqa: C901 - calls cost
    onward = neighbours(n, roads)
    mark = [0] * n  # 0: not seen; up to n: the lowest number within reach; above: n + rank
    opened: list[int] = []
    regions = total = seen = 0
    highest = n
    for root in range(n):
        if mark[root]:
            continue
        trail = [(-1, iter(()), 0, 0, 0)]
        v, rest = root, iter(onward[root])
        seen += 1
        mark[v] = number = lowest = seen
        best = n
        opened.append(v)
        while v >= 0:
            for w in rest:
                reach = mark[w]
                if reach > n:
                    if reach > best:
                        best = reach
                elif reach:
                    if reach < lowest:
                        lowest = reach
                else:
                    trail.append((v, rest, number, lowest, best))
                    v, rest = w, iter(onward[w])
                    seen += 1
                    mark[v] = number = lowest = seen
                    best = n
                    opened.append(v)
                    break
            else:
                reach, top = lowest, best
                if lowest == number:
                    region = [opened.pop()]
                    while region[-1] != v:
                        region.append(opened.pop())
                    top += len(region) if COUNTED == "towns" else 1
                    for u in region:
                        mark[u] = top
                    total += (sum(region) + len(region)) * (top - n)
                    regions += 1
                    if top > highest:
                        highest = top
                else:
                    mark[v] = lowest
                v, rest, number, lowest, best = trail.pop()
                if reach < lowest:
                    lowest = reach
                if top > best:
                    best = top
    return regions, highest - n, total % MODULUS


def neighbours(n: int, roads: list[tuple[int, int]]) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in range(n)]
    if CHAINS == "end":
        for a, b in roads:
            found[b].append(a)
    else:
        for a, b in roads:
            found[a].append(b)
    return found
