# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from collections import deque


def _at_most(v, limit):
    # number of blocks with spread <= limit (limit >= 0)
    n = len(v)
    y = mx = mn = v[0]
    MX = deque((0,))
    MN = deque((0,))
    xapp = MX.append
    xpop = MX.pop
    xleft = MX.popleft
    xclear = MX.clear
    napp = MN.append
    npop = MN.pop
    nleft = MN.popleft
    nclear = MN.clear
    left = 0
    lefts = 0
    i = 0
    lo = mx - limit
    hi = mn + limit
    for x in v:
        if x >= mx:
            mx = x
            xclear()
            xapp(i)
            napp(i)
            lo = x - limit
            if mn < lo:
                while mn < lo:
                    left = nleft() + 1
                    mn = v[MN[0]]
                hi = mn + limit
        elif x <= mn:
            mn = x
            nclear()
            napp(i)
            xapp(i)
            hi = x + limit
            if mx > hi:
                while mx > hi:
                    left = xleft() + 1
                    mx = v[MX[0]]
                lo = mx - limit
        elif x >= y:
            xpop()
            while v[MX[-1]] <= x:
                xpop()
            xapp(i)
            napp(i)
        else:
            npop()
            while v[MN[-1]] >= x:
                npop()
            napp(i)
            xapp(i)
        y = x
        lefts += left
        i += 1
    return n * (n + 1) // 2 - lefts


def count_blocks(values: list[int], low: int, high: int) -> int:
    n = len(values)
    spread = max(values) - min(values)
    if low > spread:
        return 0
    if high >= spread:
        total = n * (n + 1) // 2
    else:
        total = _at_most(values, high)
    if low > 0:
        total -= _at_most(values, low - 1)
    return total
