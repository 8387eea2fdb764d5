# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""kind: drops a rule; fails on: posters that cross the end of the strip."""


def covered_area(girth: int, posters: list[tuple[int, int, int, int]]) -> int:
    heights = sorted({height for poster in posters for height in poster[2:]})
    rank = {height: i for i, height in enumerate(heights)}
    events = []
    for left, right, low, high in posters:
        parts = [(min(left, right), max(left, right))]
        for begin, end in parts:
            if begin < end:
                events.append((begin, 1, rank[low], rank[high]))
                events.append((end, -1, rank[low], rank[high]))
    events.sort()
    count = [0] * len(heights)
    area = covered = before = 0
    for place, change, low, high in events:
        area += covered * (place - before)
        before = place
        for slot in range(low, high):
            was = count[slot]
            count[slot] = was + change
            if was == 0:
                covered += heights[slot + 1] - heights[slot]
            elif was + change == 0:
                covered -= heights[slot + 1] - heights[slot]
    return area
