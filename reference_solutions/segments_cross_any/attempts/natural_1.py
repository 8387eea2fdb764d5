# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
def find_collision(strokes: list[tuple[int, int, int, int]]) -> list[int]:
    segs = []
    for x1, y1, x2, y2 in strokes:
        a = (x1, y1)
        b = (x2, y2)
        segs.append((a, b) if a < b else (b, a))

    events = []
    for i, (a, b) in enumerate(segs):
        events.append((a, 1, i))
        events.append((b, 0, i))
    events.sort()          # by point; at one point the ends come before the beginnings

    def side(i, p):
        # > 0: p lies above stroke i
        (x1, y1), (x2, y2) = segs[i]
        return (x2 - x1) * (p[1] - y1) - (y2 - y1) * (p[0] - x1)

    def collide(i, j):
        a, b = segs[i]
        c, d = segs[j]
        d1 = side(i, c)
        d2 = side(i, d)
        if d1 == 0 and d2 == 0:
            return max(a, c) < min(b, d)
        if (d1 > 0 and d2 > 0) or (d1 < 0 and d2 < 0):
            return False
        d3 = side(j, a)
        d4 = side(j, b)
        if (d3 > 0 and d4 > 0) or (d3 < 0 and d4 < 0):
            return False
        return not (a == c or a == d or b == c or b == d)

    active = []            # the strokes under the sweep line, from below to above
    for p, begins, s in events:
        lo = 0
        hi = len(active)
        if begins:
            while lo < hi:
                mid = (lo + hi) // 2
                t = active[mid]
                c = side(t, p)
                if c == 0:
                    if segs[t][0] != p:
                        return [t, s]
                    c = side(t, segs[s][1])
                    if c == 0:
                        return [t, s]
                if c > 0:
                    lo = mid + 1
                else:
                    hi = mid
            if lo > 0 and collide(active[lo - 1], s):
                return [active[lo - 1], s]
            if lo < len(active) and collide(active[lo], s):
                return [active[lo], s]
            active.insert(lo, s)
        else:
            while lo < hi:
                mid = (lo + hi) // 2
                t = active[mid]
                if t == s:
                    lo = mid
                    break
                c = side(t, p)
                if c == 0:
                    c = side(t, segs[s][0])
                if c > 0:
                    lo = mid + 1
                else:
                    hi = mid
            del active[lo]
            if 0 < lo < len(active) and collide(active[lo - 1], active[lo]):
                return [active[lo - 1], active[lo]]
    return []
