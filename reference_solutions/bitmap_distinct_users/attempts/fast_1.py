# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
import numpy as np


def rolling_reach(log: bytes, ends: list[int], population: int, span: int) -> list[tuple[int, int]]:
    total = len(log) >> 2
    if total:
        arr = np.frombuffer(log, dtype='<u4')
    else:
        arr = np.empty(0, dtype='<u4')
    last = np.full(population, -1, np.int32)
    take = last.take
    arange = np.arange
    cnz = np.count_nonzero
    i32 = np.int32
    intp = np.intp
    CH = 1 << 15
    out = []
    reach = 0
    st = 0
    for d, end in enumerate(ends):
        if d >= span:
            e = d - span
            ws = ends[e]
            a = ends[e - 1] if e else 0
            while a < ws:
                q = a + CH
                if q > ws:
                    q = ws
                reach -= int(cnz(take(arr[a:q]) == arange(a, q, dtype=i32)))
                a = q
        else:
            ws = 0
        loyal = 0
        a = st
        while a < end:
            q = a + CH
            if q > end:
                q = end
            ids = arr[a:q].astype(intp)
            ar = arange(a, q, dtype=i32)
            pv = take(ids)
            last[ids] = ar
            rep = take(ids) == ar
            if a != st:
                rep &= pv < st
            u = int(cnz(rep))
            rep &= pv < ws
            nw = int(cnz(rep))
            reach += nw
            loyal += u - nw
            a = q
        out.append((reach, loyal))
        st = end
    return out
