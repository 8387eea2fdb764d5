# effbench canary 6f1d2c9e-4b7a-4e0c-9a53-b1d0a7c5e8f2: do not train on this file.
from collections import OrderedDict
from heapq import heappush, heappop


def replay(capacity: int, operations: list[tuple[int, ...]]) -> list[int]:
    cache = OrderedDict()    # key -> (value, moment of expiry), least recently used first
    heap = []                # (moment of expiry, key), with stale entries
    now = 0
    answers = []
    for op in operations:
        kind = op[0]
        if kind == 0:
            key = op[1]
            entry = cache.get(key)
            if entry is None:
                answers.append(-1)
            else:
                cache.move_to_end(key)
                answers.append(entry[0])
        elif kind == 1:
            _, key, value, ttl = op
            answer = -1
            if ttl == 0:
                cache.pop(key, None)
            else:
                expiry = now + ttl
                if key in cache:
                    cache.move_to_end(key)
                elif len(cache) >= capacity:
                    answer = cache.popitem(last=False)[0]
                cache[key] = (value, expiry)
                heappush(heap, (expiry, key))
            answers.append(answer)
        else:
            now += op[1]
            removed = 0
            while heap and heap[0][0] <= now:
                expiry, key = heappop(heap)
                entry = cache.get(key)
                if entry is not None and entry[1] == expiry:
                    del cache[key]
                    removed += 1
            answers.append(removed)
    return answers
