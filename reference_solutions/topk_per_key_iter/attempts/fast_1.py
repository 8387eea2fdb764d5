# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from operator import mul


def best_per_key(data: bytes, k: int) -> list[tuple[int, int, int]]:
    n = len(data) // 8
    if not n:
        return []
    keys = memoryview(data).cast("I")[::2]
    scores = memoryview(data).cast("i")[1::2]
    NEG = -(1 << 40)
    if k == 1:
        best = {}
        num = {}
        get = best.get
        for i, key, s in zip(range(1, n + 1), keys, scores):
            if s > get(key, NEG):
                best[key] = s
                num[key] = i
        return [(key, best[key], num[key]) for key in sorted(best)]

    # per key: the score to beat, then score * 2**19 - number of the events kept so far
    F = 524288.0
    cap = 2 * k
    kept = {}
    for i, key, s in zip(range(1, n + 1), keys, scores):
        try:
            L = kept[key]
        except KeyError:
            kept[key] = [NEG, s * F - i]
            continue
        if s > L[0]:
            L.append(s * F - i)
            if len(L) > cap:
                t = L[1:]
                t.sort(reverse=True)
                del t[k:]
                L[1:] = t
                L[0] = -int(-t[-1] // F)
    out = []
    ranks = range(1, k + 1)
    for key in sorted(kept):
        t = kept[key][1:]
        t.sort(reverse=True)
        del t[k:]
        check = sum(map(mul, ranks, [-x % F for x in t]))
        out.append((key, -int(-t[-1] // F), int(check) % 1000003))
    return out
