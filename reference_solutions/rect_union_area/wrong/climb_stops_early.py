# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: fast but wrong (the climb stops at the first covered node below the meeting place); fails on: ranges that hang at several levels."""


def covered_area(girth: int, posters: list[tuple[int, int, int, int]]) -> int:
    heights = sorted({height for poster in posters for height in poster[2:]})
    rank = {height: i for i, height in enumerate(heights)}
    base = 1 << (len(heights) + 1).bit_length()
    events = []
    for left, right, low, high in posters:
        if left != right and low != high:
            ends = rank[low] + base, rank[high] + base + 1
            events.append((left, 1, *ends))
            events.append((right, -1, *ends))
            if left > right:
                events.append((0, 1, *ends))
    events.sort()
    return sweep(events, tree_widths(heights, base), base, girth)


def tree_widths(heights: list[int], base: int) -> list[int]:
    """How much height each node stands for; the leaf at base + 1 + i lies above heights[i]."""
    widths = [0] * (2 * base)
    for i in range(len(heights) - 1):
        widths[base + 1 + i] = heights[i + 1] - heights[i]
    for node in range(base - 1, 0, -1):
        widths[node] = widths[2 * node] + widths[2 * node + 1]
    return widths


def sweep(events: list[tuple[int, int, int, int]], widths: list[int], base: int, girth: int) -> int:
    count = [0] * (2 * base)
    covered = [0] * (4 * base)  # leaves have children, too, which cover nothing
    area = before = 0
    for place, change, s, t in events:
        area += covered[1] * (place - before)
        before = place
        while s ^ t != 1:  # the nodes strictly between s and t
            if not s & 1:
                node = s + 1
                count[node] += change
                covered[node] = (
                    widths[node] if count[node] else covered[2 * node] + covered[2 * node + 1]
                )
            if t & 1:
                node = t - 1
                count[node] += change
                covered[node] = (
                    widths[node] if count[node] else covered[2 * node] + covered[2 * node + 1]
                )
            s >>= 1
            t >>= 1
            if count[s] or count[t]:
                break
            covered[s] = covered[2 * s] + covered[2 * s + 1]
            covered[t] = covered[2 * t] + covered[2 * t + 1]
        s >>= 1
        while s and not count[s]:
            length = covered[2 * s] + covered[2 * s + 1]
            if length == covered[s]:
                break
            covered[s] = length
            s >>= 1
    return area + covered[1] * (girth - before)
