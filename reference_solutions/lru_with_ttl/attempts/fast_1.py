# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from bisect import bisect_left
from itertools import accumulate


def replay(capacity: int, operations: list[tuple[int, ...]]) -> list[int]:
    # clock reading after each tick, known in advance
    nows = list(accumulate([op[1] for op in operations if op[0] == 2]))
    ticks = len(nows)
    buckets = [None] * ticks      # keys that expire in tick t (perhaps no longer valid)
    d = {}                        # key -> [value, tick of expiry, operation of the last use]
    get = d.get
    tick = 0
    now = 0
    ptr = 0                       # no entry was last used in an operation before this one
    out = []
    emit = out.append
    i = -1
    for op in operations:
        i += 1
        kind = op[0]
        if kind == 0:
            e = get(op[1])
            if e is None:
                emit(-1)
            else:
                e[2] = i
                emit(e[0])
        elif kind == 1:
            _, key, value, ttl = op
            if ttl:
                t = bisect_left(nows, now + ttl, tick)
                if t < ticks:
                    b = buckets[t]
                    if b is None:
                        buckets[t] = [key]
                    else:
                        b.append(key)
                e = get(key)
                if e is not None:
                    e[0] = value
                    e[1] = t
                    e[2] = i
                    emit(-1)
                elif len(d) < capacity:
                    d[key] = [value, t, i]
                    emit(-1)
                else:
                    while True:
                        o = operations[ptr]
                        if o[0] != 2:
                            old = o[1]
                            e = get(old)
                            if e is not None and e[2] == ptr:
                                break
                        ptr += 1
                    ptr += 1
                    del d[old]
                    d[key] = [value, t, i]
                    emit(old)
            else:
                if key in d:
                    del d[key]
                emit(-1)
        else:
            b = buckets[tick]
            removed = 0
            if b is not None:
                buckets[tick] = None
                for key in b:
                    e = get(key)
                    if e is not None and e[1] == tick:
                        del d[key]
                        removed += 1
            now = nows[tick]
            tick += 1
            emit(removed)
    return out
