# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from bisect import bisect_left
from itertools import accumulate
from operator import mul


def splice_cost_groups(lengths: list[int], counts: list[int], arms: int) -> int:
    k = arms
    total = sum(counts)
    if total == 1:
        return 0
    metres = sum(map(mul, lengths, counts))
    d = dict(zip(lengths, counts))
    if len(d) != len(lengths):
        d = {}
        get = d.get
        for v, c in zip(lengths, counts):
            d[v] = get(v, 0) + c
    ov = sorted(d)
    oc = list(map(d.__getitem__, ov))
    G = len(ov)
    top = ov[-1]
    INF = 1 << 100
    ov.append(INF)
    oc.append(0)
    qv = []
    qc = []
    i = 0
    h = 0
    cost = 0
    odd = (total - 1) % (k - 1)
    if odd:
        need = odd + 1
        s = 0
        while need:
            c = oc[i]
            if c <= need:
                s += c * ov[i]
                need -= c
                i += 1
            else:
                s += need * ov[i]
                oc[i] = c - need
                need = 0
        cost = s
        qv.append(s)
        qc.append(1)
    # splice until the arms shortest pieces together outweigh the longest one
    while True:
        a = ov[i]
        b = qv[h] if h < len(qv) else INF
        if a < b:
            if a * k >= top:
                break
            v = a
            c = oc[i]
            i += 1
        elif b < a:
            if b * k >= top:
                break
            v = b
            c = qc[h]
            h += 1
        else:
            if a * k >= top:
                break
            v = a
            c = oc[i] + qc[h]
            i += 1
            h += 1
        q = c // k
        r = c - q * k
        if q:
            s = k * v
            qv.append(s)
            qc.append(q)
            cost += s * q
        if r:
            s = r * v
            need = k - r
            while need:
                a = ov[i]
                b = qv[h] if h < len(qv) else INF
                if a <= b:
                    c = oc[i]
                    if c <= need:
                        s += a * c
                        need -= c
                        i += 1
                    else:
                        s += a * need
                        oc[i] = c - need
                        need = 0
                else:
                    c = qc[h]
                    if c <= need:
                        s += b * c
                        need -= c
                        h += 1
                    else:
                        s += b * need
                        qc[h] = c - need
                        need = 0
            qv.append(s)
            qc.append(1)
            cost += s
    # from here on the tree is complete: depth D everywhere, D + 1 for the shortest pieces
    pairs = list(zip(ov[i:G], oc[i:G]))
    if h < len(qv):
        pairs += zip(qv[h:], qc[h:])
        pairs.sort()
    cs = [p[1] for p in pairs]
    cum = list(accumulate(cs))
    left = cum[-1]
    D = 0
    full = 1
    while full * k <= left:
        full *= k
        D += 1
    cost += D * metres
    deep = (left - full) // (k - 1) * k
    if deep:
        j = bisect_left(cum, deep)
        vs = [p[0] for p in pairs[:j + 1]]
        cost += sum(map(mul, vs[:j], cs))
        before = cum[j - 1] if j else 0
        cost += vs[j] * (deep - before)
    return cost
