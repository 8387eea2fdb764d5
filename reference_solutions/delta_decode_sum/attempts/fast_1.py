# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import numpy as np


def block_sums(data: bytes) -> list[int]:
    if not data:
        return []
    U = np.uint64
    raw = np.frombuffer(data, dtype=np.uint8)
    ends = np.flatnonzero(raw < 128)
    n = ends.size
    if n == raw.size:
        val = raw.astype(U)
    else:
        b = np.empty(raw.size + 1, dtype=np.uint8)
        b[0] = 0
        b[1:] = raw
        # in b, the last byte of a number is at ends + 1, the one before at ends
        val = raw[ends].astype(U)
        prev = b[ends]
        sel = np.flatnonzero(prev > 127)
        p = ends[sel]
        d = prev[sel]
        cur = val[sel]
        seven = U(7)
        while sel.size:
            cur <<= seven
            cur |= (d & 127)
            val[sel] = cur
            p -= 1
            d = b[p]
            keep = np.flatnonzero(d > 127)
            if keep.size != sel.size:
                sel = sel[keep]
                p = p[keep]
                d = d[keep]
                cur = cur[keep]
    # block headers
    mv = memoryview(val)
    heads = []
    app = heads.append
    pos = 0
    while pos < n:
        app(pos)
        pos += mv[pos] + 1
    h = np.array(heads, dtype=np.int64)
    e = np.empty_like(h)
    e[:-1] = h[1:]
    e[-1] = n
    e -= 1
    c = (e - h).astype(U)
    # zigzag modulo 2**64
    sign = val & U(1)
    np.negative(sign, out=sign)
    val >>= U(1)
    val ^= sign
    v = np.cumsum(val, out=sign)
    w = np.cumsum(v, out=val)
    res = w[e] - w[h] - c * v[h]
    return res.tolist()
