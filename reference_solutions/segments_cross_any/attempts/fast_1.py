# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
def find_collision(strokes: list[tuple[int, int, int, int]]) -> list[int]:
    n = len(strokes)
    if n < 2:
        return []
    OFF = 1000000000
    EPS = 1e-5
    nan = float("nan")
    S = []          # exact ends, left one first
    T = []          # left end and slope as floats
    R = []          # right end as floats
    RK = []         # rank key of the right end
    ev = []
    i = 0
    for st in strokes:
        x1, y1, x2, y2 = st
        if x1 > x2 or (x1 == x2 and y1 > y2):
            st = x2, y2, x1, y1
            x1, y1, x2, y2 = st
        S.append(st)
        T.append((float(x1), float(y1), (y2 - y1) / (x2 - x1) if x1 != x2 else nan))
        R.append((float(x2), float(y2)))
        b = (x2 + OFF) << 31 | (y2 + OFF)
        RK.append(b)
        ev.append((((x1 + OFF) << 31 | (y1 + OFF)) << 1 | 1) << 17 | i)
        ev.append(b << 18 | i)
        i += 1
    ev.sort()       # by point; at one point the ends come before the beginnings

    def exact(t, s):
        # where the left end of s (then its direction) lies from t; 0: they collide
        x1, y1, x2, y2 = S[t]
        px, py, rx, ry = S[s]
        x2 -= x1
        y2 -= y1
        c = x2 * (py - y1) - y2 * (px - x1)
        if c == 0 and px == x1 and py == y1:
            c = x2 * (ry - y1) - y2 * (rx - x1)
        return c

    def bad(a, b):
        # a is below b here; does that change before the first of them ends?
        ka = RK[a]
        kb = RK[b]
        if ka < kb:
            x, y, m = T[b]
            px, py = R[a]
            if py - y - m * (px - x) < -EPS:
                return False
            x1, y1, x2, y2 = S[b]
            _, _, px, py = S[a]
            return (x2 - x1) * (py - y1) - (y2 - y1) * (px - x1) >= 0
        if ka == kb:
            return False
        x, y, m = T[a]
        px, py = R[b]
        if py - y - m * (px - x) > EPS:
            return False
        x1, y1, x2, y2 = S[a]
        _, _, px, py = S[b]
        return (x2 - x1) * (py - y1) - (y2 - y1) * (px - x1) <= 0

    MASK = (1 << 17) - 1
    TYPE = 1 << 17
    CAP = 128
    blocks = []
    owner = [None] * n
    prv = [-1] * n
    nxt = [-1] * n
    for e in ev:
        s = e & MASK
        if e & TYPE:
            hi = len(blocks)
            if not hi:
                blk = [s]
                blocks.append(blk)
                owner[s] = blk
                continue
            px, py, _ = T[s]
            lo = 0
            while lo < hi:
                mid = (lo + hi) >> 1
                t = blocks[mid][0]
                x, y, m = T[t]
                d = py - y - m * (px - x)
                if d > EPS:
                    lo = mid + 1
                elif d < -EPS:
                    hi = mid
                else:
                    d = exact(t, s)
                    if d > 0:
                        lo = mid + 1
                    elif d < 0:
                        hi = mid
                    else:
                        return [t, s]
            if lo:
                bi = lo - 1
                blk = blocks[bi]
                lo = 1
                hi = len(blk)
                while lo < hi:
                    mid = (lo + hi) >> 1
                    t = blk[mid]
                    x, y, m = T[t]
                    d = py - y - m * (px - x)
                    if d > EPS:
                        lo = mid + 1
                    elif d < -EPS:
                        hi = mid
                    else:
                        d = exact(t, s)
                        if d > 0:
                            lo = mid + 1
                        elif d < 0:
                            hi = mid
                        else:
                            return [t, s]
                a = blk[lo - 1]
                b = nxt[a]
                if bad(a, s):
                    return [a, s]
                nxt[a] = s
                prv[s] = a
            else:
                bi = 0
                blk = blocks[0]
                b = blk[0]
            if b >= 0:
                if bad(s, b):
                    return [s, b]
                prv[b] = s
                nxt[s] = b
            blk.insert(lo, s)
            owner[s] = blk
            if len(blk) > CAP:
                new = blk[CAP >> 1:]
                del blk[CAP >> 1:]
                blocks.insert(bi + 1, new)
                for t in new:
                    owner[t] = new
        else:
            blk = owner[s]
            blk.remove(s)
            if not blk:
                blocks.remove(blk)
            a = prv[s]
            b = nxt[s]
            if a >= 0:
                nxt[a] = b
                if b >= 0:
                    prv[b] = a
                    if bad(a, b):
                        return [a, b]
            elif b >= 0:
                prv[b] = -1
    return []
