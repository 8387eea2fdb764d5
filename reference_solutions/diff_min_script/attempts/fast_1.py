# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
def _myers(A, B, cap):
    N = len(A)
    M = len(B)
    A = A + [-1] * (cap + 3)
    B = B + [-2] * (cap + 3)
    x = 0
    while A[x] == B[x]:
        x += 1
    if x >= N and x >= M:
        return [], []
    P = [x]
    Ps = [P]
    found = False
    for d in range(1, cap + 1):
        Q = []
        app = Q.append
        left = -1
        k = -d
        P.append(-1)
        for right in P:
            x = right if left < right else left + 1
            y = x - k
            if A[x] == B[y]:
                x += 1
                y += 1
                while A[x] == B[y]:
                    x += 1
                    y += 1
            app(x)
            if x >= N and y >= M:
                found = True
                break
            left = right
            k += 2
        if found:
            break
        P = Q
        Ps.append(P)
    if not found:
        return None
    # the lists in Ps all carry a trailing -1
    rem = []
    add = []
    x = N
    y = M
    while d > 0:
        k = x - y
        i = (k + d) >> 1
        P = Ps[d - 1]
        left = P[i - 1] if i > 0 else -1
        right = P[i]
        if left < right:
            x = right
            y = right - k - 1
            add.append(y)
        else:
            x = left
            y = left - k + 1
            rem.append(x)
        d -= 1
    return rem, add


def _bits(A, B, budget, R):
    n = len(A)
    m = len(B)
    if budget >= n + m:
        a = n
        b = m
    else:
        a = (budget + n - m) // 2 + 1
        b = (budget - n + m) // 2 + 1
    rows = []
    push = rows.append
    offs = []
    V = 0
    po = pe = 0
    for i0 in range(0, n, R):
        o = i0 - a
        if o < 0:
            o = 0
        if o > m:
            o = m
        e = i0 + R + b + 1
        if e > m:
            e = m
        V = (V & ((1 << (pe - po)) - 1)) >> (o - po)
        if e > pe:
            V |= ((1 << (e - pe)) - 1) << (pe - o)
        po = o
        pe = e
        offs.append(o)
        masks = {}
        get = masks.get
        bit = 1
        for t in B[o:e]:
            masks[t] = get(t, 0) | bit
            bit <<= 1
        for s in A[i0:i0 + R]:
            u = get(s)
            if u is not None:
                u &= V
                if u:
                    V = (V + u) | (V - u)
            push(V)
    rem = []
    add = []
    i = n
    j = m
    while i and j:
        if A[i - 1] == B[j - 1]:
            i -= 1
            j -= 1
            continue
        r = i - 1
        s = j - 1 - offs[r // R]
        if s >= 0 and (rows[r] >> s) & 1:
            j -= 1
            add.append(j)
        else:
            i = r
            rem.append(i)
    while i:
        i -= 1
        rem.append(i)
    while j:
        j -= 1
        add.append(j)
    return rem, add


def shortest_edit(old: list[str], new: list[str]) -> tuple[list[int], list[int]]:
    X = [s.rstrip(' \t') for s in old]
    Y = [s.rstrip(' \t') for s in new]
    nx = len(X)
    ny = len(Y)
    if X == Y:
        return [], []
    p = 0
    for s, t in zip(X, Y):
        if s != t:
            break
        p += 1
    lim = min(nx, ny) - p
    q = 0
    while q < lim and X[nx - 1 - q] == Y[ny - 1 - q]:
        q += 1
    ex = nx - q
    ey = ny - q
    if p == ex:
        return [], list(range(p, ey))
    if p == ey:
        return list(range(p, ex)), []
    SX = set(X[p:ex])
    SY = set(Y[p:ey])
    ids = {s: i for i, s in enumerate(SX & SY)}
    removed = []
    added = []
    KA = []
    KB = []
    A = []
    B = []
    get = ids.get
    for i in range(p, ex):
        t = get(X[i])
        if t is None:
            removed.append(i)
        else:
            KA.append(i)
            A.append(t)
    for i in range(p, ey):
        t = get(Y[i])
        if t is None:
            added.append(i)
        else:
            KB.append(i)
            B.append(t)
    if A == B:
        return removed, added
    # trim again
    lim = min(len(A), len(B))
    p = 0
    while p < lim and A[p] == B[p]:
        p += 1
    lim -= p
    q = 0
    la = len(A)
    lb = len(B)
    while q < lim and A[la - 1 - q] == B[lb - 1 - q]:
        q += 1
    KA = KA[p:la - q]
    KB = KB[p:lb - q]
    A = A[p:la - q]
    B = B[p:lb - q]
    n = len(A)
    m = len(B)
    if n == 0 or m == 0:
        rem = range(n)
        add = range(m)
    else:
        small = nx <= 1200 and ny <= 1200
        if small or n * m <= 4_000_000:
            rem, add = _bits(A, B, n + m, n)
        else:
            budget = 1200 - len(removed) - len(added)
            res = _myers(A, B, min(250, max(budget, 1)))
            if res is None:
                res = _bits(A, B, budget, 1000)
            rem, add = res
    if rem:
        removed += [KA[i] for i in rem]
        removed.sort()
    if add:
        added += [KB[i] for i in add]
        added.sort()
    return removed, added
