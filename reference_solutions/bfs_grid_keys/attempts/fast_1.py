# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
def fewest_moves(rows: list[str]) -> int:
    H = len(rows)
    W = len(rows[0])
    P = W + 2
    NB = P * H
    text = ''.join(['#' + r + '#' for r in rows]).encode()
    rev = text[::-1]

    def bits(chars):
        tab = bytearray(b'0') * 256
        for ch in chars:
            tab[ch] = 49
        return int(rev.translate(bytes(tab)), 2)

    start = bits(b'@')
    goal = bits(b'*')
    base = bits(b'.@*abcdefgh')
    doors = []
    keys = []
    present = set(text)
    for k in range(8):
        if 97 + k in present and 65 + k in present:
            keys.append(bits(bytes([97 + k])))
            doors.append(bits(bytes([65 + k])))
    T = base
    for x in doors:
        T |= x

    G0 = ((1 << NB) - 1) // ((1 << P) - 1)
    GL = G0 << (W + 1)
    ROW0 = (1 << P) - 1
    TOP = P * (H - 1)
    wrapH = bool(T & (G0 << 1)) and bool(T & (G0 << W))
    wrapV = bool(T & ROW0) and bool(T >> TOP)

    t01 = bytes([1 if i == 49 else 0 for i in range(256)])
    t10 = bytes([49 if i == 1 else 48 for i in range(256)])

    def tobytes(a):
        return bytearray(format(a, 'b').encode()[::-1].translate(t01).ljust(NB, b'\0'))

    def toint(bs):
        return int(bytes(bs)[::-1].translate(t10), 2)

    def cells(x):
        s = format(x, 'b')[::-1]
        res = []
        i = s.find('1')
        while i >= 0:
            res.append(i)
            i = s.find('1', i + 1)
        return res

    passb = tobytes(T)
    nbr = [None] * NB

    def around(c):
        r, q = divmod(c, P)
        r0 = (r - 1) % H * P
        r1 = r * P
        r2 = (r + 1) % H * P
        q0 = q - 1 or W
        q2 = q + 1 if q < W else 1
        res = [e for e in {r0 + q0, r0 + q, r0 + q2, r1 + q0, r1 + q2,
                           r2 + q0, r2 + q, r2 + q2} if passb[e] and e != c]
        nbr[c] = res
        return res

    def search(base, doors, keys):
        K = len(keys)
        M = 1 << K
        opens = []
        miss = []
        for m in range(M):
            o = base
            x = 0
            for k in range(K):
                if m >> k & 1:
                    o |= doors[k]
                else:
                    x |= keys[k]
            opens.append(o)
            miss.append(x)
        sup = [[m | 1 << k for k in range(K) if not m >> k & 1] for m in range(M)]
        lack = [[k for k in range(K) if not m >> k & 1] for m in range(M)]
        rank = [len(z) for z in lack]
        gcell = goal.bit_length() - 1
        A = {0: opens[0] & ~start}
        F = {0: start}
        birth = {0: 0}
        fr = {}
        okd = {}
        spec = {}
        kind = {}
        t = 0
        while F or fr:
            t += 1
            nF = {}
            nfr = {}
            inj = []
            for m in (sorted(F, key=rank.__getitem__) if len(F) > 1 else F):
                f = F[m]
                h = f | f << 1 | f >> 1
                if wrapH:
                    h |= (h & G0) << W | (h & GL) >> W
                v = h | h << P | h >> P
                if wrapV:
                    v |= h >> TOP | (h & ROW0) << TOP
                a = A[m]
                for z in sup[m]:
                    if z in A:
                        a &= A[z]
                new = v & a
                if not new:
                    A[m] = a
                    continue
                if new & goal:
                    return t
                A[m] = a ^ new
                x = new & miss[m]
                if x:
                    new ^= x
                    for k in lack[m]:
                        y = x & keys[k]
                        if y:
                            inj.append((m | 1 << k, y))
                    if not new:
                        continue
                if (t - birth[m]) & 7 == 7 and new.bit_count() < 12:
                    okd[m] = tobytes(A.pop(m))
                    nfr[m] = cells(new)
                else:
                    nF[m] = new
            for m, lst in fr.items():
                ok = okd[m]
                nl = []
                app = nl.append
                for c in lst:
                    for e in nbr[c] or around(c):
                        if ok[e]:
                            ok[e] = 0
                            app(e)
                if not nl:
                    continue
                sp = spec.get(m)
                if sp is None:
                    sp = spec[m] = set(cells(miss[m] | goal))
                    if not kind:
                        kind[gcell] = -1
                        for k in range(K):
                            for c in cells(keys[k]):
                                kind[c] = k
                if not sp.isdisjoint(nl):
                    if gcell in nl:
                        return t
                    rest = []
                    for e in nl:
                        if e in sp:
                            inj.append((m | 1 << kind[e], 1 << e))
                        else:
                            rest.append(e)
                    nl = rest
                    if not nl:
                        continue
                if len(nl) > 40:
                    A[m] = toint(okd.pop(m))
                    fb = bytearray(NB)
                    for e in nl:
                        fb[e] = 1
                    nF[m] = toint(fb)
                    birth[m] = t
                else:
                    nfr[m] = nl
            for m, y in inj:
                ok = okd.get(m)
                if ok is not None:
                    for c in cells(y):
                        if ok[c]:
                            ok[c] = 0
                            if m in nfr:
                                nfr[m].append(c)
                            else:
                                nfr[m] = [c]
                    continue
                a = A.get(m)
                if a is None:
                    a = opens[m]
                y &= a
                A[m] = a ^ y
                if y:
                    if m in nF:
                        nF[m] |= y
                    else:
                        nF[m] = y
                        birth[m] = t
            F = nF
            fr = nfr
        return -1

    # everything open: a lower bound, and final if there are no useful doors
    lb = search(T, [], [])
    if lb < 0 or not keys:
        return lb
    return search(base, doors, keys)
