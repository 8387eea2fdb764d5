# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from bisect import bisect_left, bisect_right


def _by_tree(heights, prizes, step):
    n = len(heights)
    levels = sorted(set(heights))
    m = len(levels)
    place = dict(zip(levels, range(1, m + 1)))
    tree = [0] * (m + 1)
    stop_of = [-1] * (m + 1)
    par = [-1] * n
    best = 0
    bi = -1
    for i in range(n):
        w = prizes[i]
        if not w:
            continue
        h = heights[i]
        k = bisect_right(levels, h - step) if step else place[h]
        v = 0
        j = -1
        while k:
            if tree[k] > v:
                v = tree[k]
                j = stop_of[k]
            k &= k - 1
        par[i] = j
        w += v
        if w > best:
            best = w
            bi = i
        k = place[h]
        while k <= m and tree[k] < w:
            tree[k] = w
            stop_of[k] = i
            k += k & -k
    return best, bi, par


def _by_stairs(heights, prizes, step):
    # K: heights, J: stops; heights and worths of the stairs both ascend strictly
    K = []
    J = []
    dp = list(prizes)
    par = [-1] * len(heights)
    best = 0
    bi = -1
    budget = 100_000_000
    i = -1
    for h, w in zip(heights, prizes):
        i += 1
        if not w:
            continue
        p = bisect_right(K, h - step)
        if p:
            j = J[p - 1]
            w += dp[j]
            par[i] = j
            dp[i] = w
        if w > best:
            best = w
            bi = i
        q = bisect_right(K, h, p) if step else p
        if q:
            if dp[J[q - 1]] >= w:
                continue
            s = q - 1 if K[q - 1] == h else q
        else:
            s = 0
        size = len(K)
        e = q
        while e < size and dp[J[e]] <= w:
            e += 1
        if e == s:
            K.insert(s, h)
            J.insert(s, i)
            budget -= size - s
            if budget < 0:
                return None
        elif e == s + 1:
            K[s] = h
            J[s] = i
        else:
            K[s:e] = [h]
            J[s:e] = [i]
            budget -= size - e
    return best, bi, par


def best_climb(heights: list[int], prizes: list[int], step: int) -> tuple[int, list[int]]:
    res = _by_stairs(heights, prizes, step)
    if res is None:
        res = _by_tree(heights, prizes, step)
    best, i, par = res
    climb = []
    while i >= 0:
        climb.append(i)
        i = par[i]
    climb.reverse()
    return best, climb
