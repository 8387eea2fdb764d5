# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
def edits_to_beginning(source: str, target: str, k: int) -> tuple[int, int]:
    n = len(source)
    if len(target) > n + k + 1:
        target = target[:n + k + 1]
    M = len(target)
    if n - M > k:
        return (-1, -1)
    # ---- phase 1: furthest reaching points, as long as that is cheap
    s = source + '\0'
    t = target + '\1'
    NEG = -(1 << 40)
    P = [NEG, -1, NEG]
    budget = 100 + (n * 6) // 10
    work = 0
    e = 0
    while True:
        cur = []
        best = None
        d = -e
        for ins, rep, dl in zip(P, P[1:], P[2:]):
            i = rep if rep > dl else dl
            i += 1
            if ins > i:
                i = ins
            if i + d > M:
                i = M - d
            if i < 0:
                cur.append(NEG)
                d += 1
                continue
            j = i + d
            if s[i] == t[j]:
                i += 1
                j += 1
                c = 8
                while c and s[i] == t[j]:
                    i += 1
                    j += 1
                    c -= 1
                if not c:
                    work += 8
                    L = 16
                    while s[i:i + L] == t[j:j + L]:
                        i += L
                        j += L
                        L += L
                    L >>= 1
                    while L:
                        if s[i:i + L] == t[j:j + L]:
                            i += L
                            j += L
                        L >>= 1
            if i == n:
                best = d
            cur.append(i)
            d += 1
        if best is not None:
            return (e, n + best)
        if e == k:
            return (-1, -1)
        work += 2 * e + 1
        e += 1
        if work > budget:
            break
        P = [NEG, NEG]
        P += cur
        P.append(NEG)
        P.append(NEG)
    # ---- phase 2: banded bit-parallel dynamic programming
    w = 2 * k + 1
    mask = (1 << w) - 1
    rev = target[::-1].encode()
    PM = {}
    for ch in set(source):
        tab = bytearray(b'0' * 256)
        tab[ord(ch)] = 49
        PM[ch] = int(rev.translate(bytes(tab)), 2) << k
    VN = (1 << k) - 1
    VP = mask ^ VN
    score = k
    C = 512
    wide = (1 << (w + C)) - 1
    every = max(1, (2 * w) // C)
    cnt = 0
    for base in range(0, n, C):
        part = source[base:base + C]
        loc = {ch: (PM[ch] >> base) & wide for ch in set(part)}
        score += len(part)
        r = 0
        for ch in part:
            Eq = loc[ch] >> r
            r += 1
            D0 = ((((Eq & VP) + VP) ^ VP) | VN | Eq) & mask
            HP = VN | (mask ^ (D0 | VP))
            HN = D0 & VP
            score -= D0 & 1
            D0 >>= 1
            VN = D0 & HP
            VP = HN | (mask ^ (D0 | HP))
        cnt += 1
        if cnt == every:
            cnt = 0
            v = score
            if v > k:
                ok = False
                for p, q in zip(bin(VP | (1 << w))[:2:-1], bin(VN | (1 << w))[:2:-1]):
                    if p == '1':
                        v += 1
                    elif q == '1':
                        v -= 1
                        if v <= k:
                            ok = True
                            break
                if not ok:
                    return (-1, -1)
    # D[n][n - k] is score; bit b is the step to row n + 1 - k + b
    v = score
    row = n - k
    bv = k + 1
    bm = -1
    if 0 <= row <= M and v < bv:
        bv = v
        bm = row
    for p, q in zip(bin(VP | (1 << w))[:2:-1], bin(VN | (1 << w))[:2:-1]):
        row += 1
        if row > M or row > n + k:
            break
        if p == '1':
            v += 1
        elif q == '1':
            v -= 1
        if row >= 0 and v <= bv and v <= k:
            bv = v
            bm = row
    if bm < 0:
        return (-1, -1)
    return (bv, bm)
