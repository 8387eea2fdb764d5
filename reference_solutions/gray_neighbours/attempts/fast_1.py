# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import numpy as np


def count_neighbours(settings: list[int]) -> int:
    n = len(settings)
    if n < 2:
        return 0
    if n <= 256:
        counts = {}
        for v in settings:
            counts[v] = counts.get(v, 0) + 1
        get = counts.get
        bits = [1 << b for b in range(80)]
        total = 0
        for v, c in counts.items():
            for bit in bits:
                if not v & bit:
                    w = get(v | bit)
                    if w:
                        total += c * w
        return total

    # GF(2)-linear 64-bit hash: hash(v ^ (1 << b)) == hash(v) ^ R[b]; the top bit is the
    # parity of the number of switches that are on, so neighbours lie in different halves.
    raw = b"".join([v.to_bytes(10, "little") for v in settings])
    octets = np.frombuffer(raw, dtype=np.uint8).reshape(n, 10)
    rng = np.random.default_rng(987654321)
    R = rng.integers(0, 1 << 63, size=80, dtype=np.uint64) | np.uint64(1 << 63)
    h = np.zeros(n, dtype=np.uint64)
    for p in range(10):
        t = np.zeros(256, dtype=np.uint64)
        for k in range(8):
            t[1 << k:2 << k] = t[:1 << k] ^ R[8 * p + k]
        h ^= t[octets[:, p]]
    h.sort()
    first = np.concatenate((np.zeros(1, dtype=np.int64),
                            np.flatnonzero(h[1:] != h[:-1]) + 1))
    u = h[first]
    cnt = np.diff(np.append(first, n)).astype(np.int64)
    m = int(np.searchsorted(u, np.uint64(1 << 63)))
    size = u.size
    if m == 0 or m == size:
        return 0
    if m <= size - m:
        A, ca, B, cb = u[:m], cnt[:m], u[m:], cnt[m:]
    else:
        A, ca, B, cb = u[m:], cnt[m:], u[:m], cnt[:m]

    width = max(12, min(20, B.size.bit_length() + 5))
    mask = np.uint64((1 << width) - 1)
    slot_a = (A & mask).astype(np.int64)
    slot_b = (B & mask).astype(np.int64)
    slot_r = (R & mask).astype(np.int64)
    here = np.zeros(1 << width, dtype=np.bool_)
    here[slot_b] = True
    place = np.zeros(1 << width, dtype=np.int32)
    numbers = np.arange(B.size, dtype=np.int32)
    place[slot_b] = numbers

    total = 0
    for b in range(80):
        idx = slot_a ^ slot_r[b]
        c = np.flatnonzero(here[idx])
        if c.size:
            q = place[idx[c]]
            ok = (A[c] ^ B[q]) == R[b]
            c = c[ok]
            if c.size:
                total += int(np.dot(ca[c], cb[q[ok]]))

    losers = np.flatnonzero(place[slot_b] != numbers)
    if losers.size:
        targets = (B[losers][:, None] ^ R[None, :]).ravel()
        pos = np.searchsorted(A, targets)
        np.minimum(pos, A.size - 1, out=pos)
        ok = np.flatnonzero(A[pos] == targets)
        if ok.size:
            total += int(np.dot(ca[pos[ok]], cb[losers[ok // 80]]))
    return total
