# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
# killed: timed
"""kind: fast but wrong (heights rounded to a table of 512); fails on: more than 512 different heights."""


def covered_area(girth: int, posters: list[tuple[int, int, int, int]]) -> int:
    heights = sorted({height for poster in posters for height in poster[2:]})
    step = len(heights) // 512 + 1
    table = {height: heights[i - i % step] for i, height in enumerate(heights)}
    posters = [(left, right, table[low], table[high]) for left, right, low, high in posters]
    rank = {height: i for i, height in enumerate(heights)}
    events = []
    for left, right, low, high in posters:
        parts = [(left, right)] if left <= right else [(left, girth), (0, right)]
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
