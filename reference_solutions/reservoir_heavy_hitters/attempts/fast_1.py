# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from collections import Counter


def hot_pages(stream: bytes, k: int) -> list[tuple[int, int]]:
    n = len(stream) // 4
    if n == 0 or k == 1:
        return []
    views = memoryview(stream).cast("I")

    def prune(cnt):
        # Misra-Gries in bulk: at least k counters lose t each
        more = {p: c for p, c in cnt.items() if c > 1}
        if len(more) < k:
            return Counter({p: c - 1 for p, c in more.items()})
        t = sorted(more.values(), reverse=True)[k - 1]
        return Counter({p: c - t for p, c in more.items() if c > t})

    chunk = 4096
    limit = 16384
    cnt = Counter()
    pruned = False
    for i in range(0, n, chunk):
        cnt.update(views[i:i + chunk])
        if len(cnt) > limit:
            cnt = prune(cnt)
            pruned = True
    if pruned:
        if len(cnt) > k:
            cnt = prune(cnt)
        cnt = Counter(filter(frozenset(cnt).__contains__, views))
    hot = [(p, c) for p, c in cnt.items() if c * k > n]
    hot.sort(key=lambda pc: (-pc[1], pc[0]))
    return hot
