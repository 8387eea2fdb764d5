# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
def covered_area(girth: int, posters: list[tuple[int, int, int, int]]) -> int:
    rects = []
    for left, right, low, high in set(posters):
        if left == right or low == high:
            continue
        if left < right:
            rects.append((left, right, low, high))
        else:
            rects.append((left, girth, low, high))
            if right > 0:
                rects.append((0, right, low, high))
    if not rects:
        return 0
    ys = sorted({r[2] for r in rects} | {r[3] for r in rects})
    index = {y: i for i, y in enumerate(ys)}
    m = len(ys) - 1
    size = 1
    while size < m:
        size *= 2
    count = [0] * (2 * size)
    cover = [0] * (2 * size)

    def update(node, lo, hi, a, b, d):
        # node stands for the cells lo .. hi - 1
        if a <= lo and hi <= b:
            count[node] += d
        else:
            mid = (lo + hi) // 2
            if a < mid:
                update(2 * node, lo, mid, a, b, d)
            if b > mid:
                update(2 * node + 1, mid, hi, a, b, d)
        if count[node]:
            cover[node] = ys[min(hi, m)] - ys[lo]
        elif hi - lo == 1:
            cover[node] = 0
        else:
            cover[node] = cover[2 * node] + cover[2 * node + 1]

    events = []
    for x1, x2, low, high in rects:
        a = index[low]
        b = index[high]
        events.append((x1, 1, a, b))
        events.append((x2, -1, a, b))
    events.sort()
    area = 0
    last = 0
    for x, d, a, b in events:
        if x != last:
            area += cover[1] * (x - last)
            last = x
        update(1, 0, size, a, b, d)
    return area
