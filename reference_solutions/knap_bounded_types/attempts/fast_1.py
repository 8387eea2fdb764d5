# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from math import gcd

import numpy as np


def _solve(cap, opts, target):
    """largest worth within cap; may stop early once `target` is reached"""
    if sum([w * t for w, v, t in opts]) <= cap:
        return sum([v * t for w, v, t in opts])
    dp = np.zeros(cap + 1, dtype=np.int64)
    for w, v, t in opts:
        t = min(t, cap // w)
        part = 1
        while t > 0:
            take = part if part < t else t
            wt = take * w
            np.maximum(dp[wt:], dp[:cap + 1 - wt] + take * v, out=dp[wt:])
            t -= take
            part += part
        if dp[cap] >= target:
            break
    return int(dp[cap])


def load_chest(load: int, types: list[tuple[int, int, int]]) -> int | None:
    merged = {}
    for w, v, c in types:
        if v > 0 and c > 0 and w <= load:
            merged[w, v] = merged.get((w, v), 0) + c
    if not merged:
        return 0
    g = 0
    for w, v in merged:
        g = gcd(g, w)
    load //= g
    items = [(w // g, v, min(c, load // (w // g))) for (w, v), c in merged.items()]
    # descending worth per pound; the shift is large enough to make the order exact
    items.sort(key=lambda x: (x[1] << 40) // x[0], reverse=True)

    rem = load
    value = 0
    brk = -1
    for j, (w, v, c) in enumerate(items):
        if c * w > rem:
            brk = j
            break
        rem -= c * w
        value += c * v
    if brk < 0:
        return value
    wb, vb, _ = items[brk]
    upper = value * wb + vb * rem          # linear relaxation, times wb
    lower = value
    for w, v, c in items[brk:]:
        t = min(c, rem // w)
        rem -= t * w
        lower += t * v

    # Every choice worth more than `lower` leaves the relaxed one by a bounded amount:
    # the sum of |reduced worth| * (copies of difference) is at most upper - wb * (lower + 1).
    costs = [abs(v * wb - vb * w) for w, v, c in items]
    some = sorted([x for x in costs if x])
    guess = some[min(12, len(some) - 1)] if some else 0
    seen = None
    while True:
        gap = upper - wb * (lower + 1)
        if gap < 0:
            return lower
        width = min(guess, gap)
        guess = width * 16 + 1
        free = [min(it[2], width // r) if r else it[2] for it, r in zip(items, costs)]
        if free != seen:
            seen = free
            cap = load
            sure = 0
            opts = []
            whole = True
            for j, (w, v, c) in enumerate(items):
                t = free[j]
                if t < c:
                    whole = False
                    if j < brk:
                        cap -= (c - t) * w
                        sure += (c - t) * v
                if t:
                    opts.append((w, v, t))
            best = sure + _solve(cap, opts, upper // wb - sure)
            if best > lower:
                lower = best
            if whole:
                return lower
        if width >= upper - wb * (lower + 1):
            return lower
