# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from array import array
from itertools import compress


def search(pieces: list[bytes], order: list[int], pattern: bytes) -> tuple[int, int, int]:
    L = len(pattern)

    def borders(s):
        f = [0] * (L + 1)
        k = 0
        for q in range(2, L + 1):
            c = s[q - 1]
            while k and s[k] != c:
                k = f[k]
            if s[k] == c:
                k += 1
            f[q] = k
        return f

    fail = borders(pattern)
    period = L - fail[L]
    B = [0] * L                     # bit b: pattern[:b] is a suffix of pattern[:q]
    for q in range(1, L):
        B[q] = (1 << q) | B[fail[q]]
    rf = borders(pattern[::-1])
    SB = [0] * L                    # by length of the suffix; bit b: suffix pattern[b:]
    for l in range(1, L):
        SB[l] = (1 << (L - l)) | SB[rf[l]]
    MK = []
    for k in range(9):
        x = 0
        for b in range(L):
            if b >> k & 1:
                x |= 1 << b
        MK.append(x)

    P = len(pieces)
    ln = [len(x) for x in pieces]
    icnt = [0] * P
    isum = [0] * P
    E = [None] * P
    end0 = [0] * P
    occ = [0] * P

    if L == 1:
        tab1 = bytearray(256)
        tab1[pattern[0]] = 1
        tab1 = bytes(tab1)

    def inner(piece):
        n = len(piece)
        if L == 1:
            c = piece.count(pattern)
            if not c:
                return 0, 0
            return c, sum(compress(range(n), piece.translate(tab1)))
        p = period
        cnt = tot = 0
        find = piece.find
        starts = piece.startswith
        i = find(pattern)
        while i >= 0:
            k = 0
            if starts(pattern, i + p):
                top = (n - L - i) // p
                k = 1
                while k < top:
                    t = 2 * k
                    if t > top:
                        t = top
                    if piece[i + p:i + t * p + L] == piece[i:i + (t - 1) * p + L]:
                        k = t
                    else:
                        hi = t
                        while hi - k > 1:
                            t = (k + hi) >> 1
                            if piece[i + p:i + t * p + L] == piece[i:i + (t - 1) * p + L]:
                                k = t
                            else:
                                hi = t
                        break
                cnt += k + 1
                tot += (k + 1) * i + p * (k * (k + 1) // 2)
            else:
                cnt += 1
                tot += i
            i = find(pattern, i + k * p + 1)
        return cnt, tot

    def prepare(pid):
        piece = pieces[pid]
        n = ln[pid]
        if n >= L:
            icnt[pid], isum[pid] = inner(piece)
        mask = 0
        c = piece[:1]
        b = pattern.find(c, 1)
        while b >= 0:
            if piece.startswith(pattern[b:]):
                mask = SB[L - b]
                break
            b = pattern.find(c, b + 1)
        E[pid] = mask
        c = piece[-1:]
        b = pattern.rfind(c, 0, min(n, L - 1))
        while b >= 0:
            if piece.endswith(pattern[:b + 1]):
                end0[pid] = b + 1
                break
            b = pattern.rfind(c, 0, b)
        if n < L - 1:
            mask = 0
            b = pattern.find(piece, 1, L - 1)
            while b >= 0:
                mask |= 1 << b
                b = pattern.find(piece, b + 1, L - 1)
            occ[pid] = mask

    # entry: new state | 512 * (there are hits) | crossing hits << 10 | sum of lengths << 19
    UNK = 1 << 40

    def entry(q, pid):
        n = ln[pid]
        if not n:
            return q
        if E[pid] is None:
            prepare(pid)
        bq = B[q]
        nq = end0[pid]
        y = bq & occ[pid]
        if y:
            nq = y.bit_length() - 1 + n
        x = bq & E[pid]
        if x:
            c = x.bit_count()
            s = 0
            for k in range(9):
                s += (x & MK[k]).bit_count() << k
            return nq | 512 | c << 10 | s << 19
        if icnt[pid]:
            return nq | 512
        return nq

    rows = [None] * L
    row = [UNK] * P
    row.append(0)
    rows[0] = row
    packed = False
    big = 0
    o = count = total = cross = 0
    for pid in order:
        e = row[pid]
        if e > 511:
            if e == UNK:
                e = row[pid] = entry(row[P], pid)
                q = e & 511
                if rows[q] is None:
                    if packed:
                        new = array('q', [UNK]) * P
                    else:
                        new = [UNK] * P
                    new.append(q)
                    rows[q] = new
                if e > 256 and not packed:
                    big += 1
                    if big > 10000:
                        packed = True
                        for k in range(L):
                            if rows[k] is not None:
                                rows[k] = array('q', rows[k])
            if e > 511:
                c = e >> 10 & 511
                if c:
                    cross += c
                    total += c * o - (e >> 19)
                c = icnt[pid]
                if c:
                    count += c
                    total += c * o + isum[pid]
        row = rows[e & 511]
        o += ln[pid]
    return (count + cross, total, cross)
