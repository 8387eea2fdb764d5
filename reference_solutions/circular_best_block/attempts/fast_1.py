# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from itertools import accumulate
from operator import sub


def ring_block(values: list[int], low: int, high: int) -> tuple[int, int, int]:
    n = len(values)
    P = list(accumulate(values + values[:high], initial=0))

    # length low
    D = list(map(sub, P[low:low + n], P))
    best = min(D)
    D.reverse()
    bs = n - 1 - D.index(best)
    bl = low
    # length high
    if high > low:
        D = list(map(sub, P[high:high + n], P))
        t = min(D)
        if t <= best:
            D.reverse()
            s = n - 1 - D.index(t)
            if t < best or s >= bs:
                best = t
                bs = s
                bl = high
    if high - low < 2:
        return (best, bs, bl)

    # lengths between: the block starts at a peak of P and ends at a valley
    S = []
    E = []
    sapp = S.append
    eapp = E.append
    v = values[-1]
    pn = v < 0
    pp = v > 0
    for i, v in enumerate(values):
        if v < 0:
            pp = False
            if not pn:
                sapp(i)
                pn = True
        elif v > 0:
            pn = False
            if not pp:
                eapp(i)
                pp = True
        else:
            pn = pp = False
    if values[-1] == 0:
        sapp(n - 1)
    if not S or not E:
        return (best, bs, bl)
    E += [e + n for e in E]
    E.append(4 * n + 4)
    NEG = -10 ** 30
    dv = [NEG]
    di = [-1]
    vapp = dv.append
    iapp = di.append
    vpop = dv.pop
    ipop = di.pop
    head = 1
    ends = iter(E)
    e = next(ends)
    bc = best
    cs = ce = -1
    for s in S:
        hi = s + high
        while e <= hi:
            x = P[e]
            while dv[-1] >= x:
                vpop()
                ipop()
            vapp(x)
            iapp(e)
            e = next(ends)
        lo = s + low
        k = len(di)
        while head < k and di[head] < lo:
            dv[head] = NEG
            head += 1
        if head < k:
            t = dv[head] - P[s]
            if t <= bc:
                bc = t
                cs = s
                ce = di[head]
    if cs >= 0:
        cl = ce - cs
        if bc < best or cs > bs or (cs == bs and cl > bl):
            return (bc, cs, cl)
    return (best, bs, bl)
