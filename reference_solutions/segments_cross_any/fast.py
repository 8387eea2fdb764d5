# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
"""A sweep from left to right that keeps the strokes under the pen in order from bottom to top.

Two strokes that collide are neighbours in this order before the pen comes to the point, so only new
neighbours are compared. The order is a plain list searched by bisection: moving its entries is far
cheaper than any tree in Python. At a point, strokes that end there leave before others come, so
shared ends never meet in the list except on their common left end, where the right ends decide.
"""


def find_collision(strokes: list[tuple[int, int, int, int]]) -> list[int]:
    turned = [s if (s[0], s[1]) < (s[2], s[3]) else (s[2], s[3], s[0], s[1]) for s in strokes]
    events = [(s[2], s[3], 0, i) for i, s in enumerate(turned)]
    events += [(s[0], s[1], 1, i) for i, s in enumerate(turned)]
    events.sort()
    order: list[int] = []
    for x, y, starts, i in events:
        if not starts:
            low = order.index(i, count_below(order, turned, x, y))
            del order[low]
            if 0 < low < len(order) and collide(turned[order[low - 1]], turned[order[low]]):
                return [order[low - 1], order[low]]
            continue
        low, high = 0, len(order)
        _, _, x_end, y_end = new = turned[i]
        while low < high:
            middle = (low + high) >> 1
            x1, y1, x2, y2 = turned[order[middle]]
            side = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)
            if not side:
                if x1 != x or y1 != y:
                    return [order[middle], i]
                side = (x2 - x1) * (y_end - y1) - (y2 - y1) * (x_end - x1)
                if not side:
                    return [order[middle], i]
            if side > 0:
                low = middle + 1
            else:
                high = middle
        if low and collide(turned[order[low - 1]], new):
            return [order[low - 1], i]
        if low < len(order) and collide(turned[order[low]], new):
            return [order[low], i]
        order.insert(low, i)
    return []


def count_below(order: list[int], turned: list[tuple[int, int, int, int]], x: int, y: int) -> int:
    """How many strokes of the order pass below the point."""
    low, high = 0, len(order)
    while low < high:
        middle = (low + high) >> 1
        x1, y1, x2, y2 = turned[order[middle]]
        if (x2 - x1) * (y - y1) > (y2 - y1) * (x - x1):
            low = middle + 1
        else:
            high = middle
    return low


def collide(first: tuple[int, int, int, int], second: tuple[int, int, int, int]) -> bool:
    """For neighbours that do not lie on one line, both turned from left to right."""
    ax, ay, bx, by = first
    cx, cy, dx, dy = second
    c_side = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    d_side = (bx - ax) * (dy - ay) - (by - ay) * (dx - ax)
    if (c_side > 0 and d_side > 0) or (c_side < 0 and d_side < 0):
        return False
    a_side = (dx - cx) * (ay - cy) - (dy - cy) * (ax - cx)
    b_side = (dx - cx) * (by - cy) - (dy - cy) * (bx - cx)
    if (a_side > 0 and b_side > 0) or (a_side < 0 and b_side < 0):
        return False
    if c_side or d_side:
        return not ((ax == cx and ay == cy) or (bx == dx and by == dy) or (bx == cx and by == cy))
    return (cx, cy) < (bx, by)
