# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import numpy as np


def _feasible(allowed, n, m):
    packed = np.packbits(allowed, axis=1, bitorder='little')
    adj = [int.from_bytes(r.tobytes(), 'little') for r in packed]
    mc = [-1] * m
    mr = [-1] * n
    free = (1 << m) - 1
    for i in range(n):
        a = adj[i] & free
        if a:
            a &= -a
            j = a.bit_length() - 1
            mc[j] = i
            mr[i] = j
            free ^= a
            continue
        unv = (1 << m) - 1
        queue = [i]
        par = {}
        end = -1
        for r in queue:
            new = adj[r] & unv
            f = new & free
            if f:
                f &= -f
                free ^= f
                end = f.bit_length() - 1
                par[end] = r
                break
            unv ^= new
            while new:
                b = new & -new
                new ^= b
                j = b.bit_length() - 1
                par[j] = r
                queue.append(mc[j])
        if end < 0:
            return False
        j = end
        while True:
            r = par[j]
            mc[j] = r
            pj = mr[r]
            mr[r] = j
            if r == i:
                break
            j = pj
    return True


def cheapest_plan(costs: np.ndarray) -> tuple[int, list[int]]:
    n, m = costs.shape
    allowed = costs >= 0
    if n == 1:
        if not allowed.any():
            return (-1, [])
        j = int(np.where(allowed[0], costs[0], 1 << 40).argmin())
        return (int(costs[0, j]), [j])
    if allowed.all():
        C = costs * 1024
    else:
        if not _feasible(allowed, n, m):
            return (-1, [])
        C = np.where(allowed, costs, 4 * 10 ** 8) * 1024
    C = np.ascontiguousarray(C, dtype=np.int64)

    # entries: value * 1024 + 512 * (column is taken) + predecessor row
    if n == m:
        w = -C.min(axis=0)
    else:
        w = np.zeros(m, np.int64)
    rows = list(C)
    add = np.add
    minimum = np.minimum
    INF = 1 << 61
    BLOCK = 1 << 60
    tmp = np.empty(m, np.int64)
    d = np.empty(m, np.int64)
    sc = np.zeros(1, np.int64)
    row4col = [-1] * m
    col4row = [-1] * n

    # augmenting row reduction
    free = list(range(n))
    limit = 6 * n
    for _ in range(2):
        nxt = []
        stack = free[::-1]
        while stack:
            i = stack.pop()
            if limit <= 0:
                nxt.append(i)
                continue
            limit -= 1
            add(rows[i], w, tmp)
            j1 = int(tmp.argmin())
            t1 = tmp.item(j1)
            tmp[j1] = INF
            j2 = int(tmp.argmin())
            gap = (tmp.item(j2) >> 10) - (t1 >> 10)
            i0 = row4col[j1]
            if gap > 0:
                w[j1] = w.item(j1) + (gap << 10)
            elif i0 >= 0:
                j1 = j2
                i0 = row4col[j1]
            row4col[j1] = i
            col4row[i] = j1
            if i0 < 0:
                w[j1] = w.item(j1) + 512
            else:
                col4row[i0] = -1
                if gap > 0:
                    stack.append(i0)
                else:
                    nxt.append(i0)
        free = nxt
        if not free:
            break

    # shortest augmenting paths
    pred = [0] * m
    for s in free:
        add(rows[s], w, d)
        sc[0] = s
        add(d, sc, d)
        vis = []
        while True:
            j = int(d.argmin())
            dj = d.item(j)
            p = dj & 511
            pred[j] = p
            i = row4col[j]
            if i < 0:
                break
            wj = w.item(j)
            vis.append((j, dj >> 10, wj))
            d[j] = INF
            row = rows[i]
            sc[0] = dj - row.item(j) - wj - p + i
            w[j] = wj + BLOCK
            add(row, w, tmp)
            add(tmp, sc, tmp)
            minimum(d, tmp, d)
        mu = dj >> 10
        for k, dist, wk in vis:
            w[k] = wk + ((mu - dist) << 10)
        w[j] = w.item(j) + 512
        while True:
            i = pred[j]
            row4col[j] = i
            k = col4row[i]
            col4row[i] = j
            if i == s:
                break
            j = k

    total = int(costs[np.arange(n), col4row].sum())
    return (total, col4row)
