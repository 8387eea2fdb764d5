# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from itertools import compress
from random import getrandbits


def shuffled_windows(text: str, pattern: str) -> tuple[int, int]:
    L = len(pattern)
    if L > len(text):
        return (0, 0)
    if L == 1:
        c = text.count(pattern)
        return (c, 1 if c else 0)
    bs = text.encode()
    pb = pattern.encode()
    letters = bytes([c for c in range(97, 123) if c in pb])
    if bs.translate(None, letters):
        tab = bytearray(256)
        for c in letters:
            tab[c] = c
        segs = [g for g in bs.translate(bytes(tab)).split(b'\0') if len(g) >= L]
        if not segs:
            return (0, 0)
        bs = b'\0'.join(segs)
    n = len(bs)
    N = n - L
    bits = 52 - L.bit_length()
    w = [0.0] * 128
    w[0] = float(getrandbits(bits))
    t = 0.0
    s = w[0] * bs.count(0, 0, L)
    for c in letters:
        w[c] = x = float(getrandbits(bits))
        t += x * pb.count(c)
        s += x * bs.count(c, 0, L)
    if N == 0:
        return (1, 1) if s == t else (0, 0)

    tail = bs[L:]
    dif = (int.from_bytes(tail, 'little')
           ^ int.from_bytes(bs[:N], 'little')).to_bytes(N, 'little')
    changes = N - dif.count(0)
    if 2 * changes < N:
        runs = []
        start = 0
        for i, a, b in zip(compress(range(1, N + 1), dif),
                           compress(tail, dif), compress(bs, dif)):
            if s == t:
                runs.append((start, i))
            s += w[a] - w[b]
            start = i
        if s == t:
            runs.append((start, N + 1))
        if not runs:
            return (0, 0)
        count = 0
        for a, b in runs:
            count += b - a
        single = len(runs) == 1
        pos = []
        for a, b in runs:
            r = b - a
            if r > 1 and (single or r >= L or (L >= 1250 and 4 * r >= L)):
                u = bs[a:a + L]
                per = (u + u).find(u, 1)
                if per < r:
                    r = per
            if single:
                return (count, r)
            pos.extend(range(a, a + r))
    else:
        pos = []
        i = 0
        for a, b in zip(tail, bs):
            if s == t:
                pos.append(i)
            s += w[a] - w[b]
            i += 1
        if s == t:
            pos.append(i)
        count = len(pos)

    H = len(pos)
    if H < 2:
        return (count, H)
    if H * (L * 0.7 + 100) <= n * 110 + H * 250:
        if L <= 64:
            return (count, len({bs[i:i + L] for i in pos}))
        return (count, len({hash(bs[i:i + L]) for i in pos}))
    M = (1 << 61) - 1
    B = getrandbits(60) | (1 << 59) | 1
    h = 0
    pre = [0]
    app = pre.append
    for c in bs:
        h = (h * B + c) % M
        app(h)
    pw = pow(B, L, M)
    return (count, len({(pre[i + L] - pre[i] * pw) % M for i in pos}))
